package abuse

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

var restCases = []abuseCase{
	{"A19", "nobody but its originator loosens a label", loosenedLabels},
	{"B10", "another address takes no account over", changedAddress},
	{"D04", "hostile names on every page there is", hostileRecords},
	{"D05", "no data stands as script in a page", dataIslands},
	{"E02", "spreadsheets that unpack to gigabytes", packedBombs},
	{"E03", "XML that reads files or grows", hostileXML},
	{"E12", "files of ours name no author", metadata},
	{"G07", "streams begun and broken off", rapidReset},
	{"G08", "no answer that never ends", endlessAnswers},
	{"G09", "one noisy party keeps no other out", noisyNeighbour},
	{"H12", "nobody acts as another", actingAs},
}

// loosenedLabels tries to open an officer's record to more readers: by form, by the API, and by a list that is imported.
func loosenedLabels(p *probe) {
	given := "Label Kept"
	a := p.api("officer", "POST", "/people", fields{"given": given, "email": "label.kept@example.org", "label": "TLP:AMBER+STRICT", "party_id": p.id("party.A"), "anyway": true})
	p.want(a, "a person", http.StatusCreated, http.StatusOK)
	id := p.one(`select id from person where given = $1`, given)
	state := func() string { return p.one(`select label from person where id = $1`, id) }
	version := func() string { return p.one(`select version from person where id = $1`, id) }
	history := func() string {
		return p.one(`select count(*) from audit where record_id = $1 and action like 'labels.%'`, id)
	}
	keeps := func(what string) {
		if now := state(); now != "TLP:AMBER+STRICT" {
			p.fail("%s made the label %s", what, now)
		}
	}
	for _, role := range []string{"administrator", "focalA"} {
		a := p.api(role, "PUT", "/people/"+id+"?version="+version(), fields{"given": given, "label": "TLP:GREEN", "label_reason": "I would like it"})
		p.want(a, "loosen by the API as "+role, http.StatusForbidden, http.StatusNotFound)
		a = p.post(role, "/people/"+id, "given", given, "version", version(), "label", "TLP:CLEAR", "label_reason", "I would like it")
		p.want(a, "loosen by form as "+role, http.StatusForbidden, http.StatusNotFound)
		keeps("another's change as " + role)
	}
	p.want(p.api("officer", "PUT", "/people/"+id+"?version="+version(), fields{"given": given, "label": "TLP:GREEN"}), "loosen without a reason", http.StatusUnprocessableEntity)
	keeps("no reason")
	list := "Name,E-mail,Party,Label,TLP\n" + given + ",label.kept@example.org,Thailand,TLP:CLEAR,TLP:CLEAR\n"
	a = p.api("administrator", "POST", "/imports", fields{"kind": "people", "name": "labels.csv", "content": []byte(list)})
	p.want(a, "a list with labels", http.StatusCreated, http.StatusOK)
	var made struct{ ID string }
	if err := json.Unmarshal(a.body, &made); err != nil || made.ID == "" {
		p.fail("the list: %v %s", err, a)
	}
	if a := p.api("administrator", "POST", "/imports/"+made.ID+"/take", fields{}); a.status >= 500 {
		p.fail("take the list: %s", a)
	}
	keeps("a list")
	if n := p.one(`select count(*) from person where email = 'label.kept@example.org' and label <> 'TLP:AMBER+STRICT'`); n != "0" {
		p.fail("the list entered the person again with another label")
	}
	before := history()
	p.want(p.api("officer", "PUT", "/people/"+id+"?version="+version(), fields{"given": given, "label": "TLP:AMBER", "label_reason": "agreed with the person"}), "its originator, with a reason", http.StatusNoContent, http.StatusOK)
	if state() != "TLP:AMBER" || history() == before {
		p.fail("its originator did not loosen it, or the history does not say so: %s", state())
	}
}

// changedAddress changes the address of a person who has an account, and asks for a link at the new one.
func changedAddress(p *probe) {
	id := p.id("person.B1")
	account := p.one(`select email from account where id = $1`, p.id("account.participantB"))
	version := p.one(`select version from person where id = $1`, id)
	given := p.one(`select given from person where id = $1`, id)
	old := p.one(`select email from person where id = $1`, id)
	taken := "taken.over@example.org"
	a := p.api("focalB", "PUT", "/people/"+id+"?version="+version, fields{"given": given, "email": taken})
	p.want(a, "a focal point changes the address of a person", http.StatusNoContent, http.StatusOK)
	if now := p.one(`select email from account where id = $1`, p.id("account.participantB")); now != account {
		p.fail("the account's address became %s", now)
	}
	p.post("", "/signin", "email", taken)
	time.Sleep(time.Second)
	list, err := p.box.List(taken, 50)
	if err != nil {
		p.fail("%v", err)
	}
	for _, m := range list {
		if m, err := p.box.Read(m.ID); err != nil || strings.Contains(m.Text, "/signin/") {
			p.fail("the new address gets a link into the account: %v", err)
		}
	}
	// Nothing under one's own account takes an address: no form, whatever it is sent.
	for _, r := range p.routes {
		if r.method == http.MethodPost && strings.HasPrefix(r.path, "/me/") && !strings.Contains(r.path, "erasure") {
			p.post("participantB", pathVariable.ReplaceAllString(r.path, nowhere), "email", taken, "address", taken, "name", "Taken over")
		}
	}
	if n := p.one(`select count(*) from account where email like '%taken.over%' or name = 'Taken over'`); n != "0" {
		p.fail("an account took another address or name from its own pages")
	}
	p.api("focalB", "PUT", "/people/"+id+"?version="+p.one(`select version from person where id = $1`, id), fields{"given": given, "email": old})
}

// once is what differs between two answers of the same page: keys of forms, and numbers of requests.
var once = regexp.MustCompile(`(?i)(name="key"[^>]*value="[^"]*"|value="[^"]*"[^>]*name="key"|[0-9a-f]{8}-[0-9a-f-]{27}|[A-Z2-7]{26})`)

// whoHasAccount compares what a stranger reads for an address with an account and for one without.
func whoHasAccount(p *probe) {
	known, unknown := p.address("desk"), strings.Repeat("n", len(p.address("desk"))-12)+"@example.org"
	read := func(a answer, email string) string {
		return fmt.Sprint(a.status, a.header.Get("Location"), once.ReplaceAllString(strings.ReplaceAll(string(a.body), email, "ADDRESS"), ""))
	}
	for what, do := range map[string]func(string) answer{
		"ask for a link": func(email string) answer { return p.post("", "/signin", "email", email) },
		"a wrong password": func(email string) answer {
			return p.post("", "/signin/password", "email", email, "password", "no such kettle of fish")
		},
	} {
		if a, b := read(do(known), known), read(do(unknown), unknown); a != b {
			p.fail("%s tells an address with an account from one without:\n%.1500s\n%.1500s", what, a, b)
		}
	}
	if !strings.Contains(p.log.String(), `why="wrong password"`) {
		p.fail("a sign-in that failed is not in the log")
	}
	page := string(p.get("", "/signin").body)
	for _, part := range []string{`type="password"`, `autocomplete="current-password"`} {
		if !strings.Contains(page, part) {
			p.fail("the page to sign in lacks %s", part)
		}
	}
	for _, bar := range []string{"onpaste", `autocomplete="off"`, "maxlength"} {
		if strings.Contains(page, bar) {
			p.fail("the page to sign in hinders managers of passwords: %s", bar)
		}
	}
}

// texts of the database that people write, by table. D04 makes all of them hostile at once.
var written = map[string][]string{
	"person": {"given", "native_name", "phone"}, "party": {"name", "short_name", "formal_name"}, "activity": {"title", "summary"}, "activity_session": {"title", "summary"},
	"room": {"name"}, "letter": {"subject", "body"}, "initiative": {"name", "summary"}, "body": {"name"}, "account": {"name"}, "post": {"title"}, "affiliation": {"position", "unit"},
	"report": {"title", "body"}, "breach": {"title"}, "api_token": {"name"}, "membership": {"note"}, "file": {"name"},
}

// hostileRecords turns every text of a copy into markup, as an import of old would have left it, and reads every page of
// the program as five roles, and what every form says when it is sent as it is.
func hostileRecords(p *probe) {
	if !strings.HasPrefix(p.url, "sqlite") { // the pages are the same
		return
	}
	s := serve(p.t, p.program, "sqlite")
	q := &probe{server: s, t: p.t, program: p.program}
	d, err := s.open()
	if err != nil {
		p.fail("%v", err)
		return
	}
	for table, columns := range written {
		for _, column := range columns {
			if _, err := d.Exec("update "+table+" set "+column+" = $1", polyglots[0]+polyglots[1]); err != nil {
				p.fail("%s.%s: %v", table, column, err)
			}
		}
	}
	_ = d.Close()
	pages, shown := 0, 0
	for _, r := range q.routes {
		targets, err := q.targets(r)
		if err != nil || r.api || r.path == "/signout" || strings.HasSuffix(r.path, "end-others") {
			continue
		}
		for _, role := range []string{"officer", "administrator", "comanager", "focalA", "participantA"} {
			sent := q.request(r, targets[0])
			sent.role = role
			a, err := q.send(sent)
			if err != nil || !strings.HasPrefix(a.header.Get("Content-Type"), "text/html") {
				continue
			}
			pages++
			if bytes.Contains(a.body, []byte("dataset.owned")) {
				shown++
			}
			for _, words := range unsound(a.body) {
				q.fail("%s as %s: %s", sent.path, role, words)
			}
		}
	}
	if pages < 500 || shown < 100 {
		p.fail("%d pages were read, %d of them with hostile texts", pages, shown)
	}
	p.found = append(p.found, q.found...)
	s.stop(p.t)
}

// dataIslands writes what ends a script, and reads it back from pages and from the API.
func dataIslands(p *probe) {
	name := "Island </script><script>document.documentElement.dataset.owned=1</script> \u2028\u2029 <!--"
	p.want(p.api("officer", "POST", "/initiatives", fields{"name": name}), "an initiative", http.StatusCreated, http.StatusOK)
	a := p.get("officer", "/api/v1/initiatives")
	if media := a.header.Get("Content-Type"); !strings.HasPrefix(media, "application/json") || a.header.Get("X-Content-Type-Options") != "nosniff" {
		p.fail("the API answers as %q", media)
	}
	if !json.Valid(a.body) || bytes.Contains(a.body, []byte("\u2028")) && bytes.Contains(a.body, []byte("</script")) {
		p.fail("the answer of the API would end a script: %s", a)
	}
	page := p.get("officer", "/initiatives")
	if !bytes.Contains(page.body, []byte("Island")) {
		p.fail("the page does not show the name: %s", page)
	}
	for _, words := range unsound(page.body) { // also a script that only holds data
		p.fail("the page: %s", words)
	}
}

// packedSheet is an XLSX whose one sheet says little and unpacks to megabytes of zeros.
func packedSheet(megabytes int) []byte {
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	for name, head := range map[string]string{
		"[Content_Types].xml": `<?xml version="1.0"?><Types/>`, "xl/workbook.xml": `<?xml version="1.0"?><workbook/>`,
		"xl/worksheets/sheet1.xml": `<worksheet><dimension ref="A1:XFD1048576"/>`, "../../escape.xml": "x",
	} {
		w, err := archive.Create(name)
		if err != nil {
			continue
		}
		_, _ = io.WriteString(w, head)
		if strings.Contains(name, "sheet1") {
			zeros := make([]byte, 1<<20)
			for range megabytes {
				_, _ = w.Write(zeros)
			}
		}
	}
	_ = archive.Close()
	return out.Bytes()
}

func packedBombs(p *probe) {
	bomb := packedSheet(300)
	began := time.Now()
	for _, name := range []string{"list.xlsx", "list.csv", "list"} {
		p.want(p.api("officer", "POST", "/imports", fields{"kind": "people", "name": name, "content": bomb}), "a packed list named "+name, http.StatusUnprocessableEntity)
	}
	for _, name := range []string{"note.xlsx", "note.pdf", "note.docx"} {
		p.want(p.upload("focalA", p.notePath(), name, bomb), "a packed note named "+name, http.StatusUnprocessableEntity)
	}
	if took := time.Since(began); took > 20*time.Second {
		p.fail("six files of %d bytes took %s", len(bomb), took)
	}
	p.healthy("after packed files")
}

func hostileXML(p *probe) {
	laughs := `<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">`
	for i := 'b'; i < 'l'; i++ {
		laughs += fmt.Sprintf(`<!ENTITY %c "%s">`, i, strings.Repeat(fmt.Sprintf("&%c;", i-1), 10))
	}
	laughs += "]><l>&k;</l>"
	outside := `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>`
	began := time.Now()
	for name, content := range map[string]string{"laughs": laughs, "outside": outside} {
		for _, ending := range []string{".xml", ".svg", ".pdf"} {
			p.want(p.upload("focalA", p.notePath(), name+ending, []byte(content)), "a note that is XML", http.StatusUnprocessableEntity)
		}
		a := p.api("officer", "POST", "/imports", fields{"kind": "people", "name": name + ".csv", "content": []byte(content)})
		p.lacks(a, "a list that is XML", "root:")
		p.lacks(a, "a list that is XML", "hahaha")
		for _, path := range []string{"/people", "/activities/" + p.id("activity.X") + "/letters"} {
			for _, media := range []string{"application/xml", "text/xml"} {
				a := p.ask(request{role: "officer", method: http.MethodPost, path: "/api/v1" + path, media: media, body: content})
				p.want(a, "XML to the API", http.StatusBadRequest, http.StatusUnprocessableEntity, http.StatusUnsupportedMediaType)
				p.lacks(a, "XML to the API", "root:")
			}
		}
	}
	if took := time.Since(began); took > 20*time.Second {
		p.fail("XML took %s", took)
	}
}

// metadata looks into the files that the program makes for what a reader does not see: authors, programs, hidden parts.
func metadata(p *probe) {
	x := p.id("activity.X")
	name := p.one(`select name from account where id = $1`, p.id("account.officer"))
	files := map[string]answer{
		"participants.pdf": p.get("officer", "/activities/"+x+"/participants.pdf"), "attendance.csv": p.get("officer", "/activities/"+x+"/attendance.csv"),
		"programme.ics": p.get("officer", "/activities/"+x+"/programme.ics"), "registrations.csv": p.post("officer", "/activities/"+x+"/registrations/export"),
	}
	for file, a := range files {
		p.want(a, file, http.StatusOK)
		for _, mark := range []string{"/Creator", "/Metadata", "xmpmeta", "/EmbeddedFile", "/AcroForm", "/JavaScript", "/OpenAction", "ORGANIZER", "X-WR-RELCALID", p.address("officer"), p.data, "PK\x03\x04"} {
			p.lacks(a, file, mark)
		}
		if file != "attendance.csv" { // its lines tell who let somebody in
			p.lacks(a, file, name)
		}
		p.hides(a, file, "asensitive", "bsensitive", "red", "accountofficer", "accountadministrator")
	}
	if !bytes.HasPrefix(files["participants.pdf"].body, []byte("%PDF-")) || !bytes.HasPrefix(files["programme.ics"].body, []byte("BEGIN:VCALENDAR")) {
		p.fail("the files are not what they are said to be")
	}
	lines := strings.Split(strings.TrimSpace(string(files["attendance.csv"].body)), "\n")
	for _, line := range lines {
		if strings.Count(line, ",") < strings.Count(lines[0], ",") {
			p.fail("a row has fewer cells than the heading: %q", line)
		}
	}
}

// overTLS starts the program with a certificate of its own and returns its address.
func (p *probe) overTLS() string {
	dir, addr := p.t.TempDir(), freeAddress(p.t)
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		p.t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		p.t.Fatal(err)
	}
	raw, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		p.t.Fatal(err)
	}
	for name, block := range map[string]*pem.Block{"cert.pem": {Type: "CERTIFICATE", Bytes: der}, "key.pem": {Type: "PRIVATE KEY", Bytes: raw}} {
		if err := os.WriteFile(filepath.Join(dir, name), pem.EncodeToMemory(block), 0o600); err != nil {
			p.t.Fatal(err)
		}
	}
	cmd := command(p.program, "serve", "--data", p.data, "--database-url", p.url, "--addr", addr, "--tls-cert", filepath.Join(dir, "cert.pem"), "--tls-key", filepath.Join(dir, "key.pem"))
	if err := cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	return addr
}

// rapidReset begins thousands of streams of HTTP/2 and breaks each off at once, as the attack of 2023 does.
func rapidReset(p *probe) {
	if !strings.HasPrefix(p.url, "sqlite") {
		return
	}
	addr := p.overTLS()
	trust := &tls.Config{InsecureSkipVerify: true, NextProtos: []string{"h2"}} // the certificate is the test's own
	dial := func() *tls.Conn {
		for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
			if conn, err := tls.Dial("tcp", addr, trust); err == nil {
				return conn
			}
		}
		p.t.Fatal("the program never answered over TLS")
		return nil
	}
	conn := dial()
	if got := conn.ConnectionState().NegotiatedProtocol; got != "h2" {
		p.fail("the program speaks %q over TLS: this case has nothing to try", got)
		return
	}
	_ = conn.Close()
	var sent atomic.Int64
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() { sent.Add(resetStreams(dial())) })
	}
	other := &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
	for i := range 12 {
		began := time.Now()
		res, err := other.Get("https://" + addr + "/healthz")
		if err != nil || res.StatusCode != http.StatusOK || time.Since(began) > 5*time.Second {
			p.fail("request %d among broken-off streams: %v after %s", i, err, time.Since(began))
			continue
		}
		_ = res.Body.Close()
		time.Sleep(100 * time.Millisecond)
	}
	wait.Wait()
	if sent.Load() < 1000 {
		p.fail("only %d streams were begun", sent.Load())
	}
}

// resetStreams begins up to 20,000 streams and breaks off each, until the program hangs up.
func resetStreams(conn *tls.Conn) (sent int64) {
	defer func() { _ = conn.Close() }()
	_ = conn.SetDeadline(time.Now().Add(5 * time.Second))
	if _, err := io.WriteString(conn, http2.ClientPreface); err != nil {
		return 0
	}
	go func() { _, _ = io.Copy(io.Discard, conn) }()
	framer := http2.NewFramer(conn, nil)
	var head bytes.Buffer
	fields := hpack.NewEncoder(&head)
	if framer.WriteSettings() != nil {
		return 0
	}
	for id := uint32(1); id < 40_000; id += 2 {
		head.Reset()
		for _, f := range [][2]string{{":method", "GET"}, {":scheme", "https"}, {":authority", "x"}, {":path", "/reports"}} {
			_ = fields.WriteField(hpack.HeaderField{Name: f[0], Value: f[1]})
		}
		if framer.WriteHeaders(http2.HeadersFrameParam{StreamID: id, BlockFragment: head.Bytes(), EndHeaders: true, EndStream: true}) != nil || framer.WriteRSTStream(id, http2.ErrCodeCancel) != nil {
			return sent
		}
		sent++
	}
	return sent
}

// endlessAnswers asks every page and operation for a stream of events, and holds idle connections.
func endlessAnswers(p *probe) {
	quick := &http.Client{Timeout: 10 * time.Second, Transport: client.Transport, CheckRedirect: client.CheckRedirect}
	asked := 0
	for _, r := range p.routes {
		targets, err := p.targets(r)
		if err != nil || r.method != http.MethodGet {
			continue
		}
		req, err := http.NewRequestWithContext(context.Background(), http.MethodGet, p.base+p.request(r, targets[0]).path, nil)
		if err != nil {
			p.fail("%v", err)
			continue
		}
		req.Header.Set("Accept", "text/event-stream")
		req.Header.Set("Cookie", sessionCookieName+"="+p.sessions["officer"])
		res, err := quick.Do(req)
		if err != nil {
			p.fail("%s: %v", r, err)
			continue
		}
		_, err = io.Copy(io.Discard, res.Body)
		_ = res.Body.Close()
		if media := res.Header.Get("Content-Type"); err != nil || strings.HasPrefix(media, "text/event-stream") {
			p.fail("%s answers without end: %s %v", r, media, err)
		}
		asked++
	}
	if asked < 100 {
		p.fail("only %d addresses were asked", asked)
	}
	var lines []net.Conn
	for range 500 {
		line, err := net.DialTimeout("tcp", strings.TrimPrefix(p.base, "http://"), 5*time.Second)
		if err != nil {
			p.fail("%v", err)
			break
		}
		_, _ = fmt.Fprintf(line, "GET /healthz HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n\r\n")
		lines = append(lines, line)
	}
	p.healthy("with 500 idle connections")
	for _, line := range lines {
		_ = line.Close()
	}
}

// noisyNeighbour lets one focal point ask for as much as ten browsers can, while another works.
func noisyNeighbour(p *probe) {
	ctx, stop := context.WithCancel(context.Background())
	var noise atomic.Int64
	var wait sync.WaitGroup
	for i := range 10 {
		wait.Go(func() {
			for ctx.Err() == nil {
				path := []string{"/people?q=zed", "/api/v1/people?limit=200", "/our-delegations", "/search?q=zed"}[i%4]
				if _, err := p.send(request{role: "focalA", method: http.MethodGet, path: path}); err == nil {
					noise.Add(1)
				}
			}
		})
	}
	for range 5 {
		for _, path := range []string{"/our-delegations", "/people", "/activities/" + p.id("activity.X") + "/delegations/" + p.id("party.B")} {
			began := time.Now()
			p.want(p.get("focalB", path), path+" beside a noisy party", http.StatusOK)
			if took := time.Since(began); took > 5*time.Second {
				p.fail("%s took %s beside a noisy party", path, took)
			}
		}
		began := time.Now()
		p.want(p.api("focalB", "POST", "/people", fields{"given": fmt.Sprint("Beside Noise ", began.UnixNano()), "party_id": p.id("party.B"), "anyway": true}), "a write beside a noisy party", http.StatusCreated, http.StatusOK)
		if took := time.Since(began); took > 5*time.Second {
			p.fail("a write took %s beside a noisy party", took)
		}
	}
	stop()
	wait.Wait()
	if noise.Load() < 20 {
		p.fail("the noisy party only asked %d times", noise.Load())
	}
}

// actingAs asks to be somebody else in the ways in which programs allow it, and looks whose name stands in the history.
func actingAs(p *probe) {
	officer := p.id("account.officer")
	for _, header := range []string{"X-Impersonate", "X-Impersonate-User", "X-Sudo", "Sudo", "X-On-Behalf-Of", "X-Switch-User", "X-User-Id", "X-Account-Id"} {
		a := p.ask(request{role: "administrator", method: http.MethodPost, path: "/api/v1/initiatives", media: "application/json", body: `{"name":"As Another"}`, header: map[string]string{header: officer}})
		p.refused(a, "an administrator with "+header)
	}
	for _, query := range []string{"as", "act_as", "sudo", "impersonate", "_switch_user", "view_as", "on_behalf_of", "account", "account_id"} {
		a := p.post("administrator", "/initiatives?"+query+"="+officer, "name", "As Another", query, officer)
		p.refused(a, "an administrator with ?"+query)
	}
	for _, path := range []string{"/accounts/" + officer + "/impersonate", "/accounts/" + officer + "/sign-in", "/accounts/" + officer + "/view-as", "/impersonate/" + officer, "/demo/signin/" + officer, "/accounts/" + officer + "/session"} {
		p.want(p.post("administrator", path), path, http.StatusNotFound, http.StatusMethodNotAllowed)
	}
	if n := p.one(`select count(*) from initiative where name = 'As Another'`); n != "0" {
		p.fail("an administrator wrote as an officer")
	}
	p.want(p.api("officer", "POST", "/initiatives", fields{"name": "As Myself"}), "the officer", http.StatusCreated, http.StatusOK)
	who := p.one(`select actor from audit where record_id = (select id from initiative where name = 'As Myself')`)
	if who != "account:"+officer {
		p.fail("the history says that %q did it", who)
	}
}
