package certificates

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/go-jose/go-jose/v4"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
)

// keyBits is the length that RS256 is used with.
const keyBits = 2048

// Key is one that signs, or signed, credentials.
type Key struct {
	ID           string  `db:"id" json:"id" doc:"Thumbprint of the public key"`
	Public       string  `db:"public" json:"-"`
	Private      string  `db:"private" json:"-"`
	CreatedAt    db.Time `db:"created_at" json:"created_at"`
	EndedAt      db.Time `db:"ended_at" json:"ended_at,omitzero" doc:"Since when it signs no more"`
	DistrustedAt db.Time `db:"distrusted_at" json:"distrusted_at,omitzero" doc:"Since when what it signed counts no more"`
	Signed       int     `db:"signed" json:"signed" doc:"Certificates that stand by it"`
}

// Active tells whether the key signs.
func (k Key) Active() bool { return k.EndedAt.IsZero() }

// freshKey makes a pair that nobody has seen.
func (s *Service) freshKey() (Key, error) {
	private, err := rsa.GenerateKey(rand.Reader, keyBits)
	if err != nil {
		return Key{}, fmt.Errorf("make a signing key: %w", err)
	}
	jwk := jose.JSONWebKey{Key: private, Algorithm: string(jose.RS256), Use: "sig"}
	thumb, err := jwk.Thumbprint(crypto.SHA256)
	if err != nil {
		return Key{}, fmt.Errorf("thumbprint of a signing key: %w", err)
	}
	jwk.KeyID = base64.RawURLEncoding.EncodeToString(thumb)
	public := jwk.Public()
	k := Key{ID: jwk.KeyID}
	raw, err := json.Marshal(jwk)
	if err != nil {
		return k, err
	}
	open, err := json.Marshal(public)
	if err != nil {
		return k, err
	}
	k.Public = string(open)
	k.Private, err = s.opts.Vault.Seal(Sealed.Table, Sealed.Column, k.ID, string(raw))
	return k, err
}

// activeKey is the key that signs; the first is made when it is first asked for.
func (s *Service) activeKey(ctx context.Context) (Key, error) {
	k, err := db.View(ctx, s.db, activeKeyIn)
	if !errors.Is(err, db.ErrNone) {
		return k, err
	}
	fresh, err := s.freshKey()
	if err != nil {
		return fresh, err
	}
	return db.Change(ctx, s.db, func(tx *db.Tx) (Key, error) {
		k, err := activeKeyIn(tx)
		if !errors.Is(err, db.ErrNone) {
			return k, err
		}
		return fresh, keepKey(tx, access.System("first signing key"), fresh, "the first one")
	})
}

func keepKey(tx *db.Tx, actor access.Actor, k Key, why string) error {
	k.CreatedAt = tx.Now()
	if err := insertKey(tx, k); err != nil {
		return err
	}
	return audit.Record(tx, actor, ActionKey, KindKey, k.ID, map[string]string{"begun": why})
}

// RotateKey lets a new key sign from now on. What the old one signed stands: its public half stays published.
func (s *Service) RotateKey(ctx context.Context, actor access.Actor) error {
	return s.nextKey(ctx, actor, func(tx *db.Tx, old Key) error {
		old.EndedAt, old.Private = tx.Now(), ""
		if err := saveKey(tx, old); err != nil {
			return err
		}
		return audit.Record(tx, actor, ActionKey, KindKey, old.ID, map[string]string{"ended": "replaced"})
	})
}

// nextKey makes a key, ends the active one as told, and keeps the new one.
func (s *Service) nextKey(ctx context.Context, actor access.Actor, end func(tx *db.Tx, old Key) error) error {
	if err := actor.Require(RightKeys, access.Anything); err != nil {
		return err
	}
	if err := actor.RequireFresh(s.db.Clock()); err != nil {
		return err
	}
	fresh, err := s.freshKey()
	if err != nil {
		return err
	}
	return s.change(ctx, func(tx *db.Tx) error {
		old, err := activeKeyIn(tx)
		if err != nil && !errors.Is(err, db.ErrNone) {
			return err
		}
		if err == nil {
			if err := end(tx, old); err != nil {
				return err
			}
		}
		return keepKey(tx, actor, fresh, "in place of the last")
	})
}

// DistrustKey ends a key that others may know: it is published no more, what it signed is signed again by the active key in the
// background, and a credential that it signed no longer verifies. Its holders find the new one where they found the old.
func (s *Service) DistrustKey(ctx context.Context, actor access.Actor, id, reason string) error {
	if err := actor.Require(RightKeys, access.Anything); err != nil {
		return err
	}
	if reason == "" {
		return fault.Wrong("reason", "Write why the key is no longer trusted.")
	}
	k, err := db.View(ctx, s.db, func(tx *db.Tx) (Key, error) { return keyByID(tx, id) })
	if k, err = missing(k, err, "key"); err != nil {
		return err
	}
	if k.Active() {
		if err := s.RotateKey(ctx, actor); err != nil {
			return err
		}
	}
	return s.change(ctx, func(tx *db.Tx) error {
		k, err := keyByID(tx, id)
		if err != nil {
			return err
		}
		if !k.DistrustedAt.IsZero() {
			return nil
		}
		k.DistrustedAt = tx.Now()
		if err := saveKey(tx, k); err != nil {
			return err
		}
		if err := s.opts.Queue.Enqueue(tx, SignAgainArgs{}); err != nil {
			return err
		}
		return audit.Record(tx, actor, ActionKey, KindKey, id, map[string]string{"distrusted": reason})
	})
}

// SignAgainArgs is the job that signs anew what a distrusted key had signed.
type SignAgainArgs struct{}

// Kind names the job for good.
func (SignAgainArgs) Kind() string { return "certificates.sign_again" }

// SignAgain signs anew what distrusted keys had signed, a part at a time. It may be cut short and begun again.
func (s *Service) SignAgain(ctx context.Context) error {
	if _, err := s.activeKey(ctx); err != nil {
		return err
	}
	actor := access.System("signing again")
	for ctx.Err() == nil {
		n, err := db.Change(ctx, s.db, func(tx *db.Tx) (int, error) {
			list, err := signedByDistrusted(tx, signAtOnce)
			if err != nil || len(list) == 0 {
				return 0, err
			}
			signer, err := s.signerIn(tx)
			if err != nil {
				return 0, err
			}
			for _, c := range list {
				c.KeyID = signer.key.ID
				if c.Credential, err = signer.sign(c); err != nil {
					return 0, err
				}
				if err := saveCertificate(tx, c); err != nil {
					return 0, err
				}
				if err := audit.Record(tx, actor, ActionIssue, KindCertificate, c.ID, map[string]any{"reference": c.Reference(), "key": c.KeyID}); err != nil {
					return 0, err
				}
			}
			return len(list), nil
		})
		if err != nil || n == 0 {
			return err
		}
	}
	return ctx.Err()
}

// Keys lists the keys, the newest first.
func (s *Service) Keys(ctx context.Context, actor access.Actor) ([]Key, error) {
	if err := actor.Require(RightKeys, access.Anything); err != nil {
		return nil, err
	}
	return db.View(ctx, s.db, allKeys)
}

// PublicKey is the published half of a key, as a JWK; a distrusted one is not published.
func (s *Service) PublicKey(ctx context.Context, id string) (json.RawMessage, error) {
	k, err := db.View(ctx, s.db, func(tx *db.Tx) (Key, error) { return keyByID(tx, id) })
	if k, err = missing(k, err, "key"); err != nil {
		return nil, err
	}
	if !k.DistrustedAt.IsZero() {
		return nil, fault.Missing("key")
	}
	return json.RawMessage(k.Public), nil
}

// KeySet is a JSON Web Key Set.
type KeySet struct {
	Keys []json.RawMessage `json:"keys"`
}

// PublicKeys are the published halves of all keys that are trusted.
func (s *Service) PublicKeys(ctx context.Context) (KeySet, error) {
	list, err := db.View(ctx, s.db, allKeys)
	out := KeySet{Keys: []json.RawMessage{}}
	for _, k := range list {
		if k.DistrustedAt.IsZero() {
			out.Keys = append(out.Keys, json.RawMessage(k.Public))
		}
	}
	return out, err
}
