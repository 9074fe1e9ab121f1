package comparisonsweb

import (
	"net/url"
	"strconv"
	"strings"

	"counterpart/internal/comparisons"
	"counterpart/internal/db"
	"counterpart/internal/gaps/answers"
	"counterpart/internal/instruments"
	"counterpart/internal/registrations"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// provisionPage is one provision with the words of all States.
type provisionPage struct {
	comparisons.Provision
	Form *web.Form
}

func (p *Pages) provision(c *web.Call) error {
	form := c.Form()
	found, status, err := asked(form, func(f comparisons.Filter) (comparisons.Provision, error) {
		return p.Comparisons.Provision(c.Context(), c.Actor, c.Path("code"), c.Path("key"), f)
	})
	if err != nil {
		return err
	}
	page := provisionPage{found, form}
	return c.Show(web.View{Title: found.Node.Name() + ", State by State", Content: provisionView(page), Label: string(found.Label), Status: status, Public: !c.Actor.SignedIn()})
}

// near is the page of a provision that stands beside this one.
func (p provisionPage) near(n *instruments.Node) string {
	if n == nil {
		return ""
	}
	return address(of(p.Version.Code)+"/provisions/"+path(n.Key), p.Form)
}

func (p provisionPage) facts(c comparisons.Cleared) []string {
	out := []string{c.RoundWords() + ", law of " + day(c.AsAt)}
	if a := c.Answer.Applicability; a != "" {
		out = append(out, answers.Words(a))
	}
	return out
}

// grade is what an answer shows in a measure.
func grade(c comparisons.Cleared, m comparisons.Measure) comparisons.Grade { return m.Of(c.Answer) }

// assistance says what help a State needs.
func (p provisionPage) assistance(a answers.Answer) []string {
	var out []string
	for _, code := range a.Assistance {
		out = append(out, p.Map.Words.Name(vocabulary.HelpTypes, code))
	}
	return out
}

// paragraphs are the lines of a text.
func paragraphs(s string) []string {
	var out []string
	for part := range strings.SplitSeq(s, "\n") {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

func (p *Pages) provisionCSV(c *web.Call) error {
	found, err := p.Comparisons.ExportProvision(c.Context(), c.Actor, c.Path("code"), c.Path("key"), filter(c.Form()))
	if err != nil {
		return err
	}
	rows := [][]string{{"state", "round", "law_as_at", "applicability", "de_jure", "de_facto", "law", "citations", "practice", "challenge", "good_practice", "assistance", "assistance_words", "label"}}
	page := provisionPage{Provision: found}
	for _, s := range found.States {
		a := s.Answer
		row := []string{s.Name, strconv.Itoa(s.Round), string(s.AsAt), answers.Words(a.Applicability), answers.Words(a.DeJure), answers.Words(a.DeFacto), a.Law, strings.Join(s.Cited, "; "), a.Practice, a.Challenge, a.GoodPractice, strings.Join(page.assistance(a), ", "), a.AssistanceWords, string(s.Label)}
		for i := range row {
			row[i] = registrations.Guard(row[i])
		}
		rows = append(rows, row)
	}
	return send(c, found.Version.Short+" "+found.Node.Number, found.Label, rows)
}

// path is a part of an address.
func path(s string) string { return url.PathEscape(s) }

func day(d db.Date) string {
	if d == "" {
		return "an unknown day"
	}
	return d.Time().Format("2 Jan 2006")
}

// state is how a chip of a grade looks: it never calls a State good or bad.
func state(g comparisons.Grade) ui.State {
	if g.Neutral() {
		return "draft"
	}
	return "moving"
}
