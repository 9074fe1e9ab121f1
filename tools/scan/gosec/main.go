// Command gosec reads the code with gosec's rules and analyzers and writes all that they find as JSON. It is gosec's own
// command less what asks services elsewhere for advice, which is most of what that command is built of.
//
//	gosec REPORT.json ./cmd/... ./internal/...
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"runtime"
	"runtime/debug"

	"github.com/securego/gosec/v2"
	"github.com/securego/gosec/v2/analyzers"
	"github.com/securego/gosec/v2/rules"
)

func main() {
	if len(os.Args) == 2 && os.Args[1] == "-version" {
		fmt.Println(version())
		return
	}
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "gosec:", err)
		os.Exit(1)
	}
}

func version() string {
	info, _ := debug.ReadBuildInfo()
	for _, dep := range info.Deps {
		if dep.Path == "github.com/securego/gosec/v2" {
			return dep.Version
		}
	}
	return "unknown"
}

func run(args []string) error {
	if len(args) < 2 {
		return errors.New("usage: gosec REPORT.json PATTERN...")
	}
	analyzer := gosec.NewAnalyzer(gosec.NewConfig(), false, true, false, runtime.NumCPU(), log.New(io.Discard, "", 0))
	analyzer.LoadRules(rules.Generate(false).RulesInfo())
	analyzer.LoadAnalyzers(analyzers.Generate(false).AnalyzersInfo())
	var packages []string
	for _, pattern := range args[1:] {
		found, err := gosec.PackagePaths(pattern, nil)
		if err != nil {
			return err
		}
		packages = append(packages, found...)
	}
	if err := analyzer.Process(nil, packages...); err != nil {
		return err
	}
	issues, metrics, faults := analyzer.Report()
	raw, err := json.MarshalIndent(gosec.NewReportInfo(issues, metrics, faults), "", "\t")
	if err != nil {
		return err
	}
	return os.WriteFile(args[0], raw, 0o600)
}
