package curricula

import (
	"cmp"
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/files"
	"counterpart/internal/label"
	"counterpart/internal/names"
	"counterpart/internal/vocabulary"
)

// Curriculum is a course by its code, as its version in force says it, or its newest one where none is in force.
type Curriculum struct {
	ID        string    `db:"id" json:"id"`
	Code      string    `db:"code" json:"code"`
	Label     label.TLP `db:"label" json:"label"`
	Named     []string  `json:"-"` // accounts that are named as readers
	LatestID  string    `db:"latest_id" json:"latest_version_id"`
	CurrentID string    `db:"current_id" json:"current_version_id,omitempty" doc:"In pilot or adopted; empty where none is"`
	Number    int       `db:"number" json:"number" doc:"Of the version in force, or of the newest one"`
	State     State     `db:"state" json:"state" enum:"draft,submitted,pilot,adopted,retired"`
	Title     string    `db:"title" json:"title"`
	Audience  string    `db:"audience" json:"audience,omitempty"`
	Languages Tags      `db:"languages" json:"languages" nullable:"false"`
	Minutes   int       `db:"minutes" json:"minutes"`
	Newer     State     `db:"newer" json:"newer,omitempty" doc:"State of a newer version that is not in force yet"`
}

// Object is the curriculum as the access rule sees it.
func (c Curriculum) Object() access.Object { return access.Object{Label: c.Label, Named: c.Named} }

// Tags are words without blanks; the database keeps them separated by blanks.
type Tags []string

// Scan reads the tags.
func (t *Tags) Scan(src any) error {
	switch v := src.(type) {
	case string:
		*t = strings.Fields(v)
	case []byte:
		*t = strings.Fields(string(v))
	case nil:
		*t = nil
	default:
		return fmt.Errorf("cannot read %T as tags", src)
	}
	return nil
}

func (t Tags) text() string { return strings.Join(t, " ") }

// Version is one state of what a curriculum teaches.
type Version struct {
	ID           string   `db:"id" json:"id"`
	CurriculumID string   `db:"curriculum_id" json:"curriculum_id"`
	Number       int      `db:"number" json:"number"`
	State        State    `db:"state" json:"state" enum:"draft,submitted,pilot,adopted,retired"`
	Title        string   `db:"title" json:"title"`
	Summary      string   `db:"summary" json:"summary,omitempty"`
	Audience     string   `db:"audience" json:"audience,omitempty"`
	Languages    Tags     `db:"languages" json:"languages" nullable:"false"`
	MinPresence  int      `db:"min_presence" json:"min_presence" doc:"Per cent of the hours"`
	NeedsTest    bool     `db:"needs_test" json:"needs_test" doc:"To complete it, the test after the course is taken"`
	NeedsPlan    bool     `db:"needs_plan" json:"needs_plan" doc:"To complete it, an action plan is written"`
	Criteria     string   `db:"criteria" json:"criteria,omitempty" doc:"What else is asked"`
	Changes      string   `db:"changes" json:"changes,omitempty" doc:"What it changes of the version before"`
	SubmittedBy  string   `db:"submitted_by" json:"-"`
	PilotOn      db.Date  `db:"pilot_on" json:"pilot_on,omitempty"`
	AdoptedOn    db.Date  `db:"adopted_on" json:"adopted_on,omitempty"`
	RetiredOn    db.Date  `db:"retired_on" json:"retired_on,omitempty"`
	Saved        int      `db:"saved" json:"saved" doc:"How often it was written: to be sent along with a change"`
	Modules      []Module `json:"modules" nullable:"false"`
}

// Minutes is how long all modules take.
func (v Version) Minutes() int {
	n := 0
	for _, m := range v.Modules {
		n += m.Minutes
	}
	return n
}

// Rule says in words what it takes to complete the version, with the presence that a delivery asks for.
func (v Version) Rule(minPresence int) string {
	out := "Presence in at least " + strconv.Itoa(minPresence) + " % of the hours"
	if v.NeedsTest {
		out += ", the test after the course"
	}
	if v.NeedsPlan {
		out += ", a written action plan"
	}
	if v.Criteria != "" {
		out += ". " + strings.TrimSuffix(v.Criteria, ".")
	}
	return out + "."
}

// Hours says minutes as hours: 1.5.
func Hours(minutes int) string { return strconv.FormatFloat(float64(minutes)/60, 'f', -1, 64) }

// Module is one part of a version.
type Module struct {
	ID         string     `db:"id" json:"id"`
	VersionID  string     `db:"version_id" json:"version_id"`
	Key        string     `db:"key" json:"key" doc:"The same in every version that has the module"`
	Position   int        `db:"position" json:"position"`
	Title      string     `db:"title" json:"title"`
	Objectives string     `db:"objectives" json:"objectives,omitempty"`
	Minutes    int        `db:"minutes" json:"minutes"`
	Trainers   string     `db:"trainers" json:"trainers,omitempty" doc:"What the trainers are to know"`
	Topics     Tags       `db:"topics" json:"topics" nullable:"false" doc:"Terms of the list topic"`
	Materials  []Material `json:"materials" nullable:"false"`
}

// Material is something that a module is taught with: a file or an address.
type Material struct {
	ID        string    `db:"id" json:"id"`
	ModuleID  string    `db:"module_id" json:"module_id"`
	VersionID string    `db:"version_id" json:"-"`
	Key       string    `db:"key" json:"-"`
	Title     string    `db:"title" json:"title"`
	Address   string    `db:"address" json:"address,omitempty"`
	FileID    string    `db:"file_id" json:"file_id,omitempty"`
	File      string    `db:"file" json:"file,omitempty"`
	Label     label.TLP `db:"label" json:"label"`
}

// object is the material as the access rule sees it: its own label and that of the curriculum must both be open.
func (m Material) object(c Curriculum) access.Object {
	return access.Object{Label: m.Label, Above: []access.Mark{c.Object().Mark()}}
}

// VersionDraft is a version as somebody writes it down.
type VersionDraft struct {
	Title       string   `json:"title" maxLength:"200"`
	Summary     string   `json:"summary,omitempty" maxLength:"4000"`
	Audience    string   `json:"audience,omitempty" maxLength:"1000" doc:"For whom it is"`
	Languages   []string `json:"languages,omitempty" maxItems:"20" doc:"BCP 47 tags"`
	MinPresence int      `json:"min_presence" minimum:"0" maximum:"100" doc:"Per cent of the hours"`
	NeedsTest   bool     `json:"needs_test,omitempty"`
	NeedsPlan   bool     `json:"needs_plan,omitempty"`
	Criteria    string   `json:"criteria,omitempty" maxLength:"1000" doc:"What else is asked"`
	Changes     string   `json:"changes,omitempty" maxLength:"2000" doc:"What it changes of the version before, and why"`
}

func (d *VersionDraft) check(wrong *fault.Invalid) {
	for _, s := range []*string{&d.Title, &d.Summary, &d.Audience, &d.Criteria, &d.Changes} {
		*s = strings.TrimSpace(strings.ReplaceAll(*s, "\r\n", "\n"))
	}
	wrong.Check(d.Title != "" && !strings.Contains(d.Title, "\n"), "title", "Write the title of the course, in one line.")
	wrong.Check(d.MinPresence >= 0 && d.MinPresence <= 100, "min_presence", "Write how much of the hours somebody is to be present, from 0 to 100 per cent.")
	for i, tag := range d.Languages {
		known, ok := names.Language(tag)
		wrong.Check(ok, "languages", "%q is not a language tag. Write it as en, id or zh-Hant.", tag)
		d.Languages[i] = known
	}
	wrong.Check(len(d.Languages) <= 20, "languages", "Name 20 languages at most.")
	tooLong(wrong, "title", d.Title, 200)
	tooLong(wrong, "summary", d.Summary, 4000)
	tooLong(wrong, "audience", d.Audience, 1000)
	tooLong(wrong, "criteria", d.Criteria, 1000)
	tooLong(wrong, "changes", d.Changes, 2000)
}

func tooLong(wrong *fault.Invalid, field, value string, most int) {
	wrong.Check(utf8.RuneCountInString(value) <= most, field, "Shorten this to %d characters.", most)
}

// NewDraft is a curriculum that begins with its first version.
type NewDraft struct {
	Code  string    `json:"code" maxLength:"20" doc:"Short, in capitals: OSINT"`
	Label label.TLP `json:"label,omitempty" doc:"That of the pack, or GREEN, when empty"`
	VersionDraft
}

var code = regexp.MustCompile(`^[A-Z][A-Z0-9-]{1,19}$`)

func (d *NewDraft) check(words *vocabulary.Words) error {
	d.Code, d.Label = strings.ToUpper(strings.TrimSpace(d.Code)), cmp.Or(d.Label, DefaultLabel(words))
	var wrong fault.Invalid
	wrong.Check(code.MatchString(d.Code), "code", "Write a code of 2 to 20 letters, digits and dashes that begins with a letter: OSINT.")
	wrong.Check(d.Label.Valid(), "label", "Choose a label.")
	d.VersionDraft.check(&wrong)
	return wrong.Err()
}

// ModuleDraft is a module as somebody writes it down.
type ModuleDraft struct {
	Title      string   `json:"title" maxLength:"200"`
	Objectives string   `json:"objectives,omitempty" maxLength:"4000" doc:"What those who took it can do afterwards"`
	Minutes    int      `json:"minutes" minimum:"1" maximum:"6000"`
	Trainers   string   `json:"trainers,omitempty" maxLength:"1000" doc:"What the trainers are to know"`
	Topics     []string `json:"topics,omitempty" maxItems:"20" doc:"Terms of the list topic"`
	Position   int      `json:"position,omitempty" minimum:"0" maximum:"100" doc:"Its place among the modules; the last one when 0"`
}

func (d *ModuleDraft) check(words *vocabulary.Words) error {
	for _, s := range []*string{&d.Title, &d.Objectives, &d.Trainers} {
		*s = strings.TrimSpace(strings.ReplaceAll(*s, "\r\n", "\n"))
	}
	var wrong fault.Invalid
	wrong.Check(d.Title != "" && !strings.Contains(d.Title, "\n"), "title", "Write the title of the module, in one line.")
	wrong.Check(d.Minutes >= 1 && d.Minutes <= 6000, "minutes", "Write how long it takes: up to 100 hours.")
	wrong.Check(d.Position >= 0 && d.Position <= 100, "position", "Its place is a number from 1 to 100.")
	for _, t := range d.Topics {
		wrong.Check(words.Has(vocabulary.Topics, t), "topics", "Choose topics of the list; %q is none.", t)
	}
	tooLong(&wrong, "title", d.Title, 200)
	tooLong(&wrong, "objectives", d.Objectives, 4000)
	tooLong(&wrong, "trainers", d.Trainers, 1000)
	return wrong.Err()
}

// MaterialDraft is a material as somebody writes it down.
type MaterialDraft struct {
	Title   string        `json:"title" maxLength:"300"`
	Address string        `json:"address,omitempty" maxLength:"1000" doc:"Where it is, from https:// on"`
	Label   label.TLP     `json:"label,omitempty" doc:"That of the curriculum when empty"`
	Upload  *files.Upload `json:"-"`
}

func (d *MaterialDraft) check(c Curriculum) error {
	d.Title, d.Address, d.Label = strings.TrimSpace(d.Title), strings.TrimSpace(d.Address), cmp.Or(d.Label, c.Label)
	var wrong fault.Invalid
	wrong.Check(d.Title != "", "title", "Say what it is.")
	tooLong(&wrong, "title", d.Title, 300)
	wrong.Check(d.Address == "" || WholeAddress(d.Address), "address", "Write the whole address, from https:// on.")
	wrong.Check((d.Address == "") != (d.Upload == nil), "address", "Give an address or a file: one of the two.")
	wrong.Check(d.Label.Valid() && d.Label != label.Red, "label", "Choose a label other than TLP:RED: a material has no named readers of its own.")
	return wrong.Err()
}

// WholeAddress tells whether the text is an address that can be followed.
func WholeAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.Host != "" && (u.Scheme == "https" || u.Scheme == "http") && len(s) <= 1000 && !strings.ContainsAny(s, " \n")
}

// Step is one entry of a version's history.
type Step struct {
	Verb  Verb    `db:"verb" json:"verb"`
	From  State   `db:"state_from" json:"from"`
	To    State   `db:"state_to" json:"to"`
	Words string  `db:"words" json:"words,omitempty"`
	At    db.Time `db:"at" json:"at"`
	Actor string  `db:"by_actor" json:"-"`
	By    string  `db:"by_name" json:"by"`
}

// Feedback is what somebody who taught or took a version found.
type Feedback struct {
	ID         string  `db:"id" json:"id"`
	VersionID  string  `db:"version_id" json:"version_id"`
	Number     int     `db:"number" json:"number"`
	ModuleKey  string  `db:"module_key" json:"module_key,omitempty"`
	Module     string  `db:"module" json:"module,omitempty"`
	ActivityID string  `db:"activity_id" json:"activity_id,omitempty"`
	Words      string  `db:"words" json:"words"`
	At         db.Time `db:"at" json:"at"`
	By         string  `db:"by_name" json:"by"`
}

// FeedbackDraft is feedback as somebody writes it down.
type FeedbackDraft struct {
	VersionID  string `json:"version_id"`
	ModuleKey  string `json:"module_key,omitempty" doc:"Of the module that it is about; of the whole version when empty"`
	ActivityID string `json:"activity_id,omitempty" doc:"The delivery at which it was found"`
	Words      string `json:"words" maxLength:"2000"`
}
