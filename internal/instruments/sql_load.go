package instruments

import (
	"errors"
	"slices"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/instruments/library"
	"counterpart/internal/names"
	"counterpart/internal/search"
)

// latestOfCode returns the version in use of the instrument with a code.
func latestOfCode(tx *db.Tx, code string) (Version, error) {
	v, err := db.One[Version](tx, versionColumns+` where i.code = $1 and v.id = i.latest_id`, code)
	return missing(v, err, "instrument")
}

func versionOf(tx *db.Tx, instrumentID string, number int) (Version, error) {
	v, err := db.One[Version](tx, versionColumns+` where v.instrument_id = $1 and v.number = $2`, instrumentID, number)
	return missing(v, err, "version of the instrument")
}

func versionsOf(tx *db.Tx, instrumentID string) ([]Version, error) {
	return db.All[Version](tx, versionColumns+` where v.instrument_id = $1 order by v.number desc`, instrumentID)
}

func bodyOf(tx *db.Tx, versionID string) (string, error) {
	return db.One[string](tx, `select body from instrument_version where id = $1`, versionID)
}

// instrumentOf returns the id of the instrument with a code, and enters it where there is none.
func instrumentOf(tx *db.Tx, code, versionID string) (string, error) {
	id, err := db.One[string](tx, `select id from instrument where code = $1`, code)
	if !errors.Is(err, db.ErrNone) {
		return id, err
	}
	id = tx.NewID()
	return id, tx.Take(`insert into instrument (id, code, latest_id, created_at) values ($1, $2, $3, $4)`, id, code, versionID, tx.Now())
}

func setLatest(tx *db.Tx, instrumentID, versionID string) error {
	return tx.Exec(`update instrument set latest_id = $2 where id = $1`, instrumentID, versionID)
}

func insertVersion(tx *db.Tx, actor access.Actor, id, instrumentID string, l library.Library, body []byte) error {
	err := tx.Take(`insert into instrument_version (id, instrument_id, number, title, short, language, adopted_on, in_force_on, draft, note, provider, copyright, source, published_on, digest, body,
		loaded_at, by_actor, by_name) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)`,
		id, instrumentID, l.Version, l.Title, l.Short, l.Language, db.Opt(l.Adopted), db.Opt(l.InForce), l.Draft, l.Note, l.Provider, l.Copyright, l.Source, db.Opt(l.Published),
		digest(body), string(body), tx.Now(), actor.Key(), actor.Name)
	if err != nil {
		return err
	}
	return search.Index(tx, Kind, instrumentID, names.SearchTerms(l.Code, l.Title, l.Short))
}

// insertProvisions enters the provisions of a version; one whose key the instrument has had before stays the same.
func insertProvisions(tx *db.Tx, versionID, instrumentID string, l library.Library) error {
	ids, err := keysOf(tx, instrumentID)
	if err != nil {
		return err
	}
	var fresh, texts, was [][]any
	for _, p := range l.Provisions {
		if ids[p.Key] == "" {
			ids[p.Key] = tx.NewID()
			fresh = append(fresh, []any{ids[p.Key], instrumentID, p.Key})
		}
	}
	for i, p := range l.Provisions {
		texts = append(texts, []any{
			versionID, ids[p.Key], db.Opt(ids[p.Parent]), i + 1, p.Depth, p.Number, p.Title, string(p.Obligation), p.Theme, p.Assessable, p.Text, p.URL, strings.Join(p.Guidance, "\n"), p.Note,
		})
		for _, key := range p.Was {
			was = append(was, []any{versionID, ids[p.Key], ids[key]})
		}
	}
	if err := tx.InsertRows("provision", []string{"id", "instrument_id", "key"}, fresh); err != nil {
		return err
	}
	err = tx.InsertRows("provision_text", []string{
		"version_id", "provision_id", "parent_id", "position", "depth", "number", "title", "obligation", "theme", "assessable", "text", "url", "guidance", "note",
	}, texts)
	if err != nil {
		return err
	}
	return tx.InsertRows("provision_was", []string{"version_id", "provision_id", "was_id"}, was)
}

// keysOf are the ids of all provisions that an instrument has or had, by key.
func keysOf(tx *db.Tx, instrumentID string) (map[string]string, error) {
	type row struct {
		ID  string `db:"id"`
		Key string `db:"key"`
	}
	rows, err := db.All[row](tx, `select id, key from provision where instrument_id = $1`, instrumentID)
	out := make(map[string]string, len(rows))
	for _, r := range rows {
		out[r.Key] = r.ID
	}
	return out, err
}

// provisionsIn returns the provisions of a version as its library had them; none of a version that is not there.
func provisionsIn(tx *db.Tx, versionID string) ([]library.Provision, error) {
	nodes, err := TreeIn(tx, versionID)
	if err != nil {
		return nil, err
	}
	was, err := WasIn(tx, versionID)
	if err != nil || len(nodes) == 0 {
		return nil, err
	}
	all, err := db.All[Node](tx, `select p.id, p.key from provision p join instrument_version v on v.instrument_id = p.instrument_id where v.id = $1`, versionID)
	if err != nil {
		return nil, err
	}
	key := map[string]string{}
	for _, n := range all {
		key[n.ID] = n.Key
	}
	of := map[string][]string{}
	for _, w := range was {
		of[w.ID] = append(of[w.ID], key[w.WasID])
	}
	out := make([]library.Provision, len(nodes))
	for i, n := range nodes {
		out[i] = library.Provision{
			Key: n.Key, Parent: key[n.ParentID], Depth: n.Depth, Number: n.Number, Title: n.Title, Obligation: n.Obligation, Theme: n.Theme, Assessable: n.Assessable,
			Text: n.Text, URL: n.URL, Guidance: slices.Clone(n.Guidance), Note: n.Note, Was: of[n.ID],
		}
	}
	return out, nil
}

// provisionRefs are the ids of the provisions of all versions in use, by reference: "untip:3".
func provisionRefs(tx *db.Tx) (map[string]string, error) {
	type row struct {
		ID  string `db:"id"`
		Ref string `db:"ref"`
	}
	rows, err := db.All[row](tx, `select p.id, i.code || ':' || p.key as ref from instrument i join provision_text t on t.version_id = i.latest_id join provision p on p.id = t.provision_id`)
	out := make(map[string]string, len(rows))
	for _, r := range rows {
		out[r.Ref] = r.ID
	}
	return out, err
}

func mappingRows(tx *db.Tx) ([]mappingRow, error) {
	return db.All[mappingRow](tx, `select m.id, m.from_id, m.to_id, m.relation, m.basis, m.rationale, m.draft, m.source, f.code || ':' || a.key as from_ref, g.code || ':' || b.key as to_ref
		from instrument_mapping m join provision a on a.id = m.from_id join instrument f on f.id = a.instrument_id
		join provision b on b.id = m.to_id join instrument g on g.id = b.instrument_id order by m.id`)
}

func insertMappings(tx *db.Tx, actor access.Actor, list []mappingRow) error {
	rows := make([][]any, len(list))
	for i, m := range list {
		rows[i] = []any{tx.NewID(), m.FromID, m.ToID, string(m.Relation), m.Basis, m.Rationale, m.Draft, m.Source, tx.Now(), actor.Key(), actor.Name}
	}
	return tx.InsertRows("instrument_mapping", []string{"id", "from_id", "to_id", "relation", "basis", "rationale", "draft", "source", "at", "by_actor", "by_name"}, rows)
}

func updateMapping(tx *db.Tx, actor access.Actor, m Mapping) error {
	return tx.Exec(`update instrument_mapping set relation = $2, basis = $3, rationale = $4, draft = $5, at = $6, by_actor = $7, by_name = $8 where id = $1`,
		m.ID, string(m.Relation), m.Basis, m.Rationale, m.Draft, tx.Now(), actor.Key(), actor.Name)
}

func deleteMapping(tx *db.Tx, id string) error {
	return tx.Exec(`delete from instrument_mapping where id = $1`, id)
}

const uploadColumns = `select u.id, u.kind, u.name, u.body, u.at, u.by_name from instrument_upload u`

func findUpload(tx *db.Tx, id string) (Upload, error) {
	u, err := db.One[Upload](tx, uploadColumns+` where u.id = $1`, id)
	return missing(u, err, "file")
}

func listUploads(tx *db.Tx, kinds []string) ([]Upload, error) {
	return db.List[Upload](tx, db.Q("select u.id, u.kind, u.name, u.at, u.by_name from instrument_upload u where").In("u.kind", kinds).Add("order by u.id desc limit 200"))
}

func insertUpload(tx *db.Tx, actor access.Actor, id string, d UploadDraft) error {
	return tx.Exec(`insert into instrument_upload (id, kind, name, body, at, by_actor, by_name) values ($1, $2, $3, $4, $5, $6, $7)`,
		id, d.Kind, d.Name, string(d.Content), tx.Now(), actor.Key(), actor.Name)
}

func deleteUpload(tx *db.Tx, id string) error {
	return tx.Exec(`delete from instrument_upload where id = $1`, id)
}

func dropUploadsBefore(tx *db.Tx, at db.Time) error {
	return tx.Exec(`delete from instrument_upload where at < $1`, at)
}
