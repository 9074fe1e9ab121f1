package abuse

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// weakness is one guard taken out of the program, and the case that must notice. The production code has no switch for
// it: the build is given another text for one file, see docs/decisions/0020-weakened-builds.md.
type weakness struct {
	build int    // those of one build must not hide each other
	id    string // of the case that must fail
	words string
	file  string // below the folder of go.mod
	old   string // stands in the file exactly once
	new   string
}

var weaknesses = []weakness{
	{1, "A01", "a scope covers every record", "internal/access/access.go", `g.Rights[right] && g.Scope.covers(o) && a.opens(g, o)`, `g.Rights[right] && a.opens(g, o)`},
	{2, "A02", "a child is not held against its parent", "internal/people/affiliation.go", `if personID != "" && personID != a.PersonID {`, `if false {`},
	{2, "A05", "lists are not narrowed to the scope", "internal/access/where.go", `if len(s.Parties) > 0 {`, `if false {`},
	{2, "A07", "a role counts before its first day", "internal/accounts/accounts.go", `(valid_from is null or valid_from <= $2) and`, `(valid_from is null or $2 <> '') and`},
	{1, "A11", "a token is remembered as a session", "internal/accounts/token.go", `remembered := "token:" + hash`, `remembered := hash`},
	{1, "A16", "unknown filters are ignored", "internal/web/api.go", `cfg.RejectUnknownQueryParameters = true`, `cfg.RejectUnknownQueryParameters = false`},
	{2, "A18", "a label closes nothing", "internal/access/label.go", `if m.Label != "" && !reach.Covers(m.Label) && (a.Account == "" || !slices.Contains(m.Named, a.Account)) {`, `if reach == "" && !slices.Contains(m.Named, a.Account) {`},
	{1, "A22", "sensitive answers ask for no right of their own", "internal/registrations/answers.go", `if err := actor.Require(RightSeeSensitive, list.Activity.Object()); err != nil {`, `if err := error(nil); err != nil {`},
	{1, "A23", "answers may be kept by caches", "internal/web/server.go", `"Cache-Control":                "no-store",`, ``},
	{1, "B03", "an idempotency key is nobody's own", "internal/web/server.go", `&db.Once{Actor: actor.Key(), Key`, `&db.Once{Actor: "all", Key`},
	{1, "B09", "the signature of a link is not compared", "internal/accounts/link.go", `subtle.ConstantTimeCompare(raw[16:], s.sign(id, purpose)) == 1`, `subtle.ConstantTimeCompare(raw[16:], s.sign(id, purpose)) < 2`},
	{1, "B15", "the version that was seen does not matter", "internal/people/sql.go", `where id = $1 and version = $2` + "`" + `,` + "\n\t\tid, version, d.Given", `where id = $1 and version >= $2 - 1000` + "`" + `,` + "\n\t\tid, version, d.Given"},
	{2, "C05", "signing out leaves the session", "internal/accounts/session.go", `delete from web_session where token_hash = $1` + "`, hashOf(token))", `delete from web_session where token_hash = $1` + "`, token)"},
	{1, "C12", "scripts may read the session's cookie", "internal/web/server.go", `MaxAge: maxAge, HttpOnly: true,`, `MaxAge: maxAge, HttpOnly: false,`},
	{1, "D02", "Markdown is shown as it is written", "internal/results/resultsweb/markdown.go", `clean := policy.Sanitize(firstHead.ReplaceAllString(out.String(), "<${1}h2"))`, `clean := firstHead.ReplaceAllString(guillemot.Replace(body), "<${1}h2")`},
	{2, "D10", "cells may be formulas", "internal/registrations/answers.go", `return "'" + cell`, `return cell`},
	{1, "D15", "one is led wherever the address says", "internal/web/browser.go", `if !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n\t") {`, `if strings.ContainsAny(next, "\r\n\t") {`},
	{1, "D17", "pages may be framed", "internal/web/server.go", `base-uri 'none'; frame-ancestors 'none'; `, `base-uri 'none'; `},
	{2, "E05", "what a file is, its name says", "internal/files/kind.go", `media := http.DetectContentType(content)`, `if content != nil {
		return kinds[0], content, nil
	}
	media := http.DetectContentType(content)`},
	{2, "G06", "sign-in mails are not throttled", "internal/signins/bucket.go", `over > 0 {`, `over > 0 && false {`},
	{2, "H01", "the hashes of the history are not compared", "internal/audit/verify.go", `case c.hasher.hash(c.result.Head, e) != e.Hash:`, `case c.hasher.hash(c.result.Head, e) == "":`},
	{2, "H02", "a write leaves no entry in the history", "internal/activities/initiative.go", `return id, audit.Record(tx, actor, ActionInitiative, KindInitiative, id, d)` + "\n}", `return id, nil` + "\n}"},
	// The last one: without the protection every form of another site is carried out, and little stays as it was.
	{2, "C07", "forms from other sites are taken", "internal/web/server.go", `s.withText(guarded.Handler(mux))`, `s.withText(mux)`},
}

// TestWeakened runs the cases against programs without the guards. A case that passes there proves nothing.
func TestWeakened(t *testing.T) {
	for build := range 2 {
		t.Run(fmt.Sprintf("build %d", build+1), func(t *testing.T) {
			of := slices.DeleteFunc(slices.Clone(weaknesses), func(w weakness) bool { return w.build != build+1 })
			s := serve(t, weakened(t, build+1, of), "sqlite")
			for _, w := range of {
				t.Run(w.id+" "+w.words, func(t *testing.T) {
					p := &probe{server: s, t: t, program: filepath.Join(scratch, fmt.Sprintf("weak-%d", build+1))}
					i := slices.IndexFunc(cases, func(c abuseCase) bool { return c.id == w.id })
					if i < 0 {
						t.Fatalf("there is no case %s", w.id)
					}
					cases[i].run(p)
					if len(p.found) == 0 {
						t.Errorf("%s passes although %s", cases[i].name(), w.words)
					}
				})
			}
		})
	}
}

// weakened builds the program with the replacements, which are given to the compiler and touch no file of the source.
func weakened(t *testing.T, number int, of []weakness) string {
	t.Helper()
	texts := map[string]string{}
	for _, w := range of {
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
		}
		if n := strings.Count(texts[file], w.old); n != 1 {
			t.Fatalf("%s (%s): the text to replace stands %d times in %s, not once. The code has changed: write the weakness anew.\n%s", w.id, w.words, n, w.file, w.old)
		}
		texts[file] = strings.Replace(texts[file], w.old, w.new, 1)
	}
	replace := map[string]string{}
	dir := t.TempDir()
	for file, text := range texts {
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
	program, err := build(fmt.Sprintf("weak-%d", number), "-overlay", overlay)
	if err != nil {
		t.Fatal(err)
	}
	return program
}
