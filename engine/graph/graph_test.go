package graph_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"counterpart/engine/graph"
)

func draw(t *rapid.T) (n int, links [][2]int) {
	n = rapid.IntRange(0, 9).Draw(t, "nodes")
	for range rapid.IntRange(0, 2*n).Draw(t, "links") {
		links = append(links, [2]int{rapid.IntRange(-1, n).Draw(t, "one"), rapid.IntRange(-1, n).Draw(t, "two")})
	}
	return n, links
}

// linked is the table of who is linked to whom, without a node.
func linked(n int, links [][2]int, without int) [][]bool {
	out := make([][]bool, n)
	for i := range out {
		out[i] = make([]bool, n)
	}
	for _, l := range links {
		a, b := l[0], l[1]
		if a >= 0 && b >= 0 && a < n && b < n && a != b && a != without && b != without {
			out[a][b], out[b][a] = true, true
		}
	}
	return out
}

// reachable closes the table: who can be reached from whom (Warshall).
func reachable(of [][]bool) [][]bool {
	out := make([][]bool, len(of))
	for i := range of {
		out[i] = append([]bool{}, of[i]...)
		out[i][i] = true
	}
	for k := range out {
		for i := range out {
			for j := range out {
				out[i][j] = out[i][j] || out[i][k] && out[k][j]
			}
		}
	}
	return out
}

func TestAgainstBruteForce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n, links := draw(t)
		g := graph.New(n, links)
		table := linked(n, links, -1)
		reach := reachable(table)
		of, number := g.Components()
		pieces, count := map[int]bool{}, 0
		for i := range n {
			pieces[of[i]] = true
			degree := 0
			for j := range n {
				if (of[i] == of[j]) != reach[i][j] {
					t.Fatalf("%d and %d: pieces %d and %d, reachable %v", i, j, of[i], of[j], reach[i][j])
				}
				if table[i][j] {
					degree++
				}
			}
			if count += degree; degree != g.Degree(i) {
				t.Fatalf("degree of %d is %d, not %d", i, g.Degree(i), degree)
			}
		}
		if len(pieces) != number || 2*g.Links() != count {
			t.Fatalf("%d pieces, %d links", number, g.Links())
		}
		if n > 1 && math.Abs(g.Density()-float64(count)/float64(n*(n-1))) > 1e-9 || n < 2 && g.Density() != 0 {
			t.Fatal("density", g.Density())
		}
		for node, cut := range g.Cuts() {
			if cut != tears(n, links, reach, node) {
				t.Fatalf("cut of %d is %v in %v", node, cut, links)
			}
		}
		between(t, n, table, g.Betweenness())
	})
}

// tears tells whether two others that reached each other no longer do without the node.
func tears(n int, links [][2]int, reach [][]bool, node int) bool {
	without := reachable(linked(n, links, node))
	for i := range n {
		for j := range n {
			if i != node && j != node && reach[i][j] && !without[i][j] {
				return true
			}
		}
	}
	return false
}

// between counts all shortest ways one by one.
func between(t *rapid.T, n int, table [][]bool, got []float64) {
	want := make([]float64, n)
	for from := range n {
		for to := from + 1; to < n; to++ {
			ways := shortest(table, from, to)
			for _, w := range ways {
				for _, node := range w[1 : len(w)-1] {
					want[node] += 1 / float64(len(ways))
				}
			}
		}
	}
	for i := range n {
		if math.Abs(want[i]-got[i]) > 1e-9 {
			t.Fatalf("betweenness of %d is %v, not %v", i, got[i], want[i])
		}
	}
}

// shortest lists the shortest ways by going one step further with all of them at once.
func shortest(table [][]bool, from, to int) [][]int {
	ways := [][]int{{from}}
	for range len(table) {
		var next, found [][]int
		for _, w := range ways {
			for node, there := range table[w[len(w)-1]] {
				seen := false
				for _, before := range w {
					seen = seen || before == node
				}
				if there && !seen {
					longer := append(append([]int{}, w...), node)
					if next = append(next, longer); node == to {
						found = append(found, longer)
					}
				}
			}
		}
		if len(found) > 0 {
			return found
		}
		ways = next
	}
	return nil
}

func TestAStarHoldsTogetherByItsMiddle(t *testing.T) {
	t.Parallel()
	g := graph.New(5, [][2]int{{0, 1}, {0, 2}, {0, 3}, {1, 0}})
	cuts, between := g.Cuts(), g.Betweenness()
	if !cuts[0] || cuts[1] || cuts[4] || between[0] != 3 || between[1] != 0 {
		t.Error(cuts, between)
	}
	if _, n := g.Components(); n != 2 {
		t.Error(n)
	}
}
