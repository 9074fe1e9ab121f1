package indicators

import (
	"slices"
	"strings"

	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/figures"
	"counterpart/internal/indicators/catalogue"
	"counterpart/internal/vocabulary"
)

// Counted is a computation over a period with the records that it counts now.
type Counted struct {
	Computation catalogue.Computation
	Period      catalogue.Period
	Value       string // "" where there is none, such as a share of nobody
	Records     Records
	Query       string // with the values of the period filled in
}

// CountIn counts a computation over a period, within a transaction of a higher room, which has asked for the right.
func CountIn(tx *db.Tx, key string, p catalogue.Period) (Counted, error) {
	c, ok := catalogue.Find(key)
	if !ok {
		return Counted{}, fault.Missing("figure")
	}
	records, err := compute(tx, c, p)
	return Counted{Computation: c, Period: p, Value: valueOf(c.How, records.Rows), Records: records, Query: queryOf(c, p).Text()}, err
}

// ValueOf makes the value of frozen records, as CountIn does.
func ValueOf(c catalogue.Computation, r Records) string { return valueOf(c.How, r.Rows) }

// Differ compares frozen records with those of now: which are gone, which have come, and which are counted in another group or
// with another number.
func Differ(frozen, now Records) (gone, come, changed []string) {
	gone, come = figures.Compare(frozen.IDs(), now.IDs())
	moved := make(map[string]bool, len(gone)+len(come))
	for _, id := range slices.Concat(gone, come) {
		moved[id] = true
	}
	changed = slices.DeleteFunc(different(frozen, now), func(id string) bool { return moved[id] })
	return gone, come, changed
}

// DivideIn divides the records of a computation by a dimension, with the names of the groups.
func DivideIn(tx *db.Tx, c catalogue.Computation, r Records, dimension string) ([]Group, error) {
	names, err := namesOf(tx, []string{dimension}, r)
	if err != nil {
		return nil, err
	}
	return names.divide(c, r, dimension), nil
}

// divide makes the groups of records; what is not registered comes last.
func (n naming) divide(c catalogue.Computation, r Records, dimension string) []Group {
	rows := map[string][]Row{}
	for _, row := range r.Rows {
		rows[row.group(dimension)] = append(rows[row.group(dimension)], row)
	}
	out := make([]Group, 0, len(rows))
	for key, of := range rows {
		out = append(out, Group{Key: key, Name: n.name(dimension, key), Value: valueOf(c.How, of)})
	}
	slices.SortFunc(out, func(x, y Group) int {
		if (x.Key == "") != (y.Key == "") {
			return len(y.Key) - len(x.Key)
		}
		return strings.Compare(x.Name, y.Name)
	})
	return out
}

// Closed tells whether records of people, divided by a dimension, would tell of single people: whether a group is small, or what
// is left when the activities are taken away that are large enough to be divided in their own reports, or the distance to
// what was shown before.
func Closed(c catalogue.Computation, r Records, dimension string, below int, before ...Records) bool {
	if !c.Personal {
		return false
	}
	groups := countBy(r.Rows, dimension)
	hide := groups.small(below) || restSmall(r.Rows, dimension, below)
	for _, b := range before {
		hide = hide || groups.minus(countBy(b.Rows, dimension)).small(below)
	}
	return hide
}

// naming gives the names of groups.
type naming struct {
	words   *vocabulary.Words
	parties map[string]string
}

func namesOf(tx *db.Tx, dimensions []string, r Records) (naming, error) {
	words, err := vocabulary.In(tx)
	if err != nil || !slices.Contains(dimensions, catalogue.Party) {
		return naming{words: words}, err
	}
	seen := map[string]bool{}
	var ids []string
	for _, r := range r.Rows {
		if r.Party != "" && !seen[r.Party] {
			seen[r.Party] = true
			ids = append(ids, r.Party)
		}
	}
	type named struct {
		ID   string `db:"id"`
		Name string `db:"name"`
	}
	n := naming{words: words, parties: map[string]string{}}
	for chunk := range slices.Chunk(ids, 500) {
		rows, err := db.List[named](tx, db.Q(`select id, name from party where`).In("id", chunk))
		if err != nil {
			return n, err
		}
		for _, r := range rows {
			n.parties[r.ID] = r.Name
		}
	}
	return n, nil
}

var sexNames = map[string]string{"f": "Women", "m": "Men", "x": "Other than women and men", "": "Not registered"}

func (n naming) name(dimension, key string) string {
	switch dimension {
	case catalogue.Sex:
		return sexNames[key]
	case catalogue.Party:
		if name := n.parties[key]; name != "" {
			return name
		}
		return key
	case catalogue.Body:
		return n.words.Name(vocabulary.PartyKinds, key)
	case catalogue.Status:
		if key == "" {
			return "No status"
		}
		return n.words.Name(vocabulary.Statuses, key)
	default:
		return n.words.Name(vocabulary.ActivityKinds, key)
	}
}
