package meetings

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// maxPlan bounds a plan's file, in bytes.
const maxPlan = 256 << 20

// ReadPlan reads {"plan": [{"meeting": 1, "slot": 1, "table": 1}]}, other fields left aside: the places in the order
// of the file. Whether they hold is for CheckPlaces to say.
func ReadPlan(r io.Reader) ([]Place, error) {
	limited := &io.LimitedReader{R: r, N: maxPlan}
	var file struct {
		Plan []Place `json:"plan"`
	}
	if err := json.NewDecoder(limited).Decode(&file); err != nil {
		if limited.N == 0 {
			return nil, fmt.Errorf("the plan is longer than %d bytes", maxPlan)
		}
		return nil, fmt.Errorf("the plan is not JSON of the form {\"plan\": [{\"meeting\": 1, \"slot\": 1, \"table\": 1}]}: %w", err)
	}
	if file.Plan == nil {
		return nil, errors.New("the file has no field plan")
	}
	return file.Plan, nil
}

// CheckPlaces says in words what a plan with tables violates, and counts its breaks. Every meeting must stand in it
// once. Like Check, on which it rests, it reads the statement of the problem.
func CheckPlaces(t *Timetable, places []Place) (breaks int, faults []string) {
	say := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	plan := make([]int, len(t.Meetings))
	for i := range plan {
		plan[i] = -1
	}
	sits := map[[2]int]int{} // by slot and table: the meeting there
	for _, p := range places {
		if p.Meeting < 1 || p.Meeting > len(plan) {
			say("meeting %d is in the plan, and there are %d", p.Meeting, len(plan))
			continue
		}
		if plan[p.Meeting-1] >= 0 {
			say("meeting %d is in the plan twice", p.Meeting)
			continue
		}
		if p.Slot < 1 || p.Slot > t.Slots {
			say("meeting %d is in slot %d, and there are %d", p.Meeting, p.Slot, t.Slots)
			continue
		}
		plan[p.Meeting-1] = p.Slot - 1
		if p.Table < 1 || p.Table > t.Tables[p.Slot-1] {
			say("meeting %d is at table %d, and slot %d has %d", p.Meeting, p.Table, p.Slot, t.Tables[p.Slot-1])
			continue
		}
		if other, taken := sits[[2]int{p.Slot, p.Table}]; taken {
			say("meetings %d and %d are both at table %d in slot %d", other, p.Meeting, p.Table, p.Slot)
		}
		sits[[2]int{p.Slot, p.Table}] = p.Meeting
	}
	for i, s := range plan {
		if s < 0 {
			say("meeting %d is not held", i+1)
		}
	}
	if len(faults) > 0 {
		return 0, faults
	}
	return Check(t, plan)
}
