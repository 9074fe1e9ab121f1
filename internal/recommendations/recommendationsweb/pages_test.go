package recommendationsweb_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/gaps"
	"counterpart/internal/gaps/answers"
	"counterpart/internal/jobs"
	"counterpart/internal/label"
	"counterpart/internal/laws"
	"counterpart/internal/letters"
	"counterpart/internal/people"
	"counterpart/internal/recommendations"
	"counterpart/internal/recommendations/recommendationsweb"
	"counterpart/internal/roomtest"
	"counterpart/internal/support"
	"counterpart/internal/vocabulary"
)

// A need becomes a request with one click; a recommendation is proposed, accepted and followed; what moved is shown with what lay between.
func TestPages(t *testing.T) {
	d := dbtest.SQLite(t)
	day := db.Date("2024-03-04")
	d.Clock = func() time.Time { return day.Time().Add(9 * time.Hour) }
	roomtest.LoadPack(t, d, "bali")
	queue, err := jobs.New(d, jobs.Options{})
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(err)
	everybody := access.Grant{Role: access.Public, Rights: map[access.Right]bool{gaps.RightRead: true, recommendations.RightRead: true}}
	officer := roomtest.Holding("officer", gaps.RightSee, gaps.RightManage, gaps.RightWork, recommendations.RightSee, recommendations.RightWrite, recommendations.RightAnswer, support.RightSee, support.RightAsk, support.RightHandle)
	officer.Grants = append(officer.Grants, everybody)
	work := gaps.New(d, laws.New(d, laws.Options{}))
	help := support.New(d, support.Options{Outbox: letters.NewOutbox(queue)})
	s := roomtest.Serve(t, officer, &recommendationsweb.Pages{Recommendations: recommendations.New(d, help), Vocabulary: vocabulary.New(d)})
	one := func(query string, args ...any) string {
		t.Helper()
		out, err := db.View(t.Context(), d, func(tx *db.Tx) (string, error) { return db.One[string](tx, query, args...) })
		must(err)
		return out
	}
	thailand := roomtest.PartyID(t, d, "thailand")
	untip := one(`select id from instrument where code = 'untip'`)
	six := one(`select id from provision where instrument_id = $1 and key = '6.6'`, untip)
	project, err := work.BeginProject(t.Context(), officer, gaps.ProjectDraft{Title: "Laws of <many>"})
	must(err)
	assessment, err := work.Begin(t.Context(), officer, project, gaps.StateDraft{PartyID: thailand, Instruments: []string{untip}, Label: label.Amber, AsAt: "2024-01-01"})
	must(err)
	clears := clearing(t, d, thailand)
	must(work.Appoint(t.Context(), officer, assessment, gaps.MemberDraft{Email: "clearing@office.example", Part: gaps.Clears, Note: "NV 1"}))
	round := func(grade string) {
		t.Helper()
		id := one(`select id from gap_round where assessment_id = $1 order by number desc limit 1`, assessment)
		page, err := work.Cell(t.Context(), officer, id, six)
		must(err)
		_, err = work.Save(t.Context(), officer, id, six, gaps.Entry{Base: page.Cell.Revision, Answer: answers.Answer{Applicability: "party", DeJure: grade, Assistance: []string{"training"}, AssistanceWords: "Judges & <prosecutors>."}})
		must(err)
		must(work.Take(t.Context(), officer, id, gaps.StepDraft{Verb: gaps.Submit}))
		must(work.ClearRound(t.Context(), clears, id, gaps.ClearDraft{NoteNumber: "NV 2", NoteOn: day, Label: label.Green}))
	}
	round("none")

	of := "/gaps/" + assessment
	s.Get(200, of+"/needs", "Art. 6(6) Possibility of compensation", "Judges &amp; &lt;prosecutors&gt;.", "Make a request")
	s.Post(422, of+"/needs", []string{"provision", six, "help", "mission"})
	request := s.Post(303, of+"/needs", []string{"provision", six, "help", "training"})
	if again := s.Post(303, of+"/needs", []string{"provision", six, "help", "training"}); again != request || !strings.HasPrefix(request, "/requests/") {
		t.Errorf("leads to %s, then %s", request, again)
	}
	s.Get(200, of+"/needs", `href="`+request+`"`)

	s.Get(200, of+"/recommendations", "No recommendation that you can read", "Recommend something")
	s.Get(200, of+"/recommendations/new?provision="+six, "Art. 6(6)", "Never a person")
	s.Post(422, of+"/recommendations", []string{"title", ""}, "Write in one line", "Choose at least one provision")
	at := s.Post(303, of+"/recommendations", []string{"title", "Make a <fund>", "provisions", six, "owner_id", thailand, "office", "Directorate of legislation", "due_on", "2024-06-30", "priority", "high", "label", "TLP:GREEN"})
	s.Get(200, at, "Make a &lt;fund&gt;", "Directorate of legislation", "30 June 2024", "Proposed", "Accept it for the State")
	s.Get(200, at+"/edit", `value="2024-06-30"`)
	s.Get(409, at+"/take/finish")
	s.Get(404, at+"/take/nonsense")
	s.Get(200, at+"/take/accept", "by which note")
	s.Post(422, at+"/take/accept", []string{"on", "2024-03-04"}, "Say it in words")
	s.Post(303, at+"/take/accept", []string{"on", "2024-03-04", "words", "NV 3"})
	s.Post(409, at, []string{"title", "Other words", "provisions", six, "priority", "high", "label", "TLP:GREEN", "version", "2"}, "The State accepted these words")
	s.Post(303, at, []string{"title", "Make a <fund>", "provisions", six, "priority", "low", "label", "TLP:GREEN", "due_on", "2024-03-01", "version", "2"})
	s.Get(200, "/recommendations", "In progress", "Accepted, overdue", "1 March 2024")
	s.Get(200, "/recommendations?late=on&state=accepted&q=fund", "Make a &lt;fund&gt;")
	s.Get(200, "/recommendations?state=done", "No recommendation that you can read")
	made := s.Post(303, at+"/request", []string{"help", "mission"})
	s.Get(200, at, `href="`+made+`"`, "NV 3")

	day = "2025-03-04"
	_, err = work.OpenRound(t.Context(), officer, assessment, gaps.RoundDraft{AsAt: "2025-03-01"})
	must(err)
	round("full")
	s.Get(200, of+"/movements", "Art. 6(6)", "1 to 2", "request: ", "recommendation: ", "need not be why")

	var list struct {
		Items []recommendations.Recommendation `json:"items"`
	}
	s.Call(200, "GET", "/recommendations?assessment_id="+assessment, nil, &list)
	if len(list.Items) != 1 || list.Items[0].State != recommendations.Accepted {
		t.Errorf("the API lists %+v", list)
	}
	s.Call(204, "POST", "/recommendations/"+list.Items[0].ID+"/steps", recommendations.StepDraft{Verb: recommendations.Begin}, nil)
	s.Call(200, "GET", "/gap-assessments/"+assessment+"/movements", nil, &recommendations.MovesPage{})

	s.Actor = access.Actor{Account: "reader", Via: "session", Grants: []access.Grant{everybody}}
	reads := s.Get(200, at, "Make a &lt;fund&gt;")
	if regexp.MustCompile("History|Change|Make a request|requests/").MatchString(reads) {
		t.Error("a reader sees more than what was accepted")
	}
	if moved := s.Get(200, of+"/movements", "Make a &lt;fund&gt;"); strings.Contains(moved, "request: ") {
		t.Error("a reader sees requests")
	}
	s.Get(403, at+"/edit")
	s.Actor = access.Actor{Via: "public", Grants: []access.Grant{everybody}}
	s.Get(200, "/recommendations", "No recommendation that you can read")
	s.Get(403, at)
	s.Get(404, of+"/needs")
}

// clearing is whoever clears for the State.
func clearing(t *testing.T, d *db.DB, party string) access.Actor {
	t.Helper()
	var person string
	account, err := db.Change(t.Context(), d, func(tx *db.Tx) (id string, err error) {
		person, err = people.AddIn(tx, access.System("test", people.RightEdit), people.Draft{Given: "Clearing", Email: "clearing@office.example", PartyID: party, From: "2020-01-01", Anyway: true})
		if err != nil {
			return "", err
		}
		return accounts.AddIn(tx, access.System("test", accounts.RightManage), accounts.Draft{Name: "Clearing", Email: "clearing@office.example", PersonID: person, Grant: accounts.GrantDraft{Role: string(access.Participant)}})
	})
	if err != nil {
		t.Fatal(err)
	}
	a := roomtest.Scoped(account, access.Scope{Person: person}, gaps.RightSee, gaps.RightWork)
	a.Name, a.Person = "Clearing", person
	return a
}
