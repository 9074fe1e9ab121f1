package trainingweb_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/curricula"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/delegations"
	"counterpart/internal/people"
	"counterpart/internal/roomtest"
	"counterpart/internal/training"
	"counterpart/internal/training/trainingweb"
)

var office = []access.Right{
	training.RightSee, training.RightDeliver, training.RightSelect, training.RightConclude, curricula.RightSee, curricula.RightWrite, curricula.RightReview, activities.RightSee, activities.RightEdit,
	people.RightSee, people.RightEdit, delegations.RightSee, delegations.RightAllocate, delegations.RightScreen,
}

// held is an activity of yesterday with a session, a curriculum in pilot, and one confirmed person.
func held(t *testing.T, d *db.DB, officer access.Actor) (activity, version string) {
	t.Helper()
	ctx := t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	convening, courses := activities.New(d), curricula.New(d, curricula.Options{})
	activity, err := convening.Plan(ctx, officer, activities.Draft{Title: "Workshop", Kind: "training_workshop", TimeZone: "UTC", StartsOn: "2024-06-04", EndsOn: "2024-06-04"})
	must(err)
	at := time.Date(2024, 6, 4, 9, 0, 0, 0, time.UTC)
	_, err = convening.AddSession(ctx, officer, activity, activities.SessionDraft{Title: "Looking", StartsAt: db.At(at), EndsAt: db.At(at.Add(2 * time.Hour))})
	must(err)
	id, err := courses.Begin(ctx, officer, curricula.NewDraft{Code: "DOC", VersionDraft: curricula.VersionDraft{Title: "Documents", MinPresence: 80, NeedsTest: true}})
	must(err)
	found, err := courses.Find(ctx, officer, id)
	must(err)
	version = found.Versions[0].ID
	_, err = courses.AddModule(ctx, officer, version, curricula.ModuleDraft{Title: "Looking", Minutes: 120})
	must(err)
	must(courses.Take(ctx, officer, version, curricula.StepDraft{Verb: curricula.Submit}))
	must(courses.Take(ctx, roomtest.Holding("second", curricula.RightReview, curricula.RightSee), version, curricula.StepDraft{Verb: curricula.Try}))
	_, err = db.Change(ctx, d, func(tx *db.Tx) (string, error) {
		party := roomtest.PartyID(t, d, "thailand")
		person, err := people.AddIn(tx, officer, people.Draft{Given: "สมชาย ใจดี", Email: "somchai@example.org", PartyID: party})
		if err != nil {
			return "", err
		}
		return delegations.AddConfirmedIn(tx, officer, delegations.ConfirmedDraft{ActivityID: activity, PartyID: party, PersonID: person, Category: "trainee", Mode: "in_person", Source: delegations.FromSecretariat})
	})
	must(err)
	return activity, version
}

func TestPages(t *testing.T) {
	d := dbtest.SQLite(t)
	roomtest.LoadPack(t, d, "bali")
	officer := roomtest.Holding("officer", office...)
	activity, version := held(t, d, officer)
	s := roomtest.Serve(t, officer, &trainingweb.Pages{
		Training: training.New(d, training.Options{Delegations: delegations.New(d, delegations.Options{}), BaseURL: "https://counterpart.example"}), Curricula: curricula.New(d, curricula.Options{}),
		Activities: activities.New(d), People: people.New(d),
	})
	at := "/activities/" + activity + "/training"
	s.Get(200, "/training", "No course matches")
	s.Get(200, at, "This activity delivers no curriculum")
	s.Get(404, at+"/selection")
	s.Get(200, at+"/edit?version_id="+version, "Documents", "2 hours in the version")
	module := regexp.MustCompile(`name="module" value="([^"]+)"`).FindStringSubmatch(s.Get(200, at+"/edit?version_id="+version))[1]
	s.Post(422, at, []string{"version_id", version, "module", module, "hours." + module, "1"}, "Say what is otherwise")
	s.Post(303, at, []string{"version_id", version, "module", module, "hours." + module, "1", "adapted", "One hour less.", "lms_url", "https://learning.example.org/doc"})
	s.Get(200, at, "1 (instead of 2)", "One hour less.", "Open the course")
	s.Get(200, "/training", "Workshop", "DOC, version 1")
	s.Get(200, "/training.csv", "DOC")
	s.Get(200, at+"/selection", "0 nominations wait")
	s.Post(409, at+"/selection", []string{"seats", "3"}, "No nomination waits")
	s.Get(200, at+"/register", "สมชาย", "Not there", "0 %, too little")
	s.Upload(422, at+"/lms", nil, "grades.csv", []byte("one line"), "no rows below")
	file := s.Upload(303, at+"/lms", nil, "grades.csv", []byte("Email address,Looking,Mark\nsomchai@example.org,P (2/2),7\nzed@example.org,P,8\n"))
	s.Get(200, file, "1 of 2 rows are good", "was in Looking", "Nobody of the cohort")
	s.Post(422, file, []string{"column.0", "email", "column.1", "email", "column.2", ""}, "Two columns cannot mean the same")
	session := regexp.MustCompile(`value="(session:[^"]+)"`).FindStringSubmatch(s.Get(200, file))[1]
	s.Post(303, file, []string{"column.0", "email", "column.1", session, "column.2", "test"})
	s.Get(200, file, "took the test (7)")
	s.Post(303, file+"/take", nil)
	s.Get(200, file, "Take it back", "Taken")
	s.Get(200, at+"/register", "100 %")
	s.Get(200, at+"/completion", "Would complete", "Test after the course")
	s.Post(303, at+"/completion", nil)
	s.Get(200, at+"/completion", "Completed")
	if said := s.Get(200, at+"/statements.json", `"attended"`, `"completed"`, `"PT2H0M"`); strings.Contains(said, "somchai") {
		t.Error("a statement names somebody")
	}
	s.Post(303, file+"/undo", nil)
	s.Get(200, at+"/completion", "Otherwise now", "has not taken the test")
	s.Get(200, at+"/register.csv", "TLP:AMBER+STRICT", "สมชาย")
	s.Get(200, at+"/completion.csv", "Completed")
	s.Call(200, "GET", "/training", nil, nil)
	s.Call(200, "GET", "/activities/"+activity+"/training/register", nil, nil)
	s.Actor = roomtest.Holding("reader", training.RightSee, activities.RightSee, delegations.RightSee)
	s.Get(403, at+"/register")
	s.Get(200, at+"/completion", "สมชาย")
	s.Actor = access.Actor{Account: "x", Person: "", Via: "session", Grants: []access.Grant{{Role: access.Participant, Rights: map[access.Right]bool{training.RightOwn: true}}}}
	s.Get(200, "/my-training", "No course yet")
}
