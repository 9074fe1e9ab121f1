package indicators

import (
	"context"
	"encoding/json"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/instruments"
	"counterpart/internal/vocabulary"
	"counterpart/internal/vocabulary/pack"
)

// LoadPack makes the pack the mechanism's vocabulary and enters what the registers do not have yet: parties, bodies, posts,
// and the results framework. What is there is left as it is, because an officer may have changed it.
func (s *Service) LoadPack(ctx context.Context, actor access.Actor, p *pack.Pack) error {
	if err := actor.Require(vocabulary.RightLoad, access.Anything); err != nil {
		return err
	}
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) { return true, LoadPackIn(tx, actor, p) })
	return err
}

// LoadPackIn loads within a transaction of a higher room.
func LoadPackIn(tx *db.Tx, actor access.Actor, p *pack.Pack) error {
	if err := instruments.LoadPackIn(tx, actor, p); err != nil {
		return err
	}
	ids := map[string]string{}
	for len(ids) < len(p.Framework) { // those above first, in whatever order they are written
		for _, r := range p.Framework {
			if ids[r.Code] != "" || r.Parent != "" && ids[r.Parent] == "" {
				continue
			}
			id, err := loadResult(tx, actor, r, ids[r.Parent])
			if err != nil {
				return err
			}
			ids[r.Code] = id
		}
	}
	return nil
}

func loadResult(tx *db.Tx, actor access.Actor, r pack.Result, parent string) (string, error) {
	id, err := codeTaken(tx, "framework_result", r.Code)
	if err != nil {
		return "", err
	}
	if id == "" {
		id = tx.NewID()
		n := Result{ID: id, Code: r.Code, Level: r.Level, ParentID: parent, Name: r.Name.Default, Names: translated(r.Name), Description: r.Description.Default, Position: r.Order, Active: true}
		if err := insertResult(tx, n); err != nil {
			return "", err
		}
		if err := audit.Record(tx, actor, ActionAddResult, KindResult, id, map[string]string{"code": r.Code}); err != nil {
			return "", err
		}
	}
	for _, i := range r.Indicators {
		if err := loadIndicator(tx, actor, i, id); err != nil {
			return "", err
		}
	}
	return id, nil
}

func loadIndicator(tx *db.Tx, actor access.Actor, i pack.Indicator, result string) error {
	known, err := codeTaken(tx, "indicator", i.Code)
	if err != nil || known != "" {
		return err
	}
	n := Indicator{
		ID: tx.NewID(), Code: i.Code, ResultID: result, Name: i.Name.Default, Names: translated(i.Name), Definition: i.Definition.Default, Unit: i.Unit,
		Measure: i.Measure, Direction: i.Direction, Computation: i.Computed, Dimensions: i.By, Frequency: i.Frequency, Baseline: i.Baseline,
		BaselineYear: i.BaselineYear, OwnerPost: i.Owner, Source: i.Source, Position: i.Order, Active: true,
	}
	for _, t := range i.Targets {
		n.Targets = append(n.Targets, Target{Period: t.Period, Value: t.Value})
	}
	if err := insertIndicator(tx, n); err != nil {
		return err
	}
	return audit.Record(tx, actor, ActionAdd, Kind, n.ID, map[string]string{"code": i.Code})
}

// translated keeps the name in the pack's other languages as JSON.
func translated(t pack.Text) Names {
	out := Names{}
	for lang, name := range t.Translated {
		out[lang] = name
	}
	return out
}

// Names are a name in other languages than the mechanism's first, by language tag; the database keeps them as JSON.
type Names map[string]string

// Scan reads the names.
func (n *Names) Scan(src any) error {
	*n = Names{}
	switch v := src.(type) {
	case string:
		return json.Unmarshal([]byte(v), n)
	case []byte:
		return json.Unmarshal(v, n)
	}
	return nil
}

func (n Names) text() string {
	if n == nil {
		return "{}"
	}
	b, err := json.Marshal(n)
	if err != nil {
		return "{}" // strings always marshal
	}
	return string(b)
}
