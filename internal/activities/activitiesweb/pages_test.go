package activitiesweb

import (
	"bytes"
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
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/forms"
	"counterpart/internal/jobs"
	"counterpart/internal/letters"
	"counterpart/internal/parties"
	"counterpart/internal/people"
	"counterpart/internal/roomtest"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// house serves the room's pages to one actor.
type house struct {
	t      *testing.T
	d      *db.DB
	actor  access.Actor
	server *httptest.Server
	svc    *activities.Service
}

func newHouse(t *testing.T) *house {
	t.Helper()
	d := dbtest.SQLite(t)
	roomtest.LoadPack(t, d, "bali")
	queue, err := jobs.New(d, jobs.Options{})
	if err != nil {
		t.Fatal(err)
	}
	h := &house{t: t, d: d, svc: activities.New(d)}
	h.actor = roomtest.Holding("officer", activities.RightSee, activities.RightEdit, parties.RightSee, people.RightSee, letters.RightSee)
	site := &web.Site{
		Log: slog.New(slog.NewTextHandler(io.Discard, nil)), BaseURL: "http://counterpart.example", Now: func() time.Time { return dbtest.Noon },
		Mechanism: func(context.Context) ui.Mechanism { return ui.Mechanism{Name: "M"} }, Nav: func(access.Actor) []ui.NavItem { return nil },
		Authenticate: func(*http.Request) (access.Actor, error) { return h.actor, nil },
	}
	pages := &Pages{
		Activities: h.svc, Parties: parties.New(d), People: people.New(d), Letters: letters.New(d, letters.NewOutbox(queue)),
		Vocabulary: vocabulary.New(d), Now: site.Now, Host: "counterpart.example",
	}
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

// do sends a form, a JSON value or nothing, and returns status, place and body.
func (h *house) do(method, path string, sent any) (status int, location, body string) {
	h.t.Helper()
	var reader io.Reader
	media := ""
	switch v := sent.(type) {
	case nil:
	case url.Values:
		reader, media = strings.NewReader(v.Encode()), "application/x-www-form-urlencoded"
	default:
		raw, err := json.Marshal(v)
		if err != nil {
			h.t.Fatal(err)
		}
		reader, media = bytes.NewReader(raw), "application/json"
	}
	req, err := http.NewRequestWithContext(h.t.Context(), method, h.server.URL+path, reader)
	if err != nil {
		h.t.Fatal(err)
	}
	if media != "" {
		req.Header.Set("Content-Type", media)
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(req)
	if err != nil {
		h.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		h.t.Fatal(err)
	}
	return res.StatusCode, res.Header.Get("Location"), string(raw)
}

func (h *house) want(status int, method, path string, sent any, parts ...string) string {
	h.t.Helper()
	got, location, body := h.do(method, path, sent)
	if got != status {
		h.t.Fatalf("%s %s: %d, want %d\n%s", method, path, got, status, body)
	}
	for _, part := range parts {
		if !strings.Contains(body, part) {
			h.t.Errorf("%s %s: no %q in\n%s", method, path, part, body)
		}
	}
	return location
}

func form(pairs ...string) url.Values {
	out := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		out.Add(pairs[i], pairs[i+1])
	}
	return out
}

func TestAnActivityFromPlanToProgramme(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	party := roomtest.PartyID(t, h.d, "indonesia")
	draft := form("title", "Roundtable <b>A</b>", "kind", "roundtable", "time_zone", "Asia/Atlantis", "mode", "hybrid", "starts_on", "2024-06-31",
		"host", party, "label", "TLP:GREEN", "nomination_deadline", "2024-05-20T17:00", "languages", "en, id")
	h.want(422, "POST", "/activities", draft, "is not a date", `value="Roundtable &lt;b&gt;A&lt;/b&gt;"`, `value="`+party+`" selected`)
	draft.Set("starts_on", "2024-06-05")
	h.want(422, "POST", "/activities", draft, "There is no such time zone")
	draft.Set("time_zone", "Asia/Jakarta")
	page := h.want(303, "POST", "/activities", draft)
	h.want(200, "GET", page, nil, "Roundtable &lt;b&gt;A&lt;/b&gt;", "20 May 2024, 17:00 Asia/Jakarta (10:00 UTC)", "English, Indonesian", "Indonesia", "10 questions")
	h.want(200, "GET", page+"/edit", nil, `value="2024-05-20T17:00"`, `value="`+party+`" selected`)
	h.want(303, "POST", page+"/rooms", form("name", "Hall", "capacity", "50"))
	h.want(422, "POST", page+"/rooms", form("name", "hall"), "has a room")
	prog, err := h.svc.Programme(t.Context(), h.actor, strings.TrimPrefix(page, "/activities/"))
	if err != nil {
		t.Fatal(err)
	}
	session := form("title", "Opening", "starts_at", "2024-06-05T09:00", "ends_at", "2024-06-05T10:00", "room_id", prog.Rooms[0].ID, "label", "TLP:GREEN")
	place := h.want(303, "POST", page+"/sessions", session)
	h.want(422, "POST", page+"/sessions", session, "Hall is taken by", `value="2024-06-05T09:00"`)
	h.want(200, "GET", place, nil, `value="2024-06-05T09:00"`)
	h.want(200, "GET", page+"/programme", nil, "09:00 to 10:00", "02:00 to 03:00 UTC", "Wednesday, 5 June 2024")
	h.want(200, "GET", page+"/programme.ics", nil, "DTSTART:20240605T020000Z\r\n", "@counterpart.example\r\n")
	h.want(422, "POST", place+"/speakers", form("person_id", "nobody", "find", "x"))
	h.want(303, "POST", place+"/remove", form())
	h.want(303, "POST", page+"/open", form())
	h.want(422, "POST", page+"/cancel", form("reason", ""), "Write why")
	h.want(303, "POST", page+"/held", form())
	h.want(409, "POST", page+"/cancel", form("reason", "late"))
}

func TestQuestionsInTheForm(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	page := h.want(303, "POST", "/activities", form("title", "A", "kind", "roundtable", "time_zone", "Asia/Jakarta", "starts_on", "2024-06-05"))
	id := strings.TrimPrefix(page, "/activities/")
	sent := form("version", "1",
		"questions.0.key", "diet", "questions.0.label", "Diet", "questions.0.kind", "choice", "questions.0.options", "None\r\nVegan", "questions.0.purpose", "Caterer", "questions.0.place", "1",
		"questions.1.key", "old", "questions.1.label", "", "questions.1.kind", "text", "questions.1.place", "2",
		"questions.2.label", "Size of the shirt", "questions.2.kind", "text", "questions.2.place", "1", "questions.2.required", "1")
	h.want(422, "POST", page+"/questions", sent, "Question 1: write in up to 300 characters what it is asked for", "Size of the shirt")
	sent.Set("questions.2.purpose", "Gifts")
	h.want(303, "POST", page+"/questions", sent)
	a, err := h.svc.Find(t.Context(), h.actor, id)
	if err != nil || len(a.Questions) != 2 {
		t.Fatalf("%v %+v", err, a.Questions)
	}
	if q := a.Questions[0]; q.Key != "size_of_the_shirt" || !q.Required {
		t.Errorf("the question moved up is %+v", q)
	}
	if q := a.Questions[1]; q.Key != "diet" || len(q.Options) != 2 || q.Options[1] != (forms.Option{Code: "vegan", Label: "Vegan"}) {
		t.Errorf("%+v", q)
	}
	h.want(409, "POST", page+"/questions", sent)
}

func TestStepsFollowTheWork(t *testing.T) {
	t.Parallel()
	at := func(day string) db.Time { return db.At(db.Date(day).Time()) }
	a := activities.Activity{ID: "a", TimeZone: "Asia/Jakarta", StartsOn: "2024-06-05", EndsOn: "2024-06-05", NominationDeadline: at("2024-05-01"), RegistrationDeadline: at("2024-05-20"), State: activities.Open}
	held := a
	held.State = activities.Held
	for _, c := range []struct {
		a                 activities.Activity
		day               string
		invited, reported bool
		want              string
	}{
		{a, "2024-03-01", false, false, "Invited"},
		{a, "2024-03-01", true, false, "Nominations"},
		{a, "2024-05-02", true, false, "Registration"},
		{a, "2024-05-21", true, false, "Held"},
		{held, "2024-06-06", true, false, "Reported"},
		{held, "2024-06-06", true, true, ""},
	} {
		current := ""
		for _, s := range stepsOf(access.Actor{}, c.a, at(c.day).Time, c.invited, c.reported) {
			if s.State == ui.StepCurrent {
				current = s.Label
			}
			if s.Href != "" {
				t.Errorf("a step leads a stranger to %s", s.Href)
			}
		}
		if current != c.want {
			t.Errorf("%s: current is %q, want %q", c.day, current, c.want)
		}
	}
}

func TestTheAPI(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	const base = "/api/v1"
	draft := map[string]any{
		"title": "By API", "kind": "roundtable", "time_zone": "Asia/Jakarta", "starts_on": "2024-06-05", "nomination_deadline": "2024-05-20T17:00:00+07:00",
		"parties": []map[string]string{{"party_id": roomtest.PartyID(t, h.d, "indonesia"), "role": "host"}},
	}
	_, _, body := h.do("POST", base+"/activities", draft)
	var made struct{ ID string }
	if err := json.Unmarshal([]byte(body), &made); err != nil || made.ID == "" {
		t.Fatal(body, err)
	}
	one := base + "/activities/" + made.ID
	h.want(200, "GET", one, nil, `"nomination_deadline":"2024-05-20T10:00:00Z"`, `"state":"planned"`, `"kind_name":"Roundtable"`)
	delete(draft, "nomination_deadline")
	draft["version"] = 1
	h.want(204, "PUT", one, draft)
	h.want(409, "PUT", one, draft, "changed by someone else")
	h.want(204, "POST", one+"/state", map[string]string{"state": "open"})
	h.want(422, "POST", one+"/state", map[string]string{"state": "cancelled"}, "Write why")
	_, _, body = h.do("POST", one+"/sessions", map[string]string{"title": "S", "starts_at": "2024-06-05T09:00:00+07:00", "ends_at": "2024-06-05T10:00:00+07:00"})
	if err := json.Unmarshal([]byte(body), &made); err != nil {
		t.Fatal(body, err)
	}
	h.want(200, "GET", one+"/programme", nil, `"starts_at":"2024-06-05T02:00:00Z"`, `"speakers":[]`)
	h.want(204, "DELETE", base+"/sessions/"+made.ID, nil)
	h.want(200, "GET", base+"/activities?year=2024&limit=1", nil, "By API")
	h.want(200, "GET", base+"/activities?year=2023", nil, `"items":[]`)
	h.want(422, "POST", base+"/activities", map[string]string{"title": "", "kind": "x", "time_zone": "", "starts_on": "2024-06-05"}, `"location":"body.title"`)
	h.actor = access.Actor{Via: "public"}
	h.want(401, "GET", one, nil)
}
