package forms

import (
	"io/fs"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"counterpart/internal/fault"
	"counterpart/internal/vocabulary/pack"
	"counterpart/packs"
)

var sample = []Question{
	{Key: "badge", Label: "Name on the badge", Kind: Text, Required: true, Purpose: "Badge"},
	{Key: "needs", Label: "What you need", Kind: Long, Purpose: "Venue"},
	{Key: "lang", Label: "Language", Kind: Choice, Options: []Option{{"en", "English"}, {"id", "Indonesian"}}, Required: true, Purpose: "Interpretation"},
	{Key: "diet", Label: "Diet", Kind: Many, Options: []Option{{"halal", "Halal"}, {"vegan", "Vegan"}}, Purpose: "Caterer"},
	{Key: "visa", Label: "Visa letter", Kind: YesNo, Required: true, Purpose: "Consulate"},
	{Key: "arrival", Label: "Arrival", Kind: Date, Purpose: "Transfer"},
}

func TestCheck(t *testing.T) {
	whole := Answers{"badge": {"Sari"}, "lang": {"en"}, "visa": {"no"}}
	with := func(key string, values ...string) Answers {
		out := Answers{}
		for k, v := range whole {
			out[k] = v
		}
		out[key] = values
		return out
	}
	cases := []struct {
		name    string
		answers Answers
		final   bool
		field   string // "-" when nothing is wrong
	}{
		{"whole", whole, true, "-"},
		{"nothing, kept as a draft", nil, false, "-"},
		{"nothing, sent", nil, true, "q.badge"},
		{"blank is no answer", with("badge", "  "), true, "q.badge"},
		{"unknown option", with("lang", "fr"), true, "q.lang"},
		{"unknown option in a draft", with("lang", "fr"), false, "-"},
		{"two for one", with("lang", "en", "id"), false, "q.lang"},
		{"several of many", with("diet", "halal", "vegan"), true, "-"},
		{"one of many twice", with("diet", "halal", "halal"), true, "q.diet"},
		{"neither yes nor no", with("visa", "maybe"), true, "q.visa"},
		{"31 February", with("arrival", "2024-02-31"), true, "q.arrival"},
		{"half a date in a draft", with("arrival", "2024-02"), false, "-"},
		{"a day", with("arrival", "2024-02-29"), true, "-"},
		{"too long for a line", with("badge", strings.Repeat("ก", MaxText+1)), false, "q.badge"},
		{"as long as a line may be", with("badge", strings.Repeat("ก", MaxText)), true, "-"},
		{"too long for a text", with("needs", strings.Repeat("a", MaxLong+1)), false, "q.needs"},
		{"line break in a line", with("badge", "a\nb"), false, "q.badge"},
		{"line break in a text", with("needs", "a\nb"), true, "-"},
		{"zero byte", with("needs", "a\x00b"), false, "q.needs"},
		{"broken text", with("needs", "a\xff"), false, "q.needs"},
		{"no such question", with("iban", "1"), false, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			err := Check(sample, c.answers, c.final)
			if (err == nil) != (c.field == "-") {
				t.Fatalf("got %v", err)
			}
			if err != nil && fault.AsInvalid(err).Words(c.field) == "" {
				t.Errorf("nothing beside %q: %v", c.field, err)
			}
		})
	}
}

func TestCheckNamesEveryMissingAnswer(t *testing.T) {
	err := fault.AsInvalid(Check(sample, nil, true))
	if err == nil || len(err.Fields) != 3 {
		t.Fatalf("want the three required questions, got %v", err)
	}
}

func TestCheckQuestions(t *testing.T) {
	if err := CheckQuestions(sample); err != nil {
		t.Fatal(err)
	}
	change := func(f func(q *Question)) []Question {
		out := append([]Question{}, sample...)
		f(&out[3])
		return out
	}
	cases := map[string][]Question{
		"questions.3.key":     change(func(q *Question) { q.Key = "badge" }),
		"questions.3.label":   change(func(q *Question) { q.Label = "" }),
		"questions.3.kind":    change(func(q *Question) { q.Kind = "iban" }),
		"questions.3.purpose": change(func(q *Question) { q.Purpose = "" }),
		"questions.3.options": change(func(q *Question) { q.Options = q.Options[:1] }),
		"questions":           make([]Question, MaxQuestions+1),
	}
	for field, questions := range cases {
		if err := CheckQuestions(questions); fault.AsInvalid(err).Words(field) == "" {
			t.Errorf("%s: got %v", field, err)
		}
	}
	if err := CheckQuestions(change(func(q *Question) { q.Kind = Text })); fault.AsInvalid(err).Words("questions.3.options") == "" {
		t.Errorf("options of a text: got %v", err)
	}
}

// TestPacks holds that the default questions of every pack make a form that can be answered.
func TestPacks(t *testing.T) {
	for _, name := range packs.Names() {
		p := loadPack(t, name)
		questions := FromPack(p)
		if len(questions) == 0 {
			t.Errorf("%s: no questions", name)
		}
		if err := CheckQuestions(questions); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestOptionsKeepTheirCodes(t *testing.T) {
	before := Options("Halal\nVegan\nไม่มี\n", nil)
	if want := []Option{{"halal", "Halal"}, {"vegan", "Vegan"}}; !reflect.DeepEqual(before[:2], want) {
		t.Fatalf("got %v", before)
	}
	after := Options("Vegan\r\nHalal \n\nHalal!", before)
	if want := []Option{{"vegan", "Vegan"}, {"halal", "Halal"}, {"halal_2", "Halal!"}}; !reflect.DeepEqual(after, want) {
		t.Fatalf("got %v", after)
	}
}

func TestWords(t *testing.T) {
	for _, c := range []struct {
		key, want string
		values    []string
	}{{"diet", "Halal; Vegan", []string{"halal", "vegan"}}, {"visa", "Yes", []string{"yes"}}, {"badge", "Sari", []string{"Sari"}}, {"needs", "", nil}} {
		for _, q := range sample {
			if q.Key == c.key && q.Words(c.values) != c.want {
				t.Errorf("%s: %q", c.key, q.Words(c.values))
			}
		}
	}
}

// TestRightAnswersAreAccepted draws forms and right answers to them: each is accepted, survives being
// written and read, and an answer taken away from a required question is missed.
func TestRightAnswersAreAccepted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		questions, answers := drawForm(t)
		if err := CheckQuestions(questions); err != nil {
			t.Fatal(err)
		}
		again, err := Decode(Encode(questions))
		if err != nil || (len(questions) > 0 && !reflect.DeepEqual(again, questions)) {
			t.Fatalf("questions changed: %v %v", err, again)
		}
		kept, err := DecodeAnswers(EncodeAnswers(answers))
		if err != nil || !reflect.DeepEqual(kept, answers) {
			t.Fatalf("answers changed: %v %v", err, kept)
		}
		if err := Check(questions, kept, true); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(Read(questions, Fields(answers)), answers) {
			t.Fatal("the page's form changed the answers")
		}
		for _, q := range questions {
			if q.Required {
				delete(kept, q.Key)
				if fault.AsInvalid(Check(questions, kept, true)).Words(FieldName(q.Key)) == "" {
					t.Fatal("a missing answer was not missed")
				}
				return
			}
		}
	})
}

func drawForm(t *rapid.T) ([]Question, Answers) {
	words := rapid.StringMatching(`[A-Za-zก-ฮ][A-Za-zก-ฮ ]{0,20}[A-Za-z]`)
	answers := Answers{}
	var questions []Question
	for range rapid.IntRange(0, 8).Draw(t, "questions") {
		label := words.Draw(t, "label")
		q := Question{Key: NewKey(label, questions), Label: label, Kind: rapid.SampledFrom(Kinds).Draw(t, "kind"), Required: rapid.Bool().Draw(t, "required"), Purpose: "a test"}
		switch q.Kind {
		case Choice, Many:
			q.Options = Options(strings.Join(rapid.SliceOfNDistinct(words, 2, 5, rapid.ID[string]).Draw(t, "options"), "\n"), nil)
			n := 1
			if q.Kind == Many {
				n = rapid.IntRange(1, len(q.Options)).Draw(t, "chosen")
			}
			for _, o := range q.Options[:n] {
				answers[q.Key] = append(answers[q.Key], o.Code)
			}
		case YesNo:
			answers[q.Key] = []string{rapid.SampledFrom([]string{Yes, No}).Draw(t, "yesno")}
		case Date:
			answers[q.Key] = []string{"2024-06-0" + rapid.StringMatching(`[1-9]`).Draw(t, "day")}
		default:
			answers[q.Key] = []string{words.Draw(t, "text")}
		}
		questions = append(questions, q)
	}
	return questions, answers
}

func FuzzCheck(f *testing.F) {
	f.Add(`[{"key":"a","label":"A","kind":"many","options":[{"code":"x","label":"X"}],"purpose":"p"}]`, "a", "x")
	f.Add("[]", "a", strings.Repeat("x", 20_000))
	f.Fuzz(func(t *testing.T, form, key, value string) {
		questions, err := Decode(form)
		if err != nil {
			return
		}
		_ = CheckQuestions(questions)
		answers := Answers{key: {value}}
		if err := Check(questions, answers, false); err != nil {
			return
		}
		if !utf8.ValidString(value) || utf8.RuneCountInString(value) > MaxLong {
			t.Errorf("kept %d bytes that cannot be kept", len(value))
		}
		_ = Check(questions, answers, true)
	})
}

func loadPack(t *testing.T, name string) *pack.Pack {
	t.Helper()
	sub, err := fs.Sub(packs.FS, name)
	if err != nil {
		t.Fatal(err)
	}
	p, problems := pack.Load(sub)
	if p == nil {
		t.Fatal(name, problems)
	}
	return p
}
