package secondments_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/fault"
	"counterpart/internal/files"
	"counterpart/internal/jobs"
	"counterpart/internal/letters"
	"counterpart/internal/parties"
	"counterpart/internal/people"
	"counterpart/internal/roomtest"
	"counterpart/internal/secondments"
	"counterpart/internal/secondments/overview"
)

// stage is the Bali pack with an office of an officer, two Co-Managers and a supervisor, and Thailand, which sends officers.
type stage struct {
	t        *testing.T
	d        *db.DB
	svc      *secondments.Service
	day      db.Date
	officer  access.Actor
	north    access.Actor // Co-Manager, of Australia
	south    access.Actor // Co-Manager, of Indonesia
	thailand string
	fiji     string
	desk     string
}

var all = []access.Right{secondments.RightSee, secondments.RightEdit, secondments.RightNominate, secondments.RightScore, people.RightSee, people.RightEdit, parties.RightSee}

func newStage(t *testing.T, d *db.DB) *stage {
	t.Helper()
	s := &stage{t: t, d: d, day: "2024-01-10"}
	d.Clock = func() time.Time { return s.day.Time().Add(9 * time.Hour) }
	roomtest.LoadPack(t, d, "bali")
	queue, err := jobs.New(d, jobs.Options{})
	s.must(err)
	s.svc = secondments.New(d, secondments.Options{Outbox: letters.NewOutbox(queue), Files: roomtest.Files(t, d), Vault: roomtest.Vault(t, d)})
	s.thailand, s.fiji = roomtest.PartyID(t, d, "thailand"), roomtest.PartyID(t, d, "fiji")
	s.officer = s.account("officer", "new_zealand", access.Officer, all...)
	s.north = s.account("north", "australia", access.CoManager, secondments.RightSee, secondments.RightApprove, secondments.RightScore)
	s.south = s.account("south", "indonesia", access.CoManager, secondments.RightSee, secondments.RightApprove, secondments.RightScore)
	for _, code := range []string{"thailand", "fiji"} {
		s.hold(code)
	}
	s.desk, err = s.svc.AddDesk(t.Context(), s.officer, secondments.DeskDraft{Office: "Bangkok", Name: "Desk 1", Active: true})
	s.must(err)
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

// person enters somebody who works for a party.
func (s *stage) person(name, party string) string {
	s.t.Helper()
	id, err := db.Change(s.t.Context(), s.d, func(tx *db.Tx) (string, error) {
		return people.AddIn(tx, access.System("test", people.RightEdit), people.Draft{Given: name, Email: strings.ToLower(strings.ReplaceAll(name, " ", ".")) + "@example.org", PartyID: party, From: "2020-01-01", Anyway: true})
	})
	s.must(err)
	return id
}

func (s *stage) account(name, party string, role access.Role, rights ...access.Right) access.Actor {
	s.t.Helper()
	person := s.person(name, roomtest.PartyID(s.t, s.d, party))
	id, err := db.Change(s.t.Context(), s.d, func(tx *db.Tx) (string, error) {
		return accounts.AddIn(tx, access.System("test", accounts.RightManage), accounts.Draft{Name: name, Email: name + "@office.example", PersonID: person, Grant: accounts.GrantDraft{Role: string(role)}})
	})
	s.must(err)
	a := roomtest.Holding(id, rights...)
	a.Name, a.Person, a.Grants[0].Role = name, person, role
	return a
}

func (s *stage) hold(code string) {
	s.t.Helper()
	party := roomtest.PartyID(s.t, s.d, code)
	person := s.person("Holder of "+code, party)
	_, err := db.Change(s.t.Context(), s.d, func(tx *db.Tx) (string, error) {
		post, err := db.One[string](tx, `select id from post where kind = 'focal_point' and party_id = $1`, party)
		if err != nil {
			return "", err
		}
		return people.SetHolderIn(tx, access.System("test", people.RightEdit), post, person, "2020-01-01")
	})
	s.must(err)
}

func focal(party string) access.Actor {
	a := roomtest.Scoped("focal "+party, access.Scope{Parties: []string{party}}, secondments.RightSee, secondments.RightNominate, people.RightSee)
	a.Grants[0].Role = access.FocalPoint
	return a
}

func secondee(person string) access.Actor {
	a := roomtest.Scoped("secondee", access.Scope{Person: person}, secondments.RightOwn)
	a.Person, a.Grants[0].Role = person, access.Participant
	return a
}

func (s *stage) draft() secondments.TermsDraft {
	return secondments.TermsDraft{
		Title: "Analyst for document fraud", Project: "A regional picture of forged documents.", Tasks: "Analyse.", Deliverables: "A brief.", Criteria: "* Five years in border control\nEnglish",
		Office: "Regional Support Office", Station: "Bangkok", DeskID: s.desk, From: "2024-04-01", To: "2024-09-30",
		Costs: []secondments.Cost{{Item: "Salary", Bearer: secondments.BearerState}, {Item: "Housing", Bearer: secondments.BearerMechanism, Amount: 6000, Currency: "usd"}},
	}
}

// called brings an assignment to an open call to Thailand and Fiji.
func (s *stage) called() string {
	s.t.Helper()
	ctx := s.t.Context()
	id, err := s.svc.Draft(ctx, s.officer, s.draft())
	s.must(err)
	s.must(s.svc.Act(ctx, s.officer, id, secondments.ActDraft{Act: secondments.Submit}))
	s.must(s.svc.Act(ctx, s.north, id, secondments.ActDraft{Act: secondments.Approve}))
	s.must(s.svc.Act(ctx, s.south, id, secondments.ActDraft{Act: secondments.Approve}))
	s.must(s.svc.Issue(ctx, s.officer, id, secondments.CallDraft{Number: "NV 12/2024", ClosesOn: "2024-02-10", PartyIDs: []string{s.thailand, s.fiji}}))
	for _, m := range []access.Actor{s.officer, s.north, s.south} {
		s.must(s.svc.Seat(ctx, s.officer, id, m.Account, true))
	}
	return id
}

func (s *stage) nominated(assignment, name string) (dossier, person string) {
	s.t.Helper()
	person = s.person(name, s.thailand)
	id, err := s.svc.Nominate(s.t.Context(), focal(s.thailand), assignment, secondments.NominationDraft{
		PartyID: s.thailand, NoteNumber: "TH 4/2024", PersonID: person, CV: &files.Upload{Field: "cv", Name: "cv.csv", Bytes: []byte("a;b\n1;2\n")},
	})
	s.must(err)
	return id, person
}

var met = []secondments.Check{{Criterion: 0, Met: true}, {Criterion: 1, Met: true}}

// interviewed brings a dossier to the end of the interview.
func (s *stage) interviewed(id string) {
	s.t.Helper()
	ctx := s.t.Context()
	s.must(s.svc.Screen(ctx, s.officer, id, secondments.ScreenDraft{Checks: met}))
	s.must(s.svc.Declare(ctx, s.officer, id, true, "Worked with the candidate."))
	for _, m := range []access.Actor{s.north, s.south} {
		s.must(s.svc.Declare(ctx, m, id, false, ""))
		s.must(s.svc.Score(ctx, m, id, secondments.Scores{Points: []int{4, 5}, Words: "Convincing zqscoreword"}))
	}
}

func (s *stage) take(actor access.Actor, id string, v secondments.Verb) {
	s.t.Helper()
	s.must(s.svc.Take(s.t.Context(), actor, id, secondments.StepDraft{Verb: v, Words: "As said zqword."}))
}

func (s *stage) find(actor access.Actor, id string) secondments.Page {
	s.t.Helper()
	p, err := s.svc.Find(s.t.Context(), actor, id)
	s.must(err)
	return p
}

// posted brings a selected dossier into post.
func (s *stage) posted(id string) {
	s.t.Helper()
	ctx := s.t.Context()
	s.take(s.officer, id, secondments.Select)
	s.take(s.officer, id, secondments.Offer)
	s.take(focal(s.thailand), id, secondments.Accept)
	s.must(s.svc.Appoint(ctx, s.officer, id, secondments.AppointDraft{Supervisor: s.officer.Account}))
	s.must(s.svc.Sign(ctx, s.officer, id, secondments.LetterDraft{Number: "L 1", State: s.day, Host: s.day, Person: s.day}))
	s.day = "2024-04-01"
	for _, f := range s.find(s.officer, id).Formalities {
		if f.Required {
			s.must(s.svc.Tick(ctx, s.officer, id, f.Code, secondments.TickDraft{Until: "2024-12-31"}))
		}
	}
	s.take(s.officer, id, secondments.Begin)
}

func TestTheLifeOfASecondment(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := newStage(t, d), t.Context()
		assignment := s.called()
		id, person := s.nominated(assignment, "Somchai Example")
		s.interviewed(id)
		if p := s.find(s.north, id); p.Dossier.State != secondments.Interviewed || p.Panel.Average != 45 || len(p.Panel.Given) != 2 {
			t.Errorf("%s, %+v", p.Dossier.State, p.Panel)
		}
		s.posted(id)
		me := secondee(person)
		task, err := s.svc.AddTask(ctx, me, id, secondments.TaskDraft{Title: "Collect cases", From: "2024-04-02", To: "2024-05-31"})
		s.must(err)
		s.must(s.svc.SetProgress(ctx, s.officer, id, task, 40))
		s.day = "2024-07-01"
		s.must(s.svc.Review(ctx, me, id, secondments.ReviewDraft{Side: secondments.SideSecondee, Words: "Half is done.", Rating: 4}))
		s.must(s.svc.Review(ctx, s.officer, id, secondments.ReviewDraft{Side: secondments.SideSupervisor, Words: "On the way.", Rating: 4}))
		s.must(s.svc.ProposeEnd(ctx, s.officer, id, secondments.EndDraft{EndOn: "2024-10-31", Words: "The brief needs a month more."}))
		s.must(s.svc.DecideEnd(ctx, s.north, id, true, ""))
		if err := s.svc.DecideEnd(ctx, s.north, id, true, ""); !fault.IsConflict(err) {
			t.Errorf("approved twice: %v", err)
		}
		if p := s.find(s.officer, id); p.Dossier.EndOn != "2024-09-30" {
			t.Errorf("extended by one approval: %s", p.Dossier.EndOn)
		}
		s.must(s.svc.DecideEnd(ctx, s.south, id, true, ""))
		if p := s.find(focal(s.thailand), id); p.Dossier.EndOn != "2024-10-31" || p.Dossier.PlannedEnd != "2024-09-30" {
			t.Errorf("%+v", p.Dossier)
		}
		if err := s.svc.Take(ctx, s.officer, id, secondments.StepDraft{Verb: secondments.End}); !fault.IsConflict(err) {
			t.Errorf("ended before the last day: %v", err)
		}
		s.day = "2024-11-01"
		s.take(s.officer, id, secondments.End)
		s.must(s.svc.Review(ctx, me, id, secondments.ReviewDraft{Side: secondments.SideSecondee, Words: "It is done.", Rating: 5}))
		s.must(s.svc.Review(ctx, s.officer, id, secondments.ReviewDraft{Side: secondments.SideSupervisor, Words: "Well done.", Rating: 5}))
		s.take(s.officer, id, secondments.Debrief)
		s.take(s.officer, id, secondments.Return)
		p := s.find(s.officer, id)
		if p.Dossier.State != secondments.Returned || p.Dossier.ClosesOn != "2025-01-30" || p.Reference != "S 2024/1" {
			t.Errorf("%s, closes on %s, %s", p.Dossier.State, p.Dossier.ClosesOn, p.Reference)
		}
		for _, code := range []string{letters.SecondmentCall, letters.SecondmentOffer, letters.SecondmentOwn, letters.SecondmentExtension, letters.SecondmentCertificate} {
			if s.one(`select count(*) || '' from message where kind = $1`, code) == "0" {
				t.Errorf("no %s was written", code)
			}
		}
		if n := s.one(`select count(*) || '' from completion where kind = 'secondment' and record_id = $1 and person_id = $2`, id, person); n != "1" {
			t.Errorf("%s completions", n)
		}
		s.overview(id)
		paper, err := s.svc.Paper(ctx, s.officer, id, letters.SecondmentLetter)
		s.must(err)
		if text := strings.Join(paper.Paragraphs, "\n"); !strings.Contains(text, "Somchai Example") || strings.Contains(text, "{{") || strings.Contains(text, "**") {
			t.Errorf("%q", text)
		}
	})
}

// overview is what is told of all secondments together, after the life of the one.
func (s *stage) overview(id string) {
	s.t.Helper()
	ctx, all := s.t.Context(), overview.New(s.d)
	calendar, err := all.Calendar(ctx, s.officer, 2024)
	s.must(err)
	if months := calendar.Desks[0].Months; len(months[2].Stays) != 0 || len(months[3].Stays) != 1 || months[9].Stays[0].ID != id || len(months[10].Stays) != 0 {
		s.t.Errorf("the desk over the year: %+v", months)
	}
	members, err := all.Representation(ctx, s.officer)
	s.must(err)
	last := members.Members[len(members.Members)-1]
	if last.PartyID != s.thailand || last.Seconded != 1 || last.Total != 214 || last.Records[0] != id || members.Never != len(members.Members)-1 {
		s.t.Errorf("%+v", last)
	}
	costs, err := all.Costs(ctx, s.officer)
	s.must(err)
	if len(costs) != 2 || costs[1].Currency != "USD" || costs[1].Mechanism != 6000 || costs[0].Lines != 1 {
		s.t.Errorf("%+v", costs)
	}
	if _, err := all.Representation(ctx, focal(s.thailand)); !fault.IsForbidden(err) {
		s.t.Errorf("a focal point reads what all members seconded: %v", err)
	}
}

// A24: once the dossier is closed to the sending State, its focal point finds nothing there, in no list and by no file.
func TestAbuse_A24_ADossierClosesToTheSendingState(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := newStage(t, d), t.Context()
		id, _ := s.nominated(s.called(), "Malee Example")
		own, other := focal(s.thailand), focal(s.fiji)
		sees := func(a access.Actor) bool {
			_, err := s.svc.Find(ctx, a, id)
			list, _, listErr := s.svc.List(ctx, a, secondments.Filter{Limit: 10})
			s.must(listErr)
			if (err == nil) != (len(list) == 1) {
				t.Fatalf("%s: opened %v, listed %d", a.Name, err, len(list))
			}
			return err == nil
		}
		if !sees(own) || sees(other) {
			t.Fatal("the sending State reads it, and no other one")
		}
		file := s.find(own, id).Files[0].ID
		s.must(s.svc.Screen(ctx, s.officer, id, secondments.ScreenDraft{Out: true, Words: "Not enough years zqreason."}))
		s.take(s.officer, id, secondments.Feedback)
		p := s.find(own, id)
		if p.Feedback == "" || p.Dossier.State != secondments.NotSelected || len(p.Panel.Members) > 0 {
			t.Errorf("%+v", p)
		}
		for _, r := range p.Steps {
			if strings.Contains(r.Words, "zqreason") || r.By != "" {
				t.Errorf("the State reads %+v", r)
			}
		}
		s.day = p.Dossier.ClosesOn
		if sees(own) || !sees(s.officer) {
			t.Error("after the end the State still reads the dossier, or the office does not")
		}
		if _, _, err := s.svc.File(ctx, own, id, file); err == nil {
			t.Error("the State still reads its file")
		}
		if mine, err := s.svc.Ours(ctx, own); err != nil || len(mine.Finished) > 0 {
			t.Errorf("%+v, %v", mine, err)
		}
	})
}

// No score is read before all are in, by nobody but whoever gave it; who declared a conflict neither scores nor reads; what is
// written about a person stands sealed.
func TestScoresAreSealed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := newStage(t, d), t.Context()
		id, _ := s.nominated(s.called(), "Niran Example")
		s.must(s.svc.Screen(ctx, s.officer, id, secondments.ScreenDraft{Checks: met}))
		score := secondments.Scores{Points: []int{3, 4}, Words: "Fair zqscoreword"}
		if err := s.svc.Score(ctx, s.north, id, score); !fault.IsConflict(err) {
			t.Errorf("scored before declaring: %v", err)
		}
		s.must(s.svc.Declare(ctx, s.officer, id, true, "A former colleague."))
		if err := s.svc.Score(ctx, s.officer, id, score); !fault.IsConflict(err) {
			t.Errorf("scored with a conflict: %v", err)
		}
		s.must(s.svc.Declare(ctx, s.north, id, false, ""))
		s.must(s.svc.Score(ctx, s.north, id, score))
		for who, want := range map[*access.Actor]int{&s.officer: 0, &s.north: 1, &s.south: 0} {
			if got := s.find(*who, id).Panel; len(got.Given) != want || !got.Sealed {
				t.Errorf("%s reads %d scores, sealed %v", who.Name, len(got.Given), got.Sealed)
			}
		}
		if err := s.svc.Take(ctx, s.officer, id, secondments.StepDraft{Verb: secondments.Select}); !fault.IsConflict(err) {
			t.Errorf("selected before all have scored: %v", err)
		}
		s.must(s.svc.Declare(ctx, s.south, id, false, ""))
		s.must(s.svc.Score(ctx, s.south, id, score))
		if p := s.find(s.south, id); len(p.Panel.Given) != 2 || p.Dossier.State != secondments.Interviewed {
			t.Errorf("%s, %+v", p.Dossier.State, p.Panel)
		}
		if p := s.find(s.officer, id); len(p.Panel.Given) != 0 {
			t.Error("who declared a conflict reads the scores")
		}
		if n := s.one(`select count(*) || '' from secondment_score where scores like '%zqscoreword%'`); n != "0" {
			t.Error("scores stand in clear")
		}
		if n := s.one(`select count(*) || '' from secondment_step where words like '%colleague%'`); n != "0" {
			t.Error("words about a person stand in clear")
		}
	})
}

// Nominations come through the party only, up to the number of the call, while it is open; nobody names themself.
func TestNominationsComeThroughTheParty(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := newStage(t, d), t.Context()
		assignment := s.called()
		try := func(actor access.Actor, x secondments.NominationDraft) error {
			_, err := s.svc.Nominate(ctx, actor, assignment, x)
			return err
		}
		foreign := s.person("Of Fiji", s.fiji)
		self := focal(s.thailand)
		self.Person = s.person("Focal Self", s.thailand)
		if err := try(focal(s.thailand), secondments.NominationDraft{PartyID: s.fiji, NoteNumber: "x", PersonID: foreign}); !fault.IsForbidden(err) {
			t.Errorf("named for another State: %v", err)
		}
		for field, x := range map[string]secondments.NominationDraft{
			"person_id":   {PartyID: s.thailand, NoteNumber: "x", PersonID: self.Person},
			"note_number": {PartyID: s.thailand, Given: "New Person"},
			"given":       {PartyID: s.thailand, NoteNumber: "x"},
		} {
			if err := try(self, x); fault.AsInvalid(err).Words(field) == "" {
				t.Errorf("no words beside %s: %v", field, err)
			}
		}
		if err := try(focal(s.thailand), secondments.NominationDraft{PartyID: s.thailand, NoteNumber: "x", PersonID: foreign}); fault.AsInvalid(err).Words("person_id") == "" {
			t.Errorf("named somebody of another State: %v", err)
		}
		for _, name := range []string{"New One", "New Two"} {
			s.must(try(focal(s.thailand), secondments.NominationDraft{PartyID: s.thailand, NoteNumber: "x", Given: name}))
		}
		if err := try(focal(s.thailand), secondments.NominationDraft{PartyID: s.thailand, NoteNumber: "x", Given: "New Three"}); !fault.IsConflict(err) {
			t.Errorf("more than the call allows: %v", err)
		}
		s.day = "2024-02-11"
		s.must(s.svc.Remind(ctx))
		if got := s.one(`select state from assignment where id = $1`, assignment); got != "closed" {
			t.Errorf("the call is %s", got)
		}
		if err := try(focal(s.fiji), secondments.NominationDraft{PartyID: s.fiji, NoteNumber: "x", PersonID: foreign}); !fault.IsConflict(err) {
			t.Errorf("named after the call closed: %v", err)
		}
		s.must(try(s.officer, secondments.NominationDraft{PartyID: s.fiji, NoteNumber: "FJ 1, of 9 February", PersonID: foreign}))
	})
}

// Two officers select at once for the only place: one of them is told that it is taken.
func TestAPlaceIsTakenOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		assignment := s.called()
		one, _ := s.nominated(assignment, "First Example")
		two, _ := s.nominated(assignment, "Second Example")
		s.interviewed(one)
		s.interviewed(two)
		var wait sync.WaitGroup
		errs := make([]error, 2)
		for i, id := range []string{one, two} {
			wait.Go(func() {
				errs[i] = s.svc.Take(t.Context(), s.officer, id, secondments.StepDraft{Verb: secondments.Select})
			})
		}
		wait.Wait()
		if (errs[0] == nil) == (errs[1] == nil) || !fault.IsConflict(errs[0]) && !fault.IsConflict(errs[1]) {
			t.Errorf("%v, %v", errs[0], errs[1])
		}
		if n := s.one(`select count(*) || '' from secondment where state = 'selected'`); n != "1" {
			t.Errorf("%s selected for one place", n)
		}
		winner, loser := one, two
		if errs[0] != nil {
			winner, loser = two, one
		}
		s.take(s.officer, loser, secondments.Hold)
		s.take(focal(s.thailand), winner, secondments.Withdraw)
		s.take(s.officer, loser, secondments.Promote)
	})
}

// Each change of the terms drops the approvals; the author does not approve, and neither do two people of one State.
func TestTermsAreApprovedByTwoStates(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := newStage(t, d), t.Context()
		third := s.account("third", "australia", access.CoManager, secondments.RightSee, secondments.RightApprove)
		_, err := s.svc.Draft(ctx, s.officer, secondments.TermsDraft{})
		for _, field := range []string{"title", "project", "tasks", "deliverables", "office", "from", "to", "criteria"} {
			if fault.AsInvalid(err).Words(field) == "" {
				t.Errorf("no words beside %s: %v", field, err)
			}
		}
		id, err := s.svc.Draft(ctx, s.officer, s.draft())
		s.must(err)
		act := func(actor access.Actor, a secondments.Act) error {
			return s.svc.Act(ctx, actor, id, secondments.ActDraft{Act: a, Words: "why"})
		}
		s.must(act(s.officer, secondments.Submit))
		s.must(act(s.north, secondments.Approve))
		if err := act(third, secondments.Approve); !fault.IsConflict(err) {
			t.Errorf("two people of one State approved: %v", err)
		}
		p, err := s.svc.FindAssignment(ctx, s.officer, id)
		s.must(err)
		s.must(s.svc.Rewrite(ctx, s.officer, id, p.Assignment.Version, s.draft()))
		if n := s.one(`select count(*) || '' from secondment_approval`); n != "0" {
			t.Errorf("%s approvals after a change", n)
		}
		if err := s.svc.Issue(ctx, s.officer, id, secondments.CallDraft{Number: "x", ClosesOn: "2024-02-01", PartyIDs: []string{s.fiji}}); !fault.IsConflict(err) {
			t.Errorf("a call without approvals: %v", err)
		}
		s.must(act(s.officer, secondments.Submit))
		s.must(act(s.south, secondments.Approve))
		s.must(act(third, secondments.Approve))
		if got := s.one(`select state from assignment where id = $1`, id); got != "approved" {
			t.Errorf("it is %s", got)
		}
	})
}

// Formalities that lapse are noted once, and wait for the office until they are renewed; an offer is recalled once.
func TestTheClock(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := newStage(t, d), t.Context()
		id, _ := s.nominated(s.called(), "Clock Example")
		s.interviewed(id)
		s.posted(id)
		s.day = "2024-11-20"
		s.must(s.svc.Remind(ctx))
		s.must(s.svc.Remind(ctx))
		waits := func() map[string]int {
			list, err := overview.New(d).Waits(ctx, s.officer)
			s.must(err)
			out := map[string]int{}
			for _, w := range list {
				out[w.Kind] = w.Count
			}
			return out
		}
		if got := waits(); got[overview.TaskLapse] != 2 || got[overview.TaskLate] != 1 {
			t.Errorf("waiting: %v", got)
		}
		for _, f := range s.find(s.officer, id).Formalities {
			if f.Lapses(s.day) {
				s.must(s.svc.Tick(ctx, s.officer, id, f.Code, secondments.TickDraft{Until: "2026-01-01"}))
			}
		}
		if got := waits(); got[overview.TaskLapse] != 0 {
			t.Errorf("still waiting: %v", got)
		}
	})
}

// Whoever is erased leaves a dossier without words, scores and files; that a State nominated somebody stays.
func TestAnErasedOfficerLeavesNoWords(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		id, person := s.nominated(s.called(), "Forgotten Example")
		s.interviewed(id)
		s.take(s.officer, id, secondments.Pass)
		s.take(s.officer, id, secondments.Feedback)
		held, err := db.View(t.Context(), d, func(tx *db.Tx) (int, error) {
			list, err := s.svc.HeldIn(tx, person)
			for _, r := range list {
				for _, f := range r.Fields {
					if strings.Contains(f.Value, "zqscoreword") {
						t.Errorf("a score is told: %+v", r)
					}
				}
			}
			return len(list), err
		})
		s.must(err)
		if held < 5 {
			t.Errorf("%d records are held", held)
		}
		dropped, err := db.Change(t.Context(), d, func(tx *db.Tx) (int, error) {
			list, err := secondments.EraseIn(tx, "Somebody", person, []string{s.north.Key()})
			return len(list), err
		})
		s.must(err)
		p := s.find(s.south, id)
		for _, r := range p.Steps {
			if r.Words != "" || r.By == "north" {
				t.Errorf("%+v", r)
			}
		}
		if dropped != 1 || len(p.Files) != 0 || len(p.Panel.Given) != 0 || p.Dossier.State != secondments.NotSelected || p.Dossier.PartyID != s.thailand {
			t.Errorf("%d files dropped, %+v", dropped, p)
		}
	})
}
