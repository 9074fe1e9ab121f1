package attendanceweb

import (
	"bytes"
	"fmt"
	"strconv"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/attendance"
	"counterpart/internal/fault"
	"counterpart/internal/print"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
)

// badgesPage lists who has a badge.
type badgesPage struct {
	Actor    access.Actor
	Activity activities.Activity
	Badges   []attendance.Badge
	Without  int
	Words    *vocabulary.Words
}

func (p *Pages) badges(c *web.Call) error {
	list, err := p.Attendance.Badges(c.Context(), c.Actor, c.Path("id"), "")
	if err != nil {
		return err
	}
	words, err := p.Vocabulary.Words(c.Context())
	if err != nil {
		return err
	}
	page := badgesPage{Actor: c.Actor, Activity: list.Activity, Badges: list.Badges, Without: list.Without, Words: words}
	return c.Show(view("Badges", list.Activity, 200, badgesView(page)))
}

func (p *Pages) issue(c *web.Call) error {
	id := c.Path("id")
	n, err := p.Attendance.IssueBadges(c.Context(), c.Actor, id)
	if err != nil {
		return err
	}
	words := "Everyone who comes in person has a badge already."
	if n > 0 {
		words = strconv.Itoa(n) + " badges are issued. Print them now."
	}
	return c.See("/activities/"+id+"/badges", words)
}

// badgesPDF prints all badges of the activity, or the one of a nomination.
func (p *Pages) badgesPDF(c *web.Call) error {
	list, err := p.Attendance.PrintBadges(c.Context(), c.Actor, c.Path("id"), c.Query("nomination"))
	if err != nil {
		return err
	}
	words, err := p.Vocabulary.Words(c.Context())
	if err != nil {
		return err
	}
	var sheet []print.Badge
	for _, b := range list.Badges {
		if b.Code != "" {
			sheet = append(sheet, badgeOf(b, list.Activity, words, c.Site.Demo))
		}
	}
	if len(sheet) == 0 {
		return fault.Clash("There is no badge to print. Issue the badges first.")
	}
	paper := print.A4
	if c.Query("paper") == "a6" || c.Query("nomination") != "" {
		paper = print.A6
	}
	mechanism := words.Pack.Mechanism
	head := print.Letterhead{Mechanism: mechanism.Name.Default, Created: c.Site.Now()}
	if len(mechanism.Letterhead) > 0 {
		head.Office = mechanism.Letterhead[0]
	}
	var out bytes.Buffer
	if err := print.Badges(&out, paper, sheet, head); err != nil {
		return fmt.Errorf("print badges: %w", err)
	}
	return c.Send("badges "+string(list.Activity.StartsOn)+" "+list.Activity.Label.Slug()+".pdf", "application/pdf", out.Bytes(), true)
}

// bands are the colours of the categories, in the order in which the mechanism lists them.
var bands = []print.Color{{R: 23, G: 63, B: 105}, {R: 20, G: 94, B: 72}, {R: 110, G: 60, B: 20}, {R: 92, G: 38, B: 84}, {R: 90, G: 90, B: 90}}

func badgeOf(b attendance.Badge, a activities.Activity, words *vocabulary.Words, demo bool) print.Badge {
	party := b.Party
	if b.FromParty != b.Party {
		party = b.FromParty + ", " + b.Party
	}
	out := print.Badge{
		Name: b.OnBadge.Name, NativeName: b.OnBadge.NativeName, Position: b.OnBadge.Position, Party: party, Activity: a.Title, Place: a.Where(),
		Dates: a.Dates(), Number: attendance.GroupCode(b.Code), Code: attendance.QRText(b.Code), Demo: demo, Label: string(a.Label),
		Category: words.Name(vocabulary.Categories, b.Category),
	}
	for i, t := range words.List(vocabulary.Categories) {
		if t.Code == b.Category {
			out.Colour = bands[i%len(bands)]
		}
	}
	return out
}

// badgePage is one person's badge, to be reissued or revoked.
type badgePage struct {
	Activity activities.Activity
	Badge    attendance.Badge
	Form     *web.Form
}

func (p *Pages) badgeForm(c *web.Call) error { return p.showBadge(c, 200, web.NewForm(nil)) }

func (p *Pages) showBadge(c *web.Call, status int, form *web.Form) error {
	list, err := p.Attendance.Badges(c.Context(), c.Actor, c.Path("id"), c.Path("nomination"))
	if err != nil {
		return err
	}
	if len(list.Badges) == 0 {
		return fault.Missing("confirmed person")
	}
	page := badgePage{Activity: list.Activity, Badge: list.Badges[0], Form: form}
	return c.Show(view("Badge", list.Activity, status, badgeView(page)))
}

func (p *Pages) reissue(c *web.Call) error {
	form, id, nomination := c.Form(), c.Path("id"), c.Path("nomination")
	code, err := p.Attendance.ReissueBadge(c.Context(), c.Actor, id, nomination, form.Text("reason"))
	if err != nil {
		if err = form.Merge(err); form.Wrong.Err() == nil {
			return err
		}
		return p.showBadge(c, 422, form)
	}
	return c.See("/activities/"+id+"/badges/"+nomination, "The new badge has the code "+attendance.GroupCode(code)+". The old one no longer opens any door.")
}

func (p *Pages) revoke(c *web.Call) error {
	form, id := c.Form(), c.Path("id")
	if err := p.Attendance.RevokeBadge(c.Context(), c.Actor, id, c.Path("nomination"), form.Text("reason")); err != nil {
		if err = form.Merge(err); form.Wrong.Err() == nil {
			return err
		}
		return p.showBadge(c, 422, form)
	}
	return c.See("/activities/"+id+"/badges", "The badge no longer opens any door.")
}

// issued says when a badge was issued, on the clock of the place.
func issued(a activities.Activity, b attendance.Badge) string {
	if b.IssuedAt.IsZero() {
		return "none"
	}
	return time.Time(b.IssuedAt.Time).In(a.Zone()).Format("2 Jan 2006 15:04")
}
