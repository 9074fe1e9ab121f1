package signins

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
)

// Actions of passkeys in the history.
const (
	ActionPasskeyAdd     audit.Action = "signins.passkey_add"
	ActionPasskeyRemove  audit.Action = "signins.passkey_remove"
	ActionPasskeyRefused audit.Action = "signins.passkey_refused"
	ActionPasskeyCopied  audit.Action = "signins.passkey_copied"
)

// ceremonyLife is how long the answer to a ceremony is waited for.
const ceremonyLife = 5 * time.Minute

// mostPasskeys bounds what one account keeps.
const mostPasskeys = 20

// The purposes of a ceremony, also of a sign-in at an identity provider.
const (
	purposeEnter = "enter"
	purposeEnrol = "enrol"
	purposeProve = "prove"
)

// Passkeys lets people sign in with keys that their devices keep. A passkey always verifies its user, so it is two factors
// in one: something one has, and a finger, a face or a PIN.
type Passkeys struct {
	*Service
	rp *webauthn.WebAuthn
}

// NewPasskeys makes the service. Passkeys belong to the name in baseURL; without one, for example at an IP address, browsers
// refuse them, and Ready says so.
func NewPasskeys(s *Service, baseURL string) (*Passkeys, error) {
	base, err := url.Parse(baseURL)
	if err != nil {
		return nil, fmt.Errorf("base URL: %w", err)
	}
	p := &Passkeys{Service: s}
	name := base.Hostname()
	secure := base.Scheme == "https" || name == "localhost" || strings.HasSuffix(name, ".localhost")
	if name == "" || net.ParseIP(name) != nil || !secure {
		return p, nil
	}
	p.rp, err = webauthn.New(&webauthn.Config{
		RPID: name, RPDisplayName: "Counterpart", RPOrigins: []string{base.Scheme + "://" + base.Host},
		AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementRequired, RequireResidentKey: protocol.ResidentKeyRequired(),
			UserVerification: protocol.VerificationRequired,
		},
	})
	if err != nil {
		return nil, fmt.Errorf("passkeys for %s: %w", baseURL, err)
	}
	return p, nil
}

// Ready tells whether browsers will make passkeys for the address of the installation.
func (p *Passkeys) Ready() bool { return p.rp != nil }

func (p *Passkeys) ready() error {
	if p.Ready() {
		return nil
	}
	return fault.Clash("Passkeys need an installation that is reached by name over HTTPS. Sign in another way.")
}

// Passkey is one of an account's, as its owner sees it.
type Passkey struct {
	ID        string  `db:"id"`
	Name      string  `db:"name"`
	Keeper    string  `db:"-"` // where the key lives, in words
	CreatedAt db.Time `db:"created_at"`
	UsedAt    db.Time `db:"used_at"`
	WarnedAt  db.Time `db:"warned_at"`
}

// Ceremony is what a page's script hands to the browser.
type Ceremony struct {
	ID        string `json:"id"`
	PublicKey any    `json:"publicKey"`
}

// Answer is what the browser made of a ceremony. Browser is the cookie that it had when the ceremony began.
type Answer struct {
	Ceremony string
	Browser  string
	JSON     string
}

// holder is an account as the library wants to see it.
type holder struct {
	account string
	name    string
	email   string
	keys    []webauthn.Credential
}

func (h holder) WebAuthnID() []byte                         { return []byte(h.account) }
func (h holder) WebAuthnName() string                       { return h.email }
func (h holder) WebAuthnDisplayName() string                { return h.name }
func (h holder) WebAuthnCredentials() []webauthn.Credential { return h.keys }

// own refuses whoever does not act in a session of an account.
func own(actor access.Actor) error {
	if actor.Account == "" || actor.Via != "session" {
		return fault.Refuse("Sign in first: these are means of signing in to one's own account.")
	}
	return nil
}

// StartEnrol begins to make a passkey for the account of the actor. site is how the device will name the installation.
func (p *Passkeys) StartEnrol(ctx context.Context, actor access.Actor, browser, site string) (Ceremony, error) {
	if err := firstFault(own(actor), p.ready(), actor.RequireFresh(p.db.Clock())); err != nil {
		return Ceremony{}, err
	}
	return db.Change(db.Unkeyed(ctx), p.db, func(tx *db.Tx) (Ceremony, error) {
		who, err := holderOf(tx, actor.Account)
		if err != nil {
			return Ceremony{}, err
		}
		if len(who.keys) >= mostPasskeys {
			return Ceremony{}, fault.Clash("You have %d passkeys. Remove one that you do not use first.", len(who.keys))
		}
		creation, session, err := p.rp.BeginRegistration(who, webauthn.WithExclusions(webauthn.Credentials(who.keys).CredentialDescriptors()))
		if err != nil {
			return Ceremony{}, err
		}
		creation.Response.RelyingParty.Name = site
		return begin(tx, purposeEnrol, browser, actor.Account, session, creation.Response)
	})
}

// Enrol keeps the passkey that the browser made.
func (p *Passkeys) Enrol(ctx context.Context, actor access.Actor, name string, a Answer) (string, error) {
	if err := firstFault(own(actor), p.ready(), actor.RequireFresh(p.db.Clock())); err != nil {
		return "", err
	}
	name = strings.TrimSpace(name)
	var wrong fault.Invalid
	wrong.Check(name != "", "name", "Give the passkey a name by which you will know it, for example “Office laptop”.")
	wrong.Check(len(name) <= 100, "name", "The name is too long: 100 letters at most.")
	if err := wrong.Err(); err != nil {
		return "", err
	}
	session, err := p.take(ctx, purposeEnrol, actor.Account, a)
	if err != nil {
		return "", err
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes([]byte(a.JSON))
	if err != nil {
		return "", p.refused(ctx, actor, actor.Account, err)
	}
	made, err := p.rp.CreateCredential(holder{account: actor.Account}, session, parsed)
	if err != nil {
		return "", p.refused(ctx, actor, actor.Account, err)
	}
	defer p.accounts.Forget()
	return db.Change(db.Unkeyed(ctx), p.db, func(tx *db.Tx) (string, error) {
		id := tx.NewID()
		if err := insertPasskey(tx, id, actor.Account, name, made); err != nil {
			if db.Duplicate(err) {
				return "", fault.Clash("This passkey is known already.")
			}
			return "", err
		}
		if err := firstFault(accounts.StrengthenIn(tx, actor), p.changedIn(tx, actor, actor.Account, MeansPasskey, actor.Session)); err != nil {
			return "", err
		}
		return id, audit.Record(tx, actor, ActionPasskeyAdd, accounts.Kind, actor.Account,
			map[string]any{"passkey": id, "name": name, "keeper": keeper(credentialKeeper(made))})
	})
}

// List returns the passkeys of the actor's own account, oldest first.
func (p *Passkeys) List(ctx context.Context, actor access.Actor) ([]Passkey, error) {
	if err := own(actor); err != nil {
		return nil, err
	}
	return db.View(ctx, p.db, func(tx *db.Tx) ([]Passkey, error) {
		rows, err := passkeysOf(tx, actor.Account)
		out := make([]Passkey, len(rows))
		for i, r := range rows {
			out[i] = r.shown()
		}
		return out, err
	})
}

// Remove forgets a passkey of the actor's own account.
func (p *Passkeys) Remove(ctx context.Context, actor access.Actor, id string) error {
	if err := firstFault(own(actor), actor.RequireFresh(p.db.Clock())); err != nil {
		return err
	}
	defer p.accounts.Forget()
	_, err := db.Change(ctx, p.db, func(tx *db.Tx) (bool, error) {
		rows, err := passkeysOf(tx, actor.Account)
		if err != nil {
			return false, err
		}
		i := slices.IndexFunc(rows, func(r passkeyRow) bool { return r.ID == id })
		if i < 0 {
			return false, fault.Missing("passkey")
		}
		if err := tx.Exec(`delete from passkey where id = $1 and account_id = $2`, id, actor.Account); err != nil {
			return false, err
		}
		if err := p.keepsStrongIn(tx, actor.Account); err != nil {
			return false, err
		}
		if err := p.changedIn(tx, actor, actor.Account, MeansNoPasskey, actor.Session); err != nil {
			return false, err
		}
		return true, audit.Record(tx, actor, ActionPasskeyRemove, accounts.Kind, actor.Account, map[string]any{"passkey": id, "name": rows[i].Name})
	})
	return err
}

// keepsStrongIn refuses a change after which an account whose role wants a passkey or a second factor has neither.
func (s *Service) keepsStrongIn(tx *db.Tx, account string) error {
	wants, err := s.accounts.WantsStrongIn(tx, account)
	if err != nil || !wants {
		return err
	}
	left, err := db.One[int](tx, `select (select count(*) from passkey where account_id = $1)
		+ (select count(*) from authenticator where account_id = $1 and confirmed_at is not null)`, account)
	if err != nil || left > 0 {
		return err
	}
	return fault.Clash("This is the last one, and your role wants a passkey or an authenticator app. Add another one first.")
}

// begin keeps a ceremony until it is answered, and throws away those that never were.
func begin(tx *db.Tx, purpose, browser, account string, session *webauthn.SessionData, options any) (Ceremony, error) {
	if browser == "" {
		return Ceremony{}, fault.Refuse("Your browser keeps no cookies, and without them nobody can sign in. Allow them for this site.")
	}
	raw, err := json.Marshal(session)
	if err != nil {
		return Ceremony{}, fmt.Errorf("keep the ceremony: %w", err)
	}
	if err := tx.Exec(`delete from passkey_ceremony where expires_at < $1`, tx.Now()); err != nil {
		return Ceremony{}, err
	}
	id := tx.NewID()
	return Ceremony{ID: id, PublicKey: options}, tx.Exec(`insert into passkey_ceremony (id, purpose, browser, account_id, session, expires_at)
		values ($1, $2, $3, $4, $5, $6)`, id, purpose, hashOf(browser), account, string(raw), db.At(tx.Now().Add(ceremonyLife)))
}

// take ends a ceremony, in a transaction of its own: an answer that turns out wrong has used it up too.
func (p *Passkeys) take(ctx context.Context, purpose, account string, a Answer) (webauthn.SessionData, error) {
	var session webauthn.SessionData
	raw, err := db.Change(db.Unkeyed(ctx), p.db, func(tx *db.Tx) (string, error) {
		kept, err := db.One[string](tx, `select session from passkey_ceremony where id = $1 and purpose = $2 and browser = $3 and account_id = $4 and expires_at > $5`,
			a.Ceremony, purpose, hashOf(a.Browser), account, tx.Now())
		if errors.Is(err, db.ErrNone) {
			return "", fault.Refuse("This took longer than five minutes, was answered before, or was begun in another browser. Try again.")
		}
		if err != nil {
			return "", err
		}
		return kept, tx.Exec(`delete from passkey_ceremony where id = $1`, a.Ceremony)
	})
	if err != nil {
		return session, err
	}
	if err := json.Unmarshal([]byte(raw), &session); err != nil {
		return session, fmt.Errorf("read the ceremony: %w", err)
	}
	return session, nil
}

// errRefused is what everybody reads whose passkey is not accepted, whatever the cause: the history knows it.
var errRefused = &fault.Forbidden{Words: "This passkey was not accepted. Try again, or sign in another way."}

// refused notes in the history why a passkey was not accepted.
func (p *Passkeys) refused(ctx context.Context, actor access.Actor, account string, cause error) error {
	_, err := db.Change(db.Unkeyed(ctx), p.db, func(tx *db.Tx) (bool, error) {
		return true, audit.Record(tx, actor, ActionPasskeyRefused, accounts.Kind, account, map[string]string{"why": why(cause)})
	})
	return errors.Join(errRefused, err)
}

// why is the library's reason.
func why(err error) string {
	if e, ok := errors.AsType[*protocol.Error](err); ok {
		return short(e.Details + ": " + e.DevInfo)
	}
	return short(err.Error())
}

func firstFault(errs ...error) error {
	i := slices.IndexFunc(errs, func(err error) bool { return err != nil })
	if i < 0 {
		return nil
	}
	return errs[i]
}

func encode(raw []byte) string { return base64.RawURLEncoding.EncodeToString(raw) }
