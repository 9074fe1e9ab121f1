package imports

import (
	"context"
	"encoding/csv"
	"io"
	"strconv"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/label"
	"counterpart/internal/registrations"
)

// Find returns an import.
func (s *Service) Find(ctx context.Context, actor access.Actor, id string) (Import, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (Import, error) {
		i, err := findImport(tx, id)
		if err != nil {
			return Import{}, err
		}
		return i, require(tx, actor, i.Kind, i.ActivityID)
	})
}

// List returns a page of the imports that the actor may see, the newest first, and the key of the next page.
func (s *Service) List(ctx context.Context, actor access.Actor, after []string, limit int) ([]Import, []string, error) {
	var next []string
	list, err := db.View(ctx, s.db, func(tx *db.Tx) ([]Import, error) {
		rows, err := listImports(tx, actor, after, limit)
		if err == nil && len(rows) > limit {
			rows = rows[:limit]
			next = []string{rows[limit-1].ID}
		}
		return rows, err
	})
	return list, next, err
}

// Rows returns a page of an import's rows in the order of the file, of one verdict or of all, and the line after which
// the next page begins; 0 on the last one.
func (s *Service) Rows(ctx context.Context, actor access.Actor, id string, verdict Verdict, after, limit int) ([]Row, int, error) {
	list, next, err := s.rows(ctx, actor, id, verdict, after, limit)
	list, err = audit.Shown(ctx, s.db, actor, Kind, ActionViewRows, func([]Row) []string { return []string{id} })(list, err)
	return list, next, err
}

func (s *Service) rows(ctx context.Context, actor access.Actor, id string, verdict Verdict, after, limit int) ([]Row, int, error) {
	next := 0
	list, err := db.View(ctx, s.db, func(tx *db.Tx) ([]Row, error) {
		i, err := findImport(tx, id)
		if err != nil {
			return nil, err
		}
		if err := require(tx, actor, i.Kind, i.ActivityID); err != nil {
			return nil, err
		}
		rows, err := listRows(tx, id, verdict, after, limit+1)
		if err == nil && len(rows) > limit {
			rows = rows[:limit]
			next = rows[limit-1].Line
		}
		return rows, err
	})
	return list, next, err
}

// WriteRefused writes the refused rows as CSV: the cells as they were read, and behind them the line, the column and the
// reason, so that they can be mended and sent again.
func (s *Service) WriteRefused(ctx context.Context, actor access.Actor, id string, w io.Writer) error {
	imp, err := s.Find(ctx, actor, id)
	if err == nil {
		err = actor.RequireFresh(s.db.Clock())
	}
	if err != nil {
		return err
	}
	if err := audit.Exported(ctx, s.db, actor, Kind, []string{id}, ActionExport, nil); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	width := len(imp.Options.Headings)
	if err := out.Write(guardAll(append(append([]string{}, imp.Options.Headings...), "Line", "Column at fault", "Reason", "TLP label"))); err != nil {
		return err
	}
	for after := 0; ; {
		rows, next, err := s.rows(ctx, actor, id, VerdictRefused, after, 1000)
		if err != nil {
			return err
		}
		for _, r := range rows {
			cells := make([]string, max(width, len(r.Cells)), max(width, len(r.Cells))+4)
			copy(cells, r.Cells)
			if err := out.Write(guardAll(append(cells, strconv.Itoa(r.Line), r.Cell, r.Reason, string(label.AmberStrict)))); err != nil {
				return err
			}
		}
		if after = next; after == 0 {
			out.Flush()
			return out.Error()
		}
	}
}

func guardAll(cells []string) []string {
	for i, c := range cells {
		cells[i] = registrations.Guard(c)
	}
	return cells
}
