package commitments

import (
	"context"
	"errors"
	"fmt"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/label"
	"counterpart/internal/labels"
	"counterpart/internal/letters"
	"counterpart/internal/vocabulary"
)

// Rights of this room.
const (
	RightSee    access.Right = "commitments.see"    // administrator, officer, comanager; focalpoint for what concerns the party
	RightReport access.Right = "commitments.report" // officer; focalpoint for the own party: accept, say how it stands, withdraw
	RightRecord access.Right = "commitments.record" // officer
)

// Actions in the history.
const (
	ActionRecord  audit.Action = "commitments.record"
	ActionChange  audit.Action = "commitments.change"
	ActionStep    audit.Action = "commitments.step"
	ActionAsk     audit.Action = "commitments.ask"
	ActionMeeting audit.Action = "commitments.meeting"
	ActionTake    audit.Action = "commitments.export"
)

// Kind is how other tables name the records of this room.
const Kind = "commitment"

// Options of the service.
type Options struct {
	Outbox *letters.Outbox
}

// Service has the verbs and queries of this room.
type Service struct {
	db   *db.DB
	opts Options
}

// New makes the service.
func New(d *db.DB, opts Options) *Service { return &Service{db: d, opts: opts} }

// seated are the parties with a place in a body on a day, as SQL over "body_member m".
func seated(day db.Date) string {
	return fmt.Sprintf("(m.valid_from is null or m.valid_from <= '%[1]s') and (m.valid_to is null or m.valid_to >= '%[1]s')", day)
}

// columns show a row of "commitment c" to the access rule: it concerns the party that made it and, once it was accepted and where
// its label is GREEN or looser, the parties of the body to which it reports. A signed link about one commitment is limited to it
// as others are to an activity.
func columns(day db.Date) access.Columns {
	return access.Columns{
		Party: `? in (select c.party_id union all select m.party_id from body_member m where m.body_id = c.body_id and c.state <> 'made'
			and c.label in ('` + string(label.Green) + `', '` + string(label.Clear) + `') and ` + seated(day) + `)`,
		Activity: "? in (c.id, c.activity_id)", Label: "c.label", Named: labels.Named(Kind, "c.id"),
	}
}

// shared tells whether the parties of the body read it too.
func (c Commitment) shared() bool {
	return c.BodyID != "" && c.State != Made && (c.Label == label.Green || c.Label == label.Clear)
}

// DefaultLabel is the label that the pack gives to new commitments.
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
