package training

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/certificates"
	"counterpart/internal/curricula"
	"counterpart/internal/db"
	"counterpart/internal/delegations"
	"counterpart/internal/fault"
	"counterpart/internal/people"
)

// EvidenceKind is something beside presence that completion may ask for.
type EvidenceKind string

// What completion may ask for beside presence.
const (
	Test EvidenceKind = "test" // the test after the course was taken
	Plan EvidenceKind = "plan" // the action plan was written
)

// EvidenceKinds lists them in the order of a form.
var EvidenceKinds = []EvidenceKind{Test, Plan}

// Words says it as people say it.
func (k EvidenceKind) Words() string {
	return map[EvidenceKind]string{Test: "Test after the course", Plan: "Action plan"}[k]
}

// Evidence is that somebody did it, and when.
type Evidence struct {
	NominationID string       `db:"nomination_id" json:"-"`
	Kind         EvidenceKind `db:"kind" json:"kind" enum:"test,plan"`
	On           db.Date      `db:"on_date" json:"on"`
	Score        string       `db:"score" json:"score,omitempty" doc:"As the learning platform gives it"`
	Words        string       `db:"words" json:"words,omitempty"`
}

// The exceptions from the rule.
const (
	Completed    = "completed"
	NotCompleted = "not_completed"
)

// Result is whether one person completed a delivery, and why.
type Result struct {
	Participant
	Percent   int        `json:"presence" doc:"Per cent of the hours, as the register says now"`
	Evidence  []Evidence `json:"evidence" nullable:"false"`
	ByRule    bool       `json:"by_rule" doc:"Whether the rule holds now"`
	Why       string     `json:"why"`
	Exception string     `json:"exception,omitempty" enum:"completed,not_completed,"`
	Reason    string     `json:"reason,omitempty" doc:"Why there is an exception"`
	Completes bool       `json:"completes" doc:"By the rule, or by the exception"`
	Concluded bool       `json:"concluded"`
	Completed bool       `json:"completed" doc:"As it was concluded"`
}

// Changed tells whether what was concluded is no longer what the rule and the exceptions give.
func (r Result) Changed() bool { return r.Concluded && r.Completed != r.Completes }

// Completion is who completed a delivery.
type Completion struct {
	Delivery    Delivery            `json:"delivery"`
	Convened    activities.Activity `json:"-"`
	Version     curricula.Version   `json:"-"`
	Rule        string              `json:"rule"`
	Rows        []Result            `json:"people" nullable:"false"`
	Minutes     int                 `json:"minutes" doc:"How long the modules take that are taught"`
	Changed     int                 `json:"changed" doc:"People of whom something else was concluded than holds now"`
	Over        bool                `json:"-"` // the activity is over
	MayConclude bool                `json:"-"`
}

// Completion returns who completed a delivery and who did not, and why: to a party, of its own people.
func (s *Service) Completion(ctx context.Context, actor access.Actor, activityID string) (Completion, error) {
	asked := map[string]string{"activity": activityID}
	return audit.ShownList[Completion](ctx, s.db, actor, activities.Kind, ActionViewCompletion, asked)(viewing(ctx, s, actor, RightSee, activityID, func(tx *db.Tx, d Delivery) (Completion, error) {
		return s.completionIn(tx, &actor, d)
	}))
}

// TakeCompletion is Completion for a file that is taken along, which the history notes for each person.
func (s *Service) TakeCompletion(ctx context.Context, actor access.Actor, activityID string) (Completion, error) {
	c, err := viewing(ctx, s, actor, RightSee, activityID, func(tx *db.Tx, d Delivery) (Completion, error) { return s.completionIn(tx, &actor, d) })
	if err == nil {
		err = actor.RequireFresh(s.db.Clock())
	}
	if err != nil {
		return Completion{}, err
	}
	ids := personsOf(c.Rows, func(x Result) string { return x.PersonID })
	return c, audit.Exported(ctx, s.db, actor, people.Kind, ids, ActionExport, map[string]string{"activity": activityID})
}

// completionIn computes completion; of everybody where actor is nil.
func (s *Service) completionIn(tx *db.Tx, actor *access.Actor, d Delivery) (Completion, error) {
	c := Completion{Delivery: d, Convened: d.convened, Rows: []Result{}, Over: d.EndsOn <= tx.Today()}
	if actor != nil {
		c.MayConclude = actor.Can(RightConclude, d.Object())
	}
	var err error
	if c.Version, err = curricula.VersionIn(tx, d.VersionID); err != nil {
		return c, err
	}
	c.Rule = c.Version.Rule(d.MinPresence)
	if c.Minutes, err = taughtMinutes(tx, d.ID); err != nil {
		return c, err
	}
	list, err := participantsOf(tx, actor, d.ActivityID)
	if err != nil {
		return c, err
	}
	presence, _, err := presenceIn(tx, d)
	if err != nil {
		return c, err
	}
	evidence, err := s.evidenceIn(tx, d, list)
	if err != nil {
		return c, err
	}
	kept, err := resultsOf(tx, d.ID)
	for _, p := range list {
		r := Result{Participant: p, Percent: presence(p.NominationID).Percent, Evidence: evidence[p.NominationID]}
		r.ByRule, r.Why = judge(c.Version, d.MinPresence, r.Percent, r.Evidence)
		r.settle(kept[p.NominationID])
		if r.Changed() {
			c.Changed++
		}
		c.Rows = append(c.Rows, r)
	}
	return c, err
}

func (r *Result) settle(k resultRow) {
	r.Exception, r.Reason, r.Concluded, r.Completed = k.Exception, k.Reason, k.Concluded, k.Completed
	r.Completes = r.ByRule && r.Exception != NotCompleted || r.Exception == Completed
	if r.Exception != "" {
		r.Why += ". Exception: " + strings.TrimSuffix(r.Reason, ".")
	}
	if r.Evidence == nil {
		r.Evidence = []Evidence{}
	}
}

// judge applies the rule of a version to one person.
func judge(v curricula.Version, minPresence, percent int, evidence []Evidence) (bool, string) {
	has := func(k EvidenceKind) bool {
		return slices.ContainsFunc(evidence, func(e Evidence) bool { return e.Kind == k })
	}
	why, fine := []string{fmt.Sprintf("Present in %d %% of the hours", percent)}, percent >= minPresence
	if !fine {
		why[0] += fmt.Sprintf(", %d %% are asked for", minPresence)
	}
	for _, one := range []struct {
		kind      EvidenceKind
		needed    bool
		yes, none string
	}{{Test, v.NeedsTest, "took the test", "has not taken the test"}, {Plan, v.NeedsPlan, "wrote the action plan", "has not written the action plan"}} {
		switch {
		case !one.needed:
		case has(one.kind):
			why = append(why, one.yes)
		default:
			fine, why = false, append(why, one.none)
		}
	}
	return fine, strings.Join(why, "; ")
}

// evidenceIn gathers by nomination what was noted here and what other rooms know.
func (s *Service) evidenceIn(tx *db.Tx, d Delivery, list []Participant) (map[string][]Evidence, error) {
	out := map[string][]Evidence{}
	noted, err := evidenceOf(tx, d.ID)
	if err != nil {
		return nil, err
	}
	for _, e := range noted {
		out[e.NominationID] = append(out[e.NominationID], e)
	}
	for _, check := range s.opts.Checks {
		did, err := check.In(tx, d.ActivityID)
		if err != nil {
			return nil, err
		}
		for _, p := range list {
			if on, ok := did[p.PersonID]; ok {
				out[p.NominationID] = append(out[p.NominationID], Evidence{Kind: check.Kind, On: on})
			}
		}
	}
	return out, nil
}

// EvidenceDraft notes by hand that somebody took the test or wrote the plan.
type EvidenceDraft struct {
	NominationID string       `json:"nomination_id"`
	Kind         EvidenceKind `json:"kind" enum:"test,plan"`
	On           db.Date      `json:"on,omitempty" doc:"Today when empty"`
	Words        string       `json:"words" maxLength:"1000" doc:"What shows it"`
}

// NoteEvidence notes by hand that somebody took the test or wrote the plan.
func (s *Service) NoteEvidence(ctx context.Context, actor access.Actor, activityID string, x EvidenceDraft) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) { return true, s.NoteEvidenceIn(tx, actor, activityID, x) })
	return err
}

// NoteEvidenceIn is NoteEvidence within a transaction.
func (s *Service) NoteEvidenceIn(tx *db.Tx, actor access.Actor, activityID string, x EvidenceDraft) error {
	d, err := s.open(tx, actor, RightConclude, activityID)
	if err != nil {
		return err
	}
	if _, err := participantOf(tx, actor, activityID, x.NominationID); err != nil {
		return err
	}
	if x.On == "" {
		x.On = tx.Today()
	}
	x.Words = strings.TrimSpace(x.Words)
	var wrong fault.Invalid
	wrong.Check(slices.Contains(EvidenceKinds, x.Kind), "kind", "Choose what the person did.")
	wrong.Check(x.On <= tx.Today(), "on", "Choose today or an earlier day.")
	wrong.Check(x.Words != "", "words", "Say what shows it: a sheet on paper, a plan that was handed in.")
	wrong.Check(utf8.RuneCountInString(x.Words) <= 1000, "words", "Shorten this to 1,000 characters.")
	if err := wrong.Err(); err != nil {
		return err
	}
	e := Evidence{NominationID: x.NominationID, Kind: x.Kind, On: x.On, Words: x.Words}
	if err := insertEvidence(tx, actor, d.ID, e, ""); err != nil {
		return err
	}
	return audit.Record(tx, actor, ActionEvidence, delegations.Kind, x.NominationID, map[string]any{"activity": activityID, "kind": x.Kind})
}

// ExceptionDraft is an exception from the rule for one person; without one, the rule holds again.
type ExceptionDraft struct {
	NominationID string `json:"nomination_id"`
	Exception    string `json:"exception,omitempty" enum:"completed,not_completed," doc:"Empty to let the rule hold again"`
	Reason       string `json:"reason" maxLength:"2000"`
}

// Except makes an exception from the rule for one person, with a reason. It takes effect when completion is concluded.
func (s *Service) Except(ctx context.Context, actor access.Actor, activityID string, x ExceptionDraft) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) { return true, s.ExceptIn(tx, actor, activityID, x) })
	return err
}

// ExceptIn is Except within a transaction.
func (s *Service) ExceptIn(tx *db.Tx, actor access.Actor, activityID string, x ExceptionDraft) error {
	d, err := s.open(tx, actor, RightConclude, activityID)
	if err != nil {
		return err
	}
	p, err := participantOf(tx, actor, activityID, x.NominationID)
	if err != nil {
		return err
	}
	if !slices.Contains([]string{"", Completed, NotCompleted}, x.Exception) {
		return fault.Wrong("exception", "Choose whether the person completes it, or let the rule hold.")
	}
	if x.Reason, err = reasoned(x.Reason, "Write why."); err != nil {
		return err
	}
	if err := keepException(tx, actor, d.ID, p, x); err != nil {
		return err
	}
	return audit.Record(tx, actor, ActionExcept, delegations.Kind, x.NominationID, map[string]any{"activity": activityID, "exception": x.Exception, "reason": x.Reason})
}

// Conclude decides by the rule and the exceptions who completed the delivery, and tells the room certificates. It can be done again
// when something was corrected. It returns how many completed.
func (s *Service) Conclude(ctx context.Context, actor access.Actor, activityID string) (int, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (int, error) { return s.ConcludeIn(tx, actor, activityID) })
}

// ConcludeIn is Conclude within a transaction.
func (s *Service) ConcludeIn(tx *db.Tx, actor access.Actor, activityID string) (int, error) {
	d, err := s.open(tx, actor, RightConclude, activityID)
	if err != nil {
		return 0, err
	}
	if d.convened.State == activities.Cancelled {
		return 0, fault.Clash("The activity is cancelled: nobody completed it.")
	}
	if d.EndsOn > tx.Today() {
		return 0, fault.Clash("The activity is not over yet: it ends on %s.", d.EndsOn)
	}
	c, err := s.completionIn(tx, nil, d)
	if err != nil {
		return 0, err
	}
	done := 0
	for _, r := range c.Rows {
		if err := keepResult(tx, actor, d.ID, r); err != nil {
			return 0, err
		}
		if err := c.tellIn(tx, actor, r); err != nil {
			return 0, err
		}
		if r.Completes {
			done++
		}
	}
	if err := conclude(tx, d); err != nil {
		return 0, err
	}
	return done, audit.Record(tx, actor, ActionConclude, activities.Kind, activityID, map[string]any{"people": len(c.Rows), "completed": done})
}

// tellIn tells the room certificates whether a person completed the delivery. What a certificate stands on is not taken back: the
// whole conclusion fails with words.
func (c Completion) tellIn(tx *db.Tx, actor access.Actor, r Result) error {
	d := c.Delivery
	if !r.Completes {
		return certificates.RetractIn(tx, actor, certificates.Delivery, d.ActivityID, r.PersonID, r.Why)
	}
	_, err := certificates.CompleteIn(tx, actor, certificates.Completion{
		PersonID: r.PersonID, PartyID: r.PartyID, Kind: certificates.Delivery, RecordID: d.ActivityID, ActivityID: d.ActivityID, Title: d.Title, Criteria: c.Rule,
		From: d.StartsOn, To: d.EndsOn, Hours: c.Minutes / 60, CompletedOn: d.EndsOn,
	})
	return err
}
