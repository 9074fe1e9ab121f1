package signins

import (
	"context"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/db"
	"counterpart/internal/fault"
)

// LinkMail asks for the mail with a sign-in link. The account is looked for by the worker, not by the request: so the
// request takes as long for an address without account as for one with.
type LinkMail struct {
	ID    string `json:"id"` // of the mail, the same at every try
	Email string `json:"email"`
}

// Kind names the job.
func (LinkMail) Kind() string { return "signins.link_mail" }

// linkLife is how long a sign-in link works.
const linkLife = 30 * time.Minute

// AskLink sends a sign-in link to the address when an account has it. The answer is the same when none has, and when the
// address has been asked for too often: three links at once, then one in 200 seconds.
func (s *Service) AskLink(ctx context.Context, email string, device access.Device) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		for _, b := range linkBuckets(email, device) {
			if err := b.takeIn(tx); err != nil {
				return false, err
			}
		}
		return true, s.opts.Queue.Enqueue(tx, LinkMail{ID: tx.NewID(), Email: email})
	})
	if fault.IsWait(err) {
		return nil
	}
	return err
}

// NewLink makes the link that LinkMail asks for. It is "" when no account that may sign in has the address.
func (s *Service) NewLink(ctx context.Context, email string) (accounts.Account, string, error) {
	account, found, err := s.accounts.ByAddress(ctx, email)
	if err != nil || !found || !account.Active {
		return account, "", err
	}
	link, err := s.accounts.SignInLink(ctx, email, accounts.PurposeSignIn, linkLife)
	return account, link, err
}
