package db

import (
	"fmt"
	"strconv"
	"strings"
)

// valuesAtOnce is how many values one statement carries. SQLite gains nothing beyond a few hundred;
// PostgreSQL gains until the way to the server no longer counts.
var valuesAtOnce = map[Dialect]int{SQLite: 400, Postgres: 6000}

// InsertRows writes many rows with few statements. It is for filling a database, where a statement a
// row would take minutes; a row that is there already is an error like any other.
func (t *Tx) InsertRows(table string, columns []string, rows [][]any) error {
	at := max(valuesAtOnce[t.Dialect]/len(columns), 1)
	full := ""
	for len(rows) > 0 {
		n := min(at, len(rows))
		query := full
		if n < at || query == "" {
			query = insertText(table, columns, n)
		}
		if n == at {
			full = query
		}
		args := make([]any, 0, n*len(columns))
		for _, row := range rows[:n] {
			if len(row) != len(columns) {
				return fmt.Errorf("insert into %s: %d values for %d columns", table, len(row), len(columns))
			}
			args = append(args, row...)
		}
		if err := t.Exec(query, args...); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

// insertText is the statement for n rows.
func insertText(table string, columns []string, n int) string {
	var b strings.Builder
	b.WriteString("insert into " + table + " (" + strings.Join(columns, ", ") + ") values ")
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		for j := range columns {
			b.WriteString(map[bool]string{true: "($", false: ", $"}[j == 0])
			b.WriteString(strconv.Itoa(i*len(columns) + j + 1))
		}
		b.WriteByte(')')
	}
	return b.String()
}
