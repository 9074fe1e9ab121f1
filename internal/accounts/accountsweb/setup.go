package accountsweb

import (
	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/db"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// setUpPage is the first page that an installation ever shows.
type setUpPage struct {
	Form   *web.Form
	Action string
	Packs  []ui.Option
}

func (p *Pages) setUpForm(c *web.Call) error {
	if err := p.Accounts.CheckSetUp(c.Context(), c.Path("token")); err != nil {
		return err
	}
	return p.showSetUp(c, 200, c.Form())
}

func (p *Pages) showSetUp(c *web.Call, status int, form *web.Form) error {
	page := setUpPage{Form: form, Action: c.R.URL.Path, Packs: p.Packs}
	return c.Show(web.View{Title: "Set up", Content: setUpView(page), Status: status, Public: true, NoIndex: true})
}

func (p *Pages) setUp(c *web.Call) error {
	if err := p.Accounts.CheckSetUp(c.Context(), c.Path("token")); err != nil {
		return err
	}
	form := c.Form()
	draft := accounts.Draft{Name: form.Text("name"), Email: form.Text("email")}
	if form.Text("mechanism") == "" {
		form.Wrong.Add("mechanism", "Write the name of the mechanism.")
	}
	if err := form.Wrong.Err(); err != nil {
		return p.showSetUp(c, 422, form)
	}
	session, err := p.Accounts.SetUp(c.Context(), c.Path("token"), draft, c.Device(), func(tx *db.Tx, actor access.Actor) error {
		return p.LoadPack(tx, actor, form.Text("pack"), form.Text("mechanism"), form.Text("short"))
	})
	if err != nil {
		if err = form.Merge(err); form.Wrong.Err() == nil {
			return err
		}
		return p.showSetUp(c, 422, form)
	}
	c.SignIn(session, p.Accounts.SessionSeconds())
	return c.See("/", "The installation is set up. You are its administrator.")
}

func addressField(f *web.Form) ui.Field {
	field := f.Field("email", "E-mail address").Needed()
	field.Autocomplete = "email"
	return field
}
