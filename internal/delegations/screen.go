package delegations

import (
	"cmp"
	"context"
	"strings"
	"unicode/utf8"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
)

// move is one step of a nomination: who may take it, where it leads, and what happens besides.
type move struct {
	to     State
	right  access.Right
	action audit.Action
	field  string // name of the field of the words; "" where none are needed
	ask    string // what to write when the words are missing
	more   func(s *Service, tx *db.Tx, actor access.Actor, a activities.Activity, n Nomination) error
}

var (
	toConfirmed = move{to: Confirmed, right: RightScreen, action: ActionConfirm, more: (*Service).inviteToRegister}
	toReserve   = move{to: Reserve, right: RightScreen, action: ActionReserve}
	toQueried   = move{to: Queried, right: RightScreen, action: ActionAskBack, field: "reason", ask: "Write the question.", more: (*Service).mailQuestion}
	toNominated = move{to: Nominated, right: RightNominate, action: ActionReply, field: "reason", ask: "Write the answer."}
	toDeclined  = move{to: Declined, right: RightScreen, action: ActionDecline, field: "reason", ask: "Write the reason; the party will read it.", more: (*Service).mailDeclined}
	toWithdrawn = move{to: Withdrawn, right: RightNominate, action: ActionWithdraw, more: (*Service).endLink}
)

// Confirm gives the person the seat and mails them the link to register.
func (s *Service) Confirm(ctx context.Context, actor access.Actor, id string, version int) error {
	return s.move(ctx, actor, id, version, "", toConfirmed)
}

// Reserve puts the person at the end of the reserve list; the seat becomes free.
func (s *Service) Reserve(ctx context.Context, actor access.Actor, id string, version int) error {
	return s.move(ctx, actor, id, version, "", toReserve)
}

// AskBack mails the party a question about the nomination, which waits for the answer.
func (s *Service) AskBack(ctx context.Context, actor access.Actor, id string, version int, question string) error {
	return s.move(ctx, actor, id, version, question, toQueried)
}

// Reply answers a question of the secretariat: the nomination is to be screened again.
func (s *Service) Reply(ctx context.Context, actor access.Actor, id string, version int, answer string) error {
	return s.move(ctx, actor, id, version, answer, toNominated)
}

// Decline refuses the person a seat and mails the party the reason.
func (s *Service) Decline(ctx context.Context, actor access.Actor, id string, version int, reason string) error {
	return s.move(ctx, actor, id, version, reason, toDeclined)
}

// Withdraw takes the nomination back; the seat becomes free.
func (s *Service) Withdraw(ctx context.Context, actor access.Actor, id string, version int, reason string) error {
	return s.move(ctx, actor, id, version, reason, toWithdrawn)
}

// ConfirmAll confirms several nominations of an activity at once: all of them or none.
func (s *Service) ConfirmAll(ctx context.Context, actor access.Actor, activityID string, ids []string) (int, error) {
	if len(ids) == 0 {
		return 0, fault.Wrong("nomination", "Tick at least one nomination.")
	}
	return db.Change(ctx, s.db, func(tx *db.Tx) (int, error) {
		for _, id := range ids {
			if err := s.ScreenIn(tx, actor, activityID, id, Confirmed, ""); err != nil {
				return 0, err
			}
		}
		return len(ids), nil
	})
}

// ScreenIn confirms a person, puts them on the reserve list or declines them, within a transaction of a higher room.
func (s *Service) ScreenIn(tx *db.Tx, actor access.Actor, activityID, id string, to State, words string) error {
	n, err := findNomination(tx, id)
	if err == nil && n.ActivityID != activityID {
		err = fault.Missing("nomination")
	}
	if err != nil {
		return err
	}
	return s.moveIn(tx, actor, n, 0, words, map[State]move{Confirmed: toConfirmed, Reserve: toReserve, Declined: toDeclined}[to])
}

func (s *Service) move(ctx context.Context, actor access.Actor, id string, version int, words string, m move) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		n, err := findNomination(tx, id)
		if err != nil {
			return false, err
		}
		return true, s.moveIn(tx, actor, n, version, words, m)
	})
	return err
}

// moveIn takes one step. Version 0 stands for whichever version there is, for callers that saw none.
func (s *Service) moveIn(tx *db.Tx, actor access.Actor, n Nomination, version int, words string, m move) error {
	object := n.Object()
	if m.right == RightNominate { // the seat is the party's, also when the person comes from an agency inside it
		object.Parties = []string{n.PartyID}
	}
	if err := actor.Require(m.right, object); err != nil {
		return err
	}
	a, err := activities.FindIn(tx, n.ActivityID)
	if err != nil {
		return err
	}
	words, err = m.words(words)
	if err != nil {
		return err
	}
	if version != 0 && version != n.Version {
		return fault.Clash("The nomination of %s was changed by someone else in the meantime. It now stands at: %s.", n.Person, n.State.Words())
	}
	if !n.State.Leads(m.to) {
		return fault.Clash("The nomination of %s stands at “%s”; it cannot go to “%s” from there.", n.Person, n.State.Words(), m.to.Words())
	}
	if err := s.checkMove(tx, actor, a, n, m); err != nil {
		return err
	}
	rank := n.Rank
	if (m.to == Reserve) != (n.State == Reserve) {
		if rank, err = nextRank(tx, n.ActivityID, n.PartyID, m.to); err != nil {
			return err
		}
	}
	changed, err := updateState(tx, n.ID, n.Version, m.to, words, rank)
	if err == nil && changed == 0 {
		err = fault.Clash("The nomination of %s was changed by someone else in the meantime.", n.Person)
	}
	if err != nil {
		return err
	}
	n.State, n.Active, n.Reason, n.Version = m.to, m.to.Active(), words, n.Version+1
	if err := insertStep(tx, n.ID, m.to, words, actor.Name); err != nil {
		return err
	}
	if m.more != nil {
		if err := m.more(s, tx, actor, a, n); err != nil {
			return err
		}
	}
	return audit.Record(tx, actor, m.action, Kind, n.ID, map[string]string{"activity": a.Title, "party": n.Party, "seat": n.Seat, "words": words})
}

// checkMove refuses what the deadline or the seats forbid.
func (s *Service) checkMove(tx *db.Tx, actor access.Actor, a activities.Activity, n Nomination, m move) error {
	if m.right == RightNominate {
		seats := Allocation{PartyID: n.PartyID}
		if m.to == Nominated && n.State == Queried && a.State != activities.Cancelled {
			return nil // whoever was asked may answer, also after the deadline
		}
		return openFor(tx, actor, a, seats)
	}
	if n.State == Reserve && m.to == Confirmed {
		seats, err := findAllocation(tx, n.ActivityID, n.AllocationID)
		if err != nil {
			return err
		}
		if seats.Free() == 0 {
			return fault.Clash("All %d seats of %s of this kind are taken. Give another seat, or wait until one is free.", seats.Seats, n.Party)
		}
	}
	return nil
}

const maxWords = 2000

func (m move) words(words string) (string, error) {
	words = strings.TrimSpace(strings.ReplaceAll(words, "\r\n", "\n"))
	var wrong fault.Invalid
	wrong.Check(m.field == "" || words != "", m.field, "%s", m.ask)
	wrong.Check(utf8.RuneCountInString(words) <= maxWords, "reason", "Shorten the text to %d characters.", maxWords)
	return words, wrong.Err()
}

// Substitute puts another person into the seat. The seat, its category and its history stay; the new
// person is to be screened like everybody.
func (s *Service) Substitute(ctx context.Context, actor access.Actor, id string, version int, d PersonDraft, reason string) (string, error) {
	m := move{to: Substituted, right: RightNominate, action: ActionSubstitute, more: (*Service).endLink}
	return db.Change(ctx, s.db, func(tx *db.Tx) (string, error) {
		n, err := findNomination(tx, id)
		if err != nil {
			return "", err
		}
		d.tidy()
		var wrong fault.Invalid
		d.check(&wrong)
		if err := wrong.Err(); err != nil {
			return "", err
		}
		if err := s.moveIn(tx, actor, n, version, reason, m); err != nil {
			return "", err
		}
		a, err := activities.FindIn(tx, n.ActivityID)
		if err != nil {
			return "", err
		}
		next := Nomination{
			AllocationID: n.AllocationID, ActivityID: n.ActivityID, PartyID: n.PartyID, Category: n.Category, Mode: n.Mode,
			Seat: n.Seat, ReplacesID: n.ID, Head: n.Head, Rank: n.Rank,
		}
		if err := s.seat(tx, actor, a, &next, d); err != nil {
			return "", err
		}
		return next.ID, audit.Record(tx, actor, ActionNominate, Kind, next.ID, map[string]string{
			"activity": a.Title, "party": n.Party, "seat": n.Seat, "replaces": n.ID,
		})
	})
}

// OrderDraft is a person's place in the delegation, or on the reserve list.
type OrderDraft struct {
	Rank int  `json:"rank" minimum:"1" maximum:"10000"`
	Head bool `json:"head,omitempty"`
}

// Order sets a person's place; the head comes first whatever the place, and there is one at most.
func (s *Service) Order(ctx context.Context, actor access.Actor, id string, version int, d OrderDraft) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		n, err := findNomination(tx, id)
		if err != nil {
			return false, err
		}
		if err := actor.Require(RightScreen, n.Object()); err != nil {
			return false, err
		}
		if d.Rank < 1 || d.Rank > 10000 {
			return false, fault.Wrong("rank", "The place is a number from 1 on.")
		}
		if !n.Active {
			return false, fault.Clash("%s is not in the delegation any more.", n.Person)
		}
		changed, err := setOrder(tx, id, cmp.Or(version, n.Version), d.Rank, d.Head)
		if err == nil && changed == 0 {
			err = fault.Clash("The nomination of %s was changed by someone else in the meantime.", n.Person)
		}
		if err == nil && d.Head {
			err = noHead(tx, n.ActivityID, n.PartyID, n.ID)
		}
		if err != nil {
			return false, err
		}
		return true, audit.Record(tx, actor, ActionOrder, Kind, id, d)
	})
	return err
}
