package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
)

type privacyCommand struct {
	Replay replayCommand `cmd:"" name:"replay-erasures" help:"Erase again everyone whom the log of erasures names."`
}

type replayCommand struct {
	dataFlags
	Log string `help:"The log of erasures as it was kept elsewhere; erasures.log in the data folder when empty." type:"path"`
}

// Run erases again whom a restored backup brought back.
func (c replayCommand) Run(ctx context.Context, io *streams) error {
	a, err := c.open(ctx, io)
	if err != nil {
		return err
	}
	file := c.Log
	if file == "" {
		file = filepath.Join(c.Data, "erasures.log")
	}
	n, err := a.Privacy.Replay(ctx, file)
	if err == nil {
		_, err = fmt.Fprintf(io.out, "Erased again: %d.\n", n)
	}
	return errors.Join(err, a.Close())
}
