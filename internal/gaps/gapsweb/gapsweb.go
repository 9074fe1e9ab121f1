// Package gapsweb shows gap assessments: projects and their States, the rounds in which experts write, the State's clearance, what
// was cleared as others read it, and the JSON API.
package gapsweb

import (
	"strings"

	"counterpart/internal/activities"
	"counterpart/internal/gaps"
	"counterpart/internal/gaps/answers"
	"counterpart/internal/instruments"
	"counterpart/internal/laws"
	"counterpart/internal/parties"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// Pages has the handlers of this room.
type Pages struct {
	Gaps       *gaps.Service
	Laws       *laws.Service
	Parties    *parties.Service
	Activities *activities.Service
	Vocabulary *vocabulary.Service
}

// Routes lists every page and form of this room.
func (p *Pages) Routes() []web.Route {
	see, manage, work := gaps.RightSee, gaps.RightManage, gaps.RightWork
	const round, cell = "/gaps/{assessment}/rounds/{round}", "/gaps/{assessment}/rounds/{round}/provisions/{provision}"
	return []web.Route{
		{Pattern: "GET /gaps", Right: see, Do: p.list},
		{Pattern: "GET /gap-projects/new", Right: manage, Do: p.projectForm},
		{Pattern: "POST /gap-projects", Right: manage, Do: p.beginProject},
		{Pattern: "GET /gap-projects/{project}", Right: see, Do: p.project},
		{Pattern: "GET /gap-projects/{project}/edit", Right: manage, Do: p.changeProjectForm},
		{Pattern: "POST /gap-projects/{project}", Right: manage, Do: p.changeProject},
		{Pattern: "GET /gap-projects/{project}/states/new", Right: manage, Do: p.stateForm},
		{Pattern: "POST /gap-projects/{project}/states", Right: manage, Do: p.begin},
		{Pattern: "GET /gaps/{assessment}", Right: see, Do: p.assessment},
		{Pattern: "GET /gaps/{assessment}/members/new", Right: manage, Do: p.memberForm},
		{Pattern: "POST /gaps/{assessment}/members", Right: manage, Do: p.appoint},
		{Pattern: "POST /gaps/{assessment}/members/{account}/dismiss", Right: manage, Do: p.dismiss},
		{Pattern: "POST /gaps/{assessment}/instruments", Right: manage, Do: p.addInstrument},
		{Pattern: "GET /gaps/{assessment}/instruments/{instrument}", Right: manage, Do: p.moveForm},
		{Pattern: "POST /gaps/{assessment}/instruments/{instrument}", Right: manage, Do: p.move},
		{Pattern: "GET /gaps/{assessment}/tasks/new", Right: manage, Do: p.taskForm},
		{Pattern: "POST /gaps/{assessment}/tasks", Right: manage, Do: p.addTask},
		{Pattern: "GET /gaps/{assessment}/tasks/{task}", Right: see, Do: p.taskStepForm},
		{Pattern: "POST /gaps/{assessment}/tasks/{task}", Right: see, Do: p.taskStep},
		{Pattern: "GET /gaps/{assessment}/rounds/new", Right: manage, Do: p.roundForm},
		{Pattern: "POST /gaps/{assessment}/rounds", Right: manage, Do: p.openRound},
		{Pattern: "GET " + round, Right: see, Do: p.round},
		{Pattern: "GET " + round + "/take/{verb}", Right: see, Do: p.takeForm},
		{Pattern: "POST " + round + "/take/{verb}", Right: see, Do: p.take},
		{Pattern: "GET " + round + "/clear", Right: see, Do: p.clearForm},
		{Pattern: "POST " + round + "/clear", Right: see, Do: p.clear},
		{Pattern: "GET " + cell, Right: see, Do: p.cell},
		{Pattern: "GET " + cell + "/now", Right: see, Do: p.now},
		{Pattern: "POST " + cell, Right: work, Do: p.save},
		{Pattern: "POST " + cell + "/label", Right: work, Do: p.label},
		{Pattern: "POST " + cell + "/take-over", Right: work, Do: p.takeOver},
		{Pattern: "POST " + cell + "/comments", Right: see, Do: p.comment},
		{Pattern: "GET " + cell + "/comments/{comment}", Right: work, Do: p.decideForm},
		{Pattern: "POST " + cell + "/comments/{comment}", Right: work, Do: p.decide},
		{Pattern: "POST " + cell + "/findings", Right: work, Do: p.finding},
		{Pattern: "GET /gaps/{assessment}/cleared", Open: "what a State cleared as CLEAR is open to everybody; the verb asks for the rest", Do: p.read},
	}
}

const pageSize = 20

func at(assessment string) string             { return "/gaps/" + assessment }
func roundAt(assessment, round string) string { return at(assessment) + "/rounds/" + round }

func cellAt(assessment, round, provision string) string {
	return roundAt(assessment, round) + "/provisions/" + provision
}

// after is what a form leads to: shown again with the words beside the fields, or the error.
func after(form *web.Form, err error, again func(status int) error) error {
	if err = form.Merge(err); form.Wrong.Err() == nil {
		return err
	}
	return again(422)
}

// stateLook is the sign and the colour of a round's state.
var stateLook = map[gaps.State]ui.State{gaps.Drafting: "draft", gaps.Submitted: "review", gaps.Settled: "cleared"}

// choices are the options of a closed field of an answer.
func choices(list []string) []ui.Option {
	out := make([]ui.Option, len(list))
	for i, c := range list {
		out[i] = ui.Option{Value: c, Label: answers.Words(c)}
	}
	return out
}

// judged says an answer in a few words: de jure and de facto.
func judged(a answers.Answer) string {
	var out []string
	if a.Applicability == "not_applicable" || a.Applicability == "not_party" || a.Applicability == "reservation" {
		out = append(out, answers.Words(a.Applicability))
	}
	if a.DeJure != "" {
		out = append(out, answers.Words(a.DeJure)+" in law")
	}
	if a.DeFacto != "" {
		out = append(out, strings.ToLower(answers.Words(a.DeFacto)))
	}
	return strings.Join(out, ", ")
}

// look is the sign of an answer in a list.
func look(a answers.Answer) (ui.State, string) {
	switch {
	case a.Empty():
		return "open", "Open"
	case a.DeJure == "none":
		return "problem", "None"
	case a.DeJure == "partial":
		return "due", "Partial"
	case a.DeJure == "full", a.DeJure == "beyond":
		return "done", answers.Words(a.DeJure)
	case a.Applicability == "not_applicable", a.Applicability == "not_party":
		return "closed", answers.Words(a.Applicability)
	default:
		return "active", "Begun"
	}
}

var obligationWords = map[instruments.Obligation]string{
	instruments.Shall: "Shall", instruments.Consider: "Shall consider or endeavour", instruments.May: "May", instruments.General: "General",
}

func fieldNames(fields []string) string {
	out := make([]string, len(fields))
	for i, f := range fields {
		out[i] = answers.Labels[f]
	}
	return strings.Join(out, ", ")
}

func helpNames(words *vocabulary.Words, codes []string) string {
	out := make([]string, len(codes))
	for i, c := range codes {
		out[i] = words.Name(vocabulary.HelpTypes, c)
	}
	return strings.Join(out, ", ")
}

func helpOptions(words *vocabulary.Words) []ui.Option {
	var out []ui.Option
	for _, t := range words.List(vocabulary.HelpTypes) {
		out = append(out, ui.Option{Value: t.Code, Label: words.Name(vocabulary.HelpTypes, t.Code)})
	}
	return out
}
