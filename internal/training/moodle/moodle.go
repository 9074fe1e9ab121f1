// Package moodle reads what Moodle exports as tables: its report of grades and its register of attendance, whose columns and letters
// differ by language.
package moodle

import (
	"bytes"
	"encoding/csv"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"counterpart/internal/fault"
	"counterpart/internal/names"
)

// Bounds of a file of a learning platform.
const (
	mostRows    = 2000
	mostColumns = 80
)

// Table reads a table of separated values with its headings; the separator is the one that the first line has most of.
func Table(raw []byte) ([][]string, error) {
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

// Attended reads a status of Moodle's attendance: P (2/2), L, E, A (0/2), with letters that differ by language, so that the points
// decide where there are any.
func Attended(cell string) (there, known bool) {
	letter, points, _ := strings.Cut(cell, "(")
	if got, _, ok := strings.Cut(strings.TrimSuffix(strings.TrimSpace(points), ")"), "/"); ok {
		if n, err := strconv.ParseFloat(strings.ReplaceAll(strings.TrimSpace(got), ",", "."), 64); err == nil {
			return n > 0, true
		}
	}
	switch strings.ToUpper(strings.TrimSpace(letter)) {
	case "P", "L", "PRESENT", "LATE", "HADIR", "PRÉSENT", "X", "1", "YES":
		return true, true
	case "A", "E", "ABSENT", "EXCUSED", "0", "NO":
		return false, true
	}
	return false, false
}

// What a column can mean.
const (
	Email  = "email"
	Name   = "name"
	Given  = "given"
	Family = "family"
	Test   = "test"
)

// headings are the words for columns in the languages in which Moodle is often used.
var headings = map[string][]string{
	Email:  {"email address", "email", "e mail", "e mail address", "alamat email", "surel", "adresse de courriel", "adresse e mail", "courriel", "direccion de correo", "correo electronico", "อเมล"},
	Given:  {"first name", "given name", "nama depan", "prenom", "nombre", "nom de bapteme"},
	Family: {"last name", "surname", "family name", "nama belakang", "nom", "nom de famille", "apellido s", "apellidos"},
	Name:   {"full name", "name", "first name last name", "first name surname", "nama lengkap", "nama", "nom complet", "nombre completo"},
}

// Meaning guesses what the column under a heading means; "" where its words say nothing.
func Meaning(heading string) string {
	folded := names.Fold(heading)
	for meaning, words := range headings {
		if slices.Contains(words, folded) {
			return meaning
		}
	}
	if strings.Contains(folded, "post test") || strings.Contains(folded, "posttest") {
		return Test
	}
	return ""
}
