package alumniweb

import (
	"strconv"

	"counterpart/internal/alumni"
	"counterpart/internal/fault"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// publishedPage are the stories that everybody reads.
type publishedPage struct{ List []alumni.Story }

func (p *Pages) published(c *web.Call) error {
	list, err := p.Alumni.PublishedStories(c.Context())
	if err != nil {
		return err
	}
	return c.Show(web.View{Title: "Stories of alumni", Content: publishedView(publishedPage{list}), Public: true, Label: "TLP:CLEAR", Describe: "What people who took part in trainings and secondments tell"})
}

// storiesPage lists stories for the office, or for whoever tells them.
type storiesPage struct {
	head
	Rows    []alumni.Story
	Alumnus bool
}

func (p *Pages) stories(c *web.Call) error {
	h, err := p.head(c, "/alumni-stories")
	if err != nil {
		return err
	}
	page := storiesPage{head: h, Alumnus: c.Actor.Holds(alumni.RightOwn) && c.Actor.Person != ""}
	if page.Rows, err = p.Alumni.Stories(c.Context(), c.Actor); err != nil {
		return err
	}
	return c.Show(web.View{Title: "Stories", Content: storiesView(page), Label: pageLabel})
}

// storyPage is one story, or the form of one.
type storyPage struct {
	head
	Story   alumni.Story
	Form    *web.Form
	Action  string
	Back    string
	Persons []ui.Option // of whom it may be, for a new one of the office
	Own     bool
}

func (p *Pages) tellForm(c *web.Call) error {
	form := c.Form()
	if form.Text("person_id") == "" && !c.Actor.Holds(alumni.RightTend) {
		form.Values.Set("person_id", c.Actor.Person)
	}
	return p.showTell(c, 200, form)
}

func (p *Pages) showTell(c *web.Call, status int, form *web.Form) error {
	h, err := p.head(c, "/alumni-stories")
	if err != nil {
		return err
	}
	person := form.Text("person_id")
	if !c.Actor.Holds(alumni.RightTend) && !c.Actor.Holds(alumni.RightOwn) {
		return c.Actor.Require(alumni.RightTend, closedObject)
	}
	if person == "" {
		return c.See("/alumni", "Choose whose story it is, and begin it from there.")
	}
	found, err := p.Alumni.Find(c.Context(), c.Actor, person)
	if err != nil {
		return err
	}
	if !found.Own && !c.Actor.Holds(alumni.RightTend) {
		return c.Actor.Require(alumni.RightTend, closedObject)
	}
	page := storyPage{head: h, Form: form, Action: "/alumni-stories", Back: "/alumni/" + person, Own: found.Own, Story: alumni.Story{Person: found.Entry.Name, PersonID: person}}
	return c.Show(web.View{Title: "A story", Content: tellView(page), Status: status, Label: pageLabel})
}

func readStory(f *web.Form) alumni.StoryDraft {
	return alumni.StoryDraft{PersonID: f.Text("person_id"), Title: f.Text("title"), Body: f.Text("body"), Byline: f.Text("byline"), Version: f.Int("version", "Version")}
}

func (p *Pages) tell(c *web.Call) error {
	form := c.Form()
	id, err := p.Alumni.Tell(c.Context(), c.Actor, readStory(form))
	if err != nil {
		return after(form, err, func(status int) error { return p.showTell(c, status, form) })
	}
	return c.See("/alumni-stories/"+id, "The story is kept. It is published once the person agrees to it as it stands.")
}

func (p *Pages) loadStory(c *web.Call) (storyPage, error) {
	h, err := p.head(c, "")
	if err != nil {
		return storyPage{}, err
	}
	found, err := p.Alumni.Story(c.Context(), c.Actor, c.Path("story"))
	at := "/alumni-stories/" + found.ID
	return storyPage{head: h, Story: found, Form: c.Form(), Action: at, Back: at, Own: found.PersonID != "" && found.PersonID == c.Actor.Person}, err
}

func (p *Pages) story(c *web.Call) error {
	page, err := p.loadStory(c)
	if err != nil {
		return err
	}
	return c.Show(web.View{Title: page.Story.Title, Content: storyView(page), Label: pageLabel})
}

func (p *Pages) retellForm(c *web.Call) error {
	page, err := p.loadStory(c)
	if err != nil {
		return err
	}
	if err := p.Alumni.MayTell(c.Actor, page.Story.PersonID); err != nil {
		return err
	}
	x := page.Story
	page.Form = web.NewForm(map[string]string{"title": x.Title, "body": x.Body, "byline": x.Byline, "version": strconv.Itoa(x.Version)})
	return c.Show(web.View{Title: "Change the story", Content: tellView(page), Label: pageLabel})
}

func (p *Pages) retell(c *web.Call) error {
	form, id := c.Form(), c.Path("story")
	if err := p.Alumni.Retell(c.Context(), c.Actor, id, readStory(form)); err != nil {
		return after(form, err, func(status int) error {
			page, err := p.loadStory(c)
			if err != nil {
				return err
			}
			return c.Show(web.View{Title: "Change the story", Content: tellView(page), Status: status, Label: pageLabel})
		})
	}
	return c.See("/alumni-stories/"+id, "The story is kept. It waits for the person's agreement to this text.")
}

// moveStory takes a step with a story.
func (p *Pages) moveStory(c *web.Call) error {
	form, id := c.Form(), c.Path("story")
	version := form.Int("version", "Version")
	found, err := p.Alumni.Story(c.Context(), c.Actor, id)
	if err != nil {
		return err
	}
	if err := p.Alumni.MayTell(c.Actor, found.PersonID); err != nil {
		return err
	}
	words := ""
	switch form.Text("step") {
	case "agree":
		err, words = p.Alumni.AgreeToStory(c.Context(), c.Actor, id, version), "You agreed that the story is published as it stands."
	case "publish":
		err, words = p.Alumni.PublishStory(c.Context(), c.Actor, id, version), "The story is published."
	case "take_back":
		err, words = p.Alumni.TakeBackStory(c.Context(), c.Actor, id, version), "The story is no longer published."
	default:
		err = fault.Wrong("step", "Choose what to do with the story.")
	}
	if err != nil {
		return err
	}
	return c.See("/alumni-stories/"+id, words)
}
