package comparisons

import (
	"context"
	"slices"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/gaps"
	"counterpart/internal/instruments"
	"counterpart/internal/label"
)

// Move is how many provisions of a level went from one grade to another between two rounds.
type Move struct {
	Obligation instruments.Obligation `json:"obligation"`
	From       Grade                  `json:"from"`
	To         Grade                  `json:"to"`
	Provisions int                    `json:"provisions"`
}

// StateMoves is what moved in one State between two of its rounds.
type StateMoves struct {
	Before Column `json:"before"`
	After  Column `json:"after"`
	Moves  []Move `json:"moves" nullable:"false"`
}

// Moves are what moved in each State, and in all together.
type Moves struct {
	Map      Map          `json:"-"`
	Filter   Filter       `json:"filter"`
	States   []StateMoves `json:"states" nullable:"false"`
	Together []Move       `json:"together" nullable:"false"`
	OneRound []string     `json:"one_round" nullable:"false" doc:"States that show one of the two rounds only, so that nothing can be said of them"`
	Label    label.TLP    `json:"label"`
}

// Way is which way a move goes: 1 where more is there than before, -1 where less is, 0 where it is the same or cannot be said.
func (m Measure) Way(from, to Grade) int {
	order := m.Grades() // the most first
	if from.Neutral() || to.Neutral() || from == to || m == DeFacto && (from == "unknown" || to == "unknown") {
		return 0
	}
	less := slices.Index(order, from) > slices.Index(order, to)
	if m == Assistance { // what was needed and is no longer
		less = from == Needed
	}
	if less {
		return 1
	}
	return -1
}

// Moves compares two rounds of each State: the one before, the baseline where none is asked for, and the round of the filter, the newest where
// none is asked for. Only what the reader may read in both counts.
func (s *Service) Moves(ctx context.Context, actor access.Actor, code string, f Filter) (Moves, error) {
	return db.ViewLong(ctx, s.db, func(tx *db.Tx) (Moves, error) {
		if !actor.Holds(gaps.RightRead) {
			return Moves{}, actor.Require(gaps.RightRead, access.Anything)
		}
		f, err := f.tidy()
		if err != nil {
			return Moves{}, err
		}
		before := f
		if before.Round = f.From; f.From == "" {
			before.Round = Baseline
		}
		return movesIn(tx, actor, code, before, f)
	})
}

// ExportMoves is Moves for a file that is taken along.
func (s *Service) ExportMoves(ctx context.Context, actor access.Actor, code string, f Filter) (Moves, error) {
	return audit.ShownList[Moves](ctx, s.db, actor, Kind, ActionExport, asked{code + " over the rounds", f})(s.Moves(ctx, actor, code, f))
}

func movesIn(tx *db.Tx, actor access.Actor, code string, before, after Filter) (Moves, error) {
	out := Moves{Filter: after, States: []StateMoves{}, Together: []Move{}, OneRound: []string{}}
	old, err := mapIn(tx, actor, code, before)
	if err != nil {
		return out, err
	}
	if out.Map, err = mapIn(tx, actor, code, after); err != nil {
		return out, err
	}
	out.Label = label.Strictest(old.Label, out.Map.Label)
	for i, c := range out.Map.Columns {
		j := slices.IndexFunc(old.Columns, func(o Column) bool { return o.PartyID == c.PartyID })
		if j < 0 || old.Columns[j].RoundID == c.RoundID {
			out.OneRound = append(out.OneRound, c.Name)
			continue
		}
		of := StateMoves{Before: old.Columns[j], After: c, Moves: []Move{}}
		for k, l := range out.Map.Lines { // the same provisions in both: the filters differ in the round only
			if len(l.Grades) == 0 || old.Lines[k].Grades[j] == Nothing || l.Grades[i] == Nothing {
				continue
			}
			m := Move{l.Obligation, old.Lines[k].Grades[j], l.Grades[i], 1}
			of.Moves, out.Together = add(of.Moves, m), add(out.Together, m)
		}
		out.States = append(out.States, of)
	}
	for _, c := range old.Columns {
		if !slices.ContainsFunc(out.Map.Columns, func(o Column) bool { return o.PartyID == c.PartyID }) {
			out.OneRound = append(out.OneRound, c.Name)
		}
	}
	return out, nil
}

func add(list []Move, m Move) []Move {
	for i, x := range list {
		if x.Obligation == m.Obligation && x.From == m.From && x.To == m.To {
			list[i].Provisions++
			return list
		}
	}
	return append(list, m)
}
