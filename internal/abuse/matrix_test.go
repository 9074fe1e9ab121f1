package abuse

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// cell is one square of the matrix: a role asks for an object by a route, over a transport.
type cell struct {
	route  route
	to     target
	role   string
	bearer bool
	reach  bool // as the policy says
	// reader is the role whose secrets the answer may hold: whoever holds a signed link reads as its addressee.
	reader string
	vary   string // how the address or the method was bent, "" for not at all
}

func (c cell) String() string {
	transport := "cookie"
	if c.bearer {
		transport = "bearer"
	}
	if c.vary != "" {
		transport += ", " + c.vary
	}
	return fmt.Sprintf("%s as %s (%s) at %s %v", c.route, c.role, transport, c.to.path, c.to.sets)
}

// tally is what a run of the matrix found.
type tally struct {
	mu         sync.Mutex
	cells      map[string]int
	seen       map[string]bool // groups whose secrets came before somebody who may read them
	leaks      int
	failures   []string
	routes     int
	operations int
}

func (t *tally) fail(format string, args ...any) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.failures = append(t.failures, fmt.Sprintf(format, args...))
}

// TestMatrix tries every page, form, download and operation as every role on its own and on others' objects.
func TestMatrix(t *testing.T) {
	t.Parallel()
	program, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	for _, database := range databases {
		t.Run(database, func(t *testing.T) {
			s := serve(t, program, database)
			began := time.Now()
			found := s.matrix(nil)
			for i, f := range found.failures {
				if i < 60 {
					t.Error(f)
				}
			}
			if n := len(found.failures); n > 60 {
				t.Errorf("and %d more", n-60)
			}
			t.Logf("%d routes and %d operations in %s: cells %v, %d leaks, %d failures", found.routes, found.operations,
				time.Since(began).Round(100*time.Millisecond), found.cells, found.leaks, len(found.failures))
			if total := sum(found.cells); total < 5000 {
				t.Errorf("only %d cells: the matrix no longer covers the program", total)
			}
		})
	}
}

func sum(m map[string]int) int {
	n := 0
	for _, v := range m {
		n += v
	}
	return n
}

// ending are the routes that end the session with which they are asked: they come last.
var ending = []string{"POST /signout"}

// matrix runs all cells; only narrows them, where it is given.
func (s *server) matrix(only func(route) bool) *tally {
	found := &tally{cells: map[string]int{}, seen: map[string]bool{}}
	policy, err := readPolicy()
	if err != nil {
		found.fail("%v", err)
		return found
	}
	var refused, bent, reads, writes, last []cell
	var unknown []route
	known, tried := map[string]bool{}, map[string]bool{}
	for _, r := range s.routes {
		known[r.String()] = true
		if r.api {
			found.operations++
		} else {
			found.routes++
		}
		if only != nil && !only(r) {
			continue
		}
		targets, err := s.targets(r)
		if err != nil {
			found.fail("%v", err)
			continue
		}
		rule, ok := policy[r.String()]
		if !ok {
			unknown = append(unknown, r)
			continue
		}
		for _, c := range s.cellsOf(r, rule, targets) {
			switch {
			case c.reach && r.method == http.MethodGet:
				reads = append(reads, c)
			case c.reach && slices.Contains(ending, r.String()):
				last = append(last, c)
			case c.reach:
				writes = append(writes, c)
			default:
				refused = append(refused, c)
				// One refused object of each route is tried for each role: what is bent is the address, not the object.
				if key := r.String() + " " + c.role; !c.bearer && r.method == http.MethodGet && len(c.to.sets) > 0 && !tried[key] {
					tried[key] = true
					bent = append(bent, bends(c)...)
				}
			}
		}
	}
	for line := range policy {
		if !known[line] {
			found.fail("policy.txt speaks of %s, which the program does not have", line)
		}
	}
	before := s.fingerprint(found)
	s.run(found, "refused", refused)
	s.run(found, "bent", bent)
	if after := s.fingerprint(found); only == nil {
		for table, sum := range after {
			if before[table] != sum {
				found.fail("requests that were refused changed the table %s", table)
			}
		}
	}
	s.run(found, "read", reads)
	for group := range readers {
		if only == nil && !found.seen[group] && readers[group] != "" {
			found.fail("nobody ever saw the secret %q: it is not planted where the matrix looks, and its leak would not be found", group)
		}
	}
	s.run(found, "written", writes)
	slices.SortStableFunc(unknown, func(a, b route) int { return strings.Compare(a.method, b.method) })
	for _, r := range unknown {
		words := fmt.Sprintf("%s is not in testdata/policy.txt. Say there who may reach it; the program now does\n%s", r, s.observe(r))
		found.failures = slices.Insert(found.failures, 0, words)
	}
	s.run(found, "ended", last)
	return found
}

// byToken tells whether the route's credential is a token in its address: who is signed in does not matter there.
func (r route) byToken() bool { return strings.Contains(r.path, "/{token}") }

func (s *server) cellsOf(r route, rule rule, targets []target) []cell {
	var out []cell
	for _, to := range targets {
		for _, role := range s.signedIn() {
			c := cell{route: r, to: s.ownFirst(role, to), role: role, reader: role, reach: rule.reaches(role, to)}
			if r.byToken() {
				if role != "public" {
					continue
				}
				c.reader = bearerOf(r, to)
				c.reach = c.reach && (c.reader == "" || !slices.Contains(to.sets, missing))
			}
			out = append(out, c)
			if s.tokens[role] != "" {
				c.bearer, c.reach = true, c.reach && rule[columnOf(role)] != "s"
				out = append(out, c)
			}
		}
	}
	return out
}

// signedIn are the roles of the matrix that somebody holds, and the public.
func (s *server) signedIn() []string {
	return slices.DeleteFunc(slices.Clone(roles), func(role string) bool { return role != "public" && s.sessions[role] == "" })
}

// ownFirst lets the body of a request speak of the role's own objects where the address allows it.
func (s *server) ownFirst(role string, to target) target {
	for _, own := range s.sets() {
		if slices.Contains(to.sets, own.name) && slices.Contains(owned[role], own.name) {
			to.set = own
			return to
		}
	}
	return to
}

// bearerOf is the role as which the holder of the link in the address reads; "" where it is no link to a party's or a
// person's own page.
func bearerOf(r route, to target) string {
	role := map[string]string{"n": "focal", "f": "focal", "c": "focal", "o": "focal", "r": "participant", "m": "participant", "q": "participant", "e": "participant", "p": "participant", "s": "focal", "w": "participant"}[strings.Split(r.path, "/")[1]]
	if role == "" {
		return ""
	}
	return role + to.set.name[:1]
}

// bends are the ways in which a refused address is tried again: none may be read where the plain one may not.
func bends(c cell) []cell {
	var out []cell
	for _, how := range []string{"HEAD", "OPTIONS", "override", "trailing slash", "double slash", "dot", "case", "semicolon"} {
		c.vary = how
		out = append(out, c)
	}
	return out
}

func bend(r request, how string) request {
	switch how {
	case "HEAD", "OPTIONS":
		r.method = how
	case "override":
		r.method, r.header = http.MethodPost, map[string]string{"X-HTTP-Method-Override": "GET", "X-HTTP-Method": "GET", "X-Original-URL": r.path}
	case "trailing slash":
		r.path += "/"
	case "double slash":
		r.path = "/" + r.path
	case "dot":
		r.path = "/%2e" + r.path
	case "case":
		r.path = strings.ToUpper(r.path)
	case "semicolon":
		r.path += ";x=1"
	}
	return r
}

// run sends the cells, several at a time.
func (s *server) run(found *tally, name string, cells []cell) {
	work := make(chan cell)
	var done sync.WaitGroup
	for range 6 {
		done.Go(func() {
			for c := range work {
				s.try(found, c)
			}
		})
	}
	for _, c := range cells {
		work <- c
	}
	close(work)
	done.Wait()
	found.cells[name] = len(cells)
}

func (s *server) ask(c cell) (answer, error) {
	r := s.request(c.route, c.to)
	if c.bearer {
		r.token = c.role
	} else {
		r.role = c.role
	}
	return s.send(bend(r, c.vary))
}

func (s *server) try(found *tally, c cell) {
	a, err := s.ask(c)
	if err != nil {
		found.fail("%s: %v", c, err)
		return
	}
	if a.status >= 500 && c.route.path != "/readyz" { // which may say that the machine is too busy
		found.fail("%s: %s", c, a)
	}
	if c.vary == "" {
		if words := c.judge(a); words != "" {
			found.fail("%s: %s: %s", c, words, firstLine(a))
		}
	} else if c.vary != "OPTIONS" && a.status == http.StatusOK {
		found.fail("%s: answered with %d where the plain address is refused", c, a.status)
	}
	for _, group := range canariesIn(a.body, a.head()) {
		may := mayRead(c.role, group) || mayRead(c.reader, group)
		found.mu.Lock()
		if may {
			found.seen[group] = true
		} else {
			found.leaks++
		}
		found.mu.Unlock()
		if !may {
			found.fail("%s: %d shows the secret %q", c, a.status, group)
		}
	}
}

func firstLine(a answer) string {
	return fmt.Sprintf("%d %s", a.status, a.header.Get("Location"))
}

// turnedAway tells that an answer refuses: sign in first, not open, or not there.
func turnedAway(a answer) bool {
	switch a.status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound:
		return true
	case http.StatusSeeOther:
		return strings.HasPrefix(a.header.Get("Location"), "/signin")
	}
	return false
}

// judge says what is wrong with the status of an answer, "" when it is as the policy says.
func (c cell) judge(a answer) string {
	switch {
	case !c.reach && !turnedAway(a):
		return "must be refused"
	case c.reach && (c.to.absent || slices.Equal(c.to.sets, []string{missing}) || slices.Contains(ending, c.route.String())):
		return ""
	case c.reach && a.status == http.StatusForbidden && strings.HasPrefix(c.route.path, "/me/"):
		return "" // one's own is for persons, and for sessions rather than tokens
	case c.reach && c.route.method == http.MethodGet && c.route.path != "/readyz" && (turnedAway(a) || a.status >= 400):
		return "must be shown"
	case c.reach && a.status != http.StatusNotFound && turnedAway(a):
		return "must not be refused"
	}
	return ""
}

// observe writes the line of the policy that the program now follows, for somebody to read and to decide about.
func (s *server) observe(r route) string {
	targets, err := s.targets(r)
	if err != nil || slices.Contains(ending, r.String()) {
		return "? ? ? ? ? ? ? ?  " + r.String()
	}
	var marks []string
	for _, column := range append(slices.Clone(columns), "partner") {
		own, others := 0, 0
		for _, role := range s.signedIn() {
			if columnOf(role) != column {
				continue
			}
			for _, to := range targets {
				if len(to.sets) == 0 || slices.Equal(to.sets, []string{missing}) || slices.Equal(to.sets, []string{red}) {
					continue
				}
				a, err := s.ask(cell{route: r, to: to, role: role})
				if err != nil || turnedAway(a) {
					continue
				}
				if (rule{column: "o"}).reaches(role, to) {
					own++
				} else {
					others++
				}
			}
		}
		switch {
		case others > 0:
			marks = append(marks, "+")
		case own > 0:
			marks = append(marks, "o")
		default:
			marks = append(marks, "-")
		}
	}
	line := strings.Join(marks[:len(columns)], " ") + "  " + r.String()
	if last := marks[len(columns)]; last != "-" {
		line += "  partner=" + last
	}
	return line
}
