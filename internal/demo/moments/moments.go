// Package moments has what the chapters of the story have in common: when something happened, and who did it.
package moments

import (
	"context"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/db"
)

// Jakarta is where most of the story happens: seven hours ahead of UTC, without summer time.
var Jakarta = time.FixedZone("Asia/Jakarta", 7*60*60)

// At is a time of day in Jakarta on a date: At("2024-06-05", "09:30").
func At(date, clock string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", date+" "+clock, Jakarta)
	if err != nil {
		panic(err) // the story is written in this program
	}
	return t
}

// Acting is an actor of the story.
func Acting(account, name string, role access.Role, scope access.Scope, rights ...access.Right) access.Actor {
	held := map[access.Right]bool{}
	for _, r := range rights {
		held[r] = true
	}
	a := access.Actor{Account: account, Name: name, Via: "system", Grants: []access.Grant{{Role: role, Scope: scope, Rights: held}}}
	if account != "" {
		a.Via = "session"
	}
	return a
}

// Did is something that was done at a moment, in one transaction.
type Did struct {
	When time.Time
	Do   func(tx *db.Tx) error
}

// Moment does what happened at one moment, in one transaction.
type Moment func(ctx context.Context, when time.Time, do func(ctx context.Context, tx *db.Tx) error) error

// All does one thing after the other.
func (m Moment) All(ctx context.Context, list []Did) error {
	for _, d := range list {
		if err := m(ctx, d.When, func(_ context.Context, tx *db.Tx) error { return d.Do(tx) }); err != nil {
			return err
		}
	}
	return nil
}
