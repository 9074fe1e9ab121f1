package results

import (
	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
)

// Rights of this room.
const (
	// RightSee shows figures, and reports before they are published, within the labels:
	// administrator, officer, comanager; partner and expert of their activity.
	RightSee access.Right = "results.see"
	// RightWrite drafts and changes reports and submits them: administrator, officer.
	RightWrite access.Right = "results.write"
	// RightApprove approves a report or sends it back: comanager.
	RightApprove access.Right = "results.approve"
	// RightPublish publishes an approved report and restates figures: administrator, officer, comanager.
	RightPublish access.Right = "results.publish"
	// RightNames shows whom a figure of people counts: partners and experts read the number, and nobody's name.
	RightNames access.Right = "results.names"
	// RightVerify recomputes every published figure: administrator, and the command line.
	RightVerify access.Right = "results.verify"
)

// Actions in the history.
const (
	ActionDraft    audit.Action = "results.draft"
	ActionChange   audit.Action = "results.change"
	ActionSubmit   audit.Action = "results.submit"
	ActionSendBack audit.Action = "results.send_back"
	ActionApprove  audit.Action = "results.approve"
	ActionPublish  audit.Action = "results.publish"
	ActionRestate  audit.Action = "results.restate"
	ActionView     audit.Action = "results.view_people"
)

// Kind is how other tables name a report.
const Kind = "report"

// Service has the verbs and queries of this room.
type Service struct {
	db *db.DB
}

// New makes the service.
func New(d *db.DB) *Service { return &Service{db: d} }

// guarded loads an activity and asks for the right over it.
func guarded(tx *db.Tx, actor access.Actor, right access.Right, activityID string) (activities.Activity, error) {
	a, err := activities.FindIn(tx, activityID)
	if err != nil {
		return activities.Activity{}, err
	}
	return a, actor.Require(right, a.Object())
}
