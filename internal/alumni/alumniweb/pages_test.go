package alumniweb_test

import (
	"strings"
	"testing"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/activities"
	"counterpart/internal/alumni"
	"counterpart/internal/alumni/alumniweb"
	"counterpart/internal/certificates"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/jobs"
	"counterpart/internal/letters"
	"counterpart/internal/parties"
	"counterpart/internal/people"
	"counterpart/internal/roomtest"
	"counterpart/internal/vocabulary"
)

type stage struct {
	t       *testing.T
	d       *db.DB
	pages   *alumniweb.Pages
	links   *accounts.Service
	office  *roomtest.Site
	self    *roomtest.Site
	focal   *roomtest.Site
	foreign *roomtest.Site
	public  *roomtest.Site
	person  string
	party   string
}

func newStage(t *testing.T, d *db.DB) *stage {
	t.Helper()
	d.Clock = func() time.Time { return dbtest.Noon }
	roomtest.LoadPack(t, d, "bali")
	queue, err := jobs.New(d, jobs.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s := &stage{t: t, d: d, party: roomtest.PartyID(t, d, "thailand")}
	s.links = accounts.New(d, accounts.Options{Key: make([]byte, 32), BaseURL: "http://counterpart.example", Rights: map[access.Role]map[access.Right]bool{access.Participant: {alumni.RightOwn: true, alumni.RightRead: true}}})
	s.pages = &alumniweb.Pages{Alumni: alumni.New(d, alumni.Options{Outbox: letters.NewOutbox(queue)}), Parties: parties.New(d), Activities: activities.New(d), Accounts: s.links, Vocabulary: vocabulary.New(d)}
	s.person = s.add("สมชาย ใจดี", "somchai@thailand.example", s.party)
	if _, err := db.Change(t.Context(), d, func(tx *db.Tx) (bool, error) {
		_, err := certificates.CompleteIn(tx, access.System("test"), certificates.Completion{
			Kind: certificates.Delivery, RecordID: "0190aaaa-0000-7000-8000-000000000001", PersonID: s.person, PartyID: s.party, Title: "Reading open sources", From: "2024-05-06", To: "2024-05-10",
		})
		return true, err
	}); err != nil {
		t.Fatal(err)
	}
	s.office = roomtest.Serve(t, roomtest.Holding("officer", alumni.RightRead, alumni.RightSee, alumni.RightTend, parties.RightSee, activities.RightSee), s.pages)
	own := roomtest.Scoped("self", access.Scope{Person: s.person}, alumni.RightRead, alumni.RightOwn)
	own.Person = s.person
	s.self = roomtest.Serve(t, own, s.pages)
	s.focal = roomtest.Serve(t, s.focalOf("Focal Thai", s.party), s.pages)
	s.foreign = roomtest.Serve(t, s.focalOf("Focal Fiji", roomtest.PartyID(t, d, "fiji")), s.pages)
	s.public = roomtest.Serve(t, access.Actor{Via: "public"}, s.pages)
	return s
}

func (s *stage) focalOf(name, party string) access.Actor {
	a := roomtest.Scoped(name, access.Scope{Parties: []string{party}}, alumni.RightRead, alumni.RightDirectory, alumni.RightVeto, parties.RightSee)
	a.Grants[0].Role, a.Person = access.FocalPoint, s.add(name, "focal@gov.example", party)
	return a
}

func (s *stage) add(name, email, party string) string {
	s.t.Helper()
	id, err := db.Change(s.t.Context(), s.d, func(tx *db.Tx) (string, error) {
		return people.AddIn(tx, access.System("test", people.RightEdit), people.Draft{Given: name, Email: email, PartyID: party, Position: "Inspector"})
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return id
}

func (s *stage) one(query string) string {
	s.t.Helper()
	out, err := db.View(s.t.Context(), s.d, func(tx *db.Tx) (string, error) { return db.One[string](tx, query) })
	if err != nil {
		s.t.Fatal(err)
	}
	return out
}

func (s *stage) token(query, purpose string) string {
	return strings.TrimPrefix(s.links.LinkURL(s.one(query), purpose), "http://counterpart.example")
}

func TestAnAlumnusOpensTheEntry(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		at := "/alumni/" + s.person
		if page := s.foreign.Get(200, "/alumni", "Nobody is shown to you here"); strings.Contains(page, "สมชาย") {
			t.Error("listed before anything was agreed to")
		}
		s.foreign.Get(404, at)
		s.self.Get(303, "/alumni/me")
		s.self.Get(200, at, "Shown to whom", "nothing", "Reading open sources")
		s.self.Get(200, at+"/profile", "Document fraud", "Send me the newsletter")
		s.self.Post(303, at+"/profile", []string{"knows", "document_fraud", "about", "I look at stamps", "will_train", "on", "news", "on", "version", "0"})
		s.self.Post(422, at+"/profile", []string{"knows", "nonsense", "version", "1"}, "is not one of the topics")
		s.self.Get(200, at+"/shown", "Shown to the focal points of the parties")
		s.self.Post(422, at+"/shown", []string{"members", "email"}, "Without your name nothing else is shown")
		s.self.Post(303, at+"/shown", []string{"members", "name", "members", "knows"})
		page := s.foreign.Get(200, "/alumni?topic=document_fraud", "สมชาย ใจดี", "Document fraud")
		if strings.Contains(page, "somchai@") || strings.Contains(page, "Thailand</td>") {
			t.Error("more is shown than was agreed to")
		}
		s.foreign.Get(200, at, "Document fraud")
		if csv := s.foreign.Get(200, "/alumni.csv"); !strings.Contains(csv, "สมชาย") || strings.Contains(csv, "somchai@") {
			t.Errorf("%s", csv)
		}
		s.focal.Get(200, at+"/veto", "keep its officers out")
		s.focal.Post(422, at+"/veto", []string{"veto", "yes", "party_id", s.party}, "Write why")
		s.focal.Post(303, at+"/veto", []string{"veto", "yes", "party_id", s.party, "words", "Not this year"})
		s.foreign.Get(404, at)
		s.self.Get(200, at, "Not this year")
		s.focal.Post(303, at+"/veto", []string{"veto", "no", "party_id", s.party})
		s.office.Get(200, at+"/never", "Never list")
		s.office.Post(422, at+"/never", []string{"never", "yes"}, "Write why")
		s.office.Post(303, at+"/never", []string{"never", "yes", "reason", "Under cover"})
		s.foreign.Get(404, at)
		s.office.Get(200, "/alumni", "Never to be listed")
		s.office.Get(200, "/alumni/contacts?show=willing", "สมชาย ใจดี", "Inspector")
		s.public.Get(303, "/alumni")
	})
}

func TestIntroduced(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		s.self.Post(303, "/alumni/"+s.person+"/profile", []string{"knows", "document_fraud", "version", "0"})
		s.foreign.Get(200, "/introductions/new", "Name nobody")
		s.foreign.Post(422, "/introductions", []string{"topic", "", "words", ""}, "Choose what they should know", "without naming anybody")
		s.foreign.Post(303, "/introductions", []string{"topic", "document_fraud", "party_id", s.party, "words", "How are stamps checked?"})
		at := "/introductions/" + s.one(`select id from introduction`)
		s.office.Get(200, "/introductions", "Focal Fiji")
		s.office.Get(200, at, "สมชาย ใจดี", "Whom to ask")
		s.office.Post(303, at, []string{"verb", "seek", "candidate_id", s.person})
		link := s.token(`select link_id from introduction`, accounts.PurposeIntroduce)
		page := s.public.Get(200, link, "Would you speak with somebody about Document fraud?", "How are stamps checked?", "I agree")
		for _, secret := range []string{"Focal", "Fiji"} {
			if strings.Contains(page, secret) {
				t.Errorf("the candidate reads %q", secret)
			}
		}
		if page := s.foreign.Get(200, at, "The office looks"); strings.Contains(page, "สมชาย") {
			t.Error("the asker reads who")
		}
		s.public.Post(303, link, []string{"verb", "agree"})
		if page := s.foreign.Get(200, at, "Somebody agreed"); strings.Contains(page, "สมชาย") {
			t.Error("the asker reads who")
		}
		s.foreign.Post(303, at, []string{"verb", "confirm"})
		s.foreign.Get(200, at, "You are introduced to", "สมชาย ใจดี", "somchai@thailand.example")
		s.public.Get(200, link, "Focal Fiji")
		s.self.Get(200, "/introductions?show=all", "Introduced")
	})
}

func TestStoriesChaptersAndNews(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		s.office.Get(200, "/alumni-stories/new?person_id="+s.person, "สมชาย ใจดี")
		s.office.Post(422, "/alumni-stories", []string{"person_id", s.person, "version", "0"}, "Give the story a title")
		s.office.Post(303, "/alumni-stories", []string{"person_id", s.person, "title", "A stamp", "body", "What I saw.\n\nAnd then.", "byline", "A border officer", "version", "0"})
		story := "/alumni-stories/" + s.one(`select id from alumnus_story`)
		s.office.Get(200, story, "waits for the agreement")
		s.office.Post(409, story+"/state", []string{"step", "publish", "version", "1"})
		s.self.Post(303, story+"/state", []string{"step", "agree", "version", "1"})
		s.office.Post(303, story+"/state", []string{"step", "publish", "version", "2"})
		page := s.public.Get(200, "/stories", "A stamp", "A border officer", "And then.")
		if strings.Contains(page, "สมชาย") {
			t.Error("the name is told, which was not agreed to")
		}
		s.office.Get(200, story+"/edit", "What I saw.")
		s.office.Post(303, story, []string{"title", "A stamp", "body", "Other words", "byline", "A border officer", "version", "3"})
		s.public.Get(200, "/stories", "No story is published")
		s.office.Post(303, "/alumni-chapters", []string{"name", "Bangkok", "about", "Those who meet there", "version", "0"})
		chapter := "/alumni-chapters/" + s.one(`select id from chapter`)
		s.self.Post(303, chapter+"/join", nil)
		s.self.Get(200, chapter, "1 member", "Leave")
		s.office.Get(200, chapter+"/edit", "Bangkok")
		s.office.Post(303, chapter, []string{"name", "Bangkok and around", "version", "1"})
		s.self.Post(303, chapter+"/leave", nil)
		s.office.Post(303, chapter+"/close", nil)
		s.self.Post(303, "/alumni/"+s.person+"/profile", []string{"news", "on", "version", "0"})
		s.office.Post(303, "/alumni-news", []string{"subject", "Autumn", "body", "**Hello** from the office", "version", "0"})
		letter := "/alumni-news/" + s.one(`select id from alumnus_letter`)
		s.office.Get(200, letter, "1 alumnus gets the letter", "Send to 1 alumnus")
		s.office.Post(303, letter+"/send", []string{"version", "1"})
		if body := s.one(`select body from message where kind = 'alumni_news'`); !strings.Contains(body, "**Hello** from the office") {
			t.Errorf("%s", body)
		}
		link := s.token(`select news_link_id from alumnus`, accounts.PurposeNews)
		s.public.Get(200, link, "End it")
		s.public.Post(200, link, nil, "The newsletter has ended")
		if s.one(`select case when news then 'yes' else 'no' end from alumnus`) != "no" {
			t.Error("it goes on")
		}
	})
}

func TestAPI(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		s.self.Call(204, "PUT", "/alumni/"+s.person+"/profile", alumni.ProfileDraft{Knows: []string{"document_fraud"}}, nil)
		s.self.Call(204, "PUT", "/alumni/"+s.person+"/shown", map[string][]string{"alumni": {}, "members": {"name"}}, nil)
		var list struct{ Items []alumni.Entry }
		s.foreign.Call(200, "GET", "/alumni", nil, &list)
		if len(list.Items) != 1 || list.Items[0].Name != "สมชาย ใจดี" || len(list.Items[0].Knows) != 0 {
			t.Errorf("%+v", list)
		}
		var one alumni.Page
		s.office.Call(200, "GET", "/alumni/"+s.person, nil, &one)
		if one.Profile == nil || len(one.Profile.Knows) != 1 {
			t.Errorf("%+v", one)
		}
		var made struct{ ID string }
		s.foreign.Call(201, "POST", "/introductions", alumni.AskDraft{Topic: "document_fraud", Words: "Stamps"}, &made)
		s.office.Call(204, "POST", "/introductions/"+made.ID+"/steps", alumni.StepDraft{Verb: alumni.Seek, Candidate: s.person}, nil)
		var i alumni.IntroductionPage
		s.foreign.Call(200, "GET", "/introductions/"+made.ID, nil, &i)
		if i.State != alumni.Asked || i.CandidateID != "" {
			t.Errorf("%+v", i)
		}
		var all struct{ Items []alumni.Introduction }
		s.office.Call(200, "GET", "/introductions?all=true", nil, &all)
		if len(all.Items) != 1 {
			t.Errorf("%+v", all)
		}
		s.focal.Call(204, "PUT", "/alumni/"+s.person+"/veto", alumni.VetoDraft{Veto: true, PartyID: s.party, Words: "No"}, nil)
		s.foreign.Call(200, "GET", "/alumni", nil, &list)
		if len(list.Items) != 0 {
			t.Errorf("%+v", list)
		}
	})
}
