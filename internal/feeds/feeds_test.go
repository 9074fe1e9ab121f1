package feeds_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/delegations"
	"counterpart/internal/fault"
	"counterpart/internal/feeds"
	"counterpart/internal/outside"
	"counterpart/internal/people"
	"counterpart/internal/roomtest"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// heard is a call that a receiver got.
type heard struct {
	header http.Header
	body   string
}

// receiver is another system, on a real TLS socket.
type receiver struct {
	*httptest.Server
	mu     sync.Mutex
	calls  []heard
	status int
}

func newReceiver(t *testing.T) *receiver {
	t.Helper()
	r := &receiver{status: http.StatusNoContent}
	r.Server = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		raw, _ := io.ReadAll(req.Body)
		r.mu.Lock()
		defer r.mu.Unlock()
		r.calls = append(r.calls, heard{req.Header, string(raw)})
		if r.status == http.StatusFound {
			w.Header().Set("Location", "https://169.254.169.254/")
		}
		w.WriteHeader(r.status)
	}))
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) got() []heard {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]heard{}, r.calls...)
}

func (r *receiver) answer(status int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.status = status
}

// house is the service with a clock that the test moves.
type house struct {
	*feeds.Service
	t        *testing.T
	d        *db.DB
	accounts *accounts.Service
	now      time.Time
	admin    access.Actor
}

func newHouse(t *testing.T, d *db.DB, to *receiver) *house {
	t.Helper()
	h := &house{t: t, d: d, now: dbtest.Noon, admin: roomtest.Holding("admin", feeds.RightManage)}
	d.Clock = func() time.Time { return h.now }
	roomtest.LoadPack(t, d, "bali")
	rights := map[access.Role]map[access.Right]bool{access.Participant: {activities.RightSee: true}}
	h.accounts = accounts.New(d, accounts.Options{Key: make([]byte, 32), BaseURL: "https://c.example", Rights: rights})
	o := feeds.Options{Vault: roomtest.Vault(t, d), Accounts: h.accounts, BaseURL: "https://c.example", Host: "c.example"}
	if to != nil {
		roots := x509.NewCertPool()
		roots.AddCert(to.Certificate())
		o.Outside = outside.Options{Allow: []string{to.Listener.Addr().String()}, Roots: roots, Timeout: 5 * time.Second}
	}
	h.Service = feeds.New(d, o)
	return h
}

func (h *house) add(to *receiver) feeds.Made {
	h.t.Helper()
	made, err := h.AddWebhook(h.t.Context(), h.admin, feeds.WebhookDraft{URL: to.URL + "/hook", Kinds: []audit.Action{activities.ActionOpen, activities.ActionCancel}})
	must(h.t, err)
	return made
}

func (h *house) happens(action audit.Action, id string) {
	h.t.Helper()
	_, err := db.Change(h.t.Context(), h.d, func(tx *db.Tx) (bool, error) {
		return true, audit.Record(tx, access.Actor{Account: "x", Name: "Canary Name"}, action, "activity", id, map[string]string{"title": "canary-title"})
	})
	must(h.t, err)
}

func (h *house) deliver() { h.t.Helper(); must(h.t, h.Deliver(h.t.Context())) }

func (h *house) last(id string) feeds.Delivery {
	h.t.Helper()
	_, list, err := h.Webhook(h.t.Context(), h.admin, id)
	must(h.t, err)
	if len(list) == 0 {
		h.t.Fatal("no delivery")
	}
	return list[0]
}

// valid is how a receiver checks a call, as docs/admin/webhooks.md shows it.
func valid(secret, header, body string, now time.Time) bool {
	at, ok := "", false
	for _, part := range strings.Split(header, ",") {
		name, value, _ := strings.Cut(part, "=")
		switch name {
		case "t":
			at = value
		case "v1":
			mac := hmac.New(sha256.New, []byte(secret))
			mac.Write([]byte(at + "." + body))
			ok = ok || hmac.Equal([]byte(value), []byte(hex.EncodeToString(mac.Sum(nil))))
		}
	}
	seconds, err := strconv.ParseInt(at, 10, 64)
	return ok && err == nil && now.Sub(time.Unix(seconds, 0)).Abs() <= 5*time.Minute
}

// What asked-for events carry is ids, kind and time under a signature; a call changed, replayed late or signed by another
// secret is known as such.
func TestAbuse_F4_CallsAreSignedAndCarryNoNames(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		to := newReceiver(t)
		h := newHouse(t, d, to)
		h.happens(activities.ActionOpen, "before")
		made := h.add(to)
		h.happens(activities.ActionOpen, "opened")
		h.happens(activities.ActionChange, "not asked for")
		h.deliver()
		h.deliver()
		calls := to.got()
		if len(calls) != 1 {
			t.Fatalf("%d calls", len(calls))
		}
		c := calls[0]
		var m feeds.Message
		must(t, json.Unmarshal([]byte(c.body), &m))
		if m.Record.ID != "opened" || m.Kind != "activities.open" || m.Link != "https://c.example/activities/opened" || m.ID != c.header.Get("Counterpart-Delivery") {
			t.Errorf("%s", c.body)
		}
		if all := c.body + strings.Join(c.header.Values("Referer"), ""); strings.Contains(strings.ToLower(all), "canary") {
			t.Errorf("it carries a name: %s", all)
		}
		sign := c.header.Get("Counterpart-Signature")
		if !valid(made.Secret, sign, c.body, h.now) {
			t.Fatal("the signature does not hold")
		}
		if valid(made.Secret, sign, c.body+" ", h.now) || valid("whsec_other", sign, c.body, h.now) || valid(made.Secret, sign, c.body, h.now.Add(6*time.Minute)) ||
			valid(made.Secret, strings.Replace(sign, "t=17", "t=18", 1), c.body, h.now) {
			t.Error("a call that was changed or replayed passes")
		}
		if got := h.last(made.ID); got.State != feeds.Delivered || got.Status != 204 || got.Tries != 1 {
			t.Errorf("%+v", got)
		}
	})
}

// The secret stands nowhere in clear, and a new one is joined by the old for a day.
func TestAbuse_F4_SecretsAreSealedAndChange(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		to := newReceiver(t)
		h := newHouse(t, d, to)
		made := h.add(to)
		for _, column := range []string{"webhook.secret", "webhook.old_secret", "audit.detail", "idempotency.result"} {
			table, name, _ := strings.Cut(column, ".")
			n, err := db.View(t.Context(), d, func(tx *db.Tx) (int, error) {
				return db.One[int](tx, `select count(*) from `+table+` where `+name+` like '%whsec%'`)
			})
			if err != nil || n > 0 {
				t.Errorf("%s holds the secret (%v)", column, err)
			}
		}
		next, err := h.NewSecret(t.Context(), h.admin, made.ID)
		must(t, err)
		must(t, h.PingWebhook(t.Context(), h.admin, made.ID))
		h.deliver()
		c := to.got()[0]
		sign := c.header.Get("Counterpart-Signature")
		if !valid(made.Secret, sign, c.body, h.now) || !valid(next.Secret, sign, c.body, h.now) || next.Secret == made.Secret {
			t.Error("both secrets must sign for a day")
		}
		h.now = h.now.Add(25 * time.Hour)
		must(t, h.PingWebhook(t.Context(), h.admin, made.ID))
		h.deliver()
		c = to.got()[1]
		if sign := c.header.Get("Counterpart-Signature"); valid(made.Secret, sign, c.body, h.now) || !valid(next.Secret, sign, c.body, h.now) {
			t.Error("the old secret still signs, or the new one does not")
		}
	})
}

// A receiver that fails is tried again with longer and longer waits, then no more; one that is gone is left alone.
func TestDeliveriesAreTriedAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		to := newReceiver(t)
		h := newHouse(t, d, to)
		made := h.add(to)
		to.answer(http.StatusInternalServerError)
		h.happens(activities.ActionOpen, "a")
		for range 12 {
			h.deliver()
			h.now = h.now.Add(13 * time.Hour)
		}
		if got := h.last(made.ID); got.State != feeds.Failed || got.Tries != 7 || got.Status != 500 {
			t.Errorf("%+v", got)
		}
		to.answer(http.StatusFound)
		h.happens(activities.ActionCancel, "b")
		h.deliver()
		if got := h.last(made.ID); got.State != feeds.Pending || got.Status != 302 || !strings.Contains(got.Trouble, "302") {
			t.Errorf("a redirect: %+v", got)
		}
		to.answer(http.StatusOK)
		h.deliver()
		if got := h.last(made.ID); got.State != feeds.Pending {
			t.Errorf("tried before its time: %+v", got)
		}
		h.now = h.now.Add(2 * time.Minute)
		h.deliver()
		if got := h.last(made.ID); got.State != feeds.Delivered {
			t.Errorf("%+v", got)
		}
		to.answer(http.StatusGone)
		h.happens(activities.ActionOpen, "c")
		h.deliver()
		hook, _, err := h.Webhook(t.Context(), h.admin, made.ID)
		if err != nil || hook.State != feeds.Gone {
			t.Errorf("%+v, %v", hook, err)
		}
		before := len(to.got())
		h.happens(activities.ActionOpen, "d")
		h.deliver()
		if len(to.got()) != before {
			t.Error("what is gone is still called")
		}
	})
}

func TestPausedAndRevokedWebhooksAreNotTold(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		to := newReceiver(t)
		h := newHouse(t, d, to)
		made := h.add(to)
		must(t, h.PingWebhook(t.Context(), h.admin, made.ID))
		must(t, h.SetWebhook(t.Context(), h.admin, made.ID, feeds.Paused))
		h.happens(activities.ActionOpen, "a")
		h.deliver()
		if n := len(to.got()); n != 0 {
			t.Errorf("told %d times while paused", n)
		}
		must(t, h.SetWebhook(t.Context(), h.admin, made.ID, feeds.Revoked))
		if err := h.SetWebhook(t.Context(), h.admin, made.ID, feeds.Active); !fault.IsConflict(err) {
			t.Errorf("revoked and active again: %v", err)
		}
		for _, err := range []error{
			h.SetWebhook(t.Context(), access.Actor{}, made.ID, feeds.Paused), h.PingWebhook(t.Context(), access.Actor{}, made.ID),
			second(h.AddWebhook(t.Context(), access.Actor{}, feeds.WebhookDraft{})), second(h.NewSecret(t.Context(), access.Actor{}, made.ID)),
			second(h.Webhooks(t.Context(), access.Actor{})),
		} {
			if !fault.IsForbidden(err) {
				t.Errorf("a stranger: %v", err)
			}
		}
	})
}

func second[T any](_ T, err error) error { return err }

// Each event is told once, also when two workers deliver at the same time.
func TestTwoWorkersTellOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		to := newReceiver(t)
		h := newHouse(t, d, to)
		h.add(to)
		for i := range 10 {
			h.happens(activities.ActionOpen, strconv.Itoa(i))
		}
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() { _ = h.Deliver(t.Context()) })
		}
		all.Wait()
		h.deliver()
		if n := len(to.got()); n != 10 {
			t.Errorf("%d calls for 10 events", n)
		}
	})
}

func TestAbuse_F1_WebhooksDoNotReachInside(t *testing.T) {
	t.Parallel()
	h := newHouse(t, dbtest.SQLite(t), nil)
	for _, at := range []string{
		"http://example.org/", "https://127.0.0.1/", "https://[::1]/", "https://[::ffff:127.0.0.1]/", "https://169.254.169.254/latest", "https://0x7f.1/", "https://2130706433/",
		"https://localhost/", "https://db.internal/", "https://a:b@example.org/", "https://example.org:22/", "javascript:alert(1)", "", "https://example.org/#x", "https://10.0.0.8:8443/",
	} {
		_, err := h.AddWebhook(t.Context(), h.admin, feeds.WebhookDraft{URL: at, Kinds: []audit.Action{activities.ActionOpen}})
		if fault.AsInvalid(err).Words("url") == "" {
			t.Errorf("%q: %v", at, err)
		}
	}
	_, err := h.AddWebhook(t.Context(), h.admin, feeds.WebhookDraft{URL: "https://example.org/", Kinds: []audit.Action{"accounts.sign_in"}})
	if fault.AsInvalid(err).Words("kinds") == "" {
		t.Errorf("a kind that is not offered: %v", err)
	}
}

// guest is an account of a person who speaks at an activity with an open and a closed session.
type guest struct {
	account, person, activity string
	actor                     access.Actor
}

func (h *house) guest() guest {
	h.t.Helper()
	officer := roomtest.Holding("officer", activities.RightEdit, activities.RightSee, people.RightEdit, people.RightSee)
	var g guest
	_, err := db.Change(h.t.Context(), h.d, func(tx *db.Tx) (_ bool, err error) {
		if g.person, err = people.AddIn(tx, officer, people.Draft{Given: "Anong Wongsuwan", Email: "anong@people.example", Label: "TLP:GREEN", Anyway: true}); err != nil {
			return false, err
		}
		g.activity, err = activities.AddIn(tx, officer, activities.Draft{Title: "Workshop", Kind: "training_workshop", TimeZone: "Asia/Jakarta", StartsOn: "2024-06-10", EndsOn: "2024-06-11", Label: "TLP:GREEN"})
		if err != nil {
			return false, err
		}
		if err := activities.SetStateIn(tx, officer, g.activity, activities.Open); err != nil {
			return false, err
		}
		a, err := activities.FindIn(tx, g.activity)
		if err != nil {
			return false, err
		}
		var id string
		for i, title := range []string{"Opening", "Closed-canary"} {
			from := time.Date(2024, 6, 10, 2+i, 0, 0, 0, time.UTC)
			d := activities.SessionDraft{Title: title, StartsAt: db.At(from), EndsAt: db.At(from.Add(time.Hour)), Label: "TLP:GREEN"}
			if i == 1 {
				d.Label = "TLP:RED"
			}
			if id, err = activities.AddSessionIn(tx, officer, a, d); err != nil {
				return false, err
			}
			if i == 0 {
				if err := activities.AddSpeakerIn(tx, officer, id, activities.SpeakerDraft{PersonID: g.person, Role: "speaker"}); err != nil {
					return false, err
				}
			}
		}
		g.account, err = accounts.AddIn(tx, access.System("t"), accounts.Draft{Name: "Anong", Email: "anong@people.example", PersonID: g.person, Grant: accounts.GrantDraft{Role: string(access.Participant)}})
		return true, err
	})
	must(h.t, err)
	g.actor = access.Actor{Account: g.account, Person: g.person, Name: "Anong", Via: "session"}
	return g
}

func (h *house) read(address string) (string, error) {
	h.t.Helper()
	token := strings.TrimSuffix(address[strings.LastIndex(address, "/")+1:], ".ics")
	raw, err := h.ReadCalendar(h.t.Context(), token)
	return string(raw), err
}

// A calendar shows what its account may see now, is kept as a hash, tells when it was read, and ends with a click.
func TestAbuse_A20_CalendarsAreListedAndEnd(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, nil)
		g := h.guest()
		address, err := h.MakeCalendar(t.Context(), g.actor, "my phone")
		must(t, err)
		token := strings.TrimSuffix(address[strings.LastIndex(address, "/")+1:], ".ics")
		if !strings.HasPrefix(address, "https://c.example/calendar/") || len(token) < 26 {
			t.Fatalf("%s", address)
		}
		kept, err := db.View(t.Context(), d, func(tx *db.Tx) (int, error) {
			return db.One[int](tx, `select (select count(*) from calendar_feed where token_hash like '%'||$1||'%') + (select count(*) from audit where detail like '%'||$1||'%') + (select count(*) from idempotency where result like '%'||$1||'%')`, token)
		})
		if err != nil || kept != 0 {
			t.Errorf("the token is kept %d times, %v", kept, err)
		}
		got, err := h.read(address)
		must(t, err)
		if !strings.Contains(got, "SUMMARY:Opening") || strings.Contains(got, "canary") {
			t.Errorf("%s", got)
		}
		list, err := h.MyCalendars(t.Context(), g.actor)
		if err != nil || len(list) != 1 || list[0].UsedAt.IsZero() {
			t.Fatalf("%+v, %v", list, err)
		}
		other := access.Actor{Account: "other", Person: "x"}
		if err := h.EndCalendar(t.Context(), other, list[0].ID); !fault.IsNotFound(err) {
			t.Errorf("another account ends it: %v", err)
		}
		must(t, h.EndCalendar(t.Context(), g.actor, list[0].ID))
		for _, at := range []string{address, "https://c.example/calendar/.ics", "https://c.example/calendar/" + token[:25] + "x.ics"} {
			if _, err := h.read(at); !fault.IsNotFound(err) {
				t.Errorf("%s still works: %v", at, err)
			}
		}
	})
}

// What a person lost is gone from the calendar at its next reading: the part in the activity, the role, the account.
func TestAbuse_A21_CalendarsEndWithWhatTheyRestOn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, nil)
		g := h.guest()
		address, err := h.MakeCalendar(t.Context(), g.actor, "phone")
		must(t, err)
		set := func(statement string) {
			t.Helper()
			_, err := db.Change(t.Context(), d, func(tx *db.Tx) (bool, error) { return true, tx.Exec(statement) })
			must(t, err)
		}
		set(`update account set active = false`)
		if got, err := h.read(address); !fault.IsNotFound(err) {
			t.Errorf("the account is closed: %s, %v", got, err)
		}
		set(`update account set active = true`)
		set(`update role_grant set valid_to = '2024-06-01'`)
		if got, err := h.read(address); !fault.IsNotFound(err) {
			t.Errorf("the role has ended: %s, %v", got, err)
		}
		set(`update role_grant set valid_to = null`)
		if got, err := h.read(address); err != nil || !strings.Contains(got, "Opening") {
			t.Fatalf("with all of it: %s, %v", got, err)
		}
		set(`delete from session_speaker`)
		if got, err := h.read(address); err != nil || strings.Contains(got, "Opening") || strings.Contains(got, "Workshop") {
			t.Errorf("no part in it any more: %s, %v", got, err)
		}
	})
}

// Personal links of an activity are listed with their last use and end with a click; a link of another activity is not
// reached through this one.
func TestAbuse_A20_PersonalLinksAreListedAndEnd(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, nil)
		g := h.guest()
		ids, err := db.Change(t.Context(), d, func(tx *db.Tx) ([]string, error) {
			var ids []string
			for _, at := range []string{g.activity, "other"} {
				id, err := accounts.NewLinkIn(tx, access.System("t"), accounts.LinkDraft{Purpose: accounts.PurposeRegister, ActivityID: at, PersonID: g.person, Name: "Anong", ExpiresAt: db.At(h.now.Add(time.Hour))})
				if err != nil {
					return nil, err
				}
				ids = append(ids, id)
			}
			return ids, nil
		})
		must(t, err)
		url := h.accounts.LinkURL(ids[0], accounts.PurposeRegister)
		token := url[strings.LastIndex(url, "/")+1:]
		if _, _, err := h.accounts.Follow(t.Context(), token, accounts.PurposeNominate); err == nil {
			t.Error("a link to register opens the page to nominate")
		}
		_, _, err = h.accounts.Follow(t.Context(), token, accounts.PurposeRegister)
		must(t, err)
		officer := roomtest.Holding("officer", delegations.RightInvite)
		if _, err := h.Links(t.Context(), g.actor, g.activity); !fault.IsForbidden(err) {
			t.Errorf("a participant lists links: %v", err)
		}
		list, err := h.Links(t.Context(), officer, g.activity)
		if err != nil || len(list.Links) != 1 || list.Links[0].SeenAt.IsZero() || !list.Links[0].Works(h.now) {
			t.Fatalf("%+v, %v", list.Links, err)
		}
		if err := h.RevokeLink(t.Context(), officer, g.activity, ids[1]); !fault.IsNotFound(err) {
			t.Errorf("the link of another activity: %v", err)
		}
		must(t, h.RevokeLink(t.Context(), officer, g.activity, ids[0]))
		if _, _, err := h.accounts.Follow(t.Context(), token, accounts.PurposeRegister); err == nil {
			t.Error("it still works")
		}
	})
}
