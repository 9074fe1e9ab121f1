package assessmentsweb

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/assessments"
	"counterpart/internal/web"
)

// ownPage is a person's own test.
type ownPage struct {
	assessments.OwnTest
	Form     *web.Form
	Base     string // of its addresses
	Language string
	Link     bool // by the personal link, without account
	Open     int  // questions without an answer, when it was to be handed in
}

// whose finds out whose test it is: that of the bearer of the link, or of the signed-in participant.
func (p *Pages) whose(c *web.Call) (actor access.Actor, activityID, personID, base string, err error) {
	if token := c.Path("token"); token != "" {
		actor, link, err := p.Accounts.Follow(c.Context(), token, accounts.PurposeTest)
		return actor, link.ActivityID, link.PersonID, "/q/" + token, err
	}
	id := c.Path("id")
	return c.Actor, id, c.Actor.Person, "/activities/" + id + "/my-test", nil
}

func (p *Pages) own(c *web.Call) error {
	actor, activityID, personID, base, err := p.whose(c)
	if err != nil {
		return err
	}
	o, err := p.Assessments.Mine(c.Context(), actor, activityID, personID)
	if err != nil {
		return err
	}
	return p.showOwn(c, 200, base, o, kept(o, c.Query("lang")), 0)
}

func (p *Pages) showOwn(c *web.Call, status int, base string, o assessments.OwnTest, form *web.Form, open int) error {
	page := ownPage{OwnTest: o, Form: form, Base: base, Link: c.Path("token") != "", Language: form.Text("language"), Open: open}
	if !slices.Contains(o.Languages, page.Language) {
		page.Language = o.Languages[0]
	}
	return c.Show(web.View{
		Title: o.Test.Title, Content: ownView(page), Status: status, Public: page.Link, NoIndex: true, Label: string(assessments.Label(o.Activity)),
	})
}

// kept fills the form with what was answered so far.
func kept(o assessments.OwnTest, language string) *web.Form {
	form := web.NewForm(map[string]string{"language": cmp.Or(language, o.Now.Language)})
	if o.PartyMaySee {
		form.Values.Set("party_may_see", "1")
	}
	for _, i := range o.Items {
		for n, v := range o.Now.Answers[i.ID] {
			if i.Kind == assessments.Ordering {
				form.Values.Set(field(i)+"."+v, strconv.Itoa(n+1))
			} else {
				form.Values.Add(field(i), v)
			}
		}
	}
	return form
}

// field is the name of the field of an item.
func field(i assessments.Item) string { return "a." + i.ID }

// read takes the answers out of the form. Of an order, the options that have a place are read in the order of their places.
func read(o assessments.OwnTest, f *web.Form) assessments.SittingDraft {
	d := assessments.SittingDraft{Phase: assessments.Phase(f.Text("phase")), Language: f.Text("language"), PartyMaySee: f.Checked("party_may_see"), Answers: assessments.Answers{}}
	for _, i := range o.Items {
		if i.Kind != assessments.Ordering {
			d.Answers[i.ID] = f.Texts(field(i))
			continue
		}
		placed := slices.DeleteFunc(sorted(i), func(letter string) bool { return f.Text(field(i)+"."+letter) == "" })
		slices.SortStableFunc(placed, func(x, y string) int { return cmp.Compare(place(f, i, x), place(f, i, y)) })
		d.Answers[i.ID] = placed
	}
	return d
}

func place(f *web.Form, i assessments.Item, letter string) int {
	n, err := strconv.Atoi(f.Text(field(i) + "." + letter))
	if err != nil {
		return len(i.Letters()) + 1
	}
	return n
}

// saveOwn keeps a half-answered test, at the press of a button or by itself while the person goes on.
func (p *Pages) saveOwn(c *web.Call) error {
	actor, activityID, personID, base, err := p.whose(c)
	if err != nil {
		return err
	}
	o, err := p.Assessments.Mine(c.Context(), actor, activityID, personID)
	if err != nil {
		return err
	}
	form := c.Form()
	err = p.Assessments.SaveOwn(c.Context(), actor, activityID, personID, read(o, form))
	switch {
	case err != nil:
		return err
	case c.WantsJSON():
		return c.WriteJSON(200, map[string]string{"status": "kept"})
	default:
		return c.See(web.Address(base, "lang", form.Text("language")), "Your answers are kept. They are not handed in yet.")
	}
}

func (p *Pages) submit(c *web.Call) error {
	actor, activityID, personID, base, err := p.whose(c)
	if err != nil {
		return err
	}
	o, err := p.Assessments.Mine(c.Context(), actor, activityID, personID)
	if err != nil {
		return err
	}
	form := c.Form()
	d := read(o, form)
	if open := unanswered(o, d); open > 0 && !form.Checked("anyway") && o.Phase == d.Phase {
		if err := p.Assessments.SaveOwn(c.Context(), actor, activityID, personID, d); err != nil {
			return err
		}
		return p.showOwn(c, 422, base, o, form, open)
	}
	if err := p.Assessments.Submit(c.Context(), actor, activityID, personID, d); err != nil {
		return err
	}
	return c.See(base, "Your test is handed in. Thank you.")
}

func unanswered(o assessments.OwnTest, d assessments.SittingDraft) int {
	n := 0
	for _, i := range o.Items {
		if given := strings.Join(d.Answers[i.ID], ""); given == "" || i.Kind == assessments.Ordering && len(d.Answers[i.ID]) < len(i.Letters()) {
			n++
		}
	}
	return n
}

func (p *Pages) agree(c *web.Call) error {
	actor, activityID, personID, base, err := p.whose(c)
	if err != nil {
		return err
	}
	yes := c.Form().Checked("party_may_see")
	if err := p.Assessments.AgreeToShow(c.Context(), actor, activityID, personID, yes); err != nil {
		return err
	}
	if yes {
		return c.See(base, "Your focal point can read your scores. You can take this back here.")
	}
	return c.See(base, "Your focal point cannot read your scores.")
}
