package lettersweb

import (
	"maps"
	"slices"
	"strings"
	"time"

	"counterpart/internal/db"
	"counterpart/internal/letters"
	"counterpart/internal/vocabulary/pack"
	"counterpart/internal/web/ui"
)

var kindWords = map[string]string{
	letters.Invitation: "Invitation", letters.Reminder: "Reminder", letters.Registration: "Registration link", letters.Confirmation: "Confirmation",
	letters.Substitution: "Substitution", letters.NotSelected: "Not selected", letters.Note: "Note",
	letters.RequestAcknowledged: "Receipt of a request", letters.RequestCirculated: "Circulated request", letters.MatchProposed: "Proposed match", letters.FulfilmentQuestion: "Question whether a request was met",
	letters.CommitmentRecorded: "Recorded commitment", letters.CommitmentDue: "Question how a commitment stands", letters.CommitmentOverdue: "Overdue commitment",
	letters.CommitmentHanded: "Commitment handed over", letters.OutcomeQuestion: "Question about outcomes",
	letters.CertificateReady: "Certificate", letters.IntroductionAsked: "Question for an introduction", letters.IntroductionAgreed: "Agreement to an introduction", letters.IntroductionMade: "Introduction",
	letters.AlumniNews: "Newsletter of the alumni",
	letters.TestOpen:   "Link to a test", letters.EvaluationOpen: "Link to an evaluation", letters.PlanWrite: "Link to an action plan", letters.PlanFollow: "Question what became of an action plan",
	letters.PlanReminder:   "Reminder of an action plan",
	letters.SecondmentCall: "Call for nominations to a secondment", letters.SecondmentOffer: "Offer of a secondment", letters.SecondmentAcceptance: "Reminder of an offer of a secondment",
	letters.SecondmentFeedback: "Feedback on a nomination to a secondment", letters.SecondmentLetter: "Letter of secondment", letters.SecondmentExtension: "Another end of a secondment",
	letters.SecondmentOwn: "A secondee's personal link", letters.SecondmentCertificate: "Completed secondment",
}

const byHand = "Sent from its own page, to the parties that you choose."

// leaves says when a letter of each kind is sent.
var leaves = map[string]string{
	letters.Invitation: "Sent when parties are invited.", letters.Reminder: "Sent when parties that have not answered are reminded.",
	letters.Registration: "Sent to a person when the nomination is confirmed.", letters.Confirmation: byHand,
	letters.Substitution: byHand, letters.NotSelected: byHand, letters.Note: byHand,
}

var stateWords = map[letters.State]string{
	letters.Queued: "Queued", letters.Sending: "Sending", letters.Sent: "Sent", letters.Failed: "Failed",
}

// fate says what became of a message, in a word.
func fate(m letters.Message) (ui.State, string) {
	if !m.AnsweredAt.IsZero() {
		return "answered", "Answered"
	}
	if m.State == letters.Queued && m.Tries > 0 {
		return "waiting", "Will be tried again"
	}
	return ui.State(m.State), stateWords[m.State]
}

// placeholders lists what a letter may use, as the hint beside it.
func placeholders() []ui.Fact {
	names := slices.Sorted(maps.Keys(pack.Placeholders))
	out := make([]ui.Fact, len(names))
	for i, name := range names {
		out[i] = ui.Fact{Term: "{{" + name + "}}", Value: pack.Placeholders[name]}
	}
	return out
}

// when says an instant in UTC, to the minute.
func when(t db.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2 Jan 2006, 15:04 UTC")
}

func iso(t db.Time) string { return t.UTC().Format(time.RFC3339) }

func messageColumns(withActivity bool) []ui.Column {
	out := []ui.Column{{Label: "To"}, {Label: "Party"}}
	if withActivity {
		out = append(out, ui.Column{Label: "Activity"})
	}
	return append(out, ui.Column{Label: "Letter"}, ui.Column{Label: "Fate"}, ui.Column{Label: "When"})
}

func outboxOf(p tabPage, state string) string {
	return "/outbox?activity=" + p.Activity.ID + "&state=" + state
}

func tall(f ui.Field) ui.Field {
	f.Rows, f.Wide = 22, true
	return f
}

// previewFacts is the head of a previewed letter.
func previewFacts(p letterPage) []ui.Fact {
	to := p.Preview.Recipient.Name() + " <" + p.Preview.Recipient.Address() + ">"
	if why := p.Preview.Recipient.LeftOut(); why != "" {
		to = "Nobody. " + why
	}
	out := []ui.Fact{{Term: "To", Value: to}, {Term: "Subject", Value: p.Preview.Subject}, {Term: "Label", Value: string(p.Activity.Label)}}
	if len(p.Preview.Samples) > 0 {
		out = append(out, ui.Fact{Term: "Filled when sent", Value: strings.Join(p.Preview.Samples, ", ")})
	}
	return out
}

func several(f ui.Field) ui.Field {
	f.Multiple, f.Filter, f.Value = true, "Find a party", ""
	f.Hint = "Hold Ctrl or ⌘ to choose more than one"
	return f
}
