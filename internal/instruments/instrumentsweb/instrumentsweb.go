// Package instrumentsweb shows instruments, their provisions and mappings, how the States stand to them, and takes files of all three.
package instrumentsweb

import (
	"bytes"
	"encoding/csv"
	"slices"
	"strconv"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/instruments"
	"counterpart/internal/instruments/library"
	"counterpart/internal/label"
	"counterpart/internal/registrations"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// Pages has the handlers of this room.
type Pages struct {
	Instruments *instruments.Service
	Vocabulary  *vocabulary.Service
}

// Routes lists every page, form and download of this room.
func (p *Pages) Routes() []web.Route {
	status := instruments.RightStatus
	const facts = "facts that depositaries publish"
	const file = "the verb asks for the right that the kind of file needs"
	const pair = "/treaty-status/{party}/{code}"
	return []web.Route{
		{Pattern: "GET /instruments", Open: facts, Do: p.list},
		{Pattern: "GET /instruments/{code}", Open: facts, Do: p.show},
		{Pattern: "GET /instruments/{code}/provisions/{key}", Open: facts, Do: p.provision},
		{Pattern: "GET /instruments/{code}/versions/{number}", Open: facts, Do: p.show},
		{Pattern: "GET /instruments/{code}/versions/{number}/changes", Open: facts, Do: p.changes},
		{Pattern: "GET /instruments/{code}/versions/{number}/library.yaml", Open: facts, Do: p.body},
		{Pattern: "GET /treaty-status", Open: facts, Do: p.matrix},
		{Pattern: "GET /treaty-status.csv", Open: facts, Do: p.csv},
		{Pattern: "GET " + pair, Open: facts, Do: p.standing},
		{Pattern: "GET " + pair + "/edit", Right: status, Do: p.statusForm},
		{Pattern: "POST " + pair, Right: status, Do: p.setStatus},
		{Pattern: "POST " + pair + "/remove", Right: status, Do: p.removeStatus},
		{Pattern: "GET " + pair + "/reservations/new", Right: status, Do: p.reservationForm},
		{Pattern: "POST " + pair + "/reservations", Right: status, Do: p.keepReservation},
		{Pattern: "GET " + pair + "/reservations/{reservation}", Right: status, Do: p.reservationForm},
		{Pattern: "POST " + pair + "/reservations/{reservation}", Right: status, Do: p.keepReservation},
		{Pattern: "POST " + pair + "/reservations/{reservation}/remove", Right: status, Do: p.removeReservation},
		{Pattern: "GET /instrument-files", Open: file, Do: p.uploads},
		{Pattern: "POST /instrument-files", Open: file, Do: p.upload},
		{Pattern: "GET /instrument-files/{upload}", Open: file, Do: p.rehearsal},
		{Pattern: "POST /instrument-files/{upload}/take", Open: file, Do: p.take},
		{Pattern: "POST /instrument-files/{upload}/drop", Open: file, Do: p.drop},
	}
}

func path(code string) string { return "/instruments/" + code }

func provisionPath(code, key string) string { return path(code) + "/provisions/" + key }

func versionPath(v instruments.Version) string {
	return path(v.Code) + "/versions/" + strconv.Itoa(v.Number)
}

func standingPath(party, code string) string { return "/treaty-status/" + party + "/" + code }

// after is what a form leads to: shown again with the words beside the fields, or the error.
func after(form *web.Form, err error, again func(status int) error) error {
	if err = form.Merge(err); form.Wrong.Err() == nil {
		return err
	}
	return again(422)
}

// show renders a page of facts: everybody reads it.
func show(c *web.Call, v web.View) error {
	v.Label, v.Public = string(label.Clear), !c.Actor.SignedIn()
	return c.Show(v)
}

// listPage is what the list of instruments shows.
type listPage struct {
	Actor access.Actor
	Rows  []instruments.Listed
}

func (p *Pages) list(c *web.Call) error {
	rows, err := p.Instruments.List(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	return show(c, web.View{Title: "Instruments", Content: listView(listPage{c.Actor, rows}), Describe: "Conventions and protocols with their provisions, versions and parties"})
}

func (p *Pages) number(c *web.Call) (int, error) {
	s := c.Path("number")
	if s == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 {
		return 0, fault.Missing("version of the instrument")
	}
	return n, nil
}

// treePage is what a version of an instrument shows.
type treePage struct {
	instruments.Page
	Form   *web.Form
	Shown  []instruments.Node
	Themes []ui.Option
	Words  *vocabulary.Words
	Counts map[instruments.Obligation]int // assessable provisions
}

func (p *Pages) show(c *web.Call) error {
	number, err := p.number(c)
	if err != nil {
		return err
	}
	found, err := p.Instruments.Find(c.Context(), c.Actor, c.Path("code"), number)
	if err != nil {
		return err
	}
	page := treePage{Page: found, Form: c.Form(), Counts: map[instruments.Obligation]int{}}
	if page.Words, err = p.Vocabulary.Words(c.Context()); err != nil {
		return err
	}
	used := map[string]bool{}
	for _, n := range found.Provisions {
		used[n.Theme] = true
		if n.Assessable {
			page.Counts[n.Obligation]++
		}
	}
	for _, t := range page.Words.List(vocabulary.Themes) {
		if used[t.Code] {
			page.Themes = append(page.Themes, ui.Option{Value: t.Code, Label: t.Name})
		}
	}
	page.Shown = narrow(found.Provisions, page.Form)
	return show(c, web.View{Title: found.Version.Short, Content: treeView(page), Describe: found.Version.Title})
}

// narrow keeps the provisions that the form asks for, and those above them.
func narrow(tree []instruments.Node, form *web.Form) []instruments.Node {
	obligation, theme := form.Text("obligation"), form.Text("theme")
	if obligation == "" && theme == "" {
		return tree
	}
	above := map[string]string{}
	keep := map[string]bool{}
	for _, n := range tree {
		above[n.ID] = n.ParentID
		if (obligation == "" || string(n.Obligation) == obligation) && (theme == "" || n.Theme == theme) {
			for id := n.ID; id != "" && !keep[id]; id = above[id] {
				keep[id] = true
			}
		}
	}
	return slices.DeleteFunc(slices.Clone(tree), func(n instruments.Node) bool { return !keep[n.ID] })
}

func (p *Pages) body(c *web.Call) error {
	number, err := p.number(c)
	if err != nil {
		return err
	}
	v, body, err := p.Instruments.Body(c.Context(), c.Actor, c.Path("code"), number)
	if err != nil {
		return err
	}
	return c.Send(v.Code+"-"+strconv.Itoa(v.Number)+".yaml", "application/yaml", []byte(body), false)
}

// changesPage is what a comparison of two versions shows.
type changesPage struct {
	instruments.Comparison
	Shown []instruments.Change
	Same  int
}

func (p *Pages) changes(c *web.Call) error {
	number, err := p.number(c)
	if err != nil {
		return err
	}
	found, err := p.Instruments.Compare(c.Context(), c.Actor, c.Path("code"), number)
	if err != nil {
		return err
	}
	page := changesPage{Comparison: found}
	page.Shown, page.Same = unlike(found.Changes)
	return show(c, web.View{Title: "What changed in " + found.After.Short, Content: changesView(page)})
}

// unlike leaves out what stayed the same, and counts it.
func unlike(changes []instruments.Change) (list []instruments.Change, same int) {
	for _, x := range changes {
		if x.Became == library.Same {
			same++
		} else {
			list = append(list, x)
		}
	}
	return list, same
}

// provisionPage is what one provision shows.
type provisionPage struct {
	instruments.ProvisionPage
	Words *vocabulary.Words
}

func (p *Pages) provision(c *web.Call) error {
	found, err := p.Instruments.Provision(c.Context(), c.Actor, c.Path("code"), c.Path("key"))
	if err != nil {
		return err
	}
	page := provisionPage{ProvisionPage: found}
	if page.Words, err = p.Vocabulary.Words(c.Context()); err != nil {
		return err
	}
	return show(c, web.View{Title: found.Version.Short + ", " + found.Provision.Name(), Content: provisionView(page)})
}

func (p *Pages) csv(c *web.Call) error {
	rows, err := p.Instruments.Rows(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	for _, row := range rows {
		for i := range row {
			row[i] = registrations.Guard(row[i])
		}
		if err := w.Write(row); err != nil {
			return err
		}
	}
	w.Flush()
	return c.Send("treaty status "+string(db.At(c.Site.Now()).Date())+" "+label.Clear.Slug()+".csv", "text/csv; charset=utf-8", out.Bytes(), false)
}

func number(n int) string { return strconv.Itoa(n) }

func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

// lead sets the name of a provision off from those above it; blanks that do not break keep it so on a narrow page.
func lead(depth int) string { return strings.Repeat("\u00a0\u00a0\u00a0\u00a0", depth) }

var becameLook = map[library.Became]ui.State{
	library.Added: "new", library.Gone: "closed", library.Renamed: "substituted", library.Split: "running", library.Merged: "matched", library.Changed: "pilot", library.Same: "done",
}

// draftWords say that nobody has reviewed something yet.
const draftWords = "Draft"
