package signins

import (
	"errors"

	"counterpart/internal/accounts"
	"counterpart/internal/db"
)

type foundAccount struct {
	ID     string `db:"id"`
	Active bool   `db:"active"`
}

// linkedAccount is the account of a person of the provider, "" when there is none.
func linkedAccount(tx *db.Tx, issuer, subject string) (account string, active bool, err error) {
	a, err := db.One[foundAccount](tx, `select a.id, a.active from sso_link l join account a on a.id = l.account_id where l.issuer = $1 and l.subject = $2`, issuer, subject)
	if errors.Is(err, db.ErrNone) {
		return "", false, nil
	}
	return a.ID, a.Active, err
}

// accountOfAddress is the account with an address, "" when there is none.
func accountOfAddress(tx *db.Tx, email string) (account string, active bool, err error) {
	a, err := db.One[foundAccount](tx, `select id, active from account where email_key = $1`, accounts.EmailKey(email))
	if errors.Is(err, db.ErrNone) {
		return "", false, nil
	}
	return a.ID, a.Active, err
}

// grantsIn are the roles that groups give, with the parties that the mapping names by code. A party that does not exist gives nothing.
func (s *SSO) grantsIn(tx *db.Tx, groups []string) ([]accounts.GrantDraft, error) {
	var out []accounts.GrantDraft
	for _, g := range s.cfg.Mapping.of(groups) {
		draft := accounts.GrantDraft{Role: g.Role, ActivityID: g.Activity, From: tx.Today()}
		if g.Party != "" {
			id, err := db.One[string](tx, `select id from party where code = $1`, g.Party)
			if errors.Is(err, db.ErrNone) {
				continue
			}
			if err != nil {
				return nil, err
			}
			draft.PartyID = id
		}
		out = append(out, draft)
	}
	return out, nil
}

// linkOf is the person of the provider to whom an account belongs, "" when there is none.
func linkOf(tx *db.Tx, issuer, account string) (subject string, err error) {
	subject, err = db.One[string](tx, `select subject from sso_link where account_id = $1 and issuer = $2`, account, issuer)
	if errors.Is(err, db.ErrNone) {
		return "", nil
	}
	return subject, err
}
