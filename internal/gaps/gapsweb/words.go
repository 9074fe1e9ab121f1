package gapsweb

import (
	"strconv"

	"counterpart/internal/gaps"
	"counterpart/internal/gaps/answers"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

func partOptions() []ui.Option {
	hints := map[gaps.Part]string{gaps.Expert: "Writes", gaps.Clears: "One person; says for the State what others may read", gaps.Observer: "Reads and comments"}
	out := make([]ui.Option, len(gaps.Parts))
	for i, p := range gaps.Parts {
		out[i] = ui.Option{Value: string(p), Label: p.Words(), Hint: hints[p]}
	}
	return out
}

func otherInstruments(p assessmentPage) []ui.Option {
	out := make([]ui.Option, len(p.Others))
	for i, v := range p.Others {
		out[i] = ui.Option{Value: v.InstrumentID, Label: v.Short}
	}
	return out
}

func clearanceEntries(list []gaps.Clearance) []ui.Entry {
	out := make([]ui.Entry, len(list))
	for i, x := range list {
		what := strconv.Itoa(x.Cells) + " answers opened, under note verbale " + x.NoteNumber + " of " + web.Day(x.NoteOn)
		if x.Withheld > 0 {
			what += "; " + strconv.Itoa(x.Withheld) + " withheld"
		}
		if x.Verb == gaps.TakeBack {
			what = strconv.Itoa(x.Cells) + " answers closed again"
		}
		out[i] = web.At(x.At, what, x.Words, "")
		out[i].By = x.By
	}
	return out
}

// verbWord is how a step of a round is named on its button, and what is said when it is taken.
type verbWord struct {
	button, lead, field, done string
	asks, danger              bool
}

var verbWords = map[gaps.Verb]verbWord{
	gaps.Submit:   {button: "Submit to the State", lead: "Writing ends. Whoever clears for the State reads it, and clears it or gives it back.", field: "Note", done: "The round waits for the State."},
	gaps.GiveBack: {button: "Give back", lead: "The round is written again.", field: "What is to be changed", done: "The round is given back.", asks: true},
	gaps.Reopen:   {button: "Open again", lead: "The round is written again. What was cleared stays open to others until the State clears it anew.", field: "Why", done: "The round is open again.", asks: true},
	gaps.TakeBack: {button: "Close what was cleared", lead: "Nobody else reads the answers of this round any more. The texts stay with those who work on it.", field: "Why", done: "The answers are closed again.", asks: true, danger: true},
	gaps.Clear:    {button: "Clear"},
}

var stepWords = map[gaps.Verb]string{
	gaps.Open: "Opened", gaps.Submit: "Submitted", gaps.GiveBack: "Given back", gaps.Clear: "Cleared, under note verbale", gaps.Reopen: "Opened again", gaps.TakeBack: "Closed again",
}

func timeline(steps []gaps.Step) []ui.Entry {
	out := make([]ui.Entry, len(steps))
	for i, s := range steps {
		out[i] = web.At(s.At, stepWords[s.Verb], s.Words, "")
		out[i].By = s.By
	}
	return out
}

func revisionEntries(list []gaps.Revision) []ui.Entry {
	out := make([]ui.Entry, len(list))
	for i, r := range list {
		out[i] = web.At(r.At, strconv.Itoa(r.Number)+". "+r.How.Words(), changesOf(list, i), "")
		out[i].By = r.By
	}
	return out
}

// phaseWords says a phase as people say it.
func phaseWords(phase string) string {
	return map[string]string{
		"launch": "Launch, webinar", "desk_review": "Desk review", "questionnaire": "Questionnaire", "focus_group": "Focus group discussion", "drafting": "Drafting",
		"validation": "Validation", "clearance": "Clearance", "consultation": "Regional consultation", "publication": "Publication", "follow_up": "Follow-up",
	}[phase]
}

// findingWords says a kind of finding as people say it: by the field of an answer to which it speaks.
func findingWords(kind string) string { return answers.Labels[kind] }
