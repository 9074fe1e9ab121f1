package e2e

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/activities"
	"counterpart/internal/app"
	"counterpart/internal/assessments"
	"counterpart/internal/db"
	"counterpart/internal/delegations"
	"counterpart/internal/e2e/browser"
	"counterpart/internal/evaluations"
	"counterpart/internal/people"
	"counterpart/internal/roomtest"
	"counterpart/internal/vocabulary"
)

// learning is a workshop and what was learnt there: a test before and after it, an evaluation, an action plan, and what became of it.
type learning struct {
	t        *testing.T
	site     *site
	ahead    *atomic.Int64
	look     browser.Look // of the participants
	activity string
	title    string // of the activity
	address  string // of the participant who is walked with
	name     string // the same one's
	people   []string
	items    []string
}

const learnt = "Which page of a passport carries the machine-readable zone?"

// TestLearning walks it: a participant on a phone, an officer who types in from paper, a second officer who reviews, three months that go
// by. On one of the databases everything works without JavaScript.
func TestLearning(t *testing.T) {
	for _, c := range []struct {
		database string
		look     browser.Look
	}{{"sqlite", browser.Look{Width: 390}}, {"postgres", browser.Look{Width: 390, NoScripts: true}}} {
		t.Run(c.database, func(t *testing.T) {
			t.Parallel()
			w := &learning{t: t, ahead: &atomic.Int64{}, look: c.look, title: "Workshop on documents", address: "trainee1@example.org", name: "Trainee 1"}
			w.site = serve(t, c.database, func(cfg *app.Config) {
				cfg.Clock = func() time.Time { return time.Now().Add(time.Duration(w.ahead.Load())) }
			})
			w.prepare()
			w.bank()
			w.setUp()
			w.before()
			w.paper()
			w.after()
			w.evaluate()
			w.plan()
			w.follow()
		})
	}
}

func (w *learning) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *learning) officer(name string) {
	_, err := w.site.app.Accounts.Add(w.t.Context(), roomtest.Holding("set-up", accounts.RightManage), accounts.Draft{Name: "The " + name, Email: name + "@example.org", Grant: accounts.GrantDraft{Role: "officer"}})
	w.must(err)
}

func (w *learning) signIn(name string) *page {
	w.t.Helper()
	return journey{t: w.t, site: w.site}.signIn(name, desk)
}

func (w *learning) bearer(n int) access.Actor {
	a := roomtest.Scoped("p", access.Scope{Person: w.people[n]}, assessments.RightTake, evaluations.RightAnswer)
	a.Person = w.people[n]
	return a
}

func (w *learning) prepare() {
	ctx, a := w.t.Context(), w.site.app
	roomtest.LoadPack(w.t, a.DB, "bali")
	w.officer("officer")
	w.officer("second")
	office := roomtest.Holding("set-up", people.RightEdit, vocabulary.RightLoad, activities.RightEdit, activities.RightSee)
	day := db.Date(time.Now().UTC().Format(time.DateOnly))
	id, err := a.Activities.Plan(ctx, office, activities.Draft{Kind: "training_workshop", Title: "Workshop on documents", Place: "Jakarta", TimeZone: "UTC", StartsOn: day, EndsOn: day, Label: "TLP:GREEN"})
	w.must(err)
	w.activity = id
	party := roomtest.PartyID(w.t, a.DB, "thailand")
	_, err = db.Change(ctx, a.DB, func(tx *db.Tx) (bool, error) {
		for n := range 6 {
			person, err := people.AddIn(tx, office, people.Draft{Given: fmt.Sprintf("Trainee %d ผู้เข้าอบรม", n+1), Email: fmt.Sprintf("trainee%d@example.org", n+1), PartyID: party, Anyway: true})
			if err != nil {
				return false, err
			}
			w.people = append(w.people, person)
			_, err = delegations.AddConfirmedIn(tx, access.System("test"), delegations.ConfirmedDraft{ActivityID: id, PartyID: party, PersonID: person, Category: "trainee", Mode: "in_person", Source: delegations.FromSecretariat})
			if err != nil {
				return false, err
			}
		}
		return true, nil
	})
	w.must(err)
}

// bank writes questions; somebody else reviews them.
func (w *learning) bank() {
	p := w.signIn("officer")
	p.open("/test-items")
	p.press("Write a question")
	p.fill("kind", "single")
	p.fill("topic", "document_fraud")
	p.fill("stem.en", learnt)
	p.fill("options.en", "The data page\nThe cover\nThe last page")
	p.fill("explanation.en", "It stands at the foot of the data page.")
	p.fill("right", "1")
	p.shot("item")
	p.press("Keep")
	p.sees("The draft is kept")
	path := p.here()
	p.seesNot("It can stand in tests")
	s := w.signIn("second")
	s.open(path)
	s.press("It can stand in tests")
	s.sees("Reviewed")
	ctx, a := w.t.Context(), w.site.app
	author, reviewer := roomtest.Holding("author", assessments.RightManage), roomtest.Holding("reviewer", assessments.RightManage)
	for _, d := range []assessments.ItemDraft{
		{Kind: assessments.Ordering, Texts: map[string]assessments.ItemText{"en": {Stem: "Put the steps into order", Options: []string{"Look", "Feel", "Tilt"}}}},
		{Kind: assessments.Short, Texts: map[string]assessments.ItemText{"en": {Stem: "What is MRZ short for?"}}, Answer: assessments.Answer{Accepted: []string{"machine readable zone"}}},
		{Kind: assessments.Number, Texts: map[string]assessments.ItemText{"en": {Stem: "How many lines has it in a passport?"}}, Answer: assessments.Answer{Value: "2"}},
	} {
		id, err := a.Assessments.Write(ctx, author, d)
		w.must(err)
		w.must(a.Assessments.Review(ctx, reviewer, id, 0))
		w.items = append(w.items, id)
	}
	w.items = append([]string{path[len("/test-items/"):]}, w.items...)
}

// setUp sets the test up, fixes it and mails the links.
func (w *learning) setUp() {
	p := w.signIn("officer")
	p.open("/activities/" + w.activity)
	p.press("Tests and plans")
	p.press("Set up a test")
	at := func(h int) string {
		return time.Now().UTC().Add(time.Duration(h) * time.Hour).Format("2006-01-02T15:04")
	}
	p.fill("title", "What do you know of documents?")
	p.fill("before_opens", at(-1))
	p.fill("before_closes", at(6))
	p.fill("after_opens", at(24))
	p.fill("after_closes", at(72))
	p.press("Keep")
	p.sees("Choose its questions")
	for _, id := range w.items {
		p.choose("item", id)
	}
	p.shot("choose")
	p.press("Keep")
	p.press("Fix the questions")
	p.sees("People with a code: 6")
	p.press("Mail the link: before")
	p.sees("on their way: 6")
}

// before is the first participant on a phone: half, and then whole.
func (w *learning) before() {
	link := w.site.mail(w.t, "trainee1@example.org", "/q/")
	p := newPage(w.t, w.site.base, "participant", w.look)
	p.open(link)
	p.sees("Who reads your score", "Your focal point and your own office do not", learnt)
	p.choose("a."+w.items[0], "b")
	p.press("Save and go on later")
	p.sees("not handed in yet")
	p.open(link)
	if !eval[bool](p, `document.querySelector('[name="a.`+w.items[0]+`"][value=b]').checked`) {
		w.t.Error("the answer was not kept")
	}
	p.press("Hand it in")
	p.sees("Questions that are not answered whole: 3")
	p.fill("a."+w.items[2], "Machine-readable zone")
	p.shot("test")
	p.press("Hand it in as it is")
	p.sees("Your answers from before the activity are kept")
	p.seesNot("Your result")
	for n := 2; n < 6; n++ { // the others, but the second
		w.must(w.site.app.Assessments.Submit(w.t.Context(), w.bearer(n), w.activity, w.people[n], assessments.SittingDraft{Phase: assessments.Before, Answers: assessments.Answers{w.items[0]: {"c"}}}))
	}
}

// paper is the second participant, who wrote on paper.
func (w *learning) paper() {
	p := w.signIn("officer")
	p.open("/activities/" + w.activity + "/learning/paper?phase=before")
	p.sees("Trainee 2", "Taken on a device")
	taker := w.taker(1)
	p.fill("a."+taker+"."+w.items[0], "z")
	p.press("Keep what is typed")
	p.sees("is no answer to it")
	p.fill("a."+taker+"."+w.items[0], "A")
	p.fill("a."+taker+"."+w.items[2], "machine zone")
	p.fill("a."+taker+"."+w.items[3], "3")
	p.shot("paper")
	p.press("Keep what is typed")
	p.sees("typed in or changed: 1", "1 of 4")
	p.open("/activities/" + w.activity + "/learning/words")
	p.sees("machine zone")
	p.fill("reason", "It is what is meant.")
	p.press("Accept")
	p.sees("It is what is meant.", "Take back")
}

func (w *learning) taker(n int) string {
	w.t.Helper()
	id, err := db.View(w.t.Context(), w.site.app.DB, func(tx *db.Tx) (string, error) {
		return db.One[string](tx, `select id from assessment_taker where person_id = $1`, w.people[n])
	})
	w.must(err)
	return id
}

// after is the same test a day later; what was learnt is shown once enough have taken both.
func (w *learning) after() {
	w.ahead.Store(int64(25 * time.Hour))
	right := assessments.Answers{w.items[0]: {"a"}, w.items[2]: {"machine readable zone"}, w.items[3]: {"2"}}
	for n := 2; n < 5; n++ {
		w.must(w.site.app.Assessments.Submit(w.t.Context(), w.bearer(n), w.activity, w.people[n], assessments.SittingDraft{Phase: assessments.After, Answers: right}))
	}
	p := newPage(w.t, w.site.base, "participant", w.look)
	p.open(w.site.mail(w.t, "trainee1@example.org", "/q/"))
	p.sees("The questions are the same")
	p.choose("a."+w.items[0], "a")
	p.fill("a."+w.items[2], "MACHINE READABLE ZONE")
	p.fill("a."+w.items[3], "2")
	p.press("Hand it in")
	p.press("Hand it in as it is")
	p.sees("Your result", "75 %", "It stands at the foot of the data page")
	p.shot("result")
	o := w.signIn("officer")
	o.open("/activities/" + w.activity + "/learning")
	o.sees("Too few people", "Took both tests: 4")
	w.must(w.site.app.Assessments.Submit(w.t.Context(), w.bearer(5), w.activity, w.people[5], assessments.SittingDraft{Phase: assessments.After, Answers: right}))
	o.open("/activities/" + w.activity + "/learning")
	o.sees("median before", "0 %", "median after", "75 %", "normalised gain")
	o.shot("gain")
	o.press("Scores by name")
	o.sees("Trainee 1", "1 of 4 (25 %)", "3 of 4 (75 %)", "+50")
}

// evaluate asks how it was; nothing is shown before it is closed.
func (w *learning) evaluate() {
	o := w.signIn("officer")
	o.open("/activities/" + w.activity + "/evaluation")
	o.press("Set up an evaluation")
	o.shot("evaluation-form")
	o.press("Keep")
	o.press("Open it")
	o.press("Mail the link")
	p := newPage(w.t, w.site.base, "participant", w.look)
	p.open(w.site.mail(w.t, "trainee1@example.org", "/e/"))
	p.sees("Without your name")
	p.choose("q1", "5")
	p.fill("q6", "10")
	p.fill("q7", "More time for the exercise.")
	p.shot("evaluation")
	p.press("Send")
	p.sees("You have answered", "can neither be shown to you nor changed")
	for n := 1; n < 5; n++ {
		w.must(w.site.app.Evaluations.Say(w.t.Context(), w.bearer(n), w.activity, w.people[n], evaluations.Said{"q1": "4", "q6": "9"}))
	}
	o.open("/activities/" + w.activity + "/evaluation")
	o.sees("answered")
	o.seesNot("More time for the exercise")
	o.press("Close it for good")
	o.sees("More time for the exercise", "mean 4.2", "+100")
	o.shot("evaluation-report")
}

// plan is the action plan, written in the workshop and signed off.
func (w *learning) plan() {
	o := w.signIn("officer")
	o.open("/activities/" + w.activity + "/action-plans")
	o.press("Mail the link to write one")
	p := newPage(w.t, w.site.base, "participant", w.look)
	link := w.site.mail(w.t, w.address, "/p/")
	p.open(link)
	p.fill("what.0", "A sheet of signs at each counter")
	p.press("Save and go on later")
	p.sees("not sent yet")
	p.press("Sign it off")
	p.sees("Say by when")
	p.fill("by.0", time.Now().UTC().AddDate(0, 2, 0).Format(time.DateOnly))
	p.shot("plan")
	p.press("Sign it off")
	p.sees("does not change any more")
	o.open("/activities/" + w.activity + "/action-plans")
	o.sees(w.name, "Signed off")
}

// follow is three months later: the question, the answer, and the outcome that an officer makes of it.
func (w *learning) follow() {
	w.ahead.Store(int64(100 * 24 * time.Hour))
	w.must(w.site.app.ActionPlans.Remind(w.t.Context()))
	w.officer("later")
	p := newPage(w.t, w.site.base, "participant", w.look)
	p.open(w.followed())
	p.sees("What became of it?", "A sheet of signs at each counter")
	p.choose("status.0", "done")
	p.press("Send")
	p.sees("Write in a few words what is otherwise now")
	p.fill("changed.0", "Officers of every counter compare passports with one sheet.")
	p.fill("evidence.0", "The sheet, as it hangs there")
	p.fill("address.0", "https://example.org/sheet")
	p.choose("may_propose", "1")
	p.shot("follow")
	p.press("Send")
	p.sees("You have said what became of it")
	o := w.signIn("later")
	o.sees("A reported change can become an outcome")
	o.press("A reported change can become an outcome")
	o.sees("compare passports with one sheet")
	o.shot("followed")
	o.press("Propose an outcome")
	o.fill("kind", "practice")
	o.shot("propose")
	o.press("Propose it")
	o.sees("A sheet of signs at each counter", "Proposed", "Officers of every counter")
	o.seesNot(w.name)
	o.press("Thread")
	o.sees("Action plan of "+w.title, w.title)
	o.open("/action-plans")
	o.sees(w.title, "not shown")
	o.shot("plans")
}

// followed waits for the mail that asks what became of the plan; its link is newer than the one with which it was written.
func (w *learning) followed() string {
	w.t.Helper()
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		list, err := w.site.box.List(w.address, 40)
		w.must(err)
		for _, m := range list {
			m, err := w.site.box.Read(m.ID)
			w.must(err)
			if !strings.Contains(m.Subject, "What became of your action plan?") {
				continue
			}
			for _, link := range address.FindAllString(m.Text, -1) {
				if strings.HasPrefix(link, w.site.base+"/p/") {
					return link
				}
			}
		}
	}
	w.t.Fatal("no mail asks what became of the plan")
	return ""
}
