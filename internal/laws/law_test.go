package laws

import (
	"slices"
	"testing"

	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/vocabulary"
)

func TestCitation(t *testing.T) {
	for want, l := range map[string]Law{
		"Law No. 21 of 2007 (Indonesia)":            {Form: "law", Number: "21", Year: 2007, Party: "Indonesia", Title: "Undang-Undang"},
		"Sample Act, B.E. 2633 (2090) (Thailand)":   {Form: "act", Year: 2090, Party: "Thailand", Title: "พระราชบัญญัติ", Translation: "Sample Act, B.E. 2633 (2090)"},
		"พระราชบัญญัติ of 2090 (Thailand)":          {Form: "act", Year: 2090, Party: "Thailand", Title: "พระราชบัญญัติ"},
		"Judgment No. 3/2019 of 2019 (New Zealand)": {Form: "case_law", Number: "3/2019", Year: 2019, Party: "New Zealand"},
	} {
		if got := l.Citation(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	for _, f := range Forms {
		if f.Words() == "" {
			t.Errorf("%s has no words", f)
		}
	}
	for _, e := range Effects {
		if e.Words() == "" || e.Suffered() == "" {
			t.Errorf("%s has no words", e)
		}
	}
}

func TestInForceOnADay(t *testing.T) {
	for _, c := range []struct {
		from, to, on db.Date
		want         Force
	}{
		{"2090-04-01", "", "2090-03-31", NotYet},
		{"2090-04-01", "", "2090-04-01", InForce},
		{"2090-04-01", "2091-12-31", "2091-12-31", InForce},
		{"2090-04-01", "2091-12-31", "2092-01-01", Ended},
		{"", "2091-12-31", "2092-01-01", Ended},
		{"", "2091-12-31", "2090-01-01", Unknown},
		{"", "", "2090-01-01", Unknown},
	} {
		if got := (Law{From: c.from, To: c.to}).On(c.on); got != c.want {
			t.Errorf("from %s to %s on %s: %s, want %s", c.from, c.to, c.on, got, c.want)
		}
	}
}

func TestShapesOfIdentifiers(t *testing.T) {
	for _, c := range []struct {
		field string
		set   func(*Draft, string)
		good  []string
		bad   []string
	}{
		{
			"akn", func(d *Draft, v string) { d.AKN = v },
			[]string{"/akn/th/act/2090-03-01/7", "/akn/au-nsw/act/2001/12", "/akn/br/lei/federal/2016-10-06;13344"},
			[]string{"akn/th/act/2090/7", "/th/act/2090/7", "/akn/thailand/act/1", "/akn/th/act", "/akn/th/a ct/1", "https://x.example/akn/th/act/1"},
		},
		{
			"eli", func(d *Draft, v string) { d.ELI = v },
			[]string{"/eli/lu/loi/2009/04/08/n1", "http://data.example/eli/lu/loi/2009/04/08/n1/jo", "eli/lu/loi/1"},
			[]string{"/lu/loi/2009", "ftp://x.example/eli/lu/loi/1", "/eli/lu", "/eli/lu/lo i/1"},
		},
		{
			"urn_lex", func(d *Draft, v string) { d.URN = v },
			[]string{"urn:lex:br:federal:lei:2016-10-06;13344", "urn:lex:it:stato:legge:2003-09-21;456", "URN:LEX:eu:commission:directive:2010-03-09;2010-19-EU"},
			[]string{"urn:isbn:123", "urn:lex:br", "lex:br:federal:lei:1", "urn:lex:br:federal:lei 1"},
		},
		{
			"url", func(d *Draft, v string) { d.URL = v },
			[]string{"https://law.example/1", "http://law.example"},
			[]string{"law.example", "javascript:alert(1)", "ftp://law.example", "https:///path"},
		},
	} {
		for i, v := range append(c.good, c.bad...) {
			d := Draft{PartyID: "p", Form: "act", Year: 2090, Title: "x", Language: "th"}
			c.set(&d, v)
			err := d.check(&vocabulary.Words{})
			if wrong := fault.AsInvalid(err).Words(c.field); (wrong == "") != (i < len(c.good)) {
				t.Errorf("%s %q: %v", c.field, v, err)
			}
		}
	}
}

func TestDifferences(t *testing.T) {
	before := []Provision{{EID: "a1", Num: "1", Words: "one"}, {EID: "a2", Num: "2", Words: "two"}, {EID: "a3", Num: "3"}}
	after := []Provision{{EID: "a1", Num: "1", Words: "one"}, {EID: "a2bis", Num: "2 bis"}, {EID: "a2", Num: "2", Heading: "Second", Words: "two"}}
	got := differences(before, after, true)
	want := []Difference{{"a2bis", Added, "2 bis", "", "2 bis"}, {"a2", Changed, "2 Second", "2\ntwo", "2\nSecond\ntwo"}, {"a3", Gone, "3", "3", ""}}
	if !slices.Equal(got.List, want) || got.Same != 1 || got.All() != 3 {
		t.Errorf("%+v", got)
	}
	if other := differences(before, after, false); other.Changed != 0 || other.Same != 2 {
		t.Errorf("another language: %+v", other)
	}
}
