package parts

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// H10: the check that every change passes runs govulncheck over the whole program, both ways of reaching its database,
// and fails where it finds something.
func TestAbuse_H10_TheCheckFailsAtAKnownVulnerability(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("../check.sh")
	if err != nil {
		t.Fatal(err)
	}
	runs := 0
	for line := range strings.Lines(string(raw)) {
		if !strings.HasPrefix(strings.TrimSpace(line), `"$tools/govulncheck"`) {
			continue
		}
		runs++
		if !strings.Contains(line, `./... || problem "`) {
			t.Errorf("it goes on after a finding, or leaves packages out: %s", line)
		}
	}
	if runs != 2 {
		t.Errorf("tools/check.sh runs govulncheck in %d ways, not with a local and with the public list", runs)
	}
	if !regexp.MustCompile(`(?m)^problem\(\) \{.*fail=1; \}$`).Match(raw) || !regexp.MustCompile(`(?m)^exit "\$fail"$`).Match(raw) {
		t.Error("tools/check.sh does not fail at a problem")
	}
	ci, err := os.ReadFile("../../.ci/run")
	if err != nil || !regexp.MustCompile(`(?m)^make check$`).Match(ci) {
		t.Errorf("the run of a clean machine leaves the check out: %v", err)
	}
}
