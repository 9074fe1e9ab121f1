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
	"time"

	"counterpart/internal/access"
	"counterpart/internal/db"
)

// The lists of terms that a pack fills.
const (
	Statuses      = "membership_status"
	PartyKinds    = "party_kind"
	BodyKinds     = "body_kind"
	PostKinds     = "post_kind"
	Areas         = "strategy_area"
	ActivityKinds = "activity_kind"
	Topics        = "topic"
	Categories    = "category"
	Modes         = "mode"
	Consents      = "consent"
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

// Words is a snapshot of the whole vocabulary.
type Words struct {
	lists map[string][]Term
	codes map[string]Term
	until time.Time
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
	db   *db.DB
	mu   sync.Mutex
	last *Words
}

// New makes the service.
func New(d *db.DB) *Service { return &Service{db: d} }

// fresh is how long a snapshot serves before it is read again: a pack load on another replica
// shows within this time.
const fresh = 5 * time.Second

// Words returns the vocabulary for pages. Rules inside a transaction use In.
func (s *Service) Words(ctx context.Context) (*Words, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.db.Clock()
	if s.last != nil && now.Before(s.last.until) {
		return s.last, nil
	}
	w, err := db.View(ctx, s.db, In)
	if err != nil {
		return nil, err
	}
	w.until = now.Add(fresh)
	s.last = w
	return w, nil
}

// Forget drops the snapshot, after a pack was loaded.
func (s *Service) Forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last = nil
}

// In reads the vocabulary as the transaction sees it.
func In(tx *db.Tx) (*Words, error) {
	terms, err := db.All[Term](tx, `select list, code, name, plural, parent, position, counts, active, extra
		from term order by list, position, code`)
	if err != nil {
		return nil, err
	}
	w := &Words{lists: map[string][]Term{}, codes: make(map[string]Term, len(terms))}
	for _, t := range terms {
		w.lists[t.List] = append(w.lists[t.List], t)
		w.codes[t.List+"\x00"+t.Code] = t
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
