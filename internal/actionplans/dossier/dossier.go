// Package dossier is what a room above needs of the action plans of one person: it stands on few floors.
package dossier

import (
	"strings"

	"counterpart/internal/db"
	"counterpart/internal/held"
)

// HeldIn is what the room holds about a person: the own plans, and what became of them.
func HeldIn(tx *db.Tx, personID string) ([]held.Record, error) {
	type row struct {
		ID         string  `db:"id"`
		Activity   string  `db:"activity"`
		State      string  `db:"state"`
		Supervisor string  `db:"from_supervisor"`
		Office     string  `db:"from_office"`
		MaySee     bool    `db:"party_may_see"`
		MayPropose bool    `db:"may_propose"`
		SignedOn   db.Date `db:"signed_on"`
		FollowedOn db.Date `db:"followed_on"`
	}
	list, err := db.All[row](tx, `select p.id, a.title as activity, p.state, p.from_supervisor, p.from_office, p.party_may_see, p.may_propose, p.signed_on, p.followed_on
		from action_plan p join activity a on a.id = p.activity_id where p.person_id = $1 order by p.created_at, p.id`, personID)
	if err != nil {
		return nil, err
	}
	type action struct {
		PlanID    string `db:"plan_id"`
		What      string `db:"what"`
		With      string `db:"with_whom"`
		Status    string `db:"status"`
		Changed   string `db:"changed"`
		Evidence  string `db:"evidence"`
		Address   string `db:"address"`
		Obstacles string `db:"obstacles"`
	}
	actions, err := db.All[action](tx, `select c.plan_id, c.what, c.with_whom, c.status, c.changed, c.evidence, c.address, c.obstacles
		from action_plan_action c join action_plan p on p.id = c.plan_id where p.person_id = $1 order by p.created_at, c.place`, personID)
	var out []held.Record
	for _, r := range list {
		out = append(out, held.New(held.Learning, r.ID, "Action plan", "activity", "Of", r.Activity, "state", "State", r.State, "from_supervisor", "Support of the supervisor", r.Supervisor,
			"from_office", "Support of the secretariat", r.Office, "party_may_see", "Own focal point may read it", held.YesNo(r.MaySee), "may_propose", "May be proposed as an outcome", held.YesNo(r.MayPropose),
			"signed_on", "Signed off on", string(r.SignedOn), "followed_on", "Followed up on", string(r.FollowedOn)))
		for _, a := range actions {
			if a.PlanID == r.ID {
				out = append(out, held.New(held.Learning, r.ID, "Action", "what", "What", a.What, "with", "With", a.With, "status", "Status", a.Status, "changed", "What changed", a.Changed,
					"evidence", "What shows it", strings.TrimSpace(a.Evidence+" "+a.Address), "obstacles", "Obstacles", a.Obstacles))
			}
		}
	}
	return out, err
}

// EraseIn takes the words of a person out of their plans. That there was a plan, and what became of its actions, stays under the
// pseudonym, because shares are made of it; so does an outcome that was proposed, which names nobody.
func EraseIn(tx *db.Tx, personID, pseudonym string, keys []string) error {
	for _, clear := range []string{
		`update action_plan set from_supervisor = '', from_office = '', party_may_see = false, may_propose = false, reason = '', link_id = '', version = version + 1 where person_id = $1`,
		`update action_plan_action set what = '', with_whom = '', changed = '', evidence = '', address = '', obstacles = '', file_id = null where plan_id in (select id from action_plan where person_id = $1)`,
		`update action_plan_step set words = '' where plan_id in (select id from action_plan where person_id = $1)`,
	} {
		if err := tx.Exec(clear, personID); err != nil {
			return err
		}
	}
	for _, key := range keys {
		if err := tx.Exec(`update action_plan_step set by_name = $2 where by_actor = $1`, key, pseudonym); err != nil {
			return err
		}
	}
	return nil
}

// OfPersonIn are the ids of a person's plans.
func OfPersonIn(tx *db.Tx, personID string) ([]string, error) {
	return db.All[string](tx, `select id from action_plan where person_id = $1 order by id`, personID)
}

// FilesOf are the files of a person's plans that no outcome holds: they go with the person. It is asked before EraseIn.
func FilesOf(tx *db.Tx, personID string) ([]string, error) {
	return db.All[string](tx, `select c.file_id from action_plan_action c join action_plan p on p.id = c.plan_id
		where p.person_id = $1 and c.file_id is not null and not exists (select 1 from outcome_source s where s.file_id = c.file_id)`, personID)
}
