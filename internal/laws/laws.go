package laws

import (
	"errors"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/files"
	"counterpart/internal/label"
	"counterpart/internal/labels"
	"counterpart/internal/vocabulary"
)

// Rights of this room.
const (
	RightSee  access.Right = "laws.see"  // everybody as far as the label lets them; focalpoint for the own party
	RightEdit access.Right = "laws.edit" // officer; focalpoint for the own party
)

// Actions in the history.
const (
	ActionEnter   audit.Action = "laws.enter"
	ActionChange  audit.Action = "laws.change"
	ActionLink    audit.Action = "laws.link"
	ActionUnlink  audit.Action = "laws.unlink"
	ActionFile    audit.Action = "laws.file"
	ActionRead    audit.Action = "laws.rehearse"
	ActionDiscard audit.Action = "laws.discard"
	ActionTake    audit.Action = "laws.take"
	ActionExport  audit.Action = "laws.export"
)

// Kind is how other tables name a law.
const Kind = "law"

// Options of the service.
type Options struct {
	Files *files.Store
}

// Service has the verbs and queries of this room.
type Service struct {
	db   *db.DB
	opts Options
}

// New makes the service.
func New(d *db.DB, opts Options) *Service { return &Service{db: d, opts: opts} }

// columns show a row of "national_law l" to the access rule.
var columns = access.Columns{Party: "l.party_id = ?", Label: "l.label", Named: labels.Named(Kind, "l.id")}

// DefaultLabel is the label that the pack gives to new laws: laws are published.
func DefaultLabel(words *vocabulary.Words) label.TLP { return words.DefaultLabel(Kind, label.Clear) }

func missing[T any](out T, err error, what string) (T, error) {
	if errors.Is(err, db.ErrNone) {
		var zero T
		return zero, fault.Missing(what)
	}
	return out, err
}
