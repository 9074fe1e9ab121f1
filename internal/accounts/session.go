package accounts

import (
	"context"
	"errors"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
)

// Limits say how long sessions last.
type Limits struct {
	Idle  time.Duration // without use
	Life  time.Duration // in any case
	Admin time.Duration // in any case, for administrators
}

// orUsual fills in what was not decided: half a day without use, a week in any case, half a day for administrators.
func (l Limits) orUsual() Limits {
	usual := func(d *time.Duration, or time.Duration) {
		if *d <= 0 {
			*d = or
		}
	}
	usual(&l.Idle, 12*time.Hour)
	usual(&l.Life, 7*24*time.Hour)
	usual(&l.Admin, 12*time.Hour)
	return l
}

// SessionSeconds is how long a browser keeps the session's cookie.
func (s *Service) SessionSeconds() int { return int(s.opts.Limits.Life / time.Second) }

// The methods by which a session begins.
const (
	ByLink     = "link"
	ByPassword = "password"
	ByPasskey  = "passkey"
	BySSO      = "sso"
	ByRecovery = "recovery"
	ByDemo     = "demo"
)

// Proof is how the person showed who they are.
type Proof struct {
	Method string
	Strong bool // with two factors or a passkey
}

// Session is a browser in which an account is signed in.
type Session struct {
	ID        string  `db:"id"`
	AccountID string  `db:"account_id"`
	Method    string  `db:"method"`
	Strong    bool    `db:"strong"`
	ProvedAt  db.Time `db:"proved_at"`
	Device    string  `db:"device"`
	Network   string  `db:"network"`
	CreatedAt db.Time `db:"created_at"`
	SeenAt    db.Time `db:"seen_at"`
	ExpiresAt db.Time `db:"expires_at"`
}

const sessionColumns = `select id, account_id, method, strong, proved_at, device, network, created_at, seen_at, expires_at from web_session`

// BeginSessionIn starts a session within the transaction in which the person proved who they are, and returns its token.
// The session that the browser held before ends.
func (s *Service) BeginSessionIn(tx *db.Tx, accountID string, proof Proof, device access.Device) (string, error) {
	actor, err := s.actorOf(tx, accountID, Session{Method: proof.Method, Strong: proof.Strong, ProvedAt: tx.Now()})
	if err != nil {
		return "", err
	}
	if !actor.SignedIn() {
		return "", fault.Refuse("This account is closed. Ask the secretariat.")
	}
	if device.Session != "" {
		if err := tx.Exec(`delete from web_session where token_hash = $1`, hashOf(device.Session)); err != nil {
			return "", err
		}
		s.recent.forget()
	}
	life := s.opts.Limits.Life
	admin, err := holdsIn(tx, accountID, access.Administrator)
	if err != nil {
		return "", err
	}
	if admin {
		life = min(life, s.opts.Limits.Admin)
	}
	token, hash := secret()
	err = tx.Exec(`insert into web_session (id, token_hash, account_id, method, strong, proved_at, device, network, created_at, seen_at, expires_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $6, $6, $9)`, tx.NewID(), hash, accountID, proof.Method, proof.Strong, tx.Now(),
		device.Words, device.Network, db.At(tx.Now().Add(life)))
	if err != nil {
		return "", err
	}
	return token, audit.Record(tx, actor, ActionSignIn, Kind, accountID,
		map[string]any{"by": proof.Method, "strong": proof.Strong, "device": device.Words, "network": device.Network})
}

// ProveSessionIn notes that the person in a session has proved again who they are. The session goes on under a new token.
func (s *Service) ProveSessionIn(tx *db.Tx, actor access.Actor, proof Proof) (string, error) {
	token, hash := secret()
	n, err := tx.Affect(`update web_session set token_hash = $2, proved_at = $3, strong = (strong or $4) where id = $1 and account_id = $5`,
		actor.Session, hash, tx.Now(), proof.Strong, actor.Account)
	if err != nil {
		return "", err
	}
	if n == 0 {
		return "", fault.Refuse("Your session has ended. Sign in again.")
	}
	s.recent.forget()
	return token, audit.Record(tx, actor, ActionProve, Kind, actor.Account, map[string]any{"by": proof.Method, "strong": proof.Strong})
}

// MethodIn is the method by which a session began.
func MethodIn(tx *db.Tx, sessionID string) (string, error) {
	return db.One[string](tx, `select method from web_session where id = $1`, sessionID)
}

// EndSessionsIn ends the sessions of an account but the one named in except, within the transaction of what makes them void.
// Whoever commits calls Forget.
func EndSessionsIn(tx *db.Tx, actor access.Actor, accountID, except, why string) (int, error) {
	n, err := tx.Affect(`delete from web_session where account_id = $1 and id <> $2`, accountID, except)
	if err != nil || n == 0 {
		return 0, err
	}
	return n, audit.Record(tx, actor, ActionClose, Kind, accountID, map[string]any{"sessions": n, "why": why})
}

// Forget makes the next request of every browser and token meet the database again. It is called after the commit of
// whatever ends sessions or changes roles.
func (s *Service) Forget() { s.recent.forget() }

// holdsIn tells whether the account holds the role today, whatever its session.
func holdsIn(tx *db.Tx, accountID string, role access.Role) (bool, error) {
	n, err := db.One[int](tx, `select count(*) from role_grant where account_id = $1 and role = $2
		and (valid_from is null or valid_from <= $3) and (valid_to is null or valid_to >= $3)`, accountID, string(role), tx.Today())
	return n > 0, err
}

// OfSession returns the actor of a browser's session, or the public when it has ended.
func (s *Service) OfSession(ctx context.Context, token string) (access.Actor, error) {
	if token == "" {
		return s.Public(), nil
	}
	hash, stale := hashOf(token), false
	now, round := db.At(s.db.Clock()), s.recent.now()
	if actor, ok := s.recent.find(hash, now); ok {
		return actor, nil
	}
	actor, err := db.View(ctx, s.db, func(tx *db.Tx) (access.Actor, error) {
		found, err := db.One[Session](tx, sessionColumns+` where token_hash = $1 and expires_at > $2 and seen_at > $3`,
			hash, tx.Now(), db.At(tx.Now().Add(-s.opts.Limits.Idle)))
		if errors.Is(err, db.ErrNone) {
			return s.Public(), nil
		}
		if err != nil {
			return access.Actor{}, err
		}
		stale = tx.Now().Sub(found.SeenAt.Time) > 5*time.Minute
		return s.actorOf(tx, found.AccountID, found)
	})
	if err == nil && actor.SignedIn() {
		s.recent.keep(hash, actor, now, round)
	}
	if err != nil || !stale {
		return actor, err
	}
	_, err = db.Change(context.WithoutCancel(ctx), s.db, func(tx *db.Tx) (bool, error) {
		return true, tx.Exec(`update web_session set seen_at = $2 where token_hash = $1`, hash, tx.Now())
	})
	return actor, err
}

// SignOut ends a session.
func (s *Service) SignOut(ctx context.Context, token string) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		return true, tx.Exec(`delete from web_session where token_hash = $1`, hashOf(token))
	})
	s.recent.forget()
	return err
}
