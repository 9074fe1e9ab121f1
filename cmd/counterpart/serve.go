package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"syscall"

	"counterpart/internal/app"
	"counterpart/internal/mail"
)

// webFlags say where and as what the program answers.
type webFlags struct {
	Addr    string `help:"Address to listen on." default:"127.0.0.1:8080"`
	BaseURL string `name:"base-url" help:"Address under which people reach it; http://ADDR when empty."`
	SMTPURL string `name:"smtp-url" help:"Server through which mail leaves: smtp://USER:PASSWORD@HOST:587 or smtps://…."`
	ClamAV  string `name:"clamav" help:"Scanner of uploads: unix:PATH or tcp:HOST:PORT of a ClamAV daemon. Without an answer from it no upload is taken."`
	Nonce   string `help:"Word that /healthz shows; made at random when empty." hidden:""`
}

// Validate refuses an address that nothing can listen on; its words are those of wrong usage.
func (f webFlags) Validate() error {
	if _, port, err := net.SplitHostPort(f.Addr); err != nil || port == "" {
		return fmt.Errorf("--addr takes HOST:PORT such as 127.0.0.1:8080, not %q", f.Addr)
	}
	if network, at, _ := strings.Cut(f.ClamAV, ":"); f.ClamAV != "" && (network != "unix" && network != "tcp" || at == "") {
		return fmt.Errorf("--clamav takes unix:PATH or tcp:HOST:PORT, not %q", f.ClamAV)
	}
	return nil
}

func (f webFlags) listen() (net.Listener, string, error) {
	listener, err := net.Listen("tcp", f.Addr)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, "", fmt.Errorf("another program listens on %s already: end it, or choose another address with --addr HOST:PORT", f.Addr)
	}
	if err != nil {
		return nil, "", fmt.Errorf("listen on %s: %w", f.Addr, err)
	}
	if f.BaseURL != "" {
		return listener, f.BaseURL, nil
	}
	return listener, "http://" + listener.Addr().String(), nil
}

func (f webFlags) mail() (mail.Config, error) {
	if f.SMTPURL == "" {
		return mail.Config{}, nil
	}
	return mail.ParseURL(f.SMTPURL)
}

type serveCommand struct {
	dataFlags
	webFlags
	tlsFlags
	sessionFlags
	Checkpoints    string   `help:"Folder for signed checkpoints of the history, best on another machine; checkpoints in the data folder when empty." type:"path"`
	CheckpointMail []string `help:"Address to which checkpoints are sent; may be repeated."`
	SSO            ssoFlags `embed:"" prefix:"sso-"`
}

// Validate refuses flags that do not go together.
func (c serveCommand) Validate() error {
	return errors.Join(c.webFlags.Validate(), c.tlsFlags.Validate(), c.sessionFlags.Validate())
}

// answerAt listens, over TLS where a certificate is given, and says under which address.
func (c serveCommand) answerAt() (net.Listener, string, error) {
	plain, base, err := c.listen()
	if err != nil {
		return nil, "", err
	}
	listener, err := c.protect(plain)
	if err != nil {
		return nil, "", errors.Join(err, plain.Close())
	}
	if c.BaseURL == "" {
		base = c.scheme() + plain.Addr().String()
	}
	return listener, base, nil
}

// Run serves until it is told to stop. An empty installation prints the link to set it up.
func (c serveCommand) Run(ctx context.Context, io *streams) error {
	listener, base, err := c.answerAt()
	if err != nil {
		return err
	}
	cfg := c.config(io)
	cfg.BaseURL, cfg.Nonce, cfg.Work, cfg.ClamAV = base, c.Nonce, true, c.ClamAV
	cfg.Checkpoints = app.Checkpoints{Dir: c.Checkpoints, Mail: c.CheckpointMail}
	if cfg.Mail, err = c.mail(); err != nil {
		return errors.Join(err, listener.Close())
	}
	if err := c.apply(&cfg); err != nil {
		return errors.Join(err, listener.Close())
	}
	if cfg.SSO, err = c.SSO.config(); err != nil {
		return errors.Join(err, listener.Close())
	}
	a, err := app.Open(ctx, cfg)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	fmt.Fprintln(io.out, "Counterpart answers at", base)
	if err := printSetUp(ctx, a, io); err != nil {
		return errors.Join(err, a.Close())
	}
	return errors.Join(a.Serve(ctx, listener), a.Close())
}

func printSetUp(ctx context.Context, a *app.App, io *streams) error {
	needed, err := a.Accounts.NeedsSetUp(ctx)
	if err != nil || !needed {
		return err
	}
	link, err := a.Accounts.SetUpLink(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(io.out, "Set it up here, once, within 24 hours: %s\n", link)
	return nil
}

type migrateCommand struct{ dataFlags }

// Run brings the database up to date.
func (c migrateCommand) Run(ctx context.Context, io *streams) error {
	a, err := app.Open(ctx, c.config(io))
	if err != nil {
		return err
	}
	fmt.Fprintln(io.out, "The database is up to date.")
	return a.Close()
}
