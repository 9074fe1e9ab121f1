package signins

import (
	"errors"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/db"
	"counterpart/internal/fault"
)

// bucket bounds how often something may be tried: burst times at once, and once more every so often. It is a row of the
// database, so that all processes share it.
type bucket struct {
	name  string
	burst int
	every time.Duration
}

// takeIn counts one attempt, or says how long to wait.
func (b bucket) takeIn(tx *db.Tx) error {
	empty, err := b.emptyAt(tx)
	if err != nil {
		return err
	}
	if empty.Before(tx.Now().Time) {
		empty = tx.Now().Time
	}
	empty = empty.Add(b.every)
	if over := empty.Sub(tx.Now().Time) - time.Duration(b.burst)*b.every; over > 0 {
		return &fault.Wait{Words: "There were too many attempts. Wait a little, or use another way to sign in.", After: over}
	}
	return b.setIn(tx, empty)
}

// giveBackIn forgets one attempt: it succeeded.
func (b bucket) giveBackIn(tx *db.Tx) error {
	empty, err := b.emptyAt(tx)
	if err != nil || empty.IsZero() {
		return err
	}
	return b.setIn(tx, empty.Add(-b.every))
}

func (b bucket) emptyAt(tx *db.Tx) (time.Time, error) {
	at, err := db.One[db.Time](tx, `select empty_at from signin_bucket where name = $1`, b.name)
	if errors.Is(err, db.ErrNone) {
		return time.Time{}, nil
	}
	return at.Time, err
}

func (b bucket) setIn(tx *db.Tx, empty time.Time) error {
	return tx.Exec(`insert into signin_bucket (name, empty_at) values ($1, $2) on conflict (name) do update set empty_at = excluded.empty_at`,
		b.name, db.At(empty))
}

// addressHash names an address in a bucket, alike for those with and without an account.
func addressHash(email string) string { return hashOf("address " + accounts.EmailKey(email))[:32] }

// linkBuckets bound how many one-time links are asked for: by address, so that nobody's mailbox is filled, and by network.
func linkBuckets(email string, device access.Device) []bucket {
	return []bucket{
		{"link " + addressHash(email), 3, 200 * time.Second},
		{"links from " + device.Network, 60, 10 * time.Second},
	}
}
