// Command licences fails, with words, where a part of the program carries a licence that is not permissive or not
// known, or where its text is missing from the licences that the program serves at /static/licences.txt.
//
//	go -C tools run ./licences        checks and says nothing more than how many parts it looked at
//	go -C tools run ./licences -list  prints each part with its licences
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"counterpart/tools/parts"
)

func main() {
	if err := run(len(os.Args) > 1 && os.Args[1] == "-list"); err != nil {
		fmt.Fprintln(os.Stderr, "licences:", err)
		os.Exit(1)
	}
}

func run(list bool) error {
	root, err := filepath.Abs("..")
	if err != nil {
		return err
	}
	all, err := parts.Of(root)
	if err != nil {
		return err
	}
	served, err := os.ReadFile(filepath.Join(root, "internal", "web", "dist", "licences.txt"))
	if err != nil {
		return fmt.Errorf("%w: run make assets", err)
	}
	faults := check(all, string(served))
	if list {
		for _, p := range all {
			fmt.Printf("%-4s %-10s %-28s %s %s\n", p.Kind, p.Use, strings.Join(p.Licences(), " AND "), p.Name, p.Version)
		}
	}
	if len(faults) > 0 {
		return fmt.Errorf("\n  %s", strings.Join(faults, "\n  "))
	}
	fmt.Printf("licences: %d parts, all permissive or excepted with a reason\n", len(all))
	return nil
}

// check lists what is wrong with the parts.
func check(all []parts.Part, served string) []string {
	var faults []string
	for _, p := range all {
		if words := p.Refuse(); words != "" {
			faults = append(faults, words)
		}
		if p.Use != parts.TestOnly && !strings.Contains(served, p.Name+" "+p.Version+"\n") {
			faults = append(faults, fmt.Sprintf("%s %s is not in licences.txt, which the program serves: run make assets", p.Name, p.Version))
		}
	}
	return faults
}
