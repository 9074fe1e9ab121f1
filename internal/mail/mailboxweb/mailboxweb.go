// Package mailboxweb shows the demonstration's mailbox: every mail that the program sent, as its recipient would get it, so
// that one can play the focal point or the participant. It is routed in a demonstration only.
package mailboxweb

import (
	"errors"

	"counterpart/internal/fault"
	"counterpart/internal/mail/mailbox"
	"counterpart/internal/web"
)

// shown bounds the list.
const shown = 200

// Pages has the handlers of this room.
type Pages struct {
	Box *mailbox.Box
}

// Routes lists every page of this room.
func (p *Pages) Routes() []web.Route {
	const why = "a demonstration holds invented people only, and its visitor plays all of them"
	return []web.Route{
		{Pattern: "GET /demo/mailbox", Open: why, Do: p.list},
		{Pattern: "GET /demo/mailbox/{id}", Open: why, Do: p.show},
	}
}

// API adds nothing: the mailbox is for looking only.
func (p *Pages) API(*web.API) {}

// listPage is the mails that arrived.
type listPage struct {
	Form *web.Form
	Rows []mailbox.Mail
}

func (p *Pages) list(c *web.Call) error {
	form := c.Form()
	rows, err := p.Box.List(form.Text("to"), shown)
	if err != nil {
		return err
	}
	return c.Show(web.View{Title: "Mailbox", Content: listView(listPage{Form: form, Rows: rows}), Public: !c.Actor.SignedIn(), NoIndex: true})
}

func (p *Pages) show(c *web.Call) error {
	m, err := p.Box.Read(c.Path("id"))
	if errors.Is(err, mailbox.ErrNone) {
		return fault.Missing("mail")
	}
	if err != nil {
		return err
	}
	return c.Show(web.View{Title: m.Subject, Content: mailView(m), Public: !c.Actor.SignedIn(), NoIndex: true})
}
