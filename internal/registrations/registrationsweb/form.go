package registrationsweb

import (
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/delegations"
	"counterpart/internal/forms"
	"counterpart/internal/label"
	"counterpart/internal/registrations"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// whose finds out who fills which form: the bearer of the link, or the signed-in participant.
func (p *Pages) whose(c *web.Call) (actor access.Actor, activityID, personID string, err error) {
	if token := c.Path("token"); token != "" {
		actor, link, err := p.Accounts.Follow(c.Context(), token, accounts.PurposeRegister)
		return actor, link.ActivityID, link.PersonID, err
	}
	return c.Actor, c.Path("id"), c.Actor.Person, nil
}

// formPage is the registration form of one person.
type formPage struct {
	registrations.Page
	Form   *web.Form
	Action string
	Link   bool // by the signed link, without account
	Words  *vocabulary.Words
}

func (p *Pages) form(c *web.Call) error {
	actor, activityID, personID, err := p.whose(c)
	if err != nil {
		return err
	}
	page, err := p.Registrations.Find(c.Context(), actor, activityID, personID)
	if err != nil {
		return err
	}
	return p.showForm(c, 200, page, kept(page.Form))
}

func (p *Pages) showForm(c *web.Call, status int, page registrations.Page, form *web.Form) error {
	words, err := p.Vocabulary.Words(c.Context())
	if err != nil {
		return err
	}
	view := formPage{Page: page, Words: words, Form: form, Action: strings.TrimSuffix(c.R.URL.Path, "/draft"), Link: c.Path("token") != ""}
	return c.Show(web.View{
		Title: "Registration: " + page.Activity.Title, Content: formView(view), Status: status,
		Label: string(label.AmberStrict), Public: view.Link, NoIndex: true,
	})
}

// kept turns what was kept into the fields of the form.
func kept(f registrations.Form) *web.Form {
	values := url.Values{
		"given": {f.Own.Given}, "address_form": {f.Own.AddressForm}, "native_name": {f.Own.NativeName}, "sex": {f.Own.Sex}, "phone": {f.Own.Phone},
		"consent": f.Consents,
	}
	for name, answers := range forms.Fields(f.Answers) {
		values[name] = answers
	}
	return &web.Form{Values: values}
}

// typed reads the form as the person typed it.
func typed(page registrations.Page, f *web.Form) registrations.Form {
	return registrations.Form{
		Own: registrations.OwnData{
			Given: f.Text("given"), AddressForm: f.Text("address_form"), NativeName: f.Text("native_name"), Sex: f.Text("sex"), Phone: f.Text("phone"),
		},
		Answers: forms.Read(page.Activity.Questions, f.Values), Consents: f.Texts("consent"),
	}
}

func (p *Pages) register(c *web.Call) error {
	return p.keep(c, p.Registrations.Register, "You are registered. You can change your answers until registration closes.")
}

// saveDraft keeps a half-filled form, at the press of a button or by itself while the person types.
func (p *Pages) saveDraft(c *web.Call) error {
	return p.keep(c, p.Registrations.SaveDraft, "Your answers are kept. You are not registered yet: come back with the same link.")
}

func (p *Pages) keep(c *web.Call, verb keeper, done string) error {
	actor, activityID, personID, err := p.whose(c)
	if err != nil {
		return err
	}
	page, err := p.Registrations.Find(c.Context(), actor, activityID, personID)
	if err != nil {
		return err
	}
	form := c.Form()
	if err := verb(c.Context(), actor, activityID, personID, typed(page, form)); err != nil {
		if err = form.Merge(err); form.Wrong.Err() == nil {
			return err
		}
		if c.WantsJSON() {
			return c.WriteJSON(422, map[string]string{"status": "not kept"})
		}
		return p.showForm(c, 422, page, form)
	}
	if c.WantsJSON() {
		return c.WriteJSON(200, map[string]string{"status": "kept"})
	}
	return c.See(strings.TrimSuffix(c.R.URL.Path, "/draft"), done)
}

// sexes are the answers offered; none is one of them, because nobody has to say.
var sexes = []ui.Option{{Value: "f", Label: "Woman"}, {Value: "m", Label: "Man"}, {Value: "x", Label: "Another answer"}}

// questionField makes the field of a question of the activity.
func questionField(f *web.Form, q forms.Question) ui.Field {
	field := f.Field(forms.FieldName(q.Key), q.Label)
	field.Required, field.Hint = q.Required, sentences(q.Help, q.Purpose)
	if q.Sensitive {
		field.Hint = sentences(field.Hint, "Your answer is seen only by those whose work needs it")
	}
	if q.Kind == forms.Long {
		field.Hint = sentences(field.Hint, web.NoVictims)
	}
	return field
}

// sentences puts what is there behind each other, each with its full stop.
func sentences(parts ...string) string {
	var out []string
	for _, part := range parts {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, strings.TrimRight(part, ".")+".")
		}
	}
	return strings.Join(out, " ")
}

func choices(q forms.Question) []ui.Option {
	out := make([]ui.Option, len(q.Options))
	for i, o := range q.Options {
		out[i] = ui.Option{Value: o.Code, Label: o.Label}
	}
	return out
}

func consents(items []registrations.Item) []ui.Option {
	out := make([]ui.Option, len(items))
	for i, item := range items {
		out[i] = ui.Option{Value: item.Key, Label: item.Wording}
	}
	return out
}

func (p formPage) facts() []string {
	out := []string{p.Activity.Dates(), p.Activity.Where()}
	if !p.Activity.RegistrationDeadline.IsZero() {
		out = append(out, "Register by "+delegations.When(p.Activity, p.Activity.RegistrationDeadline))
	}
	return out
}

func (p formPage) submitted() bool { return p.Registration.State == registrations.Submitted }

// chip says how far the registration is; nil for one that has not begun.
func (p formPage) chip() templ.Component {
	switch p.Registration.State {
	case registrations.Submitted:
		return ui.StatusChip("confirmed", "Registered")
	case registrations.Draft:
		return ui.StatusChip("draft", "Not sent yet")
	default:
		return nil
	}
}

// place is what the secretariat confirmed.
func (p formPage) place() []ui.Fact {
	n := p.Nomination
	out := []ui.Fact{
		{Term: "Name", Value: p.Person.Given},
		{Term: "You come for", Value: n.Party},
		{Term: "You take part as", Value: p.Words.Name(vocabulary.Categories, n.Category) + ", " + p.Words.Name(vocabulary.Modes, n.Mode)},
	}
	if n.Position != "" {
		out = append(out, ui.Fact{Term: "Position", Value: n.Position})
	}
	return out
}

// sessions is the programme, in the time of the place.
func (p formPage) sessions() []ui.Entry {
	out := make([]ui.Entry, len(p.Programme))
	for i, s := range p.Programme {
		from, to := s.StartsAt.In(p.Activity.Zone()), s.EndsAt.In(p.Activity.Zone())
		out[i] = ui.Entry{ISO: s.StartsAt.Format("2006-01-02T15:04:05Z"), When: from.Format("2 January, 15:04") + " to " + to.Format("15:04"), What: s.Title, Detail: s.Room}
	}
	return out
}
