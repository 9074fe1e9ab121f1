package mixer

import (
	"context"
	"math"
	"math/rand/v2"
)

// Options say how a plan is looked for.
type Options struct {
	Seed uint64
	// Work is how many exchanges of seats are tried at most; 0 for as many as suit the size. The same
	// work gives the same plan everywhere. A limit of time is the context's, and then the machine counts.
	Work     int
	Progress func(Progress) // called at a better plan, and from time to time
}

// Progress is the state of a search.
type Progress struct {
	Work          int
	Points, Bound int
	Kept          bool // the best plan keeps every rule
}

// Gap is the share of the bound that is not reached, from 0 to 1.
func (p Progress) Gap() float64 {
	if p.Bound == 0 {
		return 0
	}
	return float64(p.Bound-p.Points) / float64(p.Bound)
}

// What a result is.
const (
	Optimal  = "optimal"  // the plan reaches the bound
	Feasible = "feasible" // the plan keeps every rule
	Broken   = "broken"   // no plan was found that keeps every rule; Report.Faults says what breaks
)

// Result is the best plan found, judged.
type Result struct {
	Plan   Plan
	Report Report
	Status string
	Work   int // exchanges tried
}

// Solve looks for the best plan. When the context ends it returns the best so far with the context's
// error; a plan is returned whenever the problem is valid.
func Solve(ctx context.Context, p *Problem, o Options) (Result, error) {
	if err := p.Validate(); err != nil {
		return Result{}, err
	}
	m := newModel(p)
	l := m.draft(ctx)
	s := newSeating(m, m.seat(l.want))
	work := o.Work
	if work <= 0 {
		work = min(max(m.n*m.rounds*20_000, 2_000_000), 60_000_000)
	}
	return m.finish(ctx, s, schedule{work: work, hot: 60, cold: 4, pure: l.pure}, o)
}

// Replan makes a plan for the rounds that are left after the first so many of an earlier plan were held
// as planned. The problem says who is away now; people who were not in the earlier plan stand at the
// end of it. Seats that can stay mostly do. To tell what really happened, set Held and give held 0.
func Replan(ctx context.Context, p *Problem, before Plan, held int, o Options) (Result, error) {
	now := *p
	if held > 0 && held <= len(before.Rounds) {
		now.Held = before.Rounds[:held]
	}
	if err := now.Validate(); err != nil {
		return Result{}, err
	}
	m := newModel(&now)
	want := make([][]int, m.rounds)
	for r := range want {
		want[r] = make([]int, m.n)
		for i := range want[r] {
			want[r][i] = -1
		}
		if r >= len(before.Rounds) {
			continue
		}
		for t, table := range before.Rounds[r] {
			for _, i := range table {
				if i >= 0 && i < m.n {
					want[r][i] = t
				}
			}
		}
	}
	work := o.Work
	if work <= 0 {
		work = min(max(m.n*m.rounds*100, 200_000), 1_000_000)
	}
	return m.finish(ctx, newSeating(m, m.seat(want)), schedule{work: work, hot: 12, cold: 2}, o)
}

// schedule is how a search cools.
type schedule struct {
	work      int
	hot, cold float64
	pure      bool
}

// finish searches from a first seating. The rules and points of the best are judged as Check does it.
func (m *model) finish(ctx context.Context, s *seating, how schedule, o Options) (Result, error) {
	search := &search{
		s: s, rng: rand.New(rand.NewPCG(o.Seed, 0x6d69786572)), bound: m.upperBound(ctx), options: o, //nolint:gosec // a seed, not a secret
	}
	search.keep()
	search.run(ctx, how)
	result := Result{Plan: s.plan(search.best), Work: search.done}
	result.Report = judge(m.p, result.Plan)
	result.Report.Bound = search.bound
	report := result.Report
	switch {
	case len(report.Faults) > 0:
		result.Status = Broken
	case report.Points >= report.Bound:
		result.Status = Optimal
	default:
		result.Status = Feasible
	}
	return result, ctx.Err()
}

// search is an annealing over exchanges of seats.
type search struct {
	s         *seating
	rng       *rand.Rand
	bound     int
	options   Options
	best      [][]int32
	bestScore score
	done      int
	told      int
}

const (
	between     = 1024    // exchanges between two looks at the context
	tellEvery   = 1 << 18 // exchanges between two reports without news
	shortest    = 50_000  // exchanges of one cooling
	focusAbove  = 400     // from so many people on, those who are well seated are mostly passed over
	focusChance = 0.8
)

// run cools again and again, ever from the best plan, until the work is done.
func (a *search) run(ctx context.Context, how schedule) {
	if how.pure && a.s.m.n <= 2000 {
		a.cool(ctx, how.work/4, how.hot, how.cold, 1) // places in the design first: it repeats nobody
	}
	for a.done < how.work && !a.over(ctx) {
		a.cool(ctx, min(how.work-a.done, max(shortest, how.work/4)), how.hot, how.cold, 0.05)
	}
}

func (a *search) over(ctx context.Context) bool {
	return ctx.Err() != nil || a.bestScore.points >= a.bound && a.bestScore.broken == 0
}

// cool lowers the temperature over so many exchanges. together is the share of exchanges in which two
// people change places in all rounds.
func (a *search) cool(ctx context.Context, work int, hot, cold, together float64) {
	s, m := a.s, a.s.m
	if m.held == m.rounds {
		a.done += work
		return
	}
	for k := 0; k < work; k += between {
		temperature := hot * math.Pow(cold/hot, float64(k)/float64(work))
		for range between {
			r := m.held + a.rng.IntN(m.rounds-m.held)
			people := s.movable[r]
			if len(people) < 2 {
				continue
			}
			i, j := a.pick(r, people), people[a.rng.IntN(len(people))]
			if s.at[int(i)*m.rounds+r] == s.at[int(j)*m.rounds+r] {
				continue
			}
			limit := int(-temperature * math.Log(1-a.rng.Float64()))
			if together > 0 && a.rng.Float64() < together && s.alike(i, j) {
				s.tryExchange(i, j, limit)
			} else if together < 1 {
				s.trySwap(r, i, j, limit)
			}
		}
		a.done += between
		if s.score.cost < a.bestScore.cost {
			a.keep()
		} else if a.done-a.told >= tellEvery {
			a.tell()
		}
		if a.over(ctx) {
			return
		}
	}
}

// pick chooses who is to move.
func (a *search) pick(r int, people []int32) int32 {
	i := people[a.rng.IntN(len(people))]
	if len(people) < focusAbove || a.rng.Float64() > focusChance {
		return i
	}
	for range 20 {
		if a.s.restless(r, i) {
			break
		}
		i = people[a.rng.IntN(len(people))]
	}
	return i
}

func (a *search) keep() {
	if a.best == nil {
		a.best = make([][]int32, len(a.s.members))
	}
	for r, members := range a.s.members {
		a.best[r] = append(a.best[r][:0], members...)
	}
	a.bestScore = a.s.score
	a.tell()
}

func (a *search) tell() {
	a.told = a.done
	if a.options.Progress != nil {
		a.options.Progress(Progress{Work: a.done, Points: a.bestScore.points, Bound: a.bound, Kept: a.bestScore.broken == 0})
	}
}
