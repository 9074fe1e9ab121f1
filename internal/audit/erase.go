package audit

import (
	"slices"

	"counterpart/internal/access"
	"counterpart/internal/db"
)

// ActionErase is the entry that says that earlier ones lost content.
const ActionErase Action = "audit.erase"

// erasure waits for the number of the entry that tells of it.
type erasure struct {
	kind, id string
	keys     []string // actors who are the person
	by       int      // which of the pending entries tells of it
	searches bool     // only what was searched for, of entries about lists
}

// erased is the detail of the entry; it is what the check of the chain reads.
type erased struct {
	Actors []string `json:"actors"`
}

// EraseDetailIn takes the detail out of every entry about a record, and the name out of every entry that was written by
// one of the actors (Actor.Key) who are the person, without breaking the chain. In entries about the record the
// names of link bearers go too. An entry of its own, by actor, says that it happened and is named by those that lost content.
func EraseDetailIn(tx *db.Tx, actor access.Actor, kind, id string, keys ...string) error {
	p, err := record(tx, actor, ActionErase, kind, id, erased{Actors: slices.Concat([]string{}, keys)})
	if err != nil {
		return err
	}
	p.erasures = append(p.erasures, erasure{kind: kind, id: id, keys: keys, by: len(p.entries) - 1})
	return nil
}

// EraseSearchesIn takes out of every entry about a list of the kind what was searched for: anybody's name may stand there. That
// somebody looked at the list stays, and so does what else was asked of lists without a search.
func EraseSearchesIn(tx *db.Tx, actor access.Actor, kind string) error {
	p, err := record(tx, actor, ActionErase, kind, "", erased{Actors: []string{}})
	if err != nil {
		return err
	}
	p.erasures = append(p.erasures, erasure{kind: kind, by: len(p.entries) - 1, searches: true})
	return nil
}

type content struct {
	Seq     int64  `db:"seq"`
	Salt    string `db:"salt"`
	Content string `db:"content"`
}

// holding is what a detail must look like to be taken out.
func (e erasure) holding() string {
	if e.searches {
		return `%"query":%`
	}
	return "%"
}

func (e erasure) apply(tx *db.Tx, by int64) error {
	details, err := db.All[content](tx, `select seq, detail_salt as salt, detail as content from audit
		where record_kind = $1 and record_id = $2 and seq < $3 and detail_erased_by = 0 and action <> $4 and detail like $5`, e.kind, e.id, by, string(ActionErase), e.holding())
	if err != nil {
		return err
	}
	q := db.Q(`select seq, name_salt as salt, actor_name as content from audit where seq < ? and name_erased_by = 0 and (`, by).
		Add(`record_kind = ? and record_id = ? and actor like 'link:%' or`, e.kind, e.id).In("actor", e.keys).Add(")")
	names, err := db.List[content](tx, q)
	if err != nil {
		return err
	}
	var h hasher
	for _, c := range details {
		if err := tx.Exec(`update audit set detail = '', detail_salt = '', detail_digest = $2, detail_erased_by = $3 where seq = $1`,
			c.Seq, h.digest(c.Salt, c.Content), by); err != nil {
			return err
		}
	}
	for _, c := range names {
		if err := tx.Exec(`update audit set actor_name = '', name_salt = '', name_digest = $2, name_erased_by = $3 where seq = $1`,
			c.Seq, h.digest(c.Salt, c.Content), by); err != nil {
			return err
		}
	}
	return nil
}
