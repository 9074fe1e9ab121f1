package networkingweb

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"counterpart/internal/interests"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// profilePage is what a person offers and seeks.
type profilePage struct {
	ownPage
	interests.ProfilePage
	Form *web.Form
}

func (p *Pages) profile(c *web.Call, w who) error { return p.showProfile(c, w, 200, nil) }

func (p *Pages) showProfile(c *web.Call, w who, status int, form *web.Form) error {
	in, err := p.Interests.Profile(c.Context(), w.Actor, w.Activity, w.Person)
	if err != nil {
		return err
	}
	if form == nil {
		form = profileForm(in.Profile)
	}
	page := profilePage{ownPage: ownPage{who: w, Title: "What I offer and seek", Activity: in.Activity, Current: "/profile"}, ProfilePage: in, Form: form}
	return page.show(c, status, profileView(page))
}

func profileForm(f interests.Profile) *web.Form {
	v := url.Values{"about": {f.About}, "languages": {strings.Join(f.Languages, " ")}, "version": {strconv.Itoa(f.Version)}}
	for name, list := range map[string][]interests.Interest{"offers": f.Offers, "seeks": f.Seeks} {
		for _, i := range list {
			v.Add(name, i.Topic)
			if i.Priority == 3 {
				v.Add("first", name+" "+i.Topic)
			}
		}
	}
	for name, on := range map[string]bool{"takes_part": f.TakesPart, "use_affiliation": f.UseAffiliation, "use_history": f.UseHistory} {
		if on {
			v.Set(name, "1")
		}
	}
	return &web.Form{Values: v}
}

func (p *Pages) saveProfile(c *web.Call, w who) error {
	f := c.Form()
	d := interests.ProfileDraft{
		TakesPart: f.Checked("takes_part"), UseAffiliation: f.Checked("use_affiliation"), UseHistory: f.Checked("use_history"), About: f.Text("about"),
		Languages: tags(f.Text("languages")), Version: f.Int("version", "Version"),
	}
	first := f.Texts("first")
	for name, into := range map[string]*[]interests.Interest{"offers": &d.Offers, "seeks": &d.Seeks} {
		for _, topic := range f.Texts(name) {
			i := interests.Interest{Topic: topic, Priority: 2}
			if slices.Contains(first, name+" "+topic) {
				i.Priority = 3
			}
			*into = append(*into, i)
		}
	}
	if err := p.Interests.SaveProfile(c.Context(), w.Actor, w.Activity, w.Person, d); err != nil {
		if err = f.Merge(err); f.Wrong.Err() == nil {
			return err
		}
		return p.showProfile(c, w, 422, f)
	}
	if !d.TakesPart {
		return c.See(w.Base+"/profile", "Kept. You do not take part in the meetings, and nobody sees this.")
	}
	return c.See(w.Base+"/suggestions", "Kept. These people may be worth a meeting.")
}

// topicOptions are the topics of the pack, those below another one grouped under it.
func topicOptions(words *vocabulary.Words, chosen, proposed []string) []ui.Option {
	var out []ui.Option
	for _, t := range words.List(vocabulary.Topics) {
		o := ui.Option{Value: t.Code, Label: t.Name}
		if t.Parent != "" {
			o.Label = words.Name(vocabulary.Topics, t.Parent) + ": " + t.Name
		}
		if slices.Contains(proposed, t.Code) && !slices.Contains(chosen, t.Code) {
			o.Hint = "Suggested"
		}
		out = append(out, o)
	}
	return out
}

func (p profilePage) proposed(side string) []string {
	var out []string
	for _, one := range p.Proposals {
		if one.Side == side {
			out = append(out, one.Topic)
		}
	}
	return out
}

// firsts are the chosen topics of which one can say that they matter most.
func (p profilePage) firsts() []ui.Option {
	var out []ui.Option
	for _, side := range []struct{ name, words string }{{"offers", "I offer: "}, {"seeks", "I seek: "}} {
		for _, topic := range p.Form.Texts(side.name) {
			out = append(out, ui.Option{Value: side.name + " " + topic, Label: side.words + p.Words.Name(vocabulary.Topics, topic)})
		}
	}
	return out
}

// suggestPage is whom the matcher proposes.
type suggestPage struct {
	ownPage
	interests.SuggestionPage
}

func (p *Pages) suggestions(c *web.Call, w who) error {
	in, err := p.Interests.Suggestions(c.Context(), w.Actor, w.Activity, w.Person)
	if err != nil {
		return err
	}
	page := suggestPage{ownPage: ownPage{who: w, Title: "Suggestions", Activity: in.Activity, Current: "/suggestions"}, SuggestionPage: in}
	return page.show(c, 200, suggestView(page))
}

// supposed are the topics that were supposed in the suggestions, each once.
func (p suggestPage) supposed() []ui.Option {
	var out []ui.Option
	for _, s := range p.List {
		for _, topic := range s.Topics {
			o := ui.Option{Value: topic, Label: p.Words.Name(vocabulary.Topics, topic)}
			if !slices.Contains(out, o) {
				out = append(out, o)
			}
		}
	}
	return out
}

// peoplePage is who takes part.
type peoplePage struct {
	ownPage
	interests.PeoplePage
	Form      *web.Form
	NextPage  string
	Published bool
}

const peopleAtOnce = 40

func (p *Pages) people(c *web.Call, w who) error {
	after, err := web.DecodeKey(c.Query("after"), 2)
	if err != nil {
		return err
	}
	form := web.NewForm(map[string]string{"q": c.Query("q"), "topic": c.Query("topic")})
	in, err := p.Interests.People(c.Context(), w.Actor, w.Activity, w.Person, interests.PeopleFilter{Query: form.Text("q"), Topic: form.Text("topic"), After: after, Limit: peopleAtOnce})
	if err != nil {
		return err
	}
	s, err := p.Networking.Mine(c.Context(), w.Actor, w.Activity, w.Person)
	if err != nil {
		return err
	}
	page := peoplePage{ownPage: ownPage{who: w, Title: "Who takes part", Activity: in.Activity, Current: "/people"}, PeoplePage: in, Form: form, Published: s.Published}
	if in.Next != nil {
		page.NextPage = web.Address(w.Base+"/people", "q", form.Text("q"), "topic", form.Text("topic"), "after", web.EncodeKey(in.Next...))
	}
	return page.show(c, 200, peopleView(page))
}

var saidWords = map[string]string{
	interests.Must: "Noted: a meeting that must be.", interests.Want: "Noted: you wish to meet.", interests.NotPerson: "Noted: not suggested again.",
	interests.Known: "Noted: you know each other, so it is not suggested again.", interests.Veto: "Noted. You will not meet, and nobody is told.", interests.Nothing: "Taken back.",
}

func (p *Pages) say(c *web.Call, w who) error {
	f := c.Form()
	if err := p.Interests.Say(c.Context(), w.Actor, w.Activity, w.Person, f.Text("person"), f.Text("what")); err != nil {
		return err
	}
	back := w.Base + "/people"
	if f.Text("back") == "suggestions" {
		back = w.Base + "/suggestions"
	}
	return c.See(web.Address(back, "q", f.Text("q"), "topic", f.Text("topic")), saidWords[f.Text("what")])
}

func (p *Pages) topic(c *web.Call, w who) error {
	if err := p.Interests.CorrectTopic(c.Context(), w.Actor, w.Activity, w.Person, c.Form().Text("topic")); err != nil {
		return err
	}
	return c.See(w.Base+"/suggestions", "Noted: this topic is not supposed of you again.")
}

// topicNames says topics in words.
func topicNames(words *vocabulary.Words, list []interests.Interest) string {
	names := make([]string, len(list))
	for i, one := range list {
		names[i] = words.Name(vocabulary.Topics, one.Topic)
	}
	return strings.Join(names, ", ")
}
