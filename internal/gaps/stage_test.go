package gaps_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/db"
	"counterpart/internal/gaps"
	"counterpart/internal/gaps/answers"
	"counterpart/internal/label"
	"counterpart/internal/laws"
	"counterpart/internal/people"
	"counterpart/internal/roomtest"
)

// stage is the Bali pack with two instruments of four provisions each, and the assessment of Indonesia against them: an officer,
// two experts, somebody who clears for Indonesia and an observer.
type stage struct {
	t        testing.TB
	d        *db.DB
	svc      *gaps.Service
	day      db.Date
	officer  access.Actor
	one, two access.Actor // experts
	clears   access.Actor
	observer access.Actor
	stranger access.Actor // takes part in nothing here

	indonesia         string
	project           string
	assessment, round string
	first, second     string // instruments
}

func newStage(t testing.TB, d *db.DB) *stage {
	t.Helper()
	s := &stage{t: t, d: d, day: "2024-03-01", svc: gaps.New(d, laws.New(d, laws.Options{}))}
	d.Clock = func() time.Time { return s.day.Time().Add(9 * time.Hour) }
	roomtest.LoadPack(t, d, "bali")
	s.indonesia = roomtest.PartyID(t, d, "indonesia")
	s.officer = s.account("Officer", access.Officer, gaps.RightSee, gaps.RightManage, gaps.RightWork, gaps.RightRead)
	s.one, s.two = s.member("Expert One"), s.member("Expert Two")
	s.clears, s.observer, s.stranger = s.member("Clearing Person"), s.member("Observer"), s.member("Stranger")
	s.first, s.second = s.instrument("one", 4), s.instrument("two", 4)
	var err error
	s.project, err = s.svc.BeginProject(t.Context(), s.officer, gaps.ProjectDraft{Title: "Laws of three States"})
	s.must(err)
	s.assessment, err = s.svc.Begin(t.Context(), s.officer, s.project, gaps.StateDraft{PartyID: s.indonesia, Instruments: []string{s.first, s.second}, AsAt: "2024-01-31"})
	s.must(err)
	for who, d := range map[*access.Actor]gaps.MemberDraft{
		&s.one: {Part: gaps.Expert}, &s.two: {Part: gaps.Expert}, &s.clears: {Part: gaps.Clears, Note: "NV 12/2024"}, &s.observer: {Part: gaps.Observer},
	} {
		d.Email = address(who.Name)
		s.must(s.svc.Appoint(t.Context(), s.officer, s.assessment, d))
	}
	s.round = s.page().Assessment.RoundID
	return s
}

func (s *stage) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *stage) change(do func(tx *db.Tx) error) {
	s.t.Helper()
	_, err := db.Change(s.t.Context(), s.d, func(tx *db.Tx) (bool, error) { return true, do(tx) })
	s.must(err)
}

func address(name string) string {
	return strings.ToLower(strings.ReplaceAll(name, " ", ".")) + "@office.example"
}

func (s *stage) account(name string, role access.Role, rights ...access.Right) access.Actor {
	s.t.Helper()
	var person, id string
	s.change(func(tx *db.Tx) (err error) {
		person, err = people.AddIn(tx, access.System("test", people.RightEdit), people.Draft{Given: name, Email: address(name), PartyID: s.indonesia, From: "2020-01-01", Anyway: true})
		if err != nil {
			return err
		}
		id, err = accounts.AddIn(tx, access.System("test", accounts.RightManage), accounts.Draft{Name: name, Email: address(name), PersonID: person, Grant: accounts.GrantDraft{Role: string(role)}})
		return err
	})
	a := roomtest.Holding(id, rights...)
	a.Name, a.Person, a.Grants[0].Role = name, person, role
	return a
}

// member is a participant: what belongs to the person is in reach, and nothing else.
func (s *stage) member(name string) access.Actor {
	s.t.Helper()
	a := s.account(name, access.Participant)
	out := roomtest.Scoped(a.Account, access.Scope{Person: a.Person}, gaps.RightSee, gaps.RightWork)
	out.Name, out.Person, out.Grants[0].Role = a.Name, a.Person, access.Participant
	return out
}

// instrument enters an instrument with so many provisions under one heading; the ids are the code with a number.
func (s *stage) instrument(code string, n int) string {
	s.t.Helper()
	s.change(func(tx *db.Tx) error {
		if err := tx.Exec(`insert into instrument (id, code, latest_id, created_at) values ($1, $2, $3, $4)`, code, code, code+" v1", tx.Now()); err != nil {
			return err
		}
		keys := make([]string, n)
		for i := range keys {
			keys[i] = strconv.Itoa(i + 1)
		}
		return version(tx, code, 1, keys)
	})
	return code
}

// version enters a version of an instrument with provisions by their keys.
func version(tx *db.Tx, code string, number int, keys []string) error {
	id := code + " v" + strconv.Itoa(number)
	err := tx.Exec(`insert into instrument_version (id, instrument_id, number, title, short, language, draft, note, provider, copyright, source, digest, body, loaded_at, by_actor, by_name)
		values ($1, $2, $3, $4, $5, 'en', true, '', '', '', '', $1, '', $6, 'system', 'test')`, id, code, number, "Convention "+code, strings.ToUpper(code), tx.Now())
	if err != nil {
		return err
	}
	for i, key := range append([]string{"chapter"}, keys...) {
		if err := tx.Exec(`insert into provision (id, instrument_id, key) values ($1, $2, $3) on conflict do nothing`, code+"-"+key, code, key); err != nil {
			return err
		}
		err := tx.Exec(`insert into provision_text (version_id, provision_id, position, depth, number, title, obligation, theme, assessable, text, url, guidance, note)
			values ($1, $2, $3, $4, $5, $6, 'shall', '', $7, '', '', '', '')`, id, code+"-"+key, i, min(i, 1), key, "Provision "+key, i > 0)
		if err != nil {
			return err
		}
	}
	return tx.Exec(`update instrument set latest_id = $2 where id = $1`, code, id)
}

func (s *stage) page() gaps.Page {
	s.t.Helper()
	p, err := s.svc.Find(s.t.Context(), s.officer, s.assessment)
	s.must(err)
	return p
}

func (s *stage) cell(provision string) gaps.CellPage {
	s.t.Helper()
	p, err := s.svc.Cell(s.t.Context(), s.officer, s.round, provision)
	s.must(err)
	return p
}

func (s *stage) write(who access.Actor, provision string, base int, a answers.Answer) gaps.Saved {
	s.t.Helper()
	out, err := s.svc.Save(s.t.Context(), who, s.round, provision, gaps.Entry{Base: base, Answer: a})
	s.must(err)
	return out
}

// submit hands the round to the State.
func (s *stage) submit() {
	s.t.Helper()
	s.must(s.svc.Take(s.t.Context(), s.one, s.round, gaps.StepDraft{Verb: gaps.Submit}))
}

func (s *stage) clear(to label.TLP, withheld ...string) {
	s.t.Helper()
	s.must(s.svc.ClearRound(s.t.Context(), s.clears, s.round, gaps.ClearDraft{NoteNumber: "NV 40/2024", NoteOn: s.day, Label: to, Withheld: withheld}))
}
