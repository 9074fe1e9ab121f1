package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// licences returns the licence texts of all npm packages that end up in the server: bundled scripts, web fonts and
// print fonts. A package without a licence text is an error, because it could not be passed on.
func licences(root string) ([]byte, error) {
	text, err := os.ReadFile(filepath.Join(root, "package.json"))
	if err != nil {
		return nil, err
	}
	var list struct {
		Dependencies map[string]string `json:"dependencies"`
	}
	if err := json.Unmarshal(text, &list); err != nil {
		return nil, err
	}
	// Packages of one family share one text: print it once, under all their names.
	names := map[string][]string{}
	for _, name := range slices.Sorted(maps.Keys(list.Dependencies)) {
		texts, err := licenceTexts(filepath.Join(root, "node_modules", filepath.FromSlash(name)))
		if err != nil {
			return nil, err
		}
		names[texts] = append(names[texts], name+" "+list.Dependencies[name])
	}
	var out strings.Builder
	for _, texts := range slices.SortedFunc(maps.Keys(names), func(a, b string) int {
		return strings.Compare(names[a][0], names[b][0])
	}) {
		fmt.Fprintf(&out, "%s\n\n%s\n\n\n", strings.Join(names[texts], "\n"), texts)
	}
	return []byte(out.String()), nil
}

func licenceTexts(dir string) (string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return "", err
	}
	var texts []string
	for _, entry := range entries {
		if upper := strings.ToUpper(entry.Name()); strings.HasPrefix(upper, "LICEN") || strings.HasPrefix(upper, "NOTICE") {
			text, err := os.ReadFile(filepath.Join(dir, entry.Name()))
			if err != nil {
				return "", err
			}
			texts = append(texts, strings.TrimSpace(string(text)))
		}
	}
	if len(texts) == 0 {
		return "", fmt.Errorf("%s has no licence text", dir)
	}
	return strings.Join(texts, "\n\n"), nil
}
