package actionplans

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/files"
	"counterpart/internal/label"
	"counterpart/internal/vocabulary"
)

// MaxActions is how many actions a plan has at most.
const MaxActions = 5

// Plan is what somebody means to change at home.
type Plan struct {
	ID             string    `db:"id" json:"id"`
	ActivityID     string    `db:"activity_id" json:"activity_id"`
	Activity       string    `db:"activity" json:"activity"`
	StartsOn       db.Date   `db:"starts_on" json:"-"`
	PersonID       string    `db:"person_id" json:"person_id"`
	Person         string    `db:"person" json:"person"`
	AddressForm    string    `db:"address_form" json:"-"`
	Email          string    `db:"email" json:"-"`
	PartyID        string    `db:"party_id" json:"party_id"`
	Party          string    `db:"party" json:"party"`
	PartyCode      string    `db:"party_code" json:"-"`
	Topic          string    `db:"topic" json:"topic,omitempty"`
	FromSupervisor string    `db:"from_supervisor" json:"from_supervisor,omitempty" doc:"Support that is needed"`
	FromOffice     string    `db:"from_office" json:"from_office,omitempty" doc:"Support that is needed of the secretariat"`
	PartyMaySee    bool      `db:"party_may_see" json:"party_may_see" doc:"The person lets the own focal point read it"`
	MayPropose     bool      `db:"may_propose" json:"may_propose" doc:"The person agrees that what changed is proposed as an outcome"`
	Label          label.TLP `db:"label" json:"label"`
	Named          []string  `json:"-"`
	PersonLabel    label.TLP `db:"person_label" json:"-"`
	PersonNamed    []string  `json:"-"`
	State          State     `db:"state" json:"state" enum:"draft,signed,followed,closed"`
	SignedOn       db.Date   `db:"signed_on" json:"signed_on,omitempty"`
	FollowOn       db.Date   `db:"follow_on" json:"follow_on,omitempty" doc:"When it is asked what became of it"`
	AskedAt        db.Time   `db:"asked_at" json:"asked_at,omitzero"`
	RemindedAt     db.Time   `db:"reminded_at" json:"reminded_at,omitzero"`
	FollowedOn     db.Date   `db:"followed_on" json:"followed_on,omitempty"`
	Reason         string    `db:"reason" json:"reason,omitempty" doc:"Why it was closed"`
	LinkID         string    `db:"link_id" json:"-"`
	MailState      string    `db:"mail_state" json:"mail_state,omitempty" doc:"Of the last mail that asked"`
	Progressed     int       `db:"progressed" json:"progressed" doc:"Actions done, or done in part"`
	ActionCount    int       `db:"action_count" json:"actions_count"`
	Version        int       `db:"version" json:"version"`
	CreatedAt      db.Time   `db:"created_at" json:"created_at"`
}

// Object is the plan as the access rule sees it.
func (p Plan) Object() access.Object {
	o := access.Object{
		Activities: []string{p.ActivityID}, Persons: []string{p.PersonID}, Label: p.Label, Named: p.Named,
		Above: []access.Mark{{Label: p.PersonLabel, Named: p.PersonNamed}},
	}
	if p.PartyMaySee {
		o.Parties = []string{p.PartyID}
	}
	return o
}

// Bounced tells whether the last mail that asked could not be delivered.
func (p Plan) Bounced() bool { return p.MailState == "failed" }

// Late tells whether the follow-up was due before a day and is missing.
func (p Plan) Late(today db.Date) bool {
	return p.State == Signed && p.FollowOn != "" && p.FollowOn < today
}

// Action is one thing that somebody means to do, with what became of it.
type Action struct {
	ID        string  `db:"id" json:"id"`
	PlanID    string  `db:"plan_id" json:"-"`
	Place     int     `db:"place" json:"place"`
	What      string  `db:"what" json:"what"`
	With      string  `db:"with_whom" json:"with,omitempty"`
	By        db.Date `db:"by_when" json:"by,omitempty"`
	Status    Status  `db:"status" json:"status,omitempty" enum:"done,in_part,not_done,no_longer,"`
	Changed   string  `db:"changed" json:"changed,omitempty"`
	Evidence  string  `db:"evidence" json:"evidence,omitempty" doc:"In words"`
	Address   string  `db:"address" json:"address,omitempty"`
	FileID    string  `db:"file_id" json:"file_id,omitempty"`
	File      string  `db:"file" json:"file,omitempty"`
	Obstacles string  `db:"obstacles" json:"obstacles,omitempty"`
	OutcomeID string  `db:"outcome_id" json:"outcome_id,omitempty" doc:"That was proposed of it"`
	Level     int     `db:"level" json:"level,omitempty" doc:"Of Kirkpatrick, once an outcome was proposed: 3 behaviour, 4 results"`
}

// Shown tells whether something shows the change.
func (a Action) Shown() bool { return a.Evidence != "" || a.Address != "" || a.FileID != "" }

// Ready tells whether an outcome can be made of it.
func (a Action) Ready() bool {
	return a.Status.Progress() && a.Changed != "" && a.Shown() && a.OutcomeID == ""
}

// ActionDraft is an action as somebody writes it down.
type ActionDraft struct {
	What string  `json:"what" maxLength:"500"`
	With string  `json:"with,omitempty" maxLength:"300"`
	By   db.Date `json:"by,omitempty"`
}

// PlanDraft is a plan as somebody writes it.
type PlanDraft struct {
	Topic          string        `json:"topic,omitempty" doc:"A term of the list topic"`
	Actions        []ActionDraft `json:"actions" nullable:"false"`
	FromSupervisor string        `json:"from_supervisor,omitempty" maxLength:"1000"`
	FromOffice     string        `json:"from_office,omitempty" maxLength:"1000"`
	PartyMaySee    bool          `json:"party_may_see,omitempty"`
}

// check lists everything wrong with the draft; what is only to be kept may lack something.
func (d *PlanDraft) check(tx *db.Tx, words *vocabulary.Words, final bool) error {
	var wrong fault.Invalid
	d.FromSupervisor, d.FromOffice = tidy(d.FromSupervisor), tidy(d.FromOffice)
	wrong.Check(d.Topic == "" || words.Has(vocabulary.Topics, d.Topic), "topic", "Choose a topic of the list.")
	short(&wrong, "from_supervisor", d.FromSupervisor, 1000)
	short(&wrong, "from_office", d.FromOffice, 1000)
	wrong.Check(len(d.Actions) <= MaxActions, "what.0", "A plan has at most %d actions.", MaxActions)
	for i := range d.Actions[:min(len(d.Actions), MaxActions)] {
		a, n := &d.Actions[i], strconv.Itoa(i)
		a.What, a.With = tidy(a.What), strings.Join(strings.Fields(a.With), " ")
		short(&wrong, "what."+n, a.What, 500)
		short(&wrong, "with."+n, a.With, 300)
		wrong.Check(a.What != "" || a.With == "" && a.By == "" || !final, "what."+n, "Write what you will change.")
		wrong.Check(a.By == "" || a.By >= tx.Today() || !final, "by."+n, "This day has passed: choose one that is still to come.")
		wrong.Check(a.What == "" || a.By != "" || !final, "by."+n, "Say by when you will have done it.")
	}
	d.Actions = slices.DeleteFunc(d.Actions, func(a ActionDraft) bool { return a.What == "" && a.With == "" && a.By == "" })
	wrong.Check(len(d.Actions) > 0 || !final, "what.0", "Write at least one thing that you will change.")
	return wrong.Err()
}

func short(wrong *fault.Invalid, field, s string, most int) {
	wrong.Check(utf8.ValidString(s) && utf8.RuneCountInString(s) <= most, field, "Shorten this to %d characters.", most)
}

func tidy(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }

// ActionReport is what became of one action.
type ActionReport struct {
	ID        string        `json:"id"`
	Status    Status        `json:"status,omitempty" enum:"done,in_part,not_done,no_longer,"`
	Changed   string        `json:"changed,omitempty" maxLength:"2000"`
	Evidence  string        `json:"evidence,omitempty" maxLength:"1000"`
	Address   string        `json:"address,omitempty" maxLength:"1000"`
	Obstacles string        `json:"obstacles,omitempty" maxLength:"1000"`
	Upload    *files.Upload `json:"-"`
}

// Report is what became of a plan.
type Report struct {
	Actions    []ActionReport `json:"actions" nullable:"false"`
	MayPropose bool           `json:"may_propose,omitempty" doc:"What changed may be proposed as an outcome"`
	Version    int            `json:"version,omitempty" doc:"The version that was read; whichever there is when 0"`
}

// check lists everything wrong with the report; what is only to be kept may lack something.
func (r *Report) check(actions []Action, final bool) error {
	var wrong fault.Invalid
	said := map[string]ActionReport{}
	for _, a := range r.Actions {
		a.Changed, a.Evidence, a.Address, a.Obstacles = tidy(a.Changed), tidy(a.Evidence), strings.TrimSpace(a.Address), tidy(a.Obstacles)
		said[a.ID] = a
	}
	r.Actions = r.Actions[:0]
	for _, of := range actions {
		a, known := said[of.ID]
		a.ID = of.ID
		n := strconv.Itoa(of.Place)
		wrong.Check(a.Status == "" && !final || slices.Contains(Statuses, a.Status), "status."+n, "Say what became of this action.")
		wrong.Check(!final || !a.Status.Progress() || a.Changed != "", "changed."+n, "Write in a few words what is otherwise now.")
		short(&wrong, "changed."+n, a.Changed, 2000)
		short(&wrong, "evidence."+n, a.Evidence, 1000)
		short(&wrong, "obstacles."+n, a.Obstacles, 1000)
		u, err := url.Parse(a.Address)
		whole := err == nil && u.Host != "" && (u.Scheme == "https" || u.Scheme == "http") && len(a.Address) <= 1000
		wrong.Check(a.Address == "" || whole || !final, "address."+n, "Write the whole address, from https:// on.")
		if known || final {
			r.Actions = append(r.Actions, a)
		}
	}
	return wrong.Err()
}

// Step is one entry of a plan's history.
type Step struct {
	Verb  Verb    `db:"verb" json:"verb"`
	To    State   `db:"state_to" json:"to"`
	Words string  `db:"words" json:"words,omitempty"`
	At    db.Time `db:"at" json:"at"`
	By    string  `db:"by_name" json:"by"`
}
