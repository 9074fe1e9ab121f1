package access_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/label"
)

// world is a table of records that concern parties, activities and persons, with labels and named readers of their
// own and of what they hang on.
var world = []string{
	`create table thing (id text primary key, activity text not null, person text not null, label text not null, above text not null)`,
	`create table thing_party (thing text not null, party text not null)`,
	`create table thing_reader (thing text not null, account text not null, above boolean not null)`,
}

var columns = access.Columns{
	Party:    "exists (select 1 from thing_party tp where tp.thing = t.id and tp.party = ?)",
	Activity: "t.activity = ?", Person: "t.person = ?", Label: "t.label",
	Named: "exists (select 1 from thing_reader r where r.thing = t.id and r.above = false and r.account = ?)",
	Above: []access.MarkColumns{{Label: "t.above", Named: "exists (select 1 from thing_reader r where r.thing = t.id and r.above = true and r.account = ?)"}},
}

var (
	roles = []access.Role{
		access.Administrator, access.Officer, access.CoManager, access.Desk, access.FocalPoint, access.Partner, access.Expert,
		access.Auditor, access.Participant, access.Public,
	}
	parties    = []string{"p1", "p2", "p3"}
	activities = []string{"a1", "a2"}
	persons    = []string{"h1", "h2"}
	accounts   = []string{"", "u1", "u2"}
)

func anyObject(t *rapid.T) access.Object {
	some := func(list []string, name string) []string {
		return rapid.SliceOfNDistinct(rapid.SampledFrom(list), 0, 2, rapid.ID[string]).Draw(t, name)
	}
	// A label that nobody knows counts as RED in both.
	tlp := rapid.SampledFrom(append([]label.TLP{"TLP:PURPLE"}, label.All...))
	return access.Object{
		Parties: some(parties, "parties"), Activities: []string{rapid.SampledFrom(activities).Draw(t, "activity")},
		Persons: []string{rapid.SampledFrom(persons).Draw(t, "person")}, Label: tlp.Draw(t, "label"), Named: some(accounts[1:], "named"),
		Above: []access.Mark{{Label: tlp.Draw(t, "above"), Named: some(accounts[1:], "named above")}},
	}
}

func anyActor(t *rapid.T) access.Actor {
	maybe := func(list []string, name string) string {
		return rapid.SampledFrom(append([]string{""}, list...)).Draw(t, name)
	}
	a := access.Actor{
		Account: rapid.SampledFrom(accounts).Draw(t, "account"), Via: rapid.SampledFrom([]string{"session", "token", "link", "public", "system"}).Draw(t, "via"),
	}
	for range rapid.IntRange(0, 3).Draw(t, "grants") {
		g := access.Grant{Role: rapid.SampledFrom(roles).Draw(t, "role"), Rights: map[access.Right]bool{"x.see": rapid.IntRange(0, 4).Draw(t, "held") > 0}}
		g.Scope = access.Scope{Activity: maybe(activities, "of activity"), Person: maybe(persons, "of person")}
		g.Scope.Parties = rapid.SliceOfNDistinct(rapid.SampledFrom(parties), 0, 2, rapid.ID[string]).Draw(t, "of parties")
		a.Grants = append(a.Grants, g)
	}
	return a
}

// Whatever the grants, the labels and the names: the list holds exactly the records that Can opens.
func TestWhereIsCan(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		change(t, d, func(tx *db.Tx) error {
			for _, s := range world {
				if err := tx.Exec(s); err != nil {
					return err
				}
			}
			return nil
		})
		rapid.Check(t, func(t *rapid.T) {
			objects := rapid.SliceOfN(rapid.Custom(anyObject), 1, 12).Draw(t, "objects")
			change(t, d, func(tx *db.Tx) error { return keep(tx, objects) })
			for range 6 {
				actor := anyActor(t)
				var want []string
				for i, o := range objects {
					if actor.Can("x.see", o) {
						want = append(want, id(i))
					}
				}
				where, args := actor.Where("x.see", columns)
				got, err := db.View(t.Context(), d, func(tx *db.Tx) ([]string, error) {
					return db.List[string](tx, db.Q("select t.id from thing t where "+where, args...).Add("order by t.id"))
				})
				if err != nil {
					t.Fatal(err)
				}
				if !slices.Equal(got, want) {
					t.Fatalf("list %v, records %v, where %s", got, want, where)
				}
			}
		})
	})
}

func id(i int) string { return fmt.Sprintf("t%02d", i) }

func keep(tx *db.Tx, objects []access.Object) error {
	for _, table := range []string{"thing", "thing_party", "thing_reader"} {
		if err := tx.Exec("delete from " + table); err != nil {
			return err
		}
	}
	for i, o := range objects {
		err := tx.Exec(`insert into thing (id, activity, person, label, above) values ($1, $2, $3, $4, $5)`,
			id(i), o.Activities[0], o.Persons[0], string(o.Label), string(o.Above[0].Label))
		for _, p := range o.Parties {
			err = firstOf(err, tx.Exec(`insert into thing_party (thing, party) values ($1, $2)`, id(i), p))
		}
		for _, u := range o.Named {
			err = firstOf(err, tx.Exec(`insert into thing_reader (thing, account, above) values ($1, $2, false)`, id(i), u))
		}
		for _, u := range o.Above[0].Named {
			err = firstOf(err, tx.Exec(`insert into thing_reader (thing, account, above) values ($1, $2, true)`, id(i), u))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func firstOf(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

type failing interface {
	Context() context.Context
	Fatal(args ...any)
}

func change(t failing, d *db.DB, do func(*db.Tx) error) {
	if _, err := db.Change(t.Context(), d, func(tx *db.Tx) (bool, error) { return true, do(tx) }); err != nil {
		t.Fatal(err)
	}
}

// The table of the rule, row by row: who reads what is labelled so, in scope and out of it.
func TestTheTableOfTheRule(t *testing.T) {
	t.Parallel()
	see := map[access.Right]bool{"x.see": true}
	grant := func(role access.Role, s access.Scope) access.Actor {
		return access.Actor{Account: "u", Via: "session", Grants: []access.Grant{{Role: role, Scope: s, Rights: see}}}
	}
	own, activity, self := access.Scope{Parties: []string{"p"}}, access.Scope{Activity: "a"}, access.Scope{Person: "h"}
	nobody := grant(access.Public, access.Scope{})
	nobody.Account, nobody.Via = "", "public"
	named := grant(access.Expert, activity)
	named.Account = "named"
	for _, c := range []struct {
		who   string
		actor access.Actor
		opens string // one letter a label, from CLEAR to RED
	}{
		{"the public", nobody, "C"},
		{"an auditor of everything", grant(access.Auditor, access.Scope{}), "CG"},
		{"an expert of the activity", grant(access.Expert, activity), "CGA"},
		{"a partner of the activity", grant(access.Partner, activity), "CGA"},
		{"an expert of another activity", grant(access.Expert, access.Scope{Activity: "b"}), ""},
		{"the party's focal point", grant(access.FocalPoint, own), "CGAS"},
		{"another party's focal point", grant(access.FocalPoint, access.Scope{Parties: []string{"q"}}), ""},
		{"an officer", grant(access.Officer, access.Scope{}), "CGAS"},
		{"an administrator", grant(access.Administrator, access.Scope{}), "CGAS"},
		{"a desk of the activity", grant(access.Desk, activity), "CGAS"},
		{"the person", grant(access.Participant, self), "CGASR"},
		{"another person", grant(access.Participant, access.Scope{Person: "i"}), ""},
		{"a named expert", named, "CGASR"},
		{"the program itself", access.System("count", "x.see"), "CGASR"},
	} {
		var opens strings.Builder
		for i, l := range []label.TLP{label.Clear, label.Green, label.Amber, label.AmberStrict, label.Red} {
			o := access.Object{Parties: []string{"p"}, Activities: []string{"a"}, Persons: []string{"h"}, Label: l, Named: []string{"named"}}
			if c.actor.Can("x.see", o) {
				opens.WriteByte("CGASR"[i])
			}
		}
		if opens.String() != c.opens {
			t.Errorf("%s reads %q, want %q", c.who, opens.String(), c.opens)
		}
	}
}
