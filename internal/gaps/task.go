package gaps

import (
	"context"
	"slices"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/threads"
)

// Phases lists what is done in a round, in its usual order.
var Phases = []string{"launch", "desk_review", "questionnaire", "focus_group", "drafting", "validation", "clearance", "consultation", "publication", "follow_up"}

// Task is something to be done in a round.
type Task struct {
	ID         string  `db:"id" json:"id"`
	RoundID    string  `db:"round_id" json:"-"`
	Phase      string  `db:"phase" json:"phase" enum:"launch,desk_review,questionnaire,focus_group,drafting,validation,clearance,consultation,publication,follow_up"`
	Title      string  `db:"title" json:"title"`
	DueOn      db.Date `db:"due_on" json:"due_on,omitempty"`
	AccountID  string  `db:"account_id" json:"account_id,omitempty"`
	Holder     string  `db:"holder" json:"holder,omitempty"`
	ActivityID string  `db:"activity_id" json:"activity_id,omitempty"`
	Activity   string  `db:"activity" json:"-"` // filled for whoever may see the activity
	State      string  `db:"state" json:"state" enum:"open,done"`
	Words      string  `db:"words" json:"words,omitempty" doc:"What came of it"`
	Version    int     `db:"version" json:"version"`
}

// The states of a task.
const (
	TaskOpen = "open"
	TaskDone = "done"
)

// TaskDraft is what somebody writes of a task.
type TaskDraft struct {
	Phase      string  `json:"phase" enum:"launch,desk_review,questionnaire,focus_group,drafting,validation,clearance,consultation,publication,follow_up"`
	Title      string  `json:"title" maxLength:"200"`
	DueOn      db.Date `json:"due_on,omitempty"`
	AccountID  string  `json:"account_id,omitempty" doc:"A member of the assessment"`
	ActivityID string  `json:"activity_id,omitempty" doc:"The activity by which it is done, such as the focus group"`
}

// AddTask enters a task and returns its id.
func (s *Service) AddTask(ctx context.Context, actor access.Actor, roundID string, d TaskDraft) (string, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (string, error) { return s.AddTaskIn(tx, actor, roundID, d) })
}

// AddTaskIn is AddTask within a transaction.
func (s *Service) AddTaskIn(tx *db.Tx, actor access.Actor, roundID string, d TaskDraft) (string, error) {
	r, a, err := roundWith(tx, roundID)
	if err != nil {
		return "", err
	}
	if err := actor.Require(RightManage, a.Object()); err != nil {
		return "", err
	}
	tidy(&d.Title)
	var wrong fault.Invalid
	wrong.Check(slices.Contains(Phases, d.Phase), "phase", "Choose the phase.")
	wrong.Check(d.Title != "", "title", "Write what is to be done.")
	tooLong(&wrong, "title", d.Title, 200)
	member := d.AccountID == "" || slices.ContainsFunc(a.Members, func(m Member) bool { return m.AccountID == d.AccountID })
	wrong.Check(member, "account_id", "Choose a member of the assessment.")
	if d.ActivityID != "" {
		seen, err := activities.SeenIn(tx, actor, []string{d.ActivityID})
		if err != nil {
			return "", err
		}
		wrong.Check(len(seen) == 1, "activity_id", "Choose an activity of the list.")
	}
	if err := wrong.Err(); err != nil {
		return "", err
	}
	id := tx.NewID()
	if err := insertTask(tx, id, roundID, d); err != nil {
		return "", err
	}
	if d.ActivityID != "" {
		err := threads.LinkIn(tx, actor, threads.LinkDraft{From: threads.Ref{Kind: activities.Kind, ID: d.ActivityID}, To: threads.Ref{Kind: Kind, ID: a.ID}, Type: threads.PartOf, Label: a.Label})
		if err != nil {
			return "", err
		}
	}
	return id, audit.Record(tx, actor, ActionTask, Kind, a.ID, map[string]any{"round": r.Number, "phase": d.Phase, "title": d.Title})
}

// TaskStep says how a task stands.
type TaskStep struct {
	State   string `json:"state" enum:"open,done"`
	Words   string `json:"words,omitempty" maxLength:"2000" doc:"What came of it"`
	Version int    `json:"version,omitempty"`
}

// SetTask says that a task is done, or that it is open again. Its holder does it, or whoever manages the assessment.
func (s *Service) SetTask(ctx context.Context, actor access.Actor, taskID string, d TaskStep) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) { return true, s.SetTaskIn(tx, actor, taskID, d) })
	return err
}

// SetTaskIn is SetTask within a transaction.
func (s *Service) SetTaskIn(tx *db.Tx, actor access.Actor, taskID string, d TaskStep) error {
	t, err := findTask(tx, taskID)
	if err != nil {
		return err
	}
	r, a, err := roundWith(tx, t.RoundID)
	if err != nil {
		return err
	}
	if err := actor.Require(RightSee, a.Object()); err != nil {
		return err
	}
	if own := t.AccountID != "" && t.AccountID == actor.Account; !own && !actor.Can(RightManage, a.Object()) {
		return fault.Refuse("Its holder says that it is done, or the secretariat.")
	}
	tidy(&d.Words)
	var wrong fault.Invalid
	wrong.Check(d.State == TaskOpen || d.State == TaskDone, "state", "Say whether it is done.")
	tooLong(&wrong, "words", d.Words, 2000)
	if err := wrong.Err(); err != nil {
		return err
	}
	if d.Version != 0 && d.Version != t.Version {
		return fault.Clash("The task was changed by someone else in the meantime.")
	}
	if err := setTask(tx, taskID, d); err != nil {
		return err
	}
	return audit.Record(tx, actor, ActionTask, Kind, a.ID, map[string]any{"round": r.Number, "title": t.Title, "state": d.State})
}

// FindingKinds lists what can be found; each names the field of an answer to which it speaks.
var FindingKinds = []string{"practice", "challenge", "good_practice", "law"}

// Finding is what an activity of the assessment found under a provision. Nobody is named.
type Finding struct {
	ID          string  `db:"id" json:"id"`
	ProvisionID string  `db:"provision_id" json:"provision_id"`
	ActivityID  string  `db:"activity_id" json:"activity_id"`
	Activity    string  `db:"activity" json:"-"` // filled for whoever may see the activity
	Kind        string  `db:"kind" json:"kind" enum:"practice,challenge,good_practice,law"`
	Words       string  `db:"words" json:"words"`
	By          string  `db:"by_name" json:"by"`
	At          db.Time `db:"at" json:"at"`
}

// FindingDraft is what somebody writes down of what was found.
type FindingDraft struct {
	ActivityID string `json:"activity_id" doc:"An activity of the tasks of the round"`
	Kind       string `json:"kind" enum:"practice,challenge,good_practice,law"`
	Words      string `json:"words" maxLength:"4000" doc:"Without names: what was found, not who said it"`
}

// AddFinding records what was found at an activity under a provision, and returns its id.
func (s *Service) AddFinding(ctx context.Context, actor access.Actor, roundID, provisionID string, d FindingDraft) (string, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (string, error) { return s.AddFindingIn(tx, actor, roundID, provisionID, d) })
}

// AddFindingIn is AddFinding within a transaction.
func (s *Service) AddFindingIn(tx *db.Tx, actor access.Actor, roundID, provisionID string, d FindingDraft) (string, error) {
	r, a, err := roundWith(tx, roundID)
	if err != nil {
		return "", err
	}
	if err := a.requireWork(actor); err != nil {
		return "", err
	}
	if err := r.writable(tx, provisionID); err != nil {
		return "", err
	}
	tasks, err := tasksOf(tx, roundID)
	if err != nil {
		return "", err
	}
	tidy(&d.Words)
	var wrong fault.Invalid
	ours := d.ActivityID != "" && slices.ContainsFunc(tasks, func(t Task) bool { return t.ActivityID == d.ActivityID })
	wrong.Check(ours, "activity_id", "Choose an activity of this round. One becomes part of it by a task.")
	wrong.Check(slices.Contains(FindingKinds, d.Kind), "kind", "Choose what was found.")
	wrong.Check(d.Words != "", "words", "Write what was found.")
	tooLong(&wrong, "words", d.Words, 4000)
	if err := wrong.Err(); err != nil {
		return "", err
	}
	id := tx.NewID()
	if err := insertFinding(tx, actor, id, roundID, provisionID, d); err != nil {
		return "", err
	}
	return id, audit.Record(tx, actor, ActionFinding, Kind, a.ID, map[string]any{"round": r.Number, "provision": provisionID, "activity": d.ActivityID})
}
