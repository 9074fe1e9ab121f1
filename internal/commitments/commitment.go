package commitments

import (
	"cmp"
	"fmt"
	"strings"
	"unicode/utf8"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/label"
	"counterpart/internal/parties"
	"counterpart/internal/vocabulary"
)

// Commitment is something that a party undertook at a meeting.
type Commitment struct {
	ID         string    `db:"id" json:"id"`
	Year       int       `db:"year" json:"year" doc:"In which it was made; with the serial the number under which it is filed"`
	Serial     int       `db:"serial" json:"serial"`
	PartyID    string    `db:"party_id" json:"party_id"`
	Party      string    `db:"party" json:"party"`
	PartyCode  string    `db:"party_code" json:"-"`
	PostID     string    `db:"post_id" json:"post_id,omitempty" doc:"That holds it; the focal point when empty"`
	Post       string    `db:"post" json:"post,omitempty"`
	Title      string    `db:"title" json:"title"`
	Words      string    `db:"words" json:"words,omitempty" doc:"As they were said; not in lists"`
	DueOn      db.Date   `db:"due_on" json:"due_on"`
	MadeOn     db.Date   `db:"made_on" json:"made_on"`
	ActivityID string    `db:"activity_id" json:"activity_id"`
	Activity   string    `db:"activity" json:"activity"`
	SessionID  string    `db:"session_id" json:"session_id,omitempty"`
	Session    string    `db:"session" json:"session,omitempty"`
	BodyID     string    `db:"body_id" json:"body_id,omitempty"`
	Body       string    `db:"body" json:"body,omitempty" doc:"To which it reports"`
	Label      label.TLP `db:"label" json:"label"`
	Named      []string  `json:"-"` // accounts that are named as readers
	State      State     `db:"state" json:"state" enum:"made,accepted,in_progress,done,partly_done,not_done,withdrawn"`
	SettledOn  db.Date   `db:"settled_on" json:"settled_on,omitempty"`
	LastWords  string    `db:"last_words" json:"last_words,omitempty" doc:"What was said last"`
	LastOn     db.Date   `db:"last_on" json:"last_on,omitempty"`
	LastStep   string    `db:"last_step_id" json:"-"`
	HolderID   string    `db:"holder_id" json:"-"`
	LinkID     string    `db:"link_id" json:"-"`
	RemindedAt db.Time   `db:"reminded_at" json:"reminded_at,omitzero"`
	OverdueAt  db.Time   `db:"overdue_at" json:"told_overdue_at,omitzero"`
	Version    int       `db:"version" json:"version"`

	members []string // the parties of the body, where they read it
}

// Reference is the number under which the commitment is filed: C 2024/17.
func (c Commitment) Reference() string { return fmt.Sprintf("C %d/%d", c.Year, c.Serial) }

// Object is the commitment as the access rule sees it.
func (c Commitment) Object() access.Object {
	return c.object(append([]string{c.PartyID}, c.members...)...)
}

// object is the commitment as it concerns some of its parties only.
func (c Commitment) object(parties ...string) access.Object {
	return access.Object{Parties: parties, Activities: []string{c.ID, c.ActivityID}, Label: c.Label, Named: c.Named}
}

// Late tells whether it is overdue on a day.
func (c Commitment) Late(today db.Date) bool { return c.State.Open() && c.DueOn < today }

// Draft is a commitment as somebody writes it down.
type Draft struct {
	PartyID     string    `json:"party_id"`
	PostID      string    `json:"post_id,omitempty" doc:"A post of the party; its focal point when empty"`
	Title       string    `json:"title" maxLength:"200"`
	Words       string    `json:"words,omitempty" maxLength:"4000" doc:"As they were said"`
	DueOn       db.Date   `json:"due_on"`
	MadeOn      db.Date   `json:"made_on,omitempty" doc:"The first day of the activity when empty"`
	ActivityID  string    `json:"activity_id"`
	SessionID   string    `json:"session_id,omitempty"`
	BodyID      string    `json:"body_id,omitempty" doc:"To which it reports"`
	Label       label.TLP `json:"label,omitempty" doc:"That of the pack, or AMBER, when empty"`
	LabelReason string    `json:"label_reason,omitempty" maxLength:"500" doc:"Why the label becomes looser; asked for only then"`
}

// complete checks the draft, lists everything wrong with it, and returns the activity that it was made at.
func (d *Draft) complete(tx *db.Tx, actor access.Actor, words *vocabulary.Words) (activities.Activity, error) {
	d.Title, d.Words = strings.TrimSpace(d.Title), strings.TrimSpace(strings.ReplaceAll(d.Words, "\r\n", "\n"))
	d.Label = cmp.Or(d.Label, DefaultLabel(words))
	var wrong fault.Invalid
	a, err := activities.FindIn(tx, d.ActivityID)
	switch {
	case err != nil && !fault.IsNotFound(err):
		return a, err
	case err != nil || !actor.Can(activities.RightSee, a.Object()):
		a = activities.Activity{}
		wrong.Add("activity_id", "Choose the activity at which it was said. There is none like this, or it is not open to you.")
	}
	d.MadeOn = cmp.Or(d.MadeOn, a.StartsOn)
	wrong.Check(d.MadeOn <= tx.Today() || a.ID == "", "made_on", "What was said lies in the past: choose today or an earlier day.")
	wrong.Check(d.Title != "" && !strings.Contains(d.Title, "\n"), "title", "Say in one line what the party undertook.")
	wrong.Check(utf8.RuneCountInString(d.Title) <= 200, "title", "Shorten this to 200 characters.")
	wrong.Check(utf8.RuneCountInString(d.Words) <= 4000, "words", "Shorten this to 4,000 characters.")
	wrong.Check(d.DueOn != "", "due_on", "Name the day by which it is to be done.")
	wrong.Check(d.DueOn == "" || d.MadeOn == "" || d.DueOn >= d.MadeOn, "due_on", "It cannot be due before it was said.")
	wrong.Check(d.Label.Valid(), "label", "Choose a label.")
	if err := d.checkPlaces(tx, &wrong); err != nil {
		return a, err
	}
	return a, wrong.Err()
}

// checkPlaces checks the session, the body and the post.
func (d *Draft) checkPlaces(tx *db.Tx, wrong *fault.Invalid) error {
	if d.SessionID != "" {
		s, _, err := activities.SessionObjectIn(tx, d.SessionID)
		if err != nil && !fault.IsNotFound(err) {
			return err
		}
		wrong.Check(err == nil && s.ActivityID == d.ActivityID, "session_id", "Choose a session of this activity.")
	}
	if d.BodyID != "" {
		there, err := bodyExists(tx, d.BodyID)
		if err != nil {
			return err
		}
		wrong.Check(there, "body_id", "Choose a body of the register.")
	}
	if d.PostID != "" {
		p, err := parties.FindPost(tx, d.PostID)
		if err != nil && !fault.IsNotFound(err) {
			return err
		}
		wrong.Check(err == nil && p.PartyID == d.PartyID, "post_id", "Choose a post of this party.")
	}
	return nil
}

// Step is one entry of a commitment's history.
type Step struct {
	Verb       Verb    `db:"verb" json:"verb"`
	From       State   `db:"state_from" json:"from,omitempty"`
	To         State   `db:"state_to" json:"to"`
	On         db.Date `db:"on_date" json:"on" doc:"The day of which it speaks"`
	Words      string  `db:"words" json:"words,omitempty"`
	Evidence   string  `db:"evidence" json:"evidence,omitempty" doc:"Words or an address"`
	ActivityID string  `db:"activity_id" json:"activity_id,omitempty" doc:"The meeting in which it was reported"`
	Activity   string  `db:"activity" json:"activity,omitempty"`
	At         db.Time `db:"at" json:"at"`
	By         string  `db:"by_name" json:"by,omitempty"`
}
