// Package certificatesweb shows who completed what and the certificates of it: the office's pages, the holder's, the public page
// that verifies a certificate, what is published for programs that verify credentials, and the JSON API.
package certificatesweb

import (
	"counterpart/internal/accounts"
	"counterpart/internal/certificates"
	"counterpart/internal/parties"
	"counterpart/internal/people"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
)

// Pages has the handlers of this room.
type Pages struct {
	Certificates *certificates.Service
	Parties      *parties.Service
	People       *people.Service
	Accounts     *accounts.Service
	Vocabulary   *vocabulary.Service
}

// Routes lists every page, form and download of this room.
func (p *Pages) Routes() []web.Route {
	see, own, prepare, sign, revoke, keys := certificates.RightSee, certificates.RightOwn, certificates.RightPrepare, certificates.RightSign, certificates.RightRevoke, certificates.RightKeys
	const (
		token  = "the token is checked"
		verify = "says whether a certificate stands, and names nobody"
		issuer = "what programs need to verify a credential; it names nobody"
	)
	return []web.Route{
		{Pattern: "GET /certificates", Right: see, Do: p.list},
		{Pattern: "GET /certificates.csv", Right: see, Do: p.csv},
		{Pattern: "POST /certificates/prepare", Right: prepare, Do: p.prepare},
		{Pattern: "GET /certificates/sign/{kind}/{record}", Right: sign, Do: p.signForm},
		{Pattern: "POST /certificates/sign/{kind}/{record}", Right: sign, Do: p.sign},
		{Pattern: "GET /certificates/keys", Right: keys, Do: p.keys},
		{Pattern: "POST /certificates/keys", Right: keys, Do: p.rotate},
		{Pattern: "GET /certificates/keys/{key}/distrust", Right: keys, Do: p.distrustForm},
		{Pattern: "POST /certificates/keys/{key}/distrust", Right: keys, Do: p.distrust},
		{Pattern: "GET /certificates/{certificate}", Right: see, Do: p.show},
		{Pattern: "GET /certificates/{certificate}/certificate.pdf", Right: see, Do: p.pdf},
		{Pattern: "GET /certificates/{certificate}/credential.jwt", Right: see, Do: p.credential},
		{Pattern: "GET /certificates/{certificate}/revoke", Right: revoke, Do: p.revokeForm},
		{Pattern: "POST /certificates/{certificate}/revoke", Right: revoke, Do: p.revoke},
		{Pattern: "GET /me/certificates", Right: own, Do: p.mine},
		{Pattern: "GET /me/certificates/{certificate}/certificate.pdf", Right: own, Do: p.pdf},
		{Pattern: "GET /me/certificates/{certificate}/credential.jwt", Right: own, Do: p.credential},
		{Pattern: "GET /t/{token}", Open: token, Do: p.held},
		{Pattern: "GET /t/{token}/{certificate}/certificate.pdf", Open: token, Do: p.heldPDF},
		{Pattern: "GET /t/{token}/{certificate}/credential.jwt", Open: token, Do: p.heldCredential},
		{Pattern: "GET /verify", Open: verify, Do: p.verifyForm},
		{Pattern: "POST /verify", Open: verify, Do: p.verifyCredential},
		{Pattern: "GET /verify/{code}", Open: verify, Do: p.verify},
		{Pattern: "POST /verify/{code}", Open: verify, Do: p.belongs},
		{Pattern: "GET /issuer", Open: issuer, Do: p.issuer},
		{Pattern: "GET /issuer/jwks.json", Open: issuer, Do: p.keySet},
		{Pattern: "GET /issuer/keys/{key}", Open: issuer, Do: p.publicKey},
		{Pattern: "GET /issuer/revoked", Open: issuer, Do: p.revoked},
	}
}

const pageSize = 50
