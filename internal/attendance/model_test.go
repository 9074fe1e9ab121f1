package attendance_test

import (
	"testing"

	"pgregory.net/rapid"

	"counterpart/internal/attendance"
	"counterpart/internal/dbtest"
	"counterpart/internal/fault"
)

// modelGuest is what a guest's scans should amount to: a stack of valid check-ins.
type modelGuest struct {
	nomination string
	scans      []modelScan
}

type modelScan struct{ id, direction string }

func (g modelGuest) inside() bool {
	return len(g.scans) > 0 && g.scans[len(g.scans)-1].direction == attendance.In
}

func (g modelGuest) came() bool {
	for _, s := range g.scans {
		if s.direction == attendance.In {
			return true
		}
	}
	return false
}

// Any order of scans in, out and taken back leaves the register as a simple model has it, and never
// more people inside than the cap allows by scans alone.
func TestTheRegisterFollowsTheModel(t *testing.T) {
	t.Parallel()
	s := newStage(t, dbtest.SQLite(t))
	rapid.Check(t, func(rt *rapid.T) {
		s.activity = s.addActivity("Model")
		const guests = 3
		roomCap := rapid.IntRange(0, guests-1).Draw(rt, "cap")
		model := make([]modelGuest, guests)
		for i, nomination := range s.delegation(s.parties[0], guests, roomCap) {
			model[i].nomination = nomination
		}
		for range rapid.IntRange(1, 6).Draw(rt, "steps") {
			g := &model[rapid.IntRange(0, guests-1).Draw(rt, "guest")]
			switch direction := rapid.SampledFrom([]string{attendance.In, attendance.Out, "void"}).Draw(rt, "what"); direction {
			case "void":
				g.void(rt, s)
			default:
				g.scan(rt, s, model, direction, roomCap)
			}
			checkModel(rt, s, model)
		}
	})
}

func (g *modelGuest) void(rt *rapid.T, s *stage) {
	if len(g.scans) == 0 {
		return
	}
	i := rapid.IntRange(0, len(g.scans)-1).Draw(rt, "which")
	if err := s.svc.Void(rt.Context(), s.officer, s.activity, g.scans[i].id, "wrong"); err != nil {
		rt.Fatal(err)
	}
	g.scans = append(g.scans[:i:i], g.scans[i+1:]...)
}

func (g *modelGuest) scan(rt *rapid.T, s *stage, model []modelGuest, direction string, roomCap int) {
	inside := 0
	for _, other := range model {
		if other.inside() {
			inside++
		}
	}
	out, err := s.scan(g.nomination, direction)
	nothing := (direction == attendance.In) == g.inside()
	full := direction == attendance.In && roomCap > 0 && inside >= roomCap
	switch {
	case nothing && (err != nil || out.Recorded):
		rt.Fatalf("recorded a scan %s that changes nothing: %v", direction, err)
	case !nothing && full && !fault.IsConflict(err):
		rt.Fatalf("let one in above the cap of %d: %v", roomCap, err)
	case !nothing && !full && (err != nil || !out.Recorded):
		rt.Fatalf("a scan %s was not recorded: %v", direction, err)
	case out.Recorded:
		g.scans = append(g.scans, modelScan{out.CheckinID, direction})
	}
}

func checkModel(rt *rapid.T, s *stage, model []modelGuest) {
	inside, came := 0, 0
	for _, g := range model {
		if g.inside() {
			inside++
		}
		if g.came() {
			came++
		}
	}
	if gotInside, gotCame := s.inside(s.parties[0]); gotInside != inside || gotCame != came {
		rt.Fatalf("the register holds %d inside of %d who came, want %d of %d", gotInside, gotCame, inside, came)
	}
}
