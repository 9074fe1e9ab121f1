// Command counterpart is the whole program: the server and the tools around it.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"counterpart/internal/app"
	"counterpart/internal/fault"
)

// commands is the command line.
type commands struct {
	Serve    serveCommand    `cmd:"" help:"Serve the pages and the API."`
	Demo     demoCommand     `cmd:"" help:"Serve a demonstration with invented people, on a data folder of its own."`
	Migrate  migrateCommand  `cmd:"" help:"Bring the database up to date and stop."`
	Pack     packCommand     `cmd:"" help:"Check or load a mechanism pack."`
	Token    tokenCommand    `cmd:"" help:"Make API tokens."`
	Account  accountCommand  `cmd:"" help:"Let an account in without e-mail."`
	Figures  figuresCommand  `cmd:"" help:"List or recompute published figures."`
	Export   exportCommand   `cmd:"" help:"Write what may leave as a file of a standard."`
	Privacy  privacyCommand  `cmd:"" help:"Erase again, after a backup was restored, whom the log of erasures names."`
	Keys     keysCommand     `cmd:"" help:"List, rotate or retire the keys that seal sensitive data."`
	Audit    auditCommand    `cmd:"" help:"Check the history, sign it, or print the key that signs."`
	Tables   tablesCommand   `cmd:"" help:"Seat people at tables so that they meet new people; check such plans."`
	Match    matchCommand    `cmd:"" help:"Propose who should meet whom."`
	Meetings meetingsCommand `cmd:"" help:"Put meetings into slots and onto tables; check such plans."`
	Version  versionCommand  `cmd:"" help:"Print the version."`
}

// dataFlags say where the data is.
type dataFlags struct {
	Data        string `help:"Folder of the files and of the SQLite database." default:"data" type:"path"`
	DatabaseURL string `name:"database-url" help:"sqlite://FILE or postgres://USER@HOST/NAME; SQLite in the data folder when empty." env:"COUNTERPART_DATABASE_URL"`
	Keys        string `help:"Folder of the keys that seal sensitive data; keys in the data folder when empty." env:"COUNTERPART_KEYS" type:"path"`
}

func (f dataFlags) config(io *streams) app.Config {
	return app.Config{Data: f.Data, DatabaseURL: f.DatabaseURL, Keys: f.Keys, Log: io.log, Clock: time.Now}
}

// open opens existing data for a command that does its work and ends.
func (f dataFlags) open(ctx context.Context, io *streams) (*app.App, error) {
	return f.openWith(ctx, f.config(io))
}

func (f dataFlags) openWith(ctx context.Context, cfg app.Config) (*app.App, error) {
	if _, err := os.Stat(filepath.Join(f.Data, "installation.key")); err != nil && f.DatabaseURL == "" {
		return nil, fmt.Errorf("there is no installation in %s: give its folder with --data", f.Data)
	}
	return app.Open(ctx, cfg)
}

// streams are where a command writes.
type streams struct {
	out io.Writer
	log *slog.Logger
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// errFound says that a command did its work and found what it looks for: exit 1, its words are printed already.
var errFound = errors.New("found")

// errUndecided says that the time ended before anything was found: exit 3, its words are printed already.
var errUndecided = errors.New("undecided")

// run carries out one command line and returns the exit code: 0 done, 1 failed, 2 wrong usage, 3 undecided in time.
func run(ctx context.Context, args []string, out, errOut io.Writer) int {
	var cli commands
	exit := -1
	parser, err := kong.New(&cli, kong.Name("counterpart"), kong.DefaultEnvars("COUNTERPART"), kong.Writers(out, errOut),
		kong.Description("Connects States: from invitation to outcome."), kong.Exit(func(code int) { exit = code }),
		kong.BindTo(ctx, (*context.Context)(nil)), kong.Bind(&streams{out: out, log: newLog(errOut)}))
	if err != nil {
		fmt.Fprintln(errOut, "counterpart:", err)
		return 2
	}
	parsed, err := parser.Parse(args)
	if exit >= 0 { // --help was printed
		return exit
	}
	if err != nil {
		fmt.Fprintf(errOut, "counterpart: %v. See counterpart --help.\n", err)
		return 2
	}
	switch err := parsed.Run(); {
	case err == nil:
		return 0
	case errors.Is(err, errFound):
		return 1
	case errors.Is(err, errUndecided):
		return 3
	default:
		fmt.Fprintln(errOut, "counterpart:", words(err))
		return 1
	}
}

// words are an error as the person at the terminal should read it.
func words(err error) string {
	if invalid := fault.AsInvalid(err); invalid != nil && len(invalid.Fields) > 0 {
		return invalid.Fields[0].Words
	}
	return err.Error()
}

func newLog(w io.Writer) *slog.Logger {
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: slog.LevelWarn}))
}

type versionCommand struct{}

// Run prints the version.
func (versionCommand) Run(io *streams) error {
	_, err := fmt.Fprintln(io.out, "counterpart", app.Version)
	return err
}
