package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/indicators"
	"counterpart/internal/results"
)

type figuresCommand struct {
	List   figuresListCommand   `cmd:"" help:"List every published figure."`
	Verify figuresVerifyCommand `cmd:"" help:"Recompute every published figure, of activities, of reports of a period and of indicators; exit 1 where one no longer holds."`
}

type figuresListCommand struct {
	dataFlags
	JSON bool `name:"json" help:"As a JSON array."`
}

// figureLine is a published figure as scripts read it.
type figureLine struct {
	Activity   string    `json:"activity"`
	Key        string    `json:"key"`
	Value      int       `json:"value"`
	Definition string    `json:"definition"`
	AsAt       time.Time `json:"as_at"`
}

// Run lists the current published figures.
func (c figuresListCommand) Run(ctx context.Context, io *streams) error {
	return withResults(ctx, c.dataFlags, io, func(service *results.Service, actor access.Actor) error {
		figures, err := service.List(ctx, actor)
		if err != nil {
			return err
		}
		if !c.JSON {
			for _, f := range figures {
				fmt.Fprintf(io.out, "%s\t%s\t%d\tas at %s\n", f.Activity, f.Key, f.Value, f.AsAt.Format(time.RFC3339))
			}
			return nil
		}
		lines := make([]figureLine, len(figures))
		for i, f := range figures {
			lines[i] = figureLine{Activity: f.Activity, Key: f.Key, Value: f.Value, Definition: f.Definition, AsAt: f.AsAt.Time}
		}
		out := json.NewEncoder(io.out)
		out.SetIndent("", "  ")
		out.SetEscapeHTML(false)
		return out.Encode(lines)
	})
}

type figuresVerifyCommand struct{ dataFlags }

// Run recomputes everything that was published, and prints what the registers no longer give.
func (c figuresVerifyCommand) Run(ctx context.Context, io *streams) error {
	figures, failing := 0, 0
	err := withResults(ctx, c.dataFlags, io, func(service *results.Service, actor access.Actor) error {
		all, err := service.List(ctx, actor)
		if err != nil {
			return err
		}
		failed, err := service.Verify(ctx, actor)
		for _, f := range failed {
			fmt.Fprintf(io.out, "%s: %s was published as %d, the registers now give %d.%s%s%s\n", f.Figure.Activity, f.Figure.Key,
				f.Figure.Value, f.Now, ids(" No longer counted: ", f.Gone), ids(" Counted now: ", f.Come), reason(f.Why))
		}
		figures, failing = len(all), len(failed)
		return err
	})
	if err != nil {
		return err
	}
	values, failed, err := c.verifyValues(ctx, io)
	if err != nil {
		return err
	}
	periods, late, err := c.verifyPeriods(ctx, io)
	if err != nil {
		return err
	}
	if failing+failed+late > 0 {
		fmt.Fprintf(io.out, "%d of %d published figures, %d of %d figures of reports of a period and %d of %d published values of indicators no longer hold.\n",
			failing, figures, late, periods, failed, values)
		return errFound
	}
	fmt.Fprintf(io.out, "All %d published figures, all %d figures of reports of a period and all %d published values of indicators hold.\n", figures, periods, values)
	return nil
}

// verifyPeriods recomputes what reports of a period published.
func (c figuresVerifyCommand) verifyPeriods(ctx context.Context, io *streams) (figures, failed int, err error) {
	a, err := c.open(ctx, io)
	if err != nil {
		return 0, 0, err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	actor := access.System("command line", indicators.RightVerify)
	all, err := a.Periodic.List(ctx, actor)
	if err != nil {
		return 0, 0, err
	}
	failures, err := a.Periodic.Verify(ctx, actor)
	for _, f := range failures {
		fmt.Fprintf(io.out, "%s over %s was published as %s, the registers now give %s.%s%s%s%s\n", f.Figure.Key, f.Figure.Code, orNothing(f.Figure.Value), orNothing(f.Now),
			ids(" No longer counted: ", f.Gone), ids(" Counted now: ", f.Come), ids(" Counted otherwise: ", f.Changed), reason(f.Why))
	}
	return len(all), len(failures), err
}

func orNothing(value string) string {
	if value == "" {
		return "nothing"
	}
	return value
}

// verifyValues recomputes the values of indicators. Those that were entered have nothing to be computed from.
func (c figuresVerifyCommand) verifyValues(ctx context.Context, io *streams) (values, failed int, err error) {
	a, err := c.open(ctx, io)
	if err != nil {
		return 0, 0, err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	actor := access.System("command line", indicators.RightVerify)
	all, err := a.Indicators.List(ctx, actor)
	if err != nil {
		return 0, 0, err
	}
	failures, err := a.Indicators.Verify(ctx, actor)
	for _, f := range failures {
		fmt.Fprintf(io.out, "%s of %s was published as %s, the registers now give %s.%s%s%s%s\n", f.Value.Code, f.Value.Period, f.Value.Value, orNothing(f.Now),
			ids(" No longer counted: ", f.Gone), ids(" Counted now: ", f.Come), ids(" Counted otherwise: ", f.Changed), reason(f.Why))
	}
	return len(all), len(failures), err
}

func ids(words string, list []string) string {
	if len(list) == 0 {
		return ""
	}
	return words + strings.Join(list, ", ") + "."
}

func reason(why string) string {
	if why == "" {
		return ""
	}
	return " " + why
}

// withResults opens the data for one command and closes it again.
func withResults(ctx context.Context, flags dataFlags, io *streams, do func(*results.Service, access.Actor) error) error {
	a, err := flags.open(ctx, io)
	if err != nil {
		return err
	}
	return errors.Join(do(results.New(a.DB), access.System("command line", results.RightVerify)), a.Close())
}
