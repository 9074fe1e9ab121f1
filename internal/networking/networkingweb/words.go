package networkingweb

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"counterpart/internal/interests"
	"counterpart/internal/networking"
	"counterpart/internal/web/ui"
)

func limited(f ui.Field, most int, hint string) ui.Field {
	f.MaxLength, f.Hint, f.Wide, f.Optional = most, hint, true, true
	return f
}

func joined(parts ...string) string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, ", ")
}

func people(n int) string {
	if n == 1 {
		return "1 person"
	}
	return fmt.Sprintf("%d people", n)
}

// sentence begins words with a capital letter and ends them with a full stop.
func sentence(words string) string {
	if words == "" {
		return ""
	}
	first, size := utf8.DecodeRuneInString(words)
	return string(unicode.ToUpper(first)) + strings.TrimRight(words[size:], ".") + "."
}

func sideWords(side string) string {
	if side == interests.Offers {
		return "I offer:"
	}
	return "I seek:"
}

func sayOptions(said string) []ui.Option {
	out := []ui.Option{
		{Value: interests.Want, Label: "I wish to meet"},
		{Value: interests.Must, Label: "We must meet"},
		{Value: interests.NotPerson, Label: "Not for me"},
		{Value: interests.Known, Label: "We know each other"},
		{Value: interests.Veto, Label: "Never; nobody is told"},
	}
	if said != "" {
		out = append(out, ui.Option{Value: interests.Nothing, Label: "Take back what I said"})
	}
	return out
}

func rowVerb(m networking.Appointment) string {
	if m.With != "" { // the two who meet arrange it
		if m.State == networking.Scheduled {
			return "See, decline"
		}
		return "See"
	}
	switch m.State {
	case networking.Requested:
		if m.AskedBy == m.OtherID {
			return "Choose a time"
		}
		return "See"
	case networking.Scheduled:
		return "Move, decline, note"
	case networking.Held:
		return "What came of it"
	default:
		return "See"
	}
}

func moveTitle(p meetingPage) string {
	if p.Meeting.State == networking.Requested {
		return "Choose a time"
	}
	return "Move it"
}

func declineTitle(p meetingPage) string {
	if p.Meeting.State == networking.Requested && p.Meeting.AskedBy != p.Meeting.OtherID {
		return "Take the request back"
	}
	return "Decline"
}

func choiceOptions(p meetingPage) []ui.Option {
	out := make([]ui.Option, len(p.Choices))
	for i, s := range p.Choices {
		out[i] = ui.Option{Value: s.ID, Label: clock(p.Activity, s.StartsAt, s.EndsAt)}
	}
	return out
}

func slotOptions(p schedulePage) []ui.Option {
	out := make([]ui.Option, len(p.Slots))
	for i, s := range p.Slots {
		out[i] = ui.Option{Value: s.ID, Label: clock(p.ownPage.Activity, s.StartsAt, s.EndsAt)}
		if s.Busy {
			out[i].Hint = "You have a meeting or a part in the programme"
		}
	}
	return out
}

func awayOf(slots []networking.SlotChoice) []string {
	var out []string
	for _, s := range slots {
		if s.Away {
			out = append(out, s.ID)
		}
	}
	return out
}

// tags are the codes of languages that somebody typed, with blanks or commas between them.
func tags(text string) []string { return strings.Fields(strings.ReplaceAll(text, ",", " ")) }

// besides says who else is at a meeting, and on whose behalf the reader is.
func besides(m networking.Appointment) string {
	var parts []string
	for _, x := range [][2]string{{"You come along with ", m.With}, {"In the place of ", m.SitsFor}, {"Also ", m.Others}, {"Interpreter: ", m.Voice}} {
		if x[1] != "" {
			parts = append(parts, x[0]+x[1])
		}
	}
	return strings.Join(parts, "; ")
}

func meetingFacts(p meetingPage) []ui.Fact {
	m := p.Meeting
	facts := []ui.Fact{{Term: "With", Value: joined(m.Other, m.Position, m.Party)}}
	for _, f := range []ui.Fact{{Term: "You come along with", Value: m.With}, {Term: "In the place of", Value: m.SitsFor}, {Term: "Also there", Value: m.Others}, {Term: "Interpreter", Value: m.Voice}} {
		if f.Value != "" {
			facts = append(facts, f)
		}
	}
	if !m.StartsAt.IsZero() {
		facts = append(facts, ui.Fact{Term: "When", Value: clock(p.Activity, m.StartsAt, m.EndsAt)}, ui.Fact{Term: "Where", Value: m.Where()})
	}
	facts = append(facts, ui.Fact{Term: "State", Content: stateChip(m)})
	for _, f := range []ui.Fact{{Term: "Reason", Value: m.Reason}, {Term: "Outcome", Value: m.Outcome}, {Term: "What follows", Value: m.FollowUp}} {
		if f.Value != "" {
			facts = append(facts, f)
		}
	}
	return facts
}
