package accountsweb

import (
	"counterpart/internal/accounts"
	"counterpart/internal/activities"
	"counterpart/internal/signins"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// roleNames are the roles as pages show them.
var roleNames = map[string]string{
	"administrator": "Administrator", "officer": "Programme officer", "comanager": "Co-Manager", "desk": "Desk officer",
	"focalpoint": "Focal point of a party", "partner": "Partner of an activity", "expert": "Expert of an activity", "auditor": "Auditor, reading only",
	"participant": "Participant",
}

func roleName(code string) string {
	if name, ok := roleNames[code]; ok {
		return name
	}
	return code
}

type listPage struct {
	Rows    []accounts.Account
	Next    string
	MayEdit bool
}

func (p *Pages) list(c *web.Call) error {
	after, err := web.DecodeKey(c.Query("after"), 1)
	if err != nil {
		return err
	}
	rows, next, err := p.Accounts.List(c.Context(), c.Actor, first(after), 100)
	if err != nil {
		return err
	}
	page := listPage{Rows: rows, MayEdit: c.Actor.Holds(accounts.RightManage)}
	if next != nil {
		page.Next = "/accounts?after=" + web.EncodeKey(next...)
	}
	return c.Show(web.View{Title: "Accounts", Content: listView(page)})
}

// formPage offers a new account or a further role.
type formPage struct {
	Form       *web.Form
	Action     string
	Parties    []ui.Option
	Activities []ui.Option
	Roles      []ui.Option
	Account    accounts.Account
	Grants     []accounts.Grant
	MayEdit    bool
	// Recovery is the newest one of the account; Waits says that it waits for a second administrator.
	Recovery signins.Recovery
	Waits    bool
	Mine     bool // the account is the reader's own
	Asked    bool // the reader asked for the recovery
}

func (p *Pages) formPage(c *web.Call, action string) (formPage, error) {
	page := formPage{Form: c.Form(), Action: action, MayEdit: c.Actor.Holds(accounts.RightManage)}
	for _, role := range accounts.Roles {
		page.Roles = append(page.Roles, ui.Option{Value: string(role), Label: roleName(string(role))})
	}
	all, err := p.Parties.All(c.Context(), c.Actor)
	for _, party := range all {
		page.Parties = append(page.Parties, ui.Option{Value: party.ID, Label: party.Name})
	}
	if err != nil {
		return page, err
	}
	page.Activities, err = p.activityOptions(c)
	return page, err
}

// activityOptions offers the latest activities; a role is seldom given for an older one.
func (p *Pages) activityOptions(c *web.Call) ([]ui.Option, error) {
	if !c.Actor.Holds(activities.RightSee) {
		return nil, nil
	}
	latest, _, err := p.Activities.List(c.Context(), c.Actor, activities.Filter{Limit: 200})
	out := make([]ui.Option, len(latest))
	for i, a := range latest {
		out[i] = ui.Option{Value: a.ID, Label: a.Title + ", " + string(a.StartsOn)}
	}
	return out, err
}

func (p formPage) activityTitle(id string) string {
	for _, o := range p.Activities {
		if o.Value == id {
			return o.Label
		}
	}
	return id
}

func (p *Pages) addForm(c *web.Call) error { return p.showAdd(c, 200) }

func (p *Pages) showAdd(c *web.Call, status int) error {
	page, err := p.formPage(c, "/accounts")
	if err != nil {
		return err
	}
	return c.Show(web.View{Title: "Add an account", Content: addView(page), Status: status})
}

func (p *Pages) add(c *web.Call) error {
	form := c.Form()
	id, err := p.Accounts.Add(c.Context(), c.Actor, accounts.Draft{Name: form.Text("name"), Email: form.Text("email"), Grant: readGrant(form)})
	if err != nil {
		if err = form.Merge(err); form.Wrong.Err() == nil {
			return err
		}
		return p.showAdd(c, 422)
	}
	return c.See("/accounts/"+id, "The account is ready. Its owner can ask for a sign-in link.")
}

func readGrant(f *web.Form) accounts.GrantDraft {
	return accounts.GrantDraft{Role: f.Text("role"), PartyID: f.Text("party_id"), ActivityID: f.Text("activity_id"), From: f.Date("from", "From"), To: f.Date("to", "To")}
}

func (p *Pages) show(c *web.Call) error { return p.showAccount(c, 200) }

func (p *Pages) showAccount(c *web.Call, status int) error {
	page, err := p.formPage(c, "/accounts/"+c.Path("id")+"/grants")
	if err != nil {
		return err
	}
	if page.Account, page.Grants, err = p.Accounts.Find(c.Context(), c.Actor, c.Path("id")); err != nil {
		return err
	}
	if page.MayEdit {
		if page.Recovery, err = p.Signins.LastRecovery(c.Context(), c.Actor, c.Path("id")); err != nil {
			return err
		}
		page.Waits = page.Recovery.ID != "" && page.Recovery.Open(c.Site.Now())
		page.Mine, page.Asked = page.Account.ID == c.Actor.Account, page.Recovery.AskedBy == c.Actor.Account
	}
	return c.Show(web.View{Title: page.Account.Name, Content: accountView(page), Status: status})
}

func (p *Pages) grant(c *web.Call) error {
	form := c.Form()
	if _, err := p.Accounts.GrantRole(c.Context(), c.Actor, c.Path("id"), readGrant(form)); err != nil {
		if err = form.Merge(err); form.Wrong.Err() == nil {
			return err
		}
		return p.showAccount(c, 422)
	}
	return c.See("/accounts/"+c.Path("id"), "The role is given.")
}

func (p *Pages) endGrant(c *web.Call) error {
	if err := p.Accounts.EndGrant(c.Context(), c.Actor, c.Path("id"), c.Path("grant")); err != nil {
		return err
	}
	return c.See("/accounts/"+c.Path("id"), "The role has ended.")
}
