package abuse

import (
	"database/sql"
	"fmt"
	"hash/fnv"
	"strings"

	_ "modernc.org/sqlite" // the driver "sqlite"
)

// passing are tables that change by themselves or note that somebody was refused.
var passing = []string{"web_session", "audit", "river", "goose", "idempotency", "message", "sqlite_", "throttle", "attempt", "signed_link", "view", "webhook_cursor", "webhook_delivery", "retention_run"}

// fingerprint sums up every table but the passing ones, whatever the order of its rows.
func (s *server) fingerprint(found *tally) map[string]string {
	out, err := s.sums()
	if err != nil {
		found.fail("read the database: %v", err)
	}
	return out
}

func (s *server) open() (*sql.DB, error) {
	if file, ok := strings.CutPrefix(s.url, "sqlite://"); ok {
		return sql.Open("sqlite", "file:"+file+"?_pragma=busy_timeout(5000)")
	}
	return sql.Open("pgx", s.url)
}

func (s *server) sums() (map[string]string, error) {
	d, err := s.open()
	if err != nil {
		return nil, err
	}
	defer func() { _ = d.Close() }()
	query := `select name from sqlite_master where type = 'table'`
	if !strings.HasPrefix(s.url, "sqlite") {
		query = `select table_name from information_schema.tables where table_schema = 'public'`
	}
	tables, err := texts(d, query)
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
next:
	for _, row := range tables {
		for _, p := range passing {
			if strings.Contains(row[0], p) {
				continue next
			}
		}
		rows, err := texts(d, "select * from "+row[0])
		if err != nil {
			return nil, err
		}
		var total uint64
		for _, r := range rows {
			h := fnv.New64a()
			_, _ = fmt.Fprintf(h, "%q", r)
			total += h.Sum64()
		}
		out[row[0]] = fmt.Sprintf("%d rows, %x", len(rows), total)
	}
	return out, nil
}

// texts reads rows as text.
func texts(d *sql.DB, query string, args ...any) ([][]string, error) {
	rows, err := d.Query(query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	var out [][]string
	for rows.Next() {
		raw, to := make([]any, len(columns)), make([]any, len(columns))
		for i := range raw {
			to[i] = &raw[i]
		}
		if err := rows.Scan(to...); err != nil {
			return nil, err
		}
		line := make([]string, len(columns))
		for i, v := range raw {
			if b, ok := v.([]byte); ok {
				v = string(b)
			}
			line[i] = fmt.Sprint(v)
		}
		out = append(out, line)
	}
	return out, rows.Err()
}
