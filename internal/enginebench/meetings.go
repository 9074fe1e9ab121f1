package main

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"time"

	"counterpart/engine/meetings"
)

// instances is where the data of the benchmark lies: beside the project, never in it.
const instances = "../shared/data/b2bsp"

// rowTime is what one row of the benchmark may take of one core. It is counted in processor time, so that what else the
// machine does changes little.
const rowTime = 10 * time.Second

// row is a line of the list of best known results.
type row struct {
	instance, variant, fairness, optimum, paper string
	// change makes the instance of another one, where it is not a file of its own.
	from   string
	change func(*meetings.Timetable)
}

// madeHarder are instances that the authors describe, made from the files of others; their seconds are the paper's.
var madeHarder = []row{
	{"forum-13crafc", "original", "2", "1", "2.3", "forum-13", tables(12)},
	{"ticf-13crafb", "original", "2", "3", "22.3", "forum-13crafb", allOpen},
	{"ticf-13crafc", "original", "2", "1", "3.7", "ticf-13crafa", tables(12)},
	{"ticf-14crafa", "original", "2", "0", "7.6", "forum-14", allOpen},
	{"tic-12crafc", "original", "2", "0", "0.3", "tic-12", tables(16)},
	{"tic-13crafc", "original", "2", "4", "5.8", "tic-13", tables(19)},
	{"tic-14crafc", "original", "2", "0", "0.8", "tic-14crafa", tables(25)},
}

// tables gives every slot so many tables.
func tables(n int) func(*meetings.Timetable) {
	return func(t *meetings.Timetable) {
		for s := range t.Tables {
			t.Tables[s] = n
		}
	}
}

// allOpen lets everybody meet in every slot.
func allOpen(t *meetings.Timetable) { clear(t.Closed) }

// meetingsSection solves the B2B scheduling problem, every row of the list of best known results. An answer that
// contradicts a proved one, or a plan that does not hold, is an error and no figure.
func meetingsSection(ctx context.Context, out io.Writer) error {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	rows, err := bestKnown()
	if errors.Is(err, fs.ErrNotExist) {
		_, err := fmt.Fprintf(out, "## Meetings\n\nNot measured: the instances of the B2B scheduling problem are not in %s.\n\n", instances)
		return err
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "## Meetings\n\nThe B2B scheduling problem (Bofill et al., JAIR 74, 2022), %s of one core for a row, in processor time. Optimum: proved by that paper, - where no plan exists; "+
		"beside it its best seconds (MaxSAT, on another machine).\n\n| instance | variant | fairness | status | breaks | bound | optimum | s | paper's s |\n|---|---|---:|---|---:|---:|---:|---:|---:|\n", rowTime)
	if err := measure(ctx, out, rows); err != nil {
		return err
	}
	fmt.Fprint(out, "### The same events with fewer tables, or without closed slots\n\nInstances of the same kind, made from those above in the way in which the authors made theirs; the optima are proved for the instances "+
		"that they describe so. An instance that is harder than all above must not take longer.\n\n| instance | variant | fairness | status | breaks | bound | optimum | s | paper's s |\n|---|---|---:|---|---:|---:|---:|---:|---:|\n")
	return measure(ctx, out, madeHarder)
}

// measure solves rows and writes a line for each, then how many were decided.
func measure(ctx context.Context, out io.Writer, rows []row) error {
	decided, all := 0, []float64{}
	for _, r := range rows {
		got, seconds, err := r.solve(ctx)
		if err != nil {
			return fmt.Errorf("%s.%s, fairness %s: %w", r.instance, r.variant, r.fairness, err)
		}
		breaks := "-"
		if len(got.Plan) > 0 {
			breaks = strconv.Itoa(got.Breaks)
		}
		if got.Status == meetings.Optimal || got.Status == meetings.Infeasible {
			decided++
		}
		all = append(all, seconds)
		fmt.Fprintf(out, "| %s | %s | %s | %s | %s | %d | %s | %.2f | %s |\n", r.instance, r.variant, r.fairness, got.Status, breaks, got.Bound, r.optimum, seconds, r.paper)
	}
	slices.Sort(all)
	_, err := fmt.Fprintf(out, "\n**%d of %d rows decided**, median %.2f s, longest %.1f s.\n\n", decided, len(rows), all[len(all)/2], all[len(all)-1])
	return err
}

func bestKnown() ([]row, error) {
	f, err := os.Open(filepath.Join(instances, "best-known.csv"))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	lines, err := csv.NewReader(f).ReadAll()
	if err != nil || len(lines) < 2 || len(lines[0]) != 5 {
		return nil, fmt.Errorf("best-known.csv has %d lines: %w", len(lines), err)
	}
	var rows []row
	for _, l := range lines[1:] {
		rows = append(rows, row{instance: l[0], variant: l[1], fairness: l[2], optimum: l[3], paper: l[4], from: l[0]})
	}
	return rows, nil
}

// solve answers a row and holds the answer against what is proved.
func (r row) solve(ctx context.Context) (meetings.Result, float64, error) {
	fairness, err := strconv.Atoi(r.fairness)
	if err != nil {
		return meetings.Result{}, 0, err
	}
	f, err := os.Open(filepath.Join(instances, r.from+"."+r.variant+".dzn"))
	if err != nil {
		return meetings.Result{}, 0, err
	}
	defer f.Close()
	t, err := meetings.ReadB2BSP(f, fairness)
	if err != nil {
		return meetings.Result{}, 0, err
	}
	if r.change != nil {
		r.change(t)
	}
	limited, cancel := context.WithCancel(ctx)
	defer cancel()
	start := processor()
	go endAfter(limited, cancel, start+rowTime.Seconds())
	got, err := meetings.Best(limited, t, 1)
	seconds := processor() - start
	if err != nil || ctx.Err() != nil {
		return got, seconds, errors.Join(err, ctx.Err())
	}
	if len(got.Plan) > 0 {
		if n, faults := meetings.Check(t, got.Plan); n != got.Breaks || len(faults) > 0 {
			return got, seconds, fmt.Errorf("the plan does not hold: %d breaks for %d, %v", n, got.Breaks, faults)
		}
	}
	return got, seconds, r.contradicts(got)
}

// endAfter cancels when the program has used so many seconds of the processor.
func endAfter(ctx context.Context, cancel context.CancelFunc, limit float64) {
	for ctx.Err() == nil && processor() < limit {
		time.Sleep(5 * time.Millisecond)
	}
	cancel()
}

func (r row) contradicts(got meetings.Result) error {
	if r.optimum == "-" {
		if len(got.Plan) > 0 {
			return errors.New("a plan was found where none exists")
		}
		return nil
	}
	optimum, err := strconv.Atoi(r.optimum)
	if err == nil && (got.Status == meetings.Infeasible || got.Bound > optimum || len(got.Plan) > 0 && got.Breaks < optimum) {
		err = fmt.Errorf("%s with %d breaks and bound %d, and the optimum is %d", got.Status, got.Breaks, got.Bound, optimum)
	}
	return err
}
