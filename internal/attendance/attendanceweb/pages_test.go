package attendanceweb_test

import (
	"context"
	"encoding/json"
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
	"counterpart/internal/attendance"
	"counterpart/internal/attendance/attendanceweb"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/roomtest"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// house serves the room's pages over a database with one activity and two confirmed people.
type house struct {
	t        *testing.T
	server   *httptest.Server
	activity string
	who      []string
	service  *attendance.Service
	actor    access.Actor
}

func newHouse(t *testing.T) *house {
	t.Helper()
	d := dbtest.SQLite(t)
	roomtest.LoadPack(t, d, "bali")
	h := &house{t: t, activity: db.NewID(), service: attendance.New(d)}
	h.actor = roomtest.Holding("officer", attendance.RightSee, attendance.RightScan, attendance.RightBadge, attendance.RightExport, activities.RightSee)
	party, allocation := roomtest.PartyID(t, d, "indonesia"), db.NewID()
	_, err := db.Change(t.Context(), d, func(tx *db.Tx) (bool, error) {
		run := func(q string, args ...any) {
			if err := tx.Exec(q, args...); err != nil {
				t.Fatal(err)
			}
		}
		run(`insert into activity (id, kind, title, time_zone, starts_on, ends_on, state, label, created_at, updated_at)
			values ($1, 'roundtable', 'Members'' function', 'Asia/Jakarta', '2024-06-05', '2024-06-05', 'open', 'TLP:GREEN', '', '')`, h.activity)
		run(`insert into allocation (id, activity_id, party_id, category, mode, seats) values ($1, $2, $3, 'delegate', 'in_person', 5)`, allocation, h.activity, party)
		for _, name := range []string{"Siti Aminah", "=cmd Budi"} {
			person, id := db.NewID(), db.NewID()
			run(`insert into person (id, given, sort_form, sort_key, name_key, label, created_at, updated_at) values ($1, $2, $2, $2, $2, 'TLP:AMBER+STRICT', '', '')`, person, name)
			run(`insert into nomination (id, allocation_id, activity_id, party_id, from_party_id, person_id, seat, category, mode, state, active, source, created_at, updated_at)
				values ($1, $2, $3, $4, $4, $5, $1, 'delegate', 'in_person', 'confirmed', true, 'import', '', '')`, id, allocation, h.activity, party, person)
			h.who = append(h.who, id)
		}
		return true, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	site := &web.Site{
		Log: slog.New(slog.NewTextHandler(io.Discard, nil)), BaseURL: "http://counterpart.example", Now: func() time.Time { return dbtest.Noon },
		Mechanism: func(context.Context) ui.Mechanism { return ui.Mechanism{Name: "M"} }, Nav: func(access.Actor) []ui.NavItem { return nil },
		Authenticate: func(*http.Request) (access.Actor, error) { return h.actor, nil },
	}
	pages := &attendanceweb.Pages{Attendance: h.service, Vocabulary: vocabulary.New(d)}
	api := web.NewAPI(site, "test")
	pages.API(api)
	handler, err := site.Handler(pages.Routes(), api.Handler())
	if err != nil {
		t.Fatal(err)
	}
	h.server = httptest.NewServer(handler)
	t.Cleanup(h.server.Close)
	return h
}

func (h *house) do(method, path string, form url.Values, accept string) (int, string) {
	h.t.Helper()
	req, err := http.NewRequestWithContext(h.t.Context(), method, h.server.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		h.t.Fatal(err)
	}
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	req.Header.Set("Accept", accept)
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(req)
	if err != nil {
		h.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		h.t.Fatal(err)
	}
	return res.StatusCode, string(body)
}

func (h *house) code(nomination string) string {
	h.t.Helper()
	list, err := h.service.Badges(h.t.Context(), h.actor, h.activity, nomination)
	if err != nil {
		h.t.Fatal(err)
	}
	return list.Badges[0].Code
}

func TestTheDeskAnswersItsScript(t *testing.T) {
	h := newHouse(t)
	base := "/activities/" + h.activity
	if status, _ := h.do("POST", base+"/badges", url.Values{"_key": {"issue-1"}}, "text/html"); status != 303 {
		t.Fatal(status)
	}
	scan := url.Values{"_key": {"0f8fad5b-d9cb-469f-a165-70867728950e"}, "code": {attendance.QRText(h.code(h.who[0]))}, "direction": {"in"}, "session": {""}, "scanned_at": {"2024-06-05T11:59:00.000Z"}}
	for range 2 { // sent twice, counted once
		status, body := h.do("POST", base+"/checkin", scan, "application/json")
		var said struct{ Tone, Title, Words string }
		if err := json.Unmarshal([]byte(body), &said); err != nil || status != 200 || said.Tone != "success" || said.Title != "In" || said.Words != "Siti Aminah, Indonesia" {
			t.Fatal(status, body, err)
		}
	}
	scan.Set("_key", "0f8fad5b-d9cb-469f-a165-70867728950f")
	if status, body := h.do("POST", base+"/checkin", scan, "application/json"); status != 200 || !strings.Contains(body, "already in since 18:59") || !strings.Contains(body, `"warning"`) {
		t.Fatal(status, body)
	}
	if status, body := h.do("POST", base+"/checkin", url.Values{"_key": {"key-00000003"}, "code": {"nonsense"}}, "application/json"); status != 422 || !strings.Contains(body, `"problem"`) {
		t.Fatal(status, body)
	}
	if status, body := h.do("GET", base+"/checkin/counts", nil, ""); status != 200 || strings.Contains(body, "<html") || !strings.Contains(body, ">1<") {
		t.Fatal(status, body)
	}
}

func TestTheDeskWorksWithoutScript(t *testing.T) {
	h := newHouse(t)
	base := "/activities/" + h.activity
	form := url.Values{"_key": {"form-000001"}, "nomination": {h.who[1]}, "direction": {"in"}}
	if status, body := h.do("POST", base+"/checkin", form, "text/html"); status != 303 {
		t.Fatal(status, body)
	}
	form.Set("_key", "form-000002")
	if status, body := h.do("POST", base+"/checkin", form, "text/html"); status != 200 || !strings.Contains(body, "Already in") {
		t.Fatal(status, body)
	}
	if status, body := h.do("POST", base+"/checkin", url.Values{"_key": {"form-000003"}, "code": {"0000000000"}}, "text/html"); status != 422 || !strings.Contains(body, "No badge has the code 00000-00000") {
		t.Fatal(status, body)
	}
	if status, body := h.do("GET", base+"/attendance", nil, "text/html"); status != 200 || !strings.Contains(body, "=cmd Budi") || !strings.Contains(body, "Found by name by account:officer") {
		t.Fatal(status, body)
	}
	if status, body := h.do("GET", base+"/attendance.csv", nil, ""); status != 200 || !strings.Contains(body, ",'=cmd Budi,") {
		t.Fatal(status, body)
	}
	if status, body := h.do("GET", base+"/arrivals", nil, "text/html"); status != 200 || !strings.Contains(body, "1 of 1 delegations have arrived; 1 of 2 people came") {
		t.Fatal(status, body)
	}
}

func TestBadgesArePrinted(t *testing.T) {
	h := newHouse(t)
	base := "/activities/" + h.activity
	if status, _ := h.do("GET", base+"/badges.pdf", nil, ""); status != 409 {
		t.Fatal("printed without badges:", status)
	}
	h.do("POST", base+"/badges", url.Values{"_key": {"issue-2"}}, "text/html")
	if status, body := h.do("GET", base+"/badges.pdf", nil, ""); status != 200 || !strings.HasPrefix(body, "%PDF-") {
		t.Fatal(status)
	}
	old := h.code(h.who[0])
	if status, _ := h.do("POST", base+"/badges/"+h.who[0]+"/reissue", url.Values{"_key": {"again-1"}, "reason": {"lost"}}, "text/html"); status != 303 {
		t.Fatal(status)
	}
	if status, body := h.do("GET", base+"/badges", nil, "text/html"); status != 200 || strings.Contains(body, attendance.GroupCode(old)) {
		t.Fatal("the old code is still shown", status)
	}
}
