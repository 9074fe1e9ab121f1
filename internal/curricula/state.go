package curricula

import "slices"

// State is where a version stands.
type State string

// The states of a version.
const (
	Draft     State = "draft"     // it can be changed
	Submitted State = "submitted" // somebody who did not write it reads it
	Pilot     State = "pilot"     // it is tried
	Adopted   State = "adopted"
	Retired   State = "retired" // nothing more is delivered by it
)

// States lists the states in the order of a version's life.
var States = []State{Draft, Submitted, Pilot, Adopted, Retired}

// Verb is a step of a version.
type Verb string

// The steps of a version.
const (
	Write    Verb = "write" // a save of the draft: whoever saves it is among its authors
	Submit   Verb = "submit"
	GiveBack Verb = "give_back" // with what is to be changed
	Try      Verb = "pilot"
	Adopt    Verb = "adopt"
	Retire   Verb = "retire"
)

// Verbs lists the steps in the order of a form.
var Verbs = []Verb{Submit, Try, Adopt, GiveBack, Retire}

// steps are the only ways from one state to another. Retired is final.
var steps = map[State]map[Verb]State{
	Draft:     {Write: Draft, Submit: Submitted},
	Submitted: {GiveBack: Draft, Try: Pilot},
	Pilot:     {Adopt: Adopted, Retire: Retired},
	Adopted:   {Retire: Retired},
}

// After is where a step leads from the state; false where it cannot be taken.
func (s State) After(v Verb) (State, bool) {
	to, ok := steps[s][v]
	return to, ok
}

// InForce tells whether activities can deliver a version in this state.
func (s State) InForce() bool { return s == Pilot || s == Adopted }

// Words says the state as people say it.
func (s State) Words() string {
	return map[State]string{Draft: "Draft", Submitted: "Submitted", Pilot: "Pilot", Adopted: "Adopted", Retired: "Retired"}[s]
}

// Dossier is what the rules look at: who did what with a version so far.
type Dossier struct {
	State   State
	Authors []string // who saved the draft or submitted it
}

// Refused says why the actor cannot take the step now; "" where it is fine. What asks for another person is asked for here and
// nowhere else.
func (d Dossier) Refused(v Verb, actor string) string {
	if _, ok := d.State.After(v); !ok {
		if v == Write {
			return "This version is no draft any more (" + d.State.Words() + "), and stays as it is. A change makes the next version."
		}
		return "The version stands at “" + d.State.Words() + "”: this cannot be done from there."
	}
	if (v == Try || v == Adopt) && slices.Contains(d.Authors, actor) {
		return "You are among the authors of this version. Somebody else agrees to it."
	}
	return ""
}

// Take is the dossier after a step that is not refused.
func (d Dossier) Take(v Verb, actor string) Dossier {
	d.State, _ = d.State.After(v)
	if (v == Write || v == Submit) && !slices.Contains(d.Authors, actor) {
		d.Authors = append(slices.Clone(d.Authors), actor)
	}
	return d
}

// Can lists the steps that the actor can take now, as far as the dossier is concerned.
func (d Dossier) Can(actor string) []Verb {
	var out []Verb
	for _, v := range Verbs {
		if d.Refused(v, actor) == "" {
			out = append(out, v)
		}
	}
	return out
}
