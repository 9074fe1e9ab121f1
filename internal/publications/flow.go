package publications

import (
	"slices"

	"counterpart/internal/fault"
	"counterpart/internal/results"
)

// The states of the work on a publication.
const (
	StateDraft    = "draft"
	StateReview   = "review"
	StateApproved = "approved"
	StateReleased = "released"
)

// States lists them in their order.
var States = []string{StateDraft, StateReview, StateApproved, StateReleased}

// The standing of a publication before its readers: not out yet, out, withdrawn.
const (
	NotOut    = ""
	Out       = "released"
	Withdrawn = "withdrawn"
)

// Flow is how far a publication has come: the way from a draft to its readers, without anything that is stored. Each step
// gives the flow after it, or says why it cannot be taken.
type Flow struct {
	State    string
	Standing string
	Round    int
	Version  int
	Since    int      // first version of the work under way
	Writers  []string // who wrote any version of it
	Reviewer string   // who approved in this round
	Consents []Consent
}

// Consent is one person's agreement that what was approved goes out.
type Consent struct {
	Actor     string `db:"actor"`
	ActorName string `db:"actor_name"`
	PartyID   string `db:"party_id"`
}

// Begin is the flow of a new publication.
func Begin(by string) Flow {
	return Flow{State: StateDraft, Version: 1, Since: 1, Writers: []string{by}}
}

// Save makes a new version. Whatever was agreed to was agreed to for the text before.
func (f Flow) Save(by string) Flow {
	f.Version++
	if f.State == StateReleased {
		f.Since, f.Writers = f.Version, nil
	}
	if !slices.Contains(f.Writers, by) {
		f.Writers = append(slices.Clone(f.Writers), by)
	}
	f.State, f.Reviewer, f.Consents = StateDraft, "", nil
	return f
}

// Submit asks for a review. A new round begins, in which nobody has agreed to anything.
func (f Flow) Submit() (Flow, error) {
	if f.State != StateDraft {
		return f, fault.Clash("Only a draft can be submitted. This one is %s.", StateWords(f.State))
	}
	f.State, f.Reviewer, f.Consents = StateReview, "", nil
	f.Round++
	return f, nil
}

// Return gives it back to its authors.
func (f Flow) Return() (Flow, error) {
	if f.State != StateReview && f.State != StateApproved {
		return f, fault.Clash("Only what is in review or approved can be returned. This one is %s.", StateWords(f.State))
	}
	f.State, f.Reviewer, f.Consents = StateDraft, "", nil
	return f, nil
}

// Approve is the review by somebody who did not write it.
func (f Flow) Approve(by string) (Flow, error) {
	if f.State != StateReview {
		return f, fault.Clash("Only what is in review can be approved. This one is %s.", StateWords(f.State))
	}
	if slices.Contains(f.Writers, by) {
		return f, fault.Refuse("You wrote a part of this. Another person reviews it.")
	}
	f.State, f.Reviewer = StateApproved, by
	return f, nil
}

// Release is one person's agreement to let it out. It is out when as many have agreed as the rule asks for.
func (f Flow) Release(by Consent, rule results.Rule) (Flow, error) {
	switch {
	case f.State != StateApproved:
		return f, fault.Clash("Only what was approved can be released. This one is %s.", StateWords(f.State))
	case slices.Contains(f.Writers, by.Actor):
		return f, fault.Refuse("You wrote a part of this. Another person releases it.")
	}
	for _, before := range f.Consents {
		if before.Actor == by.Actor {
			return f, fault.Clash("You have agreed to this release already.")
		}
		if rule.DifferentParties && before.PartyID == by.PartyID {
			return f, fault.Clash("%s has agreed for the same party. The next agreement must come from another party.", before.ActorName)
		}
	}
	f.Consents = append(slices.Clone(f.Consents), by)
	if len(f.Consents) >= rule.Needed {
		f.State, f.Standing = StateReleased, Out
	}
	return f, nil
}

// Withdraw takes back what is out. Work that was on its way begins again as a draft: who agreed to it did not know.
func (f Flow) Withdraw() (Flow, error) {
	if f.Standing != Out {
		return f, fault.Clash("Only what is released can be withdrawn.")
	}
	f.State, f.Standing, f.Reviewer, f.Consents = StateDraft, Withdrawn, "", nil
	return f, nil
}

// StateWords says a state as people say it.
func StateWords(state string) string {
	switch state {
	case StateReview:
		return "in review"
	case StateApproved:
		return "approved"
	case StateReleased:
		return "released"
	default:
		return "a draft"
	}
}
