package audit_test

import (
	"strings"
	"testing"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
)

func actions(t *testing.T, d *db.DB) []string {
	t.Helper()
	out, err := db.View(t.Context(), d, func(tx *db.Tx) ([]string, error) {
		return db.All[string](tx, `select actor || ' ' || action || ' ' || record_kind || ' ' || record_id || ' ' || detail from audit order by seq`)
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// H2: a look at a person is an entry before the answer goes out; further looks within ten minutes belong to the first.
func TestAbuse_H2_LooksAreNoted(t *testing.T) {
	const view audit.Action = "test.view"
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		now := dbtest.Noon
		d.Clock = func() time.Time { return now }
		other := access.Actor{Account: "officer-2", Name: "Other", Via: "session"}
		look := func(actor access.Actor, id string) {
			t.Helper()
			if err := audit.Viewed(t.Context(), d, actor, "person", id, view); err != nil {
				t.Fatal(err)
			}
		}
		look(officer, "p1")
		look(officer, "p1") // folded
		look(officer, "p2")
		look(other, "p1")
		look(access.Actor{Via: "public"}, "p1") // sees what everyone may
		now = now.Add(11 * time.Minute)
		look(officer, "p1")
		for range 2 { // exports are never folded
			if err := audit.Exported(t.Context(), d, officer, "person", []string{"p1", "p2"}, "test.export", map[string]string{"activity": "a"}); err != nil {
				t.Fatal(err)
			}
		}
		for _, q := range []string{"so", "so", "som"} {
			if err := audit.Listed(t.Context(), d, officer, "person", "test.view_list", map[string]string{"query": q}); err != nil {
				t.Fatal(err)
			}
		}
		if got := actions(t, d); len(got) != 10 {
			t.Errorf("10 entries wanted:\n%s", strings.Join(got, "\n"))
		}
		views, err := db.View(t.Context(), d, func(tx *db.Tx) ([]audit.View, error) { return audit.ViewsOf(tx, "person", "p1", 0, 20) })
		if err != nil || len(views) != 5 || views[4].Actor != "account:officer-1" || views[3].Name != "Other" {
			t.Errorf("who looked at p1: %+v, %v", views, err)
		}
		if r := check(t, d); r.Broken != nil {
			t.Error(r.Words())
		}
	})
}

// H2: when the look cannot be noted, nothing is shown.
func TestAbuse_H2_WhatCannotBeNotedIsNotShown(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		exec(t, d, `alter table audit rename to audit_away`)
		ids := func(s string) []string { return []string{s} }
		got, err := audit.Shown(t.Context(), d, officer, "person", "test.view", ids)("p1", nil)
		if err == nil || got != "" {
			t.Errorf("shown: %q, %v", got, err)
		}
		list, err := audit.ShownList[string](t.Context(), d, officer, "person", "test.view_list", nil)("p1", nil)
		if err == nil || list != "" {
			t.Errorf("shown: %q, %v", list, err)
		}
	})
}

// A page that reads in one transaction notes the look and goes on reading.
func TestALookEndsNoPage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, end := db.Reading(t.Context(), d)
		defer end()
		for range 3 {
			if err := audit.Viewed(ctx, d, officer, "person", "p1", "test.view"); err != nil {
				t.Fatal(err)
			}
			if n, err := db.View(ctx, d, func(tx *db.Tx) (int, error) { return db.One[int](tx, `select count(*) from audit`) }); err != nil || n != 1 {
				t.Fatalf("%d entries, %v", n, err)
			}
		}
	})
}
