package people

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/names"
)

// Match is a person of the register who may be the one about to be entered.
type Match struct {
	Person Person        `json:"person"`
	Why    string        `json:"why"`
	Score  float64       `json:"score"` // from 0 to 1
	Object access.Object `json:"-"`
}

// Doubles answers an attempt to enter someone who may be in the register already. It is a Conflict; the
// page turns it into the question "is it one of these?".
type Doubles struct {
	Matches []Match // those that the actor may see
	Hidden  int     // those outside the actor's scope
}

func (e *Doubles) Error() string { return "conflict: " + e.words() }

// Unwrap lets a Doubles pass for a Conflict.
func (e *Doubles) Unwrap() error { return &fault.Conflict{Words: e.words()} }

func (e *Doubles) words() string {
	if len(e.Matches) == 0 {
		return "The register has someone with this e-mail address or name already, outside what is open to you. Ask the secretariat, or say that this is another person."
	}
	known := make([]string, len(e.Matches))
	for i, m := range e.Matches {
		known[i] = m.Person.Given + " (" + m.Person.ID + ", " + m.Why + ")"
	}
	return "The register may have this person already: " + strings.Join(known, "; ") + ". Use that record, or say that this is another person."
}

// refuseDouble shows the actor only the matches that they may see.
func refuseDouble(actor access.Actor, alike []Match) error {
	e := &Doubles{}
	for _, m := range alike {
		if actor.Can(RightSee, m.Object) {
			e.Matches = append(e.Matches, m)
		} else {
			e.Hidden++
		}
	}
	return e
}

// Alike returns who of the register may be the person of the draft and is open to the actor, the likeliest first.
func (s *Service) Alike(ctx context.Context, actor access.Actor, d Draft) ([]Match, error) {
	return audit.Shown(ctx, s.db, actor, Kind, ActionViewAlike, idsOf)(db.View(ctx, s.db, func(tx *db.Tx) ([]Match, error) {
		all, err := AlikeIn(tx, d)
		return slices.DeleteFunc(all, func(m Match) bool { return !actor.Can(RightSee, m.Object) }), err
	}))
}

func idsOf(list []Match) []string {
	out := make([]string, len(list))
	for i, m := range list {
		out[i] = m.Person.ID
	}
	return out
}

const (
	mostCandidates = 400 // records that are compared for one draft
	mostMatches    = 5
)

// AlikeIn returns the persons who have the same e-mail address, or whose name is the same or close and who
// work for the same party (or for one inside it, or around it) as the draft says. A draft without a party is
// held against the whole register, but then only the very same name counts.
func AlikeIn(tx *db.Tx, d Draft) ([]Match, error) {
	rows, err := candidates(tx, d, names.BlockingKeys(d.Given))
	if err != nil {
		return nil, err
	}
	key := NameKey(d.Given)
	var out []Match
	for _, p := range rows {
		m := Match{Person: p}
		switch {
		case d.Email != "" && EmailKey(p.Email) == EmailKey(d.Email):
			m.Score, m.Why = 1, "the same e-mail address"
		case NameKey(p.Given) == key:
			m.Score, m.Why = 0.99, "the same name"
		case d.PartyID != "":
			m.Score, m.Why = names.Similarity(p.Given, d.Given), "a similar name"
		}
		if m.Score >= names.Alike {
			out = append(out, m)
		}
	}
	slices.SortStableFunc(out, func(a, b Match) int { return cmp.Compare(b.Score, a.Score) })
	out = out[:min(len(out), mostMatches)]
	for i, m := range out {
		if out[i].Object, err = ObjectIn(tx, m.Person.ID); err != nil {
			return nil, err
		}
	}
	return out, nil
}
