package parts

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func ofModule(t *testing.T, module, file string) string {
	t.Helper()
	dir, err := run(".", "list", "-m", "-f", "{{.Dir}}", module)
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(dir)), file))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestRefuse(t *testing.T) {
	mit := ofModule(t, "github.com/a-h/templ", "LICENSE")
	gpl := "GNU GENERAL PUBLIC LICENSE Version 3\n\nThis program is free software: you can redistribute it and/or modify it under the terms of the GNU General Public License " +
		"as published by the Free Software Foundation, either version 3 of the License, or (at your option) any later version."
	mpl := "This Source Code Form is subject to the terms of the Mozilla Public License, v. 2.0. If a copy of the MPL was not distributed with this file, You can obtain one at http://mozilla.org/MPL/2.0/."
	for _, c := range []struct {
		name, use, file, text, want string
	}{
		{"example.org/a", Linked, "LICENSE", mit, ""},
		{"example.org/a", Linked, "LICENSE", gpl, "GPL"},
		{"example.org/a", TestOnly, "LICENSE", gpl, "GPL"},
		{"example.org/a", Linked, "LICENSE", "Ask me first.", "no licence that is known"},
		{"example.org/a", Linked, "", "", "no licence text"},
		{"example.org/a", Linked, "LICENSE", mpl, "MPL"},
		{"github.com/riverqueue/river/rivertype", Linked, "LICENSE", mpl, ""},
		{"pgregory.net/rapid", TestOnly, "LICENSE", mpl, ""},
		{"pgregory.net/rapid", Linked, "LICENSE", mpl, "MPL"},
		{"modernc.org/sqlite", Linked, "LICENSE-SQLITE", "SQLite Is Public Domain", ""},
	} {
		p := Part{Name: c.name, Use: c.use}
		if c.file != "" {
			p.Texts = []Text{{File: c.file, Body: c.text}}
		}
		got := p.Refuse()
		if (got == "") != (c.want == "") || !strings.Contains(got, c.want) {
			t.Errorf("%s (%s) with %.30q: got %q, want words with %q", c.name, c.use, c.text, got, c.want)
		}
	}
}

func TestIsLicence(t *testing.T) {
	for name, want := range map[string]bool{
		"LICENSE": true, "licence.md": true, "COPYING": true, "NOTICE": true, "LICENSE-MMAP-GO": true, "Unlicense.txt": true,
		"license.go": false, "README.md": false, "go.sum.license": false,
	} {
		if IsLicence(name) != want {
			t.Errorf("%s: got %v", name, !want)
		}
	}
}

func TestOf(t *testing.T) {
	root := t.TempDir()
	for name, text := range map[string]string{
		"go.mod": "module counterpart\n", "cmd/counterpart/main.go": "package main\n\nfunc main() {}\n",
		"package.json":      `{"dependencies": {"face": "1.0.0"}, "devDependencies": {"axe": "2.0.0"}}`,
		"package-lock.json": `{"packages": {"node_modules/face": {"integrity": "sha512-AAEC"}}}`, "node_modules/face/LICENSE": "You may.",
	} {
		file := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	all, err := Of(root)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range all {
		got = append(got, p.Kind+" "+p.Name+" "+p.Use)
	}
	if want := "go std linked, npm face bundled, npm axe tests only"; strings.Join(got, ", ") != want {
		t.Fatalf("got %v, want %s", got, want)
	}
	if all[1].Hash != "sha512-AAEC" || len(all[1].Texts) != 1 || !strings.HasPrefix(all[0].Version, "go1.") {
		t.Errorf("%+v", all)
	}
}
