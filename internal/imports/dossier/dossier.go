// Package dossier is what the room imports holds of one person, and how lists are destroyed.
package dossier

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/files"
	"counterpart/internal/held"
)

// Kind is how histories name an import.
const Kind = "import"

// ActionBlank is the history's word for an import whose rows and file were destroyed.
const ActionBlank audit.Action = "imports.blank"

// HeldIn is what this room holds about a person: the rows from which the record was made or found.
func HeldIn(tx *db.Tx, personID string) ([]held.Record, error) {
	type row struct {
		ImportID string `db:"import_id"`
		Line     int    `db:"line"`
		Cells    string `db:"cells"`
	}
	list, err := db.All[row](tx, `select import_id, line, cells from import_row where record_id = $1 order by import_id, line`, personID)
	var out []held.Record
	for _, r := range list {
		var parts []string
		var cells []string
		if err := json.Unmarshal([]byte(r.Cells), &cells); err != nil {
			return nil, fmt.Errorf("import %s, line %d: %w", r.ImportID, r.Line, err)
		}
		for i, cell := range cells {
			column := fmt.Sprintf("Column %d", i+1)
			parts = append(parts, fmt.Sprintf("column_%d", i+1), column, cell)
		}
		out = append(out, held.New(held.Imports, r.ImportID, "Row of an imported list", parts...))
	}
	return out, err
}

type place struct {
	ImportID string `db:"import_id"`
	Line     int    `db:"line"`
}

// rowsOf finds the rows of a person: those that became the record, and those that were refused and hold the address or the whole name.
func rowsOf(tx *db.Tx, personID string, words []string) ([]place, error) {
	q := db.Q(`select import_id, line from import_row where record_id = ?`, personID)
	for _, w := range words {
		if strings.ContainsAny(w, " @") {
			q.Add(`or cells like ? escape '\'`, "%"+likeEscape.Replace(w)+"%")
		}
	}
	return db.List[place](tx, q.Add("order by import_id, line"))
}

var likeEscape = strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`)

// NamingIn lists the imports that a person stands in, words are the address and names of the person.
func NamingIn(tx *db.Tx, personID string, words []string) ([]string, error) {
	rows, err := rowsOf(tx, personID, words)
	var out []string
	for _, r := range rows {
		out = append(out, r.ImportID)
	}
	return slices.Compact(out), err
}

// EraseIn blanks the rows of a person and destroys the files that they stood in, within the transaction of a higher room: a
// file is taken by then, and the rows of others stay. The returned files are to be dropped after the commit.
func EraseIn(tx *db.Tx, personID string, words []string) ([]files.File, error) {
	rows, err := rowsOf(tx, personID, words)
	if err != nil {
		return nil, err
	}
	var fileIDs []string
	for _, r := range rows {
		if err := tx.Exec(`update import_row set cells = '[]', reason = '' where import_id = $1 and line = $2`, r.ImportID, r.Line); err != nil {
			return nil, err
		}
		fileID, err := db.One[string](tx, `select file_id from import where id = $1`, r.ImportID)
		if err != nil {
			return nil, err
		}
		fileIDs = append(fileIDs, fileID)
	}
	slices.Sort(fileIDs)
	return files.ForgetIn(tx, slices.Compact(fileIDs)...)
}

// Kept is an import whose content is still there.
type Kept struct {
	ID      string  `db:"id"`
	Title   string  `db:"title"`
	TakenAt db.Time `db:"taken_at"`
}

// WithContentIn lists the imports taken before the day whose rows are still kept.
func WithContentIn(tx *db.Tx, before db.Date) ([]Kept, error) {
	return db.All[Kept](tx, `select i.id, f.name as title, i.taken_at from import i join file f on f.id = i.file_id where i.taken_at < $1
		and exists (select 1 from import_row r where r.import_id = i.id and r.cells <> '[]') order by i.taken_at, i.id`, before)
}

// BlankIn blanks the rows of an import and destroys its file. The returned files are to be dropped after the commit.
func BlankIn(tx *db.Tx, actor access.Actor, importID string) ([]files.File, error) {
	fileID, err := db.One[string](tx, `select file_id from import where id = $1`, importID)
	if err != nil {
		return nil, err
	}
	if err := tx.Exec(`update import_row set cells = '[]', reason = '' where import_id = $1`, importID); err != nil {
		return nil, err
	}
	if err := audit.Record(tx, actor, ActionBlank, Kind, importID, nil); err != nil {
		return nil, err
	}
	return files.ForgetIn(tx, fileID)
}
