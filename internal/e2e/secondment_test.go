package e2e

import (
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/app"
	"counterpart/internal/db"
	"counterpart/internal/e2e/browser"
	"counterpart/internal/people"
	"counterpart/internal/roomtest"
	"counterpart/internal/vocabulary"
)

// posting is a secondment on its way from the terms of reference to the alumni.
type posting struct {
	t          *testing.T
	site       *site
	ahead      *atomic.Int64 // how far the clock of the installation is ahead
	look       browser.Look
	assignment string // paths of their pages
	dossier    string
	party      string // links of the State and of the secondee
	own        string
}

const (
	postTitle    = "Examiner of travel documents"
	secondeeName = "Somchai Secondee"
)

// TestSecondment lives a secondment: terms of reference approved by both Co-Managers, the call, a nomination by the State, the panel, the
// offer, the letter, formalities, the work plan, the review, an extension, both reports, the return. The State and the secondee work by
// their links, on one of the databases without JavaScript.
func TestSecondment(t *testing.T) {
	for _, c := range []struct {
		database string
		look     browser.Look
	}{
		{"sqlite", desk},
		{"postgres", browser.Look{Width: 390, NoScripts: true}},
	} {
		t.Run(c.database, func(t *testing.T) {
			t.Parallel()
			w := &posting{t: t, ahead: &atomic.Int64{}, look: c.look}
			w.site = serve(t, c.database, func(cfg *app.Config) {
				cfg.Clock = func() time.Time { return time.Now().Add(time.Duration(w.ahead.Load())) }
			})
			w.prepare()
			w.terms()
			w.call()
			w.nominate()
			w.screen()
			w.panel()
			w.offer()
			w.formalities()
			w.work()
			w.extend()
			w.end()
			w.returned()
		})
	}
}

func (w *posting) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// prepare enters the office and the State.
func (w *posting) prepare() {
	ctx, a := w.t.Context(), w.site.app
	roomtest.LoadPack(w.t, a.DB, "bali")
	office := roomtest.Holding("set-up", accounts.RightManage, people.RightEdit, vocabulary.RightLoad)
	thailand := roomtest.PartyID(w.t, a.DB, "thailand")
	for _, x := range []struct{ name, role, works, party string }{
		{"officer", "officer", "", ""}, {"supervisor", "officer", "", ""}, {"manager-australia", "comanager", "australia", ""}, {"manager-indonesia", "comanager", "indonesia", ""}, {"focal", "focalpoint", "", thailand},
	} {
		person, err := db.Change(ctx, a.DB, func(tx *db.Tx) (string, error) {
			if x.works == "" {
				return "", nil
			}
			return people.AddIn(tx, office, people.Draft{Given: "The " + x.name, Email: x.name + "@example.org", PartyID: roomtest.PartyID(w.t, a.DB, x.works), Anyway: true})
		})
		w.must(err)
		_, err = a.Accounts.Add(ctx, office, accounts.Draft{Name: "The " + x.name, Email: x.name + "@example.org", PersonID: person, Grant: accounts.GrantDraft{Role: x.role, PartyID: x.party}})
		w.must(err)
	}
	_, err := db.Change(ctx, a.DB, func(tx *db.Tx) (bool, error) {
		person, err := people.AddIn(tx, office, people.Draft{Given: "Malee Holder", Email: "holder@example.org", PartyID: thailand})
		if err != nil {
			return false, err
		}
		post, err := db.One[string](tx, `select id from post where party_id = $1 and kind = 'focal_point'`, thailand)
		if err != nil {
			return false, err
		}
		_, err = people.SetHolderIn(tx, access.System("test", people.RightEdit), post, person, "")
		return true, err
	})
	w.must(err)
}

// signIn is somebody of the office at a desk, or of the State as the test looks.
func (w *posting) signIn(who string) *page {
	w.t.Helper()
	look := desk
	if who == "focal" {
		look = w.look
	}
	return journey{t: w.t, site: w.site}.signIn(who, look)
}

// at is somebody who opens a page of the office.
func (w *posting) at(who, path string) *page {
	w.t.Helper()
	p := w.signIn(who)
	p.open(path)
	return p
}

// link is a page that is opened by a link in a mail.
func (w *posting) link(who, address string) *page {
	w.t.Helper()
	p := newPage(w.t, w.site.base, who, w.look)
	p.open(address)
	return p
}

// day is so many days after the beginning of the test.
func day(n int) string { return time.Now().UTC().AddDate(0, 0, n).Format(time.DateOnly) }

func (w *posting) terms() {
	p := w.at("officer", "/assignments/new")
	for name, value := range map[string]string{
		"title": postTitle, "project": "A sheet of signs of forged documents.", "tasks": "Write the sheet.", "deliverables": "The sheet.", "criteria": "* Three years of examination\nEnglish", "Host office": "Regional Support Office",
		"First day": day(2), "Last day": day(4), "item0": "Salary", "bearer0": "state", "item1": "Housing", "bearer1": "mechanism", "amount1": "6000", "currency1": "AUD", "label": "TLP:AMBER",
	} {
		p.fill(name, value)
	}
	p.press("Keep")
	p.sees(postTitle, "Draft", "Housing", "6000 AUD")
	w.assignment = p.here()
	p.press("Submit")
	p.press("Submit")
	p.sees("approval of the terms of reference by both")
	for _, who := range []string{"manager-australia", "manager-indonesia"} {
		m := w.signIn(who)
		m.press("Terms of reference to approve")
		m.press("Approve")
		m.press("Approve")
		m.sees("You approved the terms of reference")
	}
}

func (w *posting) call() {
	p := w.at("officer", w.assignment)
	p.sees("Approved", "the call for nominations")
	p.press("Change the panel")
	for _, name := range []string{"The manager-australia", "The manager-indonesia", "The supervisor"} {
		p.fill("account_id", name)
		p.press("Add")
		p.sees("The panel is kept")
	}
	p.press("Back")
	p.press("Send the call")
	p.fill("number", "NV 12")
	p.fill("closes_on", day(1))
	p.press("Send the call")
	p.sees("The call goes to", "Call open")
	w.party = w.site.mail(w.t, "holder@example.org", "/s/")
}

func (w *posting) nominate() {
	p := w.link("state", w.party)
	p.sees(postTitle, "Write the sheet")
	p.fill("note_number", "TH 4")
	p.fill("given", secondeeName)
	p.fill("email", "secondee@example.org")
	p.shot("nominate")
	p.press("Nominate")
	p.sees("The officer is nominated", secondeeName)
	f := w.at("focal", "/our-secondments")
	f.sees(secondeeName, "Nominated")
}

func (w *posting) screen() {
	p := w.signIn("officer")
	p.press("A nomination to a secondment to screen")
	p.sees(secondeeName)
	w.dossier = p.here()
	p.press("Screen")
	p.choose("met0", "yes")
	p.choose("met1", "yes")
	p.choose("result", "on")
	p.press("Keep")
	p.sees("Screened", "The panel: conflicts of interest declared")
}

// panel lets one member declare a conflict; the scores of the others are sealed until both are in.
func (w *posting) panel() {
	s := w.at("supervisor", w.dossier+"/panel")
	s.choose("conflict", "yes")
	s.fill("words", "Worked with the candidate.")
	s.press("Declare")
	s.sees("You do not score this candidate")
	for i, who := range []string{"manager-australia", "manager-indonesia"} {
		m := w.at(who, w.dossier+"/panel")
		m.choose("conflict", "no")
		m.press("Declare")
		if i == 1 {
			m.seesNot("Convincing of manager-australia")
		}
		m.fill("points0", "4")
		m.fill("points1", "5")
		m.fill("words", "Convincing of "+who)
		m.press("Score")
		if i == 0 {
			m.sees("Sealed until all have scored")
		} else {
			m.sees("Mean of all: 4.5 of 5", "Convincing of manager-australia")
			m.shot("panel")
		}
	}
}

func (w *posting) offer() {
	p := w.at("officer", w.dossier)
	p.press("Select")
	p.press("Select")
	p.sees("The candidate is selected")
	p.press("Offer")
	p.press("Offer")
	p.sees("Thailand: an answer to the offer")
	s := w.link("state", w.party)
	s.sees("Offer: " + secondeeName)
	s.seesNot("Convincing of", "The manager-australia")
	s.press("Accept the offer")
	s.sees("The offer is accepted")
	p.open(w.dossier)
	p.press("Dates, desk and supervisor")
	p.fill("supervisor", "The supervisor")
	p.press("Keep")
	p.sees("The supervisor")
	p.press("Note the signatures")
	p.fill("number", "L 1")
	for _, name := range []string{"signed_by_state", "signed_by_host", "signed_by_officer"} {
		p.fill(name, day(0))
	}
	p.press("Keep")
	p.sees("Formalities", "Required formalities are missing")
	w.own = w.site.mail(w.t, "secondee@example.org", "/w/")
}

func (w *posting) formalities() {
	p := w.at("officer", w.dossier)
	for _, name := range []string{"Undertaking of confidentiality", "Code of conduct", "Security clearance", "Medical and accident insurance", "Visa and permit"} {
		p.pressIn(name, "Seen: "+name)
		p.sees("Only that it was seen is kept")
		p.press("It was seen")
	}
	p.seesNot("Note as in post")
	w.ahead.Store(int64(2 * 24 * time.Hour))
	p = w.at("officer", w.dossier)
	p.press("Note as in post")
	p.press("Note as in post")
	p.sees("In post")
}

func (w *posting) work() {
	p := w.link("secondee", w.own)
	p.sees(postTitle, "Work plan")
	p.fill("What is to be done", "Write the first sheet")
	p.fill("From", day(2))
	p.fill("Until", day(3))
	p.press("Add to the work plan")
	p.sees("Write the first sheet", "0 %")
	p.fill("progress", "60")
	p.pressIn("Write the first sheet", "Keep")
	p.sees("60 %")
	p.fill("words", "Half is done.")
	p.fill("rating", "4")
	p.pressIn("What was done", "Keep")
	p.sees("Review at half-time, by the secondee")
	p.shot("own")
	w.reviews("The first half went well.", true)
}

// reviews is what the supervisor writes.
func (w *posting) reviews(words string, both bool) {
	s := w.at("supervisor", w.dossier+"/review")
	if both { // an officer may enter what came from the secondee on paper
		s.choose("side", "supervisor")
	}
	s.fill("words", words)
	s.fill("rating", "5")
	s.press("Keep")
	s.sees("What you wrote is kept")
}

func (w *posting) extend() {
	p := w.at("officer", w.dossier)
	p.press("Extend or shorten")
	p.choose("how", "extend")
	p.fill("end", day(6))
	p.fill("words", "The sheet needs two days more.")
	p.press("Keep")
	p.sees("waits for both Co-Managers")
	for i, who := range []string{"manager-australia", "manager-indonesia"} {
		m := w.at(who, w.dossier)
		m.press("Decide about the later end")
		m.choose("answer", "approve")
		m.press("Keep")
		m.sees("Your answer is kept")
		if i == 0 {
			m.sees("Waits for both Co-Managers")
		} else {
			m.sees("Extended")
		}
	}
}

func (w *posting) end() {
	w.ahead.Store(int64(7 * 24 * time.Hour))
	p := w.at("officer", w.dossier)
	p.press("Note as ended")
	p.press("Note as ended")
	p.sees("A report by each of the two")
	own := w.link("secondee", w.own)
	own.fill("words", "The sheet is written.")
	own.fill("rating", "5")
	own.pressIn("What was done", "Keep")
	own.sees("Report of the secondee")
	w.reviews("Did what was agreed.", false)
}

func (w *posting) returned() {
	p := w.at("officer", w.dossier)
	p.sees("Reports received")
	p.press("Note the debriefing")
	p.fill("words", "Both reports were talked through.")
	p.press("Note the debriefing")
	p.press("Note the return")
	p.press("Note the return")
	p.sees("The officer has returned", "Returned")
	p.shot("returned")
	p.open("/certificates")
	p.sees("Secondment: "+postTitle, secondeeName)
	p.open("/secondments/members")
	p.sees("never represented", "Thailand")
	f := w.at("focal", "/our-secondments")
	f.sees(secondeeName, "Returned")
	w.ahead.Store(int64(200 * 24 * time.Hour))
	f = w.at("focal", "/our-secondments")
	f.seesNot(secondeeName)
	if id := w.dossier[strings.LastIndexByte(w.dossier, '/')+1:]; w.one(`select count(*) from completion where kind = 'secondment' and record_id = $1`, id) != 1 {
		w.t.Error("the secondee is no alumnus: " + strconv.Quote(id))
	}
}

func (w *posting) one(query string, args ...any) int {
	n, err := db.View(w.t.Context(), w.site.app.DB, func(tx *db.Tx) (int, error) { return db.One[int](tx, query, args...) })
	w.must(err)
	return n
}
