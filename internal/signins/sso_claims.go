package signins

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// Back is what the provider sent back through the browser.
type Back struct {
	State, Code, Issuer, Error string
}

// claims of a person as far as they count here.
type claims struct {
	Subject  string
	Email    string
	Verified bool
	Name     string
	Groups   []string
	Strong   bool
	AuthTime time.Time
}

// idClaims are those of the ID token that go-oidc does not read itself.
type idClaims struct {
	AZP      string   `json:"azp"`
	AMR      []string `json:"amr"`
	ACR      string   `json:"acr"`
	AuthTime int64    `json:"auth_time"`
}

// ask exchanges the code for the tokens and checks everything that can be wrong with them.
func (s *SSO) ask(ctx context.Context, browser string, back Back) (claims, error) {
	ctx = s.outgoing(ctx)
	provider, config, err := s.flow(ctx)
	if err != nil {
		return claims{}, err
	}
	switch {
	case back.Issuer != "" && back.Issuer != s.cfg.Issuer:
		return claims{}, untrusted("the answer names another issuer")
	case back.Error != "":
		return claims{}, refusal{"the provider refused: " + short(back.Error), "Your organisation's sign-in service did not let you in. Ask its help desk, or sign in another way."}
	case back.Code == "":
		return claims{}, untrusted("no code")
	}
	token, err := config.Exchange(ctx, back.Code, oauth2.VerifierOption(derive("verifier", browser, back.State)))
	if err != nil {
		if e, ok := errors.AsType[*oauth2.RetrieveError](err); ok {
			return claims{}, untrusted("the provider did not take the code: %s", short(e.ErrorCode))
		}
		return claims{}, away(err)
	}
	raw, _ := token.Extra("id_token").(string)
	verifier := provider.VerifierContext(ctx, &oidc.Config{ClientID: s.cfg.ClientID, SupportedSigningAlgs: algorithms, Now: s.db.Clock})
	id, err := verifier.Verify(ctx, raw)
	if err != nil {
		return claims{}, untrusted("ID token: %s", short(err.Error()))
	}
	return s.read(ctx, provider, token, id, derive("nonce", browser, back.State))
}

// read checks the claims of a token whose signature, issuer, audience and expiry hold.
func (s *SSO) read(ctx context.Context, provider *oidc.Provider, token *oauth2.Token, id *oidc.IDToken, nonce string) (claims, error) {
	var in idClaims
	all := map[string]json.RawMessage{}
	if err := errors.Join(id.Claims(&in), id.Claims(&all)); err != nil {
		return claims{}, untrusted("ID token: unreadable claims")
	}
	now := s.db.Clock()
	switch {
	case id.Subject == "" || len(id.Subject) > 255 || id.Subject != kept(id.Subject):
		return claims{}, untrusted("no subject")
	case subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(nonce)) != 1:
		return claims{}, untrusted("wrong nonce")
	case in.AZP != "" && in.AZP != s.cfg.ClientID || in.AZP == "" && len(id.Audience) > 1:
		return claims{}, untrusted("issued for another party")
	case id.IssuedAt.After(now.Add(5*time.Minute)) || id.IssuedAt.Before(now.Add(-stateLife)):
		return claims{}, untrusted("issued at a wrong time")
	case id.AccessTokenHash != "" && id.VerifyAccessToken(token.AccessToken) != nil:
		return claims{}, untrusted("the access token belongs to another ID token")
	}
	if _, found := all[s.cfg.Groups]; !found || all["email"] == nil {
		if err := s.more(ctx, provider, token, id.Subject, all); err != nil {
			return claims{}, err
		}
	}
	out := claims{Subject: id.Subject, Email: strings.TrimSpace(text(all["email"])), Verified: truth(all["email_verified"]), Name: text(all["name"]), Groups: list(all[s.cfg.Groups])}
	out.Strong = slices.ContainsFunc(append(in.AMR, in.ACR), func(v string) bool { return v != "" && slices.Contains(s.cfg.Strong, v) })
	if in.AuthTime > 0 {
		out.AuthTime = time.Unix(in.AuthTime, 0)
	}
	return out, nil
}

// more adds what the provider tells only at its userinfo address; the ID token's own claims stand.
func (s *SSO) more(ctx context.Context, provider *oidc.Provider, token *oauth2.Token, subject string, all map[string]json.RawMessage) error {
	if provider.UserInfoEndpoint() == "" {
		return nil
	}
	info, err := provider.UserInfo(ctx, oauth2.StaticTokenSource(token))
	if err != nil {
		return away(err)
	}
	if info.Subject != subject {
		return untrusted("userinfo of another subject")
	}
	extra := map[string]json.RawMessage{}
	if err := info.Claims(&extra); err != nil {
		return untrusted("unreadable userinfo")
	}
	// An address and its being verified belong together: they come from one place or the other.
	if all["email"] == nil {
		delete(all, "email_verified")
	} else {
		delete(extra, "email_verified")
	}
	for name, value := range extra {
		if _, found := all[name]; !found {
			all[name] = value
		}
	}
	return nil
}

func text(raw json.RawMessage) string {
	var s string
	_ = json.Unmarshal(raw, &s) // what is no text counts as absent
	return kept(s)
}

// kept is a text without what a database does not keep.
func kept(s string) string { return strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", ""), "") }

// truth also takes the text "true", which some providers send.
func truth(raw json.RawMessage) bool { return string(raw) == "true" || string(raw) == `"true"` }

// list also takes a single text.
func list(raw json.RawMessage) []string {
	var out []string
	if json.Unmarshal(raw, &out) == nil {
		for i := range out {
			out[i] = kept(out[i])
		}
		return out
	}
	if s := text(raw); s != "" {
		return []string{s}
	}
	return nil
}

// short bounds foreign words in the history.
func short(s string) string {
	if len(s) > 200 {
		s = strings.ToValidUTF8(s[:200], "") + "…"
	}
	return s
}
