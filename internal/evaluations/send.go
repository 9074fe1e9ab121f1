package evaluations

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

// readable is how long a link shows how it stands.
const readable = 60 * 24 * time.Hour

// Send mails everybody who can answer and has not the link to the evaluation, at most once a day. Who has answered is known to
// the program only; nobody is shown it.
func (s *Service) Send(ctx context.Context, actor access.Actor, activityID string) (int, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (int, error) { return s.SendIn(tx, actor, activityID) })
}

// SendIn is Send within a transaction.
func (s *Service) SendIn(tx *db.Tx, actor access.Actor, activityID string) (int, error) {
	e, err := s.evaluationIn(tx, actor, RightManage, activityID)
	if err != nil {
		return 0, err
	}
	if !e.Takes(tx.Now()) {
		return 0, fault.Clash("The evaluation is not open: there is nothing to invite to.")
	}
	a, err := activities.FindIn(tx, activityID)
	if err != nil {
		return 0, err
	}
	confirmed, err := delegations.ConfirmedIn(tx, activityID)
	if err != nil {
		return 0, err
	}
	used, err := usedTickets(tx, e.ID)
	if err != nil {
		return 0, err
	}
	sent := 0
	for _, n := range confirmed {
		if used[n.PersonID] || !letters.Address(n.Email) {
			continue
		}
		link, found, err := accounts.LinkOfPersonIn(tx, a.ID, n.PersonID, accounts.PurposeEvaluate)
		if err == nil && !found {
			link, err = accounts.NewLinkIn(tx, actor, accounts.LinkDraft{Purpose: accounts.PurposeEvaluate, ActivityID: a.ID, PersonID: n.PersonID, Name: n.Person, ExpiresAt: db.At(tx.Now().Add(readable))})
		}
		if err != nil {
			return 0, err
		}
		if err := s.post(tx, actor, a, e, n, link); err != nil {
			return 0, err
		}
		sent++
	}
	// The number is not kept: day by day it would tell who had answered by when.
	return sent, audit.Record(tx, actor, ActionSend, Kind, e.ID, nil)
}

func (s *Service) post(tx *db.Tx, actor access.Actor, a activities.Activity, e Evaluation, n delegations.Nomination, link string) error {
	if s.opts.Outbox == nil {
		return nil
	}
	return s.opts.Outbox.PostOfficeIn(tx, actor, letters.OfficeMail{
		Code: letters.EvaluationOpen, Reference: a.Title,
		Recipient: letters.Recipient{PartyID: n.PartyID, Party: n.Party, PersonID: n.PersonID, PersonName: n.Person, AddressForm: n.AddressForm, PersonEmail: n.Email},
		Values:    map[string]string{"activity.title": a.Title, "activity.dates": a.Dates(), "deadline": delegations.When(a, e.ClosesAt), "link": letters.LinkMark(link, accounts.PurposeEvaluate)},
		Mail: letters.Mail{
			ActivityID: a.ID, PersonID: n.PersonID, OnceKey: letters.EvaluationOpen + ":" + link + ":" + string(tx.Today()), Subject: "How was {{activity.title}}?", Body: "{{link}}\n\n{{signature}}",
			Label: label.Strictest(label.Amber, a.Label),
		},
	}, nil)
}

// Task is an evaluation that waits for the actor's answer.
type Task struct {
	ActivityID string  `db:"activity_id"`
	Activity   string  `db:"activity"`
	Due        db.Time `db:"due"`
}

// Tasks lists the evaluations that wait for the actor's answer.
func (s *Service) Tasks(ctx context.Context, actor access.Actor) ([]Task, error) {
	if actor.Person == "" || !actor.Holds(RightAnswer) {
		return nil, nil
	}
	return db.View(ctx, s.db, func(tx *db.Tx) ([]Task, error) { return ownTasks(tx, actor.Person, tx.Now()) })
}
