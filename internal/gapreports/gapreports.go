// Package gapreports writes reports of what States cleared in gap assessments: of one State, or of all States of a project.
//
// It keeps nothing. A report is made of what the reader may read of the table of clearances, and of recommendations that are open
// to them; a public one of what is labelled CLEAR only, whoever asks for it. Provisions are counted by how strongly they bind and
// never put together in one score; States stand in alphabetical order. The text is Markdown, of which the page, the PDF, the
// document for word processors and the draft of a publication are made. Its label is the strictest of what stands in it.
package gapreports

import (
	"context"
	"slices"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/gaps"
	"counterpart/internal/instruments"
	"counterpart/internal/label"
	"counterpart/internal/laws"
	"counterpart/internal/recommendations"
	"counterpart/internal/vocabulary"
)

// ActionTake is the history's word for a report that is taken along.
const ActionTake audit.Action = "gapreports.export"

// Kind is how the history names a report.
const Kind = "gap_report"

// maxLines bounds the lines of the annex.
const maxLines = 20000

// Service makes reports.
type Service struct {
	db   *db.DB
	gaps *gaps.Service
	laws *laws.Service
}

// New makes the service.
func New(d *db.DB, g *gaps.Service, l *laws.Service) *Service {
	return &Service{db: d, gaps: g, laws: l}
}

// Query says of what a report is made.
type Query struct {
	AssessmentID string // of one State
	ProjectID    string // of all States of a project
	Instrument   string // code; all where it is empty
	Public       bool   // only what is CLEAR
}

// Report is a report as text.
type Report struct {
	Title    string    `json:"title"`
	Summary  string    `json:"summary"`
	Facts    []string  `json:"facts" nullable:"false"`
	Notices  []string  `json:"notices" nullable:"false"`
	Body     string    `json:"body" doc:"Markdown"`
	Label    label.TLP `json:"label" doc:"The strictest of what stands in it"`
	AsAt     db.Date   `json:"written_on"`
	Regional bool      `json:"regional"`
}

// state is what is open of one State.
type state struct {
	page   gaps.OpenPage
	advice []recommendations.Recommendation
	moves  []recommendations.Move
	notes  []clearance
}

// Make makes the report.
func (s *Service) Make(ctx context.Context, actor access.Actor, q Query) (Report, error) {
	return db.ViewLong(ctx, s.db, func(tx *db.Tx) (Report, error) { return s.MakeIn(tx, actor, q) })
}

// Take is Make for a file that is taken along: what is not public leaves an entry in the history.
func (s *Service) Take(ctx context.Context, actor access.Actor, q Query) (Report, error) {
	r, err := s.Make(ctx, actor, q)
	if err != nil || !actor.SignedIn() || q.Public {
		return r, err
	}
	return audit.ShownList[Report](ctx, s.db, actor, Kind, ActionTake, map[string]string{"report": r.Title, "label": string(r.Label)})(r, nil)
}

// MakeIn is Make within a transaction.
func (s *Service) MakeIn(tx *db.Tx, actor access.Actor, q Query) (Report, error) {
	if !actor.Holds(gaps.RightRead) {
		return Report{}, actor.Require(gaps.RightRead, access.Anything)
	}
	ids := []string{q.AssessmentID}
	if q.ProjectID != "" {
		var err error
		if ids, err = assessmentsOf(tx, actor, q.ProjectID, q.Public); err != nil {
			return Report{}, err
		}
	}
	words, err := vocabulary.In(tx)
	if err != nil {
		return Report{}, err
	}
	w := &writer{words: words, laws: map[string]laws.Law{}, regional: q.ProjectID != "", public: q.Public, label: label.Clear, today: tx.Today(), versions: map[string]instruments.Version{}}
	lines := 0
	for _, id := range ids {
		one, err := s.read(tx, actor, id, q)
		if fault.IsNotFound(err) && q.ProjectID != "" {
			continue
		}
		if err != nil {
			return Report{}, err
		}
		for _, sheet := range one.page.Sheets {
			lines += len(sheet.Lines)
		}
		if lines > maxLines {
			return Report{}, fault.Wrong("instrument", "The annex would have more than %d lines. Choose one instrument.", maxLines)
		}
		w.states = append(w.states, one)
	}
	if len(w.states) == 0 {
		return Report{}, fault.Missing("report")
	}
	if err := w.learn(tx, s.laws, actor); err != nil {
		return Report{}, err
	}
	return w.report(), nil
}

// read gathers what is open of one State: of the newest round of which anything is.
func (s *Service) read(tx *db.Tx, actor access.Actor, id string, q Query) (state, error) {
	out := state{}
	page, err := s.gaps.ReadIn(tx, actor, id, 0, q.Instrument)
	if err != nil {
		return out, err
	}
	rounds := page.Rounds
	for _, number := range rounds {
		if number != page.Number {
			if page, err = s.gaps.ReadIn(tx, actor, id, number, q.Instrument); err != nil {
				return out, err
			}
		}
		if q.Public {
			keepClear(&page)
		}
		if len(page.Sheets) > 0 {
			break
		}
	}
	if len(page.Sheets) == 0 {
		return out, fault.Missing("report")
	}
	page.Rounds, out.page = rounds, page
	if out.advice, err = recommendations.ListIn(tx, actor, id); err != nil {
		return out, err
	}
	moved, err := recommendations.MovesIn(tx, actor, id)
	if err != nil {
		return out, err
	}
	out.moves = moved.Moves
	out.advice = slices.DeleteFunc(out.advice, func(r recommendations.Recommendation) bool {
		return !r.State.Open() || q.Public && r.Label != label.Clear
	})
	out.moves = slices.DeleteFunc(out.moves, func(m recommendations.Move) bool {
		return q.Public && m.Label != label.Clear || q.Instrument != "" && m.Provision.Code != q.Instrument
	})
	out.notes, err = clearancesOf(tx, actor, id, q.Public)
	return out, err
}

// keepClear leaves only what everybody may read.
func keepClear(p *gaps.OpenPage) {
	p.Label = label.Clear
	p.Sheets = slices.DeleteFunc(p.Sheets, func(s gaps.OpenSheet) bool {
		open := 0
		for i := range s.Lines {
			if a := s.Lines[i].Answer; a != nil && a.Label != label.Clear {
				s.Lines[i].Answer = nil
			}
			if s.Lines[i].Answer != nil {
				open++
			}
		}
		return open == 0
	})
}
