package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/app"
	"counterpart/internal/vault"
)

type keysCommand struct {
	List   keysListCommand   `cmd:"" help:"List the keys and how much each seals."`
	Rotate keysRotateCommand `cmd:"" help:"Make a new key and seal everything with it, beside a running server."`
	Retire keysRetireCommand `cmd:"" help:"Remove an old key that seals nothing any more."`
}

type keysListCommand struct{ dataFlags }

// Run prints a line for each key.
func (c keysListCommand) Run(ctx context.Context, io *streams) error {
	return withApp(ctx, c.dataFlags, io, func(a *app.App) error {
		keys, err := a.Vault.Keys(ctx)
		if err != nil {
			return err
		}
		for _, k := range keys {
			state := "old"
			if k.Active {
				state = "active"
			}
			fmt.Fprintf(io.out, "%s  %-6s  made %s  seals %d\n", k.ID, state, k.MadeAt.Format("2 January 2006 15:04 UTC"), k.Uses)
		}
		return nil
	})
}

type keysRotateCommand struct{ dataFlags }

// Run moves everything to a new key; what was cut short goes on when it is run again.
func (c keysRotateCommand) Run(ctx context.Context, io *streams) error {
	return withApp(ctx, c.dataFlags, io, func(a *app.App) error {
		id, err := a.Vault.Rotate(ctx, access.System("command line", vault.RightManage))
		if err != nil {
			return err
		}
		if _, err := a.Vault.Reseal(ctx, 24*time.Hour); err != nil {
			return err
		}
		fmt.Fprintf(io.out, "Everything is sealed with the key %s. Keep a copy of its file apart from the back-ups.\n", id)
		return nil
	})
}

type keysRetireCommand struct {
	ID string `arg:"" help:"Key as keys list shows it."`
	dataFlags
}

// Run removes a key; back-ups made while it was in use cannot be read without a copy of it.
func (c keysRetireCommand) Run(ctx context.Context, io *streams) error {
	return withApp(ctx, c.dataFlags, io, func(a *app.App) error {
		if err := a.Vault.Retire(ctx, access.System("command line", vault.RightManage), c.ID); err != nil {
			return err
		}
		fmt.Fprintf(io.out, "The key %s is gone. Back-ups from its time need a copy of its file.\n", c.ID)
		return nil
	})
}

// withApp opens the installation for one command and closes it.
func withApp(ctx context.Context, flags dataFlags, io *streams, do func(*app.App) error) error {
	a, err := flags.open(ctx, io)
	if err != nil {
		return err
	}
	return errors.Join(do(a), a.Close())
}
