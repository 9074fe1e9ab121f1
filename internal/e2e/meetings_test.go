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
	"counterpart/internal/interests"
	"counterpart/internal/people"
	"counterpart/internal/roomtest"
	"counterpart/internal/vocabulary"
)

// crowd is an activity with 120 people who take part in its meetings.
type crowd struct {
	t        *testing.T
	site     *site
	ahead    *atomic.Int64 // how far the clock of the installation is ahead
	activity string
	session  string
	guests   []string
}

const crowdSize = 120

// TestMeetings walks wish, rehearsal, publication, cancellation, mending, held meetings and connections among 120 people.
// On a phone nothing needs JavaScript.
func TestMeetings(t *testing.T) {
	for _, c := range []struct {
		database string
		phone    browser.Look
		desk     browser.Look
	}{
		{"sqlite", phone, desk},
		{"postgres", browser.Look{Width: 360, NoScripts: true}, browser.Look{Width: 1280, Dark: true, NoScripts: true}},
	} {
		t.Run(c.database, func(t *testing.T) {
			t.Parallel()
			w := &crowd{t: t, ahead: &atomic.Int64{}}
			w.site = serve(t, c.database, func(cfg *app.Config) {
				cfg.Clock = func() time.Time { return time.Now().Add(time.Duration(w.ahead.Load())) }
			})
			w.gather()
			w.walk(c.phone, c.desk)
		})
	}
}

func (w *crowd) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// gather enters the activity and its people through the verbs of the rooms.
func (w *crowd) gather() {
	ctx, a := w.t.Context(), w.site.app
	roomtest.LoadPack(w.t, a.DB, "bali")
	office := roomtest.Holding("set-up", accounts.RightManage, people.RightEdit, vocabulary.RightLoad, activities.RightEdit, activities.RightSee, delegations.RightAllocate)
	_, err := a.Accounts.Add(ctx, office, accounts.Draft{Name: "The officer", Email: "officer@example.org", Grant: accounts.GrantDraft{Role: "officer"}})
	w.must(err)
	today := time.Now().UTC()
	w.activity, err = a.Activities.Plan(ctx, office, activities.Draft{
		Kind: "members_function", Title: "A hundred and twenty", TimeZone: "UTC", StartsOn: db.Date(today.Format(time.DateOnly)), EndsOn: db.Date(today.AddDate(0, 0, 2).Format(time.DateOnly)),
	})
	w.must(err)
	w.must(a.Activities.Open(ctx, office, w.activity))
	begin := today.Truncate(time.Hour).Add(2 * time.Hour)
	w.session, err = a.Activities.AddSession(ctx, office, w.activity, activities.SessionDraft{Title: "Meet a counterpart", StartsAt: db.At(begin), EndsAt: db.At(begin.Add(3 * time.Hour))})
	w.must(err)
	parties := []string{"indonesia", "thailand", "malaysia", "philippines", "australia", "new_zealand"}
	for i, code := range parties {
		parties[i] = roomtest.PartyID(w.t, a.DB, code)
	}
	topics := []string{"law", "document_fraud", "biometrics", "open_source", "asset_recovery", "voluntary_return", "consular"}
	for i := range crowdSize {
		id, err := db.Change(ctx, a.DB, func(tx *db.Tx) (string, error) {
			id, err := people.AddIn(tx, office, people.Draft{
				Given: fmt.Sprintf("Guest Number%03d", i), Email: fmt.Sprintf("guest%03d@example.org", i), PartyID: parties[i%len(parties)], Position: "Officer", Anyway: true,
			})
			if err != nil {
				return "", err
			}
			_, err = delegations.AddConfirmedIn(tx, office, delegations.ConfirmedDraft{
				ActivityID: w.activity, PartyID: parties[i%len(parties)], PersonID: id, Category: "delegate", Mode: "in_person", Position: "Officer", Source: delegations.FromSecretariat,
			})
			return id, err
		})
		w.must(err)
		w.guests = append(w.guests, id)
		if i > 0 { // the first one does it in the browser
			w.must(a.Interests.SaveProfile(ctx, w.as(id), w.activity, id, interests.ProfileDraft{
				TakesPart: true, UseAffiliation: true, UseHistory: true, Languages: []string{"en"},
				Offers: []interests.Interest{{Topic: topics[i%len(topics)]}}, Seeks: []interests.Interest{{Topic: topics[(i+1)%len(topics)]}},
			}))
		}
	}
	for i := 1; i < crowdSize; i++ {
		for _, step := range []int{1, 7, 13} {
			w.say(i, (i+step)%crowdSize, interests.Want)
		}
	}
}

// as is a participant who acts through the verbs.
func (w *crowd) as(person string) access.Actor {
	a := roomtest.Scoped("guest", access.Scope{Activity: w.activity, Person: person}, interests.RightTakePart)
	a.Person = person
	return a
}

func (w *crowd) say(i, about int, what string) {
	if about == 0 || about == i { // the first one does not take part yet
		return
	}
	w.must(w.site.app.Interests.Say(w.t.Context(), w.as(w.guests[i]), w.activity, w.guests[i], w.guests[about], what))
}

// bearer opens the pages of a participant by their personal link.
func (w *crowd) bearer(i int, look browser.Look) (*page, string) {
	w.t.Helper()
	id, err := db.Change(w.t.Context(), w.site.app.DB, func(tx *db.Tx) (string, error) {
		return accounts.NewLinkIn(tx, access.System("test"), accounts.LinkDraft{
			Purpose: accounts.PurposeMeet, ActivityID: w.activity, PersonID: w.guests[i], Name: "A guest", ExpiresAt: db.At(time.Now().Add(48 * time.Hour)),
		})
	})
	w.must(err)
	link := w.site.app.Accounts.LinkURL(id, accounts.PurposeMeet)
	p := newPage(w.t, w.site.base, fmt.Sprintf("guest %d", i), look)
	p.open(link)
	return p, strings.TrimPrefix(link, w.site.base)
}

func (w *crowd) walk(phone, desk browser.Look) {
	guest, mine := w.bearer(0, phone)
	w.wish(guest, mine)
	officer := journey{t: w.t, site: w.site}.signIn("officer", desk)
	base := "/activities/" + w.activity + "/networking"
	w.arrange(officer, base)
	w.rehearse(officer, base, "plan")
	officer.sees("Gaps", "new meetings")
	officer.shot("run")
	w.publish(officer)
	officer.shot("plan")
	guest.open(mine)
	guest.sees("Guest Number", "Table")
	guest.pressIn("Scheduled", "Accept")
	guest.sees("You come")
	guest.shot("schedule")
	other := w.partner(0)
	w.cancel(phone, officer, base, other)
	officer = w.hold(guest, mine, phone, base, other)
	w.mix(guest, mine, officer, base)
}

// wish is what the first participant does on the phone.
func (w *crowd) wish(p *page, mine string) {
	p.sees("You do not take part in the meetings yet")
	p.press("What I offer and seek")
	p.choose("takes_part", "1")
	p.choose("offers", "law")
	p.choose("seeks", "document_fraud")
	p.fill("languages", "en fr")
	p.shot("profile")
	p.press("Keep")
	p.sees("These people may be worth a meeting", "you seek")
	p.shot("suggestions")
	p.fill("what", "must")
	p.press("Say")
	p.sees("a meeting that must be")
	p.open(mine + "/people?q=Number042")
	p.sees("Guest Number042")
	p.fill("what", "want")
	p.pressIn("Number042", "Say")
	p.sees("you wish to meet")
	p.shot("people")
}

// arrange cuts the session into slots and puts tables.
func (w *crowd) arrange(p *page, base string) {
	p.open(base)
	p.sees("There are no slots or no tables yet")
	p.open(base + "/setup")
	p.fill("session", w.session)
	p.fill("minutes", "15")
	p.fill("pause", "5")
	p.press("Make slots")
	p.sees("9 slots are made")
	p.fill("number", "30")
	p.press("Put tables")
	p.sees("30 tables")
	p.shot("setup")
}

// rehearse starts a run and waits for its end.
func (w *crowd) rehearse(p *page, base, kind string) {
	p.open(base)
	p.choose("kind", kind)
	p.fill("seconds", "6")
	p.press("Rehearse")
	p.sees("What publication would do")
}

// publish makes the rehearsed plan hold and returns how many are told. Jobs write the mails to many of them: it waits for the
// last, which would otherwise be counted with those that come after.
func (w *crowd) publish(officer *page) int {
	w.t.Helper()
	before, told := w.mails(), 0
	officer.press("Publish")
	officer.sees("The plan holds", "are told")
	if _, err := fmt.Sscanf(eval[string](officer, `(document.body.innerText.match(/The plan holds\. (\d+)/) || ['', '0'])[1]`), "%d", &told); err != nil {
		w.t.Fatal(err)
	}
	w.eventually("who is told has a mail", func() bool { return w.mails()-before >= told })
	return told
}

// partner is somebody who has a meeting with a participant that they have not accepted.
func (w *crowd) partner(i int) int {
	s, err := w.site.app.Networking.Mine(w.t.Context(), w.as(w.guests[i]), w.activity, w.guests[i])
	w.must(err)
	for _, m := range s.Meetings {
		for k, id := range w.guests {
			if id == m.OtherID && m.Mine == "accepted" {
				return k
			}
		}
	}
	w.t.Fatal("nothing was accepted")
	return 0
}

// cancel lets somebody leave, mends the plan, and looks who is told.
func (w *crowd) cancel(phone browser.Look, officer *page, base string, keep int) {
	ctx, leaver := w.t.Context(), 1
	for leaver == keep {
		leaver++
	}
	s, err := w.site.app.Networking.Mine(ctx, w.as(w.guests[leaver]), w.activity, w.guests[leaver])
	w.must(err)
	if len(s.Meetings) == 0 {
		w.t.Fatal("who leaves has no meeting")
	}
	p, mine := w.bearer(leaver, phone)
	p.open(mine + "/profile")
	if !eval[bool](p, `(() => { const f = document.querySelector('input[name="takes_part"]'); f.click(); return !f.checked; })()`) {
		w.t.Fatal("cannot leave")
	}
	p.press("Keep")
	p.sees("You do not take part in the meetings")
	officer.open(base)
	officer.sees("have lost one of their two")
	mails := w.mails()
	w.rehearse(officer, base, "replan")
	told := w.publish(officer)
	if n := w.mails() - mails; n != told || told < len(s.Meetings) || told > len(s.Meetings)+20 {
		w.t.Errorf("%d were told, %d mails were written; who left had %d meetings", told, n, len(s.Meetings))
	}
	w.site.mail(w.t, w.email(s.Meetings[0].OtherID), "/m/")
}

func (w *crowd) mails() int {
	n, err := db.View(w.t.Context(), w.site.app.DB, func(tx *db.Tx) (int, error) { return db.One[int](tx, `select count(*) from message`) })
	w.must(err)
	return n
}

func (w *crowd) email(person string) string {
	mail, err := db.View(w.t.Context(), w.site.app.DB, func(tx *db.Tx) (string, error) {
		return db.One[string](tx, `select email from person where id = $1`, person)
	})
	w.must(err)
	return mail
}

// hold lets the time come, notes what came of a meeting, and shares contacts. It returns the officer, signed in anew.
func (w *crowd) hold(p *page, mine string, phone browser.Look, base string, other int) *page {
	name := fmt.Sprintf("Guest Number%03d", other)
	w.ahead.Store(int64(6 * time.Hour))
	p.open(mine)
	p.pressIn(name, "Move, decline, note")
	p.sees("What came of it")
	p.choose("held", "1")
	p.fill("outcome", "We exchange trainers.")
	p.fill("follow_up", "Send the curriculum")
	p.choose("owner", w.guests[0])
	p.choose("share", "email")
	p.shot("outcome")
	p.press("Keep")
	p.sees("Noted", "We exchange trainers")
	q, theirs := w.bearer(other, phone)
	q.open(theirs + "/contacts")
	q.sees("Guest Number000", "guest000@example.org")
	q.open(theirs + "/met")
	q.sees("What do you share?")
	q.choose("share", "name")
	q.press("Keep")
	q.sees("They see what you share")
	q.shot("met")
	p.open(mine + "/contacts")
	p.sees(name)
	p.seesNot(fmt.Sprintf("guest%03d@example.org", other))
	p.shot("contacts")
	// The officer's session has not survived six hours.
	officer := journey{t: w.t, site: w.site}.signIn("officer", desk)
	officer.open(base + "/connections")
	officer.sees("Guest Number000", name, "pairs of people met here")
	officer.shot("connections")
	return officer
}

// mix seats everybody at tables, on the wall and on the phone; somebody does not come; the second round is seated without them.
func (w *crowd) mix(p *page, mine string, officer *page, base string) {
	officer.open(base + "/mixers")
	officer.fill("title", "Meet everybody")
	officer.fill("size", "8")
	officer.fill("rounds", "3")
	officer.press("Arrange it")
	officer.press("Seat the people")
	officer.sees("people with a seat", "of what is possible", "Table 15")
	officer.press("Begin round 1")
	officer.sees("Round 1 has begun", "Round 1 of 3")
	officer.shot("mixer")
	at := strings.TrimPrefix(eval[string](officer, `location.pathname`), w.site.base)
	officer.fill("person", w.guests[7])
	officer.press("Note it")
	officer.sees("did not come", "They get no seat in the rounds to come")
	officer.press("Seat the rounds to come again")
	officer.press("Begin round 2")
	officer.sees("Round 2 has begun")
	officer.open(at + "/screen")
	officer.sees("Round 2 of 3", "Table 1", "Guest Number")
	officer.shot("wall")
	p.open(mine + "/tables")
	p.sees("Meet everybody", "Round 1: table", "Round 2: table", "Now")
	p.shot("tables")
	officer.open(at)
	officer.press("End the mixer")
	officer.sees("The mixer is over")
	w.eventually("who met whom is kept", func() bool { return w.encounters("mixer") > 700 })
}

// encounters counts how often two people met in a way.
func (w *crowd) encounters(how string) int {
	n, err := db.View(w.t.Context(), w.site.app.DB, func(tx *db.Tx) (int, error) {
		return db.One[int](tx, `select count(*) from encounter where how = $1`, how)
	})
	w.must(err)
	return n
}

// eventually waits for what a job does.
func (w *crowd) eventually(what string, is func() bool) {
	w.t.Helper()
	for range 600 {
		if is() {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	w.t.Fatal("never: " + what)
}
