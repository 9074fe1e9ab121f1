package problem

import (
	"slices"

	"counterpart/engine/wishes"
)

// Planned is a meeting of a run.
type Planned struct {
	One, Two    string   // whose meeting it is
	SitsOne     string   // who sits in for them, or they themselves
	SitsTwo     string   //
	Along       []string // who comes along, in order
	Slot, Table string
	Interpreter string
	Weight      int
}

// People are those who sit at the meeting.
func (p Planned) People() []string { return append([]string{p.SitsOne, p.SitsTwo}, p.Along...) }

// Unmet is a wish without a place, with the words for who wished. They do not tell a veto from other reasons.
type Unmet struct {
	Person string `json:"person"`
	About  string `json:"about"`
	Must   bool   `json:"must"`
	Words  string `json:"words"`
}

// Short is a party below the minimum.
type Short struct {
	PartyID string `json:"party_id"`
	Have    int    `json:"have"`
}

// Report is what a plan leaves open, and what it changes of the meetings that stand. It holds ids and no names.
type Report struct {
	Musts   []Unmet  `json:"musts"` // without a place
	Wants   int      `json:"wants"` // likewise; each is told to who wished
	Short   []Short  `json:"short"`
	Without []string `json:"without"` // people without a meeting
	Changes Changes  `json:"changes"`
}

// Changes counts what the publication of a plan does.
type Changes struct {
	New   int `json:"new"`
	Moved int `json:"moved"`
	Gone  int `json:"gone"`
	Told  int `json:"told"` // people
}

// Told is what a run says to each person.
type Told map[string][]Unmet

// Planned are the meetings of a result.
func (p *Problem) Planned(r *wishes.Result) []Planned {
	out := make([]Planned, len(r.Plan.Meetings))
	for i, m := range r.Plan.Meetings {
		w := p.Wishes[m.Wish]
		sits := p.sits(m)
		out[i] = Planned{
			One: p.guests[w.People[0]].ID, Two: p.guests[w.People[1]].ID, SitsOne: p.guests[sits[0]].ID, SitsTwo: p.guests[sits[1]].ID,
			Slot: p.given.Slots[m.Slot].ID, Table: p.tables[m.Room][m.Table-1].ID, Weight: w.Weight,
		}
		for _, q := range sits[2:] {
			out[i].Along = append(out[i].Along, p.guests[q].ID)
		}
		slices.Sort(out[i].Along)
		if m.Interpreter >= 0 {
			out[i].Interpreter = p.given.Voices[m.Interpreter].ID
		}
		if pair, fixed := p.fixed[m.Wish]; fixed {
			out[i].One, out[i].Two = pair.One, pair.Two
		}
	}
	return out
}

// sits are the people at a meeting of a plan.
func (p *Problem) sits(m wishes.Meeting) []int {
	if m.Sitting != nil {
		return m.Sitting
	}
	return p.Wishes[m.Wish].People
}

// Report says what a result leaves open, in all and to each person.
func (p *Problem) Report(r *wishes.Result) (Report, Told) {
	out, each := Report{}, Told{}
	diaries := wishes.NewDiaries(&p.Problem, r.Plan)
	for _, a := range p.asked {
		o := r.Outcomes[a.wish]
		if o.Reason == wishes.Held {
			continue
		}
		u := Unmet{Person: a.PersonID, About: a.AboutID, Must: a.Must, Words: diaries.Told(o, a.at)}
		each[u.Person] = append(each[u.Person], u)
		if u.Must {
			out.Musts = append(out.Musts, u)
		} else {
			out.Wants++
		}
	}
	out.Short = p.short(r.Plan)
	out.Without = p.without(r.Plan)
	return out, each
}

// without are those who take part and have no meeting.
func (p *Problem) without(plan wishes.Plan) []string {
	busy := make([]bool, len(p.guests))
	for _, m := range plan.Meetings {
		for _, q := range p.sits(m) {
			busy[q] = true
		}
	}
	var out []string
	for i, g := range p.given.People {
		if !busy[i] {
			out = append(out, g.ID)
		}
	}
	return out
}

// short counts the meetings of each party against the minimum.
func (p *Problem) short(plan wishes.Plan) []Short {
	have := map[string]int{}
	for _, m := range plan.Meetings {
		met := map[string]bool{}
		for _, q := range p.sits(m) {
			met[p.guests[q].PartyID] = true
		}
		for party := range met {
			have[party]++
		}
	}
	var out []Short
	for _, party := range p.Parties {
		if have[party.ID] < party.Minimum {
			out = append(out, Short{PartyID: party.ID, Have: have[party.ID]})
		}
	}
	return out
}

// Counts are the figures of a result in which vetoes do not appear.
func (p *Problem) Counts() (wished, musts int) {
	seen := map[Pair]bool{}
	for _, a := range p.asked {
		key := PairOf(a.PersonID, a.AboutID)
		seen[key] = seen[key] || a.Must
	}
	for _, must := range seen {
		wished++
		if must {
			musts++
		}
	}
	return wished, musts
}
