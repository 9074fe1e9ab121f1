package accounts

import (
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A token is taken only when it is the one that was made for this id and this purpose by this installation's key.
func FuzzLinkToken(f *testing.F) {
	ours := &Service{opts: Options{Key: []byte("0123456789abcdef0123456789abcdef")}}
	theirs := &Service{opts: Options{Key: []byte("another key of another programme")}}
	good := ours.token("018f0000-0000-7000-8000-000000000001", PurposeSignIn)
	for _, s := range []string{good, good + "=", " " + good, good[:47], strings.ToUpper(good), theirs.token("018f0000-0000-7000-8000-000000000001", PurposeSignIn), "", "../../x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, token string) {
		for purpose := range paths {
			id, ok := ours.linkID(token, purpose)
			if !ok {
				continue
			}
			if ours.token(id, purpose) != good || purpose != PurposeSignIn {
				t.Fatalf("%q is taken for %s of %s", token, purpose, id)
			}
			if _, ok := theirs.linkID(token, purpose); ok {
				t.Fatalf("%q is taken under another key", token)
			}
		}
	})
}

// The file of the installation's key is a key of the right length, or is refused in words that do not tell it.
func FuzzInstallationKey(f *testing.F) {
	good := strings.Repeat("0a", 32)
	for _, s := range []string{good, good + "\r\n", strings.ToUpper(good), good[:63], good + "0a", good + good, "", "\n", "\x00", strings.Repeat("z", 64)} {
		f.Add([]byte(s))
	}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, raw []byte) {
		if err := os.WriteFile(filepath.Join(dir, "installation.key"), raw, 0o600); err != nil {
			t.Fatal(err)
		}
		key, err := LoadKey(dir)
		if err != nil {
			if words := strings.TrimSpace(string(raw)); len(words) > 8 && strings.Contains(err.Error(), words) {
				t.Fatalf("the words tell the key: %v", err)
			}
			return
		}
		if len(key) != 32 || hex.EncodeToString(key) != strings.ToLower(strings.TrimRight(string(raw), "\r\n")) {
			t.Fatalf("%q is read as %x", raw, key)
		}
	})
}
