package delegationsweb_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/activities"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/delegations"
	"counterpart/internal/delegations/delegationsweb"
	"counterpart/internal/jobs"
	"counterpart/internal/letters"
	"counterpart/internal/parties"
	"counterpart/internal/people"
	"counterpart/internal/reach"
	"counterpart/internal/registrations"
	"counterpart/internal/roomtest"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web"
	"counterpart/internal/web/ui"
)

// house serves the room's pages over an activity to which two parties with focal points can be invited.
type house struct {
	t        *testing.T
	server   *httptest.Server
	svc      *delegations.Service
	links    *accounts.Service
	officer  access.Actor
	actor    access.Actor // who asks
	activity string
	thailand string
	malaysia string
}

var rights = map[access.Role]map[access.Right]bool{access.FocalPoint: {delegations.RightSee: true, delegations.RightNominate: true}}

func newHouse(t *testing.T) *house {
	t.Helper()
	d := dbtest.SQLite(t)
	roomtest.LoadPack(t, d, "bali")
	queue, err := jobs.New(d, jobs.Options{})
	must(t, err)
	store := roomtest.Files(t, d)
	h := &house{t: t, thailand: roomtest.PartyID(t, d, "thailand"), malaysia: roomtest.PartyID(t, d, "malaysia")}
	h.officer = roomtest.Holding("officer", delegations.RightSee, delegations.RightAllocate, delegations.RightInvite, delegations.RightNominate,
		delegations.RightScreen, activities.RightSee, parties.RightSee, reach.RightSee)
	h.actor = h.officer
	h.links = accounts.New(d, accounts.Options{Key: make([]byte, 32), BaseURL: "http://counterpart.example", Rights: rights})
	h.svc = delegations.New(d, delegations.Options{Files: store, Outbox: letters.NewOutbox(queue), Links: h.links})
	h.activity, err = db.Change(t.Context(), d, h.enter)
	must(t, err)
	pages := &delegationsweb.Pages{
		Delegations: h.svc, Registrations: registrations.New(d, h.svc, roomtest.Vault(t, d)), Activities: activities.New(d), Parties: parties.New(d),
		Accounts: h.links, Reach: reach.New(d), Vocabulary: vocabulary.New(d),
	}
	site := &web.Site{
		Log: slog.New(slog.NewTextHandler(io.Discard, nil)), BaseURL: "http://counterpart.example", Now: func() time.Time { return dbtest.Noon },
		Mechanism: func(context.Context) ui.Mechanism { return ui.Mechanism{Name: "M"} }, Nav: func(access.Actor) []ui.NavItem { return nil },
		Authenticate: func(*http.Request) (access.Actor, error) { return h.actor, nil },
	}
	api := web.NewAPI(site, "test")
	pages.API(api)
	handler, err := site.Handler(pages.Routes(), api.Handler())
	must(t, err)
	h.server = httptest.NewServer(handler)
	t.Cleanup(h.server.Close)
	return h
}

// enter plans the activity and lets somebody hold the posts of focal point.
func (h *house) enter(tx *db.Tx) (string, error) {
	for party, name := range map[string]string{h.thailand: "Somsak Focal", h.malaysia: "Aminah Focal"} {
		person, err := people.AddIn(tx, h.officer, people.Draft{Given: name, Email: strings.Fields(name)[0] + "@focal.example", PartyID: party})
		if err != nil {
			return "", err
		}
		post, err := db.One[string](tx, `select id from post where party_id = $1 and kind = 'focal_point'`, party)
		if err != nil {
			return "", err
		}
		if _, err := people.SetHolderIn(tx, h.officer, post, person, ""); err != nil {
			return "", err
		}
	}
	id, err := activities.AddIn(tx, h.officer, activities.Draft{
		Title: "Roundtable <b>", Kind: "roundtable", TimeZone: "Asia/Jakarta", StartsOn: "2024-10-05", Label: "TLP:GREEN", Place: "Jakarta",
		NominationDeadline: db.At(time.Date(2024, 9, 1, 10, 0, 0, 0, time.UTC)),
	})
	if err != nil {
		return "", err
	}
	return id, activities.SetStateIn(tx, h.officer, id, activities.Open)
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

type answer struct {
	status int
	body   string
	to     string
}

func (h *house) send(method, path, media string, body io.Reader) answer {
	h.t.Helper()
	req, err := http.NewRequestWithContext(h.t.Context(), method, h.server.URL+path, body)
	must(h.t, err)
	if media != "" {
		req.Header.Set("Content-Type", media)
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(req)
	must(h.t, err)
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(res.Body)
	must(h.t, err)
	return answer{res.StatusCode, string(raw), res.Header.Get("Location")}
}

func (h *house) get(path string) answer { h.t.Helper(); return h.send("GET", path, "", nil) }

func (h *house) post(path string, fields ...string) answer {
	h.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	return h.send("POST", path, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
}

// want fails unless the answer has the status and says all of the words.
func (a answer) want(t *testing.T, status int, words ...string) {
	t.Helper()
	if a.status != status {
		t.Fatalf("status %d, want %d: %s", a.status, status, a.body)
	}
	for _, w := range words {
		if !strings.Contains(a.body, w) {
			t.Fatalf("does not say %q: %s", w, a.body)
		}
	}
}

// invite gives both parties seats, invites them and returns the address of each one's link.
func (h *house) invite(seats string) (thai, malay string) {
	h.t.Helper()
	base := "/activities/" + h.activity
	for _, party := range []string{h.thailand, h.malaysia} {
		h.post(base+"/seats", "box", "one", "party_id", party, "category", "delegate", "mode", "in_person", "seats", seats).want(h.t, 303)
	}
	h.get(base+"/invitations").want(h.t, 200, "Get the invitation: 2", "It has no seats.", "Roundtable")
	for range 2 {
		h.post(base+"/invitations", "party_ids", h.thailand, "party_ids", h.malaysia).want(h.t, 303)
	}
	h.get(base+"/invitations").want(h.t, 200, "Invited: 2")
	list, err := h.svc.Delegations(h.t.Context(), h.officer, h.activity)
	must(h.t, err)
	at := map[string]string{}
	for _, d := range list {
		at[d.PartyID] = strings.TrimPrefix(h.links.LinkURL(d.Invitation.LinkID, accounts.PurposeNominate), "http://counterpart.example")
	}
	return at[h.thailand], at[h.malaysia]
}

func (h *house) seatID(party string) string {
	h.t.Helper()
	list, err := h.svc.Seats(h.t.Context(), h.officer, h.activity)
	must(h.t, err)
	for _, a := range list {
		if a.PartyID == party {
			return a.ID
		}
	}
	return ""
}

func (h *house) nominations() []delegations.Nomination {
	h.t.Helper()
	list, err := h.svc.Nominations(h.t.Context(), h.officer, delegations.Filter{ActivityID: h.activity, All: true})
	must(h.t, err)
	return list
}

var public = access.Actor{Name: "Public", Via: "public"}

func TestAFocalPointAnswersByLinkWithoutAccount(t *testing.T) {
	h := newHouse(t)
	thai, malay := h.invite("2")
	h.actor = public
	h.get(thai).want(t, 200, "Roundtable &lt;b&gt;", "Thailand", "1 September 2024, 17:00 (Asia/Jakarta), 10:00 UTC", "Name a person", "Somsak Focal")
	seat := h.seatID(h.thailand)
	h.post(thai+"/nominate", "allocation_id", seat, "given", "", "email", "no address", "position", "Inspector <i>").
		want(t, 422, "Choose a person of the list, or write the name of a new one.", "is not an e-mail address", "Inspector &lt;i&gt;")
	for range 2 { // sent twice by an impatient finger
		h.post(thai+"/nominate", "_key", "nominate-1", "allocation_id", seat, "given", "Anong Wongsuwan", "email", "anong@people.example", "head", "1").want(t, 303)
	}
	if n := len(h.nominations()); n != 1 {
		t.Fatalf("%d nominations", n)
	}
	h.post(thai+"/nominate", "allocation_id", seat, "given", "anong  WONGSUWAN").want(t, 422, "already named")
	h.post(thai+"/nominate", "allocation_id", seat, "given", "Kanya Two", "new_agency", "Harbour Police").want(t, 303)
	h.post(thai+"/nominate", "allocation_id", seat, "given", "One Too Many").want(t, 422, "All 2 seats of this kind are taken")
	h.attach(thai + "/note")
	h.get(thai).want(t, 200, "NV 12/2024: note.pdf", "Harbour Police", "Head of delegation")
	h.get(thai+"/note").want(t, 200, "%PDF")
	id := h.nominations()[0].ID
	// Another party's link reaches nothing of it.
	h.post(malay+"/withdraw/"+id, "reason", "mine now").want(t, 404)
	h.get(malay+"/substitute/"+id).want(t, 404)
	h.post(malay+"/nominate", "allocation_id", seat, "given", "Smuggled In").want(t, 404)
	h.post(thai+"/substitute/"+id, "given", "New Person", "reason", "Ill").want(t, 303)
	h.get(thai).want(t, 200, "New Person", "No longer in the delegation", "Substituted")
	h.get("/n/AAAA").want(t, 404)
	h.post(malay+"/decline", "reason", "").want(t, 422, "Write the reason")
	h.post(malay+"/decline", "reason", "Elections").want(t, 303)
	h.actor = h.officer
	h.get("/activities/"+h.activity+"/delegations").want(t, 200, "Elections", "Note verbale", "Answered: sends nobody")
}

func (h *house) attach(path string) {
	h.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	must(h.t, w.WriteField("note_number", "NV 12/2024"))
	file, err := w.CreateFormFile("note_file", "note.pdf")
	must(h.t, err)
	_, err = file.Write([]byte("%PDF-1.4\n"))
	must(h.t, err)
	must(h.t, w.Close())
	h.send("POST", path, w.FormDataContentType(), &body).want(h.t, 303)
}

func TestTheSecretariatScreens(t *testing.T) {
	h := newHouse(t)
	thai, _ := h.invite("3")
	h.actor = public
	for _, name := range []string{"Anong One", "Bancha Two", "Chai Three"} {
		h.post(thai+"/nominate", "allocation_id", h.seatID(h.thailand), "given", name).want(t, 303)
	}
	h.actor = h.officer
	base := "/activities/" + h.activity
	list := h.nominations()
	h.get(base+"/delegations?state=nominated").want(t, 200, "Anong One", "Confirm those ticked")
	h.post(base+"/delegations/confirm").want(t, 422, "Tick at least one")
	h.post(base+"/delegations/confirm", "nomination", list[0].ID, "nomination", list[1].ID).want(t, 303)
	page := "/nominations/" + list[2].ID
	h.post(page+"/ask", "version", "1", "reason", " ").want(t, 422, "Write the question.")
	h.post(page+"/ask", "version", "1", "reason", "Which unit?").want(t, 303)
	h.post(page+"/confirm", "version", "1").want(t, 409, "changed by someone else")
	h.actor = public
	h.get(thai).want(t, 200, "The secretariat asks", "Which unit?")
	h.post(thai+"/reply/"+list[2].ID, "version", "2", "reason", "The first").want(t, 303)
	h.actor = h.officer
	h.get(page).want(t, 200, "Question answered", "The first", "Put on the reserve list")
	h.post(page+"/nonsense", "version", "3").want(t, 404)
	h.post(page+"/reserve", "version", "3").want(t, 303)
	h.post(page+"/order", "version", "4", "rank", "0").want(t, 422, "The place is a number from 1 on.")
	h.get(base+"/participants.pdf").want(t, 200, "%PDF")
	h.get(base+"/participants.pdf?copy=shared").want(t, 200, "%PDF")
	h.get("/our-delegations").want(t, 200, "Roundtable")
}

func TestSeatsAreSetAndRehearsed(t *testing.T) {
	h := newHouse(t)
	base := "/activities/" + h.activity + "/seats"
	h.get(base).want(t, 200, "No party has seats yet")
	h.post(base, "box", "one", "party_id", h.thailand, "category", "delegate", "mode", "in_person", "seats", "many").want(t, 422, "write a whole number")
	h.post(base, "box", "one", "category", "delegate", "mode", "in_person", "seats", "1").want(t, 422, "Choose a party of the register.")
	many := base + "/many"
	h.get(many+"?choice=status&status=member&category=delegate&mode=in_person&seats=2").want(t, 200, "49 parties would get seats", "Left out", "on 5 October 2024", "(never invited)", "In 3 years invited to 0, came to 0; never came", "Never invited")
	h.get(many+"?choice=status&category=delegate&mode=in_person&seats=2").want(t, 422, "Choose the membership status.")
	h.post(many, "choice", "status", "status", "member", "category", "delegate", "mode", "in_person", "seats", "2", "seen", "old").want(t, 409, "changed since the rehearsal")
	h.post(many, "choice", "status", "status", "member", "category", "delegate", "mode", "in_person", "seats", "2").want(t, 303)
	h.get(base).want(t, 200, "0 of 98 seats taken")
	h.actor = public
	h.get(base).want(t, 303)
}

func TestTheAPIStartsAtTheDraft(t *testing.T) {
	h := newHouse(t)
	h.invite("1")
	call := func(method, path, body string) answer {
		return h.send(method, "/api/v1"+path, "application/json", strings.NewReader(body))
	}
	nomination := `{"party_id":"` + h.thailand + `","category":"delegate","mode":"in_person","given":"By Token"}`
	call("POST", "/activities/"+h.activity+"/nominations", nomination).want(t, 201, `"id"`)
	call("POST", "/activities/"+h.activity+"/nominations", strings.Replace(nomination, "By Token", "One More", 1)).want(t, 422, "All 1 seats")
	id := h.nominations()[0].ID
	call("POST", "/nominations/"+id+"/ask", `{"words":"Why?"}`).want(t, 204)
	call("POST", "/nominations/"+id+"/confirm", `{}`).want(t, 409, "Question asked")
	call("POST", "/nominations/"+id+"/reply", `{"words":"Because","version":2}`).want(t, 204)
	call("POST", "/nominations/"+id+"/confirm", `{"version":3}`).want(t, 204)
	call("GET", "/nominations/"+id, "").want(t, 200, `"confirmed"`, `"history"`)
	call("GET", "/activities/"+h.activity+"/delegations", "").want(t, 200, "By Token", `"used":1`)
	call("POST", "/activities/"+h.activity+"/seats/many", `{"rehearse":true,"choice":"pick","party_ids":["`+h.malaysia+`"],"category":"delegate","mode":"in_person","seats":3}`).want(t, 200, `"changed"`)
	call("POST", "/activities/"+h.activity+"/invitations", `{}`).want(t, 200, `"sent":0`)
	h.actor = roomtest.Scoped("other", access.Scope{Parties: []string{h.malaysia}}, delegations.RightSee, delegations.RightNominate)
	call("GET", "/nominations/"+id, "").want(t, 404)
	call("GET", "/activities/"+h.activity+"/seats", "").want(t, 200, "Malaysia")
	if body := call("GET", "/activities/"+h.activity+"/delegations", "").body; strings.Contains(body, "By Token") || strings.Contains(body, "Thailand") {
		t.Fatalf("a party sees another's people: %s", body)
	}
}
