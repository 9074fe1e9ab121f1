package answers_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"counterpart/internal/gaps/answers"
)

func help(code string) bool { return code == "training" || code == "mission" }

// anyAnswer draws answers of few different values, so that clashes and agreements both happen.
func anyAnswer(t *rapid.T, label string) answers.Answer {
	text := func(name string) string {
		return rapid.SampledFrom([]string{"", "a", "b\nc", "มาตรา ๖", "=1+1"}).Draw(t, label+" "+name)
	}
	pick := func(name string, list []string) string {
		return rapid.SampledFrom(append([]string{""}, list...)).Draw(t, label+" "+name)
	}
	citation := rapid.Custom(func(t *rapid.T) answers.Citation {
		return answers.Citation{LawID: rapid.SampledFrom([]string{"", "l1"}).Draw(t, "law"), Text: "Act", Article: rapid.SampledFrom([]string{"1", "2", "3"}).Draw(t, "article")}
	})
	return answers.Answer{
		Applicability: pick("applicability", answers.Applicabilities), DeJure: pick("de jure", answers.DeJures), DeFacto: pick("de facto", answers.DeFactos),
		Confidence: pick("confidence", answers.Confidences), Law: text("law"), Practice: text("practice"), Challenge: text("challenge"),
		GoodPractice: text("good practice"), AssistanceWords: text("assistance"),
		Assistance: rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"training", "mission"}), 0, 2, rapid.ID[string]).Draw(t, label+" help"),
		Citations:  rapid.SliceOfNDistinct(citation, 0, 3, rapid.ID[answers.Citation]).Draw(t, label+" citations"),
		Evidence:   rapid.SampledFrom([][]answers.Evidence{nil, {{Title: "Report"}}, {{Title: "Report"}, {Title: "Survey", URL: "https://example.org/s"}}}).Draw(t, label+" evidence"),
	}.Clean()
}

func TestMergeLosesNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		base, theirs, mine := anyAnswer(t, "base"), anyAnswer(t, "theirs"), anyAnswer(t, "mine")
		merged, clashes := answers.Merge(base, theirs, mine)
		changedByThem, changedByMe := answers.Changed(base, theirs), answers.Changed(base, mine)
		for _, name := range answers.Fields {
			them, me, clash := slices.Contains(changedByThem, name), slices.Contains(changedByMe, name), slices.Contains(clashes, name)
			if clash && (!them || !me) {
				t.Fatalf("%s clashes, and only one changed it", name)
			}
			if !slices.Contains(answers.Changed(merged, mine), name) {
				continue // as I wrote it
			}
			if me && !them {
				t.Fatalf("%s is lost: only I changed it", name)
			}
			if isText := name != "assistance" && name != "citations" && name != "evidence"; isText && me && !clash {
				t.Fatalf("%s is neither mine nor a clash", name)
			}
		}
		for _, c := range mine.Citations {
			if !slices.Contains(base.Citations, c) && !slices.Contains(merged.Citations, c) {
				t.Fatalf("the citation %+v that I added is lost", c)
			}
		}
		for _, c := range theirs.Citations {
			if !slices.Contains(base.Citations, c) && !slices.Contains(merged.Citations, c) {
				t.Fatalf("the citation %+v that they added is lost", c)
			}
		}
	})
}

func TestMergeOfOneSide(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		base, other := anyAnswer(t, "base"), anyAnswer(t, "other")
		if merged, clashes := answers.Merge(base, base, other); len(clashes) > 0 || !merged.Equal(other) {
			t.Fatalf("only mine: %+v, %v", merged, clashes)
		}
		if merged, clashes := answers.Merge(base, other, base); len(clashes) > 0 || !merged.Equal(other) {
			t.Fatalf("only theirs: %+v, %v", merged, clashes)
		}
		if merged, clashes := answers.Merge(base, other, other); len(clashes) > 0 || !merged.Equal(other) {
			t.Fatalf("the same: %+v, %v", merged, clashes)
		}
	})
}

func TestKeptAndRead(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a := anyAnswer(t, "answer")
		back, err := answers.Parse(a.JSON())
		if err != nil || !back.Equal(a) {
			t.Fatalf("%+v came back as %+v, %v", a, back, err)
		}
		if err := a.Check(help); err != nil {
			t.Fatal(err)
		}
		if a.Empty() != (len(answers.Changed(answers.Answer{}, a)) == 0) {
			t.Fatal("what is empty differs from nothing")
		}
	})
}

func TestCheck(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("é", answers.MaxText+1)
	for want, a := range map[string]answers.Answer{
		"De jure: choose":             {DeJure: "fully"},
		"shorten the text to 10,000":  {Law: long},
		"cannot be shown":             {Practice: "a\x00b"},
		"no kind of assistance “gun”": {Assistance: []string{"gun"}},
		"choose the law":              {Citations: []answers.Citation{{Article: "2"}}},
		"beginning with https://":     {Evidence: []answers.Evidence{{Title: "x", URL: "javascript:alert(1)"}}},
		"write what it is":            {Evidence: []answers.Evidence{{URL: "https://example.org"}}},
	} {
		if err := a.Check(help); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", want, err)
		}
	}
}

func TestClean(t *testing.T) {
	t.Parallel()
	got := answers.Answer{Law: " a\r\nb \n", Assistance: []string{"training", "", "training"}, Citations: []answers.Citation{{}, {Text: " Act "}, {Text: "Act"}}}.Clean()
	want := answers.Answer{Law: "a\nb", Assistance: []string{"training"}, Citations: []answers.Citation{{Text: "Act"}}}
	if !got.Equal(want) {
		t.Errorf("%+v", got)
	}
}

func TestWith(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, from := anyAnswer(t, "answer"), anyAnswer(t, "from")
		fields := rapid.SliceOfDistinct(rapid.SampledFrom(answers.Fields), rapid.ID[string]).Draw(t, "fields")
		got := a.With(from, fields)
		for _, name := range answers.Fields {
			other := a
			if slices.Contains(fields, name) {
				other = from
			}
			if slices.Contains(answers.Changed(got, other), name) {
				t.Fatalf("%s is not taken from the right answer", name)
			}
		}
	})
}
