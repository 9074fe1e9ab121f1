package print

import (
	"math"
	"strings"
	"testing"
	"unicode/utf8"

	"counterpart/internal/pdftest"
)

// Whatever a name or a party is called, the badge is one page of a whole document, nothing stands outside the paper, and
// no text of a person becomes part of the file's structure.
func FuzzBadge(f *testing.F) {
	for _, s := range []string{"Ana Silva", samples["Arabic"], samples["Thai"], "\u202eevil\u202c (x) \\) Tj ET", "%PDF-1.7\nendstream endobj", strings.Repeat("W", 300), "e\u0301\u0301\u0301\u0301", "\x00\xff", "👩‍👩‍👧", "한국"} {
		f.Add(s, "Party", "CP:ABCDE-FGHJK")
	}
	f.Fuzz(func(t *testing.T, name, party, code string) {
		if len(name)+len(party) > 2000 || len(code) > 200 {
			return
		}
		badge := testBadge("1")
		badge.Name, badge.NativeName, badge.Party, badge.Code = name, party, party, code
		file := badgesPDF(t, A6, badge)
		if len(file) > 2<<20 {
			t.Fatalf("%d bytes for one badge", len(file))
		}
		read := pdftest.Parse(t, file)
		if len(read.Pages) != 1 {
			t.Fatalf("%d pages", len(read.Pages))
		}
		for _, piece := range read.Texts(0) {
			if math.IsNaN(piece.X+piece.Y+piece.Right) || piece.X < -1 || piece.Right > a6Width+1 || piece.Y < -1 || piece.Y > a6Height+1 || !utf8.ValidString(piece.Text) {
				t.Fatalf("%q stands outside the badge: %+v", name, piece)
			}
		}
	})
}
