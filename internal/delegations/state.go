package delegations

import "slices"

// State is where a nomination stands.
type State string

// The states of a nomination.
const (
	Nominated   State = "nominated"   // named by the party, to be screened
	Queried     State = "queried"     // the secretariat asked something back
	Confirmed   State = "confirmed"   // takes part
	Reserve     State = "reserve"     // takes part if a seat becomes free
	Declined    State = "declined"    // by the secretariat
	Withdrawn   State = "withdrawn"   // by the party
	Substituted State = "substituted" // another person took the seat
)

// steps are the only ways from one state to another. Declined, Withdrawn and Substituted are final.
var steps = map[State][]State{
	Nominated: {Queried, Confirmed, Reserve, Declined, Withdrawn, Substituted},
	Queried:   {Nominated, Declined, Withdrawn, Substituted},
	Reserve:   {Confirmed, Declined, Withdrawn},
	Confirmed: {Withdrawn, Substituted},
}

// Leads tells whether a nomination can go from this state to the next.
func (s State) Leads(next State) bool { return slices.Contains(steps[s], next) }

// Active tells whether the person is still in the running.
func (s State) Active() bool { return len(steps[s]) > 0 }

// TakesSeat tells whether a nomination in this state counts against the seats of its allocation.
// People on the reserve list do not: they wait for a seat.
func (s State) TakesSeat() bool { return s == Nominated || s == Queried || s == Confirmed }

// Words says the state as people say it.
func (s State) Words() string {
	switch s {
	case Nominated:
		return "Nominated"
	case Queried:
		return "Question asked"
	case Confirmed:
		return "Confirmed"
	case Reserve:
		return "On the reserve list"
	case Declined:
		return "Declined"
	case Withdrawn:
		return "Withdrawn"
	case Substituted:
		return "Substituted"
	default:
		return string(s)
	}
}

// States lists the states in the order of a nomination's life.
var States = []State{Nominated, Queried, Confirmed, Reserve, Declined, Withdrawn, Substituted}
