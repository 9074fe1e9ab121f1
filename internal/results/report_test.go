package results

import (
	"errors"
	"strings"
	"testing"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/fault"
	"counterpart/internal/label"
	"counterpart/internal/people/shown"
	"counterpart/internal/roomtest"
)

// desk is a held activity of three States and the people who report on it.
type desk struct {
	t        *testing.T
	d        *db.DB
	svc      *Service
	world    *modelWorld
	officer  access.Actor
	second   access.Actor // another officer
	indo     access.Actor // co-managers of two parties
	aus      access.Actor
	verifier access.Actor
}

func newDesk(t *testing.T, d *db.DB) *desk {
	t.Helper()
	roomtest.LoadPack(t, d, "bali")
	k := &desk{t: t, d: d, svc: New(d)}
	write := []access.Right{RightSee, RightNames, RightWrite, RightPublish}
	k.officer, k.second = roomtest.Holding("officer", write...), roomtest.Holding("second", write...)
	k.verifier = roomtest.Holding("verifier", RightVerify)
	k.world = &modelWorld{Activity: db.NewID(), Held: true, Country: "ID"}
	for i := range 3 {
		p := &modelParty{ID: db.NewID(), Kind: "state", ISO: []string{"ID", "AU", "TH"}[i], stored: []storedMembership{{"member", "", ""}}}
		k.world.Parties = append(k.world.Parties, p)
		for range i + 1 {
			k.world.Guests = append(k.world.Guests, &modelGuest{
				Person: db.NewID(), Sex: "f", Category: "delegate", State: "confirmed", Party: p, From: p, Scans: []modelScan{{"in", ""}},
			})
		}
	}
	if _, err := db.Change(t.Context(), d, func(tx *db.Tx) (bool, error) { return true, k.world.store(tx) }); err != nil {
		t.Fatal(err)
	}
	k.exec(`insert into activity_party (activity_id, party_id, role) values ($1, $2, 'organiser'), ($1, $3, 'organiser')`,
		k.world.Activity, k.world.Parties[0].ID, k.world.Parties[1].ID)
	approve := func(name string, party *modelParty) access.Actor {
		return roomtest.Scoped(name, access.Scope{Parties: []string{party.ID}}, RightSee, RightApprove)
	}
	k.indo, k.aus = approve("indo", k.world.Parties[0]), approve("aus", k.world.Parties[1])
	return k
}

func (k *desk) exec(query string, args ...any) {
	k.t.Helper()
	_, err := db.Change(k.t.Context(), k.d, func(tx *db.Tx) (bool, error) { return true, tx.Exec(query, args...) })
	if err != nil {
		k.t.Fatal(err)
	}
}

func (k *desk) report() Page {
	k.t.Helper()
	page, err := k.svc.Report(k.t.Context(), k.officer, k.world.Activity)
	if err != nil {
		k.t.Fatal(err)
	}
	return page
}

func (k *desk) must(err error) {
	k.t.Helper()
	if err != nil {
		k.t.Fatal(err)
	}
}

func (k *desk) write(body string) {
	k.t.Helper()
	k.must(k.svc.Change(k.t.Context(), k.officer, k.world.Activity, k.report().Report.Version, Draft{Title: "What came of it", Body: body, Label: label.Clear, LabelReason: "to be published"}))
}

func (k *desk) approveAll() {
	k.t.Helper()
	version := k.report().Report.Version
	k.must(k.svc.Submit(k.t.Context(), k.officer, k.world.Activity, version))
	k.must(k.svc.Approve(k.t.Context(), k.indo, k.world.Activity, version))
	k.must(k.svc.Approve(k.t.Context(), k.aus, k.world.Activity, version))
}

func (k *desk) publish(note string) error {
	return k.svc.Publish(k.t.Context(), k.officer, k.world.Activity, k.report().Report.Version, note)
}

// public makes a report and publishes it.
func (k *desk) public() {
	k.t.Helper()
	_, err := k.svc.Start(k.t.Context(), k.officer, k.world.Activity)
	k.must(err)
	k.write("{{figure:people}} people came from {{figure:states}} States.")
	k.approveAll()
	k.must(k.publish(""))
}

func (k *desk) voidOne() {
	k.exec(`update checkin set void_reason = 'wrong badge' where person_id = $1`, k.world.Guests[5].Person)
}

func TestDraftIsFilledFromTheRegisters(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := newDesk(t, d)
		k.exec(`insert into activity_session (id, activity_id, title, starts_at, ends_at, label) values
			('s1', $1, 'Opening {{figure:x}} <b>', '2024-06-05T02:00:00.000000Z', '2024-06-05T03:00:00.000000Z', 'TLP:CLEAR'),
			('s2', $1, 'Closed case review', '2024-06-05T04:00:00.000000Z', '2024-06-05T05:00:00.000000Z', 'TLP:RED')`, k.world.Activity)
		if _, err := k.svc.Start(t.Context(), k.officer, k.world.Activity); err != nil {
			t.Fatal(err)
		}
		r := k.report().Report
		for _, want := range []string{"Organised by Party 0 and Party 1.", "{{figure:people}} people took part", `- 09:00 Opening \{\{figure:x\}\} \<b\>`, "### Members", "- Party 2", "| Women | {{figure:women}} |"} {
			if !strings.Contains(r.Body, want) {
				t.Errorf("the draft lacks %q:\n%s", want, r.Body)
			}
		}
		for _, secret := range []string{"Secret Name", "Closed case review"} {
			if strings.Contains(r.Body, secret) {
				t.Errorf("the draft tells %q", secret)
			}
		}
		words := k.report().Words
		if unknown := UnknownPlaceholders(r.Body, words); len(unknown) > 0 {
			t.Errorf("the draft holds placeholders that it refuses itself: %v", unknown)
		}
		if _, err := k.svc.Start(t.Context(), k.officer, k.world.Activity); !fault.IsConflict(err) {
			t.Error("a second report:", err)
		}
	})
}

func TestUnknownFiguresAndStaleTextsAreRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := newDesk(t, d)
		if _, err := k.svc.Start(t.Context(), k.officer, k.world.Activity); err != nil {
			t.Fatal(err)
		}
		draft := Draft{Title: "T", Body: "{{figure:peple}} and {{name}}", Label: label.Clear}
		err := k.svc.Change(t.Context(), k.officer, k.world.Activity, 1, draft)
		if invalid := fault.AsInvalid(err); invalid == nil || len(invalid.Fields) != 2 || !strings.Contains(err.Error(), `no figure "figure:peple"`) {
			t.Fatal(err)
		}
		k.must(k.svc.Change(t.Context(), k.second, k.world.Activity, 1, Draft{Title: "Theirs", Body: "their text", Label: label.Green}))
		err = k.svc.Change(t.Context(), k.officer, k.world.Activity, 1, Draft{Title: "Mine", Body: "my text", Label: label.Clear})
		stale, ok := errors.AsType[*Stale](err)
		if !ok || stale.Current.Body != "their text" || !fault.IsConflict(err) {
			t.Fatal(err)
		}
		if got := k.report().Report; got.Body != "their text" || got.AuthorName != "second" {
			t.Fatal("a stale text was kept:", got)
		}
	})
}

func TestPublishingNeedsApprovalByOthers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := newDesk(t, d)
		ctx, id := t.Context(), k.world.Activity
		if _, err := k.svc.Start(ctx, k.officer, id); err != nil {
			t.Fatal(err)
		}
		k.must(k.svc.Change(ctx, k.officer, id, 1, Draft{Title: "T", Body: "x", Label: label.Green}))
		if err := k.svc.Submit(ctx, k.officer, id, 2); fault.AsInvalid(err) == nil {
			t.Error("a GREEN report was submitted:", err)
		}
		k.must(k.svc.Change(ctx, k.officer, id, 2, Draft{Title: "T", Body: "x", Label: label.Clear, LabelReason: "to be published"}))
		k.must(k.svc.Submit(ctx, k.officer, id, 3))
		if err := k.publish(""); err == nil || !strings.Contains(err.Error(), "Two approvals are needed") {
			t.Error(err)
		}
		author := k.officer
		author.Grants = append(author.Grants, k.indo.Grants...)
		if err := k.svc.Approve(ctx, author, id, 3); !fault.IsForbidden(err) {
			t.Error("the author approved:", err)
		}
		k.must(k.svc.Approve(ctx, k.indo, id, 3))
		same := k.indo
		same.Account, same.Name = "indo2", "indo2"
		if err := k.svc.Approve(ctx, same, id, 3); err == nil || !strings.Contains(err.Error(), "another party") {
			t.Error("two people of one party approved:", err)
		}
		if err := k.publish(""); err == nil || !strings.Contains(err.Error(), "One more approval is needed, from another party than Party 0.") {
			t.Error(err)
		}
		k.must(k.svc.Approve(ctx, k.aus, id, 3))
		k.must(k.svc.Change(ctx, k.officer, id, 3, Draft{Title: "T", Body: "changed after approval", Label: label.Clear}))
		k.must(k.svc.Submit(ctx, k.officer, id, 4))
		if err := k.publish(""); !fault.IsConflict(err) {
			t.Error("approvals of an older text counted:", err)
		}
		k.must(k.svc.SendBack(ctx, k.aus, id, "mention the host"))
		k.approveAll()
		k.exec(`update activity set state = 'open' where id = $1`, id)
		if err := k.publish(""); err == nil || !strings.Contains(err.Error(), "is not held yet") {
			t.Error(err)
		}
		if list, err := k.svc.List(ctx, k.verifier); err != nil || len(list) != 0 {
			t.Error("figures without a publication:", list, err)
		}
	})
}

func TestVerifyFailsAfterACorrectionUntilItIsRestated(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := newDesk(t, d)
		ctx, id := t.Context(), k.world.Activity
		k.public()
		if failed, err := k.svc.Verify(ctx, k.verifier); err != nil || len(failed) != 0 {
			t.Fatal(failed, err)
		}
		if err := k.svc.Restate(ctx, k.officer, id, "for no reason"); !fault.IsConflict(err) {
			t.Fatal("restated what holds:", err)
		}
		k.voidOne()
		failed, err := k.svc.Verify(ctx, k.verifier)
		if err != nil {
			t.Fatal(err)
		}
		got := map[string][2]int{}
		for _, f := range failed {
			got[f.Figure.Key] = [2]int{f.Figure.Value, f.Now}
		}
		if len(got) != 3 || got["people"] != [2]int{6, 5} || got["women"] != [2]int{6, 5} || got["attended"] != [2]int{6, 5} {
			t.Fatal(got)
		}
		if gone := failed[1].Gone; len(gone) != 1 || gone[0] != k.world.Guests[5].Person {
			t.Fatal(gone)
		}
		k.must(k.svc.Recheck(ctx))
		if waiting, err := k.svc.ToRestate(ctx, k.officer); err != nil || len(waiting) != 1 || waiting[0].Figures != 3 {
			t.Fatal(waiting, err)
		}
		k.must(k.svc.Restate(ctx, k.officer, id, "one badge was scanned by mistake"))
		if failed, err := k.svc.Verify(ctx, k.verifier); err != nil || len(failed) != 0 {
			t.Fatal("does not hold again:", failed, err)
		}
		if waiting, err := k.svc.ToRestate(ctx, k.officer); err != nil || len(waiting) != 0 {
			t.Fatal(waiting, err)
		}
		slug := k.report().Report.Slug
		latest, err := k.svc.Published(ctx, slug, 0)
		if err != nil || latest.Release.Number != 2 || len(latest.Changes) != 3 {
			t.Fatal(latest.Changes, err)
		}
		if c := latest.Changes[1]; c.Name != "People" || c.Was != 6 || c.Is != 5 || c.Note != "one badge was scanned by mistake" {
			t.Fatal(c)
		}
		first, err := k.svc.Published(ctx, slug, 1)
		if people, _ := first.Figure("people"); err != nil || people.Value != 6 || len(first.Changes) != 0 {
			t.Fatal("the first release changed:", people, err)
		}
	})
}

func TestFiguresTellNoNamesToThePublic(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := newDesk(t, d)
		k.public()
		list, err := k.svc.List(t.Context(), k.verifier)
		if err != nil {
			t.Fatal(err)
		}
		public := access.Actor{Via: "public"}
		for _, f := range list {
			page, err := k.svc.Figure(t.Context(), public, f.ID)
			if err != nil {
				t.Fatal(err)
			}
			if f.Records.Of == OfPeople && (len(page.Rows) > 0 || page.Secret == "" || len(page.Figure.Records.IDs) > 0) {
				t.Errorf("%s lists people", f.Key)
			}
			if f.Key == "states" && (len(page.Rows) != 3 || page.Rows[0].Name != "Party 0") {
				t.Errorf("states: %v", page.Rows)
			}
			if inside, err := k.svc.Figure(t.Context(), k.officer, f.ID); err != nil || len(inside.Rows) != f.Value {
				t.Errorf("%s: the officer sees %d of %d records: %v", f.Key, len(inside.Rows), f.Value, err)
			}
		}
	})
}

func TestSmallNumbersAreHiddenFromThePublic(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := newDesk(t, d)
		k.exec(`update person set sex = 'm' where id = $1`, k.world.Guests[0].Person)
		k.public()
		p, err := k.svc.Published(t.Context(), k.report().Report.Slug, 0)
		if err != nil {
			t.Fatal(err)
		}
		for key, hidden := range map[string]bool{"women": true, "men": true, "other_sex": true, "sex_unknown": true, "people": false} {
			f, ok := p.Figure(key)
			if !ok || f.Hidden != hidden || (hidden && f.Value != 0) {
				t.Errorf("%s: %+v", key, f)
			}
		}
	})
}

// A person labelled TLP:RED is counted for everyone and named to named readers.
func TestAbuse_A18_FiguresNameNobodyWhoIsRed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := newDesk(t, d)
		red := k.world.Guests[2].Person
		k.exec(`update person set label = 'TLP:RED' where id = $1`, red)
		named := func(actor access.Actor) (rows, hidden int) {
			t.Helper()
			page, err := k.svc.LiveFigure(t.Context(), actor, k.world.Activity, "people")
			k.must(err)
			for _, r := range page.Rows {
				if r.Name == shown.NoName {
					hidden++
				}
			}
			return len(page.Rows), hidden
		}
		if rows, hidden := named(k.officer); rows != 6 || hidden != 1 {
			t.Errorf("%d people, %d of them without a name", rows, hidden)
		}
		k.exec(`insert into account (id, name, email, email_key, active, created_at) values ($1, 'Second', 's@x.org', 's@x.org', true, '')`, k.second.Account)
		k.exec(`insert into label_reader (kind, record_id, account_id, by_actor, at) values ('person', $1, $2, 'test', '')`, red, k.second.Account)
		if rows, hidden := named(k.second); rows != 6 || hidden != 0 {
			t.Errorf("to a named reader: %d people, %d of them without a name", rows, hidden)
		}
	})
}
