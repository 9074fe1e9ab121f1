package parties

import (
	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
)

// Rights of this room.
const (
	RightSee  access.Right = "parties.see"
	RightEdit access.Right = "parties.edit"
)

// Actions in the history.
const (
	ActionAdd        audit.Action = "parties.add"
	ActionChange     audit.Action = "parties.change"
	ActionMembership audit.Action = "parties.membership"
	ActionBody       audit.Action = "parties.body"
	ActionBodyMember audit.Action = "parties.body_member"
	ActionPost       audit.Action = "parties.post"
)

// Kind is how other tables name a record of this room.
const (
	Kind     = "party"
	KindBody = "body"
	KindPost = "post"
)

// Service has the verbs and queries of this room.
type Service struct {
	db    *db.DB
	names nameLists
}

// New makes the service.
func New(d *db.DB) *Service { return &Service{db: d} }

// columns show the party of a row of "party p" to the access rule: the party itself or the one it is inside.
var columns = access.Columns{Party: "? in (p.id, p.parent_id)"}
