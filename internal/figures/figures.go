// Package figures is what every frozen number is made of: a query for the records that it counts, the text of that query
// for readers, and the comparison of what was frozen with what the registers give now.
//
// Words: the records of a figure are the ids that its query gave, each once; gone is counted then and not now, come the
// other way round.
//
// Who freezes a number keeps it in tables of its own. All that the package writes is which of them fail, by Recheck.
package figures

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/labels"
	"counterpart/internal/people/shown"
)

// What the records of a figure are.
const (
	OfPeople  = "person"
	OfParties = "party"
)

// Query is a query for the records of a figure, with the values of $1, $2 and so on.
type Query struct {
	SQL  string
	Args []string
}

// Text is the query with its values filled in, ready to be run by hand.
func (q Query) Text() string {
	pairs := make([]string, 0, 2*len(q.Args))
	for i := len(q.Args); i > 0; i-- { // $12 before $1
		pairs = append(pairs, "$"+strconv.Itoa(i), "'"+strings.ReplaceAll(q.Args[i-1], "'", "''")+"'")
	}
	return strings.NewReplacer(pairs...).Replace(q.SQL)
}

// Values are the values of those placeholders that the query has: a database refuses others.
func (q Query) Values() []any {
	out := make([]any, 0, len(q.Args))
	for i, a := range q.Args {
		if strings.Contains(q.SQL, "$"+strconv.Itoa(i+1)) {
			out = append(out, a)
		}
	}
	return out
}

// IDs runs a query that gives nothing but ids.
func (q Query) IDs(tx *db.Tx) ([]string, error) {
	ids, err := db.All[string](tx, q.SQL, q.Values()...)
	if ids == nil {
		ids = []string{}
	}
	return ids, err
}

// Records are the records that a figure counted.
type Records struct {
	Of  string   `json:"of"`
	IDs []string `json:"ids"`
}

// Scan reads the records from their JSON.
func (r *Records) Scan(src any) error {
	switch v := src.(type) {
	case string:
		return json.Unmarshal([]byte(v), r)
	case []byte:
		return json.Unmarshal(v, r)
	default:
		*r = Records{}
		return nil
	}
}

// Compare says what was counted and is not any more, and what is counted now and was not.
func Compare(frozen, now []string) (gone, come []string) {
	return without(frozen, now), without(now, frozen)
}

// without returns what of a is not in b.
func without(a, b []string) []string {
	in := make(map[string]bool, len(b))
	for _, id := range b {
		in[id] = true
	}
	return slices.DeleteFunc(slices.Clone(a), func(id string) bool { return in[id] })
}

// Row is one record behind a figure.
type Row struct {
	ID     string `db:"id" json:"id"`
	Name   string `db:"name" json:"name"`
	Detail string `db:"detail" json:"detail,omitempty"`
}

// Rows reads the names of the people or parties behind a figure, many at a time. The delegation of a person is that of the
// activity. The caller has asked whether the actor may read names.
func Rows(tx *db.Tx, actor access.Actor, of, activityID string, ids []string) ([]Row, error) {
	var out []Row
	for chunk := range slices.Chunk(ids, 500) {
		q := db.Q(`select p.id, p.name, coalesce(k.name, p.kind) || case when up.name is null then '' else ', ' || up.name end as detail
			from party p left join term k on k.list = 'party_kind' and k.code = p.kind left join party up on up.id = p.parent_id where `)
		if of == OfPeople {
			q = db.Q("select p.id, case when p.label <> 'TLP:RED' or "+labels.Named(shown.Kind, "p.id")+` then p.given else ? end as name, coalesce((select pa.name from nomination n join party pa on pa.id = n.party_id
				where n.person_id = p.id and n.activity_id = ? order by n.active desc limit 1), '') as detail from person p where `, actor.Account, shown.NoName, activityID)
		}
		rows, err := db.List[Row](tx, q.In("p.id", chunk).Add("order by p.sort_key, p.id"))
		if err != nil {
			return nil, err
		}
		out = append(out, rows...)
	}
	return out, nil
}
