package outcomes

import (
	"context"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/labels"
	"counterpart/internal/letters"
	"counterpart/internal/names"
	"counterpart/internal/parties"
	"counterpart/internal/search"
	"counterpart/internal/threads"
	"counterpart/internal/vocabulary"
)

// Propose writes an outcome down: an officer, or whoever acts for the party concerned.
func (s *Service) Propose(ctx context.Context, actor access.Actor, d Draft) (string, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (string, error) { return s.ProposeIn(tx, actor, d) })
}

// ProposeIn is Propose within a transaction.
func (s *Service) ProposeIn(tx *db.Tx, actor access.Actor, d Draft) (string, error) {
	party, err := proposing(tx, actor, d)
	if err != nil {
		return "", err
	}
	words, err := vocabulary.In(tx)
	if err != nil {
		return "", err
	}
	if err := d.check(tx, words); err != nil {
		return "", err
	}
	o := Outcome{ID: tx.NewID(), PartyID: party.ID, Year: d.From.Time().Year(), State: Proposed, Label: d.Label, ProposerRole: roleOf(actor), ProposerID: actor.Person, ActivityID: d.ActivityID}
	if o.Serial, err = nextSerial(tx, o.Year); err != nil {
		return "", err
	}
	if err := insertOutcome(tx, actor, o, d); err != nil {
		return "", err
	}
	if err := labels.SetIn(tx, actor, labels.Setting{Kind: Kind, ID: o.ID, To: d.Label}); err != nil {
		return "", err
	}
	if err := index(tx, o.ID, party.Name, d); err != nil {
		return "", err
	}
	if err := insertStep(tx, actor, o.ID, Propose, "", Proposed, ""); err != nil {
		return "", err
	}
	if d.Led.ID != "" {
		if err := s.linkIn(tx, actor, o, d.From, d.Led, ""); err != nil {
			return "", err
		}
	} else if d.ActivityID != "" { // it was asked for after the activity
		a, err := activities.FindIn(tx, d.ActivityID)
		if err != nil {
			return "", err
		}
		if err := ledTo(tx, actor, o, d.From, threads.Record{Ref: threads.Ref{Kind: activities.Kind, ID: a.ID}, Label: a.Label}, ""); err != nil {
			return "", err
		}
	}
	return o.ID, audit.Record(tx, actor, ActionPropose, Kind, o.ID, map[string]string{"party": party.Name, "reference": o.Reference(), "kind": d.Kind})
}

// proposing is the party for which the actor may propose outcomes.
func proposing(tx *db.Tx, actor access.Actor, d Draft) (parties.Party, error) {
	if d.PartyID == "" {
		if !actor.Holds(RightPropose) {
			return parties.Party{}, actor.Require(RightPropose, access.Anything)
		}
		return parties.Party{}, fault.Wrong("party_id", "Choose the party that changed.")
	}
	o := Outcome{PartyID: d.PartyID, ActivityID: d.ActivityID}
	if err := actor.Require(RightPropose, o.Object()); err != nil {
		return parties.Party{}, err
	}
	if d.ActivityID != "" {
		a, err := activities.FindIn(tx, d.ActivityID)
		if err != nil && !fault.IsNotFound(err) {
			return parties.Party{}, err
		}
		if err != nil || actor.Via != "link" && !actor.Can(activities.RightSee, a.Object()) {
			return parties.Party{}, fault.Wrong("activity_id", "There is no such activity, or it is not open to you.")
		}
	}
	p, err := parties.FindIn(tx, d.PartyID)
	if fault.IsNotFound(err) {
		return p, fault.Wrong("party_id", "There is no such party. Choose one of the list.")
	}
	return p, err
}

// roleOf is as what somebody proposes: kept, because more roles will.
func roleOf(actor access.Actor) string {
	if actor.Via == "link" || actor.Via == "system" {
		return actor.Via
	}
	for _, g := range actor.Grants {
		if g.Rights[RightPropose] {
			return string(g.Role)
		}
	}
	return actor.Via
}

func index(tx *db.Tx, id, party string, d Draft) error {
	return search.Index(tx, Kind, id, names.SearchTerms(d.Title, party, d.Institution))
}

// Revise writes a proposed or returned outcome anew; version is the one that the editor saw. It is read again by somebody else.
func (s *Service) Revise(ctx context.Context, actor access.Actor, id string, version int, d Draft) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		o, err := findOutcome(tx, id)
		if err != nil {
			return false, err
		}
		if err := actor.Require(RightPropose, o.Object()); err != nil {
			return false, err
		}
		if words := o.dossier(nil, 1).Refused(Revise, actor.Key()); words != "" {
			return false, fault.Clash("%s", words)
		}
		words, err := vocabulary.In(tx)
		if err != nil {
			return false, err
		}
		if d.Label == "" {
			d.Label = o.Label
		}
		if err := d.check(tx, words); err != nil {
			return false, err
		}
		if err := labels.SetIn(tx, actor, labels.Setting{Kind: Kind, ID: id, Object: o.Object(), To: d.Label, Reason: d.LabelReason}); err != nil {
			return false, err
		}
		n, err := reviseOutcome(tx, actor, o, version, d)
		if err == nil && n == 0 {
			err = fault.Clash("The outcome was changed by someone else in the meantime.")
		}
		if err != nil {
			return false, err
		}
		if err := index(tx, id, o.Party, d); err != nil {
			return false, err
		}
		if err := insertStep(tx, actor, id, Revise, o.State, Proposed, ""); err != nil {
			return false, err
		}
		return true, audit.Record(tx, actor, ActionRevise, Kind, id, map[string]string{"reference": o.Reference(), "label": string(d.Label)})
	})
	return err
}

// AskDraft says whom to ask what has changed, and after which activity.
type AskDraft struct {
	PartyID    string `json:"party_id"`
	ActivityID string `json:"activity_id"`
}

// linkLife is how long the link of the question works.
const linkLife = 180 * 24 * time.Hour

// Ask writes to the focal point of a party what has changed since an activity, with a link that proposes outcomes without a password.
func (s *Service) Ask(ctx context.Context, actor access.Actor, d AskDraft) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (string, error) {
		if err := actor.Require(RightReview, access.Object{Parties: []string{d.PartyID}, Activities: []string{d.ActivityID}}); err != nil {
			return "", err
		}
		var wrong fault.Invalid
		a, err := activities.FindIn(tx, d.ActivityID)
		if err != nil && !fault.IsNotFound(err) {
			return "", err
		}
		wrong.Check(err == nil && actor.Can(activities.RightSee, a.Object()), "activity_id", "Choose the activity after which you ask.")
		to, err := letters.RecipientIn(tx, d.PartyID)
		if err != nil {
			return "", err
		}
		wrong.Check(d.PartyID != "" && to.Party != "", "party_id", "Choose the party that you ask.")
		if err := wrong.Err(); err != nil {
			return "", err
		}
		if words := to.LeftOut(); words != "" {
			return "", fault.Clash("%s cannot be written to. %s", to.Party, words)
		}
		id, err := LinkIn(tx, actor, d, to.PostTitle+", "+to.Party)
		if err != nil {
			return "", err
		}
		return id, s.post(tx, actor, a, id, to)
	})
	return err
}

// LinkIn makes a signed link that lets its bearer propose outcomes of a party after an activity, within the transaction of the verb
// that sends it, in this room or in one above.
func LinkIn(tx *db.Tx, actor access.Actor, d AskDraft, name string) (string, error) {
	id, err := accounts.NewLinkIn(tx, actor, accounts.LinkDraft{
		Purpose: accounts.PurposeOutcome, PartyID: d.PartyID, ActivityID: d.ActivityID, Name: name, ExpiresAt: db.At(tx.Now().Add(linkLife)),
	})
	if err != nil {
		return "", err
	}
	return id, audit.Record(tx, actor, ActionAsk, activities.Kind, d.ActivityID, map[string]string{"party": d.PartyID})
}

func (s *Service) post(tx *db.Tx, actor access.Actor, a activities.Activity, link string, to letters.Recipient) error {
	if s.opts.Outbox == nil {
		return nil
	}
	return s.opts.Outbox.PostOfficeIn(tx, actor, letters.OfficeMail{
		Code: letters.OutcomeQuestion, Reference: a.Title, Recipient: to, Values: map[string]string{"activity.title": a.Title, "link": letters.LinkMark(link, accounts.PurposeOutcome)},
		Mail: letters.Mail{
			ActivityID: a.ID, OnceKey: letters.OutcomeQuestion + ":" + link, Subject: "What has changed since {{activity.title}}?", Body: "{{link}}\n\n{{signature}}",
		},
	}, nil)
}

// Asked is the activity after which a link asks, with the party that it asks: what its bearer is shown.
type Asked struct {
	Activity string
	Party    string
}

// AskedBy returns what a link to propose outcomes asks.
func (s *Service) AskedBy(ctx context.Context, actor access.Actor, d AskDraft) (Asked, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (Asked, error) {
		if err := actor.Require(RightPropose, access.Object{Parties: []string{d.PartyID}, Activities: []string{d.ActivityID}}); err != nil {
			return Asked{}, err
		}
		a, err := activities.FindIn(tx, d.ActivityID)
		if err != nil {
			return Asked{}, err
		}
		p, err := parties.FindIn(tx, d.PartyID)
		return Asked{Activity: a.Title, Party: p.Name}, err
	})
}
