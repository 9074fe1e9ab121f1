package commitmentsweb_test

import (
	"strings"
	"testing"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/activities"
	"counterpart/internal/commitments"
	"counterpart/internal/commitments/commitmentsweb"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/jobs"
	"counterpart/internal/label"
	"counterpart/internal/letters"
	"counterpart/internal/parties"
	"counterpart/internal/roomtest"
	"counterpart/internal/vocabulary"
)

func focal(party string) access.Actor {
	a := roomtest.Scoped("focal", access.Scope{Parties: []string{party}}, commitments.RightSee, commitments.RightReport, parties.RightSee)
	a.Grants[0].Role = access.FocalPoint
	return a
}

type stage struct {
	*roomtest.Site
	t                     *testing.T
	d                     *db.DB
	links                 *accounts.Service
	officer               access.Actor
	party, body, activity string
}

func newStage(t *testing.T, d *db.DB) *stage {
	t.Helper()
	roomtest.LoadPack(t, d, "bali")
	d.Clock = func() time.Time { return dbtest.Noon }
	s := &stage{t: t, d: d, party: roomtest.PartyID(t, d, "thailand")}
	s.links = accounts.New(d, accounts.Options{
		Key: make([]byte, 32), BaseURL: "http://counterpart.example", Rights: map[access.Role]map[access.Right]bool{access.FocalPoint: {commitments.RightSee: true, commitments.RightReport: true}},
	})
	queue, err := jobs.New(d, jobs.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s.officer = roomtest.Holding("officer", commitments.RightSee, commitments.RightReport, commitments.RightRecord, parties.RightSee, activities.RightSee, "threads.see", "outcomes.propose")
	s.Site = roomtest.Serve(t, s.officer, &commitmentsweb.Pages{
		Commitments: commitments.New(d, commitments.Options{Outbox: letters.NewOutbox(queue)}), Parties: parties.New(d), Activities: activities.New(d), Accounts: s.links, Vocabulary: vocabulary.New(d),
	})
	s.body = s.one(`select id from body where code = 'steering_group'`)
	s.activity, err = db.Change(t.Context(), d, func(tx *db.Tx) (string, error) {
		if err := tx.Exec(`update post set email = 'focal@thailand.example' where party_id = $1 and kind = 'focal_point'`, s.party); err != nil {
			return "", err
		}
		return activities.AddIn(tx, access.System("test", activities.RightEdit), activities.Draft{Title: "The meeting", Kind: "members_function", TimeZone: "Asia/Jakarta", StartsOn: "2024-06-05", Label: label.Green})
	})
	if err != nil {
		t.Fatal(err)
	}
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

func TestFromTheMeetingToTheNextOne(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		table := "/activities/" + s.activity + "/commitments"
		s.Get(200, "/commitments", "No commitment matches")
		s.Get(200, table, "Nothing is on the table")
		s.Post(422, table+"/body", []string{"_key", "0", "body_id", "none"}, "Choose a body of the register.")
		s.Post(303, table+"/body", []string{"_key", "1", "body_id", s.body})
		s.Get(200, "/commitments/new", "At which activity was it said?", "The meeting")
		s.Get(200, "/commitments/new?activity_id="+s.activity, "Write nothing about victims", "Thailand")
		s.Post(422, "/commitments", []string{"_key", "2", "activity_id", s.activity, "party_id", s.party, "words", "as typed"}, "Say in one line", "Name the day", "as typed")
		at := s.Post(303, "/commitments", []string{
			"_key", "3", "activity_id", s.activity, "party_id", s.party, "title", "A course for officers", "words", "We will hold a course.", "due_on", "2030-01-31", "body_id", s.body, "label", "TLP:AMBER",
		})
		s.Get(200, at, "A course for officers", "C ", "Focal point", "Steering Group", "Write to the holder of the post", "Accept as recorded")
		s.Get(200, at+"/take/accept", "How the party said so")
		s.Post(422, at+"/take/accept", []string{"_key", "4"}, "Write how the party said")
		s.Get(200, at+"/edit", "We will hold a course.", "Focal point")
		s.Post(303, at, []string{"_key", "5", "version", "1", "title", "A course for consular officers", "words", "We will hold a course.", "due_on", "2030-01-31", "body_id", s.body, "label", "TLP:AMBER"})
		s.Post(409, at, []string{"_key", "6", "version", "1", "title", "Again", "due_on", "2030-01-31", "label", "TLP:AMBER"}, "Somebody else changed this record")
		s.Post(303, at+"/ask", []string{"_key", "7"})
		s.link()
		s.Get(200, table, "A course for consular officers", "Note", "Print")
		s.Get(200, at+"/report?activity_id="+s.activity+"&find=meeting", "Reported at The meeting", "The activity that came of it")
		s.Post(422, at+"/report", []string{"_key", "8", "verb", "done", "words", "Held."}, "Say what shows that it is done")
		s.Post(303, at+"/report", []string{"_key", "9", "verb", "done", "words", "Held.", "evidence", "https://example.org/course", "activity_id", s.activity, "led_to_id", s.activity})
		s.Get(200, at, "Held. Shown by: https://example.org/course", "Open again", "Propose an outcome")
		if pdf := s.Get(200, table+".pdf"); !strings.HasPrefix(pdf, "%PDF") {
			t.Error("the sheet is no PDF")
		}
		s.Get(200, "/commitments?show=all&q=consular&party="+s.party+"&body="+s.body, "Done")
		csv := s.Get(200, "/commitments.csv?show=all", "said last", "A course for consular officers", "TLP:AMBER")
		if strings.Count(csv, "\n") != 2 {
			t.Errorf("the file: %s", csv)
		}
		s.Post(303, at+"/take/reopen", []string{"_key", "10", "words", "It goes on."})
		s.by(focal(s.party), func() { s.owner(at) })
	})
}

// link accepts and reports by the signed link.
func (s *stage) link() {
	path := strings.TrimPrefix(s.links.LinkURL(s.one(`select link_id from commitment`), accounts.PurposeCommit), "http://counterpart.example")
	s.by(access.Actor{Via: "public", Name: "Public"}, func() {
		s.Get(404, "/c/wrong")
		s.Get(200, path, "Is it recorded as it was meant?", "We will hold a course.")
		s.Post(303, path, []string{"_key", "l1", "verb", "accept"})
		s.Get(200, path, "How does it stand?")
		s.Post(422, path, []string{"_key", "l2", "verb", "in_progress"}, "Write in a few words")
		s.Post(303, path, []string{"_key", "l3", "verb", "in_progress", "words", "The teachers are found."})
		s.Get(200, path, "The teachers are found")
	})
}

// owner is what the focal point sees and does.
func (s *stage) owner(at string) {
	s.Get(200, "/our-commitments", "A course for consular officers")
	body := s.Get(200, at, "Say how it stands", "Withdraw")
	for _, hidden := range []string{"Write to the holder", "Open again", "/edit"} {
		if strings.Contains(body, hidden) {
			s.t.Errorf("the owner is offered %q", hidden)
		}
	}
	s.Post(403, at+"/ask", []string{"_key", "o1"})
	s.Get(200, at+"/take/withdraw", "The commitment ends here")
	s.Post(422, at+"/take/withdraw", []string{"_key", "o2"}, "Write why the commitment is withdrawn.")
	s.Post(303, at+"/take/withdraw", []string{"_key", "o3", "words", "No money."})
	s.by(focal(roomtest.PartyID(s.t, s.d, "fiji")), func() {
		s.Get(404, at)
		s.Get(200, "/our-commitments", "Nothing is open.")
	})
}

func TestAPI(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		made := struct {
			ID string `json:"id"`
		}{}
		draft := commitments.Draft{PartyID: s.party, ActivityID: s.activity, Title: "A brief", DueOn: "2030-02-01"}
		s.Call(201, "POST", "/commitments", draft, &made)
		var page commitments.Page
		s.Call(200, "GET", "/commitments/"+made.ID, nil, &page)
		if page.Commitment.State != commitments.Made || len(page.Can) != 2 {
			t.Errorf("%+v", page)
		}
		s.Call(422, "POST", "/commitments/"+made.ID+"/steps", commitments.StepDraft{Verb: commitments.Accept}, nil)
		s.Call(204, "POST", "/commitments/"+made.ID+"/steps", commitments.StepDraft{Verb: commitments.Accept, Words: "By note."}, nil)
		s.Call(409, "POST", "/commitments/"+made.ID+"/steps", commitments.StepDraft{Verb: commitments.Accept, Words: "By note."}, nil)
		draft.Title = "Another brief"
		s.Call(204, "PUT", "/commitments/"+made.ID+"?version=2", draft, nil)
		s.Call(204, "POST", "/commitments/"+made.ID+"/ask", nil, nil)
		s.Call(204, "PUT", "/activities/"+s.activity+"/commitments/body", map[string]string{"body_id": s.body}, nil)
		var table commitments.Table
		s.Call(200, "GET", "/activities/"+s.activity+"/commitments", nil, &table)
		if table.Body != "Steering Group" || len(table.MadeHere) != 1 {
			t.Errorf("%+v", table)
		}
		var list struct{ Items []commitments.Commitment }
		s.Call(200, "GET", "/commitments?q=another&open=true", nil, &list)
		if len(list.Items) != 1 {
			t.Errorf("%+v", list)
		}
	})
}
