package signins

import (
	"context"
	"errors"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
)

// StartEnter begins to sign in. It names no account and allows every passkey, so nobody can learn from it who has one.
func (p *Passkeys) StartEnter(ctx context.Context, device access.Device, browser string) (Ceremony, error) {
	return p.start(ctx, purposeEnter, "", device, browser)
}

// StartProve begins to prove that the signed-in person is still there.
func (p *Passkeys) StartProve(ctx context.Context, actor access.Actor, device access.Device, browser string) (Ceremony, error) {
	if err := own(actor); err != nil {
		return Ceremony{}, err
	}
	return p.start(ctx, purposeProve, actor.Account, device, browser)
}

func (p *Passkeys) start(ctx context.Context, purpose, account string, device access.Device, browser string) (Ceremony, error) {
	if err := p.ready(); err != nil {
		return Ceremony{}, err
	}
	assertion, session, err := p.rp.BeginDiscoverableLogin()
	if err != nil {
		return Ceremony{}, err
	}
	return db.Change(db.Unkeyed(ctx), p.db, func(tx *db.Tx) (Ceremony, error) {
		if err := beginBucket(device).takeIn(tx); err != nil {
			return Ceremony{}, err
		}
		return begin(tx, purpose, browser, account, session, assertion.Response)
	})
}

// beginBucket bounds how many sign-ins one network begins, each of which is a row: far above what people behind one
// address do, so that it slows nobody who has a passkey.
func beginBucket(device access.Device) bucket {
	return bucket{"begun from " + device.Network, 300, time.Second}
}

// Enter signs in with the passkey that the browser used, and returns the new session's token.
func (p *Passkeys) Enter(ctx context.Context, device access.Device, a Answer) (Entered, error) {
	return p.use(ctx, purposeEnter, access.Actor{Name: "Public", Via: "public"}, a, func(tx *db.Tx, account string) (Entered, error) {
		return p.enterIn(tx, account, accounts.Proof{Method: accounts.ByPasskey, Strong: true}, device)
	})
}

// Prove renews the proof of the actor's session with one of the account's own passkeys.
func (p *Passkeys) Prove(ctx context.Context, actor access.Actor, a Answer) (Entered, error) {
	if err := own(actor); err != nil {
		return Entered{}, err
	}
	return p.use(ctx, purposeProve, actor, a, func(tx *db.Tx, account string) (Entered, error) {
		if account != actor.Account {
			return Entered{}, errRefused
		}
		token, err := p.accounts.ProveSessionIn(tx, actor, accounts.Proof{Method: accounts.ByPasskey, Strong: true})
		return Entered{Session: token}, err
	})
}

// outcome of a look at a passkey: a refusal is kept in the history, so it must not undo the transaction.
type outcome struct {
	entered Entered
	refusal error
}

// use checks an answer against the passkey that it names and does then what the passkey is good for.
func (p *Passkeys) use(ctx context.Context, purpose string, actor access.Actor, a Answer, then func(*db.Tx, string) (Entered, error)) (Entered, error) {
	if err := p.ready(); err != nil {
		return Entered{}, err
	}
	session, err := p.take(ctx, purpose, actor.Account, a)
	if err != nil {
		return Entered{}, err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes([]byte(a.JSON))
	if err != nil {
		return Entered{}, p.refused(ctx, actor, actor.Account, err)
	}
	out, err := db.Change(db.Unkeyed(ctx), p.db, func(tx *db.Tx) (outcome, error) {
		row, used, err := p.check(tx, actor, session, parsed)
		if err != nil {
			return outcome{}, err
		}
		switch {
		case used.refusal != nil:
			return outcome{refusal: errRefused}, audit.Record(tx, actor, ActionPasskeyRefused, accounts.Kind, row.AccountID, map[string]string{"passkey": row.ID, "why": why(used.refusal)})
		case used.credential.Authenticator.CloneWarning:
			return outcome{refusal: errCopied}, markCopied(tx, actor, row, parsed.Response.AuthenticatorData.Counter)
		}
		if err := updatePasskey(tx, row.ID, used.credential); err != nil {
			return outcome{}, err
		}
		entered, err := then(tx, row.AccountID)
		return outcome{entered: entered}, err
	})
	if err != nil {
		return Entered{}, err
	}
	p.accounts.Forget()
	return out.entered, out.refusal
}

var errCopied = &fault.Forbidden{Words: "This passkey counts backwards, as a copy of it would. It was not accepted. Sign in another way, remove it and make a new one."}

// used is a passkey after an answer, or why the answer was refused.
type used struct {
	credential *webauthn.Credential
	refusal    error
}

// check finds the passkey of an answer and lets the library verify it. Only trouble with the database is an error.
func (p *Passkeys) check(tx *db.Tx, actor access.Actor, session webauthn.SessionData, parsed *protocol.ParsedCredentialAssertionData) (passkeyRow, used, error) {
	row, err := findPasskey(tx, encode(parsed.RawID))
	if errors.Is(err, db.ErrNone) {
		return passkeyRow{AccountID: actor.Account}, used{refusal: errors.New("unknown passkey")}, nil
	}
	if err != nil {
		return row, used{}, err
	}
	if !row.Active {
		return row, used{refusal: errors.New("closed account")}, nil
	}
	credential, err := row.credential()
	if err != nil {
		return row, used{}, err
	}
	// A passkey that could not leave its device may be moved to one that can, by a restore or an update of the device: the
	// signed answer says so then, and it is believed. The way back is refused by the library.
	if parsed.Response.AuthenticatorData.Flags.HasBackupEligible() {
		credential.Flags.BackupEligible = true
	}
	_, found, err := p.rp.ValidatePasskeyLogin(func(_, _ []byte) (webauthn.User, error) {
		return holder{account: row.AccountID, keys: []webauthn.Credential{credential}}, nil
	}, session, parsed)
	if err != nil {
		return row, used{refusal: err}, nil
	}
	return row, used{credential: found}, nil
}

// markCopied notes that a passkey's counter went backwards. The counter stays: the rightful device goes on counting from it.
func markCopied(tx *db.Tx, actor access.Actor, row passkeyRow, counter uint32) error {
	if err := tx.Exec(`update passkey set warned_at = $2 where id = $1`, row.ID, tx.Now()); err != nil {
		return err
	}
	return audit.Record(tx, actor, ActionPasskeyCopied, accounts.Kind, row.AccountID,
		map[string]any{"passkey": row.ID, "name": row.Name, "counter": counter, "expected_above": row.SignCount})
}
