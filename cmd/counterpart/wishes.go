package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"counterpart/engine/wishes"
	"counterpart/engine/wishes/gen"
	"counterpart/engine/wishes/planner"
)

type meetingsGenCommand struct {
	People    int     `help:"How many people there are." required:""`
	Seed      uint64  `help:"The same seed gives the same problem." default:"1"`
	Saturated bool    `help:"People are limited by their time and not by a most of eight meetings."`
	Slots     int     `help:"How many slots there are, 1 to 64." default:"20"`
	Skew      float64 `help:"How unevenly popular people are: the popularity falls as the rank to this power." default:"0.8"`
}

// Run prints the problem.
func (c meetingsGenCommand) Run(io *streams) error {
	if c.People < 2 || c.People > wishes.MaxPeople || c.Slots < 1 || c.Slots > wishes.MaxSlots || c.Skew < 0 || c.Skew > 3 {
		return fmt.Errorf("%d people, %d slots, skew %g: 2 to %d, 1 to %d and 0 to 3 can be", c.People, c.Slots, c.Skew, wishes.MaxPeople, wishes.MaxSlots)
	}
	return wishes.Write(io.out, gen.New(gen.Options{People: c.People, Seed: c.Seed, Saturated: c.Saturated, Slots: c.Slots, Skew: c.Skew}))
}

// wishes says whether the file holds wishes rather than a timetable.
func (f meetingsFlags) wishes() bool {
	if f.Format != "auto" {
		return f.Format == "json"
	}
	file, err := os.Open(f.File)
	if err != nil {
		return false
	}
	defer file.Close() //nolint:errcheck // it was only read
	start, _ := bufio.NewReader(file).Peek(512)
	return bytes.HasPrefix(bytes.TrimLeft(bytes.TrimPrefix(start, []byte("\ufeff")), " \t\r\n"), []byte("{"))
}

func readWishes(name string) (*wishes.Problem, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close() //nolint:errcheck // it was only read
	p, err := wishes.Read(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return p, nil
}

func readWishesPlan(name string, p *wishes.Problem) (wishes.Plan, *wishes.Certificate, error) {
	file, err := os.Open(name)
	if err != nil {
		return wishes.Plan{}, nil, err
	}
	defer file.Close() //nolint:errcheck // it was only read
	plan, certificate, err := wishes.ReadPlan(file, p)
	if err != nil {
		return plan, nil, fmt.Errorf("%s: %w", name, err)
	}
	return plan, certificate, nil
}

// wishesResult is a plan as scripts read it.
type wishesResult struct {
	Status      string          `json:"status"`
	Value       int64           `json:"value"`
	Bound       int64           `json:"bound"`
	Gap         float64         `json:"gap"`
	Musts       int             `json:"musts"`
	MustsAsked  int             `json:"musts_asked"`
	Short       int             `json:"short"`
	Unfair      int64           `json:"unfair"`
	Breaks      int             `json:"breaks"`
	Changes     int             `json:"table_changes"`
	Scheduled   int             `json:"scheduled"`
	Wishes      int             `json:"wishes"`
	Work        int             `json:"work"`
	Seconds     float64         `json:"seconds"`
	Plan        json.RawMessage `json:"plan"`
	Outcomes    []wishOutcome   `json:"outcomes"`
	Certificate json.RawMessage `json:"certificate"`
}

// wishOutcome is what became of a wish that was not met; the words are for officers.
type wishOutcome struct {
	Wish  string `json:"wish"`
	Words string `json:"words"`
}

// solveWishes looks for the plan that is worth most.
func (c meetingsSolveCommand) solveWishes(ctx context.Context, io *streams) error {
	p, err := readWishes(c.File)
	if err != nil {
		return err
	}
	limited, cancel := context.WithTimeout(ctx, c.Time)
	defer cancel()
	start := time.Now()
	r, err := planner.Solve(limited, p, wishes.Options{Seed: c.Seed, Work: c.Work}, c.tellWishes(io))
	if r == nil && errors.Is(err, context.DeadlineExceeded) {
		fmt.Fprintln(io.out, "unknown: the time did not suffice for a plan")
		return errUndecided
	}
	if r == nil {
		return err
	}
	seconds := inSeconds(time.Since(start))
	if c.JSON {
		out, err := wishesResultOf(p, r)
		if err != nil {
			return err
		}
		out.Seconds = seconds
		return writeJSON(io, out)
	}
	return printWishes(io, p, r, seconds)
}

func (c meetingsSolveCommand) tellWishes(io *streams) func(wishes.Progress) {
	if !c.Progress || c.JSON {
		return nil
	}
	return func(x wishes.Progress) {
		fmt.Fprintf(io.out, "%s, after %d exchanges: %d meetings worth %d of at most %d, gap %.3f %%\n",
			x.Phase, x.Work, x.Score.Scheduled, x.Score.Value, x.Bound, 100*x.Gap())
	}
}

func wishesStatus(r *wishes.Result) string {
	if r.Optimal() {
		return "optimal"
	}
	return "feasible"
}

func wishesResultOf(p *wishes.Problem, r *wishes.Result) (wishesResult, error) {
	s := r.Score
	out := wishesResult{
		Status: wishesStatus(r), Value: s.Value, Bound: r.Certificate.Bound, Gap: r.Gap(), Musts: s.Musts, MustsAsked: r.Asked, Short: s.Short, Unfair: s.Unfair,
		Breaks: s.Breaks, Changes: s.Changes, Scheduled: s.Scheduled, Wishes: len(p.Wishes), Work: r.Work, Outcomes: []wishOutcome{},
	}
	diaries := wishes.NewDiaries(p, r.Plan)
	for _, o := range unmet(p, r) {
		out.Outcomes = append(out.Outcomes, wishOutcome{wishName(p, o.Wish), diaries.Explain(o)})
	}
	var err error
	out.Plan, out.Certificate, err = wishes.MarshalPlan(p, r.Plan, &r.Certificate)
	return out, err
}

const explained = 1000 // unmet wishes that are put into words; musts come first

// unmet lists outcomes of wishes that were not met, musts first, as many as are put into words.
func unmet(p *wishes.Problem, r *wishes.Result) []wishes.Outcome {
	var out []wishes.Outcome
	for _, level := range []wishes.Level{wishes.Must, wishes.Want} {
		for _, o := range r.Outcomes {
			if o.Reason != wishes.Held && p.Wishes[o.Wish].Level == level && len(out) < explained {
				out = append(out, o)
			}
		}
	}
	return out
}

func wishName(p *wishes.Problem, i int) string {
	if p.Wishes[i].ID == "" {
		return fmt.Sprint(i + 1)
	}
	return p.Wishes[i].ID
}

const linesShown = 200 // meetings of a plan at the terminal

func printWishes(io *streams, p *wishes.Problem, r *wishes.Result, seconds float64) error {
	var b strings.Builder
	s := r.Score
	fmt.Fprintf(&b, "%s: worth %d of at most %d (gap %.3f %%), %d meetings for %d wishes, %d of %d musts, %d below a minimum, %d breaks, %d table changes, %.3f s\n",
		wishesStatus(r), s.Value, r.Certificate.Bound, 100*r.Gap(), s.Scheduled, len(p.Wishes), s.Musts, r.Asked, s.Short, s.Breaks, s.Changes, seconds)
	diaries := wishes.NewDiaries(p, r.Plan)
	for k, m := range r.Plan.Meetings {
		if k == linesShown {
			fmt.Fprintf(&b, "and %d meetings more: see --json\n", len(r.Plan.Meetings)-k)
			break
		}
		fmt.Fprintf(&b, "wish %s: %s\n", wishName(p, m.Wish), diaries.Explain(wishes.Outcome{Wish: m.Wish, Meeting: k}))
	}
	for k, o := range unmet(p, r) {
		if k == notesShown {
			fmt.Fprintln(&b, "and more that are not met: see --json")
			break
		}
		fmt.Fprintf(&b, "wish %s is not met: %s\n", wishName(p, o.Wish), diaries.Explain(o))
	}
	_, err := io.out.Write([]byte(b.String()))
	return err
}

// checkWishes judges a plan and its certificate from the statement of the problem.
func (c meetingsCheckCommand) checkWishes(io *streams) error {
	p, err := readWishes(c.File)
	if err != nil {
		return err
	}
	plan, certificate, err := readWishesPlan(c.Plan, p)
	if err != nil {
		return err
	}
	faults := wishes.Check(p, plan, certificate)
	bound := "no certificate"
	if certificate != nil {
		bound = fmt.Sprintf("a bound of %d", certificate.Bound)
	}
	fmt.Fprintf(io.out, "%d meetings for %d wishes, worth %d, %s, %d faults\n", len(plan.Meetings), len(p.Wishes), wishes.Value(p, plan), bound, len(faults))
	for _, fault := range faults {
		fmt.Fprintln(io.out, "broken:", fault)
	}
	if len(faults) > 0 {
		return errFound
	}
	return nil
}

type meetingsReplanCommand struct {
	File   string   `arg:"" help:"File of the wishes, JSON." type:"existingfile"`
	Plan   string   `arg:"" help:"File of the plan, as solve --json prints it." type:"existingfile"`
	Cancel []string `help:"Who cancels: ids of people." required:""`
	Moves  int      `help:"How many meetings of others may be moved." default:"5"`
}

// Run prints the changes, a meeting a line.
func (c meetingsReplanCommand) Run(ctx context.Context, io *streams) error {
	p, err := readWishes(c.File)
	if err != nil {
		return err
	}
	plan, _, err := readWishesPlan(c.Plan, p)
	if err != nil {
		return err
	}
	for _, m := range plan.Meetings {
		p.Promised = append(p.Promised, wishes.Promise{Meeting: m})
	}
	var absences []planner.Absence
	for _, id := range c.Cancel {
		i := slices.IndexFunc(p.People, func(x wishes.Person) bool { return x.ID == id })
		if i < 0 {
			return fmt.Errorf("there is nobody with the id %s", id)
		}
		absences = append(absences, planner.Absence{Person: i})
	}
	start := time.Now()
	changes, err := planner.Replan(ctx, p, absences, c.Moves)
	if err != nil {
		return err
	}
	seconds := inSeconds(time.Since(start))
	fmt.Fprintf(io.out, "%d dropped, %d moved, %d added, %.3f s\n", len(changes.Dropped), len(changes.Moved), len(changes.Added), seconds)
	for _, m := range changes.Dropped {
		fmt.Fprintf(io.out, "wish %s is dropped\n", wishName(p, m.Wish))
	}
	after := wishes.Plan{Meetings: changes.Added}
	for _, m := range changes.Moved {
		after.Meetings = append(after.Meetings, m.To)
	}
	diaries := wishes.NewDiaries(p, after)
	for k, m := range after.Meetings {
		fmt.Fprintf(io.out, "wish %s: %s\n", wishName(p, m.Wish), diaries.Explain(wishes.Outcome{Wish: m.Wish, Meeting: k}))
	}
	return nil
}
