// Package publishing makes the mechanism's IATI file out of the registers: which activities leave, what is said of each, and what is
// withheld.
//
// Words: what leaves is labelled as the pack allows; withheld is what does not, because of its label or because a group is small.
//
// Invariants: nothing leaves but what is labelled as the pack allows; no person is named; of indicators only published values leave,
// without small groups; the file is valid by the schema of the standard, whatever the registers hold; it is written activity by
// activity, so that it needs no more memory for two thousand than for two.
package publishing

import (
	"context"
	"errors"
	"io"
	"slices"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/iati"
	"counterpart/internal/vocabulary"
)

// RightExport lets someone preview and take the IATI file: officer.
const RightExport access.Right = "publishing.export"

// ActionExport is the history's word for a file that was taken.
const ActionExport audit.Action = "publishing.export"

// Kind is how the history names the file.
const Kind = "iati_file"

// Service makes the file. BaseURL is the address of the public pages; without one no documents are named.
type Service struct {
	db      *db.DB
	baseURL string
}

// New makes the service.
func New(d *db.DB, baseURL string) *Service { return &Service{db: d, baseURL: baseURL} }

// Summary says what is in the file, what is missing in it, and what was withheld.
type Summary struct {
	Identifier   string  `json:"identifier"`
	Illustrative bool    `json:"illustrative" doc:"The pack is illustrative: the identifier is registered nowhere"`
	Activities   int     `json:"activities"`
	Initiatives  int     `json:"initiatives"`
	Documents    int     `json:"documents"`
	Indicators   int     `json:"indicators"`
	Values       int     `json:"values"`
	Withheld     []Count `json:"withheld" nullable:"false" doc:"Activities withheld, by label"`
	SmallValues  int     `json:"withheld_values" doc:"Values withheld because a group is small"`
	SmallGroups  int     `json:"withheld_divisions" doc:"Divisions of values withheld because a group is small"`
	Missing      []Gap   `json:"missing" nullable:"false" doc:"What readers of the file would look for, the first 200"`
	Gaps         int     `json:"missing_count"`
	Left         int     `json:"left_out" doc:"Activities left out because the standard asks for what they do not have"`
}

// Count is how many activities carry a label.
type Count struct {
	Label string `json:"label"`
	Count int    `json:"count"`
}

// Gap is something missing of one activity.
type Gap struct {
	ActivityID string `json:"activity_id,omitempty"`
	Title      string `json:"title"`
	What       string `json:"what"`
}

const mostGaps = 200

func (s *Summary) missing(id, title, what string) {
	s.Gaps++
	if len(s.Missing) < mostGaps {
		s.Missing = append(s.Missing, Gap{id, title, what})
	}
}

// Preview says what the file would hold. It reads what Export writes, and writes it nowhere.
func (s *Service) Preview(ctx context.Context, actor access.Actor) (Summary, error) {
	if err := actor.Require(RightExport, access.Anything); err != nil {
		return Summary{}, err
	}
	return s.write(ctx, io.Discard)
}

// Export writes the file, and notes in the history that it was taken.
func (s *Service) Export(ctx context.Context, actor access.Actor, w io.Writer) (Summary, error) {
	if err := actor.Require(RightExport, access.Anything); err != nil {
		return Summary{}, err
	}
	if err := s.ready(ctx); err != nil {
		return Summary{}, err
	}
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		return true, audit.Record(tx, actor, ActionExport, Kind, "", nil)
	})
	if err != nil {
		return Summary{}, err
	}
	return s.write(ctx, w)
}

// ready says in words when the mechanism does not publish, before anything is written.
func (s *Service) ready(ctx context.Context) error {
	_, err := db.View(ctx, s.db, func(tx *db.Tx) (bool, error) {
		words, err := vocabulary.In(tx)
		if err == nil && !words.Pack.IATI.Set() {
			err = errNoPack
		}
		return true, err
	})
	return err
}

var errNoPack = fault.Clash("The mechanism pack has no iati.yaml, which says under which identifier the mechanism publishes. Add it to the pack and load the pack again.")

func (s *Service) write(ctx context.Context, w io.Writer) (Summary, error) {
	return db.ViewLong(ctx, s.db, func(tx *db.Tx) (Summary, error) {
		f, err := begin(tx, s.baseURL)
		if err != nil {
			return Summary{}, err
		}
		err = iati.Write(w, tx.Now().Time, f.each)
		return f.sum, err
	})
}

// each gives the activities one after another: the programme, the initiatives, the rest.
func (f *file) each(yield func(iati.Activity, error) bool) {
	programme, err := f.programme()
	if !yield(programme, err) || err != nil {
		return
	}
	for _, step := range []func(func(iati.Activity) error) error{f.initiatives, f.activities} {
		err := step(func(a iati.Activity) error {
			if !yield(a, nil) {
				return errStop
			}
			return nil
		})
		if errors.Is(err, errStop) {
			return
		}
		if err != nil {
			yield(iati.Activity{}, err)
			return
		}
	}
}

var errStop = errors.New("the reader wants no more")

// leaves tells whether what carries the label may leave.
func (f *file) leaves(tlp string) bool {
	return slices.ContainsFunc(f.pack.IATI.Labels, func(l labelText) bool { return string(l) == tlp })
}
