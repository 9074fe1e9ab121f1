package signins

import (
	"context"
	"errors"
	"strings"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
)

// Finish takes the answer of the provider and signs in, or proves the signed-in actor. It returns also where they wanted to go.
func (s *SSO) Finish(ctx context.Context, actor access.Actor, browser string, device access.Device, back Back) (Entered, string, error) {
	row, err := s.take(ctx, actor, browser, back.State)
	var who claims
	if err == nil {
		who, err = s.ask(ctx, browser, back)
	}
	if err == nil && row.Purpose == purposeProve && s.db.Clock().Sub(who.AuthTime) > 5*time.Minute {
		err = untrusted("the provider did not ask the person again")
	}
	if err != nil {
		return Entered{}, "", s.note(ctx, actor, err)
	}
	out, err := db.Change(db.Unkeyed(ctx), s.db, func(tx *db.Tx) (outcome, error) {
		account, err := s.accountIn(tx, actor, row, who)
		if r, ok := errors.AsType[refusal](err); ok {
			return outcome{refusal: &fault.Forbidden{Words: r.words}}, recordRefusal(tx, actor, r, account)
		}
		if err != nil {
			return outcome{}, err
		}
		proof := accounts.Proof{Method: accounts.BySSO, Strong: who.Strong}
		if row.Purpose == purposeProve {
			token, err := s.accounts.ProveSessionIn(tx, actor, proof)
			return outcome{entered: Entered{Session: token}}, err
		}
		entered, err := s.enterIn(tx, account, proof, device)
		return outcome{entered: entered}, err
	})
	s.accounts.Forget() // what groups gave or took holds from the next request on
	if err != nil {
		return Entered{}, "", err
	}
	return out.entered, row.Next, out.refusal
}

// accountIn finds or makes the account of a person and brings the roles that follow groups up to date. A refusal undoes nothing
// but says why; all that was written before it is meant to stay.
func (s *SSO) accountIn(tx *db.Tx, actor access.Actor, row stateRow, who claims) (string, error) {
	account, active, err := linkedAccount(tx, s.cfg.Issuer, who.Subject)
	switch {
	case err != nil:
		return "", err
	case row.Purpose == purposeProve && account != row.AccountID:
		return row.AccountID, refusal{"another person answered", "At your organisation somebody else signed in than here. Sign out there first, then try again."}
	case account != "" && !active:
		return account, refusal{"closed account", "This account is closed. Ask the secretariat."}
	case row.Purpose == purposeProve:
		return account, nil
	}
	wanted, err := s.grantsIn(tx, who.Groups)
	if err != nil {
		return account, err
	}
	if account == "" {
		if account, err = s.welcomeIn(tx, who, wanted); err != nil {
			return account, err
		}
	}
	if err := tx.Exec(`update sso_link set used_at = $3 where issuer = $1 and subject = $2`, s.cfg.Issuer, who.Subject, tx.Now()); err != nil {
		return account, err
	}
	held, err := accounts.FollowGroupsIn(tx, s.actor(), account, wanted)
	if err == nil && held == 0 {
		return account, refusal{"no role", "You are known, but no role is given to you at present. Ask the secretariat."}
	}
	return account, err
}

// actor is who changes accounts on behalf of the provider.
func (s *SSO) actor() access.Actor { return access.System("single sign-on: " + s.cfg.Name) }

// welcomeIn links a person who comes for the first time to the account with the verified address, or makes an account
// when a group gives a role.
func (s *SSO) welcomeIn(tx *db.Tx, who claims, wanted []accounts.GrantDraft) (string, error) {
	if who.Email == "" || !who.Verified {
		return "", refusal{"unverified address", "Your organisation does not vouch for your e-mail address, so no account could be found or made. Ask its help desk, or sign in another way."}
	}
	account, active, err := accountOfAddress(tx, who.Email)
	switch {
	case err != nil:
		return "", err
	case account != "" && !active:
		return account, refusal{"closed account", "This account is closed. Ask the secretariat."}
	case account != "":
		if other, err := linkOf(tx, s.cfg.Issuer, account); err != nil || other != "" {
			return account, firstFault(err, errLinked)
		}
	case len(wanted) == 0:
		return "", refusal{"no group gives a role", "No role is meant for you yet. Ask the secretariat to invite you."}
	default:
		wanted[0].Source = accounts.SourceSSO
		if account, err = accounts.AddIn(tx, s.actor(), accounts.Draft{Name: who.called(), Email: who.Email, Grant: wanted[0]}); err != nil {
			return "", err
		}
	}
	err = tx.Exec(`insert into sso_link (issuer, subject, account_id, email, created_at, used_at) values ($1, $2, $3, $4, $5, $5)`,
		s.cfg.Issuer, who.Subject, account, who.Email, tx.Now())
	if err != nil {
		return account, err
	}
	return account, audit.Record(tx, s.actor(), ActionSSOLink, accounts.Kind, account, map[string]string{"issuer": s.cfg.Issuer, "subject": who.Subject})
}

// errLinked refuses a second person of a provider for one account: the address was given to somebody else there.
var errLinked = refusal{"the account belongs to another subject", "Your address belongs to the account of somebody else. Ask the secretariat."}

func (c claims) called() string {
	if name := strings.TrimSpace(c.Name); name != "" {
		return name
	}
	return c.Email
}
