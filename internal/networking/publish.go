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
	for _, p := range c.fresh {
		seen[p.One], seen[p.Two] = true, true
	}
	for _, m := range c.moved {
		seen[m.to.One], seen[m.to.Two] = true, true
	}
	for _, m := range c.gone {
		for _, s := range m.Sides {
			seen[s.PersonID] = seen[s.PersonID] || !s.Gone
		}
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
		by[problem.PairOf(m.Sides[0].PersonID, m.Sides[1].PersonID)] = m
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
		case m.SlotID != p.Slot || m.TableID != p.Table:
			c.moved = append(c.moved, move{m, p})
		}
	}
	for _, m := range standing {
		if _, left := by[problem.PairOf(m.Sides[0].PersonID, m.Sides[1].PersonID)]; left && m.State == Scheduled && (m.StartsAt.After(tx.Now().Time) || m.Broken()) {
			c.gone = append(c.gone, m)
		}
	}
	return c, nil
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
	for _, m := range c.moved {
		if err := schedule(tx, m.meeting.ID, m.to.Slot, m.to.Table); err != nil {
			return err
		}
		if m.meeting.SlotID == m.to.Slot {
			continue // the table alone changed: who accepted still comes
		}
		for _, s := range m.meeting.Sides {
			if err := setAnswer(tx, m.meeting.ID, s.PersonID, Unanswered); err != nil {
				return err
			}
		}
	}
	parties, err := partiesOf(tx, activityID)
	if err != nil {
		return err
	}
	var list []Meeting
	for _, p := range c.fresh {
		if parties[p.One] == "" || parties[p.Two] == "" {
			return fault.Clash("Somebody of this plan no longer takes part. Run again, then publish.")
		}
		list = append(list, Meeting{
			ID: tx.NewID(), ActivityID: activityID, State: Scheduled, Origin: "plan", SlotID: p.Slot, TableID: p.Table, weight: p.Weight,
			Sides: []Side{{PersonID: p.One, PartyID: parties[p.One]}, {PersonID: p.Two, PartyID: parties[p.Two]}},
		})
	}
	return insertMeetings(tx, list)
}

func compare(a, b string) int { return strings.Compare(strings.ToLower(a), strings.ToLower(b)) }
