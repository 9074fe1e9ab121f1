package activities

import (
	_ "time/tzdata" // zones are the same on every machine

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/labels"
)

// Rights of this room. Administrator, officer and comanager hold both; desk, focalpoint and participant
// hold RightSee within their scope.
const (
	RightSee  access.Right = "activities.see"
	RightEdit access.Right = "activities.edit"
)

// Actions in the history.
const (
	ActionInitiative audit.Action = "activities.initiative"
	ActionPlan       audit.Action = "activities.plan"
	ActionChange     audit.Action = "activities.change"
	ActionOpen       audit.Action = "activities.open"
	ActionHeld       audit.Action = "activities.held"
	ActionCancel     audit.Action = "activities.cancel"
	ActionQuestions  audit.Action = "activities.questions"
	ActionRoom       audit.Action = "activities.room"
	ActionSession    audit.Action = "activities.session"
	ActionSpeaker    audit.Action = "activities.speaker"
)

// Kind is how other tables name a record of this room.
const (
	Kind           = "activity"
	KindInitiative = "initiative"
	KindSession    = "session"
)

// Service has the verbs and queries of this room.
type Service struct {
	db *db.DB
}

// New makes the service.
func New(d *db.DB) *Service { return &Service{db: d} }

// OfParty is the condition that a party, or one inside it, belongs to the activity whose id the expression gives, for
// access.Columns.
func OfParty(activityID string) string {
	return `exists (select 1 from activity_party ap join party app on app.id = ap.party_id where ap.activity_id = ` + activityID + ` and ? in (app.id, app.parent_id))`
}

// Scope shows the activity of a row of "activity a" to the access rule.
func Scope() access.Columns {
	return access.Columns{Activity: "a.id = ?", Label: "a.label", Named: labels.Named(Kind, "a.id"), Party: OfParty("a.id")}
}

var columns = Scope()
