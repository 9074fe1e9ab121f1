package signins

import (
	"context"
	"crypto/rand"
	"errors"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/db"
	"counterpart/internal/fault"
)

// Outcome is what came of a step of signing in: the person is in, or a second step is awaited, or a link was sent.
type Outcome struct {
	Entered
	Step   string // token of the step that awaits a second factor
	Mailed bool
}

// stepLife is how long a second factor may come after the first.
const stepLife = 10 * time.Minute

var errNoMatch = fault.Wrong("", "The address and the password do not match an account that has one. Try again, or let us send you a link.")

// Enter uses a sign-in link up. Where the account has an authenticator app, its code is still asked: the link proves the
// address alone. A demonstration's link can be used again and asks nothing.
func (s *Service) Enter(ctx context.Context, token, purpose string, device access.Device) (Outcome, error) {
	method := map[string]string{accounts.PurposeSignIn: accounts.ByLink, accounts.PurposeDemo: accounts.ByDemo, accounts.PurposeRecover: accounts.ByRecovery}[purpose]
	return db.Change(db.Unkeyed(ctx), s.db, func(tx *db.Tx) (Outcome, error) {
		link, err := s.accounts.UseLinkIn(tx, token, purpose)
		if err != nil {
			return Outcome{}, err
		}
		if method == accounts.ByDemo {
			entered, err := s.enterIn(tx, link.AccountID, accounts.Proof{Method: method}, device)
			return Outcome{Entered: entered}, err
		}
		if method == accounts.ByRecovery {
			if err := recoveredIn(tx, link.AccountID); err != nil {
				return Outcome{}, err
			}
		}
		return s.firstStepIn(tx, link.AccountID, method, device)
	})
}

// firstStepIn goes on after a first factor: to the second where the account has one, into a session otherwise.
func (s *Service) firstStepIn(tx *db.Tx, accountID, method string, device access.Device) (Outcome, error) {
	m, err := meansOf(tx, accountID)
	if err != nil {
		return Outcome{}, err
	}
	if m.Authenticator.IsZero() {
		entered, err := s.enterIn(tx, accountID, accounts.Proof{Method: method}, device)
		return Outcome{Entered: entered}, err
	}
	token := rand.Text()
	return Outcome{Step: token}, tx.Exec(`insert into signin_step (token_hash, account_id, method, expires_at) values ($1, $2, $3, $4)`,
		hashOf(token), accountID, method, db.At(tx.Now().Add(stepLife)))
}

// WithPassword signs in with address and password. It says and costs the same whether the address has no account, an
// account without password, or another password. Who holds a role that wants a second factor and has none gets a link by
// mail instead: a password alone does not suffice for it.
func (s *Service) WithPassword(ctx context.Context, email, password string, device access.Device) (Outcome, error) {
	ctx = db.Unkeyed(ctx)
	type found struct {
		account accounts.Account
		hash    string
		buckets []bucket
	}
	f, err := db.Change(ctx, s.db, func(tx *db.Tx) (f found, err error) {
		var known bool
		if f.account, known, err = accounts.ByAddressIn(tx, email); err != nil {
			return f, err
		}
		if known && f.account.Active {
			if f.hash, err = passwordOf(tx, f.account.ID); err != nil {
				return f, err
			}
		}
		if f.buckets, err = bucketsIn(tx, addressHash(email), f.account.ID, device); err != nil {
			return f, err
		}
		return f, takeAllIn(tx, f.buckets)
	})
	if err != nil {
		return Outcome{}, err
	}
	ok, err := s.matches(ctx, password, f.hash)
	if err != nil {
		return Outcome{}, err
	}
	if !ok {
		return Outcome{}, errNoMatch
	}
	return db.Change(ctx, s.db, func(tx *db.Tx) (Outcome, error) {
		if err := giveAllBackIn(tx, f.buckets); err != nil {
			return Outcome{}, err
		}
		// The password may have changed while it was tried.
		if now, err := passwordOf(tx, f.account.ID); err != nil || now != f.hash {
			return Outcome{}, errors.Join(err, errNoMatch)
		}
		wants, err := s.accounts.WantsStrongIn(tx, f.account.ID)
		if err != nil {
			return Outcome{}, err
		}
		m, err := meansOf(tx, f.account.ID)
		if err != nil {
			return Outcome{}, err
		}
		if wants && m.Authenticator.IsZero() {
			return Outcome{Mailed: true}, s.opts.Queue.Enqueue(tx, LinkMail{ID: tx.NewID(), Email: f.account.Email})
		}
		return s.firstStepIn(tx, f.account.ID, accounts.ByPassword, device)
	})
}

var errNoStep = fault.Refuse("The time for the second step is over. Sign in again.")

// SecondStep takes a code of the authenticator app, or a recovery code, for a sign-in whose first step succeeded.
func (s *Service) SecondStep(ctx context.Context, step, code string, device access.Device) (Entered, error) {
	ctx = db.Unkeyed(ctx)
	type row struct {
		AccountID string `db:"account_id"`
		Method    string `db:"method"`
	}
	find := func(tx *db.Tx) (row, error) {
		r, err := db.One[row](tx, `select account_id, method from signin_step where token_hash = $1 and expires_at > $2`, hashOf(step), tx.Now())
		if errors.Is(err, db.ErrNone) {
			err = errNoStep
		}
		return r, err
	}
	buckets, err := db.Change(ctx, s.db, func(tx *db.Tx) ([]bucket, error) {
		r, err := find(tx)
		if err != nil {
			return nil, err
		}
		buckets, err := codeBucketsIn(tx, r.AccountID, device)
		if err != nil {
			return nil, err
		}
		return buckets, takeAllIn(tx, buckets)
	})
	if err != nil {
		return Entered{}, err
	}
	return db.Change(ctx, s.db, func(tx *db.Tx) (Entered, error) {
		r, err := find(tx)
		if err != nil {
			return Entered{}, err
		}
		ok, err := s.secondFactorIn(tx, r.AccountID, code)
		if err != nil {
			return Entered{}, err
		}
		if !ok {
			return Entered{}, fault.Wrong("code", "This code does not work. Wait for the next one, or use a recovery code; each works once.")
		}
		if err := tx.Exec(`delete from signin_step where token_hash = $1`, hashOf(step)); err != nil {
			return Entered{}, err
		}
		if err := giveAllBackIn(tx, buckets); err != nil {
			return Entered{}, err
		}
		return s.enterIn(tx, r.AccountID, accounts.Proof{Method: r.Method, Strong: true}, device)
	})
}

// secondFactorIn takes a code of the app or a recovery code.
func (s *Service) secondFactorIn(tx *db.Tx, accountID, code string) (bool, error) {
	ok, err := s.takeCodeIn(tx, accountID, code, true)
	if err != nil || ok {
		return ok, err
	}
	return s.takeRecoveryCodeIn(tx, accountID, code)
}

// SweepEvery is how often what has run out is removed.
const SweepEvery = time.Hour

// SweepArgs asks for it.
type SweepArgs struct{}

// Kind names the job.
func (SweepArgs) Kind() string { return "signins.sweep" }

// Sweep removes what has run out: steps, buckets that are empty, devices not seen for as long as browsers keep a cookie.
func (s *Service) Sweep(ctx context.Context) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		if err := tx.Exec(`delete from signin_step where expires_at < $1`, tx.Now()); err != nil {
			return false, err
		}
		if err := tx.Exec(`delete from signin_bucket where empty_at < $1`, tx.Now()); err != nil {
			return false, err
		}
		return true, tx.Exec(`delete from known_device where seen_at < $1`, db.At(tx.Now().AddDate(0, 0, -400)))
	})
	return err
}
