package vault

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
)

// RightManage is the right to move what is sealed to a new key and to end an old one: the command line has it.
const RightManage access.Right = "vault.manage"

// Kind is the kind of record that histories of keys stand under.
const Kind = "sealing_key"

// Actions in the history.
const (
	ActionRotate audit.Action = "vault.rotate"
	ActionRetire audit.Action = "vault.retire"
)

// Vault seals and opens with the keys of one folder.
type Vault struct {
	db      *db.DB
	ring    *ring
	columns []Column
}

// Open opens the key ring. The first start makes the first key. A key that the database says is in use and that is
// absent, or is not the same key, is an error.
func Open(ctx context.Context, d *db.DB, dir string) (*Vault, error) {
	r, err := openRing(dir)
	if err != nil {
		return nil, err
	}
	v := &Vault{db: d, ring: r}
	noted, err := v.noted(ctx)
	if err != nil {
		return nil, err
	}
	for _, n := range noted {
		if err := v.holds(n); err != nil {
			return nil, err
		}
	}
	if r.active() == nil {
		if _, err := r.add(d.Clock()); err != nil {
			return nil, err
		}
	}
	return v, v.noteAll(ctx, noted)
}

// notedKey is a key that the database says is in use. Proof is a word that only this key can have sealed.
type notedKey struct {
	ID     string  `db:"id"`
	MadeAt db.Time `db:"made_at"`
	Proof  string  `db:"proof"`
}

const proofWord = "this key is the one"

func (v *Vault) noted(ctx context.Context) ([]notedKey, error) {
	return db.View(ctx, v.db, func(tx *db.Tx) ([]notedKey, error) { return notedIn(tx) })
}

func notedIn(tx *db.Tx) ([]notedKey, error) {
	return db.All[notedKey](tx, `select id, made_at, proof from sealing_key order by id`)
}

// holds says in words why a key in use cannot be used.
func (v *Vault) holds(n notedKey) error {
	if v.ring.find(n.ID) == nil {
		return fmt.Errorf("the key %s seals data of this installation and is not in %s: put its file back, or give the folder of the keys with --keys", n.ID, v.ring.dir)
	}
	if word, err := v.Open("sealing_key", "proof", n.ID, n.Proof); err != nil || word != proofWord {
		return fmt.Errorf("the file of the key %s in %s is not the key that sealed the data of this installation: put back the right file", n.ID, v.ring.dir)
	}
	return nil
}

// noteAll enters keys of the folder that the database does not know yet.
func (v *Vault) noteAll(ctx context.Context, noted []notedKey) error {
	known := map[string]bool{}
	for _, n := range noted {
		known[n.ID] = true
	}
	for _, k := range v.ring.all() {
		if known[k.id] {
			continue
		}
		if _, err := db.Change(ctx, v.db, func(tx *db.Tx) (bool, error) { return true, note(tx, k) }); err != nil {
			return err
		}
	}
	return nil
}

func note(tx *db.Tx, k *key) error {
	proof, err := k.sealText("sealing_key", "proof", k.id, proofWord)
	if err != nil {
		return err
	}
	return tx.Exec(`insert into sealing_key (id, made_at, proof) values ($1, $2, $3) on conflict (id) do nothing`, k.id, db.At(k.made), proof)
}

// Key is a key as it may be shown.
type Key struct {
	ID     string
	MadeAt time.Time
	Active bool
	Uses   int // texts and files that it seals
}

// Keys lists the keys with what each seals.
func (v *Vault) Keys(ctx context.Context) ([]Key, error) {
	return db.View(ctx, v.db, func(tx *db.Tx) ([]Key, error) {
		var out []Key
		active := v.ring.active()
		for _, k := range v.ring.all() {
			uses, err := v.uses(tx, k.id)
			if err != nil {
				return nil, err
			}
			out = append(out, Key{ID: k.id, MadeAt: k.made, Active: k == active, Uses: uses})
		}
		return out, nil
	})
}

// mayManage asks for the right to manage keys and for a fresh proof of who does it.
func (v *Vault) mayManage(actor access.Actor) error {
	if err := actor.Require(RightManage, access.Anything); err != nil {
		return err
	}
	return actor.RequireFresh(v.db.Clock())
}

// Rotate makes a new active key and begins to move everything to it. While an earlier move is not finished it goes on
// with that one instead. It returns the id of the active key.
func (v *Vault) Rotate(ctx context.Context, actor access.Actor) (string, error) {
	if err := v.mayManage(actor); err != nil {
		return "", err
	}
	moving, err := db.View(ctx, v.db, func(tx *db.Tx) (int, error) {
		return db.One[int](tx, `select count(*) from sealing_walk where not done`)
	})
	if err != nil {
		return "", err
	}
	k := v.ring.active()
	if moving > 0 {
		return k.id, nil
	}
	if k, err = v.ring.add(v.db.Clock()); err != nil {
		return "", err
	}
	_, err = db.Change(ctx, v.db, func(tx *db.Tx) (bool, error) {
		if err := note(tx, k); err != nil {
			return false, err
		}
		for _, c := range v.columns {
			if err := c.begin(tx, k.id, false); err != nil {
				return false, err
			}
		}
		return true, audit.Record(tx, actor, ActionRotate, Kind, k.id, nil)
	})
	return k.id, err
}

// settling is how long a key stays after a newer one took its place: requests that began before may still seal with it.
const settling = 10 * time.Minute

// Retire removes an old key for good, only when nothing is sealed with it any more.
func (v *Vault) Retire(ctx context.Context, actor access.Actor, id string) error {
	if err := v.mayManage(actor); err != nil {
		return err
	}
	active := v.ring.active()
	switch {
	case v.ring.find(id) == nil:
		return fault.Missing("key " + id)
	case active.id == id:
		return fault.Clash("The key %s is the active one. Make a new one first: counterpart keys rotate.", id)
	case v.db.Clock().Sub(active.made) < settling:
		return fault.Clash("The active key is younger than %d minutes: what began before it may still be sealed with the old one. Try again later.", int(settling.Minutes()))
	}
	if err := v.sweep(ctx, id, active.id); err != nil {
		return err
	}
	_, err := db.Change(ctx, v.db, func(tx *db.Tx) (bool, error) {
		uses, err := v.uses(tx, id)
		if err != nil {
			return false, err
		}
		if uses > 0 {
			return false, fault.Clash("The key %s still seals %d texts and files. Try again.", id, uses)
		}
		if err := tx.Exec(`delete from sealing_key where id = $1`, id); err != nil {
			return false, err
		}
		return true, audit.Record(tx, actor, ActionRetire, Kind, id, nil)
	})
	if err != nil {
		return err
	}
	return v.ring.remove(id)
}

// sweep moves what an old key still seals: requests that were under way when the newer one was made.
func (v *Vault) sweep(ctx context.Context, id, active string) error {
	uses, err := db.Change(ctx, v.db, func(tx *db.Tx) (int, error) {
		uses, err := v.uses(tx, id)
		for _, c := range v.columns {
			if err == nil && uses > 0 {
				err = c.begin(tx, active, false)
			}
		}
		return uses, err
	})
	if err != nil || uses == 0 {
		return err
	}
	_, err = v.Reseal(ctx, time.Hour)
	return err
}

// SecretIn returns the installation's secret of a name, made on first use and kept sealed: for what must stay the same
// when keys change, such as fingerprints of content.
func (v *Vault) SecretIn(tx *db.Tx, name string) ([]byte, error) {
	sealed, err := db.One[string](tx, `select value from sealed_secret where name = $1`, name)
	if errors.Is(err, db.ErrNone) {
		raw := make([]byte, keyBytes)
		if _, err := rand.Read(raw); err != nil {
			return nil, fmt.Errorf("make a secret: %w", err)
		}
		if sealed, err = v.Seal("sealed_secret", "value", name, hex.EncodeToString(raw)); err != nil {
			return nil, err
		}
		return raw, tx.Exec(`insert into sealed_secret (name, value) values ($1, $2)`, name, sealed)
	}
	if err != nil {
		return nil, err
	}
	text, err := v.Open("sealed_secret", "value", name, sealed)
	if err != nil {
		return nil, err
	}
	return hex.DecodeString(text)
}
