package recommendations

// State is where a recommendation stands.
type State string

// The states of a recommendation.
const (
	Proposed   State = "proposed"
	Accepted   State = "accepted" // by the State
	InProgress State = "in_progress"
	Done       State = "done"
	PartlyDone State = "partly_done"
	NotDone    State = "not_done"
	Withdrawn  State = "withdrawn" // nobody follows it any more
)

// States lists the states in the order of a recommendation's life.
var States = []State{Proposed, Accepted, InProgress, Done, PartlyDone, NotDone, Withdrawn}

// Verb is a step of a recommendation.
type Verb string

// The steps of a recommendation.
const (
	Propose  Verb = "propose" // the first of each history
	Accept   Verb = "accept"
	Begin    Verb = "begin"
	Note     Verb = "note" // says how it stands, without a step
	Finish   Verb = "finish"
	Partly   Verb = "partly"
	Fail     Verb = "fail"
	Reopen   Verb = "reopen"
	Withdraw Verb = "withdraw"
)

// Verbs lists the steps in the order of a page.
var Verbs = []Verb{Accept, Begin, Note, Finish, Partly, Fail, Reopen, Withdraw}

// steps are the only ways from one state to another.
var steps = map[State]map[Verb]State{
	Proposed:   {Accept: Accepted, Note: Proposed, Withdraw: Withdrawn},
	Accepted:   {Begin: InProgress, Note: Accepted, Finish: Done, Partly: PartlyDone, Fail: NotDone, Withdraw: Withdrawn},
	InProgress: {Note: InProgress, Finish: Done, Partly: PartlyDone, Fail: NotDone, Withdraw: Withdrawn},
	Done:       {Note: Done, Reopen: InProgress},
	PartlyDone: {Note: PartlyDone, Finish: Done, Fail: NotDone, Reopen: InProgress},
	NotDone:    {Note: NotDone, Finish: Done, Partly: PartlyDone, Reopen: InProgress},
}

// After is where a step leads from the state; false where it cannot be taken.
func (s State) After(v Verb) (State, bool) {
	to, ok := steps[s][v]
	return to, ok
}

// Can lists the steps that are possible now.
func (s State) Can() []Verb {
	var out []Verb
	for _, v := range Verbs {
		if _, ok := s.After(v); ok {
			out = append(out, v)
		}
	}
	return out
}

// Open tells whether others than those who work on the assessment may read it, within its label: the State accepted it.
func (s State) Open() bool { return s != Proposed && s != Withdrawn }

// Waits tells whether something is still to be done.
func (s State) Waits() bool { return s == Accepted || s == InProgress }

// Words says the state as people say it.
func (s State) Words() string {
	return map[State]string{
		Proposed: "Proposed", Accepted: "Accepted", InProgress: "In progress", Done: "Done", PartlyDone: "Partly done", NotDone: "Not done", Withdrawn: "Withdrawn",
	}[s]
}

// Words says the step as a button does.
func (v Verb) Words() string {
	return map[Verb]string{
		Propose: "Proposed", Accept: "Accept it for the State", Begin: "It is begun", Note: "Note how it stands", Finish: "It is done", Partly: "It is partly done", Fail: "It was not done",
		Reopen: "Take it up again", Withdraw: "Withdraw it",
	}[v]
}
