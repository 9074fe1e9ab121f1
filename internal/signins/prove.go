package signins

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/db"
	"counterpart/internal/fault"
)

// Asked is what the account of a session is asked for when its person must prove who they are: the strongest it has.
type Asked struct {
	Password bool
	Code     bool // of the authenticator app
	Mail     bool // it has neither: a code goes to its address
}

// AskedBy says what an account with these means is asked for.
func AskedBy(m Means) Asked {
	a := Asked{Password: !m.Password.IsZero(), Code: !m.Authenticator.IsZero()}
	a.Mail = !a.Password && !a.Code
	return a
}

// ProofMail asks for the mail with the code by which an account without other means proves who its person is.
type ProofMail struct {
	AccountID string `json:"account_id"`
	LinkID    string `json:"link_id"`
}

// Kind names the job.
func (ProofMail) Kind() string { return "signins.proof_mail" }

// proofCodeLife is how long the code works.
const proofCodeLife = 10 * time.Minute

// AskProofCode sends the code to the account's own address.
func (s *Service) AskProofCode(ctx context.Context, actor access.Actor) error {
	account, err := s.accounts.Own(ctx, actor)
	if err != nil {
		return err
	}
	if err := s.take(ctx, bucket{"proof mail " + actor.Account, 3, 200 * time.Second}); err != nil {
		return err
	}
	_, err = db.Change(db.Unkeyed(ctx), s.db, func(tx *db.Tx) (bool, error) {
		id, err := accounts.NewLinkIn(tx, actor, accounts.LinkDraft{
			Purpose: accounts.PurposeProve, AccountID: account.ID, Name: account.Name, ExpiresAt: db.At(tx.Now().Add(proofCodeLife)),
		})
		if err != nil {
			return false, err
		}
		return true, s.opts.Queue.Enqueue(tx, ProofMail{AccountID: account.ID, LinkID: id})
	})
	return err
}

// ProofCode is the code of a ProofMail: eight digits derived from its id and the installation's key, stored nowhere.
func (s *Service) ProofCode(linkID string) string {
	mac := hmac.New(sha256.New, s.opts.Key)
	mac.Write([]byte("proof code\x00" + linkID))
	return fmt.Sprintf("%08d", binary.BigEndian.Uint64(mac.Sum(nil))%100_000_000)
}

// Prove takes what the account is asked for. The session goes on under the returned token.
func (s *Service) Prove(ctx context.Context, actor access.Actor, password, code string) (session string, err error) {
	if err := own(actor); err != nil {
		return "", err
	}
	ctx = db.Unkeyed(ctx)
	b := proofBucket(actor.Account)
	if err := s.take(ctx, b); err != nil {
		return "", err
	}
	var asked Asked
	hash, err := db.View(ctx, s.db, func(tx *db.Tx) (string, error) {
		m, err := meansOf(tx, actor.Account)
		if err != nil {
			return "", err
		}
		asked = AskedBy(m)
		return passwordOf(tx, actor.Account)
	})
	if err != nil {
		return "", err
	}
	if asked.Password {
		ok, err := s.matches(ctx, password, hash)
		if err != nil {
			return "", err
		}
		if !ok {
			return "", fault.Wrong("password", "This is not the password of your account.")
		}
	}
	return db.Change(ctx, s.db, func(tx *db.Tx) (string, error) {
		proof := accounts.Proof{Method: accounts.ByPassword, Strong: asked.Password && asked.Code}
		switch {
		case asked.Code:
			if ok, err := s.secondFactorIn(tx, actor.Account, code); err != nil || !ok {
				return "", errors.Join(err, wrongCode(ok))
			}
		case asked.Mail:
			proof.Method = accounts.ByLink
			if ok, err := s.takeProofCodeIn(tx, actor.Account, code); err != nil || !ok {
				return "", errors.Join(err, wrongCode(ok))
			}
		}
		if err := b.giveBackIn(tx); err != nil {
			return "", err
		}
		return s.accounts.ProveSessionIn(tx, actor, proof)
	})
}

func wrongCode(ok bool) error {
	if ok {
		return nil
	}
	return fault.Wrong("code", "This code does not work. Each works once, and only for a short time.")
}

// takeProofCodeIn tells whether it is the code of the newest mail, and uses it up.
func (s *Service) takeProofCodeIn(tx *db.Tx, accountID, code string) (bool, error) {
	link, found, err := accounts.NewestLinkIn(tx, accountID, accounts.PurposeProve)
	if err != nil || !found {
		return false, err
	}
	if subtle.ConstantTimeCompare([]byte(s.ProofCode(link)), []byte(strings.Join(strings.Fields(code), ""))) == 0 {
		return false, nil
	}
	return accounts.UseUpIn(tx, link)
}
