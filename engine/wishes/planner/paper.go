package planner

import (
	"context"

	"counterpart/engine/looks"
	"counterpart/engine/wishes"
)

// paper is what a result is written on: it is there, and touched, before the search begins, and says of every wish what it would say
// if nothing were held, so that the end of a search takes little time.
type paper struct {
	meetings []wishes.Meeting
	outcomes []wishes.Outcome
	also     []int32    // wishes that are met by a meeting named by another wish
	seated   [][2]int32 // by meeting: its two people; of one of more, its choice and -1
	near     []int32    // by person: her last table
}

// newPaper ends early, with an error, when the context does.
func newPaper(ctx context.Context, in *instance) (*paper, error) {
	tables, seats := 0, 0
	for _, n := range in.rooms.Whole[:in.slots] {
		tables += int(n)
	}
	for _, n := range in.most {
		seats += int(n)
	}
	most := min(len(in.choices), tables, seats/2)
	out := blank(in, most)
	for k := range out.meetings {
		if looks.Ended(ctx, k) {
			return nil, ctx.Err()
		}
		out.meetings[k].Table = 1
		out.seated[k][1] = 1
	}
	return out, out.expect(ctx, in)
}

// blank is paper for so many meetings, with nothing on it.
func blank(in *instance, meetings int) *paper {
	return &paper{
		meetings: make([]wishes.Meeting, meetings), outcomes: make([]wishes.Outcome, len(in.p.Wishes)),
		seated: make([][2]int32, meetings), near: make([]int32, in.n),
	}
}

// expect writes the outcomes of a plan without meetings.
func (out *paper) expect(ctx context.Context, in *instance) error {
	for i, first := range in.meeting {
		if looks.Ended(ctx, i) {
			return ctx.Err()
		}
		o := wishes.Outcome{Wish: i, Meeting: -1, Reason: wishes.Crowded}
		switch {
		case first >= 0:
			if in.wish[first] != int32(i) { //nolint:gosec // bounded by MaxWishes
				out.also = append(out.also, int32(i)) //nolint:gosec // bounded by MaxWishes
			}
		case in.p.Wishes[i].Level == wishes.No:
			o.Reason = wishes.Refusal
		default:
			o.Reason = in.impossible(&in.p.Wishes[i])
		}
		out.outcomes[i] = o
	}
	return nil
}

// met writes that the wish by which a choice is made is met by a meeting of the plan.
func (out *paper) met(wish int32, meeting int) {
	o := &out.outcomes[wish]
	o.Meeting, o.Reason = meeting, wishes.Held
}

// finish gives tables and makes the result.
func (st *state) finish(ctx context.Context, paper *paper) *wishes.Result {
	r := &wishes.Result{Asked: len(st.in.asked)}
	changes := 0
	r.Plan, changes = st.write(ctx, paper)
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

// write gives tables and lists the meetings held, by slot and table. It also counts how often somebody goes to another table.
func (st *state) write(ctx context.Context, paper *paper) (wishes.Plan, int) {
	if h := st.tables(ctx); h != nil {
		if plan, whole := st.plan(ctx, h, paper); whole {
			return plan, h.changes
		}
	}
	return st.jot(paper)
}

// plan lists the meetings held at the tables of a hall. It goes by choice, as they lie in memory; not whole when the hall was
// given up.
func (st *state) plan(ctx context.Context, h *hall, paper *paper) (list wishes.Plan, whole bool) {
	place := h.places()
	voices := st.interpreters()
	meetings := paper.meetings[:st.held]
	for e, s := range st.slot {
		if h.leaves && looks.Ended(ctx, e) {
			return wishes.Plan{}, false
		}
		if s < 0 {
			continue
		}
		k := place[s][h.table[e]]
		meetings[k] = st.meeting(int32(e), int(s), h.table[e], voices) //nolint:gosec // bounded
		paper.met(st.in.wish[e], int(k))
	}
	return wishes.Plan{Meetings: meetings}, true
}

// plain says whether tables can be given in the order of the meetings.
func (st *state) plain() bool {
	in := st.in
	return in.rooms.Counted && !in.times.Overlaps && len(in.promise) == 0 && len(in.voices.Size) == 0 && len(in.shared) == 0
}

// jot is plan for a plain problem, in one pass over the choices: the next of a slot gets its next table.
func (st *state) jot(paper *paper) (wishes.Plan, int) {
	in := st.in
	next := make([]seating, in.slots)
	held := int32(0)
	for s := range next {
		next[s] = seating{meeting: held, room: -1}
		held += st.rooms.Loads[s]
	}
	meetings := paper.meetings[:held]
	for e, s := range st.slot {
		if s < 0 {
			continue
		}
		x := &next[s]
		x.advance(in, int(s))
		c := &in.choices[e]
		meetings[x.meeting] = wishes.Meeting{Wish: int(in.wish[e]), Slot: in.times.Place[s], Room: x.room, Table: x.table, Interpreter: -1}
		paper.seated[x.meeting] = [2]int32{c.u, c.v}
		if c.v < 0 {
			paper.seated[x.meeting][0] = int32(e) //nolint:gosec // bounded
		}
		paper.met(in.wish[e], int(x.meeting))
		x.meeting++
	}
	return wishes.Plan{Meetings: meetings}, paper.changes(in, meetings)
}

// seating is where the next meeting of a slot stands in the plan, and the table of the last one.
type seating struct {
	meeting     int32
	room, table int
}

// advance goes on to the next table that is open in a slot.
func (x *seating) advance(in *instance, s int) {
	for x.room < 0 || x.table == int(in.rooms.Size[x.room]) || in.rooms.Open[x.room]>>s&1 == 0 {
		x.room, x.table = x.room+1, 0
	}
	x.table++
}

// changes counts how often somebody goes to another table than her last.
func (out *paper) changes(in *instance, meetings []wishes.Meeting) int {
	first := make([]int, len(in.rooms.Size)) // by room: tables before it
	for r := 1; r < len(first); r++ {
		first[r] = first[r-1] + int(in.rooms.Size[r-1])
	}
	clear(out.near)
	n := 0
	for k := range meetings {
		number := int32(first[meetings[k].Room] + meetings[k].Table) //nolint:gosec // bounded by MaxTables
		people := out.seated[k][:]
		if people[1] < 0 {
			people = in.groups[people[0]]
		}
		for _, q := range people {
			if last := out.near[q]; last != 0 && last != number {
				n++
			}
			out.near[q] = number
		}
	}
	return n
}

// bySlot lists the choices held in each slot.
func (st *state) bySlot() [][]int32 {
	list := make([]int32, st.held)
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

// interpreters says who serves which choice.
func (st *state) interpreters() map[int32]int {
	if len(st.in.voices.Size) == 0 {
		return nil
	}
	out := map[int32]int{}
	for s, list := range st.bySlot() {
		st.interpretersIn(s, list, out)
	}
	return out
}

// interpretersIn says who serves which choice in a slot.
func (st *state) interpretersIn(s int, list []int32, out map[int32]int) {
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
}
