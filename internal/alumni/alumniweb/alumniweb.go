// Package alumniweb shows the directory of alumni as each reader may see it, introductions, stories, chapters, the newsletter, and how
// the office keeps in touch; and has the JSON API of all that.
package alumniweb

import (
	"cmp"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/activities"
	"counterpart/internal/alumni"
	"counterpart/internal/parties"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// Pages has the handlers of this room.
type Pages struct {
	Alumni     *alumni.Service
	Parties    *parties.Service
	Activities *activities.Service
	Accounts   *accounts.Service
	Vocabulary *vocabulary.Service
}

// Routes lists every page, form and download of this room.
func (p *Pages) Routes() []web.Route {
	read, see, tend, own, veto := alumni.RightRead, alumni.RightSee, alumni.RightTend, alumni.RightOwn, alumni.RightVeto
	const token = "the token is checked"
	return []web.Route{
		{Pattern: "GET /alumni", Right: read, Do: p.directory},
		{Pattern: "GET /alumni.csv", Right: read, Do: p.csv},
		{Pattern: "GET /alumni/contacts", Right: see, Do: p.contacts},
		{Pattern: "GET /alumni/me", Right: own, Do: p.me},
		{Pattern: "GET /alumni/{person}", Right: read, Do: p.show},
		{Pattern: "GET /alumni/{person}/profile", Right: read, Do: p.profileForm},
		{Pattern: "POST /alumni/{person}/profile", Right: read, Do: p.profile},
		{Pattern: "GET /alumni/{person}/shown", Right: own, Do: p.shownForm},
		{Pattern: "POST /alumni/{person}/shown", Right: own, Do: p.shown},
		{Pattern: "GET /alumni/{person}/never", Right: read, Do: p.neverForm},
		{Pattern: "POST /alumni/{person}/never", Right: read, Do: p.never},
		{Pattern: "GET /alumni/{person}/veto", Right: veto, Do: p.vetoForm},
		{Pattern: "POST /alumni/{person}/veto", Right: veto, Do: p.veto},
		{Pattern: "GET /introductions", Right: read, Do: p.introductions},
		{Pattern: "GET /introductions/new", Right: read, Do: p.askForm},
		{Pattern: "POST /introductions", Right: read, Do: p.ask},
		{Pattern: "GET /introductions/{introduction}", Right: read, Do: p.introduction},
		{Pattern: "POST /introductions/{introduction}", Right: read, Do: p.step},
		{Pattern: "GET /i/{token}", Open: token, Do: p.askedForm},
		{Pattern: "POST /i/{token}", Open: token, Do: p.asked},
		{Pattern: "GET /stories", Open: "stories whose tellers agreed to publish them", Do: p.published},
		{Pattern: "GET /alumni-stories", Right: read, Do: p.stories},
		{Pattern: "GET /alumni-stories/new", Right: read, Do: p.tellForm},
		{Pattern: "POST /alumni-stories", Right: read, Do: p.tell},
		{Pattern: "GET /alumni-stories/{story}", Right: read, Do: p.story},
		{Pattern: "GET /alumni-stories/{story}/edit", Right: read, Do: p.retellForm},
		{Pattern: "POST /alumni-stories/{story}", Right: read, Do: p.retell},
		{Pattern: "POST /alumni-stories/{story}/state", Right: read, Do: p.moveStory},
		{Pattern: "GET /alumni-chapters", Right: read, Do: p.chapters},
		{Pattern: "GET /alumni-chapters/new", Right: tend, Do: p.foundForm},
		{Pattern: "POST /alumni-chapters", Right: tend, Do: p.found},
		{Pattern: "GET /alumni-chapters/{chapter}", Right: read, Do: p.chapter},
		{Pattern: "GET /alumni-chapters/{chapter}/edit", Right: tend, Do: p.chapterForm},
		{Pattern: "POST /alumni-chapters/{chapter}", Right: tend, Do: p.changeChapter},
		{Pattern: "POST /alumni-chapters/{chapter}/join", Right: own, Do: p.join},
		{Pattern: "POST /alumni-chapters/{chapter}/leave", Right: own, Do: p.leave},
		{Pattern: "POST /alumni-chapters/{chapter}/close", Right: tend, Do: p.closeChapter},
		{Pattern: "POST /alumni-chapters/{chapter}/meetings", Right: tend, Do: p.meets},
		{Pattern: "GET /alumni-news", Right: tend, Do: p.news},
		{Pattern: "GET /alumni-news/new", Right: tend, Do: p.newsForm},
		{Pattern: "POST /alumni-news", Right: tend, Do: p.write},
		{Pattern: "GET /alumni-news/{letter}", Right: tend, Do: p.rehearse},
		{Pattern: "POST /alumni-news/{letter}", Right: tend, Do: p.rewrite},
		{Pattern: "POST /alumni-news/{letter}/send", Right: tend, Do: p.send},
		{Pattern: "GET /u/{token}", Open: token, Do: p.endForm},
		{Pattern: "POST /u/{token}", Open: token, Do: p.end},
	}
}

const (
	pageSize  = 50
	pageLabel = "TLP:AMBER"
	strict    = "TLP:AMBER+STRICT"
)

// after is what a form leads to: shown again with the words beside the fields, or the error.
func after(form *web.Form, err error, again func(status int) error) error {
	if err = form.Merge(err); form.Wrong.Err() == nil {
		return err
	}
	return again(422)
}

// partyOptions are the parties that the reader knows; none where they know no register.
func (p *Pages) partyOptions(c *web.Call) ([]ui.Option, error) {
	if !c.Actor.Holds(parties.RightSee) {
		return nil, nil
	}
	list, err := p.Parties.Names(c.Context(), c.Actor)
	out := make([]ui.Option, len(list))
	for i, one := range list {
		out[i] = ui.Option{Value: one.ID, Label: one.Name}
	}
	return out, err
}

// topicOptions are the topics of the pack, with the words that say one of them.
func (p *Pages) topicOptions(c *web.Call) ([]ui.Option, *vocabulary.Words, error) {
	words, err := p.Vocabulary.Words(c.Context())
	if err != nil {
		return nil, nil, err
	}
	var out []ui.Option
	for _, t := range words.List(vocabulary.Topics) {
		out = append(out, ui.Option{Value: t.Code, Label: t.Name})
	}
	return out, words, nil
}

// doors lead from the directory to the other pages, as far as the reader's rights go.
func doors(actor access.Actor) []ui.NavItem {
	out := []ui.NavItem{{Label: "Directory", Href: "/alumni"}}
	if actor.Holds(alumni.RightOwn) && actor.Person != "" {
		out = append(out, ui.NavItem{Label: "My entry", Href: "/alumni/me"})
	}
	out = append(out, ui.NavItem{Label: "Introductions", Href: "/introductions"}, ui.NavItem{Label: "Chapters", Href: "/alumni-chapters"})
	if actor.Holds(alumni.RightSee) || actor.Holds(alumni.RightOwn) {
		out = append(out, ui.NavItem{Label: "Stories", Href: "/alumni-stories"})
	}
	if actor.Holds(alumni.RightSee) {
		out = append(out, ui.NavItem{Label: "In touch", Href: "/alumni/contacts"})
	}
	if actor.Holds(alumni.RightTend) {
		out = append(out, ui.NavItem{Label: "Newsletter", Href: "/alumni-news"})
	}
	return out
}

// head is what each page of the alumni begins with.
type head struct {
	Actor  access.Actor
	Path   string
	vocab  *vocabulary.Words
	Topics []ui.Option
}

func (p *Pages) head(c *web.Call, path string) (head, error) {
	topics, words, err := p.topicOptions(c)
	return head{Actor: c.Actor, Path: path, vocab: words, Topics: topics}, err
}

// tabs are the doors, with the one that is open.
func (h head) tabs() []ui.NavItem {
	items := doors(h.Actor)
	for i := range items {
		items[i].Current = items[i].Href == h.Path
	}
	return items
}

func (h head) topic(code string) string { return cmp.Or(h.vocab.Name(vocabulary.Topics, code), code) }

func (h head) topics(codes []string) string {
	out := ""
	for i, code := range codes {
		if i > 0 {
			out += ", "
		}
		out += h.topic(code)
	}
	return out
}
