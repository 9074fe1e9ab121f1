package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"counterpart/engine/designs"
	"counterpart/engine/mixer"
)

type tablesCommand struct {
	Solve   tablesSolveCommand   `cmd:"" help:"Seat people at tables over several rounds so that they meet as many new people of other parties as can be."`
	Golfers tablesGolfersCommand `cmd:"" help:"Build rounds of tables in which no two people sit together twice."`
	Check   tablesCheckCommand   `cmd:"" help:"Judge a plan and count its bound again; exit 1 when it breaks a rule."`
}

// tablesFlags say what is to be solved.
type tablesFlags struct {
	People      string `help:"File of the people, CSV or JSON; - for the standard input." required:""`
	Size        int    `help:"How many people sit at a table at most." required:""`
	Rounds      int    `help:"How many rounds there are." required:""`
	Tables      int    `help:"How many tables stand; as few as seat everybody when left out."`
	OtherAgency int    `help:"Points a new pair of two agencies is worth beside the 100 of a new pair."`
	OtherLevel  int    `help:"Points a new pair of two levels is worth beside the 100 of a new pair."`
}

func (f tablesFlags) problem() (*mixer.Problem, error) {
	file := os.Stdin
	if f.People != "-" {
		opened, err := os.Open(f.People)
		if err != nil {
			return nil, err
		}
		defer opened.Close() //nolint:errcheck // it was only read
		file = opened
	}
	p, err := mixer.Read(file)
	if err != nil {
		return nil, err
	}
	p.Size, p.Rounds, p.Tables, p.OtherAgency, p.OtherLevel = f.Size, f.Rounds, f.Tables, f.OtherAgency, f.OtherLevel
	return &p, nil
}

type tablesSolveCommand struct {
	tablesFlags
	Time time.Duration `help:"How long to look at most." default:"5s"`
	Work int           `help:"How many exchanges of seats to try at most; with it the plan is the same on every machine, if the time suffices."`
	Seed uint64        `help:"The same seed gives the same plan." default:"1"`

	Progress bool `help:"Print every better plan's points and its gap to the bound while looking."`
	JSON     bool `name:"json" help:"As JSON, with the plan table by table."`
}

// tablesResult is a plan as scripts read it.
type tablesResult struct {
	Status    string        `json:"status"`
	Points    int           `json:"points"`
	Bound     int           `json:"bound"`
	NewPairs  int           `json:"new_pairs"`
	Repeats   int           `json:"repeats"`
	SameParty int           `json:"same_party"`
	Seconds   float64       `json:"seconds"`
	Faults    []string      `json:"faults"`
	Plan      []mixer.Seats `json:"plan"`
	Notes     []tablesNote  `json:"notes"`
}

type tablesNote struct {
	Round  int      `json:"round"`
	Table  int      `json:"table"`
	People []string `json:"people"`
	Words  string   `json:"words"`
}

// Run looks for a plan until it is optimal or the time is up.
func (c tablesSolveCommand) Run(ctx context.Context, io *streams) error {
	p, err := c.problem()
	if err != nil {
		return err
	}
	limited, cancel := context.WithTimeout(ctx, c.Time)
	defer cancel()
	start := time.Now()
	result, err := mixer.Solve(limited, p, mixer.Options{Seed: c.Seed, Work: c.Work, Progress: c.tell(io)})
	if err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	out := resultOf(p, result, time.Since(start))
	if c.JSON {
		err = writeJSON(io, out)
	} else {
		err = out.print(io)
	}
	if err == nil && result.Status == mixer.Broken {
		return errFound
	}
	return err
}

// tell gives what prints how far the search is, or nil.
func (c tablesSolveCommand) tell(io *streams) func(mixer.Progress) {
	if !c.Progress || c.JSON {
		return nil
	}
	return func(p mixer.Progress) {
		fmt.Fprintf(io.out, "after %d exchanges: %d of at most %d points, gap %.2f %%\n", p.Work, p.Points, p.Bound, 100*p.Gap())
	}
}

func resultOf(p *mixer.Problem, r mixer.Result, took time.Duration) tablesResult {
	out := tablesResult{
		Status: r.Status, Points: r.Report.Points, Bound: r.Report.Bound, NewPairs: r.Report.NewPairs, Repeats: r.Report.Repeats,
		SameParty: r.Report.SameParty, Seconds: inSeconds(took), Faults: append([]string{}, r.Report.Faults...),
		Plan: r.Plan.Seats(p), Notes: []tablesNote{},
	}
	for _, n := range mixer.Explain(p, r.Plan) {
		note := tablesNote{Round: n.Round, Table: n.Table, Words: n.Words}
		for _, i := range n.People {
			note.People = append(note.People, p.People[i].ID)
		}
		out.Notes = append(out.Notes, note)
	}
	return out
}

const notesShown = 20 // more of them are for a script to read

func (r tablesResult) print(io *streams) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %d of at most %d points (%.2f %%), %d new pairs, %d repeats, %d meetings within a party, %.3f s\n",
		r.Status, r.Points, r.Bound, percent(r.Points, r.Bound), r.NewPairs, r.Repeats, r.SameParty, r.Seconds)
	for _, fault := range r.Faults {
		fmt.Fprintln(&b, "broken:", fault)
	}
	for _, s := range r.Plan {
		fmt.Fprintf(&b, "round %d table %d: %s\n", s.Round, s.Table, strings.Join(s.People, " "))
	}
	for i, n := range r.Notes {
		if i == notesShown {
			fmt.Fprintf(&b, "and %d notes more: see --json\n", len(r.Notes)-notesShown)
			break
		}
		if n.Round > 0 {
			fmt.Fprintf(&b, "round %d table %d: ", n.Round, n.Table)
		}
		fmt.Fprintln(&b, n.Words)
	}
	_, err := io.out.Write([]byte(b.String()))
	return err
}

func percent(part, whole int) float64 {
	if whole == 0 {
		return 100
	}
	return 100 * float64(part) / float64(whole)
}

func writeJSON(io *streams, v any) error {
	out := json.NewEncoder(io.out)
	out.SetIndent("", "  ")
	out.SetEscapeHTML(false)
	return out.Encode(v)
}

type tablesGolfersCommand struct {
	Tables int           `arg:"" help:"How many tables."`
	Size   int           `arg:"" help:"How many people at each."`
	Rounds int           `arg:"" optional:"" help:"How many rounds are wanted; as many as can be when left out."`
	Time   time.Duration `help:"How long to look at most." default:"60s"`
	JSON   bool          `name:"json" help:"As JSON, with the plan table by table."`
}

// golfersResult is a plan without repeats as scripts read it.
type golfersResult struct {
	Tables  int           `json:"tables"`
	Size    int           `json:"size"`
	Rounds  int           `json:"rounds"`
	Known   int           `json:"known"`
	Bound   int           `json:"bound"`
	Why     string        `json:"why"`
	Method  string        `json:"method"`
	Seconds float64       `json:"seconds"`
	Plan    []mixer.Seats `json:"plan"`
}

// Run builds the rounds, checks them and prints them; exit 1 when there are fewer than wanted.
func (c tablesGolfersCommand) Run(ctx context.Context, io *streams) error {
	limited, cancel := context.WithTimeout(ctx, c.Time)
	defer cancel()
	start := time.Now()
	d, err := designs.Golfers(limited, c.Tables, c.Size)
	if err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	took := time.Since(start)
	if c.Rounds > 0 && len(d.Rounds) > c.Rounds {
		d.Rounds = d.Rounds[:c.Rounds]
	}
	p, plan := mixer.OfDesign(d)
	report, err := mixer.Check(p, plan)
	if err != nil {
		return err
	}
	if report.Repeats > 0 || len(report.Faults) > 0 {
		return fmt.Errorf("the plan built is wrong: %d repeats, %s", report.Repeats, strings.Join(report.Faults, "; "))
	}
	out := golfersResult{
		Tables: d.Tables, Size: d.Size, Rounds: len(d.Rounds), Known: d.Known, Bound: d.Bound, Why: d.BoundWhy,
		Method: d.Method, Seconds: inSeconds(took), Plan: plan.Seats(p),
	}
	if c.JSON {
		err = writeJSON(io, out)
	} else {
		err = out.print(io)
	}
	if err == nil && len(d.Rounds) < c.Rounds {
		return errFound
	}
	return err
}

func (r golfersResult) print(io *streams) error {
	var b strings.Builder
	known := "no record known"
	if r.Known > 0 {
		known = fmt.Sprintf("best known %d", r.Known)
	}
	fmt.Fprintf(&b, "%d rounds without a repeat; %s; at most %d: %s\n%s, %.3f s\n", r.Rounds, known, r.Bound, r.Why, r.Method, r.Seconds)
	for _, s := range r.Plan {
		fmt.Fprintf(&b, "round %d table %d: %s\n", s.Round, s.Table, strings.Join(s.People, " "))
	}
	_, err := io.out.Write([]byte(b.String()))
	return err
}

type tablesCheckCommand struct {
	tablesFlags
	Plan string `arg:"" help:"File of the plan, as solve --json prints it." type:"existingfile"`
}

// Run judges a plan from the statement of the problem.
func (c tablesCheckCommand) Run(_ context.Context, io *streams) error {
	p, err := c.problem()
	if err != nil {
		return err
	}
	file, err := os.Open(c.Plan)
	if err != nil {
		return err
	}
	defer file.Close() //nolint:errcheck // it was only read
	if err := p.Validate(); err != nil {
		return err
	}
	plan, err := mixer.ReadPlan(file, p)
	if err != nil {
		return err
	}
	report, err := mixer.Check(p, plan)
	if err != nil {
		return err
	}
	fmt.Fprintf(io.out, "%s\nbound: %s\n", report, report.BoundWhy)
	for _, fault := range report.Faults {
		fmt.Fprintln(io.out, "broken:", fault)
	}
	if len(report.Faults) > 0 {
		return errFound
	}
	return nil
}
