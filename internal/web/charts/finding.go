package charts

import (
	"fmt"
	"strings"
)

// found says what the numbers of the data say: the sum, the greatest, what is zero and what is not shown.
func found(d Data, unit string) string {
	if len(d.Rows) == 0 || len(d.Series) == 0 {
		return "Nothing is counted."
	}
	var parts []string
	for s, name := range d.Series {
		parts = append(parts, foundIn(d, s, name, unit))
	}
	return strings.Join(parts, " ")
}

func foundIn(d Data, s int, name, unit string) string {
	most, least, zero, closed, known := -1, -1, 0, 0, 0
	for r := range d.Rows {
		v := d.value(r, s)
		if v.kind != counted {
			closed += btoi(v.kind == hidden)
			continue
		}
		known++
		zero += btoi(v.n == 0)
		if most < 0 || v.n > d.value(most, s).n {
			most = r
		}
		if least < 0 || v.n < d.value(least, s).n {
			least = r
		}
	}
	words := name + ": "
	switch {
	case known == 0:
		words += "no number is shown"
	case d.value(most, s).n == d.value(least, s).n:
		words += fmt.Sprintf("%s in each of %d", amount(d.value(most, s), unit), known)
	default:
		words += fmt.Sprintf("most for %s (%s), least for %s (%s)", d.Rows[most].Label, amount(d.value(most, s), unit), d.Rows[least].Label, d.value(least, s))
		if zero > 1 {
			words += fmt.Sprintf(", none for %d of %d", zero, known)
		}
	}
	if closed > 0 {
		words += fmt.Sprintf(", %d not shown", closed)
	}
	return words + "."
}

func amount(v Value, unit string) string { return strings.TrimSpace(v.String() + " " + unit) }

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}
