package alumni

// State is where an introduction stands.
type State string

// The states of an introduction.
const (
	Asked      State = "asked"      // the office looks for somebody
	Sought     State = "sought"     // a candidate is asked, without learning who asks
	Willing    State = "willing"    // the candidate agreed; the asker says whether it is to be, without learning who it is
	Introduced State = "introduced" // each knows the other
	Closed     State = "closed"     // by the office: nobody was found
	Withdrawn  State = "withdrawn"  // by whoever asked
)

// States lists them in the order of an introduction's life.
var States = []State{Asked, Sought, Willing, Introduced, Closed, Withdrawn}

// Words says the state as people say it.
func (s State) Words() string {
	return map[State]string{Asked: "The office looks", Sought: "Somebody is asked", Willing: "Somebody agreed", Introduced: "Introduced", Closed: "Nobody found", Withdrawn: "Withdrawn"}[s]
}

// Verb is a step of an introduction.
type Verb string

// The steps.
const (
	Seek     Verb = "seek"     // the office asks a candidate
	Agree    Verb = "agree"    // the candidate
	Decline  Verb = "decline"  // the candidate
	Recall   Verb = "recall"   // the office asks the candidate no longer
	Confirm  Verb = "confirm"  // the asker: the two are introduced
	Withdraw Verb = "withdraw" // the asker
	Close    Verb = "close"    // the office
)

// steps are the only ways from one state to another.
var steps = map[State]map[Verb]State{
	Asked:   {Seek: Sought, Withdraw: Withdrawn, Close: Closed},
	Sought:  {Agree: Willing, Decline: Asked, Recall: Asked, Withdraw: Withdrawn, Close: Closed},
	Willing: {Confirm: Introduced, Decline: Asked, Recall: Asked, Withdraw: Withdrawn, Close: Closed},
}

// After is where a step leads from the state; false where it cannot be taken.
func (s State) After(v Verb) (State, bool) {
	to, ok := steps[s][v]
	return to, ok
}

// Open tells whether something can still happen.
func (s State) Open() bool { return len(steps[s]) > 0 }
