package outcomes

import "slices"

// State is where an outcome stands.
type State string

// The states of an outcome.
const (
	Proposed      State = "proposed"      // an officer who did not propose it reads it
	Returned      State = "returned"      // to be written anew, with words
	Accepted      State = "accepted"      // it is one; whether it is so is to be substantiated
	Substantiated State = "substantiated" // somebody independent of the author says so
	InReview      State = "in_review"     // its summary waits for the approvals
	Published     State = "published"
	Declined      State = "declined"  // it is none, with the reason
	Withdrawn     State = "withdrawn" // by whoever proposed it
)

// States lists the states in the order of an outcome's life.
var States = []State{Proposed, Returned, Accepted, Substantiated, InReview, Published, Declined, Withdrawn}

// Verb is a step of an outcome.
type Verb string

// The steps of an outcome.
const (
	Propose      Verb = "propose" // the first of each history
	Revise       Verb = "revise"
	Accept       Verb = "accept"
	Return       Verb = "return"
	Decline      Verb = "decline"
	Substantiate Verb = "substantiate" // confirmed by somebody independent
	Doubt        Verb = "doubt"        // not confirmed
	Summarise    Verb = "summarise"    // writes what everybody may read
	Agree        Verb = "agree"        // the party agrees to the summary
	Submit       Verb = "submit"
	Approve      Verb = "approve"
	SendBack     Verb = "send_back"
	Publish      Verb = "publish"
	TakeBack     Verb = "take_back" // what was published
	Withdraw     Verb = "withdraw"
)

// Verbs lists the steps in the order of a form.
var Verbs = []Verb{Revise, Accept, Return, Decline, Substantiate, Doubt, Summarise, Agree, Submit, Approve, SendBack, Publish, TakeBack, Withdraw}

// steps are the only ways from one state to another. Declined and Withdrawn are final.
var steps = map[State]map[Verb]State{
	Proposed:      {Revise: Proposed, Accept: Accepted, Return: Returned, Decline: Declined, Withdraw: Withdrawn},
	Returned:      {Revise: Proposed, Decline: Declined, Withdraw: Withdrawn},
	Accepted:      {Return: Returned, Substantiate: Substantiated, Doubt: Accepted},
	Substantiated: {Substantiate: Substantiated, Doubt: Accepted, Summarise: Substantiated, Agree: Substantiated, Submit: InReview},
	InReview:      {Approve: InReview, SendBack: Substantiated, Publish: Published},
	Published:     {TakeBack: Substantiated},
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

// Ended tells whether nothing more can happen to an outcome in this state.
func (s State) Ended() bool { return len(steps[s]) == 0 }

// Counted are the states in which an outcome counts as one.
var Counted = []State{Accepted, Substantiated, InReview, Published}

// Words says the state as people say it.
func (s State) Words() string {
	return map[State]string{
		Proposed: "Proposed", Returned: "Returned", Accepted: "Accepted", Substantiated: "Substantiated", InReview: "Summary in review", Published: "Published", Declined: "Declined", Withdrawn: "Withdrawn",
	}[s]
}

// Dossier is what the rules look at: who did what so far.
type Dossier struct {
	State      State
	Author     string   // who proposed it, or wrote it anew last
	Proposer   string   // who proposed it first
	Summarised string   // who wrote the summary, "" where there is none
	Agreed     bool     // the party agreed to this summary
	Clear      bool     // its label is CLEAR
	Submitted  string   // who sent the summary into review
	Approvals  []string // of this summary
	Needed     int      // how many approvals the pack asks for
}

// Refused says why the actor cannot take the step now; "" where it is fine. What stands before a step that needs another person is
// asked for here and nowhere else.
func (d Dossier) Refused(v Verb, actor string) string {
	if _, ok := d.State.After(v); !ok {
		return "The outcome stands at “" + d.State.Words() + "”: this cannot be done from there."
	}
	switch v {
	case Accept, Return, Decline:
		if actor == d.Author || actor == d.Proposer {
			return "You proposed this outcome. Another officer reads it."
		}
	case Agree:
		if d.Summarised == "" {
			return "There is no summary yet to which the party could agree."
		}
	case Submit:
		switch {
		case d.Summarised == "":
			return "Write the summary for everybody first."
		case !d.Agreed:
			return "The party concerned has not agreed to this summary yet."
		case !d.Clear:
			return "A summary is published for everybody: label the outcome TLP:CLEAR first."
		}
	case Approve:
		switch {
		case actor == d.Summarised || actor == d.Submitted || actor == d.Proposer:
			return "You wrote this yourself. Another person approves it."
		case slices.Contains(d.Approvals, actor):
			return "You have approved this summary already."
		}
	case Publish:
		switch {
		case len(d.Approvals) < d.Needed:
			return "The summary is not approved yet."
		case !d.Agreed || !d.Clear:
			return "The party has taken its agreement back, or the label is no longer TLP:CLEAR. Send the summary back first."
		}
	}
	return ""
}

// Take is the dossier after a step that is not refused.
func (d Dossier) Take(v Verb, actor string) Dossier {
	d.State, _ = d.State.After(v)
	switch v {
	case Revise:
		d.Author = actor
	case Summarise:
		d.Summarised, d.Agreed, d.Approvals = actor, false, nil
	case Agree:
		d.Agreed = true
	case Submit:
		d.Submitted, d.Approvals = actor, nil
	case Approve:
		d.Approvals = append(slices.Clone(d.Approvals), actor)
	case SendBack, TakeBack, Return, Doubt:
		d.Approvals, d.Submitted = nil, ""
		if v == TakeBack || v == Return {
			d.Agreed = false
		}
	}
	return d
}
