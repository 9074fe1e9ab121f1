package charts_test

import (
	"context"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"counterpart/internal/web/charts"
)

func render(t rapid.TB, c charts.Chart) string {
	var b strings.Builder
	if err := c.Render(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

var label = rapid.StringMatching(`[A-Za-zก-๙Ж<>&"' ]{0,40}`)

func anyValue(t *rapid.T) charts.Value {
	switch rapid.IntRange(0, 9).Draw(t, "kind") {
	case 0:
		return charts.Hidden()
	case 1:
		return charts.Unknown()
	default:
		return charts.Number(rapid.SampledFrom([]int{0, 1, 2, 7, 41, 999, 123456, 1 << 40, -3}).Draw(t, "n"))
	}
}

func anyData(t *rapid.T) charts.Data {
	d := charts.Data{Of: "Party", Series: rapid.SliceOfN(label, 0, 11).Draw(t, "series")}
	for range rapid.IntRange(0, 14).Draw(t, "rows") {
		r := charts.Row{Label: label.Draw(t, "label")}
		for range rapid.IntRange(0, len(d.Series)).Draw(t, "values") {
			r.Values = append(r.Values, anyValue(t))
		}
		d.Rows = append(d.Rows, r)
	}
	return d
}

func anyChart(t *rapid.T) (charts.Chart, []charts.Value) {
	w := charts.Words{ID: "c", Title: label.Draw(t, "title"), Finding: label.Draw(t, "finding")}
	d := anyData(t)
	var all []charts.Value
	for _, r := range d.Rows {
		all = append(all, r.Values...)
	}
	switch rapid.IntRange(0, 5).Draw(t, "form") {
	case 0:
		return charts.Bars(w, d), all
	case 1:
		return charts.Stacked(w, d), all
	case 2:
		return charts.Lines(w, d), all
	case 3:
		return charts.Heat(w, d), all
	case 4:
		var tiles []charts.Tile
		for i, r := range d.Rows {
			tiles = append(tiles, charts.Tile{Code: "XX", Label: r.Label, Region: string(rune('A' + i%3)), Column: i%6 - 1, Values: r.Values})
		}
		return charts.Tiles(w, "Party", d.Series, tiles), all
	default:
		return anyNetwork(t, w, d)
	}
}

func anyNetwork(t *rapid.T, w charts.Words, d charts.Data) (charts.Chart, []charts.Value) {
	g := charts.Graph{Of: "Party", Series: d.Series}
	for i := range d.Rows {
		g.Nodes = append(g.Nodes, charts.Node{ID: strconv.Itoa(i), Label: d.Rows[i].Label, Group: strconv.Itoa(i % 3), Mark: i%2 == 0})
	}
	var all []charts.Value
	for _, r := range d.Rows {
		node := func(name string) string { return strconv.Itoa(rapid.IntRange(0, len(d.Rows)-1).Draw(t, name)) }
		g.Links = append(g.Links, charts.Link{One: node("one"), Two: node("two"), Values: r.Values, New: rapid.Bool().Draw(t, "new")})
		all = append(all, r.Values...)
	}
	g.Links = append(g.Links, charts.Link{One: "nowhere", Two: "0"})
	return charts.Network(w, g), all
}

var (
	size   = regexp.MustCompile(` (width|height|r)="([^"]*)"`)
	place  = regexp.MustCompile(` (x|y|cx|cy|x1|x2|y1|y2|d|viewBox|transform)="([^"]*)"`)
	closed = regexp.MustCompile(`NaN|Inf|e[+-]\d`)
)

// Whatever the numbers and labels: the markup is well formed, no length is below zero or no number, there is a drawing with its
// words and a table in which every number stands.
func TestChartsHoldTheirNumbers(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c, values := anyChart(t)
		out := render(t, c)
		wellFormed(t, out)
		for _, m := range size.FindAllStringSubmatch(out, -1) {
			if n, err := strconv.ParseFloat(m[2], 64); err != nil || n < 0 {
				t.Fatalf("%s is %q", m[1], m[2])
			}
		}
		for _, m := range place.FindAllStringSubmatch(out, -1) {
			if closed.MatchString(m[2]) {
				t.Fatalf("%s is %q", m[1], m[2])
			}
		}
		if strings.Contains(out, "style=") || strings.Contains(out, "<style") || strings.Contains(out, "<script") || strings.Contains(out, " on") && regexp.MustCompile(` on[a-z]+="`).MatchString(out) {
			t.Fatal("the policy of the pages refuses this drawing")
		}
		table := c.Table()
		if strings.Contains(out, "<svg class=\"chart-svg\"") != (len(table) > 1) {
			t.Fatal("a drawing without a table, or a table without a drawing")
		}
		if strings.Count(out, "<desc id=") != strings.Count(out, "role=\"img\"") {
			t.Fatal("a drawing without words")
		}
		cells := slices.Concat(table[1:]...)
		for _, v := range values {
			if s := v.String(); s != "0" && s != "–" && !slices.Contains(cells, s) {
				t.Fatalf("%s does not stand in the table", s)
			}
		}
		for _, cell := range cells {
			if !strings.Contains(out, escaped(cell)) {
				t.Fatalf("%q is not shown", cell)
			}
		}
	})
}

func escaped(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;", "'", "&#39;").Replace(s)
}

func wellFormed(t rapid.TB, out string) {
	d := xml.NewDecoder(strings.NewReader(out))
	for {
		_, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("%v in %s", err, out)
		}
	}
}

// What is not shown leaves no trace of its size.
func TestHiddenNumbersHaveNoSize(t *testing.T) {
	t.Parallel()
	data := func(v charts.Value) charts.Data {
		return charts.Data{Of: "Year", Series: []string{"Women", "Men"}, Rows: []charts.Row{{Label: "2024", Values: []charts.Value{v, v}}, {Label: "2025", Values: []charts.Value{charts.Number(9), charts.Number(8)}}}}
	}
	for name, chart := range map[string]func(charts.Words, charts.Data) charts.Chart{"bars": charts.Bars, "stacked": charts.Stacked, "lines": charts.Lines, "heat": charts.Heat} {
		out := render(t, chart(charts.Words{ID: name, Title: name}, data(charts.Hidden())))
		if !strings.Contains(out, "not shown") {
			t.Errorf("%s does not say that a number is not shown", name)
		}
	}
}

func TestAnEmptyChartSaysSo(t *testing.T) {
	t.Parallel()
	for _, c := range []charts.Chart{{}, charts.Bars(charts.Words{Title: "Reach"}, charts.Data{}), charts.Network(charts.Words{}, charts.Graph{}), charts.Tiles(charts.Words{}, "Party", nil, nil)} {
		if out := render(t, c); !strings.Contains(out, "There are no numbers yet.") || strings.Contains(out, "<svg") {
			t.Error(out)
		}
	}
}

func TestTheFindingIsWorkedOut(t *testing.T) {
	t.Parallel()
	d := charts.Data{Of: "Party", Series: []string{"Invited"}, Rows: []charts.Row{
		{Label: "Aurelia", Values: []charts.Value{charts.Number(12)}},
		{Label: "Borneland", Values: []charts.Value{charts.Number(0)}},
		{Label: "Indigo", Values: []charts.Value{charts.Number(0)}},
		{Label: "Ocean", Values: []charts.Value{charts.Hidden()}},
	}}
	want := "Invited: most for Aurelia (12 times), least for Borneland (0), none for 2 of 3, 1 not shown."
	if got := charts.Bars(charts.Words{Title: "x", Unit: "times"}, d).Finding(); got != want {
		t.Error(got)
	}
}

func TestALongTableStandsClosed(t *testing.T) {
	t.Parallel()
	for rows, open := range map[int]bool{12: true, 13: false} {
		d := charts.Data{Of: "Year", Series: []string{"People"}}
		for i := range rows {
			d.Rows = append(d.Rows, charts.Row{Label: strconv.Itoa(2000 + i), Values: []charts.Value{charts.Number(i)}})
		}
		if got := strings.Contains(render(t, charts.Bars(charts.Words{ID: "x"}, d)), `<details class="chart-numbers" open`); got != open {
			t.Errorf("a table of %d rows stands open: %t", rows, got)
		}
	}
}

func TestNamesInATableAreNoNumbers(t *testing.T) {
	t.Parallel()
	g := charts.Graph{Of: "Party", Series: []string{"Now"}, Nodes: []charts.Node{{ID: "1", Label: "One"}, {ID: "2", Label: "Two"}}, Links: []charts.Link{{One: "1", Two: "2", Values: []charts.Value{charts.Number(3)}}}}
	body := render(t, charts.Network(charts.Words{ID: "x"}, g))
	for _, want := range []string{`<td data-label="With"><div class="cell">Two</div>`, `<td class="num" data-label="Now"><div class="cell">3</div>`} {
		if !strings.Contains(body, want) {
			t.Errorf("the table lacks %s", want)
		}
	}
}

// A chart that is withheld says why, and does not pretend that nothing was counted.
func TestWithheldChartsSayWhy(t *testing.T) {
	var b strings.Builder
	if err := charts.Bars(charts.Words{Title: "People", Withheld: "A group is too small."}, charts.Data{Of: "Sex", Series: []string{"People"}}).Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	if html := b.String(); strings.Count(html, "A group is too small.") != 1 || strings.Contains(html, "no numbers yet") || strings.Contains(html, "<svg") {
		t.Error(html)
	}
}
