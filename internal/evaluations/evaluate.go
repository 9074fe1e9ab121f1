package evaluations

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"math/big"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/people/shown"
	"counterpart/internal/vocabulary"
)

// SetUp writes the evaluation of an activity. Its questions can change until it is opened.
func (s *Service) SetUp(ctx context.Context, actor access.Actor, activityID string, d Plan) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) { return true, s.SetUpIn(tx, actor, activityID, d) })
	return err
}

// SetUpIn is SetUp within a transaction.
func (s *Service) SetUpIn(tx *db.Tx, actor access.Actor, activityID string, d Plan) error {
	if _, err := activityIn(tx, actor, RightManage, activityID); err != nil {
		return err
	}
	if err := d.check(); err != nil {
		return err
	}
	e, found, err := evaluationOf(tx, activityID)
	if err != nil {
		return err
	}
	if found && e.State != Draft {
		return fault.Clash("The evaluation was opened: its questions stand.")
	}
	raw, err := json.Marshal(d.Questions)
	if err != nil {
		return fmt.Errorf("questions of an evaluation: %w", err)
	}
	if !found {
		e = Evaluation{ID: tx.NewID(), ActivityID: activityID, State: Draft}
		err = insertEvaluation(tx, e, d, string(raw))
	} else {
		n := 0
		if n, err = updateEvaluation(tx, e, d, string(raw)); err == nil && n == 0 {
			err = fault.Clash("The evaluation was changed by someone else in the meantime.")
		}
	}
	if err != nil {
		return err
	}
	return audit.Record(tx, actor, ActionSetUp, Kind, e.ID, map[string]any{"activity": activityID, "questions": len(d.Questions)})
}

// Begin lets everybody who is confirmed answer once. From then on the questions stand.
func (s *Service) Begin(ctx context.Context, actor access.Actor, activityID string) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) { return true, s.BeginIn(tx, actor, activityID) })
	return err
}

// BeginIn is Begin within a transaction.
func (s *Service) BeginIn(tx *db.Tx, actor access.Actor, activityID string) error {
	e, err := s.evaluationIn(tx, actor, RightManage, activityID)
	if err != nil {
		return err
	}
	if e.State != Draft {
		return fault.Clash("The evaluation was opened already.")
	}
	programme, err := activities.ProgrammeIn(tx, access.System("evaluation", activities.RightSee), activityID, shown.Participants)
	if err != nil {
		return err
	}
	questions := spread(e.Questions, programme)
	if len(questions) == 0 {
		return fault.Clash("The questions are all about sessions or speakers, and the programme has none.")
	}
	raw, err := json.Marshal(questions)
	if err != nil {
		return fmt.Errorf("questions of an evaluation: %w", err)
	}
	if err := openEvaluation(tx, e.ID, string(raw)); err != nil {
		return err
	}
	return audit.Record(tx, actor, ActionSetUp, Kind, e.ID, map[string]any{"activity": activityID, "state": Open})
}

// Close takes no more answers; from then on what was said is shown. It is not opened again: what came in afterwards could
// be told from what was shown before.
func (s *Service) Close(ctx context.Context, actor access.Actor, activityID string) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) { return true, s.CloseIn(tx, actor, activityID) })
	return err
}

// CloseIn is Close within a transaction.
func (s *Service) CloseIn(tx *db.Tx, actor access.Actor, activityID string) error {
	e, err := s.evaluationIn(tx, actor, RightManage, activityID)
	if err != nil {
		return err
	}
	if e.State != Open {
		return fault.Clash("The evaluation is not open.")
	}
	if err := setEvaluationState(tx, e.ID, Closed); err != nil {
		return err
	}
	return audit.Record(tx, actor, ActionSetUp, Kind, e.ID, map[string]any{"activity": activityID, "state": Closed})
}

func (s *Service) evaluationIn(tx *db.Tx, actor access.Actor, right access.Right, activityID string) (Evaluation, error) {
	if _, err := activityIn(tx, actor, right, activityID); err != nil {
		return Evaluation{}, err
	}
	e, found, err := evaluationOf(tx, activityID)
	if err == nil && !found {
		err = fault.Missing("evaluation of this activity")
	}
	return e, err
}

// Page is the evaluation of an activity, with what was said once it is over.
type Page struct {
	Activity activities.Activity `json:"-"`
	There    bool                `json:"-"`
	Evaluation
	Confirmed int       `json:"confirmed" doc:"People who can answer"`
	Answered  int       `json:"answered"`
	Least     int       `json:"least" doc:"How many people a figure needs to be shown"`
	Over      bool      `json:"over"`
	Summaries []Summary `json:"summaries" nullable:"false" doc:"Empty until it is closed"`
	MayManage bool      `json:"-"`
	Defaults  []Asked   `json:"-"` // of the pack
}

// Find returns the evaluation of an activity.
func (s *Service) Find(ctx context.Context, actor access.Actor, activityID string) (Page, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (p Page, err error) {
		if p.Activity, err = activityIn(tx, actor, RightSee, activityID); err != nil {
			return p, err
		}
		p.MayManage, p.Summaries = actor.Can(RightManage, p.Activity.Object()), []Summary{}
		words, err := vocabulary.In(tx)
		if err != nil {
			return p, err
		}
		p.Least, p.Defaults = least(words), QuestionsOfPack(words.Pack)
		if p.Evaluation, p.There, err = evaluationOf(tx, activityID); err != nil || !p.There {
			return p, err
		}
		if p.Confirmed, err = countConfirmed(tx, activityID); err != nil {
			return p, err
		}
		all, err := saidIn(tx, p.ID)
		if err != nil {
			return p, err
		}
		p.Answered, p.Over = len(all), p.Evaluation.Over(tx.Now())
		if p.Over {
			p.Summaries = summarise(p.Questions, all, p.Least)
		}
		return p, nil
	})
}

// TakeAlong is Find for a file that is taken along.
func (s *Service) TakeAlong(ctx context.Context, actor access.Actor, activityID string) (Page, error) {
	p, err := s.Find(ctx, actor, activityID)
	if err != nil {
		return p, err
	}
	return p, audit.Exported(ctx, s.db, actor, Kind, []string{p.ID}, ActionExport, map[string]string{"activity": activityID})
}

// Own is what somebody who is asked sees.
type Own struct {
	Activity activities.Activity
	Evaluation
	Used   bool   // answered already
	Closed string // why nothing can be answered
	Least  int
}

// Mine returns the evaluation that a person may answer.
func (s *Service) Mine(ctx context.Context, actor access.Actor, activityID, personID string) (Own, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (Own, error) { return s.MineIn(tx, actor, activityID, personID) })
}

// MineIn is Mine within a transaction.
func (s *Service) MineIn(tx *db.Tx, actor access.Actor, activityID, personID string) (o Own, err error) {
	if err := takesPart(tx, actor, activityID, personID); err != nil {
		return o, err
	}
	if o.Activity, err = activities.FindIn(tx, activityID); err != nil {
		return o, err
	}
	there := false
	if o.Evaluation, there, err = evaluationOf(tx, activityID); err != nil {
		return o, err
	}
	if !there || o.State == Draft {
		return o, fault.Missing("evaluation of this activity yet")
	}
	words, err := vocabulary.In(tx)
	if err != nil {
		return o, err
	}
	o.Least = least(words)
	if o.Used, err = ticketUsed(tx, o.ID, personID); err != nil {
		return o, err
	}
	switch {
	case o.Used:
		o.Closed = "You have answered. Thank you. Nobody can tell which answers are yours, so they can neither be shown to you nor changed."
	case !o.Takes(tx.Now()):
		o.Closed = "The evaluation is closed."
	}
	return o, nil
}

// Say takes somebody's answers. The answers are kept apart from the person: the ticket says that it was used, and nothing says when;
// the history says that an answer came in, and not whose. No idempotency key is kept, because its fingerprint would tell what was
// sent; the ticket itself lets nobody answer twice.
func (s *Service) Say(ctx context.Context, actor access.Actor, activityID, personID string, said Said) error {
	_, err := db.Change(db.Unkeyed(ctx), s.db, func(tx *db.Tx) (bool, error) { return true, s.SayIn(tx, actor, activityID, personID, said) })
	return err
}

// SayIn is Say within a transaction.
func (s *Service) SayIn(tx *db.Tx, actor access.Actor, activityID, personID string, said Said) error {
	o, err := s.MineIn(tx, actor, activityID, personID)
	if err != nil {
		return err
	}
	if o.Closed != "" {
		return fault.Clash("%s", o.Closed)
	}
	kept, err := said.keep(o.Questions)
	if err != nil {
		return err
	}
	if err := useTicket(tx, o.ID, personID); err != nil {
		return err
	}
	all, err := saidIn(tx, o.ID)
	if err != nil {
		return err
	}
	all = append(all, kept)
	if err := shuffle(all); err != nil {
		return err
	}
	if err := writeSaid(tx, o.ID, all); err != nil {
		return err
	}
	return audit.Record(tx, access.System("Anonymous answer"), ActionAnswered, Kind, o.ID, nil)
}

// shuffle brings answers into an order that tells nothing of when they came.
func shuffle(all []Said) error {
	for i := len(all) - 1; i > 0; i-- {
		n, err := rand.Int(rand.Reader, big.NewInt(int64(i+1)))
		if err != nil {
			return fmt.Errorf("shuffle: %w", err)
		}
		j := int(n.Int64())
		all[i], all[j] = all[j], all[i]
	}
	return nil
}
