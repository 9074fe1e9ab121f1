// Package jobs runs work after the transaction that caused it has committed: a job is
// enqueued in that transaction, so it exists exactly when its cause does. Workers may run
// a job more than once and must be idempotent.
package jobs

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"

	"counterpart/internal/db"
)

// Args is what a job is given; Kind names it for good.
type Args = river.JobArgs

// Workers is the set of workers, filled by the rooms.
type Workers = river.Workers

// NewWorkers returns an empty set.
func NewWorkers() *Workers { return river.NewWorkers() }

// Handle registers what is done for jobs of one kind.
func Handle[T Args](w *Workers, do func(ctx context.Context, args T) error) {
	river.AddWorker(w, river.WorkFunc(func(ctx context.Context, job *river.Job[T]) error { return do(ctx, job.Args) }))
}

// Again is what a worker returns to run the same job once more after the time, which counts as no failure.
func Again(after time.Duration) error { return river.JobSnooze(after) }

// Queue enqueues jobs and, once started, works them off.
type Queue struct {
	client *river.Client[*sql.Tx]
}

// Options of a queue. Without Workers the queue can only enqueue.
type Options struct {
	Workers  *Workers
	Log      *slog.Logger
	Periodic []*river.PeriodicJob
}

// New makes the queue of a database.
func New(d *db.DB, opts Options) (*Queue, error) {
	cfg := &river.Config{Logger: opts.Log, Workers: opts.Workers}
	if opts.Workers != nil {
		// Few workers on SQLite: they share the single writer with the pages.
		workers := 4
		if d.Dialect == db.Postgres {
			workers = 10
		}
		cfg.Queues = map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: workers}}
		cfg.FetchCooldown = 50 * time.Millisecond
		cfg.FetchPollInterval = 500 * time.Millisecond
		cfg.JobTimeout = 2 * time.Minute
		cfg.RescueStuckJobsAfter = 3 * time.Minute
		cfg.PeriodicJobs = opts.Periodic
	}
	client, err := newClient(d, cfg)
	if err != nil {
		return nil, fmt.Errorf("job queue: %w", err)
	}
	return &Queue{client: client}, nil
}

func newClient(d *db.DB, cfg *river.Config) (*river.Client[*sql.Tx], error) {
	if d.Dialect == db.Postgres {
		return river.NewClient(riverdatabasesql.New(d.Writer()), cfg)
	}
	return river.NewClient(riversqlite.New(d.Writer()), cfg)
}

// Enqueue adds a job in the transaction.
func (q *Queue) Enqueue(tx *db.Tx, args Args) error {
	if _, err := q.client.InsertTx(tx.Context(), tx.SQL(), args, nil); err != nil {
		return fmt.Errorf("enqueue %s: %w", args.Kind(), err)
	}
	return nil
}

// Every runs a job again and again; two processes do not run it twice in one period.
func Every(period time.Duration, args Args) *river.PeriodicJob {
	return river.NewPeriodicJob(river.PeriodicInterval(period), func() (Args, *river.InsertOpts) {
		return args, &river.InsertOpts{UniqueOpts: river.UniqueOpts{ByPeriod: period}}
	}, &river.PeriodicJobOpts{RunOnStart: true})
}

// Start begins to work. Stop waits for running jobs until ctx ends.
func (q *Queue) Start(ctx context.Context) error { return q.client.Start(ctx) }

// Stop ends the work.
func (q *Queue) Stop(ctx context.Context) error { return q.client.Stop(ctx) }
