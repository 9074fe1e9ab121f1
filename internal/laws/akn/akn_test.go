package akn_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"counterpart/internal/laws/akn"
)

func read(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// lines writes the units so that a test can be read: depth, eId, number, heading and text.
func lines(d akn.Document) []string {
	var out []string
	for _, u := range d.Units {
		out = append(out, strings.Repeat("  ", u.Depth)+strings.Join([]string{u.Kind, u.EID, u.Num, u.Heading, strings.ReplaceAll(u.Text, "\n", "¶")}, "|"))
	}
	return out
}

func same(t *testing.T, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestThaiLaw(t *testing.T) {
	d, problems := akn.Parse(read(t, "invented-th.xml"))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if d.Kind != "act" || d.Title != "พระราชบัญญัติตัวอย่าง (สมมติ)" || d.Work != (akn.Work{IRI: "/akn/th/act/2090-03-01/7", Country: "th", Date: "2090-03-01", Number: "7"}) {
		t.Errorf("%+v", d.Work)
	}
	if d.Expression != (akn.Expression{IRI: "/akn/th/act/2090-03-01/7/tha@2090-03-01", Language: "tha", From: "2090-04-01", Until: "2092-01-01"}) {
		t.Errorf("%+v", d.Expression)
	}
	same(t, lines(d), []string{
		"preamble|preamble|||โดยที่เป็นการสมควร",
		"chapter|chp_1|หมวด ๑|บททั่วไป|",
		"  article|chp_1__art_1|มาตรา ๑|ชื่อ|พระราชบัญญัตินี้เรียกว่า “พระราชบัญญัติตัวอย่าง”",
		"  article|chp_1__art_2|มาตรา ๒|คำนิยาม|ในพระราชบัญญัตินี้",
		"    point|chp_1__art_2__point_1|(๑)||“เรือ” หมายความว่า เรือทุกชนิด",
		"    point|chp_1__art_2__point_2|(๒)||“ผู้โดยสาร” หมายความว่า บุคคลบนเรือ",
		"    wrapUp|chp_1__art_2__wrapup_1|||เว้นแต่จะกำหนดเป็นอย่างอื่น",
		"chapter|chp_2|หมวด ๒|ความผิดและบทกำหนดโทษ|",
		"  article|chp_2__art_3|มาตรา ๓|ความผิด|",
		"    paragraph|chp_2__art_3__para_1|||ผู้ใดฝ่าฝืน ต้องระวางโทษปรับ",
		"    paragraph|chp_2__art_3__para_2|||ความในวรรคหนึ่ง¶ไม่ใช้บังคับแก่ผู้เยาว์",
	})
	later, problems := akn.Parse(read(t, "invented-th-amended.xml"))
	if len(problems) > 0 || later.Expression.From != "2092-01-01" || later.Expression.Until != "" || later.Work.IRI != d.Work.IRI {
		t.Errorf("%+v %v", later.Expression, problems)
	}
}

// An amending act quotes units of another law: they are words of the section that quotes them. Notes are left out, and units without an
// eId get one by the naming convention.
func TestQuotesListsTablesAndSchedules(t *testing.T) {
	d, problems := akn.Parse(read(t, "invented-en.xml"))
	if len(problems) != 1 || problems[0].Fatal || problems[0].Line != 29 || !strings.Contains(problems[0].Words, "cited as sec_3__subsec_1 here") {
		t.Errorf("%+v", problems)
	}
	if d.Title != "Sample Vessels (Invented) Amendment Act" || d.Expression.From != "2091-06-01" {
		t.Errorf("%+v", d.Expression)
	}
	same(t, lines(d), []string{
		"section|sec_1|1.|Title|This Act is the Sample Act.",
		"crossHeading|crossheading_1||Amendments|",
		"section|sec_2|2.|Section 9 replaced|Replace section 9 with:¶“¶9.¶Carriage¶No person may carry.¶”",
		"section|sec_3|3.||",
		"  subsection|sec_3__subsec_1|(1)||A master must—",
		"    item|sec_3__list_1__item_a|(a)||count; and",
		"    item|sec_3__list_1__item_b|(b)||report.",
		"  subsection|sec_3__subsec_2|(2)||Offence | Fine¶First | 10",
		"attachment|att_1||Schedule|",
		"  paragraph|att_1__para_1|1||Forms.",
	})
}

// law wraps a body into a document that is otherwise right.
func law(body string) string {
	return `<akomaNtoso xmlns="` + akn.Namespace + `"><act><meta><identification><FRBRWork><FRBRuri value="/akn/th/act/2090/7"/><FRBRdate date="2090-01-01"/></FRBRWork><FRBRExpression><FRBRdate date="2090-01-01"/><FRBRlanguage language="tha"/></FRBRExpression></identification></meta>` + body + `</act></akomaNtoso>`
}

func nested(n int) string {
	return strings.Repeat(`<level>`, n) + strings.Repeat(`</level>`, n)
}

func TestWhatIsWrongIsSaidByLine(t *testing.T) {
	const good = `<body><section eId="s1"><content><p>Words.</p></content></section></body>`
	if d, problems := akn.Parse([]byte(law(good))); len(problems) > 0 || len(d.Units) != 1 {
		t.Fatal(problems)
	}
	for name, c := range map[string]struct {
		text, words string
		line        int
	}{
		"empty":                  {" ", "The file is empty", 0},
		"not UTF-8":              {"\xff\xfe<", "not written in UTF-8", 0},
		"says otherwise":         {`<?xml version="1.0" encoding="TIS-620"?>` + law(good), "not written in UTF-8", 1},
		"too large":              {law(good) + strings.Repeat(" ", akn.MaxBytes), "larger than 8 MB", 0},
		"document type":          {"<?xml version=\"1.0\"?>\n<!DOCTYPE a [<!ENTITY b \"c\">]>" + law(good), "declares a document type", 2},
		"entity":                 {law(`<body><section eId="s1"><p>` + "\n" + `&nbsp;</p></section></body>`), "entity that XML does not know", 2},
		"broken":                 {law("<body>\n\n<section></body>"), "The XML is broken here", 3},
		"too early":              {"<akomaNtoso xmlns=\"" + akn.Namespace + "\"><act>\n", "ends too early", 2},
		"another root":           {"<html/>", "begins with <html>", 1},
		"older":                  {`<akomaNtoso xmlns="http://www.akomantoso.org/2.0"/>`, "This register reads version 3.0", 1},
		"a gazette":              {`<akomaNtoso xmlns="` + akn.Namespace + `"><officialGazette/></akomaNtoso>`, "not one law", 1},
		"nothing":                {`<akomaNtoso xmlns="` + akn.Namespace + `"/>`, "holds no law", 0},
		"no body":                {law(""), "has no body", 0},
		"no units":               {law("<body/>"), "holds no units", 0},
		"the same eId":           {law("<body><section eId='s1'/>\n<section eId='s1'/></body>"), "stands in line 1 already", 2},
		"an eId no one can cite": {law("<body><section eId='s 1'/></body>"), "cannot be cited", 1},
		"deep units":             {law("<body>" + nested(akn.MaxDepth+1) + "</body>"), "more than 40 deep", 1},
		"deep elements":          {law("<body><section eId='s'>" + strings.Repeat("<b>", 200) + strings.Repeat("</b>", 200) + "</section></body>"), "more than 120 deep", 1},
		"many units":             {law("<body>" + strings.Repeat("<wrapUp><p>a</p></wrapUp>", akn.MaxUnits+1) + "</body>"), "more than 20000 units", 1},
		"no day":                 {strings.Replace(law(good), `<FRBRExpression><FRBRdate date="2090-01-01"/>`, `<FRBRExpression><FRBRdate date="B.E. 2633"/>`, 1), `has the date "B.E. 2633"`, 1},
		"no language":            {strings.Replace(law(good), `<FRBRlanguage language="tha"/>`, "", 1), "in which language", 0},
		"no work":                {strings.Replace(law(good), `<FRBRuri value="/akn/th/act/2090/7"/>`, "", 1), "which law it is", 0},
	} {
		_, problems := akn.Parse([]byte(c.text))
		i := slices.IndexFunc(problems, func(p akn.Problem) bool { return p.Fatal && strings.Contains(p.Words, c.words) })
		if i < 0 || problems[i].Line != c.line || !akn.Fatal(problems) {
			t.Errorf("%s: %+v", name, problems)
		}
	}
}

// What a judgment or a policy says outside of numbered units is kept as one unit.
func TestWordsOutsideOfUnits(t *testing.T) {
	d, problems := akn.Parse([]byte(strings.ReplaceAll(law(`<mainBody><p>First.</p><section eId="s1"><p>In it.</p></section><p>Last.</p></mainBody>`), "act>", "doc>")))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	same(t, lines(d), []string{"body|body|||First.¶Last.", "section|s1|||In it."})
}

func FuzzParse(f *testing.F) {
	for _, name := range []string{"invented-th.xml", "invented-th-amended.xml", "invented-en.xml"} {
		f.Add(read(f, name))
	}
	f.Add([]byte(law("<body><section/><section><num>Article 5 bis.</num><paragraph/></section><crossHeading>x</crossHeading></body>")))
	f.Add([]byte(law("<body>" + nested(45) + "</body>")))
	f.Fuzz(func(t *testing.T, data []byte) {
		d, problems := akn.Parse(data)
		if akn.Fatal(problems) {
			return
		}
		seen := map[string]int{}
		for _, u := range d.Units {
			if u.EID == "" || seen[u.EID] != 0 {
				t.Fatalf("eId %q stands twice or is empty", u.EID)
			}
			seen[u.EID] = u.Depth + 1
			if u.Depth == 0 != (u.Parent == "") || u.Depth > 0 && seen[u.Parent] != u.Depth {
				t.Fatalf("%s at depth %d stands in %q", u.EID, u.Depth, u.Parent)
			}
		}
	})
}
