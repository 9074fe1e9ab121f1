package recommendations_test

import (
	"strings"
	"testing"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/fault"
	"counterpart/internal/gaps"
	"counterpart/internal/gaps/answers"
	"counterpart/internal/jobs"
	"counterpart/internal/label"
	"counterpart/internal/laws"
	"counterpart/internal/letters"
	"counterpart/internal/people"
	"counterpart/internal/recommendations"
	"counterpart/internal/roomtest"
	"counterpart/internal/support"
)

// stage is the assessment of Indonesia against the TIP Protocol, with a round that can be cleared.
type stage struct {
	t                           *testing.T
	d                           *db.DB
	day                         db.Date
	svc                         *recommendations.Service
	gaps                        *gaps.Service
	support                     *support.Service
	officer, expert, watcher    access.Actor
	clears, focal, other, guest access.Actor
	indonesia, assessment       string
	six, seven                  string // provisions
}

var everybody = access.Grant{Role: access.Public, Rights: map[access.Right]bool{gaps.RightRead: true, recommendations.RightRead: true}}

func newStage(t *testing.T, d *db.DB) *stage {
	t.Helper()
	s := &stage{t: t, d: d, day: "2024-03-04"}
	d.Clock = func() time.Time { return s.day.Time().Add(9 * time.Hour) }
	roomtest.LoadPack(t, d, "bali")
	queue, err := jobs.New(d, jobs.Options{})
	s.must(err)
	s.gaps = gaps.New(d, laws.New(d, laws.Options{}))
	s.support = support.New(d, support.Options{Outbox: letters.NewOutbox(queue)})
	s.svc = recommendations.New(d, s.support)
	s.indonesia = roomtest.PartyID(t, d, "indonesia")
	s.officer = roomtest.Holding("officer", gaps.RightSee, gaps.RightManage, gaps.RightWork, gaps.RightRead, recommendations.RightSee, recommendations.RightRead, recommendations.RightWrite, recommendations.RightAnswer, support.RightSee, support.RightAsk, support.RightHandle)
	s.expert, s.watcher, s.clears = s.member("Expert"), s.member("Watcher"), s.member("Clearing")
	focal := []access.Right{gaps.RightSee, recommendations.RightSee, recommendations.RightWrite, recommendations.RightAnswer, support.RightSee, support.RightAsk}
	s.focal = roomtest.Scoped("focal", access.Scope{Parties: []string{s.indonesia}}, focal...)
	s.other = roomtest.Scoped("other", access.Scope{Parties: []string{roomtest.PartyID(t, d, "thailand")}}, focal...)
	for _, a := range []*access.Actor{&s.focal, &s.other} {
		a.Grants[0].Role = access.FocalPoint
	}
	s.guest = access.Actor{Via: "public"}
	for _, a := range []*access.Actor{&s.officer, &s.expert, &s.watcher, &s.clears, &s.focal, &s.other, &s.guest} {
		a.Grants = append(a.Grants, everybody)
	}
	untip := s.one(`select id from instrument where code = 'untip'`)
	s.six = s.one(`select id from provision where instrument_id = $1 and key = '6.6'`, untip)
	s.seven = s.one(`select id from provision where instrument_id = $1 and key = '7'`, untip)
	project, err := s.gaps.BeginProject(t.Context(), s.officer, gaps.ProjectDraft{Title: "Laws"})
	s.must(err)
	s.assessment, err = s.gaps.Begin(t.Context(), s.officer, project, gaps.StateDraft{PartyID: s.indonesia, Instruments: []string{untip}, Label: label.Amber, AsAt: "2024-01-01"})
	s.must(err)
	for who, part := range map[string]gaps.Part{"expert": gaps.Expert, "watcher": gaps.Observer, "clearing": gaps.Clears} {
		s.must(s.gaps.Appoint(t.Context(), s.officer, s.assessment, gaps.MemberDraft{Email: who + "@office.example", Part: part, Note: "NV 1"}))
	}
	return s
}

func (s *stage) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *stage) one(query string, args ...any) string {
	s.t.Helper()
	out, err := db.View(s.t.Context(), s.d, func(tx *db.Tx) (string, error) { return db.One[string](tx, query, args...) })
	s.must(err)
	return out
}

func (s *stage) member(name string) access.Actor {
	s.t.Helper()
	var person string
	account, err := db.Change(s.t.Context(), s.d, func(tx *db.Tx) (id string, err error) {
		address := strings.ToLower(name) + "@office.example"
		person, err = people.AddIn(tx, access.System("test", people.RightEdit), people.Draft{Given: name, Email: address, PartyID: s.indonesia, From: "2020-01-01", Anyway: true})
		if err != nil {
			return "", err
		}
		return accounts.AddIn(tx, access.System("test", accounts.RightManage), accounts.Draft{Name: name, Email: address, PersonID: person, Grant: accounts.GrantDraft{Role: string(access.Participant)}})
	})
	s.must(err)
	a := roomtest.Scoped(account, access.Scope{Person: person}, gaps.RightSee, gaps.RightWork, recommendations.RightSee, recommendations.RightWrite)
	a.Name, a.Person, a.Grants[0].Role = name, person, access.Participant
	return a
}

// clear writes what the law says under both provisions in the newest round, and has the State clear it.
func (s *stage) clear(six, seven string, with label.TLP) {
	s.t.Helper()
	ctx, round := s.t.Context(), s.one(`select id from gap_round where assessment_id = $1 order by number desc limit 1`, s.assessment)
	for provision, grade := range map[string]string{s.six: six, s.seven: seven} {
		page, err := s.gaps.Cell(ctx, s.expert, round, provision)
		s.must(err)
		a := answers.Answer{Applicability: "party", DeJure: grade, Challenge: "No fund.", AssistanceWords: "A draft of a law."}
		if grade == "none" {
			a.Assistance = []string{"brief"}
		}
		_, err = s.gaps.Save(ctx, s.expert, round, provision, gaps.Entry{Base: page.Cell.Revision, Answer: a})
		s.must(err)
	}
	s.must(s.gaps.Take(ctx, s.officer, round, gaps.StepDraft{Verb: gaps.Submit}))
	s.must(s.gaps.ClearRound(ctx, s.clears, round, gaps.ClearDraft{NoteNumber: "NV 2", NoteOn: s.day, Label: with}))
}

func TestTheLifeOfARecommendation(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := newStage(t, d), t.Context()
		_, err := s.svc.Propose(ctx, s.expert, s.assessment, recommendations.Draft{Priority: "now", Provisions: []string{"x"}, OwnerID: "x", DueOn: "soon", Label: "loud"})
		for _, field := range []string{"title", "provisions", "owner_id", "priority", "due_on", "label"} {
			if fault.AsInvalid(err).Words(field) == "" {
				t.Errorf("no words beside %s: %v", field, err)
			}
		}
		good := recommendations.Draft{Title: "Make a fund for victims", Provisions: []string{s.six, s.six}, OwnerID: s.indonesia, Office: "Directorate of legislation", DueOn: "2024-12-31", Priority: "high", Label: label.Green}
		if _, err := s.svc.Propose(ctx, s.watcher, s.assessment, good); !fault.IsForbidden(err) {
			t.Errorf("an observer writes: %v", err)
		}
		if _, err := s.svc.Propose(ctx, s.other, s.assessment, good); err == nil {
			t.Error("another State writes")
		}
		id, err := s.svc.Propose(ctx, s.expert, s.assessment, good)
		s.must(err)
		for _, a := range []access.Actor{s.other, s.guest} {
			if _, err := s.svc.Find(ctx, a, id); err == nil {
				t.Errorf("%s reads a proposal", a.Via)
			}
		}
		take := func(actor access.Actor, v recommendations.Verb, words string) error {
			return s.svc.Take(ctx, actor, id, recommendations.StepDraft{Verb: v, Words: words})
		}
		if err := take(s.expert, recommendations.Accept, "x"); !fault.IsForbidden(err) {
			t.Errorf("an expert accepts: %v", err)
		}
		if err := take(s.officer, recommendations.Accept, ""); fault.AsInvalid(err).Words("words") == "" {
			t.Errorf("an officer accepts without a note: %v", err)
		}
		if err := take(s.focal, recommendations.Finish, ""); !fault.IsConflict(err) {
			t.Errorf("finished before it was accepted: %v", err)
		}
		s.must(take(s.focal, recommendations.Accept, ""))
		changed := good
		changed.Title = "Make two funds"
		if err := s.svc.Change(ctx, s.expert, id, 2, changed); !fault.IsConflict(err) {
			t.Errorf("accepted words are changed: %v", err)
		}
		changed.Title, changed.DueOn = good.Title, "2025-06-30"
		if err := s.svc.Change(ctx, s.expert, id, 1, changed); !fault.IsConflict(err) {
			t.Errorf("a stale save: %v", err)
		}
		s.must(s.svc.Change(ctx, s.expert, id, 2, changed))
		p, err := s.svc.Find(ctx, s.other, id)
		if s.must(err); len(p.Steps) != 0 || len(p.Can) != 0 || p.Recommendation.DueOn != "2025-06-30" || len(p.Provisions) != 1 || p.Provisions[0].Name != "Art. 6(6) Possibility of compensation" {
			t.Errorf("another State reads %+v", p)
		}
		if _, err := s.svc.Find(ctx, s.guest, id); err == nil {
			t.Error("the public reads what is GREEN")
		}
		s.day = "2025-07-01"
		if list, _, err := s.svc.List(ctx, s.officer, recommendations.Filter{Late: true, Query: "fund", Limit: 10}); err != nil || len(list) != 1 || !list[0].Late(s.day) {
			t.Errorf("late: %v %v", list, err)
		}
		if list, _, err := s.svc.List(ctx, s.guest, recommendations.Filter{Limit: 10}); err != nil || len(list) != 0 {
			t.Errorf("the public lists %v %v", list, err)
		}
		s.must(take(s.focal, recommendations.Partly, "The fund has no money."))
		s.must(take(s.focal, recommendations.Finish, ""))
		if p, err = s.svc.Find(ctx, s.focal, id); err != nil || len(p.Steps) != 4 || p.Recommendation.State != recommendations.Done {
			t.Errorf("%+v %v", p, err)
		}
	})
}

func TestANeedBecomesARequestOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := newStage(t, d), t.Context()
		if _, err := s.svc.Needs(ctx, s.other, s.assessment); err == nil {
			t.Error("another State reads needs that were not cleared")
		}
		s.clear("none", "full", label.Amber)
		page, err := s.svc.Needs(ctx, s.focal, s.assessment)
		if s.must(err); len(page.Needs) != 1 || page.Needs[0].Help != "brief" || !page.MayAsk || page.Label != label.Amber {
			t.Fatalf("%+v", page)
		}
		ask := recommendations.AskDraft{ProvisionID: s.six, Help: "brief"}
		if _, err := s.svc.Ask(ctx, s.expert, s.assessment, ask); !fault.IsForbidden(err) {
			t.Errorf("an expert asks for the State: %v", err)
		}
		if _, err := s.svc.Ask(ctx, s.other, s.assessment, ask); err == nil {
			t.Error("another State asks")
		}
		if _, err := s.svc.Ask(ctx, s.focal, s.assessment, recommendations.AskDraft{ProvisionID: s.seven, Help: "brief"}); fault.AsInvalid(err).Words("help") == "" {
			t.Errorf("what no answer asks for: %v", err)
		}
		first, err := s.svc.Ask(ctx, s.focal, s.assessment, ask)
		s.must(err)
		again, err := s.svc.Ask(ctx, s.officer, s.assessment, ask)
		if s.must(err); !again.Existed || first.Existed || again.RequestID != first.RequestID {
			t.Errorf("%+v, then %+v", first, again)
		}
		r := s.one(`select title || '|' || subject || '|' || help || '|' || label from support_request where id = $1`, first.RequestID)
		if !strings.Contains(r, "TIP Protocol, Art. 6(6)") || !strings.HasSuffix(r, "|brief|TLP:AMBER") {
			t.Errorf("the request: %s", r)
		}
		id, err := s.svc.Propose(ctx, s.expert, s.assessment, recommendations.Draft{Title: "Make a fund", Provisions: []string{s.six}})
		s.must(err)
		one, err := s.svc.AskFor(ctx, s.focal, id, "training")
		s.must(err)
		two, err := s.svc.AskFor(ctx, s.focal, id, "training")
		if s.must(err); one.RequestID != two.RequestID || !two.Existed {
			t.Errorf("%+v, then %+v", one, two)
		}
		if p, err := s.svc.Find(ctx, s.focal, id); err != nil || len(p.Requests) != 1 {
			t.Errorf("%+v %v", p, err)
		}
	})
}

func TestMovementsSayWhatLayBetween(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := newStage(t, d), t.Context()
		s.clear("none", "full", label.Green)
		s.day = "2024-05-06"
		asked, err := s.svc.Ask(ctx, s.officer, s.assessment, recommendations.AskDraft{ProvisionID: s.six, Help: "brief"})
		s.must(err)
		for _, v := range []support.Verb{support.Authenticate, support.Acknowledge} {
			s.must(s.support.Take(ctx, s.officer, asked.RequestID, support.StepDraft{Verb: v}))
		}
		_, err = s.support.Respond(ctx, s.officer, asked.RequestID, support.ResponseDraft{Kind: "brief", Title: "A drafter came"})
		s.must(err)
		rec, err := s.svc.Propose(ctx, s.officer, s.assessment, recommendations.Draft{Title: "Make a fund", Provisions: []string{s.six}})
		s.must(err)
		s.must(s.svc.Take(ctx, s.focal, rec, recommendations.StepDraft{Verb: recommendations.Accept}))
		s.day = "2025-05-05"
		_, err = s.gaps.OpenRound(ctx, s.officer, s.assessment, gaps.RoundDraft{AsAt: "2025-05-01"})
		s.must(err)
		s.clear("full", "partial", label.Green)
		p, err := s.svc.Moves(ctx, s.officer, s.assessment)
		if s.must(err); len(p.Moves) != 2 {
			t.Fatalf("%+v", p.Moves)
		}
		for _, m := range p.Moves {
			switch m.Provision.Key {
			case "6.6":
				if !m.Up || m.From != "none" || m.To != "full" || len(m.Between) != 3 || m.Between[0].On != "2024-05-06" {
					t.Errorf("%+v", m)
				}
			default:
				if m.Up || len(m.Between) != 0 {
					t.Errorf("%+v", m)
				}
			}
		}
		seen, err := s.svc.Moves(ctx, s.other, s.assessment)
		if s.must(err); len(seen.Moves) != 2 {
			t.Fatalf("another State, to which both rounds are open: %+v", seen)
		}
		for _, m := range seen.Moves {
			for _, b := range m.Between {
				t.Errorf("another State reads %+v", b)
			}
		}
		if _, err := s.svc.Moves(ctx, s.guest, s.assessment); !fault.IsNotFound(err) {
			t.Errorf("the public: %v", err)
		}
	})
}
