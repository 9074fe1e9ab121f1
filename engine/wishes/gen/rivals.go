package gen

import (
	"cmp"
	"slices"

	"counterpart/engine/wishes"
)

// diary is the simple plan that the rivals fill: they know instances as New makes them, with pairs, one room and slots apart.
type diary struct {
	p    *wishes.Problem
	free []uint64
	left []int
	held []int // by slot
	met  map[[2]int]bool
	plan wishes.Plan
}

func newDiary(p *wishes.Problem) *diary {
	d := &diary{p: p, held: make([]int, len(p.Slots)), met: map[[2]int]bool{}}
	for i := range p.People {
		x := &p.People[i]
		free := ^uint64(0)
		for _, c := range x.Closed {
			free &^= 1 << c.Slot
		}
		most := x.Maximum
		if most == 0 {
			most = len(p.Slots)
		}
		d.free, d.left = append(d.free, free), append(d.left, most)
	}
	return d
}

// hold holds a wish in the first slot that both have free and in which a table is.
func (d *diary) hold(wish int) bool {
	a, b := d.p.Wishes[wish].People[0], d.p.Wishes[wish].People[1]
	pair := [2]int{min(a, b), max(a, b)}
	if d.left[a] == 0 || d.left[b] == 0 || d.met[pair] {
		return false
	}
	for s := range d.p.Slots {
		if d.free[a]&d.free[b]>>s&1 == 0 || d.held[s] == d.p.Rooms[0].Tables {
			continue
		}
		d.met[pair] = true
		d.held[s]++
		d.left[a]--
		d.left[b]--
		d.free[a] &^= 1 << s
		d.free[b] &^= 1 << s
		d.plan.Meetings = append(d.plan.Meetings, wishes.Meeting{Wish: wish, Slot: s, Table: d.held[s], Interpreter: -1})
		return true
	}
	return false
}

// Greedy holds the wishes of an instance one after another, those of more weight first.
func Greedy(p *wishes.Problem) wishes.Plan {
	d := newDiary(p)
	order := make([]int, len(p.Wishes))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(p.Wishes[b].Weight, p.Wishes[a].Weight) })
	for _, w := range order {
		d.hold(w)
	}
	return d.plan
}

// MeetMax follows the rule that MeetMax publishes (https://meetmax.happyfox.com/kb/article/151-automation-algorithm/): in rounds, each
// candidate in the alphabetical order of the companies gets one meeting, that which she ranks highest among those for which both have a
// slot and a room is left.
func MeetMax(p *wishes.Problem) wishes.Plan {
	d := newDiary(p)
	ranked := make([][]int, len(p.People))
	for i := range p.Wishes {
		a := p.Wishes[i].People[0]
		ranked[a] = append(ranked[a], i)
	}
	for _, list := range ranked {
		slices.SortStableFunc(list, func(a, b int) int { return cmp.Compare(p.Wishes[b].Weight, p.Wishes[a].Weight) })
	}
	order := make([]int, len(p.People))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(p.People[a].Party, p.People[b].Party), cmp.Compare(p.People[a].ID, p.People[b].ID))
	})
	for more := true; more; {
		more = false
		for _, q := range order {
			for len(ranked[q]) > 0 {
				wish := ranked[q][0]
				ranked[q] = ranked[q][1:]
				if d.hold(wish) {
					more = true
					break
				}
			}
		}
	}
	return d.plan
}
