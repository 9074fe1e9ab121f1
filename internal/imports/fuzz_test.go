package imports

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"counterpart/internal/fault"
)

// Any bytes are either refused in words or give a table of plain text that ends, and that reads the same when written
// again as CSV.
func FuzzTable(f *testing.F) {
	for _, s := range []string{
		"Name,Country\nAna,PT\n", "a;b\n1;2;3\n", "\"a\nb\"\tc\n", "\xef\xbb\xbfName\nx", "\xff\xfeN\x00a\x00\n\x00x\x00", "\xfe\xff\x00N", "a,a,,a\n\"x", "=1+1,@x\n-2,+3\n",
		"a\n\"\x01\u200b\"\n", strings.Repeat(",", 300), "n\xe4me\nM\xfcller",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		headings, rows := readTable(t, raw)
		seen := map[string]bool{}
		for _, h := range headings {
			if h == "" || seen[h] {
				t.Fatalf("headings %q: one is empty or there twice", headings)
			}
			seen[h] = true
		}
		if headings == nil {
			return
		}
		var again bytes.Buffer
		w := csv.NewWriter(&again)
		if err := w.Write(headings); err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			if err := w.Write(r); err != nil {
				t.Fatal(err)
			}
		}
		w.Flush()
		// Written with commas: the table may still be taken for one of semicolons where its headings hold more of those.
		if delimiter(again.Bytes()) != ',' {
			return
		}
		headings2, rows2 := readTable(t, again.Bytes())
		if !reflect.DeepEqual(headings, headings2) || !reflect.DeepEqual(rows, rows2) {
			t.Fatalf("written again it differs: %q %q, then %q %q", headings, rows, headings2, rows2)
		}
	})
}

// readTable returns the headings and the rows that could be read; nil headings where the file was refused.
func readTable(t *testing.T, raw []byte) ([]string, [][]string) {
	text, err := decode(raw)
	if err == nil && (!utf8.Valid(text) || bytes.IndexByte(text, 0) >= 0) {
		t.Fatalf("decode let %q through", text)
	}
	var table *table
	if err == nil {
		table, err = openTable(text)
	}
	if err != nil {
		if fault.AsInvalid(err) == nil {
			t.Fatalf("refused with %v, which is no word to a person", err)
		}
		return nil, nil
	}
	if len(table.Headings) > maxColumns {
		t.Fatalf("%d columns", len(table.Headings))
	}
	var rows [][]string
	last := 0
	for range len(text) + 2 {
		l, err := table.next()
		if errors.Is(err, io.EOF) {
			return table.Headings, rows
		}
		if err != nil || l.Number < last {
			t.Fatalf("row %d after row %d: %v", l.Number, last, err)
		}
		last = l.Number
		if l.Broken != "" {
			continue
		}
		for _, c := range l.Cells {
			if !utf8.ValidString(c) || strings.ContainsFunc(c, func(r rune) bool { return r < ' ' && unicode.IsControl(r) }) {
				t.Fatalf("cell %q", c)
			}
		}
		rows = append(rows, l.Cells)
	}
	t.Fatal("the table does not end")
	return nil, nil
}
