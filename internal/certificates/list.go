package certificates

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/label"
	"counterpart/internal/people"
)

// None narrows a list to completions on which no certificate stands.
const None State = "none"

// Filter narrows the list of completions.
type Filter struct {
	Kind     Kind
	RecordID string
	PartyID  string
	State    State // of the certificate; None for none
	After    []string
	Limit    int
}

// List is a page of completions with their certificates, the newest first, and the key of the next page.
func (s *Service) List(ctx context.Context, actor access.Actor, f Filter) ([]Standing, []string, error) {
	if f.Limit <= 0 || f.Limit > 200 {
		f.Limit = 50
	}
	list, err := audit.Shown(ctx, s.db, actor, people.Kind, ActionView, persons)(db.View(ctx, s.db, func(tx *db.Tx) ([]Standing, error) { return listStandings(tx, actor, f) }))
	if err != nil || len(list) <= f.Limit {
		return list, nil, err
	}
	list = list[:f.Limit]
	last := list[len(list)-1]
	return list, []string{string(last.CompletedOn), last.ID}, nil
}

// most is how many rows a file holds.
const most = 100_000

// TakeAlong is the list for a file.
func (s *Service) TakeAlong(ctx context.Context, actor access.Actor, f Filter) ([]Standing, error) {
	if err := actor.RequireFresh(s.db.Clock()); err != nil {
		return nil, err
	}
	f.After, f.Limit = nil, most
	list, err := db.ViewLong(ctx, s.db, func(tx *db.Tx) ([]Standing, error) { return listStandings(tx, actor, f) })
	if err != nil {
		return nil, err
	}
	return list, audit.Exported(ctx, s.db, actor, people.Kind, persons(list), ActionTake, nil)
}

func persons(list []Standing) []string {
	out := make([]string, len(list))
	for i, one := range list {
		out[i] = one.PersonID
	}
	return out
}

// Strictest is the label of a page that shows these completions.
func Strictest(list []Standing) label.TLP {
	out := label.Amber
	for _, one := range list {
		out = label.Strictest(out, one.PersonLabel)
	}
	return out
}

// Waiting is a record whose certificates wait for a signature.
type Waiting struct {
	Kind     Kind   `db:"kind"`
	RecordID string `db:"record_id"`
	Title    string `db:"title"`
	Count    int    `db:"count"`
}

// Tasks are the records whose certificates wait for the actor's signature.
func (s *Service) Tasks(ctx context.Context, actor access.Actor) ([]Waiting, error) {
	if !actor.Holds(RightSign) {
		return nil, nil
	}
	return db.View(ctx, s.db, func(tx *db.Tx) ([]Waiting, error) { return toSign(tx, actor) })
}

// Page is one certificate with what belongs to it.
type Page struct {
	Certificate Certificate `json:"certificate"`
	Completion  Completion  `json:"completion"`
	Signatures  []Signature `json:"signatures" nullable:"false"`
	VerifyURL   string      `json:"verify_url"`
}

// Find is one certificate.
func (s *Service) Find(ctx context.Context, actor access.Actor, id string) (Page, error) {
	return audit.Shown(ctx, s.db, actor, people.Kind, ActionView, func(p Page) []string { return []string{p.Completion.PersonID} })(db.View(ctx, s.db, func(tx *db.Tx) (Page, error) {
		return s.pageIn(tx, actor, id)
	}))
}

func (s *Service) pageIn(tx *db.Tx, actor access.Actor, id string) (Page, error) {
	c, of, err := certificateIn(tx, id)
	if err != nil {
		return Page{}, err
	}
	if err := mayRead(actor, of); err != nil {
		return Page{}, err
	}
	signed, err := signaturesOf(tx, []string{c.ID})
	return Page{c, of, signed, s.VerifyURL(c.Code)}, err
}

// mayRead lets the office in, and the person to whom it belongs.
func mayRead(actor access.Actor, of Completion) error {
	if actor.Can(RightSee, of.Object()) || actor.Can(RightOwn, actor.Own(of.PersonID)) {
		return nil
	}
	return actor.Require(RightSee, of.Object())
}

// Credential is the signed credential of an issued certificate, for its holder and the office.
func (s *Service) Credential(ctx context.Context, actor access.Actor, id string) (Page, string, error) {
	p, err := db.View(ctx, s.db, func(tx *db.Tx) (Page, error) { return s.pageIn(tx, actor, id) })
	if err != nil {
		return p, "", err
	}
	return p, p.Certificate.Credential, audit.Exported(ctx, s.db, actor, people.Kind, []string{p.Completion.PersonID}, ActionTake, map[string]string{"certificate": id})
}

// Mine are the certificates that were issued to a person.
func (s *Service) Mine(ctx context.Context, actor access.Actor, personID string) ([]Certificate, error) {
	if err := actor.Require(RightOwn, actor.Own(personID)); err != nil {
		return nil, err
	}
	return db.View(ctx, s.db, func(tx *db.Tx) ([]Certificate, error) { return ofPerson(tx, personID) })
}
