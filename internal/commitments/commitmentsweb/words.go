package commitmentsweb

import (
	"net/url"
	"slices"
	"strings"

	"counterpart/internal/commitments"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// verbWord is how a step is named on its button, and what is said when it is taken.
type verbWord struct {
	button, lead, done string
	danger             bool
}

var verbWords = map[commitments.Verb]verbWord{
	commitments.Accept:   {button: "Accept as recorded", lead: "The commitment is recorded as it was meant. From now on its holder is asked how it stands.", done: "The commitment is accepted as recorded."},
	commitments.Withdraw: {button: "Withdraw", lead: "The commitment ends here. It stays in the register with your reason.", done: "The commitment is withdrawn.", danger: true},
	commitments.Reopen:   {button: "Open again", lead: "The commitment is in progress again. What was said stays in its history.", done: "The commitment is open again."},
}

// stepWords say in a history what happened.
var stepWords = map[commitments.Verb]string{
	commitments.Make: "Recorded", commitments.Accept: "Accepted as recorded", commitments.Progress: "In progress", commitments.SayDone: "Done", commitments.SayPartly: "Partly done",
	commitments.SayNot: "Not done", commitments.Withdraw: "Withdrawn", commitments.Reopen: "Opened again",
}

// stateLook is the sign and the colour of a state.
var stateLook = map[commitments.State]ui.State{
	commitments.Made: "new", commitments.Accepted: "accepted", commitments.InProgress: "running", commitments.Done: "met", commitments.PartlyDone: "review", commitments.NotDone: "refused",
	commitments.Withdrawn: "withdrawn",
}

func showOptions() []ui.Option {
	return []ui.Option{{Value: showOpen, Label: "Open"}, {Value: showLate, Label: "Overdue"}, {Value: showAll, Label: "All"}}
}

// reportOptions are the answers to how it stands that can be given now.
func reportOptions(can []commitments.Verb) []ui.Option {
	words := map[commitments.Verb]string{commitments.Progress: "In progress", commitments.SayDone: "Done", commitments.SayPartly: "Partly done", commitments.SayNot: "Not done"}
	var out []ui.Option
	for _, v := range commitments.Reports {
		if slices.Contains(can, v) {
			out = append(out, ui.Option{Value: string(v), Label: words[v]})
		}
	}
	return out
}

func facts(list ...ui.Fact) []ui.Fact {
	return slices.DeleteFunc(list, func(f ui.Fact) bool { return f.Value == "" && f.Content == nil })
}

func postWords(x commitments.Commitment) string {
	if x.Post == "" {
		return "Focal point"
	}
	return x.Post
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

// address is the evidence where it can be followed, "" otherwise.
func address(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || strings.ContainsAny(s, " \n") {
		return ""
	}
	return u.String()
}

func timeline(steps []commitments.Step) []ui.Entry {
	out := make([]ui.Entry, len(steps))
	for i, s := range steps {
		detail := []string{}
		for _, part := range []string{s.Words, evidenceWords(s.Evidence), meetingWords(s)} {
			if part != "" {
				detail = append(detail, strings.TrimSuffix(part, "."))
			}
		}
		out[i] = web.On(s.On, stepWords[s.Verb], strings.Join(detail, ". "), address(s.Evidence))
		out[i].By = s.By
	}
	return out
}

func evidenceWords(s string) string {
	if s == "" {
		return ""
	}
	return "Shown by: " + s
}

func meetingWords(s commitments.Step) string {
	if s.Activity == "" {
		return ""
	}
	return "Reported at " + s.Activity
}

func verbs(p commitmentPage) []commitments.Verb {
	var out []commitments.Verb
	for _, v := range p.Can {
		if _, ok := verbWords[v]; ok {
			out = append(out, v)
		}
	}
	return out
}

func takeHint(p takePage) string {
	if p.Verb == commitments.Accept {
		return "How the party said so: by note, by mail, at the meeting. " + web.NoVictims
	}
	return web.NoVictims
}
