package support_test

import (
	"slices"
	"testing"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/jobs"
	"counterpart/internal/label"
	"counterpart/internal/letters"
	"counterpart/internal/people"
	"counterpart/internal/roomtest"
	"counterpart/internal/support"
)

// stage is the Bali pack with an office and three States, of which Indonesia asks.
type stage struct {
	t       testing.TB
	d       *db.DB
	svc     *support.Service
	officer access.Actor
	asker   string // Indonesia
	giver   string // Australia
	other   string // Thailand
	day     db.Date
}

// newStage begins on Monday, 5 February 2024.
func newStage(t testing.TB, d *db.DB) *stage {
	t.Helper()
	s := &stage{t: t, d: d, day: "2024-02-05"}
	d.Clock = func() time.Time { return s.day.Time().Add(9 * time.Hour) }
	roomtest.LoadPack(t, d, "bali")
	queue, err := jobs.New(d, jobs.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s.svc = support.New(d, support.Options{Outbox: letters.NewOutbox(queue)})
	s.officer = roomtest.Holding("officer", support.RightSee, support.RightAsk, support.RightHandle, support.RightOffers, activities.RightSee)
	for code, id := range map[string]*string{"indonesia": &s.asker, "australia": &s.giver, "thailand": &s.other} {
		*id = roomtest.PartyID(t, d, code)
		s.focalPoint(*id, code)
	}
	return s
}

// focalPoint lets an invented person hold the party's post of focal point.
func (s *stage) focalPoint(party, code string) {
	s.t.Helper()
	_, err := db.Change(s.t.Context(), s.d, func(tx *db.Tx) (bool, error) {
		actor := access.System("test", people.RightEdit)
		id, err := people.AddIn(tx, actor, people.Draft{Given: "Focal " + code, Email: "focal@" + code + ".example", PartyID: party})
		if err != nil {
			return false, err
		}
		post, err := db.One[string](tx, `select id from post where party_id = $1 and kind = 'focal_point'`, party)
		if err != nil {
			return false, err
		}
		_, err = people.SetHolderIn(tx, actor, post, id, "2024-01-01")
		return true, err
	})
	s.must(err)
}

// focal is the actor of a party's focal point: what the program gives to that role, and to everybody who is signed in.
func focal(party string) access.Actor {
	a := roomtest.Scoped("focal "+party, access.Scope{Parties: []string{party}}, support.RightSee, support.RightAsk)
	a.Grants[0].Role = access.FocalPoint
	a.Grants = append(a.Grants, everybody)
	return a
}

var everybody = access.Grant{Role: access.Public, Rights: map[access.Right]bool{support.RightOffers: true}}

func (s *stage) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func draft(party string) support.Draft {
	return support.Draft{
		PartyID: party, Subject: "cyber_scams", Title: "Training of consular officers", Body: "Officers abroad need to recognise who was trafficked.", Help: "training",
		Languages: []string{"en", "id"}, Beneficiaries: "Ministry of Foreign Affairs\n\nImmigration", SummaryAgreed: true, Summary: "A State asks for training of its consular officers.",
	}
}

func offerOf(party string) support.OfferDraft {
	return support.OfferDraft{
		PartyID: party, Subject: "cyber_scams", Title: "Trainers for a week", Body: "Two trainers come for a week.", Help: "training", Languages: []string{"en"}, Contact: "International desk",
	}
}

func (s *stage) enter() string {
	s.t.Helper()
	id, err := s.svc.Enter(s.t.Context(), s.officer, draft(s.asker))
	s.must(err)
	return id
}

func (s *stage) take(id string, steps ...support.Verb) {
	s.t.Helper()
	for _, v := range steps {
		d := support.StepDraft{Verb: v, Words: "because"}
		if v == support.Circulate {
			d.PartyIDs = []string{s.giver}
		}
		s.must(s.svc.Take(s.t.Context(), s.officer, id, d))
	}
}

// circulate brings a new request so far that Australia reads it.
func (s *stage) circulate() string {
	s.t.Helper()
	id := s.enter()
	s.take(id, support.Authenticate, support.Acknowledge, support.Announce)
	s.day = s.day.AddDays(8)
	s.take(id, support.Circulate)
	return id
}

// match brings a new request so far that it is matched with an offer of Australia.
func (s *stage) match() (id, offer string) {
	s.t.Helper()
	id = s.circulate()
	d := offerOf(s.giver)
	d.RequestID = id
	offer, err := s.svc.AddOffer(s.t.Context(), focal(s.giver), d)
	s.must(err)
	m, err := s.svc.Propose(s.t.Context(), s.officer, id, offer, "Same subject")
	s.must(err)
	s.must(s.svc.AnswerMatch(s.t.Context(), focal(s.asker), m, support.AnswerDraft{Side: support.Asker, Answer: support.Yes}))
	s.must(s.svc.AnswerMatch(s.t.Context(), focal(s.giver), m, support.AnswerDraft{Side: support.Giver, Answer: support.Yes}))
	return id, offer
}

func (s *stage) page(actor access.Actor, id string) support.Page {
	s.t.Helper()
	p, err := s.svc.Find(s.t.Context(), actor, id)
	s.must(err)
	return p
}

// sees tells whether the actor opens the request; the list must say the same.
func (s *stage) sees(actor access.Actor, id string) bool {
	s.t.Helper()
	_, err := s.svc.Find(s.t.Context(), actor, id)
	if err != nil && !fault.IsForbidden(err) {
		s.t.Fatal(err)
	}
	list, _, listErr := s.svc.List(s.t.Context(), actor, support.Filter{Limit: 100})
	if listErr != nil && !fault.IsForbidden(listErr) {
		s.t.Fatal(listErr)
	}
	listed := slices.ContainsFunc(list, func(r support.Request) bool { return r.ID == id })
	if listed != (err == nil) {
		s.t.Fatalf("%s: listed %v, opened %v", actor.Name, listed, err == nil)
	}
	return listed
}

// listed are the requests that the officer sees, the highest number first.
func (s *stage) listed() []support.Request {
	s.t.Helper()
	list, _, err := s.svc.List(s.t.Context(), s.officer, support.Filter{Limit: 100})
	s.must(err)
	slices.SortFunc(list, func(a, b support.Request) int { return b.Serial - a.Serial })
	return list
}

func (s *stage) mails(kind string) int {
	s.t.Helper()
	return s.number(`select count(*) from message where kind = $1`, kind)
}

func (s *stage) number(query string, args ...any) int {
	s.t.Helper()
	n, err := db.View(s.t.Context(), s.d, func(tx *db.Tx) (int, error) { return db.One[int](tx, query, args...) })
	s.must(err)
	return n
}

func (s *stage) activity(title string) string {
	s.t.Helper()
	id, err := db.Change(s.t.Context(), s.d, func(tx *db.Tx) (string, error) {
		return activities.AddIn(tx, s.officer, activities.Draft{Title: title, Kind: "training_workshop", TimeZone: "Asia/Bangkok", StartsOn: "2024-02-21", Label: label.Green})
	})
	s.must(err)
	return id
}

func wantConflict(t testing.TB, what string, err error) {
	t.Helper()
	if !fault.IsConflict(err) {
		t.Errorf("%s: want a conflict, got %v", what, err)
	}
}

func wantWrong(t testing.TB, what string, err error, field string) {
	t.Helper()
	if fault.AsInvalid(err).Words(field) == "" {
		t.Errorf("%s: want words beside %q, got %v", what, field, err)
	}
}

func wantRefused(t testing.TB, what string, err error) {
	t.Helper()
	if !fault.IsForbidden(err) {
		t.Errorf("%s: want a refusal, got %v", what, err)
	}
}
