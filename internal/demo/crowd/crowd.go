package crowd

import (
	"context"
	"fmt"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/demo/cast"
	"counterpart/internal/parties"
	"counterpart/internal/people"
	"counterpart/internal/vocabulary"
)

// Options say how much is made.
type Options struct {
	People int
	Seed   uint64
	Report func(done string) // called after each part; may be nil
}

// Proportions, as measured mechanisms have them: 300 parties and 2,000 activities to 100,000 people.
const (
	peopleAParty     = 333
	peopleAnActivity = 50
)

// crowd is the work in progress.
type crowd struct {
	Options
	db      *db.DB
	actor   access.Actor
	parties []party
	kinds   []string // of activities
	areas   []string

	category, mode string // of all seats
	seats          int    // numbers given out so far
	named          int
}

// party is whom people work for.
type party struct {
	ID   string `db:"id"`
	ISO  string `db:"iso"`
	Kind string `db:"counts"`
}

// Fill makes the crowd in a database that has a mechanism pack loaded.
func Fill(ctx context.Context, d *db.DB, o Options) error {
	c := &crowd{Options: o, db: d, actor: access.System("filled for measuring", parties.RightEdit, activities.RightEdit)}
	if c.Report == nil {
		c.Report = func(string) {}
	}
	for _, part := range []func(context.Context) error{c.addParties, c.addPeople, c.addActivities} {
		if err := part(ctx); err != nil {
			return fmt.Errorf("fill the database: %w", err)
		}
	}
	return nil
}

// change runs one part in a transaction that is not broken off inside and keeps its statements prepared.
func (c *crowd) change(ctx context.Context, do func(tx *db.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	_, err := db.Change(context.WithoutCancel(ctx), c.db, func(tx *db.Tx) (bool, error) {
		db.Join(tx)
		if tx.Dialect == db.SQLite {
			if err := tx.Exec(`pragma cache_size = -65536`); err != nil { // 64 MB, for as long as this connection lives
				return false, err
			}
		}
		return true, do(tx)
	})
	return err
}

// addParties enters invented parties and reads all that people can work for.
func (c *crowd) addParties(ctx context.Context) error {
	err := c.change(ctx, func(tx *db.Tx) error {
		words, err := vocabulary.In(tx)
		if err != nil {
			return err
		}
		for _, t := range words.List(vocabulary.ActivityKinds) {
			c.kinds = append(c.kinds, t.Code)
		}
		for _, t := range words.List(vocabulary.Areas) {
			c.areas = append(c.areas, t.Code)
		}
		c.category, c.mode = words.Codes(vocabulary.Categories, "participant")[0], words.Codes(vocabulary.Modes, "in_room")[0]
		if err := c.inventParties(tx, words); err != nil {
			return err
		}
		c.parties, err = db.All[party](tx, `select p.id, p.iso, t.counts from party p left join term t on t.list = $1 and t.code = p.kind
			where p.parent_id is null order by p.sort_key, p.id`, vocabulary.PartyKinds)
		return err
	})
	c.Report(fmt.Sprintf("%d parties", len(c.parties)))
	return err
}

func (c *crowd) inventParties(tx *db.Tx, words *vocabulary.Words) error {
	known, err := db.One[int](tx, `select count(*) from party where parent_id is null`)
	if err != nil {
		return err
	}
	kinds := words.Codes(vocabulary.PartyKinds, "organisation")
	kinds = append(kinds, words.Codes(vocabulary.PartyKinds, "company")...)
	kinds = append(kinds, words.Codes(vocabulary.PartyKinds, "civil_society")...)
	statuses := words.Codes(vocabulary.Statuses, "partner")
	for i := known; i < c.People/peopleAParty && len(kinds) > 0; i++ {
		id, err := parties.AddIn(tx, c.actor, parties.Draft{Code: fmt.Sprintf("crowd_%04d", i), Kind: kinds[i%len(kinds)], Name: fmt.Sprintf("Organisation %04d (invented)", i)})
		if err != nil {
			return err
		}
		if len(statuses) > 0 {
			if _, err := parties.SetMembershipIn(tx, c.actor, id, parties.MembershipDraft{Status: statuses[0], From: "2015-01-01"}); err != nil {
				return err
			}
		}
	}
	return nil
}

// batch is how many people one transaction enters; it bounds the memory.
const batch = 2000

func (c *crowd) addPeople(ctx context.Context) error {
	for from := 0; from < c.People; from += batch {
		to := min(from+batch, c.People)
		err := c.change(ctx, func(tx *db.Tx) error {
			list := c.invent(from, to)
			if err := people.FillIn(tx, list); err != nil {
				return err
			}
			return audit.Record(tx, c.actor, people.ActionAdd, people.Kind, list[0].ID, map[string]int{"filled": len(list)})
		})
		if err != nil {
			return err
		}
	}
	c.Report(fmt.Sprintf("%d people", c.People))
	return nil
}

// invent draws the people from one number to another. The n-th person works for the party n modulo the number of parties.
func (c *crowd) invent(from, to int) []people.Filled {
	people := newPeople(c.Seed, from)
	for n := from; n < to; n++ {
		p := c.parties[n%len(c.parties)]
		people.draw(c, n, p)
	}
	return people.list
}

type newcomers struct {
	cast *cast.Cast
	list []people.Filled
}

func newPeople(seed uint64, from int) *newcomers {
	return &newcomers{cast: cast.New(seed + uint64(from))}
}

func (p *newcomers) draw(c *crowd, n int, works party) {
	var drawn cast.Person
	if works.ISO != "" {
		drawn = p.cast.Person(works.ISO)
	} else {
		drawn = p.cast.Staff(works.Kind)
	}
	p.list = append(p.list, people.Filled{
		ID: c.id(kindPerson, n), AffiliationID: c.id(kindAffiliation, n),
		Draft: people.Draft{
			Given: drawn.Name, SortForm: drawn.Sort, AddressForm: drawn.Form(), NativeName: drawn.NativeName, NativeLang: drawn.NativeLang,
			Sex: map[string]string{cast.Female: "f", cast.Male: "m"}[drawn.Sex], Email: fmt.Sprintf("person.%d@crowd.example.org", n),
			PartyID: works.ID, Position: drawn.Position, From: "2015-01-01",
		},
	})
}
