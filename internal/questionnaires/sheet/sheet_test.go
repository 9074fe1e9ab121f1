package sheet

import (
	"strings"
	"testing"
	"time"
	"unicode"

	"pgregory.net/rapid"

	"counterpart/internal/gaps/answers"
)

var helps = []Choice{{"training", "Training"}, {"mission", "Technical assistance mission"}, {"other", "Something else"}, {"twin", "Training"}, {"odd", "[other]"}}

// nasty are texts that programs for tables like to change.
var nasty = []string{
	"=1+1", "=HYPERLINK(\"https://example.org\")", "+1", "-1", "@sum", "'quoted", "1e5", "0012", "TRUE", "2024-01-31", "_x0041_", "_x005F_x0041_", "_x000D_", "a | b", `a \| b`, `\n`, `\`, `\\`, "|", "a\nb", "a\n\n\nb", "a\tb",
	"มาตรา ๒ ผู้ใดฝ่าฝืน", "\u202eabc\u202c", "شخص 2024", "👩‍⚖️", "<b>&amp;</b>", "]]>", "\u00a0x\u2028y\ufeffz", "Not answered", "[training]", "e\u0301",
}

func text(most int) *rapid.Generator[string] {
	letter := rapid.Rune().Filter(func(r rune) bool {
		return (!unicode.Is(unicode.Cc, r) || r == '\n' || r == '\t') && r != '\uFFFE' && r != '\uFFFF' && r != '\uFFFD'
	})
	return rapid.Custom(func(t *rapid.T) string {
		var s string
		switch rapid.IntRange(0, 9).Draw(t, "how") {
		case 0, 1, 2:
			return ""
		case 3, 4, 5:
			s = rapid.SampledFrom(nasty).Draw(t, "nasty")
		case 6:
			s = strings.Repeat(rapid.SampledFrom([]string{"a", "ก", "𝒳", "a\n"}).Draw(t, "letter"), most)
		default:
			s = rapid.StringOfN(letter, 0, 40, -1).Draw(t, "text")
		}
		if r := []rune(s); len(r) > most {
			s = string(r[:most])
		}
		return s
	})
}

// anAnswer is any answer that can be kept.
func anAnswer() *rapid.Generator[answers.Answer] {
	choice := func(t *rapid.T, codes []string) string {
		return rapid.SampledFrom(append([]string{""}, codes...)).Draw(t, "choice")
	}
	return rapid.Custom(func(t *rapid.T) answers.Answer {
		a := answers.Answer{
			Applicability: choice(t, answers.Applicabilities), DeJure: choice(t, answers.DeJures), DeFacto: choice(t, answers.DeFactos), Confidence: choice(t, answers.Confidences),
			Law: text(answers.MaxText).Draw(t, "law"), Practice: text(answers.MaxText).Draw(t, "practice"), Challenge: text(200).Draw(t, "challenge"), GoodPractice: text(200).Draw(t, "good"), AssistanceWords: text(200).Draw(t, "words"),
			Assistance: rapid.SliceOfN(rapid.SampledFrom([]string{"training", "mission", "other", "twin", "odd", "gone"}), 0, 4).Draw(t, "assistance"),
		}
		n := rapid.SampledFrom([]int{0, 0, 1, 2, 30}).Draw(t, "citations")
		for range n {
			c := answers.Citation{Text: text(500).Draw(t, "cited"), Article: text(200).Draw(t, "article"), Quote: text(2000).Draw(t, "quote"), EID: rapid.SampledFrom([]string{"", "art_2__para_1"}).Draw(t, "eid"), LawID: rapid.SampledFrom([]string{"", "0190f0f0-0000-7000-8000-00000000dead"}).Draw(t, "law")}
			a.Citations = append(a.Citations, c)
		}
		for range rapid.IntRange(0, 2).Draw(t, "evidence") {
			a.Evidence = append(a.Evidence, answers.Evidence{Title: text(300).Draw(t, "title"), URL: rapid.SampledFrom([]string{"", "https://example.org/a?b=c|d"}).Draw(t, "url")})
		}
		return a.Clean()
	})
}

func aQuestionnaire() *rapid.Generator[Questionnaire] {
	return rapid.Custom(func(t *rapid.T) Questionnaire {
		q := Questionnaire{
			RoundID: "0190f0f0-0000-7000-8000-000000000001", State: "A & B", Project: "Laws of three States", Round: "Round 1, Baseline", AsAt: "2024-01-31", Label: "TLP:AMBER+STRICT", WrittenOn: "2024-03-01",
			Mechanism: "A mechanism", Help: helps, Laws: []Choice{{"0190f0f0-0000-7000-8000-00000000dead", "Act No. 7 | of 2090"}},
		}
		for i, short := range []string{"UNTIP", "UN/TIP: a [very] long name of an instrument"} {
			one := Instrument{Short: short, Title: "Convention", Draft: i == 0, Lines: []Line{{ProvisionID: short + "-chapter", Number: "I", Title: "Chapter"}}}
			for n := range rapid.IntRange(1, 2).Draw(t, "lines") {
				one.Lines = append(one.Lines, Line{
					ProvisionID: short + "-" + string(rune('a'+n)), Number: "1(a)", Title: "To do <something>", Obligation: "Shall", Text: "Each State shall.", Guidance: "Does it?\nSince when?", Assessable: true,
					Base: rapid.IntRange(0, 9).Draw(t, "base"), Answer: anAnswer().Draw(t, "answer"),
				})
			}
			q.Instruments = append(q.Instruments, one)
		}
		return q
	})
}

// with is the questionnaire with the answers that came back.
func (q Questionnaire) with(r Returned) Questionnaire {
	by := map[string]Back{}
	for _, b := range r.Lines {
		by[b.ProvisionID] = b
	}
	list := q.Instruments
	q.Instruments = nil
	for _, one := range list {
		one.Lines = append([]Line{}, one.Lines...)
		for i, l := range one.Lines {
			if b, ok := by[l.ProvisionID]; ok {
				one.Lines[i].Base, one.Lines[i].Answer = b.Base, b.Answer
			}
		}
		q.Instruments = append(q.Instruments, one)
	}
	return q
}

// sameAs fails unless every answer of the questionnaire came back as it was.
func (q Questionnaire) sameAs(t *rapid.T, r Returned) {
	if r.RoundID != q.RoundID {
		t.Fatalf("round %q", r.RoundID)
	}
	at := 0
	for _, one := range q.Instruments {
		for _, l := range one.Lines {
			if !l.Assessable {
				continue
			}
			if at >= len(r.Lines) {
				t.Fatalf("only %d lines came back", at)
			}
			b := r.Lines[at]
			at++
			if b.ProvisionID != l.ProvisionID || b.Base != l.Base || len(b.Wrong) > 0 {
				t.Fatalf("%+v", b)
			}
			if !b.Answer.Equal(l.Answer) {
				t.Fatalf("%v of %s came back as\n%#v\nand was\n%#v", answers.Changed(l.Answer, b.Answer), l.ProvisionID, b.Answer, l.Answer)
			}
		}
	}
	if at != len(r.Lines) {
		t.Fatalf("%d lines came back, %d were written", len(r.Lines), at)
	}
}

func roundTrip(t *testing.T, write func(Questionnaire) ([]byte, error), read func([]byte, []Choice) (Returned, error)) {
	rapid.Check(t, func(t *rapid.T) {
		q := aQuestionnaire().Draw(t, "questionnaire")
		for range 2 { // what came back, written again, comes back the same
			data, err := write(q)
			if err != nil {
				t.Fatal(err)
			}
			if len(data) > MaxBytes {
				t.Skip("too large")
			}
			r, err := read(data, helps)
			if err != nil {
				t.Fatal(err)
			}
			q.sameAs(t, r)
			q = q.with(r)
		}
	})
}

func TestXLSXRoundTripIsExact(t *testing.T) { roundTrip(t, WriteXLSX, ReadXLSX) }

func TestPartsOfALine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOfN(rapid.Map(text(50), strings.TrimSpace), 1, 5).Draw(t, "parts")
		line := joinParts(parts...)
		if strings.Contains(line, "\n") {
			t.Fatalf("%q is no line", line)
		}
		got := splitParts(strings.TrimSpace(line))
		for len(parts) > 1 && parts[len(parts)-1] == "" {
			parts = parts[:len(parts)-1]
		}
		if strings.Join(got, "\x00") != strings.Join(parts, "\x00") {
			t.Fatalf("%q gives %q, want %q", line, got, parts)
		}
	})
}

var noon = time.Date(2024, 3, 1, 12, 0, 0, 0, time.UTC)

func writeDOCX(q Questionnaire) ([]byte, error) { return WriteDOCX(q, noon) }

func TestDOCXRoundTripIsExact(t *testing.T) { roundTrip(t, writeDOCX, ReadDOCX) }
