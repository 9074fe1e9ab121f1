package main

import (
	"fmt"
	"net/netip"
	"time"

	"counterpart/internal/accounts"
	"counterpart/internal/app"
)

// sessionFlags say how long people stay signed in and whose word about where they come from is believed.
type sessionFlags struct {
	SessionIdle   time.Duration `help:"A session ends after this time without use." default:"12h"`
	SessionLife   time.Duration `help:"A session ends after this time in any case." default:"168h"`
	SessionAdmin  time.Duration `help:"An administrator's session ends after this time in any case." default:"12h"`
	RequireStrong bool          `help:"Two weeks after a role of the secretariat is given, it is open only with a passkey or a second factor." default:"true" negatable:""`
	TrustedProxy  []string      `help:"Network of a reverse proxy, such as 10.0.0.0/8, whose X-Forwarded-For is believed; may be repeated. None by default."`
}

// Validate refuses what makes no sense; its words are those of wrong usage.
func (f sessionFlags) Validate() error {
	for _, d := range []time.Duration{f.SessionIdle, f.SessionLife, f.SessionAdmin} {
		if d < time.Minute {
			return fmt.Errorf("sessions last a minute at least, not %v", d)
		}
	}
	_, err := f.proxies()
	return err
}

func (f sessionFlags) proxies() ([]netip.Prefix, error) {
	var out []netip.Prefix
	for _, text := range f.TrustedProxy {
		p, err := netip.ParsePrefix(text)
		if err != nil {
			return nil, fmt.Errorf("--trusted-proxy takes a network such as 10.0.0.0/8 or 192.0.2.1/32, not %q", text)
		}
		out = append(out, p)
	}
	return out, nil
}

func (f sessionFlags) apply(cfg *app.Config) error {
	cfg.Sessions = accounts.Limits{Idle: f.SessionIdle, Life: f.SessionLife, Admin: f.SessionAdmin}
	cfg.Lenient = !f.RequireStrong
	var err error
	cfg.Proxies, err = f.proxies()
	return err
}
