package attendance

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestReadCodeTakesWhatPeopleType(t *testing.T) {
	const code = "ABCDE10GHK"
	for typed, want := range map[string]string{
		"CP:ABCDE-10GHK":    code,
		" abcde 10ghk ":     code,
		"abcdeLOghk":        code,
		"ABCDE\u201310GHK":  code,
		"ABCDE-10GH":        "",
		"ABCDE-10GHKK":      "",
		"ABCDE-10GHU":       "",
		"https://elsewhere": "",
		"":                  "",
	} {
		if got := ReadCode(typed); got != want {
			t.Errorf("ReadCode(%q) = %q, want %q", typed, got, want)
		}
	}
}

func TestCodesComeBackFromTheQRCode(t *testing.T) {
	seen := map[string]bool{}
	for range 2000 {
		code := newCode()
		if seen[code] || len(code) != codeLength || ReadCode(QRText(code)) != code {
			t.Fatalf("code %q", code)
		}
		seen[code] = true
	}
}

func TestReadCodeNeverReturnsHalfACode(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		got := ReadCode(rapid.String().Draw(t, "typed"))
		if got != "" && (len(got) != codeLength || strings.Trim(got, alphabet) != "") {
			t.Fatalf("%q", got)
		}
	})
}
