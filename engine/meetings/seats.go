package meetings

// Place is where a meeting is held; all numbers from 1, as people read them.
type Place struct {
	Meeting int `json:"meeting"`
	Slot    int `json:"slot"`
	Table   int `json:"table"`
}

// Places gives a plan's meetings, slot from 0 by meeting, their tables, so that people change tables seldom. The
// plan must hold no more meetings in a slot than there are tables.
func (t *Timetable) Places(plan []int) []Place {
	bySlot := make([][]int, t.Slots)
	for m, s := range plan {
		bySlot[s] = append(bySlot[s], m)
	}
	last := make([]int, t.People) // by person: her table so far, from 1
	out := make([]Place, len(plan))
	for s, here := range bySlot {
		seats := t.seatSlot(s, here, last)
		for i, m := range here {
			out[m] = Place{m + 1, s + 1, seats[i]}
			last[t.Meetings[m].A], last[t.Meetings[m].B] = seats[i], seats[i]
		}
	}
	return out
}

// seatSlot gives the meetings of one slot tables from 1, so that as many people as can be stay where they were last.
// A meeting whose two people were at one table comes first; of the others each has at most two tables it would
// like, and a chain of moves makes room where that is possible, which is a maximum matching.
func (t *Timetable) seatSlot(s int, here []int, last []int) []int {
	seats := make([]int, len(here))
	holder := map[int]int{} // by table: who sits there, an index into here
	liked := make([][2]int, len(here))
	for i, m := range here {
		for side, p := range [2]int{t.Meetings[m].A, t.Meetings[m].B} {
			if last[p] <= t.Tables[s] {
				liked[i][side] = last[p]
			}
		}
		if k := liked[i][0]; k > 0 && k == liked[i][1] {
			if _, taken := holder[k]; !taken {
				holder[k], seats[i] = i, k
			}
		}
	}
	for i := range here {
		if seats[i] == 0 {
			makeRoom(i, liked, holder, seats, map[int]bool{})
		}
	}
	free := 1
	for i := range seats {
		for seats[i] == 0 {
			if _, taken := holder[free]; !taken {
				holder[free], seats[i] = i, free
			}
			free++
		}
	}
	return seats
}

// makeRoom seats meeting i at a table it likes; whoever sits there goes to the other one she likes, and so on.
func makeRoom(i int, liked [][2]int, holder map[int]int, seats []int, tried map[int]bool) bool {
	for _, k := range liked[i] {
		if k == 0 || tried[k] {
			continue
		}
		tried[k] = true
		if other, taken := holder[k]; taken {
			if liked[other][0] == liked[other][1] || !makeRoom(other, liked, holder, seats, tried) {
				continue
			}
		}
		holder[k], seats[i] = i, k
		return true
	}
	return false
}
