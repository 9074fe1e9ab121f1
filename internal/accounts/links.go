package accounts

import (
	"context"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
)

// ActorIn is the actor of an account beside any session, for what it let act in its name, such as a calendar address.
// strong says that this was arranged in a strong session. An account that is closed gives the public.
func (s *Service) ActorIn(tx *db.Tx, accountID string, strong bool) (access.Actor, error) {
	actor, err := s.actorOf(tx, accountID, Session{Strong: strong})
	if actor.SignedIn() {
		actor.Via = "token"
	}
	return actor, err
}

// GivenLink is a signed link as it is listed.
type GivenLink struct {
	Link
	Party  string  `db:"party"`
	SeenAt db.Time `db:"seen_at"`
}

// Works tells whether the link opens anything at a time.
func (l GivenLink) Works(now time.Time) bool {
	return l.RevokedAt.IsZero() && l.UsedAt.IsZero() && now.Before(l.ExpiresAt.Time)
}

// LinksIn lists the links that were made for an activity, the newest first. The caller has asked whether the actor may see them.
func LinksIn(tx *db.Tx, activityID string) ([]GivenLink, error) {
	return db.All[GivenLink](tx, `select l.id, l.purpose, l.party_id, l.activity_id, l.person_id, l.name, l.created_at, l.expires_at, l.used_at, l.revoked_at,
		l.seen_at, coalesce(p.name, '') as party from signed_link l left join party p on p.id = l.party_id
		where l.activity_id = $1 order by l.created_at desc, l.id desc limit 2000`, activityID)
}

// LinkOfPersonIn is the newest link of a person for an activity and a purpose that still works.
func LinkOfPersonIn(tx *db.Tx, activityID, personID, purpose string) (id string, found bool, err error) {
	ids, err := db.All[string](tx, `select id from signed_link where activity_id = $1 and person_id = $2 and purpose = $3 and used_at is null and revoked_at is null
		and expires_at > $4 order by id desc limit 1`, activityID, personID, purpose, tx.Now())
	if err != nil || len(ids) == 0 {
		return "", false, err
	}
	return ids[0], true, nil
}

// RevokeLinkOfIn ends a link of an activity within the transaction of the verb that has asked for the right over it.
func RevokeLinkOfIn(tx *db.Tx, actor access.Actor, activityID, id string) error {
	n, err := tx.Affect(`update signed_link set revoked_at = $3 where id = $1 and activity_id = $2 and revoked_at is null`, id, activityID, tx.Now())
	if err != nil {
		return err
	}
	if n == 0 {
		return fault.Missing("link that still works")
	}
	return audit.Record(tx, actor, ActionRevoke, "signed_link", id, nil)
}

// seenEvery is how exactly the last use of a link is kept.
const seenEvery = 10 * time.Minute

// seen keeps when a link was last used.
func (s *Service) seen(ctx context.Context, id string) error {
	stale := func(tx *db.Tx) (int, error) {
		return db.One[int](tx, `select count(*) from signed_link where id = $1 and (seen_at is null or seen_at < $2)`, id, db.At(tx.Now().Add(-seenEvery)))
	}
	if n, err := db.View(ctx, s.db, stale); err != nil || n == 0 {
		return err
	}
	_, err := db.Change(db.Unkeyed(ctx), s.db, func(tx *db.Tx) (bool, error) {
		return true, tx.Exec(`update signed_link set seen_at = $2 where id = $1`, id, tx.Now())
	})
	return err
}
