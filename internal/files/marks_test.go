package files

import (
	"bytes"
	"compress/zlib"
	"context"
	"fmt"
	"io/fs"
	"testing"
	"unicode/utf16"

	"counterpart/internal/fault"
	"counterpart/internal/vocabulary/pack"
	"counterpart/packs"
)

func TestClassificationMarksAreRefused(t *testing.T) {
	t.Parallel()
	flate := func(s string) string {
		var b bytes.Buffer
		w := zlib.NewWriter(&b)
		_, _ = w.Write([]byte(s))
		_ = w.Close()
		return b.String()
	}
	pdf := func(dict, content string) string {
		return fmt.Sprintf("%%PDF-1.4\n1 0 obj\n<< %s >>\nstream\n%s\nendstream\nendobj\n%%%%EOF", dict, content)
	}
	is, err := new(Store).marks(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, media, text string
		refused           bool
	}{
		{"note.txt", "text/plain", "SECRET//NOFORN\n", true},
		{"note.txt", "text/plain", "RAHASIA / SECRET\n", true},
		{"note.txt", "text/plain", "TO\u0302\u0301I M\u00c2\u0323T\n", true}, // decomposed letters
		{"note.txt", "text/plain", "Open/closed\nOPEN/SHUT\nSecret/Open\n", false},
		{"VS-NUR FÜR DEN DIENSTGEBRAUCH.txt", "text/plain", "x", true},
		{"note.txt", "text/plain", "RAHASIA\n\nNota", true},
		{"note.csv", "text/plain", "a,b\n*** SECRET ***\n", true},
		{"note.txt", "text/plain", "\uFEFFลับมาก\n", true},
		{"note.txt", "text/plain", "  - CONFIDENTIEL -  \n", true},
		{"note.txt", "text/plain", "The Secretary keeps a secret ballot.\nSECRETARIAT\nSECRET BALLOT\nConfidential\n", false},
		{"[SECRET] note.pdf", "application/pdf", "%PDF", true},
		{"note_TERHAD.pdf", "application/pdf", "%PDF", true},
		{"Secret ballot rules.pdf", "application/pdf", "%PDF", false},
		{"A SECRET BALLOT.pdf", "application/pdf", "%PDF", false},
		{"note.pdf", "application/pdf", pdf("/Length 9", "BT (SECRET) Tj ET"), true},
		{"note.pdf", "application/pdf", pdf("/Filter /FlateDecode", flate("BT /F1 12 Tf 1 0 0 1 0 0 Tm (SU) Tj (LIT) Tj 0 -12 Td (Nota) Tj ET")), true},
		{"note.pdf", "application/pdf", pdf("/Filter /FlateDecode", flate("BT [(SEC) -20 (RET)] TJ ET")), true},
		{"note.pdf", "application/pdf", pdf("/Filter /FlateDecode", flate("BT <FEFF0E250E310E1A> Tj ET")), true},
		{"note.pdf", "application/pdf", pdf("/Filter /FlateDecode", flate("BT (The SECRET of) Tj 0 -12 Td (good hosting) Tj ET")), false},
		{"note.pdf", "application/pdf", "%PDF-1.4 << /Title (CONFIDENTIAL) >>", true},
		{"note.pdf", "application/pdf", "%PDF-1.4 stream\n", false},
	} {
		err := refuseMarked(is, Upload{Field: "file", Name: c.name, Bytes: []byte(c.text)}, c.media)
		if (fault.AsInvalid(err) != nil) != c.refused {
			t.Errorf("%s, %q: %v", c.name, c.text, err)
		}
	}
}

// Each pack that comes with the program has marks of its own or takes the program's; an upload that carries one is
// refused whether the mark stands in its name, in a text or in a PDF, and a kind of file whose text is not read is refused anyway.
func TestTheMarksOfEveryPackAreRefused(t *testing.T) {
	t.Parallel()
	for _, name := range packs.Names() {
		dir, err := fs.Sub(packs.FS, name)
		if err != nil {
			t.Fatal(err)
		}
		p, problems := pack.Load(dir)
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		store := &Store{Options: Options{Marks: func(context.Context) ([]string, error) { return p.MarkWords(), nil }}}
		if len(p.MarkWords()) < 20 {
			t.Errorf("%s refuses only %v", name, p.MarkWords())
		}
		for _, mark := range p.MarkWords() {
			for _, u := range []Upload{
				{Name: "note.txt", Bytes: []byte("Ministry\n\n  " + mark + "\n\nText\n")},
				{Name: "note.pdf", Bytes: []byte("%PDF-1.4\n1 0 obj\n<< /Title <" + utf16Hex(mark) + "> >>\nendobj\n%%EOF\n")},
				{Name: "note.docx", Bytes: []byte("PK\x03\x04 word/document.xml " + mark)},
			} {
				if _, err := store.Examine(t.Context(), "tester", u); fault.AsInvalid(err) == nil {
					t.Errorf("%s: %s with the mark %q is kept: %v", name, u.Name, mark, err)
				}
			}
		}
	}
}

func utf16Hex(s string) string {
	out := "FEFF"
	for _, u := range utf16.Encode([]rune(s)) {
		out += fmt.Sprintf("%04X", u)
	}
	return out
}
