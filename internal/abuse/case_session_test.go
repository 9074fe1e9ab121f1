package abuse

import (
	"encoding/json"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
)

var sessionCases = []abuseCase{
	{"C01", "no answer tells who has an account", whoHasAccount}, // before C03, which uses up what a network may try
	{"C03", "addresses that a client writes itself", spoofedAddress},
	{"C04", "a session is never the visitor's choice", fixation},
	{"C05", "a session that ended stays ended", endedSession},
	{"C06", "nobody is signed in or out from elsewhere", foreignSignIn},
	{"C07", "no write from elsewhere on any route", foreignWrites},
	{"C11", "a sign-in mail follows the configured address", poisonedMail},
	{"C12", "cookies keep to the host", cookiesKept},
	{"C13", "no secret in logs pages or tables", secretsStay},
	{"C15", "nobody sets up what is set up", setUpOnce},
}

func spoofedAddress(p *probe) {
	a := p.ask(request{role: "public", method: http.MethodGet, path: "/people", header: map[string]string{"X-Forwarded-For": "127.0.0.1", "X-Real-Ip": "127.0.0.1", "X-Forwarded-User": "officer", "X-Remote-User": "officer", "Forwarded": "for=127.0.0.1"}})
	p.refused(a, "headers that a proxy would write")
	p.want(p.madeUpEntry(), "sign in with an address made up", http.StatusSeeOther)
	if strings.Contains(p.log.String(), "10.99.99") || p.networkOfEntry() != "127.0.0.0/24" {
		p.fail("the log or the history holds an address that the client made up: %q", p.networkOfEntry())
	}
	// Another address with each try is no way round the bound of one network.
	tried, bounded := 0, false
	for ; tried < 70 && !bounded; tried++ {
		a := p.ask(request{
			method: http.MethodPost, path: "/signin/password", media: "application/x-www-form-urlencoded", body: formOf([]string{"email", fmt.Sprintf("spray%d@example.org", tried), "password", "no such kettle"}),
			header: map[string]string{"X-Forwarded-For": fmt.Sprintf("203.%d.113.7", tried), "X-Real-Ip": fmt.Sprintf("203.%d.113.7", tried)},
		})
		bounded = a.status == http.StatusTooManyRequests
	}
	if !bounded {
		p.fail("%d passwords were tried from one network", tried)
	}
	// Where a proxy is trusted its word counts: so the looks above can find something.
	s := &server{world: p.world, data: p.data, url: p.url, box: p.box}
	s.start(p.t, p.program, "--trusted-proxy", "127.0.0.1/32")
	q := &probe{server: s, t: p.t, program: p.program}
	q.want(q.madeUpEntry(), "sign in behind a proxy", http.StatusSeeOther)
	if got := q.networkOfEntry(); got != "10.99.99.0/24" {
		p.fail("behind a trusted proxy the history holds %q", got)
	}
	p.found = append(p.found, q.found...)
	s.stop(p.t)
}

// madeUpEntry signs in and says to come from elsewhere.
func (p *probe) madeUpEntry() answer {
	return p.ask(request{method: http.MethodPost, path: "/signin/" + p.entry("spare"), header: map[string]string{"X-Forwarded-For": "10.99.99.99", "Forwarded": "for=10.99.99.99"}})
}

// networkOfEntry is the network that the history gives the newest sign-in.
func (p *probe) networkOfEntry() string {
	var detail struct{ Network string }
	raw := p.one(`select detail from audit where action = 'accounts.sign_in' order by seq desc limit 1`)
	if err := json.Unmarshal([]byte(raw), &detail); err != nil {
		p.fail("%v: %s", err, raw)
	}
	return detail.Network
}

const sessionCookieName = "counterpart-session"

// cookieOf is the value that an answer sets for the session.
func cookieOf(a answer) string {
	res := http.Response{Header: a.header}
	for _, c := range res.Cookies() {
		if strings.HasSuffix(c.Name, "session") {
			return c.Value
		}
	}
	return ""
}

func (p *probe) withCookie(value, method, path string) answer {
	return p.ask(request{method: method, path: path, header: map[string]string{"Cookie": sessionCookieName + "=" + value}})
}

func fixation(p *probe) {
	chosen := "chosen-by-the-attacker-0000000000000000000"
	a := p.ask(request{method: http.MethodPost, path: "/signin/" + p.entry("spare"), header: map[string]string{"Cookie": sessionCookieName + "=" + chosen}})
	p.want(a, "sign in", http.StatusSeeOther)
	if got := cookieOf(a); got == "" || got == chosen {
		p.fail("signing in left the session %q", got)
	}
	p.refused(p.withCookie(chosen, http.MethodGet, "/people"), "the chosen session")
	second := p.ask(request{method: http.MethodPost, path: "/signin/" + p.entry("spare")})
	if cookieOf(second) == cookieOf(a) {
		p.fail("two sign-ins share a session")
	}
}

func endedSession(p *probe) {
	session := cookieOf(p.ask(request{method: http.MethodPost, path: "/signin/" + p.entry("spare")}))
	p.want(p.withCookie(session, http.MethodGet, "/people"), "the session", http.StatusOK)
	for _, page := range p.pagesToRead() {
		if a := p.get(page[0], page[1]); page[0] == "officer" && strings.HasPrefix(a.header.Get("Content-Type"), "text/html") && !strings.Contains(string(a.body), `action="/signout"`) {
			p.fail("%s has no way to sign out", page[1])
		}
	}
	out := p.withCookie(session, http.MethodPost, "/signout")
	if !strings.Contains(out.header.Get("Clear-Site-Data"), "cache") {
		p.fail("signing out leaves what the browser keeps: %q", out.header.Get("Clear-Site-Data"))
	}
	p.refused(p.withCookie(session, http.MethodGet, "/people"), "the session after signing out")
	p.refused(p.withCookie(session, http.MethodGet, "/api/v1/people"), "the API after signing out")
}

func foreignSignIn(p *probe) {
	token := p.entry("spare")
	for _, header := range []map[string]string{
		{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "same-site"},
	} {
		a := p.ask(request{method: http.MethodPost, path: "/signin/" + token, header: header})
		p.want(a, "sign in from elsewhere", http.StatusForbidden)
		if cookieOf(a) != "" {
			p.fail("a foreign form signed somebody in")
		}
		p.want(p.ask(request{role: "officer", method: http.MethodPost, path: "/signout", header: header}), "sign out from elsewhere", http.StatusForbidden)
	}
	p.want(p.get("officer", "/people"), "the officer is still signed in", http.StatusOK)
	// A link or a picture elsewhere can make a browser read any address, with its cookie: reading changes nothing.
	p.untouched("reading every page there is", func() {
		for _, r := range p.routes {
			if targets, err := p.targets(r); err == nil && r.method == http.MethodGet {
				sent := p.request(r, targets[0])
				sent.role = "officer"
				p.ask(sent)
			}
		}
	})
}

// foreignWrites sends every unsafe route as somebody who may, from another site.
func foreignWrites(p *probe) {
	p.untouched("writes from another site", func() {
		var wait sync.WaitGroup
		work := make(chan request)
		var mu sync.Mutex
		for range 4 {
			wait.Go(func() {
				for r := range work {
					a, err := p.send(r)
					if err != nil || a.status != http.StatusForbidden {
						mu.Lock()
						p.fail("%s %s from another site %v: %d %v", r.method, r.path, r.header, a.status, err)
						mu.Unlock()
					}
				}
			})
		}
		for _, r := range p.routes {
			targets, err := p.targets(r)
			if err != nil || r.method == http.MethodGet {
				continue
			}
			for _, role := range []string{"officer", "administrator"} {
				for _, header := range []map[string]string{{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {"Origin": "null"}} {
					sent := p.request(r, targets[0])
					sent.role, sent.header = role, header
					work <- sent
				}
			}
		}
		close(work)
		wait.Wait()
		// A form can send text/plain without asking first: no operation reads it, whatever else the browser says.
		a := p.ask(request{role: "officer", method: http.MethodPost, path: "/api/v1/initiatives", media: "text/plain", body: `{"name":"Plain"}`, header: map[string]string{"Origin": "https://evil.example"}})
		p.want(a, "plain text from another site", http.StatusForbidden)
		a = p.ask(request{role: "officer", method: http.MethodPost, path: "/initiatives", media: "text/plain", body: "name=Plain"})
		p.want(a, "a form as plain text", http.StatusUnprocessableEntity)
	})
}

func poisonedMail(p *probe) {
	to := p.address("comanager")
	a := p.ask(request{
		method: http.MethodPost, path: "/signin", media: "application/x-www-form-urlencoded", body: formOf([]string{"email", to}),
		header: map[string]string{"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "gopher", "Forwarded": "host=evil.example"},
	})
	if a.status >= 400 {
		p.fail("ask for a link: %s", a)
	}
	for _, m := range p.mails(to) {
		if strings.Contains(m.Text+m.HTML, "evil.example") || !strings.Contains(m.Text, p.base+"/signin/") {
			p.fail("the mail leads to %s", m.Text)
		}
	}
}

// cookiesKept starts the program as it is reached over TLS: its cookies must carry every protection.
func cookiesKept(p *probe) {
	s := &server{world: p.world, data: p.data, url: p.url, box: p.box}
	s.start(p.t, p.program, "--base-url", "https://counterpart.example")
	q := &probe{server: s, t: p.t, program: p.program}
	a := q.ask(request{method: http.MethodPost, path: "/signin/" + p.entry("spare")})
	line := a.header.Get("Set-Cookie")
	for _, part := range []string{"__Host-", "Path=/", "HttpOnly", "Secure", "SameSite=Lax"} {
		if !strings.Contains(line, part) {
			p.fail("the session's cookie lacks %s: %q", part, line)
		}
	}
	if strings.Contains(line, "Domain=") {
		p.fail("the cookie is for other hosts, too: %q", line)
	}
	if v := q.get("", "/signin").header.Get("Strict-Transport-Security"); !strings.Contains(v, "max-age=") {
		p.fail("no HSTS: %q", v)
	}
	p.found = append(p.found, q.found...)
	s.stop(p.t)
}

func secretsStay(p *probe) {
	secrets := map[string]string{}
	for name, token := range p.tokens {
		secrets["token of "+name] = token
	}
	for name, token := range p.sessions {
		secrets["session of "+name] = token
	}
	for name, token := range p.links {
		secrets["link "+name] = token
	}
	p.get("", "/signin/"+p.links["nominate.AX"]) // what is refused must not be written down either
	p.get("", "/nowhere?token="+p.tokens["officer"])
	log, tables := p.log.String(), p.everything()
	for name, secret := range secrets {
		if strings.Contains(log, secret) {
			p.fail("the log holds the %s", name)
		}
		if strings.Contains(tables, secret) {
			p.fail("the database holds the %s", name)
		}
		p.lacks(p.get("", "/nowhere?token="+secret), "an error page", secret)
	}
	if groups := canariesIn([]byte(log)); len(groups) > 0 {
		p.fail("the log holds secrets: %v", groups)
	}
	if a := p.get("", "/n/"+p.links["nominate.AX"]); a.header.Get("Referrer-Policy") != "same-origin" && a.header.Get("Referrer-Policy") != "no-referrer" {
		p.fail("the page of a signed link tells its address elsewhere: %q", a.header.Get("Referrer-Policy"))
	}
}

// everything is the text of every table.
func (p *probe) everything() string {
	d, err := p.open()
	if err != nil {
		p.fail("%v", err)
		return ""
	}
	defer func() { _ = d.Close() }()
	query := `select name from sqlite_master where type = 'table'`
	if !strings.HasPrefix(p.url, "sqlite") {
		query = `select table_name from information_schema.tables where table_schema = 'public'`
	}
	var b strings.Builder
	for _, table := range p.rows(query) {
		rows, err := texts(d, "select * from "+table[0])
		if err != nil {
			p.fail("%v", err)
		}
		for _, row := range rows {
			b.WriteString(strings.Join(row, "\x1f") + "\n")
		}
	}
	return b.String()
}

func setUpOnce(p *probe) {
	p.untouched("setting up again", func() {
		for _, token := range []string{"x", p.links["nominate.AX"], "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"} {
			p.refused(p.get("", "/setup/"+token), "set up with "+token)
			p.refused(p.post("", "/setup/"+token, "mechanism", "Mine", "short", "M", "pack", "bali", "name", "Me", "email", "me@example.org"), "set up with "+token)
		}
	})
	if strings.Contains(p.log.String(), "/setup/") {
		p.fail("an installation that is set up printed a link to set it up")
	}
	// An empty installation has no account at all, and only the link on its console opens it.
	s := &server{world: p.world, data: p.t.TempDir(), box: p.box}
	s.url = "sqlite://" + filepath.Join(s.data, "counterpart.db")
	s.start(p.t, p.program)
	q := &probe{server: s, t: p.t, program: p.program}
	if n := q.one(`select count(*) from account`); n != "0" {
		p.fail("an empty installation has %s accounts", n)
	}
	p.refused(q.get("", "/setup/anything"), "the set-up page without its token")
	p.found = append(p.found, q.found...)
	s.stop(p.t)
}
