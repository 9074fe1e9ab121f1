package attendance

import (
	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
)

// Rights of this room.
const (
	// RightSee shows counts, arrivals and the register: administrator, officer, comanager, desk.
	RightSee access.Right = "attendance.see"
	// RightScan records scans and takes wrong ones back: administrator, officer, desk.
	RightScan access.Right = "attendance.scan"
	// RightBadge issues, prints, revokes and reissues badges: administrator, officer, desk.
	RightBadge access.Right = "attendance.badge"
	// RightExport takes the register along as a file: administrator, officer.
	RightExport access.Right = "attendance.export"
)

// Actions in the history.
const (
	ActionIssue        audit.Action = "attendance.issue_badges"
	ActionRevoke       audit.Action = "attendance.revoke_badge"
	ActionReissue      audit.Action = "attendance.reissue_badge"
	ActionRecord       audit.Action = "attendance.record"
	ActionVoid         audit.Action = "attendance.void"
	ActionExport       audit.Action = "attendance.export"
	ActionPrint        audit.Action = "attendance.export_badges"
	ActionViewBadges   audit.Action = "attendance.view_badges"
	ActionViewRegister audit.Action = "attendance.view_register"
	ActionViewDesk     audit.Action = "attendance.view_desk"
)

// Kind is how other tables name a check-in; histories of badges and exports are kept with the
// nomination and the activity.
const (
	Kind           = "checkin"
	kindNomination = "nomination"
	kindActivity   = "activity"
	kindPerson     = "person"
)

// Service has the verbs and queries of this room.
type Service struct {
	db *db.DB
}

// New makes the service.
func New(d *db.DB) *Service { return &Service{db: d} }
