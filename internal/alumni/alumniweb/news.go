package alumniweb

import (
	"strconv"

	"counterpart/internal/accounts"
	"counterpart/internal/alumni"
	"counterpart/internal/web"
)

// newsPage lists the newsletters.
type newsPage struct {
	head
	Rows []alumni.Letter
}

func (p *Pages) news(c *web.Call) error {
	h, err := p.head(c, "/alumni-news")
	if err != nil {
		return err
	}
	page := newsPage{head: h}
	if page.Rows, err = p.Alumni.Letters(c.Context(), c.Actor); err != nil {
		return err
	}
	return c.Show(web.View{Title: "Newsletter", Content: newsView(page), Label: pageLabel})
}

// letterPage is a newsletter with its rehearsal, or the form of a new one.
type letterPage struct {
	head
	alumni.Rehearsal
	Form   *web.Form
	Action string
	New    bool
}

func (p *Pages) newsForm(c *web.Call) error { return p.showNew(c, 200, c.Form()) }

func (p *Pages) showNew(c *web.Call, status int, form *web.Form) error {
	h, err := p.head(c, "/alumni-news")
	if err != nil {
		return err
	}
	return c.Show(web.View{Title: "A newsletter", Content: letterView(letterPage{head: h, Form: form, Action: "/alumni-news", New: true}), Status: status, Label: pageLabel})
}

func readLetter(f *web.Form) alumni.LetterDraft {
	return alumni.LetterDraft{Subject: f.Text("subject"), Body: f.Text("body"), Version: f.Int("version", "Version")}
}

func (p *Pages) write(c *web.Call) error {
	form := c.Form()
	id, err := p.Alumni.WriteLetter(c.Context(), c.Actor, "", readLetter(form))
	if err != nil {
		return after(form, err, func(status int) error { return p.showNew(c, status, form) })
	}
	return c.See("/alumni-news/"+id, "The letter is kept. Nothing is sent before you say so.")
}

func (p *Pages) rehearse(c *web.Call) error { return p.showLetter(c, 200, nil) }

func (p *Pages) showLetter(c *web.Call, status int, form *web.Form) error {
	h, err := p.head(c, "/alumni-news")
	if err != nil {
		return err
	}
	r, err := p.Alumni.Rehearse(c.Context(), c.Actor, c.Path("letter"))
	if err != nil {
		return err
	}
	if form == nil {
		form = web.NewForm(map[string]string{"subject": r.Subject, "body": r.Body, "version": strconv.Itoa(r.Version)})
	}
	return c.Show(web.View{Title: r.Subject, Content: letterView(letterPage{head: h, Rehearsal: r, Form: form, Action: "/alumni-news/" + r.ID}), Status: status, Label: strict})
}

func (p *Pages) rewrite(c *web.Call) error {
	form, id := c.Form(), c.Path("letter")
	if _, err := p.Alumni.WriteLetter(c.Context(), c.Actor, id, readLetter(form)); err != nil {
		return after(form, err, func(status int) error { return p.showLetter(c, status, form) })
	}
	return c.See("/alumni-news/"+id, "The letter is kept.")
}

func (p *Pages) send(c *web.Call) error {
	id := c.Path("letter")
	n, err := p.Alumni.SendLetter(c.Context(), c.Actor, id, c.Form().Int("version", "Version"))
	if err != nil {
		return err
	}
	return c.See("/alumni-news/"+id, "The letter goes to "+count(n, "alumnus", "alumni")+".")
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

func (p *Pages) endForm(c *web.Call) error {
	if _, err := p.follow(c, accounts.PurposeNews); err != nil {
		return err
	}
	return c.Show(web.View{Title: "End the newsletter", Content: endView("/u/" + c.Path("token")), Public: true, NoIndex: true, Label: pageLabel})
}

func (p *Pages) end(c *web.Call) error {
	link, err := p.follow(c, accounts.PurposeNews)
	if err != nil {
		return err
	}
	if err := p.Alumni.EndNews(c.Context(), c.Actor, link.PersonID); err != nil {
		return err
	}
	return c.Show(web.View{Title: "Ended", Content: thanksView("The newsletter has ended. You can ask for it again on your entry."), Public: true, NoIndex: true, Label: pageLabel})
}
