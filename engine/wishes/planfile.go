package wishes

import (
	"encoding/json"
	"io"
)

// solution is a plan as a file holds it; what else stands there is for readers.
type solution struct {
	Plan        []meetingJSON    `json:"plan"`
	Certificate *certificateJSON `json:"certificate,omitempty"`
}

// certificateJSON has prices in the order of the problem's file.
type certificateJSON struct {
	Bound  int64   `json:"bound"`
	People []int64 `json:"people"`
	Slots  []int64 `json:"slots"`
}

// ReadPlan reads a plan for a problem, and the certificate beside it if there is one, from an object with the fields plan and certificate; other
// fields are passed over. What names nothing of the problem is listed, as *Invalid.
func ReadPlan(r io.Reader, p *Problem) (Plan, *Certificate, error) {
	data, err := readAll(r)
	if err != nil {
		return Plan{}, nil, err
	}
	var x solution
	if err := json.Unmarshal(data, &x); err != nil {
		return Plan{}, nil, &Invalid{[]string{"this is no plan: " + jsonWords(err)}}
	}
	f := &reader{problem: p, names: p.byName()}
	var plan Plan
	for n := range x.Plan {
		plan.Meetings = append(plan.Meetings, f.meeting("plan", n, &x.Plan[n]))
	}
	if err := f.faults.err(); err != nil {
		return Plan{}, nil, err
	}
	if x.Certificate == nil {
		return plan, nil, nil
	}
	return plan, &Certificate{x.Certificate.People, x.Certificate.Slots, x.Certificate.Bound}, nil
}

// byName is the places of what has a name.
func (p *Problem) byName() map[string]map[string]int {
	out := map[string]map[string]int{}
	enter := func(list string, n int, id func(int) string) {
		out[list] = make(map[string]int, n)
		for i := range n {
			out[list][id(i)] = i
		}
	}
	enter("slots", len(p.Slots), p.slotID)
	enter("people", len(p.People), p.personID)
	enter("wishes", len(p.Wishes), p.wishID)
	enter("rooms", len(p.Rooms), func(i int) string { return called(p.Rooms[i].ID, i) })
	enter("interpreters", len(p.Interpreters), func(i int) string { return called(p.Interpreters[i].ID, i) })
	return out
}

// MarshalPlan gives a plan, and its certificate unless that is nil, as ReadPlan reads them: the values of the fields plan and certificate.
func MarshalPlan(p *Problem, plan Plan, c *Certificate) (meetings, certificate json.RawMessage, err error) {
	list := make([]meetingJSON, len(plan.Meetings))
	for k := range plan.Meetings {
		list[k] = p.meetingJSON(&plan.Meetings[k])
	}
	if meetings, err = json.Marshal(list); err != nil || c == nil {
		return meetings, nil, err
	}
	certificate, err = json.Marshal(certificateJSON{c.Bound, c.People, c.Slots})
	return meetings, certificate, err
}
