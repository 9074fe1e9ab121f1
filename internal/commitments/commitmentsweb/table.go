package commitmentsweb

import (
	"bytes"
	"fmt"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/commitments"
	"counterpart/internal/label"
	"counterpart/internal/print"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// tablePage is what the body that meets at an activity has on its table.
type tablePage struct {
	commitments.Table
	Actor  access.Actor
	Form   *web.Form
	Bodies []ui.Option
}

func (p tablePage) at(part string) string {
	return "/activities/" + p.Activity.ID + "/commitments" + part
}

// label is the strictest of everything on the page.
func tableLabel(t commitments.Table) label.TLP {
	all := append(append(append(append([]commitments.Commitment{}, t.Due...), t.Later...), t.Settled...), t.MadeHere...)
	return label.Strictest(commitments.Strictest(all), t.Activity.Label)
}

func (p *Pages) table(c *web.Call) error { return p.showTable(c, 200, c.Form()) }

func (p *Pages) showTable(c *web.Call, status int, form *web.Form) error {
	t, err := p.Commitments.OnTable(c.Context(), c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	page := tablePage{Table: t, Actor: c.Actor, Form: form}
	if !form.Values.Has("body_id") {
		form.Values.Set("body_id", t.BodyID)
	}
	if t.MaySet {
		if page.Bodies, err = p.bodyOptions(c); err != nil {
			return err
		}
	}
	return c.Show(web.View{Title: "Commitments: " + t.Activity.Title, Content: tableView(page), Status: status, Label: string(tableLabel(t))})
}

func (p *Pages) setBody(c *web.Call) error {
	form, id := c.Form(), c.Path("id")
	if err := p.Commitments.SetBody(c.Context(), c.Actor, id, form.Text("body_id")); err != nil {
		return after(form, err, func(status int) error { return p.showTable(c, status, form) })
	}
	return c.See("/activities/"+id+"/commitments", "The body that meets is kept.")
}

// sheet prints the table, for those who sit at it.
func (p *Pages) sheet(c *web.Call) error {
	t, err := p.Commitments.PrintTable(c.Context(), c.Actor, c.Path("id"))
	if err != nil {
		return err
	}
	words, err := p.Vocabulary.Words(c.Context())
	if err != nil {
		return err
	}
	mechanism := words.Pack.Mechanism
	tlp := tableLabel(t)
	doc := print.Sheets{
		Head: print.Letterhead{Mechanism: mechanism.Name.Default, Created: c.Site.Now()}, Title: t.Activity.Title, Place: t.Activity.Where(), Dates: t.Activity.Dates(), Label: string(tlp), Demo: c.Site.Demo,
		AsAt: c.Site.Now().In(t.Activity.Zone()).Format("2 January 2006, 15:04 MST"),
	}
	if len(mechanism.Letterhead) > 0 {
		doc.Head.Office = mechanism.Letterhead[0]
	}
	one := print.Sheet{Title: "Commitments", Lead: leadWords(t), None: "Nothing is open, and nothing was settled since the last meeting."}
	if t.Body != "" {
		one.Title = "Commitments to the " + t.Body
	}
	for _, part := range tableParts(t) {
		for _, x := range part.rows {
			one.Rows = append(one.Rows, print.SheetRow{Day: part.title, When: web.Day(x.DueOn), What: x.Title, Detail: strings.Join(saidLast(x), ". "), Where: x.Party + ", " + strings.ToLower(x.State.Words())})
		}
	}
	doc.Sheets = []print.Sheet{one}
	var out bytes.Buffer
	if err := print.WriteSheets(&out, doc); err != nil {
		return fmt.Errorf("print commitments: %w", err)
	}
	return c.Send("commitments "+string(t.Activity.StartsOn)+" "+tlp.Slug()+".pdf", "application/pdf", out.Bytes(), true)
}

// tablePart is a heading with what stands under it.
type tablePart struct {
	title, note string
	rows        []commitments.Commitment
}

// tableParts are the parts of the table that have something in them.
func tableParts(t commitments.Table) []tablePart {
	var out []tablePart
	for _, part := range []tablePart{
		{"Due by this meeting, and open", "", t.Due}, {"Open, and due later", "", t.Later}, {"Settled since the last meeting", "", t.Settled}, {"Made at this activity", "To whichever body", t.MadeHere},
	} {
		if len(part.rows) > 0 {
			out = append(out, part)
		}
	}
	return out
}

func leadWords(t commitments.Table) string {
	switch {
	case t.Body == "":
		return ""
	case t.Last.Title == "":
		return "The first meeting of this body that is noted here."
	default:
		return "Last meeting: " + t.Last.Title + ", " + web.Day(t.Last.StartsOn) + "."
	}
}

// saidLast is what was said last, with its day.
func saidLast(x commitments.Commitment) []string {
	if x.LastWords == "" {
		return []string{"Nothing was reported yet"}
	}
	return []string{"Said on " + web.Day(x.LastOn) + ": " + strings.TrimSuffix(x.LastWords, ".")}
}
