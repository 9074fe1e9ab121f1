package gaps

import (
	"context"
	"slices"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/instruments"
)

// Scope is an instrument of an assessment, in the version that it is held against.
type Scope struct {
	InstrumentID string `db:"instrument_id" json:"instrument_id"`
	VersionID    string `db:"version_id" json:"version_id"`
	Code         string `db:"code" json:"code"`
	Short        string `db:"short" json:"short"`
	Title        string `db:"title" json:"title"`
	Number       int    `db:"number" json:"number"`
	Draft        bool   `db:"draft" json:"draft" doc:"The library awaits a review"`
	LatestID     string `db:"latest_id" json:"latest_id" doc:"The version in use, which may be a newer one"`
	Assessable   int    `db:"assessable" json:"assessable"`
	Answered     int    `db:"answered" json:"answered" doc:"In the newest round"`
}

// Move is what becomes of an assessment when it moves to the newest version of an instrument.
type Move struct {
	Scope  Scope               `json:"scope"`
	To     instruments.Version `json:"to"`
	New    []instruments.Node  `json:"new" nullable:"false" doc:"To be answered"`
	Gone   []instruments.Node  `json:"gone" nullable:"false" doc:"No longer asked"`
	Kept   int                 `json:"kept"`
	Stays  int                 `json:"stays" doc:"Answers under provisions that are gone; they stay readable, and are offered where the version says what became of them"`
	Change bool                `json:"-"`
}

// ShowMove says what would become of the assessment, and changes nothing.
func (s *Service) ShowMove(ctx context.Context, actor access.Actor, id, instrumentID string) (Move, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (Move, error) {
		a, err := FindIn(tx, id)
		if err != nil {
			return Move{}, err
		}
		if err := actor.Require(RightManage, a.Object()); err != nil {
			return Move{}, err
		}
		return a.moveOf(tx, instrumentID)
	})
}

func (a Assessment) moveOf(tx *db.Tx, instrumentID string) (Move, error) {
	scopes, err := scopesOf(tx, a.ID, a.RoundID)
	if err != nil {
		return Move{}, err
	}
	i := slices.IndexFunc(scopes, func(s Scope) bool { return s.InstrumentID == instrumentID })
	if i < 0 {
		return Move{}, fault.Missing("instrument")
	}
	m := Move{Scope: scopes[i], New: []instruments.Node{}, Gone: []instruments.Node{}, Change: scopes[i].VersionID != scopes[i].LatestID}
	if m.To, err = instruments.VersionIn(tx, m.Scope.LatestID); err != nil {
		return m, err
	}
	before, err := instruments.TreeIn(tx, m.Scope.VersionID)
	if err != nil {
		return m, err
	}
	next, err := instruments.TreeIn(tx, m.To.ID)
	if err != nil {
		return m, err
	}
	answered, err := answeredIn(tx, a.RoundID)
	if err != nil {
		return m, err
	}
	was, is := assessable(before), assessable(next)
	for _, n := range before {
		if !was[n.ID] || is[n.ID] {
			continue
		}
		m.Gone = append(m.Gone, n)
		if slices.Contains(answered, n.ID) {
			m.Stays++
		}
	}
	for _, n := range next {
		switch {
		case is[n.ID] && was[n.ID]:
			m.Kept++
		case is[n.ID]:
			m.New = append(m.New, n)
		}
	}
	return m, nil
}

func assessable(tree []instruments.Node) map[string]bool {
	out := make(map[string]bool, len(tree))
	for _, n := range tree {
		if n.Assessable {
			out[n.ID] = true
		}
	}
	return out
}

// MoveTo moves the assessment to the version of an instrument that is in use. Answers hang on provisions, not on versions: none
// is moved, and none is lost.
func (s *Service) MoveTo(ctx context.Context, actor access.Actor, id, instrumentID, versionID string) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) { return true, s.MoveToIn(tx, actor, id, instrumentID, versionID) })
	return err
}

// MoveToIn is MoveTo within a transaction.
func (s *Service) MoveToIn(tx *db.Tx, actor access.Actor, id, instrumentID, versionID string) error {
	a, err := FindIn(tx, id)
	if err != nil {
		return err
	}
	if err := actor.Require(RightManage, a.Object()); err != nil {
		return err
	}
	r, err := findRound(tx, a.RoundID)
	if err != nil {
		return err
	}
	m, err := a.moveOf(tx, instrumentID)
	if err != nil {
		return err
	}
	if m.To.ID != versionID {
		return fault.Clash("Another version is in use since you looked. Look again at what would change.")
	}
	if !m.Change {
		return fault.Clash("The assessment is held against version %d already.", m.To.Number)
	}
	if r.State == Submitted {
		return fault.Clash("The round waits for clearance. Move to the new version before it is submitted, or after it was cleared.")
	}
	if err := setScope(tx, id, instrumentID, versionID); err != nil {
		return err
	}
	return audit.Record(tx, actor, ActionScope, Kind, id, map[string]any{"instrument": m.Scope.Short, "from": m.Scope.Number, "to": m.To.Number, "stays": m.Stays})
}

// AddInstrument takes one more instrument into the assessment.
func (s *Service) AddInstrument(ctx context.Context, actor access.Actor, id, instrumentID string) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		a, err := FindIn(tx, id)
		if err != nil {
			return false, err
		}
		if err := actor.Require(RightManage, a.Object()); err != nil {
			return false, err
		}
		latest, err := instruments.LatestIn(tx)
		if err != nil {
			return false, err
		}
		scopes, err := scopesOf(tx, id, a.RoundID)
		if err != nil {
			return false, err
		}
		i := slices.IndexFunc(latest, func(v instruments.Version) bool { return v.InstrumentID == instrumentID })
		there := slices.ContainsFunc(scopes, func(x Scope) bool { return x.InstrumentID == instrumentID })
		if i < 0 || there {
			return false, fault.Wrong("instrument_id", "Choose an instrument that is not part of the assessment yet.")
		}
		if err := setScope(tx, id, instrumentID, latest[i].ID); err != nil {
			return false, err
		}
		return true, audit.Record(tx, actor, ActionScope, Kind, id, map[string]any{"instrument": latest[i].Short, "to": latest[i].Number})
	})
	return err
}
