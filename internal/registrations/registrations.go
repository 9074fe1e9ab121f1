package registrations

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/delegations"
	"counterpart/internal/vault"
)

// Rights of this room, with the roles that should hold them.
const (
	RightSee          access.Right = "registrations.see"           // administrator, officer, comanager: who has registered, and the answers that are not sensitive
	RightSeeSensitive access.Right = "registrations.see_sensitive" // officer: dietary and access needs, whom to call in an emergency
	RightRegister     access.Right = "registrations.register"      // participant, for the own person
)

// Actions in the history.
const (
	ActionRegister audit.Action = "registrations.register"
	ActionRemind   audit.Action = "registrations.remind"
	ActionView     audit.Action = "registrations.view"
	ActionAnswers  audit.Action = "registrations.view_answers"
	ActionExport   audit.Action = "registrations.export"
)

// What can wait for somebody in this room.
const (
	TaskMissing  = "missing"  // confirmed people who have not registered
	TaskRegister = "register" // an own registration to complete
)

// Service has the verbs and queries of this room.
type Service struct {
	db          *db.DB
	delegations *delegations.Service // writes the letters with the links
	vault       *vault.Vault         // seals the answers
}

// New makes the service.
func New(d *db.DB, del *delegations.Service, v *vault.Vault) *Service {
	return &Service{db: d, delegations: del, vault: v}
}

// Sealed is what this room keeps sealed: the answers, of which some are about health.
var Sealed = vault.Column{Table: "registration", Column: "answers", ID: "nomination_id"}

// Tasks lists what waits for the actor: people to remind, an own registration to complete.
func (s *Service) Tasks(ctx context.Context, actor access.Actor) ([]delegations.Task, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (out []delegations.Task, err error) {
		if actor.Holds(RightSee) {
			if out, err = missing(tx, actor); err != nil {
				return nil, err
			}
		}
		if actor.Person != "" && actor.Holds(RightRegister) {
			own, err := ownTasks(tx, actor.Person)
			if err != nil {
				return nil, err
			}
			out = append(out, own...)
		}
		for i := range out {
			out[i].Overdue = !out[i].Due.IsZero() && tx.Now().After(out[i].Due.Time)
		}
		return out, nil
	})
}

// States says for each nomination of an activity how far its registration is; those who have not begun are left out.
// The caller shows nominations that the actor may see.
func (s *Service) States(ctx context.Context, actor access.Actor, activityID string) (map[string]string, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (map[string]string, error) {
		out := map[string]string{}
		a, err := activities.FindIn(tx, activityID)
		if err != nil || !actor.Can(RightSee, a.Object()) {
			return out, err
		}
		list, err := statesOf(tx, activityID)
		for _, r := range list {
			out[r.NominationID] = r.State
		}
		return out, err
	})
}
