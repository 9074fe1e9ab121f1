// Package roomtest gives the tests of the rooms a loaded mechanism pack and actors.
package roomtest

import (
	"io/fs"
	"path/filepath"
	"sync"
	"testing"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/files"
	"counterpart/internal/instruments"
	"counterpart/internal/vault"
	"counterpart/internal/vocabulary"
	"counterpart/internal/vocabulary/pack"
	"counterpart/packs"
)

// Pack reads a shipped pack.
func Pack(t testing.TB, name string) *pack.Pack {
	t.Helper()
	dir, err := fs.Sub(packs.FS, name)
	if err != nil {
		t.Fatal(err)
	}
	p, problems := pack.Load(dir)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return p
}

// LoadPack enters a shipped pack, its parties, bodies and instruments into the database.
func LoadPack(t testing.TB, d *db.DB, name string) *pack.Pack {
	t.Helper()
	p := Pack(t, name)
	_, err := db.Change(t.Context(), d, func(tx *db.Tx) (bool, error) {
		return true, instruments.LoadPackIn(tx, Holding("loader", vocabulary.RightLoad), p)
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// Vault seals with keys of the test's own.
func Vault(t testing.TB, d *db.DB) *vault.Vault {
	t.Helper()
	if v, ok := vaults.Load(d); ok {
		return v.(*vault.Vault)
	}
	v, err := vault.Open(t.Context(), d, filepath.Join(t.TempDir(), "keys"))
	if err != nil {
		t.Fatal(err)
	}
	vaults.Store(d, v)
	t.Cleanup(func() { vaults.Delete(d) })
	return v
}

// vaults are those of the databases of the tests under way: a database knows its keys.
var vaults sync.Map

// Files is a store of uploads with keys of the test's own.
func Files(t testing.TB, d *db.DB) *files.Store {
	t.Helper()
	store, err := files.Open(filepath.Join(t.TempDir(), "files"), files.Options{DB: d, Vault: Vault(t, d)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	return store
}

// Holding is an actor with the rights over the whole mechanism.
func Holding(name string, rights ...access.Right) access.Actor {
	return Scoped(name, access.Scope{}, rights...)
}

// Scoped is an actor with the rights within a scope, in a strong session. It has no session id, so nothing asks for a
// fresh proof; give it one to see that.
func Scoped(name string, scope access.Scope, rights ...access.Right) access.Actor {
	held := map[access.Right]bool{}
	for _, r := range rights {
		held[r] = true
	}
	return access.Actor{Account: name, Name: name, Via: "session", Strong: true, Grants: []access.Grant{{Role: access.Officer, Scope: scope, Rights: held}}}
}

// PartyID finds a party of the pack by its code.
func PartyID(t testing.TB, d *db.DB, code string) string {
	t.Helper()
	id, err := db.View(t.Context(), d, func(tx *db.Tx) (string, error) {
		return db.One[string](tx, `select id from party where code = $1`, code)
	})
	if err != nil {
		t.Fatalf("party %s: %v", code, err)
	}
	return id
}
