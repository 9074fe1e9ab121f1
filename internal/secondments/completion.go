package secondments

import (
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/certificates"
	"counterpart/internal/db"
)

// complete notes that the officer completed the secondment: whoever returned is one of the alumni.
func (s *Service) complete(tx *db.Tx, actor access.Actor, d Dossier, a Assignment) error {
	_, err := certificates.CompleteIn(tx, actor, certificates.Completion{
		Kind: certificates.Secondment, RecordID: d.ID, PersonID: d.PersonID, PartyID: d.PartyID, Title: "Secondment: " + a.Title, From: d.Start, To: d.EndOn, CompletedOn: tx.Today(),
		Criteria: strings.TrimSpace("Worked at the " + a.Office + " by a work plan, and reported at the end. " + a.Project),
	})
	return err
}
