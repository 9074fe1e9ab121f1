package laws

import (
	"counterpart/internal/access"
	"counterpart/internal/db"
)

const textColumns = `select t.id, t.law_id, t.language, t.from_on, t.to_on, t.title, t.iri, t.digest, t.file_id, t.units, t.replaced, t.at, t.by_name from law_text t`

// textsOn are the texts of a law that stood on a day, at most one of each language, that in the language of the law first.
func textsOn(tx *db.Tx, l Law, on db.Date) ([]Text, error) {
	return db.All[Text](tx, textColumns+` where t.law_id = $1 and not t.replaced and t.from_on <= $2 and (t.to_on is null or t.to_on >= $2)
		and not exists (select 1 from law_text n where n.law_id = t.law_id and n.language = t.language and not n.replaced and n.from_on > t.from_on and n.from_on <= $2)
		order by case when t.language = $3 then 0 else 1 end, t.language`, l.ID, on, l.Language)
}

func textsOf(tx *db.Tx, lawID string) ([]Text, error) {
	return db.All[Text](tx, textColumns+` where t.law_id = $1 order by t.from_on desc, t.language, t.id desc`, lawID)
}

func findText(tx *db.Tx, lawID, id string) (Text, error) {
	t, err := db.One[Text](tx, textColumns+` where t.law_id = $1 and t.id = $2`, lawID, id)
	return missing(t, err, "text")
}

func textByDigest(tx *db.Tx, lawID, digest string) (Text, error) {
	t, err := db.One[Text](tx, textColumns+` where t.law_id = $1 and t.digest = $2`, lawID, digest)
	return missing(t, err, "text")
}

func insertText(tx *db.Tx, actor access.Actor, t Text) error {
	return tx.Exec(`insert into law_text (id, law_id, language, from_on, to_on, title, iri, digest, file_id, units, replaced, at, by_actor, by_name)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
		t.ID, t.LawID, t.Language, t.From, t.To, t.Title, t.IRI, t.Digest, t.FileID, t.Units, false, t.At, actor.Key(), actor.Name)
}

// replaceTexts puts aside the texts of the same language and day.
func replaceTexts(tx *db.Tx, t Text) error {
	return tx.Exec(`update law_text set replaced = $4 where law_id = $1 and language = $2 and from_on = $3`, t.LawID, t.Language, t.From, true)
}

func setAKN(tx *db.Tx, lawID, iri string) error {
	return tx.Exec(`update national_law set akn = $2, version = version + 1, updated_at = $3 where id = $1`, lawID, iri, tx.Now())
}

const provisionColumns = `select v.id, v.text_id, v.eid, v.parent_eid, v.position, v.depth, v.unit, v.num, v.heading, v.text from law_provision v`

func findProvision(tx *db.Tx, textID, eid string) (Provision, error) {
	p, err := db.One[Provision](tx, provisionColumns+` where v.text_id = $1 and v.eid = $2`, textID, eid)
	return missing(p, err, "provision")
}

func provisionsOf(tx *db.Tx, textID string) ([]Provision, error) {
	return db.All[Provision](tx, provisionColumns+` where v.text_id = $1 order by v.position`, textID)
}

// provisionsAfter are the units behind a position, to the last one; 0 for the end of the text.
func provisionsAfter(tx *db.Tx, textID string, after, last, limit int) ([]Provision, error) {
	q := db.Q(provisionColumns+` where v.text_id = ? and v.position > ?`, textID, after)
	if last > 0 {
		q.Add("and v.position <= ?", last)
	}
	return db.List[Provision](tx, q.Add("order by v.position limit ?", limit))
}

// lastWithin is the position of the last unit that stands in a unit.
func lastWithin(tx *db.Tx, p Provision) (int, error) {
	return db.One[int](tx, `select coalesce((select min(v.position) - 1 from law_provision v where v.text_id = $1 and v.position > $2 and v.depth <= $3),
		(select max(v.position) from law_provision v where v.text_id = $1))`, p.TextID, p.Position, p.Depth)
}

// aboveOf are the units in which a unit stands, the widest first.
func aboveOf(tx *db.Tx, p Provision) ([]Provision, error) {
	return db.All[Provision](tx, `with recursive up as (
			select parent_eid from law_provision where text_id = $1 and eid = $2
			union select v.parent_eid from law_provision v join up on v.eid = up.parent_eid where v.text_id = $1
		) `+provisionColumns+` join up on up.parent_eid = v.eid where v.text_id = $1 order by v.position`, p.TextID, p.EID)
}

// contentsOf are the units that stand in no other.
func contentsOf(tx *db.Tx, textID string) ([]Provision, error) {
	return db.All[Provision](tx, `select v.eid, v.position, v.depth, v.unit, v.num, v.heading from law_provision v where v.text_id = $1 and v.depth = 0 order by v.position limit 1000`, textID)
}

func insertProvisions(tx *db.Tx, textID string, list []Provision) error {
	rows := make([][]any, len(list))
	for i, p := range list {
		rows[i] = []any{tx.NewID(), textID, p.EID, p.Parent, p.Position, p.Depth, p.Unit, p.Num, p.Heading, p.Words}
	}
	return tx.InsertRows("law_provision", []string{"id", "text_id", "eid", "parent_eid", "position", "depth", "unit", "num", "heading", "text"}, rows)
}

func insertImport(tx *db.Tx, actor access.Actor, id, lawID, fileID string) error {
	return tx.Exec(`insert into law_import (id, law_id, file_id, at, by_actor, by_name) values ($1, $2, $3, $4, $5, $6)`, id, lawID, fileID, tx.Now(), actor.Key(), actor.Name)
}

func importFile(tx *db.Tx, lawID, id string) (string, error) {
	file, err := db.One[string](tx, `select file_id from law_import where id = $1 and law_id = $2`, id, lawID)
	return missing(file, err, "rehearsal")
}

func dropImport(tx *db.Tx, id string) error {
	return tx.Exec(`delete from law_import where id = $1`, id)
}

// dropImports forgets what somebody read for a law before: one rehearsal at a time.
func dropImports(tx *db.Tx, lawID, by string) error {
	return tx.Exec(`delete from law_import where law_id = $1 and by_actor = $2`, lawID, by)
}

const fileColumns = `select x.id, x.title, x.file_id, f.name, x.label from law_file x join file f on f.id = x.file_id`

func filesOf(tx *db.Tx, lawID string) ([]File, error) {
	return db.All[File](tx, fileColumns+` where x.law_id = $1 order by x.id`, lawID)
}

func findFile(tx *db.Tx, lawID, id string) (File, error) {
	f, err := db.One[File](tx, fileColumns+` where x.law_id = $1 and x.id = $2`, lawID, id)
	return missing(f, err, "file")
}

func insertFile(tx *db.Tx, actor access.Actor, lawID string, f File) error {
	return tx.Exec(`insert into law_file (id, law_id, title, file_id, label, at, by_actor, by_name) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
		f.ID, lawID, f.Title, f.FileID, string(f.Label), tx.Now(), actor.Key(), actor.Name)
}

// EraseIn puts the pseudonym in place of the name under which an erased person worked here.
func EraseIn(tx *db.Tx, pseudonym string, keys []string) error {
	for _, key := range keys {
		for _, table := range []string{"law_text", "law_import", "law_file"} {
			if err := tx.Exec(`update `+table+` set by_name = $2 where by_actor = $1`, key, pseudonym); err != nil {
				return err
			}
		}
	}
	return nil
}
