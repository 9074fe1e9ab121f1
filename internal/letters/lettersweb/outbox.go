package lettersweb

import (
	"time"

	"counterpart/internal/letters"
	"counterpart/internal/mail"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

const pageSize = 50

// outboxPage is the list of messages.
type outboxPage struct {
	Form    *web.Form
	Rows    []letters.Message
	Next    string
	MaySend bool
}

// messagePage is one message with its fate.
type messagePage struct {
	Message letters.Message
	HTML    string
	MaySend bool
}

func (p *Pages) outbox(c *web.Call) error {
	form := c.Form()
	after, err := web.DecodeKey(c.Query("after"), 2)
	if err != nil {
		return err
	}
	rows, next, err := p.Letters.Messages(c.Context(), c.Actor, letters.Filter{
		State: letters.State(form.Text("state")), Kind: form.Text("kind"), ActivityID: form.Text("activity"), PartyID: form.Text("party"),
		PersonID: form.Text("person"), Answered: form.Text("answered"), After: after, Limit: pageSize,
	})
	if err != nil {
		return err
	}
	page := outboxPage{Form: form, Rows: rows, MaySend: c.Actor.Holds(letters.RightSend)}
	if next != nil {
		page.Next = c.NextPage(next)
	}
	return c.Show(web.View{Title: "Outbox", Content: outboxView(page)})
}

func (p *Pages) message(c *web.Call) error {
	m, err := p.Letters.Message(c.Context(), c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	page := messagePage{Message: m, HTML: mail.HTML(m.Shown()), MaySend: c.Actor.Can(letters.RightSend, m.Object())}
	return c.Show(web.View{Title: m.Subject, Content: messageView(page), Label: string(m.Label)})
}

func (p *Pages) resend(c *web.Call) error {
	id := c.Path("id")
	if err := p.Letters.Resend(c.Context(), c.Actor, id); err != nil {
		return err
	}
	return c.See("/messages/"+id, "The message is queued again.")
}

// fateEntries tells what happened to the message, the newest last.
func (p messagePage) fateEntries() []ui.Entry {
	m := p.Message
	entry := func(t time.Time, what, detail string) ui.Entry {
		return ui.Entry{ISO: t.UTC().Format(time.RFC3339), When: t.UTC().Format("2 Jan 2006, 15:04 UTC"), What: what, Detail: detail}
	}
	out := []ui.Entry{entry(m.QueuedAt.Time, "Queued", "")}
	if !m.TriedAt.IsZero() && m.State != letters.Sent {
		out = append(out, entry(m.TriedAt.Time, "Tried", m.LastError))
	}
	if !m.SentAt.IsZero() {
		out = append(out, entry(m.SentAt.Time, "Taken by the mail server", ""))
	}
	if !m.NextAt.IsZero() {
		out = append(out, entry(m.NextAt.Time, "Will be tried again", ""))
	}
	if m.State == letters.Failed {
		out = append(out, ui.Entry{What: "Failed: it is not tried again by itself"})
	}
	if !m.AnsweredAt.IsZero() {
		out = append(out, entry(m.AnsweredAt.Time, "Answered by the party", ""))
	}
	return out
}
