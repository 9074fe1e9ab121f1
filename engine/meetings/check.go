package meetings

import "fmt"

// Check says in words what a plan violates, by meeting its slot from 0, and counts its breaks. It reads the statement of
// the problem and shares nothing with the solver.
func Check(t *Timetable, plan []int) (breaks int, faults []string) {
	if len(plan) != len(t.Meetings) {
		return 0, []string{fmt.Sprintf("the plan has %d meetings instead of %d", len(plan), len(t.Meetings))}
	}
	say := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	at := make([][]bool, t.People) // by person and slot: busy
	for p := range at {
		at[p] = make([]bool, t.Slots)
	}
	held := make([]int, t.Slots)
	for i, s := range plan {
		if s < 0 || s >= t.Slots {
			return 0, []string{fmt.Sprintf("meeting %d is in slot %d, and there are %d", i+1, s+1, t.Slots)}
		}
		pair := t.Meetings[i]
		if pair.Open&(1<<s) == 0 {
			say("meeting %d may not be held in slot %d", i+1, s+1)
		}
		held[s]++
		for _, p := range [2]int{pair.A, pair.B} {
			if t.Closed[p]&(1<<s) != 0 {
				say("person %d cannot meet in slot %d", p+1, s+1)
			}
			if at[p][s] {
				say("person %d has two meetings in slot %d", p+1, s+1)
			}
			at[p][s] = true
		}
	}
	for s, n := range held {
		if n > t.Tables[s] {
			say("slot %d has %d meetings on %d tables", s+1, n, t.Tables[s])
		}
	}
	for _, b := range t.Before {
		if plan[b[0]] >= plan[b[1]] {
			say("meeting %d is not held before meeting %d", b[0]+1, b[1]+1)
		}
	}
	most, least := 0, t.Slots
	for p := range at {
		n, last := 0, -1
		for s, busy := range at[p] {
			if !busy {
				continue
			}
			if last >= 0 && s > last+1 {
				n++
			}
			last = s
		}
		breaks += n
		most, least = max(most, n), min(least, n)
	}
	if t.Fairness >= 0 && t.People > 0 && most-least > t.Fairness {
		say("one person has %d breaks and another %d, and they may differ by %d", most, least, t.Fairness)
	}
	return breaks, faults
}
