package attendance

import "counterpart/internal/db"

// Filled is an invented guest who came, for filling a database with many.
type Filled struct {
	Code         string
	NominationID string
	PersonID     string
	PartyID      string
	InID, OutID  string // OutID is empty for those who left without a scan
	InAt, OutAt  db.Time
}

// FillIn enters many invented badges and check-ins of an activity with few statements: they are checked by nobody
// and have no history. It is for measuring, never for what somebody scanned.
func FillIn(tx *db.Tx, activityID string, list []Filled) error {
	badges := make([][]any, 0, len(list))
	checkins := make([][]any, 0, 2*len(list))
	for _, f := range list {
		badges = append(badges, []any{f.Code, activityID, f.NominationID, f.InAt})
		if f.InID != "" {
			checkins = append(checkins, []any{f.InID, activityID, f.NominationID, f.PersonID, f.PartyID, In, ByCode, f.InAt, "system"})
		}
		if f.OutID != "" {
			checkins = append(checkins, []any{f.OutID, activityID, f.NominationID, f.PersonID, f.PartyID, Out, ByCode, f.OutAt, "system"})
		}
	}
	if err := tx.InsertRows("badge", []string{"code", "activity_id", "nomination_id", "issued_at"}, badges); err != nil {
		return err
	}
	return tx.InsertRows("checkin", []string{"id", "activity_id", "nomination_id", "person_id", "party_id", "direction", "method", "at", "by_actor"}, checkins)
}
