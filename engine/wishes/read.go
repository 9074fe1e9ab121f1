package wishes

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"unicode/utf8"
)

// MaxFile is how many bytes a file may have.
const MaxFile = 1 << 30

// The lists of a file, in the order in which they are understood: what is named comes before what names it.
var lists = []string{"slots", "rooms", "people", "parties", "wishes", "exclusives", "precedences", "interpreters", "promised"}

// Read reads a problem as JSON; docs/algorithms/meetings.md describes it. Everything wrong is listed at once, as *Invalid.
func Read(r io.Reader) (*Problem, error) {
	data, err := readAll(r)
	if err != nil {
		return nil, err
	}
	f := &reader{problem: &Problem{}, names: map[string]map[string]int{}}
	parts, err := f.object(data, lists)
	if err != nil {
		return nil, &Invalid{[]string{err.Error()}}
	}
	for _, list := range lists {
		f.list(list, parts[list])
	}
	if err := f.faults.err(); err != nil {
		return nil, err
	}
	return f.problem, f.problem.Validate()
}

func readAll(r io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxFile+1))
	switch {
	case err != nil:
		return nil, err
	case len(data) > MaxFile:
		return nil, &Invalid{[]string{fmt.Sprintf("the file has more than %d bytes", MaxFile)}}
	case !utf8.Valid(data):
		return nil, &Invalid{[]string{"the file is not in UTF-8"}}
	}
	return bytes.TrimPrefix(data, []byte("\ufeff")), nil
}

// reader gathers a problem and everything wrong with its file.
type reader struct {
	problem *Problem
	faults  faults
	names   map[string]map[string]int // by list: id to place
}

// object cuts an object into its fields.
func (f *reader) object(data []byte, fields []string) (map[string]json.RawMessage, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	if token, err := d.Token(); err != nil {
		return nil, fmt.Errorf("this is not JSON: %s", jsonWords(err))
	} else if token != json.Delim('{') {
		return nil, fmt.Errorf("an object is expected, not %v", token)
	}
	out := map[string]json.RawMessage{}
	for d.More() {
		token, err := d.Token()
		if err != nil {
			return nil, fmt.Errorf("this is not JSON: %s", jsonWords(err))
		}
		name, _ := token.(string)
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return nil, fmt.Errorf("%s: %s", name, jsonWords(err))
		}
		if !slices.Contains(fields, name) {
			return nil, fmt.Errorf("there is no field %s; the fields are %v", name, fields)
		}
		if _, twice := out[name]; twice {
			return nil, fmt.Errorf("%s is there twice", name)
		}
		out[name] = value
	}
	if _, err := d.Token(); err != nil {
		return nil, fmt.Errorf("this is not JSON: %s", jsonWords(err))
	}
	if d.More() {
		return nil, errors.New("there is more after the end")
	}
	return out, nil
}

func jsonWords(err error) string {
	var kind *json.UnmarshalTypeError
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "it ends too early"
	case errors.As(err, &kind) && kind.Field != "":
		return fmt.Sprintf("%s is a %s and should be a %s", kind.Field, kind.Value, kind.Type)
	}
	return err.Error()
}

// list reads one list, element by element, so that a long one is held only once.
func (f *reader) list(list string, data json.RawMessage) {
	if len(data) == 0 || string(data) == "null" {
		return
	}
	f.names[list] = map[string]int{}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if token, err := d.Token(); err != nil || token != json.Delim('[') {
		f.faults.add("%s is no list", list)
		return
	}
	for n := 0; d.More(); n++ {
		err := f.element(list, n, d)
		var kind *json.UnmarshalTypeError
		if err != nil {
			f.faults.add("%s %d: %s", list, n+1, jsonWords(err))
			if !errors.As(err, &kind) { // otherwise the decoder has read on, and more may be wrong
				return
			}
		}
	}
}

func (f *reader) element(list string, n int, d *json.Decoder) error {
	switch list {
	case "slots":
		return f.slot(n, d)
	case "rooms":
		return f.room(n, d)
	case "people":
		return f.person(n, d)
	case "parties":
		var x partyJSON
		err := d.Decode(&x)
		f.problem.Parties = append(f.problem.Parties, Party(x))
		return err
	case "wishes":
		return f.wish(n, d)
	case "exclusives":
		var ids []string
		err := d.Decode(&ids)
		f.problem.Exclusives = append(f.problem.Exclusives, Exclusive{f.places(list, n, "people", ids)})
		return err
	case "precedences":
		var ids [2]string
		err := d.Decode(&ids)
		x := f.places(list, n, "wishes", ids[:])
		f.problem.Precedences = append(f.problem.Precedences, Precedence{x[0], x[1]})
		return err
	case "interpreters":
		var x interpreterJSON
		err := d.Decode(&x)
		f.name(list, n, &x.ID)
		f.problem.Interpreters = append(f.problem.Interpreters, Interpreter{x.ID, x.Languages, f.places(list, n, "slots", x.Closed)})
		return err
	}
	return f.promise(n, d)
}

// name enters the id of an element; one without is called by its number.
func (f *reader) name(list string, n int, id *string) {
	if *id == "" {
		*id = strconv.Itoa(n + 1)
	}
	if _, twice := f.names[list][*id]; twice {
		f.faults.add("%s %d: the id %s is there already", list, n+1, *id)
	}
	f.names[list][*id] = n
}

// place finds what an id names in another list.
func (f *reader) place(list string, n int, in, id string) int {
	i, there := f.names[in][id]
	if !there {
		f.faults.add("%s %d: there is no %q among the %s", list, n+1, id, in)
	}
	return i
}

func (f *reader) places(list string, n int, in string, ids []string) []int {
	var out []int
	for _, id := range ids {
		out = append(out, f.place(list, n, in, id))
	}
	return out
}

func (f *reader) slot(n int, d *json.Decoder) error {
	var x slotJSON
	err := d.Decode(&x)
	f.name("slots", n, &x.ID)
	start, ok := minutes(x.Start)
	if !ok {
		f.faults.add("slots %d: %q is no time as 09:30", n+1, x.Start)
	}
	f.problem.Slots = append(f.problem.Slots, Slot{x.ID, max(x.Day, 1), x.Session, start, x.Length})
	return err
}

func (f *reader) room(n int, d *json.Decoder) error {
	var x roomJSON
	err := d.Decode(&x)
	f.name("rooms", n, &x.ID)
	f.problem.Rooms = append(f.problem.Rooms, Room{x.ID, x.Tables, x.Seats, x.Features, f.places("rooms", n, "slots", x.Closed)})
	return err
}

func (f *reader) person(n int, d *json.Decoder) error {
	var x personJSON
	err := d.Decode(&x)
	f.name("people", n, &x.ID)
	p := Person{ID: x.ID, Name: x.Name, Party: x.Party, Languages: x.Languages, Minimum: x.Minimum, Maximum: x.Maximum, InARow: x.InARow}
	for _, c := range x.Closed {
		p.Closed = append(p.Closed, Closed{f.place("people", n, "slots", c.Slot), c.Why, c.Public})
	}
	f.problem.People = append(f.problem.People, p)
	return err
}

func (f *reader) wish(n int, d *json.Decoder) error {
	var x wishJSON
	err := d.Decode(&x)
	f.name("wishes", n, &x.ID)
	w := Wish{
		ID: x.ID, People: f.places("wishes", n, "people", x.People), Weight: 1, Session: x.Session,
		Only: f.places("wishes", n, "slots", x.Only), Closed: f.places("wishes", n, "slots", x.Closed), Length: x.Length, Needs: x.Needs,
	}
	if x.Weight != nil {
		w.Weight = *x.Weight
	}
	level := slices.Index(levels, x.Level)
	if level < 0 && x.Level != "" {
		f.faults.add("wishes %d: the level %q is none of %v", n+1, x.Level, levels)
	}
	w.Level = Level(max(level, 0)) //nolint:gosec // three of them
	for _, s := range x.Sharers {
		w.Sharers = append(w.Sharers, Sharer{slices.Index(x.People, s.For), f.place("wishes", n, "people", s.Person)})
	}
	f.problem.Wishes = append(f.problem.Wishes, w)
	return err
}

func (f *reader) promise(n int, d *json.Decoder) error {
	var x promiseJSON
	err := d.Decode(&x)
	f.problem.Promised = append(f.problem.Promised, Promise{f.meeting("promised", n, &x.meetingJSON), x.Locked, x.Price})
	return err
}

func (f *reader) meeting(list string, n int, x *meetingJSON) Meeting {
	m := Meeting{
		Wish: f.place(list, n, "wishes", x.Wish), Slot: f.place(list, n, "slots", x.Slot), Room: f.place(list, n, "rooms", x.Room),
		Table: x.Table, Sitting: f.places(list, n, "people", x.Sitting), Interpreter: -1,
	}
	if x.Interpreter != "" {
		m.Interpreter = f.place(list, n, "interpreters", x.Interpreter)
	}
	return m
}
