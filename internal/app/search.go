package app

import (
	"counterpart/internal/activities"
	"counterpart/internal/commitments"
	"counterpart/internal/curricula"
	"counterpart/internal/gaps"
	"counterpart/internal/laws"
	"counterpart/internal/outcomes"
	"counterpart/internal/parties"
	"counterpart/internal/people"
	"counterpart/internal/support"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
)

// found is one hit of the search over all registers.
type found struct {
	Href   string
	Name   string
	Native string
	Lang   string
	Detail string
}

// searchPage shows the first hits of each register; each register's own list has the rest.
type searchPage struct {
	Query      string
	Activities []found
	Parties    []found
	People     []found
	Requests   []found
	Offers     []found
	Promises   []found // commitments
	Outcomes   []found
	Laws       []found
	Gaps       []found
	Curricula  []found
}

// hits is how many of each register the page shows.
const hits = 10

// search looks for the beginnings of the words in every register that the actor may see.
func (a *App) search(c *web.Call) error {
	page := searchPage{Query: c.Form().Text("q")}
	if page.Query != "" {
		if err := a.lookUp(c, &page); err != nil {
			return err
		}
	}
	return c.Show(web.View{Title: "Search", Content: searchView(page)})
}

func (a *App) lookUp(c *web.Call, page *searchPage) error {
	words, err := a.Vocabulary.Words(c.Context())
	if err != nil {
		return err
	}
	if c.Actor.Holds(activities.RightSee) {
		list, _, err := a.Activities.List(c.Context(), c.Actor, activities.Filter{Query: page.Query, Limit: hits})
		if err != nil {
			return err
		}
		for _, x := range list {
			page.Activities = append(page.Activities, found{Href: "/activities/" + x.ID, Name: x.Title, Detail: x.Place + ", " + string(x.StartsOn)})
		}
	}
	if c.Actor.Holds(parties.RightSee) {
		list, _, err := a.Parties.List(c.Context(), c.Actor, parties.Filter{Query: page.Query, Limit: hits})
		if err != nil {
			return err
		}
		for _, x := range list {
			page.Parties = append(page.Parties, found{Href: "/parties/" + x.ID, Name: x.Name, Detail: words.Name(vocabulary.PartyKinds, x.Kind)})
		}
	}
	if err := a.lookUpSupport(c, page, words); err != nil {
		return err
	}
	if err := a.lookUpOutcomes(c, page); err != nil {
		return err
	}
	if err := a.lookUpLaws(c, page); err != nil {
		return err
	}
	if c.Actor.Holds(people.RightSee) {
		list, _, err := a.People.List(c.Context(), c.Actor, people.Filter{Query: page.Query, Limit: hits})
		if err != nil {
			return err
		}
		for _, x := range list {
			page.People = append(page.People, found{Href: "/people/" + x.ID, Name: x.Given, Native: x.NativeName, Lang: x.NativeLang})
		}
	}
	return nil
}

func (a *App) lookUpSupport(c *web.Call, page *searchPage, words *vocabulary.Words) error {
	if c.Actor.Holds(support.RightSee) {
		list, _, err := a.Support.List(c.Context(), c.Actor, support.Filter{Query: page.Query, Limit: hits})
		if err != nil {
			return err
		}
		for _, x := range list {
			page.Requests = append(page.Requests, found{Href: "/requests/" + x.ID, Name: x.Title, Detail: x.Party + ", " + x.State.Words()})
		}
	}
	if c.Actor.Holds(support.RightOffers) {
		list, _, err := a.Support.Offers(c.Context(), c.Actor, support.OfferFilter{Query: page.Query, All: true, Limit: hits})
		if err != nil {
			return err
		}
		for _, x := range list {
			page.Offers = append(page.Offers, found{Href: "/offers/" + x.ID, Name: x.Title, Detail: x.Party + ", " + words.Name(vocabulary.HelpTypes, x.Help)})
		}
	}
	return nil
}

// lookUpLaws looks among the national laws and their assessments.
func (a *App) lookUpLaws(c *web.Call, page *searchPage) error {
	if c.Actor.Holds(laws.RightSee) {
		list, _, err := a.Laws.List(c.Context(), c.Actor, laws.Filter{Query: page.Query, Limit: hits})
		if err != nil {
			return err
		}
		for _, x := range list {
			page.Laws = append(page.Laws, found{Href: "/laws/" + x.ID, Name: x.Name(), Native: native(x), Lang: x.Language, Detail: x.Citation()})
		}
	}
	if c.Actor.Holds(gaps.RightSee) {
		list, err := a.Gaps.Search(c.Context(), c.Actor, page.Query, hits)
		if err != nil {
			return err
		}
		for _, x := range list {
			page.Gaps = append(page.Gaps, found{Href: "/gaps/" + x.ID, Name: x.Party, Detail: x.Project})
		}
	}
	return nil
}

// native is the title of a law in its own language, where another one is shown.
func native(l laws.Law) string {
	if l.Translation == "" {
		return ""
	}
	return l.Title
}

// lookUpOutcomes looks among what was undertaken and what came of it.
func (a *App) lookUpOutcomes(c *web.Call, page *searchPage) error {
	if c.Actor.Holds(commitments.RightSee) {
		list, _, err := a.Commitments.List(c.Context(), c.Actor, commitments.Filter{Query: page.Query, Limit: hits})
		if err != nil {
			return err
		}
		for _, x := range list {
			page.Promises = append(page.Promises, found{Href: "/commitments/" + x.ID, Name: x.Title, Detail: x.Party + ", " + x.State.Words()})
		}
	}
	if c.Actor.Holds(curricula.RightSee) {
		list, _, err := a.Curricula.List(c.Context(), c.Actor, curricula.Filter{Query: page.Query, Limit: hits})
		if err != nil {
			return err
		}
		for _, x := range list {
			page.Curricula = append(page.Curricula, found{Href: "/training/curricula/" + x.ID, Name: x.Title, Detail: x.Code + ", " + x.State.Words()})
		}
	}
	if c.Actor.Holds(outcomes.RightSee) {
		list, _, err := a.Outcomes.List(c.Context(), c.Actor, outcomes.Filter{Query: page.Query, Limit: hits})
		if err != nil {
			return err
		}
		for _, x := range list {
			page.Outcomes = append(page.Outcomes, found{Href: "/outcomes/" + x.ID, Name: x.Title, Detail: x.Who() + ", " + x.State.Words()})
		}
	}
	return nil
}
