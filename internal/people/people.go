package people

import (
	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/labels"
	"counterpart/internal/people/shown"
)

// Rights of this room. Administrator, officer: all three. Comanager and desk: RightSee. Focal point:
// RightSee and RightEdit within the party. Participant: RightSee, within the person.
const (
	RightSee    access.Right = shown.RightSee
	RightEdit   access.Right = "people.edit"
	RightImport access.Right = "people.import"
	RightAlias  access.Right = "people.alias" // administrator, officer
	RightHold   access.Right = "people.hold"  // administrator
)

// Actions in the history.
const (
	ActionAdd       audit.Action = "people.add"
	ActionChange    audit.Action = "people.change"
	ActionAffiliate audit.Action = "people.affiliate"
	ActionLeave     audit.Action = "people.end_affiliation"
	ActionHold      audit.Action = "people.hold_post"
	ActionVacate    audit.Action = "people.leave_post"
	ActionConsent   audit.Action = "people.consent"
	ActionView      audit.Action = "people.view"
	ActionViewList  audit.Action = "people.view_list"
	ActionViewStaff audit.Action = "people.view_staff"
	ActionViewAlike audit.Action = "people.view_alike"
	ActionViewPosts audit.Action = "people.view_posts"
	ActionAlias     audit.Action = "people.alias"
	ActionPlaceHold audit.Action = "people.place_hold"
	ActionLiftHold  audit.Action = "people.lift_hold"
	ActionErase     audit.Action = "people.erase"
)

// Kind is how other tables name a person.
const Kind = shown.Kind

// kindSound is the kind under which the sounds of names are kept, to find names that are spelled differently.
const kindSound = "person_sound"

// Service has the verbs and queries of this room.
type Service struct {
	db *db.DB
}

// New makes the service.
func New(d *db.DB) *Service { return &Service{db: d} }

// columns show the persons of rows of "person pe" to the access rule: a person belongs to the parties
// that they work for today or later, and to the parties that these are inside.
func columns(today db.Date) access.Columns {
	return access.Columns{
		Person: "pe.id = ?", Label: "pe.label", Named: labels.Named(Kind, "pe.id"),
		Party: `exists (select 1 from affiliation af join party ap on ap.id = af.party_id where af.person_id = pe.id
			and (af.valid_to is null or af.valid_to >= '` + string(today) + `') and ? in (ap.id, ap.parent_id))`,
	}
}
