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

// work enters requests, offers, commitments, outcomes and publications of the first half of 2024, and some of other times.
func (h *house) work(run func(string, ...any)) {
	party := roomtest.PartyID(h.t, h.d, "indonesia")
	request := func(id, received, responded, state string) {
		run(`insert into support_request (id, year, serial, party_id, channel, received_on, subject, title, help, urgency, summary_agreed, label, state, acknowledge_by, respond_by, responded_on,
			created_at, updated_at) values ($1, 2024, $2, $3, 'letter', $4, 'x', 'T', 'training', 'normal', false, 'TLP:AMBER', $5, '', '', $6, '', '')`,
			id, len(id)*100+int(id[1]), party, received, state, db.Opt(responded))
	}
	request("r1", "2024-01-01", "2024-01-31", "asked")
	request("r2", "2024-06-30", "", "received")
	request("r3", "2024-03-01", "", "declined")
	request("r4", "2024-03-01", "", "withdrawn")
	request("r5", "2023-12-31", "2024-01-02", "met")
	for id, answer := range map[string]string{"r1": "not_met", "r5": "partly"} {
		run(`insert into support_fulfilment (request_id, party_id, side, answer, at, by_actor, by_name) values ($1, $2, 'asker', $3, '2024-05-01T00:00:00.000000Z', '', '')`, id, party, answer)
	}
	for id, state := range map[string]string{"o1": "open", "o2": "withdrawn"} {
		run(`insert into support_offer (id, party_id, subject, title, help, valid_from, label, state, created_at, updated_at)
			values ($1, $2, 'x', 'T', 'training', '2024-01-01', 'TLP:GREEN', $3, '2024-02-01T00:00:00.000000Z', '')`, id, party, state)
	}
	for i, c := range [][3]string{{"2024-01-10", "2024-05-01", "done"}, {"2024-06-30", "2025-01-01", "made"}, {"2023-06-30", "2024-06-30", "partly_done"}, {"2024-01-10", "2024-05-01", "withdrawn"}} {
		run(`insert into commitment (id, year, serial, party_id, title, due_on, made_on, activity_id, label, state, created_at, updated_at)
			values ($1, 2024, $2, $3, 'T', $4, $5, (select min(id) from activity), 'TLP:AMBER', $6, '', '')`, fmt.Sprint("c", i), i, party, c[1], c[0], c[2])
	}
	for i, state := range []string{"accepted", "published", "proposed"} {
		run(`insert into outcome (id, year, serial, party_id, title, change, kind, from_on, label, state, proposed_by, proposed_name, author_by, substantiated, created_at, updated_at)
			values ($1, 2024, $2, $3, 'T', '', 'law', '2024-04-01', 'TLP:AMBER', $4, '', '', '', $5, '', '')`, fmt.Sprint("u", i), i, party, state, state == "published")
	}
	for id, standing := range map[string]string{"p1": "released", "p2": "withdrawn"} {
		run(`insert into publication (id, slug, kind, source_lang, title, label, state, standing, version, since, created_at, updated_at)
			values ($1, $1, 'news', 'en', 'T', 'TLP:CLEAR', 'released', $2, 1, 1, '', '')`, id, standing)
		run(`insert into publication_release (id, publication_id, number, version, kind, label, source_lang, about, issued_at, public_from, released_at, released_by)
			values ($1, $1, 1, 1, 'news', 'TLP:CLEAR', 'en', '{}', '2024-04-01T00:00:00.000000Z', '', '', '')`, id)
	}
}
