// Package archtest holds the plan of the house: who may know whom, what may be called where, who
// writes which table. A package without a floor fails here, with words.
package archtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// ranks lists the downstairs rooms from the lowest to the highest; those of one line do not know each
// other. A room may import what stands on lines above its own.
var ranks = [][]string{
	{"fault", "label", "names", "outside", "cells", "held", "networking/problem", "figures/counted", "iati", "secondments/stages", "instruments/library", "laws/akn"},
	{"indicators/catalogue", "training/balance", "training/moodle", "gaps/answers"},
	{"access", "db", "questionnaires/sheet", "gaps/reuse"},
	{"audit", "search", "jobs", "print", "vocabulary/pack", "mail"},
	{"vault", "print/docx"},
	{"files"},
	{"vocabulary", "labels"},
	{"people/shown"},
	{"parties"},
	{"people", "laws"},
	{"accounts", "forms", "figures", "instruments"},
	{"signins", "threads"},
	{"activities"},
	{"letters", "connections", "gaps"},
	{"delegations", "curricula", "comparisons", "questionnaires"},
	{"registrations", "interests", "certificates", "secondments/assignments"},
	{"attendance", "networking/places"},
	{"networking"},
	{"mixers"},
	{"commitments", "outcomes", "training", "assessments", "evaluations", "alumni"},
	{"imports", "results", "reach", "ties", "support", "indicators", "actionplans", "secondments"},
	{"periodic", "recommendations"},
	{"publications", "gapreports"},
	{"trail"},
	{"feeds", "iati/publishing"},
	{"privacy"},
}

// shared is what stands beside the floors: the upstairs' own ground, and what only tests import.
var shared = []string{"web", "web/ui", "web/charts", "web/prose", "activities/activityframe"}

// barred are calls that live in one place: the clock, the environment and the terminal belong to cmd
// and app, so that a room behaves the same wherever it runs.
var barred = map[string]string{
	"time.Now": "take the time from the transaction or the site", "os.Getenv": "settings are read in cmd",
	"fmt.Print": "only cmd prints", "fmt.Println": "only cmd prints", "fmt.Printf": "only cmd prints", "os.Exit": "return an error", "db.Join": "only the demonstration writes many verbs in one transaction",
}

type source struct {
	room string // "parties", "parties/partiesweb", "db"
	file string
	ast  *ast.File
	text string
}

func TestEveryPackageHasAFloor(t *testing.T) {
	for _, room := range rooms(t) {
		if kindOf(room) == "" {
			t.Errorf("internal/%s has no floor: give it a rank in archtest, or name it %sweb upstairs", room, path.Base(room))
		}
	}
}

func TestRoomsImportDownwardsOnly(t *testing.T) {
	for _, s := range sources(t) {
		for _, imported := range s.imports() {
			if words := refuse(s.room, imported); words != "" {
				t.Errorf("%s imports internal/%s: %s", s.file, imported, words)
			}
		}
	}
}

// refuse says why one package may not import another, or "".
func refuse(from, to string) string {
	switch kind := kindOf(from); {
	case kind == "top":
		return ""
	case kindOf(to) == "test" && kind != "test":
		return "only tests may"
	case kind == "test":
		return ""
	case kind == "downstairs":
		if kindOf(to) != "downstairs" {
			return "downstairs knows nothing of pages"
		}
		if rank(to) >= rank(from) && !strings.HasPrefix(from, to+"/") {
			return "a room may import lower rooms only; see the ranks"
		}
	case kind == "upstairs" && kindOf(to) == "upstairs" && !strings.HasPrefix(to, from):
		return "upstairs rooms do not know each other"
	case kind == "shared" && kindOf(to) == "upstairs":
		return "the shared ground knows no room's pages"
	}
	return ""
}

func kindOf(room string) string {
	switch {
	case room == "iati/iatitest":
		return "test"
	case room == "app" || strings.HasPrefix(room, "demo"):
		return "top"
	case slices.Contains([]string{"abuse", "archtest", "dbtest", "roomtest", "pdftest", "e2e", "bench", "enginebench"}, strings.Split(room, "/")[0]):
		return "test"
	case slices.Contains(shared, room):
		return "shared"
	case strings.HasSuffix(room, "web"):
		return "upstairs"
	case rank(room) >= 0:
		return "downstairs"
	default:
		return ""
	}
}

// rank is the line of a room; a package inside a room stands where the room stands.
func rank(room string) int {
	for ; room != "."; room = path.Dir(room) {
		if i := slices.IndexFunc(ranks, func(line []string) bool { return slices.Contains(line, room) }); i >= 0 {
			return i
		}
	}
	return -1
}

func TestBarredCalls(t *testing.T) {
	for _, s := range sources(t) {
		if kind := kindOf(s.room); kind == "top" || kind == "test" || strings.HasPrefix(s.room, "mail/") {
			continue
		}
		ast.Inspect(s.ast, func(n ast.Node) bool {
			if sel, ok := n.(*ast.SelectorExpr); ok {
				if x, ok := sel.X.(*ast.Ident); ok {
					if words := barred[x.Name+"."+sel.Sel.Name]; words != "" {
						t.Errorf("%s calls %s.%s: %s", s.file, x.Name, sel.Sel.Name, words)
					}
				}
			}
			return true
		})
	}
}

// weakRandom says where numbers that can be guessed do no harm. Whatever else is random comes from crypto/rand.
var weakRandom = map[string]string{"db": "how long a write waits before its next try", "demo": "invented people"}

func TestRandomIsSecure(t *testing.T) {
	secure := 0
	for _, s := range sources(t) {
		for _, imported := range s.ast.Imports {
			top, _, _ := strings.Cut(s.room, "/")
			switch {
			case imported.Path.Value == `"crypto/rand"`:
				secure++
			case strings.HasPrefix(imported.Path.Value, `"math/rand`) && weakRandom[top] == "" && kindOf(s.room) != "test":
				t.Errorf("%s takes numbers from math/rand, which can be guessed: take them from crypto/rand", s.file)
			}
		}
	}
	if secure < 3 {
		t.Errorf("only %d files take numbers from crypto/rand: the test reads the wrong files", secure)
	}
}

// leaves are what a call out begins with. Only the room outside may: it knows which addresses are never called.
var leaves = []string{
	"http.DefaultClient", "http.DefaultTransport", "http.Get", "http.Head", "http.Post", "http.PostForm", "http.Transport",
	"net.Dial", "net.DialTimeout", "net.DialTCP", "net.DialUDP", "net.DialUnix", "net.DialIP", "net.Dialer", "tls.Dial", "tls.DialWithDialer", "tls.Dialer", "http.Client",
}

func TestOnlyOneRoomLeavesTheHouse(t *testing.T) {
	seen := false
	for _, s := range sources(t) {
		if kindOf(s.room) == "test" {
			continue
		}
		ast.Inspect(s.ast, func(n ast.Node) bool {
			at := n
			if lit, ok := n.(*ast.CompositeLit); ok { // a type may be named, a client not be made
				at = lit.Type
			} else if call, ok := n.(*ast.CallExpr); ok {
				at = call.Fun
			} else if sel, ok := n.(*ast.SelectorExpr); !ok || !strings.HasPrefix(sel.Sel.Name, "Default") {
				return true
			}
			if sel, ok := at.(*ast.SelectorExpr); ok {
				if x, ok := sel.X.(*ast.Ident); ok && slices.Contains(leaves, x.Name+"."+sel.Sel.Name) {
					if seen = seen || s.room == "outside"; s.room != "outside" {
						t.Errorf("%s uses %s.%s: take the client of the room outside", s.file, x.Name, sel.Sel.Name)
					}
				}
			}
			return true
		})
	}
	if !seen {
		t.Error("the room outside leaves by no known way: the list no longer matches the code")
	}
}

var writes = regexp.MustCompile(`(?i)\b(?:insert into|update|delete from)\s+([a-z_]+)\s*(?:\(|set\b|where\b|$|` + "`" + `)`)

// sharedTables are written through one mechanism of their own room and read by many.
func TestATableIsWrittenByOneRoom(t *testing.T) {
	writer := map[string]string{}
	for _, s := range sources(t) {
		if kindOf(s.room) == "top" || kindOf(s.room) == "test" {
			continue
		}
		for _, m := range writes.FindAllStringSubmatch(s.text, -1) {
			table, room := strings.ToLower(m[1]), strings.Split(s.room, "/")[0]
			if before := writer[table]; before != "" && before != room {
				t.Errorf("table %s is written by %s and by %s (%s): move the statement into one room", table, before, room, s.file)
			}
			writer[table] = room
		}
	}
	if len(writer) < 10 {
		t.Errorf("only %d written tables found: the pattern no longer matches the code", len(writer))
	}
}

var sqlWord = regexp.MustCompile("`\\s*(?:select|insert into|update|delete from)\\s")

func TestUpstairsKnowsNoSQL(t *testing.T) {
	for _, s := range sources(t) {
		if kindOf(s.room) == "upstairs" && sqlWord.MatchString(s.text) {
			t.Errorf("%s holds SQL: move the query downstairs", s.file)
		}
	}
}

func TestEveryPackageSaysWhatItIsFor(t *testing.T) {
	said := map[string]bool{}
	for _, s := range append(sources(t), engine(t)...) {
		room := path.Dir(s.file)
		said[room] = said[room] || s.ast.Doc != nil
	}
	for room, ok := range said {
		if !ok {
			t.Errorf("%s has no package comment: say what it is for", room)
		}
	}
}

func TestFilesAndFunctionsStaySmall(t *testing.T) {
	const fileLimit, functionLimit = 500, 60
	for _, s := range append(sources(t), engine(t)...) {
		if n := strings.Count(s.text, "\n"); n > fileLimit {
			t.Errorf("%s has %d lines: is it one thing? The limit is %d", s.file, n, fileLimit)
		}
		for _, d := range s.ast.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Body != nil {
				if n := strings.Count(s.text[f.Pos()-s.ast.FileStart:f.End()-s.ast.FileStart], "\n"); n > functionLimit {
					t.Errorf("%s: %s has %d lines; the limit is %d", s.file, f.Name.Name, n, functionLimit)
				}
			}
		}
	}
}

func TestRoomsStaySmall(t *testing.T) {
	lines := map[string]int{}
	for _, s := range append(sources(t), engine(t)...) {
		lines[path.Dir(s.file)] += strings.Count(s.text, "\n")
	}
	for room, n := range lines {
		if n > 3000 {
			t.Errorf("%s has %d lines: it is two rooms", room, n)
		}
	}
}

// A change should visit few rooms: no chain of imports is longer than ten.
func TestImportsAreShallow(t *testing.T) {
	below := map[string][]string{}
	for _, s := range sources(t) {
		below[s.room] = append(below[s.room], s.imports()...)
	}
	depth := map[string]int{}
	var measure func(room string) int
	measure = func(room string) int {
		if depth[room] == 0 {
			deepest := 0
			for _, b := range below[room] {
				deepest = max(deepest, measure(b))
			}
			depth[room] = deepest + 1
		}
		return depth[room]
	}
	for room := range below {
		if kindOf(room) == "downstairs" && measure(room) > 10 {
			t.Errorf("internal/%s stands on %d floors: redraw the plan", room, measure(room))
		}
	}
}

func (s source) imports() []string {
	var out []string
	for _, i := range s.ast.Imports {
		p, err := strconv.Unquote(i.Path.Value)
		if err == nil && strings.HasPrefix(p, "counterpart/internal/") {
			out = append(out, strings.TrimPrefix(p, "counterpart/internal/"))
		}
	}
	return out
}

func rooms(t *testing.T) []string {
	t.Helper()
	var out []string
	for _, s := range sources(t) {
		if !slices.Contains(out, s.room) {
			out = append(out, s.room)
		}
	}
	return out
}

// sources reads every file of internal but tests and generated code.
func sources(t *testing.T) []source {
	t.Helper()
	return read(t, "..", "internal")
}

// read reads the files below a folder, which has this name in the project.
func read(t *testing.T, root, name string) []source {
	t.Helper()
	var out []source
	err := filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") || strings.HasSuffix(file, "_templ.go") {
			return err
		}
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, text, parser.ParseComments)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, filepath.Dir(file))
		out = append(out, source{room: filepath.ToSlash(rel), file: name + "/" + filepath.ToSlash(strings.TrimPrefix(file, root+"/")), ast: parsed, text: string(text)})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(out) < 20 {
		t.Fatalf("only %d files of %s found", len(out), name)
	}
	return out
}
