// Package app builds the whole program out of its rooms: it is the only place that knows every part.
package app

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/actionplans"
	"counterpart/internal/activities"
	"counterpart/internal/alumni"
	"counterpart/internal/assessments"
	"counterpart/internal/attendance"
	"counterpart/internal/audit"
	"counterpart/internal/certificates"
	"counterpart/internal/commitments"
	"counterpart/internal/comparisons"
	"counterpart/internal/connections"
	"counterpart/internal/curricula"
	"counterpart/internal/db"
	"counterpart/internal/delegations"
	"counterpart/internal/evaluations"
	"counterpart/internal/feeds"
	"counterpart/internal/files"
	"counterpart/internal/gapreports"
	"counterpart/internal/gaps"
	"counterpart/internal/iati/publishing"
	"counterpart/internal/imports"
	"counterpart/internal/indicators"
	"counterpart/internal/instruments"
	"counterpart/internal/interests"
	"counterpart/internal/jobs"
	"counterpart/internal/laws"
	"counterpart/internal/letters"
	"counterpart/internal/mail"
	"counterpart/internal/mail/mailbox"
	"counterpart/internal/mixers"
	"counterpart/internal/networking"
	"counterpart/internal/networking/company"
	"counterpart/internal/networking/exchange"
	"counterpart/internal/networking/places"
	"counterpart/internal/outcomes"
	"counterpart/internal/parties"
	"counterpart/internal/people"
	"counterpart/internal/periodic"
	"counterpart/internal/privacy"
	"counterpart/internal/publications"
	"counterpart/internal/questionnaires"
	"counterpart/internal/reach"
	"counterpart/internal/recommendations"
	"counterpart/internal/registrations"
	"counterpart/internal/results"
	"counterpart/internal/secondments"
	"counterpart/internal/secondments/overview"
	"counterpart/internal/signins"
	"counterpart/internal/signins/signinsweb"
	"counterpart/internal/support"
	"counterpart/internal/threads"
	"counterpart/internal/ties"
	"counterpart/internal/trail"
	"counterpart/internal/training"
	"counterpart/internal/vault"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
)

// Version is set when the program is built.
var Version = "dev"

// Config is what the command line decides.
type Config struct {
	Data        string // folder of the files and, without DatabaseURL, of the database
	DatabaseURL string
	BaseURL     string
	Keys        string      // folder of the keys that seal; below Data when empty
	ClamAV      string      // scanner of uploads, unix:PATH or tcp:HOST:PORT; none when empty
	Nonce       string      // shown by /healthz; made at random when empty
	Work        bool        // work off jobs; false for commands that only look
	Mail        mail.Config // where mail leaves; a demonstration without one catches its own
	Log         *slog.Logger
	Clock       func() time.Time
	Checkpoints Checkpoints       // where signed heads of the history go
	Sessions    accounts.Limits   // how long sessions last; the usual where zero
	Lenient     bool              // roles that want a second factor can be used without one for good
	Proxies     []netip.Prefix    // reverse proxies that are believed when they say whom they speak for
	SSO         signins.SSOConfig // the identity provider; none where its issuer is empty
}

// App is the running program.
type App struct {
	Config         Config
	DB             *db.DB
	Vault          *vault.Vault
	Files          *files.Store
	Queue          *jobs.Queue
	Mailbox        *mailbox.Box // of a demonstration, nil otherwise
	Vocabulary     *vocabulary.Service
	Parties        *parties.Service
	People         *people.Service
	Imports        *imports.Service
	Accounts       *accounts.Service
	Signins        *signins.Service
	Passkeys       *signins.Passkeys
	SSO            *signins.SSO
	Activities     *activities.Service
	Letters        *letters.Service
	Delegations    *delegations.Service
	Registrations  *registrations.Service
	Attendance     *attendance.Service
	Certificates   *certificates.Service
	Alumni         *alumni.Service
	Connections    *connections.Service
	Interests      *interests.Service
	Networking     *networking.Service
	Mixers         *mixers.Service
	Places         *places.Service
	Company        *company.Service
	Exchange       *exchange.Service
	Results        *results.Service
	Indicators     *indicators.Service
	Publishing     *publishing.Service
	Threads        *threads.Service
	Support        *support.Service
	Commitments    *commitments.Service
	Curricula      *curricula.Service
	Gaps           *gaps.Service
	Advice         *recommendations.Service
	GapReports     *gapreports.Service
	Comparisons    *comparisons.Service
	Instruments    *instruments.Service
	Training       *training.Service
	Outcomes       *outcomes.Service
	Laws           *laws.Service
	Assessments    *assessments.Service
	Evaluations    *evaluations.Service
	ActionPlans    *actionplans.Service
	Secondments    *secondments.Service
	Posted         *overview.Service
	Periodic       *periodic.Service
	Publications   *publications.Service
	Reach          *reach.Service
	Ties           *ties.Service
	Audit          *audit.Service
	Feeds          *feeds.Service
	Privacy        *privacy.Service
	Site           *web.Site
	API            *web.API
	Handler        http.Handler
	sender         *mail.Sender
	routes         []web.Route
	demo           bool
	Questionnaires *questionnaires.Service
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
	if err := audit.ChainOld(ctx, a.DB); err != nil {
		return err
	}
	if err := a.openVault(ctx); err != nil {
		return err
	}
	if a.demo, err = a.isDemo(ctx); err != nil {
		return err
	}
	if err := a.openMail(); err != nil {
		return err
	}
	if err := a.openHistory(); err != nil {
		return err
	}
	workers := jobs.NewWorkers()
	if err := a.openQueue(workers); err != nil {
		return err
	}
	a.Vocabulary = vocabulary.New(a.DB)
	a.Parties = parties.New(a.DB)
	a.People = people.New(a.DB)
	a.Imports = imports.New(a.DB, a.Files, a.Queue)
	a.Accounts = accounts.New(a.DB, accounts.Options{
		Key: key, BaseURL: cfg.BaseURL, Rights: Rights(), Limits: cfg.Sessions, Strong: mustBeStrong, Lenient: cfg.Lenient, Demo: a.demo,
	})
	a.Signins = signins.New(a.DB, signins.Options{Accounts: a.Accounts, Queue: a.Queue, Key: key, Vault: a.Vault, Near: a.near})
	if a.Passkeys, err = signins.NewPasskeys(a.Signins, cfg.BaseURL); err != nil {
		return err
	}
	if a.SSO, err = signins.NewSSO(a.Signins, cfg.BaseURL, cfg.SSO); err != nil {
		return err
	}
	a.Activities = activities.New(a.DB)
	a.Letters = letters.New(a.DB, letters.NewOutbox(a.Queue))
	a.Delegations = delegations.New(a.DB, delegations.Options{Files: a.Files, Outbox: a.Letters.Outbox, Links: a.Accounts})
	a.Registrations = registrations.New(a.DB, a.Delegations, a.Vault)
	a.Attendance = attendance.New(a.DB)
	a.openMeetings()
	a.openTexts()
	a.openTrail()
	a.openCapacity()
	a.Feeds = feeds.New(a.DB, feeds.Options{Vault: a.Vault, Accounts: a.Accounts, BaseURL: cfg.BaseURL, Host: a.host()})
	a.Privacy = privacy.New(a.DB, privacy.Options{
		Registrations: a.Registrations, Secondments: a.Secondments, Accounts: a.Accounts, Files: a.Files, Log: filepath.Join(cfg.Data, "erasures.log"),
	})
	a.handleJobs(workers)
	return a.buildSite()
}

// openMeetings builds the rooms in which people arrange to meet.
func (a *App) openMeetings() {
	a.Connections, a.Interests, a.Places = connections.New(a.DB), interests.New(a.DB), places.New(a.DB)
	a.Company, a.Exchange = company.New(a.DB), exchange.New(a.DB)
	a.Networking = networking.New(a.DB, networking.Options{Queue: a.Queue, Outbox: a.Letters.Outbox, Interests: a.Interests, Gently: a.gently, Beside: processors.take})
	a.Mixers = mixers.New(a.DB, mixers.Options{Queue: a.Queue})
}

// openTexts builds the rooms that publish.
func (a *App) openTexts() {
	a.Results, a.Indicators, a.Publishing = results.New(a.DB), indicators.New(a.DB, a.Files), publishing.New(a.DB, a.Config.BaseURL)
}

// openTrail builds the rooms that keep what binds the parties, what was asked for, what was undertaken and what came of it.
func (a *App) openTrail() {
	a.Instruments = instruments.New(a.DB)
	a.Support = support.New(a.DB, support.Options{Outbox: a.Letters.Outbox, Links: func(path string) string { return a.Config.BaseURL + path }})
	a.Advice, a.GapReports = recommendations.New(a.DB, a.Support), gapreports.New(a.DB, a.Gaps, a.Laws)
	a.Commitments = commitments.New(a.DB, commitments.Options{Outbox: a.Letters.Outbox})
	a.Threads = trail.Threads(a.DB)
	a.Periodic = periodic.New(a.DB)
	a.Publications = publications.New(a.DB, publications.Options{
		Files: a.Files, Threads: a.Threads, Failed: func(err error) { a.Config.Log.Error("write the counts of readings", "error", err.Error()) },
	})
	a.Outcomes = outcomes.New(a.DB, outcomes.Options{Outbox: a.Letters.Outbox, Files: a.Files, Threads: a.Threads})
	a.Reach, a.Ties = reach.New(a.DB), ties.New(a.DB)
}

// openCapacity builds the rooms of training, secondments and those who completed them.
func (a *App) openCapacity() {
	a.Curricula = curricula.New(a.DB, curricula.Options{Files: a.Files})
	a.Laws = laws.New(a.DB, laws.Options{Files: a.Files})
	a.Gaps = gaps.New(a.DB, a.Laws)
	a.Questionnaires = questionnaires.New(a.DB, questionnaires.Options{Files: a.Files, Gaps: a.Gaps, Laws: a.Laws})
	a.Comparisons = comparisons.New(a.DB, a.Laws)
	a.Training = training.New(a.DB, training.Options{Delegations: a.Delegations, BaseURL: a.Config.BaseURL, Checks: []training.Check{
		{Kind: training.Test, In: assessments.TakenIn}, {Kind: training.Plan, In: actionplans.SignedIn},
	}})
	a.Secondments = secondments.New(a.DB, secondments.Options{Outbox: a.Letters.Outbox, Files: a.Files, Vault: a.Vault})
	a.Posted = overview.New(a.DB)
	a.Certificates = certificates.New(a.DB, certificates.Options{Vault: a.Vault, Outbox: a.Letters.Outbox, Queue: a.Queue, BaseURL: a.Config.BaseURL})
	a.Alumni = alumni.New(a.DB, alumni.Options{Outbox: a.Letters.Outbox})
	a.Assessments = assessments.New(a.DB, assessments.Options{Outbox: a.Letters.Outbox})
	a.Evaluations = evaluations.New(a.DB, evaluations.Options{Outbox: a.Letters.Outbox})
	a.ActionPlans = actionplans.New(a.DB, actionplans.Options{Outbox: a.Letters.Outbox, Files: a.Files, Outcomes: a.Outcomes})
}

// openVault opens the keys and the uploads, and seals what an earlier version left open.
func (a *App) openVault(ctx context.Context) error {
	keys := a.Config.Keys
	if keys == "" {
		keys = filepath.Join(a.Config.Data, "keys")
	}
	var err error
	if a.Vault, err = vault.Open(ctx, a.DB, keys); err != nil {
		return err
	}
	opts := files.Options{DB: a.DB, Vault: a.Vault, Marks: func(ctx context.Context) ([]string, error) {
		words, err := vocabulary.New(a.DB).Words(ctx)
		if err != nil {
			return nil, err
		}
		return words.Pack.MarkWords(), nil
	}}
	if a.Config.ClamAV != "" {
		opts.Scanner = files.Clam{Address: a.Config.ClamAV}
	}
	if a.Files, err = files.Open(filepath.Join(a.Config.Data, "files"), opts); err != nil {
		return err
	}
	if err := a.Vault.Begin(ctx, a.sealed()...); err != nil {
		return err
	}
	return a.Files.Sweep()
}

// sealed names everything that is kept sealed; moving to a new key covers what stands here.
func (a *App) sealed() []vault.Column {
	return append([]vault.Column{registrations.Sealed, signins.Sealed, certificates.Sealed, a.Files.Sealed()}, slices.Concat(feeds.Sealed, secondments.Sealed)...)
}

func (a *App) openQueue(workers *jobs.Workers) error {
	opts := jobs.Options{Log: a.Config.Log}
	if a.Config.Work {
		opts.Workers = workers
		opts.Periodic = append(opts.Periodic, jobs.Every(recheckFigures, results.RecheckArgs{}), jobs.Every(recheckFigures, indicators.RecheckArgs{}), jobs.Every(recheckFigures, periodic.RecheckArgs{}), jobs.Every(letters.SweepEvery, letters.SweepArgs{}), jobs.Every(finishMoves, vault.ResealArgs{}))
		opts.Periodic = append(opts.Periodic, jobs.Every(audit.KeepEvery, audit.KeepArgs{}), jobs.Every(audit.CheckEvery, audit.CheckArgs{}))
		opts.Periodic = append(opts.Periodic, jobs.Every(signins.SweepEvery, signins.SweepArgs{}))
		opts.Periodic = append(opts.Periodic, jobs.Every(feeds.DeliverEvery, feeds.DeliverArgs{}))
		opts.Periodic = append(opts.Periodic, jobs.Every(privacy.ProposeEvery, privacy.ProposeArgs{}), jobs.Every(support.AskEvery, support.AskArgs{}), jobs.Every(commitments.RemindEvery, commitments.RemindArgs{}))
		opts.Periodic = append(opts.Periodic, jobs.Every(actionplans.RemindEvery, actionplans.RemindArgs{}), jobs.Every(secondments.RemindEvery, secondments.RemindArgs{}))
	}
	var err error
	a.Queue, err = jobs.New(a.DB, opts)
	return err
}

// recheckFigures is how often published figures are recomputed, so that those that no longer hold are told.
const recheckFigures = 10 * time.Minute

// finishMoves is how often a move to a new key that was cut short is taken up again.
const finishMoves = 5 * time.Minute

// handleJobs says what is done for each kind of job.
func (a *App) handleJobs(w *jobs.Workers) {
	jobs.Handle(w, a.sendLinkMail)
	jobs.Handle(w, a.sendNoticeMail)
	jobs.Handle(w, a.sendProofMail)
	jobs.Handle(w, a.sendRecoveryMail)
	jobs.Handle(w, a.sweepSignins)
	jobs.Handle(w, func(ctx context.Context, _ results.RecheckArgs) error { return a.Results.Recheck(ctx) })
	jobs.Handle(w, func(ctx context.Context, _ indicators.RecheckArgs) error { return a.Indicators.Recheck(ctx) })
	jobs.Handle(w, func(ctx context.Context, _ periodic.RecheckArgs) error { return a.Periodic.Recheck(ctx) })
	jobs.Handle(w, a.Imports.Continue)
	jobs.Handle(w, func(ctx context.Context, _ audit.KeepArgs) error { return a.Audit.Keep(ctx) })
	jobs.Handle(w, func(ctx context.Context, _ audit.CheckArgs) error { return a.Audit.CheckNow(ctx) })
	jobs.Handle(w, a.reseal)
	jobs.Handle(w, func(ctx context.Context, _ certificates.SignAgainArgs) error { return a.Certificates.SignAgain(ctx) })
	jobs.Handle(w, a.Networking.Solve)
	jobs.Handle(w, a.Networking.Tell)
	jobs.Handle(w, a.Mixers.NoteMet)
	jobs.Handle(w, func(ctx context.Context, _ feeds.DeliverArgs) error { return a.Feeds.Deliver(ctx) })
	jobs.Handle(w, func(ctx context.Context, _ privacy.ProposeArgs) error { return a.Privacy.Propose(ctx) })
	jobs.Handle(w, func(ctx context.Context, _ support.AskArgs) error { return a.Support.AskDue(ctx) })
	jobs.Handle(w, func(ctx context.Context, _ secondments.RemindArgs) error { return a.Secondments.Remind(ctx) })
	jobs.Handle(w, func(ctx context.Context, _ commitments.RemindArgs) error { return a.Commitments.Remind(ctx) })
	jobs.Handle(w, func(ctx context.Context, _ actionplans.RemindArgs) error { return a.ActionPlans.Remind(ctx) })
	(&letters.Worker{DB: a.DB, Sender: a.sender, LinkURL: a.Accounts.LinkURL}).Handle(w)
}

// reseal goes on with a move to a new key, a little at a time.
func (a *App) reseal(ctx context.Context, _ vault.ResealArgs) error {
	done, err := a.Vault.Reseal(ctx, vault.MoveAtOnce)
	if err == nil && !done {
		return jobs.Again(time.Second)
	}
	return err
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
		Mechanism: a.mechanism, Reading: a.reading, Nav: nav, PersonLinks: personLinks, MaySearch: parties.RightSee, Authenticate: a.authenticate, Now: a.Config.Clock, Proxies: a.Config.Proxies,
	}
	a.API = web.NewAPI(a.Site, "Counterpart")
	a.routes = a.ownRoutes()
	for _, room := range a.rooms() {
		a.routes = append(a.routes, room.Routes()...)
		room.API(a.API)
		if p, ok := room.(*signinsweb.Pages); ok {
			a.Site.Unproved = p.Unproved
		}
	}
	a.describe()
	a.Handler, err = a.Site.Handler(a.routes, a.API.Handler())
	return err
}

// reading lets a page read in one transaction.
func (a *App) reading(ctx context.Context) (shared context.Context, end func()) {
	return db.Reading(ctx, a.DB)
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

// Close ends everything that Open began.
func (a *App) Close() error {
	var err error
	if a.Mailbox != nil {
		grace, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		err = errors.Join(err, a.Mailbox.Stop(grace))
	}
	if a.Publications != nil {
		err = errors.Join(err, a.Publications.Close())
	}
	if a.Files != nil {
		err = errors.Join(err, a.Files.Close())
	}
	if a.DB != nil {
		err = errors.Join(err, a.DB.Close())
	}
	return err
}

// Routes lists every page, form and download with the right it asks for, as the router has them.
func (a *App) Routes() []web.Route { return a.routes }
