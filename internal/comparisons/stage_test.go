package comparisons_test

import (
	"testing"

	"counterpart/internal/access"
	"counterpart/internal/comparisons"
	"counterpart/internal/db"
	"counterpart/internal/gaps"
	"counterpart/internal/laws"
	"counterpart/internal/roomtest"
	"counterpart/internal/roomtest/cleared"
)

// stage is some States with what they cleared under some instruments.
type stage struct {
	t       testing.TB
	d       *db.DB
	svc     *comparisons.Service
	officer access.Actor
	public  access.Actor
	signed  access.Actor // signed in, of no State
}

func newStage(t testing.TB, d *db.DB, z cleared.Size) *stage {
	t.Helper()
	roomtest.LoadPack(t, d, "bali")
	s := &stage{t: t, d: d, svc: comparisons.New(d, laws.New(d, laws.Options{})), officer: roomtest.Holding("officer", gaps.RightRead)}
	s.public = access.Actor{Via: "public", Grants: []access.Grant{{Role: access.Public, Rights: map[access.Right]bool{gaps.RightRead: true}}}}
	s.signed = s.public
	s.signed.Via, s.signed.Account = "session", "somebody"
	cleared.Fill(t, d, z)
	return s
}
