package lettersweb

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
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/jobs"
	"counterpart/internal/letters"
	"counterpart/internal/parties"
	"counterpart/internal/roomtest"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// house serves the room's pages over an activity and two parties: one with a focal point, one without.
type house struct {
	t        *testing.T
	actor    access.Actor
	server   *httptest.Server
	activity string
	reached  string
	lonely   string
}

func newHouse(t *testing.T) *house {
	t.Helper()
	d := dbtest.SQLite(t)
	roomtest.LoadPack(t, d, "bali")
	queue, err := jobs.New(d, jobs.Options{})
	if err != nil {
		t.Fatal(err)
	}
	h := &house{t: t, reached: roomtest.PartyID(t, d, "indonesia"), lonely: roomtest.PartyID(t, d, "thailand")}
	h.actor = roomtest.Holding("officer", letters.RightSee, letters.RightEdit, letters.RightSend, activities.RightSee, activities.RightEdit, parties.RightSee)
	rooms := activities.New(d)
	h.activity, err = rooms.Plan(t.Context(), h.actor, activities.Draft{Kind: "roundtable", Title: "Roundtable", TimeZone: "Asia/Jakarta", StartsOn: "2024-07-05"})
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.Change(t.Context(), d, func(tx *db.Tx) (bool, error) {
		if err := tx.Exec(`delete from post where party_id in ($1, $2)`, h.reached, h.lonely); err != nil {
			return false, err
		}
		kind, err := db.One[string](tx, `select code from term where list = 'post_kind' and counts = 'nominates' limit 1`)
		if err != nil {
			return false, err
		}
		return true, tx.Exec(`insert into post (id, kind, title, party_id, email) values ('p1', $1, 'Focal point', $2, 'focal@indonesia.example')`, kind, h.reached)
	})
	if err != nil {
		t.Fatal(err)
	}
	site := &web.Site{
		Log: slog.New(slog.NewTextHandler(io.Discard, nil)), BaseURL: "http://counterpart.example", Now: func() time.Time { return dbtest.Noon },
		Mechanism: func(context.Context) ui.Mechanism { return ui.Mechanism{Name: "M"} }, Nav: func(access.Actor) []ui.NavItem { return nil },
		Authenticate: func(*http.Request) (access.Actor, error) { return h.actor, nil },
	}
	pages := &Pages{Letters: letters.New(d, letters.NewOutbox(queue)), Activities: rooms, Parties: parties.New(d), Vocabulary: vocabulary.New(d)}
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

func (h *house) want(status int, method, path, sent string, parts ...string) (location, body string) {
	h.t.Helper()
	req, err := http.NewRequestWithContext(h.t.Context(), method, h.server.URL+path, strings.NewReader(sent))
	if err != nil {
		h.t.Fatal(err)
	}
	switch {
	case strings.HasPrefix(sent, "{"):
		req.Header.Set("Content-Type", "application/json")
	case method == "POST":
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
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
	if res.StatusCode != status {
		h.t.Fatalf("%s %s: %d, want %d\n%s", method, path, res.StatusCode, status, raw)
	}
	for _, part := range parts {
		if !strings.Contains(string(raw), part) {
			h.t.Errorf("%s %s: no %q in\n%s", method, path, part, raw)
		}
	}
	return res.Header.Get("Location"), string(raw)
}

func form(pairs ...string) string {
	out := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		out.Add(pairs[i], pairs[i+1])
	}
	return out.Encode()
}

func TestALetterFromTemplateToOutbox(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	base := "/activities/" + h.activity + "/letters"
	h.want(200, "GET", base, "", "No mail yet", "Invitation")
	h.want(200, "GET", base+"/new", "", "Registration link", "Sent when parties are invited.")
	h.want(200, "GET", base+"/new?kind=invitation&language=id", "", "Dengan hormat", "{{activity.title}}", "venue and city")
	h.want(422, "POST", base, form("kind", "note", "subject", "About {{activity.titel}}", "body", "Dear <all>"), "no placeholder {{activity.titel}}", "Dear &lt;all&gt;")
	letter, _ := h.want(303, "POST", base, form("kind", "note", "subject", "About {{activity.title}}", "body", "Dear {{post.title}} of **{{party.name}}**, see {{link}}\n\n<script>x</script>"))
	_, page := h.want(200, "GET", letter+"?party="+h.reached, "", "About Roundtable", "Focal point of <strong>Indonesia</strong>", "‹the personal link", "focal@indonesia.example")
	if strings.Contains(page, "<script>x") {
		t.Error("a letter carries a script into the page")
	}
	h.want(200, "GET", letter+"?party="+h.lonely, "", "Nobody. It has no post that nominates")
	h.want(422, "GET", letter+"/send?party="+h.reached, "", "{{link}}")
	h.want(200, "GET", letter+"/edit", "", `value="About {{activity.title}}"`)
	h.want(303, "POST", letter, form("version", "1", "kind", "note", "subject", "About {{activity.title}}", "body", "Dear {{post.title}} of {{party.name}}"))
	h.want(409, "POST", letter, form("version", "1", "kind", "note", "subject", "S", "body", "B"))
	h.want(200, "GET", letter+"/send?party="+h.reached+"&party="+h.lonely, "", "Send 1 messages", "Who is left out", "It has no post that nominates")
	h.want(303, "POST", letter+"/send", form("party", h.reached, "party", h.lonely))
	h.want(422, "POST", letter+"/send", form("party", h.reached), "Nobody would get this letter")
	h.want(200, "GET", letter+"/send?group=written", "", "It had this letter already.")
	h.want(200, "GET", letter+"/send?group=member", "", "Who is left out")
	_, list := h.want(200, "GET", "/outbox?activity="+h.activity+"&state=queued", "", "Focal point, Indonesia", "Queued")
	_, after, _ := strings.Cut(list, `"/messages/`)
	id, _, _ := strings.Cut(after, `"`)
	h.want(200, "GET", "/messages/"+id, "", "About Roundtable", "Dear Focal point of Indonesia")
	h.want(409, "POST", "/messages/"+id+"/resend", form())
	h.want(200, "GET", "/outbox?state=failed", "", "No message matches")
	h.want(404, "GET", "/messages/none", "")
}

func TestTheAPI(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	base := "/api/v1/activities/" + h.activity + "/letters"
	_, body := h.want(201, "POST", base, `{"kind":"note","subject":"S {{party.name}}","body":"B"}`)
	var made struct{ ID string }
	if err := json.Unmarshal([]byte(body), &made); err != nil {
		t.Fatal(err)
	}
	letter := "/api/v1/letters/" + made.ID
	h.want(422, "POST", base, `{"kind":"note","subject":"{{x}}","body":"B"}`, "body.subject")
	h.want(200, "GET", letter+"/preview?party_id="+h.reached, "", `"subject":"S Indonesia"`)
	h.want(200, "POST", letter+"/send", `{"party_ids":["`+h.reached+`","`+h.lonely+`"],"rehearse":true}`, `"sent":0`, `"left_out":"It has no post`)
	h.want(200, "POST", letter+"/send", `{"party_ids":["`+h.reached+`"]}`, `"sent":1`)
	_, body = h.want(200, "GET", "/api/v1/messages?activity_id="+h.activity, "", `"state":"queued"`)
	if strings.Contains(body, `"sent_at"`) {
		t.Error("an unsent message has a time of sending")
	}
	h.want(200, "GET", base, "", `"queued":1`, `"messages":1`)
	h.want(204, "PUT", letter, `{"subject":"T","body":"C","version":1}`)
	h.want(409, "PUT", letter, `{"subject":"T","body":"C","version":1}`)
	h.actor = access.Actor{Via: "public"}
	h.want(401, "GET", letter, "")
}
