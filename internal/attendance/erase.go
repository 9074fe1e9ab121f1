package attendance

import (
	"counterpart/internal/db"
	"counterpart/internal/held"
)

// HeldIn is what this room holds about a person: badges and each time they went in or out.
func HeldIn(tx *db.Tx, personID string) ([]held.Record, error) {
	lines, err := db.List[Line](tx, db.Q(registerColumns).Add("where c.person_id = ? order by c.at, c.id", personID))
	if err != nil {
		return nil, err
	}
	var out []held.Record
	for _, l := range lines {
		out = append(out, held.New(held.Attendance, l.ID, "Check-in", "at", "At", held.At(l.At), "direction", "Direction", l.Direction, "session", "Session", l.Session,
			"party", "Delegation", l.Party, "method", "By", l.Method, "void_reason", "Taken back because", l.VoidReason))
	}
	badges, err := db.All[badgeRow](tx, `select b.code, b.activity_id, b.nomination_id, b.issued_at, b.revoked_at from badge b
		join nomination n on n.id = b.nomination_id where n.person_id = $1 order by b.issued_at`, personID)
	for _, b := range badges {
		out = append(out, held.New(held.Attendance, b.NominationID, "Badge", "code", "Code", b.Code, "issued_at", "Issued on", held.At(b.IssuedAt), "revoked_at", "Revoked on", held.At(b.RevokedAt)))
	}
	return out, err
}

// EraseIn takes the words out of a person's check-ins and revokes their badges, within the transaction of a higher room.
// That somebody of the delegation came stays, because counts are made of it.
func EraseIn(tx *db.Tx, personID string) error {
	if err := tx.Exec(`update checkin set void_reason = 'erased' where person_id = $1 and void_reason <> ''`, personID); err != nil {
		return err
	}
	return tx.Exec(`update badge set revoked_at = $2 where revoked_at is null and nomination_id in (select id from nomination where person_id = $1)`, personID, tx.Now())
}
