package training

import (
	"bytes"
	"encoding/csv"
	"io"
	"strings"
	"unicode/utf8"

	"counterpart/internal/fault"
)

// Bounds of a file of a learning platform.
const (
	mostRows    = 2000
	mostColumns = 80
)

// parseTable reads a table of separated values with its headings; the separator is the one that the first line has most of.
func parseTable(raw []byte) ([][]string, error) {
	raw = bytes.TrimPrefix(raw, []byte("\ufeff"))
	if !utf8.Valid(raw) || bytes.ContainsRune(raw, 0) {
		return nil, fault.Wrong("file", "The file is no text in UTF-8. Export it as a CSV file.")
	}
	first, _, _ := bytes.Cut(raw, []byte("\n"))
	r := csv.NewReader(bytes.NewReader(raw))
	r.FieldsPerRecord, r.LazyQuotes = -1, true
	for _, c := range []rune{';', '\t'} {
		if bytes.Count(first, []byte(string(c))) > bytes.Count(first, []byte(string(r.Comma))) {
			r.Comma = c
		}
	}
	var out [][]string
	for {
		cells, err := r.Read()
		if err == io.EOF { //nolint:errorlint // the reader returns it as it is
			break
		}
		if err != nil {
			return nil, fault.Wrong("file", "The file cannot be read as a table: %v.", err)
		}
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		if strings.Join(cells, "") != "" {
			out = append(out, cells)
		}
		if len(out) > mostRows+1 || len(cells) > mostColumns {
			return nil, fault.Wrong("file", "The file has more than %d rows or %d columns. Export the course alone.", mostRows, mostColumns)
		}
	}
	if len(out) < 2 {
		return nil, fault.Wrong("file", "The file has no rows below its headings.")
	}
	return out, nil
}
