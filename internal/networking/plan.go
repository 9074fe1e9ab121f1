package networking

import (
	"context"
	"slices"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/networking/places"
)

// Line is a meeting as the secretariat reads the plan.
type Line struct {
	Meeting
	One      string `json:"one"`
	OneParty string `json:"one_party"`
	Two      string `json:"two"`
	TwoParty string `json:"two_party"`
	Others   string `json:"others,omitempty" doc:"Who comes along"`
	AlongIs  []Name `json:"-"`
}

// Name is somebody who comes along to a meeting.
type Name struct{ PersonID, Name string }

// Tally is how many meetings of an activity stand where.
type Tally struct {
	Counts   map[State]int `json:"counts" nullable:"false"`
	Accepted int           `json:"accepted" doc:"Scheduled meetings that both sides accepted"`
	Broken   int           `json:"broken" doc:"Scheduled meetings of which somebody no longer takes part"`
}

// All is how many meetings the plan lists: a request concerns its two people alone.
func (t Tally) All() int {
	n := 0
	for state, count := range t.Counts {
		if state != Requested {
			n += count
		}
	}
	return n
}

// PlanFilter narrows the plan.
type PlanFilter struct {
	Slot string // the meetings of this slot only; "none" for those that ended without one
	Most int    // where more meetings stand and no slot is named, those of the first slot only; 0 for all
}

// NoSlot names the meetings that ended without a slot.
const NoSlot = "none"

// PlanPage is the plan of an activity, or a part of it.
type PlanPage struct {
	Activity activities.Activity `json:"-"`
	Setup    places.Setup        `json:"-"`
	Lines    []Line              `json:"items" nullable:"false"`
	Tally
	Slots []string `json:"slots" nullable:"false" doc:"The slots in which meetings lie, by time; none for those that ended without a slot"`
	Slot  string   `json:"slot,omitempty" doc:"The one whose meetings are listed; empty for all"`
}

// Plan lists the meetings of an activity by time and table. Whom labels close to the actor is not named.
func (s *Service) Plan(ctx context.Context, actor access.Actor, activityID string, f PlanFilter) (PlanPage, error) {
	return audit.ShownList[PlanPage](ctx, s.db, actor, kindActivity, ActionViewPlan, map[string]string{"activity": activityID})(s.plan(ctx, actor, RightSee, activityID, f))
}

// TakePlan is Plan for a sheet that is taken along: an entry for each person says so.
func (s *Service) TakePlan(ctx context.Context, actor access.Actor, activityID string) (PlanPage, error) {
	page, err := s.plan(ctx, actor, RightPlan, activityID, PlanFilter{})
	if err == nil {
		err = actor.RequireFresh(s.db.Clock())
	}
	if err != nil {
		return page, err
	}
	var ids []string
	for _, l := range page.Lines {
		ids = append(ids, l.people()...)
	}
	return page, audit.Exported(ctx, s.db, actor, kindPerson, ids, ActionTakePlan, map[string]string{"activity": activityID})
}

// FindLine returns one meeting as the secretariat reads it.
func (s *Service) FindLine(ctx context.Context, actor access.Actor, activityID, meetingID string) (Line, activities.Activity, error) {
	var a activities.Activity
	line, err := audit.Shown(ctx, s.db, actor, kindPerson, ActionViewPlan, func(l Line) []string { return l.people() })(db.View(ctx, s.db, func(tx *db.Tx) (line Line, err error) {
		if a, err = places.GuardedIn(tx, actor, RightSee, activityID); err != nil {
			return line, err
		}
		m, err := ofActivity(tx, activityID, meetingID)
		if err != nil {
			return line, err
		}
		lines, err := linesOf(tx, actor, activityID, []Meeting{m})
		if err != nil {
			return line, err
		}
		if len(lines) == 0 {
			return line, fault.Missing("meeting")
		}
		return lines[0], nil
	}))
	return line, a, err
}

// Tally counts the meetings of an activity.
func (s *Service) Tally(ctx context.Context, actor access.Actor, activityID string) (Tally, activities.Activity, error) {
	var a activities.Activity
	t, err := db.View(ctx, s.db, func(tx *db.Tx) (t Tally, err error) {
		if a, err = places.GuardedIn(tx, actor, RightSee, activityID); err != nil {
			return t, err
		}
		return tallyOf(tx, activityID)
	})
	return t, a, err
}

// hiddenName stands for somebody whom a label closes to the reader.
const hiddenName = "For named readers only"

func (s *Service) plan(ctx context.Context, actor access.Actor, right access.Right, activityID string, f PlanFilter) (PlanPage, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (PlanPage, error) {
		a, err := places.GuardedIn(tx, actor, right, activityID)
		if err != nil {
			return PlanPage{}, err
		}
		page := PlanPage{Activity: a, Slot: f.Slot}
		if page.Setup, err = places.SetupIn(tx, activityID); err != nil {
			return page, err
		}
		if page.Tally, err = tallyOf(tx, activityID); err != nil {
			return page, err
		}
		if page.Slots, err = slotsWithMeetings(tx, activityID); err != nil {
			return page, err
		}
		if !slices.Contains(page.Slots, f.Slot) {
			page.Slot = ""
			if f.Most > 0 && page.All() > f.Most {
				page.Slot = page.Slots[0]
			}
		}
		list, err := listedMeetings(tx, activityID, page.Slot)
		if err != nil {
			return page, err
		}
		page.Lines, err = linesOf(tx, actor, activityID, list)
		return page, err
	})
}

// linesOf names the people of meetings, as far as the actor may see them.
func linesOf(tx *db.Tx, actor access.Actor, activityID string, list []Meeting) ([]Line, error) {
	out := []Line{}
	var people, ids []string
	for _, m := range list {
		people = append(people, m.people()...)
		for _, side := range m.Sides {
			ids = append(ids, side.PartyID)
		}
	}
	names, err := namesOf(tx, actor, activityID, people)
	if err != nil {
		return out, err
	}
	parties, err := partyNames(tx, ids)
	if err != nil {
		return out, err
	}
	name := func(id string) string {
		if names[id] == "" {
			return hiddenName
		}
		return names[id]
	}
	for _, m := range list {
		if m.State != Requested && len(m.Sides) == 2 {
			one, two := m.Sides[0], m.Sides[1]
			line := Line{Meeting: m, One: name(one.PersonID), OneParty: parties[one.PartyID], Two: name(two.PersonID), TwoParty: parties[two.PartyID]}
			var others []string
			for _, s := range m.Along {
				line.AlongIs = append(line.AlongIs, Name{s.PersonID, name(s.PersonID)})
				others = append(others, name(s.PersonID))
			}
			line.Others = strings.Join(others, ", ")
			out = append(out, line)
		}
	}
	return out, nil
}
