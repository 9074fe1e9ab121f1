package periodic

import (
	"slices"
	"strings"

	"counterpart/internal/db"
	"counterpart/internal/indicators"
	"counterpart/internal/indicators/catalogue"
	"counterpart/internal/vocabulary"
)

// Figure is a computation over a period: frozen by a release, or counted now, without an id.
type Figure struct {
	ID            string             `db:"id" json:"id,omitempty"`
	PublicationID string             `db:"publication_id" json:"-"`
	ReleaseID     string             `db:"release_id" json:"-"`
	Key           string             `db:"computation" json:"key"`
	Frequency     string             `db:"frequency" json:"frequency"`
	Code          string             `db:"period" json:"period"`
	First         string             `db:"starts_on" json:"first"`
	Last          string             `db:"ends_on" json:"last"`
	Value         string             `db:"value" json:"value" doc:"Empty where there is none, such as a share of nobody"`
	Definition    string             `db:"definition" json:"definition"`
	Query         string             `db:"query" json:"query"`
	AsAt          db.Time            `db:"as_at" json:"as_at"`
	Records       indicators.Records `db:"records" json:"-"`
	Shown         string             `db:"shown" json:"-"`
	Closed        string             `db:"closed" json:"-"`
	RestatesID    string             `db:"restates_id" json:"restates,omitempty"`
	Current       bool               `db:"current" json:"-"`
}

// itself stands among what is closed for the value of a figure.
const itself = "="

// Name is that of the computation.
func (f Figure) Name() string {
	if c, ok := catalogue.Find(f.Key); ok {
		return c.Name
	}
	return f.Key
}

// Unit is what is counted: "people", "%".
func (f Figure) Unit() string {
	c, _ := catalogue.Find(f.Key)
	return c.Unit
}

// Hidden tells that the value would tell of single people.
func (f Figure) Hidden() bool { return f.closed(itself) }

func (f Figure) closed(by string) bool { return slices.Contains(strings.Fields(f.Closed), by) }

// Text is the value as readers see it.
func (f Figure) Text() string {
	switch {
	case f.Hidden():
		return "not shown"
	case f.Value == "":
		return "none"
	case f.Unit() == "%":
		return f.Value + "%"
	default:
		return f.Value
	}
}

// need is one computation over one period, with what charts divide it by.
type need struct {
	key    string
	period catalogue.Period
	by     []string
}

// needsOf lists what must be counted for references, each computation and period once.
func needsOf(scope Scope, refs []Ref) []need {
	var out []need
	own := scope.Period()
	add := func(key string, p catalogue.Period, by string) {
		i := slices.IndexFunc(out, func(n need) bool { return n.key == key && n.period == p })
		if i < 0 {
			i, out = len(out), append(out, need{key: key, period: p})
		}
		if by != "" && !slices.Contains(out[i].by, by) {
			out[i].by = append(out[i].by, by)
		}
	}
	for _, r := range refs {
		if r.By != catalogue.Periods {
			add(r.Key, own, r.By)
			continue
		}
		for _, p := range own.Row(scope.Frequency) {
			add(r.Key, p, "")
		}
	}
	return out
}

// CountIn counts what references need from the registers as they are now. What would tell of single people is closed.
func CountIn(tx *db.Tx, scope Scope, refs []Ref) ([]Figure, error) {
	words, err := vocabulary.In(tx)
	if err != nil {
		return nil, err
	}
	needs := needsOf(scope, refs)
	out := make([]Figure, 0, len(needs))
	for _, n := range needs {
		if n.period.First > string(tx.Today()) {
			continue // a period to come has no figure
		}
		counted, err := indicators.CountIn(tx, n.key, n.period)
		if err != nil {
			return nil, err
		}
		f := Figure{
			Key: n.key, Frequency: scope.Frequency, Code: n.period.Code, First: n.period.First, Last: n.period.Last, Value: counted.Value,
			Definition: counted.Computation.Words, Query: counted.Query, AsAt: tx.Now(), Records: counted.Records, Shown: strings.Join(n.by, " "),
		}
		if f.Closed, err = closedIn(tx, counted, n.by, words.Pack.Mechanism.SuppressBelow); err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	return out, nil
}

// closedIn says what of a figure does not leave: a division with a small group, or one from which a small group could be worked
// out with what was shown before.
func closedIn(tx *db.Tx, c indicators.Counted, by []string, below int) (string, error) {
	if !c.Computation.Personal {
		return "", nil
	}
	dims := slices.Clone(by)
	if c.Computation.Secret {
		dims = append(dims, catalogue.Sex)
	}
	var out []string
	for _, dim := range dims {
		before, err := indicators.ShownIn(tx, c.Period, dim)
		if err != nil {
			return "", err
		}
		if !indicators.Closed(c.Computation, c.Records, dim, below, before...) {
			continue
		}
		if out = append(out, dim); c.Computation.Secret {
			out = append(out, itself)
		}
	}
	return strings.Join(out, " "), nil
}

// Find returns a figure of a computation over a period.
func Find(figures []Figure, key, period string) (Figure, bool) {
	i := slices.IndexFunc(figures, func(f Figure) bool { return f.Key == key && f.Code == period })
	if i < 0 {
		return Figure{}, false
	}
	return figures[i], true
}
