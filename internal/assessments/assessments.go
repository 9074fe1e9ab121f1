package assessments

import (
	"errors"
	"slices"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/label"
	"counterpart/internal/labels"
	"counterpart/internal/letters"
	"counterpart/internal/people"
	"counterpart/internal/vocabulary"
)

// Rights of this room.
const (
	RightSee    access.Right = "assessments.see"    // administrator, officer, comanager: the bank, and figures without names
	RightManage access.Right = "assessments.manage" // officer: items, tests, what was written on paper, and scores by name
	RightTake   access.Right = "assessments.take"   // participant: the own test
	RightAgreed access.Right = "assessments.agreed" // focalpoint: scores of own people who agreed to it
)

// Actions in the history.
const (
	ActionItem   audit.Action = "assessments.item"
	ActionReview audit.Action = "assessments.review"
	ActionRetire audit.Action = "assessments.retire"
	ActionTest   audit.Action = "assessments.test"
	ActionFix    audit.Action = "assessments.fix"
	ActionSend   audit.Action = "assessments.send"
	ActionSubmit audit.Action = "assessments.submit"
	ActionType   audit.Action = "assessments.type"
	ActionAccept audit.Action = "assessments.accept"
	ActionView   audit.Action = "assessments.view"
	ActionExport audit.Action = "assessments.export"
)

// How histories name the records of this room.
const (
	KindItem = "test_item"
	KindTest = "test"
)

// leastShown is below how many people no figure of a test is shown, whatever the pack says.
const leastShown = 5

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

// Columns show a row of "assessment_taker k" to the access rule: its activity and person, and its party where the person agreed;
// with the labels of the person and of the activity.
var Columns = access.Columns{
	Party: "(k.party_may_see and k.party_id = ?)", Activity: "k.activity_id = ?", Person: "k.person_id = ?",
	Above: []access.MarkColumns{
		{Label: "(select lp.label from person lp where lp.id = k.person_id)", Named: labels.Named(people.Kind, "k.person_id")},
		{Label: "(select la.label from activity la where la.id = k.activity_id)", Named: labels.Named(activities.Kind, "k.activity_id")},
	},
}

// Label is that of pages and files with scores of people.
func Label(a activities.Activity) label.TLP { return label.Strictest(label.AmberStrict, a.Label) }

func missing[T any](out T, err error, what string) (T, error) {
	if errors.Is(err, db.ErrNone) {
		var zero T
		return zero, fault.Missing(what)
	}
	return out, err
}

// least is how many people a figure needs to be shown.
func least(words *vocabulary.Words) int { return max(leastShown, words.Pack.Mechanism.SuppressBelow) }

// languages are those of the mechanism, the first one first.
func languages(words *vocabulary.Words) []string {
	if words.Pack == nil || len(words.Pack.Mechanism.Languages) == 0 {
		return []string{"en"}
	}
	return slices.Clone(words.Pack.Mechanism.Languages)
}

// activityIn loads an activity over which the actor must hold the right.
func activityIn(tx *db.Tx, actor access.Actor, right access.Right, id string) (activities.Activity, error) {
	a, err := activities.FindIn(tx, id)
	if err != nil {
		return a, err
	}
	return a, actor.Require(right, a.Object())
}
