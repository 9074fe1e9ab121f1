package certificates

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"

	"counterpart/internal/db"
	"counterpart/internal/vocabulary"
)

// credential is an OpenBadgeCredential: Open Badges 3.0, on the Verifiable Credentials Data Model 2.0.
type credential struct {
	Context           []string  `json:"@context"`
	ID                string    `json:"id"`
	Type              []string  `json:"type"`
	Issuer            profile   `json:"issuer"`
	ValidFrom         string    `json:"validFrom"`
	AwardedDate       string    `json:"awardedDate"`
	Name              string    `json:"name"`
	CredentialSubject subject   `json:"credentialSubject"`
	CredentialStatus  reference `json:"credentialStatus"`
	claims
}

// claims are those of the JWT; the payload is the credential itself.
type claims struct {
	Iss string `json:"iss"`
	Jti string `json:"jti"`
	Nbf int64  `json:"nbf"`
	Sub string `json:"sub"`
}

type reference struct {
	ID   string `json:"id"`
	Type string `json:"type"`
}

type profile struct {
	ID   string   `json:"id"`
	Type []string `json:"type"`
	Name string   `json:"name"`
}

type subject struct {
	ID          string      `json:"id"`
	Type        []string    `json:"type"`
	Identifier  []identity  `json:"identifier"`
	StartDate   string      `json:"activityStartDate"`
	EndDate     string      `json:"activityEndDate"`
	Achievement achievement `json:"achievement"`
}

type identity struct {
	Type         string `json:"type"`
	Hashed       bool   `json:"hashed"`
	IdentityHash string `json:"identityHash"`
	IdentityType string `json:"identityType"`
	Salt         string `json:"salt"`
}

type achievement struct {
	ID          string   `json:"id"`
	Type        []string `json:"type"`
	Name        string   `json:"name"`
	Description string   `json:"description"`
	Criteria    criteria `json:"criteria"`
}

type criteria struct {
	Narrative string `json:"narrative"`
}

// The contexts of an Open Badges 3.0 credential, in their order.
var contexts = []string{"https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"}

// issuer signs credentials in the name of the mechanism.
type issuer struct {
	key     Key
	signer  jose.Signer
	baseURL string
	name    string
}

// The published addresses, below that of the installation.
const (
	issuerPath  = "/issuer"
	keysPath    = "/issuer/keys/"
	revokedPath = "/issuer/revoked"
	verifyPath  = "/verify/"
)

// VerifyURL is the page on which a certificate is verified.
func (s *Service) VerifyURL(code string) string { return s.opts.BaseURL + verifyPath + code }

// issuerIn opens the key that signs.
func (s *Service) issuerIn(tx *db.Tx, mechanism string) (issuer, error) {
	out := issuer{baseURL: s.opts.BaseURL, name: mechanism}
	var err error
	if out.key, err = activeKeyIn(tx); err != nil {
		return out, fmt.Errorf("signing key: %w", err)
	}
	text, err := s.opts.Vault.Open(Sealed.Table, Sealed.Column, out.key.ID, out.key.Private)
	if err != nil {
		return out, err
	}
	var private jose.JSONWebKey
	if err := json.Unmarshal([]byte(text), &private); err != nil {
		return out, fmt.Errorf("signing key: %w", err)
	}
	private.KeyID = s.opts.BaseURL + keysPath + out.key.ID // can be followed to the public key
	out.signer, err = jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: private}, (&jose.SignerOptions{}).WithType("JWT"))
	return out, err
}

func (s *Service) signerIn(tx *db.Tx) (issuer, error) {
	m, err := vocabulary.MechanismIn(tx)
	if err != nil {
		return issuer{}, err
	}
	return s.issuerIn(tx, m.Name.Default)
}

// sign writes the credential of a certificate as a JWT.
func (i issuer) sign(c Certificate) (string, error) {
	payload, err := json.Marshal(i.credential(c))
	if err != nil {
		return "", err
	}
	signed, err := i.signer.Sign(payload)
	if err != nil {
		return "", fmt.Errorf("sign credential %s: %w", c.Reference(), err)
	}
	return signed.CompactSerialize()
}

func (i issuer) credential(c Certificate) credential {
	id, holder := i.baseURL+verifyPath+c.Code, "urn:uuid:"+c.ID
	description := c.Title
	if c.Hours > 0 {
		description = fmt.Sprintf("%s (%d hours)", c.Title, c.Hours)
	}
	return credential{
		Context: contexts, ID: id, Type: []string{"VerifiableCredential", "OpenBadgeCredential"}, Issuer: i.profile(),
		ValidFrom: stamp(c.IssuedAt), AwardedDate: stamp(c.IssuedAt), Name: c.Title,
		CredentialSubject: subject{
			ID: holder, Type: []string{"AchievementSubject"}, StartDate: stamp(db.At(c.From.Time())), EndDate: stamp(db.At(c.To.Time())),
			Identifier:  []identity{{Type: "IdentityObject", Hashed: true, IdentityHash: c.Identity, IdentityType: c.IdentityKind, Salt: c.Salt}},
			Achievement: achievement{ID: "urn:uuid:" + c.CompletionID, Type: []string{"Achievement"}, Name: c.Title, Description: description, Criteria: criteria{Narrative: c.Criteria}},
		},
		CredentialStatus: reference{ID: i.baseURL + revokedPath, Type: "1EdTechRevocationList"},
		claims:           claims{Iss: i.baseURL + issuerPath, Jti: id, Nbf: c.IssuedAt.Unix(), Sub: holder},
	}
}

func (i issuer) profile() profile {
	return profile{ID: i.baseURL + issuerPath, Type: []string{"Profile"}, Name: i.name}
}

func stamp(t db.Time) string { return t.UTC().Truncate(time.Second).Format(time.RFC3339) }

// hashed is an identity as a credential shows it: whoever knows the identity can compute it, and nobody reads it back.
func hashed(identity, salt string) string {
	sum := sha256.Sum256([]byte(normal(identity) + salt))
	return "sha256$" + hex.EncodeToString(sum[:])
}

// normal leaves out what people type differently in an address or a name.
func normal(identity string) string {
	return strings.ToLower(strings.Join(strings.Fields(identity), " "))
}
