package gaps

import (
	"context"
	"slices"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/gaps/answers"
	"counterpart/internal/gaps/reuse"
	"counterpart/internal/instruments"
)

// Offered is what an answer of the same round, under another provision, would fill in here.
type Offered struct {
	SourceID string         `json:"provision_id"`
	Source   string         `json:"provision" doc:"Instrument and provision"`
	Path     string         `json:"path" doc:"The provisions between, with the relations"`
	Coverage reuse.Coverage `json:"coverage" enum:"whole,part"`
	Answer   answers.Answer `json:"answer" doc:"What it is worth here"`
	Fills    []string       `json:"fills" nullable:"false" doc:"The fields that are empty and that it would fill"`

	offer reuse.Offer
}

// offersFor lists what can be taken over into a cell, the best first: what would fill nothing is not offered.
func offersFor(tx *db.Tx, r Round, a Assessment, cell Cell) ([]Offered, error) {
	cells, err := cellsOf(tx, r.ID)
	if err != nil {
		return nil, err
	}
	held := make(map[string]answers.Answer, len(cells))
	for _, c := range cells {
		if c.ProvisionID != cell.ProvisionID && !c.Answer.Empty() {
			held[c.ProvisionID] = c.Answer
		}
	}
	if len(held) == 0 {
		return nil, nil
	}
	mappings, err := mappingsFor(tx, a.ID)
	if err != nil {
		return nil, err
	}
	var out []Offered
	for _, o := range reuse.NewMap(mappings).Offers(cell.ProvisionID, held) {
		_, filled := reuse.Fill(cell.Answer, []reuse.Offer{o})
		x := Offered{SourceID: o.Source, Coverage: o.Path.Coverage(), Answer: o.Answer, offer: o}
		for _, f := range filled {
			x.Fills = append(x.Fills, f.Field)
		}
		if len(x.Fills) > 0 {
			out = append(out, x)
		}
	}
	return out, nameOffers(tx, out)
}

// mappingsFor are the mappings of the libraries, and what the versions in use say that became of provisions of earlier ones.
func mappingsFor(tx *db.Tx, assessmentID string) ([]reuse.Mapping, error) {
	list, err := instruments.MappingsIn(tx)
	if err != nil {
		return nil, err
	}
	out := make([]reuse.Mapping, 0, len(list))
	for _, m := range list {
		out = append(out, reuse.Mapping{From: m.FromID, To: m.ToID, Relation: reuse.Relation(m.Relation), Rationale: m.Rationale})
	}
	versions, err := db.All[string](tx, `select version_id from gap_scope where assessment_id = $1 order by version_id`, assessmentID)
	if err != nil {
		return nil, err
	}
	for _, id := range versions {
		list, err := instruments.WasIn(tx, id)
		if err != nil {
			return nil, err
		}
		was := make([][2]string, len(list))
		for i, w := range list {
			was[i] = [2]string{w.WasID, w.ID}
		}
		out = append(out, reuse.Became(was)...)
	}
	return out, nil
}

// nameOffers writes the provisions of sources and paths as people cite them.
func nameOffers(tx *db.Tx, list []Offered) error {
	var ids []string
	for _, o := range list {
		for _, s := range o.offer.Path {
			ids = append(ids, s.From, s.To)
		}
	}
	names, err := provisionNames(tx, ids)
	for i := range list {
		list[i].Source = names[list[i].SourceID]
		list[i].Path = pathWords(list[i].offer.Path, names)
	}
	return err
}

var relationWords = map[reuse.Relation]string{reuse.Equal: "is equal to", reuse.Subset: "is a part of", reuse.Superset: "contains", reuse.Intersect: "meets"}

func pathWords(p reuse.Path, names map[string]string) string {
	var out strings.Builder
	out.WriteString(names[p[0].From])
	for _, s := range p {
		out.WriteString(" " + relationWords[s.Relation] + " " + names[s.To])
	}
	return out.String()
}

// TakeOver fills the empty fields of a cell with what was answered under mapped provisions: of those that are named, or of all when
// none is. What is written already stays. It returns the fields that were filled.
func (s *Service) TakeOver(ctx context.Context, actor access.Actor, roundID, provisionID string, sources []string) ([]string, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) ([]string, error) { return s.TakeOverIn(tx, actor, roundID, provisionID, sources) })
}

// TakeOverIn is TakeOver within a transaction.
func (s *Service) TakeOverIn(tx *db.Tx, actor access.Actor, roundID, provisionID string, sources []string) ([]string, error) {
	r, a, err := roundWith(tx, roundID)
	if err != nil {
		return nil, err
	}
	if err := a.requireWork(actor); err != nil {
		return nil, err
	}
	if err := r.writable(tx, provisionID); err != nil {
		return nil, err
	}
	cell, err := findCell(tx, roundID, provisionID)
	if err != nil {
		return nil, err
	}
	offered, err := offersFor(tx, r, a, cell)
	if err != nil {
		return nil, err
	}
	offered = slices.DeleteFunc(offered, func(o Offered) bool { return len(sources) > 0 && !slices.Contains(sources, o.SourceID) })
	if len(offered) == 0 {
		return nil, fault.Clash("Nothing is offered here any more that would fill an empty field.")
	}
	offers := make([]reuse.Offer, len(offered))
	for i, o := range offered {
		offers[i] = o.offer
	}
	next, filled := reuse.Fill(cell.Answer, offers)
	if err := putCell(tx, actor, roundID, provisionID, cell.Revision+1, next, Reused, ""); err != nil {
		return nil, err
	}
	if err := r.keepOrigins(tx, provisionID, cell.Revision+1, offered, filled); err != nil {
		return nil, err
	}
	fields := listed(fieldsOf(filled, ""))
	return fields, audit.Record(tx, actor, ActionWrite, Kind, a.ID, map[string]any{"round": r.Number, "provision": provisionID, "revision": cell.Revision + 1, "reused": fields})
}

// fieldsOf lists what was filled from the source, or from any when "".
func fieldsOf(filled []reuse.Filled, source string) []string {
	var out []string
	for _, f := range filled {
		if (source == "" || f.Source == source) && !slices.Contains(out, f.Field) {
			out = append(out, f.Field)
		}
	}
	return out
}

// keepOrigins notes from where each field came, and in which state the source was then.
func (r Round) keepOrigins(tx *db.Tx, provisionID string, revision int, offered []Offered, filled []reuse.Filled) error {
	for _, o := range offered {
		fields := fieldsOf(filled, o.SourceID)
		if len(fields) == 0 {
			continue
		}
		source, err := findCell(tx, r.ID, o.SourceID)
		if err != nil {
			return err
		}
		err = tx.Exec(`insert into gap_origin (round_id, provision_id, source_id, revision, source, coverage, path, fields, at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
			r.ID, provisionID, o.SourceID, revision, source.Revision, string(o.Coverage), o.Path, strings.Join(fields, " "), tx.Now())
		if err != nil {
			return err
		}
	}
	return nil
}
