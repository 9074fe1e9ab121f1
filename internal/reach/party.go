package reach

import (
	"context"
	"slices"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/parties"
	"counterpart/internal/vocabulary"
)

// Group is how many people of one group were named and came, once for each activity.
type Group struct {
	ID    string `json:"id,omitempty"`
	Label string `json:"label"`
	Named int    `json:"named"`
	Came  int    `json:"came"`
}

// PartyPage is one party over the years.
type PartyPage struct {
	Party      Party    `json:"party"`
	AsAt       db.Time  `json:"as_at"`
	Agencies   []Group  `json:"agencies" nullable:"false" doc:"Where those who were named work: the party itself and the parties inside it"`
	Categories []Group  `json:"categories" nullable:"false"`
	Levels     []Group  `json:"levels" nullable:"false" doc:"Heads of delegation, and the others"`
	Positions  []Group  `json:"positions" nullable:"false" doc:"As written in the nominations; those of few people together"`
	Division   Division `json:"division" doc:"Over all years"`
	Below      int      `json:"hidden_below"`
	Filter     Filter   `json:"-"`
}

// Party counts for one party: over the years, by agency, by category, by level and position.
func (s *Service) Party(ctx context.Context, actor access.Actor, partyID string, f Filter) (PartyPage, error) {
	return db.ViewLong(ctx, s.db, func(tx *db.Tx) (PartyPage, error) {
		p, err := parties.FindIn(tx, partyID)
		if err != nil {
			return PartyPage{}, err
		}
		if err := actor.Require(RightSee, p.Object()); err != nil {
			return PartyPage{}, err
		}
		if p.ParentID != "" {
			return PartyPage{}, fault.Missing("party of the top level")
		}
		if f, err = f.tidy(tx.Today()); err != nil {
			return PartyPage{}, err
		}
		return partyPage(tx, actor, partyID, f)
	})
}

func partyPage(tx *db.Tx, actor access.Actor, partyID string, f Filter) (PartyPage, error) {
	f.Status, f.Region, f.Kind, f.Step = "", "", "", "" // what is asked of the party is known
	l, err := list(tx, actor, f)
	if err != nil {
		return PartyPage{}, err
	}
	i := slices.IndexFunc(l.Parties, func(p Party) bool { return p.ID == partyID })
	if i < 0 {
		return PartyPage{}, fault.Missing("party")
	}
	out := PartyPage{Party: l.Parties[i], AsAt: l.AsAt, Filter: f}
	words, err := vocabulary.In(tx)
	if err != nil {
		return out, err
	}
	out.Below = words.Pack.Mechanism.SuppressBelow
	if err := out.groups(tx, actor, words, f); err != nil {
		return out, err
	}
	return out, out.divide(tx, actor)
}

func (p *PartyPage) divide(tx *db.Tx, actor access.Actor) error {
	d, err := divisions(tx, actor)
	if i := slices.IndexFunc(d.Parties, func(o Division) bool { return o.ID == p.Party.ID }); err == nil && i >= 0 {
		p.Division = d.Parties[i]
	}
	return err
}

func (p *PartyPage) groups(tx *db.Tx, actor access.Actor, words *vocabulary.Words, f Filter) error {
	within, err := insideOf(tx, p.Party.ID)
	if err != nil {
		return err
	}
	ids := make([]string, len(within))
	for i, w := range within {
		ids[i] = w.ID
	}
	for _, by := range []struct {
		column string
		take   func([]part)
	}{
		{"n.from_party_id", func(list []part) { p.Agencies = agencies(within, list) }},
		{"n.category", func(list []part) {
			p.Categories = named(list, func(code string) string { return words.Name(vocabulary.Categories, code) })
		}},
		{"case when n.head then 'head' else 'other' end", func(list []part) {
			p.Levels = named(list, func(code string) string {
				return map[string]string{"head": "Heads of delegation", "other": "Other members"}[code]
			})
		}},
		{"trim(n.position)", func(list []part) { p.Positions = positions(list, p.Below) }},
	} {
		list, err := partsOf(tx, actor, by.column, ids, f)
		if err != nil {
			return err
		}
		by.take(list)
	}
	return nil
}

// agencies lists the party and every party inside it, also those of which nobody was ever named.
func agencies(within []inside, list []part) []Group {
	out := make([]Group, len(within))
	for i, w := range within {
		out[i] = Group{ID: w.ID, Label: w.Name}
		for _, x := range list {
			if x.Of == w.ID {
				out[i].Named, out[i].Came = x.Named, x.Came
			}
		}
	}
	return out
}

func named(list []part, name func(string) string) []Group {
	out := []Group{}
	for _, x := range list {
		out = append(out, Group{Label: name(x.Of), Named: x.Named, Came: x.Came})
	}
	return out
}

// positionsAtMost is how many positions are listed; the others are counted together.
const positionsAtMost = 30

// positions lists the positions that enough people have. What fewer have is counted together: a position of one person is
// a name.
func positions(list []part, below int) []Group {
	out, rest, none := []Group{}, Group{Label: "Positions of few people"}, Group{Label: "Not stated"}
	for _, x := range list {
		switch {
		case strings.TrimSpace(x.Of) == "":
			none.Named, none.Came = none.Named+x.Named, none.Came+x.Came
		case x.Named < below || x.Came > 0 && x.Came < below || x.Named > x.Came && x.Named-x.Came < below || len(out) == positionsAtMost:
			rest.Named, rest.Came = rest.Named+x.Named, rest.Came+x.Came
		default:
			out = append(out, Group{Label: x.Of, Named: x.Named, Came: x.Came})
		}
	}
	for _, g := range []Group{rest, none} {
		if g.Named > 0 {
			out = append(out, g)
		}
	}
	return out
}
