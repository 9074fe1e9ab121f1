package forms

import (
	"net/url"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"counterpart/internal/fault"
)

var fuzzQuestions = []Question{
	{Key: "diet", Label: "Diet", Kind: Choice, Options: []Option{{"veg", "Vegetarian"}, {"none", "No wish"}}, Required: true, Purpose: "Catering"},
	{Key: "langs", Label: "Languages", Kind: Many, Options: []Option{{"en", "English"}, {"fr", "French"}}, Purpose: "Rooms"},
	{Key: "visa", Label: "Visa?", Kind: YesNo, Purpose: "Visa"},
	{Key: "arrives", Label: "Arrival", Kind: Date, Purpose: "Airport"},
	{Key: "note", Label: "Note", Kind: Long, Purpose: "Note"},
	{Key: "name", Label: "Name on badge", Kind: Text, Purpose: "Badge"},
}

// Whatever a form holds: answers that are taken fit their questions and survive the database; the others are refused in words.
func FuzzAnswers(f *testing.F) {
	for _, s := range []string{"", "q.diet=veg&q.visa=yes&q.arrives=2024-06-05", "q.diet=meat", "q.langs=en&q.langs=en", "q.note=a%00b&q.diet=veg", "q.name=%ff&q.diet=none", "q.x=1", "q.arrives=2024-02-31&q.diet=veg"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, form string) {
		values, err := url.ParseQuery(form)
		if err != nil {
			return
		}
		answers := Read(fuzzQuestions, values)
		if err := Check(fuzzQuestions, answers, true); err != nil {
			if fault.AsInvalid(err) == nil {
				t.Fatalf("refused with %v", err)
			}
			return
		}
		if Check(fuzzQuestions, answers, false) != nil {
			t.Fatalf("final answers %q are no draft", answers)
		}
		back, err := DecodeAnswers(EncodeAnswers(answers))
		if err != nil || !reflect.DeepEqual(back, answers) {
			t.Fatalf("kept as %q, read as %q, %v", answers, back, err)
		}
		for _, q := range fuzzQuestions {
			words := q.Words(answers[q.Key])
			if !utf8.ValidString(words) || strings.ContainsRune(words, 0) {
				t.Fatalf("words %q", words)
			}
			for _, v := range answers[q.Key] {
				if _, ok := q.option(v); q.Chooses() && !ok {
					t.Fatalf("%q is none of the options of %s", v, q.Key)
				}
			}
		}
	})
}

// Questions that are taken survive the database, and each new one gets a key that the same check takes.
func FuzzQuestions(f *testing.F) {
	f.Add(`[{"key":"a","label":"A","kind":"text","purpose":"P"}]`, "Diet", "Yes\nNo")
	f.Add(`[{"key":"a","label":"A","kind":"choice","purpose":"P","options":[{"code":"x","label":"X"},{"code":"x","label":"Y"}]}]`, "食事", "\r\nA\r\nA\n")
	f.Add(`[{"key":"A b"},{}]`, "\xff", "\u202e")
	f.Fuzz(func(t *testing.T, text, label, lines string) {
		questions, err := Decode(text)
		if err != nil {
			return
		}
		key := NewKey(label, questions)
		if !keyPattern.MatchString(key) {
			t.Fatalf("key %q of %q", key, label)
		}
		codes := map[string]bool{}
		for _, o := range Options(lines, nil) {
			if o.Code == "" || codes[o.Code] || len(o.Code) > 60 {
				t.Fatalf("code %q of %q", o.Code, o.Label)
			}
			codes[o.Code] = true
		}
		if CheckQuestions(questions) != nil {
			return
		}
		for _, q := range questions {
			if q.Key == key {
				t.Fatalf("new key %q is taken", key)
			}
		}
		back, err := Decode(Encode(questions))
		if err != nil || Encode(back) != Encode(questions) {
			t.Fatalf("read back as %v, %v", back, err)
		}
	})
}
