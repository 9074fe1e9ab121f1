package networking

import (
	"context"
	"errors"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/attendance"
	"counterpart/internal/audit"
	"counterpart/internal/connections"
	"counterpart/internal/db"
	"counterpart/internal/delegations"
	"counterpart/internal/fault"
	"counterpart/internal/interests"
	"counterpart/internal/label"
	"counterpart/internal/people"
	"counterpart/internal/people/shown"
)

const mostOutcome = 2000

// OutcomeDraft is what came of a meeting, noted by one of the two. What is shared concerns the own side only.
type OutcomeDraft struct {
	Held     bool     `json:"held"`
	Outcome  string   `json:"outcome,omitempty" maxLength:"2000" doc:"Both sides and the secretariat read it"`
	FollowUp string   `json:"follow_up,omitempty" maxLength:"500"`
	OwnerID  string   `json:"owner_id,omitempty" maxLength:"40" doc:"Which of the two follows up"`
	Shares   []string `json:"shares,omitempty" maxItems:"3" doc:"What the other may keep: name, email, phone. Nothing when empty"`
}

// Note keeps whether a meeting was held and what came of it. A meeting that was held becomes a connection.
func (s *Service) Note(ctx context.Context, actor access.Actor, activityID, personID, meetingID string, d OutcomeDraft) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		m, own, other, a, err := mine(tx, actor, activityID, personID, meetingID)
		if err != nil {
			return false, err
		}
		next := Missed
		if d.Held {
			next = Held
		}
		if err := m.step(next); err != nil {
			return false, err
		}
		if err := over(tx, m, a); err != nil {
			return false, err
		}
		if err := d.check(own, other); err != nil {
			return false, err
		}
		if err := noteOutcome(tx, m.ID, next, d); err != nil {
			return false, err
		}
		if !d.Held {
			return true, audit.Record(tx, actor, ActionMissed, Kind, m.ID, nil)
		}
		id, err := connections.MeetIn(tx, actor, connections.Draft{
			ActivityID: activityID, MeetingID: m.ID, How: connections.ByMeeting, Unnamed: m.Chatham, At: m.StartsAt,
			Sides: [2]connections.Side{{PersonID: own.PersonID, PartyID: own.PartyID}, {PersonID: other.PersonID, PartyID: other.PartyID}},
		})
		if err != nil {
			return false, err
		}
		if err := connections.ShareIn(tx, actor, id, personID, d.Shares); err != nil {
			return false, err
		}
		return true, audit.Record(tx, actor, ActionHeld, Kind, m.ID, nil)
	})
	return err
}

func (d *OutcomeDraft) check(own, other Side) error {
	var err error
	if d.Outcome, err = words(d.Outcome, mostOutcome, "outcome"); err != nil {
		return err
	}
	if d.FollowUp, err = words(d.FollowUp, 500, "follow_up"); err != nil {
		return err
	}
	if d.OwnerID != "" && d.OwnerID != own.PersonID && d.OwnerID != other.PersonID {
		return fault.Wrong("owner", "One of the two follows up.")
	}
	if d.FollowUp == "" {
		d.OwnerID = ""
	}
	return nil
}

// Met is somebody whose code a person scanned.
type Met struct {
	Activity     activities.Activity `json:"-"`
	PersonID     string              `json:"person_id"`
	Name         string              `json:"name"`
	Party        string              `json:"party"`
	ConnectionID string              `json:"connection_id,omitempty"`

	partyID string
}

// Lookup tells whose badge has a code, to somebody who takes part in the same activity: what stands on the badge.
func (s *Service) Lookup(ctx context.Context, actor access.Actor, activityID, personID, code string) (Met, error) {
	return audit.Shown(ctx, s.db, actor, people.Kind, ActionViewOther, func(m Met) []string { return []string{m.PersonID} })(db.View(ctx, s.db, func(tx *db.Tx) (Met, error) {
		m, _, err := lookup(tx, actor, activityID, personID, code)
		return m, err
	}))
}

func lookup(tx *db.Tx, actor access.Actor, activityID, personID, code string) (Met, delegations.Nomination, error) {
	own, a, err := interests.GuestIn(tx, actor, interests.RightTakePart, activityID, personID)
	if err != nil {
		return Met{}, own, err
	}
	read := attendance.ReadCode(code)
	if read == "" {
		return Met{}, own, fault.Wrong("code", "This is not the code of a badge: it has ten letters and digits, like ABCDE-FGHJK.")
	}
	holder, err := holderOf(tx, activityID, read)
	if errors.Is(err, db.ErrNone) {
		return Met{}, own, fault.Wrong("code", "No badge of this activity has this code. Type it again.")
	}
	if err != nil {
		return Met{}, own, err
	}
	if holder == personID {
		return Met{}, own, fault.Wrong("code", "This is your own code. Scan the badge of the other.")
	}
	n, err := delegations.ActiveIn(tx, activityID, holder)
	if err != nil {
		return Met{}, own, err
	}
	if n.PersonLabel == label.Red { // who it is, is for named readers only
		return Met{}, own, fault.Wrong("code", "No badge of this activity has this code. Type it again.")
	}
	return Met{Activity: a, PersonID: n.PersonID, Name: onBadge(n), Party: n.Party, partyID: n.PartyID}, own, nil
}

// onBadge is the name that stands on the badge, which the other shows.
func onBadge(n delegations.Nomination) string {
	if n.Alias != "" {
		return n.Alias
	}
	return n.Name()
}

// Exchange notes that two people met, by the code of the badge of one of them. What each shares they say afterwards.
func (s *Service) Exchange(ctx context.Context, actor access.Actor, activityID, personID, code string) (Met, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (Met, error) {
		m, own, err := lookup(tx, actor, activityID, personID, code)
		if err != nil {
			return m, err
		}
		m.ConnectionID, err = connections.MeetIn(tx, actor, connections.Draft{
			ActivityID: activityID, How: connections.ByExchange, Unnamed: m.Activity.Chatham, At: tx.Now(),
			Sides: [2]connections.Side{{PersonID: personID, PartyID: own.PartyID}, {PersonID: m.PersonID, PartyID: m.partyID}},
		})
		if err != nil {
			return m, err
		}
		return m, audit.Record(tx, actor, ActionExchange, kindPerson, personID, map[string]string{"activity": activityID})
	})
}

// Waiting is somebody whom a person met and to whom they have not said what they share.
type Waiting struct {
	ConnectionID string  `db:"id" json:"connection_id"`
	PersonID     string  `db:"person_id" json:"person_id"`
	Name         string  `db:"name" json:"name"`
	Party        string  `db:"party" json:"party"`
	Since        db.Time `db:"since" json:"since"`
	Alias        string  `db:"alias" json:"-"`
}

// Asked lists whom a person met at an activity without having said what they share. They are named as far as they let
// their name be shown, or shared it with the reader.
func asked(tx *db.Tx, activityID, personID string) ([]Waiting, error) {
	list, err := unsaid(tx, activityID, personID)
	if err != nil || len(list) == 0 {
		return list, err
	}
	ids := make([]string, len(list))
	for i, w := range list {
		ids[i] = w.PersonID
	}
	agreed, err := shown.In(tx, shown.Participants, activityID, ids)
	for i, w := range list {
		f := agreed.Face(w.PersonID, w.Alias, shown.Face{Name: w.Name, Party: w.Party})
		list[i].Name, list[i].Party = f.Name, f.Party
	}
	return list, err
}

// Share says what a person shares with somebody whom they met.
func (s *Service) Share(ctx context.Context, actor access.Actor, activityID, personID, connectionID string, fields []string) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		if _, _, err := interests.GuestIn(tx, actor, interests.RightTakePart, activityID, personID); err != nil {
			return false, err
		}
		return true, connections.ShareIn(tx, actor, connectionID, personID, fields)
	})
	return err
}
