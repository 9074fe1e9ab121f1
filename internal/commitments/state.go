package commitments

import "slices"

// State is where a commitment stands.
type State string

// The states of a commitment.
const (
	Made       State = "made"        // recorded; whether it was meant so is to be said
	Accepted   State = "accepted"    // as recorded
	InProgress State = "in_progress" // work is under way
	Done       State = "done"
	PartlyDone State = "partly_done"
	NotDone    State = "not_done"
	Withdrawn  State = "withdrawn" // with the reason
)

// States lists the states in the order of a commitment's life.
var States = []State{Made, Accepted, InProgress, Done, PartlyDone, NotDone, Withdrawn}

// Verb is a step of a commitment.
type Verb string

// The steps of a commitment.
const (
	Make      Verb = "make" // the first of each history
	Accept    Verb = "accept"
	Progress  Verb = "in_progress"
	SayDone   Verb = "done"
	SayPartly Verb = "partly_done"
	SayNot    Verb = "not_done"
	Withdraw  Verb = "withdraw"
	Reopen    Verb = "reopen" // by the secretariat: it was settled by mistake, or goes on
)

// Verbs lists the steps in the order of a form.
var Verbs = []Verb{Accept, Progress, SayDone, SayPartly, SayNot, Withdraw, Reopen}

// Reports are the steps by which somebody says how a commitment stands.
var Reports = []Verb{Progress, SayDone, SayPartly, SayNot}

// steps are the only ways from one state to another. Withdrawn is final.
var steps = map[State]map[Verb]State{
	Made:       {Accept: Accepted, Withdraw: Withdrawn},
	Accepted:   {Progress: InProgress, SayDone: Done, SayPartly: PartlyDone, SayNot: NotDone, Withdraw: Withdrawn},
	InProgress: {Progress: InProgress, SayDone: Done, SayPartly: PartlyDone, SayNot: NotDone, Withdraw: Withdrawn},
	PartlyDone: {SayDone: Done, Reopen: InProgress, Withdraw: Withdrawn},
	NotDone:    {SayDone: Done, SayPartly: PartlyDone, Reopen: InProgress, Withdraw: Withdrawn},
	Done:       {Reopen: InProgress},
}

// After is where a step leads from the state; false where it cannot be taken.
func (s State) After(v Verb) (State, bool) {
	to, ok := steps[s][v]
	return to, ok
}

// Can lists the steps that are possible now, in the order of a form.
func (s State) Can() []Verb {
	var out []Verb
	for _, v := range Verbs {
		if _, ok := s.After(v); ok {
			out = append(out, v)
		}
	}
	return out
}

// Open tells whether the commitment still waits for something: it can become overdue.
func (s State) Open() bool { return s == Made || s == Accepted || s == InProgress }

// Open are the states in which a commitment waits for something.
func Open() []State {
	return slices.DeleteFunc(slices.Clone(States), func(s State) bool { return !s.Open() })
}

// Words says the state as people say it.
func (s State) Words() string {
	return map[State]string{
		Made: "Made", Accepted: "Accepted", InProgress: "In progress", Done: "Done", PartlyDone: "Partly done", NotDone: "Not done", Withdrawn: "Withdrawn",
	}[s]
}
