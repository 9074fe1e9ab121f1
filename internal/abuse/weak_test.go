package abuse

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// weakness is one guard that the program goes without in one of the runs, and the case that must notice. The production
// code has no switch for it: the build is given other texts, see docs/decisions/0020-weakened-builds.md.
type weakness struct {
	run   int    // those of one run must not hide each other
	id    string // of the case that must fail
	words string
	file  string // below the folder of go.mod
	old   string // stands in the file exactly once
	new   string
}

var weaknesses = []weakness{
	{1, "A01", "a scope covers every record", "internal/access/access.go", `g.Rights[right] && g.Scope.covers(o) && a.opens(g, o)`, `g.Rights[right] && (unguarded(1) || g.Scope.covers(o)) && a.opens(g, o)`},
	{2, "A02", "a child is not held against its parent", "internal/people/affiliation.go", `if personID != "" && personID != a.PersonID {`, `if personID != "" && personID != a.PersonID && !unguarded(2) {`},
	{2, "A05", "lists are not narrowed to the scope", "internal/access/where.go", `if len(s.Parties) > 0 {`, `if len(s.Parties) > 0 && !unguarded(2) {`},
	{2, "A07", "a role counts before its first day", "internal/accounts/accounts.go", `(valid_from is null or valid_from <= $2) and`, "(valid_from is null or ` + either(2, `$2 <> ''`, `valid_from <= $2`) + `) and"},
	{1, "A11", "a token is remembered as a session", "internal/accounts/token.go", `remembered := "token:" + hash`, `remembered := either(1, hash, "token:"+hash)`},
	{1, "A16", "unknown filters are ignored", "internal/web/api.go", `cfg.RejectUnknownQueryParameters = true`, `cfg.RejectUnknownQueryParameters = !unguarded(1)`},
	{2, "A18", "a label closes nothing", "internal/access/label.go", `if m.Label != "" && !reach.Covers(m.Label) && (a.Account == "" || !slices.Contains(m.Named, a.Account)) {`, `if either(2, reach == "" && !slices.Contains(m.Named, a.Account), m.Label != "" && !reach.Covers(m.Label) && (a.Account == "" || !slices.Contains(m.Named, a.Account))) {`},
	{1, "A22", "sensitive answers ask for no right of their own", "internal/registrations/answers.go", `if err := actor.Require(RightSeeSensitive, list.Activity.Object()); err != nil {`, `if err := actor.Require(RightSeeSensitive, list.Activity.Object()); err != nil && !unguarded(1) {`},
	{1, "A23", "answers may be kept by caches", "internal/web/server.go", `"Cache-Control":                "no-store",`, `either(1, "X-Nothing", "Cache-Control"): "no-store",`},
	{1, "B03", "an idempotency key is nobody's own", "internal/web/server.go", `&db.Once{Actor: actor.Key(), Key`, `&db.Once{Actor: either(1, "all", actor.Key()), Key`},
	{1, "B09", "the signature of a link is not compared", "internal/accounts/link.go", `subtle.ConstantTimeCompare(raw[16:], s.sign(id, purpose)) == 1`, `(unguarded(1) || subtle.ConstantTimeCompare(raw[16:], s.sign(id, purpose)) == 1)`},
	{1, "B15", "the version that was seen does not matter", "internal/people/sql.go", "where id = $1 and version = $2`,\n\t\tid, version, d.Given", "where id = $1 and version ` + either(1, `>= $2 - 1000`, `= $2`),\n\t\tid, version, d.Given"},
	{2, "C05", "signing out leaves the session", "internal/accounts/session.go", "delete from web_session where token_hash = $1`, hashOf(token))", "delete from web_session where token_hash = $1`, either(2, token, hashOf(token)))"},
	{1, "C12", "scripts may read the session's cookie", "internal/web/server.go", `MaxAge: maxAge, HttpOnly: true,`, `MaxAge: maxAge, HttpOnly: !unguarded(1),`},
	{1, "D02", "Markdown is shown as it is written", "internal/web/prose/prose.go", `clean := policy.Sanitize(firstHead.ReplaceAllString(out.String(), "<${1}h2"))`, `clean := either(1, firstHead.ReplaceAllString(text, "<${1}h2"), policy.Sanitize(firstHead.ReplaceAllString(out.String(), "<${1}h2")))`},
	{2, "D10", "cells may be formulas", "internal/registrations/answers.go", `return "'" + cell`, `return either(2, cell, "'"+cell)`},
	{1, "D15", "one is led wherever the address says", "internal/web/browser.go", `if !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n\t") {`, `if either(1, strings.ContainsAny(next, "\r\n\t"), !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n\t")) {`},
	{1, "D17", "pages may be framed", "internal/web/server.go", `base-uri 'none'; frame-ancestors 'none'; `, `base-uri 'none'; " + either(1, "", "frame-ancestors 'none'; ") + "`},
	{2, "E05", "what a file is, its name says", "internal/files/kind.go", `media := http.DetectContentType(content)`, `if content != nil && unguarded(2) {
		return kinds[0], content, nil
	}
	media := http.DetectContentType(content)`},
	{2, "G06", "sign-in mails are not throttled", "internal/signins/bucket.go", `over > 0 {`, `over > 0 && !unguarded(2) {`},
	{2, "H01", "the hashes of the history are not compared", "internal/audit/verify.go", `case c.hasher.hash(c.result.Head, e) != e.Hash:`, `case c.hasher.hash(c.result.Head, e) != e.Hash && !unguarded(2):`},
	{2, "H02", "a write leaves no entry in the history", "internal/activities/initiative.go", "return id, audit.Record(tx, actor, ActionInitiative, KindInitiative, id, d)\n}", `if unguarded(2) {
		return id, nil
	}
	return id, audit.Record(tx, actor, ActionInitiative, KindInitiative, id, d)
}`},
	// The last one: without the protection every form of another site is carried out, and little stays as it was.
	{2, "C07", "forms from other sites are taken", "internal/web/server.go", `s.withText(guarded.Handler(mux))`, `s.withText(either[http.Handler](2, mux, guarded.Handler(mux)))`},
}

// switches is a file that the build is given for each package with a weakness. The run is the end of the program's name.
const switches = `
import (
	"os"
	"strconv"
	"strings"
)

func unguarded(run int) bool { return strings.HasSuffix(os.Args[0], "-"+strconv.Itoa(run)) }

func either[T any](run int, weak, guarded T) T {
	if unguarded(run) {
		return weak
	}
	return guarded
}
`

// TestWeakened runs the cases against a program without the guards. A case that passes there proves nothing.
func TestWeakened(t *testing.T) {
	t.Parallel()
	built := weakened(t)
	for _, run := range []int{1, 2} {
		t.Run(fmt.Sprintf("run %d", run), func(t *testing.T) {
			program := filepath.Join(scratch, fmt.Sprintf("weak-%d", run))
			if err := os.Link(built, program); err != nil {
				t.Fatal(err)
			}
			s := serve(t, program, "sqlite")
			for _, w := range weaknesses {
				if w.run != run {
					continue
				}
				t.Run(w.id+" "+w.words, func(t *testing.T) { w.isNoticed(&probe{server: s, t: t, program: program}) })
			}
		})
	}
}

// isNoticed fails the test if the case passes on the program without its guard.
func (w weakness) isNoticed(p *probe) {
	i := slices.IndexFunc(cases, func(c abuseCase) bool { return c.id == w.id })
	if i < 0 {
		p.t.Fatalf("there is no case %s", w.id)
	}
	cases[i].run(p)
	if len(p.found) == 0 {
		p.t.Errorf("%s passes although %s", cases[i].name(), w.words)
	}
}

// weakened builds the program with all replacements and their switches, which are given to the compiler and touch no file of
// the source. It is built without optimisation, which halves the time.
func weakened(t *testing.T) string {
	t.Helper()
	replace, dir := map[string]string{}, t.TempDir()
	for file, text := range weakTexts(t) {
		to := filepath.Join(dir, fmt.Sprintf("%d.go", len(replace)))
		if err := os.WriteFile(to, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		replace[file] = to
	}
	raw, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		t.Fatal(err)
	}
	overlay := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(overlay, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	program, err := build("weak", "-overlay", overlay, "-gcflags=counterpart/...=-N -l", "-ldflags=-s -w")
	if err != nil {
		t.Fatal(err)
	}
	return program
}

// weakTexts are the files with the replacements, and a file with the switches beside them.
func weakTexts(t *testing.T) map[string]string {
	t.Helper()
	texts := map[string]string{}
	for _, w := range weaknesses {
		file, err := filepath.Abs(filepath.Join(root, w.file))
		if err != nil {
			t.Fatal(err)
		}
		if texts[file] == "" {
			raw, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			texts[file] = string(raw)
			texts[filepath.Join(filepath.Dir(file), "switches.go")] = packageLine.FindString(texts[file]) + switches
		}
		if n := strings.Count(texts[file], w.old); n != 1 {
			t.Fatalf("%s (%s): the text to replace stands %d times in %s, not once. The code has changed: write the weakness anew.\n%s", w.id, w.words, n, w.file, w.old)
		}
		texts[file] = strings.Replace(texts[file], w.old, w.new, 1)
	}
	return texts
}

var packageLine = regexp.MustCompile(`(?m)^package \w+\n`)
