package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"counterpart/internal/access"
	"counterpart/internal/iati/publishing"
)

type exportCommand struct {
	IATI exportIATICommand `cmd:"" name:"iati" help:"Write the activities and results that may leave as a file of the IATI standard 2.03."`
}

type exportIATICommand struct {
	dataFlags
	Out     string `help:"File to write; - for the standard output." required:""`
	BaseURL string `name:"base-url" help:"Address of the public pages, under which reports are named as documents; none are named without it."`
}

// Run writes the file. It appears whole or not at all.
func (c exportIATICommand) Run(ctx context.Context, out *streams) error {
	a, err := c.open(ctx, out)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	service, actor := publishing.New(a.DB, c.BaseURL), access.System("command line", publishing.RightExport)
	if c.Out == "-" {
		_, err = service.Export(ctx, actor, out.out)
		return err
	}
	sum, err := c.writeFile(func(w io.Writer) (publishing.Summary, error) { return service.Export(ctx, actor, w) })
	if err != nil {
		return err
	}
	withheld := 0
	for _, w := range sum.Withheld {
		withheld += w.Count
	}
	_, err = fmt.Fprintf(out.out, "%s: %d activities, %d initiatives, %d values of %d indicators, %d documents.\nWithheld: %d activities by their label, %d values and %d divisions as too small. Left out: %d.\n",
		c.Out, sum.Activities, sum.Initiatives, sum.Values, sum.Indicators, sum.Documents, withheld, sum.SmallValues, sum.SmallGroups, sum.Left)
	return err
}

func (c exportIATICommand) writeFile(write func(io.Writer) (publishing.Summary, error)) (publishing.Summary, error) {
	file, err := os.CreateTemp(filepath.Dir(c.Out), ".export-*")
	if err != nil {
		return publishing.Summary{}, err
	}
	w := bufio.NewWriterSize(file, 1<<16)
	sum, err := write(w)
	if err == nil {
		err = w.Flush()
	}
	if err == nil {
		err = file.Chmod(0o644)
	}
	if err = errors.Join(err, file.Close()); err == nil {
		err = os.Rename(file.Name(), c.Out)
	}
	if err != nil {
		return sum, errors.Join(err, os.Remove(file.Name()))
	}
	return sum, nil
}
