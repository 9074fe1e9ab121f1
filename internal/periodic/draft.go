package periodic

import (
	"cmp"
	"fmt"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/figures"
	"counterpart/internal/indicators"
	"counterpart/internal/indicators/catalogue"
	"counterpart/internal/label"
	"counterpart/internal/threads"
	"counterpart/internal/vocabulary"
	"counterpart/internal/vocabulary/pack"
)

// Draft is the first text of a report.
type Draft struct {
	Kind    string // of publication
	Title   string
	Summary string
	Body    string
}

// Template finds a template of the pack.
func Template(words *vocabulary.Words, code string) (pack.ReportTemplate, bool) {
	for _, t := range words.Pack.ReportTemplates {
		if t.Code == code {
			return t, true
		}
	}
	return pack.ReportTemplate{}, false
}

// writer makes the text of a report from a template. Its lists hold what readers of the report's label may read.
type writer struct {
	tx      *db.Tx
	actor   access.Actor
	threads *threads.Service
	words   *vocabulary.Words
	period  catalogue.Period
	open    label.TLP
	b       strings.Builder
}

// DraftIn writes the first text of a report over a period for readers of a label. Lists hold records whose labels are open to those
// readers; numbers and charts are placeholders, which are counted whenever the text is looked at, and frozen when it is released.
func DraftIn(tx *db.Tx, actor access.Actor, stories *threads.Service, scope Scope, open label.TLP) (Draft, error) {
	words, err := vocabulary.In(tx)
	if err != nil {
		return Draft{}, err
	}
	t, ok := Template(words, scope.Template)
	if !ok {
		return Draft{}, fault.Wrong("template", "Choose a template.")
	}
	scope.Frequency = t.Frequency
	var wrong fault.Invalid
	wrong.Check(scope.Code != "", "period", "Choose the period.")
	if scope.Code != "" {
		scope.Check(&wrong)
	}
	wrong.Check(open.Valid(), "label", "Choose a label.")
	if err := wrong.Err(); err != nil {
		return Draft{}, err
	}
	w := &writer{tx: tx, actor: actor, threads: stories, words: words, period: scope.Period(), open: open}
	for _, s := range t.Sections {
		if err := w.section(s); err != nil {
			return Draft{}, err
		}
	}
	return Draft{Kind: t.Kind, Title: t.Name.Default + " " + w.period.Words(), Summary: t.Summary.Default, Body: strings.TrimSpace(w.b.String()) + "\n"}, nil
}

func (w *writer) section(s pack.ReportSection) error {
	fmt.Fprintf(&w.b, "## %s\n\n", figures.PlainText(s.Title.Default))
	if s.Text.Default != "" {
		w.b.WriteString(strings.TrimSpace(s.Text.Default) + "\n\n")
	}
	if len(s.Figures) > 0 {
		w.b.WriteString("| | |\n| --- | ---: |\n")
		for _, key := range s.Figures {
			c, _ := catalogue.Find(key)
			fmt.Fprintf(&w.b, "| %s | %s |\n", figures.PlainText(c.Name), Ref{Key: key}.Placeholder())
		}
		w.b.WriteString("\n")
	}
	for _, chart := range s.Charts {
		r, _ := ParseRef(KindChart, chart)
		w.b.WriteString(r.Placeholder() + "\n\n")
	}
	if s.List == "" {
		return nil
	}
	before := w.b.Len()
	err := map[string]func() error{
		pack.ListActivities: w.activities, pack.ListRequests: w.requests, pack.ListCommitments: w.commitments, pack.ListOutcomes: w.outcomes,
		pack.ListThreads: w.stories, pack.ListPublications: w.publications, pack.ListFramework: w.framework,
	}[s.List]()
	if w.b.Len() == before {
		w.b.WriteString("There is nothing to list for this period.\n")
	}
	w.b.WriteString("\n")
	return err
}

// row writes a row of a table, after its head where it is the first.
func (w *writer) row(first bool, head []string, cells ...string) {
	if first {
		w.b.WriteString("| " + strings.Join(head, " | ") + " |\n|" + strings.Repeat(" --- |", len(head)) + "\n")
	}
	for i, c := range cells {
		cells[i] = figures.PlainText(c)
	}
	w.b.WriteString("| " + strings.Join(cells, " | ") + " |\n")
}

func day(d db.Date) string {
	if d == "" {
		return ""
	}
	return d.Time().Format("2 January 2006")
}

func (w *writer) activities() error {
	list, err := heldIn(w.tx, w.period, w.open.Within())
	for i, a := range list {
		w.row(i == 0, []string{"When", "What", "Kind", "Where"}, day(a.StartsOn), a.Title, w.words.Name(vocabulary.ActivityKinds, a.Kind), cmp.Or(a.Place, "–"))
	}
	return err
}

func (w *writer) requests() error {
	list, err := askedIn(w.tx, w.period)
	for _, words := range list {
		w.b.WriteString("- " + figures.PlainText(words) + "\n")
	}
	return err
}

var commitmentStates = map[string]string{
	"made": "made", "accepted": "accepted", "in_progress": "in progress", "done": "done", "partly_done": "partly done", "not_done": "not done",
}

func (w *writer) commitments() error {
	list, err := promisedIn(w.tx, w.period, w.open.Within())
	for i, c := range list {
		w.row(i == 0, []string{"Who", "What", "By", "Status"}, c.Party, c.Title, day(c.DueOn), cmp.Or(commitmentStates[c.State], c.State))
	}
	return err
}

func (w *writer) outcomes() error {
	list, err := changedIn(w.tx, w.period)
	for _, o := range list {
		fmt.Fprintf(&w.b, "- **%s** (%s, %s). %s\n", figures.PlainText(o.Title), figures.PlainText(o.Party), o.From.Time().Format("January 2006"), figures.PlainText(o.Words))
	}
	return err
}

func (w *writer) publications() error {
	list, err := writtenIn(w.tx, w.period, w.open.Within())
	for _, p := range list {
		fmt.Fprintf(&w.b, "- [%s](/library/%s), %s, %s\n", figures.PlainText(p.Title), p.Slug, figures.PlainText(w.words.Name(vocabulary.PublicationKinds, p.Kind)), p.At.Format("2 January 2006"))
	}
	return err
}

// framework lists the values of indicators that were published for periods within this one, under their results.
func (w *writer) framework() error {
	branches, err := indicators.PublishedIn(w.tx, false)
	if err != nil {
		return err
	}
	for _, b := range branches {
		first := true
		for _, i := range b.Indicators {
			for _, v := range i.Values {
				p := v.PeriodOf()
				if v.Withheld || p.First < w.period.First || p.Last > w.period.Last {
					continue
				}
				if first {
					fmt.Fprintf(&w.b, "### %s\n\n", figures.PlainText(b.Name))
				}
				w.row(first, []string{"Indicator", "Period", "Value", "Target"}, i.Name, p.Words(), v.Value.Value, cmp.Or(targetOf(i.Indicator, v.Period), "–"))
				first = false
			}
		}
		if !first {
			w.b.WriteString("\n")
		}
	}
	return nil
}

func targetOf(i indicators.Indicator, period string) string {
	for _, t := range i.Targets {
		if t.Period == period {
			return t.Value
		}
	}
	return ""
}

// stories tell what hangs together with each published outcome of the period, in time.
func (w *writer) stories() error {
	list, err := changedIn(w.tx, w.period)
	if err != nil {
		return err
	}
	for _, o := range list {
		thread, err := w.threads.ThreadIn(w.tx, w.actor, threads.Ref{Kind: "outcome", ID: o.ID})
		if fault.IsNotFound(err) || fault.IsForbidden(err) {
			continue
		}
		if err != nil {
			return err
		}
		w.story(o, thread)
	}
	return nil
}

// story writes those steps of a thread that readers of the report may know.
func (w *writer) story(o changed, thread threads.Thread) {
	var steps []string
	for _, s := range thread.Steps {
		if !w.open.Covers(s.Label) || !w.known(s.From) || !w.known(s.To) {
			continue
		}
		steps = append(steps, fmt.Sprintf("- %s: %s %s %s", day(s.On), figures.PlainText(s.From.Title), s.Type.Forth(), figures.PlainText(s.To.Title)))
	}
	if len(steps) > 0 {
		fmt.Fprintf(&w.b, "### %s\n\n%s\n\n", figures.PlainText(o.Title), strings.Join(steps, "\n"))
	}
}

// known tells whether readers of the report may know a record; one without a label, such as a State, is no secret.
func (w *writer) known(r threads.Record) bool { return r.Label == "" || w.open.Covers(r.Label) }
