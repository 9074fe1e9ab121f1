package ties_test

import (
	"slices"
	"testing"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/connections"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/fault"
	"counterpart/internal/label"
	"counterpart/internal/parties"
	"counterpart/internal/people"
	"counterpart/internal/roomtest"
	"counterpart/internal/ties"
)

// stage is people who met at activities.
type stage struct {
	t       *testing.T
	d       *db.DB
	svc     *ties.Service
	officer access.Actor
	people  map[string]string // name → id
	works   map[string]string // name → party
}

func newStage(t *testing.T, d *db.DB) *stage {
	t.Helper()
	roomtest.LoadPack(t, d, "bali")
	return &stage{
		t: t, d: d, svc: ties.New(d), people: map[string]string{}, works: map[string]string{},
		officer: roomtest.Holding("officer", connections.RightSee, people.RightEdit, activities.RightEdit, parties.RightEdit),
	}
}

func (s *stage) change(do func(tx *db.Tx) error) {
	s.t.Helper()
	if _, err := db.Change(s.t.Context(), s.d, func(tx *db.Tx) (bool, error) { return true, do(tx) }); err != nil {
		s.t.Fatal(err)
	}
}

func (s *stage) activity(day db.Date) (id string) {
	s.t.Helper()
	s.change(func(tx *db.Tx) (err error) {
		id, err = activities.AddIn(tx, s.officer, activities.Draft{Kind: "roundtable", Title: "Roundtable", TimeZone: "UTC", StartsOn: day, EndsOn: day, Label: label.Green})
		return err
	})
	return id
}

func (s *stage) person(name, party string, tlp label.TLP) {
	s.t.Helper()
	s.change(func(tx *db.Tx) error {
		id, err := people.AddIn(tx, s.officer, people.Draft{Given: name, PartyID: party, Anyway: true, Label: tlp})
		s.people[name], s.works[name] = id, party
		return err
	})
}

func (s *stage) meet(activity, one, two string, at time.Time, unnamed bool) {
	s.t.Helper()
	s.change(func(tx *db.Tx) error {
		_, err := connections.MeetIn(tx, s.officer, connections.Draft{
			ActivityID: activity, How: connections.ByMixer, Unnamed: unnamed, At: db.At(at),
			Sides: [2]connections.Side{{PersonID: s.people[one], PartyID: s.works[one]}, {PersonID: s.people[two], PartyID: s.works[two]}},
		})
		return err
	})
}

func (s *stage) network(q ties.Query) ties.Network {
	s.t.Helper()
	n, err := s.svc.Network(s.t.Context(), s.officer, q)
	if err != nil {
		s.t.Fatal(err)
	}
	return n
}

func of(n ties.Network, id string) ties.Party {
	i := slices.IndexFunc(n.Parties, func(p ties.Party) bool { return p.ID == id })
	if i < 0 {
		return ties.Party{}
	}
	return n.Parties[i]
}

func on(day int) time.Time { return time.Date(2024, 3, day, 10, 0, 0, 0, time.UTC) }

func TestTiesBeforeAndAfterAnActivity(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		ind, tha, mal, sin := roomtest.PartyID(t, d, "indonesia"), roomtest.PartyID(t, d, "thailand"), roomtest.PartyID(t, d, "malaysia"), roomtest.PartyID(t, d, "singapore")
		var agency string
		s.change(func(tx *db.Tx) (err error) {
			agency, err = parties.AddIn(tx, s.officer, parties.Draft{Kind: "agency", Name: "Border Agency", ParentID: ind})
			return err
		})
		for name, party := range map[string]string{"Ida": ind, "Ina": agency, "Tom": tha, "Max": mal, "Sam": sin} {
			s.person(name, party, "")
		}
		s.person("Rex", sin, label.Red)
		first, second := s.activity("2024-03-01"), s.activity("2024-03-10")
		s.meet(first, "Ida", "Tom", on(1), false)
		s.meet(first, "Ida", "Ina", on(1), false) // within one State
		s.meet(second, "Ida", "Tom", on(10), false)
		s.meet(second, "Ina", "Tom", on(10), false)
		s.meet(second, "Tom", "Max", on(10), false)
		s.meet(second, "Tom", "Sam", on(10), true)  // under the Chatham House Rule
		s.meet(second, "Rex", "Max", on(10), false) // closed by a label
		n := s.network(ties.Query{ActivityID: second})
		if n.Before.Ties != 1 || n.Before.Connections != 1 || n.After.Ties != 2 || n.After.Connections != 3 || n.After.CrossBorder != 2 || n.After.People != 4 || n.Before.People != 2 || n.Unnamed != 1 {
			t.Errorf("before %+v after %+v, %d unnamed", n.Before, n.After, n.Unnamed)
		}
		if th := of(n, tha); th.Before != 1 || th.After != 2 || !th.Bridge || th.Between <= 0 || th.People != 1 || th.Component != 1 {
			t.Errorf("%+v", th)
		}
		if i := of(n, ind); i.After != 1 || i.People != 2 || i.Bridge {
			t.Errorf("%+v", i)
		}
		if si := of(n, sin); si.ID == "" || si.After != 0 {
			t.Errorf("whoever met under the rule, or is closed by a label, is tied: %+v", si)
		}
		if of(n, agency).ID != "" {
			t.Error("an agency is a point of its own")
		}
		if before := s.network(ties.Query{From: "2024-02-01", To: "2024-03-05"}); before.Before.Ties != 0 || before.After.Ties != 1 {
			t.Errorf("%+v %+v", before.Before, before.After)
		}
		if members := s.network(ties.Query{From: "2024-02-01", To: "2024-03-20", Status: "nobody"}); len(members.Parties) != 0 || len(members.Pairs) != 0 {
			t.Errorf("%+v", members.Parties)
		}
		if got, err := s.svc.Activities(t.Context(), s.officer); err != nil || len(got) != 2 || got[0].ID != second {
			t.Error(got, err)
		}
	})
}

func TestWhoMayNotSeeTies(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		stranger := roomtest.Holding("stranger", parties.RightSee)
		if _, err := s.svc.Network(t.Context(), stranger, ties.Query{}); !fault.IsForbidden(err) {
			t.Error(err)
		}
		if _, err := s.svc.Activities(t.Context(), stranger); !fault.IsForbidden(err) {
			t.Error(err)
		}
		if _, err := s.svc.Network(t.Context(), s.officer, ties.Query{From: "2024-03-01", To: "2024-02-01"}); fault.AsInvalid(err) == nil {
			t.Error(err)
		}
		if _, err := s.svc.Network(t.Context(), s.officer, ties.Query{ActivityID: "none"}); !fault.IsNotFound(err) {
			t.Error(err)
		}
		n := s.network(ties.Query{})
		if n.After.Ties != 0 || n.After.Alone != len(n.Parties) || n.After.Components != 0 || len(n.Parties) == 0 {
			t.Errorf("%+v", n.After)
		}
	})
}
