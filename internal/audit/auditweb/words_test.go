package auditweb

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"counterpart/internal/audit"
)

// Every action that any room declares can be said in words, and belongs to a room that the page can filter by.
func TestEveryActionHasWords(t *testing.T) {
	t.Parallel()
	found := map[audit.Action]bool{}
	err := filepath.WalkDir("../..", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") || strings.HasSuffix(file, "_templ.go") {
			return err
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			return err
		}
		for _, a := range declared(parsed) {
			found[a] = true
			if actionWords[a] == "" {
				t.Errorf("%s declares %s: give it words in auditweb/words.go", file, a)
			}
			if roomWords[a.Room()] == "" {
				t.Errorf("%s declares %s of a room without words", file, a)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(found) < 60 {
		t.Errorf("only %d actions found: the search no longer fits the code", len(found))
	}
	for a := range actionWords {
		if !found[a] {
			t.Errorf("there are words for %s, which nobody declares", a)
		}
	}
}

// declared are the constants of the type Action in a file.
func declared(file *ast.File) []audit.Action {
	var out []audit.Action
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || !isAction(spec.Type) {
			return true
		}
		for _, v := range spec.Values {
			if lit, ok := v.(*ast.BasicLit); ok {
				if text, err := strconv.Unquote(lit.Value); err == nil {
					out = append(out, audit.Action(text))
				}
			}
		}
		return true
	})
	return out
}

func isAction(e ast.Expr) bool {
	switch t := e.(type) {
	case *ast.Ident:
		return t.Name == "Action"
	case *ast.SelectorExpr:
		x, ok := t.X.(*ast.Ident)
		return ok && x.Name == "audit" && t.Sel.Name == "Action"
	}
	return false
}
