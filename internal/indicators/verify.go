package indicators

import (
	"context"
	"slices"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/figures"
	"counterpart/internal/indicators/catalogue"
)

// Failure is a published value that the registers no longer give.
type Failure struct {
	Value   Value    `json:"value"`
	Now     string   `json:"now"`
	Gone    []string `json:"gone" nullable:"false" doc:"Ids that were counted and are not any more"`
	Come    []string `json:"come" nullable:"false" doc:"Ids that are counted now and were not"`
	Changed []string `json:"changed" nullable:"false" doc:"Ids that are counted in another group or with another number"`
	Why     string   `json:"why,omitempty"`
}

// verify computes a value again. One that was entered holds: there is nothing to compute.
func verify(tx *db.Tx, v Value) (Failure, bool, error) {
	f := Failure{Value: v, Now: v.Value, Gone: []string{}, Come: []string{}, Changed: []string{}}
	if v.Computation == "" {
		return f, true, nil
	}
	c, ok := catalogue.Find(v.Computation)
	if !ok {
		f.Why = "No computation of this name is known any more."
		return f, false, nil
	}
	now, err := compute(tx, c, v.PeriodOf())
	if err != nil {
		return f, false, err
	}
	f.Now = valueOf(c.How, now.Rows)
	f.Gone, f.Come, f.Changed = Differ(v.Records, now)
	if frozen := valueOf(c.How, v.Records.Rows); frozen != v.Value {
		f.Why = "The value is not the one that its own records give, which is " + frozen + "."
	}
	return f, f.Why == "" && f.Now == v.Value && len(f.Gone)+len(f.Come)+len(f.Changed) == 0, nil
}

// different lists the ids of the records that are not the same in both.
func different(a, b Records) []string {
	of := make(map[string]Row, len(a.Rows))
	for _, r := range a.Rows {
		of[r.ID] = r
	}
	out := []string{}
	for _, r := range b.Rows {
		if before, ok := of[r.ID]; !ok || before != r {
			out = append(out, r.ID)
		}
		delete(of, r.ID)
	}
	for _, r := range a.Rows {
		if _, left := of[r.ID]; left {
			out = append(out, r.ID)
		}
	}
	return out
}

// List returns every current published value.
func (s *Service) List(ctx context.Context, actor access.Actor) ([]Value, error) {
	if err := actor.Require(RightVerify, access.Anything); err != nil {
		return nil, err
	}
	return db.View(ctx, s.db, currentValues)
}

// Verify computes every current published value again and returns those that no longer hold.
func (s *Service) Verify(ctx context.Context, actor access.Actor) ([]Failure, error) {
	if err := actor.Require(RightVerify, access.Anything); err != nil {
		return nil, err
	}
	return db.View(ctx, s.db, verifyAll)
}

func verifyAll(tx *db.Tx) ([]Failure, error) {
	values, err := currentValues(tx)
	if err != nil {
		return nil, err
	}
	return verifyEach(tx, values)
}

func verifyEach(tx *db.Tx, values []Value) ([]Failure, error) {
	out := []Failure{}
	for _, v := range values {
		f, holds, err := verify(tx, v)
		if err != nil {
			return nil, err
		}
		if !holds {
			out = append(out, f)
		}
	}
	return out, nil
}

// Recheck verifies every current value and notes those that fail, so that they can be told to those whom they wait for.
func (s *Service) Recheck(ctx context.Context) error {
	return figures.Recheck(ctx, s.db, figures.Notes{Table: "indicator_failure", ID: "value_id"}, failingNow)
}

// failingNow computes current values again, all for nil, and returns those that fail.
func failingNow(tx *db.Tx, ids []string) (figures.Failing, error) {
	values, err := currentAmong(tx, ids)
	if err != nil {
		return nil, err
	}
	failed, err := verifyEach(tx, values)
	out := figures.Failing{}
	for _, f := range failed {
		out[f.Value.ID] = f.Now
	}
	return out, err
}

// RecheckArgs is the job that runs Recheck.
type RecheckArgs struct{}

// Kind names the job.
func (RecheckArgs) Kind() string { return "indicators.recheck" }

// ToApprove lists the proposed values that the actor may approve and did not propose.
func (s *Service) ToApprove(ctx context.Context, actor access.Actor) ([]Value, error) {
	if !actor.Can(RightApprove, access.Anything) {
		return nil, nil
	}
	open, err := db.View(ctx, s.db, openValues)
	return slices.DeleteFunc(open, func(v Value) bool { return v.State != Proposed || v.ProposedBy == actor.Key() }), err
}

// ToPublish lists the approved values that the actor may publish.
func (s *Service) ToPublish(ctx context.Context, actor access.Actor) ([]Value, error) {
	if !actor.Can(RightPublish, access.Anything) {
		return nil, nil
	}
	open, err := db.View(ctx, s.db, openValues)
	return slices.DeleteFunc(open, func(v Value) bool { return v.State != Approved }), err
}

// ToRestate lists the current values that no longer hold, as the last check found them.
func (s *Service) ToRestate(ctx context.Context, actor access.Actor) ([]Value, error) {
	if !actor.Can(RightPropose, access.Anything) {
		return nil, nil
	}
	return db.View(ctx, s.db, func(tx *db.Tx) ([]Value, error) {
		ids, err := failedIDs(tx)
		if err != nil || len(ids) == 0 {
			return nil, err
		}
		current, err := currentValues(tx)
		return slices.DeleteFunc(current, func(v Value) bool { return !slices.Contains(ids, v.ID) }), err
	})
}
