package networkingweb

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"counterpart/internal/connections"
	"counterpart/internal/mixers"
	"counterpart/internal/names"
	"counterpart/internal/networking"
	"counterpart/internal/networking/places"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

var kindWords = map[string]string{networking.Plan: "Planned anew", networking.Replan: "Mended"}

var howWords = map[string]string{connections.ByMeeting: "A meeting that was arranged", connections.ByExchange: "Scanned a code", connections.ByMixer: "At one table of a mixer"}

func gapWords(r networking.Run) string {
	if r.Bound <= 0 {
		return "not known"
	}
	return fmt.Sprintf("%.2f %%", r.Gap())
}

func boundWords(r networking.Run) string {
	if r.Bound <= 0 {
		return "no bound is known yet"
	}
	return fmt.Sprintf("no plan has more than %d", r.Bound)
}

func foundWords(r networking.Run) string {
	if r.Live() {
		return "meetings in the best plan so far"
	}
	return "meetings in the plan"
}

func proofWords(r networking.Run) string {
	if r.Proved {
		return "to the bound: proved that no plan is better"
	}
	return "of the bound at most could still be gained"
}

// few is a number of people; too few to be told is not zero.
func few(n int) string {
	if n == 0 {
		return "under 3"
	}
	return strconv.Itoa(n)
}

// named is a name, or what stands for somebody whom a label closes to the reader.
func named(name string) string {
	if name == "" {
		return "For named readers only"
	}
	return name
}

const mostNames = 40

func gapNames(list []networking.Gap) string {
	var names []string
	for i, g := range list {
		if i == mostNames {
			names = append(names, fmt.Sprintf("and %d more", len(list)-i))
			break
		}
		names = append(names, g.Person)
	}
	return strings.Join(names, ", ")
}

func seconds(f ui.Field) ui.Field {
	f.Min, f.Max, f.Hint = "1", "60", "It stops earlier when the plan is proved to be the best"
	return f
}

// group is the slots of a session or the tables of a room.
type group struct{ id, title, words string }

func sessionsWithSlots(a places.Arrangement) []group {
	var out []group
	count := map[string]int{}
	for _, s := range a.Slots {
		if count[s.SessionID] == 0 {
			out = append(out, group{id: s.SessionID, title: s.Session})
		}
		count[s.SessionID]++
	}
	for i, g := range out {
		var first, last places.Slot
		for _, s := range a.Slots {
			if s.SessionID == g.id {
				if first.ID == "" {
					first = s
				}
				last = s
			}
		}
		out[i].words = fmt.Sprintf("%d slots, %s", count[g.id], clock(a.Activity, first.StartsAt, last.EndsAt))
	}
	return out
}

func roomsWithTables(a places.Arrangement) []group {
	var out []group
	for _, t := range a.Tables {
		if n := len(out); n > 0 && out[n-1].id == t.RoomID {
			continue
		}
		seen := false
		for _, g := range out {
			seen = seen || g.id == t.RoomID
		}
		if !seen {
			title := t.Room
			if title == "" {
				title = "No room of the programme"
			}
			out = append(out, group{id: t.RoomID, title: title})
		}
	}
	for i, g := range out {
		n := 0
		for _, t := range a.Tables {
			if t.RoomID == g.id {
				n++
			}
		}
		out[i].words = fmt.Sprintf("%d tables", n)
	}
	return out
}

func sessionOptions(a places.Arrangement) []ui.Option {
	out := make([]ui.Option, len(a.Sessions))
	for i, s := range a.Sessions {
		out[i] = ui.Option{Value: s.ID, Label: s.StartsAt.In(a.Activity.Zone()).Format("2 Jan 15:04") + " " + s.Title}
	}
	return out
}

func roomOptions(a places.Arrangement) []ui.Option {
	out := make([]ui.Option, len(a.Rooms))
	for i, r := range a.Rooms {
		out[i] = ui.Option{Value: r.ID, Label: r.Name}
	}
	return out
}

// voiceWords says what an interpreter speaks, and where.
func voiceWords(v places.Interpreter) string {
	words := names.LanguageNames(v.Languages)
	if v.Session != "" {
		words += "; only at " + v.Session
	}
	return words
}

// ranged bounds a field of a number.
func ranged(f ui.Field, least, most string) ui.Field {
	f.Min, f.Max = least, most
	return f
}

// shareWords is how much of what is possible a seating reaches. It is cut and not rounded up: only all of it is 100.
func shareWords(m mixers.Mixer) string {
	if m.Bound == 0 {
		return ""
	}
	return fmt.Sprintf("%.1f %%", math.Floor(m.Share()*10)/10)
}

func seatWords(m mixers.Mixer) string {
	switch {
	case m.Seated == 0:
		return "Seat the people"
	case m.Round == 0:
		return "Seat again"
	}
	return "Seat the rounds to come again"
}

func seatKind(m mixers.Mixer) ui.ButtonKind {
	if m.Seated == 0 {
		return ui.Primary
	}
	return ui.Quiet
}

// roundTabs are the rounds of a mixer as links.
func roundTabs(p mixerPage) []ui.NavItem {
	var out []ui.NavItem
	for r := 1; r <= p.Mixer.Rounds; r++ {
		out = append(out, ui.NavItem{Label: "Round " + strconv.Itoa(r), Href: web.Address(p.address(), "round", strconv.Itoa(r)), Current: r == p.Round})
	}
	return out
}

// seatHint is what stands behind a name at a table.
func seatHint(s mixers.Seat) string {
	words := []string{}
	if s.Party != "" {
		words = append(words, s.Party)
	}
	if s.Host > 0 {
		words = append(words, "hosts table "+strconv.Itoa(s.Host))
	}
	if !s.Came {
		words = append(words, "did not come")
	}
	return strings.Join(words, ", ")
}

// seatedOptions are those at the tables whom the reader may name, by table.
func seatedOptions(tables []mixers.Table) []ui.Option {
	var out []ui.Option
	for _, t := range tables {
		for _, s := range t.Seats {
			if s.PersonID != "" {
				out = append(out, ui.Option{Value: s.PersonID, Label: s.Name + ", table " + strconv.Itoa(t.Number)})
			}
		}
	}
	return out
}

func backAs(a mixers.Absentee) string {
	if a.Host > 0 {
		return "host"
	}
	return "seat"
}
