package peopleweb_test

import (
	"strings"
	"testing"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/attendance"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/delegations"
	"counterpart/internal/jobs"
	"counterpart/internal/letters"
	"counterpart/internal/parties"
	"counterpart/internal/people"
	"counterpart/internal/people/peopleweb"
	"counterpart/internal/registrations"
	"counterpart/internal/roomtest"
	"counterpart/internal/vocabulary"
)

var officer = roomtest.Holding("officer", people.RightSee, people.RightEdit, people.RightImport, parties.RightSee, parties.RightEdit,
	activities.RightSee, activities.RightEdit, letters.RightSee, delegations.RightSee)

func serve(t *testing.T) (*db.DB, *roomtest.Site) {
	t.Helper()
	d := dbtest.SQLite(t)
	roomtest.LoadPack(t, d, "bali")
	queue, err := jobs.New(d, jobs.Options{})
	if err != nil {
		t.Fatal(err)
	}
	delegation := delegations.New(d, delegations.Options{})
	return d, roomtest.Serve(t, officer, &peopleweb.Pages{
		People: people.New(d), Parties: parties.New(d), Activities: activities.New(d), Letters: letters.New(d, letters.NewOutbox(queue)),
		Delegations: delegation, Registrations: registrations.New(d, delegation, roomtest.Vault(t, d)), Attendance: attendance.New(d), Vocabulary: vocabulary.New(d),
	})
}

func TestAPersonsLife(t *testing.T) {
	t.Parallel()
	d, s := serve(t)
	thai := roomtest.PartyID(t, d, "thailand")
	s.Get(200, "/people/new", "Add a person", "Thailand")
	s.Post(422, "/people", []string{"given", "", "email", "nonsense"}, "Write the name", "is not an e-mail address")
	page := s.Post(303, "/people", []string{"given", "Anong Suwan", "address_form", "Ms", "native_name", "อนงค์ สุวรรณ", "native_lang", "th", "party_id", thai, "position", "Director", "from", "2020-01-01"})
	s.Get(200, page, "Ms Anong Suwan", "อนงค์ สุวรรณ", "Thailand", "Director", "Began to work for Thailand", "TLP:AMBER")
	s.Get(200, page+"?as_at=2019-06-01", "Anong Suwan")
	s.Get(200, "/people?q=อนง", "Anong Suwan")
	s.Get(200, "/people?q=suw&party="+thai, "Anong Suwan")
	if body := s.Get(200, "/people?q=nobody"); strings.Contains(body, "Anong") {
		t.Error("the search finds who does not match")
	}

	s.Post(409, "/people", []string{"given", "Dr Anong SUWAN", "party_id", thai}, "Is it one of these?", "Anong Suwan", "the same name")
	other := s.Post(303, "/people", []string{"given", "Anong Suwan", "anyway", "1"})

	s.Get(200, page+"/edit", "Anong Suwan")
	s.Post(303, page, []string{"version", "1", "given", "Anong Suwan-Lee", "native_name", "อนงค์"})
	s.Post(409, page, []string{"version", "1", "given", "Anong Overtaken"}, "Somebody else changed this record", "Anong Overtaken", `name="version" value="2"`)
	s.Post(303, page, []string{"version", "2", "given", "Anong Overtaken"})

	s.Post(422, page+"/affiliations", []string{"party_id", ""}, "Choose a party")
	s.Post(303, page+"/affiliations", []string{"party_id", thai, "position", "Director General", "from", "2023-01-01"})
	s.Get(200, page, "Director General", "1 January 2020 to 31 December 2022", "since 1 January 2023")
	s.Post(422, page+"/consents", []string{"item", "nothing"}, "Choose what the consent is for")
	s.Get(200, other, "No affiliation yet")
	s.Get(404, "/people/nobody")
}

func TestWhoHoldsAPost(t *testing.T) {
	t.Parallel()
	d, s := serve(t)
	thai := roomtest.PartyID(t, d, "thailand")
	post, err := db.View(t.Context(), d, func(tx *db.Tx) (string, error) {
		return db.One[string](tx, `select id from post where party_id = $1 and kind = 'focal_point'`, thai)
	})
	if err != nil {
		t.Fatal(err)
	}
	first := id(s.Post(303, "/people", []string{"given", "Boon First", "party_id", thai}))
	second := id(s.Post(303, "/people", []string{"given", "Chai Second"}))
	holder := "/posts/" + post + "/holder"
	s.Get(200, holder, "Boon First")
	s.Get(200, holder+"?q=chai", "Chai Second")
	s.Post(422, holder, []string{"from", "2024-13-01"}, "is not a date", "Choose a person")
	s.Post(303, holder, []string{"person_id", first, "from", "2023-01-01"})
	s.Post(303, holder, []string{"person_id", second, "from", "2024-01-01"})
	s.Get(200, holder, "1 January 2023 to 31 December 2023", "Chai Second")
	s.Get(200, "/people/"+first, "Handed over as", "Became")
	s.Post(303, "/posts/"+post+"/vacate", []string{"to", "2024-06-30"})
	s.Post(409, "/posts/"+post+"/vacate", nil, "Nobody holds this post")
}

func id(location string) string { return location[strings.LastIndexByte(location, '/')+1:] }

func TestTheAPIOfPeople(t *testing.T) {
	t.Parallel()
	d, s := serve(t)
	thai := roomtest.PartyID(t, d, "thailand")
	var made struct{ ID string }
	s.Call(201, "POST", "/people", people.Draft{Given: "Somchai Jaidee", PartyID: thai, Position: "Officer", From: "2020-01-01"}, &made)
	var problem struct{ Detail string }
	s.Call(409, "POST", "/people", people.Draft{Given: "Somchai Jaidee", PartyID: thai}, &problem)
	if !strings.Contains(problem.Detail, made.ID) {
		t.Errorf("the conflict does not name the record: %s", problem.Detail)
	}
	var alike struct{ Items []people.Match }
	s.Call(200, "POST", "/people/alike", people.Draft{Given: "Somchai Jaidi", PartyID: thai}, &alike)
	if len(alike.Items) != 1 || alike.Items[0].Person.ID != made.ID {
		t.Errorf("alike: %+v", alike)
	}
	var person people.Person
	s.Call(200, "GET", "/people/"+made.ID, nil, &person)
	if person.Party != "Thailand" || person.Version != 1 {
		t.Errorf("%+v", person)
	}
	s.Call(200, "GET", "/people/"+made.ID+"?as_at=2019-01-01", nil, &person)
	s.Call(204, "PUT", "/people/"+made.ID+"?version=1", people.Draft{Given: "Somchai J."}, nil)
	s.Call(409, "PUT", "/people/"+made.ID+"?version=1", people.Draft{Given: "Somchai K."}, nil)
	var affiliations struct{ Items []people.Affiliation }
	s.Call(200, "GET", "/people/"+made.ID+"/affiliations", nil, &affiliations)
	if len(affiliations.Items) != 1 {
		t.Fatalf("%+v", affiliations)
	}
	s.Call(204, "POST", "/affiliations/"+affiliations.Items[0].ID+"/end", map[string]string{"to": "2024-05-31"}, nil)
	s.Call(201, "POST", "/people/"+made.ID+"/affiliations", people.AffiliationDraft{PartyID: thai, From: "2024-06-01"}, nil)
	s.Call(204, "POST", "/people/"+made.ID+"/consents", people.ConsentDraft{Item: "photo", Given: true, Wording: "Yes"}, nil)
	var consents struct{ Items []people.Consent }
	s.Call(200, "GET", "/people/"+made.ID+"/consents", nil, &consents)
	var list struct {
		Items []people.Person
		Next  string
	}
	for range 3 {
		s.Call(201, "POST", "/people", people.Draft{Given: "Another Person", Anyway: true}, nil)
	}
	seen := map[string]bool{}
	for after := ""; ; after = list.Next {
		list.Next = ""
		s.Call(200, "GET", "/people?limit=2&after="+after, nil, &list)
		for _, p := range list.Items {
			if seen[p.ID] {
				t.Errorf("%s stands on two pages", p.ID)
			}
			seen[p.ID] = true
		}
		if list.Next == "" {
			break
		}
	}
	if len(seen) != 4 || len(consents.Items) != 1 {
		t.Errorf("%d persons over the pages, %d consents", len(seen), len(consents.Items))
	}
}

// A focal point sees the own people and no others, on pages as in the API.
func TestAFocalPointSeesTheOwnPeople(t *testing.T) {
	t.Parallel()
	d, s := serve(t)
	thai := roomtest.PartyID(t, d, "thailand")
	own := s.Post(303, "/people", []string{"given", "Own Person", "party_id", thai})
	foreign := s.Post(303, "/people", []string{"given", "Stranger Person", "party_id", roomtest.PartyID(t, d, "indonesia")})
	s.Actor = roomtest.Scoped("focal point", access.Scope{Parties: []string{thai}}, people.RightSee, people.RightEdit, parties.RightSee)
	if body := s.Get(200, "/people", "Own Person"); strings.Contains(body, "Stranger") {
		t.Error("the list shows a person of another party")
	}
	s.Get(200, own, "Own Person")
	s.Get(404, foreign)
	s.Call(404, "GET", "/people/"+id(foreign), nil, nil)
	s.Post(404, foreign, []string{"version", "1", "given", "Mine now"})
	s.Post(303, "/people", []string{"given", "New Colleague", "party_id", thai})
	s.Post(403, "/people", []string{"given", "No Party"})
}
