package people

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/db"
)

// Whole is a person with everything that this room knows of them.
type Whole struct {
	Person
	Object       access.Object // the person as the access rule sees them, for what a page offers
	Affiliations []Affiliation
	Holdings     []Holding
	Consents     []Consent
}

// Whole reads a person for a page, with the affiliation that holds on the day.
func (s *Service) Whole(ctx context.Context, actor access.Actor, id string, asAt db.Date) (Whole, error) {
	return noted[Whole](ctx, s, actor, id)(db.View(ctx, s.db, func(tx *db.Tx) (w Whole, err error) {
		if w.Person, w.Object, err = findWithObject(tx, id, orToday(tx, asAt)); err != nil {
			return w, err
		}
		if err := actor.Require(RightSee, w.Object); err != nil {
			return Whole{}, err
		}
		if w.Affiliations, err = affiliationsOf(tx, id); err != nil {
			return w, err
		}
		if w.Holdings, err = holdingsOf(tx, "h.person_id", id); err != nil {
			return w, err
		}
		w.Consents, err = consentsOf(tx, id)
		return w, err
	}))
}
