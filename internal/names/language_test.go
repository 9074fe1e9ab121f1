package names_test

import (
	"slices"
	"strings"
	"testing"

	"counterpart/internal/names"
)

func TestLanguage(t *testing.T) {
	for tag, want := range map[string]string{"en": "en", " ID ": "id", "zh-hant": "zh-Hant", "": "", "und": "", "english!": "", "xx-" + strings.Repeat("a", 40): ""} {
		got, ok := names.Language(tag)
		if ok != (want != "") || ok && got != want || !ok && got != strings.TrimSpace(tag) {
			t.Errorf("%q gives %q, %v", tag, got, ok)
		}
	}
	list, unknown := names.Languages([]string{"th", "EN", "en", "moon!"})
	if !slices.Equal(list, []string{"en", "moon!", "th"}) || !slices.Equal(unknown, []string{"moon!"}) {
		t.Errorf("%q, unknown %q", list, unknown)
	}
	if got := names.LanguageNames([]string{"en", "zh-Hant", "!"}); got != "English, Traditional Chinese, !" {
		t.Error(got)
	}
}
