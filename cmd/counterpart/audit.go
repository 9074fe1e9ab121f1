package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"counterpart/internal/audit"
	"counterpart/internal/db"
)

type auditCommand struct {
	Verify     auditVerifyCommand     `cmd:"" help:"Check that the history is whole and unchanged; exit 1 and name the first broken entry where it is not."`
	Checkpoint auditCheckpointCommand `cmd:"" help:"Print a signed checkpoint of the history, to be kept elsewhere."`
	Key        auditKeyCommand        `cmd:"" help:"Print the key with which checkpoints can be verified elsewhere."`
}

type auditVerifyCommand struct {
	dataFlags
	Checkpoint []string `help:"File or folder with checkpoints that were kept elsewhere; may be repeated." type:"path" sep:"none"`
	Key        string   `help:"Verifier key, as audit key prints it; that of the data folder when empty."`
}

// Run reads the history and changes nothing.
func (c auditVerifyCommand) Run(ctx context.Context, io *streams) error {
	d, err := c.openOnly(ctx, io)
	if err != nil {
		return err
	}
	result, err := c.check(ctx, d)
	if err = errors.Join(err, d.Close()); err != nil {
		return err
	}
	fmt.Fprintln(io.out, result.Words())
	if result.Broken != nil {
		return errFound
	}
	return nil
}

func (c auditVerifyCommand) check(ctx context.Context, d *db.DB) (audit.Result, error) {
	key := c.Key
	if key == "" {
		signer, err := audit.ReadSigner(c.Data)
		if errors.Is(err, fs.ErrNotExist) && len(c.Checkpoint) == 0 {
			return audit.Check(ctx, d, nil)
		}
		if err != nil {
			return audit.Result{}, err
		}
		key = signer.Key
	}
	heads, err := audit.StoredHeads(ctx, d, key)
	if err != nil {
		return audit.Result{}, err
	}
	for i, path := range append([]string{audit.Folder(c.Data)}, c.Checkpoint...) {
		more, err := audit.KeptIn(path, key)
		if i == 0 && errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return audit.Result{}, err
		}
		heads = append(heads, more...)
	}
	return audit.Check(ctx, d, heads)
}

// openOnly opens the database as it is, without bringing it up to date.
func (f dataFlags) openOnly(ctx context.Context, io *streams) (*db.DB, error) {
	cfg := f.config(io)
	if cfg.DatabaseURL == "" {
		if _, err := os.Stat(filepath.Join(f.Data, "counterpart.db")); err != nil {
			return nil, fmt.Errorf("there is no installation in %s: give its folder with --data", f.Data)
		}
		cfg.DatabaseURL = db.SQLiteURL(f.Data)
	}
	return db.Open(ctx, cfg.DatabaseURL, cfg.Clock)
}

type auditCheckpointCommand struct{ dataFlags }

// Run prints the signed head.
func (c auditCheckpointCommand) Run(ctx context.Context, io *streams) error {
	d, err := c.openOnly(ctx, io)
	if err != nil {
		return err
	}
	point, err := c.fresh(ctx, d)
	if err = errors.Join(err, d.Close()); err != nil {
		return err
	}
	if point.Seq == 0 {
		return errors.New("the history is empty: there is nothing to sign yet")
	}
	_, err = fmt.Fprint(io.out, point.Note)
	return err
}

func (c auditCheckpointCommand) fresh(ctx context.Context, d *db.DB) (audit.Checkpoint, error) {
	signer, err := audit.ReadSigner(c.Data)
	if err != nil {
		return audit.Checkpoint{}, err
	}
	return audit.New(d, audit.Options{Signer: signer}).Fresh(ctx)
}

type auditKeyCommand struct{ dataFlags }

// Run prints the verifier key.
func (c auditKeyCommand) Run(io *streams) error {
	signer, err := audit.ReadSigner(c.Data)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(io.out, signer.Key)
	return err
}
