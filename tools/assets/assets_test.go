package main

import (
	"crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// project makes a small project with the given files and an installed package that has a font and a licence.
func project(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	all := map[string]string{
		"go.mod":                        "module counterpart\n",
		"package.json":                  `{"dependencies": {"face": "1.0.0"}}`,
		"node_modules/face/LICENSE":     "You may.",
		"node_modules/face/text.woff2":  "a font",
		"internal/web/dist/old-AAAA.js": "left by an earlier run",
		"internal/web/dist/.gitkeep":    "",
	}
	for name, text := range files {
		all[name] = text
	}
	for name, text := range all {
		if err := writeFile(filepath.Join(root, name), []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func TestBundle(t *testing.T) {
	root := project(t, map[string]string{
		"internal/web/assets/app.css":     `@font-face { font-family: F; src: url("face/text.woff2") }`,
		"internal/web/assets/scan.js":     `import {word} from "./lib/word.js"; document.title = word`,
		"internal/web/assets/lib/word.js": `export const word = "from the library"`,
		"internal/web/assets/icon.svg":    `<svg/>`,
	})
	if err := bundle(root); err != nil {
		t.Fatal(err)
	}
	if !bundleReady(root) {
		t.Error("bundleReady is false after bundle")
	}
	manifest := readManifest(t, root)
	for _, name := range []string{"app.css", "scan.js", "icon.svg", "text.woff2"} {
		a, ok := manifest[name]
		if !ok {
			t.Errorf("manifest lacks %s: %v", name, manifest)
			continue
		}
		sum := sha512.Sum384([]byte(read(t, root, a.Path)))
		if want := "sha384-" + base64.StdEncoding.EncodeToString(sum[:]); a.Integrity != want {
			t.Errorf("%s: integrity %s, want %s", name, a.Integrity, want)
		}
	}
	if len(manifest) != 4 {
		t.Errorf("manifest has %d entries, want 4: %v", len(manifest), manifest)
	}
	if css := read(t, root, manifest["app.css"].Path); !strings.Contains(css, manifest["text.woff2"].Path) {
		t.Errorf("style sheet does not name the hashed font: %s", css)
	}
	if js := read(t, root, manifest["scan.js"].Path); !strings.Contains(js, "from the library") {
		t.Errorf("script lacks what it imports: %s", js)
	}
	if exists(filepath.Join(distDir(root), "old-AAAA.js")) || !exists(filepath.Join(distDir(root), ".gitkeep")) {
		t.Error("want the old file removed and .gitkeep kept")
	}
	if text := read(t, root, "licences.txt"); !strings.Contains(text, "face 1.0.0\n\nYou may.") {
		t.Errorf("licences.txt: %q", text)
	}
	if err := os.Remove(filepath.Join(distDir(root), manifest["scan.js"].Path)); err != nil {
		t.Fatal(err)
	}
	if bundleReady(root) {
		t.Error("bundleReady is true although a file is missing")
	}
}

func TestBundleWithoutSources(t *testing.T) {
	root := project(t, nil)
	if err := bundle(root); err != nil {
		t.Fatal(err)
	}
	if manifest := readManifest(t, root); len(manifest) != 0 {
		t.Errorf("manifest of no sources: %v", manifest)
	}
}

func TestBundleRefuses(t *testing.T) {
	root := project(t, map[string]string{"internal/web/assets/app.css": `@import "missing.css";`})
	if err := bundle(root); err == nil || !strings.Contains(err.Error(), "missing.css") {
		t.Errorf("got %v, want an error that names missing.css", err)
	}
	root = project(t, nil)
	if err := os.Remove(filepath.Join(root, "node_modules/face/LICENSE")); err != nil {
		t.Fatal(err)
	}
	if err := bundle(root); err == nil || !strings.Contains(err.Error(), "no licence text") {
		t.Errorf("got %v, want an error about the licence", err)
	}
}

func TestHashTree(t *testing.T) {
	root := project(t, nil)
	hash := func() string {
		t.Helper()
		sum, err := hashTree(filepath.Join(root, "node_modules"), filepath.Join(root, "not there"))
		if err != nil {
			t.Fatal(err)
		}
		return sum
	}
	first := hash()
	if second := hash(); second != first {
		t.Error("hash of the same files differs")
	}
	if err := os.Rename(filepath.Join(root, "node_modules/face"), filepath.Join(root, "node_modules/other")); err != nil {
		t.Fatal(err)
	}
	if hash() == first {
		t.Error("hash does not see a changed name")
	}
}

func TestFindRoot(t *testing.T) {
	root := project(t, map[string]string{"tools/go.mod": "module counterpart/tools\n"})
	got, err := findRoot(filepath.Join(root, "tools"))
	if err != nil || got != root {
		t.Errorf("got %q, %v, want %q", got, err, root)
	}
	if _, err := findRoot(t.TempDir()); err == nil {
		t.Error("found a root where there is none")
	}
}

func readManifest(t *testing.T, root string) map[string]asset {
	t.Helper()
	manifest := map[string]asset{}
	if err := json.Unmarshal([]byte(read(t, root, "manifest.json")), &manifest); err != nil {
		t.Fatal(err)
	}
	return manifest
}

func read(t *testing.T, root, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(distDir(root), name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
