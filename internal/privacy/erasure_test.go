package privacy_test

import (
	"context"
	"maps"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/attendance"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/delegations"
	"counterpart/internal/fault"
	"counterpart/internal/imports"
	"counterpart/internal/interests"
	"counterpart/internal/label"
	"counterpart/internal/people"
	"counterpart/internal/people/shown"
	"counterpart/internal/privacy"
	"counterpart/internal/registrations"
	"counterpart/internal/results"
	"counterpart/internal/roomtest"
)

// The words by which the person of these tests would be known again.
var canaries = []string{"Qwertiana", "qwertiana", "Zanzibarov", "zanzibarov", "canary-mail", "555-canary", "กานารี", "canary-needs", "canary-position", "canary-reason", "canary-unit", "canary-about"}

// person goes the whole way: named, confirmed, registered, checked in, imported, with an account.
func (h *house) whole(activity string) (personID, accountID string) {
	h.t.Helper()
	ctx := context.Background()
	party := roomtest.PartyID(h.t, h.d, "thailand")
	seats, err := h.del.SetSeats(ctx, h.one, activity, delegations.SeatsDraft{PartyID: party, Category: "delegate", Mode: "in_person", Seats: 3})
	must(h.t, err)
	nomination, err := h.del.Nominate(ctx, h.one, activity, delegations.NominationDraft{AllocationID: seats, PersonDraft: delegations.PersonDraft{
		Given: "Qwertiana Zanzibarov", Email: "canary-mail@people.example", Position: "canary-position", Unit: "canary-unit", AddressForm: "Ms",
	}})
	must(h.t, err)
	page, err := h.del.Find(ctx, h.one, nomination)
	must(h.t, err)
	personID = page.PersonID
	must(h.t, h.del.AskBack(ctx, h.one, nomination, 0, "canary-reason"))
	must(h.t, h.del.Reply(ctx, h.one, nomination, 0, "canary-reason too"))
	must(h.t, h.del.Confirm(ctx, h.one, nomination, 0))
	accountID, err = h.accounts.Add(ctx, h.one, accounts.Draft{Name: "Qwertiana Zanzibarov", Email: "canary-mail@people.example", PersonID: personID, Grant: accounts.GrantDraft{Role: "participant"}})
	must(h.t, err)
	self := roomtest.Scoped("Qwertiana Zanzibarov", access.Scope{Activity: activity, Person: personID}, registrations.RightRegister, people.RightSee)
	self.Account, self.Person = accountID, personID
	must(h.t, h.reg.Register(ctx, self, activity, personID, registrations.Form{
		Own:     registrations.OwnData{Given: "Qwertiana Zanzibarov", Sex: "f", NativeName: "กานารี", Phone: "555-canary", AddressForm: "Ms"},
		Answers: map[string][]string{"needs": {"canary-needs"}}, Consents: []string{"participants_list"},
	}))
	_, err = h.att.IssueBadges(ctx, h.one, activity)
	must(h.t, err)
	out, err := h.att.Record(ctx, h.one, attendance.ScanDraft{ActivityID: activity, NominationID: nomination, Direction: "in", Method: attendance.BySearch})
	must(h.t, err)
	_ = out
	must(h.t, interests.New(h.d).SaveProfile(ctx, access.System("test", interests.RightTakePart), activity, personID, interests.ProfileDraft{TakesPart: true, About: "canary-about"}))
	id, err := h.imports.Upload(ctx, h.one, imports.Draft{Kind: imports.People, Name: "zanzibarov.csv", Content: []byte("Name,E-mail,Country\nQwertiana Zanzibarov,canary-mail@people.example,Thailand\n")})
	must(h.t, err)
	must(h.t, h.imports.Take(ctx, h.one, id))
	must(h.t, h.imports.Continue(ctx, imports.ContinueArgs{Import: id, Account: "one", Name: "one"}))
	return personID, accountID
}

// publish makes and publishes a report of an author with the figures of a held activity.
func (h *house) publish(activity string, author access.Actor) {
	h.t.Helper()
	ctx := context.Background()
	_, err := h.results.Start(ctx, author, activity)
	must(h.t, err)
	must(h.t, h.results.Change(ctx, author, activity, 1, results.Draft{Title: "What came of it", Body: "{{figure:people}} came.", Label: label.Clear, LabelReason: "to be published"}))
	must(h.t, h.results.Submit(ctx, h.one, activity, 2))
	for _, code := range []string{"indonesia", "australia"} {
		approver := roomtest.Scoped(code, access.Scope{Parties: []string{roomtest.PartyID(h.t, h.d, code)}}, results.RightSee, results.RightApprove)
		must(h.t, h.results.Approve(ctx, approver, activity, 2))
	}
	must(h.t, h.results.Publish(ctx, h.one, activity, 2, ""))
}

// H4: after an erasure nothing of the person is found again: not in the database file, the write-ahead log, the files, the
// history; the account is closed, links are dead, and what was published still holds.
func TestAbuse_H4_ErasureLeavesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := build(t, d)
		activity := h.activity()
		person, account := h.whole(activity)
		must(t, h.svc.Show(t.Context(), h.one, person, shown.Participants, []shown.Field{shown.FieldName}))
		h.hold(activity)
		h.publish(activity, h.one)
		if found := h.leftovers(canaries...); len(found) < 5 {
			t.Fatalf("the test finds too little before: %v", found)
		}
		before, err := h.att.Counts(t.Context(), h.one, activity, "")
		must(t, err)
		h.erase(person)
		if found := h.leftovers(canaries...); len(found) > 0 {
			t.Errorf("left over:\n%s", strings.Join(found, "\n"))
		}
		p, err := h.people.Find(t.Context(), h.one, person, "")
		must(t, err)
		if p.Given != people.Pseudonym(person) || p.Sex != "f" || p.ErasedAt.IsZero() {
			t.Errorf("the row reads %+v", p)
		}
		failing, err := h.results.Verify(t.Context(), h.one)
		if err != nil || len(failing) > 0 {
			t.Errorf("published figures no longer hold: %v %v", failing, err)
		}
		after, err := h.att.Counts(t.Context(), h.one, activity, "")
		must(t, err)
		if before.Total != after.Total || before.Arrived != after.Arrived {
			t.Errorf("counts were %+v, are %+v", before.Total, after.Total)
		}
		if one[int](h, `select count(*) from account where id = $1 and active`, account) > 0 || one[int](h, `select count(*) from signed_link where person_id = $1 and revoked_at is null`, person) > 0 {
			t.Error("an account is open or a link works")
		}
	})
}

// elsewhere leaves the name where no record of the person points: in what was searched for, in a refused row, on a link by which
// they acted for a party, and as the author of a report.
func (h *house) elsewhere(activity, account string) {
	h.t.Helper()
	ctx := context.Background()
	list, _, err := h.people.List(ctx, h.one, people.Filter{Query: "Qwertiana Zanzibarov", Limit: 10})
	must(h.t, err)
	if len(list) != 1 {
		h.t.Fatalf("%d people found", len(list))
	}
	_, err = h.imports.Upload(ctx, h.one, imports.Draft{Kind: imports.People, Name: "refused.csv", Content: []byte("Name,E-mail,Country\nQwertiana Zanzibarov,canary-mail@people.example,Atlantis\n")})
	must(h.t, err)
	h.change(func(tx *db.Tx) error {
		_, err := accounts.NewLinkIn(tx, h.one, accounts.LinkDraft{
			Purpose: accounts.PurposeNominate, PartyID: roomtest.PartyID(h.t, h.d, "thailand"), ActivityID: activity,
			Name: "Qwertiana Zanzibarov (Thailand)", ExpiresAt: db.At(tx.Now().Add(time.Hour)),
		})
		return err
	})
	author := roomtest.Holding("Qwertiana Zanzibarov", everything...)
	author.Account = account
	h.hold(activity)
	h.publish(activity, author)
	for _, q := range []string{
		`select count(*) from audit where detail like '%Qwertiana Zanzibarov%'`, `select count(*) from import_row where verdict = 'refused' and cells like '%Zanzibarov%'`,
		`select count(*) from signed_link where name like 'Qwertiana Zanzibarov (%'`, `select count(*) from report where author_name = 'Qwertiana Zanzibarov'`,
	} {
		if one[int](h, q) == 0 {
			h.t.Fatal("nothing to erase: " + q)
		}
	}
}

func TestErasureReachesWhatNoRecordPointsTo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := build(t, d)
		activity := h.activity()
		person, account := h.whole(activity)
		h.elsewhere(activity, account)
		h.erase(person)
		if found := h.leftovers(canaries...); len(found) > 0 {
			t.Errorf("left over:\n%s", strings.Join(found, "\n"))
		}
		failing, err := h.results.Verify(t.Context(), h.one)
		if err != nil || len(failing) > 0 {
			t.Errorf("published figures no longer hold: %v %v", failing, err)
		}
	})
}

// B14: who was erased does not come back by the account, the link, or a guest registration under the old record.
func TestAbuse_B14_ErasedStaysClosed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := build(t, d)
		activity := h.activity()
		person, account := h.whole(activity)
		link := one[string](h, `select id from signed_link where person_id = $1 and purpose = 'register' limit 1`, person)
		h.hold(activity)
		h.erase(person)
		token := strings.TrimPrefix(h.accounts.LinkURL(link, accounts.PurposeRegister), "http://test.example/r/")
		if _, _, err := h.accounts.Follow(t.Context(), token, accounts.PurposeRegister); !fault.IsForbidden(err) {
			t.Errorf("the old link works: %v", err)
		}
		if _, err := h.accounts.Add(t.Context(), h.one, accounts.Draft{Name: "x", Email: "new@people.example", PersonID: person, Grant: accounts.GrantDraft{Role: "participant"}}); fault.AsInvalid(err) == nil {
			t.Errorf("a new account for an erased person: %v", err)
		}
		_, err := h.people.Affiliate(t.Context(), h.one, people.AffiliationDraft{PersonID: person, PartyID: roomtest.PartyID(t, d, "thailand")})
		if !fault.IsConflict(err) {
			t.Errorf("an erased person works for a party again: %v", err)
		}
		if n := one[int](h, `select count(*) from account where id = $1 and not active and email = ''`, account); n != 1 {
			t.Error("the account is not closed for good")
		}
	})
}

// B13: a record under a legal hold is neither changed nor erased; and it takes two to erase.
func TestAbuse_B13_LegalHoldAndTwoPersons(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := build(t, d)
		ctx := t.Context()
		activity := h.activity()
		person, _ := h.whole(activity)
		must(t, h.svc.AskErasure(ctx, h.one, person, "canary-reason"))
		if err := h.svc.AskErasure(ctx, h.one, person, "again"); !fault.IsConflict(err) {
			t.Errorf("asked twice: %v", err)
		}
		id := one[string](h, `select id from erasure where person_id = $1`, person)
		if err := h.svc.Erase(ctx, h.two, id); !fault.IsConflict(err) {
			t.Errorf("carried out without review: %v", err)
		}
		must(t, h.people.PlaceHold(ctx, h.one, person, "a claim"))
		if err := h.svc.Review(ctx, h.one, id, "fine"); !fault.IsConflict(err) {
			t.Errorf("reviewed under a hold: %v", err)
		}
		must(t, h.people.LiftHold(ctx, h.one, person, "settled"))
		must(t, h.svc.Review(ctx, h.one, id, "fine"))
		if err := h.svc.Erase(ctx, h.one, id); !fault.IsForbidden(err) {
			t.Errorf("the reviewer carried it out: %v", err)
		}
		if err := h.svc.Erase(ctx, h.two, id); !fault.IsConflict(err) {
			t.Errorf("erased before the activity is over: %v", err)
		}
		h.hold(activity)
		must(t, h.people.PlaceHold(ctx, h.one, person, "another claim"))
		if err := h.svc.Erase(ctx, h.two, id); !fault.IsConflict(err) {
			t.Errorf("erased under a hold: %v", err)
		}
		if _, err := h.people.Find(ctx, h.one, person, ""); err != nil {
			t.Fatal(err)
		}
		must(t, h.people.LiftHold(ctx, h.one, person, "settled"))
		self := roomtest.Holding("self", privacy.RightReview)
		self.Person = person
		if err := h.svc.Erase(ctx, self, id); !fault.IsForbidden(err) {
			t.Errorf("somebody erased themselves alone: %v", err)
		}
		must(t, h.svc.Erase(ctx, h.two, id))
		if err := h.svc.Erase(ctx, h.two, id); !fault.IsConflict(err) {
			t.Errorf("erased twice: %v", err)
		}
	})
}

// An erasure that several carry out at once is carried out once, and named in the log once.
func TestErasureIsCarriedOutOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := build(t, d)
		activity := h.activity()
		person, _ := h.whole(activity)
		h.hold(activity)
		must(t, h.svc.AskErasure(t.Context(), h.one, person, ""))
		id := one[string](h, `select id from erasure where person_id = $1`, person)
		must(t, h.svc.Review(t.Context(), h.one, id, "nothing stands against it"))
		var group sync.WaitGroup
		var done atomic.Int32
		for i := range 6 {
			actor := h.two
			actor.Account += strconv.Itoa(i)
			group.Go(func() {
				if err := h.svc.Erase(t.Context(), actor, id); err == nil {
					done.Add(1)
				} else if !fault.IsConflict(err) {
					t.Error(err)
				}
			})
		}
		group.Wait()
		if n := one[int](h, `select count(*) from audit where action = 'privacy.erase' and record_id = $1`, id); done.Load() != 1 || n != 1 {
			t.Errorf("carried out %d times, %d entries of the history", done.Load(), n)
		}
	})
}

// H9: a restored backup is erased again from the log that is kept elsewhere; doing it twice does nothing more.
func TestAbuse_H9_RestoredBackupIsErasedAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := build(t, d)
		activity := h.activity()
		person, _ := h.whole(activity)
		h.hold(activity)
		h.erase(person)
		raw, err := os.ReadFile(h.log)
		if err != nil || strings.Count(string(raw), "\n") != 1 || strings.Contains(string(raw), person) {
			t.Fatalf("the log reads %q: %v", raw, err)
		}
		// The backup is older than the erasure.
		h.change(func(tx *db.Tx) error {
			return tx.Exec(`update person set given = 'Qwertiana Zanzibarov', email = 'canary-mail@people.example', erased_at = null where id = $1`, person)
		})
		must(t, h.people.PlaceHold(t.Context(), h.one, person, "older than the erasure"))
		for i, want := range []int{1, 0} {
			if n, err := h.svc.Replay(t.Context(), h.log); err != nil || n != want {
				t.Errorf("replay %d erased %d: %v", i, n, err)
			}
		}
		if found := h.leftovers(canaries...); len(found) > 0 {
			t.Errorf("left over: %v", found)
		}
		must(t, os.WriteFile(h.log, []byte("2024-06-05T05:00:00Z abc\n"), 0o600))
		if _, err := h.svc.Replay(t.Context(), h.log); err == nil {
			t.Error("a log that was cut was taken for good")
		}
	})
}

// Whoever is erased, in whichever order, no figure and no count changes.
func TestErasureKeepsCountsTrue(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := build(t, d)
		parties := []string{"indonesia", "thailand", "malaysia"}
		for i := range parties {
			parties[i] = roomtest.PartyID(t, d, parties[i])
		}
		for seed := range 5 { // each a whole activity: many would take minutes
			gen := rapid.Custom(func(t *rapid.T) guest { return drawGuest(t, parties) })
			activity := h.activity()
			var ids []string
			for i := range 6 {
				ids = append(ids, h.guest(activity, gen.Example(seed*100+i)))
			}
			h.hold(activity)
			before := h.numbers(activity)
			erased := rapid.SliceOfNDistinct(rapid.SampledFrom(ids), 1, len(ids), rapid.ID[string]).Example(seed)
			for _, id := range erased {
				h.erase(id)
				if after := h.numbers(activity); !maps.Equal(before, after) {
					t.Fatalf("figures were %v, are %v", before, after)
				}
			}
		}
	})
}

type guest struct {
	party, sex string
	scans      []string
}

func drawGuest(t *rapid.T, parties []string) guest {
	return guest{rapid.SampledFrom(parties).Draw(t, "party"), rapid.SampledFrom([]string{"f", "m", "x", ""}).Draw(t, "sex"), rapid.SampledFrom([][]string{nil, {"in"}, {"in", "out"}}).Draw(t, "scans")}
}

func (h *house) guest(activity string, g guest) (personID string) {
	h.t.Helper()
	var nomination string
	h.change(func(tx *db.Tx) (err error) {
		if personID, err = people.AddIn(tx, h.one, people.Draft{Given: "Guest " + db.NewID(), Sex: g.sex, PartyID: g.party, Position: "Officer"}); err != nil {
			return err
		}
		nomination, err = delegations.AddConfirmedIn(tx, h.one, delegations.ConfirmedDraft{
			ActivityID: activity, PartyID: g.party, PersonID: personID, Category: "delegate", Mode: "in_person", Source: delegations.FromSecretariat,
		})
		return err
	})
	for _, direction := range g.scans {
		_, err := h.att.Record(context.Background(), h.one, attendance.ScanDraft{ActivityID: activity, NominationID: nomination, Direction: direction, Method: attendance.BySearch})
		must(h.t, err)
	}
	return personID
}

func (h *house) numbers(activity string) map[string]int {
	h.t.Helper()
	list, err := h.results.Live(context.Background(), h.one, activity)
	must(h.t, err)
	out := map[string]int{}
	for _, n := range list {
		out[n.Key] = n.Value
	}
	return out
}
