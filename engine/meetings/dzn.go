package meetings

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// maxDZN bounds an instance file, in bytes.
const maxDZN = 16 << 20

// ReadB2BSP reads an instance of the B2B scheduling problem in MiniZinc's data format, with the fields of the
// benchmark: nBusiness, nMeetings, nTables, nTotalSlots, nMorningSlots, requested, forbidden, fixed, precedences.
// Fairness is not in the file: the difference of breaks allowed between any two people.
func ReadB2BSP(r io.Reader, fairness int) (*Timetable, error) {
	raw, err := io.ReadAll(io.LimitReader(bufio.NewReader(r), maxDZN+1))
	if err != nil {
		return nil, err
	}
	if len(raw) > maxDZN {
		return nil, fmt.Errorf("the file is longer than %d bytes", maxDZN)
	}
	fields, err := dznFields(string(raw))
	if err != nil {
		return nil, err
	}
	d := dzn{fields: fields}
	t := d.timetable()
	t.Fairness = fairness
	if d.err != nil {
		return nil, d.err
	}
	return t, t.Validate()
}

// dznFields splits "name = value;" statements. Comments begin with a per cent sign.
func dznFields(text string) (map[string]string, error) {
	fields := map[string]string{}
	var clean strings.Builder
	for line := range strings.Lines(text) {
		before, _, _ := strings.Cut(line, "%")
		clean.WriteString(before)
		clean.WriteByte('\n')
	}
	for statement := range strings.SplitSeq(clean.String(), ";") {
		name, value, ok := strings.Cut(statement, "=")
		if !ok {
			if strings.TrimSpace(statement) != "" {
				return nil, fmt.Errorf("%q is no statement of the form name = value", shorten(strings.TrimSpace(statement)))
			}
			continue
		}
		name = strings.TrimSpace(name)
		if _, twice := fields[name]; twice {
			return nil, fmt.Errorf("%s is given twice", shorten(name))
		}
		fields[name] = strings.TrimSpace(value)
	}
	return fields, nil
}

func shorten(s string) string {
	if len(s) > 60 {
		return s[:60] + "…"
	}
	return s
}

// dzn reads typed fields and keeps the first error.
type dzn struct {
	fields map[string]string
	err    error
}

func (d *dzn) fail(format string, args ...any) {
	if d.err == nil {
		d.err = fmt.Errorf(format, args...)
	}
}

func (d *dzn) field(name string) string {
	v, ok := d.fields[name]
	if !ok {
		d.fail("%s is missing", name)
	}
	return v
}

func (d *dzn) number(name string, least, most int) int {
	n, err := strconv.Atoi(d.field(name))
	if d.err == nil && (err != nil || n < least || n > most) {
		d.fail("%s is %q, and must be a whole number from %d to %d", name, shorten(d.fields[name]), least, most)
	}
	return n
}

// numbers reads a list of integers between commas; what is empty is left out.
func (d *dzn) numbers(name, text string) []int {
	var out []int
	for word := range strings.SplitSeq(text, ",") {
		word = strings.TrimSpace(word)
		if word == "" {
			continue
		}
		if from, to, ok := strings.Cut(word, ".."); ok {
			a, errA := strconv.Atoi(strings.TrimSpace(from))
			b, errB := strconv.Atoi(strings.TrimSpace(to))
			if errA != nil || errB != nil || b-a > 1000 {
				d.fail("%s holds %q, which is no range", name, shorten(word))
				return nil
			}
			for ; a <= b; a++ {
				out = append(out, a)
			}
			continue
		}
		n, err := strconv.Atoi(word)
		if err != nil {
			d.fail("%s holds %q, which is no number", name, shorten(word))
			return nil
		}
		out = append(out, n)
	}
	return out
}

// list reads [1, 2, 3].
func (d *dzn) list(name string, length int) []int {
	text, ok := strings.CutPrefix(d.field(name), "[")
	text, closed := strings.CutSuffix(text, "]")
	out := d.numbers(name, text)
	if d.err == nil && (!ok || !closed || len(out) != length) {
		d.fail("%s must be a list of %d numbers in brackets, and holds %d", name, length, len(out))
	}
	return out
}

// rows reads [|1, 2, 3, |4, 5, 6, |].
func (d *dzn) rows(name string, length, width int) [][]int {
	text, ok := strings.CutPrefix(d.field(name), "[|")
	text, closed := strings.CutSuffix(text, "|]")
	if d.err == nil && (!ok || !closed) {
		d.fail("%s must be a table between [| and |]", name)
		return nil
	}
	var out [][]int
	for line := range strings.SplitSeq(text, "|") {
		if strings.TrimSpace(line) == "" {
			continue
		}
		row := d.numbers(name, line)
		if d.err == nil && len(row) != width {
			d.fail("row %d of %s has %d numbers instead of %d", len(out)+1, name, len(row), width)
			return nil
		}
		out = append(out, row)
	}
	if d.err == nil && len(out) != length {
		d.fail("%s has %d rows instead of %d", name, len(out), length)
	}
	return out
}

// sets reads [{1, 2}, {}, {3}].
func (d *dzn) sets(name string, length int) [][]int {
	var out [][]int
	text := strings.Trim(d.field(name), "[] \n\r\t")
	for text != "" && d.err == nil {
		text = strings.TrimLeft(text, ", \n\r\t")
		body, rest, ok := strings.Cut(text, "}")
		inner, open := strings.CutPrefix(body, "{")
		if !ok || !open {
			d.fail("%s must be a list of sets between { and }", name)
			break
		}
		out = append(out, d.numbers(name, inner))
		text = strings.TrimLeft(rest, ", \n\r\t")
	}
	if d.err == nil && len(out) != length {
		d.fail("%s has %d sets instead of %d", name, len(out), length)
	}
	return out
}

// timetable puts the fields together. Numbers in the file count from 1.
func (d *dzn) timetable() *Timetable {
	people := d.number("nBusiness", 1, MaxPeople)
	count := d.number("nMeetings", 0, MaxMeetings)
	tables := d.number("nTables", 0, MaxPeople)
	slots := d.number("nTotalSlots", 1, MaxSlots)
	morning := d.number("nMorningSlots", 0, MaxSlots)
	if d.err != nil {
		return &Timetable{}
	}
	t := &Timetable{People: people, Slots: slots, Tables: make([]int, slots), Closed: make([]uint64, people)}
	for s := range t.Tables {
		t.Tables[s] = tables
	}
	requested, fixed := d.rows("requested", count, 3), d.list("fixed", count)
	forbidden, before := d.sets("forbidden", people), d.sets("precedences", count)
	if d.err != nil {
		return t
	}
	for p, set := range forbidden {
		for _, s := range set {
			if s < 0 || s > slots {
				d.fail("person %d may not meet in slot %d, and there are %d", p+1, s, slots)
				return t
			}
			if s > 0 {
				t.Closed[p] |= 1 << (s - 1)
			}
		}
	}
	all, early := uint64(1)<<slots-1, uint64(1)<<min(morning, slots)-1
	for m, row := range requested {
		if row[0] < 1 || row[0] > people || row[1] < 1 || row[1] > people || row[2] < 1 || row[2] > 3 || fixed[m] < 0 || fixed[m] > slots {
			d.fail("meeting %d names a person, session or slot that is not there", m+1)
			return t
		}
		open := [...]uint64{early, all &^ early, all}[row[2]-1]
		if fixed[m] > 0 {
			open &= 1 << (fixed[m] - 1)
		}
		t.Meetings = append(t.Meetings, Pair{A: row[0] - 1, B: row[1] - 1, Open: open})
	}
	for m, set := range before {
		for _, earlier := range set {
			t.Before = append(t.Before, [2]int{earlier - 1, m})
		}
	}
	return t
}
