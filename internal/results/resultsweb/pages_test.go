package resultsweb_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/results"
	"counterpart/internal/results/resultsweb"
	"counterpart/internal/roomtest"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// office serves the room over a held activity at which six people of three States were checked in.
type office struct {
	t        *testing.T
	d        *db.DB
	server   *httptest.Server
	activity string
	actor    access.Actor
	officer  access.Actor
	svc      *results.Service
	keys     int
}

func newOffice(t *testing.T) *office {
	t.Helper()
	d := dbtest.SQLite(t)
	roomtest.LoadPack(t, d, "lakes") // one approval is enough there
	o := &office{t: t, d: d, activity: db.NewID(), svc: results.New(d)}
	o.officer = roomtest.Holding("officer", results.RightSee, results.RightNames, results.RightWrite, results.RightPublish, activities.RightSee)
	o.actor = o.officer
	o.fill()
	site := &web.Site{
		Log: slog.New(slog.NewTextHandler(io.Discard, nil)), BaseURL: "http://counterpart.example", Now: func() time.Time { return dbtest.Noon },
		Mechanism: func(context.Context) ui.Mechanism { return ui.Mechanism{Name: "M"} }, Nav: func(access.Actor) []ui.NavItem { return nil },
		Authenticate: func(*http.Request) (access.Actor, error) { return o.actor, nil },
	}
	pages := &resultsweb.Pages{Results: o.svc}
	api := web.NewAPI(site, "test")
	pages.API(api)
	handler, err := site.Handler(pages.Routes(), api.Handler())
	if err != nil {
		t.Fatal(err)
	}
	o.server = httptest.NewServer(handler)
	t.Cleanup(o.server.Close)
	return o
}

func (o *office) fill() {
	o.t.Helper()
	_, err := db.Change(o.t.Context(), o.d, func(tx *db.Tx) (bool, error) {
		run := func(q string, args ...any) {
			if err := tx.Exec(q, args...); err != nil {
				o.t.Fatal(err)
			}
		}
		kind, err := db.One[string](tx, `select code from term where list = 'party_kind' and counts = 'state' limit 1`)
		if err != nil {
			return false, err
		}
		category, err := db.One[string](tx, `select code from term where list = 'category' and counts = 'participant' limit 1`)
		if err != nil {
			return false, err
		}
		run(`insert into activity (id, kind, title, place, time_zone, starts_on, ends_on, state, label, created_at, updated_at)
			values ($1, 'x', 'Annual <meeting>', 'Jakarta', 'Asia/Jakarta', '2024-06-05', '2024-06-05', 'held', 'TLP:GREEN', '', '')`, o.activity)
		for i := range 3 {
			party := tx.NewID()
			run(`insert into party (id, kind, name, sort_key, name_key, created_at, updated_at) values ($1, $2, $3, $3, $3, '', '')`, party, kind, fmt.Sprintf("State %d", i))
			run(`insert into allocation (id, activity_id, party_id, category, mode, seats) values ($1, $2, $1, $3, 'in_person', 9)`, party, o.activity, category)
			for j := range 2 {
				person, nomination := tx.NewID(), tx.NewID()
				run(`insert into person (id, given, sort_form, sort_key, name_key, label, created_at, updated_at)
					values ($1, $2, $2, $2, $2, 'TLP:AMBER+STRICT', '', '')`, person, fmt.Sprintf("Secret Name %d%d", i, j))
				run(`insert into nomination (id, allocation_id, activity_id, party_id, from_party_id, person_id, seat, category, mode, state, active, source, created_at, updated_at)
					values ($1, $2, $3, $2, $2, $4, $1, $5, 'in_person', 'confirmed', true, 'import', '', '')`, nomination, party, o.activity, person, category)
				run(`insert into checkin (id, activity_id, nomination_id, person_id, party_id, direction, method, at, by_actor)
					values ($1, $2, $3, $4, $5, 'in', 'code', '2024-06-05T02:00:00.000000Z', 'system')`, fmt.Sprintf("scan-%d%d", i, j), o.activity, nomination, person, party)
			}
		}
		return true, nil
	})
	if err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) do(method, path string, form url.Values) (int, string) {
	o.t.Helper()
	if form != nil {
		o.keys++
		form.Set("_key", fmt.Sprintf("key-%d", o.keys))
	}
	req, err := http.NewRequestWithContext(o.t.Context(), method, o.server.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		o.t.Fatal(err)
	}
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(req)
	if err != nil {
		o.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		o.t.Fatal(err)
	}
	return res.StatusCode, string(body)
}

// want asks for a page and checks what it says.
func (o *office) want(method, path string, form url.Values, status int, says ...string) string {
	o.t.Helper()
	got, body := o.do(method, path, form)
	if got != status {
		o.t.Fatalf("%s %s: %d, want %d\n%s", method, path, got, status, body)
	}
	for _, s := range says {
		if !strings.Contains(body, s) {
			o.t.Errorf("%s %s does not say %q\n%s", method, path, s, body)
		}
	}
	return body
}

func (o *office) version() string {
	o.t.Helper()
	page, err := o.svc.Report(o.t.Context(), o.officer, o.activity)
	if err != nil {
		o.t.Fatal(err)
	}
	return fmt.Sprint(page.Report.Version)
}

func TestFromDraftToRestatedReport(t *testing.T) {
	o := newOffice(t)
	base := "/activities/" + o.activity + "/report"
	o.want("GET", base, nil, 200, "There is no report yet", "Draft the report")
	o.want("POST", base+"/start", url.Values{}, 303)
	o.want("GET", base+"/edit", nil, 200, "{{figure:people}} people took part")
	text := url.Values{"title": {"What came of it"}, "body": {"{{figure:people}} people, {{figure:nobody}}"}, "label": {"TLP:CLEAR"}, "label_reason": {"for everyone"}, "version": {"1"}}
	o.want("POST", base, text, 422, "There is no figure &#34;figure:nobody&#34;", "{{figure:nobody}}")
	text.Set("body", "**{{figure:people}}** people of {{figure:states}} States came.")
	text.Set("do", "preview")
	o.want("POST", base, text, 200, "nothing is kept yet", `<strong><a class="figure-mark" href="/activities/`+o.activity+`/figures/people">6</a></strong>`)
	text.Set("do", "keep")
	o.want("POST", base, text, 303)
	text.Set("body", "written without reading")
	o.want("POST", base, text, 409, "Nothing is lost", "written without reading", "**{{figure:people}}** people of", `name="version" value="2"`)
	o.want("POST", base+"/submit", url.Values{"version": {o.version()}}, 303)
	o.want("POST", base+"/publish", url.Values{"version": {o.version()}}, 409, "The report is not approved")
	o.actor = roomtest.Holding("manager", results.RightSee, results.RightApprove)
	o.want("GET", base, nil, 200, "Approve this text")
	o.want("POST", base+"/approve", url.Values{"version": {o.version()}}, 303)
	o.actor = o.officer
	o.want("POST", base+"/publish", url.Values{"version": {o.version()}}, 303)
	if _, err := db.Change(t.Context(), o.d, func(tx *db.Tx) (bool, error) {
		return true, tx.Exec(`update checkin set void_reason = 'a test badge' where id = 'scan-00'`)
	}); err != nil {
		t.Fatal(err)
	}
	o.want("GET", base, nil, 200, "published figures no longer hold", "1 no longer counted")
	o.want("POST", base+"/restate", url.Values{"note": {""}}, 422, "Write for the readers why")
	o.want("POST", base+"/restate", url.Values{"note": {"a test badge was scanned"}}, 303)
	o.checkPublic()
}

func (o *office) checkPublic() {
	o.t.Helper()
	o.actor = access.Actor{Via: "public"}
	list := o.want("GET", "/reports", nil, 200, "What came of it", "release 2")
	slug := strings.Split(strings.Split(list, `href="/reports/`)[1], `"`)[0]
	if slug != "annual-meeting-2024" {
		o.t.Error(slug)
	}
	page := o.want("GET", "/reports/"+slug, nil, 200, "Corrected on 5 June 2024", "People was 6, is 5", "Because: a test badge was scanned",
		`<a class="figure-mark" href="#figure-people">5</a>`, `<div id="figure-people"`, "with recursive present", `<meta name="description" content="Jakarta, 5 June 2024, 5 people, 3 states`)
	old := o.want("GET", "/reports/"+slug+"/releases/1", nil, 200, "This is an earlier release", `<a class="figure-mark" href="#figure-people">6</a>`)
	csv := o.want("GET", "/reports/"+slug+"/figures.csv", nil, 200, "What came of it,2,people,People,5,")
	json := o.want("GET", "/reports/"+slug+"/figures.json", nil, 200, `"key":"people","name":"People","value":5`, `"was":6`)
	figure := strings.Split(strings.Split(page, `href="/figures/`)[1], `"`)[0]
	one := o.want("GET", "/figures/"+figure, nil, 200, "People: 5", "The names of the people counted are not public.")
	for _, body := range []string{list, page, old, csv, json, one} {
		if strings.Contains(body, "Secret Name") || strings.Contains(body, "officer") {
			o.t.Error("a public page names a person")
		}
	}
	o.want("GET", "/reports/"+slug+"/releases/3", nil, 404)
	o.want("GET", "/activities/"+o.activity+"/report", nil, 303)
	o.actor = o.officer
	o.want("GET", "/figures/"+figure, nil, 200, "Secret Name 01")
	o.want("GET", "/activities/"+o.activity+"/figures/states", nil, 200, "State 2")
}
