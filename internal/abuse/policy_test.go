package abuse

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
)

//go:embed testdata/policy.txt
var policyText string

// rule is a line of testdata/policy.txt: for each column "+" reaches every object, "s" too, but in a browser's session only, "o" its own, "-" nothing.
type rule map[string]string

// columns of the policy, in their order.
var columns = []string{"administrator", "officer", "comanager", "desk", "focal", "participant", "auditor", "public"}

// columnOf is the column of a role: both focal points stand in one.
func columnOf(role string) string { return strings.TrimRight(role, "AB") }

func readPolicy() (map[string]rule, error) {
	out := map[string]rule{}
	for i, line := range strings.Split(policyText, "\n") {
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Fields(line)
		if len(f) != len(columns)+2 {
			return nil, fmt.Errorf("policy.txt line %d: %d marks, want one for each of %v", i+1, len(f)-2, columns)
		}
		r := rule{}
		for n, c := range columns {
			if !slices.Contains([]string{"+", "s", "o", "-"}, f[n]) {
				return nil, fmt.Errorf("policy.txt line %d: %q is no mark", i+1, f[n])
			}
			r[c] = f[n]
		}
		out[f[len(columns)]+" "+f[len(columns)+1]] = r
	}
	return out, nil
}

// reaches tells whether the policy lets a role reach the target.
func (r rule) reaches(role string, to target) bool {
	switch r[columnOf(role)] {
	case "+", "s":
		return slices.ContainsFunc(to.sets, func(s string) bool { return s != red })
	case "o":
		return slices.ContainsFunc(to.sets, func(s string) bool { return slices.Contains(owned[role], s) })
	}
	return false
}
