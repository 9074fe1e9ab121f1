package main

import (
	"fmt"
	"strings"
)

// chapters are the names of the chapters, by their number less one.
var chapters = []string{
	"Encoding", "Validation and logic", "Browser", "Web services", "Files", "Authentication", "Sessions", "Authorisation", "Self-contained tokens",
	"OAuth and OIDC", "Cryptography", "Communication", "Configuration", "Data protection", "Architecture", "Logging and errors", "WebRTC",
}

// page is the document of the rows.
func page(rows []row) string {
	count := map[string]int{}
	for _, r := range rows {
		count[kind(r.shown)]++
	}
	var out strings.Builder
	fmt.Fprintf(&out, "# OWASP ASVS 5.0.0, level 2, line by line\n\nMade from asvs.csv by `go -C tools run ./asvs`; `make check` fails where a test, document or section named here is not there. "+
		"The words are ours; the standard has the full text under the same number.\n\n"+
		"Of %d requirements %d are shown by tests, %d by a document, %d do not apply, and %d fall short.\n", len(rows), count["test"], count["doc"], count["n/a"], count["falls short"])
	chapter := ""
	for _, r := range rows {
		if c, _, _ := strings.Cut(r.id, "."); c != chapter {
			chapter = c
			var n int
			_, _ = fmt.Sscan(c, &n) // the numbers were checked
			fmt.Fprintf(&out, "\n## V%s %s\n\n| no. | level | requirement | how shown |\n| --- | --- | --- | --- |\n", c, chapters[n-1])
		}
		fmt.Fprintf(&out, "| %s | %s | %s | %s |\n", r.id, r.level, r.words, strings.Join(ways(r.shown), "<br>"))
	}
	return out.String()
}
