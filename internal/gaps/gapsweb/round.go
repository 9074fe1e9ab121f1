package gapsweb

import (
	"slices"
	"strconv"

	"counterpart/internal/access"
	"counterpart/internal/fault"
	"counterpart/internal/gaps"
	"counterpart/internal/instruments"
	"counterpart/internal/label"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// roundPage is a round with its cells, narrowed to what is asked for.
type roundPage struct {
	gaps.RoundPage
	Actor access.Actor
	Form  *web.Form
	Words *vocabulary.Words
	All   []gaps.Scope // the instruments before narrowing
}

func (p roundPage) at(part string) string { return roundAt(p.Assessment.ID, p.Round.ID) + part }

func (p roundPage) name() string {
	return "Round " + strconv.Itoa(p.Round.Number) + ", " + gaps.KindWords(p.Round.Kind)
}

func (p *Pages) loadRound(c *web.Call) (roundPage, error) {
	found, err := p.Gaps.Round(c.Context(), c.Actor, c.Path("round"))
	if err == nil && found.Assessment.ID != c.Path("assessment") {
		err = fault.Missing("round")
	}
	if err != nil {
		return roundPage{}, err
	}
	words, err := p.Vocabulary.Words(c.Context())
	page := roundPage{RoundPage: found, Actor: c.Actor, Words: words, Form: web.NewForm(nil)}
	for _, s := range found.Sheets {
		page.All = append(page.All, s.Scope)
	}
	return page, err
}

func (p *Pages) round(c *web.Call) error {
	page, err := p.loadRound(c)
	if err != nil {
		return err
	}
	page.Form = c.Form()
	page.narrow()
	return c.Show(web.View{Title: page.Assessment.Party + ": " + page.name(), Content: roundView(page), Label: string(page.Assessment.Label)})
}

// narrow keeps what the form asks for: one instrument, one theme, one level of obligation, what is open or waits.
func (p *roundPage) narrow() {
	if code := p.Form.Text("instrument"); code != "" {
		p.Sheets = slices.DeleteFunc(p.Sheets, func(s gaps.Sheet) bool { return s.Scope.Code != code })
	} else if len(p.Sheets) > 1 {
		p.Sheets = p.Sheets[:1] // one at a time: an instrument has hundreds of provisions
		p.Form.Values.Set("instrument", p.Sheets[0].Scope.Code)
	}
	theme, level, show := p.Form.Text("theme"), instruments.Obligation(p.Form.Text("obligation")), p.Form.Text("show")
	for i := range p.Sheets {
		p.Sheets[i].Lines = slices.DeleteFunc(p.Sheets[i].Lines, func(l gaps.Line) bool {
			if theme == "" && level == "" && show == "" {
				return false
			}
			wanted := l.Assessable && (theme == "" || l.Theme == theme) && (level == "" || l.Obligation == level)
			switch show {
			case "open":
				wanted = wanted && l.Cell.Answer.Empty()
			case "waits":
				wanted = wanted && l.Talk.Open > 0
			case "assistance":
				wanted = wanted && len(l.Cell.Answer.Assistance) > 0
			}
			return !wanted
		})
	}
}

var shows = []ui.Option{{Value: "open", Label: "Not answered yet"}, {Value: "waits", Label: "With a proposal that waits"}, {Value: "assistance", Label: "Assistance is needed"}}

func obligationOptions() []ui.Option {
	var out []ui.Option
	for _, o := range []instruments.Obligation{instruments.Shall, instruments.Consider, instruments.May} {
		out = append(out, ui.Option{Value: string(o), Label: obligationWords[o]})
	}
	return out
}

func themeOptions(words *vocabulary.Words) []ui.Option {
	var out []ui.Option
	for _, t := range words.List("theme") {
		out = append(out, ui.Option{Value: t.Code, Label: words.Name("theme", t.Code)})
	}
	return out
}

func scopeOptions(list []gaps.Scope) []ui.Option {
	out := make([]ui.Option, len(list))
	for i, s := range list {
		out[i] = ui.Option{Value: s.Code, Label: s.Short + ", " + progress(s) + " answered"}
	}
	return out
}

func (p *Pages) takeForm(c *web.Call) error { return p.showTake(c, 200, web.NewForm(nil)) }

// takePage asks before a step is taken.
type takePage struct {
	roundPage
	Verb gaps.Verb
}

func (p *Pages) showTake(c *web.Call, status int, form *web.Form) error {
	page, err := p.loadRound(c)
	if err != nil {
		return err
	}
	verb := gaps.Verb(c.Path("verb"))
	if verbWords[verb].lead != "" {
		if err := page.Assessment.Allows(c.Actor, verb); err != nil {
			return err
		}
	}
	if !slices.Contains(page.Can, verb) {
		return c.See(page.at(""), "")
	}
	page.Form = form
	return c.Show(web.View{Title: verbWords[verb].button, Content: takeView(takePage{page, verb}), Status: status, Label: string(page.Assessment.Label)})
}

func (p *Pages) take(c *web.Call) error {
	form, verb := c.Form(), gaps.Verb(c.Path("verb"))
	page, err := p.loadRound(c)
	if err != nil {
		return err
	}
	if verb == gaps.TakeBack {
		err = p.Gaps.TakeBackCleared(c.Context(), c.Actor, page.Round.ID, gaps.TakeBackDraft{Words: form.Text("words")})
	} else {
		err = p.Gaps.Take(c.Context(), c.Actor, page.Round.ID, gaps.StepDraft{Verb: verb, Words: form.Text("words"), Version: form.Int("version", "Version")})
	}
	if err != nil {
		return after(form, err, func(status int) error { return p.showTake(c, status, form) })
	}
	return c.See(page.at(""), verbWords[verb].done)
}

// clearPage is the form of the one who clears.
type clearPage struct {
	roundPage
	Answered []clearLine
}

// clearLine is an answer about to be cleared.
type clearLine struct {
	Short string
	gaps.Line
}

func (p *Pages) clearForm(c *web.Call) error {
	return p.showClear(c, 200, web.NewForm(map[string]string{"label": string(label.Green)}))
}

func (p *Pages) showClear(c *web.Call, status int, form *web.Form) error {
	page, err := p.loadRound(c)
	if err != nil {
		return err
	}
	if err := page.Assessment.Allows(c.Actor, gaps.Clear); err != nil {
		return err
	}
	if !slices.Contains(page.Can, gaps.Clear) {
		return c.See(page.at(""), "The round is cleared after it was submitted.")
	}
	page.Form = form
	out := clearPage{roundPage: page}
	for _, s := range page.Sheets {
		for _, l := range append(slices.Clone(s.Lines), s.Earlier...) {
			if !l.Cell.Answer.Empty() {
				out.Answered = append(out.Answered, clearLine{s.Scope.Short, l})
			}
		}
	}
	return c.Show(web.View{Title: "Clear", Content: clearView(out), Status: status, Label: string(page.Assessment.Label)})
}

// withheld is the answer of the select that keeps a cell closed.
const withheld = "withheld"

// clearOptions are what can be chosen for one cell; the first leaves it with the choice for all.
func clearOptions() []ui.Option {
	return append([]ui.Option{{Value: withheld, Label: "Not cleared"}}, ui.Answers(label.All)...)
}

// proposed is what a line of the form shows first: as typed, as drafters proposed, or as all.
func (p clearPage) proposed(l clearLine) ui.Field {
	name := "cell_" + l.ID
	if !p.Form.Values.Has(name) && l.Cell.Label != "" {
		p.Form.Values.Set(name, string(l.Cell.Label))
	}
	return p.Form.Field(name, "For "+l.Short+" "+l.Number).OrNone("As all")
}

func (p *Pages) clear(c *web.Call) error {
	form := c.Form()
	page, err := p.loadRound(c)
	if err != nil {
		return err
	}
	d := gaps.ClearDraft{
		NoteNumber: form.Text("note_number"), NoteOn: form.Date("note_on", "Date of the note verbale"), Words: form.Text("words"), Label: label.TLP(form.Text("label")),
		Labels: map[string]label.TLP{}, Version: form.Int("version", "Version"),
	}
	for _, s := range page.Sheets {
		for _, l := range append(slices.Clone(s.Lines), s.Earlier...) {
			switch chosen := form.Text("cell_" + l.ID); chosen {
			case "":
			case withheld:
				d.Withheld = append(d.Withheld, l.ID)
			default:
				d.Labels[l.ID] = label.TLP(chosen)
			}
		}
	}
	again := func(status int) error { return p.showClear(c, status, form) }
	if form.Wrong.Err() != nil {
		return again(422)
	}
	if err := p.Gaps.ClearRound(c.Context(), c.Actor, page.Round.ID, d); err != nil {
		return after(form, err, again)
	}
	return c.See(page.at(""), "The round is cleared. Others read it as you have said.")
}

// readPage is what others read of a State.
type readPage struct {
	gaps.OpenPage
	Words *vocabulary.Words
	Form  *web.Form
}

func (p *Pages) read(c *web.Call) error {
	form := c.Form()
	number := form.Int("round", "Round")
	if err := form.Wrong.Err(); err != nil {
		return err
	}
	found, err := p.Gaps.Read(c.Context(), c.Actor, c.Path("assessment"), number, form.Text("instrument"))
	if err != nil {
		return err
	}
	words, err := p.Vocabulary.Words(c.Context())
	if err != nil {
		return err
	}
	page := readPage{OpenPage: found, Words: words, Form: form}
	form.Values.Set("round", strconv.Itoa(found.Number))
	return c.Show(web.View{Title: found.Party + ": " + found.Project, Content: readView(page), Label: string(found.Label), Public: !c.Actor.SignedIn(), NoIndex: true})
}

func roundOptions(numbers []int) []ui.Option {
	out := make([]ui.Option, len(numbers))
	for i, n := range numbers {
		out[i] = ui.Option{Value: strconv.Itoa(n), Label: "Round " + strconv.Itoa(n)}
	}
	return out
}
