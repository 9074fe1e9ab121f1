package planner

import "counterpart/engine/wishes/scarce"

import "math/bits"

// What comes before weight counts so much that no exchange gains by giving it up.
const (
	worthMust  = int64(1) << 56
	worthShort = int64(1) << 46
)

// state is a plan in the making. It keeps every rule at every moment; ops can be undone down to a mark.
type state struct {
	in      *instance
	slot    []int8  // by choice; -1 when not held
	at      []int32 // by person and slot: choice, or -1
	free    []uint64
	busy    []uint64
	left    []int32 // by person: meetings she can still have
	rooms   *scarce.Use
	voices  *scarce.Use
	ruled   []int32 // by rule: the choice held, or -1
	least   []int32 // by party: meetings that count towards its minimum
	loose   bool    // nobody has a minimum and nothing is promised: the gain of a choice is its own
	ops     []op
	gain    int64 // of everything that is held; only differences mean something
	value   int64 // weight of what is held, in thousandths
	musts   int
	held    int
	path    []int32 // of the last flip
	slots   []int8
	before  mark // the plan before the last flip
	longest int  // meetings that one flip moves at most
}

// op is a choice put into a slot or taken out of it.
type op struct {
	e   int32
	s   int8
	put bool
}

func newState(in *instance) *state {
	st := &state{
		in: in, slot: make([]int8, len(in.choices)), at: make([]int32, in.n*in.slots), free: make([]uint64, in.n), busy: make([]uint64, in.n),
		left: make([]int32, in.n), rooms: scarce.NewUse(in.rooms), voices: scarce.NewUse(in.voices), ruled: make([]int32, len(in.rules)),
		longest: pathLength, least: make([]int32, len(in.least)),
	}
	for i := range st.slot {
		st.slot[i] = -1
	}
	for i := range st.at {
		st.at[i] = -1
	}
	for i := range st.ruled {
		st.ruled[i] = -1
	}
	copy(st.free, in.open)
	copy(st.left, in.most)
	st.loose = len(in.least) == 0 && len(in.promise) == 0
	for _, least := range in.minimum {
		st.loose = st.loose && least == 0
	}
	return st
}

func (st *state) seat(p int32, s int) *int32 { return &st.at[int(p)*st.in.slots+s] }

// worth is what holding a choice gains by itself.
func (in *instance) worth(e int32) int64 {
	if in.must[e] {
		return in.weight[e] + worthMust
	}
	return in.weight[e]
}

// mayMove says whether an exchange may touch a held choice.
func (st *state) mayMove(e int32) bool {
	x := st.in.promiseOf(e)
	return x == nil || !x.locked
}

// can says whether people, rules and order allow a choice in a slot; rooms and interpreters are asked when it is put there.
func (st *state) can(e int32, s int) bool {
	in := st.in
	c := &in.choices[e]
	if c.ok>>s&1 == 0 {
		return false
	}
	if c.v >= 0 {
		if !st.comes(c.u, s) || !st.comes(c.v, s) {
			return false
		}
	} else {
		for _, q := range in.groups[e] {
			if !st.comes(q, s) {
				return false
			}
		}
	}
	return st.lawful(e, s)
}

// comes says whether a person can have one more meeting in a slot.
func (st *state) comes(q int32, s int) bool {
	if st.left[q] <= 0 || st.free[q]>>s&1 == 0 {
		return false
	}
	return st.in.row[q] == 0 || st.in.times.InARow(st.busy[q]|1<<s, st.in.row[q])
}

// lawful says whether rules and order allow a choice that is not held in a slot.
func (st *state) lawful(e int32, s int) bool {
	return st.alone(e) && st.inOrder(e, s)
}

// alone says whether no other choice rules this one out.
func (st *state) alone(e int32) bool {
	if len(st.in.ruled) > 0 {
		for _, k := range st.in.ruled[e] {
			if st.ruled[k] >= 0 {
				return false
			}
		}
	}
	return true
}

func (st *state) inOrder(e int32, s int) bool {
	if len(st.in.order) == 0 {
		return true
	}
	for _, x := range st.in.order[e] {
		t := int(st.slot[x.other])
		if t < 0 {
			continue
		}
		if x.first && st.in.times.After[s]>>t&1 == 0 || !x.first && st.in.times.After[t]>>s&1 == 0 {
			return false
		}
	}
	return true
}

// put holds a choice that can be held in a slot, if a room and an interpreter are there.
func (st *state) put(e int32, s int) bool {
	c := &st.in.choices[e]
	if !st.rooms.Put(c.room, s) {
		return false
	}
	if !st.voices.Put(c.voice, s) {
		st.rooms.Take(c.room, s)
		return false
	}
	st.enter(e, s)
	st.ops = append(st.ops, op{e, int8(s), true}) //nolint:gosec // at most MaxSlots
	return true
}

func (st *state) take(e int32) {
	c, s := &st.in.choices[e], int(st.slot[e])
	st.leave(e, s)
	st.rooms.Take(c.room, s)
	st.voices.Take(c.voice, s)
	st.ops = append(st.ops, op{e, int8(s), false}) //nolint:gosec // at most MaxSlots
}

// enter and leave do what put and take do, apart from rooms and interpreters.
func (st *state) enter(e int32, s int) {
	in := st.in
	c := &in.choices[e]
	st.slot[e] = int8(s) //nolint:gosec // at most MaxSlots
	st.held++
	st.value += in.weight[e]
	if in.must[e] {
		st.musts++
	}
	if st.loose {
		st.gain += in.worth(e)
	} else {
		st.gain += st.counts(e, s)
	}
	if c.v >= 0 {
		st.sit(c.u, e, s)
		st.sit(c.v, e, s)
	} else {
		for _, q := range in.groups[e] {
			st.sit(q, e, s)
		}
	}
	if len(in.ruled) > 0 {
		for _, k := range in.ruled[e] {
			st.ruled[k] = e
		}
	}
}

func (st *state) leave(e int32, s int) {
	in := st.in
	c := &in.choices[e]
	st.slot[e] = -1
	st.held--
	st.value -= in.weight[e]
	if in.must[e] {
		st.musts--
	}
	if c.v >= 0 {
		st.rise(c.u, s)
		st.rise(c.v, s)
	} else {
		for _, q := range in.groups[e] {
			st.rise(q, s)
		}
	}
	if len(in.ruled) > 0 {
		for _, k := range in.ruled[e] {
			st.ruled[k] = -1
		}
	}
	if st.loose {
		st.gain -= in.worth(e)
	} else {
		st.gain -= st.uncounts(e, s)
	}
}

func (st *state) sit(q, e int32, s int) {
	*st.seat(q, s) = e
	st.busy[q] |= 1 << s
	st.left[q]--
	st.free[q] &^= st.in.times.Clash[s]
}

func (st *state) rise(q int32, s int) {
	*st.seat(q, s) = -1
	st.busy[q] &^= 1 << s
	st.left[q]++
	if !st.in.times.Overlaps {
		st.free[q] |= 1 << s
		return
	}
	free := st.in.open[q]
	for m := st.busy[q]; m != 0; m &= m - 1 {
		free &^= st.in.times.Clash[lowest(m)]
	}
	st.free[q] = free
}

// counts is the gain of a choice that is about to be held, minima and promises included; the parties' counts go up. Uncounts is the
// loss of one that was just given up.
func (st *state) counts(e int32, s int) int64   { return st.counted(e, s, 1) }
func (st *state) uncounts(e int32, s int) int64 { return st.counted(e, s, -1) }

func (st *state) counted(e int32, s int, by int32) int64 {
	worth := st.in.worth(e) + st.kept(e, s)
	var two [2]int32
	for _, q := range st.in.members(e, &two) {
		if int32(bits.OnesCount64(st.busy[q])) < st.in.minimum[q] { //nolint:gosec // at most MaxSlots
			worth += worthShort
		}
		if k := st.in.party[q]; k >= 0 {
			if min(st.least[k], st.least[k]+by) < st.in.least[k] {
				worth += worthShort
			}
			st.least[k] += by
		}
	}
	return worth
}

// scarce says whether each meeting of a person counts towards a minimum.
func (st *state) scarce(q int32) bool {
	if st.loose {
		return false
	}
	k := st.in.party[q]
	return int32(bits.OnesCount64(st.busy[q])) <= st.in.minimum[q] && st.in.minimum[q] > 0 || k >= 0 && st.least[k] <= st.in.least[k] //nolint:gosec // at most MaxSlots
}

// wants says whether a person, or her party, lacks meetings to a minimum.
func (st *state) wants(q int32) bool {
	k := st.in.party[q]
	return int32(bits.OnesCount64(st.busy[q])) < st.in.minimum[q] || k >= 0 && st.least[k] < st.in.least[k] //nolint:gosec // at most MaxSlots
}

// short is how many meetings people and parties lack to their minima.
func (st *state) short() int {
	n := 0
	for k, least := range st.in.least {
		n += int(max(0, least-st.least[k]))
	}
	for q, least := range st.in.minimum {
		n += max(0, int(least)-bits.OnesCount64(st.busy[q]))
	}
	return n
}

// kept is the price of a promise that is kept by holding a choice in a slot.
func (st *state) kept(e int32, s int) int64 {
	if x := st.in.promiseOf(e); x != nil && x.slot == s {
		return x.price
	}
	return 0
}

// mark is where undo can go back to.
type mark struct{ ops, rooms, voices int }

func (st *state) mark() mark { return mark{len(st.ops), st.rooms.Mark(), st.voices.Mark()} }

func (st *state) undo(to mark) {
	for k := len(st.ops) - 1; k >= to.ops; k-- {
		x := st.ops[k]
		c, s := &st.in.choices[x.e], int(x.s)
		by := int32(1)
		if x.put {
			by = -1
			st.leave(x.e, s)
		} else {
			st.enter(x.e, s)
		}
		if st.rooms.Pool.Counted {
			st.rooms.Load(s, by)
		}
		if st.voices.Pool.Counted && !st.voices.Nothing(c.voice) {
			st.voices.Load(s, by)
		}
	}
	st.ops = st.ops[:to.ops]
	st.rooms.Back(to.rooms)
	st.voices.Back(to.voices)
}

// settle forgets how to undo.
func (st *state) settle() {
	st.ops = st.ops[:0]
	st.rooms.Settle()
	st.voices.Settle()
}
