package questionnairesweb_test

import (
	"strconv"
	"strings"
	"testing"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/gaps"
	"counterpart/internal/laws"
	"counterpart/internal/questionnaires"
	"counterpart/internal/questionnaires/questionnairesweb"
	"counterpart/internal/questionnaires/sheet"
	"counterpart/internal/roomtest"
)

type stage struct {
	*roomtest.Site
	t                 *testing.T
	assessment, round string
}

// newStage is the assessment of Indonesia against one instrument of two provisions.
func newStage(t *testing.T) *stage {
	t.Helper()
	d := dbtest.SQLite(t)
	roomtest.LoadPack(t, d, "bali")
	register := laws.New(d, laws.Options{})
	service := gaps.New(d, register)
	officer := roomtest.Holding("officer", gaps.RightSee, gaps.RightManage, gaps.RightWork, laws.RightSee)
	_, err := db.Change(t.Context(), d, func(tx *db.Tx) (bool, error) {
		statements := []string{
			`insert into instrument (id, code, latest_id, created_at) values ('one', 'one', 'v1', $1)`,
			`insert into instrument_version (id, instrument_id, number, title, short, language, draft, note, provider, copyright, source, digest, body, loaded_at, by_actor, by_name) values ('v1', 'one', 1, 'Convention', 'ONE', 'en', true, '', '', '', '', 'v1', '', $1, 'system', 'test')`,
		}
		for i := range 2 {
			n := strconv.Itoa(i + 1)
			statements = append(statements, `insert into provision (id, instrument_id, key) values ('p`+n+`', 'one', '`+n+`')`,
				`insert into provision_text (version_id, provision_id, position, depth, number, title, obligation, theme, assessable, text, url, guidance, note) values ('v1', 'p`+n+`', `+n+`, 0, '`+n+`', 'Provision `+n+`', 'shall', '', true, '', '', '', '')`)
		}
		for _, statement := range statements {
			args := []any{tx.Now()}
			if !strings.Contains(statement, "$1") {
				args = nil
			}
			if err := tx.Exec(statement, args...); err != nil {
				return false, err
			}
		}
		return true, nil
	})
	must(t, err)
	project, err := service.BeginProject(t.Context(), officer, gaps.ProjectDraft{Title: "Laws"})
	must(t, err)
	id, err := service.Begin(t.Context(), officer, project, gaps.StateDraft{PartyID: roomtest.PartyID(t, d, "indonesia"), Instruments: []string{"one"}, AsAt: "2024-01-31"})
	must(t, err)
	page, err := service.Find(t.Context(), officer, id)
	must(t, err)
	s := roomtest.Serve(t, officer, &questionnairesweb.Pages{
		Questionnaires: questionnaires.New(d, questionnaires.Options{Files: roomtest.Files(t, d), Gaps: service, Laws: register}), Gaps: service,
	})
	return &stage{s, t, id, page.Assessment.RoundID}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// filled is a questionnaire with one answer.
func (s *stage) filled(words string) []byte {
	line := sheet.Line{ProvisionID: "p1", Number: "1", Title: "Provision 1", Assessable: true}
	line.Answer.Law, line.Answer.DeJure = words, "partial"
	data, err := sheet.WriteXLSX(sheet.Questionnaire{RoundID: s.round, Instruments: []sheet.Instrument{{Short: "ONE", Lines: []sheet.Line{line}}}})
	must(s.t, err)
	return data
}

func TestPages(t *testing.T) {
	s := newStage(t)
	at := "/gaps/" + s.assessment + "/rounds/" + s.round + "/questionnaire"
	s.Get(200, at, "As a workbook (XLSX)", "As a document (DOCX)", "TLP:AMBER+STRICT")
	workbook := s.Get(200, at+"/xlsx", "PK")
	document := s.Get(200, at+"/docx", "PK")
	s.Get(404, at+"/pdf")
	s.Get(404, "/gaps/another/rounds/"+s.round+"/questionnaire")
	s.Post(422, at, nil, "Choose the questionnaire")
	s.Upload(422, at, nil, "answers.xlsx", []byte("not a workbook"), "no workbook that can be read")
	s.Get(200, s.Upload(303, at, nil, "answers.docx", []byte(document)), "What would be taken", "Forget the file")
	s.Get(200, s.Upload(303, at, nil, "answers.xlsx", []byte(workbook)), "The same")
	upload := s.Upload(303, at, nil, "answers.xlsx", s.filled("<b>Words</b>\nมาตรา ๒"))
	s.Get(200, upload, "What the law says", "&lt;b&gt;Words&lt;/b&gt;", "มาตรา ๒", "ONE!D3", "Take the answers")
	taken := s.Post(303, upload+"/take", nil)
	s.Get(200, taken, "What was taken", "Back to the round")
	s.Post(303, upload+"/take", nil)
	upload = s.Upload(303, at, nil, "answers.xlsx", s.filled("Other words"))
	s.Get(200, upload, "Set aside", "officer has written last")
	s.Post(303, upload+"/discard", nil)
	s.Get(404, upload)
	s.Actor = roomtest.Scoped("focal", access.Scope{Parties: []string{"another"}}, gaps.RightSee, gaps.RightWork)
	s.Get(404, at)
	s.Get(404, at+"/xlsx")
}

func TestAPI(t *testing.T) {
	s := newStage(t)
	at := "/gap-rounds/" + s.round
	s.Call(422, "POST", at+"/questionnaires", map[string]any{"name": "x.xlsx", "content": "TmFtZQo="}, nil)
	var made struct {
		ID string `json:"id"`
	}
	s.Call(201, "POST", at+"/questionnaires", map[string]any{"name": "answers.xlsx", "content": s.filled("Words")}, &made)
	var r questionnaires.Rehearsal
	s.Call(200, "GET", at+"/questionnaires/"+made.ID, nil, &r)
	if r.Counts[gaps.Kept] != 1 || len(r.Verdicts) != 1 || len(r.Verdicts[0].Changes) != 2 {
		t.Errorf("%+v", r)
	}
	var counts questionnaires.Counts
	s.Call(200, "POST", at+"/questionnaires/"+made.ID+"/take", nil, &counts)
	if counts[gaps.Kept] != 1 {
		t.Errorf("%v", counts)
	}
	s.Call(204, "DELETE", at+"/questionnaires/"+made.ID, nil, nil)
	s.Call(404, "GET", at+"/questionnaires/"+made.ID, nil, nil)
}
