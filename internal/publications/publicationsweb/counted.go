package publicationsweb

import (
	"bytes"
	"context"
	"encoding/json"
	"strconv"
	"strings"

	"counterpart/internal/db"
	"counterpart/internal/figures"
	"counterpart/internal/indicators/catalogue"
	"counterpart/internal/label"
	"counterpart/internal/periodic"
	"counterpart/internal/print"
	"counterpart/internal/publications"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
	"counterpart/internal/web/charts"
	"counterpart/internal/web/prose"
	"counterpart/internal/web/ui"
)

// withCounts fills a text with the numbers and charts of its period, after what else fills it.
func withCounts(before prose.Fill, counted publications.Counted, mark func(periodic.Figure) prose.Mark) prose.Fill {
	return func(text string, put func(prose.Mark) string) string {
		return figures.FillPlaceholders(before(text, put), func(kind, key string) (string, bool) {
			ref, ours := periodic.ParseRef(kind, key)
			if !ours {
				return "", false
			}
			if ref.By == "" {
				f, ok := counted.Number(ref.Key)
				return put(mark(f)), ok
			}
			chart, ok := counted.Chart(ref)
			if !ok {
				return "", false
			}
			return put(prose.Mark{Text: chart.Title, Block: drawn(chart)}), true
		})
	}
}

// drawn is a chart as a page and as a printed article show it.
func drawn(c periodic.Chart) *prose.Block {
	chart := chartOf(c)
	var html strings.Builder
	if err := chart.Render(context.Background(), &html); err != nil {
		return &prose.Block{HTML: "<p>" + c.Title + "</p>"} // a builder takes everything
	}
	return &prose.Block{HTML: html.String(), Print: printed(c, chart.Finding())}
}

func chartOf(c periodic.Chart) charts.Chart {
	words := charts.Words{ID: chartID(c.Ref), Title: c.Title, Unit: c.Unit}
	if c.Closed {
		words.Withheld = "This division is not shown: a group of it is so small that it would tell of single people."
		return charts.Bars(words, charts.Data{Of: c.Of, Series: []string{c.Unit}})
	}
	data := charts.Data{Of: c.Of, Series: []string{sentenceCase(c.Unit)}}
	for _, r := range c.Rows {
		data.Rows = append(data.Rows, charts.Row{Label: r.Label, Values: []charts.Value{valueOf(r.Value)}})
	}
	if c.Ref.By == catalogue.Periods {
		return charts.Lines(words, data)
	}
	return charts.Bars(words, data)
}

func chartID(r periodic.Ref) string { return "chart-" + r.Key + "-" + r.By }

func valueOf(s string) charts.Value {
	n, err := strconv.Atoi(s)
	if err != nil {
		return charts.Unknown()
	}
	return charts.Number(n)
}

func sentenceCase(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// printed is a chart on paper: its title, what it shows, and a bar for each of its rows.
func printed(c periodic.Chart, finding string) []print.Block {
	out := []print.Block{{Text: c.Title, Bold: true}, {Text: finding}}
	longest := 1
	for _, r := range c.Rows {
		n, _ := strconv.Atoi(r.Value) // what is no number has no length
		longest = max(longest, n)
	}
	for _, r := range c.Rows {
		n, _ := strconv.Atoi(r.Value)
		out = append(out, print.Block{Kind: print.BlockBar, Text: r.Label, Mark: valueOf(r.Value).String(), Share: float64(n) / float64(longest)})
	}
	return out
}

func countedID(f periodic.Figure) string { return "period-" + f.Key + "-" + f.Code }

// countedSaid explains a figure of a period.
func countedSaid(words *vocabulary.Words, f periodic.Figure) string {
	return "Over " + periodWords(f) + ", counted as at " + moment(words, f.AsAt) + ", from " + strconv.Itoa(len(f.Records.Rows)) + " records."
}

func periodWords(f periodic.Figure) string {
	return catalogue.Period{Code: f.Code, First: f.First, Last: f.Last}.Words()
}

// figureFile is a figure of a period as a file for those who count it again. Ids of people stay in the secretariat.
type figureFile struct {
	periodic.Figure
	Name    string   `json:"name"`
	Unit    string   `json:"unit"`
	Records int      `json:"records"`
	IDs     []string `json:"ids,omitempty"`
}

// figuresJSON are the figures of a release with their queries.
func (p readPage) figuresJSON() ([]byte, error) {
	out := []figureFile{}
	for _, f := range p.Counted.Figures {
		one := figureFile{Figure: f, Name: f.Name(), Unit: f.Unit(), Records: len(f.Records.Rows)}
		if c, _ := catalogue.Find(f.Key); !c.Personal {
			one.IDs = f.Records.IDs()
		}
		if f.Hidden() {
			one.Value = ""
		}
		out = append(out, one)
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false) // queries hold < and >, and the file is no page
	e.SetIndent("", "  ")
	err := e.Encode(out)
	return b.Bytes(), err
}

// reportPage begins a report of a period.
type reportPage struct {
	Form  *web.Form
	Words *vocabulary.Words
	Now   db.Time
}

func (p *Pages) newReport(c *web.Call) error {
	words, err := p.Vocabulary.Words(c.Context())
	if err != nil {
		return err
	}
	form := web.NewForm(map[string]string{"label": string(publications.DefaultLabel(words)), "template": c.Query("template")})
	return p.showReport(c, 200, reportPage{Form: form, Words: words})
}

func (p *Pages) showReport(c *web.Call, status int, page reportPage) error {
	page.Now = db.At(c.Site.Now())
	return c.Show(web.View{Title: "Begin a report of a period", Content: reportView(page), Status: status, Label: string(label.Amber)})
}

func (p *Pages) draftReport(c *web.Call) error {
	form := c.Form()
	words, err := p.Vocabulary.Words(c.Context())
	if err != nil {
		return err
	}
	id, err := p.Publications.DraftReport(c.Context(), c.Actor, publications.ReportDraft{
		Template: form.Text("template"), Period: form.Text("period"), Label: label.TLP(form.Text("label")),
	})
	if err == nil {
		return c.See(workPath(id), "The report is begun. Its numbers are counted from the registers each time it is looked at, until it is released.")
	}
	if err = form.Merge(err); form.Wrong.Err() == nil {
		return err
	}
	return p.showReport(c, 422, reportPage{Form: form, Words: words})
}

func (p reportPage) templates() []ui.Option {
	var out []ui.Option
	for _, t := range p.Words.Pack.ReportTemplates {
		out = append(out, ui.Option{Value: t.Code, Label: t.Name.Default + " (" + strings.ToLower(catalogue.FrequencyNames[t.Frequency]) + ")"})
	}
	return out
}

// examples say how the last full period of each frequency is written.
func (p reportPage) examples() string {
	last := func(frequency string) string { return catalogue.At(frequency, p.Now.Time).Before(frequency).Code }
	return "a month such as " + last(catalogue.Monthly) + ", a half-year such as " + last(catalogue.HalfYearly) + ", a year such as " + last(catalogue.Yearly)
}

func (p *Pages) restate(c *web.Call) error {
	err := p.Publications.Restate(c.Context(), c.Actor, c.Path("id"), c.Form().Text("note"))
	return p.done(c, err, "It is restated. Its readers see the new figures, what they were, and why.")
}

// failureWords say how a published figure differs from the registers.
func failureWords(f periodic.Failure) string {
	was := f.Figure.Text()
	now := periodic.Figure{Key: f.Figure.Key, Value: f.Now}.Text()
	if f.Why != "" {
		return f.Why
	}
	return "published as " + was + ", now " + now + ": " + strconv.Itoa(len(f.Gone)) + " no longer counted, " + strconv.Itoa(len(f.Come)) + " counted now, " +
		strconv.Itoa(len(f.Changed)) + " counted otherwise"
}
