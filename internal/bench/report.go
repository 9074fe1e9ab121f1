package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"
)

// sheet is what was measured on one database.
type sheet struct {
	Engine     string
	Version    string
	Filled     time.Duration // how long it took to fill the database; 0 when it was there
	Bytes      int64
	Sync       time.Duration
	Results    []result
	Memory     int // of the program after all operations, in MB
	MemoryPeak int
}

func ms(d time.Duration) string { return fmt.Sprintf("%.1f ms", float64(d)/float64(time.Millisecond)) }

// each is a time per request.
func each(d time.Duration, count int) string {
	if count == 0 {
		return "-"
	}
	return fmt.Sprintf("%.2f ms", float64(d)/float64(time.Millisecond)/float64(count))
}

func (r result) aim() string {
	if r.target == 0 {
		return "-"
	}
	return fmt.Sprintf("%d ms", r.target.Milliseconds())
}

func (r result) verdict() string {
	switch {
	case r.count == 0:
		return "not measured"
	case r.target == 0 && r.failed == 0:
		return "-"
	case r.met():
		return "met"
	default:
		return "missed"
	}
}

func (r result) print(w io.Writer) {
	fmt.Fprintf(w, "%-20s %7.0f/s  p50 %9s  p99 %9s  aim %6s  %-7s %d failed  CPU %s + %s\n", r.name, r.perSec(), ms(r.p50), ms(r.p99),
		r.aim(), r.verdict(), r.failed, each(r.cpu, r.count), each(r.databaseCPU, r.count))
	if r.example != "" {
		fmt.Fprintln(w, "  for example:", r.example)
	}
}

func (s sheet) print(w io.Writer) {
	fmt.Fprintf(w, "%s (%s): %d MB of data, filled in %s, a disk sync takes %s, memory %d MB, highest %d MB\n", s.Engine, s.Version,
		s.Bytes>>20, s.Filled.Round(time.Second), ms(s.Sync), s.Memory, s.MemoryPeak)
}

// The part of the document that the bench writes stands between these.
const (
	beginMark = "<!-- figures: written by make bench -->"
	endMark   = "<!-- end of figures -->"
)

func writeDoc(file string, m machine, o options, sheets []sheet) error {
	raw, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	before, rest, found := bytes.Cut(raw, []byte(beginMark))
	_, after, ended := bytes.Cut(rest, []byte(endMark))
	if !found || !ended {
		return errors.New(file + " has no markers between which to write the figures")
	}
	var b bytes.Buffer
	b.Write(before)
	b.WriteString(beginMark + "\n\n")
	m.write(&b, o)
	for _, s := range sheets {
		s.write(&b)
	}
	b.WriteString(endMark)
	b.Write(after)
	return os.WriteFile(file, b.Bytes(), 0o644)
}

func (m machine) write(w io.Writer, o options) {
	fmt.Fprintf(w, "Measured on %s: %d people, %d requests in flight, %s for each operation after %s to warm up.\n\n",
		m.Day, o.Scale, o.Flight, o.Span, o.Span/5)
	fmt.Fprintf(w, "Machine: %s, %d cores, %d MB of memory, %s, %s. Load average of the last one and five minutes before the run: %s; after it: %s.\n\n",
		m.CPU, m.Cores, m.MemoryMB, m.OS, m.Go, m.LoadBefore, m.LoadAfter)
}

func (s sheet) write(w io.Writer) {
	fmt.Fprintf(w, "### %s\n\n", s.Engine)
	fmt.Fprintln(w, "| operation | requests/s | p50 | p99 | aim for p99 | | failed | CPU of the program, each | CPU of the database, each | bytes, each |")
	fmt.Fprintln(w, "| --- | ---: | ---: | ---: | ---: | --- | ---: | ---: | ---: | ---: |")
	for _, r := range s.Results {
		database := "in the program"
		if s.Engine != "SQLite" {
			database = each(r.databaseCPU, r.count)
		}
		fmt.Fprintf(w, "| %s | %.0f | %s | %s | %s | %s | %d | %s | %s | %d |\n", r.name, r.perSec(), ms(r.p50), ms(r.p99), r.aim(), r.verdict(),
			r.failed, each(r.cpu, r.count), database, r.bytes/int64(max(r.count, 1)))
	}
	for _, r := range s.Results {
		if r.failed > 0 {
			fmt.Fprintf(w, "\nThe last failure of %s: `%s`\n", r.name, strings.Join(strings.Fields(r.example), " "))
		}
	}
	verdict := "met"
	if s.MemoryPeak >= memoryMB {
		verdict = "missed"
	}
	fmt.Fprintf(w, "\nMemory of the program after all operations %d MB, highest %d MB (aim %d MB: %s). Database: %s; %d MB on disk", s.Memory, s.MemoryPeak,
		memoryMB, verdict, s.Version, s.Bytes>>20)
	if s.Filled > 0 {
		fmt.Fprintf(w, ", filled in %s", s.Filled.Round(time.Second))
	}
	fmt.Fprintf(w, ". The disk takes 4 KB for good in %s (median).\n\n", ms(s.Sync))
}
