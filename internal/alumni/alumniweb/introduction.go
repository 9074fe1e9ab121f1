package alumniweb

import (
	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/alumni"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// closedObject is an object that only a right over everything opens.
var closedObject = access.Anything

// introductionsPage lists introductions as the reader's side is shown them.
type introductionsPage struct {
	head
	Rows   []alumni.Introduction
	Open   bool
	Office bool
	MayAsk bool
}

func (p *Pages) introductions(c *web.Call) error {
	h, err := p.head(c, "/introductions")
	if err != nil {
		return err
	}
	page := introductionsPage{head: h, Open: c.Query("show") != "all", Office: c.Actor.Holds(alumni.RightSee), MayAsk: c.Actor.Person != ""}
	if page.Rows, err = p.Alumni.Introductions(c.Context(), c.Actor, page.Open); err != nil {
		return err
	}
	return c.Show(web.View{Title: "Introductions", Content: introductionsView(page), Label: strict})
}

// askPage is the form that looks for somebody.
type askPage struct {
	head
	Form    *web.Form
	Parties []ui.Option
}

func (p *Pages) askForm(c *web.Call) error { return p.showAsk(c, 200, c.Form()) }

func (p *Pages) showAsk(c *web.Call, status int, form *web.Form) error {
	h, err := p.head(c, "/introductions")
	if err != nil {
		return err
	}
	page := askPage{head: h, Form: form}
	if page.Parties, err = p.partyOptions(c); err != nil {
		return err
	}
	return c.Show(web.View{Title: "Ask for an introduction", Content: askView(page), Status: status, Label: strict})
}

func (p *Pages) ask(c *web.Call) error {
	form := c.Form()
	id, err := p.Alumni.Ask(c.Context(), c.Actor, alumni.AskDraft{Topic: form.Text("topic"), PartyID: form.Text("party_id"), Words: form.Text("words")})
	if err != nil {
		return after(form, err, func(status int) error { return p.showAsk(c, status, form) })
	}
	return c.See("/introductions/"+id, "The office looks for somebody. Nobody is told who you are before you confirm it.")
}

// introductionPage is one introduction as its reader's side is shown it.
type introductionPage struct {
	head
	alumni.IntroductionPage
	Form   *web.Form
	Action string
	Link   bool
}

func (p introductionPage) can(v alumni.Verb) bool {
	for _, one := range p.Can {
		if one == v {
			return true
		}
	}
	return false
}

func (p *Pages) introduction(c *web.Call) error {
	return p.showIntroduction(c, 200, c.Path("introduction"), false)
}

func (p *Pages) showIntroduction(c *web.Call, status int, id string, link bool) error {
	h, err := p.head(c, "")
	if err != nil {
		return err
	}
	found, err := p.Alumni.Introduction(c.Context(), c.Actor, id)
	if err != nil {
		return err
	}
	page := introductionPage{head: h, IntroductionPage: found, Form: c.Form(), Action: c.R.URL.Path, Link: link}
	return c.Show(web.View{Title: "Introduction " + found.Reference(), Content: introductionView(page), Status: status, Label: strict, Public: link, NoIndex: true})
}

// stepWords say what was done.
var stepWords = map[alumni.Verb]string{
	alumni.Seek: "The candidate is asked, without learning who asks.", alumni.Agree: "Thank you. You are told who it is once the other side confirms it.", alumni.Decline: "Thank you. Nobody is told that it was you.",
	alumni.Recall: "The candidate is asked no longer.", alumni.Confirm: "You are introduced: each of you is told who the other is.", alumni.Withdraw: "The search ends here.", alumni.Close: "The search is closed; whoever asked reads why.",
}

func (p *Pages) step(c *web.Call) error {
	return p.doStep(c, c.Path("introduction"), "/introductions/"+c.Path("introduction"), false)
}

func (p *Pages) doStep(c *web.Call, id, back string, link bool) error {
	form := c.Form()
	d := alumni.StepDraft{Verb: alumni.Verb(form.Text("verb")), Candidate: form.Text("candidate_id"), Words: form.Text("words"), Version: form.Int("version", "Version")}
	if err := p.Alumni.Step(c.Context(), c.Actor, id, d); err != nil {
		return after(form, err, func(status int) error { return p.showIntroduction(c, status, id, link) })
	}
	if link && d.Verb == alumni.Decline { // the link ends with it
		return c.Show(web.View{Title: "Thank you", Content: thanksView(stepWords[d.Verb]), Public: true, NoIndex: true, Label: pageLabel})
	}
	return c.See(back, stepWords[d.Verb])
}

// follow acts as the candidate who holds the link of the mail.
func (p *Pages) follow(c *web.Call, purpose string) (accounts.Link, error) {
	actor, link, err := p.Accounts.Follow(c.Context(), c.Path("token"), purpose)
	if err == nil {
		c.Actor = actor
	}
	return link, err
}

func (p *Pages) askedForm(c *web.Call) error {
	link, err := p.follow(c, accounts.PurposeIntroduce)
	if err != nil {
		return err
	}
	return p.showIntroduction(c, 200, link.ActivityID, true)
}

func (p *Pages) asked(c *web.Call) error {
	link, err := p.follow(c, accounts.PurposeIntroduce)
	if err != nil {
		return err
	}
	return p.doStep(c, link.ActivityID, "/i/"+c.Path("token"), true)
}
