package trainingweb

import (
	"fmt"
	"slices"
	"strconv"

	"counterpart/internal/access"
	"counterpart/internal/fault"
	"counterpart/internal/label"
	"counterpart/internal/training"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// selectionPage is a selection with the form of its rules.
type selectionPage struct {
	training.SelectionPage
	Actor access.Actor
	Form  *web.Form
}

func (p selectionPage) at(part string) string { return path(p.Convened.ID) + "/selection" + part }

func (p selectionPage) open() bool { return p.Selection.State == training.SelectionOpen }

// mayDecide tells whether nothing stands in the way.
func (p selectionPage) mayDecide() bool {
	return p.open() && p.MaySelect && !p.Stale && !slices.ContainsFunc(p.Breaks, func(b training.Break) bool { return !b.Accepted() })
}

func (p *Pages) loadSelection(c *web.Call) (selectionPage, error) {
	form := c.Form()
	number := 0
	if c.R.Method == "GET" {
		if number = form.Int("number", "Number"); form.Wrong.Err() != nil {
			return selectionPage{}, form.Wrong.Err()
		}
	}
	found, err := p.Training.Selection(c.Context(), c.Actor, c.Path("id"), number)
	return selectionPage{SelectionPage: found, Actor: c.Actor, Form: form}, err
}

// namesPeople is the label of pages that name people.
const namesPeople = label.AmberStrict

func (p *Pages) selection(c *web.Call) error {
	page, err := p.loadSelection(c)
	if err != nil {
		return err
	}
	page.Form = rulesForm(page.Suggested)
	return p.showSelection(c, 200, page)
}

func rulesForm(r training.Rules) *web.Form {
	form := web.NewForm(nil)
	for name, n := range map[string]int{"seats": r.Seats, "per_party": r.PerParty, "per_agency": r.PerAgency, "women": r.Women, "new_parties": r.NewParties, "reserve": r.Reserve} {
		if n > 0 {
			form.Values.Set(name, strconv.Itoa(n))
		}
	}
	return form
}

func (p *Pages) showSelection(c *web.Call, status int, page selectionPage) error {
	return c.Show(view("Selection", page.Convened, namesPeople, status, selectionView(page)))
}

func (p *Pages) propose(c *web.Call) error {
	form := c.Form()
	r := training.Rules{
		Seats: form.Int("seats", "Seats in all"), PerParty: form.Int("per_party", "Of one party"), PerAgency: form.Int("per_agency", "From one agency"), Women: form.Int("women", "Women"),
		NewParties: form.Int("new_parties", "Of parties never trained"), Reserve: form.Int("reserve", "Reserve list"),
	}
	again := func(status int) error {
		page, err := p.loadSelection(c)
		if err != nil {
			return err
		}
		page.Form = form
		return p.showSelection(c, status, page)
	}
	if form.Wrong.Err() != nil {
		return again(422)
	}
	if _, err := p.Training.Propose(c.Context(), c.Actor, c.Path("id"), r); err != nil {
		return after(form, err, again)
	}
	return c.See(path(c.Path("id"))+"/selection", "This is proposed. Nothing is decided yet.")
}

// decidePage asks before a selection is carried out.
type decidePage struct {
	selectionPage
	Counts map[training.Decision]int
}

func (p *Pages) decideForm(c *web.Call) error {
	page, err := p.loadSelection(c)
	if err != nil {
		return err
	}
	if !page.mayDecide() {
		return c.See(page.at(""), "")
	}
	out := decidePage{selectionPage: page, Counts: map[training.Decision]int{}}
	for _, l := range page.Lines {
		out.Counts[l.Decision]++
	}
	return c.Show(view("Carry the selection out", page.Convened, namesPeople, 200, decideView(out)))
}

// effects says what happens to whom.
func (p decidePage) effects() []string {
	return []string{
		fmt.Sprintf("%d people are confirmed and get the link to register.", p.Counts[training.Confirm]),
		fmt.Sprintf("%d people are put on the reserve list.", p.Counts[training.Reserve]),
		fmt.Sprintf("%d people are declined; their parties read the reason.", p.Counts[training.Decline]),
		"Rules, proposal, changes and reasons stay as they are now.",
	}
}

func (p *Pages) decide(c *web.Call) error {
	form, id := c.Form(), c.Path("id")
	saved := form.Int("saved", "Version")
	if err := form.Wrong.Err(); err != nil {
		return err
	}
	n, err := p.Training.Decide(c.Context(), c.Actor, id, saved)
	if err != nil {
		return err
	}
	return c.See(path(id)+"/selection", fmt.Sprintf("The selection is carried out: %d nominations are decided.", n))
}

// acceptPage asks why a broken rule is accepted.
type acceptPage struct {
	selectionPage
	Break training.Break
}

func (p *Pages) acceptForm(c *web.Call) error { return p.showAccept(c, 200, c.Form()) }

func (p *Pages) showAccept(c *web.Call, status int, form *web.Form) error {
	page, err := p.loadSelection(c)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(page.Breaks, func(b training.Break) bool { return b.Rule == form.Text("rule") })
	if i < 0 || !page.open() {
		return c.See(page.at(""), "")
	}
	page.Form = form
	return c.Show(view("Accept a broken rule", page.Convened, namesPeople, status, acceptView(acceptPage{selectionPage: page, Break: page.Breaks[i]})))
}

func (p *Pages) accept(c *web.Call) error {
	form, id := c.Form(), c.Path("id")
	err := p.Training.Accept(c.Context(), c.Actor, id, training.AcceptDraft{Rule: form.Text("rule"), Reason: form.Text("reason")})
	if err != nil {
		return after(form, err, func(status int) error { return p.showAccept(c, status, form) })
	}
	return c.See(path(id)+"/selection", "It is noted that the rule may be broken, with your reason.")
}

// linePage asks for another decision about one nomination.
type linePage struct {
	selectionPage
	Line training.Line
}

func (p *Pages) changeForm(c *web.Call) error { return p.showChange(c, 200, c.Form()) }

func (p *Pages) showChange(c *web.Call, status int, form *web.Form) error {
	page, err := p.loadSelection(c)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(page.Lines, func(l training.Line) bool { return l.ID == c.Path("line") })
	if i < 0 {
		return fault.Missing("nomination")
	}
	if !page.open() {
		return c.See(page.at(""), "")
	}
	page.Form = form
	if form.Text("decision") == "" {
		form.Values.Set("decision", string(page.Lines[i].Decision))
		form.Values.Set("reason", page.Lines[i].Reason)
	}
	return c.Show(view("Change a decision", page.Convened, namesPeople, status, lineView(linePage{selectionPage: page, Line: page.Lines[i]})))
}

func (p *Pages) change(c *web.Call) error {
	form, id := c.Form(), c.Path("id")
	err := p.Training.Change(c.Context(), c.Actor, id, c.Path("line"), training.ChangeDraft{Decision: training.Decision(form.Text("decision")), Reason: form.Text("reason")})
	if err != nil {
		return after(form, err, func(status int) error { return p.showChange(c, status, form) })
	}
	return c.See(path(id)+"/selection", "The decision is changed. It is carried out with the others.")
}

// decisionLook is the sign and the colour of a decision.
var decisionLook = map[training.Decision]ui.State{training.Confirm: "confirmed", training.Reserve: "reserve", training.Decline: "declined"}

func selectionState(s training.Selection) string {
	switch s.State {
	case training.SelectionOpen:
		return "Proposed on " + web.Day(s.ProposedAt.Date()) + " by " + s.ProposedBy + ". Nothing is decided yet."
	case training.SelectionDecided:
		return "Proposed on " + web.Day(s.ProposedAt.Date()) + " by " + s.ProposedBy + ", carried out on " + web.Day(s.DecidedAt.Date()) + " by " + s.DecidedBy + "."
	default:
		return "Proposed on " + web.Day(s.ProposedAt.Date()) + " by " + s.ProposedBy + ". Another proposal took its place."
	}
}

// ruleFacts say the rules in words.
func ruleFacts(r training.Rules) []ui.Fact {
	some := func(n int, format string) string {
		if n == 0 {
			return ""
		}
		return fmt.Sprintf(format, n)
	}
	return facts(
		ui.Fact{Term: "Seats in all", Value: strconv.Itoa(r.Seats)}, ui.Fact{Term: "Of one party", Value: some(r.PerParty, "at most %d")}, ui.Fact{Term: "From one agency", Value: some(r.PerAgency, "at most %d")},
		ui.Fact{Term: "Women", Value: some(r.Women, "at least %d %%")}, ui.Fact{Term: "Of parties never trained", Value: some(r.NewParties, "at least %d")}, ui.Fact{Term: "Reserve list", Value: some(r.Reserve, "at most %d")},
	)
}

func sexWords(sex string) string {
	return map[string]string{"f": "Woman", "m": "Man", "x": "Neither", "": "Not stated"}[sex]
}

func partyWords(n training.Nominee) string {
	if n.Agency == "" {
		return n.Party
	}
	return n.Party + ", " + n.Agency
}
