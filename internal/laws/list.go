package laws

import (
	"context"
	"strconv"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/label"
)

// Filter narrows the list of laws.
type Filter struct {
	Query     string // beginnings of words of title, translation, number and party
	PartyID   string
	Form      Form
	InForceOn db.Date
	After     []string
	Limit     int
}

// asked is what the filter asks for, as the history keeps it.
func (f Filter) asked() map[string]string {
	out := map[string]string{}
	for name, value := range map[string]string{"party": f.PartyID, "kind": string(f.Form), "in_force_on": string(f.InForceOn)} {
		if value != "" {
			out[name] = value
		}
	}
	return out
}

// List returns a page of the laws that the actor may see, the latest first, and the key of the next page.
func (s *Service) List(ctx context.Context, actor access.Actor, f Filter) ([]Law, []string, error) {
	if !actor.Holds(RightSee) {
		return nil, nil, actor.Require(RightSee, access.Anything)
	}
	var next []string
	list, err := db.View(ctx, s.db, func(tx *db.Tx) ([]Law, error) {
		rows, err := listLaws(tx, actor, RightSee, f)
		if err == nil && len(rows) > f.Limit {
			rows = rows[:f.Limit]
			next = []string{strconv.Itoa(rows[f.Limit-1].Year), rows[f.Limit-1].ID}
		}
		return rows, err
	})
	return list, next, err
}

// takenAtOnce is how many rows of a file are read at a time.
const takenAtOnce = 500

// Taken are the laws of a file, with the label that it carries.
type Taken struct {
	List  []Law
	Label label.TLP
}

// TakeAlong returns the laws for a file that is taken along, which the history notes.
func (s *Service) TakeAlong(ctx context.Context, actor access.Actor, f Filter) (Taken, error) {
	list, err := db.Whole(func(after []string) ([]Law, []string, error) {
		f.After, f.Limit = after, takenAtOnce
		return s.List(ctx, actor, f)
	})
	if err != nil {
		return Taken{}, err
	}
	return Taken{List: list, Label: Strictest(list)}, audit.Exported(ctx, s.db, actor, Kind, []string{""}, ActionExport, f.asked())
}

// Strictest is the label of a page or file that shows all of them.
func Strictest(list []Law) label.TLP {
	out := label.Clear
	for _, l := range list {
		out = label.Strictest(out, l.Label)
	}
	return out
}

// Named returns those of the laws that the actor may read, by id: for whoever cites them.
func (s *Service) Named(tx *db.Tx, actor access.Actor, ids []string) (map[string]Law, error) {
	list, err := seenIn(tx, actor, ids)
	out := make(map[string]Law, len(list))
	for _, l := range list {
		out[l.ID] = l
	}
	return out, err
}

// ChoicesIn returns laws that the actor may see by the beginnings of words, for forms and links.
func ChoicesIn(tx *db.Tx, actor access.Actor, f Filter) ([]Law, error) {
	list, err := listLaws(tx, actor, RightSee, f)
	if err != nil {
		return nil, err
	}
	return list[:min(len(list), f.Limit)], withReaders(tx, list)
}

// Holder is a party of which the register holds laws.
type Holder struct {
	ID   string `db:"id" json:"id"`
	Name string `db:"name" json:"name"`
	Sort string `db:"sort_key" json:"-"`
}

// Holders are the parties of whose laws the actor may see at least one.
func (s *Service) Holders(ctx context.Context, actor access.Actor) ([]Holder, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) ([]Holder, error) { return holders(tx, actor) })
}

// Choices are laws that the actor may see, by the beginnings of words: for a form that links one.
func (s *Service) Choices(ctx context.Context, actor access.Actor, f Filter) ([]Law, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) ([]Law, error) { return ChoicesIn(tx, actor, f) })
}
