package reach_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/attendance"
	"counterpart/internal/cells"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/delegations"
	"counterpart/internal/delegations/fill"
	"counterpart/internal/fault"
	"counterpart/internal/label"
	"counterpart/internal/parties"
	"counterpart/internal/people"
	"counterpart/internal/reach"
	"counterpart/internal/roomtest"
)

// stage is a register of some years: activities, and who was invited, named and came.
type stage struct {
	t       *testing.T
	d       *db.DB
	svc     *reach.Service
	officer access.Actor
	n       int
}

func newStage(t *testing.T, d *db.DB) *stage {
	t.Helper()
	roomtest.LoadPack(t, d, "bali")
	return &stage{t: t, d: d, svc: reach.New(d), officer: roomtest.Holding("officer", reach.RightSee, parties.RightEdit, activities.RightEdit, activities.RightSee)}
}

func (s *stage) change(do func(tx *db.Tx) error) {
	s.t.Helper()
	if _, err := db.Change(s.t.Context(), s.d, func(tx *db.Tx) (bool, error) { return true, do(tx) }); err != nil {
		s.t.Fatal(err)
	}
}

func (s *stage) id(kind string) string {
	s.n++
	return fmt.Sprintf("%s-%06d", kind, s.n)
}

func (s *stage) activity(day db.Date, tlp label.TLP) (id string) {
	s.t.Helper()
	s.change(func(tx *db.Tx) (err error) {
		id, err = activities.AddIn(tx, s.officer, activities.Draft{Kind: "roundtable", Title: "Roundtable", TimeZone: "Asia/Jakarta", StartsOn: day, EndsOn: day, Label: tlp})
		return err
	})
	return id
}

// goes has a party take part: invited, with people of the sexes named, of whom the first come.
func (s *stage) goes(activity, party string, sexes string, came int) {
	s.t.Helper()
	seats := fill.Seats{
		ID: s.id("seats"), InvitationID: s.id("invitation"), SentAt: db.At(dbtest.Noon),
		SeatsDraft: delegations.SeatsDraft{PartyID: party, Category: "delegate", Mode: "in_person", Seats: len(sexes)},
	}
	var persons []people.Filled
	var in []attendance.Filled
	for i, sex := range sexes {
		p := people.Filled{ID: s.id("person"), AffiliationID: s.id("affiliation"), Draft: people.Draft{Given: "Person " + fmt.Sprint(s.n), PartyID: party}}
		if sex != '-' {
			p.Sex = string(sex)
		}
		n := fill.Nomination{ID: s.id("nomination"), PersonID: p.ID, Position: "Officer", Head: i == 0, Rank: i + 1, Steps: []delegations.State{delegations.Confirmed}, At: db.At(dbtest.Noon)}
		persons, seats.Nominations = append(persons, p), append(seats.Nominations, n)
		if i < came {
			in = append(in, attendance.Filled{Code: s.id("code"), NominationID: n.ID, PersonID: p.ID, PartyID: party, InID: s.id("in"), InAt: db.At(dbtest.Noon)})
		}
	}
	s.change(func(tx *db.Tx) error {
		if err := people.FillIn(tx, persons); err != nil {
			return err
		}
		if err := fill.In(tx, activity, []fill.Seats{seats}); err != nil {
			return err
		}
		return attendance.FillIn(tx, activity, in)
	})
}

func (s *stage) party(code string) string { return roomtest.PartyID(s.t, s.d, code) }

func (s *stage) list(f reach.Filter) map[string]reach.Party {
	s.t.Helper()
	l, err := s.svc.List(s.t.Context(), s.officer, f)
	if err != nil {
		s.t.Fatal(err)
	}
	out := map[string]reach.Party{}
	for _, p := range l.Parties {
		out[p.ID] = p
	}
	return out
}

func (s *stage) agency(of string) (id string) {
	s.t.Helper()
	s.change(func(tx *db.Tx) (err error) {
		id, err = parties.AddIn(tx, s.officer, parties.Draft{Kind: "agency", Name: "Border Agency", ParentID: of})
		return err
	})
	return id
}

func TestWhoWasReached(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		id, th, my := s.party("indonesia"), s.party("thailand"), s.party("malaysia")
		one, two := s.activity("2022-03-01", label.Green), s.activity("2023-04-01", label.Green)
		cancelled, red := s.activity("2023-05-01", label.Green), s.activity("2023-06-01", label.Red)
		agency := s.agency(id)
		s.goes(one, id, "fm", 2)
		s.goes(one, agency, "m", 1) // the same activity: Indonesia came to it once
		s.goes(two, th, "fm", 0)
		s.goes(two, my, "", 0)
		s.goes(cancelled, my, "m", 1)
		s.goes(red, my, "m", 1)
		s.change(func(tx *db.Tx) error { return activities.SetStateIn(tx, s.officer, cancelled, activities.Cancelled) })
		got := s.list(reach.Filter{From: 2020, To: 2024})
		for _, c := range []struct {
			party, step                    string
			invited, named, came, attended int
		}{{id, "came", 1, 1, 1, 3}, {th, "named", 1, 1, 0, 0}, {my, "invited", 1, 0, 0, 0}, {s.party("singapore"), reach.Never, 0, 0, 0, 0}} {
			p := got[c.party]
			if p.Step != c.step || p.Counts["invited"].Activities != c.invited || p.Counts["named"].Activities != c.named || p.Counts["came"].Activities != c.came || p.Counts["came"].People != c.attended {
				t.Errorf("%s: %s %+v", p.Name, p.Step, p.Counts)
			}
		}
		if last := got[id].Counts["came"].Last; last != "2022-03-01" {
			t.Error("last came", last)
		}
		if _, listed := got[agency]; listed {
			t.Error("an agency has a row of its own")
		}
		if later := s.list(reach.Filter{From: 2023, To: 2024})[id]; later.Step != reach.Never {
			t.Error("what was before counts:", later.Counts)
		}
		if never := s.list(reach.Filter{From: 2020, To: 2024, Step: reach.Never}); never[th].ID != "" || never[s.party("singapore")].ID == "" {
			t.Error("the step does not narrow the list")
		}
		s.page(id, agency)
		s.recent(one, id, agency, my)
	})
}

// page is one party: by agency and level.
func (s *stage) page(party, agency string) {
	s.t.Helper()
	p, err := s.svc.Party(s.t.Context(), s.officer, party, reach.Filter{From: 2020, To: 2024})
	if err != nil {
		s.t.Fatal(err)
	}
	i := slices.IndexFunc(p.Agencies, func(g reach.Group) bool { return g.ID == agency })
	if len(p.Agencies) < 2 || p.Agencies[0].ID != party || i < 0 || p.Agencies[i].Came != 1 || p.Agencies[0].Came != 2 {
		s.t.Error("agencies", p.Agencies)
	}
	if len(p.Levels) != 2 || p.Levels[0].Named+p.Levels[1].Named != 3 {
		s.t.Error("levels", p.Levels)
	}
	if len(p.Positions) != 1 || p.Positions[0].Label != "Positions of few people" || p.Positions[0].Named != 3 {
		s.t.Error("a position of few people is named", p.Positions)
	}
	if !p.Division.Hidden || p.Division.Women != 0 {
		s.t.Error("three people are divided", p.Division)
	}
	if _, err := s.svc.Party(s.t.Context(), s.officer, "nobody", reach.Filter{}); !fault.IsNotFound(err) {
		s.t.Error(err)
	}
}

// recent is what stands beside the seats of another activity.
func (s *stage) recent(but, party, agency, invited string) {
	s.t.Helper()
	next := s.activity("2024-07-01", label.Green)
	got, err := s.svc.Recent(s.t.Context(), s.officer, next, "2024-07-01")
	if err != nil {
		s.t.Fatal(err)
	}
	if r := got[party]; r.Invited != 1 || r.Came != 1 || r.LastCame != "2022-03-01" {
		s.t.Errorf("%+v", r)
	}
	if r := got[agency]; r.Came != 1 {
		s.t.Errorf("agency %+v", r)
	}
	if r := got[invited]; r.Invited != 1 || r.Came != 0 || r.LastCame != "" || r.Named {
		s.t.Errorf("invited %+v", r)
	}
	if r, known := got[s.party("singapore")]; known {
		s.t.Errorf("never reached %+v", r)
	}
	if got, err := s.svc.Recent(s.t.Context(), s.officer, but, "2022-03-01"); err != nil || got[party].Came != 0 {
		s.t.Error("the activity itself counts", got[party], err)
	}
	if got, err := s.svc.Recent(s.t.Context(), s.officer, next, "2026-01-01"); err != nil || got[party].Came != 0 || got[party].LastCame == "" {
		s.t.Error("more than three years count as recent", got[party], err)
	}
}

// The status is asked as at the end of each year.
func TestStatusesAreThoseOfTheYear(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		var party string
		s.change(func(tx *db.Tx) (err error) {
			if party, err = parties.AddIn(tx, s.officer, parties.Draft{Kind: "state", Name: "Aurelia"}); err != nil {
				return err
			}
			for _, m := range []parties.MembershipDraft{{Status: "observer", From: "2020-01-01"}, {Status: "member", From: "2022-07-01"}} {
				if _, err = parties.SetMembershipIn(tx, s.officer, party, m); err != nil {
					return err
				}
			}
			return nil
		})
		s.goes(s.activity("2021-03-01", label.Green), party, "f", 1)
		s.goes(s.activity("2022-03-01", label.Green), party, "f", 1)
		as := func(status string) (years []int, came int) {
			p := s.list(reach.Filter{From: 2019, To: 2024, Status: status})[party]
			for _, y := range p.Years {
				years = append(years, y.Year)
			}
			return years, p.Counts["came"].Activities
		}
		if years, came := as("observer"); !slices.Equal(years, []int{2020, 2021}) || came != 1 {
			t.Error("as observer", years, came)
		}
		if years, came := as("member"); !slices.Equal(years, []int{2022, 2023, 2024}) || came != 1 {
			t.Error("as member", years, came)
		}
		if years, came := as(""); len(years) != 6 || came != 2 {
			t.Error("whatever the status", years, came)
		}
	})
}

func TestWhoMayNot(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		stranger := roomtest.Holding("stranger", parties.RightSee)
		_, err := s.svc.List(t.Context(), stranger, reach.Filter{})
		_, err2 := s.svc.Party(t.Context(), stranger, s.party("thailand"), reach.Filter{})
		_, err3 := s.svc.Divisions(t.Context(), stranger)
		_, err4 := s.svc.Recent(t.Context(), stranger, "", "2024-01-01")
		for _, err := range []error{err, err2, err3, err4} {
			if !fault.IsForbidden(err) {
				t.Error(err)
			}
		}
		own := roomtest.Scoped("own", access.Scope{Parties: []string{s.party("thailand")}}, reach.RightSee)
		if l, err := s.svc.List(t.Context(), own, reach.Filter{}); err != nil || len(l.Parties) != 1 {
			t.Error("a party's own list", len(l.Parties), err)
		}
		for _, f := range []reach.Filter{{From: 2024, To: 2020}, {From: 1990, To: 2024}, {Step: "unheard"}} {
			if _, err := s.svc.List(t.Context(), s.officer, f); fault.AsInvalid(err) == nil {
				t.Errorf("%+v: %v", f, err)
			}
		}
	})
}

func groups(d reach.Division) []int { return []int{d.Women, d.Men, d.Other, d.NotStated} }

// Whatever the register: no small group is shown, and what can be worked out from the whole and the rows that are shown, which is
// the rows that are not, taken together, tells of no single person either.
func TestDivisionsCannotBeSubtracted(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		below := rapid.IntRange(0, 6).Draw(t, "below")
		var whole reach.Division
		rows := make([]reach.Division, rapid.IntRange(1, 8).Draw(t, "rows"))
		for i := range rows {
			n := func(name string) int { return rapid.SampledFrom([]int{0, 0, 1, 2, 5, 6, 9, 30}).Draw(t, name) }
			rows[i] = reach.Division{Women: n("women"), Men: n("men"), NotStated: n("none")}
			rows[i].People = rows[i].Women + rows[i].Men + rows[i].NotStated
			whole.Women, whole.Men, whole.NotStated, whole.People = whole.Women+rows[i].Women, whole.Men+rows[i].Men, whole.NotStated+rows[i].NotStated, whole.People+rows[i].People
		}
		before, all := slices.Clone(rows), whole
		reach.Guard(&whole, below, rows)
		rest, closed := make([]int, 4), false
		for i, r := range rows {
			if !r.Hidden && cells.Hide(groups(r), below) {
				t.Fatalf("%+v is shown", r)
			}
			if r.Hidden && (r.Women != 0 || r.Men != 0 || r.NotStated != 0 || r.People != before[i].People) {
				t.Fatalf("%+v tells what it hides", r)
			}
			if r.Hidden {
				closed = true
				for k, n := range groups(before[i]) {
					rest[k] += n
				}
			}
		}
		if !whole.Hidden && (cells.Hide(groups(all), below) || closed && cells.Hide(rest, below)) {
			t.Fatalf("the whole %+v less what is shown leaves %v", whole, rest)
		}
	})
}

// Enough people are divided.
func TestDivisions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		s.goes(s.activity("2022-03-01", label.Green), s.party("indonesia"), "ffffffmmmmmmm", 13)
		s.goes(s.activity("2023-03-01", label.Green), s.party("thailand"), "fffffmmmmm-----", 15)
		got, err := s.svc.Divisions(t.Context(), s.officer)
		if err != nil || got.All.Women != 11 || got.All.Men != 12 || got.All.NotStated != 5 || len(got.Years) != 2 || got.Years[0].Men != 7 {
			t.Errorf("%+v %+v %v", got.All, got.Years, err)
		}
		s.goes(s.activity("2024-03-01", label.Green), s.party("malaysia"), "f", 1)
		got, err = s.svc.Divisions(t.Context(), s.officer)
		shown := 0
		for _, p := range got.Parties {
			if p.People > 0 && !p.Hidden {
				shown++
			}
		}
		if err != nil || shown != 1 || got.All.Women != 12 {
			t.Errorf("one more woman of Malaysia can be subtracted: %d shown, %+v %v", shown, got.All, err)
		}
	})
}
