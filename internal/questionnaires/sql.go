package questionnaires

import (
	"slices"
	"strconv"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/gaps/answers"
)

func insertUpload(tx *db.Tx, actor access.Actor, u Upload) error {
	return tx.Exec(`insert into questionnaire_upload (id, round_id, name, body, at, by_actor, by_name) values ($1, $2, $3, $4, $5, $6, $7)`, u.ID, u.RoundID, u.Name, u.Body, tx.Now(), actor.Key(), actor.Name)
}

func findUpload(tx *db.Tx, roundID, id string) (Upload, error) {
	u, err := db.One[Upload](tx, `select id, round_id, name, body, result, taken_at, at, by_name from questionnaire_upload where round_id = $1 and id = $2`, roundID, id)
	return missing(u, err, "questionnaire")
}

// setTaken keeps what became of the answers; the answers themselves stand in the round.
func setTaken(tx *db.Tx, id, result string) error {
	return tx.Exec(`update questionnaire_upload set body = '', result = $2, taken_at = $3 where id = $1`, id, result, tx.Now())
}

func dropUpload(tx *db.Tx, id string) error {
	return tx.Exec(`delete from questionnaire_upload where id = $1`, id)
}

// dropUploads forgets what somebody sent for a round before and did not take.
func dropUploads(tx *db.Tx, roundID, by string) error {
	return tx.Exec(`delete from questionnaire_upload where round_id = $1 and by_actor = $2 and taken_at is null`, roundID, by)
}

func key(provisionID string, revision int) string {
	return provisionID + "\x00" + strconv.Itoa(revision)
}

// revisions are the answers of a round as they were, under some provisions.
func revisions(tx *db.Tx, roundID string, provisions []string) (map[string]answers.Answer, error) {
	type row struct {
		ProvisionID string `db:"provision_id"`
		Revision    int    `db:"revision"`
		Kept        string `db:"answer"`
	}
	out := map[string]answers.Answer{}
	for some := range slices.Chunk(provisions, 200) {
		list, err := db.List[row](tx, db.Q(`select provision_id, revision, answer from gap_revision where round_id = ? and`, roundID).In("provision_id", some))
		if err != nil {
			return nil, err
		}
		for _, r := range list {
			if out[key(r.ProvisionID, r.Revision)], err = answers.Parse(r.Kept); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// proposal is an answer that was set aside.
type proposal struct {
	ProvisionID string `db:"provision_id"`
	Kept        string `db:"proposal"`
	Base        int    `db:"base"`
}

func proposals(tx *db.Tx, roundID string) (map[string][]proposal, error) {
	list, err := db.All[proposal](tx, `select provision_id, proposal, base from gap_comment where round_id = $1 and proposal <> ''`, roundID)
	out := map[string][]proposal{}
	for _, p := range list {
		out[p.ProvisionID] = append(out[p.ProvisionID], p)
	}
	return out, err
}

// EraseIn puts the pseudonym in place of the name under which an erased person sent questionnaires.
func EraseIn(tx *db.Tx, pseudonym string, keys []string) error {
	for _, key := range keys {
		if err := tx.Exec(`update questionnaire_upload set by_name = $2 where by_actor = $1`, key, pseudonym); err != nil {
			return err
		}
	}
	return nil
}
