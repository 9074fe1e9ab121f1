package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/results"
)

type figuresCommand struct {
	List   figuresListCommand   `cmd:"" help:"List every published figure."`
	Verify figuresVerifyCommand `cmd:"" help:"Recompute every published figure; exit 1 where one no longer holds."`
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

// Run recomputes every published figure and prints those that the registers no longer give.
func (c figuresVerifyCommand) Run(ctx context.Context, io *streams) error {
	return withResults(ctx, c.dataFlags, io, func(service *results.Service, actor access.Actor) error {
		figures, err := service.List(ctx, actor)
		if err != nil {
			return err
		}
		failing, err := service.Verify(ctx, actor)
		if err != nil {
			return err
		}
		for _, f := range failing {
			fmt.Fprintf(io.out, "%s: %s was published as %d, the registers now give %d.%s%s%s\n", f.Figure.Activity, f.Figure.Key,
				f.Figure.Value, f.Now, ids(" No longer counted: ", f.Gone), ids(" Counted now: ", f.Come), reason(f.Why))
		}
		if len(failing) > 0 {
			fmt.Fprintf(io.out, "%d of %d published figures no longer hold.\n", len(failing), len(figures))
			return errFound
		}
		fmt.Fprintf(io.out, "All %d published figures hold.\n", len(figures))
		return nil
	})
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
