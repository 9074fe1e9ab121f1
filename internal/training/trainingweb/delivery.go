package trainingweb

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/curricula"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/label"
	"counterpart/internal/people"
	"counterpart/internal/training"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// hubPage is what activities deliver, and the curricula.
type hubPage struct {
	Actor     access.Actor
	Form      *web.Form
	Rows      []training.Delivery
	Next, CSV string
	Curricula []curricula.Curriculum
}

func (p *Pages) hub(c *web.Call) error {
	key, err := web.DecodeKey(c.Query("after"), 2)
	if err != nil {
		return err
	}
	form := c.Form()
	rows, next, err := p.Training.List(c.Context(), c.Actor, training.Filter{Query: form.Text("q"), CurriculumID: form.Text("curriculum"), After: key, Limit: pageSize})
	if err != nil {
		return err
	}
	page := hubPage{Actor: c.Actor, Form: form, Rows: rows, CSV: web.Address("/training.csv", "q", form.Text("q"), "curriculum", form.Text("curriculum"))}
	if next != nil {
		page.Next = c.NextPage(next)
	}
	if c.Actor.Holds(curricula.RightSee) {
		if page.Curricula, _, err = p.Curricula.List(c.Context(), c.Actor, curricula.Filter{Limit: 200}); err != nil {
			return err
		}
	}
	return c.Show(web.View{Title: "Training", Content: hubView(page), Label: "TLP:AMBER"})
}

func curriculumOptions(list []curricula.Curriculum) []ui.Option {
	out := make([]ui.Option, len(list))
	for i, c := range list {
		out[i] = ui.Option{Value: c.ID, Label: c.Code + ", " + c.Title}
	}
	return out
}

func (p *Pages) listCSV(c *web.Call) error {
	form := c.Form()
	list, err := p.Training.TakeList(c.Context(), c.Actor, training.Filter{Query: form.Text("q"), CurriculumID: form.Text("curriculum")})
	if err != nil {
		return err
	}
	rows := [][]string{{"activity", "code", "course", "version", "from", "to", "place", "confirmed", "completed", "concluded"}}
	for _, d := range list {
		concluded := ""
		if !d.ConcludedAt.IsZero() {
			concluded = string(d.ConcludedAt.Date())
		}
		rows = append(rows, []string{d.Activity, d.Code, d.Title, strconv.Itoa(d.Number), string(d.StartsOn), string(d.EndsOn), d.Place, strconv.Itoa(d.Confirmed), strconv.Itoa(d.Completed), concluded})
	}
	return sendCSV(c, "training "+string(db.At(c.Site.Now()).Date()), label.Amber, rows)
}

// deliveryPage is what an activity delivers.
type deliveryPage struct {
	training.Page
	Actor access.Actor
}

func (p deliveryPage) at(part string) string { return path(p.Convened.ID) + part }

func (p *Pages) load(c *web.Call) (deliveryPage, error) {
	found, err := p.Training.Find(c.Context(), c.Actor, c.Path("id"))
	return deliveryPage{Page: found, Actor: c.Actor}, err
}

func (p *Pages) show(c *web.Call) error {
	page, err := p.load(c)
	if err != nil {
		return err
	}
	return c.Show(view("Training", page.Convened, page.Label(), 200, deliveryView(page)))
}

// sessionTitles names the sessions of a part.
func (p deliveryPage) sessionTitles(part training.Part) string {
	var out []string
	for _, s := range p.Sessions {
		if slices.Contains(part.Sessions, s.ID) {
			out = append(out, s.Title)
		}
	}
	return strings.Join(out, ", ")
}

func trainerNames(part training.Part) string {
	out := make([]string, len(part.Trainers))
	for i, t := range part.Trainers {
		out[i] = t.Name
	}
	return strings.Join(out, ", ")
}

func hoursWords(part training.Part) string {
	switch {
	case part.LeftOut:
		return "Left out"
	case part.Minutes != part.Planned:
		return curricula.Hours(part.Minutes) + " (instead of " + curricula.Hours(part.Planned) + ")"
	default:
		return curricula.Hours(part.Minutes)
	}
}

// editPage is the form that says what an activity delivers. First the version is chosen, then how it is adapted.
type editPage struct {
	deliveryPage
	Form     *web.Form
	Offered  []ui.Option
	Chosen   curricula.Version
	Trainers []ui.Option
	Looked   bool
}

func (p *Pages) editForm(c *web.Call) error {
	page, err := p.load(c)
	if err != nil {
		return err
	}
	form := c.Form()
	d := page.Delivery
	if form.Text("version_id") == "" {
		form.Values.Set("version_id", d.VersionID)
	}
	if d.ID != "" && form.Text("version_id") == d.VersionID {
		form.Values.Set("min_presence", strconv.Itoa(d.MinPresence))
		form.Values.Set("adapted", d.Adapted)
		for _, part := range page.Parts {
			form.Values.Set("hours."+part.ModuleID, curricula.Hours(part.Minutes))
			if part.LeftOut {
				form.Values.Set("out."+part.ModuleID, "on")
			}
			form.Values["sessions."+part.ModuleID] = part.Sessions
			for _, t := range part.Trainers {
				form.Values.Add("trainers."+part.ModuleID, t.PersonID)
			}
		}
	}
	if d.ID != "" {
		form.Values.Set("lms_url", d.LMS)
		form.Values.Set("version", strconv.Itoa(d.Saved))
	}
	return p.showEdit(c, 200, page, form)
}

func (p *Pages) showEdit(c *web.Call, status int, page deliveryPage, form *web.Form) error {
	if err := c.Actor.Require(training.RightDeliver, page.Delivery.Object()); err != nil {
		return err
	}
	out := editPage{deliveryPage: page, Form: form}
	offered, err := p.Curricula.InForce(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	for _, o := range offered {
		out.Offered = append(out.Offered, ui.Option{Value: o.VersionID, Label: o.Code + ", version " + strconv.Itoa(o.Number) + " (" + strings.ToLower(o.State.Words()) + "): " + o.Title})
	}
	if id := form.Text("version_id"); id != "" {
		found, err := p.Curricula.Version(c.Context(), c.Actor, id)
		if err != nil && !fault.IsNotFound(err) && !fault.IsForbidden(err) {
			return err
		}
		out.Chosen = found.Version
	}
	if form.Text("min_presence") == "" && out.Chosen.ID != "" {
		form.Values.Set("min_presence", strconv.Itoa(out.Chosen.MinPresence))
	}
	for _, m := range out.Chosen.Modules {
		if form.Text("hours."+m.ID) == "" {
			form.Values.Set("hours."+m.ID, curricula.Hours(m.Minutes))
		}
	}
	if out.Trainers, err = p.trainers(c, page, form); err != nil {
		return err
	}
	out.Looked = form.Text("find") != ""
	return c.Show(view("Training", page.Convened, page.Label(), status, editView(out)))
}

// trainers are those who can be ticked: who teaches already, who speaks in the programme, and who was looked for.
func (p *Pages) trainers(c *web.Call, page deliveryPage, form *web.Form) ([]ui.Option, error) {
	var out []ui.Option
	add := func(id, name string) {
		if id != "" && !slices.ContainsFunc(out, func(o ui.Option) bool { return o.Value == id }) {
			out = append(out, ui.Option{Value: id, Label: name})
		}
	}
	for _, part := range page.Parts {
		for _, t := range part.Trainers {
			add(t.PersonID, t.Name)
		}
	}
	programme, err := p.Activities.Programme(c.Context(), c.Actor, page.Convened.ID)
	if err != nil {
		return nil, err
	}
	for _, s := range programme.Sessions {
		for _, speaker := range s.Speakers {
			add(speaker.PersonID, speaker.Name)
		}
	}
	if words := form.Text("find"); words != "" && c.Actor.Holds(people.RightSee) {
		found, _, err := p.People.List(c.Context(), c.Actor, people.Filter{Query: words, Limit: 20})
		if err != nil {
			return nil, err
		}
		for _, x := range found {
			add(x.ID, x.Given+", "+x.WorksFor())
		}
	}
	return out, nil
}

func sessionOptions(list []training.Session) []ui.Option {
	out := make([]ui.Option, len(list))
	for i, s := range list {
		out[i] = ui.Option{Value: s.ID, Label: s.Title}
	}
	return out
}

func (p *Pages) edit(c *web.Call) error {
	page, err := p.load(c)
	if err != nil {
		return err
	}
	form := c.Form()
	x := training.DeliveryDraft{
		VersionID: form.Text("version_id"), MinPresence: form.Int("min_presence", "Least presence"), LMS: form.Text("lms_url"), Adapted: form.Text("adapted"), Saved: form.Int("version", "Version"),
	}
	for _, id := range form.Texts("module") {
		x.Parts = append(x.Parts, training.PartDraft{
			ModuleID: id, LeftOut: form.Checked("out." + id), Minutes: readHours(form, "hours."+id, "Hours"), Sessions: form.Texts("sessions." + id), Trainers: form.Texts("trainers." + id),
		})
	}
	again := func(status int) error { return p.showEdit(c, status, page, form) }
	if form.Wrong.Err() != nil {
		return again(422)
	}
	err = p.Training.Deliver(c.Context(), c.Actor, page.Convened.ID, x)
	if err == nil {
		return c.See(page.at(""), "What the activity delivers is kept.")
	}
	if form.Overtaken(err, page.Delivery.Saved) {
		return again(409)
	}
	return after(form, err, again)
}

// readHours reads hours, as 1.5 or 1,5, as minutes.
func readHours(f *web.Form, name, label string) int {
	text := strings.ReplaceAll(f.Text(name), ",", ".")
	if text == "" {
		return 0
	}
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(n) || n < 0 || n > 100 {
		f.Wrong.Add(name, "%s: write hours as a number up to 100, for example 1.5.", label)
		return 0
	}
	return int(math.Round(n * 60))
}

func (p *Pages) mine(c *web.Call) error {
	list, err := p.Training.Mine(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	return c.Show(web.View{Title: "My training", Content: mineView(list), Label: "TLP:AMBER"})
}
