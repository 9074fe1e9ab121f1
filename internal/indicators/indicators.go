package indicators

import (
	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/files"
)

// Rights of this room.
const (
	// RightSee shows the framework and every value, also before it is published: administrator, officer, comanager.
	RightSee access.Right = "indicators.see"
	// RightEdit changes the framework: officer.
	RightEdit access.Right = "indicators.edit"
	// RightPropose proposes values and restatements: officer.
	RightPropose access.Right = "indicators.propose"
	// RightApprove approves a value that somebody else proposed, or sends it back: comanager.
	RightApprove access.Right = "indicators.approve"
	// RightPublish publishes an approved value: officer, comanager.
	RightPublish access.Right = "indicators.publish"
	// RightVerify recomputes every published value: administrator, officer, comanager, and the command line.
	RightVerify access.Right = "indicators.verify"
)

// Actions in the history.
const (
	ActionAddResult    audit.Action = "indicators.add_result"
	ActionChangeResult audit.Action = "indicators.change_result"
	ActionAdd          audit.Action = "indicators.add"
	ActionChange       audit.Action = "indicators.change"
	ActionPropose      audit.Action = "indicators.propose"
	ActionRestate      audit.Action = "indicators.restate"
	ActionWithdraw     audit.Action = "indicators.withdraw"
	ActionSendBack     audit.Action = "indicators.send_back"
	ActionApprove      audit.Action = "indicators.approve"
	ActionPublish      audit.Action = "indicators.publish"
)

// How the history names the records of this room.
const (
	Kind       = "indicator"
	KindResult = "framework_result"
)

// Service has the verbs and queries of this room.
type Service struct {
	db    *db.DB
	files *files.Store
}

// New makes the service; store keeps the evidence of entered values.
func New(d *db.DB, store *files.Store) *Service { return &Service{db: d, files: store} }
