package stages

import "slices"

// Case is what the rules look at: what was done with a dossier so far.
type Case struct {
	State      State
	Approved   bool     // the terms were approved by both Co-Managers, and the call went out
	Checked    bool     // the candidate was held against every criterion
	Meets      bool     // every needed criterion is met
	Panel      []string // who is to score
	Free       []string // of them, who declared that there is no conflict of interest
	Conflicted []string
	Scored     []string
	Places     int    // of the assignment that nobody holds
	Signed     int    // of the three signatures
	Missing    int    // required formalities that are not done, or have lapsed
	Proposed   string // who proposed a later end that is not decided; "" where nothing is proposed
	Approvals  int    // of the later end
	Supervised bool   // somebody of the office supervises
	Own        bool   // the secondee has reported
	Supervisor bool   // the supervisor has reported
	Over       bool   // the last day has passed
	Begun      bool   // the first day has come
}

// leastPanel is how many members without a conflict of interest score a candidate.
const leastPanel = 2

// ApprovalsNeeded is how many Co-Managers approve terms of reference and a later end.
const ApprovalsNeeded = 2

// Complete tells whether everybody of the panel has spoken, and enough of them have scored.
func (c Case) Complete() bool {
	for _, m := range c.Panel {
		if !slices.Contains(c.Conflicted, m) && !slices.Contains(c.Scored, m) {
			return false
		}
	}
	return len(c.Scored) >= leastPanel
}

// Refused says why the actor cannot take the step now; "" where it is fine. What stands before a step is asked for here and nowhere else.
func (c Case) Refused(v Verb, actor string) string {
	if _, ok := c.State.After(v); !ok {
		return "The dossier stands at “" + c.State.Words() + "”: this cannot be done from there."
	}
	switch v {
	case Declare, Conflict, Score:
		return c.refusedPanel(v, actor)
	case Propose, Extend, Refuse, Curtail, End, ReportOwn, ReportHost, Close:
		return c.refusedTerm(v, actor)
	}
	return c.refusedBefore(v)
}

// refusedBefore says what stands before a step on the way into post.
func (c Case) refusedBefore(v Verb) string {
	switch v {
	case Screen:
		switch {
		case !c.Approved:
			return "The terms of reference are not approved by both Co-Managers."
		case !c.Checked:
			return "Say for each criterion whether it is met."
		case !c.Meets:
			return "A needed criterion is not met: the candidate cannot be taken further."
		}
	case Conclude:
		if !c.Complete() {
			return "Not everybody of the panel has scored yet; two members without a conflict of interest are needed."
		}
	case Select, Promote:
		if c.Places <= 0 {
			return "All places of this assignment are taken. Put the candidate on the reserve."
		}
	case Sign:
		if c.Signed < 3 {
			return "The letter of secondment is not signed by all three."
		}
	case Begin:
		switch {
		case !c.Approved || c.Signed < 3:
			return "Nobody is in post without approved terms and a letter signed by all three."
		case !c.Supervised:
			return "Say first who supervises."
		case c.Missing > 0:
			return "What is required before the first day is not all done, or has lapsed."
		case !c.Begun:
			return "The first day has not come yet."
		}
	}
	return ""
}

// refusedTerm says what stands before a step in post and after it.
func (c Case) refusedTerm(v Verb, actor string) string {
	switch v {
	case Propose:
		if c.Proposed != "" {
			return "A later end waits for the Co-Managers already."
		}
	case Extend, Refuse:
		switch {
		case c.Proposed == "":
			return "No later end is proposed."
		case v == Extend && c.Proposed == actor:
			return "You proposed this later end. Another person approves it."
		case v == Extend && c.Approvals < ApprovalsNeeded:
			return "Both Co-Managers approve a later end."
		}
	case Curtail:
		if c.Proposed != "" {
			return "A later end waits for the Co-Managers. They refuse it first."
		}
	case End:
		if !c.Over {
			return "The last day has not passed. Shorten the secondment if it ends earlier."
		}
	case ReportOwn:
		if c.Own {
			return "The secondee has reported already."
		}
	case ReportHost:
		if c.Supervisor {
			return "The supervisor has reported already."
		}
	case Close:
		if !c.Own || !c.Supervisor {
			return "Both reports are needed: of the secondee and of the supervisor."
		}
	}
	return ""
}

// refusedPanel says what stands before a declaration or a score.
func (c Case) refusedPanel(v Verb, actor string) string {
	switch {
	case !slices.Contains(c.Panel, actor):
		return "Only members of the panel declare conflicts of interest and score."
	case slices.Contains(c.Scored, actor):
		return "You have scored this candidate already."
	case v == Score && slices.Contains(c.Conflicted, actor):
		return "You declared a conflict of interest: you do not score this candidate."
	case v == Score && !slices.Contains(c.Free, actor):
		return "Say first whether you have a conflict of interest."
	case v == Declare && slices.Contains(c.Conflicted, actor):
		return "You declared a conflict of interest. It is not taken back."
	}
	return ""
}

// Take is the case after a step that is not refused.
func (c Case) Take(v Verb, actor string) Case {
	to, _ := c.State.After(v)
	c.State = to
	switch v {
	case Declare:
		c.Free = append(slices.Clone(c.Free), actor)
	case Conflict:
		c.Free = slices.DeleteFunc(slices.Clone(c.Free), func(m string) bool { return m == actor })
		c.Conflicted = append(slices.Clone(c.Conflicted), actor)
	case Score:
		c.Scored = append(slices.Clone(c.Scored), actor)
	case Propose:
		c.Proposed, c.Approvals = actor, 0
	case Extend, Refuse:
		c.Proposed, c.Approvals = "", 0
	}
	return c
}
