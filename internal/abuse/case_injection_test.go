package abuse

import (
	"bytes"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"counterpart/internal/e2e/browser"
)

var injectionCases = []abuseCase{
	{"D01", "markup in every text", markupEverywhere},
	{"D02", "Markdown keeps no markup", markdownClean},
	{"D03", "documents are shown in a cage", cagedDocuments},
	{"D06", "SQL in every parameter", sqlEverywhere},
	{"D07", "one recipient whatever the name", oneRecipient},
	{"D08", "letters fill only known words", unknownPlaceholders},
	{"D09", "names are no links in our mails", namesInMails},
	{"D10", "cells are no formulas", formulaCells},
	{"D11", "calendar lines stay lines", calendarLines},
	{"D13", "the log keeps its lines", logLines},
	{"D14", "file names stay in their header", fileNames},
	{"D15", "nobody is led elsewhere", ledElsewhere},
	{"D16", "links follow the configured address", hostHeaders},
	{"D17", "no page is framed", framed},
	{"D18", "names that turn their letters", turnedNames},
}

// polyglots are texts that become script where one of many contexts forgets to escape. Each sets a mark that a test finds.
var polyglots = []string{
	`"><script>document.documentElement.dataset.owned="1"</script>`,
	`'"><img src=x onerror=document.documentElement.dataset.owned=1>`,
	`</title></textarea></script><svg/onload=document.documentElement.dataset.owned=1>`,
	`javascript:document.documentElement.dataset.owned=1//`,
	"[x](javascript:document.documentElement.dataset.owned=1) <iframe srcdoc='<script>parent.document.documentElement.dataset.owned=1</script>'>",
}

// markupEverywhere writes polyglots into every text that an officer or a focal point may write and reads every page.
func markupEverywhere(p *probe) {
	x := p.id("activity.X")
	for i, poly := range polyglots {
		n := fmt.Sprint(i)
		made := p.api("officer", "POST", "/people", fields{"given": poly + n, "native_name": poly, "native_lang": "en", "phone": poly[:20], "party_id": p.id("party.A"), "position": poly, "unit": poly, "anyway": true, "address_form": poly[:20]})
		p.want(made, "a person", http.StatusCreated, http.StatusOK, http.StatusUnprocessableEntity)
		p.api("officer", "POST", "/initiatives", fields{"name": poly, "tag": poly[:30], "summary": poly})
		p.api("officer", "POST", "/activities/"+x+"/rooms", fields{"name": poly})
		p.api("officer", "POST", "/activities/"+x+"/sessions", fields{"title": poly, "summary": poly, "starts_at": time.Now().UTC().Add(time.Duration(i+30) * time.Hour).Format(time.RFC3339), "ends_at": time.Now().UTC().Add(time.Duration(i+31) * time.Hour).Format(time.RFC3339)})
		p.api("officer", "POST", "/activities/"+x+"/letters", fields{"kind": "note", "subject": poly, "body": poly})
		p.api("officer", "POST", "/parties", fields{"name": poly, "kind": "agency", "parent_id": p.id("party.A"), "short_name": poly[:30], "formal_name": poly, "region": poly[:30]})
		p.api("officer", "POST", "/bodies", fields{"name": poly, "terms_of_reference": poly})
		p.api("focalA", "POST", "/activities/"+x+"/nominations", fields{"allocation_id": p.id("allocation.AX"), "given": poly + "N", "position": poly, "unit": poly, "native_name": poly})
		p.post("officer", "/parties/"+p.id("party.A")+"/memberships", "status", "observer", "from", fmt.Sprintf("20%02d-01-01", 30+i), "note", poly)
	}
	p.api("participantA", "PUT", "/activities/"+x+"/registration", fields{"own": fields{"given": polyglots[0], "native_name": polyglots[1]}, "answers": fields{"badge_name": []string{polyglots[1]}, "needs": []string{polyglots[2]}}, "consents": []string{}})
	pages := p.pagesToRead()
	for _, page := range pages {
		a := p.get(page[0], page[1])
		if strings.HasPrefix(a.header.Get("Content-Type"), "text/html") {
			for _, words := range unsound(a.body) {
				p.fail("%s: %s", page[1], words)
			}
		}
	}
	if strings.HasPrefix(p.url, "sqlite") {
		p.inTheBrowser(pages)
	}
}

// pagesToRead are the pages on which hostile texts come back, also the secondary ones: forms, errors, confirmations.
func (p *probe) pagesToRead() [][2]string {
	x, a := p.id("activity.X"), p.id("party.A")
	out := [][2]string{}
	for _, path := range []string{
		"/people?q=owned", "/people", "/search?q=" + url.QueryEscape(polyglots[0]), "/people?q=" + url.QueryEscape(polyglots[1]), "/activities?q=" + url.QueryEscape(polyglots[2]), "/parties/" + a, "/parties/" + a + "/edit",
		"/activities/" + x, "/activities/" + x + "/programme", "/activities/" + x + "/delegations", "/activities/" + x + "/letters", "/activities/" + x + "/registrations", "/activities/" + x + "/attendance",
		"/activities/" + x + "/badges", "/activities/" + x + "/checkin", "/activities/" + x + "/cancel", "/activities/" + x + "/seats", "/activities/" + x + "/report", "/activities/" + x + "/delegations/" + a, "/nominations/" + p.id("nomination.A1"),
		"/initiatives", "/bodies", "/parties", "/outbox", "/nowhere/" + url.PathEscape(polyglots[0]), "/activities/" + x + "/attendance/" + p.id("checkin.A1") + "/void", "/posts/" + p.id("post.A") + "/holder?q=owned", "/activities/" + x + "/arrivals",
	} {
		out = append(out, [2]string{"officer", path})
	}
	for _, row := range p.rows(`select id from person where given like '%owned%' limit 6`) {
		out = append(out, [2]string{"officer", "/people/" + row[0]}, [2]string{"officer", "/people/" + row[0] + "/edit"})
	}
	for _, row := range p.rows(`select id from letter where subject like '%owned%' limit 3`) {
		out = append(out, [2]string{"officer", "/letters/" + row[0]})
	}
	return append(out, [2]string{"focalA", "/our-delegations"}, [2]string{"focalA", "/people"}, [2]string{"participantA", "/activities/" + x + "/registration"}, [2]string{"public", "/reports"}, [2]string{"", "/n/" + p.links["nominate.AX"]}, [2]string{"", "/r/" + p.links["register.A1"]})
}

// unsound lists what a page holds that only markup from elsewhere can be: scripts in the page, handlers, script addresses.
func unsound(page []byte) []string {
	var out []string
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		return []string{err.Error()}
	}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		src := ""
		for _, attr := range n.Attr {
			if strings.HasPrefix(attr.Key, "on") || attr.Key == "srcdoc" || attr.Key == "style" {
				out = append(out, fmt.Sprintf("<%s %s=%q>", n.Data, attr.Key, attr.Val))
			}
			if v := strings.ToLower(strings.TrimSpace(attr.Val)); slices.Contains([]string{"href", "src", "action", "formaction"}, attr.Key) && (strings.HasPrefix(v, "javascript:") || strings.HasPrefix(v, "data:text")) {
				out = append(out, fmt.Sprintf("<%s %s=%q>", n.Data, attr.Key, attr.Val))
			}
			if attr.Key == "src" {
				src = attr.Val
			}
		}
		if slices.Contains([]string{"iframe", "object", "embed", "base"}, n.Data) || n.Data == "script" && !strings.HasPrefix(src, "/static/") && !data(n) {
			out = append(out, fmt.Sprintf("<%s src=%q> in the page", n.Data, src))
		}
	}
	return out
}

// data tells whether an element is a block of data that no browser runs: what a page is, in the words of schema.org.
func data(n *html.Node) bool {
	linked := slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == "type" && a.Val == "application/ld+json" })
	return linked && n.FirstChild != nil && json.Valid([]byte(n.FirstChild.Data))
}

// inTheBrowser opens the pages in Chromium: no script of theirs may run and no policy may be broken.
func (p *probe) inTheBrowser(pages [][2]string) {
	t, ok := p.t.(*testing.T)
	if !ok {
		return
	}
	tab := browser.New(t)
	last := ""
	for i, page := range pages {
		if i%2 == 1 && i > 12 { // every other of the many is enough for the browser; all were parsed
			continue
		}
		if page[0] != last {
			tab.SetCookie(t, p.base, sessionCookieName, p.sessions[page[0]])
			last = page[0]
		}
		tab.Open(t, p.base+page[1])
		if browser.Eval[bool](t, tab, `document.documentElement.dataset.owned === "1"`) {
			p.fail("%s ran a script out of a text", page[1])
		}
	}
	for _, words := range tab.Violations() {
		p.fail("the browser refused what a page held: %s", words)
	}
}

// markdownClean writes a report with everything that Markdown lets pass, and reads it as its author sees it.
func markdownClean(p *probe) {
	path := "/activities/" + p.id("activity.Y") + "/report"
	version := p.one(`select version from report where activity_id = $1`, p.id("activity.Y"))
	body := "# Title\n\n<script>document.documentElement.dataset.owned=1</script>\n\n<img src=x onerror=owned()>\n\n[a](javascript:owned()) [b](data:text/html,x) " +
		"![c](https://evil.example/pixel.png) <a href='javascript:owned()'>d</a> [e]( vbscript:owned() )\n\n<iframe src=https://evil.example></iframe>"
	a := p.post("officer", path, "title", "Report", "body", body, "label", "TLP:AMBER", "version", version)
	p.want(a, "keep the report", http.StatusSeeOther)
	page := p.get("officer", path)
	if !strings.Contains(string(page.body), "evil.example") && !strings.Contains(string(page.body), ">Title<") {
		p.fail("the report is not shown: %s", page)
	}
	for _, words := range unsound(page.body) {
		p.fail("the report: %s", words)
	}
	p.lacks(page, "the report", `src="https://evil.example`)
}

// upload sends a note verbale of party A.
func (p *probe) upload(role, path, name string, content []byte) answer {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	_ = form.WriteField("note_number", "N-1")
	header := textproto.MIMEHeader{}
	header.Set("Content-Disposition", fmt.Sprintf(`form-data; name="note_file"; filename="%s"`, strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(name)))
	header.Set("Content-Type", "application/pdf")
	part, err := form.CreatePart(header)
	if err == nil {
		_, err = part.Write(content)
	}
	if err == nil {
		err = form.Close()
	}
	if err != nil {
		p.fail("%v", err)
	}
	return p.ask(request{role: role, method: http.MethodPost, path: path, media: form.FormDataContentType(), body: body.String()})
}

func (p *probe) notePath() string {
	return "/activities/" + p.id("activity.X") + "/delegations/" + p.id("party.A") + "/note"
}

func cagedDocuments(p *probe) {
	for name, content := range map[string]string{
		"page.html": "<!doctype html><script>alert(1)</script>", "note.pdf": "<html><body onload=alert(1)>", "image.svg": `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`,
		"feed.xml": `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>`, "run.exe": "MZ\x90\x00\x03", "pack.zip": "PK\x03\x04....", "script.pdf": "#!/bin/sh\necho \x00",
	} {
		a := p.upload("focalA", p.notePath(), name, []byte(content))
		p.want(a, "a document that is "+name, http.StatusUnprocessableEntity)
	}
	a := p.get("focalA", p.notePath())
	for header, part := range map[string]string{"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox", "Content-Type": "application/pdf"} {
		if !strings.Contains(a.header.Get(header), part) {
			p.fail("a document is sent with %s %q", header, a.header.Get(header))
		}
	}
}

// sqlEverywhere puts SQL and the syntax of searches into every parameter that the API describes and the pages read.
func sqlEverywhere(p *probe) {
	attacks := []string{"'", "' or '1'='1", "1); drop table person--", `" or ""="`, "%' or 1=1 --", `zed" AND (`, "a* NEAR b", "{x}:", "\\", "$1", "?"}
	paths := map[string][]string{}
	for path, item := range p.world.api.Paths {
		if op, ok := item["get"]; ok {
			filled, err := (route{method: "GET", path: path, api: true}).fillPath(p.sets()[0], p.sets()[0])
			if err != nil {
				continue
			}
			for _, param := range op.Parameters {
				if param.In == "query" {
					paths[filled] = append(paths[filled], param.Name)
				}
			}
		}
	}
	for _, page := range []string{"/people", "/parties", "/activities", "/outbox", "/search", "/accounts", "/activities/" + p.id("activity.X") + "/attendance", "/activities/" + p.id("activity.X") + "/delegations", "/reports", "/imports/" + p.id("import")} {
		paths[page] = []string{"q", "after", "state", "kind", "sort", "order", "year", "status", "party", "session", "as_at", "day", "copy"}
	}
	sent := 0
	for path, names := range paths {
		for i, name := range names {
			for _, attack := range []string{attacks[(i+len(path))%len(attacks)], attacks[(i*3+1)%len(attacks)], attacks[1]} {
				a := p.get("focalA", path+"?"+url.Values{name: {attack}}.Encode())
				p.hides(a, path+" with "+attack, "bone", "byonly", "bother")
				p.get("officer", path+"?"+url.Values{name: {attack}}.Encode())
				sent += 2
			}
		}
	}
	if sent < 200 {
		p.fail("only %d requests", sent)
	}
	if n := p.one(`select count(*) from person`); n == "0" {
		p.fail("nobody is left")
	}
}

func oneRecipient(p *probe) {
	for _, address := range []string{"a@example.org, b@example.org", "a@example.org\r\nBcc: b@evil.example", "A <a@example.org>\nTo: b@evil.example", "a@example.org;b@example.org"} {
		a := p.api("administrator", "POST", "/accounts", fields{"name": "N", "email": address, "grant": fields{"role": "desk"}})
		p.want(a, "the address "+address, http.StatusUnprocessableEntity)
		a = p.api("officer", "POST", "/people", fields{"given": "Addressed", "email": address, "anyway": true})
		p.want(a, "a person's address "+address, http.StatusUnprocessableEntity)
	}
	a := p.api("officer", "POST", "/activities/"+p.id("activity.X")+"/letters", fields{"kind": "note", "subject": "One\r\nBcc: all@evil.example\r\n\r\nBody", "body": "Text"})
	if a.status < 300 {
		var id string
		if rows := p.rows(`select id, subject from letter where subject like '%evil%'`); len(rows) > 0 {
			id = rows[0][0]
			if strings.ContainsAny(rows[0][1], "\r\n") {
				p.fail("a subject of several lines was kept: %q", rows[0][1])
			}
		}
		p.api("officer", "POST", "/letters/"+id+"/send", fields{"party_ids": []string{p.id("party.A")}})
	}
	time.Sleep(300 * time.Millisecond)
	if list, err := p.box.List("all@evil.example", 5); err != nil || len(list) > 0 {
		p.fail("a mail reached an address out of a subject: %v %v", list, err)
	}
}

func unknownPlaceholders(p *probe) {
	for _, text := range []string{"{{.}}", "{{range .}}x{{end}}", "{{installation_key}}", "{{ .Actor.Grants }}", "{{link:", "{{password}}", "{{template \"x\"}}", "${env}{{x}}"} {
		a := p.api("officer", "POST", "/activities/"+p.id("activity.X")+"/letters", fields{"kind": "note", "subject": "S", "body": "Dear " + text})
		p.want(a, "the placeholder "+text, http.StatusUnprocessableEntity)
	}
}

func namesInMails(p *probe) {
	given := `Ann <a href="https://evil.example">win</a> https://evil.example/x [go](https://evil.example)`
	a := p.api("focalB", "POST", "/activities/"+p.id("activity.X")+"/nominations", fields{"allocation_id": p.id("allocation.BX"), "given": given, "email": "mailed@example.org", "position": given[:60]})
	if a.status >= 300 {
		p.want(a, "a name with a link", http.StatusUnprocessableEntity)
		return
	}
	id := p.one(`select n.id from nomination n join person p on p.id = n.person_id where p.email = 'mailed@example.org'`)
	p.want(p.api("officer", "POST", "/nominations/"+id+"/confirm", fields{}), "confirm", http.StatusNoContent)
	for _, m := range p.mails("mailed@example.org") {
		if strings.Contains(m.HTML, `href="https://evil.example`) {
			p.fail("a name became a link: %s", m.HTML)
		}
	}
}

func formulaCells(p *probe) {
	x := p.id("activity.X")
	for _, start := range []string{"=", "+", "-", "@", "\t=", "＝"} {
		formula := start + `HYPERLINK("https://evil.example","x")`
		a := p.api("participantB", "PUT", "/activities/"+x+"/registration", fields{
			"own": fields{"given": formula}, "answers": fields{"badge_name": []string{formula}, "needs": []string{formula}}, "consents": []string{},
		})
		p.want(a, "an answer that begins with "+start, http.StatusNoContent, http.StatusOK, http.StatusUnprocessableEntity)
		for _, file := range []struct {
			name string
			answer
		}{
			{"registrations", p.post("officer", "/activities/"+x+"/registrations/export", "sensitive", "yes")}, {"attendance", p.get("officer", "/activities/"+x+"/attendance.csv")},
		} {
			p.want(file.answer, "the file of "+file.name, http.StatusOK)
			for _, line := range strings.Split(string(file.body), "\n") {
				for _, cell := range strings.Split(line, ",") {
					cell = strings.TrimPrefix(cell, `"`)
					if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r") || strings.HasPrefix(cell, "＝") {
						p.fail("%s: a cell begins as a formula: %q", file.name, cell)
					}
				}
			}
		}
	}
}

func calendarLines(p *probe) {
	x := p.id("activity.X")
	at := time.Now().UTC().Add(50 * time.Hour)
	title := "Talk\r\nBEGIN:VALARM\r\nATTACH:https://evil.example;x,y" + strings.Repeat(" très long", 12)
	p.api("officer", "POST", "/activities/"+x+"/sessions", fields{"title": title, "summary": title, "starts_at": at.Format(time.RFC3339), "ends_at": at.Add(time.Hour).Format(time.RFC3339)})
	a := p.get("officer", "/activities/"+x+"/programme.ics")
	p.want(a, "the calendar", http.StatusOK)
	for _, line := range strings.Split(string(a.body), "\r\n") {
		if len(line) > 75 {
			p.fail("a line of %d octets: %q", len(line), line)
		}
		if strings.HasPrefix(line, "BEGIN:VALARM") || strings.HasPrefix(line, "ATTACH") || strings.Contains(line, "\n") {
			p.fail("a text became a line of its own: %q", line)
		}
	}
}

func logLines(p *probe) {
	for _, path := range []string{"/nowhere%0aerror=forged", "/nowhere%1b%5b31mred", "/people/%0d%0aSet-Cookie:%20x=1", "/api/v1/%0alevel=ERROR"} {
		p.get("", path)
		p.ask(request{method: http.MethodGet, path: "/signin", header: map[string]string{"User-Agent": "agent level=ERROR", "Referer": "x\ty"}})
	}
	if log := p.log.String(); strings.ContainsRune(log, 0x1b) || strings.Contains(log, "\nerror=forged") || strings.Contains(log, "\nlevel=ERROR") {
		p.fail("the log was written into")
	}
}

func fileNames(p *probe) {
	for _, name := range []string{`note"; filename="evil.html`, "note\u202efdp.exe.pdf", "../../etc/passwd.pdf", `C:\note.pdf`, "ノート.pdf", strings.Repeat("long", 80) + ".pdf", "a\x01b.pdf"} {
		a := p.upload("focalA", p.notePath(), name, []byte(plainPDF))
		p.want(a, "a note named "+name, http.StatusSeeOther, http.StatusUnprocessableEntity)
		line := p.get("focalA", p.notePath()).header.Values("Content-Disposition")
		if len(line) != 1 || !strings.Contains(line[0], "filename*=UTF-8''") {
			p.fail("the file %q is sent as %q", name, line)
			continue
		}
		_, sent, _ := strings.Cut(line[0], "filename*=UTF-8''")
		for _, r := range sent {
			if r <= ' ' || r > '~' || strings.ContainsRune(`"\;/<>`, r) {
				p.fail("the file name %q is sent as %q", name, sent)
				break
			}
		}
		if strings.Contains(sent, "..%2F") || strings.Contains(strings.ToLower(sent), "%e2%80%ae") {
			p.fail("the file name %q keeps what misleads: %q", name, sent)
		}
	}
}

func ledElsewhere(p *probe) {
	// Passkeys want an address with a name; the page with its script carries the place to go to.
	s := &server{world: p.world, data: p.data, url: p.url, box: p.box}
	s.start(p.t, p.program, "--base-url", "https://counterpart.example")
	q := &probe{server: s, t: p.t, program: p.program}
	for _, next := range []string{"//evil.example", `/\evil.example`, "https://evil.example", "javascript:evil", "evil.example", "\tevil"} {
		a := q.get("", "/signin?"+url.Values{"next": {next}}.Encode())
		q.want(a, "the page to sign in", http.StatusOK)
		q.lacks(a, "the page to sign in with next="+next, "evil")
	}
	p.found = append(p.found, q.found...)
	s.stop(p.t)
	for _, next := range []string{"//evil.example", `/\evil.example`, "https:evil.example", "https://evil.example", "/%0d%0aLocation:%20https://evil.example", "javascript:alert(1)", "///evil.example", "/\t/evil.example", "http:///evil.example", ".//evil.example", "@evil.example"} {
		for _, name := range []string{"next", "return", "redirect", "url", "back"} {
			query := "?" + url.Values{name: {next}}.Encode()
			for _, path := range []string{"/signin", "/me/prove", "/", "/signin/x"} {
				p.staysHere(p.get("officer", path+query), path+query)
				p.staysHere(p.get("", path+query), path+query)
			}
			token := p.links["nominate.AX"]
			p.staysHere(p.get("", "/n/"+token+query), "/n/…"+query)
		}
		session := p.post("", "/signin/"+p.entryOnce(next), "next", next)
		p.staysHere(session, "signing in with next="+next)
	}
}

// entryOnce makes few links: one address gets a bounded number of them.
func (p *probe) entryOnce(next string) string {
	if len(next)%5 == 0 {
		return p.entry("spare")
	}
	return "none"
}

func (p *probe) staysHere(a answer, what string) {
	to := a.header.Get("Location")
	u, err := url.Parse(to)
	if to != "" && (err != nil || u.Host != "" && "http://"+u.Host != p.base || u.Scheme != "" && u.Scheme != "http" || strings.HasPrefix(to, "//") || strings.ContainsAny(to, "\\\t\r\n")) {
		p.fail("%s leads to %q", what, to)
	}
	for _, words := range unsound(a.body) {
		p.fail("%s: %s", what, words)
	}
	if strings.Contains(string(a.body), `href="//evil`) || strings.Contains(string(a.body), `href="https://evil`) || strings.Contains(string(a.body), `action="https://evil`) {
		p.fail("%s: the page links elsewhere", what)
	}
}

func hostHeaders(p *probe) {
	for _, path := range []string{"/", "/signin", "/reports", "/activities/" + p.id("activity.X") + "/programme.ics", "/api/v1/openapi.json", "/signout", "/people"} {
		for _, header := range []map[string]string{{"X-Forwarded-Host": "poisoned.example"}, {"X-Forwarded-Server": "poisoned.example"}, {"Forwarded": "host=poisoned.example"}, {"X-Original-URL": "/accounts", "X-Rewrite-Url": "/accounts"}, {"X-Host": "poisoned.example"}} {
			a := p.ask(request{role: "focalB", method: http.MethodGet, path: path, header: header})
			p.lacks(a, path, "poisoned.example")
			p.hides(a, path, "accountadministrator", "accountofficer", "accountfocala", "accountparticipanta")
		}
	}
}

func framed(p *probe) {
	for _, page := range p.pagesToRead()[:20] {
		a := p.get(page[0], page[1])
		csp := a.header.Get("Content-Security-Policy")
		if !strings.Contains(csp, "frame-ancestors 'none'") && !strings.Contains(csp, "sandbox") {
			p.fail("%s may be framed: %q", page[1], csp)
		}
		if !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") {
			p.fail("%s: policy %q", page[1], csp)
		}
		if a.header.Get("Cross-Origin-Opener-Policy") != "same-origin" || a.header.Get("X-Content-Type-Options") != "nosniff" {
			p.fail("%s: %v", page[1], a.header)
		}
	}
}

// turnedNames looks that letters which turn the direction of a line never reach a list or a badge unmarked.
func turnedNames(p *probe) {
	a := p.api("officer", "POST", "/people", fields{"given": "Rita\u202egnorW\u2066", "anyway": true})
	if a.status == http.StatusUnprocessableEntity {
		return
	}
	for _, row := range p.rows(`select given from person where given like 'Rita%'`) {
		if strings.ContainsAny(row[0], "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069") {
			p.fail("a name that turns its letters was kept: %q", row[0])
		}
	}
}
