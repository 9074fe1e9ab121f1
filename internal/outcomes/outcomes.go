package outcomes

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
	"counterpart/internal/letters"
	"counterpart/internal/threads"
	"counterpart/internal/vocabulary"
)

// Rights of this room.
const (
	RightSee     access.Right = "outcomes.see"     // administrator, officer, comanager; focalpoint for the own party
	RightPropose access.Right = "outcomes.propose" // officer; focalpoint for the own party, and agrees to what is published of it
	RightReview  access.Right = "outcomes.review"  // officer
	RightApprove access.Right = "outcomes.approve" // comanager
)

// Actions in the history.
const (
	ActionPropose    audit.Action = "outcomes.propose"
	ActionRevise     audit.Action = "outcomes.revise"
	ActionStep       audit.Action = "outcomes.step"
	ActionSource     audit.Action = "outcomes.source"
	ActionContribute audit.Action = "outcomes.contribute"
	ActionWitness    audit.Action = "outcomes.substantiate"
	ActionAsk        audit.Action = "outcomes.ask"
	ActionTake       audit.Action = "outcomes.export"
)

// Kind is how other tables name the records of this room.
const Kind = "outcome"

// Options of the service.
type Options struct {
	Outbox  *letters.Outbox
	Files   *files.Store
	Threads *threads.Service
}

// Service has the verbs and queries of this room.
type Service struct {
	db   *db.DB
	opts Options
}

// New makes the service.
func New(d *db.DB, opts Options) *Service { return &Service{db: d, opts: opts} }

// columns show a row of "outcome o" to the access rule: it concerns the party that changed. A signed link after an activity is
// limited to what was proposed after it.
var columns = access.Columns{Party: "o.party_id = ?", Activity: "o.activity_id = ?", Label: "o.label", Named: labels.Named(Kind, "o.id")}

// DefaultLabel is the label that the pack gives to new outcomes.
func DefaultLabel(words *vocabulary.Words) label.TLP { return words.DefaultLabel(Kind, label.Amber) }

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
