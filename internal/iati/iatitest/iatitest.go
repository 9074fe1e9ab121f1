// Package iatitest validates IATI files by the official schema, for tests: with the system's xmllint where there is one, and with
// the one of package-lock.json run by Node otherwise. A missing validator fails, it never skips.
package iatitest

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
)

// root is the folder of the project.
func root() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Join(filepath.Dir(file), "..", "..", "..")
}

// program validates all files of a folder in one process, because starting it is slow. It prints the faults as a JSON list.
const program = `
const {validateXML} = require(process.argv[1]);
const fs = require('fs'), path = require('path');
const schema = process.argv[2], dir = process.argv[3];
const read = (d, n) => ({fileName: n, contents: fs.readFileSync(path.join(d, n), 'utf8')});
validateXML({
  xml: fs.readdirSync(dir).sort().map(n => read(dir, n)), schema: [read(schema, 'iati-activities-schema.xsd')],
  preload: [read(schema, 'iati-common.xsd'), read(schema, 'xml.xsd')], initialMemoryPages: 1024, maxMemoryPages: 16384,
}).then(r => { console.log(JSON.stringify(r.errors.map(e => e.rawMessage))); }).catch(e => { console.error(e); process.exit(1); });
`

// Validate holds files against the schema and returns what is wrong with them.
func Validate(t testing.TB, files ...[]byte) []string {
	t.Helper()
	dir := t.TempDir()
	for i, raw := range files {
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%05d.xml", i)), raw, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	schema := filepath.Join(root(), "internal", "iati", "testdata", "schema")
	if lint, err := exec.LookPath("xmllint"); err == nil {
		return bySystem(t, lint, schema, dir, len(files))
	}
	node, err := exec.LookPath("node")
	if err != nil {
		t.Fatal("neither xmllint nor node is installed: nothing can validate the file. Install libxml2-utils, or Node.js 20 or later.")
	}
	module := filepath.Join(root(), "node_modules", "xmllint-wasm", "index-node.js")
	if _, err := os.Stat(module); err != nil {
		t.Fatal("xmllint-wasm is not installed: run make assets, which installs what package-lock.json says")
	}
	cmd := exec.CommandContext(t.Context(), node, "--eval", program, module, schema, dir)
	var told strings.Builder
	cmd.Stderr = &told
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("validate: %v\n%s", err, told.String())
	}
	var wrong []string
	if err := json.Unmarshal(out, &wrong); err != nil {
		t.Fatalf("validate: %v in %s", err, out)
	}
	return wrong
}

var validates = regexp.MustCompile(`(?m)^.*\.xml validates$`)

func bySystem(t testing.TB, lint, schema, dir string, files int) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*.xml"))
	if err != nil {
		t.Fatal(err)
	}
	args := append([]string{"--nonet", "--noout", "--huge", "--schema", filepath.Join(schema, "iati-activities-schema.xsd")}, names...)
	out, err := exec.CommandContext(t.Context(), lint, args...).CombinedOutput() //nolint:gosec // files of the test's own
	text := string(out)
	if err == nil && len(validates.FindAllString(text, -1)) == files {
		return nil
	}
	var wrong []string
	for line := range strings.Lines(validates.ReplaceAllString(text, "")) {
		if strings.Contains(line, "error") {
			wrong = append(wrong, strings.TrimSpace(line))
		}
	}
	if len(wrong) == 0 {
		t.Fatalf("xmllint: %v\n%s", err, text)
	}
	return wrong
}
