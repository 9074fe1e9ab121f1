// Package company keeps which colleagues come along to somebody's meetings, so that two delegations meet, and who may sit in
// for them. It is a floor of the room networking.
package company

import (
	"context"
	"slices"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/interests"
	"counterpart/internal/networking/problem"
	"counterpart/internal/people"
)

// Actions in the history.
const (
	ActionSet  audit.Action = "networking.company"
	ActionView audit.Action = "networking.view_company"
)

// What a colleague does at somebody's meetings.
const (
	Nothing = ""
	Along   = "along"   // comes along, if they are free
	SitsIn  = "sits_in" // meets in their place when they cannot
)

// mostColleagues bounds who comes along or may sit in.
const mostColleagues = 8

// Service has the verbs and queries of this floor.
type Service struct{ db *db.DB }

// New makes the service.
func New(d *db.DB) *Service { return &Service{db: d} }

// Colleague is somebody of the same party who takes part.
type Colleague struct {
	PersonID string `json:"person_id"`
	Name     string `json:"name"`
	Position string `json:"position,omitempty"`
	Does     string `json:"does" enum:"along,sits_in," doc:"Comes along to the reader's meetings, may sit in for them, or neither"`
}

// Draft is what colleagues do at a person's meetings.
type Draft struct {
	Along  []string `json:"along,omitempty" maxItems:"8" doc:"Who comes along"`
	SitsIn []string `json:"sits_in,omitempty" maxItems:"8" doc:"Who may sit in"`
}

// Colleagues lists those of a person's party who take part.
func (s *Service) Colleagues(ctx context.Context, actor access.Actor, activityID, personID string) ([]Colleague, error) {
	return audit.Shown(ctx, s.db, actor, people.Kind, ActionView, persons)(db.View(ctx, s.db, func(tx *db.Tx) ([]Colleague, error) {
		n, _, err := interests.GuestIn(tx, actor, interests.RightTakePart, activityID, personID)
		if err != nil {
			return nil, err
		}
		return colleagues(tx, activityID, personID, n.PartyID)
	}))
}

func persons(list []Colleague) []string {
	out := make([]string, len(list))
	for i, c := range list {
		out[i] = c.PersonID
	}
	return out
}

func colleagues(tx *db.Tx, activityID, personID, partyID string) ([]Colleague, error) {
	ids, err := ofParty(tx, activityID, partyID)
	if err != nil {
		return nil, err
	}
	listed, err := interests.ListedOf(tx, activityID, ids)
	if err != nil {
		return nil, err
	}
	kept, err := companionsOf(tx, activityID, personID)
	if err != nil {
		return nil, err
	}
	out := []Colleague{}
	for _, g := range listed {
		if g.PersonID != personID {
			out = append(out, Colleague{PersonID: g.PersonID, Name: g.Name(), Position: g.Position, Does: kept[g.PersonID]})
		}
	}
	return out, nil
}

// Set says what colleagues do at a person's meetings. A plan that is made from then on respects it.
func (s *Service) Set(ctx context.Context, actor access.Actor, activityID, personID string, d Draft) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		n, a, err := interests.GuestIn(tx, actor, interests.RightTakePart, activityID, personID)
		if err != nil {
			return false, err
		}
		if a.State != activities.Open && a.State != activities.Planned {
			return false, fault.Clash("%s is over. Nothing more can be arranged.", a.Title)
		}
		there, err := colleagues(tx, activityID, personID, n.PartyID)
		if err != nil {
			return false, err
		}
		if err := d.check(persons(there)); err != nil {
			return false, err
		}
		if err := save(tx, activityID, personID, d); err != nil {
			return false, err
		}
		return true, audit.Record(tx, actor, ActionSet, people.Kind, personID, map[string]any{"activity": activityID, "along": len(d.Along), "sits_in": len(d.SitsIn)})
	})
	return err
}

func (d Draft) check(there []string) error {
	var wrong fault.Invalid
	for _, side := range []struct {
		field string
		list  []string
	}{{Along, d.Along}, {SitsIn, d.SitsIn}} {
		for _, id := range side.list {
			wrong.Check(slices.Contains(there, id), side.field, "Choose among your colleagues who take part.")
		}
		wrong.Check(len(side.list) <= mostColleagues, side.field, "Choose %d at most.", mostColleagues)
	}
	for _, id := range d.Along {
		wrong.Check(!slices.Contains(d.SitsIn, id), SitsIn, "Who comes along cannot sit in as well.")
	}
	return wrong.Err()
}

// ofParty lists those of a party who take part in the meetings of an activity.
func ofParty(tx *db.Tx, activityID, partyID string) ([]string, error) {
	return db.All[string](tx, `select n.person_id from nomination n join interest_profile p on p.activity_id = n.activity_id and p.person_id = n.person_id and p.takes_part
		where n.activity_id = $1 and n.party_id = $2 and n.active and n.state = 'confirmed' order by n.person_id`, activityID, partyID)
}

// companionsOf says what each colleague does at a person's meetings.
func companionsOf(tx *db.Tx, activityID, personID string) (map[string]string, error) {
	rows, err := db.All[problem.Companion](tx, `select person_id, with_id, sits_in from meeting_companion where activity_id = $1 and person_id = $2`, activityID, personID)
	out := map[string]string{}
	for _, r := range rows {
		out[r.WithID] = Along
		if r.SitsIn {
			out[r.WithID] = SitsIn
		}
	}
	return out, err
}

func save(tx *db.Tx, activityID, personID string, d Draft) error {
	if err := tx.Exec(`delete from meeting_companion where activity_id = $1 and person_id = $2`, activityID, personID); err != nil {
		return err
	}
	var rows [][]any
	for _, id := range d.Along {
		rows = append(rows, []any{activityID, personID, id, false})
	}
	for _, id := range d.SitsIn {
		rows = append(rows, []any{activityID, personID, id, true})
	}
	return tx.InsertRows("meeting_companion", []string{"activity_id", "person_id", "with_id", "sits_in"}, rows)
}
