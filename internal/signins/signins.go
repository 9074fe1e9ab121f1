package signins

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/db"
	"counterpart/internal/jobs"
	"counterpart/internal/vault"
)

// Options of the service.
type Options struct {
	Accounts *accounts.Service
	Queue    *jobs.Queue // for mail about signing in
	Key      []byte      // of the installation
	Vault    *vault.Vault
	// Near are the mechanism's own words, which a password must not be made of.
	Near func(ctx context.Context) []string
}

// Service has the verbs and queries of this room.
type Service struct {
	db       *db.DB
	opts     Options
	accounts *accounts.Service
	hashing  hashing
}

// New makes the service.
func New(d *db.DB, opts Options) *Service {
	return &Service{db: d, opts: opts, accounts: opts.Accounts, hashing: newHashing()}
}

func (s *Service) near(ctx context.Context) []string {
	if s.opts.Near == nil {
		return nil
	}
	return s.opts.Near(ctx)
}

// Entered is what a browser gets when someone has signed in: the token of the session, and the one by which the device
// is known from now on.
type Entered struct {
	Session string
	Known   string
}

// enterIn starts the session of someone who has shown who they are, within the transaction in which they did. Every way
// to sign in ends here.
func (s *Service) enterIn(tx *db.Tx, accountID string, proof accounts.Proof, device access.Device) (Entered, error) {
	session, err := s.accounts.BeginSessionIn(tx, accountID, proof, device)
	if err != nil {
		return Entered{}, err
	}
	known, err := knowDeviceIn(tx, accountID, device)
	return Entered{Session: session, Known: known}, err
}

// knowDeviceIn remembers that the account has signed in from the device. A token that this installation did not give out
// is replaced, so that nobody can plant one.
func knowDeviceIn(tx *db.Tx, accountID string, device access.Device) (string, error) {
	token := device.Known
	n, err := db.One[int](tx, `select count(*) from known_device where token_hash = $1`, hashOf(token))
	if err != nil {
		return "", err
	}
	if n == 0 {
		token = rand.Text()
	}
	return token, tx.Exec(`insert into known_device (id, token_hash, account_id, seen_at) values ($1, $2, $3, $4)
		on conflict (token_hash, account_id) do update set seen_at = excluded.seen_at`, tx.NewID(), hashOf(token), accountID, tx.Now())
}

// hashOf is how a random token is kept.
func hashOf(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
