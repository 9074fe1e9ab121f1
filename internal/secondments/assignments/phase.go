package assignments

import (
	"slices"

	"counterpart/internal/secondments/stages"
)

// Phase is where an assignment stands.
type Phase string

// The phases of an assignment, in the order of its life.
const (
	Drafted   Phase = "drafted"
	Submitted Phase = "submitted"
	Approved  Phase = "approved"
	Open      Phase = "open"   // the call is out
	Closed    Phase = "closed" // no more nominations
	Filled    Phase = "filled" // every place is taken by somebody in post, or who was
	Cancelled Phase = "cancelled"
)

// Phases lists them in order.
var Phases = []Phase{Drafted, Submitted, Approved, Open, Closed, Filled, Cancelled}

// Act is a step of an assignment.
type Act string

// The steps of an assignment.
const (
	Write    Act = "write" // the first of each history
	Rewrite  Act = "rewrite"
	Submit   Act = "submit"
	Approve  Act = "approve"
	SendBack Act = "send_back"
	Issue    Act = "issue" // the call
	CloseIt  Act = "close"
	Reopen   Act = "reopen"
	Fill     Act = "fill"
	Cancel   Act = "cancel"
)

// Acts lists the steps in the order of a page.
var Acts = []Act{Rewrite, Submit, Approve, SendBack, Issue, CloseIt, Reopen, Fill, Cancel}

type phase struct {
	words string
	owner stages.Owner
	waits string
	acts  map[Act]Phase
}

// phases are the only ways from one phase to another. What parties read in a call does not change any more.
var phases = map[Phase]phase{
	Drafted:   {"Draft", stages.ByOffice, "Submission of the terms of reference", map[Act]Phase{Rewrite: Drafted, Submit: Submitted, Cancel: Cancelled}},
	Submitted: {"Submitted", stages.ByManagers, "Approval of the terms of reference by both", map[Act]Phase{Rewrite: Drafted, Approve: Submitted, SendBack: Drafted, Cancel: Cancelled}},
	Approved:  {"Approved", stages.ByOffice, "The call for nominations", map[Act]Phase{Rewrite: Drafted, Issue: Open, Cancel: Cancelled}},
	Open:      {"Call open", stages.ByParty, "Nominations", map[Act]Phase{Issue: Open, CloseIt: Closed, Cancel: Cancelled}},
	Closed:    {"Call closed", stages.ByOffice, "Screening, interviews, and the places filled", map[Act]Phase{Reopen: Open, Fill: Filled, Cancel: Cancelled}},
	Filled:    {"Filled", stages.ByNobody, "", nil},
	Cancelled: {"Cancelled", stages.ByNobody, "", nil},
}

// After is where a step leads from the phase; false where it cannot be taken.
func (p Phase) After(a Act) (Phase, bool) {
	to, ok := phases[p].acts[a]
	return to, ok
}

// Words says the phase as people say it.
func (p Phase) Words() string { return phases[p].words }

// Owner is who acts next.
func (p Phase) Owner() stages.Owner { return phases[p].owner }

// Waits is what the phase waits for.
func (p Phase) Waits() string { return phases[p].waits }

// Terms is what the rules look at of an assignment.
type Terms struct {
	Phase     Phase
	Author    string
	Approvals []string // of this text
	Parties   []string // those for which they approved
	Live      int      // dossiers that have not ended
	Posted    int      // places that somebody holds or held in post
	Places    int
}

// Refused says why the actor, who acts for a party, cannot take the step now; "" where it is fine.
func (t Terms) Refused(a Act, actor, party string) string {
	if _, ok := t.Phase.After(a); !ok {
		return "The assignment stands at “" + t.Phase.Words() + "”: this cannot be done from there."
	}
	switch a {
	case Approve:
		switch {
		case actor == t.Author:
			return "You wrote these terms of reference. Another person approves them."
		case slices.Contains(t.Approvals, actor):
			return "You have approved these terms of reference already."
		case party == "":
			return "It is not known for which State you approve. Your account needs a person who works for one."
		case slices.Contains(t.Parties, party):
			return "Somebody has approved for the same State. The next approval must come from another one."
		}
	case Issue:
		if t.Phase == Approved && len(t.Approvals) < stages.ApprovalsNeeded {
			return "Both Co-Managers approve the terms of reference before the call."
		}
	case Cancel:
		if t.Live > 0 {
			return "Somebody is nominated or in post. End these dossiers first, so that none is lost."
		}
	case Fill:
		if t.Posted == 0 {
			return "Nobody is in post yet."
		}
	}
	return ""
}

// Take is the assignment after a step that is not refused.
func (t Terms) Take(a Act, actor, party string) Terms {
	to, _ := t.Phase.After(a)
	t.Phase = to
	switch a {
	case Approve:
		t.Approvals, t.Parties = append(slices.Clone(t.Approvals), actor), append(slices.Clone(t.Parties), party)
		if len(t.Approvals) >= stages.ApprovalsNeeded {
			t.Phase = Approved
		}
	case Rewrite:
		t.Author, t.Approvals, t.Parties = actor, nil, nil
	case Submit, SendBack:
		t.Approvals, t.Parties = nil, nil
	}
	return t
}
