// Package vocabulary holds the words that the mechanism pack configures: statuses, kinds, topics,
// areas, categories, and how the mechanism is called. Nothing about a mechanism is in the code.
package vocabulary

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/label"
	"counterpart/internal/vocabulary/pack"
)

// The lists of terms that a pack fills.
const (
	Statuses         = "membership_status"
	PartyKinds       = "party_kind"
	BodyKinds        = "body_kind"
	PostKinds        = "post_kind"
	Areas            = "strategy_area"
	ActivityKinds    = "activity_kind"
	Topics           = "topic"
	PublicationKinds = "publication_kind"
	HelpTypes        = "help_type"
	Themes           = "theme"
	ChangeKinds      = "change_kind"
	Categories       = "category"
	Modes            = "mode"
	Consents         = "consent"
)

// Rights of this room.
const (
	RightLoad access.Right = "vocabulary.load"
)

// Term is one word of a list. Counts says what it counts as in figures, for example a party kind
// as "state", a membership status as "member".
type Term struct {
	List     string `db:"list"`
	Code     string `db:"code"`
	Name     string `db:"name"`
	Plural   string `db:"plural"`
	Parent   string `db:"parent"`
	Position int    `db:"position"`
	Counts   string `db:"counts"`
	Active   bool   `db:"active"`
	Extra    string `db:"extra"`
}

// Answer is the term as an answer of a form.
func (t Term) Answer() (value, words string) { return t.Code, t.Name }

// Words is a snapshot of the whole vocabulary. Pack is the mechanism pack it came from.
type Words struct {
	Pack  *pack.Pack
	lists map[string][]Term
	codes map[string]Term
}

// List returns the active terms of a list in their order.
func (w *Words) List(list string) []Term {
	return slices.DeleteFunc(slices.Clone(w.lists[list]), func(t Term) bool { return !t.Active })
}

// Name is the name of a term, or its code where the list does not have it.
func (w *Words) Name(list, code string) string {
	if t, ok := w.codes[list+"\x00"+code]; ok {
		return t.Name
	}
	return code
}

// Term finds a term.
func (w *Words) Term(list, code string) (Term, bool) {
	t, ok := w.codes[list+"\x00"+code]
	return t, ok
}

// Has tells whether the list has an active term of this code.
func (w *Words) Has(list, code string) bool {
	t, ok := w.Term(list, code)
	return ok && t.Active
}

// DefaultLabel is the label that the pack gives to new records of a class, or another one where it says nothing.
func (w *Words) DefaultLabel(class string, otherwise label.TLP) label.TLP {
	if w.Pack != nil {
		for _, l := range w.Pack.Labels {
			if l.Class == class {
				return l.TLP
			}
		}
	}
	return otherwise
}

// Codes returns the codes of a list that count as the given thing.
func (w *Words) Codes(list, counts string) []string {
	var out []string
	for _, t := range w.lists[list] {
		if t.Counts == counts {
			out = append(out, t.Code)
		}
	}
	return out
}

// Service reads the vocabulary.
type Service struct {
	db *db.DB
}

// New makes the service.
func New(d *db.DB) *Service { return &Service{db: d} }

// Words returns the vocabulary for pages. Rules inside a transaction use In.
func (s *Service) Words(ctx context.Context) (*Words, error) { return db.View(ctx, s.db, In) }

// Mechanism says how the installation is called, where it sits and who must approve.
func (s *Service) Mechanism(ctx context.Context) (pack.Mechanism, error) {
	w, err := s.Words(ctx)
	if err != nil {
		return pack.Mechanism{}, err
	}
	return w.Pack.Mechanism, nil
}

// MechanismIn is Mechanism within a transaction.
func MechanismIn(tx *db.Tx) (pack.Mechanism, error) {
	w, err := In(tx)
	if err != nil {
		return pack.Mechanism{}, err
	}
	return w.Pack.Mechanism, nil
}

// snapshots keeps the vocabulary of each load of a pack: a load never changes, so it is read once.
var snapshots sync.Map // id of the load -> *Words

// In reads the vocabulary as the transaction sees it.
func In(tx *db.Tx) (*Words, error) {
	id, err := db.One[string](tx, `select id from pack order by id desc limit 1`)
	if err != nil && !errors.Is(err, db.ErrNone) {
		return nil, err
	}
	if w, ok := snapshots.Load(id); ok && id != "" {
		return w.(*Words), nil
	}
	w, err := read(tx, id)
	if err == nil && id != "" {
		snapshots.Store(id, w)
	}
	return w, err
}

func read(tx *db.Tx, packID string) (*Words, error) {
	terms, err := db.All[Term](tx, `select list, code, name, plural, parent, position, counts, active, extra
		from term order by list, position, code`)
	if err != nil {
		return nil, err
	}
	w := &Words{Pack: &pack.Pack{}, lists: map[string][]Term{}, codes: make(map[string]Term, len(terms))}
	for _, t := range terms {
		w.lists[t.List] = append(w.lists[t.List], t)
		w.codes[t.List+"\x00"+t.Code] = t
	}
	if packID == "" {
		return w, nil
	}
	source, err := db.One[string](tx, `select source from pack where id = $1`, packID)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal([]byte(source), w.Pack); err != nil {
		return nil, fmt.Errorf("the loaded pack cannot be read: %w", err)
	}
	return w, nil
}

// Setting reads one setting as JSON into out; a missing one leaves out as it is.
func Setting(tx *db.Tx, key string, out any) error {
	raw, err := db.One[string](tx, `select value from setting where key = $1`, key)
	if errors.Is(err, db.ErrNone) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := json.Unmarshal([]byte(raw), out); err != nil {
		return fmt.Errorf("setting %s: %w", key, err)
	}
	return nil
}

// SetSetting writes one setting as JSON.
func SetSetting(tx *db.Tx, key string, value any) error {
	raw, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("setting %s: %w", key, err)
	}
	return tx.Exec(`insert into setting (key, value) values ($1, $2) on conflict (key) do update set value = excluded.value`, key, string(raw))
}
