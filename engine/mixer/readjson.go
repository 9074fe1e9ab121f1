package mixer

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
)

// stream decodes JSON piece by piece and knows the line it is at.
type stream struct {
	data    []byte
	decoder *json.Decoder
	counted int64 // bytes whose lines are counted
	lines   int
}

func newStream(data []byte) *stream {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	return &stream{data: data, decoder: d, lines: 1}
}

// line is that of the next piece.
func (s *stream) line() int {
	at := s.decoder.InputOffset()
	for at < int64(len(s.data)) && bytes.IndexByte([]byte(" \t\r\n,:"), s.data[at]) >= 0 {
		at++
	}
	if at > s.counted {
		s.lines += bytes.Count(s.data[s.counted:at], []byte("\n"))
		s.counted = at
	}
	return s.lines
}

// open takes one opening or closing mark.
func (s *stream) open(mark json.Delim) error {
	line := s.line()
	token, err := s.decoder.Token()
	if err != nil {
		return fmt.Errorf("line %d: %s", line, jsonWords(err))
	}
	if token != mark {
		return fmt.Errorf("line %d: %v where %q is expected", line, token, mark.String())
	}
	return nil
}

// each calls read at every element of a list.
func (s *stream) each(read func(line int) error) error {
	if err := s.open('['); err != nil {
		return err
	}
	for s.decoder.More() {
		if err := read(s.line()); err != nil {
			return err
		}
	}
	return s.open(']')
}

func jsonWords(err error) string {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return "this is not JSON: " + syntax.Error()
	case errors.As(err, &kind):
		return fmt.Sprintf("%s is a %s and should be a %s", kind.Field, kind.Value, kind.Type)
	default:
		return err.Error()
	}
}

func (f *reader) json(data []byte) {
	s := newStream(data)
	var err error
	if bytes.HasPrefix(bytes.TrimLeft(data, " \t\r\n"), []byte("[")) {
		err = f.people(s)
	} else {
		err = f.object(s)
	}
	if err == nil && s.decoder.More() {
		err = fmt.Errorf("line %d: there is more after the end", s.line())
	}
	if err != nil {
		f.faults.add("%v", err)
	}
}

func (f *reader) object(s *stream) error {
	if err := s.open('{'); err != nil {
		return err
	}
	for s.decoder.More() {
		line := s.line()
		token, err := s.decoder.Token()
		if err != nil {
			return fmt.Errorf("line %d: %s", line, jsonWords(err))
		}
		switch token {
		case "people":
			err = f.people(s)
		case "must", "forbidden", "known":
			err = f.pairs(s, token.(string)) //nolint:forcetypeassert // the case says so
		case "held":
			f.heldAt = s.line()
			if err = s.decoder.Decode(&f.held); err != nil {
				err = fmt.Errorf("line %d: held: %s", f.heldAt, jsonWords(err))
			}
		default:
			err = fmt.Errorf("line %d: there is no field %v; the fields are people, must, forbidden, known and held", line, token)
		}
		if err != nil {
			return err
		}
	}
	return s.open('}')
}

func (f *reader) people(s *stream) error {
	return s.each(func(line int) error {
		var p struct {
			ID        string   `json:"id"`
			Name      string   `json:"name"`
			Party     string   `json:"party"`
			Agency    string   `json:"agency"`
			Level     string   `json:"level"`
			Languages []string `json:"languages"`
			Host      int      `json:"host"`
			Absent    []int    `json:"absent"`
		}
		if err := s.decoder.Decode(&p); err != nil {
			var kind *json.UnmarshalTypeError
			if !errors.As(err, &kind) {
				return fmt.Errorf("line %d: %s", line, jsonWords(err))
			}
			f.faults.add("line %d: %s", line, jsonWords(err)) // the decoder has read on: more may be wrong
			return nil
		}
		f.person(line, Person(p))
		return nil
	})
}

func (f *reader) pairs(s *stream, kind string) error {
	return s.each(func(line int) error {
		var parts []any
		if err := s.decoder.Decode(&parts); err != nil {
			return fmt.Errorf("line %d: %s", line, jsonWords(err))
		}
		n := named{line: line, kind: kind, percent: knownPercent}
		ok := len(parts) == 2 || len(parts) == 3 && kind == "known"
		if ok {
			var a, b bool
			n.a, a = parts[0].(string)
			n.b, b = parts[1].(string)
			ok = a && b
		}
		if ok && len(parts) == 3 {
			percent, number := parts[2].(float64)
			n.percent, ok = int(percent), number && percent >= 0 && percent <= 100
		}
		if !ok {
			f.faults.add("line %d: %s holds [ID, ID]%s", line, kind, map[bool]string{true: " or [ID, ID, PERCENT]"}[kind == "known"])
			return nil
		}
		f.named = append(f.named, n)
		return nil
	})
}
