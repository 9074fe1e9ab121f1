package networking

import (
	"slices"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/interests"
	"counterpart/internal/networking/places"
	"counterpart/internal/networking/problem"
)

// Meeting is two people at a table, with those who come along, or one who asks another.
type Meeting struct {
	ID         string  `db:"id" json:"id"`
	ActivityID string  `db:"activity_id" json:"activity_id"`
	State      State   `db:"state" json:"state" enum:"requested,scheduled,held,missed,declined,cancelled"`
	Origin     string  `db:"origin" json:"origin" enum:"plan,request"`
	SlotID     string  `db:"slot_id" json:"slot_id,omitempty"`
	StartsAt   db.Time `db:"starts_at" json:"starts_at,omitzero"`
	EndsAt     db.Time `db:"ends_at" json:"ends_at,omitzero"`
	TableID    string  `db:"table_id" json:"table_id,omitempty"`
	Table      string  `db:"table_name" json:"table,omitempty"`
	Room       string  `db:"room" json:"room,omitempty"`
	VoiceID    string  `db:"interpreter_id" json:"interpreter_id,omitempty"`
	Voice      string  `db:"interpreter" json:"interpreter,omitempty"`
	Locked     bool    `db:"locked" json:"locked" doc:"Promised: no plan moves it"`
	AskedBy    string  `db:"asked_by" json:"asked_by,omitempty"`
	Reason     string  `db:"reason" json:"reason,omitempty"`
	Outcome    string  `db:"outcome" json:"outcome,omitempty"`
	FollowUp   string  `db:"follow_up" json:"follow_up,omitempty"`
	OwnerID    string  `db:"owner_id" json:"owner_id,omitempty" doc:"Who follows up"`
	Chatham    bool    `db:"chatham" json:"-"`
	Version    int     `db:"version" json:"version"`

	Sides []Side `db:"-" json:"sides" nullable:"false"`
	Along []Side `db:"-" json:"along" nullable:"false" doc:"Colleagues of one of the two"`

	weight int
}

// Where says the table with its room.
func (m Meeting) Where() string { return places.Table{Name: m.Table, Room: m.Room}.Where() }

// Side is one of the two, or somebody who comes along with one of them.
type Side struct {
	MeetingID string `db:"meeting_id" json:"-"`
	PersonID  string `db:"person_id" json:"person_id"`
	PartyID   string `db:"party_id" json:"party_id"`
	Answer    string `db:"answer" json:"answer" enum:"accepted,"`
	ForID     string `db:"for_id" json:"for_id,omitempty" doc:"On whose behalf: whose place they take, or with whom they come along"`
	ComesWith bool   `db:"along" json:"-"`
	Gone      bool   `db:"gone" json:"gone,omitempty" doc:"No longer confirmed or no longer takes part"`
}

// whose is the person of the two on whose behalf somebody is there: as a rule they themselves.
func (s Side) whose() string {
	if s.ForID != "" {
		return s.ForID
	}
	return s.PersonID
}

// pair is the two whose meeting it is, whoever sits there.
func (m Meeting) pair() problem.Pair { return problem.PairOf(m.Sides[0].whose(), m.Sides[1].whose()) }

// all are both sides and those who come along.
func (m Meeting) all() []Side { return append(slices.Clone(m.Sides), m.Along...) }

// side finds the side of a person, and whom they meet.
func (m Meeting) side(personID string) (own, other Side, ok bool) {
	if len(m.Sides) != 2 {
		return own, other, false
	}
	switch personID {
	case m.Sides[0].PersonID:
		return m.Sides[0], m.Sides[1], true
	case m.Sides[1].PersonID:
		return m.Sides[1], m.Sides[0], true
	}
	for _, s := range m.Along {
		if s.PersonID != personID {
			continue
		}
		if m.Sides[0].whose() == s.ForID {
			return s, m.Sides[1], true
		}
		return s, m.Sides[0], true
	}
	return own, other, false
}

// Agreed tells whether both have accepted.
func (m Meeting) Agreed() bool {
	return len(m.Sides) == 2 && m.Sides[0].Answer == Accepted && m.Sides[1].Answer == Accepted
}

// Broken tells whether somebody of a meeting that is to come no longer takes part.
func (m Meeting) Broken() bool {
	return m.State == Scheduled && len(m.Sides) == 2 && (m.Sides[0].Gone || m.Sides[1].Gone)
}

// mine loads a meeting for a verb of one of its people. A request that reached nobody, because they do not want to meet,
// exists for who asked alone.
func mine(tx *db.Tx, actor access.Actor, activityID, personID, meetingID string) (m Meeting, own, other Side, a activities.Activity, err error) {
	if _, a, err = interests.GuestIn(tx, actor, interests.RightTakePart, activityID, personID); err != nil {
		return m, own, other, a, err
	}
	if m, err = findMeeting(tx, meetingID); err != nil {
		return m, own, other, a, err
	}
	var ok bool
	if own, other, ok = m.side(personID); !ok || m.ActivityID != activityID {
		return m, own, other, a, fault.Missing("meeting of yours")
	}
	if m.State == Requested && m.AskedBy != personID {
		avoided, err := interests.AvoidsIn(tx, personID, other.PersonID)
		if err != nil {
			return m, own, other, a, err
		}
		if avoided {
			return m, own, other, a, fault.Missing("meeting of yours")
		}
	}
	return m, own, other, a, nil
}

// step refuses a way that a meeting cannot go.
func (m Meeting) step(next State) error {
	if m.State.Leads(next) {
		return nil
	}
	return fault.Clash("This meeting is %s. That cannot be done with it any more.", lower(m.State.Words()))
}
