package gen

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"

	"counterpart/engine/wishes"
)

// Options say what instance is made.
type Options struct {
	People    int
	Seed      uint64
	Saturated bool    // the diaries are too small for the wishes, not what people may have
	Slots     int     // 20 when 0
	Skew      float64 // popularity falls as the rank to this power; 0.8 when 0
}

// What an instance is like.
const (
	asked    = 12  // wishes of a person
	partly   = 20  // people for each party, in the mean
	skew     = 0.8 // popularity falls as the rank to this power
	weightTo = 1000
)

// New makes an instance. Everybody wishes for twelve people of other parties, the popular more often (Zipf), with weights from 1 to 1000. Relaxed: everybody is free in
// 80 % of the slots and may have eight meetings. Saturated: 70 %, and as many meetings as there are slots. Tables are a tenth more than
// the meetings that could be held at most, evenly spread.
func New(o Options) *wishes.Problem {
	rng := rand.New(rand.NewPCG(o.Seed, 0x67656e)) //nolint:gosec // a seed, not a secret
	slots := o.Slots
	if slots == 0 {
		slots = 20
	}
	p := &wishes.Problem{People: make([]wishes.Person, o.People)}
	for s := range slots {
		slot := wishes.Slot{ID: fmt.Sprintf("s%d", s+1), Day: 1 + s/20, Session: "morning", Start: 9*60 + s%20*20, Length: 20}
		if s%20 >= 10 {
			slot.Session, slot.Start = "afternoon", 14*60+(s%20-10)*20
		}
		p.Slots = append(p.Slots, slot)
	}
	free, most := 0.8, 8
	if o.Saturated {
		free, most = 0.7, 0
	}
	meetings := float64(o.People) * free / 2
	if !o.Saturated {
		meetings = float64(o.People*most) / 2 / float64(slots)
	}
	p.Rooms = []wishes.Room{{ID: "hall", Tables: max(1, int(math.Ceil(1.1*meetings)))}}
	parties := max(2, o.People/partly)
	for i := range p.People {
		x := &p.People[i]
		x.ID, x.Maximum = "p"+strconv.Itoa(i+1), most
		x.Party = "c" + strconv.Itoa(1+int(float64(parties)*math.Pow(rng.Float64(), 1.5)))
		for s := range slots {
			if rng.Float64() >= free {
				x.Closed = append(x.Closed, wishes.Closed{Slot: s})
			}
		}
	}
	ask(p, rng, cmp.Or(o.Skew, skew))
	return p
}

// ask draws the wishes.
func ask(p *wishes.Problem, rng *rand.Rand, skew float64) {
	n := len(p.People)
	rank := rng.Perm(n)
	sum := make([]float64, n) // of popularity, up to each rank
	total := 0.0
	for k := range sum {
		total += math.Pow(float64(k+1), -skew)
		sum[k] = total
	}
	for i := range p.People {
		var chosen []int
		for try := 0; len(chosen) < asked && try < 20*asked; try++ {
			k, _ := slices.BinarySearch(sum, rng.Float64()*total)
			q := rank[min(k, n-1)]
			if q != i && p.People[q].Party != p.People[i].Party && !slices.Contains(chosen, q) {
				chosen = append(chosen, q)
				p.Wishes = append(p.Wishes, wishes.Wish{
					ID: strconv.Itoa(len(p.Wishes) + 1), People: []int{i, q}, Weight: 1 + rng.IntN(weightTo),
				})
			}
		}
	}
}
