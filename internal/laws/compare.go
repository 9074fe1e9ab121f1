package laws

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/fault"
)

// mostDifferences are shown; the others are counted.
const mostDifferences = 500

// Difference is one unit in which two texts differ.
type Difference struct {
	EID    string `json:"eid"`
	What   string `json:"what" enum:"added,gone,changed"`
	Title  string `json:"title"`
	Before string `json:"before,omitempty"`
	After  string `json:"after,omitempty"`
}

// What a difference can be.
const (
	Added   = "added"
	Gone    = "gone"
	Changed = "changed"
)

// TextDifference is in what two texts differ.
type TextDifference struct {
	Added   int          `json:"added"`
	Gone    int          `json:"gone"`
	Changed int          `json:"changed"`
	Same    int          `json:"same"`
	List    []Difference `json:"list" nullable:"false" doc:"The first 500, in the order of the later text"`
}

// All is how many units differ.
func (d TextDifference) All() int { return d.Added + d.Gone + d.Changed }

func (p Provision) whole() string {
	out := p.Num
	for _, part := range []string{p.Heading, p.Words} {
		if part != "" && out != "" {
			out += "\n"
		}
		out += part
	}
	return out
}

// differences lists the units in which two texts differ, by their eIds: in the order of the later one, and then those that are gone.
// Texts of different languages are held against each other by their units only.
func differences(before, after []Provision, words bool) TextDifference {
	out := TextDifference{List: []Difference{}}
	old := make(map[string]Provision, len(before))
	for _, p := range before {
		old[p.EID] = p
	}
	note := func(d Difference) {
		if len(out.List) < mostDifferences {
			out.List = append(out.List, d)
		}
	}
	for _, p := range after {
		was, ok := old[p.EID]
		delete(old, p.EID)
		switch {
		case !ok:
			out.Added++
			note(Difference{p.EID, Added, p.Title(), "", p.whole()})
		case words && was.whole() != p.whole():
			out.Changed++
			note(Difference{p.EID, Changed, p.Title(), was.whole(), p.whole()})
		default:
			out.Same++
		}
	}
	for _, p := range before {
		if _, gone := old[p.EID]; gone {
			out.Gone++
			note(Difference{p.EID, Gone, p.Title(), p.whole(), ""})
		}
	}
	return out
}

// Comparison is two texts of a law side by side.
type Comparison struct {
	Law     Law            `json:"law"`
	Texts   []Text         `json:"texts" nullable:"false" doc:"Those that can be compared"`
	From    Text           `json:"from"`
	To      Text           `json:"to"`
	Changes TextDifference `json:"changes"`
}

// Compare holds two texts of a law against each other; the last two of the law's language where none are named.
func (s *Service) Compare(ctx context.Context, actor access.Actor, lawID, from, to string) (Comparison, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (Comparison, error) {
		l, err := readable(tx, actor, lawID)
		if err != nil {
			return Comparison{}, err
		}
		out := Comparison{Law: l}
		if out.Texts, err = textsOf(tx, lawID); err != nil {
			return out, err
		}
		if from == "" && to == "" {
			for _, t := range out.Texts { // the latest first
				if t.Language == l.Language && !t.Replaced && from == "" {
					if to == "" {
						to = t.ID
					} else {
						from = t.ID
					}
				}
			}
		}
		for _, t := range out.Texts {
			if t.ID == from {
				out.From = t
			}
			if t.ID == to {
				out.To = t
			}
		}
		if out.From.ID == "" || out.To.ID == "" {
			if len(out.Texts) < 2 {
				return out, fault.Clash("There is only one text of this law. Import another one to compare them.")
			}
			return out, fault.Wrong("to", "Choose two texts of this law.")
		}
		before, err := provisionsOf(tx, from)
		if err != nil {
			return out, err
		}
		after, err := provisionsOf(tx, to)
		out.Changes = differences(before, after, out.From.Language == out.To.Language)
		return out, err
	})
}
