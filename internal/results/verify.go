package results

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/db"
	"counterpart/internal/figures"
	"counterpart/internal/vocabulary"
)

// Failure is a published figure that the registers no longer give.
type Failure struct {
	Figure Figure   `json:"figure"`
	Now    int      `json:"now"`
	Gone   []string `json:"gone" nullable:"false" doc:"Ids that were counted and are not any more"`
	Come   []string `json:"come" nullable:"false" doc:"Ids that are counted now and were not"`
	Why    string   `json:"why,omitempty"`
}

// Verify computes every current published figure again and returns those that no longer hold.
func (s *Service) Verify(ctx context.Context, actor access.Actor) ([]Failure, error) {
	if err := actor.Require(RightVerify, access.Anything); err != nil {
		return nil, err
	}
	return db.View(ctx, s.db, verifyAll)
}

func verifyAll(tx *db.Tx) ([]Failure, error) {
	figures, err := currentFigures(tx)
	if err != nil {
		return nil, err
	}
	return verifyEach(tx, figures)
}

// verifyEach computes figures again, of which those of one activity stand together.
func verifyEach(tx *db.Tx, figures []Figure) ([]Failure, error) {
	var out []Failure
	for start := 0; start < len(figures); {
		end := start
		for end < len(figures) && figures[end].ActivityID == figures[start].ActivityID {
			end++
		}
		failed, err := verify(tx, figures[start:end])
		if err != nil {
			return nil, err
		}
		out, start = append(out, failed...), end
	}
	return out, nil
}

// verify computes the figures of one activity again.
func verify(tx *db.Tx, figures []Figure) ([]Failure, error) {
	out := []Failure{}
	if len(figures) == 0 {
		return out, nil
	}
	a, err := activities.FindIn(tx, figures[0].ActivityID)
	if err != nil {
		return nil, err
	}
	words, err := vocabulary.In(tx)
	if err != nil {
		return nil, err
	}
	for _, f := range figures {
		d, ok := definitionOf(words, true, f.Key)
		if !ok {
			out = append(out, Failure{Figure: f, Why: "No definition of this figure is known any more."})
			continue
		}
		now, err := compute(tx, a, d)
		if err != nil {
			return nil, err
		}
		f.Name = d.Name
		if fail, held := compare(f, now); !held {
			out = append(out, fail)
		}
	}
	return out, nil
}

// compare holds a published figure against the registers: the number and each record must be the same.
func compare(f Figure, now Number) (Failure, bool) {
	fail := Failure{Figure: f, Now: now.Value}
	fail.Gone, fail.Come = figures.Compare(f.Records.IDs, now.Records)
	return fail, f.Value == now.Value && len(fail.Gone) == 0 && len(fail.Come) == 0
}

// Failing returns the published figures of an activity that no longer hold.
func (s *Service) Failing(ctx context.Context, actor access.Actor, activityID string) ([]Failure, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) ([]Failure, error) {
		if _, err := guarded(tx, actor, RightSee, activityID); err != nil {
			return nil, err
		}
		return failingOf(tx, activityID)
	})
}

func failingOf(tx *db.Tx, activityID string) ([]Failure, error) {
	figures, err := currentOf(tx, activityID)
	if err != nil {
		return nil, err
	}
	return verify(tx, figures)
}

// Recheck verifies every published figure and notes those that fail, so that they can be told to those
// whom they wait for. It is run from time to time.
func (s *Service) Recheck(ctx context.Context) error {
	return figures.Recheck(ctx, s.db, figures.Notes{Table: "figure_failure", ID: "figure_id"}, failingNow)
}

// failingNow computes published figures again, all for nil, and returns those that fail.
func failingNow(tx *db.Tx, ids []string) (figures.Failing, error) {
	list, err := currentAmong(tx, ids)
	if err != nil {
		return nil, err
	}
	failed, err := verifyEach(tx, list)
	out := figures.Failing{}
	for _, f := range failed {
		out[f.Figure.ID] = f.Now
	}
	return out, err
}

// RecheckArgs is the job that runs Recheck.
type RecheckArgs struct{}

// Kind names the job.
func (RecheckArgs) Kind() string { return "results.recheck" }

// Waiting is a report that waits for somebody.
type Waiting struct {
	ActivityID string  `db:"activity_id"`
	Title      string  `db:"title"`
	Since      db.Time `db:"since"`
	Figures    int     `db:"figures"`
}

// ToApprove lists the reports in review that the actor may approve and has not, and did not write.
func (s *Service) ToApprove(ctx context.Context, actor access.Actor) ([]Waiting, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) ([]Waiting, error) { return reportsToApprove(tx, actor) })
}

// ToRestate lists the activities of which published figures no longer hold, as the last check found them.
func (s *Service) ToRestate(ctx context.Context, actor access.Actor) ([]Waiting, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) ([]Waiting, error) { return reportsToRestate(tx, actor) })
}
