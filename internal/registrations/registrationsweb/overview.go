package registrationsweb

import (
	"bytes"
	"fmt"

	"counterpart/internal/access"
	"counterpart/internal/delegations"
	"counterpart/internal/label"
	"counterpart/internal/registrations"
	"counterpart/internal/web"
)

// overviewPage is who has registered and what they answered.
type overviewPage struct {
	registrations.Registrations
	Actor                      access.Actor
	MayRemind, MaySeeSensitive bool
}

func (p *Pages) overview(c *web.Call) error {
	list, err := p.Registrations.Registrations(c.Context(), c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	object := list.Activity.Object()
	page := overviewPage{
		Registrations: list, Actor: c.Actor, MayRemind: c.Actor.Can(delegations.RightInvite, object), MaySeeSensitive: c.Actor.Can(registrations.RightSeeSensitive, object),
	}
	return c.Show(web.View{Title: "Registrations: " + list.Activity.Title, Content: overviewView(page), Label: string(label.AmberStrict)})
}

func (p *Pages) remind(c *web.Call) error {
	n, err := p.Registrations.Remind(c.Context(), c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	return c.See("/activities/"+c.Path("id")+"/registrations", fmt.Sprintf("%d reminders are on their way.", n))
}

// export is a POST because it is written into the history.
func (p *Pages) export(c *web.Call) error {
	var out bytes.Buffer
	tlp, err := p.Registrations.ExportAnswers(c.Context(), c.Actor, c.Path("id"), c.Form().Checked("sensitive"), &out)
	if err != nil {
		return err
	}
	return c.Send("registrations "+tlp.Slug()+".csv", "text/csv; charset=utf-8", out.Bytes(), false)
}
