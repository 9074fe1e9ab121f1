package signins

import (
	"encoding/base64"
	"errors"
	"strings"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
	"github.com/google/uuid"

	"counterpart/internal/db"
	"counterpart/internal/fault"
)

type passkeyRow struct {
	ID           string  `db:"id"`
	AccountID    string  `db:"account_id"`
	CredentialID string  `db:"credential_id"`
	PublicKey    string  `db:"public_key"`
	AAGUID       string  `db:"aaguid"`
	Attachment   string  `db:"attachment"`
	Transports   string  `db:"transports"`
	Flags        int     `db:"flags"`
	SignCount    int     `db:"sign_count"`
	Name         string  `db:"name"`
	CreatedAt    db.Time `db:"created_at"`
	UsedAt       db.Time `db:"used_at"`
	WarnedAt     db.Time `db:"warned_at"`
	Active       bool    `db:"active"`
}

const passkeyColumns = `select k.id, k.account_id, k.credential_id, k.public_key, k.aaguid, k.attachment, k.transports, k.flags, k.sign_count,
	k.name, k.created_at, k.used_at, k.warned_at, a.active from passkey k join account a on a.id = k.account_id `

func passkeysOf(tx *db.Tx, account string) ([]passkeyRow, error) {
	return db.All[passkeyRow](tx, passkeyColumns+`where k.account_id = $1 order by k.created_at, k.id`, account)
}

func findPasskey(tx *db.Tx, credentialID string) (passkeyRow, error) {
	return db.One[passkeyRow](tx, passkeyColumns+`where k.credential_id = $1`, credentialID)
}

// holderOf is an account with all its passkeys, for the ceremony that makes a further one.
func holderOf(tx *db.Tx, account string) (holder, error) {
	type row struct {
		Name  string `db:"name"`
		Email string `db:"email"`
	}
	r, err := db.One[row](tx, `select name, email from account where id = $1 and active`, account)
	if errors.Is(err, db.ErrNone) {
		return holder{}, fault.Missing("account")
	}
	if err != nil {
		return holder{}, err
	}
	rows, err := passkeysOf(tx, account)
	if err != nil {
		return holder{}, err
	}
	out := holder{account: account, name: r.Name, email: r.Email}
	for _, k := range rows {
		credential, err := k.credential()
		if err != nil {
			return holder{}, err
		}
		out.keys = append(out.keys, credential)
	}
	return out, nil
}

// credential is a row as the library wants it.
func (r passkeyRow) credential() (webauthn.Credential, error) {
	id, err := base64.RawURLEncoding.DecodeString(r.CredentialID)
	if err != nil {
		return webauthn.Credential{}, err
	}
	key, err := base64.RawURLEncoding.DecodeString(r.PublicKey)
	if err != nil {
		return webauthn.Credential{}, err
	}
	out := webauthn.Credential{
		ID: id, PublicKey: key, Flags: webauthn.NewCredentialFlags(protocol.AuthenticatorFlags(r.Flags)),
		Authenticator: webauthn.Authenticator{SignCount: uint32(r.SignCount), Attachment: protocol.AuthenticatorAttachment(r.Attachment)},
	}
	for t := range strings.FieldsSeq(r.Transports) {
		out.Transport = append(out.Transport, protocol.AuthenticatorTransport(t))
	}
	return out, nil
}

func (r passkeyRow) shown() Passkey {
	return Passkey{
		ID: r.ID, Name: r.Name, CreatedAt: r.CreatedAt, UsedAt: r.UsedAt, WarnedAt: r.WarnedAt,
		Keeper: keeper(r.AAGUID, r.Attachment, r.Transports, protocol.AuthenticatorFlags(r.Flags).HasBackupState()),
	}
}

func credentialKeeper(c *webauthn.Credential) (aaguid, attachment, transports string, synced bool) {
	words := make([]string, len(c.Transport))
	for i, t := range c.Transport {
		words[i] = string(t)
	}
	id, err := uuid.FromBytes(c.Authenticator.AAGUID)
	if err != nil {
		id = uuid.Nil
	}
	return id.String(), string(c.Authenticator.Attachment), strings.Join(words, " "), c.Flags.BackupState
}

func insertPasskey(tx *db.Tx, id, account, name string, c *webauthn.Credential) error {
	aaguid, attachment, transports, _ := credentialKeeper(c)
	return tx.Exec(`insert into passkey (id, account_id, credential_id, public_key, aaguid, attachment, transports, flags, sign_count, name, created_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		id, account, encode(c.ID), encode(c.PublicKey), aaguid, attachment, transports, int(c.Flags.ProtocolValue()), int64(c.Authenticator.SignCount), name, tx.Now())
}

// updatePasskey keeps what an accepted answer said of the passkey: its counter and all its flags.
func updatePasskey(tx *db.Tx, id string, c *webauthn.Credential) error {
	return tx.Exec(`update passkey set sign_count = $2, flags = $3, used_at = $4 where id = $1`,
		id, int64(c.Authenticator.SignCount), int(c.Flags.ProtocolValue()), tx.Now())
}
