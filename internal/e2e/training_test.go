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
	"counterpart/internal/db"
	"counterpart/internal/delegations"
	"counterpart/internal/e2e/browser"
	"counterpart/internal/people"
	"counterpart/internal/roomtest"
	"counterpart/internal/vocabulary"
)

// course is a training on its way from a curriculum to those who completed it.
type course struct {
	t           *testing.T
	site        *site
	desk, phone browser.Look
	activity    string
	party       string
	learnt      *learning // the action plan of one of them, and what became of it
}

// TestTraining lives a training: a curriculum written and agreed to, an activity that delivers it, people named by their State on a
// phone, selected with a broken rule that is accepted with its reason, present by the register, and completed, as their State and
// they themselves read it; certificates that two Co-Managers of two States sign and everybody can verify; an alumnus who opens the entry in the
// directory; and three months later the change that the action plan of the course led to, reported by link and made an outcome. On one of the databases nobody has JavaScript.
func TestTraining(t *testing.T) {
	for _, c := range []struct {
		database    string
		desk, phone browser.Look
	}{
		{"sqlite", desk, phone},
		{"postgres", browser.Look{Width: 1280, NoScripts: true}, browser.Look{Width: 390, NoScripts: true}},
	} {
		t.Run(c.database, func(t *testing.T) {
			t.Parallel()
			ahead := &atomic.Int64{}
			w := &course{t: t, desk: c.desk, phone: c.phone}
			w.site = serve(t, c.database, func(cfg *app.Config) {
				cfg.Clock = func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }
			})
			w.prepare()
			w.learnt = &learning{
				t: t, site: w.site, ahead: ahead, look: c.phone, activity: strings.TrimPrefix(w.activity, "/activities/"), title: "Course on open sources", address: "anan@example.org", name: "Anan Example",
			}
			w.write()
			w.agree()
			w.deliver()
			w.nominate()
			w.choose()
			w.present()
			w.learnt.plan()
			w.complete()
			w.read()
			w.certify()
			w.verify()
			w.list()
			w.learnt.follow()
		})
	}
}

func (w *course) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *course) signIn(name string, look browser.Look) *page {
	w.t.Helper()
	link, err := w.site.app.Accounts.SignInLink(w.t.Context(), name+"@example.org", accounts.PurposeSignIn, time.Hour)
	w.must(err)
	p := newPage(w.t, w.site.base, name, look)
	p.open(link)
	p.press("Sign in now")
	p.sees("What waits for me")
	return p
}

// prepare enters accounts, and an activity of yesterday and today with a session and seats.
func (w *course) prepare() {
	ctx, a := w.t.Context(), w.site.app
	roomtest.LoadPack(w.t, a.DB, "bali")
	office := roomtest.Holding("set-up", accounts.RightManage, vocabulary.RightLoad, activities.RightEdit, activities.RightSee, delegations.RightAllocate)
	w.party = roomtest.PartyID(w.t, a.DB, "thailand")
	for name, grant := range map[string]accounts.GrantDraft{"officer": {Role: "officer"}, "manager": {Role: "comanager"}, "second": {Role: "comanager"}, "thailand": {Role: "focalpoint", PartyID: w.party}} {
		d := accounts.Draft{Name: "The " + name, Email: name + "@example.org", Grant: grant}
		if state := map[string]string{"manager": "indonesia", "second": "australia"}[name]; state != "" {
			d.PersonID = w.person("The "+name, roomtest.PartyID(w.t, a.DB, state))
		}
		_, err := a.Accounts.Add(ctx, office, d)
		w.must(err)
	}
	today := time.Now().UTC().Truncate(24 * time.Hour)
	yesterday := today.AddDate(0, 0, -1)
	id, err := a.Activities.Plan(ctx, office, activities.Draft{
		Kind: "training_workshop", Title: "Course on open sources", Place: "Bangkok", TimeZone: "UTC", StartsOn: db.Date(yesterday.Format(time.DateOnly)), EndsOn: db.Date(today.Format(time.DateOnly)), Label: "TLP:CLEAR",
	})
	w.must(err)
	w.must(a.Activities.Open(ctx, office, id))
	w.activity = "/activities/" + id
	_, err = a.Activities.AddSession(ctx, office, id, activities.SessionDraft{Title: "Searching", StartsAt: db.At(yesterday.Add(9 * time.Hour)), EndsAt: db.At(yesterday.Add(12 * time.Hour))})
	w.must(err)
	_, err = db.Change(ctx, a.DB, func(tx *db.Tx) (bool, error) {
		holder, err := people.AddIn(tx, roomtest.Holding("set-up", people.RightEdit), people.Draft{Given: "Somchai Holder", Email: "focal@example.org", PartyID: w.party, Position: "Director"})
		if err != nil {
			return false, err
		}
		post, err := db.One[string](tx, `select id from post where party_id = $1 order by id limit 1`, w.party)
		if err != nil {
			return false, err
		}
		_, err = people.SetHolderIn(tx, access.System("test", people.RightEdit), post, holder, "")
		return true, err
	})
	w.must(err)
	_, err = a.Delegations.SetSeats(ctx, office, id, delegations.SeatsDraft{PartyID: w.party, Category: "trainee", Mode: "in_person", Seats: 3})
	w.must(err)
}

// person enters somebody who works for a party.
func (w *course) person(name, party string) string {
	w.t.Helper()
	id, err := db.Change(w.t.Context(), w.site.app.DB, func(tx *db.Tx) (string, error) {
		return people.AddIn(tx, roomtest.Holding("set-up", people.RightEdit), people.Draft{Given: name, PartyID: party})
	})
	w.must(err)
	return id
}

// one is a single value of the database.
func (w *course) one(query string, args ...any) string {
	w.t.Helper()
	out, err := db.View(w.t.Context(), w.site.app.DB, func(tx *db.Tx) (string, error) { return db.One[string](tx, query, args...) })
	w.must(err)
	return out
}

// write is the officer who writes the curriculum and submits it.
func (w *course) write() {
	p := w.signIn("officer", w.desk)
	p.open("/training")
	p.press("Curricula")
	p.press("New curriculum")
	p.fill("title", "Open sources for investigators")
	p.fill("code", "1")
	p.press("Keep")
	p.sees("Write a code")
	p.fill("code", "OSINT")
	p.fill("label", "TLP:CLEAR")
	p.fill("min_presence", "80")
	p.press("Keep")
	p.sees("Open sources for investigators", "Draft")
	p.press("Add a module")
	p.fill("title", "Searching")
	p.fill("hours", "3")
	p.fill("objectives", "They plan a search.")
	p.press("Keep")
	p.sees("3 hours", "They plan a search.")
	p.press("Submit")
	p.press("Submit")
	p.sees("Submitted", "Somebody who did not write it")
	p.seesNot("Agree to a pilot")
}

// agree is the Co-Manager who lets it pass as a pilot.
func (w *course) agree() {
	p := w.signIn("manager", w.desk)
	p.press("A version of a curriculum to read")
	p.press("Agree to a pilot")
	p.press("Agree to a pilot")
	p.sees("The version is in pilot")
	p.shot("curriculum")
}

// deliver is the officer who says what the activity delivers, and calls for nominations.
func (w *course) deliver() {
	p := w.signIn("officer", w.desk)
	p.open(w.activity + "/training")
	p.press("Choose a curriculum")
	p.fill("version_id", "OSINT, version 1")
	p.press("Show its modules")
	p.sees("3 hours in the version")
	eval[bool](p, `(() => { const box = [...document.querySelectorAll('input[type=checkbox]')].find(f => f.name.startsWith('sessions.')); box.click(); return true; })()`)
	p.press("Keep")
	p.sees("What the activity delivers is kept", "Presence in at least 80 %")
	p.shot("delivery")
	p.open(w.activity + "/invitations")
	p.press("Send to those ticked")
	p.sees("Invited: 1")
}

// nominate is the focal point who names three people on a phone.
func (w *course) nominate() {
	p := w.signIn("thailand", w.phone)
	p.press("seats to fill")
	for i, name := range []string{"Anan Example", "Boon Example", "Chai Example"} {
		p.fill("given", name)
		p.fill("email", strings.ToLower(strings.Fields(name)[0])+"@example.org")
		p.fill("sex", "m")
		p.fill("position", "Investigator")
		p.pressIn("Position", "Nominate")
		p.sees(name, fmt.Sprintf("%d held", i+1))
	}
}

// choose is the officer who proposes by rules, accepts that one is broken, and carries the selection out.
func (w *course) choose() {
	p := w.signIn("officer", w.desk)
	p.press("Nominations for a course to select")
	p.sees("3 nominations wait to be selected")
	p.fill("seats", "2")
	p.fill("women", "30")
	p.press("Propose")
	p.sees("0 of 2 confirmed people are women", "1st of Thailand in the order of nomination", "All 2 seats are given")
	p.seesNot("Carry it out")
	p.press("Accept")
	p.fill("reason", " ")
	p.press("Accept it")
	p.sees("Write why the rule may be broken")
	p.fill("reason", "The State has named nobody else.")
	p.press("Accept it")
	p.sees("The State has named nobody else.")
	p.pressIn("Boon Example", "Change")
	p.choose("decision", "reserve")
	p.fill("reason", "Took part last year.")
	p.press("Keep")
	p.sees("Took part last year.", "0 of 1 confirmed people are women")
	p.seesNot("Carry it out")
	p.pressIn("0 of 1 confirmed", "Accept")
	p.fill("reason", "The State has named nobody else.")
	p.press("Accept it")
	p.pressIn("Chai Example", "Change")
	p.choose("decision", "confirmed")
	p.fill("reason", "The seat is free.")
	p.press("Keep")
	p.press("Accept")
	p.fill("reason", "The State has named nobody else.")
	p.press("Accept it")
	p.shot("selection")
	p.press("Carry it out")
	p.sees("2 people are confirmed", "1 people are put on the reserve list")
	p.press("Carry it out")
	p.sees("3 nominations are decided", "carried out on")
	w.site.mail(w.t, "anan@example.org", "/r/")
}

// present is the officer who corrects the register from a list on paper.
func (w *course) present() {
	p := w.signIn("officer", w.desk)
	p.open(w.activity + "/training/register")
	p.sees("Anan Example", "0 %, too little")
	p.pressIn("Anan Example", "Not there")
	p.fill("reason", " ")
	p.press("Keep")
	p.sees("Write why the register is corrected")
	p.fill("reason", "On the list on paper.")
	p.press("Keep")
	p.sees("The register is corrected", "100 %")
	p.open(w.activity + "/training/register?by=day")
	p.sees("3 of 3 hours")
	p.shot("register")
}

// complete is the officer who concludes who completed it.
func (w *course) complete() {
	p := w.signIn("officer", w.desk)
	p.press("Capacity")
	p.press("Training")
	p.press("Course on open sources")
	p.press("Completion")
	p.sees("Would complete", "Would not complete")
	p.press("Conclude who completed it")
	p.sees("1 people completed it", "Not completed", "80 % are asked for")
	p.pressIn("Chai Example", "Note")
	p.choose("exception", "completed")
	p.fill("reason", "Followed the session from the embassy.")
	p.press("Keep the exception")
	p.sees("Otherwise now")
	p.press("Conclude who completed it")
	p.sees("2 people completed it", "Followed the session from the embassy")
	p.shot("completion")
}

// read is what the State, the participant and everybody read of it.
func (w *course) read() {
	ctx, a := w.t.Context(), w.site.app
	p := w.signIn("thailand", w.phone)
	p.press("Training")
	p.press("Course on open sources")
	p.press("Completion")
	p.sees("Anan Example", "Completed")
	p.seesNot("Conclude who completed it")
	p.shot("completion-of-a-state")
	person, err := db.View(ctx, a.DB, func(tx *db.Tx) (string, error) {
		return db.One[string](tx, `select id from person where email = $1`, "anan@example.org")
	})
	w.must(err)
	office := roomtest.Holding("set-up", accounts.RightManage, people.RightEdit)
	_, err = a.Accounts.Add(ctx, office, accounts.Draft{Name: "Anan", Email: "anan@example.org", PersonID: person, Grant: accounts.GrantDraft{Role: "participant"}})
	w.must(err)
	own := w.signIn("anan", w.phone)
	own.press("My training")
	own.sees("You completed it", "Present in 100 % of the hours", "Searching")
	own.shot("my-training")
	reader := newPage(w.t, w.site.base, "reader", w.phone)
	reader.open("/courses")
	reader.press("Open sources for investigators")
	reader.sees("Pilot", "They plan a search.", "Course on open sources")
	if kind := eval[string](reader, `JSON.parse(document.querySelector('script[type="application/ld+json"]').textContent).hasCourseInstance[0]['@type']`); kind != "CourseInstance" {
		w.t.Errorf("machines read %q", kind)
	}
	if violations := reader.Violations(); len(violations) > 0 {
		w.t.Errorf("the policy refuses something: %v", violations)
	}
	reader.shot("course")
}

// certify is the officer who prepares certificates, and the two Co-Managers who sign them.
func (w *course) certify() {
	p := w.signIn("officer", w.desk)
	p.press("Capacity")
	p.press("Certificates")
	p.sees("Anan Example", "None yet")
	p.press("Open sources for investigators")
	p.press("Prepare certificates")
	p.sees("2 certificates are prepared and wait for signatures", "To be signed")
	for i, name := range []string{"manager", "second"} {
		m := w.signIn(name, w.desk)
		m.press("2 certificates wait for your signature")
		m.sees("Anan Example", "Chai Example", "Open sources for investigators")
		m.fill("post", " ")
		m.press("Sign")
		m.sees("Say as what you sign")
		m.fill("post", "Co-Manager "+name)
		if i == 1 {
			m.shot("sign-certificates")
		}
		m.press("Sign")
		m.sees([]string{"The certificates wait for the next one", "2 certificates are issued"}[i])
	}
	w.site.mail(w.t, "anan@example.org", "/t/")
}

// verify is Anan, who takes the certificate along, and somebody who is shown it.
func (w *course) verify() {
	own := w.signIn("anan", w.phone)
	own.open("/me/certificates")
	own.sees("Open sources for investigators", "Digital credential")
	own.shot("my-certificates")
	p := newPage(w.t, w.site.base, "reader", w.phone)
	p.open("/verify")
	p.fill("code", "NOSUCHCODE")
	p.press("Verify")
	p.sees("There is no certificate with this code")
	p.fill("code", w.one(`select x.code from certificate x join person p on p.id = x.person_id where p.email = 'anan@example.org'`))
	p.press("Verify")
	p.sees("This certificate stands", "Co-Manager second", "Open sources for investigators")
	p.seesNot("Anan", "Thailand")
	p.fill("identity", "chai@example.org")
	p.press("Ask")
	p.sees("The certificate is not made out to")
	p.fill("identity", "anan@example.org")
	p.press("Ask")
	p.sees("The certificate is made out to")
	p.shot("verified")
}

// list is Anan, who opens the entry among the alumni, and the State that looks for somebody.
func (w *course) list() {
	focal := w.signIn("thailand", w.desk)
	focal.press("Alumni")
	focal.sees("Nobody is shown to you here")
	own := w.signIn("anan", w.phone)
	own.press("Alumni")
	own.press("My entry")
	own.sees("Shown to whom", "nothing")
	own.press("Change the profile")
	own.choose("knows", "open_source")
	own.choose("will_speak", "1")
	own.press("Keep")
	own.press("Change the profile")
	if !eval[bool](own, `document.getElementsByName("will_speak")[0].checked && !document.getElementsByName("will_train")[0].checked`) {
		w.t.Error("the profile does not show what was kept")
	}
	own.press("Cancel")
	own.press("What is shown of me")
	for _, field := range []string{"name", "knows"} {
		own.choose("members", field)
	}
	own.press("Keep")
	own.sees("What is shown of you is kept", "my name, what I know")
	own.shot("my-entry")
	focal.open("/alumni")
	focal.fill("topic", "Open-source intelligence")
	focal.press("Show")
	focal.sees("Anan Example", "Open-source intelligence")
	focal.seesNot("anan@example.org", "Chai Example")
	focal.shot("directory")
}
