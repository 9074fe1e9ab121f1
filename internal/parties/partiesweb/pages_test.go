package partiesweb_test

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
	"counterpart/internal/parties/partiesweb"
	"counterpart/internal/people"
	"counterpart/internal/roomtest"
	"counterpart/internal/vocabulary"
)

var officer = roomtest.Holding("officer", people.RightSee, people.RightEdit, parties.RightSee, parties.RightEdit,
	activities.RightSee, activities.RightEdit, letters.RightSee, delegations.RightSee)

func serve(t *testing.T) (*db.DB, *roomtest.Site) {
	t.Helper()
	d := dbtest.SQLite(t)
	roomtest.LoadPack(t, d, "bali")
	queue, err := jobs.New(d, jobs.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return d, roomtest.Serve(t, officer, &partiesweb.Pages{
		Parties: parties.New(d), People: people.New(d), Activities: activities.New(d), Letters: letters.New(d, letters.NewOutbox(queue)),
		Delegations: delegations.New(d, delegations.Options{}), Attendance: attendance.New(d), Vocabulary: vocabulary.New(d),
	})
}

func id(location string) string { return location[strings.LastIndexByte(location, '/')+1:] }

func TestAPartysLife(t *testing.T) {
	t.Parallel()
	_, s := serve(t)
	s.Post(422, "/parties", []string{"name", "", "kind", "galaxy"}, "Write the name of the party", "Choose what kind of party")
	page := s.Post(303, "/parties", []string{"name", "Wakanda", "kind", "state", "formal_name", "Kingdom of Wakanda"})
	s.Get(200, page, "Wakanda", "No status", "No post yet")
	s.Post(303, page+"/memberships", []string{"status", "observer", "from", "2020-01-01"})
	s.Post(303, page+"/memberships", []string{"status", "member", "from", "2023-01-01", "note", "By letter"})
	s.Post(422, page+"/memberships", []string{"status", "member", "from", "2022-01-01"}, "already")
	s.Get(200, page, "since 1 January 2023", "1 January 2020 to 31 December 2022", "Became Member")
	if body := s.Get(200, page+"?as_at=2021-05-05", "Observer on 5 May 2021"); strings.Contains(body, "Member on") {
		t.Error("the page shows today's status for a day of 2021")
	}
	agency := s.Post(303, "/parties", []string{"name", "Royal Guard", "kind", "agency", "parent_id", id(page)})
	s.Get(200, page, "Royal Guard")
	s.Get(200, agency, "Wakanda")
	s.Post(303, page+"/posts", []string{"post_kind", "focal_point", "title", "Focal point", "email", "focal@wakanda.example"})
	s.Post(422, page+"/posts", []string{"post_kind", "focal_point", "title", ""}, "Write the title of the post")
	body := s.Get(200, page, "focal@wakanda.example", "Vacant")
	post := body[strings.Index(body, "/posts/"):]
	post = post[:strings.Index(post, "/holder")]
	s.Get(200, post+"/edit", "focal@wakanda.example")
	s.Post(303, post, []string{"version", "1", "post_kind", "focal_point", "title", "National focal point"})
	s.Post(409, post, []string{"version", "1", "post_kind", "focal_point", "title", "Overtaken"}, "Somebody else changed", "Overtaken")
	s.Post(303, page, []string{"version", "1", "name", "Wakanda Forever", "kind", "state"})
	s.Post(409, page, []string{"version", "1", "name", "Wakanda Never", "kind", "state"}, "Somebody else changed", "Wakanda Never")
}

func TestABodysLife(t *testing.T) {
	t.Parallel()
	d, s := serve(t)
	thai := roomtest.PartyID(t, d, "thailand")
	s.Get(200, "/bodies", "Bodies", "Add a body")
	s.Post(422, "/bodies", []string{"name", "", "from", "soon"}, "is not a date")
	page := s.Post(303, "/bodies", []string{"name", "Working group on tests", "terms_of_reference", "It tests."})
	s.Post(422, page+"/seats", []string{"party_id", thai, "role", "emperor"}, "Choose chair, member or observer")
	s.Post(303, page+"/seats", []string{"party_id", thai, "role", "member", "from", "2020-01-01"})
	s.Post(303, page+"/seats", []string{"party_id", thai, "role", "chair", "from", "2024-01-01"})
	s.Get(200, page, "Chairs", "Thailand", "It tests.")
	if body := s.Get(200, page+"?as_at=2022-01-01", "Members"); strings.Contains(body, "Chairs") {
		t.Error("the chair of 2024 stands on the page of 2022")
	}
	s.Post(303, page+"/posts", []string{"post_kind", "focal_point", "title", "Secretary"})
	s.Get(200, page, "Secretary", "Vacant")
	s.Get(200, page+"/edit", "Working group on tests")
	s.Post(303, page, []string{"version", "1", "name", "Working group on trials"})
	s.Post(409, page, []string{"version", "1", "name", "Lost"}, "Somebody else changed")
	s.Get(200, "/parties/"+thai, "Chair", "Working group on trials")
}

func TestTheAPIOfParties(t *testing.T) {
	t.Parallel()
	_, s := serve(t)
	var made struct{ ID string }
	s.Call(201, "POST", "/parties", parties.Draft{Name: "Wakanda", Kind: "state"}, &made)
	party := "/parties/" + made.ID
	s.Call(201, "POST", party+"/memberships", parties.MembershipDraft{Status: "observer", From: "2020-01-01"}, nil)
	s.Call(201, "POST", party+"/memberships", parties.MembershipDraft{Status: "member", From: "2024-01-01"}, nil)
	for day, want := range map[string]string{"2019-01-01": "", "2021-01-01": "observer", "2024-06-05": "member"} {
		var p parties.Party
		s.Call(200, "GET", party+"?as_at="+day, nil, &p)
		if p.Status != want {
			t.Errorf("on %s: %q, wanted %q", day, p.Status, want)
		}
	}
	var statuses struct{ Items []parties.Membership }
	s.Call(200, "GET", party+"/memberships", nil, &statuses)
	s.Call(204, "POST", "/memberships/"+statuses.Items[0].ID+"/end", map[string]string{"to": "2024-05-31"}, nil)
	s.Call(204, "PUT", party+"?version=1", parties.Draft{Name: "Wakanda Forever", Kind: "state"}, nil)
	s.Call(409, "PUT", party+"?version=1", parties.Draft{Name: "Wakanda Never", Kind: "state"}, nil)
	s.Call(201, "POST", "/bodies", parties.BodyDraft{Name: "Body"}, &made)
	body := made.ID
	s.Call(201, "POST", "/bodies/"+body+"/seats", parties.SeatDraft{PartyID: strings.TrimPrefix(party, "/parties/"), Role: "chair"}, nil)
	var page parties.BodyPage
	s.Call(200, "GET", "/bodies/"+body, nil, &page)
	if len(page.Members) != 1 || page.Posts == nil {
		t.Fatalf("%+v", page)
	}
	s.Call(204, "POST", "/seats/"+page.Members[0].ID+"/end", map[string]string{}, nil)
	s.Call(204, "PUT", "/bodies/"+body+"?version=1", parties.BodyDraft{Name: "Bodies"}, nil)
	s.Call(201, "POST", "/posts", parties.PostDraft{Kind: "focal_point", Title: "Secretary", BodyID: body}, &made)
	s.Call(204, "PUT", "/posts/"+made.ID+"?version=1", parties.PostDraft{Kind: "focal_point", Title: "Secretary General"}, nil)
	var post parties.Post
	s.Call(200, "GET", "/posts/"+made.ID, nil, &post)
	if post.Title != "Secretary General" || post.BodyID != body {
		t.Errorf("%+v", post)
	}
}

// A focal point sees the own party and how the mechanism is built, and changes neither.
func TestAFocalPointSeesTheOwnParty(t *testing.T) {
	t.Parallel()
	d, s := serve(t)
	thai, other := roomtest.PartyID(t, d, "thailand"), roomtest.PartyID(t, d, "indonesia")
	s.Actor = roomtest.Scoped("focal point", access.Scope{Parties: []string{thai}}, parties.RightSee, people.RightSee, activities.RightSee, delegations.RightSee)
	if page := s.Get(200, "/parties/"+thai, "Thailand"); strings.Contains(page, "Give a new status") {
		t.Error("a focal point is offered a form of the secretariat")
	}
	s.Get(404, "/parties/"+other)
	s.Get(200, "/bodies", "Bodies")
	s.Post(403, "/parties/"+thai, []string{"version", "1", "name", "Siam", "kind", "state"})
}
