package abuse

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"counterpart/internal/db"
)

// guarded is a request that asks for a proof not older than ten minutes of who is in the session.
type guarded struct {
	role, method, path string
	form               []string // pairs; nothing that would be carried out
	staleOnly          bool     // with a fresh proof it would be carried out, and change what other tests see
}

// guardedRequests are all verbs that give personal data out, or change who may do what, as pages and operations ask for them.
func guardedRequests(p *probe) []guarded {
	x, of := "/activities/"+p.id("activity.X"), func(path, name string) string { return strings.ReplaceAll(path, "*", p.id(name)) }
	get := func(role, path string) guarded { return guarded{role: role, method: http.MethodGet, path: path} }
	post := func(role, path string, form ...string) guarded {
		return guarded{role: role, method: http.MethodPost, path: path, form: form}
	}
	once := func(g guarded) guarded { g.staleOnly = true; return g }
	person := of("/people/*", "person.A1")
	return []guarded{
		get("officer", x+"/participants.pdf"), get("officer", x+"/participants.pdf?copy=shared"), get("desk", x+"/participants.pdf"),
		get("officer", "/certificates.csv"), get("officer", "/alumni.csv"), get("officer", x+"/learning/people.csv"), get("officer", "/action-plans.csv"), get("officer", "/secondments.csv"), once(post("administrator", "/certificates/keys")),
		get("officer", x+"/attendance.csv"), get("officer", x+"/badges.pdf"), get("desk", x+"/badges.pdf"),
		get("officer", x+"/networking/people.pdf"), get("officer", x+"/networking/tables.pdf"), get("officer", x+"/networking/rooms.pdf"),
		post("officer", x+"/registrations/export"), post("officer", x+"/registrations/export", "sensitive", "on"),
		get("officer", of("/imports/*/refused.csv", "import")), once(post("officer", of("/imports/*/take", "import"))),
		once(post("officer", of("/api/v1/imports/*/take", "import"))),
		get("officer", person+"/data/copy"), get("participantA", "/me/data/copy"), get("administrator", "/audit/entries.csv"), get("auditor", "/audit/entries.csv"),
		post("officer", of("/privacy/erasures/*/carry-out", "erasure")), once(post("officer", of("/privacy/retention/*/carry-out", "retention"))),
		post("officer", of("/labels/person/*", "person.A1"), "label", "TLP:CLEAR", "reason", "x"),
		post("officer", of("/labels/person/*/readers", "person.A1"), "email", "nobody@example.org"),
		post("administrator", "/accounts", "name", ""), post("administrator", "/accounts/"+nowhere+"/close"), post("administrator", "/accounts/"+nowhere+"/open"),
		post("administrator", of("/accounts/*/grants", "account.spare"), "role", "none"),
		post("administrator", "/accounts/"+nowhere+"/grants/"+nowhere+"/end"), post("administrator", "/accounts/"+nowhere+"/recovery"),
		post("administrator", "/webhooks", "url", "http://x"), post("administrator", "/webhooks/"+nowhere+"/secret"),
		post("participantA", "/me/feeds", "name", ""), get("officer", "/me/sign-in"), once(post("officer", "/me/sign-in/authenticator")),
		post("officer", "/me/sign-in/codes"), once(post("officer", "/me/sign-in/password", "password", "four words set apart", "again", "four words set apart")),
	}
}

// unguarded are files that a stale session may take: they are public, one's own paper, or no list of persons.
var unguarded = map[string]string{
	"GET /activities/{id}/programme.ics":                                           "no list of persons",
	"GET /activities/{id}/delegations/{party}/note":                                "one paper, sent to the secretariat by the party",
	"GET /activities/{id}/meetings/calendar.ics":                                   "one's own meetings",
	"GET /activities/{id}/meetings/schedule.pdf":                                   "one's own meetings",
	"GET /activities/{id}/meetings/contacts.vcf":                                   "what people shared with oneself, each of them",
	"GET /m/{token}/calendar.ics":                                                  "the same by one's own link",
	"GET /m/{token}/schedule.pdf":                                                  "the same by one's own link",
	"GET /m/{token}/contacts.vcf":                                                  "the same by one's own link",
	"GET /reports/{slug}/figures.csv":                                              "public",
	"GET /reports/{slug}/figures.json":                                             "public",
	"GET /audit/checkpoint":                                                        "a signed sum, without names",
	"GET /requests.csv":                                                            "no list of persons: parties and what they ask for",
	"GET /training.csv":                                                            "no list of persons: courses, and how many completed them",
	"GET /instruments/{code}/versions/{number}/library.yaml":                       "public",
	"GET /gaps/{assessment}/report/{format}":                                       "no list of persons: what a State cleared",
	"GET /gap-projects/{project}/report/{format}":                                  "no list of persons: what States cleared",
	"GET /treaty-status.csv":                                                       "public",
	"GET /courses/{code}/course.jsonld":                                            "what everybody may read of a course",
	"GET /courses/{code}/materials/{material}":                                     "one document, as it was attached",
	"GET /training/curricula/{curriculum}/versions/{version}/materials/{material}": "one document, as it was attached",
	"GET /activities/{id}/training/statements.json":                                "statements about pseudonyms; they name nobody",
	"GET /commitments.csv":                                                         "no list of persons: parties and what they undertook",
	"GET /activities/{id}/commitments.pdf":                                         "no list of persons: parties and what they undertook",
	"GET /certificates/{certificate}/certificate.pdf":                              "one paper",
	"GET /certificates/{certificate}/credential.jwt":                               "one credential, which names nobody",
	"GET /me/certificates/{certificate}/certificate.pdf":                           "one's own paper",
	"GET /me/certificates/{certificate}/credential.jwt":                            "one's own credential",
	"GET /t/{token}/{certificate}/certificate.pdf":                                 "the same by one's own link",
	"GET /t/{token}/{certificate}/credential.jwt":                                  "the same by one's own link",
	"GET /issuer":                                                 "public",
	"GET /issuer/jwks.json":                                       "public",
	"GET /issuer/keys/{key}":                                      "public",
	"GET /issuer/revoked":                                         "public",
	"GET /law/compare/themes.csv":                                 "no list of persons: what States cleared",
	"GET /law/compare/{code}/map.csv":                             "no list of persons: what States cleared",
	"GET /law/compare/{code}/counts.csv":                          "no list of persons: what States cleared",
	"GET /law/compare/{code}/rounds.csv":                          "no list of persons: what States cleared",
	"GET /law/compare/{code}/provisions/{key}/answers.csv":        "no list of persons: what States cleared",
	"GET /laws.csv":                                               "no list of persons: laws",
	"GET /laws/{law}/files/{document}":                            "one document, as it was attached",
	"GET /laws/{law}/texts/{text}":                                "one document, as it was imported",
	"GET /outcomes.csv":                                           "no list of persons: parties and what changed",
	"GET /outcomes/{outcome}/sources/{source}":                    "one document, as it was attached",
	"GET /reach.csv":                                              "no list of persons: how many of each party were invited and came",
	"GET /reach/women-and-men.csv":                                "no list of persons: numbers, without those that would tell of single people",
	"GET /network.csv":                                            "no list of persons: parties, and how many people of them know each other",
	"GET /framework/values.csv":                                   "published values, without small groups",
	"GET /indicator-values/{id}/evidence":                         "one document, as it was attached",
	"GET /iati/activities.xml":                                    "what is published: it names nobody, and small groups are left out",
	"GET /publications.csv":                                       "no list of persons",
	"GET /publications/{id}/files/{file}":                         "what will be published",
	"GET /library/{slug}/files/{attachment}":                      "published",
	"GET /library/{slug}/{lang}/{version}/{format}":               "published",
	"GET /activities/{id}/evaluation.csv":                         "no list of persons: what was said, without names",
	"GET /activities/{id}/learning/paper.pdf":                     "no list of persons: codes, without names",
	"GET /action-plans/{plan}/actions/{action}/file":              "one document, as it was attached",
	"GET /secondments/members.csv":                                "no list of persons: members, and how many days somebody of them was in post",
	"GET /secondments/{secondment}/papers/{paper}":                "one document, as it was attached",
	"GET /secondments/{secondment}/letters/{code}":                "one letter of the office",
	"GET /gaps/{assessment}/rounds/{round}/questionnaire/{sheet}": "no list of persons: provisions and what is written of the law",
}

// unproved tells whether the answer asks for a proof of who is in the session.
func unproved(a answer) bool {
	return a.status == http.StatusSeeOther && strings.HasPrefix(a.header.Get("Location"), "/me/prove") ||
		a.status == http.StatusForbidden && (strings.Contains(string(a.body), "Show that it is you") || strings.Contains(string(a.body), `"Unproved"`))
}

// aged signs the role in anew; a stale session proved who is in it eleven minutes ago.
func (p *probe) aged(role string, stale bool) string {
	session := cookieOf(p.ask(request{method: http.MethodPost, path: "/signin/" + p.entry(role)}))
	if session == "" {
		p.fail("%s is not signed in", role)
	}
	if !stale {
		return session
	}
	d, err := p.open()
	if err != nil {
		p.fail("%v", err)
		return session
	}
	defer func() { _ = d.Close() }()
	mark := "?"
	if !strings.HasPrefix(p.url, "sqlite") {
		mark = "$1"
	}
	before, err := db.At(time.Now().Add(-11 * time.Minute)).Value()
	if err == nil { // the newest session is the one of this browser
		_, err = d.Exec(`update web_session set proved_at = `+mark+` where created_at = (select max(created_at) from web_session)`, before)
	}
	if err != nil {
		p.fail("%v", err)
	}
	return session
}

func (p *probe) askAs(session string, g guarded) answer {
	r := request{method: g.method, path: g.path, header: map[string]string{"Cookie": sessionCookieName + "=" + session}}
	if g.method == http.MethodPost && !strings.HasPrefix(g.path, "/api/") {
		r.media, r.body = "application/x-www-form-urlencoded", formOf(g.form)
	}
	return p.ask(r)
}

// TestStepUp holds every guarded verb against a session whose proof is old and one whose proof is fresh, and looks for files that
// an old one gives away.
func TestStepUp(t *testing.T) {
	t.Parallel()
	program, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	p := &probe{server: serve(t, program, "sqlite"), t: t, program: program}
	stale, fresh := map[string]string{}, map[string]string{}
	for _, role := range []string{"administrator", "officer", "desk", "auditor", "participantA"} {
		stale[role] = p.aged(role, true)
	}
	for role := range maps.Keys(stale) {
		fresh[role] = p.aged(role, false)
	}
	for _, g := range guardedRequests(p) {
		if a := p.askAs(stale[g.role], g); !unproved(a) {
			p.fail("%s %s as %s without a fresh proof: %s", g.method, g.path, g.role, a)
		}
		if g.staleOnly {
			continue
		}
		a := p.askAs(fresh[g.role], g)
		if unproved(a) || g.method == http.MethodGet && a.status != http.StatusOK || a.status >= 500 {
			p.fail("%s %s as %s with a fresh proof: %s", g.method, g.path, g.role, a)
		}
	}
	files := 0
	for _, r := range p.routes {
		if r.method != http.MethodGet || r.api || r.byToken() {
			continue
		}
		targets, err := p.targets(r)
		if err != nil {
			p.fail("%v", err)
			continue
		}
		for _, to := range targets {
			for role, session := range stale {
				a := p.askAs(session, guarded{method: r.method, path: to.path})
				if a.status != http.StatusOK || a.header.Get("Content-Disposition") == "" {
					continue
				}
				if files++; unguarded[r.String()] == "" {
					p.fail("%s gives %s a file without a fresh proof. Guard its verb with Actor.RequireFresh, or say in unguarded why not", to.path, role)
				}
			}
		}
	}
	if files == 0 {
		p.fail("no route gave a file: the test no longer sees any")
	}
	p.offersTheFile(stale["officer"])
	for _, words := range slices.Compact(p.found) {
		t.Error(words)
	}
}

// offersTheFile follows the way of a file: to the proof, and from there to a page that offers it with one press.
func (p *probe) offersTheFile(session string) {
	file := "/activities/" + p.id("activity.X") + "/participants.pdf"
	a := p.withCookie(session, http.MethodGet, file)
	if want := "/me/prove?next=%2Fme%2Fproved%3Ffile%3D"; !strings.HasPrefix(a.header.Get("Location"), want) {
		p.fail("a file leads to %q", a.header.Get("Location"))
	}
	page := p.withCookie(session, http.MethodGet, "/me/proved?file="+file)
	if page.status != http.StatusOK || !strings.Contains(string(page.body), `href="`+file+`"`) {
		p.fail("the page after the proof does not offer the file: %s", page)
	}
	if page := p.withCookie(session, http.MethodGet, "/me/proved?file=https://evil.example/a.pdf"); strings.Contains(string(page.body), "evil.example") || strings.Contains(page.header.Get("Location"), "evil") {
		p.fail("the page after the proof leads elsewhere: %s", page)
	}
}
