package match

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// A CSV file has a header of these columns in any order; only id is needed. Several values stand in one cell between semicolons,
// what belongs to a value follows a colon: "asylum:3; returns", "p17:must", "p4:6" (months), "known:p9".
var columns = map[string]func(*Person, string) error{
	"id":          func(p *Person, s string) error { p.ID = s; return nil },
	"name":        func(p *Person, s string) error { p.Name = s; return nil },
	"party":       func(p *Person, s string) error { p.Party = s; return nil },
	"agency":      func(p *Person, s string) error { p.Agency = s; return nil },
	"post":        func(p *Person, s string) error { p.Post = s; return nil },
	"region":      func(p *Person, s string) error { p.Region = s; return nil },
	"level":       func(p *Person, s string) (err error) { p.Level, err = amount(s, 0); return err },
	"languages":   func(p *Person, s string) error { p.Languages = cells(s); return nil },
	"wants":       func(p *Person, s string) error { p.Wants = cells(s); return nil },
	"vetoes":      func(p *Person, s string) error { p.Vetoes = cells(s); return nil },
	"offers":      func(p *Person, s string) (err error) { p.Offers, err = interests(s); return err },
	"seeks":       func(p *Person, s string) (err error) { p.Seeks, err = interests(s); return err },
	"wishes":      readWishes,
	"met":         readMet,
	"corrections": readCorrections,
	"consent":     func(p *Person, s string) (err error) { p.Consent, err = ParseFields(cells(s)); return err },
}

func readCSV(data []byte, in *Input, at *lines, faults *Faults) {
	r := csv.NewReader(bytes.NewReader(data))
	r.FieldsPerRecord, r.TrimLeadingSpace = -1, true
	header, err := r.Read()
	if err != nil {
		faults.add(1, "file", "has no header: %v", err)
		return
	}
	for i, name := range header {
		header[i] = strings.ToLower(strings.TrimSpace(name))
		switch {
		case columns[header[i]] == nil:
			faults.add(1, "header", "has a column %.40q; the columns are id, name, party, agency, post, region, level, languages, offers, seeks, wants, wishes, vetoes, met, corrections, consent", name)
		case slices.Contains(header[:i], header[i]):
			faults.add(1, "header", "has the column %q twice", header[i])
		}
	}
	if !slices.Contains(header, "id") {
		faults.add(1, "header", "has no column id")
	}
	if len(faults.List) > 0 {
		return
	}
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			return
		}
		var broken *csv.ParseError
		if errors.As(err, &broken) {
			faults.add(broken.StartLine, "row", "cannot be read: %v", broken.Err)
			continue
		}
		line, _ := r.FieldPos(0)
		in.People, at.people = append(in.People, row(header, record, line, faults)), append(at.people, line)
	}
}

func row(header, record []string, line int, faults *Faults) Person {
	var p Person
	if len(record) != len(header) {
		faults.add(line, "row", "has %d cells, the header %d", len(record), len(header))
	}
	for i, cell := range record[:min(len(record), len(header))] {
		if err := columns[header[i]](&p, strings.TrimSpace(cell)); err != nil {
			faults.add(line, "column "+header[i], "%v", err)
		}
	}
	return p
}

// cells are the values of a cell.
func cells(s string) []string {
	var list []string
	for part := range strings.SplitSeq(s, ";") {
		if part = strings.TrimSpace(part); part != "" {
			list = append(list, part)
		}
	}
	return list
}

// amount reads a whole number; an empty one is what is usual.
func amount(s string, usual int) (int, error) {
	if s == "" {
		return usual, nil
	}
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil {
		return 0, fmt.Errorf("%.40q is no number", s)
	}
	return n, nil
}

// split parts a value from what follows its last colon.
func split(s string) (value, after string) {
	if at := strings.LastIndexByte(s, ':'); at >= 0 {
		return strings.TrimSpace(s[:at]), strings.TrimSpace(s[at+1:])
	}
	return s, ""
}

func interests(s string) ([]Interest, error) {
	var list []Interest
	for _, part := range cells(s) {
		topic, after := split(part)
		priority, err := amount(after, 0)
		if err != nil {
			return nil, fmt.Errorf("the priority of %.40q: %w", topic, err)
		}
		list = append(list, Interest{topic, priority})
	}
	return list, nil
}

func readWishes(p *Person, s string) error {
	for _, part := range cells(s) {
		id, kind := split(part)
		if kind == "" {
			kind = Want
		}
		p.Wishes = append(p.Wishes, Wish{id, kind})
	}
	return nil
}

func readMet(p *Person, s string) error {
	for _, part := range cells(s) {
		id, after := split(part)
		months, err := amount(after, 0)
		if err != nil {
			return fmt.Errorf("the months since %.40q: %w", id, err)
		}
		p.Met = append(p.Met, Meeting{id, months})
	}
	return nil
}

func readCorrections(p *Person, s string) error {
	for _, part := range cells(s) {
		kind, what, _ := strings.Cut(part, ":")
		c := Correction{Kind: strings.TrimSpace(kind), Person: strings.TrimSpace(what)}
		if c.Kind == NotTopic {
			c.Topic, c.Person = c.Person, ""
		}
		p.Corrections = append(p.Corrections, c)
	}
	return nil
}
