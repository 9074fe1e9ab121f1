package networking

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"counterpart/engine/match"
	"counterpart/engine/wishes"
	"counterpart/engine/wishes/planner"
	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/networking/places"
	"counterpart/internal/networking/problem"
)

// Kinds of a run.
const (
	Plan   = "plan"   // anew, keeping what was promised as far as it pays
	Replan = "replan" // with as few changes as can be
)

// Run states.
const (
	Queued    = "queued"
	Running   = "running"
	Done      = "done"
	Stopped   = "stopped" // by somebody; the best plan so far is kept
	Failed    = "failed"
	Published = "published"
)

// mostSeconds bounds a run: a job of the queue may take two minutes.
const (
	mostSeconds = 60
	tellEvery   = 700 * time.Millisecond
)

// Run is one run of the solver.
type Run struct {
	ID         string  `db:"id" json:"id"`
	ActivityID string  `db:"activity_id" json:"activity_id"`
	Kind       string  `db:"kind" json:"kind" enum:"plan,replan"`
	State      string  `db:"state" json:"state" enum:"queued,running,done,stopped,failed,published"`
	Seconds    int     `db:"seconds" json:"seconds"`
	Seed       int64   `db:"seed" json:"seed"`
	StopAsked  bool    `db:"stop_asked" json:"stop_asked"`
	Scheduled  int     `db:"scheduled" json:"scheduled" doc:"Meetings of the best plan so far"`
	Wishes     int     `db:"wishes" json:"wishes" doc:"Pairs of which somebody wishes to meet"`
	Musts      int     `db:"musts" json:"musts"`
	MustsMet   int     `db:"musts_met" json:"musts_met"`
	Score      int64   `db:"score" json:"score" doc:"Weight of the wishes met"`
	Bound      int64   `db:"bound" json:"bound" doc:"No plan has a greater weight; 0 while it is not known"`
	Proved     bool    `db:"proved" json:"proved" doc:"Proved that no plan is better"`
	Words      string  `db:"words" json:"words,omitempty"`
	Basis      string  `db:"basis" json:"-"`
	CreatedAt  db.Time `db:"created_at" json:"created_at"`
	StartedAt  db.Time `db:"started_at" json:"started_at,omitzero"`
	EndedAt    db.Time `db:"ended_at" json:"ended_at,omitzero"`
	By         string  `db:"created_by" json:"by"`
}

// Live tells whether the run is not over.
func (r Run) Live() bool { return r.State == Queued || r.State == Running }

// Gap is the share of the bound that is not reached, in thousandths of a per cent.
func (r Run) Gap() float64 {
	if r.Bound <= 0 {
		return 0
	}
	return 100 * float64(r.Bound-r.Score) / float64(r.Bound)
}

// RunDraft says how a run computes.
type RunDraft struct {
	Kind    string `json:"kind" enum:"plan,replan"`
	Seconds int    `json:"seconds,omitempty" minimum:"0" maximum:"60" doc:"At most; 10 when empty"`
	Seed    int64  `json:"seed,omitempty" doc:"The same seed and records give the same plan when the time suffices"`
}

// SolveArgs is the job that computes a run.
type SolveArgs struct {
	Run string `json:"run"`
}

// Kind names the job for good.
func (SolveArgs) Kind() string { return "networking_solve" }

// Start begins a run. One runs at a time for an activity.
func (s *Service) Start(ctx context.Context, actor access.Actor, activityID string, d RunDraft) (string, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (string, error) {
		if _, err := places.OpenIn(tx, actor, activityID); err != nil {
			return "", err
		}
		if d.Seconds == 0 {
			d.Seconds = 10
		}
		var wrong fault.Invalid
		wrong.Check(d.Kind == Plan || d.Kind == Replan, "kind", "Choose whether to plan anew or to mend the plan.")
		wrong.Check(d.Seconds >= 1 && d.Seconds <= mostSeconds, "seconds", "A run takes 1 to %d seconds.", mostSeconds)
		if err := wrong.Err(); err != nil {
			return "", err
		}
		missing, err := missingIn(tx, activityID)
		if err != nil {
			return "", err
		}
		if missing != "" {
			return "", fault.Clash("%s", missing)
		}
		live, err := liveRuns(tx, activityID)
		if err != nil {
			return "", err
		}
		if live > 0 {
			return "", fault.Clash("A run is under way. Stop it or wait for its end.")
		}
		id := tx.NewID()
		if err := insertRun(tx, id, activityID, d, actor.Name); err != nil {
			return "", err
		}
		if err := s.opts.Queue.Enqueue(tx, SolveArgs{Run: id}); err != nil {
			return "", err
		}
		return id, audit.Record(tx, actor, ActionRun, KindRun, id, map[string]any{"activity": activityID, "kind": d.Kind, "seconds": d.Seconds, "seed": d.Seed})
	})
}

// Stop asks a run to end with the best plan so far.
func (s *Service) Stop(ctx context.Context, actor access.Actor, activityID, runID string) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		if _, err := places.GuardedIn(tx, actor, RightPlan, activityID); err != nil {
			return false, err
		}
		r, err := findRun(tx, activityID, runID)
		if err != nil {
			return false, err
		}
		if !r.Live() {
			return true, nil
		}
		if err := askStop(tx, runID); err != nil {
			return false, err
		}
		return true, audit.Record(tx, actor, ActionStop, KindRun, runID, nil)
	})
	return err
}

// Solve computes a run. It may be done again after a crash: it begins anew.
func (s *Service) Solve(ctx context.Context, args SolveArgs) error {
	defer s.opts.Beside()()
	run, p, err := s.begin(ctx, args.Run)
	if err != nil || p == nil {
		return err
	}
	limited, cancel := context.WithTimeout(ctx, time.Duration(run.Seconds)*time.Second)
	defer cancel()
	t := &teller{service: s, run: run.ID, cancel: cancel}
	stop := t.start(limited)
	result, err := planner.Solve(s.opts.Gently(limited), &p.Problem, wishes.Options{Seed: uint64(run.Seed)}, t.note) //nolint:gosec // any number will do
	stop()
	if result == nil {
		var invalid *wishes.Invalid
		if errors.As(err, &invalid) {
			return s.fail(ctx, run.ID, "The wishes cannot be computed: "+strings.Join(invalid.Faults, "; "))
		}
		return errors.Join(err, s.fail(ctx, run.ID, "The run was cut short before it had a plan."))
	}
	return s.keep(ctx, run, p, result, t.stopped())
}

// begin marks a run as running and loads what it computes; nil when it is over or was stopped before it began.
func (s *Service) begin(ctx context.Context, runID string) (Run, *problem.Problem, error) {
	run, err := db.View(ctx, s.db, func(tx *db.Tx) (Run, error) { return runByID(tx, runID) })
	if err != nil || !run.Live() {
		return run, nil, err
	}
	if run.StopAsked {
		return run, nil, s.fail(ctx, runID, "Stopped before it began.")
	}
	var suggested *match.Result
	if setup, err := db.View(ctx, s.db, func(tx *db.Tx) (places.Setup, error) { return places.SetupIn(tx, run.ActivityID) }); err != nil {
		return run, nil, err
	} else if setup.Fill {
		if suggested, err = s.opts.Interests.Proposed(ctx, run.ActivityID); err != nil {
			return run, nil, err
		}
	}
	var basis string
	p, err := db.ViewLong(s.opts.Gently(ctx), s.db, func(tx *db.Tx) (p *problem.Problem, err error) {
		if basis, err = basisOf(tx, run.ActivityID); err != nil {
			return nil, err
		}
		return loadProblem(tx, run, suggested)
	})
	if err != nil {
		return run, nil, err
	}
	run.Basis = basis
	wished, musts := p.Counts()
	_, err = db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) { return true, startRun(tx, runID, wished, musts) })
	return run, p, err
}

// missingIn says what is missing before anything can be computed.
func missingIn(tx *db.Tx, activityID string) (string, error) {
	there, err := beginningsOf(tx, activityID)
	switch {
	case err != nil:
		return "", err
	case !there.Slots:
		return "There are no slots yet.", nil
	case !there.Tables:
		return "There are no tables yet.", nil
	case there.People < 2:
		return "Fewer than two people take part.", nil
	}
	return "", nil
}

func (s *Service) fail(ctx context.Context, runID, words string) error {
	_, err := db.Change(context.WithoutCancel(ctx), s.db, func(tx *db.Tx) (bool, error) { return true, failRun(tx, runID, words) })
	return err
}

func (s *Service) keep(ctx context.Context, run Run, p *problem.Problem, r *wishes.Result, stopped bool) error {
	found, each := p.Report(r)
	planned := p.Planned(r)
	plan, err := problem.Pack(planned)
	if err != nil {
		return err
	}
	calm := s.opts.Gently(context.WithoutCancel(ctx))
	found.Changes, err = db.ViewLong(calm, s.db, func(tx *db.Tx) (problem.Changes, error) {
		c, err := changesOf(tx, run.ActivityID, planned)
		return c.count(), err
	})
	if err != nil {
		return err
	}
	if err := s.tellEach(ctx, run.ID, each); err != nil {
		return err
	}
	state := Done
	if stopped {
		state = Stopped
	}
	_, err = db.Change(context.WithoutCancel(ctx), s.db, func(tx *db.Tx) (bool, error) {
		if err := tellRun(tx, run.ID, progressOf(r.Score, r.Certificate.Bound), r.Optimal()); err != nil {
			return false, err
		}
		return true, endRun(tx, run.ID, state, found, plan, run.Basis)
	})
	return err
}

// toldAtOnce is how many people are written to in one transaction: others who write wait for no more than that.
const toldAtOnce = 100

// tellEach keeps what a run says to each person, part by part. It counts once the run has ended; a run that is computed
// again begins anew.
func (s *Service) tellEach(ctx context.Context, runID string, each problem.Told) error {
	begin := func(tx *db.Tx) (bool, error) { return true, forgetTold(tx, runID) }
	if _, err := db.Change(context.WithoutCancel(ctx), s.db, begin); err != nil {
		return err
	}
	calm := s.opts.Gently(ctx)
	for people := range slices.Chunk(slices.Sorted(maps.Keys(each)), toldAtOnce) {
		_, err := db.Change(context.WithoutCancel(ctx), s.db, func(tx *db.Tx) (bool, error) { return true, insertTold(tx, runID, people, each) })
		if err != nil {
			return err
		}
		_ = calm.Err() // rests while somebody waits; even a run that was stopped keeps all
	}
	return nil
}

// progress is what a live run tells.
type progress struct {
	scheduled, mustsMet int
	score, bound        int64
}

func progressOf(s wishes.Score, bound int64) progress {
	return progress{s.Scheduled, s.Musts, s.Value, bound}
}

// teller writes what a run tells of itself from time to time, beside the computation, and reads whether it is to stop.
type teller struct {
	service *Service
	run     string
	cancel  context.CancelFunc

	mu   sync.Mutex
	last progress
	told progress
	stop bool
}

func (t *teller) note(p wishes.Progress) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.last = progressOf(p.Score, p.Bound)
}

func (t *teller) stopped() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.stop
}

// start tells until the returned function is called, which waits for the last word to be written.
func (t *teller) start(ctx context.Context) func() {
	ctx, end := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		tick := time.NewTicker(tellEvery)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				t.tell(ctx)
			}
		}
	}()
	return func() { end(); <-done }
}

func (t *teller) tell(ctx context.Context) {
	t.mu.Lock()
	now, told := t.last, t.told
	t.mu.Unlock()
	asked, err := db.Change(ctx, t.service.db, func(tx *db.Tx) (bool, error) {
		if now != told {
			if err := tellRun(tx, t.run, now, false); err != nil {
				return false, err
			}
		}
		r, err := runByID(tx, t.run)
		return r.StopAsked, err
	})
	if err != nil {
		return // told again at the next tick; the run itself does not depend on it
	}
	t.mu.Lock()
	t.told, t.stop = now, t.stop || asked
	t.mu.Unlock()
	if asked {
		t.cancel()
	}
}

// Runs lists the runs of an activity, the newest first.
func (s *Service) Runs(ctx context.Context, actor access.Actor, activityID string) ([]Run, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) ([]Run, error) {
		if _, err := places.GuardedIn(tx, actor, RightSee, activityID); err != nil {
			return nil, err
		}
		return runsOf(tx, activityID)
	})
}

// RunPage is a run with what it found.
type RunPage struct {
	Activity activities.Activity `json:"-"`
	Run      Run                 `json:"run"`
	Gaps     Gaps                `json:"gaps"`
	New      int                 `json:"new" doc:"Meetings that publication would make"`
	Moved    int                 `json:"moved"`
	Gone     int                 `json:"gone" doc:"Meetings that publication would cancel"`
	Told     int                 `json:"told" doc:"People who would be told"`
	Stale    bool                `json:"stale" doc:"Something changed since: it cannot be published any more"`
}

// FindRun returns a run: figures while it computes, then what it found.
func (s *Service) FindRun(ctx context.Context, actor access.Actor, activityID, runID string) (RunPage, error) {
	return audit.ShownList[RunPage](ctx, s.db, actor, kindActivity, ActionViewRun, map[string]string{"activity": activityID, "run": runID})(db.View(ctx, s.db, func(tx *db.Tx) (page RunPage, err error) {
		if page.Activity, err = places.GuardedIn(tx, actor, RightSee, activityID); err != nil {
			return page, err
		}
		page.Gaps = noGaps()
		if page.Run, err = findRun(tx, activityID, runID); err != nil || page.Run.Live() {
			return page, err
		}
		rep, err := reportOf(tx, runID)
		if err != nil {
			return page, err
		}
		names, err := namesOf(tx, actor, activityID, peopleOf(rep))
		if err != nil {
			return page, err
		}
		if page.Gaps, err = gapsOf(tx, rep, names); err != nil {
			return page, err
		}
		basis, err := basisOf(tx, activityID)
		if err != nil {
			return page, err
		}
		page.Stale = basis != page.Run.Basis
		page.New, page.Moved, page.Gone, page.Told = rep.Changes.New, rep.Changes.Moved, rep.Changes.Gone, rep.Changes.Told
		return page, nil
	}))
}
