package app

import (
	"slices"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/actionplans"
	"counterpart/internal/alumni"
	"counterpart/internal/assessments"
	"counterpart/internal/audit"
	"counterpart/internal/certificates"
	"counterpart/internal/feeds"
	"counterpart/internal/gaps"
	"counterpart/internal/indicators"
	"counterpart/internal/instruments"
	"counterpart/internal/laws"
	"counterpart/internal/outcomes"
	"counterpart/internal/privacy"
	"counterpart/internal/reach"
	"counterpart/internal/recommendations"
	"counterpart/internal/results"
	"counterpart/internal/secondments"
	"counterpart/internal/training"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// door leads from a hub to a page of a room. right is what the page asks for; "" is open to whoever is signed in.
type door struct {
	right  access.Right
	title  string
	detail string
	href   string
}

// myDoors are the pages on which people look after what is theirs: how they sign in, what is held of them.
var myDoors = []door{
	{"", "Signing in", "Passkeys, an authenticator app, a password", "/me/sign-in"},
	{"", "Where you are signed in", "Browsers that hold a session of yours, and how to end them", "/me/sessions"},
	{"", "Passkeys", "Sign in with your finger, face or PIN instead of a link", "/me/passkeys"},
	{"", "My calendar", "Your programme in the calendar program of your phone or computer", "/me/feeds"},
	{certificates.RightOwn, "My certificates", "What you completed, to be printed or taken along", "/me/certificates"},
	{secondments.RightOwn, "My secondment", "What you are asked to bring, your work plan, your reports", "/my-secondment"},
	{right: privacy.RightOwn, title: "My data", detail: "What is held of you and why, who looked, what is shown to whom; take a copy, or ask to be erased", href: "/me/data"},
}

// capacityDoors are the pages on what people learn, where they are hosted, and what becomes of them.
var capacityDoors = []door{
	{training.RightSee, "Training", "Curricula in versions, what activities deliver of them, selection, presence, completion", "/training"},
	{assessments.RightManage, "Questions for tests", "The bank of items, written by one and reviewed by another", "/test-items"},
	{actionplans.RightSee, "Action plans", "What people mean to change at home, and what became of it", "/action-plans"},
	{certificates.RightSee, "Certificates", "Who completed what; certificates to be signed, issued, revoked", "/certificates"},
	{alumni.RightRead, "Alumni", "The directory, introductions, stories, chapters, the newsletter", "/alumni"},
	{secondments.RightSee, "Secondments", "Assignments, dossiers, desks, and which members were never represented", "/secondments"},
}

// resultDoors are the pages on what came of the work.
var resultDoors = []door{
	{outcomes.RightSee, "Outcomes", "Changes that were harvested, reviewed, substantiated and published by consent", "/outcomes"},
	{indicators.RightSee, "Results framework", "Results, their indicators, and the values by period", "/framework"},
	{reach.RightSee, "Reach", "Whom the mechanism has reached and whom not, by party and year", "/reach"},
	{results.RightSee, "Reports of activities", "Figures frozen with their records, approved, published, restated", "/reports"},
}

// lawsDoors are the pages on the law of the parties beside the instruments that bind them.
var lawsDoors = []door{
	{instruments.RightRead, "Instruments", "Conventions and protocols, provision by provision, in versions", "/instruments"},
	{instruments.RightRead, "Treaty status", "Which States are party to what, since when, with which reservations", "/treaty-status"},
	{laws.RightSee, "National laws", "Which laws the parties have, since when they are in force, and how they read on a day", "/laws"},
	{gaps.RightSee, "Gap assessments", "The law of States held against instruments, written, cleared and followed up", "/gaps"},
	{gaps.RightRead, "States side by side", "What States cleared, provision by provision: the map, counts, what moved", "/law/compare"},
	{recommendations.RightRead, "Recommendations", "What States are advised to do, who answers for it, and what became of it", "/recommendations"},
}

// trustDoors are the pages that show how the registers are guarded and prove it, in one place.
var trustDoors = []door{
	{audit.RightSee, "History", "Who did what and who looked at whom, and whether it is whole.", "/audit"},
	{feeds.RightManage, "Webhooks", "Other systems that are told when something happens", "/webhooks"},
	{right: privacy.RightRegister, title: "Register of processing", detail: "Which data, why, on which ground, who receives them", href: "/privacy/processing"},
	{right: privacy.RightRegister, title: "Breaches", detail: "What went wrong with personal data, each with its clock", href: "/privacy/breaches"},
	{right: privacy.RightReview, title: "Retention", detail: "Records whose time has run out, before anything goes", href: "/privacy/retention"},
	{right: privacy.RightReview, title: "Erasures", detail: "Who asked to be erased; one reviews, a second one carries out", href: "/privacy/erasures"},
	{accounts.RightReview, "Roles and access", "Who may do what, who holds which role, and what looks risky", "/access"},
}

// me leads to everything that concerns the signed-in account itself.
func (a *App) me(c *web.Call) error {
	if !c.Actor.SignedIn() {
		return c.See("/signin", "")
	}
	return c.Show(web.View{Title: "My account", Content: hubView(hub{Title: "My account", Subtitle: c.Actor.Name, Doors: ajar(c.Actor, myDoors)})})
}

// trust leads to everything by which the installation shows that it can be trusted.
func (a *App) trust(c *web.Call) error {
	doors := ajar(c.Actor, trustDoors)
	if len(doors) == 0 {
		return c.Actor.Require("trust.see", access.Anything)
	}
	return c.Show(web.View{Title: "Trust", Content: hubView(hub{Title: "Trust", Subtitle: "Who may see what, who did what, and how it is proved", Doors: doors})})
}

// reached leads to everything about what came of the work.
func (a *App) reached(c *web.Call) error {
	if err := c.Actor.Require(indicators.RightSee, access.Anything); err != nil {
		return err
	}
	return c.Show(web.View{Title: "Results", Content: hubView(hub{Title: "Results", Subtitle: "What came of it, whom it reached, and what is published of that", Doors: ajar(c.Actor, resultDoors)})})
}

// capacity leads to everything about training, secondments and alumni.
func (a *App) capacity(c *web.Call) error {
	if err := c.Actor.Require(certificates.RightSee, access.Anything); err != nil {
		return err
	}
	return c.Show(web.View{Title: "Capacity", Content: hubView(hub{Title: "Capacity", Subtitle: "What people learn, where they are hosted, and what becomes of it", Doors: ajar(c.Actor, capacityDoors)})})
}

// laws leads to everything about instruments and national law.
func (a *App) laws(c *web.Call) error {
	doors := ajar(c.Actor, lawsDoors)
	if len(doors) == 0 {
		return c.Actor.Require(instruments.RightRead, access.Anything)
	}
	return c.Show(web.View{
		Title: "Laws", Content: hubView(hub{Title: "Laws side by side", Subtitle: "Instruments, national law, assessments, comparison", Doors: doors}), Public: !c.Actor.SignedIn(),
	})
}

type hub struct {
	Title    string
	Subtitle string
	Doors    []door
}

// ajar keeps the doors that the actor's rights open.
func ajar(actor access.Actor, doors []door) []door {
	return slices.DeleteFunc(slices.Clone(doors), func(d door) bool { return d.right != "" && !actor.Holds(d.right) })
}

// personLinks stand in the menu under the signed-in person's name.
func personLinks(access.Actor) []ui.Link { return []ui.Link{{Label: "My account", Href: "/me"}} }
