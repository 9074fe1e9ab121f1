package abuse

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// families are how many cases each letter has: 111 in all.
var families = map[string]int{"A": 25, "B": 15, "C": 16, "D": 18, "E": 12, "F": 4, "G": 9, "H": 12}

var (
	indexLine = regexp.MustCompile(`(?m)^\| ([A-H])(\d+) \| (.+?) \| (.*) \|$`)
	namedTest = regexp.MustCompile("`([^`:]+_test\\.go):(Test[^`/]*)(?:/([^`]+))?`")
)

// docs/abuse.md answers every case, with tests that exist or with a reason, and knows every case of this package.
func TestEveryCaseIsAnswered(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile(filepath.Join(root, "docs", "abuse.md"))
	if err != nil {
		t.Fatal(err)
	}
	answered, ours := map[string]bool{}, map[string]bool{}
	for _, m := range indexLine.FindAllStringSubmatch(string(page), -1) {
		id := m[1] + m[2]
		if answered[id] {
			t.Errorf("%s stands twice", id)
		}
		answered[id] = true
		tests := namedTest.FindAllStringSubmatch(m[4], -1)
		if len(tests) == 0 && len(strings.TrimSpace(m[4])) < 10 {
			t.Errorf("%s names neither a test nor a reason", id)
		}
		for _, test := range tests {
			checkNamed(t, id, test[1], test[2], test[3])
			ours[test[3]] = true
		}
	}
	for letter, n := range families {
		for i := range n {
			if id := letter + strconv.Itoa(i+1); !answered[id] {
				t.Errorf("%s is not answered", id)
			}
		}
	}
	for _, c := range cases {
		if !ours[c.name()] {
			t.Errorf("docs/abuse.md does not name the case %s", c.name())
		}
	}
}

func checkNamed(t *testing.T, id, file, name, sub string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, file))
	if err != nil || !strings.Contains(string(text), "func "+name+"(t *testing.T)") {
		t.Errorf("%s names %s in %s, which is not there (%v)", id, name, file, err)
	}
	if sub != "" && !slices.ContainsFunc(cases, func(c abuseCase) bool { return c.name() == sub }) {
		t.Errorf("%s names the case %s, which is not there", id, sub)
	}
}
