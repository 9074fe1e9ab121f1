package actionplans

// State is how far a plan has come.
type State string

// The states of a plan.
const (
	Draft    State = "draft"    // being written
	Signed   State = "signed"   // signed off by the person; it is asked later what became of it
	Followed State = "followed" // the person said what became of it
	Closed   State = "closed"   // by the secretariat: nobody can be asked any more
)

// States lists the states in their order.
var States = []State{Draft, Signed, Followed, Closed}

// Verb is a step of a plan.
type Verb string

// The steps of a plan.
const (
	Write  Verb = "write"
	Sign   Verb = "sign"
	Follow Verb = "follow"
	Close  Verb = "close"
	Reopen Verb = "reopen" // what was closed by mistake waits for its follow-up again
)

// Verbs lists the steps.
var Verbs = []Verb{Write, Sign, Follow, Close, Reopen}

// steps are the only ways from one state to another. What was said at the follow-up can be said anew.
var steps = map[State]map[Verb]State{
	Draft:    {Write: Draft, Sign: Signed},
	Signed:   {Follow: Followed, Close: Closed},
	Followed: {Follow: Followed},
	Closed:   {Reopen: Signed},
}

// After is where a step leads from the state; false where it cannot be taken.
func (s State) After(v Verb) (State, bool) {
	to, ok := steps[s][v]
	return to, ok
}

// Words says the state as people say it.
func (s State) Words() string {
	return map[State]string{Draft: "Draft", Signed: "Signed off", Followed: "Followed up", Closed: "Closed"}[s]
}

// Status is what became of one action.
type Status string

// What can become of an action.
const (
	Done    Status = "done"
	InPart  Status = "in_part"
	NotDone Status = "not_done"
	NoNeed  Status = "no_longer"
)

// Statuses lists them in the order of a form.
var Statuses = []Status{Done, InPart, NotDone, NoNeed}

// Words says the status as people say it.
func (s Status) Words() string {
	return map[Status]string{Done: "Done", InPart: "Done in part", NotDone: "Not done", NoNeed: "No longer of use"}[s]
}

// Progress tells whether something changed.
func (s Status) Progress() bool { return s == Done || s == InPart }
