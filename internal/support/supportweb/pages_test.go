package supportweb_test

import (
	"strings"
	"testing"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/activities"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/parties"
	"counterpart/internal/roomtest"
	"counterpart/internal/support"
	"counterpart/internal/support/supportweb"
	"counterpart/internal/vocabulary"
)

var everybody = access.Grant{Role: access.Public, Rights: map[access.Right]bool{support.RightOffers: true}}

func focal(party string) access.Actor {
	a := roomtest.Scoped("focal", access.Scope{Parties: []string{party}}, support.RightSee, support.RightAsk, parties.RightSee)
	a.Grants[0].Role = access.FocalPoint
	a.Grants = append(a.Grants, everybody)
	return a
}

type stage struct {
	*roomtest.Site
	t             *testing.T
	d             *db.DB
	links         *accounts.Service
	officer       access.Actor
	asker, helper string
}

func newStage(t *testing.T, d *db.DB) *stage {
	t.Helper()
	roomtest.LoadPack(t, d, "bali")
	s := &stage{t: t, d: d, asker: roomtest.PartyID(t, d, "indonesia"), helper: roomtest.PartyID(t, d, "australia")}
	rights := map[access.Role]map[access.Right]bool{access.FocalPoint: {support.RightSee: true, support.RightAsk: true}, access.Public: everybody.Rights}
	s.links = accounts.New(d, accounts.Options{Key: make([]byte, 32), BaseURL: "http://counterpart.example", Rights: rights})
	s.officer = roomtest.Holding("officer", support.RightSee, support.RightAsk, support.RightHandle, support.RightOffers, parties.RightSee, activities.RightSee, "threads.see")
	s.Site = roomtest.Serve(t, s.officer, &supportweb.Pages{
		Support: support.New(d, support.Options{}), Parties: parties.New(d), Activities: activities.New(d), Accounts: s.links, Vocabulary: vocabulary.New(d),
	})
	return s
}

func (s *stage) one(query string, args ...any) string {
	s.t.Helper()
	out, err := db.View(s.t.Context(), s.d, func(tx *db.Tx) (string, error) { return db.One[string](tx, query, args...) })
	if err != nil {
		s.t.Fatal(err)
	}
	return out
}

// by does something as somebody else.
func (s *stage) by(actor access.Actor, do func()) {
	before := s.Actor
	s.Actor = actor
	do()
	s.Actor = before
}

func (s *stage) request(pairs ...string) string {
	return s.Post(303, "/requests", append([]string{
		"_key", db.NewID(), "party_id", s.asker, "channel", "letter", "received_on", "2024-06-03", "subject", "cyber_scams", "help", "training", "urgency", "soon", "languages", "en id",
		"title", "Training of consular officers", "body", "First part.\n\nSecond part.", "beneficiaries", "Ministry of Foreign Affairs", "label", "TLP:AMBER",
	}, pairs...))
}

func TestTheOfficeBringsARequestToItsEnd(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		s.Get(200, "/requests", "No request matches")
		s.Get(200, "/requests/new", "Arrived by", "Write nothing about victims", "Indonesia")
		s.Post(422, "/requests", []string{"_key", "1", "party_id", s.asker, "label", "TLP:AMBER", "summary_agreed", "1"}, "Choose the one subject", "Say in one line", "Write the summary")
		at := s.request("summary_agreed", "1", "summary", "A State asks for training.")
		s.Get(200, at, "Training of consular officers", "Second part.", "It is authentic", "The secretariat authenticates it", "10 June 2024", "Decline", "Summary for everybody")
		s.Post(303, at+"/take/authenticate", []string{"_key", "2"})
		s.Post(303, at+"/take/acknowledge", []string{"_key", "3"})
		s.Post(303, at+"/take/announce", []string{"_key", "4"})
		s.Post(409, at+"/take/circulate", []string{"_key", "5", "party_ids", s.helper})
		s.endSilence(at)
		s.Get(200, at+"/take/circulate", "Find a party", "Australia")
		s.Post(422, at+"/take/circulate", []string{"_key", "6"}, "Choose at least one party")
		s.Post(303, at+"/take/circulate", []string{"_key", "7", "party_ids", s.helper})
		s.by(focal(s.helper), func() { s.offer(at) })
		s.match(at)
		s.Post(303, at+"/take/begin", []string{"_key", "8"})
		s.Get(200, at+"/respond", "Referral", "Was it an activity?")
		s.Post(422, at+"/respond", []string{"_key", "9", "kind", "training"}, "Say in one line what was done.")
		s.Post(303, at+"/respond", []string{"_key", "10", "kind", "brief", "title", "A brief", "address", "https://example.org/brief", "on", "2024-06-04"})
		s.Post(303, at+"/take/deliver", []string{"_key", "11"})
		s.Post(303, at+"/take/ask", []string{"_key", "12"})
		s.link(at)
		s.Get(200, at, "Partly met. Too few places", "History", "Circulated to", "Close")
		s.Get(200, "/requests?show=all&q=consular", "Partly met")
		s.Get(200, "/requests/clocks", "2024", "1 of 1")
		csv := s.Get(200, "/requests.csv?show=all", "working days to acknowledgement", "Training of consular officers", "TLP:AMBER")
		if strings.Count(csv, "\n") != 2 {
			t.Errorf("the file: %s", csv)
		}
		s.by(access.Actor{Via: "public", Name: "Public", Grants: []access.Grant{everybody}}, func() {
			if body := s.Get(200, "/support", "A State asks for training."); strings.Contains(body, "Indonesia") {
				t.Error("the summary names the party")
			}
			s.Get(303, "/requests")
		})
	})
}

func (s *stage) endSilence(at string) {
	s.t.Helper()
	id := strings.TrimPrefix(at, "/requests/")
	if _, err := db.Change(s.t.Context(), s.d, func(tx *db.Tx) (bool, error) {
		return true, tx.Exec(`update support_request set silence_until = '2024-06-01' where id = $1`, id)
	}); err != nil {
		s.t.Fatal(err)
	}
}

// offer answers the circulated request as its receiver.
func (s *stage) offer(at string) {
	id := strings.TrimPrefix(at, "/requests/")
	body := s.Get(200, at, "Offer help", "Second part.")
	for _, hidden := range []string{"History", "Circulated to", "Acknowledged after"} {
		if strings.Contains(body, hidden) {
			s.t.Errorf("a receiver sees %q", hidden)
		}
	}
	s.Get(200, "/our-support", "Training of consular officers", "You have not offered anything yet.")
	s.Get(200, "/offers/new?request="+id, "In answer to request 2024/1", "Focal point")
	s.Post(422, "/offers", []string{"_key", "o1", "party_id", s.helper, "request_id", id, "label", "TLP:GREEN"}, "Describe what is offered")
	offer := s.Post(303, "/offers", []string{
		"_key", "o2", "party_id", s.helper, "request_id", id, "subject", "cyber_scams", "help", "training", "title", "Two trainers", "body", "For a week.", "languages", "en",
		"to_regions", "South-East Asia", "to_kinds", "state", "contact", "International desk", "label", "TLP:GREEN", "valid_from", "2024-06-01",
	})
	s.Get(200, offer, "States of South-East Asia", "International desk", "Withdraw")
	s.Get(200, offer+"/edit", "Two trainers")
	s.Post(303, offer, []string{"_key", "o3", "version", "1", "subject", "cyber_scams", "help", "training", "title", "Two trainers for a week", "body", "For a week.", "languages", "en", "label", "TLP:GREEN", "valid_from", "2024-06-01"})
	s.Post(409, offer, []string{"_key", "o4", "version", "1", "subject", "cyber_scams", "help", "training", "title", "Again", "body", "x", "label", "TLP:GREEN", "valid_from", "2024-06-01"}, "Somebody else changed this record")
}

// match lets both sides agree to the suggested offer.
func (s *stage) match(at string) {
	s.Get(200, at+"/suggestions", "Two trainers for a week", "Same subject: Trafficking into online scam centres", "Shared language: en")
	s.Get(200, at+"/suggestions?find=trainers", "Another offer")
	offer := s.one(`select id from support_offer`)
	s.Get(200, at+"/propose?offer_id="+offer, "Same subject", "Both focal points get a mail")
	s.Post(303, at+"/propose", []string{"_key", "m1", "offer_id", offer, "reasons", "Same subject"})
	m := s.one(`select id from support_match`)
	s.Get(200, at+"/matches/"+m, "For which side do you answer?")
	for _, party := range []string{s.asker, s.helper} {
		s.by(focal(party), func() {
			s.Get(200, "/our-support", "Waits for your answer")
			s.Get(200, at+"/matches/"+m, "Do these two belong together?", "For a week.")
			s.Post(422, at+"/matches/"+m, []string{"_key", "m2" + party, "side", map[bool]string{true: "asker", false: "giver"}[party == s.asker], "answer", "no"}, "Write why not")
			s.Post(303, at+"/matches/"+m, []string{"_key", "m3" + party, "side", map[bool]string{true: "asker", false: "giver"}[party == s.asker], "answer", "yes"})
		})
	}
	s.Get(200, at, "Matched", "The help begins")
}

// link answers by the signed link whether the request was met.
func (s *stage) link(at string) {
	url := s.links.LinkURL(s.one(`select link_id from support_request`), accounts.PurposeFulfil)
	path := strings.TrimPrefix(url, "http://counterpart.example")
	s.by(access.Actor{Via: "public", Name: "Public"}, func() {
		s.Get(404, "/f/wrong")
		s.Get(200, path, "Was your request met?", "A brief")
		s.Post(422, path, []string{"_key", "l1"}, "Choose whether the request was met.")
		s.Post(303, path, []string{"_key", "l2", "answer", "partly_met", "words", "Too few places"})
		s.Get(200, path, "This question is answered")
		s.Post(409, path, []string{"_key", "l3", "answer", "met"})
	})
	s.by(focal(s.helper), func() {
		s.Get(200, at+"/fulfilment", "Was the request met?")
		s.Post(303, at+"/fulfilment", []string{"_key", "l4", "party_id", s.helper, "answer", "met"})
		s.Get(200, at, "The sides see it differently")
	})
}

func TestAFocalPointAsks(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		s.Actor = focal(s.asker)
		s.Get(200, "/our-support", "You have not asked for support")
		body := s.Get(200, "/requests/new", "Number of your note")
		if strings.Contains(body, "Australia") || strings.Contains(body, "Arrived by") {
			t.Error("a focal point chooses among other parties")
		}
		at := s.request("channel", "form")
		s.Get(200, at, "Withdraw", "Change")
		s.Get(200, at+"/edit", "Training of consular officers")
		s.Post(303, at, []string{"_key", "c1", "version", "1", "channel", "form", "received_on", "2024-06-03", "subject", "cyber_scams", "help", "mission", "title", "A mission", "body", "x", "urgency", "normal", "label", "TLP:AMBER"})
		s.Post(403, at+"/take/authenticate", []string{"_key", "c2"})
		s.Get(200, at+"/take/withdraw", "The request ends here")
		s.Post(422, at+"/take/withdraw", []string{"_key", "c3"}, "Write why the request is withdrawn.")
		s.Post(303, at+"/take/withdraw", []string{"_key", "c4", "words", "No longer needed."})
		s.Get(200, at, "Withdrawn", "No longer needed.")
		s.by(focal(s.helper), func() {
			s.Get(404, at)
			s.Get(200, "/our-support", "No request was sent to you.")
		})
		s.Post(404, "/requests", []string{"_key", "c5", "party_id", s.helper})
	})
}

func TestAPI(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		made := struct {
			ID string `json:"id"`
		}{}
		s.Call(201, "POST", "/requests", support.Draft{PartyID: s.asker, Subject: "borders", Help: "brief", Title: "A brief", Body: "On borders."}, &made)
		var page support.Page
		s.Call(200, "GET", "/requests/"+made.ID, nil, &page)
		if page.Reference != "2024/1" || page.Request.State != support.Received || len(page.Can) != 5 {
			t.Errorf("%+v", page)
		}
		s.Call(204, "POST", "/requests/"+made.ID+"/steps", support.StepDraft{Verb: support.Authenticate}, nil)
		s.Call(409, "POST", "/requests/"+made.ID+"/steps", support.StepDraft{Verb: support.Authenticate}, nil)
		s.Call(422, "POST", "/requests/"+made.ID+"/steps", support.StepDraft{Verb: support.Decline}, nil)
		s.Call(204, "PUT", "/requests/"+made.ID+"?version=2", support.Draft{PartyID: s.asker, Subject: "borders", Help: "brief", Title: "Another", Body: "On borders."}, nil)
		var list struct{ Items []support.Request }
		s.Call(200, "GET", "/requests?q=another", nil, &list)
		if len(list.Items) != 1 || list.Items[0].Title != "Another" {
			t.Errorf("%+v", list)
		}
		s.Call(201, "POST", "/offers", support.OfferDraft{PartyID: s.helper, Subject: "borders", Help: "brief", Title: "An offer", Body: "x"}, &made)
		s.Call(204, "PUT", "/offers/"+made.ID+"?version=1", support.OfferDraft{PartyID: s.helper, Subject: "borders", Help: "brief", Title: "An offer", Body: "y"}, nil)
		var suggested struct{ Items []support.Suggestion }
		s.Call(200, "GET", "/requests/"+page.Request.ID+"/suggestions", nil, &suggested)
		if len(suggested.Items) != 1 {
			t.Errorf("%+v", suggested)
		}
		s.Call(409, "POST", "/requests/"+page.Request.ID+"/matches", map[string]string{"offer_id": made.ID}, nil)
		s.Call(404, "POST", "/matches/none/answer", support.AnswerDraft{Side: "asker", Answer: "yes"}, nil)
		s.Call(201, "POST", "/requests/"+page.Request.ID+"/responses", support.ResponseDraft{Kind: "brief", Title: "A brief"}, nil)
		s.Call(409, "POST", "/requests/"+page.Request.ID+"/fulfilment", support.FulfilmentDraft{PartyID: s.asker, Answer: "met"}, nil)
		s.Call(200, "GET", "/request-clocks", nil, nil)
		s.Call(200, "GET", "/request-summaries", nil, nil)
		s.Call(200, "GET", "/offers", nil, nil)
		s.Call(200, "GET", "/offers/"+made.ID, nil, nil)
		s.Call(204, "POST", "/offers/"+made.ID+"/withdraw", nil, nil)
	})
}
