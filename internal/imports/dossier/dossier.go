// Package dossier is what the room imports holds of one person, and how lists are destroyed.
package dossier

import (
	"encoding/json"
	"fmt"

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

// NamingIn lists the imports that a person stands in.
func NamingIn(tx *db.Tx, personID string) ([]string, error) {
	return db.All[string](tx, `select distinct import_id from import_row where record_id = $1 order by import_id`, personID)
}

// EraseIn blanks the rows of a person and destroys the files that they stood in, within the transaction of a higher room: a
// file is taken by then, and the rows of others stay. The returned files are to be dropped after the commit.
func EraseIn(tx *db.Tx, personID string) ([]files.File, error) {
	fileIDs, err := db.All[string](tx, `select distinct i.file_id from import i join import_row r on r.import_id = i.id where r.record_id = $1 order by 1`, personID)
	if err != nil {
		return nil, err
	}
	if err := tx.Exec(`update import_row set cells = '[]', reason = '' where record_id = $1`, personID); err != nil {
		return nil, err
	}
	return files.ForgetIn(tx, fileIDs...)
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
