package activities

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"counterpart/internal/label"
)

// Calendar is Calendars for one programme.
func Calendar(p Programme, host string, at time.Time) []byte {
	return Calendars([]Programme{p}, host, at)
}

// Calendars writes programmes as an iCalendar file (RFC 5545): one event a session, in UTC; an activity without sessions
// stands on its days. host names the installation in the ids of the events, so that a later download changes the same
// ones; at is the time of the download.
func Calendars(list []Programme, host string, at time.Time) []byte {
	w := calendarWriter{}
	w.line("BEGIN", "VCALENDAR")
	w.line("VERSION", "2.0")
	w.line("PRODID", "-//Counterpart//Programme//EN")
	w.line("CALSCALE", "GREGORIAN")
	w.line("METHOD", "PUBLISH")
	if len(list) == 1 {
		w.text("X-WR-CALNAME", list[0].Activity.Title)
	}
	for _, p := range list {
		for _, s := range p.Sessions {
			w.event(p.Activity, s, host, at)
		}
		if len(p.Sessions) == 0 && p.Activity.StartsOn != "" {
			w.days(p.Activity, host, at)
		}
	}
	w.line("END", "VCALENDAR")
	return []byte(w.out.String())
}

type calendarWriter struct{ out strings.Builder }

func (w *calendarWriter) event(a Activity, s Session, host string, at time.Time) {
	w.line("BEGIN", "VEVENT")
	w.line("UID", s.ID+"@"+host)
	w.line("DTSTAMP", stamp(at))
	w.line("SEQUENCE", strconv.Itoa(max(0, s.Version-1)))
	w.line("DTSTART", stamp(s.StartsAt.Time))
	w.line("DTEND", stamp(s.EndsAt.Time))
	w.text("SUMMARY", s.Title)
	where := a.Where()
	if s.Room != "" && where != "" {
		where = s.Room + ", " + where
	} else {
		where = s.Room + where
	}
	if where != "" {
		w.text("LOCATION", where)
	}
	w.text("DESCRIPTION", describe(a, s))
	if s.Kind != "" {
		w.text("CATEGORIES", s.Kind)
	}
	w.end(a, s.Label)
}

// days writes an activity as an event of whole days.
func (w *calendarWriter) days(a Activity, host string, at time.Time) {
	last := max(a.EndsOn, a.StartsOn)
	w.line("BEGIN", "VEVENT")
	w.line("UID", a.ID+"@"+host)
	w.line("DTSTAMP", stamp(at))
	w.line("SEQUENCE", strconv.Itoa(max(0, a.Version-1)))
	w.line("DTSTART;VALUE=DATE", a.StartsOn.Time().Format("20060102"))
	w.line("DTEND;VALUE=DATE", last.AddDays(1).Time().Format("20060102"))
	w.text("SUMMARY", a.Title)
	if where := a.Where(); where != "" {
		w.text("LOCATION", where)
	}
	if a.Label != "" {
		w.text("DESCRIPTION", string(a.Label))
	}
	w.end(a, a.Label)
}

// end says whether the activity takes place and how far the entry may go, and ends the event.
func (w *calendarWriter) end(a Activity, tlp label.TLP) {
	if a.State == Cancelled {
		w.line("STATUS", "CANCELLED")
	} else {
		w.line("STATUS", "CONFIRMED")
	}
	w.line("CLASS", calendarClass(tlp))
	w.line("END", "VEVENT")
}

// calendarClass says to calendar programs how far an entry may go (RFC 5545, 3.8.1.3).
func calendarClass(l label.TLP) string {
	switch l {
	case label.Clear:
		return "PUBLIC"
	case label.Green, label.Amber:
		return "PRIVATE"
	default:
		return "CONFIDENTIAL"
	}
}

func describe(a Activity, s Session) string {
	lines := []string{a.Title, string(s.Label)}
	if s.Chatham {
		lines = append(lines, "Chatham House Rule")
	}
	if s.Summary != "" {
		lines = append(lines, s.Summary)
	}
	if s.Chatham {
		return strings.Join(lines, "\n") // who spoke leaves with no file
	}
	for _, sp := range s.Speakers {
		name := strings.TrimSpace(sp.AddressForm + " " + sp.Name)
		if sp.Role != "speaker" {
			name += " (" + sp.Role + ")"
		}
		lines = append(lines, name)
	}
	return strings.Join(lines, "\n")
}

func stamp(t time.Time) string { return t.UTC().Format("20060102T150405Z") }

var escapes = strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\r\n", `\n`, "\n", `\n`, "\r", `\n`)

// text writes a property whose value is text: escaped, and without control characters.
func (w *calendarWriter) text(name, value string) {
	value = strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\r' && r != '\t' || r == 0x7f {
			return -1
		}
		return r
	}, strings.ToValidUTF8(value, ""))
	w.line(name, escapes.Replace(value))
}

// line writes a content line, folded so that no line is longer than 75 octets and no character is cut.
func (w *calendarWriter) line(name, value string) {
	rest, room := name+":"+value, 75
	for len(rest) > room {
		cut := room
		for !utf8.RuneStart(rest[cut]) {
			cut--
		}
		w.out.WriteString(rest[:cut] + "\r\n ")
		rest, room = rest[cut:], 74 // the blank that continues the line counts
	}
	w.out.WriteString(rest + "\r\n")
}
