package planner

import (
	"cmp"
	"context"
	"math/bits"
	"slices"

	"counterpart/engine/looks"
	"counterpart/engine/wishes"
	"counterpart/engine/wishes/scarce"
)

// instance is a problem in numbers. A choice is one way to hold a meeting: who sits at it. Most meetings have one choice; those with
// sharers have more, and a rule that at most one of them is taken. Slots are numbered by time.
type instance struct {
	p          *wishes.Problem
	times      *scarce.Times
	n          int // people
	slots      int
	open       []uint64 // by person: slots in which she is not away
	most       []int32  // by person: meetings at most
	row        []int32  // by person: in a row at most, 0 for no limit
	choices    []choice
	groups     map[int32][]int32 // people of choices of more than two, or whose second is -1
	wish       []int32           // by choice: the first wish of its meeting
	meeting    []int32           // by wish: a choice that meets it, the first; -1 for none
	weight     []int64           // by choice: in thousandths, without what comes before weight
	must       []bool            // by choice
	asked      []int32           // wishes that must be met
	refused    map[uint64]bool   // pairs of which one refuses the other
	rules      [][]int32         // sets of choices of which at most one is taken
	ruled      map[int32][]int32 // by choice: its rules
	order      map[int32][]order // by choice
	promised   []int32           // by choice: one more than its place in promise, 0 for none; nil when nothing is promised
	promise    []promise         // by promise that can be kept
	minimum    []int32           // by person
	party      []int32           // by person: in least, or -1
	least      []int32           // by party with a minimum
	rooms      *scarce.Pool
	voices     *scarce.Pool // interpreters
	near       *adjacency
	shared     []int32 // wishes with sharers
	plain      bool    // plainClass is known: that of two people without needs
	spoken     bool    // some person's languages are known
	plainClass uint8
}

// choice is a meeting of two people; v is -1 for one of more, whose people are in groups.
type choice struct {
	u, v  int32
	ok    uint64 // slots in which it can be held
	room  uint8  // class of need in rooms
	voice uint8  // class of need in voices; 0 for none
}

// order ties a choice to another in time.
type order struct {
	other int32
	first bool // this one ends before the other begins
}

// promise is a meeting of the promised plan.
type promise struct {
	source *wishes.Promise
	choice int32
	slot   int
	locked bool
	price  int64
}

// compile turns a valid problem into numbers. It ends early, with an error, when the context does.
func compile(ctx context.Context, p *wishes.Problem) (*instance, error) {
	in := &instance{
		p: p, times: scarce.NewTimes(p.Slots), n: len(p.People), slots: len(p.Slots), groups: map[int32][]int32{}, ruled: map[int32][]int32{},
		order: map[int32][]order{},
	}
	in.people(ctx)
	in.rooms, in.voices = scarce.NewRooms(p, in.times), scarce.NewVoices(p, in.times)
	if err := in.meetings(ctx); err != nil {
		return nil, err
	}
	in.exclusives(ctx)
	in.precedences(ctx)
	in.promises(ctx)
	in.near = newAdjacency(ctx, in)
	return in, ctx.Err()
}

func (in *instance) people(ctx context.Context) {
	p := in.p
	in.open, in.most, in.row = make([]uint64, in.n), make([]int32, in.n), make([]int32, in.n)
	in.minimum, in.party = make([]int32, in.n), make([]int32, in.n)
	least := map[string]int32{}
	for _, x := range p.Parties {
		if x.Minimum > 0 {
			least[x.ID] = int32(len(in.least)) //nolint:gosec // bounded by MaxPeople
			in.least = append(in.least, int32(x.Minimum))
		}
	}
	all := ^uint64(0) >> (64 - in.slots)
	for i := range p.People {
		if looks.Ended(ctx, i) {
			return
		}
		x := &p.People[i]
		in.spoken = in.spoken || len(x.Languages) > 0
		in.open[i] = all
		for _, c := range x.Closed {
			in.open[i] &^= 1 << in.times.Number[c.Slot]
		}
		in.most[i] = int32(in.times.Capacity(in.open[i])) //nolint:gosec // at most MaxSlots
		if x.Maximum > 0 {
			in.most[i] = min(in.most[i], int32(min(x.Maximum, wishes.MaxSlots))) //nolint:gosec // bounded
		}
		in.row[i], in.minimum[i] = int32(min(x.InARow, wishes.MaxSlots)), int32(min(x.Minimum, wishes.MaxSlots)) //nolint:gosec // bounded
		in.party[i] = -1
		if k, counted := least[x.Party]; counted {
			in.party[i] = k
		}
	}
}

// allowed is the slots in which a wish may lie, as far as it alone decides.
func (in *instance) allowed(w *wishes.Wish) uint64 {
	if w.Session == "" && len(w.Only) == 0 && len(w.Closed) == 0 && w.Length == 0 {
		return ^uint64(0) >> (64 - in.slots)
	}
	out := uint64(0)
	for i, s := range in.p.Slots {
		if (w.Session == "" || w.Session == s.Session) && s.Length >= w.Length && (len(w.Only) == 0 || slices.Contains(w.Only, i)) && !slices.Contains(w.Closed, i) {
			out |= 1 << in.times.Number[i]
		}
	}
	return out
}

// pairKey is two people, in whatever order, as one number of which the last wishBits are nought.
func pairKey(a, b int) uint64 {
	return uint64(min(a, b))<<(wishBits+personBits) | uint64(max(a, b))<<wishBits //nolint:gosec // not below 0
}

// MaxWishes and MaxPeople have so many bits: a pair and a wish fit in one number, which is sorted fast.
const wishBits, personBits = 22, 18

// meetings makes the choices: wishes for the same two people become one, refused ones none.
func (in *instance) meetings(ctx context.Context) error {
	p := in.p
	in.meeting = make([]int32, len(p.Wishes))
	pairs := make([]uint64, 0, len(p.Wishes))
	in.refused = map[uint64]bool{}
	for i := range p.Wishes {
		if looks.Ended(ctx, i) {
			return ctx.Err()
		}
		in.meeting[i] = -1
		w := &p.Wishes[i]
		if w.Level == wishes.Must {
			in.asked = append(in.asked, int32(i)) //nolint:gosec // bounded by MaxWishes
		}
		switch {
		case w.Level == wishes.No:
			in.refused[pairKey(w.People[0], w.People[1])] = true
		case len(w.People) == 2 && len(w.Sharers) == 0:
			pairs = append(pairs, pairKey(w.People[0], w.People[1])|uint64(i)) //nolint:gosec // not below 0
		}
	}
	looks.Sort(ctx, pairs, slices.Sort, cmp.Compare[uint64])
	if ctx.Err() != nil {
		return ctx.Err()
	}
	in.choices, in.weight = make([]choice, 0, len(pairs)), make([]int64, 0, len(pairs))
	in.must, in.wish = make([]bool, 0, len(pairs)), make([]int32, 0, len(pairs))
	return in.pairs(ctx, pairs)
}

// pairs makes the choices of sorted pairs, in the order of their first wishes: what belongs to one person then lies together in memory.
func (in *instance) pairs(ctx context.Context, pairs []uint64) error {
	first := make([]bool, len(in.p.Wishes)) // of those for the same people; in.meeting leads to the others meanwhile
	for i, x := range pairs {
		if looks.Ended(ctx, i) {
			return ctx.Err()
		}
		wish := int32(x & (1<<wishBits - 1)) //nolint:gosec // bounded by MaxWishes
		switch {
		case len(in.refused) > 0 && in.refused[x>>wishBits<<wishBits]:
		case i > 0 && pairs[i-1]>>wishBits == x>>wishBits:
			in.meeting[pairs[i-1]&(1<<wishBits-1)] = wish
		default:
			first[wish] = true
		}
	}
	var same []int32
	for i := range first {
		if looks.Ended(ctx, i) {
			return ctx.Err()
		}
		if !first[i] {
			continue
		}
		same = append(same[:0], int32(i)) //nolint:gosec // bounded by MaxWishes
		for w := in.meeting[i]; w >= 0; w = in.meeting[w] {
			same = append(same, w)
		}
		for _, w := range same {
			in.meeting[w] = -1
		}
		in.add(same, in.p.Wishes[i].People)
	}
	in.several(ctx)
	return ctx.Err()
}

// several adds the meetings of more than two people or with sharers.
func (in *instance) several(ctx context.Context) {
	byPair := map[uint64][]int32{}
	for i := range in.p.Wishes {
		if looks.Ended(ctx, i) {
			return
		}
		w := &in.p.Wishes[i]
		if w.Level == wishes.No || len(w.People) == 2 && len(w.Sharers) == 0 {
			continue
		}
		if len(w.Sharers) > 0 {
			in.shared = append(in.shared, int32(i)) //nolint:gosec // bounded by MaxWishes
		}
		var all []int32
		for _, people := range seatings(w) {
			if in.anyRefused(people) {
				continue
			}
			e := in.add([]int32{int32(i)}, people) //nolint:gosec // bounded by MaxWishes
			if e < 0 {
				continue
			}
			if all = append(all, e); len(people) == 2 {
				key := pairKey(people[0], people[1])
				byPair[key] = append(byPair[key], e)
			}
		}
		in.rule(all)
	}
	if len(byPair) == 0 {
		return
	}
	for e := range in.choices { // the same two people do not meet twice, once for a sharer and once for herself
		if looks.Ended(ctx, e) {
			return
		}
		if c := in.choices[e]; c.v >= 0 {
			if others := byPair[pairKey(int(c.u), int(c.v))]; len(others) > 0 && !slices.Contains(others, int32(e)) { //nolint:gosec // bounded
				byPair[pairKey(int(c.u), int(c.v))] = append(others, int32(e)) //nolint:gosec // bounded
			}
		}
	}
	for e := range in.choices {
		if looks.Ended(ctx, e) {
			return
		}
		if c := in.choices[e]; c.v >= 0 {
			key := pairKey(int(c.u), int(c.v))
			if others := byPair[key]; len(others) > 0 {
				in.rule(others)
				delete(byPair, key)
			}
		}
	}
}

const maxSeatings = 64 // ways to share the places of one meeting that are looked at

// seatings lists who can sit at a meeting.
func seatings(w *wishes.Wish) [][]int {
	out := [][]int{slices.Clone(w.People)}
	for place := range w.People {
		for _, people := range out {
			for _, s := range w.Sharers {
				if s.Place == place && len(out) < maxSeatings {
					other := slices.Clone(people)
					other[place] = s.Person
					out = append(out, other)
				}
			}
		}
	}
	return out
}

func (in *instance) anyRefused(people []int) bool {
	for i, a := range people {
		for _, b := range people[:i] {
			if in.refused[pairKey(a, b)] {
				return true
			}
		}
	}
	return false
}

// add makes a choice for wishes that are one meeting, and gives its number; -1 when it can be held in no slot.
func (in *instance) add(asked []int32, people []int) int32 {
	first := &in.p.Wishes[asked[0]]
	c := choice{u: int32(people[0]), v: int32(people[1]), ok: ^uint64(0)} //nolint:gosec // bounded by MaxPeople
	for _, q := range people {
		c.ok &= in.open[q]
	}
	weight, must, needs := int64(0), false, first.Needs
	for k, i := range asked {
		w := &in.p.Wishes[i]
		c.ok &= in.allowed(w)
		weight += int64(w.Weight)
		must = must || w.Level == wishes.Must
		if k > 0 && len(w.Needs) > 0 {
			needs = append(slices.Clip(needs), w.Needs...)
		}
	}
	room, some := in.roomClass(needs, people)
	voice, served := in.voices.ClassOf(in.voicesFor(people))
	if !some || !served {
		return -1
	}
	c.room, c.voice = room, voice
	if c.ok &= in.rooms.Opens(room) & in.voices.Opens(voice); c.ok == 0 {
		return -1
	}
	e := int32(len(in.choices)) //nolint:gosec // bounded by MaxWishes and maxSeatings
	if len(people) > 2 {
		c.v = -1
		for _, q := range people {
			in.groups[e] = append(in.groups[e], int32(q)) //nolint:gosec // bounded by MaxPeople
		}
	}
	in.choices = append(in.choices, c)
	in.weight = append(in.weight, 1000*weight)
	in.must = append(in.must, must)
	in.wish = append(in.wish, asked[0])
	for _, i := range asked {
		if in.meeting[i] < 0 {
			in.meeting[i] = e
		}
	}
	return e
}

// members are the people of a choice.
func (in *instance) members(e int32, room *[2]int32) []int32 {
	c := &in.choices[e]
	if c.v < 0 {
		return in.groups[e]
	}
	room[0], room[1] = c.u, c.v
	return room[:]
}

func (in *instance) rule(set []int32) {
	if len(set) < 2 {
		return
	}
	k := int32(len(in.rules)) //nolint:gosec // bounded by the choices
	in.rules = append(in.rules, set)
	for _, e := range set {
		in.ruled[e] = append(in.ruled[e], k)
	}
}

// exclusives makes a rule for each set of exclusive people and each counterpart of theirs.
func (in *instance) exclusives(ctx context.Context) {
	if len(in.p.Exclusives) == 0 {
		return
	}
	sets := make([][]int32, in.n)
	for k, x := range in.p.Exclusives {
		for _, q := range x.People {
			sets[q] = append(sets[q], int32(k)) //nolint:gosec // bounded by MaxPeople
		}
	}
	at := map[[2]int32]int{}
	var found [][]int32
	var two [2]int32
	for e := range in.choices {
		if looks.Ended(ctx, e) {
			return
		}
		people := in.members(int32(e), &two) //nolint:gosec // bounded
		for _, a := range people {
			for _, k := range sets[a] {
				for _, b := range people {
					if slices.Contains(sets[b], k) {
						continue
					}
					i, known := at[[2]int32{k, b}]
					if !known {
						i = len(found)
						at[[2]int32{k, b}] = i
						found = append(found, nil)
					}
					if !slices.Contains(found[i], int32(e)) { //nolint:gosec // bounded
						found[i] = append(found[i], int32(e)) //nolint:gosec // bounded
					}
				}
			}
		}
	}
	for _, set := range found {
		in.rule(set)
	}
}

// choicesOf are the ways to meet a wish.
func (in *instance) choicesOf(wish int) []int32 {
	first := in.meeting[wish]
	if first < 0 {
		return nil
	}
	out := []int32{first}
	for e := first + 1; int(e) < len(in.wish) && in.wish[e] == in.wish[first]; e++ {
		out = append(out, e)
	}
	return out
}

func (in *instance) precedences(ctx context.Context) {
	for i, x := range in.p.Precedences {
		if looks.Ended(ctx, i) {
			return
		}
		for _, a := range in.choicesOf(x.Before) {
			for _, b := range in.choicesOf(x.After) {
				if a != b {
					in.order[a] = append(in.order[a], order{b, true})
					in.order[b] = append(in.order[b], order{a, false})
				}
			}
		}
	}
}

// promises finds the choices of what was promised; what can no longer be held falls away.
func (in *instance) promises(ctx context.Context) {
	if len(in.p.Promised) == 0 {
		return
	}
	in.promised = make([]int32, len(in.choices))
	for i := range in.p.Promised {
		if looks.Ended(ctx, i) {
			return
		}
		x := &in.p.Promised[i]
		s := in.times.Number[x.Slot]
		first := in.meeting[x.Wish]
		for e := first; e >= 0 && int(e) < len(in.choices) && in.wish[e] == in.wish[first]; e++ {
			if in.promised[e] == 0 && in.choices[e].ok>>s&1 == 1 && in.seats(e, x) {
				in.promise = append(in.promise, promise{x, e, s, x.Locked, 1000 * int64(x.Price)})
				in.promised[e] = int32(len(in.promise)) //nolint:gosec // bounded
				break
			}
		}
	}
}

// promiseOf is what was promised of a choice, or nil.
func (in *instance) promiseOf(e int32) *promise {
	if in.promised == nil || in.promised[e] == 0 {
		return nil
	}
	return &in.promise[in.promised[e]-1]
}

// called is the wish that names a choice in a plan: that by which it was made known, if it was.
func (in *instance) called(e int32) int {
	if x := in.promiseOf(e); x != nil {
		return x.source.Wish
	}
	return int(in.wish[e])
}

// seats says whether a choice seats those whom a promise seats.
func (in *instance) seats(e int32, x *wishes.Promise) bool {
	w := &in.p.Wishes[x.Wish]
	if len(w.Sharers) == 0 {
		return true
	}
	sitting := x.Sitting
	if sitting == nil {
		sitting = w.People
	}
	var two [2]int32
	people := in.members(e, &two)
	return len(people) == len(sitting) && !slices.ContainsFunc(people, func(q int32) bool { return !slices.Contains(sitting, int(q)) })
}

// lowest is the first slot of a mask.
func lowest(mask uint64) int { return bits.TrailingZeros64(mask) }
