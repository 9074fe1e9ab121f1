package peopleweb

import (
	"errors"
	"strconv"

	"counterpart/internal/fault"
	"counterpart/internal/label"
	"counterpart/internal/people"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// editPage is the form of a person, new or known. Doubles are those of the register who may be the same.
type editPage struct {
	Title   string
	Action  string
	Back    string
	New     bool
	Form    *web.Form
	Parties []ui.Option
	Doubles *people.Doubles
}

func (p *Pages) addForm(c *web.Call) error {
	return p.showForm(c, 200, newPage(web.NewForm(map[string]string{"party_id": c.Query("party")})))
}

func newPage(form *web.Form) editPage {
	return editPage{Title: "Add a person", Action: "/people", Back: "/people", New: true, Form: form}
}

func (p *Pages) add(c *web.Call) error {
	form := c.Form()
	draft := readDraft(form)
	if err := form.Wrong.Err(); err != nil {
		return p.showForm(c, 422, newPage(form))
	}
	id, err := p.People.Add(c.Context(), c.Actor, draft)
	page := newPage(form)
	if doubles, ok := errors.AsType[*people.Doubles](err); ok {
		page.Doubles = doubles
		return p.showForm(c, 409, page)
	}
	if err != nil {
		if err = form.Merge(err); form.Wrong.Err() == nil {
			return err
		}
		return p.showForm(c, 422, page)
	}
	return c.See("/people/"+id, "The person is in the register.")
}

func (p *Pages) editForm(c *web.Call) error {
	person, err := p.People.Find(c.Context(), c.Actor, c.Path("id"), "")
	if err != nil {
		return err
	}
	form := web.NewForm(map[string]string{
		"given": person.Given, "sort_form": person.SortForm, "address_form": person.AddressForm, "native_name": person.NativeName,
		"native_lang": person.NativeLang, "sex": person.Sex, "email": person.Email, "phone": person.Phone,
		"label": string(person.Label), "version": strconv.Itoa(person.Version),
	})
	return p.showForm(c, 200, changePage(person.ID, form))
}

func changePage(id string, form *web.Form) editPage {
	return editPage{Title: "Change the person", Action: "/people/" + id, Back: "/people/" + id, Form: form}
}

func (p *Pages) edit(c *web.Call) error {
	form, id := c.Form(), c.Path("id")
	err := p.People.Change(c.Context(), c.Actor, id, form.Int("version", "Version"), readDraft(form))
	if fault.IsConflict(err) {
		now, findErr := p.People.Find(c.Context(), c.Actor, id, "")
		if findErr == nil && form.Overtaken(err, now.Version) {
			return p.showForm(c, 409, changePage(id, form))
		}
	}
	if err != nil {
		if err = form.Merge(err); form.Wrong.Err() == nil {
			return err
		}
		return p.showForm(c, 422, changePage(id, form))
	}
	return c.See("/people/"+id, "The change is kept.")
}

func (p *Pages) showForm(c *web.Call, status int, page editPage) error {
	if page.New {
		var err error
		if page.Parties, err = p.partyOptions(c); err != nil {
			return err
		}
	}
	return c.Show(web.View{Title: page.Title, Content: editView(page), Status: status})
}

func readDraft(f *web.Form) people.Draft {
	return people.Draft{
		Given: f.Text("given"), SortForm: f.Text("sort_form"), AddressForm: f.Text("address_form"), NativeName: f.Text("native_name"),
		NativeLang: f.Text("native_lang"), Sex: f.Text("sex"), Email: f.Text("email"), Phone: f.Text("phone"), Label: label.TLP(f.Text("label")), LabelReason: f.Text("label_reason"),
		PartyID: f.Text("party_id"), Position: f.Text("position"), Unit: f.Text("unit"), From: f.Date("from", "Since"), Anyway: f.Checked("anyway"),
	}
}

var sexOptions = []ui.Option{{Value: "f", Label: "Female"}, {Value: "m", Label: "Male"}, {Value: "x", Label: "Another"}}

func sexWords(sex string) string {
	for _, o := range sexOptions {
		if o.Value == sex {
			return o.Label
		}
	}
	return "Not known"
}
