package secondmentsweb

import (
	"slices"
	"strconv"
	"strings"

	"counterpart/internal/secondments"
	"counterpart/internal/secondments/overview"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"

	"github.com/a-h/templ"
)

// wording is how a step is named on its button, and what is said when it is taken.
type wording struct {
	button, lead, done, label string
	danger                    bool
}

// actWords are the steps of an assignment that are taken by themselves.
var actWords = map[secondments.Act]wording{
	secondments.Submit:   {button: "Submit", lead: "Both Co-Managers read the terms of reference and approve them. A change drops their approvals.", done: "The terms of reference wait for both Co-Managers.", label: "Note"},
	secondments.Approve:  {button: "Approve", lead: "You approve this text for your State. With the approval of the other Co-Manager the call can go out.", done: "You approved the terms of reference.", label: "Note"},
	secondments.SendBack: {button: "Send back", lead: "The author writes the terms of reference anew.", done: "The terms of reference are sent back.", label: "What should be changed"},
	secondments.CloseIt:  {button: "Close the call", lead: "The parties can nominate no more.", done: "The call is closed.", label: "Note"},
	secondments.Reopen:   {button: "Open the call again", lead: "The parties can nominate until the closing day. Set another one with the call.", done: "The call is open again.", label: "Why"},
	secondments.Fill:     {button: "Note as filled", lead: "Nobody is nominated for this assignment any more. Those in post go on.", done: "The assignment is filled.", label: "Note"},
	secondments.Cancel:   {button: "Cancel", lead: "The assignment ends here, and stays in the register with your reason.", done: "The assignment is cancelled.", label: "Why", danger: true},
}

// verbWords are the steps of a dossier that are taken by themselves.
var verbWords = map[secondments.Verb]wording{
	secondments.Select:   {button: "Select", lead: "The candidate takes one of the places. The offer to the sending State comes next.", done: "The candidate is selected.", label: "Note"},
	secondments.Hold:     {button: "Put on the reserve", lead: "The candidate can be selected when a place becomes free.", done: "The candidate is on the reserve.", label: "Note"},
	secondments.Pass:     {button: "Not selected", lead: "The reason is kept for the feedback to the sending State.", done: "The candidate is not selected.", label: "Why", danger: true},
	secondments.Promote:  {button: "Select from the reserve", lead: "The candidate takes a place that became free.", done: "The candidate is selected.", label: "Note"},
	secondments.Feedback: {button: "Give feedback", lead: "The sending State gets these words by letter, and reads them with the dossier.", done: "The feedback is given.", label: "What the sending State is told"},
	secondments.Offer:    {button: "Offer", lead: "The sending State gets the offer by letter, with a link to answer.", done: "The offer is made.", label: "Note"},
	secondments.Accept:   {button: "Accept the offer", lead: "The letter of the three parties comes next.", done: "The offer is accepted.", label: "Note"},
	secondments.Decline:  {button: "Decline the offer", lead: "The nomination ends here.", done: "The offer is declined.", label: "Why", danger: true},
	secondments.Begin:    {button: "Note as in post", lead: "The officer has begun to work.", done: "The officer is in post.", label: "Note"},
	secondments.End:      {button: "Note as ended", lead: "The last day has passed. The secondee and the supervisor each write a report.", done: "The time in post has ended.", label: "Note"},
	secondments.Debrief:  {button: "Note the debriefing", lead: "The reports were read, and talked about with the officer.", done: "The debriefing is noted.", label: "What was said"},
	secondments.Return:   {button: "Note the return", lead: "The officer has returned, and has completed the secondment: a certificate can be prepared.", done: "The officer has returned.", label: "Note"},
	secondments.Withdraw: {button: "Withdraw", lead: "The dossier ends here. It stays in the register with the reason.", done: "The nomination is withdrawn.", label: "Why, and by whom: the State, the officer through the State, or the office", danger: true},
}

// stepWords say in a history what happened.
var stepWords = map[string]string{
	"write": "Written", "rewrite": "Written anew", "submit": "Submitted", "approve": "Approved", "send_back": "Sent back", "issue": "Call sent", "close": "Call closed", "reopen": "Call opened again", "fill": "Filled",
	"cancel": "Cancelled", "nominate": "Nominated", "screen": "Screened", "screen_out": "Not taken further", "declare": "Declared: no conflict of interest", "conflict": "Declared a conflict of interest", "score": "Scored",
	"conclude": "Interview concluded", "select": "Selected", "hold": "Put on the reserve", "pass": "Not selected", "promote": "Selected from the reserve", "feedback": "Feedback given", "offer": "Offered",
	"accept": "Accepted by the State", "decline": "Declined by the State", "appoint": "Dates, desk or supervisor set", "letter": "Signatures noted", "sign": "Signed by all three", "tick": "Formality seen", "begin": "In post",
	"mid_own": "Review at half-time, by the secondee", "mid_host": "Review at half-time, by the supervisor", "propose": "Later end proposed", "extend": "Extended", "refuse": "Later end refused", "curtail": "Shortened",
	"end": "Ended", "report_own": "Report of the secondee", "report_host": "Report of the supervisor", "debrief": "Debriefed", "return": "Returned", "withdraw": "Withdrawn",
}

// said is the word for a step of a dossier, where it differs from that of an assignment.
func said(kind, verb string) string {
	if kind == secondments.Kind && verb == "close" {
		return "Both reports received"
	}
	return stepWords[verb]
}

// stateLook is the sign and the colour of a state.
var stateLook = map[secondments.State]ui.State{
	secondments.Nominated: "nominated", secondments.Screened: "screened", secondments.Interviewed: "review", secondments.Selected: "approved", secondments.Reserve: "reserve", secondments.NotSelected: "declined",
	secondments.Offered: "waiting", secondments.Accepted: "accepted", secondments.Declined: "declined", secondments.Formalities: "pending", secondments.InPost: "running", secondments.Ended: "due",
	secondments.Reported: "reported", secondments.Debriefed: "reported", secondments.Returned: "done", secondments.Withdrawn: "withdrawn",
}

var phaseLook = map[secondments.Phase]ui.State{
	secondments.Drafted: "draft", secondments.Submitted: "review", secondments.Approved: "approved", secondments.Open: "running", secondments.Closed: "pending", secondments.Filled: "done", secondments.Cancelled: "cancelled",
}

func facts(list ...ui.Fact) []ui.Fact {
	return slices.DeleteFunc(list, func(f ui.Fact) bool { return f.Value == "" && f.Content == nil })
}

func paragraphs(s string) []string {
	var out []string
	for part := range strings.SplitSeq(s, "\n") {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

func timeline(kind string, steps []secondments.Record) []ui.Entry {
	out := make([]ui.Entry, len(steps))
	for i, s := range steps {
		detail := s.Words
		if s.Rating > 0 {
			detail = strings.TrimSpace(strconv.Itoa(s.Rating) + " of 5. " + detail)
		}
		out[i] = web.At(s.At, said(kind, s.Verb), detail, "")
		out[i].By = s.By
	}
	return out
}

// stages are the steps at the head of a dossier.
func stages(d secondments.Dossier) []ui.Step {
	main := []secondments.State{secondments.Nominated, secondments.Screened, secondments.Interviewed, secondments.Selected, secondments.Offered, secondments.Accepted, secondments.Formalities, secondments.InPost, secondments.Ended, secondments.Returned}
	at := slices.Index(main, d.State)
	switch d.State {
	case secondments.Reported, secondments.Debriefed:
		at = slices.Index(main, secondments.Ended)
	}
	if at < 0 {
		return nil
	}
	out := make([]ui.Step, len(main))
	for i, s := range main {
		out[i] = ui.Step{Label: s.Words(), State: ui.StepAhead}
		if i < at || d.State == secondments.Returned {
			out[i].State = ui.StepDone
		} else if i == at {
			out[i].State = ui.StepCurrent
		}
	}
	return out
}

func ownerOptions() []ui.Option {
	return ui.Said([]secondments.Owner{secondments.ByOffice, secondments.ByPanel, secondments.ByParty, secondments.BySecondee, secondments.ByReports}, secondments.Owner.Words)
}

func sideWords(side string) string {
	return map[string]string{secondments.SideSecondee: "The secondee", secondments.SideSupervisor: "The supervisor"}[side]
}

func formalityOwner(code string) string {
	return map[string]string{"office": "The secretariat", "party": "The sending State", "secondee": "The secondee"}[code]
}

func points() []ui.Option {
	var out []ui.Option
	for i, words := range []string{"1: weak", "2", "3: sufficient", "4", "5: excellent"} {
		out = append(out, ui.Option{Value: strconv.Itoa(i + 1), Label: words})
	}
	return out
}

func perCent() []ui.Option {
	var out []ui.Option
	for n := 0; n <= 100; n += 10 {
		out = append(out, ui.Option{Value: strconv.Itoa(n), Label: strconv.Itoa(n) + " %"})
	}
	return out
}

func tenths(n int) string { return strconv.Itoa(n/10) + "." + strconv.Itoa(n%10) }

func amount(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func months(m overview.Member, i int) string {
	if m.Days[i] == 0 {
		return ""
	}
	return overview.Months(m.Days[i])
}

var monthNames = []string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return ""
}

var changeWords = map[string]string{"proposed": "Waits for both Co-Managers", "made": "Made", "refused": "Refused"}

func approvers(x secondments.EndChange) string {
	var out []string
	for _, a := range x.Approvals {
		out = append(out, a.Name+" for "+a.Party)
	}
	return strings.Join(out, ", ")
}

func termOf(words *vocabulary.Words, list, code string) string {
	if words == nil || code == "" {
		return ""
	}
	return words.Name(list, code)
}

func costWords(c secondments.Cost) string {
	if c.Amount == 0 {
		return "not stated"
	}
	return strconv.Itoa(c.Amount) + " " + c.Currency
}

func bearerOptions() []ui.Option {
	var out []ui.Option
	for _, b := range secondments.Bearers {
		out = append(out, ui.Option{Value: b, Label: secondments.BearerWords(b)})
	}
	return out
}

// costError are the words about the lines of the cost-sharing table, which have several fields each.
func costError(f *web.Form) string { return f.Wrong.Words("costs") }

func crumbs(p dossierPage) []ui.Link {
	switch p.Side {
	case secondments.Own:
		return []ui.Link{{Label: "My secondment", Href: "/my-secondment"}}
	case secondments.Party:
		return []ui.Link{{Label: "Our secondments", Href: "/our-secondments"}}
	}
	return []ui.Link{{Label: "Secondments", Href: "/secondments"}}
}

func changedEnd(d secondments.Dossier) string {
	if d.PlannedEnd == d.EndOn {
		return ""
	}
	return web.Day(d.PlannedEnd)
}

func proseOrNil(words string) templ.Component {
	if words == "" {
		return nil
	}
	return prose(words)
}

func (p dossierPage) criterion(i int) string {
	list := p.Assignment.Criteria()
	if i >= len(list) {
		return ""
	}
	return criterionWords(list[i])
}

func criterionWords(c secondments.Criterion) string {
	if c.Needed {
		return c.Words + " (needed)"
	}
	return c.Words
}

func metWords(met bool) string {
	if met {
		return "yes"
	}
	return "no"
}

func seenWords(p dossierPage, f secondments.Formality) string {
	if f.SeenOn == "" {
		return ""
	}
	if p.office() {
		return web.Day(f.SeenOn) + ", " + f.SeenBy
	}
	return web.Day(f.SeenOn)
}

// doing is where a form of the dossier goes: by a link everything goes to its one address.
func (p dossierPage) doing(part string) string {
	if p.Link {
		return p.Base
	}
	return p.at(part)
}

func (p dossierPage) lastWords(verb string) string {
	out := ""
	for _, s := range p.Steps {
		if s.Verb == verb {
			out = s.Words
		}
	}
	return out
}

func progressField(t secondments.Task) ui.Field {
	return ui.Field{Name: "progress", ID: "f-progress-" + t.ID, Label: "Progress of " + t.Title, Value: strconv.Itoa(t.Progress - t.Progress%10), Required: true, Unlabelled: true}
}

func takeLabel(p takePage) string {
	if p.Verb == secondments.Accept && p.MayEdit {
		return "How the State said so: by which note, by whom"
	}
	return verbWords[p.Verb].label
}

func conflictWords(m secondments.Member) string {
	switch {
	case !m.Declared:
		return "not declared yet"
	case m.Conflict:
		return "yes"
	}
	return "no"
}

func scoredWords(m secondments.Member) string {
	switch {
	case m.Conflict:
		return "does not score"
	case m.Scored:
		return "given"
	}
	return "not given yet"
}

func averageWords(p dossierPage) string {
	if p.Panel.Sealed {
		return "Yours only"
	}
	return "Mean of all: " + tenths(p.Panel.Average) + " of 5"
}

func pointsWords(list []int) string {
	var out []string
	for _, n := range list {
		out = append(out, strconv.Itoa(n))
	}
	return strings.Join(out, ", ")
}

// letterList are the letters that make sense to print now.
func letterList(p dossierPage) []ui.Link {
	var out []ui.Link
	add := func(code, words string) {
		out = append(out, ui.Link{Label: words, Href: p.at("/letters/" + code)})
	}
	d := p.Dossier
	if d.Start != "" {
		add("offer", "Offer")
		add("secondment", "Letter of secondment")
	}
	if d.PlannedEnd != d.EndOn {
		add("end", "Another end")
	}
	if p.Feedback != "" {
		add("feedback", "Feedback")
	}
	if d.State == secondments.Returned {
		add("return", "Completed secondment")
	}
	return out
}

func calendarColumns() []ui.Column {
	out := []ui.Column{{Label: "Desk"}}
	for _, m := range monthNames {
		out = append(out, ui.Column{Label: m[:3]})
	}
	return out
}

func stayHref(x overview.Stay) string {
	if x.Planned {
		return "/assignments/" + x.ID
	}
	return "/secondments/" + x.ID
}

func currencyWords(x overview.CostYear) string {
	if x.Currency == "" {
		return "not stated"
	}
	return x.Currency
}

func memberColumns(p overview.Representation) []ui.Column {
	out := []ui.Column{{Label: "Member"}, {Label: "Nominated", Num: true}, {Label: "Seconded", Num: true}}
	for _, y := range p.Years {
		out = append(out, ui.Column{Label: strconv.Itoa(y), Num: true})
	}
	return append(out, ui.Column{Label: "Months", Num: true})
}

// fileTitle has an id of its own: on a secondee's page the work plan has a title, too.
func fileTitle(f *web.Form) ui.Field {
	out := f.Field("title", "Title")
	out.ID = "f-file-title"
	return out
}
