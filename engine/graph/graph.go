// Package graph answers questions about who is connected to whom: in how many pieces a network falls, who stands alone, whose
// leaving would tear it, and through whom the shortest ways lead. Links have no direction and count once; a node is a number.
//
// Invariants: the same nodes and links give the same answers in whichever order the links come; what concerns one piece does not
// depend on the others.
package graph

// Graph is nodes from 0 on and the links between them.
type Graph struct {
	next  [][]int
	links int
}

// New makes a graph of n nodes. A link of a node with itself, one that is there already and one to a node that is not there are
// left out.
func New(n int, links [][2]int) Graph {
	g := Graph{next: make([][]int, max(n, 0))}
	seen := map[[2]int]bool{}
	for _, l := range links {
		a, b := min(l[0], l[1]), max(l[0], l[1])
		if a < 0 || b >= n || a == b || seen[[2]int{a, b}] {
			continue
		}
		seen[[2]int{a, b}] = true
		g.next[a], g.next[b] = append(g.next[a], b), append(g.next[b], a)
		g.links++
	}
	return g
}

// Links is how many there are.
func (g Graph) Links() int { return g.links }

// Degree is how many nodes a node is linked to.
func (g Graph) Degree(node int) int { return len(g.next[node]) }

// Density is the share of the links that there could be, from 0 to 1; 0 where there could be none.
func (g Graph) Density() float64 {
	n := len(g.next)
	if n < 2 {
		return 0
	}
	return float64(g.links) / (float64(n) * float64(n-1) / 2)
}

// Components numbers the pieces from 0 on, in the order of their first nodes, and says for each node in which it lies. A node
// without links is a piece by itself.
func (g Graph) Components() (of []int, number int) {
	of = make([]int, len(g.next))
	for i := range of {
		of[i] = -1
	}
	for i := range of {
		if of[i] >= 0 {
			continue
		}
		of[i] = number
		for todo := []int{i}; len(todo) > 0; {
			node := todo[len(todo)-1]
			todo = todo[:len(todo)-1]
			for _, to := range g.next[node] {
				if of[to] < 0 {
					of[to] = number
					todo = append(todo, to)
				}
			}
		}
		number++
	}
	return of, number
}

// Cuts tells of each node whether its piece would fall apart without it (Hopcroft and Tarjan, 1973). It keeps its own stack, so
// that a long chain is no deep recursion.
func (g Graph) Cuts() []bool {
	n := len(g.next)
	cut, depth, low := make([]bool, n), make([]int, n), make([]int, n)
	type visit struct{ node, from, at, branches int }
	for root := range n {
		if depth[root] > 0 {
			continue
		}
		depth[root], low[root] = 1, 1
		stack := []visit{{node: root, from: -1}}
		for len(stack) > 0 {
			v := &stack[len(stack)-1]
			if v.at < len(g.next[v.node]) {
				to := g.next[v.node][v.at]
				v.at++
				switch {
				case to == v.from:
				case depth[to] > 0:
					low[v.node] = min(low[v.node], depth[to])
				default:
					v.branches++
					depth[to] = depth[v.node] + 1
					low[to] = depth[to]
					stack = append(stack, visit{node: to, from: v.node})
				}
				continue
			}
			done := *v
			stack = stack[:len(stack)-1]
			if done.from < 0 {
				cut[done.node] = done.branches > 1
				continue
			}
			low[done.from] = min(low[done.from], low[done.node])
			if low[done.node] >= depth[done.from] && stack[len(stack)-1].from >= 0 {
				cut[done.from] = true
			}
		}
	}
	return cut
}

// Betweenness says of each node through how many of the shortest ways between two others it lies; where there are several
// shortest ways between two, each counts in part (Brandes, 2001).
func (g Graph) Betweenness() []float64 {
	n := len(g.next)
	out := make([]float64, n)
	ways, far, share := make([]float64, n), make([]int, n), make([]float64, n)
	for from := range n {
		for i := range n {
			ways[i], far[i], share[i] = 0, -1, 0
		}
		ways[from], far[from] = 1, 0
		order := []int{from}
		for k := 0; k < len(order); k++ {
			node := order[k]
			for _, to := range g.next[node] {
				if far[to] < 0 {
					far[to] = far[node] + 1
					order = append(order, to)
				}
				if far[to] == far[node]+1 {
					ways[to] += ways[node]
				}
			}
		}
		for k := len(order) - 1; k > 0; k-- {
			node := order[k]
			for _, before := range g.next[node] {
				if far[before] == far[node]-1 {
					share[before] += ways[before] / ways[node] * (1 + share[node])
				}
			}
			out[node] += share[node] / 2 // each pair is met from both ends
		}
	}
	return out
}
