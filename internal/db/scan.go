package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"sync"
)

// ErrNone says that a query that must find a row found none.
var ErrNone = errors.New("no row")

// Exec runs a statement.
func (t *Tx) Exec(query string, args ...any) error {
	_, err := t.sql.ExecContext(t.ctx, query, args...)
	if err != nil {
		return fmt.Errorf("%w [%s]", err, firstLine(query))
	}
	return nil
}

// Affect runs a statement and returns how many rows it touched.
func (t *Tx) Affect(query string, args ...any) (int, error) {
	res, err := t.sql.ExecContext(t.ctx, query, args...)
	if err != nil {
		return 0, fmt.Errorf("%w [%s]", err, firstLine(query))
	}
	n, err := res.RowsAffected()
	return int(n), err
}

// errTaken says that a row was not inserted, because another transaction took what this one held for free.
var errTaken = errors.New("taken by another transaction")

// Take inserts a row with a number, or another unique value, that this transaction read as free. If another transaction took it
// in the meantime, Change runs again; a plain insert would fail with a broken constraint on PostgreSQL.
func (t *Tx) Take(insert string, args ...any) error {
	n, err := t.Affect(insert+" on conflict do nothing", args...)
	if err == nil && n == 0 {
		err = fmt.Errorf("%w [%s]", errTaken, firstLine(insert))
	}
	return err
}

// All returns the rows of a query. T is a struct whose fields carry `db:"column"` tags, or a
// single string, int, bool, Time or Date. NULL becomes the zero value.
func All[T any](t *Tx, query string, args ...any) ([]T, error) {
	rows, err := t.sql.QueryContext(t.ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("%w [%s]", err, firstLine(query))
	}
	defer func() { _ = rows.Close() }()
	plan, err := planFor[T](rows)
	if err != nil {
		return nil, fmt.Errorf("%w [%s]", err, firstLine(query))
	}
	out := []T{} // never null, so that an answer without rows is [] in JSON
	for rows.Next() {
		var item T
		if err := rows.Scan(plan.targets(&item)...); err != nil {
			return nil, fmt.Errorf("%w [%s]", err, firstLine(query))
		}
		if out = append(out, item); len(out)%rowsAtOnce == 0 && t.ctx.Err() != nil {
			break // rows.Err says so
		}
	}
	if err := errors.Join(rows.Err(), t.ctx.Err()); err != nil {
		return nil, fmt.Errorf("%w [%s]", err, firstLine(query))
	}
	return out, nil
}

// rowsAtOnce is after how many rows a long list looks whether it must end, or rest.
const rowsAtOnce = 256

// One returns the only row of a query, or ErrNone.
func One[T any](t *Tx, query string, args ...any) (T, error) {
	all, err := All[T](t, query, args...)
	if err != nil {
		var zero T
		return zero, err
	}
	if len(all) == 0 {
		var zero T
		return zero, ErrNone
	}
	return all[0], nil
}

// Opt turns an empty id or text into NULL.
func Opt(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// Query is a statement under construction. Each "?" in an added part becomes the next "$n".
type Query struct {
	text strings.Builder
	args []any
}

// Q starts a query.
func Q(part string, args ...any) *Query { return (&Query{}).Add(part, args...) }

// Add appends a part of the statement with its arguments.
func (q *Query) Add(part string, args ...any) *Query {
	if strings.Count(part, "?") != len(args) {
		panic(fmt.Sprintf("db: %d arguments for %q", len(args), part))
	}
	for piece := range strings.SplitSeq(part, "?") {
		q.text.WriteString(piece)
		if len(args) > 0 {
			q.args = append(q.args, args[0])
			args = args[1:]
			q.text.WriteString("$" + strconv.Itoa(len(q.args)))
		}
	}
	q.text.WriteByte('\n')
	return q
}

// In appends "column in (…)"; an empty list gives false.
func (q *Query) In(column string, values []string) *Query {
	if len(values) == 0 {
		return q.Add("false")
	}
	args := make([]any, len(values))
	for i, v := range values {
		args[i] = v
	}
	return q.Add(column+" in (?"+strings.Repeat(", ?", len(values)-1)+")", args...)
}

// List returns the rows of the query.
func List[T any](t *Tx, q *Query) ([]T, error) { return All[T](t, q.text.String(), q.args...) }

// Only returns the single row of the query, or ErrNone.
func Only[T any](t *Tx, q *Query) (T, error) { return One[T](t, q.text.String(), q.args...) }

// String is the text of the query so far.
func (q *Query) String() string { return q.text.String() }

func firstLine(query string) string {
	words := strings.Join(strings.Fields(query), " ")
	if len(words) > 120 {
		words = words[:120] + "…"
	}
	return words
}

// plan says, for each column of a result, which field of T takes it.
type plan struct {
	single bool
	fields [][]int
}

var plans sync.Map // reflect.Type -> map[string][]int

func planFor[T any](rows *sql.Rows) (plan, error) {
	typ := reflect.TypeFor[T]()
	cols, err := rows.Columns()
	if err != nil {
		return plan{}, err
	}
	if typ.Kind() != reflect.Struct || typ == reflect.TypeFor[Time]() {
		if len(cols) != 1 {
			return plan{}, fmt.Errorf("%d columns for one %s", len(cols), typ)
		}
		return plan{single: true}, nil
	}
	byName := fieldsOf(typ)
	p := plan{fields: make([][]int, len(cols))}
	for i, c := range cols {
		index, ok := byName[c]
		if !ok {
			return plan{}, fmt.Errorf("%s has no field for column %q", typ, c)
		}
		p.fields[i] = index
	}
	return p, nil
}

func fieldsOf(typ reflect.Type) map[string][]int {
	if known, ok := plans.Load(typ); ok {
		return known.(map[string][]int)
	}
	byName := map[string][]int{}
	for _, f := range reflect.VisibleFields(typ) {
		if name := f.Tag.Get("db"); name != "" {
			byName[name] = f.Index
		}
	}
	plans.Store(typ, byName)
	return byName
}

func (p plan) targets(item any) []any {
	v := reflect.ValueOf(item).Elem()
	if p.single {
		return []any{&orZero{v}}
	}
	out := make([]any, len(p.fields))
	for i, index := range p.fields {
		out[i] = &orZero{v.FieldByIndex(index)}
	}
	return out
}

// orZero scans into a value and leaves it zero for NULL.
type orZero struct{ v reflect.Value }

func (o *orZero) Scan(src any) error {
	if src == nil {
		o.v.SetZero()
		return nil
	}
	if s, ok := o.v.Addr().Interface().(sql.Scanner); ok {
		return s.Scan(src)
	}
	switch x := src.(type) {
	case string:
		return o.setText(x)
	case []byte:
		return o.setText(string(x))
	case int64:
		return o.setInt(x)
	case bool:
		o.v.SetBool(x)
		return nil
	case float64:
		if o.v.CanFloat() {
			o.v.SetFloat(x)
			return nil
		}
	}
	return fmt.Errorf("cannot read %T into %s", src, o.v.Type())
}

func (o *orZero) setText(s string) error {
	switch {
	case o.v.Kind() == reflect.String:
		o.v.SetString(s)
	case o.v.CanInt(): // PostgreSQL sends numeric sums as text
		n, err := strconv.ParseInt(s, 10, 64)
		o.v.SetInt(n)
		return err
	case o.v.Kind() == reflect.Slice && o.v.Type().Elem().Kind() == reflect.Uint8:
		o.v.SetBytes([]byte(s))
	default:
		return fmt.Errorf("cannot read text into %s", o.v.Type())
	}
	return nil
}

func (o *orZero) setInt(n int64) error {
	switch {
	case o.v.CanInt():
		o.v.SetInt(n)
	case o.v.Kind() == reflect.Bool:
		o.v.SetBool(n != 0)
	case o.v.CanFloat():
		o.v.SetFloat(float64(n))
	default:
		return fmt.Errorf("cannot read a number into %s", o.v.Type())
	}
	return nil
}

// Explain asks the database to prepare a query, so that a test can check every statement on both.
func (d *DB) Explain(ctx context.Context, query string) error {
	stmt, err := d.read.PrepareContext(ctx, query)
	if err != nil {
		return err
	}
	return stmt.Close()
}

// Whole reads a list to its end, page by page: page is told where it begins and says where the next one does.
func Whole[T any](page func(after []string) (list []T, next []string, err error)) ([]T, error) {
	var out []T
	for after := []string(nil); ; {
		list, next, err := page(after)
		if err != nil {
			return nil, err
		}
		if out = append(out, list...); len(next) == 0 {
			return out, nil
		}
		after = next
	}
}
