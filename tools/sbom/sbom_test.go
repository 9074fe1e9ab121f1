package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"counterpart/tools/parts"
)

const ofBinary = `{"metadata": {"component": {"bom-ref": "main"}, "tools": [{"name": "t", "hashes": ["x"]}]},
	"components": [{"name": "example.org/lib", "bom-ref": "lib"}], "dependencies": [{"ref": "main", "dependsOn": ["lib"]}]}`

var all = []parts.Part{
	{Kind: "go", Name: "example.org/lib", Use: parts.Linked},
	{Kind: "npm", Name: "@a/font", Version: "1.0.0", Use: parts.Bundled, Hash: "sha512-AAEC"},
	{Kind: "npm", Name: "axe", Version: "1.0.0", Use: parts.TestOnly},
}

func TestMerge(t *testing.T) {
	text, n, err := merge([]byte(ofBinary), all)
	if err != nil || n != 2 {
		t.Fatalf("got %d parts, %v; want the linked one and the bundled one", n, err)
	}
	again, _, err := merge([]byte(ofBinary), all)
	if err != nil || !bytes.Equal(text, again) {
		t.Error("a second run differs")
	}
	var bill struct {
		Components   []struct{ Purl string }
		Dependencies []struct {
			Ref       string
			DependsOn []string
		}
	}
	if err := json.Unmarshal(text, &bill); err != nil {
		t.Fatal(err)
	}
	if got := bill.Components[1].Purl; got != "pkg:npm/%40a/font@1.0.0" {
		t.Errorf("purl %s", got)
	}
	if got := bill.Dependencies[0].DependsOn; len(got) != 2 || got[1] != "pkg:npm/%40a/font@1.0.0" {
		t.Errorf("the program depends on %v", got)
	}
	for _, want := range []string{`"content": "000102"`, `"alg": "SHA-512"`} {
		if !strings.Contains(string(text), want) {
			t.Errorf("no %s in the bill", want)
		}
	}
	if strings.Contains(string(text), `"x"`) {
		t.Error("the hash of the tool is in the bill: it would differ from machine to machine")
	}
}

func TestMergeRefuses(t *testing.T) {
	if _, _, err := merge([]byte(ofBinary), nil); err == nil || !strings.Contains(err.Error(), "example.org/lib") {
		t.Errorf("got %v, want an error that names the unknown part", err)
	}
	if _, _, err := merge([]byte(`{"metadata": {}}`), all); err == nil {
		t.Error("a bill without parts was taken")
	}
}
