package access

import (
	"slices"
	"strings"

	"counterpart/internal/label"
)

// staff are the roles of the secretariat and of those who steer the mechanism.
var staff = []Role{Administrator, Officer, CoManager, Desk}

// reach is the strictest label that a grant opens by itself, within its scope. TLP 2.0 says for whom a
// text is meant; this is what it means here:
//
//	label         | public | signed in,  | partner, expert | focal point | staff | the person  | named
//	              |        | whole scope | of the scope    | of its party|       | concerned   | reader
//	CLEAR         | yes    | yes         | yes             | yes         | yes   | yes         | yes
//	GREEN         |        | yes         | yes             | yes         | yes   | yes         | yes
//	AMBER         |        |             | yes             | yes         | yes   | yes         | yes
//	AMBER+STRICT  |        |             |                 | yes         | yes   | yes         | yes
//	RED           |        |             |                 |             |       | yes         | yes
//
// Every "yes" still asks for the right and for a scope that covers the record: a label narrows, it never
// widens. That holds for a named reader too, who reads whatever the label of that one record is. RED asks
// for the eyes of the named, so that no role opens it, not even an administrator's; only what the program
// does by itself (counts, checks, deadlines) sees all records, and shows none.
func (a Actor) reach(g Grant) label.TLP {
	switch {
	case a.Via == "system", g.Scope.Person != "":
		return label.Red
	case slices.Contains(staff, g.Role), g.Role == FocalPoint && len(g.Scope.Parties) > 0:
		return label.AmberStrict
	case g.Role == Public && (a.Via == "public" || a.Via == ""):
		return label.Clear
	case len(g.Scope.Parties) > 0 || g.Scope.Activity != "":
		return label.Amber
	default:
		return label.Green
	}
}

// Reach is the strictest label that a grant opens by itself to an account that holds it: for reviews of roles.
func (g Grant) Reach() label.TLP { return Actor{Via: "session"}.reach(g) }

// opens tells whether the grant opens the labels of the object and of what it hangs on.
func (a Actor) opens(g Grant, o Object) bool {
	reach := a.reach(g)
	for _, m := range append([]Mark{o.Mark()}, o.Above...) {
		if m.Label != "" && !reach.Covers(m.Label) && (a.Account == "" || !slices.Contains(m.Named, a.Account)) {
			return false
		}
	}
	return true
}

// opensWhere is opens as an SQL condition over one mark; "" asks for nothing.
func (a Actor) opensWhere(g Grant, m MarkColumns) (string, []any) {
	reach := a.reach(g)
	if m.Label == "" || reach == label.Red {
		return "", nil
	}
	open := m.Label + " in ('" + strings.Join(words(reach.Within()), "', '") + "')"
	if m.Named == "" || a.Account == "" {
		return open, nil
	}
	return "(" + open + " or " + m.Named + ")", []any{a.Account}
}

func words(labels []label.TLP) []string {
	out := make([]string, len(labels))
	for i, l := range labels {
		out[i] = string(l)
	}
	return out
}
