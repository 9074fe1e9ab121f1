package vault_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/vault"
)

var keeper = access.System("test", vault.RightManage)

func open(t *testing.T, d *db.DB, dir string) *vault.Vault {
	t.Helper()
	v, err := vault.Open(t.Context(), d, dir)
	must(t, err)
	return v
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// notes is a table of the test's own with a sealed column.
var notes = vault.Column{Table: "vault_note", Column: "words", ID: "id"}

func table(t *testing.T, d *db.DB) {
	t.Helper()
	change(t, d, func(tx *db.Tx) error {
		return tx.Exec(`create table vault_note (id text primary key, words text not null)`)
	})
}

func change(t *testing.T, d *db.DB, do func(tx *db.Tx) error) {
	t.Helper()
	_, err := db.Change(t.Context(), d, func(tx *db.Tx) (bool, error) { return true, do(tx) })
	must(t, err)
}

func put(t *testing.T, d *db.DB, id, words string) {
	t.Helper()
	change(t, d, func(tx *db.Tx) error {
		return tx.Exec(`insert into vault_note (id, words) values ($1, $2) on conflict (id) do update set words = excluded.words`, id, words)
	})
}

func all(t *testing.T, d *db.DB) map[string]string {
	t.Helper()
	type row struct {
		ID    string `db:"id"`
		Words string `db:"words"`
	}
	rows, err := db.View(t.Context(), d, func(tx *db.Tx) ([]row, error) { return db.All[row](tx, `select id, words from vault_note`) })
	must(t, err)
	out := map[string]string{}
	for _, r := range rows {
		out[r.ID] = r.Words
	}
	return out
}

// What is sealed opens for its own place only, whatever the texts are.
func TestAbuse_H5_SealedTextOpensOnlyWhereItStands(t *testing.T) {
	t.Parallel()
	v := open(t, dbtest.SQLite(t), filepath.Join(t.TempDir(), "keys"))
	rapid.Check(t, func(t *rapid.T) {
		place := rapid.SliceOfN(rapid.StringMatching(`[a-z:|0-9.]{0,8}`), 3, 3)
		here, there := place.Draw(t, "here"), place.Draw(t, "there")
		plain := rapid.String().Draw(t, "plain")
		sealed, err := v.Seal(here[0], here[1], here[2], plain)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := v.Open(here[0], here[1], here[2], sealed); err != nil || got != plain {
			t.Fatalf("%q, %v", got, err)
		}
		if strings.Join(here, "\x00") != strings.Join(there, "\x00") {
			if got, err := v.Open(there[0], there[1], there[2], sealed); err == nil || got != "" {
				t.Fatalf("sealed for %v, opened for %v", here, there)
			}
		}
		file, err := v.SealBytes(here[0], here[1], here[2], []byte(plain))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := v.OpenBytes(here[0], here[1], here[2], file); err != nil || string(got) != plain {
			t.Fatalf("%q, %v", got, err)
		}
		if i := rapid.IntRange(0, len(file)-1).Draw(t, "byte"); true {
			file[i] ^= 1
			if _, err := v.OpenBytes(here[0], here[1], here[2], file); err == nil {
				t.Fatalf("a file with byte %d changed opens", i)
			}
		}
	})
}

// A text that was never sealed is no answer either: whoever can write into the database cannot plant one.
func TestAbuse_H5_UnsealedTextIsRefused(t *testing.T) {
	t.Parallel()
	v := open(t, dbtest.SQLite(t), filepath.Join(t.TempDir(), "keys"))
	sealed, err := v.Seal("a", "b", "c", "x")
	must(t, err)
	for _, planted := range []string{"", "{}", "v1.", "v1.20240605T120000-aaaaaa.AAAA", sealed[:len(sealed)-2], sealed + "A", strings.Replace(sealed, "v1.", "v2.", 1)} {
		if got, err := v.Open("a", "b", "c", planted); err == nil || got != "" {
			t.Errorf("%q opens as %q", planted, got)
		}
	}
}

// The program does not start with a missing key, a wrong one, or one that others can read, and says which.
func TestAbuse_H5_WrongOrMissingKeyRefusesTheStart(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		dir := filepath.Join(t.TempDir(), "keys")
		v := open(t, d, dir)
		sealed, err := v.Seal("a", "b", "c", "canary")
		must(t, err)
		file := onlyKey(t, dir)
		kept, err := os.ReadFile(file)
		must(t, err)
		refused := func(words string) {
			t.Helper()
			_, err := vault.Open(t.Context(), d, dir)
			if err == nil || !strings.Contains(err.Error(), words) {
				t.Errorf("want %q, got %v", words, err)
			}
		}
		must(t, os.Chmod(file, 0o640))
		refused("chmod 600")
		must(t, os.Chmod(file, 0o600))
		must(t, os.Chmod(dir, 0o750))
		refused("chmod 700")
		must(t, os.Chmod(dir, 0o700))
		must(t, os.WriteFile(file, []byte("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"), 0o600))
		refused("is not the key that sealed")
		must(t, os.WriteFile(file, []byte("short"), 0o600))
		refused("is not a key of 32 bytes")
		must(t, os.Remove(file))
		refused("put its file back")
		if _, err := v.Seal("a", "b", "c", "x"); err == nil {
			t.Error("a running program seals without a key")
		}
		must(t, os.WriteFile(file, kept, 0o600))
		if got, err := open(t, d, dir).Open("a", "b", "c", sealed); err != nil || got != "canary" {
			t.Errorf("with the right key: %q, %v", got, err)
		}
	})
}

func onlyKey(t *testing.T, dir string) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.key"))
	must(t, err)
	if len(files) != 1 {
		t.Fatalf("keys: %v", files)
	}
	info, err := os.Stat(files[0])
	must(t, err)
	if info.Mode().Perm() != 0o600 {
		t.Errorf("mode %o", info.Mode().Perm())
	}
	return files[0]
}

// What an earlier version left open is sealed at the start, once, and nothing of it stays in the file or its log.
func TestFirstStartSealsWhatStandsOpen(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		table(t, d)
		for i := range 450 {
			put(t, d, fmt.Sprintf("n%03d", i), fmt.Sprintf("canary-open %d", i))
		}
		put(t, d, "none", "")
		v := open(t, d, filepath.Join(t.TempDir(), "keys"))
		must(t, v.Begin(t.Context(), notes))
		for id, words := range all(t, d) {
			if id == "none" {
				continue
			}
			if got, err := v.Open(notes.Table, notes.Column, id, words); err != nil || !strings.HasPrefix(got, "canary-open") {
				t.Fatalf("%s: %q, %v", id, got, err)
			}
		}
		put(t, d, "planted", "not sealed")
		must(t, v.Begin(t.Context(), notes))
		if got := all(t, d)["planted"]; got != "not sealed" {
			t.Errorf("a text planted later was sealed as if it were true: %q", got)
		}
		if d.Dialect == db.SQLite {
			noCanary(t, d, "canary-open")
		}
	})
}

func noCanary(t *testing.T, d *db.DB, canary string) {
	t.Helper()
	file, err := db.View(t.Context(), d, func(tx *db.Tx) (string, error) {
		return db.One[string](tx, `select file from pragma_database_list where name = 'main'`)
	})
	must(t, err)
	for _, end := range []string{"", "-wal"} {
		raw, err := os.ReadFile(file + end)
		must(t, err)
		if n := strings.Count(string(raw), canary); n > 0 {
			t.Errorf("counterpart.db%s holds it %d times", end, n)
		}
	}
}

// A move to a new key is cut short again and again while others write, and loses nothing.
func TestRotationSurvivesStopsAndWriters(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		const rows = 1200
		dir := filepath.Join(t.TempDir(), "keys")
		v := open(t, d, dir)
		table(t, d)
		must(t, v.Begin(t.Context(), notes))
		want := map[string]string{}
		seal := func(v *vault.Vault, id, plain string) string {
			sealed, err := v.Seal(notes.Table, notes.Column, id, plain)
			must(t, err)
			return sealed
		}
		for i := range rows {
			id := fmt.Sprintf("n%04d", i)
			want[id] = "canary " + id
			put(t, d, id, seal(v, id, want[id]))
		}
		old := keyIDs(t, v)[0]
		_, err := v.Rotate(t.Context(), keeper)
		must(t, err)
		server := open(t, d, dir) // another process with the same folder
		var writing sync.WaitGroup
		writing.Go(func() {
			for i := range 60 {
				id := fmt.Sprintf("n%04d", i*20)
				put(t, d, id, seal(server, id, "written "+id))
				want[id] = "written " + id
			}
		})
		for stops := 0; ; stops++ {
			again := open(t, d, dir) // as after a kill: nothing but the database and the folder is left
			must(t, again.Begin(t.Context(), notes))
			done, err := again.Reseal(t.Context(), 3*time.Millisecond)
			must(t, err)
			if done {
				break
			}
			if stops > 5000 {
				t.Fatal("never done")
			}
		}
		writing.Wait()
		for id, words := range all(t, d) {
			if got, err := server.Open(notes.Table, notes.Column, id, words); err != nil || got != want[id] {
				t.Fatalf("%s: %q, %v", id, got, err)
			}
			if strings.Contains(words, old) {
				t.Fatalf("%s is sealed with the old key", id)
			}
		}
		if len(all(t, d)) != rows {
			t.Fatalf("%d rows", len(all(t, d)))
		}
	})
}

func keyIDs(t *testing.T, v *vault.Vault) []string {
	t.Helper()
	keys, err := v.Keys(t.Context())
	must(t, err)
	var out []string
	for _, k := range keys {
		out = append(out, k.ID)
	}
	return out
}

// A key goes only when a newer one has settled and nothing is sealed with it; what slipped through is moved first.
func TestRetire(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		now := dbtest.Noon
		d.Clock = func() time.Time { return now }
		dir := filepath.Join(t.TempDir(), "keys")
		v := open(t, d, dir)
		table(t, d)
		must(t, v.Begin(t.Context(), notes))
		late, err := v.Seal(notes.Table, notes.Column, "late", "slipped through")
		must(t, err)
		old := keyIDs(t, v)[0]
		if err := v.Retire(t.Context(), keeper, old); err == nil {
			t.Error("the active key can be retired")
		}
		if err := v.Retire(t.Context(), access.Actor{Via: "public"}, old); err == nil {
			t.Error("anybody can retire a key")
		}
		_, err = v.Rotate(t.Context(), keeper)
		must(t, err)
		_, err = v.Reseal(t.Context(), time.Minute)
		must(t, err)
		if err := v.Retire(t.Context(), keeper, old); err == nil || !strings.Contains(err.Error(), "younger") {
			t.Errorf("retired at once: %v", err)
		}
		put(t, d, "late", late)
		now = now.Add(time.Hour)
		must(t, v.Retire(t.Context(), keeper, old))
		if got, err := v.Open(notes.Table, notes.Column, "late", all(t, d)["late"]); err != nil || got != "slipped through" {
			t.Errorf("%q, %v", got, err)
		}
		if _, err := v.Open(notes.Table, notes.Column, "late", late); err == nil {
			t.Error("the old key still opens")
		}
		if ids := keyIDs(t, open(t, d, dir)); len(ids) != 1 || ids[0] == old {
			t.Errorf("keys left: %v", ids)
		}
	})
}

// A secret of the installation is the same after the keys changed.
func TestSecretsOutliveKeys(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		v := open(t, d, filepath.Join(t.TempDir(), "keys"))
		must(t, v.Begin(t.Context()))
		read := func() string {
			raw, err := db.Change(t.Context(), d, func(tx *db.Tx) ([]byte, error) { return v.SecretIn(tx, "digest") })
			must(t, err)
			return string(raw)
		}
		before := read()
		_, err := v.Rotate(t.Context(), keeper)
		must(t, err)
		_, err = v.Reseal(t.Context(), time.Minute)
		must(t, err)
		if after := read(); after != before || len(after) != 32 {
			t.Error("the secret changed")
		}
	})
}

// Errors name the place and the key, never what was sealed or the key itself.
func TestErrorsTellNoSecret(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "keys")
	v := open(t, dbtest.SQLite(t), dir)
	raw, err := os.ReadFile(onlyKey(t, dir))
	must(t, err)
	sealed, err := v.Seal("a", "b", "c", "canary")
	must(t, err)
	_, err = v.Open("a", "b", "d", sealed)
	if err == nil || strings.Contains(err.Error(), "canary") || strings.Contains(err.Error(), strings.TrimSpace(string(raw))) {
		t.Errorf("%v", err)
	}
	if errors.Is(err, context.Canceled) {
		t.Error("not a matter of time")
	}
}
