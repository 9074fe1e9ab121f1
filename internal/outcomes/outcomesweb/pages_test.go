package outcomesweb_test

import (
	"strings"
	"testing"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/activities"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/jobs"
	"counterpart/internal/label"
	"counterpart/internal/letters"
	"counterpart/internal/outcomes"
	"counterpart/internal/outcomes/outcomesweb"
	"counterpart/internal/parties"
	"counterpart/internal/people"
	"counterpart/internal/roomtest"
	"counterpart/internal/threads"
	"counterpart/internal/vocabulary"
)

type stage struct {
	*roomtest.Site
	t               *testing.T
	d               *db.DB
	links           *accounts.Service
	officer, second access.Actor
	party, activity string
}

func newStage(t *testing.T, d *db.DB) *stage {
	t.Helper()
	roomtest.LoadPack(t, d, "bali")
	d.Clock = func() time.Time { return dbtest.Noon }
	s := &stage{t: t, d: d, party: roomtest.PartyID(t, d, "thailand")}
	s.links = accounts.New(d, accounts.Options{Key: make([]byte, 32), BaseURL: "http://counterpart.example", Rights: map[access.Role]map[access.Right]bool{access.FocalPoint: {outcomes.RightPropose: true}}})
	queue, err := jobs.New(d, jobs.Options{})
	if err != nil {
		t.Fatal(err)
	}
	rights := []access.Right{outcomes.RightSee, outcomes.RightPropose, outcomes.RightReview, parties.RightSee, people.RightSee, activities.RightSee, threads.RightSee, threads.RightLink}
	s.officer, s.second = roomtest.Holding("officer", rights...), roomtest.Holding("second", rights...)
	source := threads.Source{Name: "Activity", Load: func(tx *db.Tx, actor access.Actor, ids []string) ([]threads.Record, error) {
		list, err := activities.SeenIn(tx, actor, ids)
		return records(list), err
	}, Find: func(tx *db.Tx, actor access.Actor, words string, limit int) ([]threads.Record, error) {
		list, err := activities.ChoicesIn(tx, actor, words, limit)
		return records(list), err
	}}
	linked := threads.New(d, []string{activities.Kind}, map[string]threads.Source{activities.Kind: source})
	s.Site = roomtest.Serve(t, s.officer, &outcomesweb.Pages{
		Outcomes: outcomes.New(d, outcomes.Options{Outbox: letters.NewOutbox(queue), Files: roomtest.Files(t, d), Threads: linked}), Parties: parties.New(d), People: people.New(d), Activities: activities.New(d),
		Threads: linked, Accounts: s.links, Vocabulary: vocabulary.New(d),
	})
	s.activity, err = db.Change(t.Context(), d, func(tx *db.Tx) (string, error) {
		if err := tx.Exec(`update post set email = 'focal@thailand.example' where party_id = $1 and kind = 'focal_point'`, s.party); err != nil {
			return "", err
		}
		return activities.AddIn(tx, access.System("test", activities.RightEdit), activities.Draft{Title: "The roundtable", Kind: "roundtable", TimeZone: "Asia/Jakarta", StartsOn: "2024-02-05", Label: label.Green})
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func records(list []activities.Activity) []threads.Record {
	var out []threads.Record
	for _, a := range list {
		out = append(out, threads.Record{Ref: threads.Ref{Kind: activities.Kind, ID: a.ID}, Title: a.Title, On: a.StartsOn, Label: a.Label, Object: a.Object()})
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

func focal(party string) access.Actor {
	a := roomtest.Scoped("focal", access.Scope{Parties: []string{party}}, outcomes.RightSee, outcomes.RightPropose, parties.RightSee)
	a.Grants[0].Role = access.FocalPoint
	return a
}

func TestFromTheProposalToTheSummary(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		s.Get(200, "/outcomes", "No outcome matches")
		s.Get(200, "/outcomes/new", "Write nothing about victims", "Thailand", "Behaviour")
		s.Post(422, "/outcomes", []string{"_key", "1", "party_id", s.party, "place", "as typed"}, "Say in one line what changed.", "Say when it happened", "as typed")
		at := s.Post(303, "/outcomes", []string{
			"_key", "2", "party_id", s.party, "institution", "Consular department", "title", "Officers are trained each year", "change", "They were not before.", "kind", "practice", "from_on", "2024-03-01", "label", "TLP:CLEAR",
			"from", "activity:" + s.activity,
		})
		s.Get(200, at, "Officers are trained each year", "Consular department, Thailand", "An officer who did not propose it reads it", "not substantiated")
	})
}

func TestTheWholeLife(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		at := s.Post(303, "/outcomes", []string{"_key", "1", "party_id", s.party, "title", "Officers are trained", "change", "They were not before.", "kind", "practice", "from_on", "2024-03-01", "label", "TLP:CLEAR"})
		s.Post(409, at+"/take/accept", []string{"_key", "2"})
		s.by(s.second, func() {
			s.Get(200, at+"/take/return", "What is to be made clearer")
			s.Post(422, at+"/take/return", []string{"_key", "3"}, "Write what is to be made clearer")
			s.Post(303, at+"/take/return", []string{"_key", "4", "words", "Since when?"})
		})
		s.Get(200, at+"/edit", "They were not before.")
		s.Post(303, at, []string{"_key", "5", "version", "2", "title", "Officers are trained each year", "change", "They were not before.", "kind", "practice", "from_on", "2024-03-01", "label", "TLP:CLEAR"})
		s.by(s.second, func() { s.Post(303, at+"/take/accept", []string{"_key", "6"}) })
		s.Get(200, at+"/source", "Address")
		s.Post(422, at+"/source", []string{"_key", "7", "address", "nowhere", "label", "TLP:CLEAR"}, "Say what the source is.", "Write the whole address")
		s.Upload(303, at+"/source", []string{"_key", "8", "title", "The circular", "label", "TLP:AMBER"}, "circular.csv", []byte("a;b\n1;2\n"))
		s.Get(200, at+"/contribute?kind=activity&find=round", "The roundtable")
		s.Post(422, at+"/contribute", []string{"_key", "9", "kind", "activity"}, "Choose the record that contributed.")
		s.Post(303, at+"/contribute", []string{"_key", "10", "kind", "activity", "from", "activity:" + s.activity, "words", "Programme"})
		s.Get(200, at+"/substantiate?find=nobody", "Nobody has these words")
		s.Post(422, at+"/substantiate", []string{"_key", "11"}, "Choose whether it is confirmed.")
		s.Post(303, at+"/substantiate", []string{"_key", "12", "confirms", "yes", "office", "An embassy", "words", "We saw it."})
		s.Post(303, at+"/take/summarise", []string{"_key", "13", "words", "Officers are trained each year."})
		s.by(focal(s.party), func() {
			s.Get(200, at, "Agree to the summary", "The circular", "An embassy")
			s.Post(303, at+"/take/agree", []string{"_key", "14"})
		})
		s.Post(303, at+"/take/submit", []string{"_key", "15"})
		s.Get(200, at, "0 of 2 approvals", "The party agreed on")
		s.Post(409, at+"/take/publish", []string{"_key", "16"})
		s.Get(200, "/outcomes?year=2024&kind=practice&substantiated=yes", "Officers are trained each year")
		s.Get(200, "/outcomes/counts", "Practice", "2024")
		s.Get(200, "/outcomes.csv", "Officers are trained each year", "TLP:CLEAR")
		s.by(access.Actor{Via: "public", Name: "Public"}, func() { s.Get(200, "/outcomes/published", "No summary is published") })
		s.by(focal(roomtest.PartyID(t, d, "fiji")), func() { s.Get(404, at) })
	})
}

func TestALinkProposes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		s.Get(200, "/outcomes/ask", "The roundtable", "Thailand")
		s.Post(422, "/outcomes/ask", []string{"_key", "1"}, "Choose the party", "Choose the activity")
		s.Post(303, "/outcomes/ask", []string{"_key", "2", "party_id", s.party, "activity_id", s.activity})
		id, err := db.View(t.Context(), d, func(tx *db.Tx) (string, error) {
			return db.One[string](tx, `select id from signed_link where purpose = 'outcome'`)
		})
		if err != nil {
			t.Fatal(err)
		}
		path := strings.TrimPrefix(s.links.LinkURL(id, accounts.PurposeOutcome), "http://counterpart.example")
		s.by(access.Actor{Via: "public", Name: "Public"}, func() {
			s.Get(404, "/o/wrong")
			s.Get(200, path, "Thailand, since The roundtable")
			s.Post(422, path, []string{"_key", "3", "title", "as typed"}, "as typed", "Describe who changed what")
			s.Post(303, path, []string{"_key", "4", "title", "A desk was named", "change", "One desk answers.", "kind", "relationship", "from_on", "2024-04-01"})
		})
		s.Get(200, "/outcomes", "A desk was named")
	})
}

func TestAPI(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		made := struct {
			ID string `json:"id"`
		}{}
		draft := map[string]any{"party_id": s.party, "title": "A law", "change": "A law was passed.", "kind": "law", "from": "2024-05-01"}
		s.Call(201, "POST", "/outcomes", draft, &made)
		draft["title"] = "A new law"
		s.Call(204, "PUT", "/outcomes/"+made.ID+"?version=1", draft, nil)
		s.Call(409, "POST", "/outcomes/"+made.ID+"/steps", map[string]string{"verb": "accept"}, nil)
		s.Call(201, "POST", "/outcomes/"+made.ID+"/sources", map[string]string{"title": "The gazette"}, nil)
		s.Call(204, "POST", "/outcomes/"+made.ID+"/contributions", map[string]any{"from": map[string]string{"kind": "activity", "id": s.activity}}, nil)
		s.Call(409, "POST", "/outcomes/"+made.ID+"/substantiations", map[string]any{"confirms": true, "office": "A court", "words": "Yes."}, nil)
		s.Call(204, "POST", "/outcome-questions", map[string]string{"party_id": s.party, "activity_id": s.activity}, nil)
		var page outcomes.Page
		s.Call(200, "GET", "/outcomes/"+made.ID, nil, &page)
		if page.Outcome.State != outcomes.Proposed || len(page.Sources) != 1 || page.Reference != "O 2024/1" {
			t.Errorf("%+v", page)
		}
		var list struct{ Items []outcomes.Outcome }
		s.Call(200, "GET", "/outcomes?q=law&kind=law", nil, &list)
		if len(list.Items) != 1 {
			t.Errorf("%+v", list)
		}
		s.Call(200, "GET", "/outcome-counts", nil, nil)
	})
}
