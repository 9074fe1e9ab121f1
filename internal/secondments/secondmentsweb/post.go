package secondmentsweb

import (
	"slices"

	"counterpart/internal/secondments"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

func (p *Pages) appointForm(c *web.Call) error { return p.showAppoint(c, 200, c.Form()) }

func (p *Pages) showAppoint(c *web.Call, status int, form *web.Form) error {
	page, err := p.load(c)
	if err != nil {
		return err
	}
	d := page.Dossier
	if !page.MayEdit || !page.in(secondments.Accepted, secondments.Formalities, secondments.InPost) {
		return c.See(page.at(""), "")
	}
	if status == 200 {
		for name, value := range map[string]string{"supervisor": d.SupervisorID, "desk_id": d.DeskID, "start": string(d.Start), "end": string(d.EndOn)} {
			form.Values.Set(name, value)
		}
	}
	page.Form = form
	out := formPage{dossierPage: page}
	list, err := p.Secondments.Panellists(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	for _, x := range list {
		out.Choices = append(out.Choices, ui.Option{Value: x.Account, Label: x.Name})
	}
	if out.Desks, err = p.deskOptions(c); err != nil {
		return err
	}
	return c.Show(web.View{Title: "Dates, desk and supervisor", Content: appointView(out), Status: status, Label: page.label()})
}

func (p *Pages) appoint(c *web.Call) error {
	form, id := c.Form(), c.Path("secondment")
	x := secondments.AppointDraft{Supervisor: form.Text("supervisor"), DeskID: form.Text("desk_id"), Start: form.Date("start", "First day"), EndOn: form.Date("end", "Last day")}
	again := func(status int) error { return p.showAppoint(c, status, form) }
	if form.Wrong.Err() != nil {
		return again(422)
	}
	if err := p.Secondments.Appoint(c.Context(), c.Actor, id, x); err != nil {
		return after(form, err, again)
	}
	return c.See("/secondments/"+id, "Dates, desk and supervisor are kept.")
}

func (p *Pages) letterForm(c *web.Call) error { return p.showLetter(c, 200, c.Form()) }

func (p *Pages) showLetter(c *web.Call, status int, form *web.Form) error {
	page, err := p.load(c)
	if err != nil {
		return err
	}
	d := page.Dossier
	if !page.MayEdit || !page.in(secondments.Accepted) {
		return c.See(page.at(""), "")
	}
	if status == 200 {
		for name, value := range map[string]string{"number": d.LetterNumber, "signed_by_state": string(d.LetterState), "signed_by_host": string(d.LetterHost), "signed_by_officer": string(d.LetterPerson)} {
			form.Values.Set(name, value)
		}
	}
	page.Form = form
	return c.Show(web.View{Title: "Letter of secondment", Content: letterView(page), Status: status, Label: page.label()})
}

func (p *Pages) letter(c *web.Call) error {
	form, id := c.Form(), c.Path("secondment")
	x := secondments.LetterDraft{Number: form.Text("number"), State: form.Date("signed_by_state", "Sending State"), Host: form.Date("signed_by_host", "Host"), Person: form.Date("signed_by_officer", "Officer")}
	again := func(status int) error { return p.showLetter(c, status, form) }
	if form.Wrong.Err() != nil {
		return again(422)
	}
	if err := p.Secondments.Sign(c.Context(), c.Actor, id, x); err != nil {
		return after(form, err, again)
	}
	return c.See("/secondments/"+id, "The signatures are noted.")
}

func (p *Pages) tickForm(c *web.Call) error { return p.showTick(c, 200, c.Form()) }

func (p *Pages) showTick(c *web.Call, status int, form *web.Form) error {
	page, err := p.load(c)
	if err != nil {
		return err
	}
	code := c.Path("formality")
	at := slices.IndexFunc(page.Formalities, func(f secondments.Formality) bool { return f.Code == code })
	if at < 0 || !page.MayEdit || !page.in(secondments.Formalities, secondments.InPost) {
		return c.See(page.at(""), "")
	}
	page.Form = form
	return c.Show(web.View{Title: page.Formalities[at].Name, Content: tickView(formPage{dossierPage: page, Code: code}, page.Formalities[at]), Status: status, Label: page.label()})
}

func (p *Pages) tick(c *web.Call) error {
	form, id := c.Form(), c.Path("secondment")
	x := secondments.TickDraft{SeenOn: form.Date("seen_on", "Seen on"), Until: form.Date("valid_until", "Valid until")}
	again := func(status int) error { return p.showTick(c, status, form) }
	if form.Wrong.Err() != nil {
		return again(422)
	}
	if err := p.Secondments.Tick(c.Context(), c.Actor, id, c.Path("formality"), x); err != nil {
		return after(form, err, again)
	}
	return c.See("/secondments/"+id+"#formalities", "It is noted that this was seen.")
}

func readTask(f *web.Form) secondments.TaskDraft {
	return secondments.TaskDraft{Title: f.Text("title"), From: f.Date("from", "From"), To: f.Date("to", "Until")}
}

func (p *Pages) addTask(c *web.Call) error {
	form, id := c.Form(), c.Path("secondment")
	x := readTask(form)
	again := func(status int) error { return p.againWith(c, status, form) }
	if form.Wrong.Err() != nil {
		return again(422)
	}
	if _, err := p.Secondments.AddTask(c.Context(), c.Actor, id, x); err != nil {
		return after(form, err, again)
	}
	return c.See("/secondments/"+id+"#plan", "The item is in the work plan.")
}

// againWith shows the dossier with what was typed.
func (p *Pages) againWith(c *web.Call, status int, form *web.Form) error {
	page, err := p.load(c)
	if err != nil {
		return err
	}
	page.Form = form
	return p.showDossier(c, status, page)
}

func (p *Pages) progress(c *web.Call) error {
	form, id := c.Form(), c.Path("secondment")
	if err := p.Secondments.SetProgress(c.Context(), c.Actor, id, c.Path("task"), form.Int("progress", "Progress")); err != nil {
		return after(form, err, func(status int) error { return p.againWith(c, status, form) })
	}
	return c.See("/secondments/"+id+"#plan", "The progress is kept.")
}

func (p *Pages) reviewForm(c *web.Call) error { return p.showReview(c, 200, c.Form()) }

func (p *Pages) showReview(c *web.Call, status int, form *web.Form) error {
	page, err := p.load(c)
	if err != nil {
		return err
	}
	if len(page.MayReview) == 0 {
		return c.See(page.at(""), "")
	}
	if len(page.MayReview) == 1 {
		form.Values.Set("side", page.MayReview[0])
	}
	page.Form = form
	return c.Show(web.View{Title: page.reviewTitle(), Content: reviewView(page), Status: status, Label: page.label()})
}

func (p dossierPage) reviewTitle() string {
	if p.in(secondments.InPost) {
		return "Review at half-time"
	}
	return "Report at the end"
}

func (p dossierPage) sides() []ui.Option {
	var out []ui.Option
	for _, s := range p.MayReview {
		out = append(out, ui.Option{Value: s, Label: sideWords(s)})
	}
	return out
}

func readReview(f *web.Form) secondments.ReviewDraft {
	return secondments.ReviewDraft{Side: f.Text("side"), Words: f.Text("words"), Rating: f.Int("rating", "Rating")}
}

func (p *Pages) review(c *web.Call) error {
	form, id := c.Form(), c.Path("secondment")
	if err := p.Secondments.Review(c.Context(), c.Actor, id, readReview(form)); err != nil {
		return after(form, err, func(status int) error { return p.showReview(c, status, form) })
	}
	return c.See("/secondments/"+id, "What you wrote is kept.")
}

func (p *Pages) endForm(c *web.Call) error { return p.showEnd(c, 200, c.Form()) }

func (p *Pages) showEnd(c *web.Call, status int, form *web.Form) error {
	page, err := p.load(c)
	if err != nil {
		return err
	}
	_, waits := page.proposed()
	if !page.MayEdit || !page.in(secondments.InPost) || waits {
		return c.See(page.at(""), "")
	}
	page.Form = form
	return c.Show(web.View{Title: "Another end", Content: endView(page), Status: status, Label: page.label()})
}

func (p *Pages) end(c *web.Call) error {
	form, id := c.Form(), c.Path("secondment")
	x := secondments.EndDraft{EndOn: form.Date("end", "New last day"), Words: form.Text("words")}
	form.Wrong.Check(form.Text("how") != "", "how", "Choose whether it is extended or shortened.")
	again := func(status int) error { return p.showEnd(c, status, form) }
	if form.Wrong.Err() != nil {
		return again(422)
	}
	do, done := p.Secondments.ProposeEnd, "The later end waits for both Co-Managers."
	if form.Text("how") == "curtail" {
		do, done = p.Secondments.Curtail, "The secondment is shortened, and the sending State is told."
	}
	if err := do(c.Context(), c.Actor, id, x); err != nil {
		return after(form, err, again)
	}
	return c.See("/secondments/"+id, done)
}

func (p *Pages) decideForm(c *web.Call) error { return p.showDecide(c, 200, c.Form()) }

func (p *Pages) showDecide(c *web.Call, status int, form *web.Form) error {
	page, err := p.load(c)
	if err != nil {
		return err
	}
	x, waits := page.proposed()
	if !page.MayApprove || !waits {
		return c.See(page.at(""), "")
	}
	page.Form = form
	return c.Show(web.View{Title: "A later end", Content: decideView(page, x), Status: status, Label: page.label()})
}

func (p *Pages) decide(c *web.Call) error {
	form, id := c.Form(), c.Path("secondment")
	form.Wrong.Check(form.Text("answer") != "", "answer", "Choose an answer.")
	again := func(status int) error { return p.showDecide(c, status, form) }
	if form.Wrong.Err() != nil {
		return again(422)
	}
	if err := p.Secondments.DecideEnd(c.Context(), c.Actor, id, form.Text("answer") == "approve", form.Text("words")); err != nil {
		return after(form, err, again)
	}
	return c.See("/secondments/"+id, "Your answer is kept.")
}
