package reach

import (
	"context"
	"slices"
	"strconv"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/labels"
	"counterpart/internal/parties"
)

// RightSee shows whom the mechanism has reached: administrator, officer, comanager.
const RightSee access.Right = "reach.see"

// ActionExport notes that the list was taken along. It holds counts and names nobody.
const ActionExport audit.Action = "reach.export"

// Service has the queries of this room.
type Service struct {
	db *db.DB
}

// New makes the service.
func New(d *db.DB) *Service { return &Service{db: d} }

// ofParty and ofActivity show the rows "party p" and "activity a" to the access rule. What is counted is of a party that the
// actor may see, at activities whose label is open to the actor, as on the pages of the activities.
var (
	ofParty    = access.Columns{Party: "? in (p.id, p.parent_id)"}
	ofActivity = access.Columns{Party: "'' <> ?", Activity: "a.id = ?", Label: "a.label", Named: labels.Named(activities.Kind, "a.id")}
)

// Measure is one thing that is counted. rows is a query for party_id, activity_id, the day and a number of people, one row for
// each party and activity; it may read "acts", the activities that count.
type Measure struct {
	Key   string `json:"key"`
	Name  string `json:"name"`
	Words string `json:"definition"`
	rows  string
}

// Measures are what is counted, in the order in which a party takes the steps. Another one is one more line here.
// People are counted before the activities are looked up: so an index is read in its order, and nothing is sorted.
var Measures = []Measure{
	{"invited", "Invited", "Activities to which the party was invited.", `select i.party_id, i.activity_id, a.day, 0 as n from invitation i join acts a on a.id = i.activity_id`},
	{"named", "Named", "Activities for which the party named people, whatever became of the nominations.", `select n.party_id, n.activity_id, a.day, n.people from (
		select party_id, activity_id, count(distinct person_id) as people from nomination group by party_id, activity_id) n join acts a on a.id = n.activity_id`},
	{"came", "Came", "Activities to which somebody of the party came: was checked in, and the check-in was not taken back.", `select c.party_id, c.activity_id, a.day, c.people from (
		select party_id, activity_id, count(distinct person_id) as people from checkin where direction = 'in' and void_reason = '' group by party_id, activity_id) c join acts a on a.id = c.activity_id`},
}

// Never is the step of a party that no measure counts; the other steps are the keys of the measures.
const Never = "never"

// StepWords says each step.
var StepWords = map[string]string{Never: "Never invited", "invited": "Invited, named nobody", "named": "Named people, nobody came", "came": "Came"}

// Steps lists the steps, from the party that is furthest away.
func Steps() []string {
	out := []string{Never}
	for _, m := range Measures {
		out = append(out, m.Key)
	}
	return out
}

// Count is what one measure counts for a party.
type Count struct {
	Activities int     `json:"activities"`
	People     int     `json:"people" doc:"Once for each activity; 0 for invitations"`
	First      db.Date `json:"first,omitempty"`
	Last       db.Date `json:"last,omitempty"`
}

func (c Count) add(o Count) Count {
	c.Activities, c.People = c.Activities+o.Activities, c.People+o.People
	if c.First == "" || o.First != "" && o.First < c.First {
		c.First = o.First
	}
	c.Last = max(c.Last, o.Last)
	return c
}

// Counts are those of all measures, by key.
type Counts map[string]Count

// Step is the furthest of the measures that counted anything.
func (c Counts) Step() string {
	for _, m := range slices.Backward(Measures) {
		if c[m.Key].Activities > 0 {
			return m.Key
		}
	}
	return Never
}

// Year is one year of a party.
type Year struct {
	Year   int    `json:"year"`
	Status string `json:"status,omitempty" doc:"On the last day of the year, or today in the current one"`
	Counts Counts `json:"counts"`
}

// Party is a party of the top level with what is counted of it and of the parties inside it.
type Party struct {
	ID      string  `db:"id" json:"id"`
	Name    string  `db:"name" json:"name"`
	Kind    string  `db:"kind" json:"kind"`
	Region  string  `db:"region" json:"region,omitempty"`
	ISO     string  `db:"iso" json:"iso,omitempty"`
	SortKey string  `db:"sort_key" json:"-"`
	Status  string  `db:"-" json:"status,omitempty" doc:"As at the end of the last year"`
	Since   db.Date `db:"-" json:"status_since,omitempty" doc:"Since when it has that status"`
	Step    string  `db:"-" json:"step" enum:"never,invited,named,came"`
	Counts  Counts  `db:"-" json:"counts"`
	Years   []Year  `db:"-" json:"years" nullable:"false"`
}

// Object is the party as the access rule sees it.
func (p Party) Object() access.Object { return access.Object{Parties: []string{p.ID}} }

// Filter narrows what is counted, and of whom.
type Filter struct {
	From, To     int    // years
	Status       string // of the party, as at the end of each year
	Region       string
	Kind         string // of the party
	ActivityKind string
	Area         string
	Step         string // the parties of this step only
}

// yearsAtMost bounds what one page counts.
const yearsAtMost = 30

// Tidy fills in the years: the ten up to the current one.
func (f Filter) tidy(today db.Date) (Filter, error) {
	if f.To == 0 {
		f.To = today.Time().Year()
	}
	if f.From == 0 {
		f.From = f.To - 9
	}
	var wrong fault.Invalid
	wrong.Check(f.From >= 1950 && f.To <= 2200, "from", "Give years from 1950 on.")
	wrong.Check(f.From <= f.To, "to", "The last year must not be before the first.")
	wrong.Check(f.To-f.From < yearsAtMost, "to", "Ask for %d years at most.", yearsAtMost)
	wrong.Check(f.Step == "" || slices.Contains(Steps(), f.Step), "step", "Choose a step of the list.")
	return f, wrong.Err()
}

func (f Filter) first() db.Date { return db.Date(strconv.Itoa(f.From) + "-01-01") }
func (f Filter) last() db.Date  { return db.Date(strconv.Itoa(f.To) + "-12-31") }

// List is whom the mechanism has reached, and whom it has not.
type List struct {
	Filter  Filter         `json:"-"`
	AsAt    db.Time        `json:"as_at"`
	From    int            `json:"from"`
	To      int            `json:"to"`
	Parties []Party        `json:"parties" nullable:"false"`
	Years   []Total        `json:"years" nullable:"false"`
	Steps   map[string]int `json:"steps" doc:"Parties by the furthest step that they have taken"`
	Regions []string       `json:"-"` // of all parties
}

// Total is one year of all parties together.
type Total struct {
	Year    int            `json:"year"`
	Parties int            `json:"parties" doc:"In the register, with the status asked for in that year"`
	Reached map[string]int `json:"reached" doc:"Parties by measure"`
}

// List counts for every party, those that were never reached among them, in alphabetical order.
func (s *Service) List(ctx context.Context, actor access.Actor, f Filter) (List, error) {
	return db.ViewLong(ctx, s.db, func(tx *db.Tx) (List, error) {
		if !actor.Holds(RightSee) {
			return List{}, actor.Require(RightSee, access.Anything)
		}
		f, err := f.tidy(tx.Today())
		if err != nil {
			return List{}, err
		}
		return list(tx, actor, f)
	})
}

func list(tx *db.Tx, actor access.Actor, f Filter) (List, error) {
	out := List{Filter: f, AsAt: tx.Now(), From: f.From, To: f.To, Parties: []Party{}, Steps: map[string]int{}}
	all, err := partiesIn(tx, actor)
	if err != nil {
		return out, err
	}
	tallies, err := tally(tx, actor, f)
	if err != nil {
		return out, err
	}
	held, err := statuses(tx)
	if err != nil {
		return out, err
	}
	for year := f.From; year <= f.To; year++ {
		out.Years = append(out.Years, Total{Year: year, Reached: map[string]int{}})
	}
	for _, p := range all {
		if p.Region != "" && !slices.Contains(out.Regions, p.Region) {
			out.Regions = append(out.Regions, p.Region)
		}
		if f.Region != "" && p.Region != f.Region || f.Kind != "" && p.Kind != f.Kind {
			continue
		}
		if !p.fill(f, tallies[p.ID], held[p.ID], tx.Today()) {
			continue
		}
		out.Steps[p.Step]++
		if f.Step == "" || p.Step == f.Step {
			out.Parties = append(out.Parties, p)
			out.count(p)
		}
	}
	slices.Sort(out.Regions)
	return out, nil
}

// count adds the years of a party to those of all.
func (l *List) count(p Party) {
	for _, y := range p.Years {
		t := &l.Years[y.Year-l.From]
		t.Parties++
		for key, c := range y.Counts {
			if c.Activities > 0 {
				t.Reached[key]++
			}
		}
	}
}

// fill gives the party its years; false where it never had the status that was asked for.
func (p *Party) fill(f Filter, years map[int]Counts, held []status, today db.Date) bool {
	p.Counts, p.Years = Counts{}, []Year{}
	for year := f.From; year <= f.To; year++ {
		end := db.Date(strconv.Itoa(year) + "-12-31")
		if today < end {
			end = max(today, db.Date(strconv.Itoa(year)+"-01-01"))
		}
		now, since := statusAt(held, end)
		if f.Status != "" && now != f.Status {
			continue
		}
		p.Status, p.Since = now, since
		counts := years[year]
		if counts == nil {
			counts = Counts{}
		}
		for key, c := range counts {
			p.Counts[key] = p.Counts[key].add(c)
		}
		p.Years = append(p.Years, Year{Year: year, Status: now, Counts: counts})
	}
	p.Step = p.Counts.Step()
	return len(p.Years) > 0
}

// Export is List for a file that is taken along.
func (s *Service) Export(ctx context.Context, actor access.Actor, f Filter) (List, error) {
	return audit.ShownList[List](ctx, s.db, actor, parties.Kind, ActionExport, f)(s.List(ctx, actor, f))
}
