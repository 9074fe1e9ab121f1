package attendance

import (
	"strings"
	"testing"
)

// Whatever is scanned or typed is a code of the alphabet or none, and a code reads the same however it is written.
func FuzzReadCode(f *testing.F) {
	for _, s := range []string{"", "CP:ABCDE-FGHJK", "cp:abcde fghjk", "OIL00-00000", "ABCDEFGHJK1", "\u2014ABCDEFGHJK", "CP:CP:ABCDEFGHJK", "ſſſſſſſſſſ", "\xffABCDEFGHJ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		code := ReadCode(typed)
		if code == "" {
			return
		}
		if len(code) != codeLength || strings.Trim(code, alphabet) != "" {
			t.Fatalf("%q gives %q", typed, code)
		}
		for _, again := range []string{code, QRText(code), GroupCode(code), " " + strings.ToLower(GroupCode(code)) + "\n"} {
			if got := ReadCode(again); got != code {
				t.Fatalf("%q gives %q, want %q", again, got, code)
			}
		}
	})
}
