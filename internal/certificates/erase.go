package certificates

import (
	"strconv"

	"counterpart/internal/db"
	"counterpart/internal/held"
)

// HeldIn is what this room holds about a person: what was completed, and the certificates of it.
func HeldIn(tx *db.Tx, personID string) ([]held.Record, error) {
	done, err := completionsOfPerson(tx, personID)
	if err != nil {
		return nil, err
	}
	var out []held.Record
	for _, c := range done {
		out = append(out, held.New(held.Capacity, c.ID, "Completed: "+c.Title, "kind", "Kind", c.Kind.Words(), "party", "For", c.Party, "from", "From", string(c.From), "to", "To", string(c.To),
			"completed_on", "Completed on", string(c.CompletedOn), "retracted_at", "Taken back on", held.At(c.RetractedAt)))
	}
	list, err := allOfPerson(tx, personID)
	for _, c := range list {
		hours := ""
		if c.Hours > 0 {
			hours = strconv.Itoa(c.Hours)
		}
		out = append(out, held.New(held.Capacity, c.ID, "Certificate "+c.Reference(), "state", "State", c.State.Words(), "name", "Name on it", c.Name, "title", "Of", c.Title, "hours", "Hours", hours,
			"code", "Code", c.Code, "issued_at", "Issued on", held.At(c.IssuedAt), "ended_at", "Ended on", held.At(c.EndedAt), "reason", "Because", c.Reason))
	}
	return out, err
}

// EraseIn takes a person's name out of the certificates, within the transaction of a higher room: none stands any more, and no
// credential is left. That somebody of the party completed something stays, because counts are made of it.
func EraseIn(tx *db.Tx, personID, pseudonym string) error {
	return tx.Exec(`update certificate set name = $2, salt = '', identity = '', identity_kind = '', credential = '', link_id = '', reason = case when reason = '' then '' else 'erased' end,
		state = case state when 'issued' then 'revoked' when 'prepared' then 'dropped' else state end, ended_at = coalesce(ended_at, $3) where person_id = $1`, personID, pseudonym, tx.Now())
}

// ForgetIn puts the pseudonym in place of the name with which an erased person signed certificates. What was printed cannot be
// taken back.
func ForgetIn(tx *db.Tx, pseudonym string, keys []string) error {
	for _, key := range keys {
		if err := tx.Exec(`update certificate_signature set by_name = $2 where by_actor = $1`, key, pseudonym); err != nil {
			return err
		}
	}
	return nil
}
