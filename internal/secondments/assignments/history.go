package assignments

import (
	"counterpart/internal/access"
	"counterpart/internal/db"
)

// Note keeps a step of a record of this room in its history, the words sealed for their place.
func (s *Service) Note(tx *db.Tx, actor access.Actor, kind, id string, r Record) error {
	r.ID = tx.NewID()
	sealed, err := s.vault.Seal("secondment_step", "words", r.ID, r.Words)
	if err != nil {
		return err
	}
	r.Words = sealed
	return insertRecord(tx, actor, kind, id, r)
}

// Records is the history of a record of this room, opened.
func (s *Service) Records(tx *db.Tx, kind, id string) ([]Record, error) {
	list, err := readRecords(tx, kind, id)
	for i := range list {
		if list[i].Words == "" { // of somebody who was erased
			continue
		}
		if list[i].Words, err = s.vault.Open("secondment_step", "words", list[i].ID, list[i].Words); err != nil {
			return nil, err
		}
	}
	return list, err
}
