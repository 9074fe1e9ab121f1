package alumniweb

import (
	"strconv"

	"counterpart/internal/activities"
	"counterpart/internal/alumni"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// chaptersPage lists the chapters.
type chaptersPage struct {
	head
	Rows []alumni.Chapter
}

func (p *Pages) chapters(c *web.Call) error {
	h, err := p.head(c, "/alumni-chapters")
	if err != nil {
		return err
	}
	page := chaptersPage{head: h}
	if page.Rows, err = p.Alumni.Chapters(c.Context(), c.Actor); err != nil {
		return err
	}
	return c.Show(web.View{Title: "Chapters", Content: chaptersView(page), Label: pageLabel})
}

// chapterPage is one chapter, or the form of one.
type chapterPage struct {
	head
	alumni.ChapterPage
	Form       *web.Form
	Action     string
	Activities []ui.Option
}

func (p chapterPage) at(part string) string { return "/alumni-chapters/" + p.Chapter.ID + part }

func (p *Pages) loadChapter(c *web.Call) (chapterPage, error) {
	h, err := p.head(c, "")
	if err != nil {
		return chapterPage{}, err
	}
	found, err := p.Alumni.Chapter(c.Context(), c.Actor, c.Path("chapter"))
	return chapterPage{head: h, ChapterPage: found, Form: c.Form(), Action: "/alumni-chapters/" + found.ID}, err
}

func (p *Pages) chapter(c *web.Call) error { return p.showChapter(c, 200) }

func (p *Pages) showChapter(c *web.Call, status int) error {
	page, err := p.loadChapter(c)
	if err != nil {
		return err
	}
	if c.Actor.Holds(alumni.RightTend) && page.Form.Values.Has("find") {
		list, _, err := p.Activities.List(c.Context(), c.Actor, activities.Filter{Query: page.Form.Text("find"), Limit: 20})
		if err != nil {
			return err
		}
		for _, a := range list {
			page.Activities = append(page.Activities, ui.Option{Value: a.ID, Label: a.Title, Hint: a.Dates()})
		}
	}
	return c.Show(web.View{Title: page.Name, Content: chapterView(page), Status: status, Label: string(entriesLabel(page.List, page.Office))})
}

func readChapter(f *web.Form) alumni.ChapterDraft {
	return alumni.ChapterDraft{Name: f.Text("name"), About: f.Text("about"), LeadID: f.Text("lead_id"), Version: f.Int("version", "Version")}
}

func (p *Pages) foundForm(c *web.Call) error { return p.showFound(c, 200, c.Form()) }

func (p *Pages) showFound(c *web.Call, status int, form *web.Form) error {
	h, err := p.head(c, "/alumni-chapters")
	if err != nil {
		return err
	}
	return c.Show(web.View{Title: "A new chapter", Content: foundView(chapterPage{head: h, Form: form, Action: "/alumni-chapters"}), Status: status, Label: pageLabel})
}

func (p *Pages) found(c *web.Call) error {
	form := c.Form()
	id, err := p.Alumni.Found(c.Context(), c.Actor, "", readChapter(form))
	if err != nil {
		return after(form, err, func(status int) error { return p.showFound(c, status, form) })
	}
	return c.See("/alumni-chapters/"+id, "The chapter is founded. Alumni can join it.")
}

func (p *Pages) chapterForm(c *web.Call) error {
	page, err := p.loadChapter(c)
	if err != nil {
		return err
	}
	page.Form = web.NewForm(map[string]string{"name": page.Name, "about": page.About, "lead_id": page.LeadID, "version": strconv.Itoa(page.Version)})
	return c.Show(web.View{Title: "Change the chapter", Content: foundView(page), Label: pageLabel})
}

func (p *Pages) changeChapter(c *web.Call) error {
	form, id := c.Form(), c.Path("chapter")
	if _, err := p.Alumni.Found(c.Context(), c.Actor, id, readChapter(form)); err != nil {
		return after(form, err, func(status int) error {
			page, err := p.loadChapter(c)
			if err != nil {
				return err
			}
			page.Form = form
			return c.Show(web.View{Title: "Change the chapter", Content: foundView(page), Status: status, Label: pageLabel})
		})
	}
	return c.See("/alumni-chapters/"+id, "The chapter is kept.")
}

func (p *Pages) join(c *web.Call) error  { return p.setJoined(c, true, "You are one of the chapter.") }
func (p *Pages) leave(c *web.Call) error { return p.setJoined(c, false, "You left the chapter.") }

func (p *Pages) setJoined(c *web.Call, join bool, words string) error {
	if err := p.Alumni.Join(c.Context(), c.Actor, c.Path("chapter"), join); err != nil {
		return err
	}
	return c.See("/alumni-chapters/"+c.Path("chapter"), words)
}

func (p *Pages) closeChapter(c *web.Call) error {
	if err := p.Alumni.CloseChapter(c.Context(), c.Actor, c.Path("chapter")); err != nil {
		return err
	}
	return c.See("/alumni-chapters", "The chapter is closed.")
}

func (p *Pages) meets(c *web.Call) error {
	form, id := c.Form(), c.Path("chapter")
	meets := form.Text("meets") != "no"
	if err := p.Alumni.Meet(c.Context(), c.Actor, id, form.Text("activity_id"), meets); err != nil {
		return after(form, err, func(status int) error { return p.showChapter(c, status) })
	}
	words := "The chapter meets at this activity."
	if !meets {
		words = "The activity is no longer a meeting of the chapter."
	}
	return c.See("/alumni-chapters/"+id, words)
}
