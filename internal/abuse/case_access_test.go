package abuse

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

var accessCases = []abuseCase{
	{"A01", "foreign objects on every route", routesOfOthers},
	{"A02", "parent mine child theirs", childOfOthers},
	{"A03", "id in the body is not that of the address", bodyOfOthers},
	{"A04", "a refused write returns no record", refusedWriteIsSilent},
	{"A05", "lists hold no rows of others", listsOfOthers},
	{"A06", "files of others", filesOfOthers},
	{"A07", "a role that has not begun", roleToCome},
	{"A08", "a role taken away", roleTakenAway},
	{"A09", "an officer manages no accounts", noAccounts},
	{"A11", "one verdict on every transport", transports},
	{"A12", "a reading token writes nothing", readingToken},
	{"A13", "ids cannot be guessed", guessedIDs},
	{"A15", "search and counts tell of nobody hidden", hiddenInSearch},
	{"A16", "unknown filters are refused", unknownFilters},
	{"A18", "a label closes what a role would open", labelCloses},
	{"A20", "every link ends", linksEnd},
	{"A21", "files after the role ended", fileAfterRole},
	{"A22", "sensitive answers stay with their right", sensitiveAnswers},
	{"A23", "nothing is kept by shared caches", noCaching},
	{"A25", "a desk stays at its activity", deskStays},
}

// routesOfOthers is a narrow run of the matrix, for the weakened builds; TestMatrix is the whole of it.
func routesOfOthers(p *probe) {
	found := p.matrix(func(r route) bool {
		return r.method == http.MethodGet && slices.Contains([]string{
			"/nominations/{id}", "/people/{id}", "/parties/{id}", "/api/v1/people/{id}", "/api/v1/nominations/{id}", "/letters/{id}",
		}, r.path)
	})
	p.found = append(p.found, found.failures...)
}

func childOfOthers(p *probe) {
	p.untouched("a child under another's parent", func() {
		x, y := p.id("activity.X"), p.id("activity.Y")
		for path, role := range map[string]string{
			"/activities/" + x + "/delegations/" + p.id("party.A") + "/withdraw/" + p.id("nomination.B1"):   "officer",
			"/activities/" + y + "/delegations/" + p.id("party.B") + "/withdraw/" + p.id("nomination.B1"):   "focalB",
			"/activities/" + y + "/attendance/" + p.id("checkin.B1") + "/void":                              "officer",
			"/people/" + p.id("person.A1") + "/affiliations/" + p.id("affiliation.B1") + "/end":             "officer",
			"/parties/" + p.id("party.A") + "/memberships/" + p.id("membership.B") + "/end":                 "officer",
			"/accounts/" + p.id("account.officer") + "/grants/" + p.id("grant.comanager") + "/end":          "administrator",
			"/n/" + p.links["nominate.AX"] + "/withdraw/" + p.id("nomination.B1"):                           "",
			"/activities/" + y + "/badges/" + p.id("nomination.B1") + "/revoke":                             "officer",
			"/activities/" + x + "/delegations/" + p.id("party.A") + "/substitute/" + p.id("nomination.B1"): "focalA",
		} {
			a := p.post(role, path, "reason", "because", "version", "0", "given", "Nobody")
			p.want(a, path, http.StatusNotFound, http.StatusForbidden, http.StatusConflict)
			p.hides(a, path, "bone", "bother", "breason")
		}
		a := p.api("officer", "POST", "/activities/"+y+"/checkins/"+p.id("checkin.B1")+"/void", fields{"reason": "because"})
		p.want(a, "void a check-in of X under Y", http.StatusNotFound, http.StatusUnprocessableEntity)
	})
}

func bodyOfOthers(p *probe) {
	a := p.api("focalA", "POST", "/activities/"+p.id("activity.X")+"/nominations", fields{"party_id": p.id("party.B"), "category": "delegate", "mode": "in_person", "given": "Taken Over"})
	p.refused(a, "name somebody for another party")
	a = p.api("focalA", "POST", "/activities/"+p.id("activity.X")+"/nominations", fields{"allocation_id": p.id("allocation.BX"), "given": "Taken Over"})
	p.refused(a, "name somebody for another party's seats")
	before := p.one(`select count(*) from affiliation where person_id = $1`, p.id("person.B1"))
	a = p.api("focalA", "POST", "/people/"+p.id("person.A1")+"/affiliations", fields{"person_id": p.id("person.B1"), "party_id": p.id("party.A")})
	if after := p.one(`select count(*) from affiliation where person_id = $1`, p.id("person.B1")); after != before {
		p.fail("an affiliation was given to the person of the body, not of the address: %s", a)
	}
	a = p.post("focalA", "/people/"+p.id("person.A1")+"/consents", "person_id", p.id("person.B1"), "item", "photo", "given", "yes")
	if n := p.one(`select count(*) from consent where person_id = $1 and by_actor like $2`, p.id("person.B1"), "%"+p.id("account.focalA")); n != "0" {
		p.fail("a consent was noted for the person of the body: %s", a)
	}
}

func refusedWriteIsSilent(p *probe) {
	for what, a := range map[string]answer{
		"rewrite a person of another party": p.api("focalA", "PUT", "/people/"+p.id("person.B1")+"?version=1", fields{"given": "Taken Over"}),
		"withdraw another's nomination":     p.api("focalA", "POST", "/nominations/"+p.id("nomination.B1")+"/withdraw", fields{}),
		"stale version":                     p.api("focalA", "PUT", "/people/"+p.id("person.B1")+"?version=99", fields{"given": "Taken Over"}),
		"a form":                            p.post("focalA", "/people/"+p.id("person.B1"), "given", "Taken Over", "version", "1"),
	} {
		p.refused(a, what)
		if groups := canariesIn(a.body, a.head()); len(groups) > 0 {
			p.fail("%s: the refusal shows %v", what, groups)
		}
		var body map[string]any
		if strings.HasPrefix(a.header.Get("Content-Type"), "application/") {
			if err := json.Unmarshal(a.body, &body); err != nil {
				p.fail("%s: %v", what, err)
			}
			for key := range body {
				if !slices.Contains([]string{"title", "status", "detail", "errors", "instance", "type"}, key) {
					p.fail("%s: the refusal has a field %q", what, key)
				}
			}
		}
	}
}

func listsOfOthers(p *probe) {
	x := p.id("activity.X")
	for _, path := range []string{"/api/v1/activities/" + x + "/delegations", "/api/v1/activities/" + x + "/seats", "/api/v1/people?limit=200", "/api/v1/parties?limit=200", "/people", "/our-delegations", "/"} {
		p.hides(p.get("focalA", path), path+" as focal point of A", "bone", "bother", "byonly", "bfocal", "bnote", "breason", "bparty", "activityy")
	}
	for _, path := range []string{"/api/v1/activities/" + x + "/checkins", "/api/v1/activities/" + x + "/attendance", "/activities/" + x + "/attendance", "/activities", "/", "/people"} {
		p.hides(p.get("desk", path), path+" as desk of X", "byonly", "activityy", "lettery")
	}
	a := p.get("officer", "/api/v1/activities/"+x+"/registrations")
	p.hides(a, "registrations of X", "byonly", "activityy")
	a = p.api("officer", "GET", "/activities/"+p.id("activity.Y")+"/attendance", nil)
	var counts struct{ Total struct{ Came int } }
	if err := json.Unmarshal(a.body, &counts); err != nil || counts.Total.Came != 0 {
		p.fail("attendance of Y counts people of X: %s", a)
	}
}

func filesOfOthers(p *probe) {
	note := "/activities/" + p.id("activity.X") + "/delegations/" + p.id("party.B") + "/note"
	for _, role := range []string{"focalA", "participantA", "participantB", "public"} {
		a := p.get(role, note)
		p.refused(a, "note verbale of B as "+role)
		p.hides(a, "note verbale of B as "+role, "bnote")
	}
	if a := p.get("focalB", note); a.status != http.StatusOK {
		p.fail("the own note is not given: %s", a)
	}
	for _, role := range []string{"comanager", "desk", "focalA"} {
		p.refused(p.get(role, "/imports/"+p.id("import")+"/refused.csv"), "refused rows as "+role)
	}
}

func roleToCome(p *probe) {
	for _, path := range []string{"/activities", "/people", "/our-delegations", "/people/" + p.id("person.A1"), "/activities/" + p.id("activity.X") + "/delegations/" + p.id("party.A")} {
		a := p.get("early", path)
		p.refused(a, path+" with a role from tomorrow on")
		p.hides(a, path, "aone", "aother", "afocal")
	}
	a := p.api("early", "POST", "/activities/"+p.id("activity.X")+"/nominations", fields{"allocation_id": p.id("allocation.AX"), "given": "Too Early"})
	p.refused(a, "nominate with a role from tomorrow on")
}

// roleTakenAway ends a role under a session in use; on PostgreSQL a second program on the same data must hear of it, too.
func roleTakenAway(p *probe) {
	note := "/activities/" + p.id("activity.X") + "/delegations/" + p.id("party.A") + "/note"
	all := []*server{p.server}
	if strings.HasPrefix(p.url, "postgres") {
		second := &server{world: p.world, data: p.data, url: p.url, box: p.box}
		second.start(p.t, p.program)
		all = append(all, second)
	}
	ask := func(s *server, path string) answer {
		a, err := s.send(request{role: "leaver", method: http.MethodGet, path: path})
		if err != nil {
			p.fail("%v", err)
		}
		return a
	}
	for _, s := range all {
		if a := ask(s, note); a.status != http.StatusOK {
			p.fail("before: %s", a)
		}
	}
	p.want(p.post("administrator", "/accounts/"+p.id("account.leaver")+"/grants/"+p.id("grant.leaver")+"/end"), "end the role", http.StatusSeeOther)
	ended := time.Now()
	for _, s := range all {
		for !turnedAway(ask(s, note)) && time.Since(ended) < 5*time.Second {
			time.Sleep(100 * time.Millisecond)
		}
		for _, path := range []string{note, "/people", "/our-delegations", "/api/v1/people", "/activities/" + p.id("activity.X") + "/delegations/" + p.id("party.A")} {
			a := ask(s, path)
			p.refused(a, path+" after the role ended")
			p.hides(a, path, "aone", "aother", "anote")
		}
	}
}

func fileAfterRole(p *probe) {
	a := p.get("leaver", "/activities/"+p.id("activity.X")+"/delegations/"+p.id("party.A")+"/note")
	p.refused(a, "the note verbale after the role ended")
}

func noAccounts(p *probe) {
	p.untouched("managing accounts as another role", func() {
		for _, role := range []string{"officer", "comanager", "desk", "focalA"} {
			for _, path := range []string{"/accounts/" + p.id("account.administrator") + "/grants", "/accounts/" + p.id("account."+role) + "/grants"} {
				p.refused(p.post(role, path, "role", "administrator"), path+" as "+role)
			}
			p.refused(p.api(role, "POST", "/accounts", fields{"name": "Mine", "email": "mine@example.org", "grant": fields{"role": "administrator"}}), "an account as "+role)
		}
	})
}

func transports(p *probe) {
	token := p.tokens["officer"]
	ok := p.ask(request{token: "officer", method: http.MethodGet, path: "/api/v1/people"})
	p.want(ok, "the token as bearer", http.StatusOK)
	for how, r := range map[string]request{
		"in the query":         {method: http.MethodGet, path: "/api/v1/people?token=" + token},
		"as access_token":      {method: http.MethodGet, path: "/api/v1/people?access_token=" + token},
		"as Basic":             {method: http.MethodGet, path: "/api/v1/people", header: map[string]string{"Authorization": "Basic " + token}},
		"as cookie":            {method: http.MethodGet, path: "/api/v1/people", header: map[string]string{"Cookie": "counterpart-session=" + token}},
		"as X-Api-Key":         {method: http.MethodGet, path: "/api/v1/people", header: map[string]string{"X-Api-Key": token}},
		"session as bearer":    {method: http.MethodGet, path: "/api/v1/people", header: map[string]string{"Authorization": "Bearer " + p.sessions["officer"]}},
		"half a token":         {method: http.MethodGet, path: "/api/v1/people", header: map[string]string{"Authorization": "Bearer " + token[:len(token)-1]}},
		"token of focal point": {token: "focalA", method: http.MethodGet, path: "/api/v1/people/" + p.id("person.B1")},
	} {
		a := p.ask(r)
		if a.status != http.StatusUnauthorized && a.status != http.StatusForbidden && a.status != http.StatusNotFound && a.status != http.StatusUnprocessableEntity {
			p.fail("the token %s: %s", how, a)
		}
		p.hides(a, "the token "+how, "bone", "aone", "byonly")
	}
}

func readingToken(p *probe) {
	p.untouched("writing with a token that reads", func() {
		for path, body := range map[string]any{
			"POST /people": fields{"given": "By Token"},
			"POST /activities/" + p.id("activity.X") + "/state": fields{"state": "cancelled", "reason": "because"},
			"POST /initiatives": fields{"name": "By Token"},
			"POST /nominations/" + p.id("nomination.A2") + "/confirm": fields{},
			"PUT /people/" + p.id("person.A1") + "?version=1":         fields{"given": "By Token"},
		} {
			method, path, _ := strings.Cut(path, " ")
			raw, _ := json.Marshal(body)
			p.refused(p.ask(request{token: "comanager", method: method, path: "/api/v1" + path, media: "application/json", body: string(raw)}), path)
		}
	})
}

func guessedIDs(p *probe) {
	for name, id := range p.ids {
		random := len(id) == 36 && id[14] == '7'
		switch {
		case strings.HasPrefix(name, "code."): // 26 of 32 characters by chance
			random = len(id) == 26
		case name == "issuing key": // the hash of a key
			random = len(id) == 43
		}
		if id != "" && name != "slug" && !random {
			p.fail("the id of %s is %q, which is no random id", name, id)
		}
	}
	for _, path := range []string{"/people/1", "/api/v1/people/2", "/accounts/1", "/nominations/0", "/api/v1/letters/1"} {
		p.refused(p.get("officer", path), path)
	}
}

func hiddenInSearch(p *probe) {
	for _, q := range []string{"Zed", "qxbone", canary("bone", "givenbone"), canary("byonly", "givenbthree")} {
		for _, path := range []string{"/search?q=", "/people?q=", "/parties?q=", "/api/v1/people?q=", "/api/v1/parties?q="} {
			a := p.get("focalA", path+q)
			for _, line := range strings.Split(strings.ToLower(string(a.body)), "\n") {
				line = strings.ReplaceAll(line, strings.ToLower(q), "")
				if groups := canariesIn([]byte(line)); slices.Contains(groups, "bone") || slices.Contains(groups, "byonly") || slices.Contains(groups, "bfocal") {
					p.fail("%s%s shows %v", path, q, groups)
				}
			}
		}
	}
	var list struct{ Items []any }
	a := p.get("focalA", "/api/v1/people?limit=200")
	if err := json.Unmarshal(a.body, &list); err != nil {
		p.fail("%v", err)
	}
	own := p.one(`select count(distinct person_id) from affiliation where party_id = $1 or party_id in (select id from party where parent_id = $1)`, p.id("party.A"))
	if fmt.Sprint(len(list.Items)) != own {
		p.fail("the focal point counts %d people, the party has %s", len(list.Items), own)
	}
	a = p.api("focalA", "POST", "/people/alike", fields{"given": "Zed " + canary("bone", "givenbone"), "email": strings.ToLower(canary("bone", "mailbone")) + "@example.org"})
	p.hides(a, "people alike", "bother", "byonly")
	p.lacks(a, "people alike", p.id("person.B1"))
}

func unknownFilters(p *probe) {
	for _, path := range []string{"/api/v1/people?passport_like=A1%25", "/api/v1/parties?kind_like=x", "/api/v1/activities?where=1", "/api/v1/messages?body=x"} {
		p.want(p.get("officer", path), path, http.StatusBadRequest, http.StatusUnprocessableEntity)
	}
}

// labelCloses looks for a person for the eyes of those who are named: no role opens the record, nor a list of it.
func labelCloses(p *probe) {
	b, x := p.id("party.B"), p.id("activity.X")
	for _, role := range []string{"administrator", "officer", "comanager", "desk", "focalB"} {
		for _, path := range []string{"/people/" + p.id("person.R"), "/api/v1/people/" + p.id("person.R"), "/people/" + p.id("person.R") + "/edit"} {
			a := p.get(role, path)
			p.refused(a, path+" as "+role)
			p.hides(a, path, "red")
		}
		for _, path := range []string{"/people", "/api/v1/people?limit=200", "/parties/" + b, "/api/v1/parties/" + b + "/people", "/activities/" + x + "/delegations/" + b, "/people?q=givenr", "/"} {
			p.hides(p.get(role, path), path+" as "+role, "red")
		}
		a := p.api(role, "POST", "/people/alike", fields{"given": "Zed " + canary("red", "givenr"), "party_id": b})
		p.lacks(a, "people alike as "+role, p.id("person.R"))
	}
	p.hides(p.get("", "/n/"+p.links["nominate.BX"]), "the page of B's link", "red")
}

func linksEnd(p *probe) {
	if n := p.one(`select count(*) from signed_link where expires_at is null or expires_at = ''`); n != "0" {
		p.fail("%s links never end", n)
	}
	if n := p.one(`select count(*) from api_token where expires_at is null`); n != "0" {
		p.fail("%s tokens never end", n)
	}
}

func sensitiveAnswers(p *probe) {
	x := p.id("activity.X")
	for _, role := range []string{"administrator", "comanager", "desk", "focalA", "focalB", "participantB"} {
		for _, path := range []string{"/activities/" + x + "/registrations", "/api/v1/activities/" + x + "/registrations", "/nominations/" + p.id("nomination.A1"), "/people/" + p.id("person.A1"), "/activities/" + x + "/attendance", "/api/v1/activities/" + x + "/delegations"} {
			p.hides(p.get(role, path), path+" as "+role, "asensitive")
		}
		a := p.post(role, "/activities/"+x+"/registrations/export", "sensitive", "yes")
		p.hides(a, "the export as "+role, "asensitive", "bsensitive")
	}
	a := p.post("officer", "/activities/"+x+"/registrations/export", "sensitive", "yes")
	if !slices.Contains(canariesIn(a.body), "asensitive") {
		p.fail("the officer's export lacks what it is for: %s", a)
	}
}

func noCaching(p *probe) {
	for _, role := range []string{"public", "officer", "focalA"} {
		for _, path := range []string{"/", "/people", "/people/" + p.id("person.A1"), "/signin", "/api/v1/people", "/reports", "/nowhere", "/activities/" + p.id("activity.X") + "/participants.pdf", "/n/" + p.links["nominate.AX"]} {
			a := p.get(role, path)
			if v := a.header.Get("Cache-Control"); !strings.Contains(v, "no-store") {
				p.fail("%s as %s may be kept: Cache-Control %q", path, role, v)
			}
		}
	}
}

func deskStays(p *probe) {
	x, y := p.id("activity.X"), p.id("activity.Y")
	for _, path := range []string{"/activities/" + y + "/checkin", "/activities/" + y + "/attendance", "/activities/" + y + "/badges", "/api/v1/activities/" + y + "/checkins", "/activities/" + y + "/checkin/counts", "/activities/" + x + "/attendance.csv", "/activities/" + x + "/letters"} {
		a := p.get("desk", path)
		p.refused(a, path)
		p.hides(a, path, "byonly", "activityy", "letterx")
	}
	p.untouched("a scan at another activity", func() {
		p.refused(p.api("desk", "POST", "/activities/"+y+"/checkins", fields{"direction": "in", "nomination_id": p.id("nomination.B3")}), "scan at Y")
	})
}
