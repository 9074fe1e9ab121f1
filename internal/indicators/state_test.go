package indicators

import (
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
)

// However officers and managers press the buttons while registers change: nothing is published that a second person did not
// approve, one value of a period is under way at a time, one is current, and a published value is never changed.
func TestTheStatesOfAValue(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d)
		m := &machine{h: h, actors: []access.Actor{h.officer, h.other, h.manager}, frozen: map[string]string{}, proposed: map[string]string{}, approved: map[string]string{}}
		rapid.Check(t, func(rt *rapid.T) {
			for range rapid.IntRange(4, 12).Draw(rt, "steps") {
				m.step(rt)
				m.check(rt)
			}
		})
		t.Log(len(m.frozen), "values were published")
		if len(m.frozen) < 5 {
			t.Errorf("only %d values were published: the test does not reach what it is about", len(m.frozen))
		}
	})
}

type machine struct {
	h        *house
	actors   []access.Actor
	values   []string
	frozen   map[string]string // published value by id, as it was when published
	proposed map[string]string // who proposed
	approved map[string]string // who approved
}

func (m *machine) step(rt *rapid.T) {
	ctx, h := rt.Context(), m.h
	actor := rapid.SampledFrom(m.actors).Draw(rt, "actor")
	code := rapid.SampledFrom([]string{"activities_held", "cases_referred"}).Draw(rt, "indicator")
	draft := ValueDraft{Period: rapid.SampledFrom([]string{"2021-H2", "2022-H1", "2022-H2", "2023-H1", "2023-H2"}).Draw(rt, "period"), Reason: "because"}
	if code == "cases_referred" {
		draft.Value, draft.Evidence, draft.EvidenceURL = rapid.SampledFrom([]string{"1", "2.5", "40"}).Draw(rt, "value"), "Letters", "https://example.org/letters"
	}
	what := rapid.SampledFrom([]string{"propose", "restate", "approve", "approve", "publish", "publish", "back", "withdraw", "register"}).Draw(rt, "what")
	id, version := m.pick(rt)
	var err error
	switch what {
	case "propose", "restate":
		propose := h.svc.Propose
		if what == "restate" {
			propose = h.svc.Restate
		}
		if id, err = propose(ctx, actor, h.id(code), draft, nil); err == nil {
			m.values, m.proposed[id] = append(m.values, id), actor.Key()
		}
	case "approve":
		if h.svc.Approve(ctx, actor, id, version) == nil {
			m.approved[id] = actor.Key()
		}
	case "publish":
		if h.svc.Publish(ctx, actor, id, version) == nil {
			m.frozen[id] = m.text(rt, id)
		}
	case "back":
		_ = h.svc.SendBack(ctx, actor, id, "no")
	case "withdraw":
		_ = h.svc.Withdraw(ctx, actor, id)
	default:
		h.held(rapid.SampledFrom([]string{"2023-02-01", "2023-09-01"}).Draw(rt, "day"), "indonesia:f")
	}
}

// pick chooses a value, mostly one that is under way, and mostly the version that it has.
func (m *machine) pick(rt *rapid.T) (id string, version int) {
	version = rapid.IntRange(1, 3).Draw(rt, "version")
	if len(m.values) == 0 {
		return "", version
	}
	id = m.values[max(0, len(m.values)-1-rapid.IntRange(0, 3).Draw(rt, "which"))]
	open, err := db.View(rt.Context(), m.h.d, openValues)
	if err != nil {
		rt.Fatal(err)
	}
	if len(open) > 0 && rapid.IntRange(0, 4).Draw(rt, "any") > 0 {
		v := rapid.SampledFrom(open).Draw(rt, "open")
		id, version = v.ID, v.Version
	}
	return id, version
}

// text is everything of a published value but whether it is the current one.
func (m *machine) text(rt *rapid.T, id string) string {
	s, err := db.View(rt.Context(), m.h.d, func(tx *db.Tx) (string, error) {
		return db.One[string](tx, `select state || '|' || value || '|' || definition || '|' || query || '|' || as_at || '|' || records || '|' || evidence || '|' || evidence_url || '|' || reason
			|| '|' || approved_by || '|' || proposed_by || '|' || published_at || '|' || coalesce(restates_id, '') from indicator_value where id = $1`, id)
	})
	if err != nil {
		rt.Fatal(err)
	}
	return s
}

func (m *machine) check(rt *rapid.T) {
	all, err := db.View(rt.Context(), m.h.d, publishedValues)
	if err != nil {
		rt.Fatal(err)
	}
	ids := []string{}
	current := map[string]int{}
	for _, v := range all {
		ids = append(ids, v.ID)
		if v.Current {
			current[v.IndicatorID+v.Period]++
		}
		if m.approved[v.ID] == "" || m.approved[v.ID] == m.proposed[v.ID] || v.ApprovedBy != m.approved[v.ID] || v.ProposedBy != m.proposed[v.ID] {
			rt.Fatalf("published without a second person: %+v", v)
		}
		if got := m.text(rt, v.ID); got != m.frozen[v.ID] {
			rt.Fatalf("a published value changed:\n%s\n%s", m.frozen[v.ID], got)
		}
	}
	slices.Sort(ids)
	if want := slices.Sorted(maps.Keys(m.frozen)); !slices.Equal(ids, want) {
		rt.Fatalf("published %v, want %v", ids, want)
	}
	for key, n := range current {
		if n != 1 {
			rt.Fatalf("%s has %d current values", key, n)
		}
	}
}
