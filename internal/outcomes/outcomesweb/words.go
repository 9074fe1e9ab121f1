package outcomesweb

import (
	"slices"
	"strings"

	"counterpart/internal/outcomes"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// verbWord is how a step is named on its button, and what is said when it is taken.
type verbWord struct {
	button, lead, field, done string
	danger                    bool
}

var verbWords = map[outcomes.Verb]verbWord{
	outcomes.Accept:    {button: "Accept", lead: "It counts as an outcome from now on. Whether it is so is still to be substantiated.", field: "Note", done: "The outcome is accepted."},
	outcomes.Return:    {button: "Return", lead: "Whoever proposed it, or the party, writes it anew and reads your words.", field: "What is to be made clearer or corrected", done: "The outcome is returned."},
	outcomes.Decline:   {button: "Decline", lead: "It ends here. Whoever proposed it reads your reason.", field: "Why", done: "The outcome is declined.", danger: true},
	outcomes.Summarise: {button: "Write the summary", lead: "The party reads it and says whether it agrees. A new summary needs a new agreement.", field: "Summary for everybody", done: "The summary is kept."},
	outcomes.Agree:     {button: "Agree to the summary", lead: "The summary may be published for everybody, with the name of the party.", field: "Note", done: "The agreement is kept."},
	outcomes.Submit:    {button: "Send into review", lead: "The Co-Managers approve the summary before it is published.", field: "Note", done: "The summary is in review."},
	outcomes.Approve:   {button: "Approve", lead: "You agree that this summary is published.", field: "Note", done: "The summary is approved."},
	outcomes.SendBack:  {button: "Send back", lead: "The summary is not published as it is.", field: "What should be changed", done: "The summary is sent back."},
	outcomes.Publish:   {button: "Publish", lead: "Everybody reads the summary from now on.", field: "Note", done: "The summary is published."},
	outcomes.TakeBack:  {button: "Take the summary back", lead: "The public no longer reads it. The agreement of the party ends.", field: "Why", done: "The summary is taken back.", danger: true},
	outcomes.Withdraw:  {button: "Withdraw", lead: "The proposal ends here.", field: "Why", done: "The proposal is withdrawn.", danger: true},
}

// needed are the steps that ask for words.
var needed = []outcomes.Verb{outcomes.Return, outcomes.Decline, outcomes.Summarise, outcomes.SendBack, outcomes.TakeBack, outcomes.Withdraw}

// stepWords say in a history what happened.
var stepWords = map[outcomes.Verb]string{
	outcomes.Propose: "Proposed", outcomes.Revise: "Written anew", outcomes.Accept: "Accepted", outcomes.Return: "Returned", outcomes.Decline: "Declined", outcomes.Substantiate: "Substantiated",
	outcomes.Doubt: "Not confirmed", outcomes.Summarise: "Summary written", outcomes.Agree: "The party agreed to the summary", outcomes.Submit: "Sent into review", outcomes.Approve: "Approved",
	outcomes.SendBack: "Sent back", outcomes.Publish: "Published", outcomes.TakeBack: "Taken back", outcomes.Withdraw: "Withdrawn",
}

// stateLook is the sign and the colour of a state.
var stateLook = map[outcomes.State]ui.State{
	outcomes.Proposed: "new", outcomes.Returned: "review", outcomes.Accepted: "active", outcomes.Substantiated: "met", outcomes.InReview: "waiting", outcomes.Published: "accepted",
	outcomes.Declined: "declined", outcomes.Withdrawn: "withdrawn",
}

func yesNoOptions(yes, no string) []ui.Option {
	return []ui.Option{{Value: "yes", Label: yes}, {Value: "no", Label: no}}
}

func facts(list ...ui.Fact) []ui.Fact {
	return slices.DeleteFunc(list, func(f ui.Fact) bool { return f.Value == "" && f.Content == nil })
}

// when is the day or the period.
func when(o outcomes.Outcome) string {
	if o.To == "" || o.To == o.From {
		return web.Day(o.From)
	}
	return web.Span(o.From, o.To)
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

func timeline(steps []outcomes.Step) []ui.Entry {
	out := make([]ui.Entry, len(steps))
	for i, s := range steps {
		out[i] = web.At(s.At, stepWords[s.Verb], s.Words, "")
		out[i].By = s.By
	}
	return out
}

// buttons are the steps with a page of their own that the reader can take now.
func buttons(p outcomePage) []outcomes.Verb {
	var out []outcomes.Verb
	for _, v := range p.Can {
		if _, ok := verbWords[v]; ok {
			out = append(out, v)
		}
	}
	return out
}

func confirmWords(b bool) string {
	if b {
		return "Confirmed"
	}
	return "Not confirmed"
}

// asksWords tells whether a step asks for words.
func asksWords(p takePage) bool {
	return slices.Contains(needed, p.Verb) || p.Verb == outcomes.Agree && p.Office
}
