package privacy_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/fault"
	"counterpart/internal/held"
	"counterpart/internal/people"
	"counterpart/internal/people/shown"
	"counterpart/internal/privacy"
	"counterpart/internal/registrations"
	"counterpart/internal/roomtest"
)

// A person reads everything that is held of them, takes it along after a fresh proof, and sees who looked.
func TestAPersonReadsAndTakesEverything(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := build(t, d)
		ctx := t.Context()
		person, account := h.whole(h.activity())
		self := access.Actor{Account: account, Person: person, Name: "self", Via: "session", Session: "s", Proved: dbtest.Noon, Grants: []access.Grant{
			{Role: access.Participant, Scope: access.Scope{Person: person}, Rights: map[access.Right]bool{privacy.RightOwn: true}},
		}}
		if _, err := h.svc.Data(ctx, roomtest.Holding("nobody", people.RightSee, privacy.RightOwn), person); !fault.IsForbidden(err) {
			t.Errorf("somebody else reads it: %v", err)
		}
		if _, err := h.svc.Data(ctx, h.two, person); err != nil {
			t.Fatal(err)
		}
		data, err := h.svc.Data(ctx, self, person)
		must(t, err)
		for _, class := range []string{held.Identity, held.Contact, held.Affiliations, held.Nominations, held.Registrations, held.Attendance, held.Networking, held.Letters, held.Consents, held.Accounts, held.Imports} {
			if len(data.Of(class)) == 0 || len(data.Why(class)) == 0 {
				t.Errorf("of %s there are %d records and %d reasons", class, len(data.Of(class)), len(data.Why(class)))
			}
		}
		if len(data.Views) == 0 || data.Views[0].Name != "two" {
			t.Errorf("who looked: %+v", data.Views)
		}
		narrow, err := h.svc.Data(ctx, roomtest.Holding("narrow", people.RightSee, registrations.RightSee, privacy.RightReview), person)
		if raw, _ := json.Marshal(narrow.Records); err != nil || bytes.Contains(raw, []byte("canary-needs")) || len(narrow.Of(held.Accounts)) > 0 || !slices.Contains(narrow.Hidden, held.Registrations) {
			t.Errorf("who reviews reads more than their rights open: %v, left out %v", err, narrow.Hidden)
		}
		stale := self
		stale.Proved = dbtest.Noon.Add(-time.Hour)
		if _, err := h.svc.Copy(ctx, stale, person); !fault.IsUnproved(err) {
			t.Errorf("a copy without a fresh proof: %v", err)
		}
		raw, err := h.svc.Copy(ctx, self, person)
		must(t, err)
		machine, page := unzip(t, raw, "copy.json"), unzip(t, raw, "copy.html")
		var c privacy.Copy
		must(t, json.Unmarshal(machine, &c))
		for _, w := range []string{"Qwertiana Zanzibarov", "canary-mail@people.example", "555-canary", "กานารี", "canary-needs", "canary-position", "canary-reason", "canary-unit", "canary-about"} {
			if !bytes.Contains(machine, []byte(w)) || !bytes.Contains(page, []byte(w)) {
				t.Errorf("the copy lacks %q", w)
			}
		}
		if c.Format != "counterpart.person-copy.1" || c.Label != "TLP:AMBER+STRICT" || len(c.Records) != len(data.Records) || !bytes.Contains(page, []byte("TLP:AMBER&#43;STRICT")) {
			t.Errorf("the copy: %s %s, %d of %d records", c.Format, c.Label, len(c.Records), len(data.Records))
		}
		if data, err = h.svc.Data(ctx, self, person); err != nil || !strings.Contains(string(data.Views[0].Action), "export") {
			t.Errorf("the copy is not noted: %v %v", data.Views, err)
		}
	})
}

func unzip(t *testing.T, raw []byte, name string) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	must(t, err)
	f, err := z.Open(name)
	must(t, err)
	out, err := io.ReadAll(f)
	must(t, err)
	return out
}

// What is withdrawn counts in the next answer, and a general word after that of an activity is the last word.
func TestWithdrawnConsentCountsAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := build(t, d)
		ctx := t.Context()
		activity := h.activity()
		person, _ := h.whole(activity) // agreed to stand in the list
		listed := func() string {
			list, err := h.del.ListOfParticipants(ctx, h.one, activity, true)
			must(t, err)
			return list.Parties[0].People[0].Face.Name
		}
		if listed() != "Qwertiana Zanzibarov" {
			t.Fatal("who agreed is not on the list:", listed())
		}
		must(t, h.svc.Withdraw(ctx, h.one, person, "participants_list"))
		if listed() != shown.NoName {
			t.Error("who took it back is on the list:", listed())
		}
		must(t, h.svc.Show(ctx, h.one, person, shown.Participants, []shown.Field{shown.FieldName}))
		if listed() != "Qwertiana Zanzibarov" {
			t.Error("who agreed for every activity is not on the list:", listed())
		}
		must(t, h.svc.Show(ctx, h.one, person, shown.Participants, nil))
		if listed() != shown.NoName {
			t.Error("who took everything back is on the list:", listed())
		}
		if err := h.people.Consent(ctx, h.one, people.ConsentDraft{PersonID: person, Item: "show.name.public", Given: true, Wording: "x"}); fault.AsInvalid(err) == nil {
			t.Errorf("an officer decides by the other door: %v", err)
		}
		h.hold(activity)
		h.publish(activity, h.one)
		named := func() int {
			p, err := h.results.Published(ctx, one[string](h, `select slug from report`), 0)
			must(t, err)
			return len(p.Named)
		}
		if named() != 0 {
			t.Error("somebody is named in public who agreed to nothing")
		}
		must(t, h.svc.Show(ctx, h.one, person, shown.Public, []shown.Field{shown.FieldName}))
		if named() != 1 {
			t.Error("who agreed is not named in public")
		}
		h.change(func(tx *db.Tx) error { return tx.Exec(`update person set label = 'TLP:RED' where id = $1`, person) })
		if named() != 0 {
			t.Error("a record labelled TLP:RED is named in public")
		}
	})
}

// H6: the retention job only proposes, a second run changes nothing, a clock that jumped proposes nothing until a person
// has confirmed it, and what is carried out spares records under a legal hold.
func TestAbuse_H6_RetentionProposesAndAPersonDecides(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := build(t, d)
		ctx := t.Context()
		now := dbtest.Noon
		d.Clock = func() time.Time { return now }
		activity := h.activity()
		person, _ := h.whole(activity)
		h.hold(activity)
		items := func() []privacy.Item {
			r, err := h.svc.Retention(ctx, h.one)
			must(t, err)
			return r.Items
		}
		must(t, h.svc.Propose(ctx))
		if len(items()) != 0 {
			t.Fatalf("proposed too early: %+v", items())
		}
		now = now.AddDate(0, 0, 400) // the clock jumps
		for range 2 {
			must(t, h.svc.Propose(ctx))
		}
		if r, err := h.svc.Retention(ctx, h.one); err != nil || len(r.Items) != 0 || r.Refused == "" {
			t.Fatalf("proposed although the clock jumped: %+v %v", r, err)
		}
		if _, err := h.svc.ConfirmClock(ctx, roomtest.Holding("x")); !fault.IsForbidden(err) {
			t.Errorf("anybody confirms the clock: %v", err)
		}
		n, err := h.svc.ConfirmClock(ctx, h.one)
		must(t, err)
		first := items()
		if n != len(first) || len(first) != 2 { // answers after three months, the list after six
			t.Fatalf("proposed %d: %+v", n, first)
		}
		if len(h.leftovers("canary-unit")) == 0 {
			t.Error("something went without a decision")
		}
		now = now.Add(time.Hour)
		must(t, h.svc.Propose(ctx))
		if second := items(); len(second) != len(first) || second[0] != first[0] {
			t.Errorf("a second run changed the list: %+v", second)
		}
		byClass := map[string]privacy.Item{}
		for _, i := range first {
			byClass[i.Class] = i
		}
		if err := h.svc.Keep(ctx, h.one, byClass["imports"].ID, "", "2020-01-01"); fault.AsInvalid(err) == nil {
			t.Errorf("kept without reason and day: %v", err)
		}
		must(t, h.svc.Keep(ctx, h.one, byClass["imports"].ID, "a question is open", db.At(now).Date().AddDays(30)))
		must(t, h.people.PlaceHold(ctx, h.one, person, "a claim"))
		must(t, h.svc.CarryOut(ctx, h.one, byClass["registrations"].ID))
		if n := one[int](h, `select count(*) from registration where answers <> ''`); n != 1 {
			t.Error("answers under a legal hold went")
		}
		must(t, h.people.LiftHold(ctx, h.one, person, "settled"))
		now = now.Add(time.Hour)
		must(t, h.svc.Propose(ctx))
		for _, i := range items() {
			if i.Class == "registrations" && i.State == privacy.Proposed {
				must(t, h.svc.CarryOut(ctx, h.one, i.ID))
				if err := h.svc.CarryOut(ctx, h.one, i.ID); !fault.IsConflict(err) {
					t.Errorf("carried out twice: %v", err)
				}
			}
			if i.Class == "imports" && i.State != privacy.Kept {
				t.Error("what is kept longer is on the list again before its day")
			}
		}
		if n := one[int](h, `select count(*) from registration where answers <> ''`); n != 0 {
			t.Error("answers whose time ran out are still there after the decision")
		}
	})
}

// An account that is used after it was put on the list is not closed, and leaves the list.
func TestAnAccountThatIsUsedAgainIsKept(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := build(t, d)
		now := dbtest.Noon
		d.Clock = func() time.Time { return now }
		_, err := h.accounts.Add(t.Context(), access.System("test", accounts.RightManage), accounts.Draft{Name: "Administrator", Email: "administrator@people.example", Grant: accounts.GrantDraft{Role: "administrator"}})
		must(t, err)
		idle, err := h.accounts.Add(t.Context(), h.one, accounts.Draft{Name: "Idle", Email: "idle@people.example", Grant: accounts.GrantDraft{Role: "officer"}})
		must(t, err)
		used, err := h.accounts.Add(t.Context(), h.one, accounts.Draft{Name: "Used", Email: "used@people.example", Grant: accounts.GrantDraft{Role: "officer"}})
		must(t, err)
		now = now.AddDate(0, 19, 0)
		proposed := func() map[string]string {
			r, err := h.svc.Retention(t.Context(), h.one)
			must(t, err)
			out := map[string]string{}
			for _, i := range r.Items {
				if i.State == privacy.Proposed {
					out[i.RecordID] = i.ID
				}
			}
			return out
		}
		must(t, h.svc.Propose(t.Context()))
		items := proposed()
		if items[idle] == "" || items[used] == "" {
			t.Fatalf("proposed: %v", items)
		}
		back := h.one
		back.Account = used
		_, err = h.people.Add(t.Context(), back, people.Draft{Given: "Somebody"})
		must(t, err)
		if err := h.svc.CarryOut(t.Context(), h.one, items[used]); !fault.IsConflict(err) {
			t.Errorf("an account that is used is closed: %v", err)
		}
		must(t, h.svc.CarryOut(t.Context(), h.one, items[idle]))
		now = now.Add(time.Hour)
		must(t, h.svc.Propose(t.Context()))
		if items := proposed(); items[used] != "" {
			t.Error("an account that is used stays on the list")
		}
		if open := one[int](h, `select count(*) from account where active and id in ($1, $2)`, idle, used); open != 1 {
			t.Errorf("%d of the two accounts are open", open)
		}
	})
}

func TestBreachClock(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := build(t, d)
		ctx := t.Context()
		now := dbtest.Noon
		d.Clock = func() time.Time { return now }
		draft := privacy.BreachDraft{Title: "List sent to the wrong party", Happened: "x", Concerns: "twelve officers", Severity: "medium", NoticedAt: db.At(now.Add(-time.Hour))}
		if _, err := h.svc.LogBreach(ctx, roomtest.Holding("reader", privacy.RightRegister), draft); !fault.IsForbidden(err) {
			t.Errorf("a reader logs: %v", err)
		}
		if _, err := h.svc.LogBreach(ctx, h.one, privacy.BreachDraft{NoticedAt: db.At(now.Add(time.Hour))}); fault.AsInvalid(err) == nil || len(fault.AsInvalid(err).Fields) != 5 {
			t.Errorf("everything wrong at once: %v", err)
		}
		id, err := h.svc.LogBreach(ctx, h.one, draft)
		must(t, err)
		b, _, err := h.svc.Breach(ctx, h.one, id)
		must(t, err)
		if want := b.NoticedAt.Add(72 * time.Hour); !b.DueAt.Equal(want) || b.Overdue(db.At(now)) {
			t.Errorf("due %v, want %v", b.DueAt, want)
		}
		now = now.Add(80 * time.Hour)
		tasks, err := h.svc.Tasks(ctx, h.one)
		if err != nil || len(tasks) != 1 || !tasks[0].Overdue {
			t.Errorf("tasks: %+v %v", tasks, err)
		}
		draft.NoticedAt = db.At(now) // the clock does not begin again
		draft.Told = "the authority, late because nobody was in"
		must(t, h.svc.ChangeBreach(ctx, h.one, id, 1, draft))
		if err := h.svc.ChangeBreach(ctx, h.one, id, 1, draft); !fault.IsConflict(err) {
			t.Errorf("a lost update: %v", err)
		}
		after, history, err := h.svc.Breach(ctx, h.one, id)
		if err != nil || after.NoticedAt != b.NoticedAt || after.DueAt != b.DueAt || after.Runs() || len(history) != 2 {
			t.Errorf("after: %+v %v", after, err)
		}
		if tasks, err := h.svc.Tasks(ctx, h.one); err != nil || len(tasks) != 0 {
			t.Errorf("tasks: %+v %v", tasks, err)
		}
	})
}
