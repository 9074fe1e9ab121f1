package recommendations

import (
	"errors"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/label"
	"counterpart/internal/labels"
	"counterpart/internal/support"
	"counterpart/internal/vocabulary"
)

// Rights of this room.
const (
	RightSee    access.Right = "recommendations.see"    // administrator, officer, comanager; focalpoint of the State; whoever is a member of the assessment
	RightRead   access.Right = "recommendations.read"   // everybody, as far as the label lets them, what the State accepted
	RightWrite  access.Right = "recommendations.write"  // officer; focalpoint of the State; a member of the assessment who may write in it
	RightAnswer access.Right = "recommendations.answer" // officer; focalpoint of the State
)

// Actions in the history.
const (
	ActionPropose audit.Action = "recommendations.propose"
	ActionChange  audit.Action = "recommendations.change"
	ActionStep    audit.Action = "recommendations.step"
	ActionRequest audit.Action = "recommendations.request"
)

// Kind is how other tables name a recommendation.
const Kind = "recommendation"

// Service has the verbs and queries of this room.
type Service struct {
	db      *db.DB
	support *support.Service
}

// New makes the service; needs become requests for support.
func New(d *db.DB, s *support.Service) *Service { return &Service{db: d, support: s} }

// columns show a row of "recommendation r" to the access rule: it concerns the State and the members of its assessment.
var columns = access.Columns{
	Party: "r.party_id = ?", Activity: "? in (r.assessment_id, (select g.project_id from gap_assessment g where g.id = r.assessment_id))",
	Person: "exists (select 1 from gap_member m where m.assessment_id = r.assessment_id and m.person_id = ?)",
	Label:  "r.label", Named: labels.Named(Kind, "r.id"),
}

// DefaultLabel is the label that the pack gives to new recommendations.
func DefaultLabel(words *vocabulary.Words) label.TLP { return words.DefaultLabel(Kind, label.Amber) }

func missing[T any](out T, err error, what string) (T, error) {
	if errors.Is(err, db.ErrNone) {
		var zero T
		return zero, fault.Missing(what)
	}
	return out, err
}
