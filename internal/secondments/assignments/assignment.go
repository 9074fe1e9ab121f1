package assignments

import (
	"cmp"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/label"
	"counterpart/internal/vocabulary"
)

// Assignment is a post to fill by secondment.
type Assignment struct {
	ID           string    `db:"id" json:"id"`
	Year         int       `db:"year" json:"year"`
	Serial       int       `db:"serial" json:"serial"`
	Title        string    `db:"title" json:"title"`
	Project      string    `db:"project" json:"project" doc:"The discrete project"`
	Tasks        string    `db:"tasks" json:"tasks,omitempty" doc:"Not in lists, as the texts that follow"`
	Deliverables string    `db:"deliverables" json:"deliverables,omitempty"`
	Profile      string    `db:"profile" json:"profile,omitempty"`
	Lines        string    `db:"criteria" json:"criteria,omitempty" doc:"One in a line; needed ones begin with an asterisk"`
	Languages    string    `db:"languages" json:"languages,omitempty"`
	Office       string    `db:"office" json:"office"`
	Station      string    `db:"duty_station" json:"duty_station,omitempty"`
	DeskID       string    `db:"desk_id" json:"desk_id,omitempty"`
	Desk         string    `db:"desk" json:"desk,omitempty"`
	From         db.Date   `db:"from_on" json:"from"`
	To           db.Date   `db:"to_on" json:"to"`
	Places       int       `db:"places" json:"places"`
	Area         string    `db:"area" json:"area,omitempty"`
	Topic        string    `db:"topic" json:"topic,omitempty"`
	Label        label.TLP `db:"label" json:"label"`
	Named        []string  `json:"-"`
	Called       []string  `json:"-"` // the parties to which the call went
	State        Phase     `db:"state" json:"state" enum:"drafted,submitted,approved,open,closed,filled,cancelled"`
	Since        db.Date   `db:"since" json:"since"`
	DueOn        db.Date   `db:"due_on" json:"due_on,omitempty" doc:"By when the next step is taken"`
	AuthorBy     string    `db:"author_by" json:"-"`
	AuthorName   string    `db:"author_name" json:"author"`
	CallNumber   string    `db:"call_number" json:"call_number,omitempty" doc:"Of the note verbale"`
	CallOn       db.Date   `db:"call_on" json:"call_on,omitempty"`
	ClosesOn     db.Date   `db:"closes_on" json:"closes_on,omitempty"`
	Most         int       `db:"most" json:"most_per_party"`
	Taken        int       `db:"taken" json:"places_taken"`
	Version      int       `db:"version" json:"version"`
}

// Reference is the number under which the assignment is filed: A 2026/3.
func (a Assignment) Reference() string { return fmt.Sprintf("A %d/%d", a.Year, a.Serial) }

// Object is the assignment as the access rule sees it.
func (a Assignment) Object() access.Object {
	return access.Object{Parties: a.Called, Activities: []string{a.ID}, Label: a.Label, Named: a.Named}
}

// Criterion is one line of what candidates are held against.
type Criterion struct {
	Words  string `json:"words"`
	Needed bool   `json:"needed"`
}

// Criteria are the lines that candidates are held against.
func (a Assignment) Criteria() []Criterion { return criteria(a.Lines) }

func criteria(lines string) []Criterion {
	out := []Criterion{}
	for line := range strings.SplitSeq(lines, "\n") {
		line = strings.TrimSpace(line)
		words, needed := strings.CutPrefix(line, "*")
		if words = strings.TrimSpace(words); words != "" {
			out = append(out, Criterion{Words: words, Needed: needed})
		}
	}
	return out
}

// Terms are the terms of reference as somebody writes them.
type TermsDraft struct {
	Title        string    `json:"title" maxLength:"200"`
	Project      string    `json:"project" maxLength:"500" doc:"The discrete project, in one or two sentences"`
	Tasks        string    `json:"tasks" maxLength:"6000"`
	Deliverables string    `json:"deliverables" maxLength:"4000"`
	Profile      string    `json:"profile,omitempty" maxLength:"4000"`
	Criteria     string    `json:"criteria" maxLength:"2000" doc:"One in a line, at most ten; needed ones begin with an asterisk"`
	Languages    string    `json:"languages,omitempty" maxLength:"200"`
	Office       string    `json:"office" maxLength:"200"`
	Station      string    `json:"duty_station,omitempty" maxLength:"200"`
	DeskID       string    `json:"desk_id,omitempty"`
	From         db.Date   `json:"from"`
	To           db.Date   `json:"to"`
	Places       int       `json:"places,omitempty" doc:"1 when 0"`
	Area         string    `json:"area,omitempty" doc:"A term of the list strategy_area"`
	Topic        string    `json:"topic,omitempty" doc:"A term of the list topic"`
	Costs        []Cost    `json:"costs,omitempty"`
	Label        label.TLP `json:"label,omitempty"`
	LabelReason  string    `json:"label_reason,omitempty" maxLength:"500"`
}

// The bearers of a cost.
const (
	BearerState     = "state"
	BearerHost      = "host"
	BearerMechanism = "mechanism"
)

// Bearers lists who can bear a cost.
var Bearers = []string{BearerState, BearerHost, BearerMechanism}

// BearerWords names a bearer.
func BearerWords(code string) string {
	return map[string]string{BearerState: "Sending State", BearerHost: "Host", BearerMechanism: "Mechanism"}[code]
}

// Cost is a line of the cost-sharing table.
type Cost struct {
	Year     int    `db:"year" json:"year,omitempty" doc:"That of the first day when 0"`
	Item     string `db:"item" json:"item" maxLength:"200"`
	Bearer   string `db:"bearer" json:"bearer" enum:"state,host,mechanism"`
	Amount   int    `db:"amount" json:"amount" doc:"Whole units; 0 where it is not stated"`
	Currency string `db:"currency" json:"currency,omitempty" maxLength:"3"`
}

const mostCosts, mostCriteria = 20, 10

// LongestYears is how long a secondment lasts at most.
const LongestYears = 3

// complete checks the draft and lists everything wrong with it.
func (d *TermsDraft) complete(tx *db.Tx, words *vocabulary.Words) error {
	Tidy(&d.Title, &d.Project, &d.Tasks, &d.Deliverables, &d.Profile, &d.Criteria, &d.Languages, &d.Office, &d.Station)
	d.Label, d.Places = cmp.Or(d.Label, DefaultLabel(words)), cmp.Or(d.Places, 1)
	var wrong fault.Invalid
	wrong.Check(d.Title != "" && !strings.Contains(d.Title, "\n"), "title", "Give the assignment a title of one line.")
	wrong.Check(d.Project != "", "project", "Say which project the officer works on: one with an end.")
	wrong.Check(d.Tasks != "", "tasks", "Say what the officer does.")
	wrong.Check(d.Deliverables != "", "deliverables", "Say what is there at the end.")
	wrong.Check(d.Office != "", "office", "Name the office that hosts.")
	wrong.Check(d.From != "", "from", "Name the first day.")
	wrong.Check(d.To != "" && d.To > d.From, "to", "Name a last day after the first one.")
	wrong.Check(d.To == "" || d.From == "" || d.To <= d.From.AddDays(366*LongestYears), "to", "A secondment is for a project with an end: at most %d years.", LongestYears)
	wrong.Check(d.Places >= 1 && d.Places <= 9, "places", "From 1 to 9 officers can be seconded for one assignment.")
	wrong.Check(d.Area == "" || words.Has(vocabulary.Areas, d.Area), "area", "Choose an area of the list.")
	wrong.Check(d.Topic == "" || words.Has(vocabulary.Topics, d.Topic), "topic", "Choose a topic of the list.")
	wrong.Check(d.Label.Valid(), "label", "Choose a label.")
	n := len(criteria(d.Criteria))
	wrong.Check(n >= 1 && n <= mostCriteria, "criteria", "Write from 1 to %d criteria, one in a line. Begin needed ones with an asterisk.", mostCriteria)
	for _, one := range []struct {
		field, value string
		most         int
	}{
		{"title", d.Title, 200},
		{"project", d.Project, 500},
		{"tasks", d.Tasks, 6000},
		{"deliverables", d.Deliverables, 4000},
		{"profile", d.Profile, 4000},
		{"criteria", d.Criteria, 2000},
		{"languages", d.Languages, 200},
		{"office", d.Office, 200},
		{"duty_station", d.Station, 200},
	} {
		wrong.Check(utf8.RuneCountInString(one.value) <= one.most, one.field, "Shorten this to %d characters.", one.most)
	}
	if d.DeskID != "" {
		there, err := DeskExistsIn(tx, d.DeskID)
		if err != nil {
			return err
		}
		wrong.Check(there, "desk_id", "Choose a desk of the list.")
	}
	d.checkCosts(&wrong)
	return wrong.Err()
}

var currencyCode = regexp.MustCompile(`^[A-Z]{3}$`)

func (d *TermsDraft) checkCosts(wrong *fault.Invalid) {
	wrong.Check(len(d.Costs) <= mostCosts, "costs", "Write at most %d lines.", mostCosts)
	for i := range d.Costs {
		c := &d.Costs[i]
		Tidy(&c.Item)
		c.Currency = strings.ToUpper(strings.TrimSpace(c.Currency))
		if c.Year == 0 && d.From != "" {
			c.Year = d.From.Time().Year()
		}
		wrong.Check(c.Item != "" && utf8.RuneCountInString(c.Item) <= 200, "costs", "Line %d: name what is borne, in at most 200 characters.", i+1)
		wrong.Check(BearerWords(c.Bearer) != "", "costs", "Line %d: choose who bears it.", i+1)
		wrong.Check(c.Amount >= 0 && c.Amount <= 1_000_000_000, "costs", "Line %d: write the amount in whole units, or leave it out.", i+1)
		wrong.Check(c.Amount == 0 || currencyCode.MatchString(c.Currency), "costs", "Line %d: name the currency by its three letters.", i+1)
		wrong.Check(c.Year == 0 || c.Year >= 2000 && c.Year <= 2200, "costs", "Line %d: this is no year.", i+1)
	}
}

// Record is one entry of a history.
type Record struct {
	ID     string  `db:"id" json:"-"`
	Verb   string  `db:"verb" json:"verb"`
	From   string  `db:"state_from" json:"from,omitempty"`
	To     string  `db:"state_to" json:"to"`
	Words  string  `db:"words" json:"words,omitempty"`
	Rating int     `db:"rating" json:"rating,omitempty"`
	At     db.Time `db:"at" json:"at"`
	Actor  string  `db:"by_actor" json:"-"`
	By     string  `db:"by_name" json:"by,omitempty"`
}

// Approval is the agreement of a Co-Manager.
type Approval struct {
	Actor   string  `db:"by_actor" json:"-"`
	Name    string  `db:"by_name" json:"by"`
	PartyID string  `db:"party_id" json:"-"`
	Party   string  `db:"party" json:"party"`
	At      db.Time `db:"at" json:"at"`
}
