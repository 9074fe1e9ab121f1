package attendance_test

import (
	"testing"

	"counterpart/internal/attendance"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
)

// Who a person labelled TLP:RED is, the register, its export, the badges and the search tell named readers only; everyone
// else reads how many came.
func TestAbuse_A18_RedPeopleAreNamedToTheirReadersOnly(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		ctx := t.Context()
		guests := s.delegation(s.parties[0], 2, 0)
		if _, err := s.svc.IssueBadges(ctx, s.officer, s.activity); err != nil {
			t.Fatal(err)
		}
		for _, g := range guests {
			if out, err := s.scan(g, attendance.In); err != nil || out.CheckinID == "" {
				t.Fatal(out, err)
			}
		}
		s.exec(`update person set label = 'TLP:RED' where id = (select person_id from nomination where id = $1)`, guests[0])
		shown := func(want int, who string) {
			t.Helper()
			reg, err := s.svc.Register(ctx, s.officer, attendance.RegisterFilter{ActivityID: s.activity, Limit: 50})
			if err != nil || len(reg.Lines) != want || len(reg.Parties) != 1 || reg.Parties[0].Came != 2 {
				t.Errorf("%s: register %+v of %+v, %v", who, reg.Lines, reg.Parties, err)
			}
			taken, err := s.svc.Export(ctx, s.officer, s.activity)
			if err != nil || len(taken.Lines) != want {
				t.Errorf("%s: export %+v, %v", who, taken.Lines, err)
			}
			badges, err := s.svc.Badges(ctx, s.officer, s.activity, "")
			if err != nil || len(badges.Badges) != want {
				t.Errorf("%s: badges %+v, %v", who, badges.Badges, err)
			}
			found, err := s.svc.Search(ctx, s.officer, s.activity, "", "Person")
			if err != nil || len(found) != want {
				t.Errorf("%s: search %+v, %v", who, found, err)
			}
		}
		shown(1, "an officer")
		s.exec(`insert into account (id, name, email, email_key, active, created_at) values ($1, 'Officer', 'o@x.org', 'o@x.org', true, '')`, s.officer.Account)
		s.exec(`insert into label_reader (kind, record_id, account_id, by_actor, at)
			select 'person', person_id, $2, 'test', '' from nomination where id = $1`, guests[0], s.officer.Account)
		shown(2, "a named reader")
	})
}
