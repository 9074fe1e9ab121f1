package recommendations

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/label"
)

// Priorities are how urgent a recommendation is.
var Priorities = []string{"high", "medium", "low"}

// Recommendation is one piece of advice.
type Recommendation struct {
	ID           string    `db:"id" json:"id"`
	AssessmentID string    `db:"assessment_id" json:"assessment_id"`
	Project      string    `db:"project" json:"project"`
	PartyID      string    `db:"party_id" json:"party_id"`
	Party        string    `db:"party" json:"party"`
	Title        string    `db:"title" json:"title"`
	Words        string    `db:"words" json:"words,omitempty"`
	OwnerID      string    `db:"owner_id" json:"owner_id,omitempty"`
	Owner        string    `db:"owner" json:"owner,omitempty"`
	Office       string    `db:"office" json:"office,omitempty"`
	DueOn        db.Date   `db:"due_on" json:"due_on,omitempty"`
	Priority     string    `db:"priority" json:"priority" enum:"high,medium,low"`
	State        State     `db:"state" json:"state" enum:"proposed,accepted,in_progress,done,partly_done,not_done,withdrawn"`
	Since        db.Date   `db:"since" json:"since"`
	Label        label.TLP `db:"label" json:"label"`
	Version      int       `db:"version" json:"version"`
	Named        []string  `db:"-" json:"-"`

	projectID string
	persons   []string // members of the assessment
}

// Object is the recommendation as the access rule sees it.
func (r Recommendation) Object() access.Object {
	return access.Object{Parties: []string{r.PartyID}, Activities: []string{r.AssessmentID, r.projectID}, Persons: r.persons, Label: r.Label, Named: r.Named}
}

// seenBy tells whether the actor reads it: whoever works on the assessment, and others once the State accepted it.
func (r Recommendation) seenBy(actor access.Actor) bool {
	return actor.Can(RightSee, r.Object()) || r.State.Open() && actor.Can(RightRead, r.Object())
}

// Late tells whether it is overdue on a day.
func (r Recommendation) Late(today db.Date) bool {
	return r.State.Waits() && r.DueOn != "" && r.DueOn < today
}

// Provision is one that a recommendation concerns, as the version in use has it.
type Provision struct {
	ID    string `db:"id" json:"id"`
	Code  string `db:"code" json:"code"`
	Short string `db:"short" json:"short"`
	Key   string `db:"key" json:"key"`
	Name  string `db:"name" json:"name"`
}

// Step is one entry of the history.
type Step struct {
	Verb  Verb    `db:"verb" json:"verb"`
	From  State   `db:"state_from" json:"from,omitempty"`
	To    State   `db:"state_to" json:"to"`
	On    db.Date `db:"on_date" json:"on"`
	Words string  `db:"words" json:"words,omitempty"`
	By    string  `db:"by_name" json:"by"`
}

// Draft is a recommendation as somebody writes it down.
type Draft struct {
	Title      string    `json:"title" maxLength:"200"`
	Words      string    `json:"words,omitempty" maxLength:"4000"`
	Provisions []string  `json:"provisions" maxItems:"100" doc:"Ids of provisions of the instruments that are assessed"`
	OwnerID    string    `json:"owner_id,omitempty" doc:"The State or an agency of it"`
	Office     string    `json:"office,omitempty" maxLength:"200" doc:"The post or office that answers for it; never a person"`
	DueOn      db.Date   `json:"due_on,omitempty"`
	Priority   string    `json:"priority,omitempty" enum:"high,medium,low," doc:"medium when empty"`
	Label      label.TLP `json:"label,omitempty" doc:"That of the pack when empty"`

	LabelReason string `json:"label_reason,omitempty" maxLength:"500" doc:"Why the label becomes looser; asked for only then"`
}

// check looks at the draft: known are the provisions of the assessment, owners the State and its agencies.
func (d *Draft) check(known, owners []string) error {
	d.Title, d.Words, d.Office = tidy(d.Title), tidy(d.Words), tidy(d.Office)
	d.Priority = cmp.Or(d.Priority, "medium")
	var wrong fault.Invalid
	wrong.Check(d.Title != "" && !strings.Contains(d.Title, "\n"), "title", "Write in one line what the State is advised to do.")
	wrong.Check(utf8.RuneCountInString(d.Title) <= 200, "title", "Shorten this to 200 characters.")
	wrong.Check(utf8.RuneCountInString(d.Words) <= 4000, "words", "Shorten this to 4000 characters.")
	wrong.Check(utf8.RuneCountInString(d.Office) <= 200, "office", "Shorten this to 200 characters.")
	wrong.Check(len(d.Provisions) > 0, "provisions", "Choose at least one provision that it concerns.")
	wrong.Check(len(d.Provisions) <= 100, "provisions", "Choose at most 100 provisions.")
	d.Provisions = slices.Compact(slices.Sorted(slices.Values(d.Provisions)))
	for _, id := range d.Provisions {
		if !slices.Contains(known, id) {
			wrong.Add("provisions", "Choose provisions of the instruments that are assessed.")
			break
		}
	}
	wrong.Check(d.OwnerID == "" || slices.Contains(owners, d.OwnerID), "owner_id", "Choose the State or one of its agencies.")
	wrong.Check(slices.Contains(Priorities, d.Priority), "priority", "Choose how urgent it is.")
	wrong.Check(d.DueOn == "" || validDay(d.DueOn), "due_on", "Write the day as year-month-day: 2026-12-31.")
	wrong.Check(d.Label.Valid(), "label", "Choose a label.")
	return wrong.Err()
}

func validDay(d db.Date) bool {
	_, err := db.ParseDate(string(d))
	return err == nil
}

func tidy(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }

// StepDraft is a step as somebody takes it.
type StepDraft struct {
	Verb  Verb    `json:"verb" enum:"accept,begin,note,finish,partly,fail,reopen,withdraw"`
	Words string  `json:"words,omitempty" maxLength:"2000" doc:"Needed to note how it stands, to say that it was not done or only partly, and to withdraw it; of an officer who accepts for the State, by which note"`
	On    db.Date `json:"on,omitempty" doc:"Today when empty"`
}

func (d *StepDraft) check(today db.Date, needed bool) error {
	d.Words, d.On = tidy(d.Words), cmp.Or(d.On, today)
	var wrong fault.Invalid
	wrong.Check(!needed || d.Words != "", "words", "Say it in words.")
	wrong.Check(utf8.RuneCountInString(d.Words) <= 2000, "words", "Shorten this to 2000 characters.")
	wrong.Check(validDay(d.On) && d.On <= today, "on", "Write the day on which it was, today at the latest.")
	return wrong.Err()
}
