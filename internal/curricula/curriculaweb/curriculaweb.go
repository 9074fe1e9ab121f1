// Package curriculaweb shows curricula: the office's pages on which they are written, compared and agreed to, the public pages of
// courses with what machines read of them, and the JSON API.
package curriculaweb

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"counterpart/internal/curricula"
	"counterpart/internal/names"
	"counterpart/internal/training"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// Pages has the handlers of this room.
type Pages struct {
	Curricula  *curricula.Service
	Training   *training.Service
	Vocabulary *vocabulary.Service
}

// Routes lists every page, form and download of this room.
func (p *Pages) Routes() []web.Route {
	see, write := curricula.RightSee, curricula.RightWrite
	const clear = "what is labelled CLEAR is open to everybody; the verb asks for the rest"
	const version = "/training/curricula/{curriculum}/versions/{version}"
	return []web.Route{
		{Pattern: "GET /training/curricula", Right: see, Do: p.list},
		{Pattern: "GET /training/curricula/new", Right: write, Do: p.beginForm},
		{Pattern: "POST /training/curricula", Right: write, Do: p.begin},
		{Pattern: "GET /training/curricula/{curriculum}", Right: see, Do: p.show},
		{Pattern: "GET /training/curricula/{curriculum}/compare", Right: see, Do: p.compare},
		{Pattern: "POST /training/curricula/{curriculum}/versions", Right: write, Do: p.next},
		{Pattern: "GET /training/curricula/{curriculum}/feedback", Right: curricula.RightReview, Do: p.feedbackForm},
		{Pattern: "POST /training/curricula/{curriculum}/feedback", Right: curricula.RightReview, Do: p.feedback},
		{Pattern: "GET " + version, Right: see, Do: p.version},
		{Pattern: "GET " + version + "/edit", Right: write, Do: p.changeForm},
		{Pattern: "POST " + version, Right: write, Do: p.change},
		{Pattern: "GET " + version + "/take/{verb}", Right: see, Do: p.takeForm},
		{Pattern: "POST " + version + "/take/{verb}", Right: see, Do: p.take},
		{Pattern: "GET " + version + "/modules/new", Right: write, Do: p.moduleForm},
		{Pattern: "POST " + version + "/modules", Right: write, Do: p.addModule},
		{Pattern: "GET " + version + "/modules/{module}", Right: write, Do: p.moduleForm},
		{Pattern: "POST " + version + "/modules/{module}", Right: write, Do: p.changeModule},
		{Pattern: "POST " + version + "/modules/{module}/remove", Right: write, Do: p.removeModule},
		{Pattern: "GET " + version + "/modules/{module}/material", Right: write, Do: p.materialForm},
		{Pattern: "POST " + version + "/modules/{module}/material", Right: write, Do: p.addMaterial},
		{Pattern: "POST " + version + "/materials/{material}/remove", Right: write, Do: p.removeMaterial},
		{Pattern: "GET " + version + "/materials/{material}", Right: see, Do: p.file},
		{Pattern: "GET /courses", Open: clear, Do: p.courses},
		{Pattern: "GET /courses/{code}", Open: clear, Do: p.course},
		{Pattern: "GET /courses/{code}/course.jsonld", Open: clear, Do: p.courseData},
		{Pattern: "GET /courses/{code}/materials/{material}", Open: clear, Do: p.file},
	}
}

const pageSize = 50

func path(curriculum string) string { return "/training/curricula/" + curriculum }

func versionPath(v curricula.Version) string { return path(v.CurriculumID) + "/versions/" + v.ID }

// after is what a form leads to: shown again with the words beside the fields, or the error.
func after(form *web.Form, err error, again func(status int) error) error {
	if err = form.Merge(err); form.Wrong.Err() == nil {
		return err
	}
	return again(422)
}

// stateLook is the sign and the colour of a state.
var stateLook = map[curricula.State]ui.State{
	curricula.Draft: "draft", curricula.Submitted: "review", curricula.Pilot: "pilot", curricula.Adopted: "adopted", curricula.Retired: "closed",
}

// verbWord is how a step is named on its button, and what is said when it is taken.
type verbWord struct {
	button, lead, field, done string
	asks, danger              bool
}

var verbWords = map[curricula.Verb]verbWord{
	curricula.Submit:   {button: "Submit", lead: "The draft is closed, and somebody who did not write it reads it.", field: "Note", done: "The version is submitted."},
	curricula.Try:      {button: "Agree to a pilot", lead: "Activities can deliver this version. It is never changed from now on.", field: "Note", done: "The version is in pilot."},
	curricula.Adopt:    {button: "Adopt", lead: "The version is adopted. Earlier versions that are in force are retired.", field: "Note", done: "The version is adopted."},
	curricula.GiveBack: {button: "Give back", lead: "The version is a draft again.", field: "What is to be changed", done: "The version is given back.", asks: true},
	curricula.Retire:   {button: "Retire", lead: "No activity delivers this version any more. What was delivered stays.", field: "Why", done: "The version is retired.", asks: true, danger: true},
}

var stepWords = map[curricula.Verb]string{
	curricula.Write: "Written", curricula.Submit: "Submitted", curricula.Try: "Agreed to as a pilot", curricula.Adopt: "Adopted", curricula.GiveBack: "Given back", curricula.Retire: "Retired",
}

// timeline shows the steps; of the saves in a row by one person, the first.
func timeline(steps []curricula.Step) []ui.Entry {
	var out []ui.Entry
	for i, s := range steps {
		if s.Verb == curricula.Write && i > 0 && steps[i-1].Verb == curricula.Write && steps[i-1].By == s.By {
			continue
		}
		e := web.At(s.At, stepWords[s.Verb], s.Words, "")
		e.By = s.By
		out = append(out, e)
	}
	return out
}

// hours says minutes in words.
func hours(minutes int) string {
	if minutes == 60 {
		return "1 hour"
	}
	return curricula.Hours(minutes) + " hours"
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

func facts(list ...ui.Fact) []ui.Fact {
	return slices.DeleteFunc(list, func(f ui.Fact) bool { return f.Value == "" && f.Content == nil })
}

func paragraphs(s string) []string {
	var out []string
	for part := range strings.SplitSeq(s, "\n\n") {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

func topicNames(words *vocabulary.Words, codes []string) string {
	out := make([]string, len(codes))
	for i, c := range codes {
		out[i] = words.Name(vocabulary.Topics, c)
	}
	return strings.Join(out, ", ")
}

// versionFacts are what a version says of itself, for the office and for readers.
func versionFacts(v curricula.Version) []ui.Fact {
	return facts(
		ui.Fact{Term: "For whom", Value: v.Audience},
		ui.Fact{Term: "Languages", Value: names.LanguageNames(v.Languages)},
		ui.Fact{Term: "Length", Value: hours(v.Minutes())},
		ui.Fact{Term: "To complete it", Value: v.Rule(v.MinPresence)},
		ui.Fact{Term: "In pilot since", Value: web.Day(v.PilotOn)},
		ui.Fact{Term: "Adopted on", Value: web.Day(v.AdoptedOn)},
		ui.Fact{Term: "Retired on", Value: web.Day(v.RetiredOn)},
	)
}

func versionName(v curricula.Version) string { return "Version " + strconv.Itoa(v.Number) }
