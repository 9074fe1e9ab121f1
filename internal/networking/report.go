package networking

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"counterpart/engine/wishes"
	"counterpart/internal/db"
)

// planned is a meeting of a run.
type planned struct {
	One    string `json:"one"`
	Two    string `json:"two"`
	Slot   string `json:"slot"`
	Table  string `json:"table"`
	Weight int    `json:"weight"`
}

// unmet is a wish without a place, with the words for who wished. They do not tell a veto from other reasons.
type unmet struct {
	Person string `json:"person"`
	About  string `json:"about"`
	Must   bool   `json:"must"`
	Words  string `json:"words"`
}

// short is a party below the minimum.
type short struct {
	PartyID string `json:"party_id"`
	Have    int    `json:"have"`
}

// report is what a run found. It holds ids and no names.
type report struct {
	Meetings []planned `json:"meetings"`
	Unmet    []unmet   `json:"unmet"`
	Short    []short   `json:"short"`
}

// reportOf turns a result into records.
func (p *problem) reportOf(r *wishes.Result) report {
	var out report
	for _, m := range r.Plan.Meetings {
		w := p.Wishes[m.Wish]
		one, two := p.guests[w.People[0]].PersonID, p.guests[w.People[1]].PersonID
		out.Meetings = append(out.Meetings, planned{One: one, Two: two, Slot: p.slots[m.Slot].ID, Table: p.tables[m.Room][m.Table-1].ID, Weight: w.Weight})
	}
	for _, o := range r.Outcomes {
		w := p.Wishes[o.Wish]
		if o.Reason == wishes.Held || w.Level == wishes.No || w.ID == fillID {
			continue
		}
		words := wishes.Told(&p.Problem, r.Plan, o, w.People[0])
		out.Unmet = append(out.Unmet, unmet{Person: p.guests[w.People[0]].PersonID, About: p.guests[w.People[1]].PersonID, Must: w.Level == wishes.Must, Words: words})
	}
	out.Short = p.short(r.Plan)
	return out
}

// short counts the meetings of each party against the minimum.
func (p *problem) short(plan wishes.Plan) []short {
	have := map[string]int{}
	for _, m := range plan.Meetings {
		w := p.Wishes[m.Wish]
		one, two := p.guests[w.People[0]].PartyID, p.guests[w.People[1]].PartyID
		have[one]++
		if two != one {
			have[two]++
		}
	}
	var out []short
	for _, party := range p.Parties {
		if have[party.ID] < party.Minimum {
			out = append(out, short{PartyID: party.ID, Have: have[party.ID]})
		}
	}
	return out
}

// counts are the figures of a result in which vetoes do not appear.
func (p *problem) counts() (wished, musts int) {
	seen := map[pairOf]wishes.Level{}
	for _, w := range p.Wishes {
		if w.Level == wishes.No || w.ID == fillID {
			continue
		}
		key := pairKey(p.People[w.People[0]].ID, p.People[w.People[1]].ID)
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

func readReport(raw string) (report, error) {
	var out report
	if raw == "" {
		return out, nil
	}
	err := json.Unmarshal([]byte(raw), &out)
	return out, err
}

// Gap is something that a plan leaves open.
type Gap struct {
	PersonID string `json:"person_id,omitempty"`
	Person   string `json:"person,omitempty"`
	AboutID  string `json:"about_id,omitempty"`
	About    string `json:"about,omitempty"`
	PartyID  string `json:"party_id,omitempty"`
	Party    string `json:"party,omitempty"`
	Have     int    `json:"have,omitempty"`
	Words    string `json:"words,omitempty"`
}

// Gaps are the musts without a place and the parties below the minimum.
type Gaps struct {
	Musts   []Gap `json:"musts" nullable:"false"`
	Parties []Gap `json:"parties" nullable:"false"`
	Wants   int   `json:"wants" doc:"Other wishes without a place"`
	Without []Gap `json:"without" nullable:"false" doc:"People who take part and have no meeting"`
}

func noGaps() Gaps { return Gaps{Musts: []Gap{}, Parties: []Gap{}, Without: []Gap{}} }

// gaps names what a report leaves open, for the secretariat.
func (r report) gaps(tx *db.Tx, activityID string, names map[string]string) (Gaps, error) {
	out := noGaps()
	for _, u := range r.Unmet {
		if !u.Must {
			out.Wants++
			continue
		}
		out.Musts = append(out.Musts, Gap{PersonID: u.Person, Person: names[u.Person], AboutID: u.About, About: names[u.About], Words: unmarked(filled(forOfficers(u.Words), names))})
	}
	parties, err := partyNames(tx, activityID)
	if err != nil {
		return out, err
	}
	for _, s := range r.Short {
		out.Parties = append(out.Parties, Gap{PartyID: s.PartyID, Party: parties[s.PartyID], Have: s.Have})
	}
	busy := map[string]bool{}
	for _, m := range r.Meetings {
		busy[m.One], busy[m.Two] = true, true
	}
	for id, name := range names {
		if !busy[id] {
			out.Without = append(out.Without, Gap{PersonID: id, Person: name})
		}
	}
	slices.SortFunc(out.Without, func(a, b Gap) int { return compare(a.Person+a.PersonID, b.Person+b.PersonID) })
	return out, nil
}

// forOfficers turns words that were written for a reader into words about them.
func forOfficers(words string) string {
	for _, r := range [][2]string{{"you have", "they have"}, {"you share", "they share"}, {"you are", "the asker is"}, {"you", "they"}} {
		words = strings.ReplaceAll(words, r[0], r[1])
	}
	return words
}

var leftMark = regexp.MustCompile(`\{[^{}]*\}`)

// unmarked says of whom a label closes to the reader that they are somebody.
func unmarked(words string) string { return leftMark.ReplaceAllString(words, "somebody") }
