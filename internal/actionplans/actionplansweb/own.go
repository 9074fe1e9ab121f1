package actionplansweb

import (
	"strconv"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/actionplans"
	"counterpart/internal/label"
	"counterpart/internal/web"
)

// ownPage is a person's own plan.
type ownPage struct {
	actionplans.OwnPlan
	Form *web.Form
	Base string // of its addresses
}

// whose finds out whose plan it is: that of the bearer of the link, or of the signed-in participant.
func (p *Pages) whose(c *web.Call) (actor access.Actor, activityID, personID, base string, err error) {
	if token := c.Path("token"); token != "" {
		actor, link, err := p.Accounts.Follow(c.Context(), token, accounts.PurposePlan)
		return actor, link.ActivityID, link.PersonID, "/p/" + token, err
	}
	id := c.Path("id")
	return c.Actor, id, c.Actor.Person, "/activities/" + id + "/my-plan", nil
}

func (p *Pages) own(c *web.Call) error {
	actor, activityID, personID, base, err := p.whose(c)
	if err != nil {
		return err
	}
	o, err := p.Plans.Mine(c.Context(), actor, activityID, personID)
	if err != nil {
		return err
	}
	return p.showOwn(c, 200, ownPage{o, kept(o), base})
}

func (p *Pages) showOwn(c *web.Call, status int, page ownPage) error {
	return c.Show(web.View{
		Title: "Your action plan", Content: ownView(page), Status: status, Public: c.Path("token") != "", NoIndex: true,
		Label: string(label.Strictest(label.AmberStrict, page.Activity.Label)),
	})
}

// kept fills the form with what was written so far.
func kept(o actionplans.OwnPlan) *web.Form {
	f := web.NewForm(map[string]string{"topic": o.Plan.Topic, "from_supervisor": o.Plan.FromSupervisor, "from_office": o.Plan.FromOffice, "version": strconv.Itoa(o.Plan.Version)})
	for name, on := range map[string]bool{"party_may_see": o.Plan.PartyMaySee, "may_propose": o.Plan.MayPropose} {
		if on {
			f.Values.Set(name, "1")
		}
	}
	for _, a := range o.Actions {
		n := "." + strconv.Itoa(a.Place)
		for name, value := range map[string]string{
			"what": a.What, "with": a.With, "by": string(a.By), "status": string(a.Status), "changed": a.Changed, "evidence": a.Evidence, "address": a.Address, "obstacles": a.Obstacles,
		} {
			f.Values.Set(name+n, value)
		}
	}
	return f
}

// readPlan reads what somebody wrote.
func readPlan(f *web.Form) actionplans.PlanDraft {
	d := actionplans.PlanDraft{Topic: f.Text("topic"), FromSupervisor: f.Text("from_supervisor"), FromOffice: f.Text("from_office"), PartyMaySee: f.Checked("party_may_see")}
	for n := range actionplans.MaxActions {
		i := "." + strconv.Itoa(n)
		d.Actions = append(d.Actions, actionplans.ActionDraft{What: f.Text("what" + i), With: f.Text("with" + i), By: f.Date("by"+i, "By when")})
	}
	return d
}

// readReport reads what became of the actions.
func readReport(o actionplans.OwnPlan, f *web.Form) actionplans.Report {
	r := actionplans.Report{MayPropose: f.Checked("may_propose")}
	for _, a := range o.Actions {
		i := "." + strconv.Itoa(a.Place)
		r.Actions = append(r.Actions, actionplans.ActionReport{
			ID: a.ID, Status: actionplans.Status(f.Text("status" + i)), Changed: f.Text("changed" + i), Evidence: f.Text("evidence" + i), Address: f.Text("address" + i), Obstacles: f.Text("obstacles" + i),
			Upload: f.Upload("file" + i),
		})
	}
	return r
}

// keep signs a plan off, or takes what became of it, as far as the plan has come.
func (p *Pages) keep(c *web.Call) error {
	actor, activityID, personID, base, err := p.whose(c)
	if err != nil {
		return err
	}
	o, err := p.Plans.Mine(c.Context(), actor, activityID, personID)
	if err != nil {
		return err
	}
	form := c.Form()
	again := func(status int) error { return p.showOwn(c, status, ownPage{o, form, base}) }
	done := "Your plan is signed off."
	if o.Plan.State == actionplans.Draft {
		d := readPlan(form)
		if form.Wrong.Err() != nil {
			return again(422)
		}
		err = p.Plans.SignOff(c.Context(), actor, activityID, personID, d)
	} else {
		done = "Thank you. What you said is kept."
		err = p.Plans.FollowUp(c.Context(), actor, activityID, personID, readReport(o, form))
	}
	if err != nil {
		return after(form, err, again)
	}
	return c.See(base, done)
}

// draft keeps what is half-written, at the press of a button or by itself while the person goes on.
func (p *Pages) draft(c *web.Call) error {
	actor, activityID, personID, base, err := p.whose(c)
	if err != nil {
		return err
	}
	o, err := p.Plans.Mine(c.Context(), actor, activityID, personID)
	if err != nil {
		return err
	}
	form := c.Form()
	if o.Plan.State == actionplans.Draft {
		err = p.Plans.Save(c.Context(), actor, activityID, personID, readPlan(form))
	} else {
		err = p.Plans.SaveReport(c.Context(), actor, activityID, personID, readReport(o, form))
	}
	if err != nil {
		if err = form.Merge(err); form.Wrong.Err() == nil {
			return err
		}
		if c.WantsJSON() {
			return c.WriteJSON(422, map[string]string{"status": "not kept"})
		}
		return p.showOwn(c, 422, ownPage{o, form, base})
	}
	if c.WantsJSON() {
		return c.WriteJSON(200, map[string]string{"status": "kept"})
	}
	return c.See(base, "What you wrote is kept. It is not sent yet: come back with the same link.")
}

func (p *Pages) agree(c *web.Call) error {
	actor, activityID, personID, base, err := p.whose(c)
	if err != nil {
		return err
	}
	yes := c.Form().Checked("party_may_see")
	if err := p.Plans.AgreeToShow(c.Context(), actor, activityID, personID, yes); err != nil {
		return err
	}
	if yes {
		return c.See(base, "Your focal point can read your plan. You can take this back here.")
	}
	return c.See(base, "Your focal point cannot read your plan.")
}
