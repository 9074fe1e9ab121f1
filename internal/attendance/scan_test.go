package attendance_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/attendance"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/fault"
	"counterpart/internal/roomtest"
)

func TestScanInAndOut(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		who := s.delegation(s.parties[0], 2, 0)
		if n, err := s.svc.IssueBadges(t.Context(), s.officer, s.activity); err != nil || n != 2 {
			t.Fatal(n, err)
		}
		if n, err := s.svc.IssueBadges(t.Context(), s.officer, s.activity); err != nil || n != 0 {
			t.Fatalf("a second issue made %d badges, %v", n, err)
		}
		draft := attendance.ScanDraft{ID: "scan-0001", ActivityID: s.activity, Code: attendance.QRText(s.badge(who[0])), Direction: "in", Method: "code"}
		out, err := s.svc.Record(t.Context(), s.officer, draft)
		if err != nil || !out.Recorded || out.Clock != "19:00" {
			t.Fatal(out, err)
		}
		again, err := s.svc.Record(t.Context(), s.officer, draft)
		if err != nil || again.CheckinID != out.CheckinID {
			t.Fatal("a scan sent twice:", again, err)
		}
		draft.ID = "scan-0002"
		twice, err := s.svc.Record(t.Context(), s.officer, draft)
		if err != nil || twice.Recorded || !strings.Contains(twice.Words(), "already in since 19:00 at the venue") {
			t.Fatal(twice.Words(), err)
		}
		if inside, came := s.inside(s.parties[0]); inside != 1 || came != 1 {
			t.Fatal(inside, came)
		}
		if _, err := s.scan(who[0], "out"); err != nil {
			t.Fatal(err)
		}
		if inside, came := s.inside(s.parties[0]); inside != 0 || came != 1 {
			t.Fatal(inside, came)
		}
		notIn, err := s.scan(who[1], "out")
		if err != nil || notIn.Recorded || notIn.Title() != "Was not in" {
			t.Fatal(notIn, err)
		}
	})
}

func TestRefusalsSayWhy(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		allocation := s.allocate(s.parties[1], 0)
		reserve := s.nominate(allocation, s.parties[1], "Reserve Person", "reserve")
		lost := s.nominate(allocation, s.parties[1], "Lost Person", "confirmed")
		if _, err := s.svc.IssueBadges(t.Context(), s.officer, s.activity); err != nil {
			t.Fatal(err)
		}
		old := s.badge(lost)
		if _, err := s.svc.ReissueBadge(t.Context(), s.officer, s.activity, lost, "left in the taxi"); err != nil {
			t.Fatal(err)
		}
		other := s.addActivity("Another workshop")
		desk := roomtest.Scoped("desk", access.Scope{Activity: other}, all...)
		fresh := s.badge(lost)
		for name, c := range map[string]struct {
			actor access.Actor
			draft attendance.ScanDraft
			words string
		}{
			"revoked":                     {s.officer, attendance.ScanDraft{ActivityID: s.activity, Code: old}, "The badge of Lost Person was revoked at 19:00"},
			"reserve":                     {s.officer, attendance.ScanDraft{ActivityID: s.activity, NominationID: reserve}, "Reserve Person of Thailand is on the reserve list"},
			"unknown code":                {s.officer, attendance.ScanDraft{ActivityID: s.activity, Code: "00000-00000"}, "No badge has the code 00000-00000"},
			"no code":                     {s.officer, attendance.ScanDraft{ActivityID: s.activity, Code: "hello"}, `"hello" is not the code of a badge`},
			"nobody":                      {s.officer, attendance.ScanDraft{ActivityID: s.activity}, "Scan or type"},
			"other activity":              {s.officer, attendance.ScanDraft{ActivityID: other, Code: fresh}, "This badge is for Members' function"},
			"other activity, not visible": {desk, attendance.ScanDraft{ActivityID: other, Code: fresh}, "This badge is for another activity."},
			"out of scope":                {desk, attendance.ScanDraft{ActivityID: s.activity, Code: fresh}, "Your role does not allow this"},
			"other session":               {s.officer, attendance.ScanDraft{ActivityID: s.activity, SessionID: "x", Code: fresh}, "not in the programme"},
		} {
			c.draft.Direction, c.draft.Method = "in", "code"
			_, err := s.svc.Record(t.Context(), c.actor, c.draft)
			if err == nil || !strings.Contains(err.Error(), c.words) {
				t.Errorf("%s: %v, want %q", name, err, c.words)
			}
		}
		if _, came := s.inside(s.parties[1]); came != 0 {
			t.Error("a refused scan was counted")
		}
	})
}

func TestVoidedCheckinsStayAndDoNotCount(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		who := s.delegation(s.parties[0], 1, 0)
		out, err := s.scan(who[0], "in")
		if err != nil {
			t.Fatal(err)
		}
		if err := s.svc.Void(t.Context(), s.officer, s.activity, out.CheckinID, " "); fault.AsInvalid(err) == nil {
			t.Fatal("voided without a reason:", err)
		}
		if err := s.svc.Void(t.Context(), s.officer, s.activity, out.CheckinID, "wrong person"); err != nil {
			t.Fatal(err)
		}
		if err := s.svc.Void(t.Context(), s.officer, s.activity, out.CheckinID, "again"); !fault.IsConflict(err) {
			t.Fatal(err)
		}
		if inside, came := s.inside(s.parties[0]); inside != 0 || came != 0 {
			t.Fatal(inside, came)
		}
		reg, err := s.svc.Register(t.Context(), s.officer, attendance.RegisterFilter{ActivityID: s.activity, Limit: 10})
		if err != nil || len(reg.Lines) != 1 || reg.Lines[0].VoidReason != "wrong person" {
			t.Fatal(reg.Lines, err)
		}
		if again, err := s.scan(who[0], "in"); err != nil || !again.Recorded {
			t.Fatal(again, err)
		}
	})
}

func TestOneGuestAtTwoDoorsCountsOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		who := s.delegation(s.parties[0], 1, 0)
		recorded := s.atOnce(8, func(int) string { return who[0] })
		if recorded != 1 {
			t.Errorf("%d doors recorded one person", recorded)
		}
		reg, err := s.svc.Register(t.Context(), s.officer, attendance.RegisterFilter{ActivityID: s.activity, Limit: 10})
		if err != nil || len(reg.Lines) != 1 {
			t.Error(len(reg.Lines), err)
		}
	})
}

func TestRoomCapHoldsWhenAllComeAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		who := s.delegation(s.parties[0], 8, 3)
		if recorded := s.atOnce(len(who), func(i int) string { return who[i] }); recorded != 3 {
			t.Errorf("%d people let in, the cap is 3", recorded)
		}
		if inside, _ := s.inside(s.parties[0]); inside != 3 {
			t.Errorf("%d inside", inside)
		}
		_, err := s.scan(who[0], "out")
		if err != nil {
			t.Fatal(err)
		}
		again := s.atOnce(len(who), func(i int) string { return who[i] })
		if inside, _ := s.inside(s.parties[0]); inside != 3 || again > 1 {
			t.Errorf("%d inside after %d went in again", inside, again)
		}
	})
}

// atOnce scans n guests in at the same time and returns how many were recorded.
func (s *stage) atOnce(n int, who func(int) string) int {
	var wait sync.WaitGroup
	results := make([]bool, n)
	for i := range n {
		wait.Go(func() {
			out, err := s.scan(who(i), "in")
			if err != nil && !fault.IsConflict(err) {
				s.t.Error(err)
			}
			results[i] = out.Recorded
		})
	}
	wait.Wait()
	recorded := 0
	for _, r := range results {
		if r {
			recorded++
		}
	}
	return recorded
}

func TestSessionCapacityAndLateScans(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		who := s.delegation(s.parties[0], 4, 0)
		scan := func(i int, at db.Time) (attendance.Outcome, error) {
			return s.svc.Record(t.Context(), s.officer, attendance.ScanDraft{
				ActivityID: s.activity, SessionID: s.session, NominationID: who[i], Direction: "in", Method: "search", At: at,
			})
		}
		for i := range 2 {
			if _, err := scan(i, db.Time{}); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := scan(2, db.Time{}); err == nil || !strings.Contains(err.Error(), "Opening is full: it has room for 2 people, and 2 are in.") {
			t.Error(err)
		}
		late, err := scan(2, db.At(dbtest.Noon.Add(-time.Hour)))
		if err != nil || !late.Over || late.Clock != "18:00" {
			t.Error("a scan kept offline:", late, err)
		}
		ahead, err := scan(3, db.At(dbtest.Noon.Add(time.Hour)))
		if err == nil {
			t.Error("a clock that runs ahead went round the cap:", ahead)
		}
		c, err := s.svc.Counts(t.Context(), s.officer, s.activity, s.session)
		if err != nil || c.Total.Inside != 3 || c.Total.Came != 3 || c.Arrived != 1 {
			t.Error(c.Total, err)
		}
		if inside, _ := s.inside(s.parties[0]); inside != 0 {
			t.Error("the session counts for the venue")
		}
	})
}

func TestSearchAndDesk(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		allocation := s.allocate(s.parties[2], 0)
		s.nominate(allocation, s.parties[2], "Siti Nurhaliza", "confirmed")
		s.nominate(allocation, s.parties[2], "Siti Aminah", "reserve")
		found, err := s.svc.Search(t.Context(), s.officer, s.activity, "", "siti")
		if err != nil || len(found) != 2 || found[0].Welcome() != "" || found[1].Welcome() != "is on the reserve list" {
			t.Fatal(found, err)
		}
		if found, err = s.svc.Search(t.Context(), s.officer, s.activity, "", "nur siti"); err != nil || len(found) != 1 {
			t.Fatal(found, err)
		}
		desk := roomtest.Scoped("desk", access.Scope{Activity: s.activity}, attendance.RightScan, attendance.RightSee)
		s.addActivity("Not this one")
		today, err := s.svc.Today(t.Context(), desk)
		if err != nil || len(today) != 1 || today[0].ID != s.activity {
			t.Fatal(today, err)
		}
		if _, err := s.svc.Export(t.Context(), desk, s.activity); !fault.IsForbidden(err) {
			t.Error("the desk took the register along:", err)
		}
		if reg, err := s.svc.Export(t.Context(), s.officer, s.activity); err != nil || len(reg.Lines) != 0 {
			t.Error(reg, err)
		}
	})
}
