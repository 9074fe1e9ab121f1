// Package labels keeps what is known about the labels of records: who set them, why one was loosened, and which
// accounts are named as readers. The label itself stands in the record's own table; what it opens is decided by the
// access rule.
package labels

import (
	"context"
	"errors"
	"strings"
	"unicode/utf8"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/label"
)

// RightLower lets someone loosen a label that another person has set. It belongs to the Co-Manager.
const RightLower access.Right = "labels.lower"

// Actions in the history.
const (
	ActionSet    audit.Action = "labels.set"
	ActionRaise  audit.Action = "labels.raise"
	ActionLower  audit.Action = "labels.lower"
	ActionName   audit.Action = "labels.name_reader"
	ActionUnname audit.Action = "labels.remove_reader"
	ActionView   audit.Action = "labels.view"
)

// Record is a labelled record of another room as this room needs it.
type Record struct {
	Object access.Object
	Title  string
	Href   string
	See    access.Right // opens the record
	Edit   access.Right // lets someone change it
	Above  label.TLP    // of what the record hangs on, where its own may not be looser
	// Relabel writes the label into the record's own table.
	Relabel func(tx *db.Tx, to label.TLP) error
}

// Finder loads a labelled record of one kind.
type Finder func(tx *db.Tx, id string) (Record, error)

// Service has the verbs and queries of this room.
type Service struct {
	db      *db.DB
	finders map[string]Finder
}

// New makes the service; finders load the records of each kind that carries a label.
func New(d *db.DB, finders map[string]Finder) *Service { return &Service{db: d, finders: finders} }

// Named is the condition that "?" is a named reader of the record of the kind whose id the column holds.
func Named(kind, column string) string {
	return "exists (select 1 from label_reader lr where lr.kind = '" + kind + "' and lr.record_id = " + column + " and lr.account_id = ?)"
}

// ReadersIn lists the accounts that are named as readers of a record.
func ReadersIn(tx *db.Tx, kind, id string) ([]string, error) {
	return db.All[string](tx, `select account_id from label_reader where kind = $1 and record_id = $2 order by account_id`, kind, id)
}

// Setting is the label that a verb is about to give to a record.
type Setting struct {
	Kind, ID string
	Object   access.Object // the record before the change; its Label is the label before, "" for a new record
	Above    label.TLP     // of what the record hangs on, "" for nothing
	To       label.TLP
	Reason   string // asked for when the label becomes looser
}

// SetIn notes that a record gets another label, within the transaction of the verb that writes it. Whoever may edit the
// record may make its label stricter. A looser one asks for a reason and for whoever set the label, or a Co-Manager.
func SetIn(tx *db.Tx, actor access.Actor, s Setting) error {
	if s.Above != "" && s.To.Looser(s.Above) {
		return fault.Wrong("label", "This belongs to something labelled %s, and cannot be open to more people than that. Choose %s or a stricter label.", s.Above, s.Above)
	}
	before := s.Object.Label
	if s.To == before {
		return nil
	}
	if s.To == label.Red && actor.Account == "" && actor.Via != "system" {
		return fault.Wrong("label", "%s asks for named readers. Only someone who is signed in can choose it.", label.Red)
	}
	action := ActionSet
	switch {
	case before == "":
	case s.To.Looser(before):
		action = ActionLower
		if err := mayLower(tx, actor, &s); err != nil {
			return err
		}
	default:
		action = ActionRaise
	}
	err := tx.Exec(`insert into label_change (id, kind, record_id, label_from, label_to, reason, at, by_actor, by_name)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, tx.NewID(), s.Kind, s.ID, string(before), string(s.To), s.Reason, tx.Now(), actor.Key(), actor.Name)
	if err != nil {
		return err
	}
	if s.To == label.Red && actor.Account != "" {
		if err := nameIn(tx, actor, s.Kind, s.ID, actor.Account); err != nil {
			return err
		}
	}
	return audit.Record(tx, actor, action, s.Kind, s.ID, map[string]any{"from": before, "to": s.To, "reason": s.Reason})
}

// originator is who set the label last, or, where it is still the one that came with the record, who entered that.
func originator(tx *db.Tx, kind, id string) (string, error) {
	for _, query := range []string{
		`select by_actor from label_change where kind = $1 and record_id = $2 order by at desc, id desc limit 1`,
		`select actor from audit where record_kind = $1 and record_id = $2 order by seq limit 1`,
	} {
		who, err := db.One[string](tx, query, kind, id)
		if !errors.Is(err, db.ErrNone) {
			return who, err
		}
	}
	return "", nil
}

func mayLower(tx *db.Tx, actor access.Actor, s *Setting) error {
	origin, err := originator(tx, s.Kind, s.ID)
	if err != nil {
		return err
	}
	if origin != actor.Key() && !actor.Can(RightLower, s.Object) && actor.Via != "system" {
		return fault.Refuse("The label %s can be loosened only by whoever set it or by a Co-Manager. Choose it again, or ask one of them.", s.Object.Label)
	}
	s.Reason = strings.TrimSpace(s.Reason)
	var wrong fault.Invalid
	wrong.Check(s.Reason != "", "label_reason", "Write why the label may be looser: it is kept in the history.")
	wrong.Check(utf8.RuneCountInString(s.Reason) <= 500, "label_reason", "Shorten the reason to 500 characters.")
	return wrong.Err()
}

// Reader is an account that is named as a reader of a record.
type Reader struct {
	AccountID string  `db:"account_id" json:"account_id"`
	Name      string  `db:"name" json:"name"`
	Email     string  `db:"email" json:"email"`
	At        db.Time `db:"at" json:"at"`
}

// Change is one entry of a label's history.
type Change struct {
	From   string  `db:"label_from" json:"from,omitempty"`
	To     string  `db:"label_to" json:"to"`
	Reason string  `db:"reason" json:"reason,omitempty"`
	At     db.Time `db:"at" json:"at"`
	By     string  `db:"by_name" json:"by"`
}

// Page is what a record's label says, and to whom.
type Page struct {
	Record  Record
	Label   label.TLP // that holds: the strictest of the record's own and those above it
	MaySet  bool
	Readers []Reader
	History []Change
	MayEdit bool
}

// Page shows the label of a record with its readers and its history: that is a look at the record.
func (s *Service) Page(ctx context.Context, actor access.Actor, kind, id string) (Page, error) {
	of := func(Page) []string { return []string{id} }
	return audit.Shown(ctx, s.db, actor, kind, ActionView, of)(db.View(ctx, s.db, func(tx *db.Tx) (Page, error) {
		r, err := s.open(tx, actor, kind, id)
		if err != nil {
			return Page{}, err
		}
		p := Page{Record: r, Label: Effective(r.Object), MayEdit: actor.Can(r.Edit, r.Object)}
		p.MaySet = p.MayEdit || actor.Can(RightLower, r.Object)
		p.Readers, err = db.All[Reader](tx, `select r.account_id, a.name, a.email, r.at from label_reader r join account a on a.id = r.account_id
			where r.kind = $1 and r.record_id = $2 order by a.name, r.account_id`, kind, id)
		if err != nil {
			return Page{}, err
		}
		p.History, err = db.All[Change](tx, `select label_from, label_to, reason, at, by_name from label_change
			where kind = $1 and record_id = $2 order by at desc, id desc limit 50`, kind, id)
		return p, err
	}))
}

// Effective is the label that holds for a record: the strictest of its own and of those above it.
func Effective(o access.Object) label.TLP {
	all := []label.TLP{}
	for _, m := range append([]access.Mark{o.Mark()}, o.Above...) {
		if m.Label != "" {
			all = append(all, m.Label)
		}
	}
	return label.Strictest(all...)
}

func (s *Service) open(tx *db.Tx, actor access.Actor, kind, id string) (Record, error) {
	find := s.finders[kind]
	if find == nil {
		return Record{}, fault.Missing("record")
	}
	r, err := find(tx, id)
	if err != nil {
		return Record{}, err
	}
	return r, actor.Require(r.See, r.Object)
}

// Set gives a record another label. Whoever may change the record may make it stricter; a Co-Manager may loosen it.
func (s *Service) Set(ctx context.Context, actor access.Actor, kind, id string, to label.TLP, reason string) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		r, err := s.open(tx, actor, kind, id)
		if err != nil {
			return false, err
		}
		if !actor.Can(r.Edit, r.Object) && !actor.Can(RightLower, r.Object) {
			return false, actor.Require(r.Edit, r.Object)
		}
		if !to.Valid() {
			return false, fault.Wrong("label", "Choose one of the labels.")
		}
		if to.Looser(r.Object.Label) {
			// What becomes looser opens the record to others.
			if err := actor.RequireFresh(s.db.Clock()); err != nil {
				return false, err
			}
		}
		if err := SetIn(tx, actor, Setting{Kind: kind, ID: id, Object: r.Object, Above: r.Above, To: to, Reason: reason}); err != nil {
			return false, err
		}
		return true, r.Relabel(tx, to)
	})
	return err
}

// NameReader names an account, by its address, as a reader of a record that the actor may change.
func (s *Service) NameReader(ctx context.Context, actor access.Actor, kind, id, address string) error {
	return s.change(ctx, actor, kind, id, func(tx *db.Tx) error {
		if err := actor.RequireFresh(s.db.Clock()); err != nil {
			return err
		}
		account, err := db.One[string](tx, `select id from account where email_key = $1 and active = true`, strings.ToLower(strings.TrimSpace(address)))
		if errors.Is(err, db.ErrNone) {
			return fault.Wrong("email", "No account has this address. Ask an administrator to add one first.")
		}
		if err != nil {
			return err
		}
		return nameIn(tx, actor, kind, id, account)
	})
}

func nameIn(tx *db.Tx, actor access.Actor, kind, id, account string) error {
	n, err := tx.Affect(`insert into label_reader (kind, record_id, account_id, by_actor, at)
		select $1, $2, a.id, $4, $5 from account a where a.id = $3 on conflict do nothing`, kind, id, account, actor.Key(), tx.Now())
	if err != nil || n == 0 {
		return err
	}
	return audit.Record(tx, actor, ActionName, kind, id, map[string]string{"account": account})
}

// RemoveReader takes a name off the readers of a record. The last reader of what is RED stays, or nobody could read it again.
func (s *Service) RemoveReader(ctx context.Context, actor access.Actor, kind, id, account string) error {
	return s.change(ctx, actor, kind, id, func(tx *db.Tx) error {
		n, err := tx.Affect(`delete from label_reader where kind = $1 and record_id = $2 and account_id = $3`, kind, id, account)
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.Missing("reader")
		}
		r, err := s.finders[kind](tx, id)
		if err != nil {
			return err
		}
		if len(r.Object.Named) == 0 && r.Object.Label == label.Red {
			return fault.Clash("This is the last reader of a record labelled %s. Name another one first.", label.Red)
		}
		return audit.Record(tx, actor, ActionUnname, kind, id, map[string]string{"account": account})
	})
}

func (s *Service) change(ctx context.Context, actor access.Actor, kind, id string, do func(*db.Tx) error) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		r, err := s.open(tx, actor, kind, id)
		if err != nil {
			return false, err
		}
		if err := actor.Require(r.Edit, r.Object); err != nil {
			return false, err
		}
		return true, do(tx)
	})
	return err
}
