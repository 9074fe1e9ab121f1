package supportweb

import (
	"fmt"
	"strings"

	"counterpart/internal/db"
	"counterpart/internal/names"
	"counterpart/internal/support"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

var channelWords = map[string]string{support.ByLetter: "Letter", support.ByMeeting: "At a meeting", support.ByMail: "Mail", support.ByForm: "Form"}

var urgencyWords = map[string]string{"normal": "Normal", "soon": "Soon", "urgent": "Urgent"}

// verbWord is how a step is named on its button, and what is said when it is taken.
type verbWord struct {
	button, lead, done string
	asks               bool // on a page of its own
	danger             bool
}

var verbWords = map[support.Verb]verbWord{
	support.Authenticate: {button: "It is authentic", done: "The request is authenticated."},
	support.Acknowledge:  {button: "Acknowledge", done: "The request is acknowledged, and the party was told."},
	support.Announce:     {button: "Begin the silence period", done: "The silence period has begun."},
	support.Object:       {button: "Object", lead: "The request is not circulated as it is. The secretariat talks to you before it goes on.", done: "The objection is kept: the request is not circulated.", asks: true},
	support.Circulate:    {button: "Circulate", lead: "Those that you choose read the request from now on, and their focal points get a mail.", done: "The request is circulated.", asks: true},
	support.Begin:        {button: "The help begins", done: "The help has begun."},
	support.Deliver:      {button: "The help was given", done: "The request is delivered. Later it will be asked whether it was met."},
	support.AskIfMet:     {button: "Ask whether it was met", done: "The party was asked."},
	support.Close:        {button: "Close", done: "The request is closed."},
	support.Withdraw:     {button: "Withdraw", lead: "The request ends here, and nobody works on it any more.", done: "The request is withdrawn.", asks: true, danger: true},
	support.Decline:      {button: "Decline", lead: "The request ends here. The party reads your reason.", done: "The request is declined.", asks: true, danger: true},
	support.Merge:        {button: "Merge into another request", lead: "This request ends, and the other one goes on. Both are linked.", done: "The request is merged.", asks: true},
	support.Refer:        {button: "Refer to somebody else", lead: "This request ends here, because somebody else deals with it.", done: "The request is referred.", asks: true},
}

// stepWords say in a history what happened.
var stepWords = map[support.Verb]string{
	support.Enter: "Received", support.Authenticate: "Authenticated", support.Acknowledge: "Acknowledged", support.Announce: "The silence period began",
	support.Object: "The party objected", support.Circulate: "Circulated", support.TakeOffer: "An offer came in", support.Match: "Matched: both sides agreed",
	support.Begin: "The help began", support.Deliver: "The help was given", support.AskIfMet: "Asked whether it was met", support.SayMet: "Met",
	support.SayPartly: "Partly met", support.SayNotMet: "Not met", support.Close: "Closed", support.Withdraw: "Withdrawn", support.Decline: "Declined",
	support.Merge: "Merged", support.Refer: "Referred",
}

var answerWords = map[string]string{"met": "Met", "partly_met": "Partly met", "not_met": "Not met", support.Yes: "Yes", support.No: "No", "": "No answer yet"}

var matchWords = map[string]string{support.Proposed: "Proposed", support.Agreed: "Agreed", support.Refused: "Refused"}

// stateLook is the sign and the colour of a state.
var stateLook = map[support.State]ui.State{
	support.Received: "new", support.Authenticated: "active", support.Acknowledged: "active", support.Silence: "waiting", support.Circulated: "sent",
	support.Offered: "active", support.Matched: "matched", support.Delivering: "running", support.Delivered: "delivered", support.Asked: "waiting",
	support.Met: "met", support.PartlyMet: "review", support.NotMet: "refused", support.Closed: "closed", support.Withdrawn: "withdrawn",
	support.Declined: "declined", support.Merged: "closed", support.Referred: "closed",
}

var matchLook = map[string]ui.State{support.Proposed: "waiting", support.Agreed: "accepted", support.Refused: "declined"}

func manyParties(f *web.Form) ui.Field {
	field := f.Several("party_ids", "Parties")
	field.Multiple, field.Filter, field.Wide, field.Required = true, "Find a party", true, true
	field.Hint = "Hold Ctrl or ⌘ to choose more than one."
	return field
}

// topicOptions groups the subjects under the one above them, which can be chosen as well.
func topicOptions(words *vocabulary.Words) []ui.Option {
	var out []ui.Option
	terms := words.List(vocabulary.Topics)
	for _, t := range terms {
		if t.Parent != "" {
			continue
		}
		out = append(out, ui.Option{Value: t.Code, Label: t.Name, Group: t.Name})
		for _, below := range terms {
			if below.Parent == t.Code {
				out = append(out, ui.Option{Value: below.Code, Label: below.Name, Group: t.Name})
			}
		}
	}
	return out
}

func showOptions() []ui.Option {
	return []ui.Option{{Value: showOpen, Label: "Under way"}, {Value: showLate, Label: "Overdue"}, {Value: showAll, Label: "All"}}
}

// responseOptions are the types of help, and the referral.
func responseOptions(words *vocabulary.Words) []ui.Option {
	return append(ui.Answers(words.List(vocabulary.HelpTypes)), ui.Option{Value: support.Referral, Label: "Referral"})
}

func kindOf(words *vocabulary.Words, kind string) string {
	if kind == support.Referral {
		return "Referral"
	}
	return words.Name(vocabulary.HelpTypes, kind)
}

func fulfilOptions() []ui.Option {
	return []ui.Option{{Value: "met", Label: "Yes, it was met"}, {Value: "partly_met", Label: "In part"}, {Value: "not_met", Label: "No"}}
}

func yesNo() []ui.Option {
	return []ui.Option{{Value: support.Yes, Label: "Yes, we agree"}, {Value: support.No, Label: "No"}}
}

// late says what is overdue, "" for nothing.
func late(r support.Request, today db.Date) string {
	if r.AcknowledgeBy == "" { // not shown to this reader
		return ""
	}
	return r.Late(today)
}

func wanted(r support.Request) string {
	if r.WantedFrom == "" && r.WantedTo == "" {
		return ""
	}
	return web.Span(r.WantedFrom, r.WantedTo)
}

func facts(list ...ui.Fact) []ui.Fact {
	var out []ui.Fact
	for _, f := range list {
		if f.Value != "" || f.Content != nil {
			out = append(out, f)
		}
	}
	return out
}

func kindsOf(words *vocabulary.Words, codes []string) string {
	var out []string
	for _, c := range codes {
		if t, ok := words.Term(vocabulary.PartyKinds, c); ok && t.Plural != "" {
			out = append(out, t.Plural)
		} else {
			out = append(out, c)
		}
	}
	return strings.Join(out, ", ")
}

// forWhom says for whom an offer is meant.
func forWhom(words *vocabulary.Words, o support.Offer) string {
	switch kinds, regions := kindsOf(words, o.ToKinds), strings.Join(o.Regions(), ", "); {
	case kinds == "" && regions == "":
		return "Every party"
	case regions == "":
		return kinds
	case kinds == "":
		return "Parties of " + regions
	default:
		return kinds + " of " + regions
	}
}

func validity(o support.Offer) string {
	if o.ValidUntil == "" {
		return "From " + web.Day(o.ValidFrom)
	}
	return web.Span(o.ValidFrom, o.ValidUntil)
}

func offerState(o support.Offer, today db.Date) (ui.State, string) {
	switch {
	case o.State != support.OfferOpen:
		return "withdrawn", "Withdrawn"
	case o.ValidUntil != "" && o.ValidUntil < today:
		return "expired", "No longer valid"
	case o.Valid(today):
		return "active", "Open"
	default:
		return "planned", "Not valid yet"
	}
}

func share(part, whole int) string {
	if whole == 0 {
		return "–"
	}
	return fmt.Sprintf("%d of %d", part, whole)
}

func medianOf(days, of int) string {
	if of == 0 {
		return "–"
	}
	return fmt.Sprint(days)
}

func paragraphs(s string) []string {
	var out []string
	for part := range strings.SplitSeq(s, "\n\n") {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

func timeline(steps []support.Step) []ui.Entry {
	out := make([]ui.Entry, len(steps))
	for i, s := range steps {
		out[i] = web.At(s.At, stepWords[s.Verb], s.Words, "")
		out[i].By = s.By
	}
	return out
}

func fulfilFacts(p requestPage) []ui.Fact {
	out := make([]ui.Fact, len(p.Fulfilments))
	for i, f := range p.Fulfilments {
		out[i] = ui.Fact{Term: f.Party, Value: strings.TrimSuffix(answerWords[f.Answer]+". "+f.Words, ". ")}
	}
	return out
}

func offerFacts(words *vocabulary.Words, o support.Offer) []ui.Fact {
	contact := o.Post
	if o.Contact != "" {
		contact = strings.TrimPrefix(contact+"; "+o.Contact, "; ")
	}
	return facts(
		ui.Fact{Term: "Subject", Value: words.Name(vocabulary.Topics, o.Subject)}, ui.Fact{Term: "Type of help", Value: words.Name(vocabulary.HelpTypes, o.Help)},
		ui.Fact{Term: "For", Value: forWhom(words, o)}, ui.Fact{Term: "Languages", Value: names.LanguageNames(o.Languages)}, ui.Fact{Term: "Valid", Value: validity(o)},
		ui.Fact{Term: "Limits", Value: o.Limits}, ui.Fact{Term: "Whom to ask", Value: contact},
	)
}

func answerTasks(list []support.OwnMatch) []ui.Task {
	out := make([]ui.Task, len(list))
	for i, m := range list {
		out[i] = ui.Task{Title: m.Title, Detail: "Proposed: " + m.Offer + " (" + m.Party + ")", Href: "/requests/" + m.RequestID + "/matches/" + m.ID}
	}
	return out
}

func waitsWords(p requestPage) string {
	if p.Due == "" {
		return p.Waits + "."
	}
	return p.Waits + ", by " + web.Day(p.Due) + "."
}

func sentTo(r support.Reader) string {
	words := r.Party + ", " + web.Day(r.At.Date())
	if r.Offers > 0 {
		words += ": an offer came in"
	}
	return words
}

func plural(n int, one, several string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, several)
}

func summaryWords(p requestPage) string {
	if len(p.Circulation) == 0 {
		return "It stands on the public page, without the party's name, once the request is circulated."
	}
	return "It stands on the public page, without the party's name."
}

func proposedWords(m support.Matching) string {
	if m.Reasons == "" {
		return ""
	}
	return "Why it is proposed: " + m.Reasons
}
