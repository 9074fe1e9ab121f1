package reachweb_test

import (
	"strings"
	"testing"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/connections"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/delegations"
	"counterpart/internal/delegations/fill"
	"counterpart/internal/label"
	"counterpart/internal/parties"
	"counterpart/internal/people"
	"counterpart/internal/reach"
	"counterpart/internal/reach/reachweb"
	"counterpart/internal/roomtest"
	"counterpart/internal/vocabulary"
)

// office serves the room over one activity to which Thailand was invited and named one person.
func office(t *testing.T) (*roomtest.Site, *db.DB) {
	t.Helper()
	d := dbtest.SQLite(t)
	roomtest.LoadPack(t, d, "bali")
	officer := roomtest.Holding("officer", reach.RightSee, connections.RightSee, activities.RightEdit, parties.RightEdit, people.RightEdit)
	_, err := db.Change(t.Context(), d, func(tx *db.Tx) (bool, error) {
		id, err := activities.AddIn(tx, officer, activities.Draft{Kind: "roundtable", Title: "Roundtable", TimeZone: "Asia/Jakarta", StartsOn: "2023-03-01", EndsOn: "2023-03-01", Label: label.Green})
		if err != nil {
			return false, err
		}
		if _, err := parties.AddIn(tx, officer, parties.Draft{Kind: "international_organisation", Name: "=Ocean <Rescue>", Region: "Nowhere"}); err != nil {
			return false, err
		}
		if err := people.FillIn(tx, []people.Filled{{ID: "p1", AffiliationID: "a1", Draft: people.Draft{Given: "Somchai", PartyID: roomtest.PartyID(t, d, "thailand")}}}); err != nil {
			return false, err
		}
		return true, fill.In(tx, id, []fill.Seats{{
			ID: "s1", InvitationID: "i1", SentAt: db.At(dbtest.Noon), SeatsDraft: delegations.SeatsDraft{PartyID: roomtest.PartyID(t, d, "thailand"), Category: "delegate", Mode: "in_person", Seats: 1},
			Nominations: []fill.Nomination{{ID: "n1", PersonID: "p1", Position: "Officer", Rank: 1, Steps: []delegations.State{delegations.Confirmed}, At: db.At(dbtest.Noon)}},
		}})
	})
	if err != nil {
		t.Fatal(err)
	}
	return roomtest.Serve(t, officer, &reachweb.Pages{Reach: reach.New(d), Vocabulary: vocabulary.New(d), Network: connections.RightSee}), d
}

func TestPagesTellWhomWeHaveNotReached(t *testing.T) {
	t.Parallel()
	s, d := office(t)
	s.Get(200, "/reach?from=2020&to=2024", "Whom have we not reached?", "Named people once, first for 1 Mar 2023; nobody came", "Never invited", "&lt;Rescue&gt;", `role="img"`, "<desc", "The numbers as a table", "Who is connected to whom")
	if body := s.Get(200, "/reach?from=2020&to=2024&step=named"); strings.Contains(body, "Rescue") || !strings.Contains(body, "Thailand") {
		t.Error("the step does not narrow the list")
	}
	s.Get(422, "/reach?from=2024&to=2020", "The last year must not be before the first.")
	s.Get(422, "/reach?from=soon", "write a whole number")
	s.Get(200, "/reach/women-and-men", "Nobody has come yet", "There are no numbers yet.")
	thailand := roomtest.PartyID(t, d, "thailand")
	s.Get(200, "/parties/"+thailand+"/reach?from=2020&to=2024", "Status, year by year", "By agency", "Positions of few people", "Not stated")
	s.Get(422, "/parties/"+thailand+"/reach?from=2024&to=2020", "The last year must not be before the first.")
	s.Get(404, "/parties/none/reach")
}

func TestFilesCarryTheirLabel(t *testing.T) {
	t.Parallel()
	s, _ := office(t)
	body := s.Get(200, "/reach.csv?from=2023&to=2023", "party,kind,region,year,status,invited,invited_people", "Thailand", "TLP:AMBER")
	for line := range strings.Lines(body) {
		if !strings.HasPrefix(line, "party,") && !strings.HasSuffix(strings.TrimSpace(line), "TLP:AMBER") {
			t.Error("without a label:", line)
		}
		if strings.HasPrefix(line, "=") {
			t.Error("a formula:", line)
		}
	}
	s.Get(200, "/reach/women-and-men.csv", "by,of,people", "all,All,0,0,0,0,0,,TLP:AMBER")
}

func TestTheAPIAnswersTheSame(t *testing.T) {
	t.Parallel()
	s, d := office(t)
	var out struct {
		Parties  []reach.Party   `json:"parties"`
		Measures []reach.Measure `json:"measures"`
		Steps    map[string]int  `json:"steps"`
	}
	s.Call(200, "GET", "/reach?from=2020&to=2024&step=named", nil, &out)
	if len(out.Parties) != 1 || out.Parties[0].Counts["named"].People != 1 || len(out.Measures) != len(reach.Measures) || out.Steps["named"] != 1 || out.Steps[reach.Never] == 0 {
		t.Errorf("%+v", out)
	}
	var page reach.PartyPage
	s.Call(200, "GET", "/parties/"+roomtest.PartyID(t, d, "thailand")+"/reach", nil, &page)
	if page.Party.Name != "Thailand" || len(page.Levels) != 1 {
		t.Errorf("%+v", page)
	}
	s.Call(200, "GET", "/reach/women-and-men", nil, nil)
	s.Actor = roomtest.Scoped("stranger", access.Scope{}, parties.RightSee)
	s.Call(403, "GET", "/reach", nil, nil)
	s.Get(403, "/reach")
}
