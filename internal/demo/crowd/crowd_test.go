package crowd_test

import (
	"testing"

	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/demo/crowd"
	"counterpart/internal/roomtest"
)

// tables are what a crowd of 1,000 must be found in, with a query that gives 0 where the registers agree.
var agree = map[string]string{
	"an allocation with more people than seats": `select count(*) from allocation a where a.seats <
		(select count(*) from nomination n where n.allocation_id = a.id and n.state in ('nominated', 'queried', 'confirmed'))`,
	"a nomination of somebody who works elsewhere": `select count(*) from nomination n where not exists
		(select 1 from affiliation f where f.person_id = n.person_id and f.party_id = n.party_id)`,
	"a check-in of somebody not confirmed": `select count(*) from checkin c join nomination n on n.id = c.nomination_id where n.state <> 'confirmed'`,
	"a nomination whose last step is another": `select count(*) from nomination n where n.state <>
		(select s.state from nomination_step s where s.nomination_id = n.id order by s.id desc limit 1)`,
	"a held activity in the future":     `select count(*) from activity where state = 'held' and ends_on >= '2024-06-05'`,
	"a person who cannot be found":      `select count(*) from person p where not exists (select 1 from search_term s where s.kind = 'person' and s.record_id = p.id)`,
	"a confirmed person without a seat": `select count(*) from nomination n left join allocation a on a.id = n.allocation_id where a.id is null`,
}

func TestFillMakesRegistersThatAgree(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		roomtest.LoadPack(t, d, "bali")
		if err := crowd.Fill(t.Context(), d, crowd.Options{People: 1000, Seed: 7}); err != nil {
			t.Fatal(err)
		}
		for what, query := range agree {
			if n := count(t, d, query); n > 0 {
				t.Errorf("%d times %s", n, what)
			}
		}
		for table, least := range map[string]int{"person": 1000, "activity": 20, "nomination": 500, "registration": 200, "checkin": 400, "search_term": 4000} {
			if n := count(t, d, "select count(*) from "+table); n < least {
				t.Errorf("%s has %d rows, fewer than %d", table, n, least)
			}
		}
	})
}

func TestFillIsTheSameForTheSameSeed(t *testing.T) {
	t.Parallel()
	sum := func(seed uint64) (out []string) {
		d := dbtest.SQLite(t)
		roomtest.LoadPack(t, d, "bali")
		if err := crowd.Fill(t.Context(), d, crowd.Options{People: 300, Seed: seed}); err != nil {
			t.Fatal(err)
		}
		out, err := db.View(t.Context(), d, func(tx *db.Tx) ([]string, error) {
			return db.All[string](tx, `select p.id || p.given || n.id || n.state from person p join nomination n on n.person_id = p.id order by 1`)
		})
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	one, again, other := sum(7), sum(7), sum(8)
	if len(one) == 0 || len(one) != len(again) {
		t.Fatalf("%d and %d rows", len(one), len(again))
	}
	for i := range one {
		if one[i] != again[i] {
			t.Fatalf("row %d: %q and %q", i, one[i], again[i])
		}
	}
	if len(other) > 0 && other[0] == one[0] {
		t.Error("another seed gives the same people")
	}
}

func count(t *testing.T, d *db.DB, query string) int {
	t.Helper()
	n, err := db.View(t.Context(), d, func(tx *db.Tx) (int, error) { return db.One[int](tx, query) })
	if err != nil {
		t.Fatalf("%v in %s", err, query)
	}
	return n
}
