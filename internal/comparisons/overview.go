package comparisons

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/gaps"
	"counterpart/internal/instruments"
)

// Comparable is an instrument with the States that show something under it.
type Comparable struct {
	instruments.Version
	States []Column `json:"states" nullable:"false" doc:"Each with its newest round of which the reader may read something"`
}

// Overview lists every instrument, also those under which there is nothing to show.
func (s *Service) Overview(ctx context.Context, actor access.Actor) ([]Comparable, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) ([]Comparable, error) {
		if !actor.Holds(gaps.RightRead) {
			return nil, actor.Require(gaps.RightRead, access.Anything)
		}
		all, err := instruments.LatestIn(tx)
		if err != nil {
			return nil, err
		}
		rounds, err := roundsIn(tx, actor, idsOf(all)...)
		if err != nil {
			return nil, err
		}
		rounds = newest(rounds, Filter{}, nil)
		out := make([]Comparable, len(all))
		for i, v := range all {
			out[i] = Comparable{v, []Column{}}
			for _, r := range rounds {
				if r.InstrumentID == v.InstrumentID {
					out[i].States = append(out[i].States, r.column())
				}
			}
		}
		return out, nil
	})
}
