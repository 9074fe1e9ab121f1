package match

import (
	"context"
	"slices"
)

// enough is how many proposals everybody gets, if anybody can be proposed to them at all.
const enough = 3

// edge is a pair that could be proposed. Its key orders pairs: the best score first, then the tie.
type edge struct {
	key  uint64
	i, j int32
}

const tieBits = 48

func (e *engine) edge(i, j, score int32) edge {
	return edge{uint64(maxScore-score)<<tieBits | e.tie(i, j)>>(64-tieBits), min(i, j), max(i, j)}
}

func (d edge) score() int32 { return maxScore - int32(d.key>>tieBits) }

// assignment gives out the places on the lists. A pair takes one place on both lists or none.
type assignment struct {
	e     *engine
	lists [][]candidate // who is on the list of each person, in the order of taking
}

// helpings is how often those with room search again among themselves. Many lists stay short after the first time because
// others were quicker to the same people.
const helpings = 3

// assign fills the lists.
func (e *engine) assign(ctx context.Context) ([][]candidate, error) {
	a := &assignment{e: e, lists: make([][]candidate, len(e.people))}
	budget := max(work/max(len(e.people), 1), leastWork)
	for range helpings {
		found, err := e.candidates(ctx, a.lists, a.open, budget)
		if err != nil {
			return nil, err
		}
		if err := a.fill(ctx, e.edges(found)); err != nil {
			return nil, err
		}
		budget = max(budget/2, leastWork/2)
	}
	if err := a.supply(ctx); err != nil {
		return nil, err
	}
	for i := range a.lists {
		e.sortFor(int32(i), a.lists[i])
	}
	return a.lists, nil
}

// open reports whether there is room on a list.
func (a *assignment) open(i int32) bool { return len(a.lists[i]) < a.e.opt.Top }

// fill takes pairs from the best down, in rounds of growing length: nobody gets a tenth proposal while somebody who could
// have a third waits for it.
func (a *assignment) fill(ctx context.Context, edges []edge) error {
	for _, places := range rounds(a.e.opt.Top) {
		if err := ctx.Err(); err != nil {
			return err
		}
		limit := a.e.partyLimit(places)
		for _, d := range edges {
			a.take(d, places, limit)
		}
	}
	return nil
}

func rounds(top int) []int {
	return slices.Compact([]int{min(enough, top), max(min(enough, top), top/2), top})
}

// partyLimit is how many of a list of that length may come from one party: a quarter, or more where there are few parties.
func (e *engine) partyLimit(places int) int {
	others := max(e.parties-1, 1)
	return max((places+3)/4, (2*places+others-1)/others)
}

// edges are the candidates of all as pairs, each once, in order.
func (e *engine) edges(found [][]candidate) []edge {
	n := 0
	for _, list := range found {
		n += len(list)
	}
	edges := make([]edge, 0, n)
	for i, list := range found {
		for _, c := range list {
			edges = append(edges, e.edge(int32(i), c.other, c.score))
		}
	}
	return slices.Compact(sortEdges(edges))
}

// sortEdges sorts by key, digit by digit, and keeps the order of equals; comparing four million pairs takes several times as long.
func sortEdges(edges []edge) []edge {
	other := make([]edge, len(edges))
	for shift := 0; shift < 64; shift += 16 {
		var count [1 << 16]int32
		for i := range edges {
			count[edges[i].key>>shift&0xffff]++
		}
		at := int32(0)
		for d, n := range count {
			count[d], at = at, at+n
		}
		for i := range edges {
			d := edges[i].key >> shift & 0xffff
			other[count[d]] = edges[i]
			count[d]++
		}
		edges, other = other, edges
	}
	return edges
}

func (a *assignment) take(d edge, places, limit int) {
	if len(a.lists[d.i]) >= places || len(a.lists[d.j]) >= places || a.has(d.i, d.j) {
		return
	}
	if a.sameParty(d.i, d.j) >= limit || a.sameParty(d.j, d.i) >= limit {
		return
	}
	a.add(d.i, d.j, d.score())
}

func (a *assignment) add(i, j, score int32) {
	a.lists[i] = append(a.lists[i], candidate{j, score})
	a.lists[j] = append(a.lists[j], candidate{i, score})
}

func (a *assignment) has(i, j int32) bool {
	return slices.ContainsFunc(a.lists[i], func(c candidate) bool { return c.other == j })
}

func (a *assignment) drop(i, j int32) {
	out := func(list []candidate, who int32) []candidate {
		return slices.DeleteFunc(list, func(c candidate) bool { return c.other == who })
	}
	a.lists[i], a.lists[j] = out(a.lists[i], j), out(a.lists[j], i)
}

// sameParty counts who on the list of i comes from the party of j.
func (a *assignment) sameParty(i, j int32) int {
	party, n := a.e.people[j].party, 0
	for _, c := range a.lists[i] {
		if party > 0 && a.e.people[c.other].party == party {
			n++
		}
	}
	return n
}

// supply looks after those who still have not enough, among their neighbours by region and agency. Whoever is full gives up the weakest on the list who has more than enough.
func (a *assignment) supply(ctx context.Context) error {
	need := min(enough, a.e.opt.Top)
	var ring, place []int32
	for i := range a.lists {
		if len(a.lists[i]) >= need {
			continue
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if ring == nil {
			ring, place = a.e.ring()
		}
		for _, c := range a.neighbours(int32(i), ring, place[i]) {
			a.place(int32(i), c.other, c.score, need)
		}
	}
	return nil
}

// place adds a pair for somebody in need, if the other has room or can make it.
func (a *assignment) place(i, j, score int32, need int) {
	if len(a.lists[i]) >= need || a.has(i, j) {
		return
	}
	if len(a.lists[j]) >= a.e.opt.Top {
		weakest := int32(-1)
		at := int32(maxScore + 1)
		for _, c := range a.lists[j] {
			if len(a.lists[c.other]) > need && (c.score < at || c.score == at && a.e.tie(j, c.other) > a.e.tie(j, weakest)) {
				weakest, at = c.other, c.score
			}
		}
		if weakest < 0 {
			return
		}
		a.drop(j, weakest)
	}
	a.add(i, j, score)
}

// ring puts people in a circle in which those of one region and agency stand together; it returns the circle and the place of each.
func (e *engine) ring() (ring, place []int32) {
	ring, place = make([]int32, len(e.people)), make([]int32, len(e.people))
	for i := range ring {
		ring[i] = int32(i)
	}
	slices.SortFunc(ring, func(i, j int32) int {
		p, q := &e.people[i], &e.people[j]
		if p.region != q.region {
			return int(p.region - q.region)
		}
		if p.agency != q.agency {
			return int(p.agency - q.agency)
		}
		if e.hash[i] != e.hash[j] {
			if e.hash[i] < e.hash[j] {
				return -1
			}
			return 1
		}
		return int(i - j)
	})
	for at, i := range ring {
		place[i] = int32(at)
	}
	return ring, place
}

// neighbours are the best of those who stand around a person in the circle; the search widens until enough are found.
func (a *assignment) neighbours(i int32, ring []int32, at int32) []candidate {
	const reach = 256
	n := int32(len(ring))
	var list []candidate
	for step := int32(1); step < n; step++ {
		if step > reach && len(list) >= 2*enough {
			break
		}
		j := ring[(at+step)%n]
		if score := a.e.score(i, j); score > 0 {
			list = append(list, candidate{j, int32(score)})
		}
	}
	a.e.sortFor(i, list)
	return list
}

// sortFor puts the best for a person first.
func (e *engine) sortFor(i int32, list []candidate) {
	slices.SortFunc(list, func(a, b candidate) int {
		x, y := e.edge(i, a.other, a.score), e.edge(i, b.other, b.score)
		switch {
		case x.key < y.key:
			return -1
		case x.key > y.key:
			return 1
		}
		return int(a.other - b.other)
	})
}
