package accounts

import (
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
