package certificates

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/label"
	"counterpart/internal/letters"
	"counterpart/internal/people"
	"counterpart/internal/vocabulary"
)

// linkLife is how long the link in the mail to a holder works. The certificate itself is kept with it.
const linkLife = 180 * 24 * time.Hour

// SignDraft says which certificates somebody signs, and as what.
type SignDraft struct {
	Certificates []string `json:"certificates" maxItems:"200" nullable:"false"`
	Post         string   `json:"post" maxLength:"120" doc:"Printed under the name: Co-Manager for Australia"`
}

const signAtOnce = 200

// Sign signs certificates that wait for it; with the last signature that is needed one is issued, and its holder gets a mail.
func (s *Service) Sign(ctx context.Context, actor access.Actor, d SignDraft) (issued int, err error) {
	if err := actor.Require(RightSign, access.Anything); err != nil {
		return 0, err
	}
	if _, err := s.activeKey(ctx); err != nil { // made outside, as it takes a while
		return 0, err
	}
	return db.Change(ctx, s.db, func(tx *db.Tx) (int, error) { return s.SignIn(tx, actor, d) })
}

// SignIn is Sign within a transaction.
func (s *Service) SignIn(tx *db.Tx, actor access.Actor, d SignDraft) (issued int, err error) {
	if err := actor.Require(RightSign, access.Anything); err != nil {
		return 0, err
	}
	if err := d.check(); err != nil {
		return 0, err
	}
	m, err := vocabulary.MechanismIn(tx)
	if err != nil {
		return 0, err
	}
	party, err := people.PartyOfActorIn(tx, actor, RightSign)
	if err != nil {
		return 0, err
	}
	signer, err := s.issuerIn(tx, m.Name.Default)
	if err != nil {
		return 0, err
	}
	for _, id := range d.Certificates {
		done, err := s.signOne(tx, actor, id, signature{d.Post, party, m.Approvals.DifferentParties, max(1, m.Approvals.Report)}, signer)
		if err != nil {
			return 0, err
		}
		if done {
			issued++
		}
	}
	return issued, nil
}

func (d *SignDraft) check() error {
	d.Post = strings.TrimSpace(d.Post)
	d.Certificates = slices.Compact(slices.Sorted(slices.Values(d.Certificates)))
	var wrong fault.Invalid
	wrong.Check(len(d.Certificates) > 0, "certificates", "Choose the certificates to be signed.")
	wrong.Check(len(d.Certificates) <= signAtOnce, "certificates", "Sign at most %d at once.", signAtOnce)
	wrong.Check(d.Post != "" && !strings.Contains(d.Post, "\n"), "post", "Say as what you sign: it stands under your name.")
	wrong.Check(utf8.RuneCountInString(d.Post) <= 120, "post", "Shorten this to 120 characters.")
	return wrong.Err()
}

// signature is how somebody signs, and what is asked of signatures.
type signature struct {
	post, party string
	differ      bool
	needed      int
}

// signOne signs one certificate, and issues it where nothing is missing any more.
func (s *Service) signOne(tx *db.Tx, actor access.Actor, id string, by signature, signer issuer) (bool, error) {
	c, of, err := certificateIn(tx, id)
	if err != nil {
		return false, err
	}
	if err := actor.Require(RightSign, of.Object()); err != nil {
		return false, err
	}
	if c.State != Prepared {
		return false, fault.Clash("The certificate %s stands at “%s”: it cannot be signed.", c.Reference(), c.State.Words())
	}
	before, err := signaturesOf(tx, []string{c.ID})
	if err != nil {
		return false, err
	}
	if words := refused(c, before, actor.Key(), by); words != "" {
		return false, fault.Clash("%s", words)
	}
	if err := insertSignature(tx, Signature{CertificateID: c.ID, By: actor.Key(), Name: actor.Name, Post: by.post, PartyID: by.party, At: tx.Now()}); err != nil {
		return false, err
	}
	if err := audit.Record(tx, actor, ActionSign, KindCertificate, c.ID, map[string]any{"reference": c.Reference(), "post": by.post}); err != nil {
		return false, err
	}
	if len(before)+1 < by.needed {
		return false, nil
	}
	return true, s.issue(tx, actor, c, signer)
}

// refused says why somebody may not sign a certificate, or "".
func refused(c Certificate, before []Signature, actor string, by signature) string {
	if c.PreparedBy == actor {
		return "You prepared the certificate " + c.Reference() + ". Another person signs it."
	}
	for _, one := range before {
		switch {
		case one.By == actor:
			return "You have signed the certificate " + c.Reference() + " already."
		case by.differ && one.PartyID == by.party:
			return fmt.Sprintf("%s has signed the certificate %s for the same party. The next signature must come from another party.", one.Name, c.Reference())
		}
	}
	return ""
}

// issue makes the credential of a certificate that has its signatures, and writes to the holder.
func (s *Service) issue(tx *db.Tx, actor access.Actor, c Certificate, signer issuer) error {
	person, err := people.FindIn(tx, c.PersonID)
	if err != nil {
		return err
	}
	c.State, c.IssuedAt, c.KeyID, c.Salt = Issued, tx.Now(), signer.key.ID, newCode()
	c.IdentityKind, c.Identity = "emailAddress", hashed(person.Email, c.Salt)
	if person.Email == "" {
		c.IdentityKind, c.Identity = "name", hashed(c.Name, c.Salt)
	}
	if c.Credential, err = signer.sign(c); err != nil {
		return err
	}
	if person.Email != "" {
		if c.LinkID, err = accounts.NewLinkIn(tx, actor, accounts.LinkDraft{
			Purpose: accounts.PurposeCertificate, ActivityID: c.CompletionID, PersonID: c.PersonID, Name: c.Name, ExpiresAt: db.At(tx.Now().Add(linkLife)),
		}); err != nil {
			return err
		}
	}
	if err := saveCertificate(tx, c); err != nil {
		return err
	}
	if err := s.tell(tx, actor, c, person); err != nil {
		return err
	}
	return audit.Record(tx, actor, ActionIssue, KindCertificate, c.ID, map[string]any{"reference": c.Reference(), "key": c.KeyID})
}

// tell sends the holder the link to the certificate.
func (s *Service) tell(tx *db.Tx, actor access.Actor, c Certificate, person people.Person) error {
	if s.opts.Outbox == nil || c.LinkID == "" || !letters.Address(person.Email) {
		return nil
	}
	return s.opts.Outbox.PostOfficeIn(tx, actor, letters.OfficeMail{
		Code: letters.CertificateReady, Reference: c.Reference(), Recipient: letters.Recipient{PersonID: c.PersonID, PersonName: c.Name, AddressForm: person.AddressForm, PersonEmail: person.Email},
		Values: map[string]string{"certificate.title": c.Title, "certificate.reference": c.Reference(), "link": letters.LinkMark(c.LinkID, accounts.PurposeCertificate)},
		Mail: letters.Mail{
			PersonID: c.PersonID, Label: label.Amber, OnceKey: "certificate:" + c.ID, Subject: "Your certificate: {{certificate.title}}",
			Body: "**{{certificate.title}}**\n\n{{link}}\n\n{{signature}}",
		},
	}, nil)
}
