package app

import "testing"

// One processor is added for all computations together, and taken away after the last.
func TestSpareProcessor(t *testing.T) {
	now := 2
	s := &spare{set: func(n int) int {
		before := now
		if n > 0 {
			now = n
		}
		return before
	}}
	first := s.take()
	second := s.take()
	if now != 3 {
		t.Error("while two compute:", now)
	}
	first()
	if now != 3 {
		t.Error("while one computes:", now)
	}
	second()
	if now != 2 {
		t.Error("afterwards:", now)
	}
}
