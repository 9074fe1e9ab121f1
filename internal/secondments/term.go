package secondments

import (
	"context"
	"strings"
	"unicode/utf8"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/letters"
	"counterpart/internal/secondments/assignments"
	"counterpart/internal/secondments/stages"
)

// kindChange names what is approved of another end.
const kindChange = "change"

// EndChange is another end than the one agreed.
type EndChange struct {
	ID    string  `db:"id" json:"id"`
	EndOn db.Date `db:"end_on" json:"end"`
	State string  `db:"state" json:"state" enum:"proposed,made,refused"`
	Actor string  `db:"by_actor" json:"-"`
	By    string  `db:"by_name" json:"by"`
	At    db.Time `db:"at" json:"at"`

	Approvals []Approval `json:"approvals" nullable:"false"`
}

// EndDraft is another end, with the reason.
type EndDraft struct {
	EndOn db.Date `json:"end"`
	Words string  `json:"words" maxLength:"2000"`
}

func (x *EndDraft) check(tx *db.Tx, d Dossier, later bool) error {
	assignments.Tidy(&x.Words)
	var wrong fault.Invalid
	wrong.Check(x.Words != "", "words", "Write why.")
	wrong.Check(utf8.RuneCountInString(x.Words) <= 2000, "words", "Shorten this to 2,000 characters.")
	if later {
		wrong.Check(x.EndOn > d.EndOn, "end", "Name a day after %s, on which the secondment ends now.", d.EndOn)
		wrong.Check(x.EndOn == "" || d.Start == "" || x.EndOn <= d.Start.AddDays(366*assignments.LongestYears), "end", "A secondment lasts %d years at most.", assignments.LongestYears)
	} else {
		wrong.Check(x.EndOn != "" && x.EndOn < d.EndOn && x.EndOn >= d.Start, "end", "Name a day from %s to before %s.", d.Start, d.EndOn)
		wrong.Check(x.EndOn >= tx.Today().AddDays(-31), "end", "An end is not moved more than a month into the past.")
	}
	return wrong.Err()
}

// ProposeEnd proposes a later end, which both Co-Managers approve.
func (s *Service) ProposeEnd(ctx context.Context, actor access.Actor, id string, x EndDraft) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) { return true, s.ProposeEndIn(tx, actor, id, x) })
	return err
}

// ProposeEndIn is ProposeEnd within a transaction.
func (s *Service) ProposeEndIn(tx *db.Tx, actor access.Actor, id string, x EndDraft) error {
	return s.inPost(tx, actor, id, RightEdit, func(d *Dossier, c Case) error {
		if words := c.Refused(Propose, actor.Key()); words != "" {
			return fault.Clash("%s", words)
		}
		if err := x.check(tx, *d, true); err != nil {
			return err
		}
		if err := insertChange(tx, actor, id, x.EndOn, "proposed"); err != nil {
			return err
		}
		return s.take(tx, actor, d, c, Propose, Record{Words: x.Words})
	})
}

// DecideEnd approves a later end for a State, or refuses it. The second approval makes it so.
func (s *Service) DecideEnd(ctx context.Context, actor access.Actor, id string, approve bool, words string) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) { return true, s.DecideEndIn(tx, actor, id, approve, words) })
	return err
}

// DecideEndIn is DecideEnd within a transaction.
func (s *Service) DecideEndIn(tx *db.Tx, actor access.Actor, id string, approve bool, words string) error {
	return s.inPost(tx, actor, id, RightApprove, func(d *Dossier, c Case) error {
		change, found, err := openChange(tx, id)
		if err != nil {
			return err
		}
		if !found {
			return fault.Clash("No later end is proposed.")
		}
		assignments.Tidy(&words)
		if !approve {
			if words == "" {
				return fault.Wrong("words", "Write why.")
			}
			if err := decideChange(tx, change.ID, "refused"); err != nil {
				return err
			}
			return s.take(tx, actor, d, c, Refuse, Record{Words: words})
		}
		party, err := assignments.PartyOf(tx, actor)
		if err != nil {
			return err
		}
		if words := refuseApproval(change, party, actor.Key()); words != "" {
			return fault.Clash("%s", words)
		}
		if err := assignments.ApproveIn(tx, actor, kindChange, change.ID, party); err != nil {
			return err
		}
		if c.Approvals++; c.Approvals < stages.ApprovalsNeeded {
			return audit.Record(tx, actor, ActionStep, Kind, id, map[string]string{"verb": "approve_end", "reference": d.Reference()})
		}
		if err := decideChange(tx, change.ID, "made"); err != nil {
			return err
		}
		d.EndOn, d.DueOn = change.EndOn, change.EndOn
		if err := s.take(tx, actor, d, c, Extend, Record{}); err != nil {
			return err
		}
		return s.tellEnd(tx, actor, *d, change.ID)
	})
}

// refuseApproval says why the actor cannot approve a later end; "" where it is fine.
func refuseApproval(x EndChange, party, actor string) string {
	switch {
	case x.Actor == actor:
		return "You proposed this later end. Another person approves it."
	case party == "":
		return "It is not known for which State you approve. Your account needs a person who works for one."
	}
	for _, a := range x.Approvals {
		if a.Actor == actor || a.PartyID == party {
			return a.Name + " has approved for this State. The next approval must come from another one."
		}
	}
	return ""
}

// tellEnd writes to the sending State that the end is another one.
func (s *Service) tellEnd(tx *db.Tx, actor access.Actor, d Dossier, once string) error {
	a, err := assignments.FindIn(tx, d.AssignmentID)
	if err != nil {
		return err
	}
	return s.toParty(tx, actor, d, assignments.Mailing{Code: letters.SecondmentExtension, Assignment: a, Once: letters.SecondmentExtension + ":" + once})
}

// Curtail shortens the time in post, with the reason.
func (s *Service) Curtail(ctx context.Context, actor access.Actor, id string, x EndDraft) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) { return true, s.CurtailIn(tx, actor, id, x) })
	return err
}

// CurtailIn is Curtail within a transaction.
func (s *Service) CurtailIn(tx *db.Tx, actor access.Actor, id string, x EndDraft) error {
	return s.inPost(tx, actor, id, RightEdit, func(d *Dossier, c Case) error {
		if words := c.Refused(Curtail, actor.Key()); words != "" {
			return fault.Clash("%s", words)
		}
		if err := x.check(tx, *d, false); err != nil {
			return err
		}
		if err := insertChange(tx, actor, id, x.EndOn, "made"); err != nil {
			return err
		}
		d.EndOn, d.DueOn = x.EndOn, x.EndOn
		if err := s.take(tx, actor, d, c, Curtail, Record{Words: x.Words}); err != nil {
			return err
		}
		return s.tellEnd(tx, actor, *d, tx.NewID())
	})
}

// Task is an item of the work plan.
type Task struct {
	ID       string  `db:"id" json:"id"`
	Title    string  `db:"title" json:"title"`
	From     db.Date `db:"from_on" json:"from"`
	To       db.Date `db:"to_on" json:"to"`
	Progress int     `db:"progress" json:"progress" doc:"Per cent"`
}

// TaskDraft is an item of the work plan as somebody writes it down.
type TaskDraft struct {
	Title string  `json:"title" maxLength:"300"`
	From  db.Date `json:"from"`
	To    db.Date `json:"to"`
}

// mostTasks bounds a work plan.
const mostTasks = 60

// side is from where somebody works on a dossier: the secondee, or the host.
func (d Dossier) side(actor access.Actor) (own, host bool) {
	own = actor.Can(RightOwn, d.Object()) && actor.Person == d.PersonID
	host = actor.Can(RightEdit, d.wide()) || actor.Can(RightScore, d.wide()) && actor.Account != "" && actor.Account == d.SupervisorID
	return own, host
}

// working loads a dossier for what the secondee and the host do together.
func (s *Service) working(tx *db.Tx, actor access.Actor, id string) (d Dossier, c Case, own, host bool, err error) {
	d, a, err := withAssignment(tx, id)
	if err != nil {
		return d, c, false, false, err
	}
	if own, host = d.side(actor); !own && !host {
		right, o := RightOwn, d.Object()
		if actor.Holds(RightSee) {
			right, o = RightEdit, d.wide()
		}
		return d, c, false, false, othersOnly(actor.Require(right, o))
	}
	c, err = s.caseOf(tx, d, a)
	return d, c, own, host, err
}

// othersOnly refuses where a right is held but the record is somebody else's.
func othersOnly(err error) error {
	if err == nil {
		return fault.Refuse("This is for the secondee, the supervisor and the secretariat.")
	}
	return err
}

// AddTask adds an item to the work plan.
func (s *Service) AddTask(ctx context.Context, actor access.Actor, id string, x TaskDraft) (string, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (string, error) { return s.AddTaskIn(tx, actor, id, x) })
}

// AddTaskIn is AddTask within a transaction.
func (s *Service) AddTaskIn(tx *db.Tx, actor access.Actor, id string, x TaskDraft) (string, error) {
	d, c, _, _, err := s.working(tx, actor, id)
	if err != nil {
		return "", err
	}
	if words := c.Refused(Plan, actor.Key()); words != "" {
		return "", fault.Clash("%s", words)
	}
	assignments.Tidy(&x.Title)
	n, err := countTasks(tx, id)
	if err != nil {
		return "", err
	}
	var wrong fault.Invalid
	wrong.Check(x.Title != "" && !strings.Contains(x.Title, "\n") && utf8.RuneCountInString(x.Title) <= 300, "title", "Say in one line of at most 300 characters what is to be done.")
	wrong.Check(x.From != "", "from", "Name the first day.")
	wrong.Check(x.To != "" && x.To >= x.From, "to", "Name a last day that is not before the first one.")
	wrong.Check(n < mostTasks, "title", "A work plan has %d items at most.", mostTasks)
	if err := wrong.Err(); err != nil {
		return "", err
	}
	task := Task{ID: tx.NewID(), Title: x.Title, From: x.From, To: x.To}
	if err := insertTask(tx, id, task); err != nil {
		return "", err
	}
	return task.ID, audit.Record(tx, actor, ActionPlan, Kind, id, map[string]string{"reference": d.Reference(), "item": task.ID})
}

// SetProgress says how far an item of the work plan is.
func (s *Service) SetProgress(ctx context.Context, actor access.Actor, id, task string, progress int) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) { return true, s.SetProgressIn(tx, actor, id, task, progress) })
	return err
}

// SetProgressIn is SetProgress within a transaction.
func (s *Service) SetProgressIn(tx *db.Tx, actor access.Actor, id, task string, progress int) error {
	d, c, _, _, err := s.working(tx, actor, id)
	if err != nil {
		return err
	}
	if words := c.Refused(Plan, actor.Key()); words != "" {
		return fault.Clash("%s", words)
	}
	if progress < 0 || progress > 100 {
		return fault.Wrong("progress", "Write a number from 0 to 100.")
	}
	n, err := saveProgress(tx, id, task, progress)
	if err != nil {
		return err
	}
	if n == 0 {
		return fault.Missing("item of the work plan")
	}
	return audit.Record(tx, actor, ActionPlan, Kind, id, map[string]any{"reference": d.Reference(), "item": task, "progress": progress})
}

// ReviewDraft is what the secondee or the supervisor writes at half-time, or at the end.
type ReviewDraft struct {
	Side   string `json:"side" enum:"secondee,supervisor"`
	Words  string `json:"words" maxLength:"8000"`
	Rating int    `json:"rating,omitempty" doc:"From 1 to 5"`
}

// The sides of a review.
const (
	SideSecondee   = "secondee"
	SideSupervisor = "supervisor"
)

// Review keeps a review at half-time while somebody is in post, and a report after the last day. With both reports in, the debriefing comes.
func (s *Service) Review(ctx context.Context, actor access.Actor, id string, x ReviewDraft) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) { return true, s.ReviewIn(tx, actor, id, x) })
	return err
}

// ReviewIn is Review within a transaction.
func (s *Service) ReviewIn(tx *db.Tx, actor access.Actor, id string, x ReviewDraft) error {
	d, c, own, host, err := s.working(tx, actor, id)
	if err != nil {
		return err
	}
	office := actor.Can(RightEdit, d.wide()) // enters what came on paper
	if x.Side == SideSecondee && !own && !office || x.Side == SideSupervisor && !host {
		return fault.Refuse("Each side writes for itself.")
	}
	assignments.Tidy(&x.Words)
	var wrong fault.Invalid
	wrong.Check(x.Side == SideSecondee || x.Side == SideSupervisor, "side", "Choose whose words these are.")
	wrong.Check(x.Words != "", "words", "Write what was done, what went well, and what should change.")
	wrong.Check(utf8.RuneCountInString(x.Words) <= 8000, "words", "Shorten this to 8,000 characters.")
	wrong.Check(x.Rating >= 1 && x.Rating <= 5, "rating", "Choose from 1 to 5.")
	if err := wrong.Err(); err != nil {
		return err
	}
	verbs := map[string][2]Verb{SideSecondee: {MidOwn, ReportOwn}, SideSupervisor: {MidHost, ReportHost}}[x.Side]
	v := verbs[0]
	if d.State != InPost {
		v = verbs[1]
	}
	if err := s.take(tx, actor, &d, c, v, Record{Words: x.Words, Rating: x.Rating}); err != nil || d.State != Ended {
		return err
	}
	if c.Own, c.Supervisor, err = reportedOf(tx, d); err != nil || !c.Own || !c.Supervisor {
		return err
	}
	return s.take(tx, actor, &d, c, Close, Record{})
}
