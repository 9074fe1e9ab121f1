// Package stages knows the way of a dossier: its states, who acts in each, and what stands before each step. It knows no database.
package stages

// Owner is who takes the next step.
type Owner string

// The owners of a state.
const (
	ByOffice   Owner = "office"
	ByManagers Owner = "managers" // both Co-Managers
	ByPanel    Owner = "panel"
	ByParty    Owner = "party" // the sending State
	BySecondee Owner = "secondee"
	ByReports  Owner = "reports" // the secondee and the supervisor
	ByNobody   Owner = ""
)

// Words names the owner.
func (o Owner) Words() string {
	return map[Owner]string{
		ByOffice: "The secretariat", ByManagers: "The Co-Managers", ByPanel: "The panel", ByParty: "The sending State", BySecondee: "The secondee",
		ByReports: "The secondee and the supervisor",
	}[o]
}

// State is where a dossier stands.
type State string

// The states of a dossier, in the order of its life.
const (
	Nominated   State = "nominated"
	Screened    State = "screened"
	Interviewed State = "interviewed"
	Selected    State = "selected"
	Reserve     State = "reserve"
	NotSelected State = "not_selected"
	Offered     State = "offered"
	Accepted    State = "accepted"
	Declined    State = "declined"
	Formalities State = "formalities"
	InPost      State = "in_post"
	Ended       State = "ended"
	Reported    State = "reported"
	Debriefed   State = "debriefed"
	Returned    State = "returned"
	Withdrawn   State = "withdrawn"
)

// stage is what belongs to a state: how it is said, who acts, and what it waits for.
type stage struct {
	words string
	owner Owner
	waits string
	steps map[Verb]State
}

// Verb is a step of a dossier.
type Verb string

// The steps of a dossier.
const (
	Nominate   Verb = "nominate" // the first of each history
	Screen     Verb = "screen"
	ScreenOut  Verb = "screen_out"
	Declare    Verb = "declare"  // that there is no conflict of interest
	Conflict   Verb = "conflict" // that there is one
	Score      Verb = "score"
	Conclude   Verb = "conclude" // all scores are in
	Select     Verb = "select"
	Hold       Verb = "hold" // on the reserve
	Pass       Verb = "pass" // not selected
	Promote    Verb = "promote"
	Feedback   Verb = "feedback" // is given to the party
	Offer      Verb = "offer"
	Accept     Verb = "accept"
	Decline    Verb = "decline"
	Appoint    Verb = "appoint" // dates, desk and supervisor
	Letter     Verb = "letter"  // a signature of the three
	Sign       Verb = "sign"    // all three have signed
	Tick       Verb = "tick"    // a formality was seen
	Begin      Verb = "begin"
	Plan       Verb = "plan"
	MidOwn     Verb = "mid_own" // the review at half-time, by the secondee
	MidHost    Verb = "mid_host"
	Propose    Verb = "propose" // a later end
	Extend     Verb = "extend"
	Refuse     Verb = "refuse" // a later end
	Curtail    Verb = "curtail"
	End        Verb = "end"
	ReportOwn  Verb = "report_own" // the report at the end, by the secondee
	ReportHost Verb = "report_host"
	Close      Verb = "close" // both reports are in
	Debrief    Verb = "debrief"
	Return     Verb = "return"
	Withdraw   Verb = "withdraw"
)

// stages are the only ways from one state to another. Declined, Returned and Withdrawn are final; after NotSelected comes feedback only.
var stages = map[State]stage{
	Nominated: {"Nominated", ByOffice, "Screening against the criteria", map[Verb]State{Screen: Screened, ScreenOut: NotSelected, Withdraw: Withdrawn}},
	Screened: {"Screened", ByPanel, "Conflicts of interest declared, and scores", map[Verb]State{
		Declare: Screened, Conflict: Screened, Score: Screened, Conclude: Interviewed, Withdraw: Withdrawn,
	}},
	Interviewed: {"Interviewed", ByOffice, "The decision: selected, reserve, or not selected", map[Verb]State{Select: Selected, Hold: Reserve, Pass: NotSelected, Withdraw: Withdrawn}},
	Selected:    {"Selected", ByOffice, "The offer to the sending State", map[Verb]State{Offer: Offered, Withdraw: Withdrawn}},
	Reserve:     {"Reserve", ByOffice, "A place that becomes free, or the end of the reserve", map[Verb]State{Promote: Selected, Pass: NotSelected, Withdraw: Withdrawn}},
	NotSelected: {"Not selected", ByNobody, "", map[Verb]State{Feedback: NotSelected}},
	Offered:     {"Offered", ByParty, "An answer to the offer", map[Verb]State{Accept: Accepted, Decline: Declined, Withdraw: Withdrawn}},
	Accepted:    {"Accepted", ByOffice, "The letter of secondment, signed by the sending State, the host and the officer", map[Verb]State{Appoint: Accepted, Letter: Accepted, Sign: Formalities, Withdraw: Withdrawn}},
	Declined:    {"Declined", ByNobody, "", nil},
	Formalities: {"Formalities", ByOffice, "What is required before the first day", map[Verb]State{Appoint: Formalities, Tick: Formalities, Plan: Formalities, Begin: InPost, Withdraw: Withdrawn}},
	InPost: {"In post", BySecondee, "The work plan", map[Verb]State{
		Appoint: InPost, Tick: InPost, Plan: InPost, MidOwn: InPost, MidHost: InPost, Propose: InPost, Extend: InPost, Refuse: InPost, Curtail: InPost, End: Ended, Withdraw: Withdrawn,
	}},
	Ended:     {"Ended", ByReports, "A report by each of the two", map[Verb]State{ReportOwn: Ended, ReportHost: Ended, Close: Reported}},
	Reported:  {"Reports received", ByOffice, "The debriefing", map[Verb]State{Debrief: Debriefed}},
	Debriefed: {"Debriefed", ByOffice, "The return is noted", map[Verb]State{Return: Returned}},
	Returned:  {"Returned", ByNobody, "", nil},
	Withdrawn: {"Withdrawn", ByNobody, "", nil},
}

// States lists the states in the order of a dossier's life.
var States = []State{
	Nominated, Screened, Interviewed, Selected, Reserve, NotSelected, Offered, Accepted, Declined, Formalities, InPost, Ended, Reported, Debriefed, Returned, Withdrawn,
}

// Verbs lists the steps in the order of a page.
var Verbs = []Verb{
	Screen, ScreenOut, Declare, Conflict, Score, Conclude, Select, Hold, Pass, Promote, Feedback, Offer, Accept, Decline, Appoint, Letter, Sign, Tick, Begin, Plan, MidOwn, MidHost, Propose, Extend, Refuse,
	Curtail, End, ReportOwn, ReportHost, Close, Debrief, Return, Withdraw,
}

// After is where a step leads from the state; false where it cannot be taken.
func (s State) After(v Verb) (State, bool) {
	to, ok := stages[s].steps[v]
	return to, ok
}

// Words says the state as people say it.
func (s State) Words() string { return stages[s].words }

// Owner is who acts next.
func (s State) Owner() Owner { return stages[s].owner }

// Waits is what the state waits for.
func (s State) Waits() string { return stages[s].waits }

// Final tells whether the dossier has ended in this state.
func (s State) Final() bool { return s.Owner() == ByNobody }

// Taken tells whether a dossier in this state holds one of the places of its assignment.
func (s State) Taken() bool {
	switch s {
	case Selected, Offered, Accepted, Formalities, InPost, Ended, Reported, Debriefed, Returned:
		return true
	}
	return false
}

// Own tells whether the secondee has a page in this state.
func (s State) Own() bool {
	switch s {
	case Formalities, InPost, Ended, Reported, Debriefed, Returned:
		return true
	}
	return false
}

// Those lists the states for which something holds, as SQL strings.
func Those(holds func(State) bool) []string {
	var out []string
	for _, s := range States {
		if holds(s) {
			out = append(out, string(s))
		}
	}
	return out
}

// Quoted writes a list of states, which are words of this program, into a statement.
func Quoted(list []string) string {
	out := ""
	for i, s := range list {
		if i > 0 {
			out += ", "
		}
		out += "'" + s + "'"
	}
	return out
}
