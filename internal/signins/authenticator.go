package signins

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base32"
	"errors"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/pquerna/otp/hotp"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/vault"
)

// Sealed names the column with the secrets of authenticator apps to the vault.
var Sealed = vault.Column{Table: "authenticator", Column: "sealed", ID: "account_id"}

// stepSeconds is how long a code of an authenticator app stands; the one before and the one after are taken too.
const stepSeconds = 30

// recoveryCodes is how many codes an account gets for the day on which its phone is away.
const recoveryCodes = 10

var base32Plain = base32.StdEncoding.WithPadding(base32.NoPadding)

// StartAuthenticator makes the secret of a new authenticator app, which counts once a code confirms it.
func (s *Service) StartAuthenticator(ctx context.Context, actor access.Actor) (secret string, err error) {
	if err := s.ownFresh(actor); err != nil {
		return "", err
	}
	raw := make([]byte, 20)
	_, _ = rand.Read(raw) // crypto/rand.Read never fails since Go 1.24
	secret = base32Plain.EncodeToString(raw)
	sealed, err := s.opts.Vault.Seal(Sealed.Table, Sealed.Column, actor.Account, secret)
	if err != nil {
		return "", err
	}
	_, err = db.Change(db.Unkeyed(ctx), s.db, func(tx *db.Tx) (bool, error) {
		n, err := tx.Affect(`insert into authenticator (account_id, sealed, created_at) values ($1, $2, $3)
			on conflict (account_id) do update set sealed = excluded.sealed, created_at = excluded.created_at, last_step = 0
			where authenticator.confirmed_at is null`, actor.Account, sealed, tx.Now())
		if err == nil && n == 0 {
			err = fault.Clash("The account has an authenticator app already. Remove it first.")
		}
		return true, err
	})
	return secret, err
}

// PendingAuthenticator is the secret that waits to be confirmed, to show the form again.
func (s *Service) PendingAuthenticator(ctx context.Context, actor access.Actor) (secret string, err error) {
	if err := s.ownFresh(actor); err != nil {
		return "", err
	}
	sealed, err := db.View(ctx, s.db, func(tx *db.Tx) (string, error) {
		return db.One[string](tx, `select sealed from authenticator where account_id = $1 and confirmed_at is null`, actor.Account)
	})
	if errors.Is(err, db.ErrNone) {
		return "", fault.Missing("authenticator app to confirm")
	}
	if err != nil {
		return "", err
	}
	return s.opts.Vault.Open(Sealed.Table, Sealed.Column, actor.Account, sealed)
}

// AuthenticatorURL is the address that an authenticator app reads from the QR code.
func AuthenticatorURL(issuer, account, secret string) string {
	return "otpauth://totp/" + url.PathEscape(issuer+":"+account) + "?" + url.Values{"secret": {secret}, "issuer": {issuer}}.Encode()
}

// ConfirmAuthenticator takes the first code of a new authenticator app. It returns the recovery codes, which are shown once,
// and the token under which the session goes on: from here on it is strong.
func (s *Service) ConfirmAuthenticator(ctx context.Context, actor access.Actor, code string) (codes []string, session string, err error) {
	if err := s.ownFresh(actor); err != nil {
		return nil, "", err
	}
	if err := s.take(ctx, proofBucket(actor.Account)); err != nil {
		return nil, "", err
	}
	defer s.accounts.Forget()
	session, err = db.Change(db.Unkeyed(ctx), s.db, func(tx *db.Tx) (string, error) {
		ok, err := s.takeCodeIn(tx, actor.Account, code, false)
		if err != nil {
			return "", err
		}
		if !ok {
			return "", fault.Wrong("code", "This is not the code that the app shows for this account now. Check the clock of the phone.")
		}
		if err := tx.Exec(`update authenticator set confirmed_at = $2 where account_id = $1`, actor.Account, tx.Now()); err != nil {
			return "", err
		}
		if codes, err = newCodesIn(tx, actor.Account); err != nil {
			return "", err
		}
		if err := s.changedIn(tx, actor, actor.Account, MeansAuthenticator, actor.Session); err != nil {
			return "", err
		}
		return s.accounts.ProveSessionIn(tx, actor, accounts.Proof{Method: "authenticator", Strong: true})
	})
	return codes, session, err
}

// takeCodeIn tells whether a code is right and uses it up: it, and those before it, never work again. confirmed says
// whether it is for an app in use or for one that waits to be confirmed.
func (s *Service) takeCodeIn(tx *db.Tx, accountID, code string, confirmed bool) (bool, error) {
	type row struct {
		Sealed    string  `db:"sealed"`
		LastStep  int     `db:"last_step"`
		Confirmed db.Time `db:"confirmed_at"`
	}
	a, err := db.One[row](tx, `select sealed, last_step, confirmed_at from authenticator where account_id = $1`, accountID)
	if errors.Is(err, db.ErrNone) || err == nil && a.Confirmed.IsZero() == confirmed {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	secret, err := s.opts.Vault.Open(Sealed.Table, Sealed.Column, accountID, a.Sealed)
	if err != nil {
		return false, err
	}
	step := matchingStep(secret, code, tx.Now().Time)
	if step == 0 {
		return false, nil
	}
	n, err := tx.Affect(`update authenticator set last_step = $2 where account_id = $1 and last_step < $2`, accountID, step)
	return n == 1, err
}

// matchingStep is the step of time whose code it is, 0 when it is none of the three around now.
func matchingStep(secret, code string, now time.Time) int {
	code = strings.Join(strings.Fields(code), "")
	found := 0
	for d := -1; d <= 1; d++ {
		step := int(now.Unix()/stepSeconds) + d
		right, err := hotp.GenerateCode(secret, uint64(step))
		if err == nil && subtle.ConstantTimeCompare([]byte(right), []byte(code)) == 1 {
			found = step
		}
	}
	return found
}

// newCode is a recovery code of 120 bits in groups of four letters: enough that a plain hash of it is safe to keep.
func newCode() string {
	var groups []string
	for group := range slices.Chunk([]byte(strings.ToLower(rand.Text()[:24])), 4) {
		groups = append(groups, string(group))
	}
	return strings.Join(groups, "-")
}

// newCodesIn makes recovery codes; those from before end.
func newCodesIn(tx *db.Tx, accountID string) ([]string, error) {
	if err := tx.Exec(`delete from recovery_code where account_id = $1`, accountID); err != nil {
		return nil, err
	}
	codes := make([]string, recoveryCodes)
	for i := range codes {
		codes[i] = newCode()
		if err := tx.Exec(`insert into recovery_code (account_id, code_hash) values ($1, $2)`, accountID, codeHash(codes[i])); err != nil {
			return nil, err
		}
	}
	return codes, nil
}

// codeHash is how a recovery code is kept; blanks, hyphens and case do not matter.
func codeHash(code string) string {
	return hashOf("code " + strings.Map(func(r rune) rune {
		if r == '-' || r == ' ' {
			return -1
		}
		return r
	}, strings.ToLower(code)))
}

// takeRecoveryCodeIn tells whether a recovery code is right and uses it up. The owner is told.
func (s *Service) takeRecoveryCodeIn(tx *db.Tx, accountID, code string) (bool, error) {
	n, err := tx.Affect(`update recovery_code set used_at = $3 where account_id = $1 and code_hash = $2 and used_at is null`, accountID, codeHash(code), tx.Now())
	if err != nil || n == 0 {
		return false, err
	}
	return true, s.opts.Queue.Enqueue(tx, NoticeMail{ID: tx.NewID(), AccountID: accountID, What: MeansCodeUsed})
}

// NewRecoveryCodes makes ten new codes and ends those from before.
func (s *Service) NewRecoveryCodes(ctx context.Context, actor access.Actor) (codes []string, err error) {
	if err := s.ownFresh(actor); err != nil {
		return nil, err
	}
	err = s.change(ctx, actor, MeansCodes, func(tx *db.Tx) error {
		m, err := meansOf(tx, actor.Account)
		if err != nil {
			return err
		}
		if m.Authenticator.IsZero() {
			return fault.Clash("Recovery codes stand in for an authenticator app. Set one up first.")
		}
		codes, err = newCodesIn(tx, actor.Account)
		return err
	})
	return codes, err
}

// RemoveAuthenticator takes the actor's own authenticator app and its recovery codes away.
func (s *Service) RemoveAuthenticator(ctx context.Context, actor access.Actor) error {
	if err := s.ownFresh(actor); err != nil {
		return err
	}
	return s.change(ctx, actor, MeansNoAuthenticator, func(tx *db.Tx) error {
		if err := removeAuthenticatorIn(tx, actor.Account); err != nil {
			return err
		}
		return s.keepsStrongIn(tx, actor.Account)
	})
}

func removeAuthenticatorIn(tx *db.Tx, accountID string) error {
	if err := tx.Exec(`delete from recovery_code where account_id = $1`, accountID); err != nil {
		return err
	}
	return tx.Exec(`delete from authenticator where account_id = $1`, accountID)
}
