package publishing

import (
	"bytes"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/fault"
	"counterpart/internal/iati/iatitest"
	"counterpart/internal/roomtest"
)

func enter(t *testing.T, d *db.DB, query string, args ...any) {
	t.Helper()
	if _, err := db.Change(t.Context(), d, func(tx *db.Tx) (bool, error) { return true, tx.Exec(query, args...) }); err != nil {
		t.Fatal(err)
	}
}

const activityRow = `insert into activity (id, initiative_id, kind, title, summary, place, country, time_zone, starts_on, ends_on, state, label, created_at, updated_at)
	values ($1, $2, 'roundtable', $3, $4, 'Jakarta', 'ID', 'Asia/Jakarta', '2024-05-01', '2024-05-03', $5, $6, '', '2024-05-04T00:00:00.000000Z')`

func TestWhatLeavesAndWhatStays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		svc, actor := New(d, "https://counterpart.example/"), roomtest.Holding("officer", RightExport)
		if _, err := svc.Preview(t.Context(), actor); !fault.IsConflict(err) {
			t.Error("a mechanism without iati.yaml:", err)
		}
		load(t, d)
		if _, err := svc.Export(t.Context(), roomtest.Holding("nobody"), io.Discard); !fault.IsForbidden(err) {
			t.Error(err)
		}
		enter(t, d, `insert into initiative (id, name, summary) values ('init', 'Week in Jakarta', 'Five activities, one of them secret.')`)
		enter(t, d, activityRow, "open", "init", "Open workshop", "What it was.", "held", "TLP:CLEAR")
		enter(t, d, activityRow, "closed", "init", "Closed talks", "Not to be told.", "held", "TLP:AMBER")
		enter(t, d, activityRow, "alone", nil, "Open talks", "", "cancelled", "TLP:CLEAR")
		enter(t, d, `insert into activity_party (activity_id, party_id, role) values ('open', $1, 'funder'), ('open', $2, 'host'), ('open', $3, 'partner')`,
			roomtest.PartyID(t, d, "australia"), roomtest.PartyID(t, d, "indonesia"), roomtest.PartyID(t, d, "iom"))
		enter(t, d, `insert into activity_area (activity_id, area) values ('open', 'law_enforcement'), ('open', 'border_management')`)
		enter(t, d, `insert into report (id, activity_id, slug, title, body, state, label, author, author_name, created_at, updated_at) values ('r', 'open', 'open-workshop', 'T', '', 'published', 'TLP:CLEAR', 'x', 'x', '', '')`)
		enter(t, d, `insert into report_release (id, report_id, number, title, body, published_at, published_by) values ('rr', 'r', 1, 'Report on the workshop', '', '2024-05-20T10:00:00.000000Z', 'x')`)
		var out bytes.Buffer
		sum, err := svc.Export(t.Context(), actor, &out)
		if err != nil {
			t.Fatal(err)
		}
		if sum.Activities != 2 || sum.Initiatives != 1 || sum.Documents != 1 || len(sum.Withheld) != 1 || sum.Withheld[0] != (Count{"TLP:AMBER", 1}) {
			t.Errorf("%+v", sum)
		}
		missing := fmt.Sprint(sum.Missing)
		for _, part := range []string{"a summary", "who funds it", "an area"} {
			if !strings.Contains(missing, "Open talks "+part) {
				t.Errorf("%q is not said to be missing: %s", part, missing)
			}
		}
		text := out.String()
		for _, part := range []string{
			"<narrative>Open workshop</narrative>", `<activity-status code="4">`, `<activity-status code="5">`, `ref="XM-DAC-47066" type="40" role="4"`, `<recipient-country code="ID">`,
			`<sector vocabulary="1" code="15190" percentage="50.00">`, `<sector vocabulary="1" code="15130" percentage="50.00">`, `url="https://counterpart.example/reports/open-workshop"`,
			`<related-activity ref="XM-EXAMPLE-BALI-init" type="1">`, `<related-activity ref="XM-EXAMPLE-BALI-open" type="2">`, `<activity-date type="4" iso-date="2024-05-03">`,
			`<result type="3">`, `<baseline year="2022" value="80">`, `<narrative xml:lang="id">Orang yang menghadiri kegiatan</narrative>`,
		} {
			if !strings.Contains(text, part) {
				t.Errorf("no %q in\n%s", part, text)
			}
		}
		for _, secret := range []string{"Closed talks", "Not to be told", "closed", "one of them secret", "person-name"} {
			if strings.Contains(text, secret) {
				t.Errorf("%q left", secret)
			}
		}
		for _, wrong := range iatitest.Validate(t, out.Bytes()) {
			t.Error(wrong)
		}
	})
}

func TestSharesAreTheWhole(t *testing.T) {
	t.Parallel()
	for n := range 9 {
		sum := 0
		for _, s := range shares("1", make([]string, n)) {
			var whole, part int
			if _, err := fmt.Sscanf(s.Percentage, "%d.%d", &whole, &part); err == nil {
				sum += whole*100 + part
			}
		}
		if n > 1 && sum != 10000 {
			t.Errorf("%d parts are %d", n, sum)
		}
	}
}

// Two thousand activities take no more memory than two hundred: the file is written as it is read.
func TestTwoThousandActivitiesAreStreamed(t *testing.T) {
	d := dbtest.SQLite(t)
	load(t, d)
	svc, actor := New(d, ""), access.System("test", RightExport)
	fill := func(from, to int) {
		_, err := db.Change(t.Context(), d, func(tx *db.Tx) (bool, error) {
			for i := from; i < to; i++ {
				if err := tx.Exec(activityRow, fmt.Sprintf("a%05d", i), nil, "Activity", strings.Repeat("Summary. ", 400), "held", "TLP:CLEAR"); err != nil {
					return false, err
				}
			}
			return true, nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	peak := func() (highest uint64, size int64) {
		w := &watcher{}
		if _, err := svc.Export(t.Context(), actor, w); err != nil {
			t.Fatal(err)
		}
		return w.highest, w.size
	}
	fill(0, 200)
	_, _ = peak() // what is made once
	few, small := peak()
	fill(200, 2000)
	many, large := peak()
	if large < 9*small {
		t.Fatalf("%d bytes after %d", large, small)
	}
	if many > few+4<<20 {
		t.Errorf("%d bytes of memory for 2,000 activities, %d for 200", many, few)
	}
}

// watcher measures the memory in use while a file is written to it.
type watcher struct {
	size, next int64
	highest    uint64
}

func (w *watcher) Write(b []byte) (int, error) {
	w.size += int64(len(b))
	if w.size >= w.next {
		w.next = w.size + 256<<10
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		w.highest = max(w.highest, m.HeapAlloc)
	}
	return len(b), nil
}
