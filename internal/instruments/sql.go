package instruments

import (
	"counterpart/internal/db"
)

const versionColumns = `select v.id, v.instrument_id, i.code, v.number, v.title, v.short, v.language, v.adopted_on, v.in_force_on, v.draft, v.note, v.provider, v.copyright,
	v.source, v.published_on, v.digest, v.loaded_at, v.by_name, v.id = i.latest_id as latest from instrument_version v join instrument i on i.id = v.instrument_id`

// VersionIn returns a version within a transaction.
func VersionIn(tx *db.Tx, id string) (Version, error) {
	v, err := db.One[Version](tx, versionColumns+` where v.id = $1`, id)
	return missing(v, err, "version of an instrument")
}

// LatestIn lists the version in use of every instrument, by short title.
func LatestIn(tx *db.Tx) ([]Version, error) {
	return db.All[Version](tx, versionColumns+` where v.id = i.latest_id order by v.short, v.id`)
}

const nodeColumns = `select t.provision_id as id, p.key, t.parent_id, t.position, t.depth, t.number, t.title, t.obligation, t.theme, t.assessable, t.text, t.url, t.guidance, t.note
	from provision_text t join provision p on p.id = t.provision_id`

// TreeIn returns the provisions of a version in order, each before its children.
func TreeIn(tx *db.Tx, versionID string) ([]Node, error) {
	return db.All[Node](tx, nodeColumns+` where t.version_id = $1 order by t.position`, versionID)
}

// WasIn lists of which earlier provisions those of a version came.
func WasIn(tx *db.Tx, versionID string) ([]Was, error) {
	return db.All[Was](tx, `select provision_id, was_id from provision_was where version_id = $1 order by provision_id, was_id`, versionID)
}

const mappingColumns = `select m.id, m.from_id, m.to_id, m.relation, m.basis, m.rationale, m.draft, m.source from instrument_mapping m`

// MappingsIn lists all mappings.
func MappingsIn(tx *db.Tx) ([]Mapping, error) {
	return db.All[Mapping](tx, mappingColumns+` order by m.from_id, m.to_id`)
}

// latestOf returns the version in use of an instrument, by its code or its id.
func latestOf(tx *db.Tx, codeOrID string) (Version, error) {
	v, err := db.One[Version](tx, versionColumns+` where (i.code = $1 or i.id = $1) and v.id = i.latest_id`, codeOrID)
	return missing(v, err, "instrument")
}

type provisionCount struct {
	VersionID  string `db:"version_id"`
	All        int    `db:"n"`
	Assessable int    `db:"assessable"`
}

// countProvisions counts the provisions of the versions in use.
func countProvisions(tx *db.Tx) (map[string]provisionCount, error) {
	rows, err := db.All[provisionCount](tx, `select t.version_id, count(*) as n, sum(case when t.assessable then 1 else 0 end) as assessable
		from instrument i join provision_text t on t.version_id = i.latest_id group by t.version_id`)
	out := map[string]provisionCount{}
	for _, r := range rows {
		out[r.VersionID] = r
	}
	return out, err
}

// versionsWith lists the versions of an instrument that have a provision, the newest first.
func versionsWith(tx *db.Tx, instrumentID, key string) ([]Version, error) {
	return db.All[Version](tx, versionColumns+` where v.instrument_id = $1 and exists (select 1 from provision p join provision_text t on t.provision_id = p.id
		where p.instrument_id = $1 and p.key = $2 and t.version_id = v.id) order by v.number desc`, instrumentID, key)
}

// mappedTo lists the provisions of the versions in use to which one is mapped, from either end.
func mappedTo(tx *db.Tx, provisionID string) ([]Mapped, error) {
	const columns = `i.code, v.short, p.key, t.number, t.title, t.obligation, m.relation, m.basis, m.rationale, m.draft, m.source`
	const join = ` join instrument i on i.id = p.instrument_id join instrument_version v on v.id = i.latest_id join provision_text t on t.version_id = v.id and t.provision_id = p.id`
	return db.All[Mapped](tx, `select `+columns+`, false as back, t.position from instrument_mapping m join provision p on p.id = m.to_id`+join+` where m.from_id = $1
		union all select `+columns+`, true as back, t.position from instrument_mapping m join provision p on p.id = m.from_id`+join+` where m.to_id = $1 order by 2, 13`, provisionID)
}

func nameOf(tx *db.Tx, partyID string) (string, error) {
	name, err := db.One[string](tx, `select name from party where id = $1`, partyID)
	return missing(name, err, "party")
}
