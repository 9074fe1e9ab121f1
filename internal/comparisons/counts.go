package comparisons

import (
	"context"
	"slices"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/gaps"
	"counterpart/internal/instruments"
	"counterpart/internal/label"
	"counterpart/internal/vocabulary"
)

// Numbers are how many cells show each grade. There is no sum of different grades, and no average.
type Numbers map[Grade]int

// Level is what is counted of the provisions of one level of obligation.
type Level struct {
	Obligation instruments.Obligation `json:"obligation"`
	Numbers    Numbers                `json:"numbers"`
}

// StateCount is what one State shows, level by level.
type StateCount struct {
	Column
	Levels []Level `json:"levels" nullable:"false"`
}

// Counts are those of a map: for all its States together and for each.
type Counts struct {
	Together []Level      `json:"together" nullable:"false" doc:"Cells of all States of the comparison"`
	States   []StateCount `json:"states" nullable:"false"`
}

// Counts counts the cells of the map by level of obligation. A provision whose level binds nobody is not assessed, and not counted.
func (m Map) Counts() Counts {
	out := Counts{Together: levels(), States: make([]StateCount, len(m.Columns))}
	for i, c := range m.Columns {
		out.States[i] = StateCount{c, levels()}
	}
	for _, l := range m.Lines {
		at := slices.Index(Levels, l.Obligation)
		if at < 0 {
			continue
		}
		for i, g := range l.Grades {
			out.Together[at].Numbers[g]++
			out.States[i].Levels[at].Numbers[g]++
		}
	}
	return out
}

func levels() []Level {
	out := make([]Level, len(Levels))
	for i, o := range Levels {
		out[i] = Level{o, Numbers{}}
	}
	return out
}

// ThemeCount is what is counted of one theme over all instruments, level by level.
type ThemeCount struct {
	Theme  string  `json:"theme" doc:"A term of the list theme; empty where a provision has none"`
	Levels []Level `json:"levels" nullable:"false"`
}

// Themes are the counts by theme, over every instrument of which the reader may read something.
type Themes struct {
	Filter      Filter                `json:"filter"`
	AsAt        db.Time               `json:"as_at"`
	Themes      []ThemeCount          `json:"themes" nullable:"false"`
	Instruments []instruments.Version `json:"instruments" nullable:"false" doc:"Those that are counted"`
	States      []string              `json:"states" nullable:"false" doc:"Those that are counted, by name"`
	Label       label.TLP             `json:"label"`
	Groups      []Group               `json:"-"`
	Choices     []Column              `json:"-"` // States that can be chosen
	Words       *vocabulary.Words     `json:"-"`
}

// Themes counts by theme across instruments. Of each State the newest round under each instrument counts, or the one asked for.
func (s *Service) Themes(ctx context.Context, actor access.Actor, f Filter) (Themes, error) {
	return db.ViewLong(ctx, s.db, func(tx *db.Tx) (Themes, error) {
		if !actor.Holds(gaps.RightRead) {
			return Themes{}, actor.Require(gaps.RightRead, access.Anything)
		}
		f, err := f.tidy()
		if err != nil {
			return Themes{}, err
		}
		return themesIn(tx, actor, f)
	})
}

// ExportThemes is Themes for a file that is taken along.
func (s *Service) ExportThemes(ctx context.Context, actor access.Actor, f Filter) (Themes, error) {
	return audit.ShownList[Themes](ctx, s.db, actor, Kind, ActionExport, asked{"themes", f})(s.Themes(ctx, actor, f))
}

func themesIn(tx *db.Tx, actor access.Actor, f Filter) (Themes, error) {
	out := Themes{Filter: f, AsAt: tx.Now(), Themes: []ThemeCount{}, Instruments: []instruments.Version{}, States: []string{}, Label: label.Clear}
	var err error
	if out.Words, err = vocabulary.In(tx); err != nil {
		return out, err
	}
	if out.Groups, err = choicesIn(tx, actor, out.Words); err != nil {
		return out, err
	}
	all, err := instruments.LatestIn(tx)
	if err != nil {
		return out, err
	}
	rounds, err := roundsIn(tx, actor, idsOf(all)...)
	if err != nil {
		return out, err
	}
	within, err := groupIn(tx, actor, f)
	if err != nil {
		return out, err
	}
	out.Choices = statesOf(rounds)
	rounds = newest(rounds, f, within)
	for _, c := range statesOf(rounds) {
		out.States = append(out.States, c.Name)
	}
	for _, v := range all {
		if slices.ContainsFunc(rounds, func(r round) bool { return r.InstrumentID == v.InstrumentID }) {
			out.Instruments = append(out.Instruments, v)
		}
	}
	return out, out.count(tx, actor, rounds)
}

func idsOf(list []instruments.Version) []string {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = v.InstrumentID
	}
	return out
}

// statesOf are the States of some rounds, in alphabetical order.
func statesOf(rounds []round) []Column {
	var out []Column
	seen := map[string]bool{}
	sorted := slices.Clone(rounds)
	slices.SortStableFunc(sorted, round.compare)
	for _, r := range sorted {
		if !seen[r.PartyID] {
			seen[r.PartyID] = true
			out = append(out, r.column())
		}
	}
	return out
}

func (t *Themes) count(tx *db.Tx, actor access.Actor, rounds []round) error {
	outlines, err := outlinesIn(tx)
	if err != nil {
		return err
	}
	tallies, err := talliesIn(tx, actor, rounds, t.Filter.Measure)
	if err != nil {
		return err
	}
	of := make(map[string]outline, len(outlines))
	for _, o := range outlines {
		of[o.ID] = o
	}
	row, labels := map[string]int{}, []label.TLP{label.Clear}
	for _, x := range tallies {
		o, known := of[x.ProvisionID]
		level := slices.Index(Levels, o.Obligation)
		if !known || level < 0 || t.Filter.Theme != "" && o.Theme != t.Filter.Theme || t.Filter.Obligation != "" && string(o.Obligation) != t.Filter.Obligation {
			continue
		}
		i, begun := row[o.Theme]
		if !begun {
			i = len(t.Themes)
			row[o.Theme] = i
			t.Themes = append(t.Themes, ThemeCount{o.Theme, levels()})
		}
		t.Themes[i].Levels[level].Numbers[t.Filter.Measure.grade(x.cell)] += x.Cells
		if !slices.Contains(labels, x.Label) {
			labels = append(labels, x.Label)
		}
	}
	t.Label = label.Strictest(labels...)
	t.sort()
	return nil
}

// sort sets the themes in the order of the list of the pack, and what has none last.
func (t *Themes) sort() {
	place := map[string]int{"": 1 << 20}
	for i, term := range t.Words.List(ThemeList) {
		place[term.Code] = i
	}
	slices.SortFunc(t.Themes, func(a, b ThemeCount) int { return place[a.Theme] - place[b.Theme] })
}

// ThemeList is the list of themes in the vocabulary.
const ThemeList = "theme"
