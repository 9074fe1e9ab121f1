package importsweb_test

import (
	"strings"
	"testing"

	"counterpart/internal/activities"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/imports"
	"counterpart/internal/imports/importsweb"
	"counterpart/internal/jobs"
	"counterpart/internal/people"
	"counterpart/internal/roomtest"
	"counterpart/internal/vocabulary"
)

var officer = roomtest.Holding("officer", people.RightImport, activities.RightSee, activities.RightEdit)

func serve(t *testing.T) (*db.DB, *roomtest.Site) {
	t.Helper()
	d := dbtest.SQLite(t)
	roomtest.LoadPack(t, d, "bali")
	queue, err := jobs.New(d, jobs.Options{})
	if err != nil {
		t.Fatal(err)
	}
	store := roomtest.Files(t, d)
	return d, roomtest.Serve(t, officer, &importsweb.Pages{
		Imports: imports.New(d, store, queue), Activities: activities.New(d), Vocabulary: vocabulary.New(d),
	})
}

const list = "Title;Who;Country;Group\nMs;Siti Rahayu;Indonesia;States\nMr;Foo Bar;Atlantis;Kingdoms\nMs;;Indonesia;States\n"

// The whole way through the pages: send, correct the columns, look at the verdicts, take, get back what was refused.
func TestAFileThroughThePages(t *testing.T) {
	t.Parallel()
	d, s := serve(t)
	activity, err := activities.New(d).Plan(t.Context(), officer, activities.Draft{Kind: "training_workshop", Title: "Workshop", TimeZone: "Asia/Jakarta", StartsOn: "2024-06-03"})
	if err != nil {
		t.Fatal(err)
	}
	s.Get(200, "/imports/new?activity="+activity, "Workshop")
	s.Post(422, "/imports", []string{"kind", "participants", "activity_id", activity}, "Choose a file")
	s.Upload(422, "/imports", []string{"kind", "participants"}, "list.csv", []byte(list), "Choose the activity")
	page := s.Upload(303, "/imports", []string{"kind", "participants", "activity_id", activity}, "list.csv", []byte(list))
	s.Get(200, page, "The name is missing", "What the columns mean")

	columns := []string{"column0", "honorific", "column1", "name", "column2", "party", "column3", "kind", "kind0", "state", "kind1", ""}
	s.Post(422, page+"/rehearse", append(columns, "category", "delegate", "mode", "moon"), "Choose how they take part")
	s.Post(303, page+"/rehearse", append(columns, "category", "delegate", "mode", "in_person", "attended", "1"))
	s.Get(200, page, "New person.", "Take the good rows")
	s.Get(200, page+"?show=refused", "Country", "no kind of party is chosen for", "The name is missing")
	if body := s.Get(200, page+"?show=new", "Siti Rahayu"); strings.Contains(body, "Foo Bar") {
		t.Error("a refused row stands among the new ones")
	}
	if body := s.Get(200, page+"/refused.csv", "Foo Bar", "Column at fault"); strings.Contains(body, "Siti") {
		t.Error("a good row stands among the refused ones")
	}
	s.Post(303, page+"/take", nil)
	s.Get(200, page, "Open the record", "Taken")
	s.Get(200, page+"/progress", "taken")
	s.Post(409, page+"/take", nil, "have been taken")
	s.Get(200, "/imports", "list.csv", "Workshop")
	came, err := db.View(t.Context(), d, func(tx *db.Tx) (int, error) {
		return db.One[int](tx, `select count(*) from checkin c join person p on p.id = c.person_id where p.given = 'Siti Rahayu' and c.method = 'import'`)
	})
	if err != nil || came != 1 {
		t.Errorf("%d check-ins, %v", came, err)
	}
	s.Actor.Grants = nil
	s.Get(403, page)
}

func TestTheAPIOfImports(t *testing.T) {
	t.Parallel()
	_, s := serve(t)
	var made struct{ ID string }
	s.Call(422, "POST", "/imports", imports.Draft{Kind: "people", Name: "a.csv", Content: []byte("Name\n")}, nil)
	s.Call(201, "POST", "/imports", imports.Draft{Kind: "people", Name: "a.csv", Content: []byte(list)}, &made)
	var imp imports.Import
	s.Call(200, "GET", "/imports/"+made.ID, nil, &imp)
	imp.Options.Columns = []string{"honorific", "name", "party", "kind"}
	imp.Options.Kinds = map[string]string{"States": "state"}
	s.Call(204, "PUT", "/imports/"+made.ID+"/options", imp.Options, nil)
	s.Call(204, "POST", "/imports/"+made.ID+"/take", nil, nil)
	s.Call(409, "POST", "/imports/"+made.ID+"/take", nil, nil)
	s.Call(200, "GET", "/imports/"+made.ID, nil, &imp)
	if imp.State != imports.Taken || imp.TakenRows != 1 || imp.RefusedRows != 2 {
		t.Errorf("%+v", imp)
	}
	var rows struct{ Items []imports.Row }
	s.Call(200, "GET", "/imports/"+made.ID+"/rows?verdict=refused", nil, &rows)
	if len(rows.Items) != 2 || rows.Items[0].Line != 3 || rows.Items[0].Cell != "Country" {
		t.Errorf("%+v", rows)
	}
	var all struct{ Items []imports.Import }
	s.Call(200, "GET", "/imports", nil, &all)
	if len(all.Items) != 1 {
		t.Errorf("%+v", all)
	}
}
