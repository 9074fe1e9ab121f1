package laws

import (
	"errors"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/label"
	"counterpart/internal/labels"
	"counterpart/internal/names"
	"counterpart/internal/search"
)

const lawColumns = `select l.id, l.party_id, p.name as party, l.kind, l.number, l.year, l.title, l.language, l.translation, l.enacted_on, l.from_on, l.to_on, l.url, l.akn, l.eli, l.urn_lex,
	l.source, l.label, l.version`

const lawTables = ` from national_law l join party p on p.id = l.party_id`

// listColumns leaves the notes to whoever shows a single law.
const listColumns = lawColumns + lawTables

func findLaw(tx *db.Tx, id string) (Law, error) {
	l, err := db.One[Law](tx, lawColumns+`, l.note`+lawTables+` where l.id = $1`, id)
	if l, err = missing(l, err, "law"); err != nil {
		return l, err
	}
	l.Named, err = labels.ReadersIn(tx, Kind, id)
	return l, err
}

// withReaders adds the named readers of those that are RED.
func withReaders(tx *db.Tx, list []Law) error {
	for i, l := range list {
		if l.Label == label.Red {
			var err error
			if list[i].Named, err = labels.ReadersIn(tx, Kind, l.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// seenIn returns those of the laws that the actor may see.
func seenIn(tx *db.Tx, actor access.Actor, ids []string) ([]Law, error) {
	where, args := actor.Where(RightSee, columns)
	list, err := db.List[Law](tx, db.Q(listColumns+" where "+where+" and", args...).In("l.id", ids))
	if err != nil {
		return nil, err
	}
	return list, withReaders(tx, list)
}

func listLaws(tx *db.Tx, actor access.Actor, right access.Right, f Filter) ([]Law, error) {
	where, args := actor.Where(right, columns)
	q := db.Q(listColumns+" where "+where, args...)
	for _, one := range [][2]string{{"l.kind", string(f.Form)}, {"l.party_id", f.PartyID}} {
		if one[1] != "" {
			q.Add("and "+one[0]+" = ?", one[1])
		}
	}
	if f.InForceOn != "" {
		q.Add("and l.from_on <= ? and (l.to_on is null or l.to_on >= ?)", f.InForceOn, f.InForceOn)
	}
	if words := names.QueryTerms(f.Query); len(words) > 0 {
		search.Matching(q, Kind, "l.id", words)
	}
	if len(f.After) == 2 {
		q.Add("and (l.year, l.id) < (cast(? as integer), ?)", f.After[0], f.After[1])
	}
	return db.List[Law](tx, q.Add("order by l.year desc, l.id desc limit ?", f.Limit+1))
}

// twinOf finds another law with the same identifier, or of the same party, kind, number and year.
func twinOf(tx *db.Tx, d Draft, but string) (Law, error) {
	l, err := db.One[Law](tx, listColumns+` where l.id <> $1 and (l.akn <> '' and l.akn = $2 or l.party_id = $3 and l.kind = $4 and l.number <> '' and l.number = $5 and l.year = $6) order by l.id limit 1`,
		but, d.AKN, d.PartyID, string(d.Form), d.Number, d.Year)
	if errors.Is(err, db.ErrNone) {
		return Law{}, nil
	}
	return l, err
}

func insertLaw(tx *db.Tx, id string, d Draft) error {
	return tx.Exec(`insert into national_law (id, party_id, kind, number, year, title, language, translation, enacted_on, from_on, to_on, url, akn, eli, urn_lex, source, note, label, version, created_at, updated_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, 1, $19, $19)`,
		id, d.PartyID, string(d.Form), d.Number, d.Year, d.Title, d.Language, d.Translation, d.EnactedOn, d.From, d.To, d.URL, d.AKN, d.ELI, d.URN, d.Source, d.Note, string(d.Label), tx.Now())
}

func updateLaw(tx *db.Tx, id string, version int, d Draft) (int, error) {
	return tx.Affect(`update national_law set kind = $3, number = $4, year = $5, title = $6, language = $7, translation = $8, enacted_on = $9, from_on = $10, to_on = $11, url = $12, akn = $13, eli = $14,
		urn_lex = $15, source = $16, note = $17, label = $18, version = version + 1, updated_at = $19 where id = $1 and version = $2`,
		id, version, string(d.Form), d.Number, d.Year, d.Title, d.Language, d.Translation, d.EnactedOn, d.From, d.To, d.URL, d.AKN, d.ELI, d.URN, d.Source, d.Note, string(d.Label), tx.Now())
}

const textColumns = `select t.id, t.law_id, t.language, t.from_on, t.to_on, t.title, t.iri, t.digest, t.file_id, t.units, t.replaced, t.at, t.by_name from law_text t`

// textsOn are the texts of a law that stood on a day, at most one of each language, that in the language of the law first.
func textsOn(tx *db.Tx, l Law, on db.Date) ([]Text, error) {
	return db.All[Text](tx, textColumns+` where t.law_id = $1 and not t.replaced and t.from_on <= $2 and (t.to_on is null or t.to_on >= $2)
		and not exists (select 1 from law_text n where n.law_id = t.law_id and n.language = t.language and not n.replaced and n.from_on > t.from_on and n.from_on <= $2)
		order by case when t.language = $3 then 0 else 1 end, t.language`, l.ID, on, l.Language)
}

const provisionColumns = `select v.id, v.text_id, v.eid, v.parent_eid, v.position, v.depth, v.unit, v.num, v.heading, v.text from law_provision v`

func findProvision(tx *db.Tx, textID, eid string) (Provision, error) {
	p, err := db.One[Provision](tx, provisionColumns+` where v.text_id = $1 and v.eid = $2`, textID, eid)
	if errors.Is(err, db.ErrNone) {
		return Provision{}, fault.Missing("provision")
	}
	return p, err
}
