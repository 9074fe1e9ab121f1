package connections

import (
	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/labels"
	"counterpart/internal/people"
)

// Rights of this room.
const (
	RightSee access.Right = "connections.see" // administrator, officer, comanager: who met whom, by activity and party
	RightOwn access.Right = "connections.own" // participant: the own contacts
)

// Actions in the history.
const (
	ActionMeet      audit.Action = "connections.meet"
	ActionShare     audit.Action = "connections.share"
	ActionViewOwn   audit.Action = "connections.view_own"
	ActionTakeOwn   audit.Action = "connections.export_own"
	ActionViewList  audit.Action = "connections.view_list"
	ActionViewParty audit.Action = "connections.view_party"
)

// Kind is how histories name a connection.
const Kind = "connection"

// How two people met.
const (
	ByMeeting  = "meeting"  // that was arranged
	ByExchange = "exchange" // one scanned the code of the other
	ByMixer    = "mixer"    // at one table of a round
)

// Service has the queries of this room.
type Service struct {
	db *db.DB
}

// New makes the service.
func New(d *db.DB) *Service { return &Service{db: d} }

// Columns show a row of "connection c" with its sides "o" and "t" to the access rule: both people must be open, since the
// row names both.
var Columns = access.Columns{
	Party: "? in (o.party_id, t.party_id)", Activity: "c.activity_id = ?",
	Above: []access.MarkColumns{
		{Label: "(select lp.label from person lp where lp.id = o.person_id)", Named: labels.Named(people.Kind, "o.person_id")},
		{Label: "(select lp.label from person lp where lp.id = t.person_id)", Named: labels.Named(people.Kind, "t.person_id")},
		{Label: "(select la.label from activity la where la.id = c.activity_id)", Named: labels.Named(activities.Kind, "c.activity_id")},
	},
}
