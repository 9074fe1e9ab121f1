package accounts

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
)

// Sessions lists the actor's own sessions, the one used last first.
func (s *Service) Sessions(ctx context.Context, actor access.Actor) ([]Session, error) {
	if err := signedIn(actor); err != nil {
		return nil, err
	}
	return db.View(ctx, s.db, func(tx *db.Tx) ([]Session, error) {
		return db.All[Session](tx, sessionColumns+` where account_id = $1 and expires_at > $2 and seen_at > $3 order by seen_at desc limit 200`,
			actor.Account, tx.Now(), db.At(tx.Now().Add(-s.opts.Limits.Idle)))
	})
}

// signedIn asks that the actor is an account in a session: means and sessions are looked after by their owner only.
func signedIn(actor access.Actor) error {
	if !actor.SignedIn() || actor.Via != "session" {
		return fault.Refuse("Sign in first: this belongs to an account.")
	}
	return nil
}

// mayEnd asks further for a fresh proof: a browser left open must not end those of its owner.
func (s *Service) mayEnd(actor access.Actor) error {
	if err := signedIn(actor); err != nil {
		return err
	}
	return actor.RequireFresh(s.db.Clock())
}

// EndSession ends one of the actor's own sessions.
func (s *Service) EndSession(ctx context.Context, actor access.Actor, id string) error {
	if err := s.mayEnd(actor); err != nil {
		return err
	}
	defer s.recent.forget()
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		n, err := tx.Affect(`delete from web_session where id = $1 and account_id = $2`, id, actor.Account)
		if err != nil {
			return false, err
		}
		if n == 0 {
			return false, fault.Missing("session")
		}
		return true, audit.Record(tx, actor, ActionClose, Kind, actor.Account, map[string]any{"sessions": 1, "why": "ended by its owner"})
	})
	return err
}

// EndOthers ends all of the actor's own sessions but the one in use.
func (s *Service) EndOthers(ctx context.Context, actor access.Actor) (int, error) {
	if err := s.mayEnd(actor); err != nil {
		return 0, err
	}
	defer s.recent.forget()
	return db.Change(ctx, s.db, func(tx *db.Tx) (int, error) {
		return EndSessionsIn(tx, actor, actor.Account, actor.Session, "ended by their owner")
	})
}

// EndAll ends every session of an account. It takes nothing else away, so it asks for no fresh proof: who sees misuse acts at once.
func (s *Service) EndAll(ctx context.Context, actor access.Actor, accountID string) (int, error) {
	if err := actor.Require(RightManage, access.Anything); err != nil {
		return 0, err
	}
	defer s.recent.forget()
	return db.Change(ctx, s.db, func(tx *db.Tx) (int, error) {
		if _, err := findAccount(tx, accountID); err != nil {
			return 0, err
		}
		return EndSessionsIn(tx, actor, accountID, "", "ended by an administrator")
	})
}

// Deactivate closes an account: its sessions, the tokens that it made and the links that let its person act end with it.
func (s *Service) Deactivate(ctx context.Context, actor access.Actor, accountID string) error {
	if err := s.mayChange(actor); err != nil {
		return err
	}
	defer s.recent.forget()
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		a, err := findAccount(tx, accountID)
		if err != nil {
			return false, err
		}
		if !a.Active {
			return false, fault.Clash("This account is closed already.")
		}
		if err := tx.Exec(`update account set active = false where id = $1`, accountID); err != nil {
			return false, err
		}
		if err := someAdministrator(tx); err != nil {
			return false, err
		}
		if err := tx.Exec(`update api_token set revoked_at = $2 where created_by = $1 and revoked_at is null`, "account:"+accountID, tx.Now()); err != nil {
			return false, err
		}
		if err := EndLinksIn(tx, accountID, a.PersonID); err != nil {
			return false, err
		}
		if _, err := EndSessionsIn(tx, actor, accountID, "", "the account was closed"); err != nil {
			return false, err
		}
		return true, audit.Record(tx, actor, ActionOff, Kind, accountID, nil)
	})
	return err
}

// EndLinksIn revokes every link that lets an account in or its person act.
func EndLinksIn(tx *db.Tx, accountID, personID string) error {
	if err := tx.Exec(`update signed_link set revoked_at = $2 where account_id = $1 and revoked_at is null`, accountID, tx.Now()); err != nil || personID == "" {
		return err
	}
	return tx.Exec(`update signed_link set revoked_at = $2 where person_id = $1 and revoked_at is null`, personID, tx.Now())
}

// Reactivate opens an account again. What ended with it stays ended.
func (s *Service) Reactivate(ctx context.Context, actor access.Actor, accountID string) error {
	if err := s.mayChange(actor); err != nil {
		return err
	}
	defer s.recent.forget()
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		n, err := tx.Affect(`update account set active = true where id = $1 and not active`, accountID)
		if err != nil {
			return false, err
		}
		if n == 0 {
			return false, fault.Clash("There is no closed account here.")
		}
		return true, audit.Record(tx, actor, ActionOn, Kind, accountID, nil)
	})
	return err
}

// NoteStrongIn notes whether the account has a second factor or a passkey, within the transaction that changes it.
func NoteStrongIn(tx *db.Tx, accountID string, strong bool) error {
	if strong {
		return tx.Exec(`update account set strong_since = $2 where id = $1 and strong_since is null`, accountID, tx.Now())
	}
	return tx.Exec(`update account set strong_since = null where id = $1`, accountID)
}

// Standing is whether the roles of an account want a second factor or a passkey that its session lacks, and since when
// or from when they are held back for it.
type Standing struct {
	Weak bool
	Due  db.Time
}

// StandingOf says how the actor's own session stands.
func (s *Service) StandingOf(ctx context.Context, actor access.Actor) (Standing, error) {
	if actor.Via != "session" || actor.Strong || s.opts.Lenient || s.opts.Demo {
		return Standing{}, nil
	}
	return db.View(ctx, s.db, func(tx *db.Tx) (Standing, error) {
		wants, err := s.WantsStrongIn(tx, actor.Account)
		if err != nil || !wants {
			return Standing{}, err
		}
		first, err := db.One[db.Time](tx, `select min(granted_at) from role_grant where account_id = $1
			and (valid_to is null or valid_to >= $2)`, actor.Account, tx.Today())
		if err != nil {
			return Standing{}, err
		}
		a, err := findAccount(tx, actor.Account)
		if !a.StrongSince.IsZero() {
			return Standing{Weak: true, Due: a.StrongSince}, err
		}
		return Standing{Weak: true, Due: db.At(first.Add(Grace))}, err
	})
}

// StrengthenIn notes that the person in the actor's session has just used a passkey or a second factor.
func StrengthenIn(tx *db.Tx, actor access.Actor) error {
	return tx.Exec(`update web_session set strong = true where id = $1 and account_id = $2`, actor.Session, actor.Account)
}

// ByAddressIn is ByAddress within a transaction, without the roles.
func ByAddressIn(tx *db.Tx, address string) (a Account, found bool, err error) {
	list, err := db.All[accountRow](tx, `select id, name, email, person_id, active, strong_since from account where email_key = $1`, EmailKey(address))
	if err != nil || len(list) == 0 {
		return Account{}, false, err
	}
	r := list[0]
	return Account{ID: r.ID, Name: r.Name, Email: r.Email, PersonID: r.PersonID, Active: r.Active, StrongSince: r.StrongSince}, true, nil
}

// Sweep removes sessions that have ended.
func (s *Service) Sweep(ctx context.Context) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (int, error) {
		return tx.Affect(`delete from web_session where expires_at < $1`, tx.Now())
	})
	return err
}
