package publications

import (
	"fmt"
	"testing"
	"time"

	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/label"
	"counterpart/internal/roomtest"
	"counterpart/internal/threads"
)

// decade enters ten years of a mechanism: 2,000 activities, 100,000 people, two attendances of each.
func decade(b *testing.B, d *db.DB, analyze bool) {
	b.Helper()
	const activities, people = 2000, 100_000
	parties, err := db.View(b.Context(), d, func(tx *db.Tx) ([]string, error) {
		return db.All[string](tx, `select p.id from party p join term k on k.list = 'party_kind' and k.code = p.kind where k.counts = 'state' order by p.id`)
	})
	if err != nil {
		b.Fatal(err)
	}
	_, err = db.Change(b.Context(), d, func(tx *db.Tx) (bool, error) {
		var held, seats, persons, named, came [][]any
		day := func(i int) string {
			return time.Date(2014, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, i*3650/activities).Format(time.DateOnly)
		}
		for i := range activities {
			id := fmt.Sprintf("a%04d", i)
			held = append(held, []any{id, []string{"training_workshop", "roundtable", "dialogue"}[i%3], "Activity " + id, "Jakarta", "Asia/Jakarta", day(i), day(i), "held", "TLP:CLEAR", "", ""})
			for k, party := range parties {
				seats = append(seats, []any{fmt.Sprintf("%s-%02d", id, k), id, party, "delegate", "in_person", 5})
			}
		}
		for i := range people {
			id := fmt.Sprintf("p%06d", i)
			persons = append(persons, []any{id, id, id, id, id, []string{"f", "m"}[i%2], "TLP:AMBER", "", ""})
			for _, a := range []int{i % activities, (i*7 + 13) % activities} {
				if len(named) > 0 && a == (i*7+13)%activities && a == i%activities {
					continue
				}
				k := i % len(parties)
				n, activity := fmt.Sprintf("n%06d-%d", i, a), fmt.Sprintf("a%04d", a)
				named = append(named, []any{n, fmt.Sprintf("%s-%02d", activity, k), activity, parties[k], parties[k], id, n, "delegate", "in_person", "confirmed", true, "import", "", ""})
				came = append(came, []any{n, activity, n, id, parties[k], "in", "code", day(a) + "T01:00:00.000000Z", "system"})
			}
		}
		for _, t := range []struct {
			name    string
			columns []string
			rows    [][]any
		}{
			{"activity", []string{"id", "kind", "title", "place", "time_zone", "starts_on", "ends_on", "state", "label", "created_at", "updated_at"}, held},
			{"allocation", []string{"id", "activity_id", "party_id", "category", "mode", "seats"}, seats},
			{"person", []string{"id", "given", "sort_form", "sort_key", "name_key", "sex", "label", "created_at", "updated_at"}, persons},
			{"nomination", []string{"id", "allocation_id", "activity_id", "party_id", "from_party_id", "person_id", "seat", "category", "mode", "state", "active", "source", "created_at", "updated_at"}, named},
			{"checkin", []string{"id", "activity_id", "nomination_id", "person_id", "party_id", "direction", "method", "at", "by_actor"}, came},
		} {
			if err := tx.InsertRows(t.name, t.columns, t.rows); err != nil {
				return false, fmt.Errorf("%s: %w", t.name, err)
			}
		}
		if !analyze {
			return true, nil
		}
		return true, tx.Exec("analyze") // as PostgreSQL does by itself within minutes
	})
	if err != nil {
		b.Fatal(err)
	}
}

// BenchmarkReport begins reports of a mechanism with 10 years, 2,000 activities and 100,000 people, and counts what they name, as
// whoever looks at the draft does. docs/performance.md has figures.
func BenchmarkReport(b *testing.B) {
	for _, database := range []string{"sqlite", "postgres"} {
		d := map[string]func(testing.TB) *db.DB{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres}[database](b)
		roomtest.LoadPack(b, d, "bali")
		decade(b, d, database == "postgres")
		d.Clock = func() time.Time { return time.Date(2024, 6, 20, 12, 0, 0, 0, time.UTC) }
		svc := New(d, Options{Files: roomtest.Files(b, d), Threads: threads.New(d, nil, nil)})
		author := roomtest.Holding("author", RightRead, RightSee, RightWrite)
		for _, r := range []ReportDraft{{Template: "monthly", Period: "2023-05"}, {Template: "half_yearly", Period: "2023-H1"}, {Template: "annual", Period: "2023"}, {Template: "donor", Period: "2023"}} {
			r.Label = label.Clear
			b.Run(database+"/"+r.Template, func(b *testing.B) {
				for b.Loop() {
					id, err := svc.DraftReport(b.Context(), author, r)
					if err != nil {
						b.Fatal(err)
					}
					page, err := svc.Find(b.Context(), author, id)
					if err != nil {
						b.Fatal(err)
					}
					if f, ok := page.Counted.Number("people"); !ok || f.Value == "0" {
						b.Fatal(f, ok)
					}
				}
			})
		}
	}
}
