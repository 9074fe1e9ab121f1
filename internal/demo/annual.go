package demo

import (
	"context"

	"counterpart/internal/demo/moments"

	"counterpart/internal/db"
	"counterpart/internal/label"
	"counterpart/internal/publications"
)

// annual publishes the report on 2024, begun from a template of the pack.
func (s *story) annual(ctx context.Context) error {
	when := moments.At("2025-02-03", "09:00")
	err := s.moment(ctx, when, func(ctx context.Context, _ *db.Tx) error {
		id, err := s.pubs.DraftReport(ctx, s.officer, publications.ReportDraft{Template: "annual", Period: "2024", Label: label.Clear})
		if err != nil {
			return err
		}
		s.ids["paper.annual"] = id
		return s.pubs.Submit(ctx, s.officer, id, 1)
	})
	if err != nil {
		return err
	}
	return s.releasePaper(ctx, "annual", when, "")
}
