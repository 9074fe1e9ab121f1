package signins

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/audit"
	"counterpart/internal/db"
)

// What happened to the means of an account, as the history, the notice by mail and the page say it.
const (
	MeansPassword        = "password_set"
	MeansNoPassword      = "password_removed"
	MeansAuthenticator   = "authenticator_set"
	MeansNoAuthenticator = "authenticator_removed"
	MeansCodes           = "recovery_codes_made"
	MeansCodeUsed        = "recovery_code_used"
	MeansRecovered       = "recovered"
	MeansPasskey         = "passkey_added"
	MeansNoPasskey       = "passkey_removed"
)

// Actions in the history.
const (
	ActionMeans   audit.Action = "signins.means"
	ActionAsk     audit.Action = "signins.ask_recovery"
	ActionApprove audit.Action = "signins.approve_recovery"
	ActionRefuse  audit.Action = "signins.refuse_recovery"
)

// NoticeMail asks for the mail that tells an account's owner that its means of signing in have changed.
type NoticeMail struct {
	ID        string `json:"id"`
	AccountID string `json:"account_id"`
	What      string `json:"what"`
}

// Kind names the job.
func (NoticeMail) Kind() string { return "signins.notice_mail" }

// Means are what an account can sign in with, besides the link that it can always have.
type Means struct {
	Password      db.Time // since when; zero when it has none
	Authenticator db.Time
	CodesLeft     int
	Passkeys      int
}

// ownFresh asks further for a fresh proof.
func (s *Service) ownFresh(actor access.Actor) error {
	if err := own(actor); err != nil {
		return err
	}
	return actor.RequireFresh(s.db.Clock())
}

// MyMeans are the actor's own means.
func (s *Service) MyMeans(ctx context.Context, actor access.Actor) (Means, error) {
	if err := own(actor); err != nil {
		return Means{}, err
	}
	return db.View(ctx, s.db, func(tx *db.Tx) (Means, error) { return meansOf(tx, actor.Account) })
}

func meansOf(tx *db.Tx, accountID string) (Means, error) {
	type row struct {
		Password      db.Time `db:"password"`
		Authenticator db.Time `db:"authenticator"`
		CodesLeft     int     `db:"codes_left"`
		Passkeys      int     `db:"passkeys"`
	}
	r, err := db.One[row](tx, `select (select set_at from password where account_id = $1) as password,
		(select confirmed_at from authenticator where account_id = $1) as authenticator,
		(select count(*) from recovery_code where account_id = $1 and used_at is null) as codes_left,
		(select count(*) from passkey where account_id = $1) as passkeys`, accountID)
	return Means(r), err
}

// change carries out what changes the actor's own means: every other session ends, the owner is told by mail.
func (s *Service) change(ctx context.Context, actor access.Actor, what string, do func(tx *db.Tx) error) error {
	defer s.accounts.Forget()
	_, err := db.Change(db.Unkeyed(ctx), s.db, func(tx *db.Tx) (bool, error) {
		if err := do(tx); err != nil {
			return false, err
		}
		return true, s.changedIn(tx, actor, actor.Account, what, actor.Session)
	})
	return err
}

// changedIn is what follows every change of an account's means, within its transaction: whether the account is strong is
// noted anew, its sessions but one end, links asked for before are void, its owner is told by mail.
func (s *Service) changedIn(tx *db.Tx, actor access.Actor, accountID, what, keep string) error {
	strong, err := hasStrongIn(tx, accountID)
	if err != nil {
		return err
	}
	if err := accounts.NoteStrongIn(tx, accountID, strong); err != nil {
		return err
	}
	if _, err := accounts.EndSessionsIn(tx, actor, accountID, keep, "the means of signing in changed"); err != nil {
		return err
	}
	if err := s.opts.Queue.Enqueue(tx, NoticeMail{ID: tx.NewID(), AccountID: accountID, What: what}); err != nil {
		return err
	}
	return audit.Record(tx, actor, ActionMeans, accounts.Kind, accountID, map[string]string{"what": what})
}

// hasStrongIn tells whether the account has a means that is strong by itself or as a second factor.
func hasStrongIn(tx *db.Tx, accountID string) (bool, error) {
	m, err := meansOf(tx, accountID)
	return !m.Authenticator.IsZero() || m.Passkeys > 0, err
}
