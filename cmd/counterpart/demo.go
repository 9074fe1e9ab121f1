package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"counterpart/internal/accounts"
	"counterpart/internal/app"
	"counterpart/internal/db"
	"counterpart/internal/demo"
)

type demoCommand struct {
	Data        string `help:"Folder of the demonstration, apart from any earnest data." default:"demo-data" type:"path"`
	DatabaseURL string `name:"database-url" help:"sqlite://FILE or postgres://USER@HOST/NAME; SQLite in the folder when empty." env:"COUNTERPART_DATABASE_URL"`
	webFlags
	Links string `help:"File to write the sign-in links to, as JSON, once the demonstration answers." type:"path"`
	Scale int    `help:"Fill the database with this many people and proportionate activities, beside the story."`
}

// linkLife is how long the links of a demonstration work; they work as often as wanted.
const linkLife = 10 * 365 * 24 * time.Hour

// Validate refuses a size that makes no sense; its words are those of wrong usage.
func (c demoCommand) Validate() error {
	if c.Scale < 0 || c.Scale > 5_000_000 {
		return errors.New("--scale takes 0 to 5000000 people")
	}
	return c.webFlags.Validate()
}

// Run enters the story where the folder is empty, and serves it.
func (c demoCommand) Run(ctx context.Context, io *streams) error {
	listener, base, err := c.listen()
	if err != nil {
		return err
	}
	a, err := c.open(ctx, io, base)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	links, err := signInLinks(ctx, a)
	if err != nil {
		return errors.Join(err, listener.Close(), a.Close())
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	go func() {
		if err := c.announce(ctx, io, listener.Addr(), base, links); err != nil {
			stop(err)
		}
	}()
	err = a.Serve(ctx, listener)
	if cause := context.Cause(ctx); cause != nil && !errors.Is(cause, context.Canceled) {
		err = errors.Join(cause, err)
	}
	return errors.Join(err, a.Close())
}

// open enters what is missing and opens the program over it.
func (c demoCommand) open(ctx context.Context, io *streams, base string) (*app.App, error) {
	cfg := dataFlags{Data: c.Data, DatabaseURL: c.DatabaseURL}.config(io)
	cfg.BaseURL, cfg.Nonce, cfg.Work, cfg.ClamAV = base, c.Nonce, true, c.ClamAV
	var err error
	if cfg.Mail, err = c.mail(); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return nil, fmt.Errorf("data folder: %w", err)
	}
	if cfg.DatabaseURL == "" {
		cfg.DatabaseURL = db.SQLiteURL(c.Data)
	}
	if err := c.load(ctx, cfg.DatabaseURL); err != nil {
		return nil, fmt.Errorf("%s: %w", c.Data, err)
	}
	if c.Scale > 0 {
		report := func(done string) { fmt.Fprintln(io.out, "Filled with", done) }
		if err := demo.Crowd(ctx, cfg.DatabaseURL, c.Scale, time.Now, report); err != nil {
			return nil, err
		}
	}
	return app.Open(ctx, cfg)
}

// load enters the story. A story that was cut short in a folder of the demonstration's own is begun again.
func (c demoCommand) load(ctx context.Context, url string) error {
	err := demo.Load(ctx, url, c.Data, time.Now())
	if !errors.Is(err, demo.ErrHalf) || c.DatabaseURL != "" {
		return err
	}
	for _, end := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(filepath.Join(c.Data, "counterpart.db"+end)); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return demo.Load(ctx, url, c.Data, time.Now())
}

// role is a role of the demonstration with the link that signs in to it.
type role struct{ name, link string }

func signInLinks(ctx context.Context, a *app.App) ([]role, error) {
	var out []role
	for _, name := range []string{"officer", "comanager", "focalpoint", "participant", "desk"} {
		link, err := a.Accounts.SignInLink(ctx, demo.Accounts[name], accounts.PurposeDemo, linkLife)
		if err != nil {
			return nil, fmt.Errorf("link of the %s: %w", name, err)
		}
		out = append(out, role{name, link})
	}
	return out, nil
}

// announce prints the address and the links once the demonstration answers, and writes them to the file.
func (c demoCommand) announce(ctx context.Context, io *streams, addr net.Addr, base string, links []role) error {
	if err := ready(ctx, "http://"+addr.String()+"/readyz"); err != nil {
		return err
	}
	if c.Links != "" {
		if err := writeLinks(c.Links, links); err != nil {
			return err
		}
	}
	fmt.Fprintf(io.out, "The demonstration answers at %s. All persons in it are invented.\nSign in as\n", base)
	for _, l := range links {
		fmt.Fprintf(io.out, "  %-12s %s\n", l.name, l.link)
	}
	fmt.Fprintf(io.out, "Mail that it sends stands at %s/demo/mailbox. Its data is in %s.\n", base, c.Data)
	return nil
}

// ready waits until the server answers that it is ready.
func ready(ctx context.Context, url string) error {
	client := http.Client{Timeout: 5 * time.Second}
	for {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
		if err != nil {
			return err
		}
		if answer, err := client.Do(request); err == nil {
			status := answer.StatusCode
			if err := answer.Body.Close(); err == nil && status == http.StatusOK {
				return nil
			}
		}
		select {
		case <-ctx.Done():
			return nil // told to stop before it was ready
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// writeLinks puts the file in place whole, so that whoever waits for it never reads half of it.
func writeLinks(file string, links []role) error {
	byRole := make(map[string]string, len(links))
	for _, l := range links {
		byRole[l.name] = l.link
	}
	text, err := json.MarshalIndent(byRole, "", "  ")
	if err != nil {
		return fmt.Errorf("links: %w", err)
	}
	temporary, err := os.CreateTemp(filepath.Dir(file), ".links-*")
	if err != nil {
		return fmt.Errorf("links: %w", err)
	}
	defer func() { _ = os.Remove(temporary.Name()) }() // gone already when all went well
	_, err = temporary.Write(append(text, '\n'))
	if err = errors.Join(err, temporary.Close()); err != nil {
		return fmt.Errorf("links: %w", err)
	}
	if err := os.Rename(temporary.Name(), file); err != nil {
		return fmt.Errorf("links: %w", err)
	}
	return nil
}
