package indicators

import (
	"slices"
	"strings"

	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/indicators/catalogue"
	"counterpart/internal/vocabulary"
)

// division is what was shown of people, divided, over a period.
type division struct {
	Key     string  `db:"computation"`
	First   string  `db:"starts_on"`
	Last    string  `db:"ends_on"`
	Records Records `db:"records"`
	Shown   string  `db:"shown"`
	Closed  string  `db:"closed"`
}

// Where divisions were shown: by reports of a period, and by values of indicators.
const (
	byReports    = "select computation, starts_on, ends_on, records, shown, closed from period_figure where"
	byIndicators = "select computation, starts_on, ends_on, records, dimensions as shown, '' as closed from indicator_value where state = 'published' and"
)

// ShownIn are the records of what reports and indicators showed of people, divided by a dimension, over days of a period: of the
// same period, of those around it, and together of those within it.
func ShownIn(tx *db.Tx, p catalogue.Period, dimension string) ([]Records, error) {
	return shownIn(tx, p, dimension, byReports, byIndicators)
}

func shownIn(tx *db.Tx, p catalogue.Period, dimension string, sources ...string) ([]Records, error) {
	rows, err := divisions(tx, p, sources)
	if err != nil {
		return nil, err
	}
	var out []Records
	within, seen := Records{}, map[string]bool{}
	for _, r := range rows {
		if !slices.Contains(strings.Fields(r.Shown), dimension) || slices.Contains(strings.Fields(r.Closed), dimension) {
			continue
		}
		if r.First <= p.First && r.Last >= p.Last {
			out = append(out, r.Records)
			continue
		}
		for _, row := range r.Records.Rows {
			if !seen[row.ID] {
				seen[row.ID] = true
				within.Rows = append(within.Rows, row)
			}
		}
	}
	if len(within.Rows) > 0 {
		out = append(out, within)
	}
	return out, nil
}

// divisions reads them. The value of a secret computation is a division by sex.
func divisions(tx *db.Tx, p catalogue.Period, sources []string) ([]division, error) {
	var personal, secret []string
	for _, c := range catalogue.All {
		if c.Secret {
			secret = append(secret, c.Key)
		} else if c.Personal {
			personal = append(personal, c.Key)
		}
	}
	var out []division
	for _, from := range sources {
		divided := "shown <> ''"
		if from == byIndicators {
			divided = "dimensions <> ''"
		}
		q := db.Q(from+" starts_on <= ? and ends_on >= ? and (", p.Last, p.First).In("computation", secret).Add("or "+divided+" and").In("computation", personal).Add(")")
		rows, err := db.List[division](tx, q)
		if err != nil {
			return nil, err
		}
		out = append(out, rows...)
	}
	for i, r := range out {
		if slices.Contains(secret, r.Key) {
			out[i].Shown += " " + catalogue.Sex
		}
	}
	return out, nil
}

// tellsOfNobody refuses to publish a value from which a small group could be worked out with what a report showed. What other
// indicators showed is held against it when it is read.
func tellsOfNobody(tx *db.Tx, v Value) error {
	c, ok := catalogue.Find(v.Computation)
	if !ok || !c.Personal {
		return nil
	}
	words, err := vocabulary.In(tx)
	if err != nil {
		return err
	}
	dims := slices.Clone([]string(v.Dimensions))
	if c.Secret {
		dims = append(dims, catalogue.Sex)
	}
	for _, dim := range dims {
		before, err := shownIn(tx, v.PeriodOf(), dim, byReports)
		if err != nil {
			return err
		}
		if Closed(c, v.Records, dim, words.Pack.Mechanism.SuppressBelow) {
			continue // withheld as it is
		}
		groups := countBy(v.Records.Rows, dim)
		for _, b := range before {
			if groups.minus(countBy(b.Rows, dim)).small(words.Pack.Mechanism.SuppressBelow) {
				return fault.Clash("Divided by %s, the value would tell of single people, because a report has shown this division over days of the period. %s",
					strings.ToLower(catalogue.DimensionNames[dim]), "Take the division out of the indicator and propose the value again, or withdraw it.")
			}
		}
	}
	return nil
}
