package actionplans

import (
	"cmp"
	"context"
	"slices"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/delegations"
	"counterpart/internal/fault"
	"counterpart/internal/files"
	"counterpart/internal/labels"
	"counterpart/internal/people"
	"counterpart/internal/vocabulary"
)

// OwnPlan is what somebody sees of the own plan.
type OwnPlan struct {
	Activity activities.Activity
	Person   string
	There    bool // it was begun
	Plan     Plan
	Actions  []Action
	Days     int // after which it is asked what became of it
	Today    db.Date
	Words    *vocabulary.Words
}

// Mine returns a person's own plan of an activity.
func (s *Service) Mine(ctx context.Context, actor access.Actor, activityID, personID string) (OwnPlan, error) {
	return audit.Shown(ctx, s.db, actor, people.Kind, ActionView, func(OwnPlan) []string { return []string{personID} })(db.View(ctx, s.db, func(tx *db.Tx) (OwnPlan, error) {
		return s.MineIn(tx, actor, activityID, personID)
	}))
}

// MineIn is Mine within a transaction of a higher room, which notes who was shown.
func (s *Service) MineIn(tx *db.Tx, actor access.Actor, activityID, personID string) (o OwnPlan, err error) {
	n, err := delegations.ActiveIn(tx, activityID, personID)
	if err != nil {
		return o, err
	}
	if err := actor.Require(RightOwn, n.Object()); err != nil {
		return o, err
	}
	switch {
	case actor.Person != personID && actor.Via != "system":
		return o, fault.Refuse("A plan is written by the person alone.")
	case n.State != delegations.Confirmed:
		return o, fault.Clash("This is open to people who are confirmed.")
	}
	if o.Activity, err = activities.FindIn(tx, activityID); err != nil {
		return o, err
	}
	if o.Words, err = vocabulary.In(tx); err != nil {
		return o, err
	}
	o.Days, o.Person, o.Today = followUpDays(o.Words), n.Person, tx.Today()
	if o.Plan, o.There, err = planOf(tx, activityID, personID); err != nil {
		return o, err
	}
	if !o.There {
		o.Plan = Plan{ActivityID: activityID, PersonID: personID, PartyID: n.PartyID, State: Draft, Label: DefaultLabel(o.Words)}
		return o, nil
	}
	o.Actions, err = actionsOf(tx, o.Plan.ID)
	return o, err
}

func followUpDays(words *vocabulary.Words) int { return cmp.Or(words.Pack.Mechanism.FollowUpDays, 90) }

// Save keeps a half-written plan as it is.
func (s *Service) Save(ctx context.Context, actor access.Actor, activityID, personID string, d PlanDraft) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (string, error) { return s.WriteIn(tx, actor, activityID, personID, d, Write) })
	return err
}

// SignOff signs a plan off: it does not change any more, and some months later it is asked what became of it.
func (s *Service) SignOff(ctx context.Context, actor access.Actor, activityID, personID string, d PlanDraft) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (string, error) { return s.WriteIn(tx, actor, activityID, personID, d, Sign) })
	return err
}

// WriteIn writes a person's plan within a transaction, and signs it where the verb is Sign. It returns the plan's id.
func (s *Service) WriteIn(tx *db.Tx, actor access.Actor, activityID, personID string, d PlanDraft, v Verb) (string, error) {
	o, err := s.MineIn(tx, actor, activityID, personID)
	if err != nil {
		return "", err
	}
	to, ok := o.Plan.State.After(v)
	if !ok || v != Write && v != Sign {
		return "", fault.Clash("The plan is signed off: it does not change any more.")
	}
	if err := d.check(tx, o.Words, v == Sign); err != nil {
		return "", err
	}
	p := o.Plan
	p.Topic, p.FromSupervisor, p.FromOffice, p.PartyMaySee, p.State = d.Topic, d.FromSupervisor, d.FromOffice, d.PartyMaySee, to
	if v == Sign {
		p.SignedOn, p.FollowOn = tx.Today(), max(tx.Today(), o.Activity.EndsOn).AddDays(o.Days)
	}
	if !o.There {
		p.ID = tx.NewID()
		if err := insertPlan(tx, p); err != nil {
			return "", err
		}
		if err := labels.SetIn(tx, actor, labels.Setting{Kind: Kind, ID: p.ID, To: p.Label}); err != nil {
			return "", err
		}
	} else if err := p.save(tx); err != nil {
		return "", err
	}
	if err := setActions(tx, p.ID, d.Actions); err != nil || v == Write {
		return p.ID, err
	}
	if err := insertStep(tx, actor, p.ID, Sign, to, ""); err != nil {
		return "", err
	}
	return p.ID, audit.Record(tx, actor, ActionStep, Kind, p.ID, map[string]any{"verb": Sign, "actions": len(d.Actions)})
}

// save writes a plan over the version that was read, or refuses.
func (p Plan) save(tx *db.Tx) error {
	n, err := updatePlan(tx, p)
	if err == nil && n == 0 {
		err = fault.Clash("The plan was changed from another window in the meantime.")
	}
	return err
}

// SaveReport keeps a half-written report of what became of a plan.
func (s *Service) SaveReport(ctx context.Context, actor access.Actor, activityID, personID string, r Report) error {
	return s.report(ctx, actor, activityID, personID, r, false)
}

// FollowUp says what became of a plan, action by action.
func (s *Service) FollowUp(ctx context.Context, actor access.Actor, activityID, personID string, r Report) error {
	return s.report(ctx, actor, activityID, personID, r, true)
}

func (s *Service) report(ctx context.Context, actor access.Actor, activityID, personID string, r Report, final bool) error {
	examined := map[string]files.Examined{}
	for _, a := range r.Actions {
		if a.Upload == nil || !final {
			continue
		}
		if !actor.Holds(RightOwn) {
			return actor.Require(RightOwn, access.Anything)
		}
		e, err := s.opts.Files.Examine(ctx, actor.Key(), *a.Upload)
		if err != nil {
			return err
		}
		examined[a.ID] = e
	}
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		kept := map[string]string{}
		for id, e := range examined {
			f, err := s.opts.Files.Keep(tx, actor.Key(), e)
			if err != nil {
				return false, err
			}
			kept[id] = f.ID
		}
		return true, s.ReportIn(tx, actor, activityID, personID, r, kept, final)
	})
	return err
}

// ReportIn is FollowUp within a transaction, with the files that show what was done, by action; without final it only keeps what was
// written.
func (s *Service) ReportIn(tx *db.Tx, actor access.Actor, activityID, personID string, r Report, kept map[string]string, final bool) error {
	o, err := s.MineIn(tx, actor, activityID, personID)
	if err != nil {
		return err
	}
	p := o.Plan
	to, ok := p.State.After(Follow)
	switch {
	case !ok && p.State == Closed:
		return fault.Clash("The secretariat has closed this plan: %s", p.Reason)
	case !ok:
		return fault.Clash("The plan is not signed off yet.")
	case r.Version != 0 && r.Version != p.Version:
		return fault.Clash("The plan was changed from another window in the meantime.")
	case !final && p.State == Followed:
		return nil // what was sent stands until it is sent anew
	}
	if err := r.check(o.Actions, final); err != nil {
		return err
	}
	for _, a := range r.Actions {
		i := slices.IndexFunc(o.Actions, func(x Action) bool { return x.ID == a.ID })
		x := o.Actions[i]
		x.Status, x.Changed, x.Evidence, x.Address, x.Obstacles = a.Status, a.Changed, a.Evidence, a.Address, a.Obstacles
		if id := kept[a.ID]; id != "" {
			x.FileID = id
		}
		if err := updateAction(tx, x); err != nil {
			return err
		}
	}
	p.MayPropose = r.MayPropose
	if final {
		p.State, p.FollowedOn = to, tx.Today()
	}
	if err := p.save(tx); err != nil || !final {
		return err
	}
	if err := insertStep(tx, actor, p.ID, Follow, to, ""); err != nil {
		return err
	}
	return audit.Record(tx, actor, ActionStep, Kind, p.ID, map[string]any{"verb": Follow, "may_propose": p.MayPropose})
}

// AgreeToShow says whether the own focal point may read the plan, at any time.
func (s *Service) AgreeToShow(ctx context.Context, actor access.Actor, activityID, personID string, yes bool) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		o, err := s.MineIn(tx, actor, activityID, personID)
		if err != nil {
			return false, err
		}
		if !o.There {
			return false, fault.Clash("There is no plan of yours yet.")
		}
		o.Plan.PartyMaySee = yes
		if err := o.Plan.save(tx); err != nil {
			return false, err
		}
		return true, audit.Record(tx, actor, ActionWrite, Kind, o.Plan.ID, map[string]bool{"party_may_see": yes})
	})
	return err
}
