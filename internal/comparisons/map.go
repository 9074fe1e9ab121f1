package comparisons

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/gaps"
	"counterpart/internal/instruments"
	"counterpart/internal/label"
	"counterpart/internal/parties"
	"counterpart/internal/vocabulary"
)

// Column is one State in one of its rounds.
type Column struct {
	PartyID string  `json:"party_id"`
	Name    string  `json:"name"`
	ISO     string  `json:"iso,omitempty"`
	RoundID string  `json:"-"`
	Round   int     `json:"round"`
	Kind    string  `json:"kind" enum:"baseline,follow_up"`
	AsAt    db.Date `json:"as_at" doc:"The day of the law that is described"`
}

// Mark is what tells the States of a page apart in addresses of its parts.
func (c Column) Mark() string {
	if c.ISO != "" {
		return c.ISO
	}
	return c.PartyID
}

// RoundWords say which round it is.
func (c Column) RoundWords() string {
	if c.Kind == Baseline {
		return "Baseline"
	}
	return "Round " + strconv.Itoa(c.Round)
}

// Line is one provision with what each State shows under it, in the order of the columns. A heading has no grades.
type Line struct {
	instruments.Node
	Grades []Grade     `json:"grades" nullable:"false"`
	Labels []label.TLP `json:"-"`
}

// Map is the provisions of an instrument by States.
type Map struct {
	Filter  Filter              `json:"filter"`
	Version instruments.Version `json:"instrument"`
	AsAt    db.Time             `json:"as_at"`
	Columns []Column            `json:"columns" nullable:"false"`
	Lines   []Line              `json:"provisions" nullable:"false"`
	Nothing []string            `json:"nothing_to_show" nullable:"false" doc:"States of which the reader may read nothing here: none is a gap"`
	Label   label.TLP           `json:"label" doc:"The strictest of what is shown"`
	Themes  []string            `json:"-"` // codes, of the whole instrument
	Rounds  []int               `json:"-"` // numbers that can be chosen
	Groups  []Group             `json:"-"`
	States  []Column            `json:"-"` // that can be chosen
	Words   *vocabulary.Words   `json:"-"`
}

// Map compares the States of a filter under one instrument.
func (s *Service) Map(ctx context.Context, actor access.Actor, code string, f Filter) (Map, error) {
	return db.ViewLong(ctx, s.db, func(tx *db.Tx) (Map, error) {
		if !actor.Holds(gaps.RightRead) {
			return Map{}, actor.Require(gaps.RightRead, access.Anything)
		}
		f, err := f.tidy()
		if err != nil {
			return Map{}, err
		}
		return mapIn(tx, actor, code, f)
	})
}

// Export is Map for a file that is taken along.
func (s *Service) Export(ctx context.Context, actor access.Actor, code string, f Filter) (Map, error) {
	return audit.ShownList[Map](ctx, s.db, actor, Kind, ActionExport, asked{code, f})(s.Map(ctx, actor, code, f))
}

// asked is what a file was asked for, as the history keeps it.
type asked struct {
	What   string `json:"what"`
	Filter Filter `json:"filter"`
}

func mapIn(tx *db.Tx, actor access.Actor, code string, f Filter) (Map, error) {
	out := Map{Filter: f, AsAt: tx.Now(), Columns: []Column{}, Lines: []Line{}, Nothing: []string{}, Label: label.Clear}
	if err := out.begin(tx, actor, code); err != nil {
		return out, err
	}
	rounds, err := roundsIn(tx, actor, out.Version.InstrumentID)
	if err != nil {
		return out, err
	}
	within, err := groupIn(tx, actor, f)
	if err != nil {
		return out, err
	}
	out.offer(rounds)
	rounds = newest(rounds, f, within)
	if err := out.nothing(tx, actor, rounds, within); err != nil {
		return out, err
	}
	nodes, err := instruments.TreeIn(tx, out.Version.ID)
	if err != nil {
		return out, err
	}
	cells, err := cellsIn(tx, actor, rounds)
	if err != nil {
		return out, err
	}
	out.lay(nodes, rounds, cells)
	return out, nil
}

// begin finds the instrument in the version that is in use, and the words.
func (m *Map) begin(tx *db.Tx, actor access.Actor, code string) error {
	all, err := instruments.LatestIn(tx)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(v instruments.Version) bool { return v.Code == code })
	if i < 0 {
		return fault.Missing("instrument")
	}
	m.Version = all[i]
	if m.Words, err = vocabulary.In(tx); err != nil {
		return err
	}
	m.Groups, err = choicesIn(tx, actor, m.Words)
	return err
}

// offer lists the rounds and States that can be chosen.
func (m *Map) offer(rounds []round) {
	for _, r := range rounds {
		if !slices.Contains(m.Rounds, r.Number) {
			m.Rounds = append(m.Rounds, r.Number)
		}
	}
	m.States = statesOf(rounds)
	slices.Sort(m.Rounds)
}

// compare sets States in alphabetical order.
func (r round) compare(o round) int {
	return cmp.Or(cmp.Compare(r.SortKey, o.SortKey), cmp.Compare(r.PartyID, o.PartyID))
}

func (r round) column() Column {
	return Column{PartyID: r.PartyID, Name: r.Name, ISO: r.ISO, RoundID: r.ID, Round: r.Number, Kind: r.Kind, AsAt: r.AsAt}
}

// newest leaves the last of the rounds asked for, one for each State and instrument. They come with the newest last.
func newest(rounds []round, f Filter, within group) []round {
	var out []round
	for _, r := range rounds {
		if !f.takes(r) || !within.has(r.PartyID) {
			continue
		}
		if n := len(out); n > 0 && out[n-1].PartyID == r.PartyID && out[n-1].InstrumentID == r.InstrumentID {
			out[n-1] = r
		} else {
			out = append(out, r)
		}
	}
	return out
}

// nothing names the States of the filter of which nothing is shown, to whom the register of parties is open.
func (m *Map) nothing(tx *db.Tx, actor access.Actor, rounds []round, within group) error {
	if within == nil || !actor.Holds(parties.RightSee) {
		return nil
	}
	kinds := append(m.Words.Codes(vocabulary.PartyKinds, "state"), m.Words.Codes(vocabulary.PartyKinds, "territory")...)
	all, err := statesIn(tx, actor, kinds)
	for _, s := range all {
		if within[s.ID] && !slices.ContainsFunc(rounds, func(r round) bool { return r.PartyID == s.ID }) {
			m.Nothing = append(m.Nothing, s.Name)
		}
	}
	return err
}

// lay puts the cells into lines, in the order of the instrument, under the headings that stand above them.
func (m *Map) lay(nodes []instruments.Node, rounds []round, cells []cell) {
	column := map[string]int{}
	for i, r := range rounds {
		column[r.PartyID] = i
		m.Columns = append(m.Columns, r.column())
	}
	line := map[string]int{}
	var above []instruments.Node // headings on the way to where we are, each shown once something stands under it
	for _, n := range nodes {
		if n.Theme != "" && !slices.Contains(m.Themes, n.Theme) {
			m.Themes = append(m.Themes, n.Theme)
		}
		for len(above) > 0 && above[len(above)-1].Depth >= n.Depth {
			above = above[:len(above)-1]
		}
		if !n.Assessable {
			above = append(above, n)
			continue
		}
		if !m.Filter.shows(n) {
			continue
		}
		for _, h := range above {
			m.Lines = append(m.Lines, Line{Node: h, Grades: []Grade{}})
		}
		above = nil
		line[n.ID] = len(m.Lines)
		m.Lines = append(m.Lines, Line{Node: n, Grades: slices.Repeat([]Grade{Nothing}, len(rounds)), Labels: make([]label.TLP, len(rounds))})
	}
	labels := []label.TLP{label.Clear}
	for _, c := range cells {
		i, shown := line[c.ProvisionID]
		if !shown {
			continue
		}
		at := column[c.PartyID]
		m.Lines[i].Grades[at], m.Lines[i].Labels[at] = m.Filter.Measure.grade(c), c.Label
		if !slices.Contains(labels, c.Label) {
			labels = append(labels, c.Label)
		}
	}
	m.Label = label.Strictest(labels...)
}
