package problem

import (
	"counterpart/engine/wishes"
)

// Planned is a meeting of a run.
type Planned struct {
	One, Two    string // people
	Slot, Table string
	Weight      int
}

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
		one, two := p.guests[w.People[0]].ID, p.guests[w.People[1]].ID
		out[i] = Planned{One: one, Two: two, Slot: p.given.Slots[m.Slot].ID, Table: p.tables[m.Room][m.Table-1].ID, Weight: w.Weight}
	}
	return out
}

// Report says what a result leaves open, in all and to each person.
func (p *Problem) Report(r *wishes.Result) (Report, Told) {
	out, each := Report{}, Told{}
	diaries := wishes.NewDiaries(&p.Problem, r.Plan)
	for _, o := range r.Outcomes {
		w := p.Wishes[o.Wish]
		if o.Reason == wishes.Held || w.Level == wishes.No || w.ID == fillID {
			continue
		}
		u := Unmet{
			Person: p.guests[w.People[0]].ID, About: p.guests[w.People[1]].ID, Must: w.Level == wishes.Must,
			Words: diaries.Told(o, w.People[0]),
		}
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
		for _, q := range p.Wishes[m.Wish].People {
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
		w := p.Wishes[m.Wish]
		one, two := p.guests[w.People[0]].PartyID, p.guests[w.People[1]].PartyID
		have[one]++
		if two != one {
			have[two]++
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
	seen := map[Pair]wishes.Level{}
	for _, w := range p.Wishes {
		if w.Level == wishes.No || w.ID == fillID {
			continue
		}
		key := PairOf(p.People[w.People[0]].ID, p.People[w.People[1]].ID)
		seen[key] = max(seen[key], w.Level)
	}
	for _, level := range seen {
		wished++
		if level == wishes.Must {
			musts++
		}
	}
	return wished, musts
}
