package mixer

import (
	"fmt"
	"strings"
)

// Note says of one place in a plan why it is not as one would wish.
type Note struct {
	Round, Table int // from 1; 0 for the plan as a whole
	People       []int
	Words        string
}

// Explain says, for every meeting that brings nobody new and every wish that is not met, what stands in
// the way.
func Explain(p *Problem, plan Plan) []Note {
	e := explainer{p: p, first: map[Pair]int{}}
	for r, round := range plan.Rounds {
		e.round(r, round)
	}
	for _, pair := range p.Must {
		if e.first[pair.sorted()] == 0 {
			e.notes = append(e.notes, Note{People: []int{pair.A, pair.B}, Words: fmt.Sprintf("%s and %s must meet and do not: %s",
				p.who(pair.A), p.who(pair.B), e.whyApart(pair))})
		}
	}
	return e.notes
}

type explainer struct {
	p     *Problem
	first map[Pair]int // the round, from 1, in which each pair first met
	notes []Note
}

func (e *explainer) round(r int, round [][]int) {
	present, largest := map[string]int{}, 0
	for _, table := range round {
		largest = max(largest, len(table))
		for _, i := range table {
			present[e.p.People[i].Party]++
		}
	}
	for t, table := range round {
		parties := map[string][]int{}
		for k, i := range table {
			if party := e.p.People[i].Party; party != "" {
				parties[party] = append(parties[party], i)
			}
			for _, j := range table[:k] {
				e.meet(r, t, Pair{i, j}.sorted(), largest, len(round))
			}
		}
		for _, i := range table { // in the order of the table, each party once
			party := e.p.People[i].Party
			if group := parties[party]; len(group) > 1 && group[0] == i {
				e.notes = append(e.notes, Note{Round: r + 1, Table: t + 1, People: group, Words: fmt.Sprintf("%s of %s sit together: %s",
					e.names(group), party, whyTogether(party, present[party], len(round), len(group)))})
			}
		}
	}
}

func whyTogether(party string, members, tables, here int) string {
	if forcedHere := (members + tables - 1) / tables; members > tables && here <= forcedHere {
		return fmt.Sprintf("%s has %d people and there are %d tables", party, members, tables)
	}
	return "a plan that parts them and is worth as much was not found"
}

func (e *explainer) meet(r, t int, pair Pair, largest, tables int) {
	before := e.first[pair]
	if before == 0 {
		e.first[pair] = r + 1
		return
	}
	why := "a plan without it that is worth as much was not found"
	if largest > tables {
		why = fmt.Sprintf("of a table of %d, some sit together again at %d tables", largest, tables)
	}
	e.notes = append(e.notes, Note{Round: r + 1, Table: t + 1, People: []int{pair.A, pair.B}, Words: fmt.Sprintf("%s and %s met in round %d: %s",
		e.p.who(pair.A), e.p.who(pair.B), before, why)})
}

func (e *explainer) whyApart(pair Pair) string {
	for r := len(e.p.Held); r < e.p.Rounds; r++ {
		if e.p.attends(pair.A, r) && e.p.attends(pair.B, r) {
			return "a plan that seats them together and keeps the other rules was not found"
		}
	}
	return "they are never there in the same round"
}

func (e *explainer) names(people []int) string {
	var names []string
	for _, i := range people {
		names = append(names, e.p.who(i))
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}
