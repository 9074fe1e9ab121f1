package audit

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"path/filepath"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/db"
)

// RightSee lets see the whole history: who did what. Details are shown to those who may see the record.
const RightSee access.Right = "audit.see"

// Actions in the history.
const (
	ActionList   Action = "audit.view_list"
	ActionExport Action = "audit.export"
)

const (
	// KeepEvery is how often a checkpoint is made, when anything was written since the last.
	KeepEvery = 15 * time.Minute
	// CheckEvery is how often the program checks the whole chain by itself.
	CheckEvery = 24 * time.Hour
)

// KeepArgs is the job that makes a checkpoint.
type KeepArgs struct{}

// Kind names the job for good.
func (KeepArgs) Kind() string { return "audit.checkpoint" }

// CheckArgs is the job that checks the whole chain.
type CheckArgs struct{}

// Kind names the job for good.
func (CheckArgs) Kind() string { return "audit.check" }

// Options say where checkpoints go.
type Options struct {
	Signer *Signer
	Dir    string // folder that keeps them beside the database
	// Tell sends a checkpoint to those who keep them elsewhere; nil when there is nobody.
	Tell func(ctx context.Context, c Checkpoint) error
}

// Service looks after the chain and shows it.
type Service struct {
	db   *db.DB
	opts Options
}

// New makes the service.
func New(d *db.DB, opts Options) *Service { return &Service{db: d, opts: opts} }

// Key is the verifier key of the installation's checkpoints.
func (s *Service) Key() string { return s.opts.Signer.Key }

type headRow struct {
	Seq  int64  `db:"seq"`
	Hash string `db:"hash"`
}

// Fresh signs the head as it is now, without keeping it.
func (s *Service) Fresh(ctx context.Context) (Checkpoint, error) {
	h, err := db.View(ctx, s.db, func(tx *db.Tx) (Head, error) {
		row, err := db.One[headRow](tx, `select seq, hash from audit order by seq desc limit 1`)
		if errors.Is(err, db.ErrNone) {
			return Head{}, nil
		}
		return Head{Seq: row.Seq, Hash: row.Hash, At: tx.Now()}, err
	})
	if err != nil || h.Seq == 0 {
		return Checkpoint{}, err
	}
	return s.opts.Signer.sign(h)
}

// kept is the last checkpoint with whether it was told.
type kept struct {
	Checkpoint
	ToldAt db.Time `db:"told_at"`
}

func lastKept(tx *db.Tx) (kept, error) {
	k, err := db.One[kept](tx, `select seq, at, hash, note, told_at from audit_checkpoint order by seq desc limit 1`)
	if errors.Is(err, db.ErrNone) {
		return kept{}, nil
	}
	return k, err
}

// Keep makes a checkpoint if anything was written since the last one, keeps it in the table and in the folder, and tells it.
// What was not told is told the next time.
func (s *Service) Keep(ctx context.Context) error {
	last, err := db.View(ctx, s.db, lastKept)
	if err != nil {
		return err
	}
	c, err := s.Fresh(ctx)
	if err != nil {
		return err
	}
	if c.Seq > last.Seq {
		if err := c.keepFile(s.opts.Dir); err != nil {
			return err
		}
		_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
			return true, tx.Exec(`insert into audit_checkpoint (seq, at, hash, note) values ($1, $2, $3, $4) on conflict (seq) do nothing`, c.Seq, c.At, c.Hash, c.Note)
		})
		if err != nil {
			return err
		}
		last = kept{Checkpoint: c}
	}
	if s.opts.Tell == nil || last.Seq == 0 || !last.ToldAt.IsZero() {
		return nil
	}
	if err := s.opts.Tell(ctx, last.Checkpoint); err != nil {
		return err
	}
	_, err = db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		return true, tx.Exec(`update audit_checkpoint set told_at = $2 where seq = $1`, last.Seq, tx.Now())
	})
	return err
}

// Verify checks the whole chain against itself, the checkpoints of the table and the folder, and heads kept elsewhere. Nothing is written.
func (s *Service) Verify(ctx context.Context, elsewhere []Head) (Result, error) {
	all, err := StoredHeads(ctx, s.db, s.opts.Signer.Key)
	if err != nil {
		return Result{}, err
	}
	inFolder, err := KeptIn(s.opts.Dir, s.opts.Signer.Key)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return Result{}, err
	}
	return Check(ctx, s.db, append(append(all, inFolder...), elsewhere...))
}

// StoredHeads are the checkpoints of the table.
func StoredHeads(ctx context.Context, d *db.DB, key string) ([]Head, error) {
	rows, err := db.View(ctx, d, func(tx *db.Tx) ([]Checkpoint, error) {
		return db.All[Checkpoint](tx, `select seq, at, hash, note from audit_checkpoint order by seq`)
	})
	if err != nil {
		return nil, err
	}
	out := make([]Head, len(rows))
	for i, r := range rows {
		if out[i] = headOf([]byte(r.Note), key, "the stored checkpoint"); out[i].Wrong != "" {
			out[i].Seq = r.Seq
		}
	}
	return out, nil
}

// Folder is where checkpoints are kept when nothing else is said.
func Folder(data string) string { return filepath.Join(data, "checkpoints") }

const stateChecked = "checked"

// Checked is what the last check by the program itself said.
type Checked struct {
	At db.Time `json:"at"`
	Result
}

// CheckNow checks the chain and keeps what it said, for the page and for those who must act.
func (s *Service) CheckNow(ctx context.Context) error {
	r, err := s.Verify(ctx, nil)
	if err != nil {
		return err
	}
	_, err = db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		raw, err := json.Marshal(Checked{At: tx.Now(), Result: r})
		if err != nil {
			return false, err
		}
		return true, tx.Exec(`insert into audit_state (key, value) values ($1, $2) on conflict (key) do update set value = excluded.value`, stateChecked, string(raw))
	})
	return err
}

// State is how the chain stands.
type State struct {
	Last    Checkpoint // the zero value before the first
	Checked Checked    // the zero value before the first
	Key     string
}

// State tells how the chain stands.
func (s *Service) State(ctx context.Context, actor access.Actor) (State, error) {
	if err := actor.Require(RightSee, access.Anything); err != nil {
		return State{}, err
	}
	return db.View(ctx, s.db, func(tx *db.Tx) (State, error) {
		last, err := lastKept(tx)
		if err != nil {
			return State{}, err
		}
		out := State{Last: last.Checkpoint, Key: s.opts.Signer.Key}
		raw, err := db.One[string](tx, `select value from audit_state where key = $1`, stateChecked)
		if errors.Is(err, db.ErrNone) {
			return out, nil
		}
		if err != nil {
			return State{}, err
		}
		return out, json.Unmarshal([]byte(raw), &out.Checked)
	})
}
