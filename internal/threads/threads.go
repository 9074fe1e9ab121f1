package threads

import (
	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/label"
)

// Rights of this room.
const (
	RightSee  access.Right = "threads.see"  // whoever works with records: each sees the part that is open to them
	RightLink access.Right = "threads.link" // officer
)

// Actions in the history.
const (
	ActionLink    audit.Action = "threads.link"
	ActionEnd     audit.Action = "threads.end"
	ActionOutside audit.Action = "threads.outside"
)

// How other tables name the records of this room.
const (
	Kind        = "thread_link"
	KindOutside = "outside"
)

// Ref names a record: its kind and its id.
type Ref struct {
	Kind string `json:"kind"`
	ID   string `json:"id"`
}

// Record is a record of another room as a thread shows it.
type Record struct {
	Ref
	Title  string        `json:"title"`
	On     db.Date       `json:"on,omitempty" doc:"The day on which it happened or began"`
	Href   string        `json:"href"`
	Label  label.TLP     `json:"label,omitempty"`
	Object access.Object `json:"-"`
}

// Source is what the rooms above tell of their records of one kind.
type Source struct {
	Name string // "Activity"
	Hub  bool   // records of which so much is part that a thread is not followed through them, as a State
	// Load returns those of the records that the actor may see; the others are left out.
	Load func(tx *db.Tx, actor access.Actor, ids []string) ([]Record, error)
	// Find looks for records that the actor may see by the beginnings of their words.
	Find func(tx *db.Tx, actor access.Actor, words string, limit int) ([]Record, error)
}

// Service has the verbs and queries of this room.
type Service struct {
	db      *db.DB
	sources map[string]Source
	kinds   []string // in the order in which pages name them
}

// New makes the service. Sources tell of the records of each kind, named in the order of kinds.
func New(d *db.DB, kinds []string, sources map[string]Source) *Service {
	s := &Service{db: d, sources: map[string]Source{}, kinds: append(append([]string{}, kinds...), KindOutside)}
	for kind, source := range sources {
		s.sources[kind] = source
	}
	s.sources[KindOutside] = Source{Name: "Kept elsewhere", Load: loadOutside, Find: findOutside}
	return s
}

// KindName is a kind of record with its name.
type KindName struct{ Kind, Name string }

// Kinds lists the kinds of records that can be linked.
func (s *Service) Kinds() []KindName {
	out := make([]KindName, len(s.kinds))
	for i, k := range s.kinds {
		out[i] = KindName{k, s.sources[k].Name}
	}
	return out
}

// loadIn returns those of the records that the actor may see, by reference: one question to each room.
func (s *Service) loadIn(tx *db.Tx, actor access.Actor, refs []Ref) (map[Ref]Record, error) {
	ids := map[string][]string{}
	for _, r := range refs {
		ids[r.Kind] = append(ids[r.Kind], r.ID)
	}
	out := make(map[Ref]Record, len(refs))
	for kind, some := range ids {
		source, ok := s.sources[kind]
		if !ok {
			continue
		}
		list, err := source.Load(tx, actor, some)
		if err != nil {
			return nil, err
		}
		for _, r := range list {
			r.Kind = kind
			out[r.Ref] = r
		}
	}
	return out, nil
}

// between is a link of two records as the access rule sees it: it concerns what they concern.
func between(from, to Record, tlp label.TLP, named []string) access.Object {
	o := access.Object{Label: tlp, Named: named}
	for _, r := range []Record{from, to} {
		o.Parties = append(o.Parties, r.Object.Parties...)
		o.Activities = append(o.Activities, r.Object.Activities...)
		o.Persons = append(o.Persons, r.Object.Persons...)
	}
	return o
}

// SeenIn returns those of the records that the actor may see, by reference, for a higher room that links one of them.
func (s *Service) SeenIn(tx *db.Tx, actor access.Actor, refs []Ref) (map[Ref]Record, error) {
	return s.loadIn(tx, actor, refs)
}
