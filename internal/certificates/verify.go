package certificates

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"strings"

	"github.com/go-jose/go-jose/v4"

	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/vocabulary"
)

// Verdict is what anybody may know of a certificate: whether it stands, and what it is of. It names nobody.
type Verdict struct {
	Reference string   `json:"reference"`
	Code      string   `json:"code"`
	State     State    `json:"state" enum:"issued,revoked"`
	Title     string   `json:"title"`
	Criteria  string   `json:"criteria"`
	From      db.Date  `json:"from"`
	To        db.Date  `json:"to"`
	Hours     int      `json:"hours"`
	IssuedOn  db.Date  `json:"issued_on"`
	EndedOn   db.Date  `json:"ended_on,omitempty"`
	Signers   []string `json:"signers" nullable:"false" doc:"The posts that signed"`
	Issuer    string   `json:"issuer"`
	ByMail    bool     `json:"by_mail" doc:"It is made out to an e-mail address; to a name otherwise"`
}

// Valid tells whether the certificate stands.
func (v Verdict) Valid() bool { return v.State == Issued }

// Verify looks a certificate up by the code that is printed on it.
func (s *Service) Verify(ctx context.Context, code string) (Verdict, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (Verdict, error) {
		c, err := issuedByCode(tx, code)
		if err != nil {
			return Verdict{}, err
		}
		return verdictIn(tx, c)
	})
}

// issuedByCode finds an issued or revoked certificate. People type codes in small letters and with spaces.
func issuedByCode(tx *db.Tx, code string) (Certificate, error) {
	code = strings.ToUpper(strings.NewReplacer(" ", "", "-", "").Replace(code))
	c, err := certificateByCode(tx, code)
	if c, err = missing(c, err, "certificate"); err != nil {
		return c, err
	}
	if c.State != Issued && c.State != Revoked {
		return Certificate{}, fault.Missing("certificate")
	}
	return c, nil
}

func verdictIn(tx *db.Tx, c Certificate) (Verdict, error) {
	m, err := vocabulary.MechanismIn(tx)
	if err != nil {
		return Verdict{}, err
	}
	signed, err := signaturesOf(tx, []string{c.ID})
	if err != nil {
		return Verdict{}, err
	}
	v := Verdict{
		Reference: c.Reference(), Code: c.Code, State: c.State, Title: c.Title, Criteria: c.Criteria, From: c.From, To: c.To, Hours: c.Hours, IssuedOn: c.IssuedAt.Date(),
		EndedOn: c.EndedAt.Date(), Signers: []string{}, Issuer: m.Name.Default, ByMail: c.IdentityKind == "emailAddress",
	}
	for _, one := range signed {
		v.Signers = append(v.Signers, one.Post)
	}
	return v, nil
}

// triesADay is how often it may be asked on one day whether a certificate belongs to somebody: enough for whoever was shown it,
// too few to go through a list of addresses.
const triesADay = 20

// Belongs tells whether a certificate is made out to an e-mail address, or to a name where there was no address.
func (s *Service) Belongs(ctx context.Context, code, identity string) (Verdict, bool, error) {
	if strings.TrimSpace(identity) == "" {
		return Verdict{}, false, fault.Wrong("identity", "Type the e-mail address, or the name as it stands on the certificate.")
	}
	type answer struct {
		Verdict Verdict
		Yes     bool
	}
	a, err := db.Change(ctx, s.db, func(tx *db.Tx) (answer, error) {
		c, err := issuedByCode(tx, code)
		if err != nil {
			return answer{}, err
		}
		n, err := countTry(tx, c.ID)
		if err != nil {
			return answer{}, err
		}
		if n > triesADay {
			return answer{}, fault.Clash("This was asked %d times today. Ask again tomorrow, or ask the office that issued the certificate.", triesADay)
		}
		v, err := verdictIn(tx, c)
		return answer{v, c.Identity != "" && subtle.ConstantTimeCompare([]byte(hashed(identity, c.Salt)), []byte(c.Identity)) == 1}, err
	})
	return a.Verdict, a.Yes, err
}

// MaxCredential is the greatest credential that is read, in bytes.
const MaxCredential = 20_000

// VerifyCredential checks a credential that somebody was sent: its signature by a key that is trusted, and whether the
// certificate stands. It says in words what is wrong.
func (s *Service) VerifyCredential(ctx context.Context, text string) (Verdict, error) {
	text = strings.TrimSpace(text)
	if text == "" || len(text) > MaxCredential {
		return Verdict{}, fault.Wrong("credential", "Paste the credential: three parts with a point between them, at most %d characters.", MaxCredential)
	}
	signed, err := jose.ParseSignedCompact(text, []jose.SignatureAlgorithm{jose.RS256})
	if err != nil {
		return Verdict{}, fault.Wrong("credential", "This is no credential signed with RS256. Copy all of it, from the first letter to the last.")
	}
	key, err := s.keyOf(ctx, signed.Signatures[0].Protected.KeyID)
	if err != nil {
		return Verdict{}, err
	}
	payload, err := signed.Verify(key)
	if err != nil {
		return Verdict{}, fault.Wrong("credential", "The signature does not fit: the credential was changed, or was never issued here.")
	}
	var said credential
	if err := json.Unmarshal(payload, &said); err != nil {
		return Verdict{}, fault.Wrong("credential", "What was signed is no credential of this office.")
	}
	return s.Verify(ctx, strings.TrimPrefix(said.ID, s.opts.BaseURL+verifyPath))
}

// keyOf finds the published key that a credential names.
func (s *Service) keyOf(ctx context.Context, kid string) (jose.JSONWebKey, error) {
	var key jose.JSONWebKey
	id, ours := strings.CutPrefix(kid, s.opts.BaseURL+keysPath)
	if !ours {
		return key, fault.Wrong("credential", "The credential was not signed by this office.")
	}
	raw, err := s.PublicKey(ctx, id)
	if fault.IsNotFound(err) {
		return key, fault.Wrong("credential", "The key that signed this is not trusted any more. Ask the holder for the credential as it is now.")
	}
	if err != nil {
		return key, err
	}
	return key, json.Unmarshal(raw, &key)
}

// Profile is the issuer as credentials name it.
type Profile struct {
	Context []string `json:"@context"`
	profile
	URL  string `json:"url"`
	Keys string `json:"jwks_uri"`
}

// Issuer is the published profile of the office.
func (s *Service) Issuer(ctx context.Context) (Profile, error) {
	m, err := db.View(ctx, s.db, vocabulary.MechanismIn)
	i := issuer{baseURL: s.opts.BaseURL, name: m.Name.Default}
	return Profile{Context: contexts, profile: i.profile(), URL: s.opts.BaseURL, Keys: s.opts.BaseURL + issuerPath + "/jwks.json"}, err
}

// RevocationList tells which credentials no longer stand.
type RevocationList struct {
	ID      string              `json:"id"`
	Issuer  string              `json:"issuer"`
	Revoked []revokedCredential `json:"revokedCredential"`
}

type revokedCredential struct {
	ID      string `json:"id"`
	Revoked bool   `json:"revoked"`
}

// RevokedList is the published list of revoked credentials. It gives no reasons.
func (s *Service) RevokedList(ctx context.Context) (RevocationList, error) {
	codes, err := db.View(ctx, s.db, revokedCodes)
	out := RevocationList{ID: s.opts.BaseURL + revokedPath, Issuer: s.opts.BaseURL + issuerPath, Revoked: []revokedCredential{}}
	for _, code := range codes {
		out.Revoked = append(out.Revoked, revokedCredential{ID: s.VerifyURL(code), Revoked: true})
	}
	return out, err
}
