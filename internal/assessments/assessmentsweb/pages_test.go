package assessmentsweb_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/activities"
	"counterpart/internal/assessments"
	"counterpart/internal/assessments/assessmentsweb"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/delegations"
	"counterpart/internal/label"
	"counterpart/internal/people"
	"counterpart/internal/roomtest"
	"counterpart/internal/vocabulary"
)

type stage struct {
	*roomtest.Site
	t        *testing.T
	d        *db.DB
	links    *accounts.Service
	officer  access.Actor
	activity string
	people   []string
}

func newStage(t *testing.T, d *db.DB) *stage {
	t.Helper()
	roomtest.LoadPack(t, d, "bali")
	d.Clock = func() time.Time { return dbtest.Noon }
	s := &stage{t: t, d: d}
	s.links = accounts.New(d, accounts.Options{
		Key: make([]byte, 32), BaseURL: "http://counterpart.example", Rights: map[access.Role]map[access.Right]bool{access.Participant: {assessments.RightTake: true}},
	})
	s.officer = roomtest.Holding("officer", assessments.RightSee, assessments.RightManage, assessments.RightAgreed, activities.RightSee, activities.RightEdit, people.RightSee)
	s.Site = roomtest.Serve(t, s.officer, &assessmentsweb.Pages{Assessments: assessments.New(d, assessments.Options{}), Accounts: s.links, Vocabulary: vocabulary.New(d)})
	party := roomtest.PartyID(t, d, "thailand")
	_, err := db.Change(t.Context(), d, func(tx *db.Tx) (_ bool, err error) {
		if s.activity, err = activities.AddIn(tx, s.officer, activities.Draft{Title: "Workshop", Kind: "training_workshop", TimeZone: "UTC", StartsOn: "2024-06-05", Label: label.Green}); err != nil {
			return false, err
		}
		for n := range 2 {
			id, err := people.AddIn(tx, access.System("test", people.RightEdit), people.Draft{Given: fmt.Sprintf("Trainee %d", n), PartyID: party, Anyway: true})
			if err != nil {
				return false, err
			}
			s.people = append(s.people, id)
			_, err = delegations.AddConfirmedIn(tx, access.System("test"), delegations.ConfirmedDraft{ActivityID: s.activity, PartyID: party, PersonID: id, Category: "trainee", Mode: "in_person", Source: delegations.FromSecretariat})
			if err != nil {
				return false, err
			}
		}
		return true, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *stage) by(actor access.Actor, do func()) {
	before := s.Actor
	s.Actor = actor
	do()
	s.Actor = before
}

func TestFromTheBankToTheResult(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		at := "/activities/" + s.activity + "/learning"
		s.Get(200, "/test-items", "No question matches")
		s.Get(200, "/test-items/new", "In Indonesian", "Write nothing about victims")
		s.Post(422, "/test-items", []string{"_key", "1", "kind", "single", "stem.en", "Which?", "options.en", "only one"}, "Write 2 to 10 answers", "Say which answer is right", "only one")
		item := s.Post(303, "/test-items", []string{"_key", "2", "kind", "single", "points", "2", "stem.en", "Which?", "options.en", "This\r\nThat", "explanation.en", "Because.", "right", "2"})
		s.Get(200, item, "Which?", "Draft", "not shown")
		s.Post(409, item+"/review", []string{"_key", "3"}, "You wrote this item")
		s.by(roomtest.Holding("second", assessments.RightSee, assessments.RightManage), func() { s.Post(303, item+"/review", []string{"_key", "4", "version", "1"}) })
		s.Get(200, item+"/edit", "makes version 2")
		s.Get(200, at, "This activity has no test")
		s.Get(200, at+"/setup", "The test")
		s.Post(422, at, []string{"_key", "5", "title", ""}, "Write a title", "Say when the test before")
		s.Post(303, at, []string{"_key", "6", "title", "What do you know?", "before_opens", "2024-06-05T08:00", "before_closes", "2024-06-05T18:00"})
		s.Get(200, at+"/items", "Which?")
		s.Post(303, at+"/items", []string{"_key", "7", "item", strings.TrimPrefix(item, "/test-items/")})
		s.Post(303, at+"/fix", []string{"_key", "8"})
		s.Get(200, at, "People with a code: 2", "Too few people", "Choose the questions again")
		pdf := s.Get(200, at+"/paper.pdf?phase=before")
		if !strings.HasPrefix(pdf, "%PDF") {
			t.Error("the paper is no PDF")
		}
		s.takes(strings.TrimPrefix(item, "/test-items/"))
		s.Get(200, at+"/people", "Trainee 0", "2 of 2 (100 %)")
		csv := s.Get(200, at+"/people.csv", "Trainee 0", "TLP:AMBER+STRICT")
		if strings.Count(csv, "\n") != 3 {
			t.Errorf("the file: %s", csv)
		}
		s.Get(200, at+"/words", "Nothing is to be read")
		s.Get(200, "/our-learning", "Nobody has agreed")
		var o assessments.Overview
		s.Call(200, "GET", at, nil, &o)
		if len(o.Taken) != 2 || o.Taken[0].Own != 1 || o.Gain.Shown {
			t.Errorf("%+v", o)
		}
	})
}

// takes takes the test by the personal link.
func (s *stage) takes(item string) {
	s.t.Helper()
	link, err := db.Change(s.t.Context(), s.d, func(tx *db.Tx) (string, error) {
		return accounts.NewLinkIn(tx, s.officer, accounts.LinkDraft{Purpose: accounts.PurposeTest, ActivityID: s.activity, PersonID: s.people[0], Name: "Trainee 0", ExpiresAt: db.At(dbtest.Noon.Add(time.Hour))})
	})
	if err != nil {
		s.t.Fatal(err)
	}
	at := strings.TrimPrefix(s.links.LinkURL(link, accounts.PurposeTest), "http://counterpart.example")
	s.by(access.Actor{Via: "public"}, func() {
		s.Get(404, at[:len(at)-2])
		s.Get(200, at, "Who reads your score", "Which?", "This")
		s.Post(422, at, []string{"_key", "20", "phase", "before"}, "Questions that are not answered whole: 1", "Hand it in as it is")
		s.Post(303, at+"/draft", []string{"_key", "21", "phase", "before", "a." + item, "a"})
		s.Get(200, at, "checked")
		s.Post(303, at, []string{"_key", "22", "phase", "before", "a." + item, "b"})
		s.Get(200, at, "Your result", "100 %", "Because.")
		s.Post(409, at, []string{"_key", "23", "phase", "before", "anyway", "1"}, "It is taken once")
		s.Post(303, at+"/agree", []string{"_key", "24", "party_may_see", "1"})
		s.Post(303, at+"/agree", []string{"_key", "25"})
	})
}
