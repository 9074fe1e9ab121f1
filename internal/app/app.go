// Package app builds the whole program out of its rooms: it is the only place that knows every part.
package app

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/accounts/accountsweb"
	"counterpart/internal/activities"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/files"
	"counterpart/internal/jobs"
	"counterpart/internal/parties"
	"counterpart/internal/parties/partiesweb"
	"counterpart/internal/people"
	"counterpart/internal/people/peopleweb"
	"counterpart/internal/vocabulary"
	"counterpart/internal/vocabulary/pack"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
	"counterpart/packs"
)

// Version is set when the program is built.
var Version = "dev"

// Config is what the command line decides.
type Config struct {
	Data        string // folder of the files and, without DatabaseURL, of the database
	DatabaseURL string
	BaseURL     string
	Nonce       string // shown by /healthz; made at random when empty
	Work        bool   // work off jobs; false for commands that only look
	Log         *slog.Logger
	Clock       func() time.Time
}

// App is the running program.
type App struct {
	Config     Config
	DB         *db.DB
	Files      *files.Store
	Queue      *jobs.Queue
	Vocabulary *vocabulary.Service
	Parties    *parties.Service
	People     *people.Service
	Accounts   *accounts.Service
	Activities *activities.Service
	Site       *web.Site
	API        *web.API
	Handler    http.Handler
	routes     []web.Route
	demo       bool
}

// Open opens the data, brings the schema up to date and builds every room.
func Open(ctx context.Context, cfg Config) (*App, error) {
	if err := os.MkdirAll(cfg.Data, 0o700); err != nil {
		return nil, fmt.Errorf("data folder: %w", err)
	}
	if cfg.DatabaseURL == "" {
		cfg.DatabaseURL = db.SQLiteURL(cfg.Data)
	}
	a := &App{Config: cfg}
	if err := a.build(ctx); err != nil {
		return nil, errors.Join(err, a.Close())
	}
	return a, nil
}

func (a *App) build(ctx context.Context) error {
	cfg := a.Config
	key, err := accounts.LoadKey(cfg.Data)
	if err != nil {
		return err
	}
	if a.DB, err = db.Open(ctx, cfg.DatabaseURL, cfg.Clock); err != nil {
		return err
	}
	if _, err := a.DB.Migrate(ctx); err != nil {
		return err
	}
	if a.Files, err = files.Open(filepath.Join(cfg.Data, "files")); err != nil {
		return err
	}
	if err := a.openQueue(); err != nil {
		return err
	}
	a.Vocabulary = vocabulary.New(a.DB)
	a.Parties = parties.New(a.DB)
	a.People = people.New(a.DB)
	a.Accounts = accounts.New(a.DB, accounts.Options{Key: key, BaseURL: cfg.BaseURL, Rights: Rights(), Queue: a.Queue})
	a.Activities = activities.New(a.DB)
	if a.demo, err = a.isDemo(ctx); err != nil {
		return err
	}
	return a.buildSite()
}

func (a *App) openQueue() error {
	opts := jobs.Options{Log: a.Config.Log}
	if a.Config.Work {
		opts.Workers = jobs.NewWorkers()
		a.handleJobs(opts.Workers)
	}
	var err error
	a.Queue, err = jobs.New(a.DB, opts)
	return err
}

// handleJobs says what is done for each kind of job.
func (a *App) handleJobs(w *jobs.Workers) {
	jobs.Handle(w, a.sendSignInMail)
}

func (a *App) buildSite() error {
	assets, err := web.LoadAssets()
	if err != nil {
		return err
	}
	nonce := a.Config.Nonce
	if nonce == "" {
		nonce = rand.Text()
	}
	a.Site = &web.Site{
		Log: a.Config.Log, BaseURL: a.Config.BaseURL, Version: Version, Nonce: nonce, Demo: a.demo, Assets: assets,
		Mechanism: a.mechanism, Nav: nav, MaySearch: parties.RightSee, Authenticate: a.authenticate, Now: a.Config.Clock,
	}
	a.API = web.NewAPI(a.Site, "Counterpart")
	a.routes = a.ownRoutes()
	for _, room := range a.rooms() {
		a.routes = append(a.routes, room.Routes()...)
		room.API(a.API)
	}
	a.Handler, err = a.Site.Handler(a.routes, a.API.Handler())
	return err
}

// room is the upstairs of a room.
type room interface {
	Routes() []web.Route
	API(*web.API)
}

// rooms lists the upstairs rooms.
func (a *App) rooms() []room {
	return []room{
		&accountsweb.Pages{Accounts: a.Accounts, Parties: a.Parties, Packs: shippedPacks(), LoadPack: loadShipped, Demo: a.demo},
		&partiesweb.Pages{Parties: a.Parties, Vocabulary: a.Vocabulary},
		&peopleweb.Pages{People: a.People, Parties: a.Parties, Activities: a.Activities, Vocabulary: a.Vocabulary},
	}
}

// nav is the main navigation as far as the actor holds the rights.
func nav(actor access.Actor) []ui.NavItem {
	items := []struct {
		right access.Right
		item  ui.NavItem
	}{
		{"", ui.NavItem{Label: "What waits for me", Href: "/"}},
		{parties.RightSee, ui.NavItem{Label: "Parties", Href: "/parties"}},
		{people.RightSee, ui.NavItem{Label: "People", Href: "/people"}},
		{accounts.RightSee, ui.NavItem{Label: "Accounts", Href: "/accounts"}},
	}
	var out []ui.NavItem
	for _, i := range items {
		if i.right == "" && actor.SignedIn() || i.right != "" && actor.Holds(i.right) {
			out = append(out, i.item)
		}
	}
	return out
}

func (a *App) mechanism(ctx context.Context) ui.Mechanism {
	m, err := a.Vocabulary.Mechanism(ctx)
	if err != nil {
		a.Config.Log.Error("read the mechanism", "error", err)
	}
	if m.Name.Default == "" {
		return ui.Mechanism{Name: "Counterpart", Short: "Counterpart"}
	}
	return ui.Mechanism{Name: m.Name.Default, Short: m.ShortName, Lines: m.Letterhead}
}

// authenticate finds the actor of a request. A bearer token wins over a cookie.
func (a *App) authenticate(r *http.Request) (access.Actor, error) {
	if token := web.BearerToken(r); token != "" {
		return a.Accounts.OfToken(r.Context(), token)
	}
	return a.Accounts.OfSession(r.Context(), a.Site.SessionToken(r))
}

const demoSetting = "demo"

// isDemo tells whether the data was made by the demonstration: then every page says so.
func (a *App) isDemo(ctx context.Context) (bool, error) {
	return db.View(ctx, a.DB, func(tx *db.Tx) (demo bool, err error) {
		err = vocabulary.Setting(tx, demoSetting, &demo)
		return demo, err
	})
}

// loadShipped enters one of the packs that come with the program, under the mechanism's own name.
func loadShipped(tx *db.Tx, actor access.Actor, name, mechanism, short string) error {
	dir, err := fs.Sub(packs.FS, name)
	if err != nil {
		return fault.Wrong("pack", "Choose one of the packs.")
	}
	p, problems := pack.Load(dir)
	if len(problems) > 0 {
		return fault.Wrong("pack", "Choose one of the packs.")
	}
	if mechanism != "" {
		p.Mechanism.Name = pack.Text{Default: mechanism}
		p.Mechanism.ShortName = short
	}
	return parties.LoadPackIn(tx, actor, p)
}

// shippedPacks are the packs that come with the program, as the set-up page offers them.
func shippedPacks() []ui.Option {
	var out []ui.Option
	for _, name := range packs.Names() {
		option := ui.Option{Value: name, Label: name}
		if dir, err := fs.Sub(packs.FS, name); err == nil {
			if p, problems := pack.Load(dir); len(problems) == 0 {
				option.Label = p.Mechanism.Name.Default
				if p.Mechanism.Illustrative {
					option.Label += " (illustrative)"
				}
			}
		}
		out = append(out, option)
	}
	return out
}

// Close ends everything that Open began.
func (a *App) Close() error {
	var err error
	if a.Files != nil {
		err = errors.Join(err, a.Files.Close())
	}
	if a.DB != nil {
		err = errors.Join(err, a.DB.Close())
	}
	return err
}
