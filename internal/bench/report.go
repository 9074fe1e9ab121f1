package main

import (
	"bytes"
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

// part is a part of the document that the bench writes, between two marks.
type part struct{ begin, end string }

var (
	figuresPart = part{"<!-- figures: written by make bench -->", "<!-- end of figures -->"}
	besidePart  = part{"<!-- beside: written by make bench-meet -->", "<!-- end of beside -->"}
)

// rewrite puts what write says in the place of a part of a document.
func (p part) rewrite(file string, write func(io.Writer)) error {
	raw, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	before, rest, found := bytes.Cut(raw, []byte(p.begin))
	_, after, ended := bytes.Cut(rest, []byte(p.end))
	if !found || !ended {
		return fmt.Errorf("%s has no marks %s and %s between which to write the figures", file, p.begin, p.end)
	}
	var b bytes.Buffer
	b.Write(before)
	b.WriteString(p.begin + "\n\n")
	write(&b)
	b.WriteString(p.end)
	b.Write(after)
	return os.WriteFile(file, b.Bytes(), 0o644)
}

func (m machine) write(w io.Writer, how string) {
	fmt.Fprintf(w, "Measured on %s: %s\n\n", m.Day, how)
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
