package support_test

import (
	"strings"
	"sync"
	"testing"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/label"
	"counterpart/internal/roomtest"
	"counterpart/internal/support"
)

func TestTheLifeOfARequest(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		ctx := t.Context()
		id := s.enter()
		if p := s.page(s.officer, id); p.Reference != "2024/1" || p.Request.Label != label.Amber || p.Request.AcknowledgeBy != "2024-02-12" || len(p.Can) != 5 || len(p.Request.Institutions()) != 2 {
			t.Errorf("entered: %+v", p)
		}
		if s.sees(focal(s.giver), id) || !s.sees(focal(s.asker), id) {
			t.Error("only the party that asks reads it at first")
		}
		s.day = "2024-02-07"
		wantConflict(t, "to acknowledge what is not authenticated", s.svc.Take(ctx, s.officer, id, support.StepDraft{Verb: support.Acknowledge}))
		wantRefused(t, "a focal point authenticates", s.svc.Take(ctx, focal(s.asker), id, support.StepDraft{Verb: support.Authenticate}))
		s.take(id, support.Authenticate, support.Acknowledge)
		if p := s.page(focal(s.asker), id); p.Request.AcknowledgeDays != 2 || s.mails("request_acknowledged") != 1 || p.Side != support.Asking {
			t.Errorf("acknowledged: %+v, %d mails", p.Request, s.mails("request_acknowledged"))
		}
		s.take(id, support.Announce)
		if p := s.page(s.officer, id); p.Request.SilenceUntil != "2024-02-14" {
			t.Errorf("silence until %s", p.Request.SilenceUntil)
		}
		s.day = "2024-02-14"
		wantConflict(t, "within the silence", s.svc.Take(ctx, s.officer, id, support.StepDraft{Verb: support.Circulate, PartyIDs: []string{s.giver}}))
		wantWrong(t, "without a reason", s.svc.Take(ctx, focal(s.asker), id, support.StepDraft{Verb: support.Object}), "words")
		s.must(s.svc.Take(ctx, focal(s.asker), id, support.StepDraft{Verb: support.Object, Words: "The annex is not for others."}))
		s.take(id, support.Announce)
		s.day = "2024-02-22"
		wantWrong(t, "to nobody", s.svc.Take(ctx, s.officer, id, support.StepDraft{Verb: support.Circulate, PartyIDs: []string{s.asker}}), "party_ids")
		s.take(id, support.Circulate)
		if !s.sees(focal(s.giver), id) || s.sees(focal(s.other), id) || s.mails("request_circulated") != 1 {
			t.Error("circulated to Australia")
		}
		if p := s.page(focal(s.giver), id); p.Side != support.Receiver || len(p.Steps) != 0 || len(p.Circulation) != 0 || p.Request.AcknowledgeDays != 0 {
			t.Errorf("what a receiver sees: %+v", p)
		}
		list, err := s.svc.Summaries(ctx)
		if err != nil || len(list) != 1 || strings.Contains(list[0].Words, "Indonesia") {
			t.Errorf("for everybody: %+v %v", list, err)
		}
		s.answerIt(id)
		s.fulfilIt(id)
		want := []support.State{"received", "authenticated", "acknowledged", "silence", "acknowledged", "silence", "circulated", "offered", "offered", "matched", "delivering", "delivered", "asked", "partly_met", "closed"}
		steps := s.page(s.officer, id).Steps
		if len(steps) != len(want) {
			t.Fatalf("%d steps: %+v", len(steps), steps)
		}
		for i, w := range want {
			if steps[i].To != w || steps[i].By == "" || steps[i].At.IsZero() || i > 0 && steps[i].From != want[i-1] {
				t.Errorf("step %d: %+v, want %s", i, steps[i], w)
			}
		}
	})
}

// answerIt lets Australia offer help and both sides agree.
func (s *stage) answerIt(id string) {
	s.t.Helper()
	ctx := s.t.Context()
	d := offerOf(s.other)
	d.RequestID = id
	_, err := s.svc.AddOffer(ctx, focal(s.other), d)
	wantRefused(s.t, "an offer of who does not read it", err)
	d = offerOf(s.giver)
	d.RequestID = id
	offer, err := s.svc.AddOffer(ctx, focal(s.giver), d)
	s.must(err)
	if p := s.page(focal(s.asker), id); len(p.Offers) != 0 {
		s.t.Error("an offer is shown before it is proposed")
	}
	m, err := s.svc.Propose(ctx, s.officer, id, offer, "Same subject, same language")
	s.must(err)
	_, err = s.svc.Propose(ctx, s.officer, id, offer, "again")
	wantConflict(s.t, "proposed twice", err)
	if s.mails("match_proposed") != 2 {
		s.t.Errorf("%d mails about the match", s.mails("match_proposed"))
	}
	wantRefused(s.t, "Thailand answers for Australia", s.svc.AnswerMatch(ctx, focal(s.other), m, support.AnswerDraft{Side: support.Giver, Answer: support.Yes}))
	wantRefused(s.t, "Australia answers for Indonesia", s.svc.AnswerMatch(ctx, focal(s.giver), m, support.AnswerDraft{Side: support.Asker, Answer: support.Yes}))
	wantWrong(s.t, "a no without words", s.svc.AnswerMatch(ctx, focal(s.giver), m, support.AnswerDraft{Side: support.Giver, Answer: support.No}), "words")
	s.must(s.svc.AnswerMatch(ctx, focal(s.giver), m, support.AnswerDraft{Side: support.Giver, Answer: support.Yes}))
	if p := s.page(s.officer, id); p.Request.State != support.Offered || p.Waits != "Indonesia answers the proposed match" {
		s.t.Errorf("one side agreed: %s, %s", p.Request.State, p.Waits)
	}
	s.must(s.svc.AnswerMatch(ctx, focal(s.asker), m, support.AnswerDraft{Side: support.Asker, Answer: support.Yes}))
	if p := s.page(focal(s.asker), id); p.Request.State != support.Matched || len(p.Offers) != 1 {
		s.t.Errorf("both agreed: %+v", p)
	}
}

// fulfilIt notes what was done, and asks after a year.
func (s *stage) fulfilIt(id string) {
	s.t.Helper()
	ctx := s.t.Context()
	s.take(id, support.Begin)
	wantConflict(s.t, "delivered without a response", s.svc.Take(ctx, s.officer, id, support.StepDraft{Verb: support.Deliver}))
	_, err := s.svc.Respond(ctx, s.officer, id, support.ResponseDraft{Kind: "training"})
	wantWrong(s.t, "a response without words", err, "title")
	for _, d := range []support.ResponseDraft{
		{Kind: "training", ActivityID: s.activity("Consular training")},
		{Kind: "brief", Title: "A brief", Address: "https://example.org/brief", On: "2024-02-20"},
		{Kind: "secondment", Title: "An officer for three months"},
	} {
		_, err := s.svc.Respond(ctx, s.officer, id, d)
		s.must(err)
	}
	if n := s.number(`select count(*) from thread_link where from_kind = 'request' and from_id = $1 and type = 'answered-by' and to_kind in ('activity', 'outside', 'response')`, id); n != 3 {
		s.t.Errorf("%d links to what was done", n)
	}
	s.take(id, support.Deliver)
	if p := s.page(focal(s.giver), id); len(p.Responses) != 3 {
		s.t.Error("who gave reads what was done")
	}
	s.day = s.page(s.officer, id).Request.AskOn.AddDays(-1)
	s.must(s.svc.AskDue(ctx))
	if s.mails("fulfilment_question") != 0 {
		s.t.Error("asked too early")
	}
	s.day = s.day.AddDays(1)
	s.must(s.svc.AskDue(ctx))
	s.must(s.svc.AskDue(ctx))
	if s.mails("fulfilment_question") != 1 {
		s.t.Errorf("asked %d times", s.mails("fulfilment_question"))
	}
	s.must(s.svc.SayFulfilled(ctx, focal(s.giver), id, support.FulfilmentDraft{PartyID: s.giver, Answer: "met"}))
	wantRefused(s.t, "Thailand says it was met", s.svc.SayFulfilled(ctx, focal(s.other), id, support.FulfilmentDraft{PartyID: s.other, Answer: "met"}))
	link := access.Actor{Via: "link", Link: "l", Name: "Focal point", Grants: []access.Grant{{Role: access.FocalPoint, Scope: access.Scope{Parties: []string{s.asker}, Activity: id}, Rights: focal(s.asker).Grants[0].Rights}}}
	s.must(s.svc.SayFulfilled(ctx, link, id, support.FulfilmentDraft{PartyID: s.asker, Answer: "partly_met", Words: "Too few places."}))
	if p := s.page(s.officer, id); p.Request.State != support.PartlyMet || !p.Disagree || len(p.Fulfilments) != 2 {
		s.t.Errorf("the sides disagree: %+v", p)
	}
	s.take(id, support.Close)
}

// A link about one request opens that one and no other.
func TestALinkOpensOneRequest(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		one, two := s.enter(), s.enter()
		link := access.Actor{Via: "link", Link: "l", Name: "Focal point", Grants: []access.Grant{{Role: access.FocalPoint, Scope: access.Scope{Parties: []string{s.asker}, Activity: one}, Rights: focal(s.asker).Grants[0].Rights}}}
		if !s.sees(link, one) || s.sees(link, two) {
			t.Error("the link opens another request, or not its own")
		}
	})
}

func TestListsHoldWhatCanBeOpened(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		actors := []access.Actor{s.officer, focal(s.asker), focal(s.giver), focal(s.other), roomtest.Scoped("nobody", access.Scope{Person: "x"}, support.RightSee)}
		public := access.Actor{Via: "public", Name: "Public", Grants: []access.Grant{everybody}}
		ids := []string{s.circulate(), s.enter()}
		for _, l := range label.All {
			d := draft(s.asker)
			d.Label = l
			id, err := s.svc.Enter(t.Context(), access.System("test", support.RightAsk), d)
			s.must(err)
			ids = append(ids, id)
			o := offerOf(s.giver)
			o.Label = l
			_, err = s.svc.AddOffer(t.Context(), access.System("test", support.RightAsk), o)
			s.must(err)
		}
		opened := map[string]int{}
		for _, a := range actors {
			for _, id := range ids {
				if s.sees(a, id) {
					opened[a.Name]++
				}
			}
		}
		if opened["officer"] != 6 || opened["focal "+s.asker] != 6 || opened["focal "+s.giver] != 1 || opened["focal "+s.other] != 0 || opened["nobody"] != 0 {
			t.Errorf("opened %v", opened)
		}
		for _, c := range []struct {
			actor access.Actor
			reads int
		}{{s.officer, 4}, {focal(s.giver), 2}, {focal(s.other), 2}, {public, 1}} {
			list, _, err := s.svc.Offers(t.Context(), c.actor, support.OfferFilter{Limit: 100})
			s.must(err)
			if len(list) != c.reads && c.actor.Name != "focal "+s.giver {
				t.Errorf("%s reads %d offers, not %d", c.actor.Name, len(list), c.reads)
			}
			for _, o := range list {
				if _, err := s.svc.FindOffer(t.Context(), c.actor, o.ID); err != nil {
					t.Errorf("%s cannot open %s: %v", c.actor.Name, o.Label, err)
				}
			}
		}
	})
}

// However many answer at once, a request is matched once, when both said yes.
func TestBothSidesAnswerAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		id := s.circulate()
		offer, err := s.svc.AddOffer(t.Context(), focal(s.giver), offerOf(s.giver))
		s.must(err)
		m, err := s.svc.Propose(t.Context(), s.officer, id, offer, "")
		s.must(err)
		var wait sync.WaitGroup
		for range 3 {
			wait.Go(func() {
				_ = s.svc.AnswerMatch(t.Context(), focal(s.asker), m, support.AnswerDraft{Side: support.Asker, Answer: support.Yes})
			})
			wait.Go(func() {
				_ = s.svc.AnswerMatch(t.Context(), focal(s.giver), m, support.AnswerDraft{Side: support.Giver, Answer: support.Yes})
			})
		}
		wait.Wait()
		if n := s.number(`select count(*) from support_step where request_id = $1 and verb = 'match'`, id); n != 1 || s.page(s.officer, id).Request.State != support.Matched {
			t.Errorf("matched %d times", n)
		}
	})
}

// Requests that are entered at one moment get a number each, without a gap, and none fails.
func TestNumbersOfRequestsEnteredAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		const clerks, each = 5, 4
		s := newStage(t, d)
		var wait sync.WaitGroup
		for range clerks {
			wait.Go(func() {
				for range each {
					if _, err := s.svc.Enter(t.Context(), s.officer, draft(s.asker)); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wait.Wait()
		for i, r := range s.listed() {
			if want := clerks*each - i; r.Serial != want || r.Year != 2024 {
				t.Errorf("number %s where 2024/%d belongs", r.Reference(), want)
			}
		}
		if n := len(s.listed()); n != clerks*each {
			t.Errorf("%d requests", n)
		}
	})
}

func TestOneStepOfManyAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		var wait sync.WaitGroup
		id := s.enter()
		done := make([]error, 5)
		for i := range done {
			wait.Go(func() {
				done[i] = s.svc.Take(t.Context(), s.officer, id, support.StepDraft{Verb: support.Authenticate, Version: 1})
			})
		}
		wait.Wait()
		ok := 0
		for _, err := range done {
			if err == nil {
				ok++
			} else {
				wantConflict(t, "a second time", err)
			}
		}
		if n := s.number(`select count(*) from support_step where request_id = $1`, id); ok != 1 || n != 2 {
			t.Errorf("%d succeeded, %d steps", ok, n)
		}
	})
}

func TestLabelsKeepARequestFromOthers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		strict := draft(s.asker)
		strict.Label = label.AmberStrict
		id, err := s.svc.Enter(t.Context(), s.officer, strict)
		s.must(err)
		s.take(id, support.Authenticate, support.Acknowledge)
		wantConflict(t, "to announce it", s.svc.Take(t.Context(), s.officer, id, support.StepDraft{Verb: support.Announce}))
		if n := s.number(`select count(*) from message where body like '%Training of consular officers%' or subject like '%Training of consular%'`); n != 0 {
			t.Error("a mail tells the title of a request with a strict label")
		}
		if n := s.number(`select count(*) from message where label = 'TLP:AMBER+STRICT'`); n != 1 {
			t.Error("the mail does not carry the label")
		}
	})
}

func TestSideExits(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		ctx, into := t.Context(), s.enter()
		for _, c := range []struct {
			draft support.StepDraft
			actor access.Actor
			field string
			full  support.StepDraft
		}{
			{support.StepDraft{Verb: support.Withdraw}, focal(s.asker), "words", support.StepDraft{Verb: support.Withdraw, Words: "No longer needed."}},
			{support.StepDraft{Verb: support.Decline}, s.officer, "words", support.StepDraft{Verb: support.Decline, Words: "Outside the mandate."}},
			{support.StepDraft{Verb: support.Merge}, s.officer, "into_id", support.StepDraft{Verb: support.Merge, IntoID: into}},
			{support.StepDraft{Verb: support.Refer}, s.officer, "referred_to", support.StepDraft{Verb: support.Refer, ReferredTo: "An agency"}},
		} {
			id := s.enter()
			wantWrong(t, string(c.draft.Verb), s.svc.Take(ctx, c.actor, id, c.draft), c.field)
			s.must(s.svc.Take(ctx, c.actor, id, c.full))
			if p := s.page(s.officer, id); !p.Request.State.Ended() || len(p.Can) != 0 || p.Waits != "" {
				t.Errorf("%s: %+v", c.draft.Verb, p)
			}
			wantConflict(t, "after the end", s.svc.Take(ctx, s.officer, id, support.StepDraft{Verb: support.Authenticate}))
			wantConflict(t, "a change after the end", s.svc.Change(ctx, s.officer, id, 2, draft(s.asker)))
		}
		wantWrong(t, "into itself", s.svc.Take(ctx, s.officer, into, support.StepDraft{Verb: support.Merge, IntoID: into}), "into_id")
	})
}

func TestDrafts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		ctx := t.Context()
		_, err := s.svc.Enter(ctx, s.officer, support.Draft{PartyID: s.asker, SummaryAgreed: true, ReceivedOn: "2030-01-01", Languages: []string{"english!"}, WantedFrom: "2024-05-02", WantedTo: "2024-05-01"})
		for _, field := range []string{"subject", "help", "title", "body", "summary", "received_on", "languages", "wanted_to"} {
			wantWrong(t, "an empty request", err, field)
		}
		_, err = s.svc.Enter(ctx, focal(s.asker), draft(s.giver))
		wantRefused(t, "for another State", err)
		_, err = s.svc.AddOffer(ctx, s.officer, support.OfferDraft{PartyID: s.giver, ToKinds: []string{"moon"}, ValidFrom: "2024-05-02", ValidUntil: "2024-05-01", PostID: "nowhere"})
		for _, field := range []string{"subject", "help", "title", "body", "to_kinds", "valid_until", "post_id"} {
			wantWrong(t, "an empty offer", err, field)
		}
		id := s.enter()
		change := draft(s.asker)
		change.Title = "Another title"
		s.must(s.svc.Change(ctx, focal(s.asker), id, 1, change))
		wantConflict(t, "on an old version", s.svc.Change(ctx, focal(s.asker), id, 1, change))
		s.take(id, support.Authenticate)
		wantConflict(t, "by the party, later", s.svc.Change(ctx, focal(s.asker), id, 3, change))
		if list, _, err := s.svc.List(ctx, s.officer, support.Filter{Query: "anoth", Limit: 5}); err != nil || len(list) != 1 {
			t.Errorf("found %d %v", len(list), err)
		}
		offer, err := s.svc.AddOffer(ctx, focal(s.giver), offerOf(s.giver))
		s.must(err)
		s.must(s.svc.ChangeOffer(ctx, focal(s.giver), offer, 1, offerOf(s.giver)))
		wantRefused(t, "another party's offer", s.svc.WithdrawOffer(ctx, focal(s.asker), offer))
		s.must(s.svc.WithdrawOffer(ctx, focal(s.giver), offer))
		wantConflict(t, "twice", s.svc.WithdrawOffer(ctx, focal(s.giver), offer))
	})
}

func TestSuggestionsHaveReasons(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		id := s.enter()
		for _, c := range []func(*support.OfferDraft){
			func(o *support.OfferDraft) { o.Title = "exact" },
			func(o *support.OfferDraft) { o.Title, o.Subject = "wider", "trafficking" },
			func(o *support.OfferDraft) { o.Title, o.Help = "another help", "mission" },
			func(o *support.OfferDraft) { o.Title, o.Subject = "another subject", "borders" },
			func(o *support.OfferDraft) { o.Title, o.ToRegions = "elsewhere", []string{"Pacific"} },
			func(o *support.OfferDraft) { o.Title, o.ToRegions = "near", []string{"South-East Asia"} },
			func(o *support.OfferDraft) { o.Title, o.ToKinds = "for companies", []string{"company"} },
			func(o *support.OfferDraft) { o.Title, o.ValidFrom, o.ValidUntil = "over", "2023-01-01", "2023-02-01" },
			func(o *support.OfferDraft) { o.Title, o.PartyID = "own", s.asker },
		} {
			o := offerOf(s.giver)
			c(&o)
			_, err := s.svc.AddOffer(t.Context(), s.officer, o)
			s.must(err)
		}
		list, err := s.svc.Suggest(t.Context(), s.officer, id)
		s.must(err)
		var got []string
		for _, one := range list {
			got = append(got, one.Offer.Title)
			if len(one.Reasons) < 2 {
				t.Errorf("%s: %v", one.Offer.Title, one.Reasons)
			}
		}
		if want := "near, exact, another help, wider"; strings.Join(got, ", ") != want {
			t.Errorf("suggested %v, want %s", got, want)
		}
		if n := s.number(`select count(*) from support_match`); n != 0 {
			t.Error("a suggestion was sent by itself")
		}
	})
}

func TestClocksAndTasks(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		ctx := t.Context()
		s.match()
		late := s.enter()
		s.day = s.day.AddDays(70)
		c, err := s.svc.Clocks(ctx, s.officer)
		if err != nil || len(c.Years) != 1 || c.Years[0].Requests != 2 || c.Years[0].Acknowledged != 1 || c.Years[0].AcknowledgeLate != 1 || c.Years[0].RespondMedian != 6 {
			t.Errorf("clocks %+v %v", c, err)
		}
		if _, err := s.svc.Clocks(ctx, focal(s.asker)); err == nil {
			t.Error("a focal point reads the clocks")
		}
		list, _, err := s.svc.List(ctx, s.officer, support.Filter{Late: true, Limit: 10})
		if err != nil || len(list) != 1 || list[0].ID != late || list[0].Late(s.day) != "acknowledgement" {
			t.Errorf("overdue %v %v", list, err)
		}
		tasks, err := s.svc.Tasks(ctx, s.officer)
		if err != nil || len(tasks) != 1 || tasks[0].Kind != support.TaskLate || tasks[0].ID != late {
			t.Errorf("of the office: %+v %v", tasks, err)
		}
		s.circulate()
		tasks, err = s.svc.Tasks(ctx, focal(s.giver))
		if err != nil || len(tasks) != 1 || tasks[0].Kind != support.TaskOffer {
			t.Errorf("of Australia: %+v %v", tasks, err)
		}
		own, err := s.svc.Mine(ctx, focal(s.giver))
		if err != nil || len(own.Received) != 2 || len(own.Offers) != 1 || len(own.Asked) != 0 {
			t.Errorf("what concerns Australia: %d %d %d %v", len(own.Received), len(own.Offers), len(own.Asked), err)
		}
		taken, err := s.svc.TakeAlong(ctx, s.officer, support.Filter{})
		if err != nil || len(taken.List) != 3 || taken.Label != label.Amber {
			t.Errorf("taken %d %s %v", len(taken.List), taken.Label, err)
		}
	})
}

// A file holds every request, however many pages of the list that is, each once and in the order of the list.
func TestAFileHoldsEveryRequest(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		const number = 1_201
		s := newStage(t, d)
		s.manyRequests(number)
		taken, err := s.svc.TakeAlong(t.Context(), s.officer, support.Filter{})
		s.must(err)
		seen := map[string]bool{}
		for i, r := range taken.List {
			seen[r.ID] = true
			if i > 0 && r.ReceivedOn > taken.List[i-1].ReceivedOn {
				t.Fatalf("row %d is out of order", i)
			}
		}
		if len(taken.List) != number || len(seen) != number {
			t.Errorf("%d rows, %d requests, not %d", len(taken.List), len(seen), number)
		}
		taken, err = s.svc.TakeAlong(t.Context(), focal(s.asker), support.Filter{})
		if err != nil || len(taken.List) != number/2+1 {
			t.Errorf("%d rows for the party that asks, %v", len(taken.List), err)
		}
	})
}
