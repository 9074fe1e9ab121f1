package e2e

import (
	"bytes"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"counterpart/internal/accounts"
	"counterpart/internal/activities"
	"counterpart/internal/app"
	"counterpart/internal/db"
	"counterpart/internal/e2e/browser"
	"counterpart/internal/gaps"
	"counterpart/internal/people"
	"counterpart/internal/questionnaires/sheet"
	"counterpart/internal/roomtest"
)

// comparison is the law of three States held against two instruments, from the first webinar to what everybody reads.
type comparison struct {
	t           *testing.T
	site        *site
	look        browser.Look
	officer     *page
	one, two    *page             // the experts
	instruments map[string]string // ids by code
	provisions  map[string]string // ids by code:key
	assessments map[string]string // addresses by State
	activities  map[string]string // titles by phase
	project     string            // its address
}

var threeStates = []string{"Indonesia", "Philippines", "Thailand"}

// TestLaws walks the sequence of an assessment and gap analysis: a webinar, the tool, a focus group whose findings are recorded under
// provisions, two experts who write under one provision at once and lose nothing, a questionnaire that comes back, clearance by each State's one person under a note
// verbale, a regional consultation, the comparison of three States under two instruments, what they are advised to do, a request for support that
// comes of it, and the report of each State and of the region. On one of the databases nobody has JavaScript.
func TestLaws(t *testing.T) {
	for database, look := range map[string]browser.Look{"sqlite": desk, "postgres": {Width: 1280, NoScripts: true}} {
		t.Run(database, func(t *testing.T) {
			t.Parallel()
			w := &comparison{t: t, look: look, instruments: map[string]string{}, provisions: map[string]string{}, assessments: map[string]string{}, activities: map[string]string{}}
			w.site = serve(t, database, func(cfg *app.Config) { cfg.Clock = time.Now })
			w.prepare()
			w.begin()
			w.phase("launch", "Webinar on the tool")
			w.open()
			w.phase("focus_group", "Focus group with officials")
			w.finds()
			w.atOnce()
			w.answers()
			w.offline()
			w.takesOver()
			w.closed()
			w.clears()
			w.phase("consultation", "Regional consultation")
			w.compares()
			w.advises()
			w.reports()
		})
	}
}

func (w *comparison) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *comparison) signIn(name string) *page {
	w.t.Helper()
	link, err := w.site.app.Accounts.SignInLink(w.t.Context(), name+"@example.org", accounts.PurposeSignIn, time.Hour)
	w.must(err)
	p := newPage(w.t, w.site.base, name, w.look)
	p.open(link)
	p.press("Sign in now")
	return p
}

// prepare enters the pack with its instruments, accounts, and three activities of the project.
func (w *comparison) prepare() {
	ctx, a := w.t.Context(), w.site.app
	roomtest.LoadPack(w.t, a.DB, "bali")
	office := roomtest.Holding("set-up", accounts.RightManage, activities.RightEdit, activities.RightSee)
	for name, state := range map[string]string{"officer": "", "one": "indonesia", "two": "thailand", "indonesia": "indonesia", "thailand": "thailand", "philippines": "philippines"} {
		d := accounts.Draft{Name: "The " + name, Email: name + "@example.org", Grant: accounts.GrantDraft{Role: "officer"}}
		if state != "" {
			d.Grant.Role = "participant"
			id, err := db.Change(ctx, a.DB, func(tx *db.Tx) (string, error) {
				return people.AddIn(tx, roomtest.Holding("set-up", people.RightEdit), people.Draft{Given: d.Name, PartyID: roomtest.PartyID(w.t, a.DB, state)})
			})
			w.must(err)
			d.PersonID = id
		}
		_, err := a.Accounts.Add(ctx, office, d)
		w.must(err)
	}
	for phase, d := range map[string]activities.Draft{
		"launch": {Kind: "webinar", Title: "How the assessment works"}, "focus_group": {Kind: "focus_group", Title: "Focus group in Jakarta"}, "consultation": {Kind: "consultation", Title: "Consultation of the region"},
	} {
		d.TimeZone, d.StartsOn, d.EndsOn, d.Label = "UTC", db.Date(time.Now().UTC().Format(time.DateOnly)), db.Date(time.Now().UTC().Format(time.DateOnly)), "TLP:GREEN"
		_, err := a.Activities.Plan(ctx, office, d)
		w.must(err)
		w.activities[phase] = d.Title
	}
	_, err := db.View(ctx, a.DB, func(tx *db.Tx) (bool, error) {
		type row struct {
			ID           string `db:"id"`
			InstrumentID string `db:"instrument_id"`
			Code         string `db:"code"`
			Key          string `db:"key"`
		}
		list, err := db.All[row](tx, `select p.id, p.instrument_id, i.code, p.key from provision p join instrument i on i.id = p.instrument_id`)
		for _, r := range list {
			w.instruments[r.Code], w.provisions[r.Code+":"+r.Key] = r.InstrumentID, r.ID
		}
		return true, err
	})
	w.must(err)
}

// accessible looks at a page with the scripts that look for faults; without scripts there is nobody to ask.
func (w *comparison) accessible(p *page) {
	w.t.Helper()
	if !w.look.NoScripts {
		p.Accessible(w.t)
	}
}

// begin enters the project with its three States, two experts for all of them, and who clears for each.
func (w *comparison) begin() {
	w.officer, w.one, w.two = w.signIn("officer"), w.signIn("one"), w.signIn("two")
	p := w.officer
	p.open("/law")
	p.press("National laws")
	p.sees("Which laws the parties have")
	p.open("/law")
	p.press("Gap assessments")
	p.press("New project")
	p.fill("Name", "Assessment and gap analysis of national legal frameworks")
	p.press("Keep")
	p.sees("Add the States whose law is assessed.")
	w.project = p.here()
	for _, state := range threeStates {
		p.open(w.project)
		p.press("Add States")
		p.choose("party_id", roomtest.PartyID(w.t, w.site.app.DB, strings.ToLower(state)))
		p.choose("instruments", w.instruments["untip"])
		p.choose("instruments", w.instruments["untoc"])
		p.fill("As of", time.Now().UTC().AddDate(0, -1, 0).Format(time.DateOnly))
		p.fill("Label", "TLP:AMBER+STRICT")
		p.press("Begin")
		p.sees("The assessment has begun.")
		w.assessments[state] = p.here()
		for _, m := range [][3]string{{"one", "expert", ""}, {"two", "expert", ""}, {strings.ToLower(state), "clears", "NV 7/" + state}} {
			p.press("Add a member")
			p.fill("Address", m[0]+"@example.org")
			p.choose("part", m[1])
			p.fill("Note verbale", m[2])
			p.press("Keep")
			p.sees("The member is kept.")
		}
	}
	w.accessible(p)
}

// phase enters an activity of the project as a task of each State; the focus group is the host's.
func (w *comparison) phase(phase, title string) {
	p := w.officer
	for _, state := range threeStates {
		if phase == "focus_group" && state != "Indonesia" {
			continue
		}
		p.open(w.assessments[state])
		p.press("Add a task")
		p.fill("Phase", phase)
		p.fill("What is to be done", title)
		p.fill("By which activity", w.activities[phase])
		p.press("Keep")
		p.sees(title, w.activities[phase])
		p.press(title)
		p.fill("What came of it", "Held.")
		p.press("It is done")
		p.sees("Kept.")
	}
}

// at is the address of a provision in the newest round of a State.
func (w *comparison) at(state, provision string) string {
	w.t.Helper()
	id := strings.TrimPrefix(w.assessments[state], "/gaps/")
	a, err := db.View(w.t.Context(), w.site.app.DB, func(tx *db.Tx) (gaps.Assessment, error) { return gaps.FindIn(tx, id) })
	w.must(err)
	return w.assessments[state] + "/rounds/" + a.RoundID + "/provisions/" + w.provisions[provision]
}

// open shows the tool to an expert: the provisions in their order, with what each asks.
func (w *comparison) open() {
	p := w.one
	p.open("/gaps")
	p.press("Indonesia")
	p.press("Open the newest round")
	p.sees("Criminalization", "Not answered")
	p.press("Art. 5 Criminalization")
	p.sees("What the instrument asks", "Is attempt punishable?", "The answer")
	w.accessible(p)
	p.shot("tool")
}

// finds records what the officials found.
func (w *comparison) finds() {
	p := w.officer
	p.open(w.at("Indonesia", "untip:5"))
	p.fill("Activity", w.activities["focus_group"])
	p.fill("What was found", "Challenges")
	p.fill("finding", "Organising others is hard to prove.")
	p.press("Record it")
	p.sees("What was found is kept.", "Organising others is hard to prove.")
}

func (p *page) value(name string) string {
	return eval[string](p, `document.getElementsByName(`+quote(name)+`)[0].value`)
}

// atOnce lets two experts write under one provision at the same time, first different fields, then the same one.
func (w *comparison) atOnce() {
	cell := w.at("Indonesia", "untip:5")
	w.one.open(cell)
	w.two.open(cell)
	w.one.fill("What the law says", "An offence of its own, with attempt.")
	w.one.fill("de_jure", "partial")
	w.one.press("Keep")
	w.one.sees("Kept.")
	w.two.fill("practice", "Charged in most districts.")
	w.two.fill("de_facto", "regularly")
	w.two.press("Keep")
	w.two.sees("had written here meanwhile. Both texts are kept together.")
	if law, practice := w.two.value("law"), w.two.value("practice"); law != "An offence of its own, with attempt." || practice != "Charged in most districts." {
		w.t.Errorf("one of the texts is lost: %q, %q", law, practice)
	}
	w.one.open(cell)
	w.two.open(cell)
	w.one.fill("What the law says", "An offence of its own, with attempt and taking part.")
	w.one.press("Keep")
	w.one.sees("Kept.")
	w.two.fill("What the law says", "An offence of its own, with attempt; organising is missing.")
	w.two.press("Keep")
	w.two.sees("your text waits below as a proposal, and nothing is lost")
	w.one.open(cell)
	w.one.press("Look at it and decide")
	w.one.sees("with attempt and taking part.", "organising is missing.")
	w.one.press("Take what is chosen")
	w.one.sees("It is decided.")
	if law := w.one.value("law"); law != "An offence of its own, with attempt; organising is missing." {
		w.t.Errorf("the proposal that was taken is %q", law)
	}
	w.one.press("All texts")
	w.one.sees("with attempt and taking part.", "Charged in most districts.")
	w.one.shot("at-once")
}

// answers writes what the three States say under both instruments.
func (w *comparison) answers() {
	for i, state := range threeStates {
		for _, provision := range []string{"untip:5", "untip:6.2", "untoc:5"} {
			if state == "Indonesia" && provision == "untip:5" {
				continue
			}
			p := []*page{w.one, w.two}[i%2]
			p.open(w.at(state, provision))
			p.fill("applicability", "party")
			p.fill("de_jure", []string{"full", "partial", "none"}[i])
			p.fill("de_facto", "rarely")
			p.fill("What the law says", "What "+state+" says under "+provision+".")
			p.fill("good_practice", "One desk in "+state+".")
			p.choose("assistance", "training")
			p.press("Keep")
			p.sees("Kept.")
		}
	}
}

// offline takes back a questionnaire that was answered without a connection, after a look at what would be taken.
func (w *comparison) offline() {
	provision := w.provisions["untip:8"]
	cell := w.at("Thailand", "untip:8")
	round, _, _ := strings.Cut(cell, "/provisions/")
	line := sheet.Line{ProvisionID: provision, Number: "Art. 8", Title: "Repatriation", Assessable: true}
	line.Answer.Practice = "Written on a journey."
	line.Answer.DeJure = "full"
	data, err := sheet.WriteXLSX(sheet.Questionnaire{RoundID: strings.TrimPrefix(round, w.assessments["Thailand"]+"/rounds/"), Instruments: []sheet.Instrument{{Short: "TIP Protocol", Lines: []sheet.Line{line}}}})
	w.must(err)
	file := filepath.Join(w.t.TempDir(), "answers.xlsx")
	w.must(os.WriteFile(file, data, 0o600))
	p := w.two
	p.open(round + "/questionnaire")
	p.sees("As a workbook (XLSX)", "As a document (DOCX)")
	w.accessible(p)
	p.upload("file", file)
	p.press("Look at the file")
	p.sees("What would be taken", "Nothing is written yet", "Written on a journey.")
	p.press("Take the answers")
	p.sees("The answers are taken.")
	p.open(cell)
	if practice := p.value("practice"); practice != "Written on a journey." {
		w.t.Errorf("the questionnaire says %q", practice)
	}
}

// takesOver fills under one instrument what was said under the other.
func (w *comparison) takesOver() {
	p := w.one
	p.open(w.at("Indonesia", "untoc:25"))
	p.sees("Answered elsewhere", "covers a part")
	p.press("Fill what is empty")
	p.sees("Taken over:", "Taken over from")
	if law, judged := p.value("law"), p.value("de_jure"); law != "What Indonesia says under untip:6.2." || judged != "partial" {
		w.t.Errorf("taken over: %q, %q", law, judged)
	}
}

// closed looks whether anybody else reads anything before the States have cleared it.
func (w *comparison) closed() {
	p := newPage(w.t, w.site.base, "public", w.look)
	p.open("/law/compare/untip")
	p.sees("Nothing to show")
	p.seesNot("Indonesia")
	p.Open(w.t, w.site.base+w.assessments["Indonesia"]+"/cleared")
	if code := eval[string](p, `document.querySelector(".trouble-code").textContent`); !strings.Contains(code, "404") {
		w.t.Errorf("what is not cleared answers the public with %s", code)
	}
}

// clears lets each State's one person clear: two for the public, one for those who are signed in.
func (w *comparison) clears() {
	for _, state := range threeStates {
		round, _, _ := strings.Cut(w.at(state, "untip:5"), "/provisions/")
		w.one.open(round)
		w.one.press("Submit to the State")
		w.one.press("Submit to the State")
		w.one.sees("The round waits for the State.")
		p := w.signIn(strings.ToLower(state))
		p.sees("Clear what was written of your law")
		p.open(round)
		p.press("Clear")
		p.fill("Number", "NV 118/"+state)
		p.fill("Date", time.Now().UTC().Format(time.DateOnly))
		p.fill("All answers", map[bool]string{true: "TLP:GREEN", false: "TLP:CLEAR"}[state == "Philippines"])
		p.shot("clear")
		p.press("Clear")
		p.sees("The round is cleared.", "NV 118/"+state)
	}
}

// compares reads what was cleared: all of it in the office, what is CLEAR without signing in.
func (w *comparison) compares() {
	p := w.officer
	p.open("/law")
	p.press("States side by side")
	p.sees("TIP Protocol", "Indonesia, Philippines, Thailand")
	p.open("/law/compare/untip")
	p.sees("De jure: what the law says, provision by provision", "Indonesia", "Philippines", "Thailand", "Partial", "None", "Nothing to show")
	w.accessible(p)
	p.shot("map")
	p.press("Art. 5 Criminalization")
	p.sees("organising is missing.", "What Philippines says under untip:5.", "One desk in Thailand.", "TLP:GREEN", "TLP:CLEAR")
	p.open("/law/compare/untoc/counts")
	p.sees("All States together, by level of obligation", "The numbers as a table")
	p.open("/law/compare/themes?measure=assistance")
	p.sees("2 instruments: TIP Protocol, UNTOC. 3 States: Indonesia, Philippines, Thailand.")
	public := newPage(w.t, w.site.base, "public", w.look)
	public.open("/law/compare/untip/provisions/5")
	public.sees("Indonesia", "Thailand", "organising is missing.")
	public.seesNot("Philippines")
}

// advises recommends something to a State, and makes a request for support of the help that an answer asks for.
func (w *comparison) advises() {
	p := w.officer
	p.open(w.assessments["Thailand"] + "/recommendations/new")
	p.fill("What is advised, in one line", "Write the offence into the code")
	p.fill("provisions", w.provisions["untip:5"])
	p.fill("Owner", "Thailand")
	p.fill("Priority", "high")
	p.fill("Label", "TLP:CLEAR")
	p.press("Keep")
	p.sees("The recommendation is proposed.")
	w.accessible(p)
	p.open(w.assessments["Thailand"] + "/needs")
	p.sees("Art. 5 Criminalization", "Training")
	p.pressIn("Art. 5 Criminalization", "Make a request")
	p.sees("Training: TIP Protocol", "Thailand")
}

// reports reads the report of a State and that of the region, as pages and files, and the public version.
func (w *comparison) reports() {
	p := w.officer
	p.open(w.project + "/report")
	p.sees("Indonesia", "Philippines", "Thailand", "TIP Protocol", "UNTOC")
	w.accessible(p)
	p.shot("report")
	p.open(w.assessments["Indonesia"] + "/report")
	p.sees("organising is missing.", "One desk in Indonesia.")
	public := newPage(w.t, w.site.base, "public", w.look)
	public.open(w.project + "/report")
	public.sees("Indonesia", "Thailand", "organising is missing.")
	public.seesNot("What Philippines says")
	for format, begin := range map[string]string{"pdf": "%PDF-", "docx": "PK"} {
		res, err := http.Get(w.site.base + w.project + "/report/" + format)
		w.must(err)
		body, err := io.ReadAll(res.Body)
		w.must(err)
		w.must(res.Body.Close())
		if res.StatusCode != http.StatusOK || !bytes.HasPrefix(body, []byte(begin)) {
			w.t.Errorf("the report as %s: %d, %.20q", format, res.StatusCode, body)
		}
	}
}
