package delegationsweb

import (
	"strconv"
	"time"

	"counterpart/internal/delegations"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web/ui"
)

// bounded makes a number field of seats.
func bounded(f ui.Field) ui.Field {
	f.Min, f.Max = "0", strconv.Itoa(delegations.MaxSeats)
	return f
}

func filtered(f ui.Field) ui.Field {
	f.Filter = "Find a party"
	return f
}

func many(f ui.Field) ui.Field {
	f.Multiple, f.Wide, f.Filter = true, true, "Find a party"
	f.Hint = "Hold Control or Command to pick several."
	return f
}

// fielder is a form that gives fields: a whole page's form, or one box of several.
type fielder interface {
	Field(name, label string) ui.Field
}

func optional(f ui.Field) ui.Field {
	f.Optional = true
	return f
}

// auto lets the first strong letter decide the direction of a name.
func auto(f ui.Field) ui.Field {
	f.Dir = "auto"
	return f
}

func personFilter(f ui.Field) ui.Field {
	f.Filter = "Find a person"
	return f
}

func noteFile(f ui.Field) ui.Field {
	f.Accept = ".pdf,.png,.jpg,.jpeg,application/pdf,image/png,image/jpeg"
	return f
}

// onlySeat chooses the kind of seat where there is only one with a free seat.
func onlySeat(p ownPage, f ui.Field) ui.Field {
	var free []string
	for _, o := range p.freeSeats() {
		if !o.Disabled {
			free = append(free, o.Value)
		}
	}
	if f.Value == "" && len(free) == 1 {
		f.Value = free[0]
	}
	return f
}

// seatFacts are the party's seats by kind, and what frames them.
func (p ownPage) seatFacts() []ui.Fact {
	var out []ui.Fact
	for _, a := range p.Delegation.Seats {
		if a.Seats > 0 {
			term := p.Words.Name(vocabulary.Categories, a.Category) + ", " + p.Words.Name(vocabulary.Modes, a.Mode)
			out = append(out, ui.Fact{Term: term, Content: ui.SeatBar(seatBar(a))})
			if a.RoomCap > 0 {
				out = append(out, ui.Fact{Term: "In the room at once", Value: strconv.Itoa(a.RoomCap)})
			}
		}
	}
	if len(out) == 0 {
		out = append(out, ui.Fact{Term: "Seats", Value: "none"})
	}
	out = append(out, ui.Fact{Term: "Names until", Value: deadlineWords(p.Activity, p.Activity.NominationDeadline)})
	if names := p.Activity.LanguageNames(); names != "" {
		out = append(out, ui.Fact{Term: "Working languages", Value: names})
	}
	return append(out, ui.Fact{Term: "Whom to ask", Value: p.contactWords()})
}

func freeWords(t delegations.Task) string { return strconv.Itoa(max(t.Count, 0)) }

func dueWords(t delegations.Task) string {
	if t.Due.IsZero() {
		return ""
	}
	zone, err := time.LoadLocation(t.TimeZone)
	if err != nil {
		zone = time.UTC
	}
	return t.Due.In(zone).Format("2 January 2006, 15:04") + " (" + t.TimeZone + ")"
}

func asked(f ui.Field, must bool) ui.Field {
	f.Required, f.Optional = must, !must
	return f
}
