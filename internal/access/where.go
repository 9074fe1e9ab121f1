package access

import "strings"

// Columns says how a table shows its parties, activities and persons: SQL conditions in which one
// "?" stands for the id, for example "p.id = ?". Empty means that the record has none.
//
// Label is the column with the label, "" where records of the kind carry none; Named is a condition in
// which "?" stands for the account of a named reader (labels.Named writes it). Above are the labels of
// what the record hangs on.
type Columns struct {
	Party, Activity, Person string
	Label, Named            string
	Above                   []MarkColumns
}

// MarkColumns is a Mark as SQL: the column and the condition.
type MarkColumns struct{ Label, Named string }

// Where writes the rule of Can as an SQL condition over the columns, with "?" placeholders.
func (a Actor) Where(right Right, c Columns) (string, []any) {
	var either []string
	var args []any
	for _, g := range a.Grants {
		if !g.Rights[right] {
			continue
		}
		cond, vals, ok := g.Scope.where(c)
		if !ok {
			continue
		}
		all := notEmpty(cond)
		for _, m := range append([]MarkColumns{{Label: c.Label, Named: c.Named}}, c.Above...) {
			open, more := a.opensWhere(g, m)
			all = append(all, notEmpty(open)...)
			vals = append(vals, more...)
		}
		if len(all) == 0 {
			return "true", nil
		}
		either = append(either, strings.Join(all, " and "))
		args = append(args, vals...)
	}
	if len(either) == 0 {
		return "false", nil
	}
	return "(" + strings.Join(either, " or ") + ")", args
}

func notEmpty(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}

func (s Scope) where(c Columns) (cond string, args []any, possible bool) {
	var all []string
	if len(s.Parties) > 0 {
		if c.Party == "" {
			return "", nil, false
		}
		any := make([]string, len(s.Parties))
		for i, p := range s.Parties {
			any[i] = c.Party
			args = append(args, p)
		}
		all = append(all, "("+strings.Join(any, " or ")+")")
	}
	for _, one := range []struct{ value, column string }{{s.Activity, c.Activity}, {s.Person, c.Person}} {
		if one.value == "" {
			continue
		}
		if one.column == "" {
			return "", nil, false
		}
		all = append(all, one.column)
		args = append(args, one.value)
	}
	return strings.Join(all, " and "), args, true
}
