package networking

import (
	"context"
	"slices"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/interests"
	"counterpart/internal/networking/places"
	"counterpart/internal/networking/problem"
)

// changes are what publication does to the meetings that stand.
type changes struct {
	fresh []problem.Planned
	moved []move
	gone  []Meeting
}

type move struct {
	meeting Meeting
	to      problem.Planned
}

// people are those whose meetings change.
func (c changes) people() []string {
	seen := map[string]bool{}
	tell := func(ids ...string) {
		for _, id := range ids {
			seen[id] = true
		}
	}
	left := func(m Meeting) {
		for _, s := range m.all() {
			seen[s.PersonID] = seen[s.PersonID] || !s.Gone
		}
	}
	for _, p := range c.fresh {
		tell(p.People()...)
	}
	for _, m := range c.moved {
		tell(m.to.People()...)
		left(m.meeting)
	}
	for _, m := range c.gone {
		left(m)
	}
	var out []string
	for id, told := range seen {
		if told {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return out
}

// count counts the changes.
func (c changes) count() problem.Changes {
	return problem.Changes{New: len(c.fresh), Moved: len(c.moved), Gone: len(c.gone), Told: len(c.people())}
}

// changesOf holds a plan against the meetings that stand.
func changesOf(tx *db.Tx, activityID string, plan []problem.Planned) (changes, error) {
	standing, err := standingOf(tx, activityID)
	if err != nil {
		return changes{}, err
	}
	by := map[problem.Pair]Meeting{}
	for _, m := range standing {
		by[m.pair()] = m
	}
	var c changes
	for _, p := range plan {
		key := problem.PairOf(p.One, p.Two)
		m, there := by[key]
		delete(by, key)
		switch {
		case there && m.State == Held: // stays where it was
		case !there:
			c.fresh = append(c.fresh, p)
		case m.differs(p):
			c.moved = append(c.moved, move{m, p})
		}
	}
	for _, m := range standing {
		if _, left := by[m.pair()]; left && m.State == Scheduled && (m.StartsAt.After(tx.Now().Time) || m.Broken()) {
			c.gone = append(c.gone, m)
		}
	}
	return c, nil
}

// differs tells whether a plan has something else in mind for a meeting than what stands.
func (m Meeting) differs(p problem.Planned) bool {
	return m.SlotID != p.Slot || m.TableID != p.Table || m.VoiceID != p.Interpreter || m.companyDiffers(p)
}

// companyDiffers tells whether other people would sit there.
func (m Meeting) companyDiffers(p problem.Planned) bool {
	now, then := m.people(), p.People()
	slices.Sort(now)
	slices.Sort(then)
	return !slices.Equal(now, then)
}

// Publish makes the plan of a run hold, and tells those whose meetings change. It returns how many people were told.
func (s *Service) Publish(ctx context.Context, actor access.Actor, activityID, runID string) (int, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (int, error) {
		a, err := places.OpenIn(tx, actor, activityID)
		if err != nil {
			return 0, err
		}
		run, err := findRun(tx, activityID, runID)
		if err != nil {
			return 0, err
		}
		if run.State != Done && run.State != Stopped {
			return 0, fault.Clash("This run has no plan that could be published: it is %s.", run.State)
		}
		basis, err := basisOf(tx, activityID)
		if err != nil {
			return 0, err
		}
		if basis != run.Basis {
			return 0, fault.Clash("Something changed since this was computed: a meeting, a slot, or who takes part. Run again, then publish.")
		}
		plan, err := planOf(tx, runID)
		if err != nil {
			return 0, err
		}
		if plan, err = without(tx, activityID, plan); err != nil {
			return 0, err
		}
		c, err := changesOf(tx, activityID, plan)
		if err != nil {
			return 0, err
		}
		if err := c.apply(tx, activityID); err != nil {
			return 0, err
		}
		if err := setPublished(tx, activityID, runID); err != nil {
			return 0, err
		}
		affected := c.people()
		if err := s.tell(tx, actor, a, affected, "published:"+runID); err != nil {
			return 0, err
		}
		return len(affected), audit.Record(tx, actor, ActionPublish, KindRun, runID, map[string]any{
			"activity": activityID, "new": len(c.fresh), "moved": len(c.moved), "cancelled": len(c.gone), "told": len(affected),
		})
	})
}

// without drops the meetings of people of whom one said never since the plan was computed.
func without(tx *db.Tx, activityID string, list []problem.Planned) ([]problem.Planned, error) {
	vetoes, err := interests.VetoesIn(tx, activityID)
	if err != nil {
		return nil, err
	}
	never := map[problem.Pair]bool{}
	for _, v := range vetoes {
		never[problem.PairOf(v.PersonID, v.AboutID)] = true
	}
	return slices.DeleteFunc(list, func(p problem.Planned) bool { return never[problem.PairOf(p.One, p.Two)] }), nil
}

// notInPlan is the reason that a meeting shows which a new plan dropped.
const notInPlan = "The plan changed."

// apply writes the changes. What moves lets go of its slot first, so that meetings can change places.
func (c changes) apply(tx *db.Tx, activityID string) error {
	for _, m := range c.gone {
		if err := finish(tx, m.ID, Cancelled, notInPlan); err != nil {
			return err
		}
	}
	for _, m := range c.moved {
		if err := release(tx, m.meeting.ID); err != nil {
			return err
		}
	}
	parties, err := partiesOf(tx, activityID)
	if err != nil {
		return err
	}
	for _, m := range c.moved {
		if err := m.apply(tx, parties); err != nil {
			return err
		}
	}
	var list []Meeting
	for _, p := range c.fresh {
		m := Meeting{ID: tx.NewID(), ActivityID: activityID, State: Scheduled, Origin: "plan", SlotID: p.Slot, TableID: p.Table, VoiceID: p.Interpreter, weight: p.Weight}
		if err := m.seat(p, parties); err != nil {
			return err
		}
		list = append(list, m)
	}
	return insertMeetings(tx, list)
}

// apply moves a meeting. Whoever is there at the same time as before has said already whether they come.
func (m move) apply(tx *db.Tx, parties map[string]string) error {
	said := map[string]string{}
	for _, s := range m.meeting.all() {
		if m.meeting.SlotID == m.to.Slot {
			said[s.PersonID] = s.Answer
		}
	}
	after := m.meeting
	if m.meeting.companyDiffers(m.to) {
		if err := after.seat(m.to, parties); err != nil {
			return err
		}
	}
	for i := range after.Sides {
		after.Sides[i].Answer = said[after.Sides[i].PersonID]
	}
	for i := range after.Along {
		after.Along[i].Answer = said[after.Along[i].PersonID]
	}
	after.SlotID = "" // schedule gives it to all sides
	if err := replaceSides(tx, after, after.all()); err != nil {
		return err
	}
	return schedule(tx, m.meeting.ID, m.to.Slot, m.to.Table, m.to.Interpreter)
}

// seat writes down who sits at a meeting by a plan.
func (m *Meeting) seat(p problem.Planned, parties map[string]string) error {
	m.Sides, m.Along = nil, nil
	for _, x := range [][2]string{{p.SitsOne, p.One}, {p.SitsTwo, p.Two}} {
		side := Side{PersonID: x[0], PartyID: parties[x[0]]}
		if x[0] != x[1] {
			side.ForID = x[1]
		}
		m.Sides = append(m.Sides, side)
	}
	for _, id := range p.Along {
		with := p.One
		if parties[id] != parties[p.SitsOne] {
			with = p.Two
		}
		m.Along = append(m.Along, Side{PersonID: id, PartyID: parties[id], ForID: with, ComesWith: true})
	}
	for _, s := range m.all() {
		if s.PartyID == "" {
			return fault.Clash("Somebody of this plan no longer takes part. Run again, then publish.")
		}
	}
	return nil
}

func compare(a, b string) int { return strings.Compare(strings.ToLower(a), strings.ToLower(b)) }
