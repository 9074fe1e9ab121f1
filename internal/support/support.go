package support

import (
	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/labels"
	"counterpart/internal/letters"
)

// Rights of this room.
const (
	RightSee    access.Right = "support.see"    // administrator, officer, comanager; focalpoint for what concerns the party
	RightAsk    access.Right = "support.ask"    // officer; focalpoint for the own party: ask, offer, answer
	RightHandle access.Right = "support.handle" // officer
	RightOffers access.Right = "support.offers" // everybody, as far as the label of an offer lets them
)

// Actions in the history.
const (
	ActionEnter       audit.Action = "support.enter"
	ActionChange      audit.Action = "support.change"
	ActionStep        audit.Action = "support.step"
	ActionCirculate   audit.Action = "support.circulate"
	ActionOffer       audit.Action = "support.offer"
	ActionChangeOffer audit.Action = "support.change_offer"
	ActionEndOffer    audit.Action = "support.withdraw_offer"
	ActionPropose     audit.Action = "support.propose_match"
	ActionAnswer      audit.Action = "support.answer_match"
	ActionRespond     audit.Action = "support.respond"
	ActionFulfilment  audit.Action = "support.fulfilment"
	ActionTake        audit.Action = "support.export"
)

// How other tables name the records of this room.
const (
	Kind         = "request"
	KindOffer    = "offer"
	KindMatch    = "match"
	KindResponse = "response"
)

// Options of the service.
type Options struct {
	Outbox *letters.Outbox
	Links  func(path string) string // the whole address of a page
}

// Service has the verbs and queries of this room.
type Service struct {
	db   *db.DB
	opts Options
}

// New makes the service.
func New(d *db.DB, opts Options) *Service {
	if opts.Links == nil {
		opts.Links = func(path string) string { return path }
	}
	return &Service{db: d, opts: opts}
}

// columns show a row of "support_request r" to the access rule: it concerns the party that asks and those to which it was
// circulated. A signed link about one request is limited to it as others are to an activity.
var columns = access.Columns{
	Party:    `? in (select r.party_id union all select c.party_id from support_circulation c where c.request_id = r.id)`,
	Activity: "r.id = ?", Label: "r.label", Named: labels.Named(Kind, "r.id"),
}

// offerColumns show a row of "support_offer o" to the access rule.
var offerColumns = access.Columns{Party: "o.party_id = ?", Label: "o.label", Named: labels.Named(KindOffer, "o.id")}
