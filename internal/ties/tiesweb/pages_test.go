package tiesweb_test

import (
	"strings"
	"testing"

	"counterpart/internal/activities"
	"counterpart/internal/connections"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/label"
	"counterpart/internal/parties"
	"counterpart/internal/people"
	"counterpart/internal/roomtest"
	"counterpart/internal/ties"
	"counterpart/internal/ties/tiesweb"
	"counterpart/internal/vocabulary"
)

// office serves the room over an activity at which somebody of Thailand met somebody of Malaysia and somebody of Indonesia.
func office(t *testing.T) (s *roomtest.Site, activity string) {
	t.Helper()
	d := dbtest.SQLite(t)
	roomtest.LoadPack(t, d, "bali")
	officer := roomtest.Holding("officer", connections.RightSee, activities.RightEdit, people.RightEdit)
	_, err := db.Change(t.Context(), d, func(tx *db.Tx) (ok bool, err error) {
		activity, err = activities.AddIn(tx, officer, activities.Draft{Kind: "roundtable", Title: "Roundtable", TimeZone: "UTC", StartsOn: "2024-05-01", EndsOn: "2024-05-01", Label: label.Green})
		if err != nil {
			return false, err
		}
		var sides []connections.Side
		for _, code := range []string{"thailand", "malaysia", "indonesia"} {
			party := roomtest.PartyID(t, d, code)
			id, err := people.AddIn(tx, officer, people.Draft{Given: "Somebody of " + code, PartyID: party})
			if err != nil {
				return false, err
			}
			sides = append(sides, connections.Side{PersonID: id, PartyID: party})
		}
		for _, other := range sides[1:] {
			_, err = connections.MeetIn(tx, officer, connections.Draft{ActivityID: activity, How: connections.ByMixer, At: db.At(dbtest.Noon.AddDate(0, -1, 0)), Sides: [2]connections.Side{sides[0], other}})
			if err != nil {
				return false, err
			}
		}
		return true, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return roomtest.Serve(t, officer, &tiesweb.Pages{Ties: ties.New(d), Vocabulary: vocabulary.New(d), Reach: "reach.see"}), activity
}

func TestTheNetworkIsShown(t *testing.T) {
	t.Parallel()
	s, activity := office(t)
	body := s.Get(200, "/network?activity="+activity, "Before and after Roundtable", "2 pairs of parties are tied, 2 of them for the first time", "The network", "The map", "Who is tied to whom", "Most people met between", `role="img"`, "Bridge", "stands alone")
	if strings.Contains(body, "Somebody of") {
		t.Error("the network names a person")
	}
	s.Get(200, "/network?from=2024-06-01&to=2024-06-04", "2 pairs of parties are tied, 0 of them for the first time")
	s.Get(200, "/network?from=2023-01-01&to=2023-06-04", "No two parties are tied")
	s.Get(422, "/network?from=2024-06-01&to=2024-05-01", "The second day must not be before the first.")
	s.Get(422, "/network?from=soon", "is not a date")
	s.Get(404, "/network?activity=none")
	s.Get(200, "/network.csv?activity="+activity, "party,with,connections_before,connections_after,new,label", ",0,1,new,TLP:AMBER")
}

func TestTheAPIAnswersTheSame(t *testing.T) {
	t.Parallel()
	s, activity := office(t)
	var n ties.Network
	s.Call(200, "GET", "/network?activity="+activity, nil, &n)
	if n.After.Ties != 2 || len(n.Pairs) != 2 || n.After.CrossBorder != 2 || n.Before.Ties != 0 || n.After.Bridges != 1 {
		t.Errorf("%+v", n.After)
	}
	s.Call(422, "GET", "/network?from=soon", nil, nil)
	s.Actor = roomtest.Holding("stranger", parties.RightSee)
	s.Call(403, "GET", "/network", nil, nil)
	s.Get(403, "/network.csv")
}
