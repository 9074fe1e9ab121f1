package partiesweb

import (
	"strconv"
	"strings"

	"counterpart/internal/parties"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// postPage is the form of a post that is known.
type postPage struct {
	Post  parties.Post
	Form  *web.Form
	Words *vocabulary.Words
}

func readPost(f *web.Form) parties.PostDraft {
	return parties.PostDraft{Kind: f.Text("post_kind"), Title: f.Text("title"), Email: f.Text("email")}
}

func (p *Pages) postForm(c *web.Call) error {
	post, err := p.Parties.Post(c.Context(), c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	return p.showPost(c, 200, post, web.NewForm(map[string]string{
		"post_kind": post.Kind, "title": post.Title, "email": post.Email, "version": strconv.Itoa(post.Version),
	}))
}

func (p *Pages) showPost(c *web.Call, status int, post parties.Post, form *web.Form) error {
	page := postPage{Post: post, Form: form}
	var err error
	if page.Words, err = p.Vocabulary.Words(c.Context()); err != nil {
		return err
	}
	return c.Show(web.View{Title: post.Title, Content: postView(page), Status: status})
}

func (p *Pages) changePost(c *web.Call) error {
	form := c.Form()
	post, err := p.Parties.Post(c.Context(), c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	err = p.Parties.ChangePost(c.Context(), c.Actor, post.ID, form.Int("version", "Version"), readPost(form))
	if form.Overtaken(err, post.Version) {
		return p.showPost(c, 409, post, form)
	}
	if err != nil {
		if err = form.Merge(err); form.Wrong.Err() == nil {
			return err
		}
		return p.showPost(c, 422, post, form)
	}
	return c.See(homeOf(post), "The change is kept.")
}

// homeOf is the page on which a post stands.
func homeOf(post parties.Post) string {
	if post.BodyID != "" {
		return "/bodies/" + post.BodyID
	}
	return "/parties/" + post.PartyID
}

// postKinds are the kinds of post that a party or a body can have.
func postKinds(words *vocabulary.Words, of string) []ui.Option {
	var out []ui.Option
	for _, t := range words.List(vocabulary.PostKinds) {
		if t.Parent == of || t.Parent == "" || of == "" {
			out = append(out, ui.Option{Value: t.Code, Label: t.Name})
		}
	}
	return out
}

func list(words []string) string { return strings.Join(words, ", ") }

// statusOn says the status on the day that is shown.
func statusOn(p partyPage) string {
	words := p.Words.Name(vocabulary.Statuses, p.Party.Status)
	if words == "" {
		words = "No status"
	}
	if p.AsAt == "" {
		return words
	}
	return words + " on " + web.Day(p.AsAt)
}

func partyCrumbs(p partyPage) []ui.Link {
	out := []ui.Link{{Label: "Parties", Href: "/parties"}}
	if p.Party.ParentID != "" {
		out = append(out, ui.Link{Label: p.Party.ParentName, Href: "/parties/" + p.Party.ParentID})
	}
	return out
}
