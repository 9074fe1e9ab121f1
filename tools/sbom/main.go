// Command sbom writes the bill of materials of a built program: what the binary itself says that it was linked from,
// and the npm packages bundled into its browser files and PDF fonts, in one CycloneDX document. The same binary gives
// the same document, byte for byte.
//
//	go -C tools run ./sbom BINARY VERSION OUTPUT
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"counterpart/tools/parts"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "sbom:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 3 {
		return errors.New("say BINARY VERSION OUTPUT")
	}
	root, err := filepath.Abs("..")
	if err != nil {
		return err
	}
	tool := filepath.Join(root, ".cache", "bin", "cyclonedx-gomod")
	cmd := exec.Command(tool, "bin", "-json", "-noserial", "-notimestamp", "-std", "-version", args[1], args[0])
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("cyclonedx-gomod: %w", err)
	}
	all, err := parts.Of(root)
	if err != nil {
		return err
	}
	text, n, err := merge(out, all)
	if err != nil {
		return err
	}
	if err := os.WriteFile(args[2], text, 0o644); err != nil {
		return err
	}
	fmt.Printf("sbom: %d parts in %s\n", n, args[2])
	return nil
}

// merge adds to the bill of the binary what is embedded in it, and to each part its licences.
func merge(ofBinary []byte, all []parts.Part) ([]byte, int, error) {
	bill := map[string]any{}
	if err := json.Unmarshal(ofBinary, &bill); err != nil {
		return nil, 0, err
	}
	components, _ := bill["components"].([]any)
	main, _ := bill["metadata"].(map[string]any)["component"].(map[string]any)
	if len(components) == 0 || main == nil {
		return nil, 0, errors.New("the bill of the binary names no parts")
	}
	byName := map[string]parts.Part{}
	for _, p := range all {
		byName[p.Name] = p
	}
	for _, c := range components {
		component := c.(map[string]any)
		name, _ := component["name"].(string)
		part, ok := byName[name]
		if !ok {
			return nil, 0, fmt.Errorf("the binary was linked with %s, which is none of the project's parts: build it again", name)
		}
		component["licenses"] = licenses(part)
	}
	var embedded []any
	for _, p := range all {
		if p.Use == parts.Bundled {
			components = append(components, component(p))
			embedded = append(embedded, purl(p))
		}
	}
	bill["components"] = components
	depend(bill, main["bom-ref"], embedded)
	// Of the tool that wrote the bill its name and version say enough; hashes of it differ from machine to machine.
	for _, t := range bill["metadata"].(map[string]any)["tools"].([]any) {
		delete(t.(map[string]any), "hashes")
	}
	text, err := json.MarshalIndent(bill, "", "  ")
	return append(text, '\n'), len(components), err
}

// depend notes that the program depends on the embedded packages, too.
func depend(bill map[string]any, program any, embedded []any) {
	list, _ := bill["dependencies"].([]any)
	for _, d := range list {
		if entry := d.(map[string]any); entry["ref"] == program {
			on, _ := entry["dependsOn"].([]any)
			entry["dependsOn"] = append(on, embedded...)
		}
	}
	for _, ref := range embedded {
		list = append(list, map[string]any{"ref": ref})
	}
	bill["dependencies"] = list
}
