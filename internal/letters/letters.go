package letters

import (
	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/jobs"
	"counterpart/internal/label"
	"counterpart/internal/labels"
	"counterpart/internal/people"
)

// Rights of this room. Administrator, officer and comanager hold all three; focalpoint holds none: it gets
// the mail itself.
const (
	RightSee  access.Right = "letters.see"  // letters, messages and their fate
	RightEdit access.Right = "letters.edit" // write letters
	RightSend access.Right = "letters.send" // send, and send again
)

// Actions in the history.
const (
	ActionWrite  audit.Action = "letters.write"
	ActionQueue  audit.Action = "letters.queue"
	ActionSend   audit.Action = "letters.send"
	ActionResend audit.Action = "letters.resend"

	ActionView     audit.Action = "letters.view"
	ActionViewList audit.Action = "letters.view_list"
	ActionViewTo   audit.Action = "letters.view_recipients"
)

// Kind is how other tables name a record of this room.
const (
	Kind        = "letter"
	KindMessage = "message"
)

// The kinds of letter.
const (
	Invitation   = "invitation"
	Reminder     = "reminder"
	Registration = "registration"
	Confirmation = "confirmation"
	Substitution = "substitution"
	NotSelected  = "not_selected"
	Note         = "note"
)

// Kinds lists the kinds in the order of the work.
var Kinds = []string{Invitation, Reminder, Registration, Confirmation, Substitution, NotSelected, Note}

// The kinds of mail that belong to no activity but to a request for support, a commitment, an outcome, a certificate, the alumni, a secondment, or the
// learning of those who take part; the pack's letters have these codes.
const (
	RequestAcknowledged = "request_acknowledged"
	RequestCirculated   = "request_circulated"
	MatchProposed       = "match_proposed"
	FulfilmentQuestion  = "fulfilment_question"
	CommitmentRecorded  = "commitment_recorded"
	CommitmentDue       = "commitment_due"
	CommitmentOverdue   = "commitment_overdue"
	CommitmentHanded    = "commitment_handed"
	OutcomeQuestion     = "outcome_question"
	TestOpen            = "test_open"
	EvaluationOpen      = "evaluation_open"
	PlanWrite           = "plan_write"
	PlanFollow          = "plan_follow"
	PlanReminder        = "plan_reminder"
	CertificateReady    = "certificate_ready"
	IntroductionAsked   = "introduction_asked"
	IntroductionAgreed  = "introduction_agreed"
	IntroductionMade    = "introduction_made"
	AlumniNews          = "alumni_news"

	SecondmentCall        = "secondment_call"
	SecondmentOffer       = "secondment_offer"
	SecondmentAcceptance  = "secondment_acceptance"
	SecondmentFeedback    = "secondment_feedback"
	SecondmentLetter      = "secondment_letter"
	SecondmentExtension   = "secondment_extension"
	SecondmentOwn         = "secondment_own"
	SecondmentCertificate = "secondment_certificate"
)

// templates names the pack's template that a letter of a kind starts from; a note starts blank.
var templates = map[string]string{
	Invitation: "invitation", Reminder: "nomination_reminder", Registration: "registration_link",
	Confirmation: "confirmation", Substitution: "substitution", NotSelected: "not_selected",
}

// Outbox takes mail within the transactions of the rooms that cause it.
type Outbox struct {
	queue *jobs.Queue
}

// NewOutbox makes an outbox over the job queue.
func NewOutbox(queue *jobs.Queue) *Outbox { return &Outbox{queue: queue} }

// NewPastOutbox makes an outbox for mail that left before the register was kept: what is put into it counts as sent at
// that moment, and nothing leaves.
func NewPastOutbox() *Outbox { return &Outbox{} }

// dispatch queues the job that sends a message, or notes that it was sent long ago.
func (o *Outbox) dispatch(tx *db.Tx, id string) error {
	if o.queue != nil {
		return o.queue.Enqueue(tx, SendArgs{Message: id})
	}
	return tx.Exec(`update message set state = $2, tries = 1, tried_at = $3, sent_at = $3 where id = $1`, id, Sent, tx.Now())
}

// Service has the verbs and queries of this room.
type Service struct {
	*Outbox
	db *db.DB
}

// New makes the service.
func New(d *db.DB, outbox *Outbox) *Service { return &Service{Outbox: outbox, db: d} }

// columns show the message of a row of "message m" to the access rule: a mail about an activity or a person is as closed
// as they are.
var columns = access.Columns{
	Above: []access.MarkColumns{
		{Label: "coalesce(a.label, nullif(m.label, ''), '" + string(label.Clear) + "')", Named: labels.Named(activities.Kind, "m.activity_id")},
		{Label: "coalesce(pe.label, '" + string(label.Clear) + "')", Named: labels.Named(people.Kind, "m.person_id")},
	},
	Party:    "m.party_id in (select p.id from party p where ? in (p.id, p.parent_id))",
	Activity: "m.activity_id = ?",
	Person:   "m.person_id = ?",
}
