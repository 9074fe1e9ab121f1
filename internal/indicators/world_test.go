package indicators

import (
	"fmt"
	"strings"
	"testing"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/indicators/catalogue"
	"counterpart/internal/roomtest"
	"counterpart/internal/vocabulary"
)

// house is a loaded pack and the people who work on its framework.
type house struct {
	t       testing.TB
	d       *db.DB
	svc     *Service
	officer access.Actor
	other   access.Actor // another officer
	manager access.Actor
	n       int
}

func newHouse(t testing.TB, d *db.DB) *house {
	t.Helper()
	h := &house{t: t, d: d, svc: New(d, roomtest.Files(t, d))}
	if err := h.svc.LoadPack(t.Context(), roomtest.Holding("loader", vocabulary.RightLoad), roomtest.Pack(t, "bali")); err != nil {
		t.Fatal(err)
	}
	h.officer = roomtest.Holding("officer", RightSee, RightEdit, RightPropose, RightPublish, RightVerify)
	h.other = roomtest.Holding("other", RightSee, RightEdit, RightPropose, RightApprove, RightPublish, RightVerify)
	h.manager = roomtest.Holding("manager", RightSee, RightApprove, RightPublish)
	return h
}

func (h *house) exec(query string, args ...any) {
	h.t.Helper()
	if _, err := db.Change(h.t.Context(), h.d, func(tx *db.Tx) (bool, error) { return true, tx.Exec(query, args...) }); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) id(code string) string {
	h.t.Helper()
	id, err := db.View(h.t.Context(), h.d, func(tx *db.Tx) (string, error) { return codeTaken(tx, "indicator", code) })
	if err != nil || id == "" {
		h.t.Fatal(code, err)
	}
	return id
}

// held enters a held activity with the people given as "party:sex", each of whom came.
func (h *house) held(day string, people ...string) string {
	h.t.Helper()
	id := db.NewID()
	_, err := db.Change(h.t.Context(), h.d, func(tx *db.Tx) (bool, error) {
		var failed error
		run := func(query string, args ...any) {
			if failed == nil {
				failed = tx.Exec(query, args...)
			}
		}
		run(`insert into activity (id, kind, title, time_zone, starts_on, ends_on, state, label, created_at, updated_at)
			values ($1, 'roundtable', $2, 'Asia/Jakarta', $3, $3, 'held', 'TLP:CLEAR', '', '')`, id, "Activity "+id, day)
		for _, p := range people {
			code, sex, _ := strings.Cut(p, ":")
			party, err := db.One[string](tx, `select id from party where code = $1`, code)
			if err != nil {
				return false, err
			}
			h.n++
			h.come(tx, run, id, party, party, h.person(run, sex), day)
		}
		return true, failed
	})
	h.must(err)
	return id
}

func (h *house) person(run func(string, ...any), sex string) string {
	id := db.NewID()
	run(`insert into person (id, given, sort_form, sort_key, name_key, sex, label, created_at, updated_at) values ($1, $2, $2, $2, $2, $3, 'TLP:AMBER+STRICT', '', '')`,
		id, "Person "+id, sex)
	return id
}

func (h *house) come(tx *db.Tx, run func(string, ...any), activity, party, from, person, day string) {
	alloc, nomination := tx.NewID(), tx.NewID()
	run(`insert into allocation (id, activity_id, party_id, category, mode, seats) values ($1, $2, $3, 'delegate', 'in_person', 4)
		on conflict (activity_id, party_id, category, mode) do nothing`, alloc, activity, party)
	run(`insert into nomination (id, allocation_id, activity_id, party_id, from_party_id, person_id, seat, category, mode, state, active, source, created_at, updated_at)
		values ($1, (select id from allocation where activity_id = $2 and party_id = $3), $2, $3, $4, $5, $1, 'delegate', 'in_person', 'confirmed', true, 'import', $6, $6)`,
		nomination, activity, party, from, person, day+"T00:00:00.000000Z")
	run(`insert into checkin (id, activity_id, nomination_id, person_id, party_id, direction, method, at, by_actor) values ($1, $2, $3, $4, $5, 'in', 'code', $6, 'system')`,
		tx.NewID(), activity, nomination, person, party, day+"T01:00:00.000000Z")
}

// publish takes a value all the way.
func (h *house) publish(code string, d ValueDraft, restate bool) (string, error) {
	h.t.Helper()
	ctx := h.t.Context()
	propose := h.svc.Propose
	if restate {
		propose = h.svc.Restate
	}
	id, err := propose(ctx, h.officer, h.id(code), d, nil)
	if err != nil {
		return "", err
	}
	if err := h.svc.Approve(ctx, h.manager, id, 1); err != nil {
		return "", err
	}
	return id, h.svc.Publish(ctx, h.officer, id, 2)
}

func (h *house) value(id string) ValuePage {
	h.t.Helper()
	p, err := h.svc.FindValue(h.t.Context(), h.officer, id)
	h.must(err)
	return p
}

// count runs a computation over a period.
func (h *house) count(key, frequency, period string) (string, Records) {
	h.t.Helper()
	c, ok := catalogue.Find(key)
	if !ok {
		h.t.Fatal(key)
	}
	p, err := catalogue.ParsePeriod(frequency, period)
	h.must(err)
	r, err := db.View(h.t.Context(), h.d, func(tx *db.Tx) (Records, error) { return compute(tx, c, p) })
	h.must(err)
	return valueOf(c.How, r.Rows), r
}

// many repeats a word.
func many(n int, word string) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = word
	}
	return out
}

func groups(b Breakdown) string {
	out := ""
	for _, g := range b.Groups {
		out += fmt.Sprintf("%s=%s ", g.Name, g.Value)
	}
	return strings.TrimSpace(out)
}
