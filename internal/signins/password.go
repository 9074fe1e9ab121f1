package signins

import (
	"bytes"
	"compress/gzip"
	"context"
	_ "embed" // the list of common passwords
	"errors"
	"io"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"
	"golang.org/x/text/unicode/norm"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/db"
	"counterpart/internal/fault"
)

// A password has twelve characters at least, whatever they are, and is none that others guess first.
const (
	passwordMin = 12
	passwordMax = 200
)

// cost is what one try costs: 19 MiB of memory and about 50 ms.
var cost = &argon2id.Params{Memory: 19 << 10, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// dummyHash is checked where an address has no password, so that it takes as long as where it has one.
var dummyHash = sync.OnceValue(func() string {
	hash, err := argon2id.CreateHash("there is no such password", cost)
	if err != nil {
		return ""
	}
	return hash
})

// hashing bounds how many passwords are tried at once, because each takes memory, and how many wait for it.
type hashing struct{ running, waiting chan struct{} }

const (
	hashesAtOnce  = 4
	hashesWaiting = 200
)

func newHashing() hashing {
	return hashing{make(chan struct{}, hashesAtOnce), make(chan struct{}, hashesAtOnce+hashesWaiting)}
}

// turn waits for a place; done gives it back. Beyond the bound it refuses at once, rather than keep all waiting for long.
func (h hashing) turn(ctx context.Context) (done func(), err error) {
	select {
	case h.waiting <- struct{}{}:
	default:
		return nil, &fault.Wait{Words: "Very many people sign in at this moment.", After: 10 * time.Second, Busy: true}
	}
	select {
	case h.running <- struct{}{}:
		return func() { <-h.running; <-h.waiting }, nil
	case <-ctx.Done():
		<-h.waiting
		return nil, ctx.Err()
	}
}

// hash makes what is kept of a password.
func (s *Service) hash(ctx context.Context, password string) (string, error) {
	done, err := s.hashing.turn(ctx)
	if err != nil {
		return "", err
	}
	defer done()
	return argon2id.CreateHash(norm.NFC.String(password), cost)
}

// matches tries a password. An empty hash takes as long as any and never matches.
func (s *Service) matches(ctx context.Context, password, hash string) (bool, error) {
	done, err := s.hashing.turn(ctx)
	if err != nil {
		return false, err
	}
	defer done()
	if hash == "" {
		_, err := argon2id.ComparePasswordAndHash(password, dummyHash())
		return false, err
	}
	if utf8.RuneCountInString(password) > passwordMax {
		password = ""
	}
	return argon2id.ComparePasswordAndHash(norm.NFC.String(password), hash)
}

// checkPassword says what is wrong with a new password. near are words that others would try first for this person.
func checkPassword(field, password string, near []string) error {
	password = norm.NFC.String(password)
	n := utf8.RuneCountInString(password)
	switch {
	case n < passwordMin:
		return fault.Wrong(field, "Write at least %d characters. Several words that do not belong together are easy to keep in mind.", passwordMin)
	case n > passwordMax:
		return fault.Wrong(field, "A password has at most %d characters.", passwordMax)
	case guessable(password, near):
		return fault.Wrong(field, "This is among the first that others try: it is common, a repetition, or made of this site's or your own name. Choose another one.")
	}
	return nil
}

//go:embed common/passwords.txt.gz
var commonPacked []byte

// common are the passwords of published breaches, sorted: see common/README.md.
var common = sync.OnceValue(func() []string {
	packed, err := gzip.NewReader(bytes.NewReader(commonPacked))
	if err != nil {
		return nil
	}
	raw, err := io.ReadAll(packed)
	if err != nil {
		return nil
	}
	return strings.Split(strings.TrimSuffix(string(raw), "\n"), "\n")
})

func isCommon(word string) bool { _, found := slices.BinarySearch(common(), word); return found }

// guessable tells whether little is left of a password without what everybody tries: common passwords, also with digits
// and signs around them, repetitions, runs of neighbours, and words near the person.
func guessable(password string, near []string) bool {
	folded := strings.ToLower(password)
	core := strings.TrimFunc(folded, func(r rune) bool { return !unicode.IsLetter(r) })
	if core == "" || dressed([]rune(folded)) || repeats([]rune(folded)) || runs([]rune(folded)) {
		return true
	}
	rest := core
	for _, word := range near {
		if word = strings.ToLower(word); utf8.RuneCountInString(word) >= 4 {
			rest = strings.ReplaceAll(rest, word, "")
		}
	}
	rest = strings.TrimFunc(rest, func(r rune) bool { return !unicode.IsLetter(r) })
	return rest != core && (utf8.RuneCountInString(rest) < 6 || isCommon(rest))
}

// dressed tells whether it is a common password with nothing but digits and signs before and after it. Which of those
// belong to the common one is not known, so each part is tried.
func dressed(r []rune) bool {
	first := slices.IndexFunc(r, unicode.IsLetter)
	last := len(r)
	for last > 0 && !unicode.IsLetter(r[last-1]) {
		last--
	}
	for from := 0; from <= first; from++ {
		for to := last; to <= len(r); to++ {
			if isCommon(string(r[from:to])) {
				return true
			}
		}
	}
	return false
}

// repeats tells whether the whole is one part again and again, the last time perhaps cut short.
func repeats(r []rune) bool {
	for unit := 1; unit <= len(r)/2; unit++ {
		if slices.Equal(r[unit:], r[:len(r)-unit]) {
			return true
		}
	}
	return false
}

// keyboard are the rows of keys that fingers run along.
const keyboard = "qwertyuiop asdfghjkl zxcvbnm 1234567890 azerty qwertz"

// runs tells whether most of it goes up or down by neighbours of the alphabet or the keyboard, or stays.
func runs(r []rune) bool {
	near := 0
	for i := 1; i < len(r); i++ {
		d := r[i] - r[i-1]
		if d >= -1 && d <= 1 || strings.Contains(keyboard, string(r[i-1:i+1])) || strings.Contains(keyboard, string([]rune{r[i], r[i-1]})) {
			near++
		}
	}
	return near*4 >= (len(r)-1)*3
}

// SetPassword sets or changes the actor's own password. Without the old one it asks for a fresh proof, and for a session that
// did not begin with the password: who has forgotten it comes in by a link. Every other session of the account ends.
func (s *Service) SetPassword(ctx context.Context, actor access.Actor, old, password string) error {
	if err := own(actor); err != nil {
		return err
	}
	account, err := s.accounts.Own(ctx, actor)
	if err != nil {
		return err
	}
	near := append(strings.FieldsFunc(account.Name+" "+account.Email, func(r rune) bool { return !unicode.IsLetter(r) }), s.near(ctx)...)
	if err := checkPassword("password", password, near); err != nil {
		return err
	}
	if old == "" {
		if err := s.mayLeaveOutOld(ctx, actor); err != nil {
			return err
		}
	} else if err := s.checkOld(ctx, account, old); err != nil {
		return err
	}
	hash, err := s.hash(ctx, password)
	if err != nil {
		return err
	}
	return s.change(ctx, actor, MeansPassword, func(tx *db.Tx) error {
		return tx.Exec(`insert into password (account_id, hash, set_at) values ($1, $2, $3)
			on conflict (account_id) do update set hash = excluded.hash, set_at = excluded.set_at`, actor.Account, hash, tx.Now())
	})
}

// mayLeaveOutOld asks for a fresh proof, and refuses where the session began with the password that is not given.
func (s *Service) mayLeaveOutOld(ctx context.Context, actor access.Actor) error {
	if err := actor.RequireFresh(s.db.Clock()); err != nil {
		return err
	}
	_, err := db.View(ctx, s.db, func(tx *db.Tx) (bool, error) {
		hash, err := passwordOf(tx, actor.Account)
		if err != nil || hash == "" {
			return false, err
		}
		method, err := accounts.MethodIn(tx, actor.Session)
		if err == nil && method == accounts.ByPassword {
			err = fault.Wrong("old", "Write the password that you have now. If you have forgotten it, sign in by a link.")
		}
		return false, err
	})
	return err
}

// checkOld tries the password that the owner says to have; tries are bounded as those of a sign-in.
func (s *Service) checkOld(ctx context.Context, account accounts.Account, old string) error {
	b := proofBucket(account.ID)
	if err := s.take(ctx, b); err != nil {
		return err
	}
	hash, err := db.View(ctx, s.db, func(tx *db.Tx) (string, error) { return passwordOf(tx, account.ID) })
	if err != nil {
		return err
	}
	ok, err := s.matches(ctx, old, hash)
	if err != nil {
		return err
	}
	if !ok {
		return fault.Wrong("old", "This is not the password that the account has now.")
	}
	return s.giveBack(ctx, b)
}

// RemovePassword takes the actor's own password away.
func (s *Service) RemovePassword(ctx context.Context, actor access.Actor) error {
	if err := s.ownFresh(actor); err != nil {
		return err
	}
	return s.change(ctx, actor, MeansNoPassword, func(tx *db.Tx) error {
		return tx.Exec(`delete from password where account_id = $1`, actor.Account)
	})
}

// passwordOf is the hash of an account's password, "" when it has none.
func passwordOf(tx *db.Tx, accountID string) (string, error) {
	hash, err := db.One[string](tx, `select hash from password where account_id = $1`, accountID)
	if errors.Is(err, db.ErrNone) {
		return "", nil
	}
	return hash, err
}
