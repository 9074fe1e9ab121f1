package delegations

import (
	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/files"
	"counterpart/internal/labels"
	"counterpart/internal/letters"
	"counterpart/internal/people"
)

// Rights of this room, with the roles that should hold them.
const (
	RightSee      access.Right = "delegations.see"      // administrator, officer, comanager, desk; focalpoint for the own party
	RightAllocate access.Right = "delegations.allocate" // officer
	RightInvite   access.Right = "delegations.invite"   // officer
	RightNominate access.Right = "delegations.nominate" // officer; focalpoint for the own party
	RightScreen   access.Right = "delegations.screen"   // officer
)

// Actions in the history.
const (
	ActionView       audit.Action = "delegations.view"
	ActionViewList   audit.Action = "delegations.view_list"
	ActionViewOwn    audit.Action = "delegations.view_own"
	ActionViewKnown  audit.Action = "delegations.view_known"
	ActionViewAsked  audit.Action = "delegations.view_invited"
	ActionExport     audit.Action = "delegations.export"
	ActionAllocate   audit.Action = "delegations.allocate"
	ActionInvite     audit.Action = "delegations.invite"
	ActionRemind     audit.Action = "delegations.remind"
	ActionNote       audit.Action = "delegations.note_verbale"
	ActionNominate   audit.Action = "delegations.nominate"
	ActionConfirm    audit.Action = "delegations.confirm"
	ActionReserve    audit.Action = "delegations.reserve"
	ActionAskBack    audit.Action = "delegations.ask_back"
	ActionReply      audit.Action = "delegations.reply"
	ActionDecline    audit.Action = "delegations.decline"
	ActionWithdraw   audit.Action = "delegations.withdraw"
	ActionSubstitute audit.Action = "delegations.substitute"
	ActionOrder      audit.Action = "delegations.order"
	ActionNotComing  audit.Action = "delegations.decline_invitation"
)

// How histories name the records of this room.
const (
	Kind           = "nomination"
	KindSeats      = "allocation"
	KindInvitation = "invitation"
)

// Options of the service.
type Options struct {
	Files  *files.Store      // for notes verbales
	Outbox *letters.Outbox   // for invitations, questions and registration links
	Links  *accounts.Service // for the addresses of links
}

// Service has the verbs and queries of this room.
type Service struct {
	db   *db.DB
	opts Options
}

// New makes the service.
func New(d *db.DB, opts Options) *Service { return &Service{db: d, opts: opts} }

// Columns shows a row of "nomination n" to the access rule: its party, activity and person, with the labels of the person
// and of the activity. A nomination carries none of its own.
var Columns = access.Columns{
	Party: "? in (n.party_id, n.from_party_id)", Activity: "n.activity_id = ?", Person: "n.person_id = ?",
	Above: []access.MarkColumns{
		{Label: "(select lp.label from person lp where lp.id = n.person_id)", Named: labels.Named(people.Kind, "n.person_id")},
		{Label: "(select la.label from activity la where la.id = n.activity_id)", Named: labels.Named(activities.Kind, "n.activity_id")},
	},
}

// about is a party's part in an activity as the access rule sees it.
func about(activityID string, partyIDs ...string) access.Object {
	return access.Object{Activities: []string{activityID}, Parties: partyIDs}
}
