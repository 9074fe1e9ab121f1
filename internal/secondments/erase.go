package secondments

import (
	"counterpart/internal/db"
	"counterpart/internal/files"
	"counterpart/internal/held"
	"counterpart/internal/secondments/stages"
)

// HeldIn is what this room holds about a person: nominations and secondments with what was written, opened. Scores and the names of
// the panel are of somebody else, and left out.
func (s *Service) HeldIn(tx *db.Tx, personID string) ([]held.Record, error) {
	ids, err := db.All[string](tx, `select id from secondment where person_id = $1 order by created_at, id`, personID)
	if err != nil {
		return nil, err
	}
	var out []held.Record
	for _, id := range ids {
		d, err := findDossier(tx, id)
		if err != nil {
			return nil, err
		}
		out = append(out, held.New(held.Capacity, id, d.Assignment, "reference", "Number", d.Reference(), "office", "Host office", d.Office, "party", "Sending State", d.Party, "state", "State", d.State.Words(),
			"note_number", "Note verbale", d.NoteNumber, "start", "First day", string(d.Start), "end", "Last day", string(d.EndOn), "supervisor", "Supervisor", d.Supervisor))
		steps, err := s.Records(tx, Kind, id)
		if err != nil {
			return nil, err
		}
		for _, r := range steps {
			if !hiddenFromParty[Verb(r.Verb)] {
				out = append(out, held.New(held.Capacity, id, "Step of a secondment", "state", "Became", State(r.To).Words(), "words", "Words", r.Words, "at", "On", held.At(r.At)))
			}
		}
		papers, err := filesOf(tx, id)
		if err != nil {
			return nil, err
		}
		for _, f := range papers {
			out = append(out, held.New(held.Capacity, id, "File of a secondment", "title", "Title", f.Title, "name", "Name", f.Name, "at", "On", held.At(f.At)))
		}
		list, err := formalitiesOf(tx, id)
		if err != nil {
			return nil, err
		}
		for _, f := range list {
			if f.SeenOn != "" {
				out = append(out, held.New(held.Capacity, id, f.Name, "seen_on", "Seen on", string(f.SeenOn), "valid_until", "Valid until", string(f.Until)))
			}
		}
	}
	return out, nil
}

// OfPersonIn lists the dossiers of a person, whatever became of them.
func OfPersonIn(tx *db.Tx, personID string) ([]string, error) {
	return db.All[string](tx, `select id from secondment where person_id = $1 order by id`, personID)
}

// PostedIn names a secondment of a person that has not ended; "" where there is none.
func PostedIn(tx *db.Tx, personID string) (string, error) {
	list, err := db.All[string](tx, `select a.title from secondment s join assignment a on a.id = s.assignment_id where s.person_id = $1
		and s.state not in (`+stages.Quoted(stages.Those(State.Final))+`) order by s.id limit 1`, personID)
	if err != nil || len(list) == 0 {
		return "", err
	}
	return list[0], nil
}

// EraseIn takes a person out of this room: what was written about them is blanked, their files go, and names under which they acted
// make way for the pseudonym. That a party seconded somebody, when and where, stays. The returned files are to be dropped after the commit.
func EraseIn(tx *db.Tx, pseudonym, personID string, keys []string) ([]files.File, error) {
	const theirs = `(select id from secondment where person_id = $1)`
	ids, err := db.All[string](tx, `select file_id from secondment_file where secondment_id in `+theirs+` order by file_id`, personID)
	if err != nil {
		return nil, err
	}
	for _, statement := range []string{
		`update secondment_step set words = '' where kind = 'secondment' and record_id in ` + theirs,
		`update secondment_score set scores = '' where secondment_id in ` + theirs,
		`update secondment_task set title = '' where secondment_id in ` + theirs,
		`update secondment set note_number = '', letter_number = '', link_id = '', offer_link = '' where person_id = $1`,
		`delete from secondment_file where secondment_id in ` + theirs,
	} {
		if err := tx.Exec(statement, personID); err != nil {
			return nil, err
		}
	}
	for _, key := range keys {
		for _, statement := range []string{
			`update secondment_step set by_name = $2 where by_actor = $1`, `update secondment_approval set by_name = $2 where by_actor = $1`, `update secondment_change set by_name = $2 where by_actor = $1`,
			`update secondment_file set by_name = $2 where by_actor = $1`, `update assignment set author_name = $2 where author_by = $1`, `update secondment_formality set seen_by = $2 where seen_actor = $1`,
		} {
			if err := tx.Exec(statement, key, pseudonym); err != nil {
				return nil, err
			}
		}
	}
	return files.ForgetIn(tx, ids...)
}
