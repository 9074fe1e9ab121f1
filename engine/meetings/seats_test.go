package meetings

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// stays is the most people that can stay at their tables in a slot, by trying everything.
func (t *Timetable) stays(s int, here, last []int) int {
	most := 0
	taken := map[int]bool{}
	var try func(i, n int)
	try = func(i, n int) {
		if i == len(here) {
			most = max(most, n)
			return
		}
		for k := 1; k <= t.Tables[s]; k++ {
			if taken[k] {
				continue
			}
			taken[k] = true
			try(i+1, n+t.staying(here[i], k, last))
			taken[k] = false
		}
	}
	try(0, 0)
	return most
}

func (t *Timetable) staying(m, table int, last []int) (n int) {
	for _, p := range [2]int{t.Meetings[m].A, t.Meetings[m].B} {
		if last[p] == table {
			n++
		}
	}
	return n
}

// In each slot as many people as can be stay at their table, and no table is used twice.
func TestFewChangeTables(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 4).Draw(t, "meetings")
		tt := &Timetable{People: 2 * n, Slots: 1, Tables: []int{n + rapid.IntRange(0, 2).Draw(t, "spare")}, Closed: make([]uint64, 2*n)}
		last := rapid.SliceOfN(rapid.IntRange(0, n+2), 2*n, 2*n).Draw(t, "last")
		var here []int
		for m := range n {
			tt.Meetings = append(tt.Meetings, Pair{A: 2 * m, B: 2*m + 1, Open: 1})
			here = append(here, m)
		}
		got, used := 0, map[int]bool{}
		for m, k := range tt.seatSlot(0, here, last) {
			if k < 1 || k > tt.Tables[0] || used[k] {
				t.Fatalf("meeting %d at table %d of %d", m, k, tt.Tables[0])
			}
			used[k] = true
			got += tt.staying(m, k, last)
		}
		if most := tt.stays(0, here, last); got != most {
			t.Fatalf("%d people stay, and %d could", got, most)
		}
	})
}

func TestCheckPlaces(t *testing.T) {
	t.Parallel()
	tt := &Timetable{People: 4, Slots: 2, Tables: []int{2, 1}, Closed: make([]uint64, 4), Meetings: []Pair{{0, 1, 3}, {2, 3, 3}}, Fairness: -1}
	for want, plan := range map[string]string{
		"":                                     `{"plan": [{"meeting": 2, "slot": 1, "table": 2}, {"meeting": 1, "slot": 1, "table": 1}]}`,
		"meetings 1 and 2 are both at table 1": `{"plan": [{"meeting": 1, "slot": 1, "table": 1}, {"meeting": 2, "slot": 1, "table": 1}]}`,
		"meeting 2 is at table 2, and slot 2":  `{"plan": [{"meeting": 1, "slot": 1, "table": 1}, {"meeting": 2, "slot": 2, "table": 2}]}`,
		"meeting 2 is in slot 3":               `{"plan": [{"meeting": 1, "slot": 1, "table": 1}, {"meeting": 2, "slot": 3, "table": 1}]}`,
		"meeting 1 is in the plan twice":       `{"plan": [{"meeting": 1, "slot": 1, "table": 1}, {"meeting": 1, "slot": 2, "table": 1}]}`,
		"meeting 0 is in the plan, and there":  `{"plan": [{"meeting": 0, "slot": 1, "table": 1}]}`,
		"meeting 2 is not held":                `{"plan": [{"meeting": 1, "slot": 1, "table": 1}]}`,
	} {
		places, err := ReadPlan(strings.NewReader(plan))
		if err != nil {
			t.Fatal(err)
		}
		_, faults := CheckPlaces(tt, places)
		if got := strings.Join(faults, "\n"); want == "" && got != "" || !strings.Contains(got, want) {
			t.Errorf("%q for %s, want %q", got, plan, want)
		}
	}
	if _, err := ReadPlan(strings.NewReader("{}")); err == nil {
		t.Error("a file without a plan was read")
	}
}
