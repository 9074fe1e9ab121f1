package curricula

import (
	"context"
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
	RightRead   access.Right = "curricula.read"   // everybody: the version in force, within its label
	RightSee    access.Right = "curricula.see"    // administrator, officer, comanager: every version
	RightWrite  access.Right = "curricula.write"  // officer
	RightReview access.Right = "curricula.review" // officer, comanager: agree to a pilot of what others wrote, say what was found
	RightAdopt  access.Right = "curricula.adopt"  // comanager
)

// Actions in the history.
const (
	ActionBegin    audit.Action = "curricula.begin"
	ActionWrite    audit.Action = "curricula.write"
	ActionStep     audit.Action = "curricula.step"
	ActionFeedback audit.Action = "curricula.feedback"
	ActionTake     audit.Action = "curricula.export"
)

// Kind is how other tables name a curriculum.
const Kind = "curriculum"

// Options of the service.
type Options struct {
	Files *files.Store // for materials
}

// Service has the verbs and queries of this room.
type Service struct {
	db   *db.DB
	opts Options
}

// New makes the service.
func New(d *db.DB, opts Options) *Service { return &Service{db: d, opts: opts} }

// columns show a row of "curriculum c" to the access rule: it concerns no party, so that the label alone decides who reads it.
var columns = access.Columns{Label: "c.label", Named: labels.Named(Kind, "c.id")}

// DefaultLabel is the label that the pack gives to new curricula.
func DefaultLabel(words *vocabulary.Words) label.TLP { return words.DefaultLabel(Kind, label.Green) }

func missing[T any](out T, err error, what string) (T, error) {
	if errors.Is(err, db.ErrNone) {
		var zero T
		return zero, fault.Missing(what)
	}
	return out, err
}

// Words are the vocabulary, for pages.
func (s *Service) Words(ctx context.Context) (*vocabulary.Words, error) {
	return db.View(ctx, s.db, vocabulary.In)
}
