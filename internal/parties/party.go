package parties

import (
	"context"
	"errors"
	"strings"
	"unicode/utf8"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/names"
	"counterpart/internal/search"
	"counterpart/internal/vocabulary"
)

// Party is a State, territory, organisation, company, or an agency inside one of them.
type Party struct {
	ID         string `db:"id" json:"id"`
	Code       string `db:"code" json:"code,omitempty"`
	Kind       string `db:"kind" json:"kind"`
	Name       string `db:"name" json:"name"`
	ShortName  string `db:"short_name" json:"short_name,omitempty"`
	FormalName string `db:"formal_name" json:"formal_name,omitempty"`
	ISO        string `db:"iso" json:"iso,omitempty"`
	Region     string `db:"region" json:"region,omitempty"`
	ParentID   string `db:"parent_id" json:"parent_id,omitempty"`
	ParentName string `db:"parent_name" json:"parent_name,omitempty"`
	Status     string `db:"status" json:"status,omitempty"` // as at the date asked for
	SortKey    string `db:"sort_key" json:"-"`
	Version    int    `db:"version" json:"version"`
}

// Object is the party as the access rule sees it.
func (p Party) Object() access.Object {
	o := access.Object{Parties: []string{p.ID}}
	if p.ParentID != "" {
		o.Parties = append(o.Parties, p.ParentID)
	}
	return o
}

// Draft is a party as someone writes it down.
type Draft struct {
	Code       string `json:"code,omitempty" maxLength:"40"`
	Kind       string `json:"kind" doc:"A term of the list party_kind"`
	Name       string `json:"name" maxLength:"200"`
	ShortName  string `json:"short_name,omitempty" maxLength:"60"`
	FormalName string `json:"formal_name,omitempty" maxLength:"300"`
	ISO        string `json:"iso,omitempty" maxLength:"3" doc:"ISO 3166-1 alpha-2 or alpha-3, where there is one"`
	Region     string `json:"region,omitempty" maxLength:"80"`
	ParentID   string `json:"parent_id,omitempty" doc:"The party that this one is inside"`
}

func (d *Draft) tidy() {
	for _, s := range []*string{&d.Code, &d.Kind, &d.Name, &d.ShortName, &d.FormalName, &d.ISO, &d.Region} {
		*s = strings.TrimSpace(*s)
	}
	d.ISO = strings.ToUpper(d.ISO)
}

// check lists everything wrong with the draft that can be seen without the register.
func (d *Draft) check(words *vocabulary.Words) error {
	var wrong fault.Invalid
	wrong.Check(d.Name != "", "name", "Write the name of the party.")
	wrong.Check(utf8.RuneCountInString(d.Name) <= 200, "name", "The name is longer than 200 characters. Shorten it.")
	wrong.Check(words.Has(vocabulary.PartyKinds, d.Kind), "kind", "Choose what kind of party this is.")
	wrong.Check(d.ISO == "" || len(d.ISO) == 2 || len(d.ISO) == 3, "iso", "An ISO code has two or three letters; leave it empty where there is none.")
	return wrong.Err()
}

// Add enters a party into the register.
func (s *Service) Add(ctx context.Context, actor access.Actor, d Draft) (string, error) {
	if err := actor.Require(RightEdit, access.Object{Parties: []string{d.ParentID}}); err != nil {
		return "", err
	}
	return db.Change(ctx, s.db, func(tx *db.Tx) (string, error) { return AddIn(tx, actor, d) })
}

// AddIn enters a party within a transaction of a higher room, which has asked for the right.
func AddIn(tx *db.Tx, actor access.Actor, d Draft) (string, error) {
	d.tidy()
	words, err := vocabulary.In(tx)
	if err != nil {
		return "", err
	}
	if err := d.check(words); err != nil {
		return "", err
	}
	if err := d.checkParent(tx, ""); err != nil {
		return "", err
	}
	id := tx.NewID()
	if err := insertParty(tx, id, d); err != nil {
		if db.Duplicate(err) {
			return "", fault.Wrong("code", "Another party has the code %q. Choose another code.", d.Code)
		}
		return "", err
	}
	if err := index(tx, id, d); err != nil {
		return "", err
	}
	return id, audit.Record(tx, actor, ActionAdd, Kind, id, d)
}

// Change rewrites a party; version is the one that the editor saw.
func (s *Service) Change(ctx context.Context, actor access.Actor, id string, version int, d Draft) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (string, error) {
		before, err := findParty(tx, id, tx.Today())
		if err != nil {
			return "", err
		}
		if err := actor.Require(RightEdit, before.Object()); err != nil {
			return "", err
		}
		d.tidy()
		words, err := vocabulary.In(tx)
		if err != nil {
			return "", err
		}
		if err := d.check(words); err != nil {
			return "", err
		}
		if err := d.checkParent(tx, id); err != nil {
			return "", err
		}
		n, err := updateParty(tx, id, version, d)
		if db.Duplicate(err) {
			return "", fault.Wrong("code", "Another party has the code %q. Choose another code.", d.Code)
		}
		if err != nil {
			return "", err
		}
		if n == 0 {
			return "", fault.Clash("%s was changed by someone else in the meantime.", before.Name)
		}
		if err := index(tx, id, d); err != nil {
			return "", err
		}
		return id, audit.Record(tx, actor, ActionChange, Kind, id, d)
	})
	return err
}

func index(tx *db.Tx, id string, d Draft) error {
	return search.Index(tx, Kind, id, names.SearchTerms(d.Name, d.ShortName, d.FormalName, d.Code, d.ISO))
}

// checkParent refuses a parent that is not there or that is inside the party itself.
func (d *Draft) checkParent(tx *db.Tx, id string) error {
	seen := 0
	for parent := d.ParentID; parent != ""; seen++ {
		p, err := findParty(tx, parent, tx.Today())
		if fault.IsNotFound(err) {
			return fault.Wrong("parent_id", "The party that this one is inside is not in the register.")
		}
		if err != nil {
			return err
		}
		if p.ID == id || seen > 5 {
			return fault.Wrong("parent_id", "A party cannot be inside itself.")
		}
		parent = p.ParentID
	}
	return nil
}

// Find returns a party with its status as at a date.
func (s *Service) Find(ctx context.Context, actor access.Actor, id string, asAt db.Date) (Party, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (Party, error) {
		p, err := findParty(tx, id, orToday(tx, asAt))
		if err != nil {
			return Party{}, err
		}
		return p, actor.Require(RightSee, p.Object())
	})
}

// Filter narrows the list of parties.
type Filter struct {
	Query    string // beginnings of words of the name
	Kind     string
	Status   string // as at AsAt
	ParentID string
	Top      bool     // leave out agencies inside another party
	AsAt     db.Date  // today when empty
	After    []string // sort values of the last row before
	Limit    int
}

// List returns a page of the parties that the actor may see, and the key of the next page.
func (s *Service) List(ctx context.Context, actor access.Actor, f Filter) ([]Party, []string, error) {
	var next []string
	list, err := db.View(ctx, s.db, func(tx *db.Tx) ([]Party, error) {
		f.AsAt = orToday(tx, f.AsAt)
		rows, err := listParties(tx, actor, f)
		if err == nil && len(rows) > f.Limit {
			rows = rows[:f.Limit]
			next = []string{rows[f.Limit-1].SortKey, rows[f.Limit-1].ID}
		}
		return rows, err
	})
	return list, next, err
}

// All returns every party of the top level with its status today, for the choices of a form. A
// mechanism has hundreds of parties, not thousands.
func (s *Service) All(ctx context.Context, actor access.Actor) ([]Party, error) {
	list, _, err := s.List(ctx, actor, Filter{Top: true, Limit: 2000})
	return list, err
}

func orToday(tx *db.Tx, d db.Date) db.Date {
	if d == "" {
		return tx.Today()
	}
	return d
}

// IDOfCode finds a party by its code, for the command line.
func (s *Service) IDOfCode(ctx context.Context, code string) (string, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (string, error) {
		id, err := db.One[string](tx, `select id from party where code = $1`, code)
		if errors.Is(err, db.ErrNone) {
			return "", fault.Wrong("party", "No party has the code %q.", code)
		}
		return id, err
	})
}
