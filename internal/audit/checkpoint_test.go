package audit_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/roomtest"
)

type told struct {
	err  error
	seqs []int64
}

func (k *told) tell(_ context.Context, c audit.Checkpoint) error {
	if k.err == nil {
		k.seqs = append(k.seqs, c.Seq)
	}
	return k.err
}

func service(t *testing.T, d *db.DB, data string, k *told) *audit.Service {
	t.Helper()
	signer, err := audit.LoadSigner(data, "counterpart.example")
	if err != nil {
		t.Fatal(err)
	}
	opts := audit.Options{Signer: signer, Dir: audit.Folder(data)}
	if k != nil {
		opts.Tell = k.tell
	}
	return audit.New(d, opts)
}

func TestCheckpointsAreKeptAndTold(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		data, k := t.TempDir(), &told{err: errors.New("the mail server is away")}
		s := service(t, d, data, k)
		keep := func() error { return s.Keep(t.Context()) }
		if err := keep(); err != nil {
			t.Fatalf("nothing to keep: %v", err)
		}
		write(t, d, 3)
		if err := keep(); err == nil {
			t.Error("that it was not told is said")
		}
		k.err = nil
		for range 2 { // nothing new is written, so nothing new is made
			if err := keep(); err != nil {
				t.Fatal(err)
			}
		}
		write(t, d, 2)
		if err := keep(); err != nil {
			t.Fatal(err)
		}
		if len(k.seqs) != 2 || k.seqs[0] != 3 || k.seqs[1] != 5 {
			t.Errorf("told: %v", k.seqs)
		}
		if info, err := os.Stat(filepath.Join(data, audit.KeyFile)); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("the key: %v %v", info.Mode(), err)
		}
		files, err := filepath.Glob(filepath.Join(audit.Folder(data), "*"))
		if err != nil || len(files) != 2 || !strings.HasSuffix(files[0], "000000000003.checkpoint") {
			t.Errorf("files: %v %v", files, err)
		}
		r, err := s.Verify(t.Context(), nil)
		if err != nil || r.Broken != nil || r.Against != 4 {
			t.Errorf("%+v %v", r, err)
		}
		again := service(t, d, data, nil)
		if again.Key() != s.Key() {
			t.Error("the key is another one after a restart")
		}
	})
}

// H1: whoever owns the database and the folder cannot make a checkpoint that fits: one kept elsewhere tells, and a forged one does not count.
func TestAbuse_H1_CheckpointsKeptElsewhere(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		data, elsewhere := t.TempDir(), filepath.Join(t.TempDir(), "mail.txt")
		s := service(t, d, data, nil)
		write(t, d, 10)
		c, err := s.Fresh(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		// On its way by mail the lines got other endings.
		if err := os.WriteFile(elsewhere, []byte("\r\n"+strings.ReplaceAll(c.Note, "\n", "\r\n")+"\r\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		heads := func(key string) []audit.Head {
			out, err := audit.KeptIn(elsewhere, key)
			if err != nil {
				t.Fatal(err)
			}
			return out
		}
		if r := check(t, d, heads(s.Key())...); r.Broken != nil || r.Against != 1 {
			t.Fatal(r.Words())
		}
		attack(t, d)
		exec(t, d, `delete from audit where seq > 7`)
		if r := check(t, d, heads(s.Key())...); r.Broken == nil || r.Broken.Seq != 8 || !strings.Contains(r.Words(), "entries 8 to 10 are missing") {
			t.Errorf("the cut was not found: %s", r.Words())
		}
		stranger := service(t, d, t.TempDir(), nil)
		if r := check(t, d, heads(stranger.Key())...); r.Broken == nil || !strings.Contains(r.Words(), "not signed with this key") {
			t.Errorf("a note of another key counts: %s", r.Words())
		}
	})
}

func TestTheDailyCheckIsKept(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, auditor := service(t, d, t.TempDir(), nil), roomtest.Holding("auditor", audit.RightSee)
		write(t, d, 4)
		state := func() audit.State {
			t.Helper()
			if err := errors.Join(s.Keep(t.Context()), s.CheckNow(t.Context())); err != nil {
				t.Fatal(err)
			}
			state, err := s.State(t.Context(), auditor)
			if err != nil {
				t.Fatal(err)
			}
			return state
		}
		if st := state(); st.Checked.Broken != nil || st.Checked.Count != 4 || st.Last.Seq != 4 {
			t.Errorf("%+v", st)
		}
		attack(t, d)
		exec(t, d, `update audit set detail = '{}' where seq = 2`)
		if st := state(); st.Checked.Broken == nil || st.Checked.Broken.Seq != 2 {
			t.Errorf("%+v", st)
		}
		if _, err := s.State(t.Context(), roomtest.Holding("stranger")); err == nil {
			t.Error("a stranger learns the state")
		}
	})
}

func TestLinesAreFilteredAndPaged(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, auditor := service(t, d, t.TempDir(), nil), roomtest.Holding("auditor", audit.RightSee)
		write(t, d, 25)
		var seqs []int64
		f := audit.Filter{Room: "test", Kind: "person", RecordID: "p1", From: "2024-06-05", To: "2024-06-05", Limit: 3}
		for {
			list, next, err := s.Lines(t.Context(), auditor, f)
			if err != nil {
				t.Fatal(err)
			}
			for _, l := range list {
				seqs = append(seqs, l.Seq)
			}
			if f.Before = next; next == 0 {
				break
			}
		}
		if len(seqs) != 4 || seqs[0] != 23 || seqs[3] != 2 {
			t.Errorf("entries about p1: %v", seqs)
		}
		if list, _, err := s.Lines(t.Context(), auditor, audit.Filter{To: "2024-06-04", Limit: 3}); err != nil || len(list) != 0 {
			t.Errorf("before the day: %v %v", list, err)
		}
		taken, err := s.Take(t.Context(), auditor, audit.Filter{Actor: "account:officer-1"})
		if err != nil || len(taken) != 25 {
			t.Errorf("%d taken, %v", len(taken), err)
		}
		if list, _, err := s.Lines(t.Context(), auditor, audit.Filter{Room: "audit", Limit: 9}); err != nil || len(list) != 3 || list[0].Action != audit.ActionExport {
			t.Errorf("that the history was read is not in it: %+v %v", list, err) // two lists asked, one export
		}
		for _, err := range []error{second(s.Take(t.Context(), officer, audit.Filter{})), third(s.Lines(t.Context(), officer, audit.Filter{Limit: 1}))} {
			if err == nil {
				t.Error("the history is open to anyone")
			}
		}
	})
}

func second[T any](_ T, err error) error        { return err }
func third[T, U any](_ T, _ U, err error) error { return err }
