package indicators

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/indicators/catalogue"
	"counterpart/internal/vocabulary"
)

// Result is an impact, an outcome or an output.
type Result struct {
	ID          string `db:"id" json:"id"`
	Code        string `db:"code" json:"code"`
	Level       string `db:"level" json:"level" enum:"impact,outcome,output"`
	ParentID    string `db:"parent_id" json:"parent_id,omitempty"`
	Name        string `db:"name" json:"name"`
	Names       Names  `db:"names" json:"names"`
	Description string `db:"description" json:"description,omitempty"`
	Position    int    `db:"position" json:"position"`
	Active      bool   `db:"active" json:"active"`
	Version     int    `db:"version" json:"version"`
}

// ResultDraft is a result as an officer writes it.
type ResultDraft struct {
	Code        string `json:"code" maxLength:"60"`
	Level       string `json:"level" enum:"impact,outcome,output"`
	ParentID    string `json:"parent_id,omitempty" maxLength:"40"`
	Name        string `json:"name" maxLength:"300"`
	Description string `json:"description,omitempty" maxLength:"4000"`
	Position    int    `json:"position,omitempty" minimum:"0" maximum:"100000"`
	Retired     bool   `json:"retired,omitempty" doc:"No longer followed; its values stay"`
}

// Indicator is what a result is measured by.
type Indicator struct {
	ID            string   `db:"id" json:"id"`
	Code          string   `db:"code" json:"code"`
	ResultID      string   `db:"result_id" json:"result_id"`
	Name          string   `db:"name" json:"name"`
	Names         Names    `db:"names" json:"names"`
	Definition    string   `db:"definition" json:"definition"`
	Unit          string   `db:"unit" json:"unit,omitempty"`
	Measure       string   `db:"measure" json:"measure" enum:"unit,percentage,nominal,ordinal,qualitative"`
	Direction     string   `db:"direction" json:"direction" enum:"up,down,none"`
	Computation   string   `db:"computation" json:"computation,omitempty" doc:"Of the catalogue; absent where values are entered"`
	Dimensions    List     `db:"dimensions" json:"dimensions" nullable:"false"`
	Frequency     string   `db:"frequency" json:"frequency" enum:"monthly,quarterly,half_yearly,yearly"`
	Baseline      string   `db:"baseline" json:"baseline,omitempty"`
	BaselineYear  int      `db:"baseline_year" json:"baseline_year,omitempty"`
	OwnerPost     string   `db:"owner_post" json:"owner_post,omitempty"`
	OwnerPersonID string   `db:"owner_person_id" json:"owner_person_id,omitempty"`
	Source        string   `db:"source" json:"source,omitempty"`
	Position      int      `db:"position" json:"position"`
	Active        bool     `db:"active" json:"active"`
	Version       int      `db:"version" json:"version"`
	Targets       []Target `json:"targets" nullable:"false"`
}

// Target is the value that should be reached in a period.
type Target struct {
	IndicatorID string `db:"indicator_id" json:"-"`
	Period      string `db:"period" json:"period"`
	Value       string `db:"value" json:"value"`
}

// List is words separated by blanks in the database.
type List []string

// Scan reads the words.
func (l *List) Scan(src any) error {
	*l = List{}
	switch v := src.(type) {
	case string:
		*l = strings.Fields(v)
	case []byte:
		*l = strings.Fields(string(v))
	}
	return nil
}

// Draft is an indicator as an officer writes it.
type Draft struct {
	Code          string   `json:"code" maxLength:"60"`
	ResultID      string   `json:"result_id" maxLength:"40"`
	Name          string   `json:"name" maxLength:"300"`
	Definition    string   `json:"definition,omitempty" maxLength:"4000"`
	Unit          string   `json:"unit,omitempty" maxLength:"60"`
	Measure       string   `json:"measure" enum:"unit,percentage,nominal,ordinal,qualitative"`
	Direction     string   `json:"direction" enum:"up,down,none"`
	Computation   string   `json:"computation,omitempty" maxLength:"60"`
	Dimensions    []string `json:"dimensions,omitempty" maxItems:"10"`
	Frequency     string   `json:"frequency" enum:"monthly,quarterly,half_yearly,yearly"`
	Baseline      string   `json:"baseline,omitempty" maxLength:"300"`
	BaselineYear  int      `json:"baseline_year,omitempty"`
	OwnerPost     string   `json:"owner_post,omitempty" maxLength:"60"`
	OwnerPersonID string   `json:"owner_person_id,omitempty" maxLength:"40"`
	Source        string   `json:"source,omitempty" maxLength:"300"`
	Position      int      `json:"position,omitempty" minimum:"0" maximum:"100000"`
	Retired       bool     `json:"retired,omitempty" doc:"No longer followed; its values stay"`
	Targets       []Target `json:"targets,omitempty" maxItems:"400"`
}

// Definitions says what the value means: the computation's own words, and what the officer added.
func (i Indicator) Definitions() string {
	c, ok := catalogue.Find(i.Computation)
	if !ok {
		return i.Definition
	}
	return strings.TrimSpace(c.Words + " " + i.Definition)
}

var code = regexp.MustCompile(`^[a-z][a-z0-9_]{0,59}$`)

var rank = map[string]int{"impact": 1, "outcome": 2, "output": 3}

// AddResult enters a result.
func (s *Service) AddResult(ctx context.Context, actor access.Actor, d ResultDraft) (string, error) {
	if err := actor.Require(RightEdit, access.Anything); err != nil {
		return "", err
	}
	return db.Change(ctx, s.db, func(tx *db.Tx) (string, error) {
		r := Result{ID: tx.NewID()}
		if err := d.check(tx, r); err != nil {
			return "", err
		}
		r.take(d)
		if err := insertResult(tx, r); err != nil {
			return "", err
		}
		return r.ID, audit.Record(tx, actor, ActionAddResult, KindResult, r.ID, d)
	})
}

// ChangeResult rewrites a result; version is the one that the officer saw.
func (s *Service) ChangeResult(ctx context.Context, actor access.Actor, id string, version int, d ResultDraft) error {
	if err := actor.Require(RightEdit, access.Anything); err != nil {
		return err
	}
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		r, err := findResult(tx, id)
		if err != nil {
			return false, err
		}
		if r.Version != version {
			return false, fault.Clash("Somebody else changed this result in the meantime. Read it again.")
		}
		if err := d.check(tx, r); err != nil {
			return false, err
		}
		before := r
		r.take(d)
		if err := updateResult(tx, r); err != nil {
			return false, err
		}
		return true, audit.Record(tx, actor, ActionChangeResult, KindResult, id, map[string]any{"before": before, "after": d})
	})
	return err
}

func (r *Result) take(d ResultDraft) {
	if r.Name != d.Name {
		r.Names = Names{} // a translation of the old name is none of the new one
	}
	r.Code, r.Level, r.ParentID, r.Name, r.Description, r.Position, r.Active = d.Code, d.Level, d.ParentID, d.Name, d.Description, d.Position, !d.Retired
}

// check lists everything wrong with the draft.
func (d *ResultDraft) check(tx *db.Tx, of Result) error {
	d.Code, d.Name, d.Description = strings.TrimSpace(d.Code), strings.TrimSpace(d.Name), strings.TrimSpace(d.Description)
	var wrong fault.Invalid
	wrong.Check(code.MatchString(d.Code), "code", "Write the code in small letters, digits and underscores, beginning with a letter.")
	wrong.Check(rank[d.Level] > 0, "level", "Choose impact, outcome or output.")
	checkText(&wrong, "name", "the name", d.Name, 300, true)
	checkText(&wrong, "description", "the description", d.Description, 4000, false)
	taken, err := codeTaken(tx, "framework_result", d.Code)
	if err != nil {
		return err
	}
	wrong.Check(taken == "" || taken == of.ID, "code", "Another result has this code.")
	if d.ParentID != "" {
		up, err := findResult(tx, d.ParentID)
		if err != nil && !fault.IsNotFound(err) {
			return err
		}
		wrong.Check(err == nil && rank[up.Level] < rank[d.Level], "parent_id", "Choose a result of a higher level: an outcome hangs on an impact, an output on an outcome or an impact.")
	}
	if of.ID != "" {
		below, err := levelsBelow(tx, of.ID)
		if err != nil {
			return err
		}
		for _, level := range below {
			wrong.Check(rank[d.Level] < rank[level], "level", "A result that is no lower hangs on this one. Move that first.")
		}
	}
	return wrong.Err()
}

func checkText(wrong *fault.Invalid, field, what, s string, limit int, needed bool) {
	wrong.Check(s != "" || !needed, field, "Write %s.", what)
	wrong.Check(utf8.RuneCountInString(s) <= limit, field, "Shorten %s to %d characters.", what, limit)
}

// Add enters an indicator.
func (s *Service) Add(ctx context.Context, actor access.Actor, d Draft) (string, error) {
	if err := actor.Require(RightEdit, access.Anything); err != nil {
		return "", err
	}
	return db.Change(ctx, s.db, func(tx *db.Tx) (string, error) {
		i := Indicator{ID: tx.NewID()}
		if err := d.check(tx, i); err != nil {
			return "", err
		}
		i.take(d)
		if err := insertIndicator(tx, i); err != nil {
			return "", err
		}
		return i.ID, audit.Record(tx, actor, ActionAdd, Kind, i.ID, d)
	})
}

// Change rewrites an indicator; version is the one that the officer saw. Values that are there keep the definition with which
// they were proposed.
func (s *Service) Change(ctx context.Context, actor access.Actor, id string, version int, d Draft) error {
	if err := actor.Require(RightEdit, access.Anything); err != nil {
		return err
	}
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		i, err := findIndicator(tx, id)
		if err != nil {
			return false, err
		}
		if i.Version != version {
			return false, fault.Clash("Somebody else changed this indicator in the meantime. Read it again.")
		}
		if err := d.check(tx, i); err != nil {
			return false, err
		}
		before := i
		i.take(d)
		if err := updateIndicator(tx, i); err != nil {
			return false, err
		}
		return true, audit.Record(tx, actor, ActionChange, Kind, id, map[string]any{"before": before, "after": d})
	})
	return err
}

func (i *Indicator) take(d Draft) {
	if i.Name != d.Name {
		i.Names = Names{}
	}
	i.Code, i.ResultID, i.Name, i.Definition, i.Unit, i.Measure, i.Direction = d.Code, d.ResultID, d.Name, d.Definition, d.Unit, d.Measure, d.Direction
	i.Computation, i.Dimensions, i.Frequency, i.Baseline, i.BaselineYear = d.Computation, d.Dimensions, d.Frequency, d.Baseline, d.BaselineYear
	i.OwnerPost, i.OwnerPersonID, i.Source, i.Position, i.Active, i.Targets = d.OwnerPost, d.OwnerPersonID, d.Source, d.Position, !d.Retired, d.Targets
}

// check lists everything wrong with the draft.
func (d *Draft) check(tx *db.Tx, of Indicator) error {
	for _, s := range []*string{&d.Code, &d.Name, &d.Definition, &d.Unit, &d.Baseline, &d.Source} {
		*s = strings.TrimSpace(*s)
	}
	var wrong fault.Invalid
	wrong.Check(code.MatchString(d.Code), "code", "Write the code in small letters, digits and underscores, beginning with a letter.")
	checkText(&wrong, "name", "the name", d.Name, 300, true)
	checkText(&wrong, "definition", "the definition", d.Definition, 4000, d.Computation == "")
	checkText(&wrong, "unit", "the unit", d.Unit, 60, false)
	checkText(&wrong, "source", "the source", d.Source, 300, false)
	wrong.Check(slices.Contains(catalogue.Measures, d.Measure), "measure", "Choose how it is measured.")
	wrong.Check(slices.Contains(catalogue.Directions, d.Direction), "direction", "Choose whether up or down is better.")
	wrong.Check(slices.Contains(catalogue.Frequencies, d.Frequency), "frequency", "Choose how often it is measured.")
	wrong.Check((d.Baseline == "") == (d.BaselineYear == 0), "baseline", "Write the baseline and its year, or neither.")
	wrong.Check(d.BaselineYear == 0 || d.BaselineYear >= 1950 && d.BaselineYear < 2200, "baseline_year", "Write the year with four digits.")
	wrong.Check(d.Baseline == "" || d.Measure == catalogue.Qualitative || catalogue.IsNumber(d.Baseline), "baseline", "Write the baseline as a number, for example 12.5.")
	d.checkComputation(&wrong)
	d.checkTargets(&wrong)
	return d.checkIn(tx, of, &wrong)
}

func (d *Draft) checkComputation(wrong *fault.Invalid) {
	c, known := catalogue.Find(d.Computation)
	wrong.Check(d.Computation == "" || known, "computation", "Choose a computation, or none.")
	wrong.Check(!known || d.Measure != catalogue.Qualitative, "measure", "What is computed is a number and cannot be qualitative.")
	for _, dim := range d.Dimensions {
		wrong.Check(known && c.Has(dim), "dimensions", "%s cannot be divided by %s.", orTyped(c.Name), strings.ToLower(catalogue.DimensionNames[dim]))
	}
}

func orTyped(name string) string {
	if name == "" {
		return "What is typed"
	}
	return name
}

func (d *Draft) checkTargets(wrong *fault.Invalid) {
	seen := map[string]bool{}
	for _, t := range d.Targets {
		if _, err := catalogue.ParsePeriod(d.Frequency, t.Period); err != nil {
			wrong.Add("targets", "Target: %s.", err)
		}
		wrong.Check(!seen[t.Period], "targets", "The period %s has two targets.", t.Period)
		seen[t.Period] = true
		wrong.Check(t.Value != "" && utf8.RuneCountInString(t.Value) <= 300 && (d.Measure == catalogue.Qualitative || catalogue.IsNumber(t.Value)), "targets", "Target of %s: %q is not a number.", t.Period, t.Value)
	}
}

// checkIn holds what asks the database.
func (d *Draft) checkIn(tx *db.Tx, of Indicator, wrong *fault.Invalid) error {
	words, err := vocabulary.In(tx)
	if err != nil {
		return err
	}
	wrong.Check(d.OwnerPost == "" || words.Has(vocabulary.PostKinds, d.OwnerPost), "owner_post", "Choose a post.")
	wrong.Check(d.OwnerPost != "" || d.OwnerPersonID != "", "owner_post", "Say which post or person answers for it.")
	if d.OwnerPersonID != "" {
		known, err := personKnown(tx, d.OwnerPersonID)
		if err != nil {
			return err
		}
		wrong.Check(known, "owner_person_id", "There is no such person.")
	}
	taken, err := codeTaken(tx, "indicator", d.Code)
	if err != nil {
		return err
	}
	wrong.Check(taken == "" || taken == of.ID, "code", "Another indicator has this code.")
	if _, err := findResult(tx, d.ResultID); fault.IsNotFound(err) {
		wrong.Add("result_id", "Choose the result that it measures.")
	} else if err != nil {
		return err
	}
	if of.Version > 0 && of.Frequency != d.Frequency {
		n, err := countValues(tx, of.ID)
		if err != nil {
			return err
		}
		wrong.Check(n == 0, "frequency", "There are values of the old periods. Retire this indicator and add another one.")
	}
	return d.checkAlike(tx, of, wrong)
}

// checkAlike keeps all that divide people to one frequency: from numbers of a year and of its quarters, a small group could be
// worked out by subtraction.
func (d *Draft) checkAlike(tx *db.Tx, of Indicator, wrong *fault.Invalid) error {
	if !dividesPeople(d.Computation, d.Dimensions) || d.Retired {
		return wrong.Err()
	}
	all, err := listIndicators(tx)
	if err != nil {
		return err
	}
	for _, o := range all {
		if o.ID != of.ID && o.Frequency != d.Frequency && dividesPeople(o.Computation, o.Dimensions) {
			n, err := countValues(tx, o.ID)
			if err != nil {
				return err
			}
			if o.Active || n > 0 {
				wrong.Add("frequency", "“%s” divides people too and is measured %s. Measure both equally often: by subtracting one from the other, small groups could be worked out.",
					o.Name, strings.ToLower(catalogue.FrequencyNames[o.Frequency]))
				break
			}
		}
	}
	return wrong.Err()
}

func dividesPeople(computation string, dimensions []string) bool {
	c, ok := catalogue.Find(computation)
	return ok && c.Personal && (c.Secret || len(dimensions) > 0)
}
