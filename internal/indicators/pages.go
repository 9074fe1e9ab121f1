package indicators

import (
	"context"
	"math/big"
	"slices"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/files"
	"counterpart/internal/indicators/catalogue"
	"counterpart/internal/vocabulary"
)

// Line is an indicator in the framework with what is published of it.
type Line struct {
	Indicator
	Latest  *Value `json:"latest,omitempty"`
	Before  *Value `json:"before,omitempty" doc:"The published value of the period before"`
	Target  string `json:"target,omitempty" doc:"Of the period of the latest value, or else of the first period with one"`
	Of      string `json:"target_period,omitempty"`
	Trend   string `json:"trend,omitempty" enum:"up,down,same"`
	Waiting int    `json:"waiting" doc:"Values that are under way"`
	// Withheld latest values do not leave the secretariat.
	Withheld bool `json:"withheld" doc:"The latest value does not leave the secretariat"`
}

// Branch is a result with its indicators; Depth says how many results are above it.
type Branch struct {
	Result
	Depth int    `json:"depth"`
	Lines []Line `json:"indicators" nullable:"false"`
}

// Framework is the whole tree, each result before those that hang on it.
type Framework struct {
	Branches     []Branch                `json:"results" nullable:"false"`
	Computations []catalogue.Computation `json:"computations" nullable:"false"`
	Words        *vocabulary.Words       `json:"-"`
}

// Framework returns the results framework with the latest published values.
func (s *Service) Framework(ctx context.Context, actor access.Actor) (Framework, error) {
	if err := actor.Require(RightSee, access.Anything); err != nil {
		return Framework{}, err
	}
	return db.View(ctx, s.db, frameworkIn)
}

func frameworkIn(tx *db.Tx) (f Framework, err error) {
	f = Framework{Branches: []Branch{}, Computations: catalogue.All}
	if f.Words, err = vocabulary.In(tx); err != nil {
		return f, err
	}
	results, err := listResults(tx)
	if err != nil {
		return f, err
	}
	list, err := listIndicators(tx)
	if err != nil {
		return f, err
	}
	published, err := publishedValues(tx)
	if err != nil {
		return f, err
	}
	open, err := openValues(tx)
	if err != nil {
		return f, err
	}
	withheld := hiddenAmong(published, f.Words.Pack.Mechanism.SuppressBelow)
	lines := map[string][]Line{}
	for _, i := range list {
		lines[i.ResultID] = append(lines[i.ResultID], lineOf(i, published, open, withheld))
	}
	f.grow(results, lines, "", 0)
	return f, nil
}

// grow adds the results below one, the tree depth first.
func (f *Framework) grow(results []Result, lines map[string][]Line, parent string, depth int) {
	for _, r := range results {
		if r.ParentID != parent {
			continue
		}
		of := lines[r.ID]
		if of == nil {
			of = []Line{}
		}
		f.Branches = append(f.Branches, Branch{Result: r, Depth: depth, Lines: of})
		f.grow(results, lines, r.ID, depth+1)
	}
}

// hiddenAmong decides period by period what does not leave.
func hiddenAmong(published []Value, below int) hidden {
	type stretch struct{ first, last db.Date }
	of := map[stretch][]Value{}
	for _, v := range published {
		of[stretch{v.StartsOn, v.EndsOn}] = append(of[stretch{v.StartsOn, v.EndsOn}], v)
	}
	out := hidden{}
	for _, values := range of {
		for id, dims := range hideSmall(values, below) {
			out[id] = dims
		}
	}
	return out
}

func lineOf(i Indicator, published, open []Value, withheld hidden) Line {
	l := Line{Indicator: i}
	if l.Targets == nil {
		l.Targets = []Target{}
	}
	for _, v := range published {
		if v.IndicatorID != i.ID || !v.Current {
			continue
		}
		switch {
		case l.Latest == nil || v.StartsOn > l.Latest.StartsOn:
			l.Latest, l.Before = &v, l.Latest
		case l.Before == nil || v.StartsOn > l.Before.StartsOn:
			l.Before = &v
		}
	}
	for _, v := range open {
		if v.IndicatorID == i.ID {
			l.Waiting++
		}
	}
	for _, t := range l.Targets {
		if l.Latest != nil && t.Period == l.Latest.Period || l.Target == "" {
			l.Target, l.Of = t.Value, t.Period
		}
	}
	if l.Latest != nil {
		l.Withheld = withheld.of(l.Latest.ID, "")
		if l.Before != nil {
			l.Trend = trend(l.Before.Value, l.Latest.Value)
		}
	}
	return l
}

// trend compares two values; "" where they are words.
func trend(before, latest string) string {
	a, ok := new(big.Rat).SetString(before)
	b, okToo := new(big.Rat).SetString(latest)
	if !ok || !okToo {
		return ""
	}
	return map[int]string{-1: "down", 0: "same", 1: "up"}[b.Cmp(a)]
}

// Owner is a person who can answer for an indicator.
type Owner struct {
	ID      string `db:"id"`
	Name    string `db:"given"`
	SortKey string `db:"sort_key"`
}

// Owners lists who can answer for an indicator: the people who hold a post of the mechanism or of a body today.
func (s *Service) Owners(ctx context.Context, actor access.Actor) ([]Owner, error) {
	if err := actor.Require(RightEdit, access.Anything); err != nil {
		return nil, err
	}
	return db.View(ctx, s.db, ownersNow)
}

// PeriodLine is one period of an indicator: its target, what is published, what stood before, and what is under way.
type PeriodLine struct {
	Period   catalogue.Period `json:"period"`
	Target   string           `json:"target,omitempty"`
	Current  *Value           `json:"current,omitempty"`
	Restated []Value          `json:"restated" nullable:"false" doc:"Published values that were restated, the latest first"`
	Open     *Value           `json:"open,omitempty"`
	Closed   []Value          `json:"-"` // sent back or withdrawn
	// Now is what the registers give now, where that is not what was published.
	Now      string `json:"now,omitempty" doc:"What the registers give now, where it is not what was published"`
	Differs  bool   `json:"differs"`
	Withheld bool   `json:"withheld"`
	Over     bool   `json:"over"`
}

// Page is an indicator with all its periods.
type Page struct {
	Indicator  Indicator         `json:"indicator"`
	Result     Result            `json:"result"`
	Owner      string            `json:"owner"`
	Periods    []PeriodLine      `json:"periods" nullable:"false"`
	Breakdowns []Breakdown       `json:"breakdowns" nullable:"false" doc:"Of the latest published value"`
	History    []audit.Entry     `json:"-"`
	Words      *vocabulary.Words `json:"-"`
}

// Find returns an indicator with all its periods, the latest first.
func (s *Service) Find(ctx context.Context, actor access.Actor, id string) (Page, error) {
	if err := actor.Require(RightSee, access.Anything); err != nil {
		return Page{}, err
	}
	return db.View(ctx, s.db, func(tx *db.Tx) (p Page, err error) {
		if p.Indicator, err = findIndicator(tx, id); err != nil {
			return Page{}, err
		}
		if p.Result, err = findResult(tx, p.Indicator.ResultID); err != nil {
			return Page{}, err
		}
		if p.Words, err = vocabulary.In(tx); err != nil {
			return Page{}, err
		}
		p.Owner = p.Words.Name(vocabulary.PostKinds, p.Indicator.OwnerPost)
		if p.Indicator.OwnerPersonID != "" {
			if p.Owner, err = ownerName(tx, p.Indicator.OwnerPersonID); err != nil {
				return Page{}, err
			}
		}
		if p.History, err = audit.Of(tx, Kind, id, 50); err != nil {
			return Page{}, err
		}
		return p, p.fill(tx)
	})
}

func (p *Page) fill(tx *db.Tx) error {
	values, err := valuesOf(tx, p.Indicator.ID)
	if err != nil {
		return err
	}
	p.Breakdowns = []Breakdown{}
	for _, period := range p.periods(tx, values) {
		line, err := p.lineOf(tx, period, values)
		if err != nil {
			return err
		}
		if line.Current != nil {
			withheld, err := hiddenOf(tx, *line.Current, p.Words)
			if err != nil {
				return err
			}
			line.Withheld = withheld.of(line.Current.ID, "")
			if len(p.Breakdowns) == 0 {
				if p.Breakdowns, err = breakdowns(tx, *line.Current, withheld); err != nil {
					return err
				}
			}
		}
		p.Periods = append(p.Periods, line)
	}
	return nil
}

func hiddenOf(tx *db.Tx, v Value, words *vocabulary.Words) (hidden, error) {
	among, err := publishedBetween(tx, string(v.StartsOn), string(v.EndsOn))
	return hideSmall(among, words.Pack.Mechanism.SuppressBelow), err
}

// mostPeriods bounds how many periods a page lists.
const mostPeriods = 400

// periods lists those from the first with a target or a value up to the one under way, the latest first.
func (p *Page) periods(tx *db.Tx, values []Value) []catalogue.Period {
	now := catalogue.At(p.Indicator.Frequency, tx.Now().Time)
	first := now
	consider := func(code string) {
		if q, err := catalogue.ParsePeriod(p.Indicator.Frequency, code); err == nil && q.First < first.First {
			first = q
		}
	}
	for _, t := range p.Indicator.Targets {
		consider(t.Period)
	}
	for _, v := range values {
		consider(v.Period)
	}
	if first == now { // at least the one before
		first = catalogue.At(p.Indicator.Frequency, db.Date(now.First).AddDays(-1).Time())
	}
	out := []catalogue.Period{}
	for q := first; len(out) < mostPeriods && q.First <= now.First; q = q.Next(p.Indicator.Frequency) {
		out = append(out, q)
	}
	for _, t := range p.Indicator.Targets { // those of the future
		if q, err := catalogue.ParsePeriod(p.Indicator.Frequency, t.Period); err == nil && q.First > now.First {
			out = append(out, q)
		}
	}
	slices.Reverse(out)
	return out
}

func (p *Page) lineOf(tx *db.Tx, period catalogue.Period, values []Value) (PeriodLine, error) {
	l := PeriodLine{Period: period, Restated: []Value{}, Over: period.Last < string(tx.Today())}
	for _, t := range p.Indicator.Targets {
		if t.Period == period.Code {
			l.Target = t.Value
		}
	}
	for _, v := range values {
		switch {
		case v.Period != period.Code:
		case v.Current:
			l.Current = &v
		case v.State == Published:
			l.Restated = append(l.Restated, v)
		case v.State == Proposed || v.State == Approved:
			l.Open = &v
		default:
			l.Closed = append(l.Closed, v)
		}
	}
	if l.Current == nil {
		return l, nil
	}
	f, holds, err := verify(tx, *l.Current)
	l.Now, l.Differs = f.Now, !holds
	return l, err
}

// ValuePage is one value with everything behind it.
type ValuePage struct {
	Value      Value       `json:"value"`
	Page       Indicator   `json:"-"`
	Restates   *Value      `json:"restates,omitempty" doc:"The published value that it corrects"`
	RestatedBy *Value      `json:"restated_by,omitempty"`
	Breakdowns []Breakdown `json:"breakdowns" nullable:"false"`
	Records    []string    `json:"records" nullable:"false" doc:"Ids of the records counted"`
	Of         string      `json:"of,omitempty"`
	Failure    *Failure    `json:"failure,omitempty" doc:"How the registers differ now"`
	File       *files.File `json:"-"`
	Withheld   bool        `json:"withheld" doc:"The value does not leave the secretariat"`
}

// FindValue returns one value with its records and groups.
func (s *Service) FindValue(ctx context.Context, actor access.Actor, id string) (ValuePage, error) {
	if err := actor.Require(RightSee, access.Anything); err != nil {
		return ValuePage{}, err
	}
	return db.View(ctx, s.db, func(tx *db.Tx) (p ValuePage, err error) {
		if p.Value, err = findValue(tx, id); err != nil {
			return ValuePage{}, err
		}
		if p.Page, err = findIndicator(tx, p.Value.IndicatorID); err != nil {
			return ValuePage{}, err
		}
		return p, p.fill(tx)
	})
}

func (p *ValuePage) fill(tx *db.Tx) error {
	words, err := vocabulary.In(tx)
	if err != nil {
		return err
	}
	withheld, err := hiddenOf(tx, p.Value, words)
	if err != nil {
		return err
	}
	p.Withheld = withheld.of(p.Value.ID, "")
	if p.Breakdowns, err = breakdowns(tx, p.Value, withheld); err != nil {
		return err
	}
	p.Records, p.Of = p.Value.Records.IDs(), p.Value.Records.Of
	all, err := valuesOf(tx, p.Value.IndicatorID)
	if err != nil {
		return err
	}
	for _, v := range all {
		if v.ID == p.Value.RestatesID {
			p.Restates = &v
		}
		if v.RestatesID == p.Value.ID && v.State == Published {
			p.RestatedBy = &v
		}
	}
	if p.Value.EvidenceFileID != "" {
		f, err := files.Find(tx, p.Value.EvidenceFileID)
		if err != nil {
			return err
		}
		p.File = &f
	}
	if f, holds, err := verify(tx, p.Value); err != nil || !holds && (p.Value.Current || p.Value.State == Proposed || p.Value.State == Approved) {
		p.Failure = &f
		return err
	}
	return nil
}

// Evidence returns the file of an entered value.
func (s *Service) Evidence(ctx context.Context, actor access.Actor, valueID string) (files.File, []byte, error) {
	page, err := s.FindValue(ctx, actor, valueID)
	if err != nil {
		return files.File{}, nil, err
	}
	if page.File == nil {
		return files.File{}, nil, fault.Missing("file")
	}
	content, err := s.files.Read(*page.File)
	return *page.File, content, err
}

// Preview says what a computed indicator would be for a period now, before it is proposed; "" where nothing can be computed.
func (s *Service) Preview(ctx context.Context, actor access.Actor, i Indicator, period string) (string, error) {
	if err := actor.Require(RightSee, access.Anything); err != nil {
		return "", err
	}
	p, parseErr := catalogue.ParsePeriod(i.Frequency, period)
	c, ok := catalogue.Find(i.Computation)
	if parseErr != nil || !ok {
		return "", nil
	}
	return db.View(ctx, s.db, func(tx *db.Tx) (string, error) {
		r, err := compute(tx, c, p)
		return valueOf(c.How, r.Rows), err
	})
}
