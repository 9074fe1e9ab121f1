// Package papers makes the invented papers of the story, which say on their face that they are invented.
package papers

import (
	"bytes"
	"fmt"
	"strings"

	"counterpart/internal/files"
)

// NoteVerbale is an invented note as a PDF of one page, which says on its face that it is invented.
func NoteVerbale(number, party, activity string) *files.Upload {
	lines := []string{
		"INVENTED NOTE FOR A DEMONSTRATION", "Note No. " + number, "",
		"The Ministry of " + party + " presents its compliments to the secretariat", "and names the delegation given with this note to:", activity,
	}
	var text strings.Builder
	text.WriteString("BT /F1 12 Tf 72 740 Td 18 TL\n")
	for _, line := range lines {
		fmt.Fprintf(&text, "(%s) Tj T*\n", plain(line))
	}
	text.WriteString("ET")
	return &files.Upload{Field: "note_file", Name: "note-verbale.pdf", Bytes: onePage(text.String())}
}

// plain leaves what the standard fonts of PDF can draw without an encoding of their own.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' || strings.ContainsRune(`()\`, r) {
			return '?'
		}
		return r
	}, s)
}

// onePage is a PDF with one page of drawing operators.
func onePage(content string) []byte {
	objects := []string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(content), content),
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
	}
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	at := make([]int, len(objects))
	for i, o := range objects {
		at[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	table := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, offset := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, table)
	return b.Bytes()
}
