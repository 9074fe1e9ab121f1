package e2e

import (
	"bytes"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/db"
	"counterpart/internal/e2e/browser"
	"counterpart/internal/parties"
	"counterpart/internal/people"
	"counterpart/internal/results"
	"counterpart/internal/roomtest"
	"counterpart/internal/vocabulary"
)

// journey is the main job walked once: from the seats of an activity to its restated report. The words
// of the mechanism come from its pack, so that the same walk proves that none are in the code.
type journey struct {
	t        *testing.T
	site     *site
	pack     string
	party    string // code of the invited party
	other    string // code of a party that has no focal point
	desk     browser.Look
	phone    browser.Look
	activity string // path of the activity's page
	officer  *page
}

func TestJourney(t *testing.T) {
	for _, j := range []journey{
		{pack: "bali", party: "thailand", other: "malaysia", desk: desk, phone: phone},
		{pack: "lakes", party: "burundi", other: "rwanda", desk: browser.Look{Width: 1280, Dark: true, NoScripts: true}, phone: browser.Look{Width: 360, NoScripts: true}},
	} {
		for _, database := range []string{"sqlite", "postgres"} {
			t.Run(j.pack+" on "+database, func(t *testing.T) {
				t.Parallel()
				j.t, j.site = t, serve(t, database)
				j.walk()
			})
		}
	}
}

func (j journey) walk() {
	j.prepare()
	j.planAndOpen()
	j.allotSeats()
	j.invite()
	j.nominate()
	j.screen()
	j.register()
	j.checkIn()
	j.report()
	j.restate()
}

// accounts and the register of people are other walks; here they are entered through the rooms' verbs.
func (j journey) prepare() {
	ctx, a := j.t.Context(), j.site.app
	roomtest.LoadPack(j.t, a.DB, j.pack)
	system := roomtest.Holding("set-up", accounts.RightManage, parties.RightEdit, people.RightEdit, vocabulary.RightLoad)
	party, other := roomtest.PartyID(j.t, a.DB, j.party), roomtest.PartyID(j.t, a.DB, j.other)
	for _, who := range []struct {
		name  string
		role  access.Role
		party string
	}{{"officer", access.Officer, ""}, {"manager1", access.CoManager, party}, {"manager2", access.CoManager, other}, {"desk", access.Desk, ""}} {
		draft := accounts.Draft{Name: "The " + who.name, Email: who.name + "@example.org", Grant: accounts.GrantDraft{Role: string(who.role)}}
		id, err := a.Accounts.Add(ctx, system, draft)
		if err != nil {
			j.t.Fatal(err)
		}
		j.belongsTo(id, who.party)
	}
	_, err := db.Change(ctx, a.DB, func(tx *db.Tx) (bool, error) {
		person, err := people.AddIn(tx, system, people.Draft{Given: "Somchai Example", AddressForm: "Mr", Email: "focal@example.org", PartyID: party, Position: "Director"})
		if err != nil {
			return false, err
		}
		post, err := db.One[string](tx, `select id from post where party_id = $1 order by id limit 1`, party)
		if err != nil {
			return false, err
		}
		_, err = people.SetHolderIn(tx, system, post, person, "")
		return true, err
	})
	if err != nil {
		j.t.Fatal(err)
	}
}

// belongsTo links an account to a person of a party, because two approvals may have to come from two parties.
func (j journey) belongsTo(accountID, partyID string) {
	if partyID == "" {
		return
	}
	_, err := db.Change(j.t.Context(), j.site.app.DB, func(tx *db.Tx) (bool, error) {
		person, err := people.AddIn(tx, access.System("test"), people.Draft{Given: "Manager of " + partyID[30:], PartyID: partyID})
		if err != nil {
			return false, err
		}
		return true, tx.Exec(`update account set person_id = $2 where id = $1`, accountID, person)
	})
	if err != nil {
		j.t.Fatal(err)
	}
}

func (j journey) signIn(name string, look browser.Look) *page {
	j.t.Helper()
	link, err := j.site.app.Accounts.SignInLink(j.t.Context(), name+"@example.org", accounts.PurposeSignIn, time.Hour)
	if err != nil {
		j.t.Fatal(err)
	}
	p := newPage(j.t, j.site.base, name, look)
	p.open(link)
	p.press("Sign in now")
	p.sees("What waits for me")
	return p
}

func (j *journey) planAndOpen() {
	words, err := j.site.app.Vocabulary.Words(j.t.Context())
	if err != nil {
		j.t.Fatal(err)
	}
	o := j.signIn("officer", j.desk)
	j.officer = o
	today := time.Now().UTC()
	o.open("/activities/new")
	o.fill("title", "Meeting of the Basin and the Border")
	o.fill("kind", words.List(vocabulary.ActivityKinds)[0].Code)
	o.choose("mode", "in_person")
	o.fill("place", "Long Hall")
	o.fill("time_zone", "UTC")
	o.fill("starts_on", today.Format(time.DateOnly))
	o.fill("ends_on", today.AddDate(0, 0, 3).Format(time.DateOnly))
	o.fill("nomination_deadline", today.Add(24*time.Hour).Format("2006-01-02T15:04"))
	o.fill("registration_deadline", today.Add(24*time.Hour).Format("2006-01-02T15:04"))
	o.fill("organiser", roomtest.PartyID(j.t, j.site.app.DB, j.other))
	o.press("Keep")
	o.sees("Meeting of the Basin", "Planned")
	j.activity = o.here()
	o.press("Open for invitations")
	o.sees("Open")

	o.open(j.activity + "/programme")
	o.press("Add a session")
	o.fill("title", "Opening")
	o.fill("starts_at", today.Format(time.DateOnly)+"T09:00")
	o.fill("ends_at", today.Format(time.DateOnly)+"T10:00")
	o.press("Keep")
	o.sees("Name its speakers")
	o.open(j.activity + "/programme")
	o.sees("Opening", "09:00")
}

func (j *journey) allotSeats() {
	o, words := j.officer, j.words()
	o.open(j.activity + "/seats/many")
	o.fill("seats", "2")
	o.fill("category", words.List(vocabulary.Categories)[0].Code)
	o.fill("mode", words.List(vocabulary.Modes)[0].Code)
	o.choose("choice", "pick")
	o.fill("party_ids", roomtest.PartyID(j.t, j.site.app.DB, j.party))
	o.press("Show what would change")
	o.sees("would")
	o.press("Take it")
	o.sees("0 of 2 seats taken")

	// Too little is refused with words, and what was typed stays.
	o.open(j.activity + "/seats/many")
	o.fill("seats", "1")
	o.fill("category", words.List(vocabulary.Categories)[0].Code)
	o.fill("mode", words.List(vocabulary.Modes)[0].Code)
	o.choose("choice", "pick")
	o.fill("party_ids", roomtest.PartyID(j.t, j.site.app.DB, j.other))
	o.press("Show what would change")
	o.press("Take it")
	o.shot("seats")
}

func (j *journey) words() *vocabulary.Words {
	w, err := j.site.app.Vocabulary.Words(j.t.Context())
	if err != nil {
		j.t.Fatal(err)
	}
	return w
}

func (j *journey) invite() {
	o := j.officer
	o.open(j.activity + "/invitations")
	o.sees("Somchai Example", "Left out")
	o.shot("invitations")
	o.press("Send to those ticked")
	o.sees("Invited: 1")
	j.site.mail(j.t, "focal@example.org", "/n/")
	for range 50 { // the outbox notes the fate after the server has taken the mail
		o.open(j.activity + "/invitations")
		if strings.Contains(o.text(), "Sent") {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	o.sees("Sent")
	o.open(j.activity + "/letters")
	o.sees("1 sent")
}

func (j *journey) nominate() {
	f := newPage(j.t, j.site.base, "focal point", j.phone)
	link := j.site.mail(j.t, "focal@example.org", "/n/")
	f.open(link)
	f.sees("0 of 2")
	// Bad input is told beside the field and loses nothing.
	f.pressIn("Position", "Nominate")
	f.fill("given", "สมชาย ใจดี")
	f.fill("email", "nobody")
	f.pressIn("Position", "Nominate")
	f.shot("nominate")
	f.fill("email", "somying@example.org")
	f.fill("given", "Somying Example")
	f.fill("native_name", "สมหญิง ตัวอย่าง")
	f.fill("position", "Analyst")
	f.fill("sex", "f")
	f.pressIn("Position", "Nominate")
	f.sees("Somying Example", "1 held")

	f.fill("person_id", "Somchai Example")
	f.pressIn("Position", "Nominate")
	f.sees("Somchai Example", "2 held")

	note := filepath.Join(j.t.TempDir(), "note.pdf")
	if err := os.WriteFile(note, []byte("%PDF-1.4\n%%EOF\n"), 0o600); err != nil {
		j.t.Fatal(err)
	}
	f.fill("note_number", "NV/12/2024")
	f.upload("note_file", note)
	f.press("Attach the note")
	f.sees("NV/12/2024")
	f.shot("nominated")
	// A second person in the same seat is no third seat: nothing is free any more.
	f.seesNot("Position")
}

func (j *journey) screen() {
	o := j.officer
	o.open("/")
	o.sees("2 nominations to screen")
	o.open(j.activity + "/delegations")
	o.sees("Somying Example", "NV/12/2024")
	o.press("Somchai Example")
	o.press("Confirm")
	o.sees("Confirmed")
	o.open(j.activity + "/delegations")
	o.press("Somying Example")
	o.shot("nomination")
	o.press("Confirm")
	o.sees("Confirmed")
}

func (j *journey) register() {
	link := j.site.mail(j.t, "somying@example.org", "/r/")
	p := newPage(j.t, j.site.base, "participant", j.phone)
	p.open(link)
	p.sees("Somying Example")
	p.fill("phone", "+66 2 000 0000")
	p.press("Save and finish later")
	p.sees("not registered yet")
	p.open(link)
	if got := eval[string](p, `document.querySelector('[name=phone]').value`); got != "+66 2 000 0000" {
		j.t.Fatalf("the half-filled form kept %q", got)
	}
	j.answerAll(p)
	p.shot("registration")
	p.press("Register")
	p.sees("You are registered")
	p.open(link)
	p.sees("Registered")

	o := j.officer
	o.open(j.activity + "/registrations")
	o.sees("1 of 2 confirmed people have registered")
}

// answerAll answers every required question of the activity, whatever the pack asks.
func (j *journey) answerAll(p *page) {
	eval[bool](p, `(() => {
		const seen = new Set();
		for (const f of document.querySelectorAll('form#registration [required], form#registration fieldset [name^="q."]')) {
			if (f.type === 'radio' || f.type === 'checkbox') { if (!seen.has(f.name)) { seen.add(f.name); if (f.type === 'radio') f.click(); } }
			else if (f.type === 'date') f.value = '2026-01-02';
			else if (f.tagName === 'SELECT') f.selectedIndex = 1;
			else if (!f.value) f.value = 'Answer';
		}
		return true;
	})()`)
}

var code = regexp.MustCompile(`[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}`)

func (j *journey) checkIn() {
	o := j.officer
	o.open(j.activity + "/badges")
	o.press("Issue badges to")
	o.sees("Somying Example")
	o.shot("badges")
	_, row, _ := strings.Cut(o.text(), "Somying Example")
	badge := code.FindString(row)
	if badge == "" {
		j.t.Fatalf("no badge code on the page:\n%s", o.text())
	}
	j.isPDF("/badges.pdf")
	j.isPDF("/participants.pdf")
	d := j.signIn("desk", j.phone)
	d.sees("Check people in")
	d.open(j.activity + "/checkin")
	d.fill("code", badge)
	d.press("Check in")
	d.sees("Somying Example")
	d.shot("desk")
	// A badge that nobody issued is refused in words.
	d.open(j.activity + "/checkin")
	d.fill("code", "AAAAA-AAAAA")
	d.press("Check in")
	d.sees("No badge has the code")
	// Whoever has no badge is found by name.
	d.open(j.activity + "/checkin?q=Example")
	d.sees("Somchai Example", "Somying Example")
	d.shot("search")
	d.pressIn("Somchai Example", "Check in")
	o.open(j.activity + "/arrivals")
	o.sees("2 of 2 people came")
	// Out and in again changes the count of who is here, not of who came.
	d.open(j.activity + "/checkin?direction=out")
	d.fill("code", badge)
	d.press("Check out")
	o.open(j.activity + "/arrivals")
	o.sees("2 of 2 people came, 1")
}

// isPDF fetches a document of the activity as an officer's script would.
func (j *journey) isPDF(path string) {
	j.t.Helper()
	token, err := j.site.app.Accounts.CreateToken(j.t.Context(), access.System("set-up", accounts.RightManage), accounts.TokenDraft{Name: "test", Role: access.Officer, Days: 1})
	if err != nil {
		j.t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(j.t.Context(), http.MethodGet, j.site.base+j.activity+path, nil)
	if err != nil {
		j.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		j.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil || !bytes.HasPrefix(body, []byte("%PDF-")) {
		j.t.Errorf("%s answers %d and no PDF, %v", path, res.StatusCode, err)
	}
}

func (j *journey) report() {
	o := j.officer
	o.open(j.activity)
	o.press("Mark as held")
	o.sees("Held")
	o.open(j.activity + "/report")
	o.press("Draft the report")
	o.sees("People, now 2")
	body := eval[string](o, `document.querySelector('[name=body]').value`)
	o.fill("body", body+"\n\nIn all, {{figure:people}} people and {{figure:nonsense}} came.")
	o.pressIn("Preview", "Keep")
	o.sees("nonsense")
	o.fill("body", body+"\n\nIn all, {{figure:people}} people came.")
	o.fill("label", "TLP:CLEAR")
	o.fill("label_reason", "The figures are meant for everyone.")
	o.pressIn("Preview", "Keep")
	o.press("Submit for review")
	o.sees("Nobody has approved")
	o.shot("report")
	o.seesNot("Publish for everyone")

	managers := []string{"manager1", "manager2"}
	for _, name := range managers[:j.words().Pack.Mechanism.Approvals.Report] {
		m := j.signIn(name, j.desk)
		m.sees("Approve the report")
		m.press("Approve the report")
		m.press("Approve this text")
		m.sees("Approvals")
	}
	o.open(j.activity + "/report")
	o.press("Publish for everyone")
	o.sees("Published")

	public := newPage(j.t, j.site.base, "public", j.phone)
	public.open("/reports")
	public.press("Meeting of the Basin")
	public.sees("In all, 2 people came", "How each number is counted")
	public.seesNot("Somying", "Somchai")
	public.shot("report")
	if failures, err := j.site.app.Results.Verify(j.t.Context(), j.verifier()); err != nil || len(failures) > 0 {
		j.t.Errorf("published figures do not hold: %v %v", failures, err)
	}
}

func (j *journey) verifier() access.Actor { return roomtest.Holding("verifier", results.RightVerify) }

// restate voids a check-in: the published figure no longer holds until it is restated in public.
func (j *journey) restate() {
	o := j.officer
	o.open(j.activity + "/attendance")
	o.shot("register")
	o.press("Take back: Mr Somchai Example")
	o.fill("reason", "Scanned by mistake")
	o.press("Take it back")
	failures, err := j.site.app.Results.Verify(j.t.Context(), j.verifier())
	if err != nil || len(failures) == 0 {
		j.t.Fatalf("a voided check-in leaves every figure as it was: %v", err)
	}
	o.open(j.activity + "/report")
	o.sees("no longer")
	o.fill("note", "One person was checked in by mistake.")
	o.press("Restate in public")
	public := newPage(j.t, j.site.base, "public", j.phone)
	public.open("/reports")
	public.press("Meeting of the Basin")
	public.sees("In all, 1 people came", "Corrected", "by mistake")
	public.shot("restated")
	if failures, err := j.site.app.Results.Verify(j.t.Context(), j.verifier()); err != nil || len(failures) > 0 {
		j.t.Errorf("figures do not hold after the restatement: %v %v", failures, err)
	}
}
