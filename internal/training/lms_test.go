package training_test

import (
	"strings"
	"testing"

	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/fault"
	"counterpart/internal/files"
	"counterpart/internal/training"
)

// A file of Moodle is rehearsed row by row, matched by address and then by name, taken, and taken back.
func TestAFileOfMoodle(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := newStage(t, d), t.Context()
		s.cohort()
		table := strings.Join([]string{
			"\ufeffNama depan;Nama belakang;Alamat email;3 Jun 2024 9:00AM All students;Day 4;Quiz: Post-test (Real)",
			"A.;One;ANA.ONE@example.org;P (2/2);H (1/2);8,50",
			"Ben;Two;;A (0/2);?;-",
			"Zed;Nobody;zed@example.org;P (2/2);P (2/2);9",
			"Chi;Three;;;;",
		}, "\r\n")
		if _, err := s.svc.ReadFile(ctx, focal(s.parties["fiji"]), s.activity, &files.Upload{Name: "x.csv", Bytes: []byte(table)}); !fault.IsForbidden(err) {
			t.Errorf("a focal point reads a file: %v", err)
		}
		for _, bad := range []string{"one line", "a\x00b\nc", "\xff\xfe\n\xff"} {
			if _, err := s.svc.ReadFile(ctx, s.officer, s.activity, &files.Upload{Name: "x.csv", Bytes: []byte(bad)}); fault.AsInvalid(err).Words("file") == "" {
				t.Errorf("%q is read: %v", bad, err)
			}
		}
		id, err := s.svc.ReadFile(ctx, s.officer, s.activity, &files.Upload{Name: "attendance.csv", Bytes: []byte(table)})
		s.must(err)
		p, err := s.svc.FileOf(ctx, s.officer, s.activity, id)
		s.must(err)
		if p.Good != 2 || p.Rows[0].Words != "was in Day 3; was in Day 4; took the test (8,50)" || p.Rows[1].Words != "was not in Day 3" || p.Rows[1].Person != "Ben Two" || p.Rows[2].Good || p.Rows[3].Good {
			t.Errorf("%+v", p.Rows)
		}
		columns := append([]string{}, p.File.Columns...)
		columns[4] = columns[3]
		if err := s.svc.MeanColumns(ctx, s.officer, s.activity, id, columns); fault.AsInvalid(err).Words("columns") == "" {
			t.Errorf("two columns of one meaning: %v", err)
		}
		columns[4] = training.ColumnNone
		s.must(s.svc.MeanColumns(ctx, s.officer, s.activity, id, columns))
		n, err := s.svc.TakeFile(ctx, s.officer, s.activity, id)
		if s.must(err); n != 2 || s.one(`select count(*) || '' from lms_row where cells <> '[]'`) != "0" {
			t.Errorf("%d rows taken", n)
		}
		percent := func() (int, int) {
			c, err := s.svc.Completion(ctx, s.officer, s.activity)
			s.must(err)
			for _, r := range c.Rows {
				if r.Given == "Ana One" {
					return r.Percent, len(r.Evidence)
				}
			}
			return -1, 0
		}
		if present, evidence := percent(); present != 50 || evidence != 1 {
			t.Errorf("present %d, evidence %d", present, evidence)
		}
		if _, err := s.svc.TakeFile(ctx, s.officer, s.activity, id); !fault.IsConflict(err) {
			t.Errorf("taken twice: %v", err)
		}
		s.must(s.svc.UndoFile(ctx, s.officer, s.activity, id))
		if present, evidence := percent(); present != 0 || evidence != 0 {
			t.Errorf("after it was taken back: present %d, evidence %d", present, evidence)
		}
	})
}
