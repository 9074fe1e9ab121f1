package networking

import "slices"

// State is where a meeting stands.
type State string

// The states of a meeting. A suggested one stands in a run only.
const (
	Requested State = "requested" // one asked the other; no time yet
	Scheduled State = "scheduled" // has a slot and a table
	Held      State = "held"
	Missed    State = "missed" // was not held
	Declined  State = "declined"
	Cancelled State = "cancelled"
)

// steps are the only ways from one state to another. What somebody noted after a meeting can be corrected.
var steps = map[State][]State{
	Requested: {Scheduled, Declined, Cancelled},
	Scheduled: {Scheduled, Held, Missed, Declined, Cancelled}, // to itself: moved
	Held:      {Held, Missed},
	Missed:    {Held},
}

// Leads tells whether a meeting can go from this state to the next.
func (s State) Leads(next State) bool { return slices.Contains(steps[s], next) }

// Stands tells whether a meeting in this state takes its people and its table.
func (s State) Stands() bool { return s == Scheduled || s == Held }

// Words says the state as people say it.
func (s State) Words() string {
	switch s {
	case Requested:
		return "Asked for"
	case Scheduled:
		return "Scheduled"
	case Held:
		return "Held"
	case Missed:
		return "Not held"
	case Declined:
		return "Declined"
	case Cancelled:
		return "Cancelled"
	default:
		return string(s)
	}
}

// Answers of a side.
const (
	Unanswered = ""
	Accepted   = "accepted"
)
