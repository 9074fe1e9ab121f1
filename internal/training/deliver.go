package training

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/curricula"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/label"
	"counterpart/internal/people"
)

// Deliver says which version of a curriculum an activity delivers and how, or changes that.
func (s *Service) Deliver(ctx context.Context, actor access.Actor, activityID string, x DeliveryDraft) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) { return true, s.DeliverIn(tx, actor, activityID, x) })
	return err
}

// DeliverIn is Deliver within a transaction.
func (s *Service) DeliverIn(tx *db.Tx, actor access.Actor, activityID string, x DeliveryDraft) error {
	a, err := activities.FindIn(tx, activityID)
	if err != nil {
		return err
	}
	before, err := deliveryOf(tx, a)
	if err != nil {
		return err
	}
	if err := actor.Require(RightDeliver, before.Object()); err != nil {
		return err
	}
	if x.Saved != 0 && x.Saved != before.Saved {
		return fault.Clash("The delivery was changed by someone else in the meantime.")
	}
	v, err := x.complete(tx, actor, a, before)
	if err != nil {
		return err
	}
	switch {
	case a.State == activities.Cancelled:
		return fault.Clash("The activity is cancelled: it delivers nothing.")
	case before.ID != "" && before.VersionID != v.ID && !before.ConcludedAt.IsZero():
		return fault.Clash("Completion was concluded by the version that was delivered. The version stays.")
	}
	d := before
	if d.ID == "" {
		d.ID = tx.NewID()
		if err := insertDelivery(tx, d.ID, activityID, v, x); err != nil {
			return err
		}
	} else if err := updateDelivery(tx, d, v, x); err != nil {
		return err
	}
	if err := replaceParts(tx, d.ID, x.Parts); err != nil {
		return err
	}
	c, err := curricula.FindIn(tx, v.CurriculumID)
	if err != nil {
		return err
	}
	return audit.Record(tx, actor, ActionDeliver, activities.Kind, activityID, map[string]any{"curriculum": c.Code, "version": v.Number, "min_presence": x.MinPresence})
}

// Page is what an activity delivers, with everything that the reader is shown of it.
type Page struct {
	Convened  activities.Activity `json:"-"`
	Delivery  Delivery            `json:"delivery"`
	Version   curricula.Version   `json:"-"`
	Rule      string              `json:"rule,omitempty" doc:"What it takes to complete it, in words"`
	Parts     []Part              `json:"parts" nullable:"false"`
	Sessions  []Session           `json:"-"`
	Parties   []PartyCount        `json:"parties" nullable:"false" doc:"Of the parties that the reader may see"`
	Office    bool                `json:"-"` // the reader sees the whole cohort
	MayEdit   bool                `json:"-"`
	MaySelect bool                `json:"-"`
	MayEnd    bool                `json:"-"`
}

// PartyCount is how many people of a party were named, confirmed and completed.
type PartyCount struct {
	PartyID   string `db:"party_id" json:"party_id"`
	Party     string `db:"party" json:"party"`
	Nominated int    `db:"nominated" json:"nominated"`
	Confirmed int    `db:"confirmed" json:"confirmed"`
	Reserve   int    `db:"reserve" json:"reserve"`
	Completed int    `db:"completed" json:"completed"`
}

// Label is the label that holds for the page.
func (p Page) Label() label.TLP { return p.Delivery.label() }

func (d Delivery) label() label.TLP {
	out := label.Strictest(d.convened.Label, label.Amber)
	if d.curriculum.ID != "" {
		out = label.Strictest(out, d.curriculum.Label)
	}
	return out
}

// Find returns what an activity delivers. An activity that delivers nothing gives a page without a delivery, to those who may say
// what it delivers.
func (s *Service) Find(ctx context.Context, actor access.Actor, activityID string) (Page, error) {
	return audit.Shown(ctx, s.db, actor, people.Kind, ActionViewTrainers, Page.trainers)(db.View(ctx, s.db, func(tx *db.Tx) (Page, error) {
		a, err := activities.FindIn(tx, activityID)
		if err != nil {
			return Page{}, err
		}
		d, err := deliveryOf(tx, a)
		if err != nil {
			return Page{}, err
		}
		o := d.Object()
		if err := actor.Require(RightSee, o); err != nil {
			return Page{}, err
		}
		p := Page{
			Convened: a, Delivery: d, Parts: []Part{}, Parties: []PartyCount{}, Office: d.wholeTo(actor),
			MayEdit: actor.Can(RightDeliver, o), MaySelect: actor.Can(RightSelect, o), MayEnd: actor.Can(RightConclude, o),
		}
		if p.Sessions, err = sessionsOf(tx, activityID); err != nil || d.ID == "" {
			return p, err
		}
		if p.Version, err = curricula.VersionIn(tx, d.VersionID); err != nil {
			return p, err
		}
		p.Rule = p.Version.Rule(d.MinPresence)
		if p.Parts, err = partsOf(tx, actor, d, p.Office); err != nil {
			return p, err
		}
		p.Parties, err = countParties(tx, actor, d)
		return p, err
	}))
}

// trainers are the persons that the page names.
func (p Page) trainers() []string {
	var out []string
	for _, part := range p.Parts {
		for _, t := range part.Trainers {
			out = append(out, t.PersonID)
		}
	}
	return out
}

// wholeTo tells whether the actor sees the delivery beyond the parties that it concerns.
func (d Delivery) wholeTo(actor access.Actor) bool {
	o := d.Object()
	o.Parties = nil
	return actor.Can(RightSee, o)
}
