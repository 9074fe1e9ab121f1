package planner

import (
	"cmp"
	"context"
	"math/rand/v2"
	"slices"

	"counterpart/engine/wishes"
)

// Solve looks for the best plan and proves how good it can be at most. progress, which may be nil, is called from time to time. When the context ends it
// returns the best plan so far with the context's error; the plan keeps every rule at any moment. A problem that is not valid is *Invalid.
func Solve(ctx context.Context, p *wishes.Problem, o wishes.Options, progress func(wishes.Progress)) (*wishes.Result, error) {
	if err := p.ValidateContext(ctx); err != nil {
		return nil, err
	}
	in, err := compile(ctx, p)
	if err != nil {
		return nil, err
	}
	s := &search{in: in, st: newState(in), progress: progress, work: o.Work}
	if s.work <= 0 {
		s.work = min(max(8*len(in.choices), 20_000), 2_000_000)
	}
	paper := newPaper(in)
	s.tell("bound", 0)
	var y prices
	y, s.bound = in.price(ctx)
	s.st.keepPromises()
	if ctx.Err() == nil {
		s.run(ctx, newExchange(ctx, s.st, y, o.Seed), o.Seed)
	}
	r := s.st.finish(paper, ctx.Err() != nil)
	r.Work = s.done
	r.Certificate = in.signed(y, s.bound)
	return r, ctx.Err()
}

// search is the way from a problem to its plan.
type search struct {
	in         *instance
	st         *state
	bound      int64
	work, done int
	progress   func(wishes.Progress)
}

// run goes through the phases, until the context ends.
func (s *search) run(ctx context.Context, x *exchange, seed uint64) {
	if ctx.Err() != nil {
		return
	}
	s.tell("placing", 0)
	s.st.place(ctx, x.byRest)
	x.first(ctx)
	cycles := 1
	if len(s.in.choices) < few {
		cycles = 5
	}
	for range cycles {
		before := s.done
		s.done += x.run(ctx, max(1, s.work/cycles), s.bound, func(done int) { s.tell("exchanging", before+done) })
	}
	x.fair(ctx)
	smoother := &smooth{st: s.st, rng: rand.New(rand.NewPCG(seed, 0x736d6f6f7468))} //nolint:gosec // a seed, not a secret
	smoother.run(ctx, min(smoothWork*s.st.held, smoothMost), func(int) { s.tell("smoothing", s.done) })
	s.tell("tables", s.done)
}

// tell reports how far the search is. Tables are not given yet, so nobody changes them.
func (s *search) tell(phase string, done int) {
	if s.progress == nil {
		return
	}
	breaks := 0
	for _, mask := range s.st.busy {
		breaks += s.in.times.Breaks(mask)
	}
	score := wishes.Score{Musts: s.st.musts, Short: s.st.short(), Value: s.st.value / 1000, Breaks: breaks, Scheduled: s.st.held}
	s.progress(wishes.Progress{Phase: phase, Work: done, Score: score, Bound: s.bound})
}

// keepPromises holds what is promised: what is locked for good, the rest for the time being.
func (st *state) keepPromises() {
	for _, x := range st.in.promise {
		if x.locked {
			st.lock(x)
		}
	}
	for _, x := range st.in.promise {
		if x.locked {
			continue
		}
		if st.can(x.choice, x.slot) {
			st.putAsPromised(x)
		}
	}
	st.settle()
}

// lock holds a choice with the very room and interpreter that were promised; nothing moves it.
func (st *state) lock(x promise) {
	st.rooms.Keep(x.slot, int32(x.source.Room)) //nolint:gosec // bounded
	if x.source.Interpreter >= 0 {
		st.voices.Keep(x.slot, int32(x.source.Interpreter)) //nolint:gosec // bounded
	}
	st.enter(x.choice, x.slot)
}

// putAsPromised holds a choice, if it can be with the room and the interpreter that were promised.
func (st *state) putAsPromised(x promise) {
	c := &st.in.choices[x.choice]
	if !st.rooms.PutAt(c.room, x.slot, x.source.Room) && !st.rooms.Put(c.room, x.slot) {
		return
	}
	if !st.voices.PutAt(c.voice, x.slot, x.source.Interpreter) && !st.voices.Put(c.voice, x.slot) {
		st.rooms.Take(c.room, x.slot)
		return
	}
	st.enter(x.choice, x.slot)
}

// place holds choices one after another, in this order.
func (st *state) place(ctx context.Context, order []int32) {
	for k, e := range order {
		if k%64 == 0 && ctx.Err() != nil {
			return
		}
		if st.slot[e] < 0 && st.alone(e) {
			st.insert(e)
		}
		st.settle()
	}
}

// finish gives tables and makes the result. In a hurry nobody is looked after who could stay at her table.
func (st *state) finish(paper *paper, hurry bool) *wishes.Result {
	r := &wishes.Result{Asked: len(st.in.asked)}
	changes := 0
	if hurry && st.plain() {
		r.Plan, changes = st.jot(paper)
	} else {
		h := st.tables()
		r.Plan, changes = st.plan(h.table, paper), h.changes
	}
	r.Outcomes = st.in.outcomes(st, paper)
	r.Score = st.score()
	r.Score.Changes = changes
	for _, i := range st.in.asked {
		if r.Outcomes[i].Reason == wishes.Held {
			r.Score.Musts++
		}
	}
	return r
}

// paper is what a result is written on: it is there, and touched, before the search begins, so that the end of it takes little time.
type paper struct {
	at       []int32 // by choice: its place in meetings
	meetings []wishes.Meeting
	outcomes []wishes.Outcome
	list     []int32 // choices held, by slot
	near     []int32 // by person: her last table
}

func newPaper(in *instance) *paper {
	tables, seats := 0, 0
	for _, n := range in.rooms.Whole[:in.slots] {
		tables += int(n)
	}
	for _, n := range in.most {
		seats += int(n)
	}
	most := min(len(in.choices), tables, seats/2)
	out := &paper{
		at: make([]int32, len(in.choices)), meetings: make([]wishes.Meeting, most), outcomes: make([]wishes.Outcome, len(in.p.Wishes)),
		list: make([]int32, most), near: make([]int32, in.n),
	}
	for k := 0; k < most; k += 32 {
		out.meetings[k].Table = 1
	}
	for k := 0; k < len(out.outcomes); k += 64 {
		out.outcomes[k].Meeting = -1
	}
	return out
}

// plan lists the meetings held, by slot and table.
func (st *state) plan(table []int32, paper *paper) wishes.Plan {
	meetings := paper.meetings[:0]
	byTable := func(a, b int32) int { return cmp.Compare(table[a], table[b]) }
	for s, list := range st.bySlot(paper.list) {
		if !slices.IsSortedFunc(list, byTable) {
			slices.SortFunc(list, byTable)
		}
		voices := st.interpreters(s, list)
		for _, e := range list {
			paper.at[e] = int32(len(meetings)) //nolint:gosec // bounded
			meetings = append(meetings, st.meeting(e, s, table[e], voices))
		}
	}
	return wishes.Plan{Meetings: meetings}
}

// plain says whether tables can be given in the order of the meetings.
func (st *state) plain() bool {
	in := st.in
	return in.rooms.Counted && !in.times.Overlaps && len(in.promise) == 0 && len(in.voices.Size) == 0 && len(in.shared) == 0
}

// jot is plan for a plain problem, table after table. It also counts how often somebody goes to another.
func (st *state) jot(paper *paper) (wishes.Plan, int) {
	in := st.in
	meetings, changes := paper.meetings[:0], 0
	clear(paper.near)
	var two [2]int32
	for s, list := range st.bySlot(paper.list) {
		room, table, number := 0, int32(0), int32(0)
		for _, e := range list {
			for table == in.rooms.Size[room] || in.rooms.Open[room]>>s&1 == 0 {
				number += in.rooms.Size[room] - table
				room, table = room+1, 0
			}
			table++
			number++
			for _, q := range in.members(e, &two) {
				if last := paper.near[q]; last != 0 && last != number {
					changes++
				}
				paper.near[q] = number
			}
			paper.at[e] = int32(len(meetings)) //nolint:gosec // bounded
			meetings = append(meetings, wishes.Meeting{Wish: int(in.wish[e]), Slot: in.times.Place[s], Room: room, Table: int(table), Interpreter: -1})
		}
	}
	return wishes.Plan{Meetings: meetings}, changes
}

// bySlot lists the choices held in each slot, in a list that has room for all of them.
func (st *state) bySlot(list []int32) [][]int32 {
	count := make([]int, st.in.slots)
	for _, s := range st.slot {
		if s >= 0 {
			count[s]++
		}
	}
	out := make([][]int32, st.in.slots)
	for s, n := range count {
		out[s], list = list[:0:n], list[n:]
	}
	for e, s := range st.slot {
		if s >= 0 {
			out[s] = append(out[s], int32(e)) //nolint:gosec // bounded
		}
	}
	return out
}

// meeting is a choice held, in the numbers of the problem.
func (st *state) meeting(e int32, s int, table int32, voices map[int32]int) wishes.Meeting {
	in := st.in
	m := wishes.Meeting{Wish: in.called(e), Slot: in.times.Place[s], Interpreter: -1}
	for table >= in.rooms.Size[m.Room] {
		table -= in.rooms.Size[m.Room]
		m.Room++
	}
	m.Table = int(table) + 1
	if i, needed := voices[e]; needed {
		m.Interpreter = i
	}
	if len(in.shared) > 0 && len(in.p.Wishes[m.Wish].Sharers) > 0 {
		var two [2]int32
		for _, q := range in.members(e, &two) {
			m.Sitting = append(m.Sitting, int(q))
		}
	}
	return m
}

// interpreters says who serves which choice in a slot.
func (st *state) interpreters(s int, list []int32) map[int32]int {
	if len(st.in.voices.Size) == 0 {
		return nil
	}
	out := map[int32]int{}
	left := quota{}
	for k, n := range st.voices.Served[s] {
		left[k] = n
	}
	for _, x := range st.in.promise {
		if x.locked && x.slot == s && x.source.Interpreter >= 0 {
			out[x.choice] = x.source.Interpreter
		}
	}
	for _, x := range st.in.promise {
		if i := int32(x.source.Interpreter); !x.locked && x.slot == s && int(st.slot[x.choice]) == s && i >= 0 && left.take(st.in.choices[x.choice].voice, i) { //nolint:gosec // bounded
			out[x.choice] = x.source.Interpreter
		}
	}
	for _, e := range list {
		class := st.in.choices[e].voice
		if _, locked := out[e]; locked || class == 0 || !st.mayMove(e) {
			continue
		}
		for _, i := range st.in.voices.Classes[class] {
			if left.take(class, i) {
				out[e] = int(i)
				break
			}
		}
	}
	return out
}

// score counts what a plan is worth, apart from its tables and musts.
func (st *state) score() wishes.Score {
	in := st.in
	out := wishes.Score{Scheduled: st.held, Value: st.value / 1000, Short: st.short()}
	for _, x := range in.promise {
		if !x.locked && int(st.slot[x.choice]) != x.slot {
			out.Value -= x.price / 1000
		}
	}
	for q := range in.n {
		lack := max(0, st.lack(int32(q))) //nolint:gosec // bounded
		out.Unfair += lack * lack
		out.Breaks += in.times.Breaks(st.busy[q])
	}
	return out
}
