package match

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// MaxBytes is how much of a file is read.
const MaxBytes = 1 << 30

// lines are the lines of a file at which records begin. Of a nil one every line is 0, unknown.
type lines struct{ topics, people []int }

func (l *lines) topic(i int) int {
	if l == nil || i >= len(l.topics) {
		return 0
	}
	return l.topics[i]
}

func (l *lines) person(i int) int {
	if l == nil || i >= len(l.people) {
		return 0
	}
	return l.people[i]
}

// Read reads people as JSON or, when the first character is not a brace, as CSV. Topics may be given beside the file; those
// of a JSON file count when none are. Where neither gives any, as in a plain CSV file, every topic named is one without a parent. Everything
// that is wrong is listed at once, as *Faults with lines.
func Read(r io.Reader, topics []Topic) (*Input, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return nil, err
	}
	if len(data) > MaxBytes {
		return nil, fmt.Errorf("the file is larger than %d bytes", MaxBytes)
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	faults, at, in := &Faults{}, &lines{}, &Input{}
	if !utf8.Valid(data) {
		faults.add(1, "file", "is not UTF-8")
	} else if start := bytes.TrimLeft(data, " \t\r\n"); len(start) > 0 && start[0] == '{' {
		readJSON(data, in, at, faults)
	} else {
		readCSV(data, in, at, faults)
	}
	if len(topics) > 0 {
		in.Topics, at.topics = topics, nil
	} else if len(in.Topics) == 0 {
		in.Topics = named(in.People)
	}
	// Records that could be read are checked even when others could not.
	var more *Faults
	if errors.As(in.check(at), &more) {
		for _, f := range more.List {
			faults.add(f.Line, f.Where, "%s", f.Words)
		}
		faults.More += more.More
	}
	slices.SortStableFunc(faults.List, func(a, b Fault) int { return a.Line - b.Line })
	if err := faults.err(); err != nil {
		return nil, err
	}
	return in, nil
}

// named are the topics that people name, each once.
func named(people []Person) []Topic {
	var list []Topic
	seen := map[string]bool{}
	for i := range people {
		for _, interests := range [][]Interest{people[i].Offers, people[i].Seeks} {
			for _, x := range interests {
				if !seen[x.Topic] {
					seen[x.Topic] = true
					list = append(list, Topic{Code: x.Topic})
				}
			}
		}
	}
	return list
}

// jsonReader walks a JSON file record by record, so that one wrong record hides no other.
type jsonReader struct {
	data   []byte
	dec    *json.Decoder
	faults *Faults
	line   int
	upTo   int // how far lines are counted
}

func readJSON(data []byte, in *Input, at *lines, faults *Faults) {
	r := &jsonReader{data: data, dec: json.NewDecoder(bytes.NewReader(data)), faults: faults, line: 1}
	if err := r.file(in, at); err != nil {
		r.here()
		faults.add(r.line, "file", "is not the JSON expected: %s", plain(err))
	}
}

func (r *jsonReader) file(in *Input, at *lines) error {
	if err := r.open('{'); err != nil {
		return err
	}
	for r.dec.More() {
		name, err := r.dec.Token()
		if err != nil {
			return err
		}
		switch name {
		case "topics":
			err = records(r, &in.Topics, &at.topics, "topic")
		case "people":
			err = records(r, &in.People, &at.people, "person")
		default:
			r.here()
			r.faults.add(r.line, "file", "has %.40q, which is neither topics nor people", name)
			var skip json.RawMessage
			err = r.dec.Decode(&skip)
		}
		if err != nil {
			return err
		}
	}
	if _, err := r.dec.Token(); err != nil {
		return err
	}
	if _, err := r.dec.Token(); !errors.Is(err, io.EOF) {
		return errors.New("something follows the end")
	}
	return nil
}

func (r *jsonReader) open(want json.Delim) error {
	token, err := r.dec.Token()
	if err == nil && token != want {
		err = fmt.Errorf("%s expected", want)
	}
	return err
}

// here moves the line to where the next record begins.
func (r *jsonReader) here() {
	to := int(r.dec.InputOffset())
	for to < len(r.data) && strings.IndexByte(" \t\r\n,:", r.data[to]) >= 0 {
		to++
	}
	r.line += bytes.Count(r.data[r.upTo:max(to, r.upTo)], []byte("\n"))
	r.upTo = max(to, r.upTo)
}

// records reads an array, noting the line of each record and what is wrong with it.
func records[T any](r *jsonReader, into *[]T, at *[]int, kind string) error {
	if err := r.open('['); err != nil {
		return err
	}
	for r.dec.More() {
		r.here()
		var raw json.RawMessage
		if err := r.dec.Decode(&raw); err != nil {
			return err
		}
		var record T
		strict := json.NewDecoder(bytes.NewReader(raw))
		strict.DisallowUnknownFields()
		if err := strict.Decode(&record); err != nil {
			r.faults.add(r.line, fmt.Sprintf("%s %d", kind, len(*into)+1), "%s", plain(err))
		}
		*into, *at = append(*into, record), append(*at, r.line)
	}
	_, err := r.dec.Token()
	return err
}

// plain takes the names of Go from an error of the JSON reader.
func plain(err error) string {
	var typed *json.UnmarshalTypeError
	if errors.As(err, &typed) {
		return fmt.Sprintf("%s holds a %s", typed.Field, typed.Value)
	}
	return strings.TrimPrefix(err.Error(), "json: ")
}
