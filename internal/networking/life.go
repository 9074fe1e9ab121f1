package networking

import (
	"context"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/interests"
	"counterpart/internal/networking/places"
	"counterpart/internal/networking/problem"
)

const mostReason = 300

func lower(s string) string { return strings.ToLower(s) }

// Accept says that a person comes to a meeting.
func (s *Service) Accept(ctx context.Context, actor access.Actor, activityID, personID, meetingID string) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		m, own, _, _, err := mine(tx, actor, activityID, personID, meetingID)
		if err != nil {
			return false, err
		}
		if m.State != Scheduled {
			return false, fault.Clash("This meeting is %s. Choose a time for it first, if it is a request.", lower(m.State.Words()))
		}
		if own.Answer == Accepted {
			return true, nil
		}
		if err := setAnswer(tx, m.ID, personID, Accepted); err != nil {
			return false, err
		}
		return true, audit.Record(tx, actor, ActionAccept, Kind, m.ID, nil)
	})
	return err
}

// Decline says that a person does not come. The slot is free again, and the other one is told. Of whoever comes along with a
// colleague the meeting does not depend: it stands without them.
func (s *Service) Decline(ctx context.Context, actor access.Actor, activityID, personID, meetingID, reason string) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		m, own, other, a, err := mine(tx, actor, activityID, personID, meetingID)
		if err != nil {
			return false, err
		}
		if err := m.step(Declined); err != nil {
			return false, err
		}
		if own.ComesWith {
			if err := leave(tx, m.ID, personID); err != nil {
				return false, err
			}
			return true, audit.Record(tx, actor, ActionDecline, Kind, m.ID, map[string]bool{"along": true})
		}
		if reason, err = words(reason, mostReason, "reason"); err != nil {
			return false, err
		}
		if err := end(tx, m, Declined, reason); err != nil {
			return false, err
		}
		if err := audit.Record(tx, actor, ActionDecline, Kind, m.ID, nil); err != nil {
			return false, err
		}
		if m.State == Requested && m.AskedBy == personID {
			return true, nil // who takes a request back tells nobody
		}
		return true, s.tell(tx, actor, a, append(alongOf(m), other.PersonID), "declined:"+m.ID)
	})
	return err
}

// Cancel calls a meeting off for both, by the secretariat.
func (s *Service) Cancel(ctx context.Context, actor access.Actor, activityID, meetingID, reason string) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		a, err := places.OpenIn(tx, actor, activityID)
		if err != nil {
			return false, err
		}
		m, err := ofActivity(tx, activityID, meetingID)
		if err != nil {
			return false, err
		}
		if err := m.step(Cancelled); err != nil {
			return false, err
		}
		if reason, err = words(reason, mostReason, "reason"); err != nil {
			return false, err
		}
		if err := end(tx, m, Cancelled, reason); err != nil {
			return false, err
		}
		if err := audit.Record(tx, actor, ActionCancel, Kind, m.ID, nil); err != nil {
			return false, err
		}
		return true, s.tell(tx, actor, a, m.people(), "cancelled:"+m.ID)
	})
	return err
}

func alongOf(m Meeting) []string {
	var out []string
	for _, s := range m.Along {
		out = append(out, s.PersonID)
	}
	return out
}

func ofActivity(tx *db.Tx, activityID, meetingID string) (Meeting, error) {
	m, err := findMeeting(tx, meetingID)
	if err == nil && m.ActivityID != activityID {
		err = fault.Missing("meeting")
	}
	return m, err
}

func (m Meeting) people() []string {
	var out []string
	for _, s := range m.all() {
		out = append(out, s.PersonID)
	}
	return out
}

// Lock promises a meeting, or takes the promise back.
func (s *Service) Lock(ctx context.Context, actor access.Actor, activityID, meetingID string, on bool) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		if _, err := places.OpenIn(tx, actor, activityID); err != nil {
			return false, err
		}
		m, err := ofActivity(tx, activityID, meetingID)
		if err != nil {
			return false, err
		}
		if m.State != Scheduled {
			return false, fault.Clash("Only a meeting that has its time can be promised. This one is %s.", lower(m.State.Words()))
		}
		if err := setLocked(tx, m.ID, on); err != nil {
			return false, err
		}
		return true, audit.Record(tx, actor, ActionLock, Kind, m.ID, map[string]bool{"locked": on})
	})
	return err
}

// Choices are the slots in which both people of a meeting and a table are free.
func (s *Service) Choices(ctx context.Context, actor access.Actor, activityID, personID, meetingID string) ([]places.Slot, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) ([]places.Slot, error) {
		m, _, _, _, err := mine(tx, actor, activityID, personID, meetingID)
		if err != nil {
			return nil, err
		}
		return choices(tx, m)
	})
}

func choices(tx *db.Tx, m Meeting) ([]places.Slot, error) {
	slots, err := places.SlotsIn(tx, m.ActivityID)
	if err != nil {
		return nil, err
	}
	var out []places.Slot
	for _, slot := range slots {
		if slot.ID == m.SlotID || !slot.StartsAt.After(tx.Now().Time) {
			continue
		}
		why, err := obstacle(tx, m, slot)
		if err != nil {
			return nil, err
		}
		if why == nil {
			out = append(out, slot)
		}
	}
	return out, nil
}

// obstacle says why a meeting cannot lie in a slot, or nil.
func obstacle(tx *db.Tx, m Meeting, slot places.Slot) (error, error) {
	for _, side := range m.Sides {
		busy, err := busyIn(tx, m.ActivityID, side.PersonID, slot, m.ID)
		if err != nil {
			return nil, err
		}
		if busy {
			return fault.Clash("At that time one of you is no longer free. Choose another."), nil
		}
	}
	free, err := freeTables(tx, m.ActivityID, slot, 1)
	if err != nil {
		return nil, err
	}
	if len(free) == 0 {
		return fault.Clash("At that time all tables are taken. Choose another."), nil
	}
	if _, served, err := voiceFor(tx, m, slot); err != nil || served {
		return nil, err
	}
	return fault.Clash("You have no language in common, and at that time no interpreter is free. Choose another."), nil
}

// Move puts a meeting into another slot, or a request into its first one: who moves comes, and the other one is told and
// asked again.
func (s *Service) Move(ctx context.Context, actor access.Actor, activityID, personID, meetingID, slotID string) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		m, own, other, a, err := mine(tx, actor, activityID, personID, meetingID)
		if err != nil {
			return false, err
		}
		if m.State == Requested && m.AskedBy == personID {
			return false, fault.Clash("You asked for this meeting. The other side chooses the time.")
		}
		if own.ComesWith {
			return false, fault.Clash("You come along to this meeting. The two who meet choose the time.")
		}
		if m.Locked {
			return false, fault.Clash("The secretariat has promised this meeting at this time. Ask it if you cannot come.")
		}
		if err := m.step(Scheduled); err != nil {
			return false, err
		}
		if err := place(tx, m, slotID); err != nil {
			return false, err
		}
		answer := Unanswered
		if m.State == Requested {
			answer = Accepted // who asked for it comes
		}
		if err := setAnswer(tx, m.ID, other.PersonID, answer); err != nil {
			return false, err
		}
		if err := setAnswer(tx, m.ID, personID, Accepted); err != nil {
			return false, err
		}
		if err := audit.Record(tx, actor, ActionMove, Kind, m.ID, map[string]string{"slot": slotID}); err != nil {
			return false, err
		}
		return true, s.tell(tx, actor, a, append(alongOf(m), other.PersonID), "")
	})
	return err
}

// place gives a meeting a slot, a free table and, if it needs one, an interpreter. Who comes along and is not free then,
// comes no longer.
func place(tx *db.Tx, m Meeting, slotID string) error {
	slots, err := places.SlotsIn(tx, m.ActivityID)
	if err != nil {
		return err
	}
	for _, slot := range slots {
		if slot.ID != slotID {
			continue
		}
		if !slot.StartsAt.After(tx.Now().Time) {
			return fault.Wrong("slot", "That time has begun already. Choose a later one.")
		}
		why, err := obstacle(tx, m, slot)
		if err != nil || why != nil {
			return firstError(err, why)
		}
		free, err := freeTables(tx, m.ActivityID, slot, 1)
		if err != nil {
			return err
		}
		voice, _, err := voiceFor(tx, m, slot)
		if err != nil {
			return err
		}
		if err := partWithBusy(tx, m, slot); err != nil {
			return err
		}
		err = schedule(tx, m.ID, slot.ID, free[0], voice)
		if db.Duplicate(err) { // somebody was faster
			return fault.Clash("At that time one of you, or the table, is no longer free. Choose another.")
		}
		return err
	}
	return fault.Wrong("slot", "Choose one of the times.")
}

func partWithBusy(tx *db.Tx, m Meeting, slot places.Slot) error {
	for _, s := range m.Along {
		busy, err := busyIn(tx, m.ActivityID, s.PersonID, slot, m.ID)
		if err != nil {
			return err
		}
		if busy {
			if err := leave(tx, m.ID, s.PersonID); err != nil {
				return err
			}
		}
	}
	return nil
}

func firstError(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

// Ask asks another who takes part for a meeting, once the plan is published. The other side chooses a time, or declines, or does
// not answer.
func (s *Service) Ask(ctx context.Context, actor access.Actor, activityID, personID, aboutID string) (string, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (string, error) {
		n, a, err := interests.GuestIn(tx, actor, interests.RightTakePart, activityID, personID)
		if err != nil {
			return "", err
		}
		other, err := askable(tx, activityID, personID, aboutID)
		if err != nil {
			return "", err
		}
		id := tx.NewID()
		if err := insertMeetings(tx, []Meeting{{
			ID: id, ActivityID: activityID, State: Requested, Origin: "request", AskedBy: personID,
			Sides: []Side{{PersonID: personID, PartyID: n.PartyID, Answer: Accepted}, {PersonID: other.PersonID, PartyID: other.PartyID}}, weight: problem.WantWeight,
		}}); err != nil {
			return "", err
		}
		if err := audit.Record(tx, actor, ActionAsk, Kind, id, nil); err != nil {
			return "", err
		}
		avoided, err := interests.AvoidsIn(tx, aboutID, personID)
		if err != nil || avoided {
			return id, err // it stays unanswered, as many do
		}
		return id, s.tell(tx, actor, a, []string{aboutID}, "asked:"+id)
	})
}

const mostOpen = 10

func askable(tx *db.Tx, activityID, personID, aboutID string) (interests.Guest, error) {
	setup, err := places.SetupIn(tx, activityID)
	if err != nil {
		return interests.Guest{}, err
	}
	if setup.PublishedAt.IsZero() {
		return interests.Guest{}, fault.Clash("The plan is not published yet. Say that you wish to meet: the plan looks for a place.")
	}
	listed, err := interests.ListedOf(tx, activityID, []string{personID, aboutID})
	if err != nil {
		return interests.Guest{}, err
	}
	var other interests.Guest
	own := false
	for _, g := range listed {
		if g.PersonID == aboutID {
			other = g
		}
		own = own || g.PersonID == personID
	}
	if !own || other.PersonID == "" || aboutID == personID {
		return other, fault.Missing("participant who takes part")
	}
	own, err = interests.AvoidsIn(tx, personID, aboutID)
	if err != nil {
		return other, err
	}
	if own {
		return other, fault.Clash("You said that you never want to meet %s. Take that back first.", other.Name())
	}
	there, err := meetingsBetween(tx, activityID, personID, aboutID)
	if err != nil {
		return other, err
	}
	if there > 0 {
		return other, fault.Clash("You have a meeting with %s, or one of you has asked already.", other.Name())
	}
	waiting, err := openRequests(tx, activityID, personID)
	if err == nil && waiting >= mostOpen {
		err = fault.Clash("%d of your requests wait for an answer. Take one back first.", waiting)
	}
	return other, err
}

// Absences are the slots of an activity with those in which a person cannot come.
func (s *Service) SetAbsences(ctx context.Context, actor access.Actor, activityID, personID string, slotIDs []string) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		_, _, err := interests.GuestIn(tx, actor, interests.RightTakePart, activityID, personID)
		if err != nil {
			return false, err
		}
		if err := saveAbsences(tx, activityID, personID, slotIDs); err != nil {
			return false, err
		}
		return true, audit.Record(tx, actor, ActionAbsence, kindPerson, personID, map[string]any{"activity": activityID, "slots": len(slotIDs)})
	})
	return err
}

// end lets go of the slot and the table of a meeting.
func end(tx *db.Tx, m Meeting, state State, reason string) error {
	return finish(tx, m.ID, state, reason)
}

// words tidies what somebody wrote and refuses too much of it.
func words(text string, most int, field string) (string, error) {
	text = strings.TrimSpace(text)
	if len([]rune(text)) > most {
		return "", fault.Wrong(field, "Write %d characters at most.", most)
	}
	return text, nil
}

// over tells whether a meeting can have taken place.
func over(tx *db.Tx, m Meeting, a activities.Activity) error {
	if m.StartsAt.IsZero() || tx.Now().Before(m.StartsAt.Time) {
		return fault.Clash("This meeting has not begun: it is at %s.", m.StartsAt.In(a.Zone()).Format("15:04 on 2 January"))
	}
	return nil
}
