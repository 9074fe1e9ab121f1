package instruments

import (
	"fmt"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/instruments/library"
)

// MappingPlan is what taking a set of mappings would do.
type MappingPlan struct {
	Set     library.Mappings `json:"-"`
	Code    string           `json:"code"`
	Title   string           `json:"title"`
	Added   []string         `json:"added" nullable:"false" doc:"As untip:3 intersect actip:2"`
	Changed []string         `json:"changed" nullable:"false"`
	Gone    []string         `json:"gone" nullable:"false" doc:"Mappings that an earlier file of this set had and this one has not"`
	Same    int              `json:"same"`

	insert, update []mappingRow
	remove         []string
}

// mappingRow is a mapping with the references by which it is written.
type mappingRow struct {
	Mapping
	From string `db:"from_ref"`
	To   string `db:"to_ref"`
}

func (m mappingRow) String() string { return m.From + " " + string(m.Relation) + " " + m.To }

// planMappings says what taking a set would do, and which of its mappings cannot be taken.
func planMappings(tx *db.Tx, set library.Mappings) (MappingPlan, library.Problems, error) {
	p := MappingPlan{Set: set, Code: set.Code, Title: set.Title, Added: []string{}, Changed: []string{}, Gone: []string{}}
	ids, err := provisionRefs(tx)
	if err != nil {
		return p, nil, err
	}
	known, err := mappingRows(tx)
	if err != nil {
		return p, nil, err
	}
	pairs := make(map[[2]string]mappingRow, len(known))
	for _, m := range known {
		pairs[[2]string{m.FromID, m.ToID}] = m
	}
	var problems library.Problems
	kept := map[string]bool{}
	for _, x := range set.Mappings {
		from, to := ids[x.From.String()], ids[x.To.String()]
		row := mappingRow{Mapping{FromID: from, ToID: to, Relation: x.Relation, Basis: x.Basis, Rationale: x.Rationale, Draft: set.Draft, Source: set.Code}, x.From.String(), x.To.String()}
		there, known := pairs[[2]string{from, to}]
		if what, do := p.refuse(row, pairs); what != "" {
			problems = append(problems, library.Problem{File: set.File, Line: x.Line, What: what, Do: do})
			continue
		}
		row.ID, kept[there.ID] = there.ID, known
		switch {
		case !known:
			p.Added, p.insert = append(p.Added, row.String()), append(p.insert, row)
		case there.Mapping != row.Mapping:
			p.Changed, p.update = append(p.Changed, row.String()), append(p.update, row)
		default:
			p.Same++
		}
	}
	for _, m := range known {
		if m.Source == set.Code && !kept[m.ID] {
			p.Gone, p.remove = append(p.Gone, m.String()), append(p.remove, m.ID)
		}
	}
	return p, problems, nil
}

// refuse says why a mapping of a set cannot be taken.
func (p MappingPlan) refuse(row mappingRow, pairs map[[2]string]mappingRow) (what, do string) {
	for _, end := range [][2]string{{row.From, row.FromID}, {row.To, row.ToID}} {
		if end[1] == "" {
			return fmt.Sprintf("there is no provision %q in the versions in use", end[0]), "Write the code of an instrument, a colon and the key of a provision that it has"
		}
	}
	for _, pair := range [][2]string{{row.FromID, row.ToID}, {row.ToID, row.FromID}} {
		if other, ok := pairs[pair]; ok && other.Source != p.Code {
			return fmt.Sprintf("%s and %s are mapped already, by the set %q", row.From, row.To, other.Source), "Change it there, or leave it out here"
		}
	}
	return "", ""
}

// takeMappings does what was planned. Where nothing changes, nothing is written.
func takeMappings(tx *db.Tx, actor access.Actor, p MappingPlan) error {
	if len(p.insert)+len(p.update)+len(p.remove) == 0 {
		return nil
	}
	for _, id := range p.remove {
		if err := deleteMapping(tx, id); err != nil {
			return err
		}
	}
	for _, row := range p.update {
		if err := updateMapping(tx, actor, row.Mapping); err != nil {
			return err
		}
	}
	if err := insertMappings(tx, actor, p.insert); err != nil {
		return err
	}
	return audit.Record(tx, actor, ActionMap, KindMappings, p.Code, map[string]any{"set": p.Code, "added": len(p.insert), "changed": len(p.update), "gone": len(p.remove)})
}
