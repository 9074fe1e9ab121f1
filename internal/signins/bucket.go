package signins

import (
	"context"
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

// bucketsIn are those that a try of a password takes from. A device from which the account has signed in before has one of
// its own, so that strangers who fail elsewhere do not keep the owner out. All others share one by address and one by
// network; an address without account has them like any other.
func bucketsIn(tx *db.Tx, address, accountID string, device access.Device) ([]bucket, error) {
	known, err := knownIn(tx, accountID, device)
	if err != nil || known {
		return []bucket{{"device " + hashOf(device.Known)[:32], 20, time.Minute}}, err
	}
	return []bucket{{"password " + address, 10, 2 * time.Minute}, networkBucket(device)}, nil
}

// codeBucketsIn are those that a try of a second factor takes from.
func codeBucketsIn(tx *db.Tx, accountID string, device access.Device) ([]bucket, error) {
	known, err := knownIn(tx, accountID, device)
	if err != nil || known {
		return []bucket{{"device code " + hashOf(device.Known)[:32], 10, 5 * time.Minute}}, err
	}
	return []bucket{{"code " + accountID, 5, 5 * time.Minute}, networkBucket(device)}, nil
}

// networkBucket lets a conference hotel behind one address mistype, and a sprayer try some thousands a day, over all accounts.
func networkBucket(device access.Device) bucket {
	return bucket{"network " + device.Network, 50, 20 * time.Second}
}

// proofBucket is for tries within a session.
func proofBucket(accountID string) bucket { return bucket{"proof " + accountID, 10, 5 * time.Minute} }

func knownIn(tx *db.Tx, accountID string, device access.Device) (bool, error) {
	n, err := db.One[int](tx, `select count(*) from known_device where token_hash = $1 and account_id = $2`, hashOf(device.Known), accountID)
	return n > 0, err
}

func takeAllIn(tx *db.Tx, buckets []bucket) error {
	for _, b := range buckets {
		if err := b.takeIn(tx); err != nil {
			return err
		}
	}
	return nil
}

func giveAllBackIn(tx *db.Tx, buckets []bucket) error {
	for _, b := range buckets {
		if err := b.giveBackIn(tx); err != nil {
			return err
		}
	}
	return nil
}

// take counts one attempt in a transaction of its own, so that it stays counted whatever comes of it.
func (s *Service) take(ctx context.Context, b bucket) error {
	_, err := db.Change(db.Unkeyed(ctx), s.db, func(tx *db.Tx) (bool, error) { return true, b.takeIn(tx) })
	return err
}

func (s *Service) giveBack(ctx context.Context, b bucket) error {
	_, err := db.Change(db.Unkeyed(ctx), s.db, func(tx *db.Tx) (bool, error) { return true, b.giveBackIn(tx) })
	return err
}
