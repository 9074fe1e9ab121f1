package auditweb_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"log/slog"
	"strings"
	"testing"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/audit/auditweb"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/roomtest"
)

const canary = "CANARY-91c2"

// hostile is what somebody may call themselves: a line of its own, a colour, a formula.
const hostile = "=1+1\n2026-01-01 level=INFO msg=forged \x1b[2J<b>Eve</b>"

func pages(t *testing.T, d *db.DB) *auditweb.Pages {
	t.Helper()
	signer, err := audit.LoadSigner(t.TempDir(), "counterpart.example")
	if err != nil {
		t.Fatal(err)
	}
	seen := func(_ context.Context, _ access.Actor, kind string, ids []string) (map[string]auditweb.Record, error) {
		out := map[string]auditweb.Record{}
		for _, id := range ids {
			if id == "open" {
				out[id] = auditweb.Record{Name: "Open Person", Href: "/people/open"}
			}
		}
		return out, nil
	}
	s := audit.New(d, audit.Options{Signer: signer, Dir: t.TempDir()})
	for _, id := range []string{"open", "closed"} {
		_, err := db.Change(t.Context(), d, func(tx *db.Tx) (bool, error) {
			return true, audit.Record(tx, access.Actor{Account: "eve", Name: hostile, Via: "session"}, "people.change", "person", id, map[string]string{"email": canary + id, "name": hostile})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Keep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.CheckNow(t.Context()); err != nil {
		t.Fatal(err)
	}
	return &auditweb.Pages{Audit: s, Records: seen}
}

func TestTheHistoryInWords(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		site := roomtest.Serve(t, roomtest.Holding("auditor", audit.RightSee), pages(t, d))
		body := site.Get(200, "/audit")
		for _, want := range []string{"Changed a person", "/people/open", "2 entries, whole", "counterpart.example+", canary + "open", "Open to those who may see the record"} {
			if !strings.Contains(body, want) {
				t.Errorf("the page lacks %q", want)
			}
		}
		if strings.Contains(body, canary+"closed") {
			t.Error("the page shows the detail of a record that is not open to the reader")
		}
		if body := site.Get(200, "/audit?room=letters"); !strings.Contains(body, "No entry matches") {
			t.Error("the filter does not narrow")
		}
		if body := site.Get(200, "/audit/checkpoint"); !strings.HasPrefix(body, "counterpart.example\n2\n") {
			t.Errorf("the checkpoint reads %q", body)
		}
		site.Actor = roomtest.Holding("officer", "people.see")
		for _, path := range []string{"/audit", "/audit/entries.csv", "/audit/checkpoint"} {
			site.Get(403, path)
		}
	})
}

// D13: what somebody types can forge neither a line of the log, of the history or of its export, nor reach a terminal or a spreadsheet.
func TestAbuse_D13_NobodyForgesALine(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		site := roomtest.Serve(t, roomtest.Holding("auditor", audit.RightSee), pages(t, d))
		body := site.Get(200, "/audit/entries.csv")
		rows, err := csv.NewReader(strings.NewReader(body)).ReadAll()
		if err != nil || len(rows) != 3 {
			t.Fatalf("%d rows, %v", len(rows), err)
		}
		if strings.ContainsAny(body, "\x1b\r") || strings.Count(body, "\n") != 3 || !strings.HasPrefix(rows[1][3], "'=1+1") {
			t.Errorf("the export carries what was typed:\n%q", body)
		}
		if strings.Contains(body, canary+"closed") {
			t.Error("the export shows the detail of a record that is not open to the reader")
		}
		if page := site.Get(200, "/audit"); strings.Contains(page, "<b>Eve") {
			t.Error("the page carries what was typed as markup")
		}
		details, err := db.View(t.Context(), d, func(tx *db.Tx) ([]string, error) { return db.All[string](tx, `select detail from audit`) })
		if err != nil || strings.ContainsAny(strings.Join(details, ""), "\x1b\n") {
			t.Errorf("details are not escaped: %q %v", details, err)
		}
		var log bytes.Buffer
		slog.New(slog.NewTextHandler(&log, nil)).Error("request failed", "error", hostile)
		if strings.Count(log.String(), "\n") != 1 || strings.ContainsRune(log.String(), 0x1b) {
			t.Errorf("the log carries what was typed: %q", log.String())
		}
	})
}
