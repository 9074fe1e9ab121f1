package abuse

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"testing"
)

//go:embed testdata/policy.txt
var policyText string

// rule is a line of testdata/policy.txt: for each column "+" reaches every object, "s" too, but in a browser's session only, "o" its own, "-" nothing.
type rule map[string]string

// columns of the policy, in their order.
var columns = []string{"administrator", "officer", "comanager", "desk", "focal", "participant", "auditor", "public"}

// columnOf is the column of a role: both focal points stand in one, and so do partners and experts.
func columnOf(role string) string {
	if role == "expert" {
		return "partner"
	}
	return strings.TrimRight(role, "AB")
}

// signedInColumns are those of the persons who hold a role of their own column.
var signedInColumns = columns[:len(columns)-1]

// partner is the mark of the partners and experts of one activity: the one that a line says after its path, what all who
// are signed in agree about, or nothing.
func (r rule) partner(said []string) (string, error) {
	if len(said) > 0 {
		mark, ok := strings.CutPrefix(said[0], "partner=")
		if !ok || len(said) > 1 || !slices.Contains([]string{"+", "s", "o", "-"}, mark) {
			return "", fmt.Errorf("%q after the path: only partner= and a mark stand there", strings.Join(said, " "))
		}
		return mark, nil
	}
	common := r[signedInColumns[0]]
	for _, c := range signedInColumns {
		if r[c] != common {
			return "-", nil
		}
	}
	return common, nil
}

func readPolicy() (map[string]rule, error) {
	out := map[string]rule{}
	for i, line := range strings.Split(policyText, "\n") {
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Fields(line)
		if len(f) < len(columns)+2 {
			return nil, fmt.Errorf("policy.txt line %d: %d marks, want one for each of %v", i+1, len(f)-2, columns)
		}
		r := rule{}
		for n, c := range columns {
			if !slices.Contains([]string{"+", "s", "o", "-"}, f[n]) {
				return nil, fmt.Errorf("policy.txt line %d: %q is no mark", i+1, f[n])
			}
			r[c] = f[n]
		}
		mark, err := r.partner(f[len(columns)+2:])
		if err != nil {
			return nil, fmt.Errorf("policy.txt line %d: %w", i+1, err)
		}
		r["partner"] = mark
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

// TestAnAuditorWritesNothing reads the policy, which TestMatrix holds against the program: an auditor changes what is
// their own and signs in and out, and nothing else.
func TestAnAuditorWritesNothing(t *testing.T) {
	policy, err := readPolicy()
	if err != nil {
		t.Fatal(err)
	}
	refused := 0
	for line, r := range policy {
		method, path, _ := strings.Cut(line, " ")
		switch {
		case method == "GET":
		case r["auditor"] == "-":
			refused++
		case r["public"] != "-", strings.HasPrefix(path, "/me/"):
		default:
			t.Errorf("an auditor may %s", line)
		}
	}
	if refused < 150 {
		t.Errorf("only %d writes are refused to an auditor: the policy no longer covers the program", refused)
	}
}
