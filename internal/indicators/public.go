package indicators

import (
	"context"
	"slices"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/vocabulary"
)

// PublicValue is a published value as it leaves the secretariat: a withheld one has no value and no records, a withheld breakdown
// no groups.
type PublicValue struct {
	Value
	Withheld   bool
	Breakdowns []Breakdown
}

// PublicIndicator is an indicator with its published values, the earliest period first.
type PublicIndicator struct {
	Indicator
	Values []PublicValue
}

// PublicResult is a result with its indicators.
type PublicResult struct {
	Result
	Indicators []PublicIndicator
}

// Published returns the framework as it leaves the secretariat, with the values that were restated where all is asked for. The
// caller's page or file holds nothing that is withheld.
func (s *Service) Published(ctx context.Context, actor access.Actor, all bool) ([]PublicResult, error) {
	if err := actor.Require(RightSee, access.Anything); err != nil {
		return nil, err
	}
	return db.View(ctx, s.db, func(tx *db.Tx) ([]PublicResult, error) { return PublishedIn(tx, all) })
}

// PublishedIn is Published for a higher room, which has asked for the right.
func PublishedIn(tx *db.Tx, all bool) ([]PublicResult, error) {
	words, err := vocabulary.In(tx)
	if err != nil {
		return nil, err
	}
	results, err := listResults(tx)
	if err != nil {
		return nil, err
	}
	list, err := listIndicators(tx)
	if err != nil {
		return nil, err
	}
	published, err := publishedValues(tx)
	if err != nil {
		return nil, err
	}
	withheld := hiddenAmong(published, words.Pack.Mechanism.SuppressBelow)
	of := map[string][]PublicValue{}
	for _, v := range published {
		if !v.Current && !all {
			continue
		}
		p, err := publicValue(tx, v, withheld)
		if err != nil {
			return nil, err
		}
		of[v.IndicatorID] = append(of[v.IndicatorID], p)
	}
	var out []PublicResult
	for _, r := range results {
		one := PublicResult{Result: r}
		for _, i := range list {
			if i.ResultID == r.ID {
				one.Indicators = append(one.Indicators, PublicIndicator{Indicator: i, Values: inOrder(of[i.ID])})
			}
		}
		out = append(out, one)
	}
	return out, nil
}

func publicValue(tx *db.Tx, v Value, withheld hidden) (PublicValue, error) {
	p := PublicValue{Withheld: withheld.of(v.ID, "")}
	var err error
	if p.Breakdowns, err = breakdowns(tx, v, withheld); err != nil {
		return p, err
	}
	for i, b := range p.Breakdowns {
		if b.Hidden {
			p.Breakdowns[i].Groups = []Group{}
		}
	}
	v.Records, v.Evidence, v.EvidenceURL, v.EvidenceFileID = Records{}, "", "", ""
	if p.Withheld {
		v.Value = ""
	}
	p.Value = v
	return p, nil
}

// inOrder sorts by period, and what was restated before what restates it.
func inOrder(values []PublicValue) []PublicValue {
	slices.SortStableFunc(values, func(a, b PublicValue) int { return strings.Compare(string(a.StartsOn), string(b.StartsOn)) })
	return values
}
