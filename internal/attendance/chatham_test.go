package attendance_test

import (
	"strings"
	"testing"

	"counterpart/internal/attendance"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
)

// What is said in a session under the Chatham House Rule is not attributed, and neither is who was there: the register,
// its export, the search at the desk, the counts and the history tell how many came, whoever asks.
func TestChathamHouseSessionsGiveNoAttributedList(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for name, flag := range map[string]string{
			"the session's own":  `update activity_session set chatham = true`,
			"the activity's own": `update activity set chatham = true`,
		} {
			t.Run(name, func(t *testing.T) {
				s := newStage(t, d)
				guests := s.delegation(s.parties[0], 2, 0)
				s.exec(flag + ` where id in ('` + s.activity + `', '` + s.session + `')`)
				ctx := t.Context()
				out, err := s.svc.Record(ctx, s.officer, attendance.ScanDraft{
					ActivityID: s.activity, SessionID: s.session, NominationID: guests[0], Direction: attendance.In, Method: attendance.BySearch,
				})
				if err != nil || out.CheckinID == "" {
					t.Fatal(out, err)
				}
				reg, err := s.svc.Register(ctx, s.officer, attendance.RegisterFilter{ActivityID: s.activity, SessionID: s.session, Limit: 50})
				if err != nil || len(reg.Lines) != 0 || len(reg.Counted) != 1 || reg.Counted[0].People != 1 {
					t.Errorf("register: %+v %v", reg.Lines, err)
				}
				taken, err := s.svc.Export(ctx, s.officer, s.activity)
				if err != nil || len(taken.Lines) != 0 || len(taken.Counted) != 1 {
					t.Errorf("export: %+v %v", taken.Lines, err)
				}
				counts, err := s.svc.Counts(ctx, s.officer, s.activity, s.session)
				if err != nil || len(counts.Parties) != 0 || counts.Total.Came != 1 || counts.Arrived != 0 {
					t.Errorf("counts: %+v %v", counts, err)
				}
				found, err := s.svc.Search(ctx, s.officer, s.activity, s.session, "Person")
				if err != nil || len(found) != 2 {
					t.Fatalf("search: %+v %v", found, err)
				}
				for _, g := range found {
					if g.Last != "" || !g.LastAt.IsZero() {
						t.Errorf("the search says that %s was there", g.Given)
					}
				}
				history, err := db.View(ctx, d, func(tx *db.Tx) ([]string, error) {
					return db.All[string](tx, `select detail from audit where record_id = $1 order by seq`, out.CheckinID)
				})
				if err != nil || len(history) != 1 || strings.Contains(history[0], s.session) {
					t.Errorf("history: %q %v", history, err)
				}
			})
		}
	})
}
