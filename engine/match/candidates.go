package match

import (
	"context"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
)

// work is how many pairs are looked at in all, whatever the number of people: few people look at everybody, many at those who
// answer best.
const work = 12_000_000

// leastWork is how many pairs are looked at for one person at least.
const leastWork = 120

// candidate is somebody worth proposing to a person.
type candidate struct {
	other int32
	score int32
}

// kept is how many candidates a person keeps: half more than the list, since others may fill their own first.
func (e *engine) kept() int { return max(3*e.opt.Top/2, 15) }

// candidates finds for each person the best others, in parallel, beside those already on the lists. Only people for whom open
// holds search and are found. What one person finds depends on nobody else's search.
func (e *engine) candidates(ctx context.Context, lists [][]candidate, open func(i int32) bool, budget int) ([][]candidate, error) {
	out := make([][]candidate, len(e.people))
	x := e.index(ctx, open)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	const batch = 64
	order := x.order()
	var next atomic.Int64
	var group sync.WaitGroup
	for range e.workers() {
		group.Go(func() {
			s := newSearch(e, x, open, budget)
			for ctx.Err() == nil {
				from := int(next.Add(batch)) - batch
				if from >= len(out) {
					return
				}
				for _, i := range order[from:min(from+batch, len(out))] {
					if open(i) {
						out[i] = s.of(i, lists[i])
					}
				}
			}
		})
	}
	group.Wait()
	return out, ctx.Err()
}

func (e *engine) workers() int {
	if e.opt.Workers > 0 {
		return e.opt.Workers
	}
	return runtime.GOMAXPROCS(0)
}

// parallel does n pieces of work, none of which depends on another, until the context ends.
func (e *engine) parallel(ctx context.Context, n int, do func(i int)) {
	var next atomic.Int64
	var group sync.WaitGroup
	batch := min(max(n/64, 1), 512)
	for range e.workers() {
		group.Go(func() {
			for ctx.Err() == nil {
				from := int(next.Add(int64(batch))) - batch
				if from >= n {
					return
				}
				for i := from; i < min(from+batch, n); i++ {
					do(i)
				}
			}
		})
	}
	group.Wait()
}

// search is what one worker needs; it is used again for each person.
type search struct {
	e           *engine
	x           *index
	seek, offer []int32 // the vectors of the person, by topic
	seen        []int32 // by person: 1 + for whom last looked at
	best        []candidate
	budget      int
	open        func(i int32) bool
}

func newSearch(e *engine, x *index, open func(i int32) bool, budget int) *search {
	n := max(len(e.people), 1)
	return &search{
		e: e, x: x, open: open, seek: make([]int32, len(e.tree.codes)), offer: make([]int32, len(e.tree.codes)), seen: make([]int32, n),
		budget: budget,
	}
}

func (v *vector) scatter(into []int32, times int32) {
	for i := range v.n {
		into[v.topic[i]] = times * int32(v.weight[i])
	}
}

func (v *vector) gather(from []int32) int {
	sum := 0
	for i := range v.n {
		sum += int(v.weight[i]) * int(from[v.topic[i]])
	}
	return sum / (unit * unit / 1000)
}

// of finds the candidates of one person, the best first, beside those on the list.
func (s *search) of(i int32, list []candidate) []candidate {
	p := &s.e.people[i]
	p.seek.scatter(s.seek, 1)
	p.offer.scatter(s.offer, 1)
	s.best = s.best[:0]
	s.seen[i] = i + 1
	for _, c := range list {
		s.seen[c.other] = i + 1
	}
	// Everybody with a link is looked at here, so that below nothing is known of a pair: most people have none.
	for _, l := range s.e.links[i] {
		if s.seen[l.other] != i+1 && s.open(l.other) {
			s.look(i, l)
		}
		s.seen[l.other] = i + 1
	}
	none := link{months: notMet}
	s.x.visit(i, s.budget, func(j int32) {
		if s.seen[j] != i+1 {
			s.seen[j] = i + 1
			none.other = j
			s.look(i, none)
		}
	})
	p.seek.scatter(s.seek, 0)
	p.offer.scatter(s.offer, 0)
	s.sort(i)
	return slices.Clone(s.best)
}

// look scores a pair and keeps it when it is among the best: a heap with the worst on top.
func (s *search) look(i int32, l link) {
	p, q := &s.e.people[i], &s.e.people[l.other]
	if s.e.barred(p, q, l) {
		return
	}
	c := candidate{l.other, int32(s.e.scored(p, q, q.offer.gather(s.seek), q.seek.gather(s.offer), l))}
	if len(s.best) < s.e.kept() {
		s.best = append(s.best, c)
		s.up(i, len(s.best)-1)
	} else if c.score >= s.best[0].score && s.better(i, c, s.best[0]) {
		s.best[0] = c
		s.down(i, 0, len(s.best))
	}
}

// better orders the candidates of i: by score, and by a mixture of both ids between equals, so that no letter of the alphabet is
// at an advantage.
func (s *search) better(i int32, a, b candidate) bool {
	if a.score != b.score {
		return a.score > b.score
	}
	x, y := s.e.tie(i, a.other), s.e.tie(i, b.other)
	return x < y || x == y && a.other < b.other
}

// tie decides between pairs of the same score; it is the same from both sides.
func (e *engine) tie(i, j int32) uint64 { return mix(e.hash[i] ^ e.hash[j]) }

func (s *search) up(i int32, at int) {
	for at > 0 {
		above := (at - 1) / 2
		if !s.better(i, s.best[above], s.best[at]) {
			return
		}
		s.best[above], s.best[at] = s.best[at], s.best[above]
		at = above
	}
}

func (s *search) down(i int32, at, n int) {
	for {
		below := 2*at + 1
		if below >= n {
			return
		}
		if below+1 < n && s.better(i, s.best[below], s.best[below+1]) {
			below++
		}
		if !s.better(i, s.best[at], s.best[below]) {
			return
		}
		s.best[at], s.best[below] = s.best[below], s.best[at]
		at = below
	}
}

// sort turns the heap into a list with the best first.
func (s *search) sort(i int32) {
	for n := len(s.best) - 1; n > 0; n-- {
		s.best[0], s.best[n] = s.best[n], s.best[0]
		s.down(i, 0, n)
	}
}
