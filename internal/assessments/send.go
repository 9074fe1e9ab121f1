package assessments

import (
	"context"
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
)

// readable is how long after its end a link still shows how it stands.
const readable = 60 * 24 * time.Hour

// SendTest mails everybody who has not taken the test of a phase the link to it, at most once a day. It returns how many mails leave.
func (s *Service) SendTest(ctx context.Context, actor access.Actor, activityID string, phase Phase) (int, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (int, error) { return s.SendTestIn(tx, actor, activityID, phase) })
}

// SendTestIn is SendTest within a transaction.
func (s *Service) SendTestIn(tx *db.Tx, actor access.Actor, activityID string, phase Phase) (int, error) {
	t, err := s.testIn(tx, actor, RightManage, activityID)
	if err != nil {
		return 0, err
	}
	a, err := activities.FindIn(tx, activityID)
	if err != nil {
		return 0, err
	}
	if opens, _ := t.Window(phase); !t.Fixed() || opens.IsZero() || t.Over(phase, tx.Now()) {
		return 0, fault.Clash("The test is not fixed, or is not open any more: there is nothing to invite to.")
	}
	if _, err := s.takersIn(tx, t); err != nil {
		return 0, err
	}
	takers, err := takersOf(tx, t.ID)
	if err != nil {
		return 0, err
	}
	all, err := allOf(tx, t.ID)
	if err != nil {
		return 0, err
	}
	sent := 0
	for _, k := range takers {
		if all[k.ID][phase].Done() || !letters.Address(k.Email) {
			continue
		}
		fresh, err := s.sendOne(tx, actor, a, t, k, phase)
		if err != nil {
			return 0, err
		}
		if fresh {
			sent++
		}
	}
	return sent, audit.Record(tx, actor, ActionSend, KindTest, t.ID, map[string]any{"phase": phase, "mails": sent})
}

// sendOne mails one person the link to the test; false where that was done today.
func (s *Service) sendOne(tx *db.Tx, actor access.Actor, a activities.Activity, t Test, k Taker, phase Phase) (bool, error) {
	asked := k.AskedBefore
	if phase == After {
		asked = k.AskedAfter
	}
	if asked.Date() == tx.Today() {
		return false, nil
	}
	link, err := linkFor(tx, actor, accounts.PurposeTest, a, k.PersonID, k.Person, t.latest())
	if err != nil {
		return false, err
	}
	if err := setAsked(tx, k.ID, link, phase); err != nil {
		return false, err
	}
	_, closes := t.Window(phase)
	return true, s.post(tx, actor, mail{
		code: letters.TestOpen, activity: a, to: recipient(k.PartyID, k.Party, k.PersonID, k.Person, k.AddressForm, k.Email), link: link, purpose: accounts.PurposeTest,
		until: closes, once: string(phase) + ":" + string(tx.Today()), subject: "Test: {{activity.title}}",
	})
}

// latest is when the test is over for good.
func (t Test) latest() db.Time {
	if t.AfterCloses.After(t.BeforeCloses.Time) {
		return t.AfterCloses
	}
	return t.BeforeCloses
}

// linkFor is the link of a person to something at an activity that still works, or a new one.
func linkFor(tx *db.Tx, actor access.Actor, purpose string, a activities.Activity, personID, name string, until db.Time) (string, error) {
	id, found, err := accounts.LinkOfPersonIn(tx, a.ID, personID, purpose)
	if err != nil || found {
		return id, err
	}
	if least := db.At(tx.Now().Add(readable)); until.Before(least.Time) {
		until = least
	} else {
		until = db.At(until.Add(readable))
	}
	return accounts.NewLinkIn(tx, actor, accounts.LinkDraft{Purpose: purpose, ActivityID: a.ID, PersonID: personID, Name: name, ExpiresAt: until})
}

func recipient(partyID, party, personID, person, addressForm, email string) letters.Recipient {
	return letters.Recipient{PartyID: partyID, Party: party, PersonID: personID, PersonName: person, AddressForm: addressForm, PersonEmail: email}
}

// mail is one mail of this room.
type mail struct {
	code, link, purpose, once, subject string
	activity                           activities.Activity
	to                                 letters.Recipient
	until                              db.Time
}

func (s *Service) post(tx *db.Tx, actor access.Actor, m mail) error {
	if s.opts.Outbox == nil {
		return nil
	}
	until := ""
	if !m.until.IsZero() {
		until = delegations.When(m.activity, m.until)
	}
	return s.opts.Outbox.PostOfficeIn(tx, actor, letters.OfficeMail{
		Code: m.code, Reference: m.activity.Title, Recipient: m.to,
		Values: map[string]string{"activity.title": m.activity.Title, "activity.dates": m.activity.Dates(), "deadline": until, "link": letters.LinkMark(m.link, m.purpose)},
		Mail: letters.Mail{
			ActivityID: m.activity.ID, PersonID: m.to.PersonID, OnceKey: m.code + ":" + m.link + ":" + m.once, Subject: m.subject, Body: "{{link}}\n\n{{signature}}",
			Label: label.Strictest(label.Amber, m.activity.Label),
		},
	}, nil)
}

// What can wait for somebody in this room.
const (
	TaskTest   = "test"   // the own test is open
	TaskReview = "review" // drafts of items that somebody else wrote
)

// Task is something that waits for the actor.
type Task struct {
	Kind       string  `db:"kind"`
	Count      int     `db:"count"`
	ActivityID string  `db:"activity_id"`
	Activity   string  `db:"activity"`
	Due        db.Time `db:"due"`
}

// Tasks lists what waits for the actor.
func (s *Service) Tasks(ctx context.Context, actor access.Actor) ([]Task, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (out []Task, err error) {
		if actor.Can(RightManage, access.Anything) {
			if out, err = reviewTasks(tx, actor.Key()); err != nil {
				return nil, err
			}
		}
		if actor.Person != "" && actor.Holds(RightTake) {
			own, err := ownTasks(tx, actor.Person, tx.Now())
			return append(out, own...), err
		}
		return out, nil
	})
}
