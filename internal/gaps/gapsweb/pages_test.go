package gapsweb_test

import (
	"regexp"
	"strings"
	"testing"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/activities"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/gaps"
	"counterpart/internal/gaps/gapsweb"
	"counterpart/internal/laws"
	"counterpart/internal/parties"
	"counterpart/internal/people"
	"counterpart/internal/roomtest"
	"counterpart/internal/vocabulary"
)

var everybody = access.Grant{Role: access.Public, Rights: map[access.Right]bool{gaps.RightRead: true, laws.RightSee: true}}

// member makes a participant with an account.
func member(t *testing.T, d *db.DB, name string) access.Actor {
	t.Helper()
	var person string
	account, err := db.Change(t.Context(), d, func(tx *db.Tx) (id string, err error) {
		address := strings.ToLower(name) + "@office.example"
		person, err = people.AddIn(tx, access.System("test", people.RightEdit), people.Draft{Given: name, Email: address, PartyID: roomtest.PartyID(t, d, "thailand"), From: "2020-01-01", Anyway: true})
		if err != nil {
			return "", err
		}
		return accounts.AddIn(tx, access.System("test", accounts.RightManage), accounts.Draft{Name: name, Email: address, PersonID: person, Grant: accounts.GrantDraft{Role: string(access.Participant)}})
	})
	if err != nil {
		t.Fatal(err)
	}
	a := roomtest.Scoped(account, access.Scope{Person: person}, gaps.RightSee, gaps.RightWork)
	a.Name, a.Person = name, person
	a.Grants = append(a.Grants, everybody)
	return a
}

// An assessment is begun, written by two, cleared by a third, and read by everybody, form by form.
func TestPages(t *testing.T) {
	d := dbtest.SQLite(t)
	roomtest.LoadPack(t, d, "bali")
	expert, two, clears := member(t, d, "Expert"), member(t, d, "สมหญิง"), member(t, d, "Clearing")
	officer := roomtest.Holding("officer", gaps.RightSee, gaps.RightManage, gaps.RightWork, parties.RightSee, activities.RightSee, activities.RightEdit, laws.RightSee)
	officer.Grants = append(officer.Grants, everybody)
	register := laws.New(d, laws.Options{Files: roomtest.Files(t, d)})
	s := roomtest.Serve(t, officer, &gapsweb.Pages{Gaps: gaps.New(d, register), Laws: register, Parties: parties.New(d), Activities: activities.New(d), Vocabulary: vocabulary.New(d)})
	one := func(query string, args ...any) string {
		t.Helper()
		out, err := db.View(t.Context(), d, func(tx *db.Tx) (string, error) { return db.One[string](tx, query, args...) })
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	focus, err := activities.New(d).Plan(t.Context(), officer, activities.Draft{Kind: "focus_group", Title: "Focus group on the law", TimeZone: "Asia/Bangkok", Place: "Bangkok", Country: "TH", StartsOn: "2024-06-05"})
	if err != nil {
		t.Fatal(err)
	}

	s.Get(200, "/gaps", "No assessment is open to you")
	s.Post(422, "/gap-projects", nil, "Write the name of the assessment")
	project := s.Post(303, "/gap-projects", []string{"title", "Laws & <decrees>"})
	s.Get(200, project, "Laws &amp; &lt;decrees&gt;", "No State yet")
	s.Post(409, project, []string{"title", "Otherwise", "version", "9"}, "Somebody else changed this record")
	s.Get(200, project+"/states/new", "Thailand", "TIP Protocol", "TLP:AMBER+STRICT")
	s.Post(422, project+"/states", []string{"label", "TLP:AMBER"}, "Choose the State", "Choose the instruments", "as of which day")
	untip := one(`select id from instrument where code = 'untip'`)
	at := s.Post(303, project+"/states", []string{"party_id", roomtest.PartyID(t, d, "thailand"), "instruments", untip, "label", "TLP:AMBER", "as_at", "2024-01-31"})
	several := []string{"party_id", roomtest.PartyID(t, d, "fiji"), "party_id", roomtest.PartyID(t, d, "thailand"), "instruments", untip, "label", "TLP:AMBER", "as_at", "2024-01-31"}
	s.Post(422, project+"/states", several, "The law of Thailand is part of this project already")
	several[3] = roomtest.PartyID(t, d, "samoa")
	s.Post(303, project+"/states", several)
	s.Get(200, project, "Fiji", "Samoa", "Thailand")
	s.Post(422, at+"/members", []string{"email", "nobody@office.example", "part", "clears"}, "Nobody signs in with this address", "number of the note verbale")
	for _, m := range [][]string{{"email", "expert@office.example", "part", "expert"}, {"email", "สมหญิง@office.example", "part", "expert"}, {"email", "clearing@office.example", "part", "clears", "note", "NV 7/2024"}} {
		s.Post(303, at+"/members", m)
	}
	s.Get(200, at, "Note verbale NV 7/2024", "สมหญิง", "0 of", "Titles are a draft")
	s.Post(422, at+"/tasks", []string{"phase", "focus_group"}, "Write what is to be done")
	s.Post(303, at+"/tasks", []string{"phase", "focus_group", "title", "Hold the focus group", "activity_id", focus, "due_on", "2024-06-05"})
	task := regexp.MustCompile(at + `/tasks/[0-9a-f-]{36}`).FindString(s.Get(200, at, "Hold the focus group", "Focus group on the law"))
	s.Get(200, task, "What came of it")
	s.Post(303, task, []string{"state", "done", "words", "Twenty officials", "version", "1"})

	round := regexp.MustCompile(at + `/rounds/[0-9a-f-]{36}`).FindString(s.Get(200, at, "Done"))
	cell := round + "/provisions/" + one(`select p.id from provision p where p.instrument_id = $1 and p.key = '5'`, untip)
	s.Actor = expert
	s.Get(200, round, "Art. 5 Criminalization", "Shall")
	s.Get(200, round+"?show=open&theme=criminalisation&instrument=untip", "Art. 5 Criminalization")
	s.Get(200, cell, "Is attempt punishable?", "Nobody has answered yet", "Next: ")
	s.Post(422, cell, []string{"base", "0", "de_jure", "wholly", "citations", "2", "citation_article_0", "2"}, "De jure: choose one of the list", "Citation 1: choose the law", `href="#f-citations"`, `id="f-citations"`)
	s.Post(303, cell, []string{"base", "0", "de_jure", "partial", "law", "Section 6 <b>", "citation_text_0", "Anti-Trafficking Act B.E. 2551", "citation_article_0", "มาตรา ๖", "assistance", "training"})
	s.Get(200, cell, "Section 6 &lt;b&gt;", "มาตรา ๖", "Revision 1, by Expert")
	s.Actor = two
	s.Get(200, cell+"/now?base=0", "has changed this answer since you opened it")
	s.Post(303, cell, []string{"base", "0", "practice", "Applied in all provinces"})
	s.Get(200, cell, "Section 6 &lt;b&gt;", "Applied in all provinces", "joined with what others wrote meanwhile")
	s.Post(303, cell, []string{"base", "0", "law", "Section 52"})
	proposal := regexp.MustCompile(cell + `/comments/[0-9a-f-]{36}`).FindString(s.Get(200, cell, "Waits for a decision"))
	s.Get(200, proposal, "Section 52", "Section 6 &lt;b&gt;")
	s.Post(422, proposal, []string{"do", "decline", "fields", "law"}, "Write why the proposal is declined")
	s.Post(409, round+"/take/submit", []string{"version", "1"}, "1 proposals wait")
	s.Post(303, proposal, []string{"do", "take", "fields", "law", "fields", "de_jure"})
	s.Get(200, cell, "Decided by สมหญิง")
	s.Post(303, cell+"/comments", []string{"words", "Ask the ministry"})
	s.Post(303, cell+"/findings", []string{"activity_id", focus, "kind", "challenge", "finding", "Interpreters are rare"})
	s.Get(200, cell, "Ask the ministry", "Interpreters are rare")
	s.Post(303, cell+"/label", []string{"label", "TLP:CLEAR"})
	s.Get(403, round+"/clear", "Only Clearing does this")
	s.Post(303, round+"/take/submit", []string{"version", "1"})

	s.Actor = clears
	s.Get(200, round, "Waits for clearance", "Clear")
	s.Post(422, round+"/clear", []string{"label", "TLP:GREEN"}, "number of the note verbale")
	form := s.Get(200, round+"/clear", `value="TLP:CLEAR" selected`)
	if !strings.Contains(form, "Not cleared") {
		t.Error("an answer cannot be kept closed")
	}
	s.Get(404, at+"/cleared")
	s.Post(303, round+"/clear", []string{"note_number", "NV 40/2024", "note_on", "2024-01-01", "label", "TLP:GREEN", "cell_" + cell[strings.LastIndex(cell, "/")+1:], "TLP:CLEAR"})
	s.Get(200, round, "Cleared, under note verbale")
	public := access.Actor{Via: "public", Grants: []access.Grant{everybody}}
	s.Actor = public
	s.Get(200, at+"/cleared", "Thailand", "Section 52", "มาตรา ๖")
	s.Get(303, cell)

	s.Actor = clears
	s.Get(200, round+"/take/take_back", "Nobody else reads")
	s.Post(422, round+"/take/take_back", nil, "Write why")
	s.Post(303, round+"/take/take_back", []string{"words", "Too early"})
	s.Actor = public
	s.Get(404, at+"/cleared")
	s.Actor = officer
	s.Post(303, at+"/rounds", []string{"as_at", "2024-02-01"})
	s.Get(200, at, "Follow-up")
}

// The API does what the forms do.
func TestAPI(t *testing.T) {
	d := dbtest.SQLite(t)
	roomtest.LoadPack(t, d, "bali")
	officer := roomtest.Holding("officer", gaps.RightSee, gaps.RightManage, gaps.RightWork, gaps.RightRead)
	register := laws.New(d, laws.Options{})
	s := roomtest.Serve(t, officer, &gapsweb.Pages{Gaps: gaps.New(d, register), Laws: register, Parties: parties.New(d), Activities: activities.New(d), Vocabulary: vocabulary.New(d)})
	var made struct{ ID string }
	s.Call(201, "POST", "/gap-projects", gaps.ProjectDraft{Title: "Laws"}, &made)
	project := made.ID
	untip, err := db.View(t.Context(), d, func(tx *db.Tx) (string, error) {
		return db.One[string](tx, `select id from instrument where code = 'untip'`)
	})
	if err != nil {
		t.Fatal(err)
	}
	s.Call(201, "POST", "/gap-projects/"+project+"/assessments", gaps.StateDraft{PartyID: roomtest.PartyID(t, d, "thailand"), Instruments: []string{untip}, AsAt: "2024-01-31"}, &made)
	var page gaps.Page
	s.Call(200, "GET", "/gap-assessments/"+made.ID, nil, &page)
	var round gaps.RoundPage
	s.Call(200, "GET", "/gap-rounds/"+page.Assessment.RoundID, nil, &round)
	var provision string
	for _, l := range round.Sheets[0].Lines {
		if l.Key == "5" {
			provision = l.ID
		}
	}
	cell := "/gap-rounds/" + page.Assessment.RoundID + "/provisions/" + provision
	var saved gaps.Saved
	body := map[string]any{"base": 0, "answer": map[string]any{"de_jure": "full", "law": "Section 6"}}
	s.Call(200, "PUT", cell, body, &saved)
	if saved.Outcome != gaps.Kept || saved.Revision != 1 {
		t.Errorf("%+v", saved)
	}
	s.Call(422, "PUT", cell, map[string]any{"base": 1, "answer": map[string]any{"de_jure": "wholly"}}, nil)
	s.Call(204, "POST", "/gap-rounds/"+page.Assessment.RoundID+"/steps", gaps.StepDraft{Verb: gaps.Submit}, nil)
	s.Call(404, "GET", "/gap-assessments/"+made.ID+"/cleared", nil, nil)
}
