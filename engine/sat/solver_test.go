package sat

import (
	"context"
	"testing"

	"pgregory.net/rapid"
)

// formula is clauses and at-most constraints over few variables, so that trying everything decides it.
type formula struct {
	vars    int
	clauses [][]Lit
	counts  []card
}

func (f formula) holds(bits int) bool {
	is := func(l Lit) bool { return bits>>l.Var()&1 == 1 != (l&1 == 1) }
	for _, c := range f.clauses {
		any := false
		for _, l := range c {
			any = any || is(l)
		}
		if !any {
			return false
		}
	}
	for _, c := range f.counts {
		n := int32(0)
		for _, l := range c.lits {
			if is(l) {
				n++
			}
		}
		if n > c.k {
			return false
		}
	}
	return true
}

func (f formula) solvable(must []Lit) bool {
	for bits := range 1 << f.vars {
		ok := f.holds(bits)
		for _, l := range must {
			ok = ok && bits>>l.Var()&1 == 1 != (l&1 == 1)
		}
		if ok {
			return true
		}
	}
	return false
}

func draw(t *rapid.T) formula {
	f := formula{vars: rapid.IntRange(1, 12).Draw(t, "vars")}
	lit := rapid.Custom(func(t *rapid.T) Lit { return Lit(rapid.IntRange(0, 2*f.vars-1).Draw(t, "lit")) })
	for range rapid.IntRange(0, 50).Draw(t, "clauses") {
		f.clauses = append(f.clauses, rapid.SliceOfN(lit, 1, 4).Draw(t, "clause"))
	}
	for range rapid.IntRange(0, 6).Draw(t, "counts") {
		lits := rapid.SliceOfNDistinct(lit, 1, 9, Lit.Var).Draw(t, "counted")
		f.counts = append(f.counts, card{lits: lits, k: int32(rapid.IntRange(0, len(lits)).Draw(t, "k"))})
	}
	return f
}

// The solver agrees with trying everything, its solutions hold, and its cores cannot hold together.
func TestSolveAgreesWithTryingEverything(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		f := draw(t)
		s := New()
		for range f.vars {
			s.NewVar(rapid.Bool().Draw(t, "phase"))
		}
		for _, c := range f.clauses {
			s.Add(c...)
		}
		for _, c := range f.counts {
			s.AddAtMost(int(c.k), c.lits...)
		}
		for range 3 {
			must := rapid.SliceOfNDistinct(rapid.Custom(func(t *rapid.T) Lit { return Lit(rapid.IntRange(0, 2*f.vars-1).Draw(t, "l")) }), 0, 5, Lit.Var).Draw(t, "must")
			got := s.Solve(context.Background(), -1, must...)
			want := Unsat
			if f.solvable(must) {
				want = Sat
			}
			if got != want {
				t.Fatalf("got %v, want %v", got, want)
			}
			if got == Sat {
				bits := 0
				for v := range f.vars {
					if s.Value(Pos(v)) {
						bits |= 1 << v
					}
				}
				if !f.holds(bits) {
					t.Fatalf("no solution: %b", bits)
				}
				for _, l := range must {
					if !s.Value(l) {
						t.Fatalf("assumption %d does not hold", l)
					}
				}
			} else if f.solvable(s.Core()) {
				t.Fatalf("core %v can hold", s.Core())
			}
		}
	})
}

// hole puts n+1 pigeons into n holes, which needs much learning.
func hole(n int) *Solver {
	s := New()
	x := make([][]Lit, n+1)
	for p := range x {
		for range n {
			x[p] = append(x[p], Pos(s.NewVar(false)))
		}
		s.Add(x[p]...)
	}
	for h := range n {
		var in []Lit
		for p := range x {
			in = append(in, x[p][h])
		}
		s.AddAtMost(1, in...)
	}
	return s
}

func TestPigeons(t *testing.T) {
	t.Parallel()
	if got := hole(8).Solve(context.Background(), -1); got != Unsat {
		t.Errorf("nine pigeons in eight holes: %v", got)
	}
	s := hole(9)
	if got := s.Solve(context.Background(), 100); got != Unknown {
		t.Errorf("a hundred conflicts decided: %v", got)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if got := hole(11).Solve(ctx, -1); got != Unknown {
		t.Errorf("a cancelled search decided: %v", got)
	}
}
