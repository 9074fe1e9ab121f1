package indicators

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"counterpart/internal/db"
	"counterpart/internal/figures"
	"counterpart/internal/indicators/catalogue"
)

// Row is one record that a value counted, with the groups that it belongs to.
type Row struct {
	ID           string `db:"id" json:"id"`
	N            int    `db:"n" json:"n"`
	D            int    `db:"d" json:"d"`
	Sex          string `db:"sex" json:"sex,omitempty"`
	Party        string `db:"party" json:"party,omitempty"`
	Body         string `db:"body" json:"body,omitempty"`
	Status       string `db:"status" json:"status,omitempty"`
	ActivityKind string `db:"activity_kind" json:"activity_kind,omitempty"`
	Activity     string `db:"activity" json:"activity,omitempty"`
	Began        string `db:"began" json:"-"`
	Ended        string `db:"ended" json:"-"`
}

func (r Row) group(dimension string) string {
	switch dimension {
	case catalogue.Sex:
		return r.Sex
	case catalogue.Party:
		return r.Party
	case catalogue.Body:
		return r.Body
	case catalogue.Status:
		return r.Status
	case catalogue.ActivityKind:
		return r.ActivityKind
	default:
		return ""
	}
}

// Records are what a value counted. Everything that is shown of a computed value is made of them.
type Records struct {
	Of   string `json:"of"`
	Rows []Row  `json:"rows"`
}

// Scan reads the records from their JSON.
func (r *Records) Scan(src any) error {
	*r = Records{}
	switch v := src.(type) {
	case string:
		return json.Unmarshal([]byte(v), r)
	case []byte:
		return json.Unmarshal(v, r)
	}
	return nil
}

// Text is the records as they are kept.
func (r Records) Text() string {
	b, err := json.Marshal(r)
	if err != nil {
		return "{}" // strings and numbers always marshal
	}
	return string(b)
}

// IDs are the ids of the records.
func (r Records) IDs() []string {
	out := make([]string, len(r.Rows))
	for i, row := range r.Rows {
		out[i] = row.ID
	}
	return out
}

func queryOf(c catalogue.Computation, p catalogue.Period) figures.Query {
	return figures.Query{SQL: c.SQL, Args: []string{p.First, p.Last}}
}

// compute counts over a period.
func compute(tx *db.Tx, c catalogue.Computation, p catalogue.Period) (Records, error) {
	q := queryOf(c, p)
	rows, err := db.All[Row](tx, q.SQL, q.Values()...)
	if err != nil {
		return Records{}, fmt.Errorf("indicator computation %s: %w", c.Key, err)
	}
	for i, r := range rows {
		if r.Ended != "" {
			if rows[i].N, err = daysBetween(r.Began, r.Ended); err != nil {
				return Records{}, err
			}
		}
		rows[i].Began, rows[i].Ended = "", ""
	}
	return Records{Of: c.Of, Rows: rows}, nil
}

func daysBetween(from, to string) (int, error) {
	a, err := time.Parse(time.DateOnly, from)
	if err != nil {
		return 0, err
	}
	b, err := time.Parse(time.DateOnly, to)
	return int(b.Sub(a).Hours() / 24), err
}

// valueOf makes the value of the rows; "" where there is none, such as a share of nobody.
func valueOf(how string, rows []Row) string {
	if how == catalogue.Count {
		return strconv.Itoa(len(rows))
	}
	if how == catalogue.Median {
		return median(rows)
	}
	n, d := 0, 0
	for _, r := range rows {
		n, d = n+r.N, d+r.D
	}
	switch {
	case d == 0:
		return ""
	case how == catalogue.Share:
		return decimal(100*n, d, 1)
	default:
		return decimal(n, d, 2)
	}
}

func median(rows []Row) string {
	if len(rows) == 0 {
		return ""
	}
	all := make([]int, len(rows))
	for i, r := range rows {
		all[i] = r.N
	}
	slices.Sort(all)
	middle := len(all) / 2
	if len(all)%2 == 1 {
		return strconv.Itoa(all[middle])
	}
	return decimal(all[middle-1]+all[middle], 2, 1)
}

// decimal writes n/d for d above 0, rounded half up, without closing noughts.
func decimal(n, d, places int) string {
	scale := 1
	for range places {
		scale *= 10
	}
	negative := n < 0
	if negative {
		n = -n
	}
	scaled := (2*n*scale + d) / (2 * d)
	s := strconv.Itoa(scaled / scale)
	if rest := strings.TrimRight(fmt.Sprintf("%0*d", places, scaled%scale), "0"); rest != "" {
		s += "." + rest
	}
	if negative && scaled > 0 {
		s = "-" + s
	}
	return s
}

// Group is one group of a breakdown.
type Group struct {
	Key   string `json:"key"`
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Breakdown is a value divided by one dimension.
type Breakdown struct {
	Dimension string  `json:"dimension"`
	Name      string  `json:"name"`
	Groups    []Group `json:"groups" nullable:"false"`
	Hidden    bool    `json:"withheld" doc:"Withheld outside the secretariat, because groups are so small that they would tell of single people"`
}

// breakdowns divides a value by each of its dimensions.
func breakdowns(tx *db.Tx, v Value, hidden hidden) ([]Breakdown, error) {
	out := []Breakdown{}
	c, ok := catalogue.Find(v.Computation)
	if !ok {
		return out, nil
	}
	names, err := namesOf(tx, v.Dimensions, v.Records)
	if err != nil {
		return nil, err
	}
	for _, dim := range v.Dimensions {
		out = append(out, Breakdown{
			Dimension: dim, Name: catalogue.DimensionNames[dim], Groups: names.divide(c, v.Records, dim), Hidden: hidden.of(v.ID, dim),
		})
	}
	return out, nil
}
