package problem

import (
	"counterpart/engine/wishes"
)

// Planned is a meeting of a run.
type Planned struct {
	One    string `json:"one"`
	Two    string `json:"two"`
	Slot   string `json:"slot"`
	Table  string `json:"table"`
	Weight int    `json:"weight"`
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

// Report is what a run found. It holds ids and no names.
type Report struct {
	Meetings []Planned `json:"meetings"`
	Musts    []Unmet   `json:"musts"` // without a place
	Wants    int       `json:"wants"` // likewise; each is told to who wished
	Short    []Short   `json:"short"`
}

// Told is what a run says to each person.
type Told map[string][]Unmet

// Report turns a result into records.
func (p *Problem) Report(r *wishes.Result) (Report, Told) {
	out, each := Report{}, Told{}
	for _, m := range r.Plan.Meetings {
		w := p.Wishes[m.Wish]
		one, two := p.guests[w.People[0]].ID, p.guests[w.People[1]].ID
		out.Meetings = append(out.Meetings, Planned{One: one, Two: two, Slot: p.given.Slots[m.Slot].ID, Table: p.tables[m.Room][m.Table-1].ID, Weight: w.Weight})
	}
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
	return out, each
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
