package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"counterpart/tools/parts"
)

// licences returns the licence texts of all that is handed on with the program: the Go modules linked into it and the
// npm packages bundled into its scripts and fonts. A part without a licence text is an error, because it could not be
// passed on.
func licences(root string) ([]byte, error) {
	all, err := parts.Of(root)
	if err != nil {
		return nil, err
	}
	// Parts of one family share one text: print it once, under all their names.
	names := map[string][]string{}
	for _, p := range all {
		if p.Use == parts.TestOnly {
			continue
		}
		if len(p.Texts) == 0 {
			return nil, fmt.Errorf("%s %s has no licence text", p.Name, p.Version)
		}
		bodies := make([]string, len(p.Texts))
		for i, text := range p.Texts {
			bodies[i] = text.Body
		}
		whole := strings.Join(bodies, "\n\n")
		names[whole] = append(names[whole], p.Name+" "+p.Version)
	}
	var out strings.Builder
	for _, texts := range slices.SortedFunc(maps.Keys(names), func(a, b string) int {
		return strings.Compare(names[a][0], names[b][0])
	}) {
		fmt.Fprintf(&out, "%s\n\n%s\n\n\n", strings.Join(names[texts], "\n"), texts)
	}
	return []byte(out.String()), nil
}
