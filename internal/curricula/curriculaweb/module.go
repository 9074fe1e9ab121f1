package curriculaweb

import (
	"slices"
	"strconv"

	"counterpart/internal/curricula"
	"counterpart/internal/fault"
	"counterpart/internal/label"
	"counterpart/internal/web"
)

// modulePage is the form of a module, new or known, or of a material of it.
type modulePage struct {
	versionPage
	Module curricula.Module
	New    bool
	Form   *web.Form
}

func (p *Pages) loadModule(c *web.Call) (modulePage, error) {
	page, err := p.loadVersion(c)
	if err != nil {
		return modulePage{}, err
	}
	if err := c.Actor.Require(curricula.RightWrite, page.Curriculum.Object()); err != nil {
		return modulePage{}, err
	}
	out := modulePage{versionPage: page, New: c.Path("module") == ""}
	if out.New {
		return out, nil
	}
	i := slices.IndexFunc(page.Version.Modules, func(m curricula.Module) bool { return m.ID == c.Path("module") })
	if i < 0 {
		return out, fault.Missing("module")
	}
	out.Module = page.Version.Modules[i]
	return out, nil
}

func (p *Pages) moduleForm(c *web.Call) error {
	page, err := p.loadModule(c)
	if err != nil {
		return err
	}
	m := page.Module
	form := web.NewForm(map[string]string{"title": m.Title, "objectives": m.Objectives, "trainers": m.Trainers, "version": strconv.Itoa(page.Version.Saved)})
	if !page.New {
		form.Values.Set("hours", curricula.Hours(m.Minutes))
		form.Values.Set("position", strconv.Itoa(m.Position))
		form.Values["topics"] = m.Topics
	}
	return p.showModule(c, 200, page, form)
}

func (p *Pages) showModule(c *web.Call, status int, page modulePage, form *web.Form) error {
	page.Form = form
	title := "Add a module"
	if !page.New {
		title = "Change the module"
	}
	return c.Show(web.View{Title: title, Content: moduleView(page), Status: status, Label: string(page.Curriculum.Label)})
}

func readModule(f *web.Form) curricula.ModuleDraft {
	return curricula.ModuleDraft{
		Title: f.Text("title"), Objectives: f.Text("objectives"), Minutes: readHours(f, "hours", "Hours"), Trainers: f.Text("trainers"), Topics: f.Texts("topics"), Position: f.Int("position", "Place"),
	}
}

func (p *Pages) addModule(c *web.Call) error {
	return p.keepModule(c, func(page modulePage, d curricula.ModuleDraft) error {
		_, err := p.Curricula.AddModule(c.Context(), c.Actor, page.Version.ID, d)
		return err
	})
}

func (p *Pages) changeModule(c *web.Call) error {
	return p.keepModule(c, func(page modulePage, d curricula.ModuleDraft) error {
		return p.Curricula.ChangeModule(c.Context(), c.Actor, page.Version.ID, page.Module.ID, c.Form().Int("version", "Version"), d)
	})
}

func (p *Pages) keepModule(c *web.Call, keep func(page modulePage, d curricula.ModuleDraft) error) error {
	page, err := p.loadModule(c)
	if err != nil {
		return err
	}
	form := c.Form()
	d := readModule(form)
	again := func(status int) error { return p.showModule(c, status, page, form) }
	if form.Wrong.Err() != nil {
		return again(422)
	}
	if err := keep(page, d); err != nil {
		if invalid := fault.AsInvalid(err); invalid != nil && invalid.Words("minutes") != "" {
			form.Wrong.Add("hours", "%s", invalid.Words("minutes"))
			return again(422)
		}
		return after(form, err, again)
	}
	return c.See(page.at(""), "The module is kept.")
}

func (p *Pages) removeModule(c *web.Call) error {
	page, err := p.loadModule(c)
	if err != nil {
		return err
	}
	if err := p.Curricula.RemoveModule(c.Context(), c.Actor, page.Version.ID, page.Module.ID); err != nil {
		return err
	}
	return c.See(page.at(""), "The module is taken out of the draft.")
}

func (p *Pages) materialForm(c *web.Call) error {
	page, err := p.loadModule(c)
	if err != nil {
		return err
	}
	return p.showMaterial(c, 200, page, web.NewForm(map[string]string{"label": string(page.Curriculum.Label)}))
}

func (p *Pages) showMaterial(c *web.Call, status int, page modulePage, form *web.Form) error {
	page.Form = form
	return c.Show(web.View{Title: "Add a material", Content: materialView(page), Status: status, Label: string(page.Curriculum.Label)})
}

func (p *Pages) addMaterial(c *web.Call) error {
	page, err := p.loadModule(c)
	if err != nil {
		return err
	}
	form := c.Form()
	_, err = p.Curricula.AddMaterial(c.Context(), c.Actor, page.Version.ID, page.Module.ID, curricula.MaterialDraft{
		Title: form.Text("title"), Address: form.Text("address"), Label: label.TLP(form.Text("label")), Upload: form.Upload("file"),
	})
	if err != nil {
		return after(form, err, func(status int) error { return p.showMaterial(c, status, page, form) })
	}
	return c.See(page.at(""), "The material is kept.")
}

func (p *Pages) removeMaterial(c *web.Call) error {
	page, err := p.loadVersion(c)
	if err != nil {
		return err
	}
	if err := p.Curricula.RemoveMaterial(c.Context(), c.Actor, page.Version.ID, c.Path("material")); err != nil {
		return err
	}
	return c.See(page.at(""), "The material is taken out of the draft.")
}

func (p *Pages) file(c *web.Call) error {
	f, data, err := p.Curricula.File(c.Context(), c.Actor, c.Path("material"))
	if err != nil {
		return err
	}
	return c.Send(f.Name, f.MediaType, data, false)
}
