package demo

import (
	"context"
	"fmt"
	"time"

	"counterpart/internal/demo/moments"

	"counterpart/internal/db"
	"counterpart/internal/indicators"
)

// measured are the values of the framework that the story publishes. What has no value is computed.
var measured = []struct {
	code string
	indicators.ValueDraft
}{
	{"activities_held", indicators.ValueDraft{Period: "2023-H1"}},
	{"activities_held", indicators.ValueDraft{Period: "2023-H2"}},
	{"activities_held", indicators.ValueDraft{Period: "2024-H1"}},
	{"people_came", indicators.ValueDraft{Period: "2023-H1"}},
	{"people_came", indicators.ValueDraft{Period: "2023-H2"}},
	{"people_came", indicators.ValueDraft{Period: "2024-H1"}},
	{"women", indicators.ValueDraft{Period: "2024-H1"}},
	{"states_engaged", indicators.ValueDraft{Period: "2023-H1"}},
	{"states_engaged", indicators.ValueDraft{Period: "2023-H2"}},
	{"states_engaged", indicators.ValueDraft{Period: "2024-H1"}},
	{"cases_referred", typed("2023-H1", "2", "Letters of two States to the office, filed under liaison.")},
	{"cases_referred", typed("2023-H2", "3", "Letters of three States to the office, filed under liaison.")},
	{"cases_referred", typed("2024-H1", "4", "Letters of four States to the office, filed under liaison.")},
}

func typed(period, value, evidence string) indicators.ValueDraft {
	return indicators.ValueDraft{
		Period: period, Value: value, Evidence: evidence, EvidenceURL: "https://files.counterpart.example/liaison/" + period,
		Reason: "States tell the office by letter; no register counts it.",
	}
}

// measure publishes the values of three half-years. One is restated, and one waits for its second person.
func (s *story) measure(ctx context.Context) error {
	when := moments.At("2024-07-08", "09:00")
	for i, m := range measured {
		if err := s.publishValue(ctx, m.code, m.ValueDraft, when.Add(time.Duration(i)*10*time.Minute), false); err != nil {
			return fmt.Errorf("%s of %s: %w", m.code, m.Period, err)
		}
	}
	late := typed("2024-H1", "5", "The letters of four States, and a fifth that arrived on 18 July.")
	late.Reason = "A letter of June arrived after the value was published."
	if err := s.publishValue(ctx, "cases_referred", late, moments.At("2024-07-22", "09:00"), true); err != nil {
		return err
	}
	return s.moment(ctx, s.ago(4), func(ctx context.Context, tx *db.Tx) error {
		id, err := db.One[string](tx, `select id from indicator where code = $1`, "nominations_per_seat")
		if err != nil {
			return err
		}
		_, err = s.values.Propose(ctx, s.officer, id, indicators.ValueDraft{Period: "2024-H1"}, nil)
		return err
	})
}

// publishValue takes one value from the proposal to its publication.
func (s *story) publishValue(ctx context.Context, code string, d indicators.ValueDraft, when time.Time, restate bool) error {
	return s.moment(ctx, when, func(ctx context.Context, tx *db.Tx) error {
		indicator, err := db.One[string](tx, `select id from indicator where code = $1`, code)
		if err != nil {
			return err
		}
		propose := s.values.Propose
		if restate {
			propose = s.values.Restate
		}
		id, err := propose(ctx, s.officer, indicator, d, nil)
		if err != nil {
			return err
		}
		if err := s.values.Approve(ctx, s.managers[0], id, 1); err != nil {
			return err
		}
		return s.values.Publish(ctx, s.officer, id, 2)
	})
}
