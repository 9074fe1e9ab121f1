package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/activities"
	"counterpart/internal/app"
	"counterpart/internal/fault"
	"counterpart/internal/vocabulary"
	"counterpart/internal/vocabulary/pack"
)

type packCommand struct {
	Check packCheckCommand `cmd:"" help:"Check a mechanism pack and list everything wrong with it."`
	Load  packLoadCommand  `cmd:"" help:"Check a mechanism pack and make it the installation's vocabulary."`
}

type packCheckCommand struct {
	Dir string `arg:"" help:"Folder of the pack." type:"existingdir"`
}

// Run checks a pack: exit 1 and a line for each problem when it has any.
func (c packCheckCommand) Run(io *streams) error {
	p, err := readPack(c.Dir, io)
	if err != nil {
		return err
	}
	fmt.Fprintf(io.out, "The pack is good: %s, version %s, %d parties.\n", p.Mechanism.Name.Default, p.Mechanism.Version, len(p.Parties))
	return nil
}

func readPack(dir string, io *streams) (*pack.Pack, error) {
	p, problems := pack.Load(os.DirFS(dir))
	for _, problem := range problems {
		fmt.Fprintln(io.out, problem.String())
	}
	if len(problems) > 0 {
		return nil, errFound
	}
	return p, nil
}

type packLoadCommand struct {
	Dir string `arg:"" help:"Folder of the pack." type:"existingdir"`
	dataFlags
}

// Run loads a pack whole or not at all.
func (c packLoadCommand) Run(ctx context.Context, io *streams) error {
	p, err := readPack(c.Dir, io)
	if err != nil {
		return err
	}
	a, err := c.open(ctx, io)
	if err != nil {
		return err
	}
	if err := a.Indicators.LoadPack(ctx, access.System("command line", vocabulary.RightLoad), p); err != nil {
		return errors.Join(err, a.Close())
	}
	fmt.Fprintf(io.out, "Loaded %s, version %s.\n", p.Mechanism.Name.Default, p.Mechanism.Version)
	return a.Close()
}

type tokenCommand struct {
	Create tokenCreateCommand `cmd:"" help:"Make an API token and print it once."`
}

type tokenCreateCommand struct {
	Role     string `help:"Role whose rights the token has: officer, comanager, desk, focalpoint, partner, expert, auditor or administrator." required:""`
	Name     string `help:"What the token is for, as histories will show it." default:"command line"`
	Party    string `help:"Code of the party that the token is limited to."`
	Activity string `help:"Id of the activity that the token is limited to: the last part of its page's address."`
	Days     int    `help:"Days until the token expires." default:"90"`
	dataFlags
}

// Run prints a new token.
func (c tokenCreateCommand) Run(ctx context.Context, io *streams) error {
	a, err := c.open(ctx, io)
	if err != nil {
		return err
	}
	system := access.System("command line", accounts.RightManage)
	partyID := ""
	if c.Party != "" {
		if partyID, err = a.Parties.IDOfCode(ctx, c.Party); err != nil {
			return errors.Join(err, a.Close())
		}
	}
	if c.Activity != "" {
		if _, err := a.Activities.Find(ctx, access.System("command line", activities.RightSee), c.Activity); err != nil {
			return errors.Join(err, a.Close())
		}
	}
	token, err := a.Accounts.CreateToken(ctx, system, accounts.TokenDraft{
		Name: c.Name, Role: access.Role(c.Role), PartyID: partyID, ActivityID: c.Activity, Days: c.Days,
	})
	if err != nil {
		return errors.Join(err, a.Close())
	}
	fmt.Fprintln(io.out, token)
	return a.Close()
}

type accountCommand struct {
	Link    accountLinkCommand    `cmd:"" help:"Print a sign-in link that works once, for thirty minutes."`
	Recover accountRecoverCommand `cmd:"" help:"End every way to sign in to an account and print the link, once within 24 hours, to set up new ones."`
	SignOut accountSignOutCommand `cmd:"" name:"sign-out" help:"End every session of an account."`
}

type accountLinkCommand struct {
	Email string `arg:"" help:"Address of the account."`
	webFlags
	dataFlags
}

// Run prints a sign-in link for someone whom no mail reaches.
func (c accountLinkCommand) Run(ctx context.Context, io *streams) error {
	return withAccounts(ctx, c.webFlags, c.dataFlags, io, func(a *app.App) (string, error) {
		return a.Accounts.SignInLink(ctx, c.Email, accounts.PurposeSignIn, 30*time.Minute)
	})
}

type accountRecoverCommand struct {
	Email string `arg:"" help:"Address of the account."`
	webFlags
	dataFlags
}

// Run recovers an account without a second administrator.
func (c accountRecoverCommand) Run(ctx context.Context, io *streams) error {
	return withAccounts(ctx, c.webFlags, c.dataFlags, io, func(a *app.App) (string, error) {
		return a.Signins.RecoverAtTheMachine(ctx, c.Email)
	})
}

type accountSignOutCommand struct {
	Email string `arg:"" help:"Address of the account."`
	webFlags
	dataFlags
}

// Run ends every session of an account.
func (c accountSignOutCommand) Run(ctx context.Context, io *streams) error {
	return withAccounts(ctx, c.webFlags, c.dataFlags, io, func(a *app.App) (string, error) {
		account, found, err := a.Accounts.ByAddress(ctx, c.Email)
		if err != nil {
			return "", err
		}
		if !found {
			return "", fault.Wrong("email", "No account has the address %q.", c.Email)
		}
		n, err := a.Accounts.EndAll(ctx, access.System("command line", accounts.RightManage), account.ID)
		return fmt.Sprintf("%d sessions ended.", n), err
	})
}

// withAccounts opens the data for one command about an account, and prints what came of it.
func withAccounts(ctx context.Context, address webFlags, data dataFlags, io *streams, do func(*app.App) (string, error)) error {
	cfg := data.config(io)
	cfg.BaseURL = address.BaseURL
	if cfg.BaseURL == "" {
		cfg.BaseURL = "http://" + address.Addr
	}
	a, err := data.openWith(ctx, cfg)
	if err != nil {
		return err
	}
	line, err := do(a)
	if err != nil {
		return errors.Join(err, a.Close())
	}
	fmt.Fprintln(io.out, line)
	return a.Close()
}
