package attendance_test

import (
	"fmt"
	"strings"
	"testing"

	"counterpart/internal/access"
	"counterpart/internal/attendance"
	"counterpart/internal/db"
	"counterpart/internal/names"
	"counterpart/internal/roomtest"
	"counterpart/internal/search"
)

// stage is an activity with a few delegations.
type stage struct {
	t        *testing.T
	d        *db.DB
	svc      *attendance.Service
	activity string
	session  string
	officer  access.Actor
	parties  []string
}

var all = []access.Right{attendance.RightSee, attendance.RightScan, attendance.RightBadge, attendance.RightExport}

func newStage(t *testing.T, d *db.DB) *stage {
	t.Helper()
	roomtest.LoadPack(t, d, "bali")
	s := &stage{t: t, d: d, svc: attendance.New(d), officer: roomtest.Holding("officer", all...)}
	s.activity = s.addActivity("Members' function")
	s.session = db.NewID()
	s.exec(`insert into activity_session (id, activity_id, title, starts_at, ends_at, capacity, label)
		values ($1, $2, 'Opening', '2024-06-05T02:00:00.000000Z', '2024-06-05T04:00:00.000000Z', 2, 'TLP:CLEAR')`, s.session, s.activity)
	for _, code := range []string{"indonesia", "thailand", "malaysia"} {
		s.parties = append(s.parties, roomtest.PartyID(t, d, code))
	}
	return s
}

func (s *stage) exec(query string, args ...any) {
	s.t.Helper()
	_, err := db.Change(s.t.Context(), s.d, func(tx *db.Tx) (bool, error) { return true, tx.Exec(query, args...) })
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *stage) addActivity(title string) string {
	id := db.NewID()
	s.exec(`insert into activity (id, kind, title, time_zone, starts_on, ends_on, state, label, created_at, updated_at)
		values ($1, 'roundtable', $2, 'Asia/Jakarta', '2024-06-05', '2024-06-05', 'open', 'TLP:GREEN', '', '')`, id, title)
	return id
}

// allocate gives the party seats with a room cap.
func (s *stage) allocate(party string, roomCap int) string {
	id := db.NewID()
	s.exec(`insert into allocation (id, activity_id, party_id, category, mode, seats, room_cap)
		values ($1, $2, $3, 'delegate', 'in_person', 50, $4)`, id, s.activity, party, roomCap)
	return id
}

// nominate enters a person in the given state.
func (s *stage) nominate(allocation, party, name, state string) string {
	s.t.Helper()
	id, person := db.NewID(), db.NewID()
	s.exec(`insert into person (id, given, sort_form, sort_key, name_key, label, created_at, updated_at)
		values ($1, $2, $2, $3, $3, 'TLP:AMBER+STRICT', '', '')`, person, name, strings.ToLower(name))
	_, err := db.Change(s.t.Context(), s.d, func(tx *db.Tx) (bool, error) {
		return true, search.Index(tx, "person", person, names.SearchTerms(name))
	})
	if err != nil {
		s.t.Fatal(err)
	}
	s.exec(`insert into nomination (id, allocation_id, activity_id, party_id, from_party_id, person_id, seat, category, mode, state,
		active, source, created_at, updated_at)
		values ($1, $2, $3, $4, $4, $5, $1, 'delegate', 'in_person', $6, true, 'focal_point', '', '')`,
		id, allocation, s.activity, party, person, state)
	return id
}

// delegation confirms n people of a party.
func (s *stage) delegation(party string, n, roomCap int) []string {
	allocation := s.allocate(party, roomCap)
	out := make([]string, n)
	for i := range out {
		out[i] = s.nominate(allocation, party, fmt.Sprintf("Person %c%d", 'A'+i, i), "confirmed")
	}
	return out
}

// badge returns the code of a person's badge.
func (s *stage) badge(nomination string) string {
	s.t.Helper()
	page, err := s.svc.Badges(s.t.Context(), s.officer, s.activity, nomination)
	if err != nil || len(page.Badges) != 1 {
		s.t.Fatal(page, err)
	}
	return page.Badges[0].Code
}

func (s *stage) scan(nomination, direction string) (attendance.Outcome, error) {
	return s.svc.Record(s.t.Context(), s.officer, attendance.ScanDraft{
		ActivityID: s.activity, NominationID: nomination, Direction: direction, Method: attendance.BySearch,
	})
}

func (s *stage) inside(party string) (inside, came int) {
	s.t.Helper()
	c, err := s.svc.Counts(s.t.Context(), s.officer, s.activity, "")
	if err != nil {
		s.t.Fatal(err)
	}
	for _, row := range c.Parties {
		if row.PartyID == party {
			return row.Inside, row.Came
		}
	}
	return 0, 0
}
