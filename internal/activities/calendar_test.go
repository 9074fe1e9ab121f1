package activities

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"counterpart/internal/db"
	"counterpart/internal/dbtest"
)

func calendarSample() Programme {
	return Programme{
		Activity: Activity{Title: "Function", Place: "Hotel, Jakarta", Country: "ID", TimeZone: "Asia/Jakarta", Label: "TLP:GREEN"},
		Sessions: []Session{{
			ID: "s1", Title: `Opening; with \ and, "marks"`, Room: "Hall", Summary: "Line one\nline two", Version: 3, Label: "TLP:GREEN",
			StartsAt: at(5, 9, 0), EndsAt: at(5, 10, 30),
		}},
	}
}

func TestCalendar(t *testing.T) {
	got := string(Calendar(calendarSample(), "office.example", dbtest.Noon))
	for _, want := range []string{
		"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", "UID:s1@office.example\r\n", "DTSTAMP:20240605T120000Z\r\n", "SEQUENCE:2\r\n",
		"DTSTART:20240605T020000Z\r\n", "DTEND:20240605T033000Z\r\n", `SUMMARY:Opening\; with \\ and\, "marks"` + "\r\n",
		`LOCATION:Hall\, Hotel\, Jakarta\, Indonesia` + "\r\n", `DESCRIPTION:Function\nTLP:GREEN\nLine one\nline two` + "\r\n",
		"STATUS:CONFIRMED\r\n", "END:VEVENT\r\nEND:VCALENDAR\r\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	p := calendarSample()
	p.Activity.State = Cancelled
	if got := string(Calendar(p, "office.example", dbtest.Noon)); !strings.Contains(got, "STATUS:CANCELLED\r\n") {
		t.Errorf("a cancelled activity:\n%s", got)
	}
}

// TestCalendarLines draws titles and summaries of any text: no line is longer than 75 octets, none is cut inside a
// character, none is opened by what somebody typed, and unfolding and unescaping give the text back.
func TestCalendarLines(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := calendarSample()
		title := rapid.String().Draw(t, "title")
		p.Sessions[0].Title, p.Sessions[0].Summary = title, rapid.String().Draw(t, "summary")
		p.Sessions[0].StartsAt = db.At(time.Unix(rapid.Int64Range(0, 4_000_000_000).Draw(t, "start"), 0))
		raw := string(Calendar(p, "office.example", dbtest.Noon))
		if !strings.HasSuffix(raw, "\r\n") || strings.Count(strings.ReplaceAll(raw, "\r\n", ""), "\n") > 0 || strings.Contains(strings.ReplaceAll(raw, "\r\n", ""), "\r") {
			t.Fatal("a bare line end")
		}
		for _, line := range strings.Split(raw, "\r\n") {
			if len(line) > 75 || !utf8.ValidString(line) {
				t.Fatalf("%d octets: %q", len(line), line)
			}
		}
		whole := strings.ReplaceAll(raw, "\r\n ", "")
		if n := strings.Count("\r\n"+whole, "\r\nBEGIN:VEVENT"); n != 1 {
			t.Fatalf("%d events", n)
		}
		_, rest, _ := strings.Cut(whole, "\r\nSUMMARY:")
		got, _, _ := strings.Cut(rest, "\r\n")
		if want := readable(title); unescape(got) != want {
			t.Fatalf("%q came back as %q", want, unescape(got))
		}
	})
}

// readable is what remains of a text that holds control characters and line ends of other systems.
func readable(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\r' && r != '\t' || r == 0x7f {
			return -1
		}
		return r
	}, s)
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
}

func unescape(s string) string {
	var out strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) {
			i++
			if s[i] == 'n' {
				out.WriteByte('\n')
				continue
			}
		}
		out.WriteByte(s[i])
	}
	return out.String()
}
