package parties_test

import (
	"testing"

	"pgregory.net/rapid"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/fault"
	"counterpart/internal/parties"
	"counterpart/internal/roomtest"
)

var officer = roomtest.Holding("officer", parties.RightSee, parties.RightEdit)

func party(t *testing.T, s *parties.Service, d parties.Draft) string {
	t.Helper()
	id, err := s.Add(t.Context(), officer, d)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// day draws a day of two months, or none.
var day = rapid.Custom(func(r *rapid.T) db.Date {
	if rapid.IntRange(0, 7).Draw(r, "open") == 0 {
		return ""
	}
	return db.Date("2024-01-01").AddDays(rapid.IntRange(0, 60).Draw(r, "day"))
})

// Whatever statuses and places are asked for, a party never has two on one day.
func TestStatusesAndPlacesNeverOverlap(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		roomtest.LoadPack(t, d, "bali")
		s := parties.New(d)
		body, err := s.AddBody(t.Context(), officer, parties.BodyDraft{Name: "Working group of the test"})
		if err != nil {
			t.Fatal(err)
		}
		rapid.Check(t, func(r *rapid.T) {
			id := party(t, s, parties.Draft{Name: "Party " + db.NewID(), Kind: "state"})
			for range rapid.IntRange(1, 5).Draw(r, "steps") {
				_, err := s.SetMembership(t.Context(), officer, id, parties.MembershipDraft{
					Status: rapid.SampledFrom([]string{"member", "observer"}).Draw(r, "status"), From: day.Draw(r, "from"), To: day.Draw(r, "to"),
				})
				if err != nil && fault.AsInvalid(err) == nil {
					r.Fatal(err)
				}
				_, err = s.Seat(t.Context(), officer, body, parties.SeatDraft{
					PartyID: id, Role: rapid.SampledFrom(parties.SeatRoles).Draw(r, "role"), From: day.Draw(r, "since"), To: day.Draw(r, "until"),
				})
				if err != nil && fault.AsInvalid(err) == nil {
					r.Fatal(err)
				}
			}
			held, err := s.Memberships(t.Context(), officer, id)
			if err != nil {
				r.Fatal(err)
			}
			seats, err := s.Seats(t.Context(), officer, id)
			if err != nil {
				r.Fatal(err)
			}
			var places []parties.Membership
			for _, seat := range seats {
				places = append(places, parties.Membership{From: seat.From, To: seat.To})
			}
			for i := -1; i < 62; i++ {
				on := db.Date("2024-01-01").AddDays(i)
				if a, b := covering(held, on), covering(places, on); a > 1 || b > 1 {
					r.Fatalf("on %s: %d statuses, %d places: %+v %+v", on, a, b, held, seats)
				}
			}
		})
	})
}

func covering(list []parties.Membership, on db.Date) (n int) {
	for _, m := range list {
		if m.Covers(on) {
			n++
		}
	}
	return n
}

func TestStatusAsAtADay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		roomtest.LoadPack(t, d, "bali")
		s := parties.New(d)
		id := party(t, s, parties.Draft{Name: "Wakanda", Kind: "state"})
		for _, m := range []parties.MembershipDraft{{Status: "observer", From: "2020-01-01"}, {Status: "member", From: "2023-07-01"}} {
			if _, err := s.SetMembership(t.Context(), officer, id, m); err != nil {
				t.Fatal(err)
			}
		}
		held, err := s.Memberships(t.Context(), officer, id)
		if err != nil || len(held) != 2 || held[1].To != "2023-06-30" {
			t.Fatalf("%+v, %v", held, err)
		}
		if err := s.EndMembership(t.Context(), officer, "another party", held[0].ID, "2024-05-31"); !fault.IsNotFound(err) {
			t.Errorf("a status ended under another party: %v", err)
		}
		if err := s.EndMembership(t.Context(), officer, held[0].PartyID, held[0].ID, "2024-05-31"); err != nil {
			t.Fatal(err)
		}
		if err := s.EndMembership(t.Context(), officer, "", held[0].ID, ""); !fault.IsConflict(err) {
			t.Errorf("ended twice: %v", err)
		}
		for on, want := range map[db.Date]string{"2019-12-31": "", "2023-06-30": "observer", "2023-07-01": "member", "2024-05-31": "member", "": ""} {
			p, err := s.Find(t.Context(), officer, id, on)
			if err != nil || p.Status != want {
				t.Errorf("on %q: %q, wanted %q (%v)", on, p.Status, want, err)
			}
		}
		rows, _, err := s.List(t.Context(), officer, parties.Filter{Query: "wakan", Status: "observer", AsAt: "2021-01-01", Limit: 5})
		if err != nil || len(rows) != 1 {
			t.Errorf("listed as observer of 2021: %v, %v", rows, err)
		}
	})
}

func TestBodiesAndPosts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		roomtest.LoadPack(t, d, "bali")
		s := parties.New(d)
		outer, err := s.AddBody(t.Context(), officer, parties.BodyDraft{Name: "Outer", Code: "outer"})
		if err != nil {
			t.Fatal(err)
		}
		inner, err := s.AddBody(t.Context(), officer, parties.BodyDraft{Name: "Inner", ParentID: outer})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.ChangeBody(t.Context(), officer, outer, 1, parties.BodyDraft{Name: "Outer", ParentID: inner}); fault.AsInvalid(err) == nil {
			t.Errorf("a body inside itself: %v", err)
		}
		if err := s.ChangeBody(t.Context(), officer, outer, 1, parties.BodyDraft{Name: "Outermost", Code: "outer"}); err != nil {
			t.Fatal(err)
		}
		if err := s.ChangeBody(t.Context(), officer, outer, 1, parties.BodyDraft{Name: "Lost"}); !fault.IsConflict(err) {
			t.Errorf("an old version overwrote a newer one: %v", err)
		}
		thai := roomtest.PartyID(t, d, "thailand")
		for _, seat := range []parties.SeatDraft{{PartyID: thai, Role: "member", From: "2020-01-01"}, {PartyID: thai, Role: "chair", From: "2024-01-01"}} {
			if _, err := s.Seat(t.Context(), officer, outer, seat); err != nil {
				t.Fatal(err)
			}
		}
		for on, want := range map[db.Date]string{"2023-12-31": "member", "2024-01-01": "chair"} {
			page, err := s.Body(t.Context(), officer, outer, on)
			if err != nil || len(page.Members) != 1 || page.Members[0].Role != want {
				t.Errorf("on %s: %+v, %v", on, page.Members, err)
			}
		}
		_, err = s.AddPost(t.Context(), officer, parties.PostDraft{Kind: "focal_point", Title: "", PartyID: thai, BodyID: outer, Email: "x"})
		if wrong := fault.AsInvalid(err); wrong == nil || wrong.Words("title") == "" || wrong.Words("party_id") == "" || wrong.Words("email") == "" {
			t.Errorf("not everything wrong was listed: %v", err)
		}
		post, err := s.AddPost(t.Context(), officer, parties.PostDraft{Kind: "focal_point", Title: "Second focal point", PartyID: thai})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.ChangePost(t.Context(), officer, post, 1, parties.PostDraft{Kind: "focal_point", Title: "Deputy", Email: "desk@example.org"}); err != nil {
			t.Fatal(err)
		}
		if p, err := s.Post(t.Context(), officer, post); err != nil || p.Title != "Deputy" || p.PartyID != thai || p.Version != 2 {
			t.Errorf("%+v, %v", p, err)
		}
	})
}

func TestScopes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		roomtest.LoadPack(t, d, "bali")
		s := parties.New(d)
		thai, other := roomtest.PartyID(t, d, "thailand"), roomtest.PartyID(t, d, "indonesia")
		agency := party(t, s, parties.Draft{Name: "Agency of the test", Kind: "agency", ParentID: thai})
		focal := roomtest.Scoped("focal point", access.Scope{Parties: []string{thai}}, parties.RightSee)
		for id, sees := range map[string]bool{thai: true, agency: true, other: false} {
			if _, err := s.Find(t.Context(), focal, id, ""); (err == nil) != sees {
				t.Errorf("%s: %v", id, err)
			}
			if _, err := s.Posts(t.Context(), focal, id); (err == nil) != sees {
				t.Errorf("posts of %s: %v", id, err)
			}
		}
		rows, _, err := s.List(t.Context(), focal, parties.Filter{Limit: 500})
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range rows {
			if p.ID != thai && p.ParentID != thai {
				t.Errorf("a focal point is listed %s", p.Name)
			}
		}
		if _, err := s.SetMembership(t.Context(), focal, thai, parties.MembershipDraft{Status: "member", From: "2024-01-01"}); !fault.IsForbidden(err) {
			t.Errorf("a focal point changed a status: %v", err)
		}
	})
}
