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

const statusColumns = `select s.party_id, s.instrument_id, s.signed_on, s.consent_on, s.consent_means, s.in_force_on, s.ended_on, s.source, s.url, s.version from treaty_status s`

// StatusIn says how a party stands to some instruments; one that nothing is known of is not in the map.
func StatusIn(tx *db.Tx, partyID string, instrumentIDs []string) (map[string]Status, error) {
	list, err := db.List[Status](tx, db.Q(statusColumns+" where s.party_id = ? and", partyID).In("s.instrument_id", instrumentIDs))
	out := make(map[string]Status, len(list))
	for _, s := range list {
		out[s.InstrumentID] = s
	}
	return out, err
}
