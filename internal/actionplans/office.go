package actionplans

import (
	"context"
	"strings"
	"unicode/utf8"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/files"
	"counterpart/internal/label"
	"counterpart/internal/people"
)

// Filter narrows the list of plans.
type Filter struct {
	ActivityID string
	PartyID    string
	State      State
	Late       bool // the follow-up is overdue
	After      []string
	Limit      int
}

// asked is what the filter asks for, as the history keeps it.
func (f Filter) asked() map[string]string {
	out := map[string]string{}
	for name, value := range map[string]string{"activity": f.ActivityID, "party": f.PartyID, "state": string(f.State)} {
		if value != "" {
			out[name] = value
		}
	}
	if f.Late {
		out["late"] = "yes"
	}
	return out
}

// List returns a page of the plans that the actor may see, the latest first, and the key of the next page.
func (s *Service) List(ctx context.Context, actor access.Actor, f Filter) ([]Plan, []string, error) {
	if !actor.Holds(RightSee) {
		return nil, nil, actor.Require(RightSee, access.Anything)
	}
	var next []string
	list, err := audit.Shown(ctx, s.db, actor, people.Kind, ActionView, personIDs)(db.View(ctx, s.db, func(tx *db.Tx) ([]Plan, error) {
		rows, err := listPlans(tx, actor, f)
		if err == nil && len(rows) > f.Limit {
			rows = rows[:f.Limit]
			next = []string{rows[f.Limit-1].CreatedAt.Text(), rows[f.Limit-1].ID}
		}
		return rows, err
	}))
	return list, next, err
}

func personIDs(list []Plan) []string {
	out := make([]string, len(list))
	for i, p := range list {
		out[i] = p.PersonID
	}
	return out
}

// mostTaken bounds one file.
const mostTaken = 5000

// TakenPlan is a plan of a file with its actions.
type TakenPlan struct {
	Plan
	Actions []Action
}

// TakeAlong returns plans with their actions for a file that is taken along, and the label that it carries.
func (s *Service) TakeAlong(ctx context.Context, actor access.Actor, f Filter) (out []TakenPlan, tlp label.TLP, err error) {
	if !actor.Holds(RightSee) {
		return nil, "", actor.Require(RightSee, access.Anything)
	}
	if err := actor.RequireFresh(s.db.Clock()); err != nil {
		return nil, "", err
	}
	f.Limit = mostTaken
	_, err = db.Change(db.Unkeyed(ctx), s.db, func(tx *db.Tx) (bool, error) {
		list, err := listPlans(tx, actor, f)
		if err != nil {
			return false, err
		}
		ids := make([]string, len(list))
		for i, p := range list {
			ids[i] = p.ID
		}
		actions, err := actionsOfPlans(tx, ids)
		if err != nil {
			return false, err
		}
		out = nil
		for _, p := range list {
			out = append(out, TakenPlan{p, actions[p.ID]})
		}
		tlp = Strictest(list)
		return true, audit.ExportedIn(tx, actor, people.Kind, personIDs(list), ActionExport, f.asked())
	})
	return out, tlp, err
}

// Strictest is the label of a page or file that shows plans of people.
func Strictest(list []Plan) label.TLP {
	out := label.AmberStrict
	for _, p := range list {
		out = label.Strictest(out, p.Label)
	}
	return out
}

// Page is a plan with its actions and its history.
type Page struct {
	Plan      Plan     `json:"plan"`
	Actions   []Action `json:"actions" nullable:"false"`
	Steps     []Step   `json:"steps" nullable:"false"`
	Today     db.Date  `json:"-"`
	MayManage bool     `json:"-"`
}

// Find returns a plan.
func (s *Service) Find(ctx context.Context, actor access.Actor, id string) (Page, error) {
	return audit.Shown(ctx, s.db, actor, people.Kind, ActionView, func(p Page) []string { return []string{p.Plan.PersonID} })(db.View(ctx, s.db, func(tx *db.Tx) (p Page, err error) {
		if p.Plan, err = findPlan(tx, id); err != nil {
			return p, err
		}
		if err := actor.Require(RightSee, p.Plan.Object()); err != nil {
			return Page{}, err
		}
		p.Today, p.MayManage = tx.Today(), actor.Can(RightManage, p.Plan.Object())
		if p.Actions, err = actionsOf(tx, id); err != nil {
			return p, err
		}
		p.Steps, err = stepsOf(tx, id)
		return p, err
	}))
}

// FindIn returns a plan within a transaction.
func FindIn(tx *db.Tx, id string) (Plan, error) { return findPlan(tx, id) }

// File returns what shows that an action was done.
func (s *Service) File(ctx context.Context, actor access.Actor, id, actionID string) (files.File, []byte, error) {
	f, err := db.View(ctx, s.db, func(tx *db.Tx) (files.File, error) {
		p, err := findPlan(tx, id)
		if err != nil {
			return files.File{}, err
		}
		if err := actor.Require(RightSee, p.Object()); err != nil {
			return files.File{}, err
		}
		a, err := actionIn(tx, id, actionID)
		if err != nil {
			return files.File{}, err
		}
		if a.FileID == "" {
			return files.File{}, fault.Missing("file")
		}
		return files.Find(tx, a.FileID)
	})
	if err != nil {
		return files.File{}, nil, err
	}
	if err := audit.Exported(ctx, s.db, actor, Kind, []string{id}, ActionExport, map[string]string{"action": actionID}); err != nil {
		return files.File{}, nil, err
	}
	data, err := s.opts.Files.Read(f)
	return f, data, err
}

// Take closes a signed plan of which nobody can be asked any more, with the reason, or opens a closed one again.
func (s *Service) Take(ctx context.Context, actor access.Actor, id string, v Verb, words string) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) { return true, s.TakeIn(tx, actor, id, v, words) })
	return err
}

// TakeIn is Take within a transaction.
func (s *Service) TakeIn(tx *db.Tx, actor access.Actor, id string, v Verb, words string) error {
	p, err := findPlan(tx, id)
	if err != nil {
		return err
	}
	if err := actor.Require(RightManage, p.Object()); err != nil {
		return err
	}
	to, ok := p.State.After(v)
	if v != Close && v != Reopen {
		return fault.Wrong("verb", "Close the plan or open it again: it is written, signed and followed by the person alone.")
	}
	if !ok {
		return fault.Clash("The plan stands at “%s”: this cannot be done from there.", p.State.Words())
	}
	words = strings.TrimSpace(words)
	var wrong fault.Invalid
	wrong.Check(words != "", "words", "Write why.")
	wrong.Check(utf8.RuneCountInString(words) <= 500, "words", "Shorten this to 500 characters.")
	if err := wrong.Err(); err != nil {
		return err
	}
	p.State, p.Reason = to, ""
	if v == Close {
		p.Reason = words
	}
	if err := p.save(tx); err != nil {
		return err
	}
	if err := insertStep(tx, actor, id, v, to, words); err != nil {
		return err
	}
	return audit.Record(tx, actor, ActionStep, Kind, id, map[string]string{"verb": string(v), "words": words})
}

// leastShown is below how many people no share is shown, whatever the pack says.
const leastShown = 5

// Tally counts the plans of an activity.
type Tally struct {
	ActivityID string  `db:"activity_id" json:"activity_id"`
	Activity   string  `db:"activity" json:"activity"`
	StartsOn   db.Date `db:"starts_on" json:"starts_on"`
	Begun      int     `db:"begun" json:"begun" doc:"Not signed off yet"`
	Signed     int     `db:"signed" json:"signed" doc:"Signed off, whatever came after"`
	Due        int     `db:"due" json:"due" doc:"Of those, how many were to be followed up by now"`
	Followed   int     `db:"followed" json:"followed"`
	Progress   int     `db:"progress" json:"-"`
	Outcomes   int     `db:"outcomes" json:"outcomes" doc:"Outcomes that were proposed of them"`
	Shown      bool    `db:"-" json:"shown" doc:"Whether enough were followed up for the share"`
	Share      int     `db:"-" json:"progress_share" doc:"Of those followed up, in per cent: at least one action done, or done in part"`
}

// settle works the share out where enough were followed up.
func (t *Tally) settle(least int) {
	t.Share = 0
	if t.Shown = t.Followed >= least; t.Shown {
		t.Share = (100*t.Progress + t.Followed/2) / t.Followed
	}
}

// YearTally counts the plans of the activities of a year.
type YearTally struct {
	Year string `json:"year"`
	Tally
}

// Overview is what became of plans, by activity and by year. No person stands in it.
type Overview struct {
	Activities []Tally     `json:"activities" nullable:"false"`
	Years      []YearTally `json:"years" nullable:"false"`
	Least      int         `json:"least"`
}

// Overview counts the plans of all activities.
func (s *Service) Overview(ctx context.Context, actor access.Actor) (Overview, error) {
	if err := actor.Require(RightSee, access.Anything); err != nil {
		return Overview{}, err
	}
	return db.View(ctx, s.db, func(tx *db.Tx) (Overview, error) { return overviewIn(tx, actor, "") })
}

// ActivityPage is the plans of one activity.
type ActivityPage struct {
	Activity  activities.Activity `json:"-"`
	Tally     Tally               `json:"tally"`
	Least     int                 `json:"least"`
	Plans     []Plan              `json:"plans" nullable:"false"`
	Confirmed int                 `json:"confirmed"`
	MayManage bool                `json:"-"`
	Today     db.Date             `json:"-"`
}

// mostOfActivity bounds the plans of one activity on a page.
const mostOfActivity = 1000

// Of returns the plans of an activity.
func (s *Service) Of(ctx context.Context, actor access.Actor, activityID string) (ActivityPage, error) {
	return audit.Shown(ctx, s.db, actor, people.Kind, ActionView, func(p ActivityPage) []string { return personIDs(p.Plans) })(db.View(ctx, s.db, func(tx *db.Tx) (p ActivityPage, err error) {
		if p.Activity, err = activities.FindIn(tx, activityID); err != nil {
			return p, err
		}
		if err := actor.Require(RightSee, p.Activity.Object()); err != nil {
			return p, err
		}
		p.Today, p.MayManage = tx.Today(), actor.Can(RightManage, p.Activity.Object())
		all, err := overviewIn(tx, actor, activityID)
		if err != nil {
			return p, err
		}
		if p.Least = all.Least; len(all.Activities) > 0 {
			p.Tally = all.Activities[0]
		}
		if p.Confirmed, err = countConfirmed(tx, activityID); err != nil {
			return p, err
		}
		p.Plans, err = listPlans(tx, actor, Filter{ActivityID: activityID, Limit: mostOfActivity})
		return p, err
	}))
}

// What can wait for somebody in this room.
const (
	TaskFollow = "follow" // plans whose follow-up is overdue, for the secretariat
	TaskBounce = "bounce" // mails that asked and could not be delivered
	TaskReady  = "ready"  // reported changes that can be proposed as outcomes
	TaskWrite  = "write"  // the own plan to write
	TaskReport = "report" // what became of the own plan
)

// Task is something that waits for the actor.
type Task struct {
	Kind       string  `db:"kind"`
	Count      int     `db:"count"`
	Due        db.Date `db:"due"`
	ID         string  `db:"id"` // of the only plan, where it is one
	ActivityID string  `db:"activity_id"`
	Activity   string  `db:"activity"`
}

// Tasks lists what waits for the actor.
func (s *Service) Tasks(ctx context.Context, actor access.Actor) ([]Task, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (out []Task, err error) {
		if actor.Holds(RightManage) {
			if out, err = officeTasks(tx, actor); err != nil {
				return nil, err
			}
		}
		if actor.Person != "" && actor.Holds(RightOwn) {
			own, err := ownTasks(tx, actor.Person)
			return append(out, own...), err
		}
		return out, nil
	})
}
