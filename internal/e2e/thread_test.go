package e2e

import (
	"sync/atomic"
	"testing"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/activities"
	"counterpart/internal/app"
	"counterpart/internal/db"
	"counterpart/internal/e2e/browser"
	"counterpart/internal/people"
	"counterpart/internal/roomtest"
	"counterpart/internal/vocabulary"
)

// thread is a request for support on its way to what came of it.
type thread struct {
	t        *testing.T
	site     *site
	ahead    *atomic.Int64 // how far the clock of the installation is ahead
	look     browser.Look
	activity string
	request  string // the path of its page
	held     string // the workshop
	promised string // the path of the commitment
	reported string // the path of the annual report
}

const requestTitle = "Training against forged travel documents"

// TestThread lives a request and what came of it: received, acknowledged, circulated, offered, matched, answered by a
// consultation, and met; a brief published, a workshop held, a commitment made and kept, an outcome harvested, the annual report
// published, a figure corrected and restated. States and readers work without JavaScript on one of the databases.
func TestThread(t *testing.T) {
	for _, c := range []struct {
		database string
		look     browser.Look
	}{
		{"sqlite", desk},
		{"postgres", browser.Look{Width: 390, NoScripts: true}},
	} {
		t.Run(c.database, func(t *testing.T) {
			t.Parallel()
			w := &thread{t: t, ahead: &atomic.Int64{}, look: c.look}
			w.site = serve(t, c.database, func(cfg *app.Config) {
				cfg.Clock = func() time.Time { return time.Now().Add(time.Duration(w.ahead.Load())) }
			})
			w.prepare()
			w.ask()
			w.circulate()
			w.offer()
			w.match()
			w.answer()
			w.colleagues("-then")
			w.brief()
			w.workshop()
			w.promise()
			w.harvest()
			w.report()
			w.correct()
		})
	}
}

func (w *thread) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// prepare enters accounts, the holders of the posts to which mails go, and the consultation.
func (w *thread) prepare() {
	ctx, a := w.t.Context(), w.site.app
	roomtest.LoadPack(w.t, a.DB, "bali")
	office := roomtest.Holding("set-up", accounts.RightManage, people.RightEdit, vocabulary.RightLoad, activities.RightEdit, activities.RightSee)
	_, err := a.Accounts.Add(ctx, office, accounts.Draft{Name: "The officer", Email: "officer@example.org", Grant: accounts.GrantDraft{Role: "officer"}})
	w.must(err)
	for _, code := range []string{"indonesia", "australia"} {
		party := roomtest.PartyID(w.t, a.DB, code)
		_, err := a.Accounts.Add(ctx, office, accounts.Draft{Name: "Focal point of " + code, Email: code + "@example.org", Grant: accounts.GrantDraft{Role: "focalpoint", PartyID: party}})
		w.must(err)
		_, err = db.Change(ctx, a.DB, func(tx *db.Tx) (bool, error) {
			person, err := people.AddIn(tx, office, people.Draft{Given: "Holder in " + code, Email: code + "@example.org", PartyID: party, Position: "Director"})
			if err != nil {
				return false, err
			}
			post, err := db.One[string](tx, `select id from post where party_id = $1 order by id limit 1`, party)
			if err != nil {
				return false, err
			}
			_, err = people.SetHolderIn(tx, access.System("test", people.RightEdit), post, person, "")
			return true, err
		})
		w.must(err)
	}
	day := db.Date(time.Now().UTC().AddDate(0, 1, 0).Format(time.DateOnly))
	w.activity, err = a.Activities.Plan(ctx, office, activities.Draft{Kind: "roundtable", Title: "Consultation on forged documents", TimeZone: "UTC", StartsOn: day, EndsOn: day, Label: "TLP:GREEN"})
	w.must(err)
}

func (w *thread) signIn(who string) *page {
	w.t.Helper()
	look := w.look
	if who != "indonesia" && who != "australia" { // the secretariat works at desks
		look = desk
	}
	return journey{t: w.t, site: w.site}.signIn(who, look)
}

// ask is what the State does that needs help.
func (w *thread) ask() {
	p := w.signIn("indonesia")
	p.open("/requests/new")
	p.fill("party_id", "Indonesia")
	p.fill("title", requestTitle)
	p.fill("subject", "document_fraud")
	p.fill("help", "training")
	p.fill("body", "Officers of two airports need to recognise forged passports of the new series.")
	p.fill("languages", "en id")
	p.fill("urgency", "normal")
	p.fill("label", "TLP:AMBER")
	p.shot("ask")
	p.press("Keep")
	p.sees(requestTitle, "Received")
	w.request = p.here()
}

// circulate takes the request up to those who may help. Within the silence period nobody else reads it.
func (w *thread) circulate() {
	p := w.signIn("officer")
	p.open("/requests")
	p.press(requestTitle)
	p.press("It is authentic")
	p.press("Acknowledge")
	p.sees("Acknowledged", "the party was told")
	w.site.mail(w.t, "indonesia@example.org", w.request)
	p.press("Begin the silence period")
	p.sees("Silence period")
	other := w.signIn("australia")
	other.open("/our-support")
	other.seesNot(requestTitle)
	w.ahead.Store(int64(12 * 24 * time.Hour)) // less than a role goes without a second factor
	p = w.signIn("officer")                   // the session has not survived
	p.open(w.request)
	p.press("Circulate")
	p.fill("party_ids", "Australia")
	p.shot("circulate")
	p.press("Circulate")
	p.sees("Circulated", "Australia")
}

// offer is what the State does that can help.
func (w *thread) offer() {
	p := w.signIn("australia")
	p.open("/our-support")
	p.press(requestTitle)
	p.seesNot("History") // what concerns the asking State and the secretariat alone
	p.press("Offer help")
	p.fill("title", "Trainers for document examination")
	p.fill("body", "Two trainers for one week, in English.")
	p.fill("languages", "en")
	p.shot("offer")
	p.press("Keep")
	p.sees("Trainers for document examination")
}

// match proposes to bring the two together; nothing is arranged before both said yes.
func (w *thread) match() {
	p := w.signIn("officer")
	p.open(w.request)
	p.sees("Offers are in")
	p.press("Look for offers that fit")
	p.sees("Trainers for document examination")
	p.shot("suggestions")
	p.pressIn("Trainers for document examination", "Propose")
	p.press("Propose")
	for _, who := range []string{"australia", "indonesia"} {
		side := w.signIn(who)
		side.open(w.request)
		side.press("Answer")
		side.choose("answer", "yes")
		side.press("Answer")
		side.sees("Yes")
	}
	p.open(w.request)
	p.sees("Matched")
}

// answer notes what was done, and asks whether the need was met.
func (w *thread) answer() {
	p := w.signIn("officer")
	p.open(w.request)
	p.press("The help begins")
	p.press("Note what was done")
	p.fill("find", "Consultation")
	p.press("Look")
	p.choose("activity_id", w.activity)
	p.fill("kind", "dialogue")
	p.shot("respond")
	p.press("Keep")
	p.sees("Consultation on forged documents")
	p.press("Thread")
	p.sees("Consultation on forged documents", "was answered by")
	p.shot("thread")
	p.open(w.request)
	p.press("The help was given")
	p.press("Ask whether it was met")
	link := w.site.mail(w.t, "indonesia@example.org", "/f/")
	q := newPage(w.t, w.site.base, "bearer", w.look)
	q.open(link)
	q.choose("answer", "partly_met")
	q.fill("words", "A second course is needed for the seaports.")
	q.press("Answer")
	q.sees("This question is answered")
	p.open(w.request)
	p.sees("Partly met", "A second course is needed")
	p.press("Close")
	p.sees("Closed")
	p.shot("closed")
}
