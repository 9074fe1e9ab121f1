package registrations

import "counterpart/internal/db"

// Filled is an invented registration without answers, for filling a database with many.
type Filled struct {
	NominationID string
	At           db.Time
}

// FillIn enters many invented registrations with few statements: they are checked by nobody and have no history. It is
// for measuring, never for what somebody typed.
func FillIn(tx *db.Tx, list []Filled) error {
	rows := make([][]any, len(list))
	for i, f := range list {
		rows[i] = []any{f.NominationID, Submitted, "", f.At, f.At}
	}
	return tx.InsertRows("registration", []string{"nomination_id", "state", "answers", "saved_at", "submitted_at"}, rows)
}
