package files

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"testing"

	"counterpart/internal/fault"
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
	for _, c := range []struct {
		name, media, text string
		refused           bool
	}{
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
		err := refuseMarked(Upload{Field: "file", Name: c.name, Bytes: []byte(c.text)}, c.media)
		if (fault.AsInvalid(err) != nil) != c.refused {
			t.Errorf("%s, %q: %v", c.name, c.text, err)
		}
	}
}
