package signins

import (
	"context"
	"errors"
	"strings"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
)

// Recovery lets the owner of an account who has lost every means set new ones, once two administrators agreed.
type Recovery struct {
	ID         string  `db:"id"`
	AccountID  string  `db:"account_id"`
	Reason     string  `db:"reason"`
	AskedBy    string  `db:"asked_by"`
	AskedName  string  `db:"asked_name"`
	AskedAt    db.Time `db:"asked_at"`
	ExpiresAt  db.Time `db:"expires_at"`
	ApprovedBy string  `db:"approved_by"`
	ApprovedAt db.Time `db:"approved_at"`
	RefusedAt  db.Time `db:"refused_at"`
	DoneAt     db.Time `db:"done_at"`
}

// Open tells whether the recovery still waits for the second administrator.
func (r Recovery) Open(now time.Time) bool {
	return r.ApprovedAt.IsZero() && r.RefusedAt.IsZero() && now.Before(r.ExpiresAt.Time)
}

// recoveryLife is how long the second administrator has, and then the owner.
const recoveryLife = 24 * time.Hour

// RecoveryMail asks for the mail with the link by which the owner sets new means.
type RecoveryMail struct {
	AccountID string `json:"account_id"`
	LinkID    string `json:"link_id"`
}

// Kind names the job.
func (RecoveryMail) Kind() string { return "signins.recovery_mail" }

const recoveryColumns = `select id, account_id, reason, asked_by, asked_name, asked_at, expires_at, approved_by, approved_at, refused_at, done_at from recovery`

// mayRecover asks for an administrator in a session, with a fresh proof: two tokens of one person are not two people.
func (s *Service) mayRecover(actor access.Actor) error {
	if err := actor.Require(accounts.RightManage, access.Anything); err != nil {
		return err
	}
	return s.ownFresh(actor)
}

// AskRecovery starts the recovery of someone else's account.
func (s *Service) AskRecovery(ctx context.Context, actor access.Actor, accountID, reason string) (string, error) {
	if err := s.mayRecover(actor); err != nil {
		return "", err
	}
	if actor.Account == accountID {
		return "", fault.Refuse("Nobody recovers their own account. Ask another administrator.")
	}
	reason = strings.TrimSpace(reason)
	if reason == "" || len(reason) > 1000 {
		return "", fault.Wrong("reason", "Write why, and how you know that it is the owner who asks, in at most a thousand characters.")
	}
	account, err := s.accounts.Of(ctx, actor, accountID)
	if err != nil {
		return "", err
	}
	if !account.Active {
		return "", fault.Clash("This account is closed.")
	}
	return db.Change(ctx, s.db, func(tx *db.Tx) (string, error) {
		last, err := lastRecovery(tx, accountID)
		if err != nil {
			return "", err
		}
		if last.ID != "" && last.Open(tx.Now().Time) {
			return "", fault.Clash("A recovery of this account waits for a second administrator already.")
		}
		id := tx.NewID()
		if err := tx.Exec(`insert into recovery (id, account_id, reason, asked_by, asked_name, asked_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7)`,
			id, accountID, reason, actor.Account, actor.Name, tx.Now(), db.At(tx.Now().Add(recoveryLife))); err != nil {
			return "", err
		}
		return id, audit.Record(tx, actor, ActionAsk, accounts.Kind, accountID, map[string]string{"recovery": id, "reason": reason})
	})
}

// LastRecovery is the newest recovery of an account; its ID is "" when there was none.
func (s *Service) LastRecovery(ctx context.Context, actor access.Actor, accountID string) (Recovery, error) {
	if err := actor.Require(accounts.RightManage, access.Anything); err != nil {
		return Recovery{}, err
	}
	return db.View(ctx, s.db, func(tx *db.Tx) (Recovery, error) { return lastRecovery(tx, accountID) })
}

func lastRecovery(tx *db.Tx, accountID string) (Recovery, error) {
	r, err := db.One[Recovery](tx, recoveryColumns+` where account_id = $1 order by asked_at desc, id desc limit 1`, accountID)
	if errors.Is(err, db.ErrNone) {
		return Recovery{}, nil
	}
	return r, err
}

// waitingIn finds a recovery that waits, and refuses whoever may not decide it.
func waitingIn(tx *db.Tx, id string) (Recovery, error) {
	r, err := db.One[Recovery](tx, recoveryColumns+` where id = $1`, id)
	switch {
	case errors.Is(err, db.ErrNone):
		return r, fault.Missing("recovery")
	case err != nil:
		return r, err
	case !r.Open(tx.Now().Time):
		return r, fault.Clash("This recovery is decided or has expired.")
	}
	return r, nil
}

// ApproveRecovery is the second administrator's word. Everything by which the account could be entered ends; the owner
// gets a link, once, to the account's own address.
func (s *Service) ApproveRecovery(ctx context.Context, actor access.Actor, id string) error {
	if err := s.mayRecover(actor); err != nil {
		return err
	}
	defer s.accounts.Forget()
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		r, err := waitingIn(tx, id)
		if err != nil {
			return false, err
		}
		if actor.Account == r.AskedBy || actor.Account == r.AccountID {
			return false, fault.Refuse("A second administrator must approve: neither the one who asked nor the owner of the account.")
		}
		if err := tx.Exec(`update recovery set approved_by = $2, approved_at = $3 where id = $1`, id, actor.Account, tx.Now()); err != nil {
			return false, err
		}
		link, err := s.recoverIn(tx, actor, r.AccountID)
		if err != nil {
			return false, err
		}
		if err := s.opts.Queue.Enqueue(tx, RecoveryMail{AccountID: r.AccountID, LinkID: link}); err != nil {
			return false, err
		}
		return true, audit.Record(tx, actor, ActionApprove, accounts.Kind, r.AccountID, map[string]string{"recovery": id})
	})
	return err
}

// RefuseRecovery ends one that waits; any administrator may, also the one who asked.
func (s *Service) RefuseRecovery(ctx context.Context, actor access.Actor, id string) error {
	if err := s.mayRecover(actor); err != nil {
		return err
	}
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		r, err := waitingIn(tx, id)
		if err != nil {
			return false, err
		}
		if err := tx.Exec(`update recovery set refused_at = $2 where id = $1`, id, tx.Now()); err != nil {
			return false, err
		}
		return true, audit.Record(tx, actor, ActionRefuse, accounts.Kind, r.AccountID, map[string]string{"recovery": id})
	})
	return err
}

// recoverIn ends every means, session and link of an account and makes the link by which its owner begins anew.
func (s *Service) recoverIn(tx *db.Tx, actor access.Actor, accountID string) (string, error) {
	if err := forgetMeansIn(tx, accountID); err != nil {
		return "", err
	}
	if err := accounts.EndLinksIn(tx, accountID, ""); err != nil {
		return "", err
	}
	if err := s.changedIn(tx, actor, accountID, MeansRecovered, ""); err != nil {
		return "", err
	}
	return accounts.NewLinkIn(tx, actor, accounts.LinkDraft{
		Purpose: accounts.PurposeRecover, AccountID: accountID, Name: "Recovery", ExpiresAt: db.At(tx.Now().Add(recoveryLife)),
	})
}

// forgetMeansIn takes away every means of an account, and the devices that it is known from.
func forgetMeansIn(tx *db.Tx, accountID string) error {
	if err := removeAuthenticatorIn(tx, accountID); err != nil {
		return err
	}
	for _, statement := range []string{
		`delete from password where account_id = $1`, `delete from passkey where account_id = $1`,
		`delete from sso_link where account_id = $1`, `delete from signin_step where account_id = $1`,
	} {
		if err := tx.Exec(statement, accountID); err != nil {
			return err
		}
	}
	return tx.Exec(`delete from known_device where account_id = $1`, accountID)
}

// recoveredIn notes that the owner has used the link.
func recoveredIn(tx *db.Tx, accountID string) error {
	return tx.Exec(`update recovery set done_at = $2 where account_id = $1 and approved_at is not null and done_at is null`, accountID, tx.Now())
}

// RecoverAtTheMachine does without the second administrator and returns the link itself. It is for the command line: who
// has a shell on the machine has the data anyway, and an installation with one administrator has nobody else.
func (s *Service) RecoverAtTheMachine(ctx context.Context, email string) (string, error) {
	actor := access.System("command line")
	id, err := db.Change(db.Unkeyed(ctx), s.db, func(tx *db.Tx) (string, error) {
		account, found, err := accounts.ByAddressIn(tx, email)
		if err != nil {
			return "", err
		}
		if !found || !account.Active {
			return "", fault.Wrong("email", "No open account has the address %q.", email)
		}
		link, err := s.recoverIn(tx, actor, account.ID)
		if err != nil {
			return "", err
		}
		return link, audit.Record(tx, actor, ActionApprove, accounts.Kind, account.ID, map[string]string{"by": "command line"})
	})
	s.accounts.Forget()
	return s.accounts.LinkURL(id, accounts.PurposeRecover), err
}
