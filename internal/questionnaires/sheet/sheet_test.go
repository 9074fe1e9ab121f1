package sheet

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/xuri/excelize/v2"
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
				t.Fatalf("%d bytes were written, and only %d are taken back", len(data), MaxBytes)
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

// sample is a questionnaire with one instrument of two provisions.
func sample(a answers.Answer) Questionnaire {
	return Questionnaire{
		RoundID: "0190f0f0-0000-7000-8000-000000000001", State: "A State", Project: "Laws", Round: "Round 1, Baseline", Label: "TLP:AMBER+STRICT", Help: helps,
		Instruments: []Instrument{{Short: "ONE", Title: "Convention", Lines: []Line{
			{ProvisionID: "chapter", Number: "I", Title: "Chapter"},
			{ProvisionID: "one", Number: "1", Title: "First", Obligation: "Shall", Assessable: true, Base: 2, Answer: a},
			{ProvisionID: "two", Number: "2", Title: "Second", Obligation: "May", Assessable: true},
		}}},
	}
}

// edited is a workbook that somebody opened, changed and saved.
func edited(t *testing.T, q Questionnaire, do func(f *excelize.File)) []byte {
	t.Helper()
	data, err := WriteXLSX(q)
	if err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	do(f)
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// What people do to a workbook in their own program is read as they meant it, or refused with the cell.
func TestWorkbooksThatWereEdited(t *testing.T) {
	var wrong []string
	r, err := ReadXLSX(edited(t, sample(answers.Answer{Law: "old"}), func(f *excelize.File) {
		for cell, value := range map[string]any{
			"G4": "bound", "H4": "partial ", "I4": "Sometimes", "K4": 12, "L4": "Penal Code | art. 5\n\n  Act \\| Law | art. 2(1) | “no one”", "P4": "Mission\ntechnical assistance mission\nmagic", "R4": "A report | https://example.org",
			"N3": "written beside a heading", "B5": "7x", "C9": "a row that was added",
		} {
			if err := f.SetCellValue("ONE", cell, value); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := f.NewSheet("Notes"); err != nil {
			t.Fatal(err)
		}
	}), helps)
	if err != nil || len(r.Lines) != 3 {
		t.Fatalf("%+v %v", r, err)
	}
	for _, b := range r.Lines {
		for _, w := range b.Wrong {
			wrong = append(wrong, w.Cell+" "+w.Words)
		}
	}
	want := []string{"ONE!D3 The row belongs to no provision", "ONE!I4 Choose one of the list: Not applied", "ONE!P4 There is no kind of assistance “magic”", "ONE!D5 What leads the answer back"}
	if len(wrong) != len(want) {
		t.Fatalf("%q", wrong)
	}
	for i := range want {
		if !strings.HasPrefix(wrong[i], want[i]) {
			t.Errorf("%q, want %q", wrong[i], want[i])
		}
	}
	a := r.Lines[1].Answer
	if a.Applicability != "party" || a.DeJure != "partial" || a.Law != "12" || len(a.Assistance) != 1 || a.Evidence[0].URL != "https://example.org" {
		t.Errorf("%+v", a)
	}
	if len(a.Citations) != 2 || a.Citations[0] != (answers.Citation{Text: "Penal Code", Article: "art. 5"}) || a.Citations[1] != (answers.Citation{Text: "Act | Law", Article: "art. 2(1)", Quote: "“no one”"}) {
		t.Errorf("%+v", a.Citations)
	}
}

func TestWorkbooksThatAreNone(t *testing.T) {
	stampless := edited(t, sample(answers.Answer{}), func(f *excelize.File) { _ = f.DeleteSheet(stampSheet) })
	newer := edited(t, sample(answers.Answer{}), func(f *excelize.File) { _ = f.SetCellStr(stampSheet, "A2", "2") })
	twice := edited(t, sample(answers.Answer{}), func(f *excelize.File) { _ = f.SetCellStr("ONE", "A5", "one") })
	empty := sample(answers.Answer{})
	empty.Instruments = nil
	without, err := WriteXLSX(empty)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		data  []byte
		words string
	}{
		"nothing": {nil, "no workbook"}, "text": {[]byte("a;b"), "no workbook"}, "another archive": {archive(t, "a.txt", 10), "no workbook"}, "too large": {make([]byte, MaxBytes+1), "larger than 8 MB"},
		"a bomb": {archive(t, "xl/worksheets/sheet1.xml", maxUnpacked+1), "unpacks to more than 64 MB"}, "without its stamp": {stampless, "what leads the answers back is missing"},
		"of another version": {newer, "another version"}, "without instruments": {without, "what leads the answers back is missing"},
	} {
		_, err := ReadXLSX(c.data, helps)
		if refused, ok := errors.AsType[Refused](err); !ok || !strings.Contains(string(refused), c.words) {
			t.Errorf("%s: %v", name, err)
		}
	}
	r, err := ReadXLSX(twice, helps)
	if err != nil || len(r.Lines[1].Wrong) != 1 || !strings.Contains(r.Lines[1].Wrong[0].Words, "a row of this provision already") {
		t.Errorf("%+v %v", r, err)
	}
}

// archive is a ZIP file with one part of so many zeros.
func archive(t *testing.T, name string, size int) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	f, err := z.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write(make([]byte, size)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// replaced is an archive with another text in one of its parts.
func replaced(t testing.TB, data []byte, name string, with []byte) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range z.File {
		text := with
		if f.Name != name {
			text = partOf(t, data, f.Name)
		}
		part, err := w.Create(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write(text); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// resaved is a document as a word processor saved it: its main part changed.
func resaved(t *testing.T, data []byte, do func(string) string) []byte {
	t.Helper()
	const part = "word/document.xml"
	return replaced(t, data, part, []byte(do(string(partOf(t, data, part)))))
}

// Word processors split words into runs, wrap what they like, keep what was taken out, and write the same text in their own way.
func TestDocumentsThatWereResaved(t *testing.T) {
	data, err := WriteDOCX(sample(answers.Answer{DeJure: "partial", Law: "First line\nSecond line"}), noon)
	if err != nil {
		t.Fatal(err)
	}
	split := resaved(t, data, func(s string) string {
		s = strings.Replace(s, `<w:t xml:space="preserve">First line</w:t>`, `<w:t xml:space="preserve">Fir</w:t></w:r><w:proofErr w:type="spellStart"/><w:bookmarkStart w:id="0" w:name="x"/><w:r><w:rPr><w:b/></w:rPr><w:t>st</w:t></w:r><w:del><w:r><w:delText> bad</w:delText></w:r></w:del><w:ins><w:r><w:t xml:space="preserve"> line</w:t>`, 1)
		s = strings.Replace(s, `<w:t xml:space="preserve"> line</w:t></w:r></w:p>`, `<w:t xml:space="preserve"> line</w:t></w:r></w:ins></w:p>`, 1)
		s = strings.Replace(s, `<w:t xml:space="preserve">De jure</w:t>`, `<w:t>De </w:t></w:r><w:r><w:t>jure</w:t>`, 1)
		return strings.Replace(s, `<w:t xml:space="preserve">one / 2</w:t>`, `<w:t>one</w:t></w:r><w:r><w:t xml:space="preserve"> / </w:t></w:r><w:r><w:t>2</w:t>`, 1)
	})
	r, err := ReadDOCX(split, helps)
	if err != nil || len(r.Lines) != 2 {
		t.Fatalf("%+v %v", r, err)
	}
	if b := r.Lines[0]; b.ProvisionID != "one" || b.Base != 2 || len(b.Wrong) != 0 || b.Answer.Law != "First line\nSecond line" || b.Answer.DeJure != "partial" || b.Name != "May" && !strings.HasPrefix(b.Place, "Table 2") {
		t.Errorf("%+v", b)
	}
	broken := resaved(t, data, func(s string) string {
		s = strings.Replace(s, `<w:t xml:space="preserve">Challenges</w:t>`, `<w:t xml:space="preserve">Difficulties</w:t>`, 1)
		s = strings.Replace(s, "two / 0", "two", 1)
		return strings.Replace(s, `<w:t xml:space="preserve">Partial</w:t>`, `<w:t xml:space="preserve">Partly</w:t>`, 1)
	})
	if r, err = ReadDOCX(broken, helps); err != nil {
		t.Fatal(err)
	}
	var wrong []string
	for _, b := range r.Lines {
		for _, w := range b.Wrong {
			wrong = append(wrong, w.Cell+" "+w.Words)
		}
	}
	if all := strings.Join(wrong, "\n"); len(wrong) != 3 || !strings.Contains(all, "The row “Challenges” is missing") || !strings.Contains(all, "Table 2, “De jure” Choose one") || !strings.Contains(all, "Table 3 The reference") {
		t.Errorf("%q", wrong)
	}
}

func TestDocumentsThatAreNone(t *testing.T) {
	data, err := WriteDOCX(sample(answers.Answer{}), noon)
	if err != nil {
		t.Fatal(err)
	}
	with := func(old, text string) []byte {
		return resaved(t, data, func(s string) string { return strings.Replace(s, old, text, 1) })
	}
	for name, c := range map[string]struct {
		data  []byte
		words string
	}{
		"nothing": {nil, "no document"}, "another archive": {archive(t, "a.txt", 10), "no document"}, "a bomb": {archive(t, "word/document.xml", maxUnpacked+1), "unpacks to more"}, "too large": {make([]byte, MaxBytes+1), "larger than 8 MB"},
		"broken": {with("</w:body>", ""), "no document"}, "a document type": {with("<w:document", "<!DOCTYPE x><w:document"), "no document"}, "without its stamp": {with(roundWords, "Something"), "what leads the answers back is missing"},
		"of another version": {with(stampWords+" 1", stampWords+" 2"), "another version"}, "very deep": {with("<w:sectPr>", strings.Repeat("<w:p>", 500)+strings.Repeat("</w:p>", 500)+"<w:sectPr>"), "no document"},
	} {
		_, err := ReadDOCX(c.data, helps)
		if refused, ok := errors.AsType[Refused](err); !ok || !strings.Contains(string(refused), c.words) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestWhatCanBeWritten holds what a person relies on when the file is open: what can be written, and what cannot.
func TestWhatCanBeWritten(t *testing.T) {
	data, err := WriteXLSX(sample(answers.Answer{}))
	if err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	lists, err := f.GetDataValidations("ONE")
	if err != nil || len(lists) != 9 {
		t.Errorf("%d validations, %v", len(lists), err)
	}
	for cell, locked := range map[string]bool{"D4": true, "F4": true, "G4": false, "R5": false, "G3": true, "G2": true} {
		id, err := f.GetCellStyle("ONE", cell)
		if err != nil {
			t.Fatal(err)
		}
		style, err := f.GetStyle(id)
		if err != nil {
			t.Fatal(err)
		}
		if open := style.Protection != nil && !style.Protection.Locked; open == locked {
			t.Errorf("%s is open: %v", cell, open)
		}
	}
	if panes, err := f.GetPanes("ONE"); err != nil || !panes.Freeze || panes.YSplit != 2 {
		t.Errorf("%+v %v", panes, err)
	}
	for _, name := range []string{"A", "B"} {
		if visible, err := f.GetColVisible("ONE", name); err != nil || visible {
			t.Errorf("column %s is seen: %v", name, err)
		}
	}
	for _, name := range f.GetSheetList() {
		head, err := f.GetHeaderFooter(name)
		if err != nil || head == nil || !strings.Contains(head.OddHeader, "TLP:AMBER+STRICT") || !strings.Contains(head.OddFooter, "TLP:AMBER+STRICT") {
			t.Errorf("%s: %+v %v", name, head, err)
		}
	}
	if visible, err := f.GetSheetVisible(stampSheet); err != nil || visible {
		t.Errorf("the stamp is seen: %v", err)
	}
}

// partOf is one part of an archive.
func partOf(t testing.TB, data []byte, name string) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// fuzzed changes one part of a file, because a changed archive is refused before anything in it is read.
func fuzzed(f *testing.F, write func(Questionnaire) ([]byte, error), read func([]byte, []Choice) (Returned, error), part string) {
	data, err := write(sample(answers.Answer{DeJure: "partial", Law: "มาตรา ๒", Citations: []answers.Citation{{Text: "A law", Article: "1"}}}))
	if err != nil {
		f.Fatal(err)
	}
	whole := partOf(f, data, part)
	f.Add(whole)
	f.Add(whole[:len(whole)/2])
	f.Fuzz(func(t *testing.T, text []byte) {
		r, err := read(replaced(t, data, part, text), helps)
		if err != nil {
			if _, ok := errors.AsType[Refused](err); !ok {
				t.Fatalf("not in words: %v", err)
			}
			return
		}
		for _, b := range r.Lines {
			if b.ProvisionID == "" && len(b.Wrong) == 0 {
				t.Fatalf("an answer without a provision: %+v", b)
			}
		}
	})
}

func FuzzReadXLSX(f *testing.F) { fuzzed(f, WriteXLSX, ReadXLSX, "xl/worksheets/sheet2.xml") }

func FuzzReadDOCX(f *testing.F) { fuzzed(f, writeDOCX, ReadDOCX, "word/document.xml") }
