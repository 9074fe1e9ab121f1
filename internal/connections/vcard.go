package connections

import (
	"strings"
	"unicode/utf8"
)

// VCards writes contacts as vCard 4.0 (RFC 6350), each with its label in the note.
func VCards(list []Contact) []byte {
	var b strings.Builder
	for _, c := range list {
		for _, line := range [][2]string{
			{"BEGIN", "VCARD"},
			{"VERSION", "4.0"},
			{"FN", escape(c.Given)},
			{"ORG", escape(c.Party)},
			{"TITLE", escape(c.Position)},
			{"EMAIL", escape(c.Email)},
			{"TEL", escape(c.Phone)},
			{"NOTE", escape("Met at " + c.Activity + ", " + c.Since.Format("2 January 2006") + ". " + string(c.Label))},
			{"END", "VCARD"},
		} {
			if line[1] != "" {
				fold(&b, line[0]+":"+line[1])
			}
		}
	}
	return []byte(b.String())
}

var escaper = strings.NewReplacer(`\`, `\\`, ",", `\,`, ";", `\;`, "\r\n", `\n`, "\n", `\n`, "\r", `\n`)

func escape(s string) string { return escaper.Replace(strings.TrimSpace(s)) }

// fold breaks a line after at most 75 bytes, between letters.
func fold(b *strings.Builder, line string) {
	const most = 75
	room := most
	for len(line) > room {
		cut := room
		for cut > 1 && !utf8.RuneStart(line[cut]) {
			cut--
		}
		b.WriteString(line[:cut] + "\r\n ")
		line, room = line[cut:], most-1
	}
	b.WriteString(line + "\r\n")
}
