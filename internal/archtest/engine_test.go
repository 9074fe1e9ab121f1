package archtest

import (
	"slices"
	"strconv"
	"strings"
	"testing"
)

// engineRanks lists the packages of the engine from the lowest to the highest, as ranks does the rooms.
var engineRanks = []string{"looks", "sat", "designs", "match", "match/trial", "meetings", "wishes", "wishes/scarce", "wishes/planner", "wishes/gen", "mixer", "graph"}

// pure is what the engine may use of the standard library: nothing that knows the time, the machine, the network or chance
// without a seed.
var pure = []string{
	"bufio", "bytes", "cmp", "context", "encoding/csv", "encoding/json", "errors", "fmt", "io", "maps", "math", "math/bits", "math/rand/v2",
	"reflect", "runtime", "slices", "sort", "strconv", "strings", "sync", "sync/atomic", "unicode", "unicode/utf8",
}

// seedless are functions of allowed packages that would make two runs differ.
var seedless = []string{"rand.Int", "rand.IntN", "rand.N(", "rand.Float64", "rand.Perm", "rand.Shuffle", "rand.Uint", "fmt.Print"}

func engine(t *testing.T) []source {
	t.Helper()
	return read(t, "../../engine", "engine")
}

// The engine is pure: anyone can import it, and the same input and seed give the same answer on any machine.
func TestTheEngineIsPure(t *testing.T) {
	for _, s := range engine(t) {
		rank := slices.Index(engineRanks, s.room)
		if rank < 0 {
			t.Errorf("engine/%s has no floor: give it a place in engineRanks", s.room)
		}
		for _, i := range s.ast.Imports {
			name, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			below, ours := strings.CutPrefix(name, "counterpart/engine/")
			if ours && slices.Index(engineRanks, below) >= rank {
				t.Errorf("%s imports engine/%s, which is not below it", s.file, below)
			}
			if !ours && !slices.Contains(pure, name) {
				t.Errorf("%s imports %s: the engine is pure", s.file, name)
			}
		}
		for _, call := range seedless {
			if strings.Contains(s.text, call) {
				t.Errorf("%s calls %s: draw from a seeded source, and print nothing", s.file, call)
			}
		}
	}
}
