package actionplans

import (
	"context"
	"fmt"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/delegations"
	"counterpart/internal/fault"
	"counterpart/internal/label"
	"counterpart/internal/letters"
	"counterpart/internal/vocabulary"
)

// linkLife is how long the link to a plan works; each mail that asks carries a new one.
const linkLife = 365 * 24 * time.Hour

// Send mails everybody who is confirmed and has not signed a plan off the link to write one, at most once a day. It returns how many.
func (s *Service) Send(ctx context.Context, actor access.Actor, activityID string) (int, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (int, error) { return s.SendIn(tx, actor, activityID) })
}

// SendIn is Send within a transaction.
func (s *Service) SendIn(tx *db.Tx, actor access.Actor, activityID string) (int, error) {
	a, err := activities.FindIn(tx, activityID)
	if err != nil {
		return 0, err
	}
	if err := actor.Require(RightManage, a.Object()); err != nil {
		return 0, err
	}
	confirmed, err := delegations.ConfirmedIn(tx, activityID)
	if err != nil {
		return 0, err
	}
	signed, err := signedAt(tx, activityID)
	if err != nil {
		return 0, err
	}
	sent := 0
	for _, n := range confirmed {
		if signed[n.PersonID] || !letters.Address(n.Email) {
			continue
		}
		link, found, err := accounts.LinkOfPersonIn(tx, activityID, n.PersonID, accounts.PurposePlan)
		if err == nil && !found {
			link, err = newLink(tx, actor, activityID, n.PersonID, n.Person)
		}
		if err != nil {
			return 0, err
		}
		to := letters.Recipient{PartyID: n.PartyID, Party: n.Party, PersonID: n.PersonID, PersonName: n.Person, AddressForm: n.AddressForm, PersonEmail: n.Email}
		if err := s.post(tx, actor, letters.PlanWrite, activityID, a.Title, label.Strictest(label.Amber, a.Label), link, string(tx.Today()), to); err != nil {
			return 0, err
		}
		sent++
	}
	return sent, audit.Record(tx, actor, ActionSend, activities.Kind, activityID, map[string]int{"mails": sent})
}

func newLink(tx *db.Tx, actor access.Actor, activityID, personID, name string) (string, error) {
	return accounts.NewLinkIn(tx, actor, accounts.LinkDraft{
		Purpose: accounts.PurposePlan, ActivityID: activityID, PersonID: personID, Name: name, ExpiresAt: db.At(tx.Now().Add(linkLife)),
	})
}

func (s *Service) post(tx *db.Tx, actor access.Actor, code, activityID, title string, tlp label.TLP, link, once string, to letters.Recipient) error {
	if s.opts.Outbox == nil {
		return nil
	}
	return s.opts.Outbox.PostOfficeIn(tx, actor, letters.OfficeMail{
		Code: code, Reference: title, Recipient: to, Values: map[string]string{"activity.title": title, "link": letters.LinkMark(link, accounts.PurposePlan)},
		Mail: letters.Mail{
			ActivityID: activityID, PersonID: to.PersonID, Label: tlp, OnceKey: code + ":" + link + ":" + once, Subject: "Your action plan: {{activity.title}}", Body: "{{link}}\n\n{{signature}}",
		},
	}, nil)
}

// Ask mails the person now the question what became of the plan.
func (s *Service) Ask(ctx context.Context, actor access.Actor, id string) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		p, err := findPlan(tx, id)
		if err != nil {
			return false, err
		}
		if err := actor.Require(RightManage, p.Object()); err != nil {
			return false, err
		}
		switch {
		case p.State != Signed && p.State != Followed:
			return false, fault.Clash("The plan stands at “%s”: there is nothing to ask.", p.State.Words())
		case !letters.Address(p.Email):
			return false, fault.Clash("%s has no e-mail address. Enter one on the page of the person.", p.Person)
		}
		if p.AskedAt.IsZero() {
			p.AskedAt = tx.Now()
		}
		return true, s.ask(tx, actor, p, letters.PlanFollow)
	})
	return err
}

// ask mails a person a new link to the own plan, which ends the one before.
func (s *Service) ask(tx *db.Tx, actor access.Actor, p Plan, code string) error {
	if p.LinkID != "" {
		if err := accounts.RevokeLinkIn(tx, actor, p.LinkID); err != nil {
			return err
		}
	}
	link, err := newLink(tx, actor, p.ActivityID, p.PersonID, p.Person)
	if err != nil {
		return err
	}
	p.LinkID = link
	if err := p.save(tx); err != nil {
		return err
	}
	to := letters.Recipient{PartyID: p.PartyID, Party: p.Party, PersonID: p.PersonID, PersonName: p.Person, AddressForm: p.AddressForm, PersonEmail: p.Email}
	if err := s.post(tx, actor, code, p.ActivityID, p.Activity, p.Label, link, code, to); err != nil {
		return err
	}
	return audit.Record(tx, actor, ActionSend, Kind, p.ID, map[string]string{"letter": code})
}

// RemindArgs is the job that asks what became of plans, and reminds once.
type RemindArgs struct{}

// Kind names the job for good.
func (RemindArgs) Kind() string { return "actionplans.remind" }

// RemindEvery is how often it runs.
const RemindEvery = 6 * time.Hour

const (
	remindDays = 10 // working days after the question
	atOnce     = 200
)

// Remind asks what became of plans whose time has come, and once more some working days later. Each plan has a transaction of its own.
func (s *Service) Remind(ctx context.Context) error {
	actor := access.System("action plan reminder", RightManage, RightSee)
	todo, err := db.View(ctx, s.db, func(tx *db.Tx) ([]string, error) { return toAsk(tx, tx.Today(), atOnce) })
	if err != nil {
		return err
	}
	for _, id := range todo {
		if ctx.Err() != nil {
			return nil // the next run goes on
		}
		_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) { return true, s.remindIn(tx, actor, id) })
		if err != nil && !fault.IsConflict(err) { // somebody changed it meanwhile
			return fmt.Errorf("ask about action plan %s: %w", id, err)
		}
	}
	return nil
}

// remindIn writes what is due now about one plan. Whoever cannot be written to is not tried again: the secretariat sees the plan among
// those that wait for their follow-up.
func (s *Service) remindIn(tx *db.Tx, actor access.Actor, id string) error {
	p, err := findPlan(tx, id)
	if err != nil || p.State != Signed || p.FollowOn > tx.Today() {
		return err
	}
	code := letters.PlanFollow
	switch {
	case p.AskedAt.IsZero():
		p.AskedAt = tx.Now()
	case p.RemindedAt.IsZero():
		calendar, err := vocabulary.CalendarIn(tx, p.PartyCode)
		if err != nil || calendar.After(p.AskedAt.Date(), remindDays) > tx.Today() {
			return err
		}
		code, p.RemindedAt = letters.PlanReminder, tx.Now()
	default:
		return nil
	}
	if letters.Address(p.Email) {
		return s.ask(tx, actor, p, code)
	}
	if err := p.save(tx); err != nil {
		return err
	}
	return audit.Record(tx, actor, ActionSend, Kind, p.ID, map[string]string{"letter": code, "left_out": "no e-mail address"})
}
