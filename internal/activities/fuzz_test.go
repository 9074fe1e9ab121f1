package activities

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/emersion/go-ical"

	"counterpart/internal/dbtest"
)

// Whatever people write into a programme, the file holds one event a session, no line of more than 75 octets, and
// another program reads the same words.
func FuzzCalendar(f *testing.F) {
	f.Add("Opening; with \\ and, \"marks\"", "Line one\nline two", "Hall", "speaker")
	f.Add("x\r\nATTACH:http://evil.example\r\nEND:VEVENT", "BEGIN:VALARM\nEND:VALARM", "\\n\\,", "\u202e")
	f.Add(strings.Repeat("ก", 90), "\x00\x1b[31m\xff", ",", ";")
	f.Fuzz(func(t *testing.T, title, summary, room, speaker string) {
		p := calendarSample()
		s := &p.Sessions[0]
		s.Title, s.Summary, s.Room, s.Speakers = title, summary, room, []Speaker{{Name: speaker, Role: "speaker"}}
		p.Sessions = append(p.Sessions, *s)
		p.Sessions[1].ID = "s2"
		raw := Calendar(p, "office.example", dbtest.Noon)
		for line := range strings.SplitSeq(strings.TrimSuffix(string(raw), "\r\n"), "\r\n") {
			if len(line) > 75 || !utf8.ValidString(line) || strings.ContainsAny(line, "\r\n\x00\x1b") {
				t.Fatalf("line %q", line)
			}
		}
		cal, err := ical.NewDecoder(bytes.NewReader(raw)).Decode()
		if err != nil {
			t.Fatalf("%v in\n%s", err, raw)
		}
		if len(cal.Children) != 2 || len(cal.Events()) != 2 {
			t.Fatalf("%d parts of 2 sessions", len(cal.Children))
		}
		for i, event := range cal.Events() {
			if len(event.Children) != 0 || len(event.Props["ATTACH"]) != 0 || len(event.Props["SUMMARY"]) != 1 {
				t.Fatalf("event %d holds what nobody wrote: %v", i, event.Props)
			}
			if got, err := event.Props.Text("SUMMARY"); err != nil || got != kept(title) {
				t.Fatalf("title %q is read as %q, %v", title, got, err)
			}
			if got, err := event.Props.Text("UID"); err != nil || got != p.Sessions[i].ID+"@office.example" {
				t.Fatalf("id %q, %v", got, err)
			}
		}
	})
}

// kept is what of a text can stand in a calendar.
func kept(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\r' && r != '\t' || r == 0x7f {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	return strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s)
}
