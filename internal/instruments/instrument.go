package instruments

import (
	"encoding/json"
	"fmt"
	"strings"

	"counterpart/internal/db"
	"counterpart/internal/instruments/library"
)

// The words of libraries, as this room uses them.
type (
	Obligation = library.Obligation
	Relation   = library.Relation
)

// The levels of obligation, and how one provision stands to another.
const (
	Shall    = library.Shall
	Consider = library.Consider
	May      = library.May
	General  = library.General

	Equal     = library.Equal
	Subset    = library.Subset
	Superset  = library.Superset
	Intersect = library.Intersect
)

// Lines are texts of one line; the database keeps them as lines.
type Lines []string

// Scan reads the lines.
func (l *Lines) Scan(src any) error {
	var s string
	switch v := src.(type) {
	case string:
		s = v
	case []byte:
		s = string(v)
	case nil:
	default:
		return fmt.Errorf("cannot read %T as lines", src)
	}
	*l = nil
	if s != "" {
		*l = strings.Split(s, "\n")
	}
	return nil
}

// MarshalJSON writes no lines as an empty list.
func (l Lines) MarshalJSON() ([]byte, error) { return json.Marshal(append([]string{}, l...)) }

// Version is one loaded library of an instrument.
type Version struct {
	ID           string  `db:"id" json:"id"`
	InstrumentID string  `db:"instrument_id" json:"instrument_id"`
	Code         string  `db:"code" json:"code"`
	Number       int     `db:"number" json:"number"`
	Title        string  `db:"title" json:"title"`
	Short        string  `db:"short" json:"short"`
	Language     string  `db:"language" json:"language"`
	AdoptedOn    db.Date `db:"adopted_on" json:"adopted_on,omitempty"`
	InForceOn    db.Date `db:"in_force_on" json:"in_force_on,omitempty"`
	Draft        bool    `db:"draft" json:"draft" doc:"Not reviewed yet; the note says by whom it is to be"`
	Note         string  `db:"note" json:"note,omitempty"`
	Provider     string  `db:"provider" json:"provider,omitempty"`
	Copyright    string  `db:"copyright" json:"copyright,omitempty"`
	Source       string  `db:"source" json:"source,omitempty"`
	PublishedOn  db.Date `db:"published_on" json:"published_on,omitempty"`
	Digest       string  `db:"digest" json:"digest" doc:"SHA-256 of the file"`
	LoadedAt     db.Time `db:"loaded_at" json:"loaded_at"`
	By           string  `db:"by_name" json:"-"`
	Latest       bool    `db:"latest" json:"in_use"`
}

// Node is a provision as a version has it. Its ID is the same in every version of the instrument.
type Node struct {
	ID         string     `db:"id" json:"id"`
	Key        string     `db:"key" json:"key"`
	ParentID   string     `db:"parent_id" json:"parent_id,omitempty"`
	Position   int        `db:"position" json:"position"`
	Depth      int        `db:"depth" json:"depth"`
	Number     string     `db:"number" json:"number,omitempty"`
	Title      string     `db:"title" json:"title"`
	Obligation Obligation `db:"obligation" json:"obligation" enum:"shall,consider,may,general"`
	Theme      string     `db:"theme" json:"theme,omitempty" doc:"A term of the list theme"`
	Assessable bool       `db:"assessable" json:"assessable"`
	Text       string     `db:"text" json:"text,omitempty"`
	URL        string     `db:"url" json:"url,omitempty"`
	Guidance   Lines      `db:"guidance" json:"guidance" nullable:"false"`
	Note       string     `db:"note" json:"note,omitempty" doc:"What the makers of the library say about it"`
}

// Name is how a provision is called in lists: its number and title.
func (n Node) Name() string { return strings.TrimSpace(n.Number + " " + n.Title) }

// Was says that a provision of a version came of an earlier one.
type Was struct {
	ID    string `db:"provision_id" json:"id"`
	WasID string `db:"was_id" json:"was_id"`
}

// Mapping says what an answer under one provision says about another.
type Mapping struct {
	ID        string   `db:"id" json:"id"`
	FromID    string   `db:"from_id" json:"from_id"`
	ToID      string   `db:"to_id" json:"to_id"`
	Relation  Relation `db:"relation" json:"relation" enum:"equal,subset,superset,intersect"`
	Basis     string   `db:"basis" json:"basis,omitempty"`
	Rationale string   `db:"rationale" json:"rationale,omitempty"`
	Draft     bool     `db:"draft" json:"draft"`
	Source    string   `db:"source" json:"source"`
}
