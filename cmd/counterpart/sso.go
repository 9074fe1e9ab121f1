package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"counterpart/internal/signins"
)

// ssoFlags say which identity provider people may sign in through.
type ssoFlags struct {
	Issuer   string   `help:"Issuer of the OpenID Connect provider, https://…; no single sign-on when empty."`
	ClientID string   `name:"client-id" help:"Client id that the provider gave."`
	Secret   string   `name:"secret-file" help:"File with the client secret." type:"path"`
	Name     string   `help:"Name on the button: “Sign in with NAME”; the provider's host when empty."`
	Scopes   []string `help:"What is asked for beside openid." default:"email,profile"`
	Groups   string   `name:"groups-claim" help:"Claim that lists a person's groups." default:"groups"`
	Strong   []string `help:"Values of amr and acr that count as two factors." default:"mfa,hwk,phr,phrh"`
	Mapping  string   `name:"mapping-file" help:"YAML file that says which groups give which roles." type:"path"`
}

// config reads the files that the flags name.
func (f ssoFlags) config() (signins.SSOConfig, error) {
	if f.Issuer == "" {
		return signins.SSOConfig{}, nil
	}
	cfg := signins.SSOConfig{Issuer: f.Issuer, ClientID: f.ClientID, Name: f.Name, Scopes: f.Scopes, Groups: f.Groups, Strong: f.Strong}
	if f.Secret == "" {
		return cfg, errors.New("--sso-secret-file is missing: single sign-on needs the client secret")
	}
	secret, err := os.ReadFile(f.Secret)
	if err != nil {
		return cfg, fmt.Errorf("client secret: %w", err)
	}
	cfg.Secret = strings.TrimSpace(string(secret))
	if f.Mapping == "" {
		return cfg, nil
	}
	file, err := os.Open(f.Mapping)
	if err != nil {
		return cfg, fmt.Errorf("mapping: %w", err)
	}
	defer func() { _ = file.Close() }() // only read
	if cfg.Mapping, err = signins.ReadMapping(file); err != nil {
		return cfg, fmt.Errorf("%s: %w", f.Mapping, err)
	}
	return cfg, nil
}
