package partiesweb

import (
	"strconv"

	"counterpart/internal/fault"
	"counterpart/internal/parties"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// editPage is the form of a party, new or known.
type editPage struct {
	Title  string
	Action string
	Back   string
	Form   *web.Form
	Words  *vocabulary.Words
	Inside []ui.Option
}

func (p *Pages) addForm(c *web.Call) error {
	return p.showForm(c, 200, editPage{Title: "Add a party", Action: "/parties", Back: "/parties", Form: web.NewForm(map[string]string{"parent_id": c.Query("inside")})})
}

func (p *Pages) add(c *web.Call) error {
	form := c.Form()
	id, err := p.Parties.Add(c.Context(), c.Actor, readDraft(form))
	if err != nil {
		if err = form.Merge(err); form.Wrong.Err() == nil {
			return err
		}
		return p.showForm(c, 422, editPage{Title: "Add a party", Action: "/parties", Back: "/parties", Form: form})
	}
	return c.See("/parties/"+id, "The party is in the register.")
}

func (p *Pages) editForm(c *web.Call) error {
	party, err := p.Parties.Find(c.Context(), c.Actor, c.Path("id"), "")
	if err != nil {
		return err
	}
	form := web.NewForm(map[string]string{
		"name": party.Name, "short_name": party.ShortName, "formal_name": party.FormalName, "kind": party.Kind, "code": party.Code,
		"iso": party.ISO, "region": party.Region, "parent_id": party.ParentID, "version": strconv.Itoa(party.Version),
	})
	return p.showForm(c, 200, p.editOf(party.ID, form))
}

func (p *Pages) editOf(id string, form *web.Form) editPage {
	return editPage{Title: "Change the party", Action: "/parties/" + id, Back: "/parties/" + id, Form: form}
}

func (p *Pages) edit(c *web.Call) error {
	form, id := c.Form(), c.Path("id")
	err := p.Parties.Change(c.Context(), c.Actor, id, form.Int("version", "Version"), readDraft(form))
	if fault.IsConflict(err) {
		now, findErr := p.Parties.Find(c.Context(), c.Actor, id, "")
		if findErr == nil && form.Overtaken(err, now.Version) {
			return p.showForm(c, 409, p.editOf(id, form))
		}
	}
	if err != nil {
		if err = form.Merge(err); form.Wrong.Err() == nil {
			return err
		}
		return p.showForm(c, 422, p.editOf(id, form))
	}
	return c.See("/parties/"+id, "The change is kept.")
}

func (p *Pages) showForm(c *web.Call, status int, page editPage) error {
	var err error
	if page.Words, err = p.Vocabulary.Words(c.Context()); err != nil {
		return err
	}
	all, err := p.Parties.All(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	for _, other := range all {
		page.Inside = append(page.Inside, ui.Option{Value: other.ID, Label: other.Name})
	}
	return c.Show(web.View{Title: page.Title, Content: editView(page), Status: status})
}

func readDraft(f *web.Form) parties.Draft {
	return parties.Draft{
		Code: f.Text("code"), Kind: f.Text("kind"), Name: f.Text("name"), ShortName: f.Text("short_name"),
		FormalName: f.Text("formal_name"), ISO: f.Text("iso"), Region: f.Text("region"), ParentID: f.Text("parent_id"),
	}
}
