package support

import "slices"

// State is where a request stands.
type State string

// The states of a request.
const (
	Received      State = "received"      // to be authenticated
	Authenticated State = "authenticated" // it comes from whom it says
	Acknowledged  State = "acknowledged"  // the party was told that it arrived
	Silence       State = "silence"       // to be circulated, unless the party objects
	Circulated    State = "circulated"    // those who may help were asked
	Offered       State = "offered"       // somebody offers help
	Matched       State = "matched"       // it and an offer belong together: both sides agreed
	Delivering    State = "delivering"    // help is being given
	Delivered     State = "delivered"     // help was given
	Asked         State = "asked"         // the party was asked whether it was met
	Met           State = "met"
	PartlyMet     State = "partly_met"
	NotMet        State = "not_met"
	Closed        State = "closed"
	Withdrawn     State = "withdrawn" // by the party
	Declined      State = "declined"  // by the secretariat, with the reason
	Merged        State = "merged"    // into another request
	Referred      State = "referred"  // to somebody outside
)

// States lists the states in the order of a request's life.
var States = []State{
	Received, Authenticated, Acknowledged, Silence, Circulated, Offered, Matched, Delivering, Delivered, Asked, Met, PartlyMet, NotMet,
	Closed, Withdrawn, Declined, Merged, Referred,
}

// Verb is a step of a request.
type Verb string

// The steps of a request.
const (
	Enter        Verb = "enter" // the first of each history
	Authenticate Verb = "authenticate"
	Acknowledge  Verb = "acknowledge"
	Announce     Verb = "announce" // that it will be circulated: the silence period begins
	Object       Verb = "object"   // of the party, within the silence period
	Circulate    Verb = "circulate"
	TakeOffer    Verb = "offer"
	Match        Verb = "match"
	Begin        Verb = "begin"
	Deliver      Verb = "deliver"
	AskIfMet     Verb = "ask"
	SayMet       Verb = "met"
	SayPartly    Verb = "partly_met"
	SayNotMet    Verb = "not_met"
	Close        Verb = "close"
	Withdraw     Verb = "withdraw"
	Decline      Verb = "decline"
	Merge        Verb = "merge"
	Refer        Verb = "refer"
)

// Verbs lists the steps in the order of a form.
var Verbs = []Verb{
	Authenticate, Acknowledge, Announce, Object, Circulate, TakeOffer, Match, Begin, Deliver, AskIfMet, SayMet, SayPartly, SayNotMet, Close,
	Withdraw, Decline, Merge, Refer,
}

// steps are the only ways from one state to another. Withdrawn, Declined, Merged, Referred and Closed are final.
var steps = map[State]map[Verb]State{
	Received:      {Authenticate: Authenticated, Withdraw: Withdrawn, Decline: Declined, Merge: Merged, Refer: Referred},
	Authenticated: {Acknowledge: Acknowledged, Withdraw: Withdrawn, Decline: Declined, Merge: Merged, Refer: Referred},
	Acknowledged:  {Announce: Silence, Withdraw: Withdrawn, Decline: Declined, Merge: Merged, Refer: Referred},
	Silence:       {Object: Acknowledged, Circulate: Circulated, Withdraw: Withdrawn, Decline: Declined, Merge: Merged, Refer: Referred},
	// A request is circulated to further parties, offers come in and are matched again, without another state.
	Circulated: {Circulate: Circulated, TakeOffer: Offered, Withdraw: Withdrawn, Decline: Declined, Merge: Merged, Refer: Referred},
	Offered:    {Circulate: Offered, TakeOffer: Offered, Match: Matched, Withdraw: Withdrawn, Decline: Declined, Merge: Merged, Refer: Referred},
	Matched:    {TakeOffer: Matched, Match: Matched, Begin: Delivering, Withdraw: Withdrawn, Refer: Referred},
	Delivering: {TakeOffer: Delivering, Match: Delivering, Deliver: Delivered, Withdraw: Withdrawn},
	Delivered:  {AskIfMet: Asked},
	Asked:      {SayMet: Met, SayPartly: PartlyMet, SayNotMet: NotMet},
	Met:        {Close: Closed},
	PartlyMet:  {Close: Closed},
	NotMet:     {Close: Closed},
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

// Ended tells whether nothing more can happen to a request in this state.
func (s State) Ended() bool { return len(steps[s]) == 0 }

// Open are the states in which a request waits for something.
func Open() []State {
	return slices.DeleteFunc(slices.Clone(States), State.Ended)
}

// past tells whether the request has been circulated: the public may read its summary.
func (s State) past() bool {
	return slices.Contains([]State{Circulated, Offered, Matched, Delivering, Delivered, Asked, Met, PartlyMet, NotMet, Closed}, s)
}

// given tells whether the request was dealt with, as the public is told.
func (s State) given() bool {
	return s.Ended() || slices.Contains([]State{Delivered, Asked, Met, PartlyMet, NotMet}, s)
}

var stateWords = map[State]string{
	Received: "Received", Authenticated: "Authenticated", Acknowledged: "Acknowledged", Silence: "Silence period", Circulated: "Circulated",
	Offered: "Offers are in", Matched: "Matched", Delivering: "In delivery", Delivered: "Delivered", Asked: "Asked whether it was met", Met: "Met",
	PartlyMet: "Partly met", NotMet: "Not met", Closed: "Closed", Withdrawn: "Withdrawn", Declined: "Declined", Merged: "Merged", Referred: "Referred",
}

// Words says the state as people say it.
func (s State) Words() string {
	if w := stateWords[s]; w != "" {
		return w
	}
	return string(s)
}
