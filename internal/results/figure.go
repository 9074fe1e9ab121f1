package results

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/cells"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/figures"
	"counterpart/internal/vocabulary"
)

// Figure is a published number, frozen.
type Figure struct {
	ID          string  `db:"id" json:"id"`
	ActivityID  string  `db:"activity_id" json:"activity_id"`
	Activity    string  `db:"activity" json:"activity"`
	Release     int     `db:"release" json:"release"`
	Slug        string  `db:"slug" json:"report"`
	Key         string  `db:"key" json:"key"`
	Name        string  `json:"name"`
	Value       int     `db:"value" json:"value"`
	Definition  string  `db:"definition" json:"definition"`
	Query       string  `db:"query" json:"query"`
	AsAt        db.Time `db:"as_at" json:"as_at"`
	Records     Records `db:"records" json:"-"`
	RestatesID  string  `db:"restates_id" json:"restates,omitempty"`
	Current     bool    `db:"current" json:"current"`
	PublishedAt db.Time `db:"published_at" json:"published_at"`
	// Hidden figures are so small that they would tell of single people; the public does not see them.
	Hidden bool `json:"-"`
}

// Records are the records that a figure counted.
type Records = figures.Records

// Live computes every figure of an activity from the registers as they are now.
func (s *Service) Live(ctx context.Context, actor access.Actor, activityID string) ([]Number, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) ([]Number, error) {
		a, err := guarded(tx, actor, RightSee, activityID)
		if err != nil {
			return nil, err
		}
		return numbers(tx, a, a.State == activities.Held)
	})
}

// Row is one record behind a figure.
type Row = figures.Row

// FigurePage is a figure with the records behind it, as far as the reader may see them.
type FigurePage struct {
	Figure Figure
	Rows   []Row
	Secret string // why the records are not listed, "" when they are
}

const (
	namesWithheld = "The names of the people counted are not public."
	namesClosed   = "The names of the people counted are for the secretariat."
)

// Figure returns a published figure with the records that it counted. People's names are only for
// those who may see whom the figures of the activity count; parties' names are as public as the figure.
func (s *Service) Figure(ctx context.Context, actor access.Actor, id string) (FigurePage, error) {
	page, err := s.figure(ctx, actor, id)
	if err != nil || page.Figure.Records.Of != OfPeople || len(page.Rows) == 0 {
		return page, err
	}
	return audit.ShownList[FigurePage](ctx, s.db, actor, activities.Kind, ActionView, map[string]string{"activity": page.Figure.ActivityID, "figure": page.Figure.Key})(page, err)
}

func (s *Service) figure(ctx context.Context, actor access.Actor, id string) (FigurePage, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (FigurePage, error) {
		f, err := findFigure(tx, id)
		if err != nil {
			return FigurePage{}, err
		}
		a, err := activities.FindIn(tx, f.ActivityID)
		if err != nil {
			return FigurePage{}, err
		}
		words, err := vocabulary.In(tx)
		if err != nil {
			return FigurePage{}, err
		}
		if d, ok := definitionOf(words, true, f.Key); ok {
			f.Name = d.Name
		}
		page := FigurePage{Figure: f}
		inside := actor.Can(RightSee, a.Object())
		if !inside {
			if err := hideAmong(tx, words, &page.Figure); err != nil {
				return FigurePage{}, err
			}
		}
		if f.Records.Of == OfPeople && !(inside && actor.Can(RightNames, a.Object())) {
			page.Secret = namesWithheld
			page.Figure.Records = Records{}
			return page, nil
		}
		page.Rows, err = figures.Rows(tx, actor, f.Records.Of, f.ActivityID, f.Records.IDs)
		return page, err
	})
}

// hideAmong hides one figure when its release hides it.
func hideAmong(tx *db.Tx, words *vocabulary.Words, f *Figure) error {
	all, err := figuresOf(tx, f.ActivityID, f.Release)
	if err != nil {
		return err
	}
	hide(words, all)
	for _, other := range all {
		if other.ID == f.ID {
			f.Hidden = other.Hidden
		}
	}
	if f.Hidden {
		f.Value = 0
	}
	return nil
}

// hide marks the personal figures of a release that would tell of single people, or from which another could be worked out.
// Everything that leaves the secretariat passes here: pages, files, the single figure.
func hide(words *vocabulary.Words, figures []Figure) {
	var groups, at []int
	for i, f := range figures {
		if d, ok := definitionOf(words, true, f.Key); ok && d.Personal {
			groups, at = append(groups, f.Value), append(at, i)
		}
	}
	if cells.Hide(groups, words.Pack.Mechanism.SuppressBelow) {
		for _, i := range at {
			figures[i].Hidden = true
		}
	}
}

// LivePage is a figure as it is now with the records behind it.
type LivePage struct {
	Activity activities.Activity
	Number   Number
	Rows     []Row
	Secret   string // why the records are not listed, "" when they are
}

// LiveFigure computes one figure of an activity and lists what it counts.
func (s *Service) LiveFigure(ctx context.Context, actor access.Actor, activityID, key string) (LivePage, error) {
	asked := map[string]string{"activity": activityID, "figure": key}
	return audit.ShownList[LivePage](ctx, s.db, actor, activities.Kind, ActionView, asked)(db.View(ctx, s.db, func(tx *db.Tx) (LivePage, error) {
		a, err := guarded(tx, actor, RightSee, activityID)
		if err != nil {
			return LivePage{}, err
		}
		words, err := vocabulary.In(tx)
		if err != nil {
			return LivePage{}, err
		}
		d, ok := definitionOf(words, a.State == activities.Held, key)
		if !ok {
			return LivePage{}, fault.Missing("figure")
		}
		page := LivePage{Activity: a}
		if page.Number, err = compute(tx, a, d); err != nil {
			return LivePage{}, err
		}
		if d.Of == OfPeople && !actor.Can(RightNames, a.Object()) {
			page.Secret, page.Number.Records = namesClosed, nil
			return page, nil
		}
		page.Rows, err = figures.Rows(tx, actor, d.Of, a.ID, page.Number.Records)
		return page, err
	}))
}

// List returns every current published figure, by activity and key.
func (s *Service) List(ctx context.Context, actor access.Actor) ([]Figure, error) {
	if err := actor.Require(RightVerify, access.Anything); err != nil {
		return nil, err
	}
	return db.View(ctx, s.db, currentFigures)
}
