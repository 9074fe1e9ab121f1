package audit

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"counterpart/internal/db"
)

// fuzzSigner has a key that is the same in every process of a run.
func fuzzSigner(f *testing.F, name, words string) (*Signer, string) {
	f.Helper()
	seed := sha256.Sum256([]byte(words))
	secret, _, err := note.GenerateKey(bytes.NewReader(seed[:]), name)
	if err != nil {
		f.Fatal(err)
	}
	s, err := parseSigner(secret)
	if err != nil {
		f.Fatal(err)
	}
	return s, secret
}

// A checkpoint counts only when it says what was signed: whatever was changed on its way, it is that very head or none.
func FuzzCheckpoint(f *testing.F) {
	ours, _ := fuzzSigner(f, "counterpart.example", "ours")
	theirs, _ := fuzzSigner(f, "counterpart.example", "theirs")
	head := Head{Seq: 42, Hash: base64.StdEncoding.EncodeToString(make([]byte, 32)), At: db.At(time.Date(2024, 6, 5, 12, 0, 0, 0, time.UTC))}
	good, err := ours.sign(head)
	if err != nil {
		f.Fatal(err)
	}
	other, err := theirs.sign(Head{Seq: 41, Hash: head.Hash, At: head.At})
	if err != nil {
		f.Fatal(err)
	}
	for _, s := range []string{
		good.Note, other.Note, strings.ReplaceAll(good.Note, "\n", "\r\n"), "  " + good.Note + "\n\n", strings.Replace(good.Note, "42", "43", 1), strings.Replace(good.Note, "\n42\n", "\n042\n", 1),
		good.Note + other.Note[strings.Index(other.Note, "—"):], "", "counterpart.example\n42\n", strings.TrimRight(good.Note, "=\n"),
	} {
		f.Add([]byte(s), ours.Key)
	}
	f.Add([]byte(good.Note), theirs.Key)
	f.Add([]byte(good.Note), "+1+")
	f.Fuzz(func(t *testing.T, raw []byte, key string) {
		for _, k := range []string{ours.Key, key} {
			c, err := OpenCheckpoint(raw, k)
			if err != nil {
				if h := headOf(raw, k, "here"); h.Wrong == "" {
					t.Fatalf("%q does not open and counts as %+v", raw, h)
				}
				continue
			}
			if k == ours.Key && (c.Seq != head.Seq || c.Hash != head.Hash || !c.At.Equal(head.At.Time)) {
				t.Fatalf("%q opens as %+v", raw, c)
			}
			if c.Seq < 1 {
				t.Fatalf("%q opens as %+v", raw, c)
			}
		}
	})
}

// A file of a signing key is one whose signatures open with its own public half, or is refused in words that do not tell it.
func FuzzSignerFile(f *testing.F) {
	_, secret := fuzzSigner(f, "counterpart.example", "ours")
	for _, s := range []string{secret, secret + "\n", secret[:len(secret)-2], strings.ToLower(secret), "", "PRIVATE+KEY+a+b+AA", strings.Replace(secret, "example", "example2", 1)} {
		f.Add([]byte(s))
	}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, raw []byte) {
		if err := os.WriteFile(filepath.Join(dir, KeyFile), raw, 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := ReadSigner(dir)
		if err != nil {
			if words := strings.TrimSpace(string(raw)); len(words) > 8 && strings.Contains(err.Error(), words) {
				t.Fatalf("the words tell the key: %v", err)
			}
			return
		}
		c, err := s.sign(Head{Seq: 1, Hash: "h", At: db.At(time.Unix(1, 0))})
		if err != nil {
			t.Fatal(err)
		}
		if back, err := OpenCheckpoint([]byte(c.Note), s.Key); err != nil || back.Seq != 1 {
			t.Fatalf("what %q signs opens as %+v, %v", raw, back, err)
		}
	})
}
