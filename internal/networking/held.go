package networking

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/connections"
	"counterpart/internal/db"
	"counterpart/internal/fault"
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
		if own.ComesWith {
			return false, fault.Clash("You came along to this meeting. One of the two who met notes what came of it.")
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
		if err := connect(tx, actor, m, personID, d.Shares); err != nil {
			return false, err
		}
		return true, audit.Record(tx, actor, ActionHeld, Kind, m.ID, nil)
	})
	return err
}

// connect notes that everybody of one side met everybody of the other, and what the person shares with those whom they met.
func connect(tx *db.Tx, actor access.Actor, m Meeting, personID string, shares []string) error {
	one, two := m.delegation(0), m.delegation(1)
	for _, a := range one {
		for _, b := range two {
			id, err := connections.MeetIn(tx, actor, connections.Draft{
				ActivityID: m.ActivityID, MeetingID: m.ID, How: connections.ByMeeting, Unnamed: m.Chatham, At: m.StartsAt,
				Sides: [2]connections.Side{{PersonID: a.PersonID, PartyID: a.PartyID}, {PersonID: b.PersonID, PartyID: b.PartyID}},
			})
			if err != nil {
				return err
			}
			if a.PersonID != personID && b.PersonID != personID {
				continue
			}
			if err := connections.ShareIn(tx, actor, id, personID, shares); err != nil {
				return err
			}
		}
	}
	return nil
}

// delegation is one of the two sides with those who came along.
func (m Meeting) delegation(side int) []Side {
	out := []Side{m.Sides[side]}
	for _, s := range m.Along {
		if s.ForID == m.Sides[side].whose() && !s.Gone {
			out = append(out, s)
		}
	}
	return out
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
