package assignments

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/letters"
)

// CallDraft says how a call goes out.
type CallDraft struct {
	Number   string   `json:"number" maxLength:"100" doc:"Of the note verbale"`
	ClosesOn db.Date  `json:"closes_on"`
	Most     int      `json:"most_per_party,omitempty" doc:"That of the pack when 0"`
	PartyIDs []string `json:"party_ids" doc:"Those to which the call goes; later calls add to them"`
	Version  int      `json:"version,omitempty"`
}

// Issue sends the call to the focal points of the parties, each with a link by which the party nominates.
func (s *Service) Issue(ctx context.Context, actor access.Actor, id string, d CallDraft) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) { return true, s.IssueIn(tx, actor, id, d) })
	return err
}

// IssueIn is Issue within a transaction.
func (s *Service) IssueIn(tx *db.Tx, actor access.Actor, id string, d CallDraft) error {
	a, err := FindIn(tx, id)
	if err != nil {
		return err
	}
	if err := actor.Require(RightEdit, a.Wide()); err != nil {
		return err
	}
	if d.Version != 0 && d.Version != a.Version {
		return fault.Clash("The assignment was changed by someone else in the meantime. It now stands at: %s.", a.State.Words())
	}
	t, err := a.terms(tx)
	if err != nil {
		return err
	}
	if words := t.Refused(Issue, actor.Key(), ""); words != "" {
		return fault.Clash("%s", words)
	}
	to, err := d.complete(tx, a)
	if err != nil {
		return err
	}
	if a.State == Approved {
		a.CallOn = tx.Today()
	}
	a.CallNumber, a.ClosesOn, a.Most = d.Number, d.ClosesOn, d.Most
	if a.State == Open {
		a.DueOn = a.ClosesOn
	}
	if err := s.moveAssignment(tx, actor, &a, t.Take(Issue, actor.Key(), ""), Issue, d.Number); err != nil {
		return err
	}
	for _, r := range to {
		link, err := callLink(tx, actor, a, r)
		if err != nil {
			return err
		}
		if err := insertCall(tx, a.ID, r.PartyID, link); err != nil {
			return err
		}
		if err := s.Post(tx, actor, Mailing{Code: letters.SecondmentCall, Assignment: a, To: r, Link: link, Purpose: accounts.PurposeSecond}); err != nil {
			return err
		}
	}
	return audit.Record(tx, actor, ActionCall, Kind, id, map[string]string{"reference": a.Reference(), "number": d.Number, "parties": strconv.Itoa(len(to)), "closes": string(d.ClosesOn)})
}

// linkGrace is how long a link of a party works after the call has closed: an offer is answered by it.
const linkGrace = 365 * 24 * time.Hour

func callLink(tx *db.Tx, actor access.Actor, a Assignment, r letters.Recipient) (string, error) {
	return accounts.NewLinkIn(tx, actor, accounts.LinkDraft{
		Purpose: accounts.PurposeSecond, PartyID: r.PartyID, ActivityID: a.ID, Name: r.PostTitle + ", " + r.Party, ExpiresAt: db.At(a.ClosesOn.Time().Add(linkGrace)),
	})
}

// complete checks the call and returns to whom it goes.
func (d *CallDraft) complete(tx *db.Tx, a Assignment) ([]letters.Recipient, error) {
	Tidy(&d.Number)
	d.Number, d.Most, d.ClosesOn = cmp.Or(d.Number, a.CallNumber), cmp.Or(d.Most, a.Most), cmp.Or(d.ClosesOn, a.ClosesOn)
	d.PartyIDs = slices.DeleteFunc(slices.Compact(slices.Sorted(slices.Values(d.PartyIDs))), func(id string) bool { return slices.Contains(a.Called, id) })
	var wrong fault.Invalid
	wrong.Check(d.Number != "" && utf8.RuneCountInString(d.Number) <= 100, "number", "Write the number of the note verbale, in at most 100 characters.")
	wrong.Check(d.ClosesOn != "" && d.ClosesOn >= tx.Today(), "closes_on", "Name the last day for nominations: today or later.")
	wrong.Check(d.ClosesOn == "" || d.ClosesOn < a.To, "closes_on", "The call closes before the secondment ends, on %s.", a.To)
	wrong.Check(d.Most >= 1 && d.Most <= 20, "most_per_party", "A party may nominate from 1 to 20 officers.")
	wrong.Check(len(d.PartyIDs) > 0 || len(a.Called) > 0, "party_ids", "Choose the parties to which the call goes.")
	if len(d.PartyIDs) == 0 {
		return nil, wrong.Err()
	}
	to, err := letters.RecipientsIn(tx, d.PartyIDs)
	if err != nil {
		return nil, err
	}
	wrong.Check(len(to) == len(d.PartyIDs), "party_ids", "Choose parties of the register.")
	var cannot []string
	for _, r := range to {
		if r.LeftOut() != "" {
			cannot = append(cannot, r.Party)
		}
	}
	wrong.Check(len(cannot) == 0, "party_ids", "These cannot be written to: %s. Their post that nominates has no holder or address.", strings.Join(cannot, ", "))
	return to, wrong.Err()
}

// Callable is a party to which a call can go.
type Callable struct {
	ID     string `db:"id" json:"id"`
	Name   string `db:"name" json:"name"`
	Called bool   `db:"-" json:"called"`
	Closed string `db:"-" json:"cannot_be_written_to,omitempty" doc:"Why"`
}

// Callables lists the parties to which the call of an assignment can go: those that are members, and those that were called.
func (s *Service) Callables(ctx context.Context, actor access.Actor, id string) ([]Callable, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) ([]Callable, error) {
		a, err := FindIn(tx, id)
		if err != nil {
			return nil, err
		}
		if err := actor.Require(RightEdit, a.Wide()); err != nil {
			return nil, err
		}
		list, err := membersOn(tx, tx.Today())
		if err != nil || len(list) == 0 {
			return list, err
		}
		ids, closed := make([]string, len(list)), map[string]string{}
		for i, x := range list {
			ids[i] = x.ID
		}
		to, err := letters.RecipientsIn(tx, ids)
		for _, r := range to {
			closed[r.PartyID] = r.LeftOut()
		}
		for i, x := range list {
			list[i].Called, list[i].Closed = slices.Contains(a.Called, x.ID), closed[x.ID]
		}
		return list, err
	})
}

// Panellist is an account that can sit on a panel or supervise.
type Panellist struct {
	Account  string `db:"id" json:"account_id"`
	Name     string `db:"name" json:"name"`
	PersonID string `db:"person_id" json:"-"`
}

// Panellists lists the accounts of the secretariat that can sit on a panel or supervise.
func (s *Service) Panellists(ctx context.Context, actor access.Actor) ([]Panellist, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) ([]Panellist, error) {
		if err := actor.Require(RightEdit, access.Anything); err != nil {
			return nil, err
		}
		return PanellistsIn(tx)
	})
}

// Seat puts somebody on the panel of an assignment, or takes them off; nobody who has spoken about a candidate is taken off.
func (s *Service) Seat(ctx context.Context, actor access.Actor, id, account string, on bool) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) { return true, s.SeatIn(tx, actor, id, account, on) })
	return err
}

// SeatIn is Seat within a transaction.
func (s *Service) SeatIn(tx *db.Tx, actor access.Actor, id, account string, on bool) error {
	a, err := FindIn(tx, id)
	if err != nil {
		return err
	}
	if err := actor.Require(RightEdit, a.Wide()); err != nil {
		return err
	}
	if a.State == Filled || a.State == Cancelled {
		return fault.Clash("The assignment is at its end (%s): there is nobody to interview.", a.State.Words())
	}
	if !on {
		spoken, err := spokenOn(tx, id, account)
		if err != nil {
			return err
		}
		if spoken {
			return fault.Clash("This member has spoken about a candidate already, and stays on the panel.")
		}
		if err := leavePanel(tx, id, account); err != nil {
			return err
		}
		return audit.Record(tx, actor, ActionPanel, Kind, id, map[string]string{"reference": a.Reference(), "account": account, "on": "no"})
	}
	list, err := PanellistsIn(tx)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(list, func(p Panellist) bool { return p.Account == account })
	if at < 0 {
		return fault.Wrong("account_id", "Choose an officer or a Co-Manager of the list.")
	}
	candidate, err := IsCandidateIn(tx, id, list[at].PersonID)
	if err != nil {
		return err
	}
	if candidate {
		return fault.Wrong("account_id", "%s is a candidate for this assignment.", list[at].Name)
	}
	if err := joinPanel(tx, id, account); err != nil {
		return err
	}
	return audit.Record(tx, actor, ActionPanel, Kind, id, map[string]string{"reference": a.Reference(), "account": account, "on": "yes"})
}
