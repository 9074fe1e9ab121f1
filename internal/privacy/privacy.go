package privacy

import (
	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/files"
	"counterpart/internal/people"
	"counterpart/internal/registrations"
	"counterpart/internal/secondments"
)

// Rights of this room. What is held of oneself is open to everyone who is signed in.
const (
	RightOwn      access.Right = "privacy.own"      // every role, for the own person
	RightReview   access.Right = "privacy.review"   // administrator, officer: the data of others, erasures, retention
	RightRegister access.Right = "privacy.register" // administrator, officer, comanager, auditor: the register of processing and the breach log
	RightLog      access.Right = "privacy.log"      // administrator, officer: write the breach log
)

// Actions in the history.
const (
	ActionView    audit.Action = "privacy.view"
	ActionList    audit.Action = "privacy.view_erasures"
	ActionCopy    audit.Action = "privacy.export_copy"
	ActionShow    audit.Action = "privacy.show"
	ActionAsk     audit.Action = "privacy.ask_erasure"
	ActionTakeIn  audit.Action = "privacy.withdraw_erasure"
	ActionReview  audit.Action = "privacy.review_erasure"
	ActionRefuse  audit.Action = "privacy.refuse_erasure"
	ActionErase   audit.Action = "privacy.erase"
	ActionKeep    audit.Action = "privacy.keep_longer"
	ActionCarry   audit.Action = "privacy.carry_out"
	ActionClock   audit.Action = "privacy.confirm_clock"
	ActionBreach  audit.Action = "privacy.log_breach"
	ActionMeasure audit.Action = "privacy.change_breach"
)

// Kinds under which histories name the records of this room.
const (
	KindErasure = "erasure"
	KindItem    = "retention_item"
	KindBreach  = "breach"
)

// Options of the service.
type Options struct {
	Secondments   *secondments.Service   // opens what was written about secondees
	Registrations *registrations.Service // opens the sealed answers
	Accounts      *accounts.Service      // forgets sessions that ended
	Files         *files.Store
	Log           string // the file that says who was erased, kept outside the database
}

// Service has the verbs and queries of this room.
type Service struct {
	db   *db.DB
	opts Options
}

// New makes the service.
func New(d *db.DB, opts Options) *Service { return &Service{db: d, opts: opts} }

// mayKnow asks whether the actor may see what is held of a person: the person themselves, or who reviews.
func mayKnow(actor access.Actor, personID string, o access.Object) error {
	if personID == "" {
		return fault.Clash("Your account is not tied to a person of the register. Ask the secretariat to tie it.")
	}
	if actor.Person == personID && actor.Holds(RightOwn) {
		return nil
	}
	return actor.Require(RightReview, o)
}

// mayDecide asks whether the actor may decide for the person: only they themselves, or the secretariat on their behalf.
func mayDecide(tx *db.Tx, actor access.Actor, personID string) (people.Person, error) {
	if personID == "" {
		return people.Person{}, mayKnow(actor, "", access.Anything)
	}
	p, err := people.FindIn(tx, personID)
	if err != nil {
		return p, err
	}
	o, err := people.ObjectIn(tx, personID)
	if err != nil {
		return p, err
	}
	if err := mayKnow(actor, personID, o); err != nil {
		return p, err
	}
	if !p.ErasedAt.IsZero() {
		return p, fault.Clash("%s was erased. The record is not used again.", p.Given)
	}
	return p, nil
}
