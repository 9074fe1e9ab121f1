package abuse

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
)

var logicCases = []abuseCase{
	{"B01", "fields that nobody asked for", massAssignment},
	{"B03", "one key acts once", oneKeyOnce},
	{"B05", "own nominations and steps out of turn", stepsOutOfTurn},
	{"B06", "late by the server's clock", lateByTheClock},
	{"B07", "numbers and dates that are none", brokenNumbers},
	{"B08", "text that is none", brokenText},
	{"B09", "a link works once and where it belongs", linkOnce},
	{"B11", "badges that are forged or of elsewhere", forgedBadges},
	{"B12", "scans sent again", scansAgain},
	{"B15", "two officers one record", lostUpdate},
}

func massAssignment(p *probe) {
	person := p.id("person.A1")
	before := p.rows(`select id, label, version from person where id = $1`, person)
	for _, extra := range []string{"role", "tenant_id", "status", "tlp", "approved_by", "quota", "id", "created_at"} {
		a := p.api("officer", "PUT", "/people/"+person+"?version=1", fields{"given": "Zed", extra: "administrator"})
		p.want(a, "an unknown field "+extra, http.StatusBadRequest, http.StatusUnprocessableEntity)
		a = p.api("administrator", "POST", "/accounts", fields{"name": "N", "email": "n@example.org", "active": true, "grant": fields{"role": "desk", extra: "x"}})
		p.want(a, "an unknown inner field "+extra, http.StatusBadRequest, http.StatusUnprocessableEntity)
	}
	if after := p.rows(`select id, label, version from person where id = $1`, person); fmt.Sprint(after) != fmt.Sprint(before) {
		p.fail("the person changed: %v, before %v", after, before)
	}
	link := "/n/" + p.links["nominate.AX"] + "/nominate"
	a := p.post("", link, "given", "Mass Assigned", "allocation_id", p.id("allocation.AX"), "state", "confirmed", "active", "true", "source", "secretariat", "rank", "1", "party_id", p.id("party.B"), "role", "administrator")
	p.want(a, "a form with more fields", http.StatusSeeOther)
	row := p.rows(`select n.state, n.party_id, n.source from nomination n join person p on p.id = n.person_id where p.given = 'Mass Assigned'`)
	if len(row) != 1 || row[0][0] != "nominated" || row[0][1] != p.id("party.A") || row[0][2] == "secretariat" {
		p.fail("more fields had an effect: %v", row)
	}
}

func oneKeyOnce(p *probe) {
	key := "key-of-" + p.base
	r := request{role: "officer", method: http.MethodPost, path: "/api/v1/initiatives", media: "application/json", body: `{"name":"Once only"}`, header: map[string]string{"Idempotency-Key": key}}
	var wait sync.WaitGroup
	answers := make([]answer, 20)
	for i := range answers {
		wait.Go(func() { answers[i], _ = p.send(r) })
	}
	wait.Wait()
	for _, a := range answers {
		if a.status != answers[0].status || a.status != http.StatusCreated && a.status != http.StatusOK || string(a.body) != string(answers[0].body) {
			p.fail("one key got two answers: %s and %s", answers[0], a)
		}
	}
	if n := p.one(`select count(*) from initiative where name = 'Once only'`); n != "1" {
		p.fail("one key made %s records", n)
	}
	r.body = `{"name":"Another"}`
	p.want(p.ask(r), "the key with another body", http.StatusConflict, http.StatusUnprocessableEntity)
	r.role, r.body = "administrator", `{"kind":"agency"}`
	r.path = "/api/v1/parties"
	if a := p.ask(r); a.status == http.StatusCreated || strings.Contains(string(a.body), string(answers[0].body)) {
		p.fail("another actor got the answer kept for the key: %s", a)
	}
	// The same request with the same key by somebody else is theirs, not an answer kept for another.
	r = request{role: "focalA", method: http.MethodPost, path: "/api/v1/people", media: "application/json", body: `{"given":"Keyed","party_id":"` + p.id("party.A") + `"}`, header: map[string]string{"Idempotency-Key": "shared"}}
	first := p.ask(r)
	r.role = "officer"
	if second := p.ask(r); string(second.body) == string(first.body) && second.status == first.status {
		p.fail("the answer kept for one actor was given to another: %s", second)
	}
}

func stepsOutOfTurn(p *probe) {
	a2, x := p.id("nomination.A2"), p.id("activity.X")
	for _, step := range []string{"confirm", "reserve", "order", "decline", "ask"} {
		body := fields{"words": "because"}
		if step == "confirm" || step == "reserve" {
			body = fields{}
		}
		if step == "order" {
			body = fields{"rank": 1}
		}
		p.refused(p.api("focalA", "POST", "/nominations/"+a2+"/"+step, body), step+" the own nomination")
		p.refused(p.post("focalA", "/nominations/"+a2+"/"+step, "version", "1", "reason", "because"), step+" by form")
	}
	p.want(p.api("officer", "POST", "/nominations/"+p.id("nomination.A1")+"/confirm", fields{}), "confirm twice", http.StatusConflict)
	p.want(p.api("officer", "POST", "/nominations/"+p.id("nomination.B2")+"/confirm", fields{}), "confirm what was declined", http.StatusConflict)
	p.want(p.api("officer", "POST", "/activities/"+x+"/report/publish", fields{"version": 2}), "publish a draft", http.StatusConflict, http.StatusUnprocessableEntity)
	p.refused(p.api("officer", "POST", "/activities/"+x+"/report/approve", fields{"version": 2}), "approve the own report")
}

func lateByTheClock(p *probe) {
	for _, date := range []string{"", "Mon, 01 Jan 2001 00:00:00 GMT"} {
		a := p.ask(request{
			role: "focalB", method: http.MethodPost, path: "/api/v1/activities/" + p.id("activity.Z") + "/nominations", media: "application/json",
			body: `{"party_id":"` + p.id("party.B") + `","category":"delegate","mode":"in_person","given":"Too Late"}`, header: map[string]string{"Date": date, "X-Date": date},
		})
		p.want(a, "name somebody after the activity", http.StatusConflict, http.StatusForbidden, http.StatusNotFound, http.StatusUnprocessableEntity)
	}
	if n := p.one(`select count(*) from person where given = 'Too Late'`); n != "0" {
		p.fail("somebody was entered too late")
	}
}

func brokenNumbers(p *probe) {
	x := p.id("activity.X")
	for _, n := range []string{"-1", "9223372036854775808", "1e309", "NaN", "1.5", `"3"`, "2001", "null"} {
		body := `{"party_id":"` + p.id("party.A") + `","category":"delegate","mode":"in_person","seats":` + n + `}`
		p.want(p.api("officer", "PUT", "/activities/"+x+"/seats", body), "seats "+n, http.StatusBadRequest, http.StatusUnprocessableEntity, http.StatusConflict)
		if n != "null" {
			a := p.post("officer", "/activities/"+x+"/seats", "party_id", p.id("party.A"), "category", "delegate", "mode", "in_person", "seats", n)
			if n != `"3"` && n != "NaN" || a.status == http.StatusSeeOther {
				p.want(a, "seats by form "+n, http.StatusUnprocessableEntity, http.StatusConflict)
			}
		}
	}
	for _, day := range []string{"0000-00-00", "9999-12-32", "2026-02-31", "2026-13-01", "today", "1e9", "-2026-01-01", "2026-1-1"} {
		p.want(p.api("officer", "PUT", "/activities/"+x+"?version=1", fields{"kind": "members_function", "title": "T", "time_zone": "UTC", "starts_on": day}), "day "+day, http.StatusBadRequest, http.StatusUnprocessableEntity)
		p.want(p.post("officer", "/people/"+p.id("person.A1")+"/affiliations", "party_id", p.id("party.A"), "from", day), "day by form "+day, http.StatusUnprocessableEntity)
	}
	for _, limit := range []string{"-1", "0", "1000000000", "x"} {
		p.want(p.get("officer", "/api/v1/people?limit="+limit), "limit "+limit, http.StatusBadRequest, http.StatusUnprocessableEntity)
	}
	long := strings.Repeat("a", 10<<20)
	p.want(p.api("officer", "POST", "/people", fields{"given": long}), "a name of 10 MB", http.StatusUnprocessableEntity, http.StatusRequestEntityTooLarge)
	p.want(p.post("officer", "/people", "given", long), "a name of 10 MB by form", http.StatusUnprocessableEntity, http.StatusRequestEntityTooLarge)
}

// brokenText sends what is no text or no honest one: it is refused or kept exactly, and breaks nothing.
func brokenText(p *probe) {
	for name, text := range map[string]string{
		"NUL": "Null\u0000Name", "direction": "Right\u202eLeft", "joiner": "Joined\u200dName", "combining": "Comb" + strings.Repeat("\u0301", 1000),
		"NFD": "Andre\u0301", "tags": "Tag\U000e0041", "line": "Two\nLines", "escape": "Esc\x1b[31m", "noncharacter": "End\uffff",
	} {
		a := p.api("officer", "POST", "/people", fields{"given": text, "anyway": true})
		p.kept(a, name, text)
		a = p.post("officer", "/people", "given", text+" Form", "anyway", "yes")
		p.want(a, name+" by form", http.StatusSeeOther, http.StatusUnprocessableEntity)
	}
	for name, raw := range map[string]string{"lone surrogate": `{"given":"Lone \ud800 Half"}`, "bytes": "{\"given\":\"\xff\xfe\"}", "two keys": `{"given":"One","given":"Two"}`} {
		a := p.api("officer", "POST", "/people", raw)
		p.want(a, name, http.StatusCreated, http.StatusOK, http.StatusBadRequest, http.StatusUnprocessableEntity)
	}
	for _, path := range []string{"/people?q=%00", "/people?q=%ff%fe", "/search?q=%ed%a0%80", "/api/v1/people?q=%00", "/people/%00", "/people/%ff", "/reports/%00", "/n/%00", "/api/v1/people/%00", "/api/v1/activities?q=%ff"} {
		p.get("officer", path) // ask fails the case where the answer is an outage
	}
}

// kept fails where a text was taken and changed.
func (p *probe) kept(a answer, name, text string) {
	if a.status == http.StatusUnprocessableEntity || a.status == http.StatusBadRequest {
		return
	}
	var made struct{ ID string }
	if err := json.Unmarshal(a.body, &made); err != nil || made.ID == "" {
		p.fail("%s: %s", name, a)
		return
	}
	if got := p.one(`select given from person where id = $1`, made.ID); got != strings.Join(strings.Fields(text), " ") { // blanks of any kind are one blank
		p.fail("%s: %q was kept as %q", name, text, got)
	}
}

func linkOnce(p *probe) {
	token := p.entry("spare")
	p.want(p.get("", "/signin/"+token), "look at the link", http.StatusOK)
	p.want(p.get("", "/signin/"+token), "a mail scanner's look uses nothing up", http.StatusOK)
	first := p.post("", "/signin/"+token)
	p.want(first, "the first use", http.StatusSeeOther)
	second := p.post("", "/signin/"+token)
	if second.status == http.StatusSeeOther && second.header.Get("Set-Cookie") != "" || second.status == http.StatusOK {
		p.fail("the link worked twice: %s", second)
	}
	// A link of one purpose opens no door of another, and a signature is not for the taking.
	nominate, register := p.links["nominate.AX"], p.links["register.A1"]
	last := nominate[:len(nominate)-2] + "AA"
	if last == nominate {
		last = nominate[:len(nominate)-2] + "BA"
	}
	for path := range map[string]bool{"/r/" + nominate: true, "/n/" + register: true, "/signin/" + nominate: false, "/setup/" + register: true, "/n/" + last: true, "/n/" + nominate[:20]: true} {
		method := http.MethodGet
		if strings.HasPrefix(path, "/signin/") {
			method = http.MethodPost
		}
		a := p.ask(request{method: method, path: path})
		p.refused(a, path)
		p.hides(a, path, "aone", "aother", "anote")
	}
}

func forgedBadges(p *probe) {
	x := p.id("activity.X")
	other := p.one(`select code from badge where activity_id = $1`, p.id("activity.Y"))
	p.untouched("scans of forged badges", func() {
		for name, code := range map[string]string{"forged": "ABCDEFGHJK", "of another activity": other, "empty": "", "SQL": "' or '1'='1", "long": strings.Repeat("A", 41)} {
			a := p.api("officer", "POST", "/activities/"+x+"/checkins", fields{"direction": "in", "code": code})
			p.want(a, "a badge "+name, http.StatusNotFound, http.StatusConflict, http.StatusUnprocessableEntity, http.StatusBadRequest)
			p.hides(a, "a badge "+name, "byonly")
		}
	})
}

func scansAgain(p *probe) {
	scan := fields{"id": "device-1-" + p.id("nomination.B1")[:8], "direction": "out", "nomination_id": p.id("nomination.B1")}
	first := p.api("officer", "POST", "/activities/"+p.id("activity.X")+"/checkins", scan)
	p.want(first, "the first scan", http.StatusOK, http.StatusCreated)
	before := p.one(`select count(*) from checkin where nomination_id = $1`, p.id("nomination.B1"))
	for range 3 {
		p.want(p.api("officer", "POST", "/activities/"+p.id("activity.X")+"/checkins", scan), "the scan again", http.StatusOK, http.StatusCreated)
	}
	if after := p.one(`select count(*) from checkin where nomination_id = $1`, p.id("nomination.B1")); after != before {
		p.fail("a scan sent again was entered again: %s lines, before %s", after, before)
	}
}

func lostUpdate(p *probe) {
	id := p.id("person.S")
	version := p.one(`select version from person where id = $1`, id)
	statuses := make([]int, 2)
	var wait sync.WaitGroup
	for i, role := range []string{"officer", "administrator"} {
		wait.Go(func() {
			a, _ := p.send(request{role: role, method: http.MethodPut, path: "/api/v1/people/" + id + "?version=" + version, media: "application/json", body: fmt.Sprintf(`{"given":"Saved by %s","label":"TLP:CLEAR"}`, role)})
			statuses[i] = a.status
		})
	}
	wait.Wait()
	slices.Sort(statuses)
	if statuses[0] >= 300 || statuses[1] != http.StatusConflict {
		p.fail("two saved one record: %v", statuses)
	}
	a := p.post("officer", "/people/"+id, "given", "Saved by form", "version", version, "label", "TLP:CLEAR")
	p.want(a, "an old version by form", http.StatusConflict)
}
