package mixer

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxFile is how many bytes a file of people may have.
const MaxFile = 64 << 20

// Read reads people, and what is said about pairs of them, as CSV or JSON.
//
// CSV has a first line of column names: id and, in any order, name, party, agency, languages, level, host
// and absent. Languages and rounds of absence are separated by semicolons or blanks. A column pairs may say
// "must:ID", "forbidden:ID", "known:ID" or "known:ID:PERCENT", several separated by semicolons.
//
// JSON is a list of people, objects with the same names (languages and absent are lists), or an object
// with people, forbidden and must (lists of [ID, ID]), known (lists of [ID, ID, PERCENT]) and held, the
// rounds that took place, each a list of tables, each a list of ids.
//
// Everything wrong is listed at once, with lines.
func Read(r io.Reader) (Problem, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxFile+1))
	if err != nil {
		return Problem{}, err
	}
	if len(data) > MaxFile {
		return Problem{}, &Invalid{[]string{fmt.Sprintf("the file has more than %d bytes", MaxFile)}}
	}
	data = bytes.TrimPrefix(data, []byte("\uFEFF")) // spreadsheets put a mark in front
	if !utf8.Valid(data) {
		return Problem{}, &Invalid{[]string{"the file is not in UTF-8"}}
	}
	f := &reader{index: map[string]int{}}
	switch trimmed := bytes.TrimLeft(data, " \t\r\n"); {
	case len(trimmed) == 0:
		f.faults.add("the file is empty")
	case trimmed[0] == '{' || trimmed[0] == '[':
		f.json(data)
	default:
		f.csv(data)
	}
	f.resolve()
	if err := f.faults.err(); err != nil {
		return Problem{}, err
	}
	return f.problem, nil
}

// reader gathers a problem and everything wrong with its file.
type reader struct {
	problem Problem
	faults  faults
	index   map[string]int // id to place
	named   []named
	held    [][][]string
	heldAt  int
}

// named is a pair as a file writes it.
type named struct {
	line    int
	kind    string
	a, b    string
	percent int
}

const knownPercent = 25 // what meeting an acquaintance again is worth when the file does not say

func (f *reader) person(line int, p Person) {
	if p.ID = strings.TrimSpace(p.ID); p.ID == "" {
		f.faults.add("line %d: the id is missing", line)
		return
	}
	if _, twice := f.index[p.ID]; twice {
		f.faults.add("line %d: the id %s is there already", line, p.ID)
		return
	}
	if p.Host < 0 {
		f.faults.add("line %d: host is a table number from 1", line)
	}
	for _, r := range p.Absent {
		if r < 1 || r > MaxRounds {
			f.faults.add("line %d: absent names round %d; rounds are numbered from 1 to %d", line, r, MaxRounds)
		}
	}
	f.index[p.ID] = len(f.problem.People)
	f.problem.People = append(f.problem.People, p)
	if len(f.problem.People) == MaxPeople+1 {
		f.faults.add("line %d: more than %d people", line, MaxPeople)
	}
}

// resolve turns ids into places, once all people are read.
func (f *reader) resolve() {
	find := func(line int, id string) int {
		i, there := f.index[id]
		if !there {
			f.faults.add("line %d: there is nobody with the id %s", line, id)
		}
		return i
	}
	for _, n := range f.named {
		pair := Pair{find(n.line, n.a), find(n.line, n.b)}
		if n.a == n.b {
			f.faults.add("line %d: %s is paired with itself", n.line, n.a)
		}
		switch n.kind {
		case "must":
			f.problem.Must = append(f.problem.Must, pair)
		case "forbidden":
			f.problem.Forbidden = append(f.problem.Forbidden, pair)
		case "known":
			if n.percent < 0 || n.percent > 100 {
				f.faults.add("line %d: %d is no percentage from 0 to 100", n.line, n.percent)
			}
			f.problem.Known = append(f.problem.Known, Known{pair, n.percent})
		}
	}
	for _, round := range f.held {
		tables := [][]int{}
		for _, table := range round {
			people := []int{}
			for _, id := range table {
				people = append(people, find(f.heldAt, id))
			}
			tables = append(tables, people)
		}
		f.problem.Held = append(f.problem.Held, tables)
	}
}

var columns = []string{"id", "name", "party", "agency", "languages", "level", "host", "absent", "pairs"}

func (f *reader) csv(data []byte) {
	rows := csv.NewReader(bufio.NewReader(bytes.NewReader(data)))
	rows.FieldsPerRecord = -1
	head, err := rows.Read()
	if err != nil {
		f.faults.add("line 1: %v", err)
		return
	}
	at := map[string]int{}
	for i, name := range head {
		name = strings.ToLower(strings.TrimSpace(name))
		if !slices.Contains(columns, name) {
			f.faults.add("line 1: there is no column %q; the columns are %s", name, strings.Join(columns, ", "))
		} else if _, twice := at[name]; twice {
			f.faults.add("line 1: the column %s is there twice", name)
		}
		at[name] = i
	}
	if _, there := at["id"]; !there {
		f.faults.add("line 1: the column id is missing")
		return
	}
	for len(f.faults.words) < maxFaults && len(f.problem.People) <= MaxPeople {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			return
		}
		var parse *csv.ParseError
		if errors.As(err, &parse) {
			f.faults.add("line %d: %v", parse.Line, parse.Err)
			continue
		} else if err != nil {
			f.faults.add("%v", err)
			return
		}
		line, _ := rows.FieldPos(0) // only of a row that was read
		if len(row) != len(head) {
			f.faults.add("line %d: %d fields instead of %d", line, len(row), len(head))
			continue
		}
		f.row(line, func(name string) string {
			if i, there := at[name]; there {
				return strings.TrimSpace(row[i])
			}
			return ""
		})
	}
}

func (f *reader) row(line int, field func(string) string) {
	p := Person{
		ID: field("id"), Name: field("name"), Party: field("party"), Agency: field("agency"), Level: field("level"),
		Languages: words(field("languages")),
	}
	number := func(column, text string) int {
		n, err := strconv.Atoi(text)
		if err != nil {
			f.faults.add("line %d: %s is %q and not a number", line, column, text)
		}
		return n
	}
	if host := field("host"); host != "" {
		p.Host = number("host", host)
	}
	for _, round := range words(field("absent")) {
		if n := number("absent", round); n != 0 {
			p.Absent = append(p.Absent, n)
		}
	}
	for entry := range strings.SplitSeq(field("pairs"), ";") {
		if entry = strings.TrimSpace(entry); entry != "" {
			f.pair(line, p.ID, strings.Split(entry, ":"))
		}
	}
	f.person(line, p)
}

// pair reads "kind:ID" or "known:ID:PERCENT".
func (f *reader) pair(line int, id string, parts []string) {
	n := named{line: line, kind: parts[0], a: id, percent: knownPercent}
	known := n.kind == "known"
	if len(parts) < 2 || len(parts) > 3 || len(parts) == 3 && !known || !known && n.kind != "must" && n.kind != "forbidden" {
		f.faults.add("line %d: pairs is %q; it is must:ID, forbidden:ID, known:ID or known:ID:PERCENT", line, strings.Join(parts, ":"))
		return
	}
	n.b = strings.TrimSpace(parts[1])
	if len(parts) == 3 {
		percent, err := strconv.Atoi(strings.TrimSuffix(parts[2], "%"))
		if err != nil {
			f.faults.add("line %d: %q is no percentage", line, parts[2])
			return
		}
		n.percent = percent
	}
	f.named = append(f.named, n)
}

func words(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == ';' || unicode.IsSpace(r) })
}
