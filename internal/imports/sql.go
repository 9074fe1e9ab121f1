package imports

import (
	"errors"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/people"
)

const briefColumns = `select i.id, i.kind, i.activity_id, a.title as activity, i.file_id, f.name as file, i.options, i.state, i.new_rows, i.same_rows,
	i.refused_rows, i.created_at, i.taken_at`

const fromImport = `
	from import i join file f on f.id = i.file_id left join activity a on a.id = i.activity_id`

const importColumns = briefColumns + `,
	(select count(*) from import_row r where r.import_id = i.id and r.verdict = 'new' and r.record_id <> '') as taken_rows` + fromImport

func findImport(tx *db.Tx, id string) (Import, error) { return find(tx, importColumns, id) }

// findBrief leaves the rows that were taken uncounted, which would cost much at every chunk.
func findBrief(tx *db.Tx, id string) (Import, error) { return find(tx, briefColumns+fromImport, id) }

func find(tx *db.Tx, columns, id string) (Import, error) {
	i, err := db.One[Import](tx, columns+` where i.id = $1`, id)
	if errors.Is(err, db.ErrNone) {
		return Import{}, fault.Missing("import")
	}
	return i, err
}

// columns show an import's activity to the access rule; imports of people and parties are the whole register's.
var columns = access.Columns{
	Activity: "(i.kind = 'participants' and i.activity_id = ?)",
	Party:    "(i.kind = 'participants' and " + activities.OfParty("i.activity_id") + ")",
}

func listImports(tx *db.Tx, actor access.Actor, after []string, limit int) ([]Import, error) {
	where, args := actor.Where(people.RightImport, columns)
	q := db.Q(importColumns).Add("where "+where, args...)
	if len(after) == 1 {
		q.Add("and i.id < ?", after[0])
	}
	return db.List[Import](tx, q.Add("order by i.id desc limit ?", limit+1))
}

func insertImport(tx *db.Tx, id, by, fileID string, d Draft, options string) error {
	return tx.Exec(`insert into import (id, kind, activity_id, file_id, options, state, new_rows, same_rows, refused_rows, created_at, created_by)
		values ($1, $2, $3, $4, $5, $6, 0, 0, 0, $7, $8)`, id, d.Kind, d.ActivityID, fileID, options, Reading, tx.Now(), by)
}

// restart empties a rehearsal, so that it can be done again with other options.
func restart(tx *db.Tx, id, options string) error {
	if err := tx.Exec(`delete from import_row where import_id = $1`, id); err != nil {
		return err
	}
	return tx.Exec(`update import set options = $2, state = $3, new_rows = 0, same_rows = 0, refused_rows = 0 where id = $1`, id, options, Reading)
}

func insertRows(tx *db.Tx, id string, rows []Row) error {
	list := make([][]any, len(rows))
	for i, r := range rows {
		cells, err := toJSON(r.Cells)
		if err != nil {
			return err
		}
		list[i] = []any{id, r.Line, string(r.Verdict), r.Cell, r.Reason, cells, r.RecordID}
	}
	return tx.InsertRows("import_row", []string{"import_id", "line", "verdict", "cell", "reason", "cells", "record_id"}, list)
}

// count notes how many rows have each verdict.
func count(tx *db.Tx, id string, state State) error {
	return tx.Exec(`update import set state = $2,
		new_rows = (select count(*) from import_row r where r.import_id = $1 and r.verdict = 'new'),
		same_rows = (select count(*) from import_row r where r.import_id = $1 and r.verdict = 'same'),
		refused_rows = (select count(*) from import_row r where r.import_id = $1 and r.verdict = 'refused') where id = $1`, id, string(state))
}

func setState(tx *db.Tx, id string, state State) error {
	return tx.Exec(`update import set state = $2 where id = $1`, id, string(state))
}

func setTaken(tx *db.Tx, id string) error {
	return tx.Exec(`update import set taken_at = $2 where id = $1`, id, tx.Now())
}

const rowColumns = `select line, verdict, cell, reason, cells, record_id from import_row`

func listRows(tx *db.Tx, id string, verdict Verdict, after, limit int) ([]Row, error) {
	q := db.Q(rowColumns+` where import_id = ? and line > ?`, id, after)
	if verdict != "" {
		q.Add("and verdict = ?", string(verdict))
	}
	return db.List[Row](tx, q.Add("order by line limit ?", limit))
}

// waiting are the next good rows that have not been taken.
func waiting(tx *db.Tx, id string, after, limit int) ([]Row, error) {
	return db.All[Row](tx, rowColumns+` where import_id = $1 and line > $2 and verdict = 'new' and record_id = '' order by line limit $3`, id, after, limit)
}

func markTaken(tx *db.Tx, id string, line int, recordID string) error {
	return tx.Exec(`update import_row set record_id = $3 where import_id = $1 and line = $2`, id, line, recordID)
}

func markRefused(tx *db.Tx, id string, line int, r refusal) error {
	return tx.Exec(`update import_row set verdict = 'refused', cell = $3, reason = $4 where import_id = $1 and line = $2`, id, line, r.Cell, r.Reason)
}

func allParties(tx *db.Tx) ([]partyRow, error) {
	return db.All[partyRow](tx, `select id, code, iso, name, short_name, formal_name, name_key, parent_id from party order by created_at, id`)
}

// knownRow is a person of the register with one of the parties that they work or worked for.
type knownRow struct {
	ID       string `db:"id"`
	Given    string `db:"given"`
	NameKey  string `db:"name_key"`
	EmailKey string `db:"email_key"`
	Top      string `db:"top"` // the party, or the one that it is inside
}

// knownPersons are the persons of the register with one of the names or addresses.
func knownPersons(tx *db.Tx, nameKeys, emailKeys []string) ([]knownRow, error) {
	q := db.Q(`select pe.id, pe.given, pe.name_key, pe.email_key, coalesce(p.parent_id, p.id, '') as top from person pe
		left join affiliation a on a.person_id = pe.id left join party p on p.id = a.party_id
		where pe.id in (select id from person where`).In("name_key", nameKeys)
	if len(emailKeys) > 0 {
		q.Add("union select id from person where email_key <> '' and").In("email_key", emailKeys)
	}
	return db.List[knownRow](tx, q.Add(") order by pe.id"))
}

// takingRow is how a person stands with the activity already.
type takingRow struct {
	PersonID string `db:"person_id"`
	State    string `db:"state"`
	Came     bool   `db:"came"`
}

func takingPart(tx *db.Tx, activityID string, personIDs []string) ([]takingRow, error) {
	return db.List[takingRow](tx, db.Q(`select n.person_id, n.state, exists (select 1 from checkin c where c.nomination_id = n.id
		and c.direction = 'in' and c.void_reason = '') as came
		from nomination n where n.active and n.activity_id = ? and`, activityID).In("n.person_id", personIDs))
}
