package laws

import (
	"errors"

	"counterpart/internal/access"
	"counterpart/internal/db"
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

// endLaw says the last day on which a law is in force.
func endLaw(tx *db.Tx, id string, last db.Date) error {
	return tx.Exec(`update national_law set to_on = $2, version = version + 1, updated_at = $3 where id = $1`, id, last, tx.Now())
}

const changeColumns = `select c.id, c.law_id, c.by_id, c.kind, c.on_date, c.note from law_change c`

func changesOf(tx *db.Tx, id string) ([]Link, error) {
	return db.All[Link](tx, changeColumns+` where c.law_id = $1 or c.by_id = $1 order by coalesce(c.on_date, ''), c.id`, id)
}

// changedBy tells whether one law was changed by another, or by one that was.
func changedBy(tx *db.Tx, id, by string) (bool, error) {
	n, err := db.One[int](tx, `with recursive up as (
			select by_id from law_change where law_id = $1
			union select c.by_id from law_change c join up on c.law_id = up.by_id
		) select count(*) from up where by_id = $2`, id, by)
	return n > 0, err
}

func linked(tx *db.Tx, lawID string, d LinkDraft) (bool, error) {
	n, err := db.One[int](tx, `select count(*) from law_change where law_id = $1 and by_id = $2 and kind = $3`, lawID, d.ByID, string(d.Effect))
	return n > 0, err
}

func insertChange(tx *db.Tx, id, lawID string, d LinkDraft) error {
	return tx.Exec(`insert into law_change (id, law_id, by_id, kind, on_date, note) values ($1, $2, $3, $4, $5, $6)`, id, lawID, d.ByID, string(d.Effect), d.On, d.Note)
}

func deleteChange(tx *db.Tx, lawID, id string) (int, error) {
	return tx.Affect(`delete from law_change where id = $1 and law_id = $2`, id, lawID)
}

func holders(tx *db.Tx, actor access.Actor) ([]Holder, error) {
	where, args := actor.Where(RightSee, columns)
	return db.List[Holder](tx, db.Q(`select distinct p.id, p.name, p.sort_key`+lawTables+` where `+where, args...).Add("order by p.sort_key, p.id limit 500"))
}
