package app

import (
	"context"
	"fmt"
	"slices"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/actionplans"
	"counterpart/internal/activities"
	"counterpart/internal/assessments"
	"counterpart/internal/commitments"
	"counterpart/internal/db"
	"counterpart/internal/delegations"
	"counterpart/internal/gaps/waits"
	"counterpart/internal/indicators"
	"counterpart/internal/networking"
	"counterpart/internal/outcomes"
	"counterpart/internal/privacy"
	"counterpart/internal/publications"
	"counterpart/internal/registrations"
	"counterpart/internal/secondments/overview"
	"counterpart/internal/support"
	"counterpart/internal/training"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// home is where every signed-in person lands: what waits for them, the most urgent first.
func (a *App) home(c *web.Call) error {
	if !c.Actor.SignedIn() {
		return c.See("/signin", "")
	}
	waiting, err := a.waiting(c)
	if err != nil {
		return err
	}
	tasks := make([]ui.Task, len(waiting))
	for i, w := range waiting {
		tasks[i] = w.task
	}
	standing, err := a.Accounts.StandingOf(c.Context(), c.Actor)
	if err != nil {
		return err
	}
	return c.Show(web.View{Title: "What waits for me", Content: homeView(c.Actor.Name, weakWords(standing, c.Site.Now()), tasks)})
}

// weakWords say what a session without a second factor cannot do, or will not be able to; "" where all is well.
func weakWords(s accounts.Standing, now time.Time) string {
	switch {
	case !s.Weak:
		return ""
	case now.Before(s.Due.Time):
		return "Your role needs a passkey or an authenticator app. Set one up by " + web.Day(s.Due.Date()) + "; from then on it is closed without."
	default:
		return "Your role is closed in this session: it needs a passkey or the code of an authenticator app. Set one up, or sign in with it."
	}
}

// waiting is a task with the time by which it is due; those without one come last.
type waiting struct {
	task ui.Task
	due  db.Time
}

// waiting asks every room what waits for the actor.
func (a *App) waiting(c *web.Call) ([]waiting, error) {
	ctx, actor := c.Context(), c.Actor
	out, err := a.brokenHistory(c)
	if err != nil {
		return nil, err
	}
	nominations, err := a.Delegations.Tasks(ctx, actor)
	if err != nil {
		return nil, err
	}
	forms, err := a.Registrations.Tasks(ctx, actor)
	if err != nil {
		return nil, err
	}
	for _, t := range append(nominations, forms...) {
		out = append(out, delegationTask(t))
	}
	desks, err := a.Attendance.Today(ctx, actor)
	if err != nil {
		return nil, err
	}
	for _, d := range desks {
		out = append(out, waiting{task: ui.Task{Title: "Check people in", Detail: d.Title, Href: "/activities/" + d.ID + "/checkin", Due: d.StartsOn.Time().Format("2 January 2006"), DueISO: string(d.StartsOn)}, due: db.At(d.StartsOn.Time())})
	}
	guarded, err := a.Privacy.Tasks(ctx, actor)
	if err != nil {
		return nil, err
	}
	for _, t := range guarded {
		out = append(out, privacyTask(t))
	}
	written, err := waits.For(ctx, a.DB, actor)
	if err != nil {
		return nil, err
	}
	for _, t := range written {
		out = append(out, gapTask(t))
	}
	texts, err := a.waitingTexts(c)
	if err != nil {
		return nil, err
	}
	out = append(out, texts...)
	meetings, err := a.Networking.Tasks(ctx, actor)
	if err != nil {
		return nil, err
	}
	for _, t := range meetings {
		out = append(out, meetingTask(t))
	}
	trail, err := a.waitingTrail(c)
	out = append(out, trail...)
	slices.SortStableFunc(out, byDue)
	return out, err
}

// waitingTrail asks the rooms that keep what was asked for, undertaken and came of it.
func (a *App) waitingTrail(c *web.Call) ([]waiting, error) {
	var out []waiting
	today := db.At(c.Site.Now()).Date()
	requests, err := a.Support.Tasks(c.Context(), c.Actor)
	if err != nil {
		return nil, err
	}
	for _, t := range requests {
		out = append(out, supportTask(t, today))
	}
	promised, err := a.Commitments.Tasks(c.Context(), c.Actor)
	if err != nil {
		return nil, err
	}
	for _, t := range promised {
		out = append(out, countedTask(commitmentWords[t.Kind], "/commitments/", t.Count, t.Due, t.ID, today))
	}
	sign, err := a.Certificates.Tasks(c.Context(), c.Actor)
	if err != nil {
		return nil, err
	}
	for _, t := range sign {
		title := "A certificate waits for your signature"
		if t.Count > 1 {
			title = fmt.Sprintf("%d certificates wait for your signature", t.Count)
		}
		out = append(out, waiting{task: ui.Task{Title: title, Detail: t.Title, Href: "/certificates/sign/" + string(t.Kind) + "/" + t.RecordID}})
	}
	courses, err := a.trainingTasks(c, today)
	if err != nil {
		return nil, err
	}
	out = append(out, courses...)
	posts, err := a.Posted.Waits(c.Context(), c.Actor)
	if err != nil {
		return nil, err
	}
	for _, t := range posts {
		below := "/secondments/"
		if slices.Contains(secondmentTerms, t.Kind) {
			below = "/assignments/"
		}
		out = append(out, countedTask(secondmentWords[t.Kind], below, t.Count, t.Due, t.ID, today))
	}
	changed, err := a.Outcomes.Tasks(c.Context(), c.Actor)
	if err != nil {
		return nil, err
	}
	for _, t := range changed {
		out = append(out, countedTask(outcomeWords[t.Kind], "/outcomes/", t.Count, "", t.ID, today))
	}
	learning, err := a.waitingLearning(c, today)
	return append(out, learning...), err
}

// waitingLearning asks the rooms that keep what people learn, how they found it, and what they change.
func (a *App) waitingLearning(c *web.Call, today db.Date) ([]waiting, error) {
	var out []waiting
	tests, err := a.Assessments.Tasks(c.Context(), c.Actor)
	if err != nil {
		return nil, err
	}
	for _, t := range tests {
		if t.Kind == assessments.TaskReview {
			out = append(out, countedTask(counted{"A question of tests to review", "%d questions of tests to review", "/test-items?state=draft"}, "", t.Count, "", "", today))
			continue
		}
		out = append(out, learningTask("Take the test", t.Activity, "/activities/"+t.ActivityID+"/my-test", t.Due))
	}
	asked, err := a.Evaluations.Tasks(c.Context(), c.Actor)
	if err != nil {
		return nil, err
	}
	for _, t := range asked {
		out = append(out, learningTask("Say how it was", t.Activity, "/activities/"+t.ActivityID+"/my-evaluation", t.Due))
	}
	plans, err := a.ActionPlans.Tasks(c.Context(), c.Actor)
	for _, t := range plans {
		if title := planTitles[t.Kind]; title != "" {
			out = append(out, learningTask(title, t.Activity, "/activities/"+t.ActivityID+"/my-plan", db.At(t.Due.Time())))
			continue
		}
		out = append(out, countedTask(planWords[t.Kind], "/action-plans/", t.Count, t.Due, t.ID, today))
	}
	return out, err
}

// trainingTasks are versions of curricula to read, cohorts to select, and courses to conclude.
func (a *App) trainingTasks(c *web.Call, today db.Date) ([]waiting, error) {
	var out []waiting
	versions, err := a.Curricula.Tasks(c.Context(), c.Actor)
	if err != nil {
		return nil, err
	}
	for _, t := range versions {
		out = append(out, countedTask(counted{"A version of a curriculum to read", "%d versions of curricula to read", "/training/curricula"}, "/training/curricula/", t.Count, "", t.ID, today))
	}
	tasks, err := a.Training.Tasks(c.Context(), c.Actor)
	for _, t := range tasks {
		words := counted{one: "Nominations for a course to select", page: "/activities/" + t.ActivityID + "/training/selection"}
		if t.Kind == training.TaskConclude {
			words = counted{one: "Conclude who completed a course", page: "/activities/" + t.ActivityID + "/training/completion"}
		}
		one := countedTask(words, "", 1, t.Due, "", today)
		one.task.Detail = t.Activity
		out = append(out, one)
	}
	return out, err
}

// gapWords say what waits in gap assessments for who takes part in them.
var gapWords = map[string]string{waits.Clear: "Clear what was written of your law", waits.Write: "An assessment to write", waits.Decide: "Proposals to decide", waits.Task: "Your task in an assessment"}

func gapTask(t waits.Waiting) waiting {
	href := "/gaps/" + t.AssessmentID + "/rounds/" + t.RoundID
	switch t.Kind {
	case waits.Clear:
		href += "/clear"
	case waits.Decide:
		href += "?show=waits"
	case waits.Task:
		href = "/gaps/" + t.AssessmentID + "#tasks"
	}
	out := waiting{task: ui.Task{Title: gapWords[t.Kind], Detail: t.Title, Href: href}}
	if t.Due != "" {
		out.task.Due, out.task.DueISO, out.due = web.Day(t.Due), string(t.Due), db.At(t.Due.Time())
	}
	return out
}

// planTitles say what waits for whoever wrote a plan.
var planTitles = map[string]string{actionplans.TaskWrite: "Sign off your action plan", actionplans.TaskReport: "Say what became of your action plan"}

// planWords says what waits in action plans for the secretariat.
var planWords = map[string]counted{
	actionplans.TaskFollow: {"An action plan needs its follow-up", "%d action plans need their follow-up", "/action-plans?show=late"},
	actionplans.TaskBounce: {"A question about an action plan did not arrive", "%d questions about action plans did not arrive", "/action-plans?show=late"},
	actionplans.TaskReady:  {"A reported change can become an outcome", "%d reported changes can become outcomes", "/action-plans?state=followed"},
}

func learningTask(title, detail, href string, due db.Time) waiting {
	return waiting{task: ui.Task{Title: title, Detail: detail, Href: href, Due: web.Day(due.Date()), DueISO: string(due.Date())}, due: due}
}

// waitingTexts are the reports and publications that wait for the actor.
func (a *App) waitingTexts(c *web.Call) ([]waiting, error) {
	ctx, actor := c.Context(), c.Actor
	var out []waiting
	approve, err := a.Results.ToApprove(ctx, actor)
	if err != nil {
		return nil, err
	}
	for _, r := range approve {
		out = append(out, waiting{task: ui.Task{Title: "Approve the report", Detail: r.Title, Href: "/activities/" + r.ActivityID + "/report"}})
	}
	restate, err := a.Results.ToRestate(ctx, actor)
	if err != nil {
		return nil, err
	}
	for _, r := range restate {
		title := fmt.Sprintf("%d published figures no longer hold", r.Figures)
		out = append(out, waiting{task: ui.Task{Title: title, Detail: r.Title, Href: "/activities/" + r.ActivityID + "/report"}})
	}
	values, err := a.indicatorTasks(c)
	if err != nil {
		return nil, err
	}
	out = append(out, values...)
	written, err := a.Publications.Tasks(ctx, actor)
	if err != nil {
		return nil, err
	}
	for _, t := range written {
		title := "Review a publication"
		if t.State == publications.StateApproved {
			title = "Release a publication"
		}
		if t.State == publications.StateFailing {
			title = "A published figure of a report no longer holds"
		}
		out = append(out, waiting{task: ui.Task{Title: title, Detail: t.Title, Href: "/publications/" + t.ID}})
	}
	return out, nil
}

// indicatorTasks are the values of indicators that wait for the actor: to be approved, to be published, to be restated.
func (a *App) indicatorTasks(c *web.Call) ([]waiting, error) {
	var out []waiting
	for _, of := range []struct {
		title string
		list  func(context.Context, access.Actor) ([]indicators.Value, error)
	}{
		{"Approve the value of an indicator", a.Indicators.ToApprove},
		{"Publish an approved value", a.Indicators.ToPublish},
		{"A published value no longer holds", a.Indicators.ToRestate},
	} {
		values, err := of.list(c.Context(), c.Actor)
		if err != nil {
			return nil, err
		}
		for _, v := range values {
			out = append(out, waiting{task: ui.Task{Title: of.title, Detail: v.Indicator + ", " + v.PeriodOf().Words(), Href: "/indicator-values/" + v.ID}})
		}
	}
	return out, nil
}

// byDue puts what is due first before the rest, and what has no time last.
func byDue(x, y waiting) int {
	if x.due.IsZero() || y.due.IsZero() {
		return boolOrder(x.due.IsZero(), y.due.IsZero())
	}
	return x.due.Compare(y.due.Time)
}

func meetingTask(t networking.Task) waiting {
	task := ui.Task{Detail: t.Activity, Due: t.StartsOn.Time().Format("2 January 2006"), DueISO: string(t.StartsOn)}
	switch {
	case !t.Own:
		task.Title, task.Href = fmt.Sprintf("Mend the plan: %d meetings have lost one of their two", t.Count), "/activities/"+t.ActivityID+"/networking"
	case t.Count > 0:
		task.Title, task.Href = fmt.Sprintf("Answer %d meetings", t.Count), "/activities/"+t.ActivityID+"/meetings"
	case !t.TakesPart:
		task.Title, task.Href = "Say what you offer and seek", "/activities/"+t.ActivityID+"/meetings/profile"
	default:
		task.Title, task.Href = "Your meetings", "/activities/"+t.ActivityID+"/meetings"
	}
	return waiting{task: task, due: db.At(t.StartsOn.Time())}
}

// supportWords says what waits in requests and offers, for one and for several, and where they are found.
var supportWords = map[string]counted{
	support.TaskHandle:  {"A request for support to deal with", "%d requests for support to deal with", "/requests?show=open"},
	support.TaskLate:    {"A request for support is overdue", "%d requests for support are overdue", "/requests?show=late"},
	support.TaskClose:   {"A request for support to close", "%d requests for support to close", "/requests?show=open"},
	support.TaskAnswer:  {"A proposed match to answer", "%d proposed matches to answer", "/our-support"},
	support.TaskOffer:   {"A request for support was sent to you", "%d requests for support were sent to you", "/our-support"},
	support.TaskFulfil:  {"Say whether a request was met", "Say whether %d requests were met", "/our-support"},
	support.TaskSilence: {"A request of yours is about to be circulated", "%d requests of yours are about to be circulated", "/our-support"},
}

func supportTask(t support.Task, today db.Date) waiting {
	return countedTask(supportWords[t.Kind], "/requests/", t.Count, t.Due, t.ID, today)
}

// commitmentWords says what waits in commitments, for one and for several, and where they are found.
var commitmentWords = map[string]counted{
	commitments.TaskLate:    {"A commitment is overdue", "%d commitments are overdue", "/commitments?show=late"},
	commitments.TaskConfirm: {"A commitment of yours was recorded: accept it", "%d commitments of yours were recorded: accept them", "/our-commitments"},
	commitments.TaskReport:  {"Say how a commitment stands", "Say how %d commitments stand", "/our-commitments"},
}

// secondmentTerms are the tasks that are about terms of reference.
var secondmentTerms = []string{overview.TaskApprove, overview.TaskIssue, overview.TaskFill, overview.TaskNominate}

// secondmentWords says what waits in secondments.
var secondmentWords = map[string]counted{
	overview.TaskApprove:   {"Terms of reference to approve", "%d terms of reference to approve", "/assignments?state=submitted"},
	overview.TaskExtend:    {"A later end of a secondment to approve", "%d later ends of secondments to approve", "/secondments?state=in_post"},
	overview.TaskIssue:     {"A call for nominations to send", "%d calls for nominations to send", "/assignments?state=approved"},
	overview.TaskFill:      {"An assignment to note as filled, to open again or to cancel", "%d assignments to note as filled, to open again or to cancel", "/assignments?state=closed"},
	overview.TaskScreen:    {"A nomination to a secondment to screen", "%d nominations to secondments to screen", "/secondments?state=nominated"},
	overview.TaskScore:     {"A candidate for a secondment to score", "%d candidates for secondments to score", "/secondments?state=screened"},
	overview.TaskHandle:    {"A secondment waits for its next step", "%d secondments wait for their next step", "/secondments?owner=office"},
	overview.TaskLate:      {"A secondment is overdue", "%d secondments are overdue", "/secondments?show=late"},
	overview.TaskLapse:     {"A formality of a secondee lapses", "%d formalities of secondees lapse", "/secondments?state=in_post"},
	overview.TaskSupervise: {"A report on a secondee to write", "%d reports on secondees to write", "/secondments?state=ended"},
	overview.TaskNominate:  {"A call for nominations to a secondment", "%d calls for nominations to secondments", "/our-secondments"},
	overview.TaskAnswer:    {"An offer of a secondment to answer", "%d offers of secondments to answer", "/our-secondments"},
	overview.TaskOwn:       {"Bring what your secondment needs", "Bring what your secondments need", "/my-secondment"},
	overview.TaskReport:    {"Write the report at the end of your secondment", "Write the reports at the end of your secondments", "/my-secondment"},
}

// outcomeWords says what waits in outcomes.
var outcomeWords = map[string]counted{
	outcomes.TaskReview:  {"A proposed outcome to read", "%d proposed outcomes to read", "/outcomes?state=proposed"},
	outcomes.TaskRevise:  {"An outcome was returned: write it anew", "%d outcomes were returned: write them anew", "/outcomes?state=returned"},
	outcomes.TaskAgree:   {"A summary to agree to", "%d summaries to agree to", "/outcomes?state=substantiated"},
	outcomes.TaskApprove: {"The summary of an outcome to approve", "The summaries of %d outcomes to approve", "/outcomes?state=in_review"},
}

// counted says a kind of task for one and for several, and where they are found.
type counted struct{ one, several, page string }

// countedTask is a task that stands for one record, below the address, or for several.
func countedTask(words counted, below string, count int, due db.Date, id string, today db.Date) waiting {
	task := ui.Task{Title: words.one, Href: words.page, Due: web.Day(due), DueISO: string(due), Overdue: due != "" && due < today}
	if count > 1 {
		task.Title = fmt.Sprintf(words.several, count)
	} else if id != "" {
		task.Href = below + id
	}
	return waiting{task: task, due: db.At(due.Time())}
}

func privacyTask(t privacy.Task) waiting {
	task := ui.Task{Title: t.Title, Detail: t.Detail, Href: t.Href, Overdue: t.Overdue}
	if !t.Due.IsZero() {
		task.Due, task.DueISO = t.Due.Format("2 January 2006, 15:04 UTC"), t.Due.Format("2006-01-02T15:04:05Z")
	}
	return waiting{task: task, due: t.Due}
}

func boolOrder(x, y bool) int {
	switch {
	case x == y:
		return 0
	case x:
		return 1
	default:
		return -1
	}
}

// taskWords says each kind of task, for one and for several, and where it is done.
var taskWords = map[string]struct{ one, several, page string }{
	delegations.TaskScreen:     {"A nomination to screen", "%d nominations to screen", "/activities/%s/delegations"},
	delegations.TaskUnheard:    {"A party has not answered", "%d parties have not answered", "/activities/%s/invitations"},
	delegations.TaskFill:       {"A seat to fill", "%d seats to fill", "/activities/%s/delegations/%s"},
	delegations.TaskQuestion:   {"A question of the secretariat", "%d questions of the secretariat", "/activities/%s/delegations/%s"},
	registrations.TaskMissing:  {"A person has not registered", "%d people have not registered", "/activities/%s/registrations"},
	registrations.TaskRegister: {"Complete your registration", "Complete your registration", "/activities/%s/registration"},
}

func delegationTask(t delegations.Task) waiting {
	words := taskWords[t.Kind]
	task := ui.Task{Detail: t.Activity, Overdue: t.Overdue, Title: words.one}
	if t.Count > 1 && t.Kind != registrations.TaskRegister {
		task.Title = fmt.Sprintf(words.several, t.Count)
	}
	switch t.Kind {
	case delegations.TaskFill, delegations.TaskQuestion:
		task.Href, task.Waits = fmt.Sprintf(words.page, t.ActivityID, t.PartyID), t.Party
	default:
		task.Href = fmt.Sprintf(words.page, t.ActivityID)
	}
	if !t.Due.IsZero() {
		task.Due, task.DueISO = delegations.When(activities.Activity{TimeZone: t.TimeZone}, t.Due), t.Due.Format("2006-01-02T15:04:05Z")
	}
	return waiting{task: task, due: t.Due}
}
