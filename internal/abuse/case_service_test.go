package abuse

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

var serviceCases = []abuseCase{
	{"E01", "paths in file names", pathsInNames},
	{"E05", "a kind is what the bytes are", kindOfBytes},
	{"E07", "no upload beyond its bound", tooLargeUploads},
	{"E10", "a list that fails writes nothing", listFails},
	{"G01", "slow clients hold nobody up", slowClients},
	{"G02", "headers depth and packed bodies", bodiesThatGrow},
	{"G03", "searches that would find everything", wideSearches},
	{"G04", "many exports at once", manyExports},
	{"G06", "no mail bomb", mailBomb},
	{"H01", "a changed history is found", changedHistory},
	{"H02", "every write and every entry is in the history", historyKept},
	{"H03", "no secret in temporary files", temporaryFiles},
	{"H07", "no door but ours", otherDoors},
	{"H08", "files are for their owner only", fileModes},
}

func pathsInNames(p *probe) {
	for _, name := range []string{"../../../../tmp/abuse-escape.pdf", `..\..\abuse-escape.pdf`, "/tmp/abuse-escape.pdf", "con.pdf", "nul", "..", "."} {
		p.want(p.upload("focalA", p.notePath(), name, []byte(plainPDF+name)), "a file named "+name, http.StatusSeeOther, http.StatusUnprocessableEntity)
	}
	if _, err := os.Stat("/tmp/abuse-escape.pdf"); err == nil {
		p.fail("a file left its folder")
	}
	err := filepath.WalkDir(p.data, func(file string, d fs.DirEntry, err error) error {
		if err == nil && strings.Contains(d.Name(), "abuse-escape") {
			p.fail("a file is called as its sender wished: %s", file)
		}
		return err
	})
	if err != nil {
		p.fail("%v", err)
	}
}

func kindOfBytes(p *probe) {
	p.want(p.upload("focalA", p.notePath(), "honest.pdf", []byte(plainPDF)), "an honest PDF, without which the refusals prove nothing", http.StatusSeeOther)
	for name, content := range map[string]string{"note.pdf": "MZ\x90\x00\x03\x00", "note.pdf.exe": "MZ\x90", "note.png": "<svg onload=alert(1)>", "polyglot.pdf": "<script>alert(1)</script>%PDF-1.4\n", "half.pdf": "\x00\x01\x02", "page.html": plainPDF, "note.html.pdf": plainPDF} {
		p.want(p.upload("focalA", p.notePath(), name, []byte(content)), "a file "+name, http.StatusUnprocessableEntity)
	}
	a := p.get("focalA", p.notePath())
	if v := a.header.Get("Content-Type"); v != "application/pdf" {
		p.fail("the note is sent as %q", v)
	}
}

func tooLargeUploads(p *probe) {
	big := bytes.Repeat([]byte("0"), 21<<20)
	copy(big, plainPDF)
	p.want(p.upload("focalA", p.notePath(), "big.pdf", big), "a file of 21 MB", http.StatusUnprocessableEntity, http.StatusRequestEntityTooLarge)
	huge := append(big, big[:5<<20]...)
	a, err := p.send(request{role: "focalA", method: http.MethodPost, path: p.notePath(), media: "multipart/form-data; boundary=x", body: "--x\r\nContent-Disposition: form-data; name=\"note_file\"; filename=\"a.pdf\"\r\n\r\n" + string(huge) + "\r\n--x--\r\n"})
	if err == nil && a.status != http.StatusRequestEntityTooLarge { // the program may also hang up on what is too long
		p.fail("a body of 26 MB: %s", a)
	}
}

func listFails(p *probe) {
	before := p.one(`select count(*) from person`)
	var list bytes.Buffer
	list.WriteString("Name,E-mail,Party\n")
	for i := range 300 {
		fmt.Fprintf(&list, "Listed %d,listed%d@example.org,Thailand\n", i, i)
	}
	list.WriteString("Last,not an address,Nowhere\n\"never closed")
	a := p.api("officer", "POST", "/imports", fields{"kind": "people", "name": "list.csv", "content": list.Bytes()})
	if a.status >= 300 {
		p.want(a, "a broken list", http.StatusUnprocessableEntity)
	}
	if after := p.one(`select count(*) from person`); after != before {
		p.fail("a rehearsal entered people: %s, before %s", after, before)
	}
}

func (p *probe) healthy(what string) {
	began := time.Now()
	if a := p.get("", "/healthz"); a.status != http.StatusOK || time.Since(began) > 5*time.Second {
		p.fail("%s: the program answered %d after %s", what, a.status, time.Since(began))
	}
}

func slowClients(p *probe) {
	host := strings.TrimPrefix(p.base, "http://")
	var lines []net.Conn
	for range 100 {
		line, err := net.DialTimeout("tcp", host, 5*time.Second)
		if err != nil {
			p.fail("%v", err)
			break
		}
		_, _ = fmt.Fprintf(line, "GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ")
		lines = append(lines, line)
	}
	p.healthy("with 100 slow clients")
	p.want(p.get("officer", "/people"), "a page with 100 slow clients", http.StatusOK)
	if len(lines) > 0 { // a client that never ends its headers is hung up on
		_ = lines[0].SetReadDeadline(time.Now().Add(25 * time.Second))
		if _, err := lines[0].Read(make([]byte, 1)); err != nil && strings.Contains(err.Error(), "timeout") {
			p.fail("a client may take longer than 25 s for its headers")
		}
	}
	for _, line := range lines {
		_ = line.Close()
	}
}

func bodiesThatGrow(p *probe) {
	a, err := p.send(request{method: http.MethodGet, path: "/signin", header: map[string]string{"X-Long": strings.Repeat("x", 2<<20)}})
	if err == nil && a.status != http.StatusRequestHeaderFieldsTooLarge {
		p.fail("headers of 2 MB: %d", a.status)
	}
	deep := strings.Repeat(`{"given":`, 100_000) + "1" + strings.Repeat("}", 100_000)
	p.want(p.api("officer", "POST", "/people", deep), "JSON of depth 100,000", http.StatusBadRequest, http.StatusUnprocessableEntity)
	p.want(p.api("officer", "POST", "/people", strings.Repeat("[", 100_000)), "JSON that never closes", http.StatusBadRequest, http.StatusUnprocessableEntity)
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, _ = w.Write(make([]byte, 64<<20))
	_ = w.Close()
	for _, path := range []string{"/api/v1/people", "/people"} {
		a := p.ask(request{role: "officer", method: http.MethodPost, path: path, media: "application/json", body: packed.String(), header: map[string]string{"Content-Encoding": "gzip"}})
		p.want(a, "a packed body", http.StatusBadRequest, http.StatusUnprocessableEntity, http.StatusUnsupportedMediaType)
	}
	form := strings.Repeat("a=1&", 200_000)
	p.ask(request{role: "officer", method: http.MethodPost, path: "/initiatives", media: "application/x-www-form-urlencoded", body: form})
	p.healthy("after bodies that grow")
}

func wideSearches(p *probe) {
	began := time.Now()
	for _, q := range []string{"%_%_%_%", "*", "a a a a a a a a a a a a a a a a a a a a", strings.Repeat("z", 5000), "(((((", "^(a+)+$"} {
		for _, path := range []string{"/people?q=", "/search?q=", "/api/v1/people?limit=200&q=", "/parties?q="} {
			p.get("officer", path+strings.NewReplacer("%", "%25", " ", "%20", "+", "%2b", "^", "%5e").Replace(q))
		}
	}
	if took := time.Since(began); took > 20*time.Second {
		p.fail("24 searches took %s", took)
	}
}

func manyExports(p *probe) {
	var wait sync.WaitGroup
	for range 30 {
		wait.Go(func() {
			a, err := p.send(request{role: "officer", method: http.MethodGet, path: "/activities/" + p.ids["activity.X"] + "/participants.pdf"})
			if err == nil && a.status >= 500 {
				p.t.Errorf("an export among many: %d", a.status)
			}
		})
	}
	p.healthy("with 30 exports")
	wait.Wait()
}

func mailBomb(p *probe) {
	to := p.address("desk")
	before, err := p.box.List(to, 50)
	if err != nil {
		p.fail("%v", err)
	}
	for range 12 {
		if a := p.post("", "/signin", "email", to); a.status >= 500 {
			p.fail("%s", a)
		}
	}
	time.Sleep(2 * time.Second)
	after, err := p.box.List(to, 50)
	if err != nil || len(after)-len(before) > 3 {
		p.fail("twelve requests sent %d mails (%v)", len(after)-len(before), err)
	}
}

// changedHistory lets the one who runs the database change, take out and turn around entries of a stopped program.
func changedHistory(p *probe) {
	verify := func(s *server) (int, string) {
		cmd := command(p.program, "audit", "verify", "--data", s.data, "--database-url", s.url)
		out, err := cmd.CombinedOutput()
		if err != nil && cmd.ProcessState == nil {
			p.fail("%v", err)
			return -1, ""
		}
		return cmd.ProcessState.ExitCode(), string(out)
	}
	for _, tamper := range []string{
		`update audit set detail = '{"name":"another"}' where seq = 7`, `update audit set actor_name = 'Somebody else' where seq = 9`,
		`delete from audit where seq = 5`, `update audit set at = '2020-01-01T00:00:00Z' where seq = 11`,
	} {
		s := serve(p.t, p.program, "sqlite")
		s.stop(p.t)
		if code, out := verify(s); code != 0 {
			p.fail("an untouched history is found wrong: %d %s", code, out)
		}
		d, err := s.open()
		if err != nil {
			p.fail("%v", err)
			return
		}
		if _, err := d.Exec(tamper); err == nil {
			p.fail("the database lets an entry be changed: %s", tamper)
		}
		for _, guard := range []string{"audit_guard", "audit_guard_delete"} { // whoever owns the database takes its guards out
			if _, err := d.Exec("drop trigger " + guard); err != nil {
				p.fail("%v", err)
			}
		}
		if _, err := d.Exec(tamper); err != nil {
			p.fail("%s: %v", tamper, err)
		}
		_ = d.Close()
		if code, out := verify(s); code != 1 || !strings.Contains(out, "entry") {
			p.fail("after %s: exit %d, %s", tamper, code, out)
		}
	}
}

func historyKept(p *probe) {
	count := func() string { return p.one(`select count(*) from audit`) }
	before := count()
	p.want(p.api("officer", "POST", "/initiatives", fields{"name": "For the history"}), "a write", http.StatusCreated, http.StatusOK)
	if after := count(); after == before {
		p.fail("a write left no entry in the history")
	}
	before = count()
	p.want(p.post("", "/signin/"+p.entry("spare")), "sign in", http.StatusSeeOther)
	if after := count(); after == before {
		p.fail("signing in left no entry in the history")
	}
}

func temporaryFiles(p *probe) {
	err := filepath.WalkDir(p.data, func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.Contains(d.Name(), "tmp") && !strings.Contains(d.Name(), ".part") {
			return err
		}
		p.fail("%s was left behind", file)
		return nil
	})
	if err != nil {
		p.fail("%v", err)
	}
}

func otherDoors(p *probe) {
	for _, path := range []string{"/debug/pprof/", "/debug/vars", "/metrics", "/.git/config", "/static/", "/static", "/files/", "/data/", "/installation.key", "/counterpart.db", "/api/", "/admin", "/static/../installation.key", "/static/%2e%2e/installation.key", "/demo/mailbox", "/demo/signin/x"} {
		a := p.get("administrator", path)
		p.want(a, path, http.StatusNotFound, http.StatusMovedPermanently, http.StatusTemporaryRedirect, http.StatusBadRequest)
	}
	for _, method := range []string{"TRACE", "CONNECT", "DEBUG", "PROPFIND"} {
		a := p.ask(request{role: "administrator", method: method, path: "/people"})
		if a.status < 400 {
			p.fail("%s is answered with %d", method, a.status)
		}
	}
}

func fileModes(p *probe) {
	err := filepath.WalkDir(p.data, func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return nil // gone meanwhile
		}
		if file != p.data && info.Mode().Perm()&0o077 != 0 && !strings.HasSuffix(file, "-shm") && !strings.HasSuffix(file, "-wal") {
			p.fail("%s is open to others: %v", strings.TrimPrefix(file, p.data), info.Mode())
		}
		return nil
	})
	if err != nil {
		p.fail("%v", err)
	}
}
