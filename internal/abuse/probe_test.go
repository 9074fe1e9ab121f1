package abuse

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"counterpart/internal/mail/mailbox"
)

// probe is one abuse case at work on a running program. It collects what was not as it must be, so that the same case can
// be asked whether a weakened program passes.
type probe struct {
	*server
	t       testing.TB // of the servers that a case starts by itself
	program string
	found   []string
}

// abuseCase is one abuse of docs/abuse.md.
type abuseCase struct {
	id    string // "A02"
	words string
	run   func(p *probe)
}

func (c abuseCase) name() string { return c.id + "_" + strings.ReplaceAll(c.words, " ", "_") }

// cases are all abuse cases of this package.
var cases = slices.Concat(accessCases, logicCases, sessionCases, injectionCases, serviceCases, restCases)

// TestAbuse runs every case on both databases, one after another on one program for each.
func TestAbuse(t *testing.T) {
	t.Parallel()
	program, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	servers := map[string]*server{}
	for _, database := range databases {
		servers[database] = serve(t, program, database)
	}
	for _, c := range cases {
		t.Run(c.name(), func(t *testing.T) {
			for _, database := range databases {
				t.Run(database, func(t *testing.T) {
					p := &probe{server: servers[database], t: t, program: program}
					c.run(p)
					for i, words := range p.found {
						if i < 20 {
							t.Error(words)
						}
					}
				})
			}
		})
	}
}

func (p *probe) fail(format string, args ...any) {
	p.found = append(p.found, fmt.Sprintf(format, args...))
}

// ask sends a request; a broken line is a failure of the case.
func (p *probe) ask(r request) answer {
	a, err := p.send(r)
	if err != nil {
		p.fail("%s %s: %v", r.method, r.path, err)
	}
	if a.status >= 500 {
		p.fail("%s %.200s as %s: %s", r.method, r.path, r.role, a)
	}
	return a
}

func (p *probe) get(role, path string) answer {
	return p.ask(request{role: role, method: http.MethodGet, path: path})
}

// post sends a form given as pairs.
func (p *probe) post(role, path string, pairs ...string) answer {
	return p.ask(request{role: role, method: http.MethodPost, path: path, media: "application/x-www-form-urlencoded", body: formOf(pairs)})
}

func formOf(pairs []string) string {
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	return form.Encode()
}

// api uses an operation as a session; body is sent as JSON, a string as it is.
func (p *probe) api(role, method, path string, body any) answer {
	r := request{role: role, method: method, path: "/api/v1" + path}
	if body != nil {
		text, raw := body.(string)
		if !raw {
			b, err := json.Marshal(body)
			if err != nil {
				p.fail("%v", err)
			}
			text = string(b)
		}
		r.media, r.body = "application/json", text
	}
	return p.ask(r)
}

type fields = map[string]any

// id names a record of the world.
func (p *probe) id(name string) string {
	id := p.ids[name]
	if id == "" {
		p.fail("the test names an unknown record %q", name)
	}
	return id
}

// want fails unless the status is one of those given.
func (p *probe) want(a answer, what string, statuses ...int) {
	if !slices.Contains(statuses, a.status) {
		p.fail("%s: answered %s, want %v", what, a, statuses)
	}
}

// refused fails unless the answer turns the caller away.
func (p *probe) refused(a answer, what string) {
	if !turnedAway(a) {
		p.fail("%s: not refused but %s", what, a)
	}
}

// hides fails where the answer shows a secret of one of the groups.
func (p *probe) hides(a answer, what string, groups ...string) {
	for _, g := range canariesIn(a.body, a.head()) {
		if slices.Contains(groups, g) {
			p.fail("%s shows the secret %q", what, g)
		}
	}
}

// lacks fails where the answer holds the text.
func (p *probe) lacks(a answer, what, text string) {
	if strings.Contains(string(a.body)+string(a.head()), text) {
		p.fail("%s holds %q", what, text)
	}
}

// rows reads the database of the running program.
func (p *probe) rows(query string, args ...any) [][]string {
	d, err := p.open()
	if err != nil {
		p.fail("%v", err)
		return nil
	}
	defer func() { _ = d.Close() }()
	out, err := texts(d, query, args...)
	if err != nil {
		p.fail("%s: %v", query, err)
	}
	return out
}

// one reads one value.
func (p *probe) one(query string, args ...any) string {
	rows := p.rows(query, args...)
	if len(rows) != 1 {
		p.fail("%s: %d rows", query, len(rows))
		return ""
	}
	return rows[0][0]
}

// untouched runs something that must change no table.
func (p *probe) untouched(what string, do func()) {
	found := &tally{}
	before := p.fingerprint(found)
	do()
	for table, sum := range p.fingerprint(found) {
		if before[table] != sum {
			p.fail("%s changed the table %s", what, table)
		}
	}
	p.found = append(p.found, found.failures...)
}

// entry makes a sign-in link of an account and returns the token in its address.
func (p *probe) entry(role string) string {
	cmd := command(p.program, "account", "link", p.address(role), "--data", p.data, "--database-url", p.url, "--base-url", p.base)
	out, err := cmd.CombinedOutput()
	if err != nil {
		p.fail("sign-in link of %s: %v %s", role, err, out)
	}
	return tokenOf(strings.TrimSpace(string(out)))
}

func (p *probe) address(role string) string {
	return strings.ToLower(role + accountCanary(role) + "@example.org")
}

// mails waits until a mail to the address has come, and returns those to it.
func (p *probe) mails(to string) []mailbox.Mail {
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(100 * time.Millisecond) {
		list, err := p.box.List(to, 50)
		if err != nil || len(list) > 0 || time.Now().After(end) {
			for i := range list {
				list[i], _ = p.box.Read(list[i].ID)
			}
			if len(list) == 0 {
				p.fail("no mail to %s", to)
			}
			return list
		}
	}
}
