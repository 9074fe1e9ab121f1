package questionnaires_test

import (
	"strconv"
	"strings"
	"testing"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/db"
	"counterpart/internal/files"
	"counterpart/internal/gaps"
	"counterpart/internal/gaps/answers"
	"counterpart/internal/laws"
	"counterpart/internal/people"
	"counterpart/internal/questionnaires"
	"counterpart/internal/questionnaires/sheet"
	"counterpart/internal/roomtest"
)

var helps = []sheet.Choice{{Code: "training", Words: "Training"}, {Code: "mission", Words: "Technical assistance mission"}}

// stage is the assessment of Indonesia against an instrument of four provisions, with an expert and an observer.
type stage struct {
	t                 testing.TB
	d                 *db.DB
	svc               *questionnaires.Service
	gaps              *gaps.Service
	laws              *laws.Service
	officer, expert   access.Actor
	observer, outside access.Actor
	indonesia         string
	assessment, round string
}

func newStage(t testing.TB, d *db.DB) *stage {
	t.Helper()
	register := laws.New(d, laws.Options{})
	s := &stage{t: t, d: d, laws: register, gaps: gaps.New(d, register)}
	s.svc = questionnaires.New(d, questionnaires.Options{Files: roomtest.Files(t, d), Gaps: s.gaps, Laws: register})
	roomtest.LoadPack(t, d, "bali")
	s.indonesia = roomtest.PartyID(t, d, "indonesia")
	everybody := access.Grant{Role: access.Public, Rights: map[access.Right]bool{laws.RightSee: true}}
	s.officer = s.account("Officer", access.Officer, access.Scope{}, gaps.RightSee, gaps.RightManage, gaps.RightWork, laws.RightSee, laws.RightEdit)
	s.expert, s.observer, s.outside = s.member("Expert", everybody), s.member("Observer", everybody), s.member("Outside", everybody)
	s.instrument("one", 4)
	ctx := t.Context()
	project, err := s.gaps.BeginProject(ctx, s.officer, gaps.ProjectDraft{Title: "Laws of three States"})
	s.must(err)
	s.assessment, err = s.gaps.Begin(ctx, s.officer, project, gaps.StateDraft{PartyID: s.indonesia, Instruments: []string{"one"}, AsAt: "2024-01-31"})
	s.must(err)
	s.must(s.gaps.Appoint(ctx, s.officer, s.assessment, gaps.MemberDraft{Part: gaps.Expert, Email: "expert@office.example"}))
	s.must(s.gaps.Appoint(ctx, s.officer, s.assessment, gaps.MemberDraft{Part: gaps.Observer, Email: "observer@office.example"}))
	page, err := s.gaps.Find(ctx, s.officer, s.assessment)
	s.must(err)
	s.round = page.Assessment.RoundID
	return s
}

func (s *stage) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *stage) account(name string, role access.Role, scope access.Scope, rights ...access.Right) access.Actor {
	s.t.Helper()
	var person, id string
	_, err := db.Change(s.t.Context(), s.d, func(tx *db.Tx) (bool, error) {
		email := strings.ToLower(name) + "@office.example"
		var err error
		person, err = people.AddIn(tx, access.System("test", people.RightEdit), people.Draft{Given: name, Email: email, PartyID: s.indonesia, From: "2020-01-01", Anyway: true})
		if err != nil {
			return false, err
		}
		id, err = accounts.AddIn(tx, access.System("test", accounts.RightManage), accounts.Draft{Name: name, Email: email, PersonID: person, Grant: accounts.GrantDraft{Role: string(role)}})
		return true, err
	})
	s.must(err)
	if scope.Person == "own" {
		scope.Person = person
	}
	a := roomtest.Scoped(id, scope, rights...)
	a.Name, a.Person = name, person
	return a
}

// member takes part: what belongs to the person is in reach, and nothing else.
func (s *stage) member(name string, everybody access.Grant) access.Actor {
	a := s.account(name, access.Participant, access.Scope{Person: "own"}, gaps.RightSee, gaps.RightWork)
	a.Grants[0].Role = access.Participant
	a.Grants = append(a.Grants, everybody)
	return a
}

func (s *stage) instrument(code string, n int) {
	s.t.Helper()
	_, err := db.Change(s.t.Context(), s.d, func(tx *db.Tx) (bool, error) {
		if err := tx.Exec(`insert into instrument (id, code, latest_id, created_at) values ($1, $2, $3, $4)`, code, code, code+" v1", tx.Now()); err != nil {
			return false, err
		}
		err := tx.Exec(`insert into instrument_version (id, instrument_id, number, title, short, language, draft, note, provider, copyright, source, digest, body, loaded_at, by_actor, by_name)
			values ($1, $2, 1, $3, $4, 'en', true, '', '', '', '', $1, '', $5, 'system', 'test')`, code+" v1", code, "Convention "+code, strings.ToUpper(code), tx.Now())
		if err != nil {
			return false, err
		}
		for i := range n + 1 {
			id := code + "-" + strconv.Itoa(i)
			if err := tx.Exec(`insert into provision (id, instrument_id, key) values ($1, $2, $3)`, id, code, strconv.Itoa(i)); err != nil {
				return false, err
			}
			err := tx.Exec(`insert into provision_text (version_id, provision_id, position, depth, number, title, obligation, theme, assessable, text, url, guidance, note)
				values ($1, $2, $3, $4, $5, $6, 'shall', '', $7, 'Each State shall.', '', 'Does it?', '')`, code+" v1", id, i, min(i, 1), strconv.Itoa(i), "Provision "+strconv.Itoa(i), i > 0)
			if err != nil {
				return false, err
			}
		}
		return true, nil
	})
	s.must(err)
}

// lines are the assessable lines of the round now, as a questionnaire has them.
func (s *stage) lines() []sheet.Line {
	s.t.Helper()
	page, err := s.gaps.Round(s.t.Context(), s.officer, s.round)
	s.must(err)
	var out []sheet.Line
	for _, l := range page.Sheets[0].Lines {
		if l.Assessable {
			out = append(out, sheet.Line{ProvisionID: l.ID, Number: l.Number, Title: l.Title, Assessable: true, Base: l.Cell.Revision, Answer: l.Cell.Answer})
		}
	}
	return out
}

// file is a questionnaire that was filled in.
func (s *stage) file(format questionnaires.Format, lines []sheet.Line) files.Upload {
	s.t.Helper()
	q := sheet.Questionnaire{RoundID: s.round, State: "Indonesia", Label: "TLP:AMBER+STRICT", Help: helps, Instruments: []sheet.Instrument{{Short: "ONE", Lines: lines}}}
	write := sheet.WriteXLSX
	if format == questionnaires.DOCX {
		write = func(q sheet.Questionnaire) ([]byte, error) { return sheet.WriteDOCX(q, s.d.Clock()) }
	}
	data, err := write(q)
	s.must(err)
	return files.Upload{Field: "file", Name: "answers." + string(format), Bytes: data}
}

func (s *stage) rehearse(actor access.Actor, u files.Upload) (string, questionnaires.Rehearsal) {
	s.t.Helper()
	id, err := s.svc.Rehearse(s.t.Context(), actor, s.round, u)
	s.must(err)
	r, err := s.svc.Rehearsal(s.t.Context(), actor, s.round, id)
	s.must(err)
	return id, r
}

func (s *stage) save(who access.Actor, provision string, base int, a answers.Answer) gaps.Saved {
	s.t.Helper()
	out, err := s.gaps.Save(s.t.Context(), who, s.round, provision, gaps.Entry{Base: base, Answer: a})
	s.must(err)
	return out
}

// kept counts what the round holds: revisions and what was said.
func (s *stage) kept() int {
	s.t.Helper()
	n, err := db.View(s.t.Context(), s.d, func(tx *db.Tx) (int, error) {
		return db.One[int](tx, `select (select count(*) from gap_revision) + (select count(*) from gap_comment)`)
	})
	s.must(err)
	return n
}
