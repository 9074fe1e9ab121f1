package periodic

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/figures"
	"counterpart/internal/indicators"
	"counterpart/internal/indicators/catalogue"
)

// FreezeIn keeps figures as those of a release, within the transaction that makes it. They correct those of the release before.
func FreezeIn(tx *db.Tx, publicationID, releaseID string, figures []Figure) error {
	before, err := db.All[Figure](tx, columns+` where f.publication_id = $1 and f.current = true`, publicationID)
	if err != nil {
		return err
	}
	if err := retire(tx, publicationID); err != nil {
		return err
	}
	for _, f := range figures {
		f.PublicationID, f.ReleaseID = publicationID, releaseID
		if old, ok := Find(before, f.Key, f.Code); ok {
			f.RestatesID = old.ID
		}
		if err := insert(tx, f); err != nil {
			return err
		}
	}
	return nil
}

// Failure is a frozen figure that the registers no longer give.
type Failure struct {
	Figure  Figure   `json:"figure"`
	Now     string   `json:"now"`
	Gone    []string `json:"gone" nullable:"false" doc:"Ids that were counted and are not any more"`
	Come    []string `json:"come" nullable:"false" doc:"Ids that are counted now and were not"`
	Changed []string `json:"changed" nullable:"false" doc:"Ids that are counted in another group or with another number"`
	Why     string   `json:"why,omitempty"`
}

// FailingOfIn counts the figures of the latest release of a publication again, and returns those that no longer hold. What was
// counted in the same transaction is not counted twice.
func FailingOfIn(tx *db.Tx, publicationID string, counted ...Figure) ([]Failure, error) {
	figures, err := currentOf(tx, publicationID)
	if err != nil {
		return nil, err
	}
	return verify(tx, figures, counted)
}

func verify(tx *db.Tx, figures, counted []Figure) ([]Failure, error) {
	out := []Failure{}
	for _, f := range figures {
		fail := Failure{Figure: f, Now: f.Value, Gone: []string{}, Come: []string{}, Changed: []string{}}
		c, ok := catalogue.Find(f.Key)
		if !ok {
			fail.Why = "No computation of this name is known any more."
			out = append(out, fail)
			continue
		}
		now, found := Find(counted, f.Key, f.Code)
		if !found {
			again, err := indicators.CountIn(tx, f.Key, catalogue.Period{Code: f.Code, First: f.First, Last: f.Last})
			if err != nil {
				return nil, err
			}
			now.Value, now.Records = again.Value, again.Records
		}
		fail.Now = now.Value
		fail.Gone, fail.Come, fail.Changed = indicators.Differ(f.Records, now.Records)
		if own := indicators.ValueOf(c, f.Records); own != f.Value {
			fail.Why = "The value is not the one that its own records give, which is " + own + "."
		}
		if fail.Why != "" || fail.Now != f.Value || len(fail.Gone)+len(fail.Come)+len(fail.Changed) > 0 {
			out = append(out, fail)
		}
	}
	return out, nil
}

// Service verifies what all reports published.
type Service struct{ db *db.DB }

// New makes the service.
func New(d *db.DB) *Service { return &Service{db: d} }

// List returns every figure of a period that is published now.
func (s *Service) List(ctx context.Context, actor access.Actor) ([]Figure, error) {
	if err := actor.Require(indicators.RightVerify, access.Anything); err != nil {
		return nil, err
	}
	return db.View(ctx, s.db, func(tx *db.Tx) ([]Figure, error) { return currentOf(tx, "") })
}

// Verify counts every published figure of a period again and returns those that no longer hold.
func (s *Service) Verify(ctx context.Context, actor access.Actor) ([]Failure, error) {
	if err := actor.Require(indicators.RightVerify, access.Anything); err != nil {
		return nil, err
	}
	return db.View(ctx, s.db, func(tx *db.Tx) ([]Failure, error) { return FailingOfIn(tx, "") })
}

// Recheck verifies every published figure and notes those that fail, so that they can be told to those whom they wait for.
func (s *Service) Recheck(ctx context.Context) error {
	return figures.Recheck(ctx, s.db, figures.Notes{Table: "period_failure", ID: "figure_id"}, failingNow)
}

// failingNow counts published figures again, all for nil, and returns those that fail.
func failingNow(tx *db.Tx, ids []string) (figures.Failing, error) {
	list, err := currentAmong(tx, ids)
	if err != nil {
		return nil, err
	}
	failed, err := verify(tx, list, nil)
	out := figures.Failing{}
	for _, f := range failed {
		out[f.Figure.ID] = f.Now
	}
	return out, err
}

// RecheckArgs is the job that runs Recheck.
type RecheckArgs struct{}

// Kind names the job.
func (RecheckArgs) Kind() string { return "periodic.recheck" }
