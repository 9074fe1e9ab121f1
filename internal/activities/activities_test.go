package activities

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/fault"
	"counterpart/internal/forms"
	"counterpart/internal/label"
	"counterpart/internal/people"
	"counterpart/internal/roomtest"
)

var officer = roomtest.Holding("officer", RightSee, RightEdit, people.RightSee)

func sample(t *testing.T, d *db.DB) Draft {
	t.Helper()
	return Draft{
		Kind: "roundtable", Title: "Roundtable on safe movement", Place: "Hotel Nusantara, Jakarta", Country: "id", TimeZone: "Asia/Jakarta",
		StartsOn: "2024-06-05", EndsOn: "2024-06-06", Languages: []string{"en", "zh-hant"},
		NominationDeadline: db.At(time.Date(2024, 5, 20, 10, 0, 0, 0, time.UTC)),
		Parties:            []PartyRole{{PartyID: roomtest.PartyID(t, d, "indonesia"), Role: Host}},
	}
}

func plan(t *testing.T, s *Service, d Draft) string {
	t.Helper()
	id, err := s.Plan(t.Context(), officer, d)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func TestPlanAndFind(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := roomtest.LoadPack(t, d, "bali")
		s := New(d)
		id := plan(t, s, sample(t, d))
		a, err := s.Find(t.Context(), officer, id)
		if err != nil {
			t.Fatal(err)
		}
		if a.KindName != "Roundtable" || a.State != Planned || a.Label != label.Green || a.Mode != InPerson || a.Country != "ID" ||
			strings.Join(a.Languages, " ") != "en zh-Hant" || len(a.Questions) != len(p.Questions) || len(a.Parties) != 1 || a.Version != 1 {
			t.Errorf("%+v", a)
		}
		if a.Dates() != "5 to 6 June 2024" || a.Where() != "Hotel Nusantara, Jakarta, Indonesia" || a.LanguageNames() != "English, Traditional Chinese" {
			t.Errorf("%q %q %q", a.Dates(), a.Where(), a.LanguageNames())
		}
		if !a.NominationDeadline.Equal(time.Date(2024, 5, 20, 10, 0, 0, 0, time.UTC)) || !a.RegistrationDeadline.IsZero() {
			t.Errorf("%v %v", a.NominationDeadline, a.RegistrationDeadline)
		}
		if !a.Begins().Equal(time.Date(2024, 6, 4, 17, 0, 0, 0, time.UTC)) || !a.Ends().Equal(time.Date(2024, 6, 6, 17, 0, 0, 0, time.UTC)) {
			t.Errorf("%v to %v", a.Begins(), a.Ends())
		}
	})
}

func TestWhatIsWrongIsSaidAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		roomtest.LoadPack(t, d, "bali")
		s := New(d)
		cases := map[string]func(*Draft){
			"title":                 func(x *Draft) { x.Title = " " },
			"kind":                  func(x *Draft) { x.Kind = "party" },
			"mode":                  func(x *Draft) { x.Mode = "telepathy" },
			"time_zone":             func(x *Draft) { x.TimeZone = "Asia/Atlantis" },
			"starts_on":             func(x *Draft) { x.StartsOn = "2024-02-31" },
			"ends_on":               func(x *Draft) { x.EndsOn = "2024-06-04" },
			"country":               func(x *Draft) { x.Country = "XX9" },
			"languages":             func(x *Draft) { x.Languages = []string{"en", "klingonese!"} },
			"label":                 func(x *Draft) { x.Label = "SECRET" },
			"areas":                 func(x *Draft) { x.Areas = []string{"astrology"} },
			"parties":               func(x *Draft) { x.Parties = []PartyRole{{PartyID: "nobody", Role: Host}} },
			"initiative_id":         func(x *Draft) { x.InitiativeID = "none" },
			"nomination_deadline":   func(x *Draft) { x.NominationDeadline = db.At(time.Date(2024, 6, 7, 0, 0, 0, 0, time.UTC)) },
			"registration_deadline": func(x *Draft) { x.RegistrationDeadline = db.At(time.Date(2025, 6, 7, 0, 0, 0, 0, time.UTC)) },
			"questions.0.label":     func(x *Draft) { x.Questions = []forms.Question{{Key: "a", Kind: forms.Text, Purpose: "x"}} },
		}
		for field, change := range cases {
			draft := sample(t, d)
			change(&draft)
			if _, err := s.Plan(t.Context(), officer, draft); fault.AsInvalid(err).Words(field) == "" {
				t.Errorf("%s: %v", field, err)
			}
		}
		_, err := s.Plan(t.Context(), officer, Draft{})
		if wrong := fault.AsInvalid(err); wrong == nil || len(wrong.Fields) < 4 {
			t.Errorf("an empty draft: %v", err)
		}
	})
}

func TestStates(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		roomtest.LoadPack(t, d, "bali")
		s, ctx := New(d), t.Context()
		id := plan(t, s, sample(t, d))
		later := sample(t, d)
		later.StartsOn, later.EndsOn = "2024-06-06", "2024-06-06"
		future := plan(t, s, later)
		if err := s.Open(ctx, officer, id); err != nil {
			t.Fatal(err)
		}
		if err := s.Open(ctx, officer, id); !fault.IsConflict(err) {
			t.Errorf("opened twice: %v", err)
		}
		if err := s.MarkHeld(ctx, officer, future); !fault.IsConflict(err) {
			t.Errorf("held before its first day: %v", err)
		}
		if err := s.Cancel(ctx, officer, future, " "); fault.AsInvalid(err).Words("reason") == "" {
			t.Errorf("cancelled without a reason: %v", err)
		}
		if err := s.Cancel(ctx, officer, future, "A storm"); err != nil {
			t.Fatal(err)
		}
		if a, _ := s.Find(ctx, officer, future); a.State != Cancelled || a.CancelReason != "A storm" {
			t.Errorf("%+v", a)
		}
		if err := s.MarkHeld(ctx, officer, id); err != nil { // the test clock stands at 19:00 of its first day
			t.Fatal(err)
		}
		if err := s.Cancel(ctx, officer, id, "x"); !fault.IsConflict(err) {
			t.Errorf("cancelled what was held: %v", err)
		}
		history, err := s.History(ctx, officer, id)
		if err != nil || len(history) != 3 || history[0].Action != ActionHeld {
			t.Errorf("%v %v", history, err)
		}
	})
}

func TestScopesLimitWhatIsSeen(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		roomtest.LoadPack(t, d, "bali")
		s, ctx := New(d), t.Context()
		hosted := plan(t, s, sample(t, d))
		other := sample(t, d)
		other.Parties = nil
		elsewhere := plan(t, s, other)
		host := roomtest.Scoped("host", access.Scope{Parties: []string{roomtest.PartyID(t, d, "indonesia")}}, RightSee)
		desk := roomtest.Scoped("desk", access.Scope{Activity: elsewhere}, RightSee)
		for name, c := range map[string]struct {
			actor access.Actor
			sees  string
			not   string
		}{"host": {host, hosted, elsewhere}, "desk": {desk, elsewhere, hosted}} {
			list, _, err := s.List(ctx, c.actor, Filter{Limit: 10})
			if err != nil || len(list) != 1 || list[0].ID != c.sees {
				t.Errorf("%s: %v %+v", name, err, list)
			}
			if _, err := s.Find(ctx, c.actor, c.not); !fault.IsForbidden(err) {
				t.Errorf("%s: %v", name, err)
			}
			if _, err := s.Find(ctx, c.actor, c.sees); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			if err := s.Open(ctx, c.actor, c.sees); !fault.IsForbidden(err) {
				t.Errorf("%s opened: %v", name, err)
			}
		}
	})
}

func TestListIsPagedAndFiltered(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		roomtest.LoadPack(t, d, "bali")
		s, ctx := New(d), t.Context()
		initiative, err := s.AddInitiative(ctx, officer, InitiativeDraft{Name: "One week in Jakarta", Tag: "#Week"})
		if err != nil {
			t.Fatal(err)
		}
		for i := range 5 {
			draft := sample(t, d)
			draft.Title = fmt.Sprintf("Meeting %d", i)
			draft.StartsOn = db.Date(fmt.Sprintf("202%d-06-05", i%2+3))
			draft.EndsOn, draft.NominationDeadline = "", db.Time{}
			if i == 4 {
				draft.InitiativeID, draft.Kind, draft.Place, draft.Country = initiative, "conference", "Phnom Penh", "KH"
			}
			plan(t, s, draft)
		}
		var got []string
		for after := []string(nil); ; {
			page, next, err := s.List(ctx, officer, Filter{Limit: 2, After: after})
			if err != nil {
				t.Fatal(err)
			}
			for _, a := range page {
				got = append(got, a.Title)
			}
			if after = next; after == nil {
				break
			}
		}
		if want := "Meeting 3 Meeting 1 Meeting 4 Meeting 2 Meeting 0"; strings.Join(got, " ") != want {
			t.Errorf("got %v, want %s", got, want)
		}
		for name, c := range map[string]struct {
			f    Filter
			want int
		}{
			"year": {Filter{Year: 2024}, 2}, "kind": {Filter{Kind: "conference"}, 1}, "initiative": {Filter{InitiativeID: initiative}, 1},
			"state": {Filter{State: Open}, 0}, "words": {Filter{Query: "phnom camb"}, 1}, "party": {Filter{PartyID: roomtest.PartyID(t, d, "indonesia")}, 5},
			"together": {Filter{Query: "meeting", Year: 2023, Kind: "roundtable"}, 2},
		} {
			c.f.Limit = 10
			if list, _, err := s.List(ctx, officer, c.f); err != nil || len(list) != c.want {
				t.Errorf("%s: %d of %d, %v", name, len(list), c.want, err)
			}
		}
		if all, err := s.Initiatives(ctx, officer); err != nil || len(all) != 1 || all[0].Activities != 1 {
			t.Errorf("%+v %v", all, err)
		}
	})
}

func at(day, hour, minute int) db.Time {
	zone, _ := time.LoadLocation("Asia/Jakarta")
	return db.At(time.Date(2024, 6, day, hour, minute, 0, 0, zone))
}

func TestSessions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		roomtest.LoadPack(t, d, "bali")
		s, ctx := New(d), t.Context()
		id, other := plan(t, s, sample(t, d)), plan(t, s, sample(t, d))
		hall, err := s.AddRoom(ctx, officer, id, RoomDraft{Name: "Hall", Capacity: 100})
		if err != nil {
			t.Fatal(err)
		}
		foreign, err := s.AddRoom(ctx, officer, other, RoomDraft{Name: "Hall"})
		if err != nil {
			t.Fatal(err)
		}
		add := func(x SessionDraft) (string, error) { return s.AddSession(ctx, officer, id, x) }
		opening, err := add(SessionDraft{Title: "Opening", RoomID: hall, StartsAt: at(5, 9, 0), EndsAt: at(5, 10, 0)})
		if err != nil {
			t.Fatal(err)
		}
		cases := []struct {
			name, field string
			draft       SessionDraft
		}{
			{"overlaps", "room_id", SessionDraft{RoomID: hall, StartsAt: at(5, 9, 59), EndsAt: at(5, 11, 0)}},
			{"inside the other", "room_id", SessionDraft{RoomID: hall, StartsAt: at(5, 9, 10), EndsAt: at(5, 9, 20)}},
			{"around the other", "room_id", SessionDraft{RoomID: hall, StartsAt: at(5, 8, 0), EndsAt: at(5, 12, 0)}},
			{"right after", "", SessionDraft{RoomID: hall, StartsAt: at(5, 10, 0), EndsAt: at(5, 11, 0)}},
			{"without a room", "", SessionDraft{StartsAt: at(5, 9, 0), EndsAt: at(5, 10, 0)}},
			{"room of another activity", "room_id", SessionDraft{RoomID: foreign, StartsAt: at(5, 12, 0), EndsAt: at(5, 13, 0)}},
			{"more than the room takes", "capacity", SessionDraft{RoomID: hall, Capacity: 101, StartsAt: at(5, 12, 0), EndsAt: at(5, 13, 0)}},
			{"day before", "starts_at", SessionDraft{StartsAt: at(4, 23, 59), EndsAt: at(5, 1, 0)}},
			{"first minute", "", SessionDraft{StartsAt: at(5, 0, 0), EndsAt: at(5, 1, 0)}},
			{"until midnight", "", SessionDraft{StartsAt: at(6, 22, 0), EndsAt: at(7, 0, 0)}},
			{"past midnight", "ends_at", SessionDraft{StartsAt: at(6, 22, 0), EndsAt: at(7, 0, 1)}},
			{"backwards", "ends_at", SessionDraft{StartsAt: at(5, 12, 0), EndsAt: at(5, 12, 0)}},
			{"no times", "starts_at", SessionDraft{}},
		}
		for _, c := range cases {
			c.draft.Title = c.name
			_, err := add(c.draft)
			if (err == nil) != (c.field == "") || err != nil && fault.AsInvalid(err).Words(c.field) == "" {
				t.Errorf("%s: %v", c.name, err)
			}
		}
		if err := s.ChangeSession(ctx, officer, opening, 1, SessionDraft{Title: "Opening", RoomID: hall, StartsAt: at(5, 9, 30), EndsAt: at(5, 10, 0)}); err != nil {
			t.Errorf("its own time was in its way: %v", err)
		}
		if err := s.ChangeSession(ctx, officer, opening, 1, SessionDraft{Title: "Again", StartsAt: at(5, 9, 0), EndsAt: at(5, 10, 0)}); !fault.IsConflict(err) {
			t.Errorf("an old version was kept: %v", err)
		}
		shorter := sample(t, d)
		shorter.EndsOn = "2024-06-05"
		if err := s.Change(ctx, officer, id, 1, shorter); fault.AsInvalid(err).Words("starts_on") == "" {
			t.Errorf("days without their sessions: %v", err)
		}
		if err := s.RemoveSession(ctx, officer, opening); err != nil {
			t.Fatal(err)
		}
		if p, err := s.Programme(ctx, officer, id); err != nil || len(p.Sessions) != 4 || len(p.Rooms) != 1 {
			t.Errorf("%+v %v", p, err)
		}
	})
}

// TestARoomIsNeverHeldTwice lets many ask for the same room and time at once: one gets it.
func TestARoomIsNeverHeldTwice(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		roomtest.LoadPack(t, d, "bali")
		s := New(d)
		id := plan(t, s, sample(t, d))
		hall, err := s.AddRoom(t.Context(), officer, id, RoomDraft{Name: "Hall"})
		if err != nil {
			t.Fatal(err)
		}
		var wait sync.WaitGroup
		var mu sync.Mutex
		won := 0
		for i := range 8 {
			wait.Go(func() {
				_, err := s.AddSession(t.Context(), officer, id, SessionDraft{Title: fmt.Sprint("Session ", i), RoomID: hall, StartsAt: at(5, 9, i), EndsAt: at(5, 10, i)})
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err == nil:
					won++
				case fault.AsInvalid(err) == nil:
					t.Error(err)
				}
			})
		}
		wait.Wait()
		if won != 1 {
			t.Errorf("%d sessions hold the room at once", won)
		}
	})
}

func TestSpeakers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		roomtest.LoadPack(t, d, "bali")
		s, ctx := New(d), t.Context()
		id := plan(t, s, sample(t, d))
		session, err := s.AddSession(ctx, officer, id, SessionDraft{Title: "Panel", StartsAt: at(5, 9, 0), EndsAt: at(5, 10, 0)})
		if err != nil {
			t.Fatal(err)
		}
		person := db.NewID()
		_, err = db.Change(ctx, d, func(tx *db.Tx) (bool, error) {
			return true, tx.Exec(`insert into person (id, given, sort_form, sort_key, name_key, address_form, label, created_at, updated_at)
				values ($1, 'Sukarmawan', 'Sukarmawan', 'sukarmawan', 'sukarmawan', 'Colonel', 'TLP:AMBER', '', '')`, person)
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.AddSpeaker(ctx, officer, session, SpeakerDraft{PersonID: "nobody"}); fault.AsInvalid(err).Words("person_id") == "" {
			t.Errorf("a stranger: %v", err)
		}
		if err := s.AddSpeaker(ctx, officer, session, SpeakerDraft{PersonID: person, Role: "moderator"}); err != nil {
			t.Fatal(err)
		}
		if err := s.AddSpeaker(ctx, officer, session, SpeakerDraft{PersonID: person}); fault.AsInvalid(err).Words("person_id") == "" {
			t.Errorf("twice: %v", err)
		}
		p, err := s.Programme(ctx, officer, id)
		if err != nil || len(p.Sessions[0].Speakers) != 1 || p.Sessions[0].Speakers[0].Name != "Sukarmawan" || p.Sessions[0].Speakers[0].Role != "moderator" {
			t.Fatalf("%+v %v", p, err)
		}
		if ics := string(Calendar(p, "office.example", dbtest.Noon)); !strings.Contains(strings.ReplaceAll(ics, "\r\n ", ""), "Colonel Sukarmawan (moderator)") {
			t.Errorf("%s", ics)
		}
		if err := s.RemoveSpeaker(ctx, officer, session, person); err != nil {
			t.Fatal(err)
		}
		if found, _, err := s.Session(ctx, officer, session); err != nil || len(found.Speakers) != 0 {
			t.Errorf("%+v %v", found, err)
		}
	})
}

func TestChangeGuardsVersions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		roomtest.LoadPack(t, d, "bali")
		s, ctx := New(d), t.Context()
		id := plan(t, s, sample(t, d))
		draft := sample(t, d)
		draft.Title, draft.Parties = "Renamed", nil
		if err := s.Change(ctx, officer, id, 1, draft); err != nil {
			t.Fatal(err)
		}
		if err := s.Change(ctx, officer, id, 1, draft); !fault.IsConflict(err) {
			t.Errorf("an old version was kept: %v", err)
		}
		a, err := s.Find(ctx, officer, id)
		if err != nil || a.Title != "Renamed" || len(a.Parties) != 0 || len(a.Questions) == 0 || a.Version != 2 {
			t.Errorf("%+v %v", a, err)
		}
		if err := s.SetQuestions(ctx, officer, id, 2, []forms.Question{{Key: "a", Label: "A", Kind: forms.YesNo, Purpose: "test"}}); err != nil {
			t.Fatal(err)
		}
		if list, _, err := s.List(ctx, officer, Filter{Query: "renamed", Limit: 5}); err != nil || len(list) != 1 || len(list[0].Questions) != 1 {
			t.Errorf("%+v %v", list, err)
		}
	})
}
