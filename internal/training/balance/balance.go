// Package balance proposes who of those nominated gets a seat, by rules of balance, and says why; and it judges decisions by the same
// rules. It is pure: the same nominees and rules give the same proposal.
package balance

import (
	"cmp"
	"fmt"
	"slices"

	"counterpart/internal/fault"
)

// Decision is what becomes of a nomination.
type Decision string

// The decisions.
const (
	Confirm Decision = "confirmed"
	Reserve Decision = "reserve"
	Decline Decision = "declined"
)

// Decisions lists them in the order of a form.
var Decisions = []Decision{Confirm, Reserve, Decline}

// Words says the decision as people say it.
func (d Decision) Words() string {
	return map[Decision]string{Confirm: "Confirmed", Reserve: "Reserve list", Decline: "Declined"}[d]
}

// Rules are what a selection weighs. 0 stands for no rule, but for the seats.
type Rules struct {
	Seats      int `json:"seats" minimum:"1" maximum:"2000" doc:"In all, with those who were confirmed before"`
	PerParty   int `json:"per_party,omitempty" minimum:"0" maximum:"2000" doc:"Of one party at most"`
	PerAgency  int `json:"per_agency,omitempty" minimum:"0" maximum:"2000" doc:"From one agency at most"`
	Women      int `json:"women,omitempty" minimum:"0" maximum:"100" doc:"Women at least, per cent of those confirmed"`
	NewParties int `json:"new_parties,omitempty" minimum:"0" maximum:"2000" doc:"People at least of parties from which nobody completed the curriculum yet"`
	Reserve    int `json:"reserve,omitempty" minimum:"0" maximum:"2000" doc:"Length of the reserve list; without limit when 0"`
}

// Check lists what is wrong with the rules.
func (r Rules) Check() error {
	var wrong fault.Invalid
	wrong.Check(r.Seats >= 1 && r.Seats <= 2000, "seats", "Write how many seats there are in all, from 1 to 2,000.")
	for field, n := range map[string]int{"per_party": r.PerParty, "per_agency": r.PerAgency, "new_parties": r.NewParties, "reserve": r.Reserve} {
		wrong.Check(n >= 0 && n <= 2000, field, "Write a number up to 2,000, or leave this empty.")
	}
	wrong.Check(r.Women >= 0 && r.Women <= 100, "women", "Write a share from 0 to 100 per cent.")
	wrong.Check(r.NewParties <= r.Seats, "new_parties", "There are not so many seats.")
	return wrong.Err()
}

// Nominee is who can be selected, as far as the rules look at them.
type Nominee struct {
	NominationID string `db:"nomination_id" json:"nomination_id,omitempty"`
	PartyID      string `db:"party_id" json:"party_id"`
	Party        string `db:"party" json:"party"`
	AgencyID     string `db:"agency_id" json:"agency_id,omitempty"` // "" where the person comes from the party itself
	Agency       string `db:"agency" json:"agency,omitempty"`
	Sex          string `db:"sex" json:"sex,omitempty"`
	New          bool   `db:"fresh" json:"new_party"` // nobody of the party completed the curriculum yet
}

func (n Nominee) woman() bool { return n.Sex == "f" }

// Proposed is what a selection proposes for a nominee, and why.
type Proposed struct {
	Decision Decision
	Place    int // on the reserve list
	Why      string
}

// picker gives seats as long as the rules allow.
type picker struct {
	rules           Rules
	party, agency   map[string]int
	taken           int
	women, newcomer int
}

func newPicker(r Rules, before []Nominee) *picker {
	p := &picker{rules: r, party: map[string]int{}, agency: map[string]int{}}
	for _, n := range before {
		p.seat(n)
	}
	return p
}

func (p *picker) seat(n Nominee) {
	p.taken++
	p.party[n.PartyID]++
	if n.AgencyID != "" {
		p.agency[n.AgencyID]++
	}
	if n.woman() {
		p.women++
	}
	if n.New {
		p.newcomer++
	}
}

// blocked says why the nominee cannot be given a seat now; "" where they can.
func (p *picker) blocked(n Nominee) string {
	r := p.rules
	switch {
	case r.PerParty > 0 && p.party[n.PartyID] >= r.PerParty:
		return fmt.Sprintf("%s has %s already", n.Party, seats(r.PerParty))
	case r.PerAgency > 0 && n.AgencyID != "" && p.agency[n.AgencyID] >= r.PerAgency:
		return fmt.Sprintf("%s has %s already", n.Agency, seats(r.PerAgency))
	case p.taken >= r.Seats:
		return fmt.Sprintf("All %s are given", seats(r.Seats))
	}
	return ""
}

func seats(n int) string {
	if n == 1 {
		return "1 seat"
	}
	return fmt.Sprintf("%d seats", n)
}

// womenNeeded is how many women make the share among so many people.
func (r Rules) womenNeeded(people int) int { return (r.Women*people + 99) / 100 }

// Propose says for each nominee, who stand in the order of nomination, what becomes of them. The first of each party come before the
// second ones, and so on; among those of one turn the order of nomination decides. Before the seats are filled like this, so many are
// given to parties that were never trained and to women as the rules ask for. Where the rules can be held with all seats filled, the
// proposal holds them.
func Propose(r Rules, before, list []Nominee) []Proposed {
	out := make([]Proposed, len(list))
	queue, turn := inTurn(list)
	all := newPicker(r, before)
	for _, i := range queue {
		if all.blocked(list[i]) == "" {
			all.seat(list[i])
		}
	}
	p, women := newPicker(r, before), r.womenNeeded(all.taken)
	pick := func(open func() bool, fits func(Nominee) bool, why func(int) string) {
		for _, i := range queue {
			if open() && out[i].Decision == "" && fits(list[i]) && p.blocked(list[i]) == "" {
				p.seat(list[i])
				out[i] = Proposed{Decision: Confirm, Why: why(i)}
			}
		}
	}
	newOpen, womenOpen := func() bool { return p.newcomer < r.NewParties }, func() bool { return p.women < women }
	const forNew, forWomen = "Nobody of the party has completed this curriculum yet", "Counts towards the share of women"
	say := func(words string) func(int) string { return func(int) string { return words } }
	pick(func() bool { return newOpen() && womenOpen() }, func(n Nominee) bool { return n.New && n.woman() }, say(forNew+". "+forWomen))
	pick(newOpen, func(n Nominee) bool { return n.New }, say(forNew))
	pick(womenOpen, Nominee.woman, say(forWomen))
	pick(func() bool { return true }, func(Nominee) bool { return true }, func(i int) string {
		return ordinal(turn[i]) + " of " + list[i].Party + " in the order of nomination"
	})
	place := 0
	for _, i := range queue {
		if out[i].Decision != "" {
			continue
		}
		why := p.blocked(list[i])
		if place++; r.Reserve > 0 && place > r.Reserve {
			out[i] = Proposed{Decision: Decline, Why: why + ", and the reserve list is full"}
			continue
		}
		out[i] = Proposed{Decision: Reserve, Place: place, Why: why}
	}
	return out
}

// inTurn is the order in which nominees are looked at, and the turn of each within the party.
func inTurn(list []Nominee) (queue, turn []int) {
	count := map[string]int{}
	turn = make([]int, len(list))
	for i, n := range list {
		count[n.PartyID]++
		turn[i] = count[n.PartyID]
		queue = append(queue, i)
	}
	slices.SortStableFunc(queue, func(a, b int) int { return cmp.Compare(turn[a], turn[b]) })
	return queue, turn
}

func ordinal(n int) string {
	suffix := "th"
	if n%100 < 11 || n%100 > 13 {
		switch n % 10 {
		case 1:
			suffix = "st"
		case 2:
			suffix = "nd"
		case 3:
			suffix = "rd"
		}
	}
	return fmt.Sprintf("%d%s", n, suffix)
}

// Break is a rule that the decisions do not hold.
type Break struct {
	Rule   string `json:"rule" doc:"seats, women, new_parties, reserve, party:ID or agency:ID"`
	Words  string `json:"words"`
	Reason string `json:"reason,omitempty" doc:"Why it was accepted"`
	By     string `json:"accepted_by,omitempty"`
}

// Accepted tells whether somebody accepted it as it stands.
func (b Break) Accepted() bool { return b.Reason != "" }

// Judge lists the rules that the decisions do not hold.
func Judge(r Rules, before, list []Nominee, decisions []Decision) []Break {
	p, reserve := newPicker(r, before), 0
	names := map[string]string{}
	for i, n := range list {
		switch decisions[i] {
		case Confirm:
			p.seat(n)
		case Reserve:
			reserve++
		}
	}
	for _, n := range append(slices.Clone(before), list...) {
		names[n.PartyID], names[n.AgencyID] = n.Party, n.Agency
	}
	var out []Break
	add := func(broken bool, rule, format string, args ...any) {
		if broken {
			out = append(out, Break{Rule: rule, Words: fmt.Sprintf(format, args...)})
		}
	}
	add(p.taken > r.Seats, "seats", "%d people are confirmed for %s.", p.taken, seats(r.Seats))
	for _, id := range sortedKeys(p.party) {
		add(r.PerParty > 0 && p.party[id] > r.PerParty, "party:"+id, "%s has %s; the rule says at most %d of a party.", names[id], seats(p.party[id]), r.PerParty)
	}
	for _, id := range sortedKeys(p.agency) {
		add(r.PerAgency > 0 && p.agency[id] > r.PerAgency, "agency:"+id, "%s has %s; the rule says at most %d from an agency.", names[id], seats(p.agency[id]), r.PerAgency)
	}
	add(p.women < r.womenNeeded(p.taken), "women", "%d of %d confirmed people are women; the rule asks for at least %d %%.", p.women, p.taken, r.Women)
	add(p.newcomer < r.NewParties, "new_parties", "%d confirmed people are of parties from which nobody completed the curriculum yet; the rule asks for at least %d.", p.newcomer, r.NewParties)
	add(r.Reserve > 0 && reserve > r.Reserve, "reserve", "%d people are on the reserve list; the rule says at most %d.", reserve, r.Reserve)
	return out
}

func sortedKeys(m map[string]int) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}
