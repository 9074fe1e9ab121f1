package imports

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"counterpart/internal/fault"
)

// Cells are the cells of one row; the database keeps them as JSON.
type Cells []string

// Scan reads the cells.
func (c *Cells) Scan(src any) error { return scanJSON(src, c) }

func scanJSON(src, into any) error {
	switch v := src.(type) {
	case string:
		return json.Unmarshal([]byte(v), into)
	case []byte:
		return json.Unmarshal(v, into)
	default:
		return fmt.Errorf("cannot read %T as JSON", src)
	}
}

func toJSON(v any) (string, error) {
	raw, err := json.Marshal(v)
	return string(raw), err
}

// table reads the rows of a file one by one.
type table struct {
	Headings []string
	text     []byte
	csv      *csv.Reader
}

// line is one row as read. Broken rows hold their text in one cell.
type line struct {
	Number int
	Cells  Cells
	Broken string // why the row cannot be read
}

// openTable reads the headings.
func openTable(text []byte) (*table, error) {
	t := &table{text: text, csv: csv.NewReader(bytes.NewReader(text))}
	t.csv.Comma, t.csv.FieldsPerRecord = delimiter(text), -1
	headings, err := t.csv.Read()
	if err != nil {
		return nil, fault.Wrong("file", "The first line, which holds the headings, cannot be read (%v).", err)
	}
	if len(headings) > maxColumns {
		return nil, fault.Wrong("file", "The file has %d columns; at most %d are read. Leave out those that are not needed.", len(headings), maxColumns)
	}
	seen := map[string]bool{}
	for i, h := range headings {
		said := tidy(h)
		h = said
		for n := 2; h == "" || seen[h]; n++ {
			h = strings.TrimSpace(fmt.Sprintf("%s (%d)", said, max(n, i+1)))
		}
		seen[h], headings[i] = true, h
	}
	t.Headings = headings
	return t, nil
}

// next returns the next row, or io.EOF. Rows without any text are left out.
func (t *table) next() (line, error) {
	for {
		begin := t.csv.InputOffset()
		cells, err := t.csv.Read()
		if errors.Is(err, io.EOF) {
			return line{}, io.EOF
		}
		if broken, ok := errors.AsType[*csv.ParseError](err); ok {
			raw := strings.TrimSpace(string(t.text[begin:t.csv.InputOffset()]))
			if len(raw) > 2000 {
				raw = strings.ToValidUTF8(raw[:2000], "") + "…"
			}
			return line{Number: broken.StartLine, Cells: Cells{raw}, Broken: "The row cannot be read: a quotation mark is missing or stands in the wrong place."}, nil
		}
		if err != nil {
			return line{}, err
		}
		number, _ := t.csv.FieldPos(0)
		for i := range cells {
			cells[i] = tidy(cells[i])
		}
		if strings.Join(cells, "") != "" {
			return line{Number: number, Cells: cells}, nil
		}
	}
}

// tidy leaves out what cannot be seen and joins runs of blanks into one.
func tidy(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\uFEFF' || r == '\u200B':
			return -1
		case r < ' ' || r == '\u00A0':
			return ' '
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

// delimiter is the one of comma, semicolon and tab that stands most often in the first line, outside quotation marks.
func delimiter(text []byte) rune {
	counts := map[rune]int{}
	quoted := false
	for _, r := range string(text[:min(len(text), 64<<10)]) {
		if r == '"' {
			quoted = !quoted
		}
		if r == '\n' && !quoted {
			break
		}
		if !quoted {
			counts[r]++
		}
	}
	best := ','
	for _, r := range []rune{';', '\t'} {
		if counts[r] > counts[best] {
			best = r
		}
	}
	return best
}
