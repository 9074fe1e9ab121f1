package people

import (
	"crypto/sha256"
	"encoding/hex"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/search"
)

// Pseudonym is the name under which an erased person stands: the same whenever it is worked out.
func Pseudonym(personID string) string {
	sum := sha256.Sum256([]byte("erased person " + personID))
	return "Erased person " + hex.EncodeToString(sum[:4])
}

// EraseIn makes a person's record anonymous within the transaction of a higher room, which has asked for the right. The
// row stays under a pseudonym, with sex and party, because counts are made of them; everything else is blanked, search no
// longer finds it, and consents go, since they consent to nothing any more.
func EraseIn(tx *db.Tx, actor access.Actor, personID string) error {
	p, err := FindIn(tx, personID)
	if err != nil {
		return err
	}
	held, err := OnHoldIn(tx, personID)
	if err != nil {
		return err
	}
	if held {
		return fault.Clash("The record of %s is under a legal hold: it cannot be erased until the hold is lifted.", p.Given)
	}
	if !p.ErasedAt.IsZero() {
		return fault.Clash("%s was erased already.", p.Given)
	}
	for _, erase := range []func(*db.Tx, string) error{erasePerson, eraseAffiliations, eraseHolds, deleteConsents} {
		if err := erase(tx, personID); err != nil {
			return err
		}
	}
	for _, kind := range []string{Kind, kindSound} {
		if err := search.Index(tx, kind, personID, nil); err != nil {
			return err
		}
	}
	return audit.Record(tx, actor, ActionErase, Kind, personID, nil)
}

// DropHoldsIn ends what holds a person's record, for an erasure that is done again after a backup was restored.
func DropHoldsIn(tx *db.Tx, personID string) error {
	_, err := liftHold(tx, personID, "the erasure came later than this hold", "erasures replayed")
	return err
}

// ErasedIn lists the persons who were erased.
func ErasedIn(tx *db.Tx) ([]string, error) { return erasedPersons(tx) }

// PersonsIn lists the ids of all persons who were not erased.
func PersonsIn(tx *db.Tx) ([]string, error) { return livePersons(tx) }
