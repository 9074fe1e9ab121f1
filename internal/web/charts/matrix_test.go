package charts_test

import (
	"context"
	"encoding/xml"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"counterpart/internal/web/charts"
)

// Whatever the words: the page is well formed, and each field says the word of its mark, in the row and column where it stands.
func TestMatrixIsItsOwnTable(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		g := charts.Grid{Of: label.Draw(t, "of"), Marks: []charts.Mark{{"Full", charts.Much}, {label.Draw(t, "word"), charts.None}, {"Nothing to show", charts.Blank}}}
		for range rapid.IntRange(0, 5).Draw(t, "columns") {
			g.Columns = append(g.Columns, charts.MatrixColumn{Label: label.Draw(t, "column"), Note: label.Draw(t, "note")})
		}
		for range rapid.IntRange(0, 6).Draw(t, "rows") {
			r := charts.MatrixRow{Label: label.Draw(t, "row"), Depth: rapid.IntRange(-1, 9).Draw(t, "depth"), Heading: rapid.Bool().Draw(t, "heading")}
			if !r.Heading {
				for range g.Columns {
					r.Marks = append(r.Marks, rapid.IntRange(0, 2).Draw(t, "mark"))
				}
				r.Link = func(column int) string { return "/x?a=1&b=" + strconv.Itoa(column) }
			}
			g.Rows = append(g.Rows, r)
		}
		m := charts.NewMatrix(charts.Words{ID: "m", Title: label.Draw(t, "title"), Unit: "fields"}, g)
		var b strings.Builder
		if err := m.Render(context.Background(), &b); err != nil {
			t.Fatal(err)
		}
		if len(g.Columns) == 0 || len(g.Rows) == 0 {
			if !strings.Contains(b.String(), "There is nothing to show yet.") {
				t.Fatal("an empty matrix says nothing")
			}
			return
		}
		want := [][]string{}
		for _, r := range g.Rows {
			row := []string{}
			for _, i := range r.Marks {
				row = append(row, g.Marks[i].Words)
			}
			want = append(want, row)
		}
		if got := fieldsOf(t, b.String()); !slices.EqualFunc(got, want, slices.Equal[[]string]) {
			t.Fatalf("%q, want %q", got, want)
		}
	})
}

// fieldsOf reads the fields of the body of the table, row by row.
func fieldsOf(t *rapid.T, page string) [][]string {
	out, inside, field := [][]string{}, false, false
	d := xml.NewDecoder(strings.NewReader(page))
	for {
		token, err := d.Token()
		if err == io.EOF {
			return out
		}
		if err != nil {
			t.Fatalf("%v in %s", err, page)
		}
		switch x := token.(type) {
		case xml.StartElement:
			inside = inside || x.Name.Local == "tbody"
			if inside && x.Name.Local == "tr" {
				out = append(out, []string{})
			}
			if field = field || x.Name.Local == "td"; x.Name.Local == "td" {
				out[len(out)-1] = append(out[len(out)-1], "")
			}
		case xml.EndElement:
			field = field && x.Name.Local != "td"
		case xml.CharData:
			if field {
				row := out[len(out)-1]
				row[len(row)-1] += string(x)
			}
		}
	}
}

func TestMatrixSaysWhatItShows(t *testing.T) {
	t.Parallel()
	g := charts.Grid{Of: "Provision", Marks: []charts.Mark{{"Full", charts.Much}, {"None", charts.None}}, Columns: []charts.MatrixColumn{{Label: "A"}}, Rows: []charts.MatrixRow{{Label: "1", Marks: []int{0}}, {Label: "2", Marks: []int{0}}, {Label: "3", Marks: []int{1}}}}
	if got := charts.NewMatrix(charts.Words{Unit: "fields"}, g).Finding(); got != "Of 3 fields: 2 full, 1 none." {
		t.Error(got)
	}
	if got := charts.NewMatrix(charts.Words{}, charts.Grid{}).Finding(); got != "Nothing is shown." {
		t.Error(got)
	}
}
