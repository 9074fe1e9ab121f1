package gaps

import (
	"context"
	"slices"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
)

// State is where a round stands.
type State string

// The states of a round.
const (
	Drafting  State = "drafting"  // it is written
	Submitted State = "submitted" // the State reads it; nobody writes
	Settled   State = "cleared"   // the State has said what others may read
)

// Words says the state as people say it.
func (s State) Words() string {
	return map[State]string{Drafting: "Being written", Submitted: "Waits for clearance", Settled: "Cleared"}[s]
}

// Verb is a step of a round.
type Verb string

// The steps of a round.
const (
	Open     Verb = "open"
	Submit   Verb = "submit"
	GiveBack Verb = "give_back" // by who clears, with what is to be changed
	Clear    Verb = "clear"     // a verb of its own, with the note verbale
	Reopen   Verb = "reopen"    // what was cleared stays open to readers
	TakeBack Verb = "take_back" // a verb of its own: readers lose what was cleared
)

// steps are the only ways from one state to another.
var steps = map[State]map[Verb]State{
	Drafting:  {Submit: Submitted},
	Submitted: {GiveBack: Drafting, Clear: Settled},
	Settled:   {Reopen: Drafting, TakeBack: Settled},
}

// After is where a step leads from the state; false where it cannot be taken.
func (s State) After(v Verb) (State, bool) {
	to, ok := steps[s][v]
	return to, ok
}

// The kinds of rounds.
const (
	Baseline = "baseline"
	FollowUp = "follow_up"
)

// KindWords says the kind of a round as people say it.
func KindWords(kind string) string {
	return map[string]string{Baseline: "Baseline", FollowUp: "Follow-up"}[kind]
}

// Round is one time that the law is looked at.
type Round struct {
	ID           string  `db:"id" json:"id"`
	AssessmentID string  `db:"assessment_id" json:"assessment_id"`
	Number       int     `db:"number" json:"number"`
	Kind         string  `db:"kind" json:"kind" enum:"baseline,follow_up"`
	AsAt         db.Date `db:"as_at" json:"as_at" doc:"The day of the law that is described"`
	State        State   `db:"state" json:"state" enum:"drafting,submitted,cleared"`
	Since        db.Time `db:"since" json:"since"`
	Version      int     `db:"version" json:"version"`
	Answered     int     `db:"answered" json:"answered"`
	Cleared      int     `db:"cleared" json:"cleared" doc:"Cells that others may read"`
}

// Step is one step of a round.
type Step struct {
	Verb  Verb    `db:"verb" json:"verb"`
	Words string  `db:"words" json:"words,omitempty"`
	By    string  `db:"by_name" json:"by"`
	At    db.Time `db:"at" json:"at"`
}

// RoundDraft opens a follow-up.
type RoundDraft struct {
	AsAt db.Date `json:"as_at" doc:"The day of the law that is described"`
}

// OpenRound opens the next round as a copy of what the last one said, and returns its id.
func (s *Service) OpenRound(ctx context.Context, actor access.Actor, id string, d RoundDraft) (string, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (string, error) { return s.OpenRoundIn(tx, actor, id, d) })
}

// OpenRoundIn is OpenRound within a transaction.
func (s *Service) OpenRoundIn(tx *db.Tx, actor access.Actor, id string, d RoundDraft) (string, error) {
	a, err := FindIn(tx, id)
	if err != nil {
		return "", err
	}
	if err := actor.Require(RightManage, a.Object()); err != nil {
		return "", err
	}
	last, err := findRound(tx, a.RoundID)
	if err != nil {
		return "", err
	}
	var wrong fault.Invalid
	wrong.Check(d.AsAt > last.AsAt, "as_at", "The round before describes the law of %s. Choose a later day.", last.AsAt)
	wrong.Check(d.AsAt <= tx.Today(), "as_at", "The law is described as it was on a day that has come.")
	if err := wrong.Err(); err != nil {
		return "", err
	}
	if last.State != Settled {
		return "", fault.Clash("Round %d stands at “%s”. It is cleared before the next one opens.", last.Number, last.State.Words())
	}
	r := Round{Number: last.Number + 1, Kind: FollowUp, AsAt: d.AsAt}
	if r.ID, err = openRound(tx, actor, id, r); err != nil {
		return "", err
	}
	if err := carryCells(tx, actor, last.ID, r.ID); err != nil {
		return "", err
	}
	return r.ID, audit.Record(tx, actor, ActionRound, Kind, id, map[string]any{"number": r.Number, "as_at": d.AsAt})
}

func openRound(tx *db.Tx, actor access.Actor, assessmentID string, r Round) (string, error) {
	r.ID, r.AssessmentID = tx.NewID(), assessmentID
	if err := insertRound(tx, r); err != nil {
		return "", err
	}
	return r.ID, insertStep(tx, actor, r.ID, Open, "")
}

// StepDraft is a step that somebody takes with a round.
type StepDraft struct {
	Verb    Verb   `json:"verb" enum:"submit,give_back,reopen"`
	Version int    `json:"version,omitempty" doc:"Of the round as it was read; whichever it is when 0"`
	Words   string `json:"words,omitempty" maxLength:"4000" doc:"Needed to give it back and to reopen it"`
}

// Take takes a step with a round.
func (s *Service) Take(ctx context.Context, actor access.Actor, roundID string, d StepDraft) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) { return true, s.TakeIn(tx, actor, roundID, d) })
	return err
}

// TakeIn is Take within a transaction.
func (s *Service) TakeIn(tx *db.Tx, actor access.Actor, roundID string, d StepDraft) error {
	r, a, err := roundWith(tx, roundID)
	if err != nil {
		return err
	}
	needs, err := a.mayTake(actor, d.Verb)
	if err != nil {
		return err
	}
	tidy(&d.Words)
	var wrong fault.Invalid
	wrong.Check(needs == "" || d.Words != "", "words", "%s", needs)
	tooLong(&wrong, "words", d.Words, 4000)
	if err := wrong.Err(); err != nil {
		return err
	}
	if d.Version != 0 && d.Version != r.Version {
		return fault.Clash("The round was changed by someone else in the meantime. It now stands at: %s.", r.State.Words())
	}
	if d.Verb == Submit {
		if err := r.complete(tx); err != nil {
			return err
		}
	}
	if d.Verb == Reopen && r.ID != a.RoundID {
		return fault.Clash("A later round is open. What has changed since belongs into that one.")
	}
	if err := r.move(tx, actor, d.Verb, d.Words); err != nil {
		return err
	}
	return audit.Record(tx, actor, ActionStep, Kind, a.ID, map[string]any{"round": r.Number, "verb": d.Verb, "words": d.Words})
}

// Allows asks whether the actor may take the step at all, in whichever state the round is: for the form that leads to it.
func (a Assessment) Allows(actor access.Actor, v Verb) error {
	if v == Clear || v == TakeBack {
		return a.requireClears(actor)
	}
	_, err := a.mayTake(actor, v)
	return err
}

// mayTake asks whether the actor may take the step at all, and says what has to be written with it.
func (a Assessment) mayTake(actor access.Actor, v Verb) (needs string, err error) {
	switch v {
	case Submit:
		return "", a.requireWork(actor)
	case GiveBack:
		return "Write what is to be changed before the State can clear it.", a.requireClears(actor)
	case Reopen:
		return "Write why the round is opened again.", actor.Require(RightManage, a.Object())
	default:
		if err := actor.Require(RightSee, a.Object()); err != nil {
			return "", err
		}
		return "", fault.Wrong("verb", "Choose what to do with the round.")
	}
}

// complete says what has to be done before a round can be submitted.
func (r Round) complete(tx *db.Tx) error {
	if r.State != Drafting {
		return nil // the step itself is refused, with better words
	}
	open, err := openProposals(tx, r.ID)
	if err != nil {
		return err
	}
	if open > 0 {
		return fault.Clash("%d proposals wait for a decision. Take or decline them first, so that no text is lost.", open)
	}
	if r.Answered == 0 {
		return fault.Clash("Nothing is written yet.")
	}
	return nil
}

// move leads the round to its next state, and keeps the step.
func (r *Round) move(tx *db.Tx, actor access.Actor, v Verb, words string) error {
	to, ok := r.State.After(v)
	if !ok {
		return fault.Clash("The round stands at “%s”: this cannot be done from there.", r.State.Words())
	}
	r.State = to
	if err := setRound(tx, *r); err != nil {
		return err
	}
	r.Version++
	return insertStep(tx, actor, r.ID, v, words)
}

// roundWith returns a round with its assessment.
func roundWith(tx *db.Tx, id string) (Round, Assessment, error) {
	r, err := findRound(tx, id)
	if err != nil {
		return r, Assessment{}, err
	}
	a, err := FindIn(tx, r.AssessmentID)
	return r, a, err
}

// Can lists the steps that the actor can take with the round now.
func (r Round) Can(actor access.Actor, a Assessment) []Verb {
	return slices.DeleteFunc([]Verb{Submit, Clear, GiveBack, Reopen, TakeBack}, func(v Verb) bool {
		if _, ok := r.State.After(v); !ok {
			return true
		}
		switch v {
		case Submit:
			return !a.mayWork(actor)
		case Reopen:
			return !actor.Can(RightManage, a.Object()) || r.ID != a.RoundID
		case TakeBack:
			return a.partOf(actor) != Clears || r.Cleared == 0
		default:
			return a.partOf(actor) != Clears
		}
	})
}
