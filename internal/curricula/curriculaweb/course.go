package curriculaweb

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/curricula"
	"counterpart/internal/label"
	"counterpart/internal/training"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
)

// coursesPage is the list of courses for everybody.
type coursesPage struct {
	Form *web.Form
	Rows []curricula.Curriculum
	Next string
}

func (p *Pages) courses(c *web.Call) error {
	key, err := web.DecodeKey(c.Query("after"), 1)
	if err != nil {
		return err
	}
	form := c.Form()
	rows, next, err := p.Curricula.Courses(c.Context(), c.Actor, curricula.Filter{Query: form.Text("q"), After: key, Limit: pageSize})
	if err != nil {
		return err
	}
	page := coursesPage{Form: form, Rows: rows}
	if next != nil {
		page.Next = c.NextPage(next)
	}
	return c.Show(web.View{Title: "Courses", Content: coursesView(page), Public: !c.Actor.SignedIn(), Label: string(curricula.Strictest(rows))})
}

// coursePage is a course as everybody reads it within its label.
type coursePage struct {
	curricula.Course
	Actor     access.Actor
	Words     *vocabulary.Words
	Instances []training.Instance
	Base      string
	Provider  string
}

func coursePath(code string) string { return "/courses/" + code }

func (p *Pages) loadCourse(c *web.Call) (coursePage, error) {
	found, err := p.Curricula.Course(c.Context(), c.Actor, strings.ToUpper(c.Path("code")))
	if err != nil {
		return coursePage{}, err
	}
	page := coursePage{Course: found, Actor: c.Actor, Base: c.Site.BaseURL}
	if page.Words, err = p.Vocabulary.Words(c.Context()); err != nil {
		return page, err
	}
	page.Provider = page.Words.Pack.Mechanism.Name.Default
	page.Instances, err = p.Training.Instances(c.Context(), found.Curriculum.ID)
	return page, err
}

func (p *Pages) course(c *web.Call) error {
	page, err := p.loadCourse(c)
	if err != nil {
		return err
	}
	return c.Show(web.View{
		Title: page.Version.Title, Content: courseView(page), Public: !c.Actor.SignedIn(), Label: string(page.Curriculum.Label), Describe: page.Version.Summary,
		NoIndex: page.Curriculum.Label != label.Clear, Head: page.head(),
	})
}

// courseData is what machines read of a course, as a file of its own.
func (p *Pages) courseData(c *web.Call) error {
	page, err := p.loadCourse(c)
	if err != nil {
		return err
	}
	data, err := json.MarshalIndent(page.schema(), "", "  ")
	if err != nil {
		return err
	}
	c.W.Header().Set("Content-Type", "application/ld+json; charset=utf-8")
	_, err = c.W.Write(append(data, '\n'))
	return err
}

// head is the same in the head of the page, for what is open to everybody.
func (p coursePage) head() templ.Component {
	if p.Curriculum.Label != label.Clear {
		return nil
	}
	data, err := json.Marshal(p.schema()) // escapes <, > and &, so that nothing ends the element
	if err != nil {
		data = []byte("{}")
	}
	return templ.Raw(`<script type="application/ld+json">` + string(data) + `</script>`)
}

// schema is the course in the words of schema.org.
func (p coursePage) schema() map[string]any {
	v := p.Version
	out := map[string]any{
		"@context": "https://schema.org", "@type": "Course", "@id": p.Base + coursePath(p.Curriculum.Code), "url": p.Base + coursePath(p.Curriculum.Code), "name": v.Title,
		"courseCode": p.Curriculum.Code, "version": v.Number, "creativeWorkStatus": v.State.Words(), "timeRequired": isoHours(v.Minutes()),
		"provider": map[string]any{"@type": "Organization", "name": p.Provider, "url": p.Base}, "educationalCredentialAwarded": "Certificate", "hasCourseInstance": p.instances(),
	}
	for name, value := range map[string]string{"description": v.Summary, "audience": v.Audience} {
		switch {
		case value == "":
		case name == "audience":
			out[name] = map[string]any{"@type": "EducationalAudience", "educationalRole": value}
		default:
			out[name] = value
		}
	}
	if len(v.Languages) > 0 {
		out["inLanguage"] = v.Languages
	}
	var parts []map[string]any
	var teaches []string
	for _, m := range v.Modules {
		parts = append(parts, map[string]any{"@type": "Syllabus", "name": m.Title, "description": m.Objectives, "timeRequired": isoHours(m.Minutes), "position": m.Position})
		for _, t := range m.Topics {
			teaches = append(teaches, p.Words.Name(vocabulary.Topics, t))
		}
	}
	if len(parts) > 0 {
		out["syllabusSections"] = parts
	}
	if len(teaches) > 0 {
		out["teaches"] = teaches
	}
	return out
}

func (p coursePage) instances() []map[string]any {
	out := []map[string]any{}
	for _, i := range p.Instances {
		one := map[string]any{"@type": "CourseInstance", "name": i.Title, "startDate": i.StartsOn, "endDate": i.EndsOn, "courseMode": courseModes[i.Mode], "courseWorkload": isoHours(p.Version.Minutes())}
		if i.Place != "" {
			one["location"] = map[string]any{"@type": "Place", "name": i.Place}
		}
		out = append(out, one)
	}
	return out
}

var courseModes = map[string]string{activities.InPerson: "onsite", activities.Online: "online", activities.Hybrid: "blended"}

// isoHours is a length of time as ISO 8601 writes it.
func isoHours(minutes int) string {
	out := "PT"
	if minutes >= 60 {
		out += strconv.Itoa(minutes/60) + "H"
	}
	if minutes%60 > 0 || minutes == 0 {
		out += strconv.Itoa(minutes%60) + "M"
	}
	return out
}
