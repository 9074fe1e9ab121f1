package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"counterpart/engine/meetings"
)

type meetingsCommand struct {
	Gen   meetingsGenCommand   `cmd:"" help:"Print an invented problem, the same for the same seed."`
	Solve meetingsSolveCommand `cmd:"" help:"Put meetings into slots and onto tables: all of them so that people wait as seldom as can be, or those that are worth most. Exit 3 when neither a plan nor a proof that there is none was found in time."`
	Check meetingsCheckCommand `cmd:"" help:"Judge a plan and its certificate by the statement of the problem; exit 1 when it breaks a rule."`

	Replan meetingsReplanCommand `cmd:"" help:"Mend a plan of wishes after people cancelled, and print what changes."`
}

// meetingsFlags say what is to be solved.
type meetingsFlags struct {
	File     string `arg:"" help:"File of the meetings." type:"existingfile"`
	Format   string `help:"What the file is: json, wishes as docs/algorithms/meetings.md describes them, or b2bsp, a MiniZinc data file of the B2B meeting scheduling problem; auto looks at its first character." enum:"auto,json,b2bsp" default:"auto"`
	Fairness int    `help:"How many more breaks one person may have than another; below zero it does not matter. Of b2bsp files." default:"2"`
}

func (f meetingsFlags) timetable() (*meetings.Timetable, error) {
	file, err := os.Open(f.File)
	if err != nil {
		return nil, err
	}
	defer file.Close() //nolint:errcheck // it was only read
	t, err := meetings.ReadB2BSP(file, f.Fairness)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.File, err)
	}
	return t, nil
}

type meetingsSolveCommand struct {
	meetingsFlags
	Time     time.Duration `help:"How long to look at most." default:"10s"`
	Work     int           `help:"How many exchanges of wishes to try at most; as many as suit the size when 0. Of json files."`
	Seed     uint64        `help:"The same seed gives the same plan, if the time suffices." default:"1"`
	Progress bool          `help:"Print how far the search is while looking. Of json files."`
	JSON     bool          `name:"json" help:"As JSON, with the certificate and the outcome of each wish. Of b2bsp files, with the plan."`
}

// meetingsResult is a plan as scripts read it.
type meetingsResult struct {
	Status    string           `json:"status"`
	Breaks    int              `json:"breaks"`
	Bound     int              `json:"bound"`
	Scheduled int              `json:"scheduled"`
	Wishes    int              `json:"wishes"`
	Seconds   float64          `json:"seconds"`
	Plan      []meetings.Place `json:"plan"`

	Conflict *meetingsConflict `json:"conflict,omitempty"`
}

// meetingsConflict is why no plan exists: meetings, from 1, that cannot all be held, or none where it is the whole.
type meetingsConflict struct {
	Meetings []int  `json:"meetings"`
	Words    string `json:"words"`
}

func conflictOf(c meetings.Conflict) *meetingsConflict {
	out := &meetingsConflict{Meetings: []int{}, Words: c.Words}
	for _, m := range c.Meetings {
		out.Meetings = append(out.Meetings, m+1)
	}
	return out
}

// Run looks for the plan with the fewest breaks until it is proved or the time is up.
func (c meetingsSolveCommand) Run(ctx context.Context, io *streams) error {
	if c.wishes() {
		return c.solveWishes(ctx, io)
	}
	t, err := c.timetable()
	if err != nil {
		return err
	}
	limited, cancel := context.WithTimeout(ctx, c.Time)
	defer cancel()
	start := time.Now()
	r, err := meetings.Best(limited, t, c.Seed)
	if err != nil {
		return err
	}
	out := meetingsResult{
		Status: string(r.Status), Breaks: r.Breaks, Bound: r.Bound, Scheduled: len(r.Plan), Wishes: len(t.Meetings),
		Seconds: inSeconds(time.Since(start)), Plan: t.Places(r.Plan),
	}
	if r.Status == meetings.Infeasible {
		out.Conflict = conflictOf(r.Conflict)
	}
	if c.JSON {
		err = writeJSON(io, out)
	} else {
		err = out.print(io)
	}
	if err == nil && r.Status == meetings.Undecided {
		return errUndecided
	}
	return err
}

func (r meetingsResult) print(io *streams) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %d of %d meetings held, %d breaks, at least %d, %.3f s\n", r.Status, r.Scheduled, r.Wishes, r.Breaks, r.Bound, r.Seconds)
	if c := r.Conflict; c != nil {
		fmt.Fprintln(&b, "conflict:", c.Words)
		for _, m := range c.Meetings {
			fmt.Fprintln(&b, "conflict: meeting", m)
		}
	}
	for _, p := range r.Plan {
		fmt.Fprintf(&b, "meeting %d: slot %d table %d\n", p.Meeting, p.Slot, p.Table)
	}
	_, err := io.out.Write([]byte(b.String()))
	return err
}

type meetingsCheckCommand struct {
	meetingsFlags
	Plan string `arg:"" help:"File of the plan, as solve --json prints it." type:"existingfile"`
}

// Run judges a plan from the statement of the problem.
func (c meetingsCheckCommand) Run(_ context.Context, io *streams) error {
	if c.wishes() {
		return c.checkWishes(io)
	}
	t, err := c.timetable()
	if err != nil {
		return err
	}
	file, err := os.Open(c.Plan)
	if err != nil {
		return err
	}
	defer file.Close() //nolint:errcheck // it was only read
	places, err := meetings.ReadPlan(file)
	if err != nil {
		return fmt.Errorf("%s: %w", c.Plan, err)
	}
	breaks, faults := meetings.CheckPlaces(t, places)
	fmt.Fprintf(io.out, "%d of %d meetings, %d breaks, %d faults\n", len(places), len(t.Meetings), breaks, len(faults))
	for _, fault := range faults {
		fmt.Fprintln(io.out, "broken:", fault)
	}
	if len(faults) > 0 {
		return errFound
	}
	return nil
}

// inSeconds is a time in seconds with three places, which stands so in JSON: Duration.Seconds adds up 2.2439999999999998.
func inSeconds(d time.Duration) float64 {
	return float64(d.Round(time.Millisecond).Milliseconds()) / 1000
}
