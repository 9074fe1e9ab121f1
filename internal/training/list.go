package training

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/curricula"
	"counterpart/internal/db"
)

// Filter narrows the list of deliveries.
type Filter struct {
	CurriculumID string
	Query        string // beginnings of words of the activity's title
	After        []string
	Limit        int
}

// List returns a page of the deliveries that the actor may see, the latest first, and the key of the next page.
func (s *Service) List(ctx context.Context, actor access.Actor, f Filter) ([]Delivery, []string, error) {
	if !actor.Holds(RightSee) {
		return nil, nil, actor.Require(RightSee, access.Anything)
	}
	var next []string
	list, err := db.View(ctx, s.db, func(tx *db.Tx) ([]Delivery, error) {
		rows, err := listDeliveries(tx, actor, f)
		if err == nil && len(rows) > f.Limit {
			rows = rows[:f.Limit]
			next = []string{string(rows[f.Limit-1].StartsOn), rows[f.Limit-1].ID}
		}
		return rows, err
	})
	return list, next, err
}

// TakeList returns the deliveries for a file that is taken along, which the history notes.
func (s *Service) TakeList(ctx context.Context, actor access.Actor, f Filter) ([]Delivery, error) {
	list, err := db.Whole(func(after []string) ([]Delivery, []string, error) {
		f.After, f.Limit = after, 500
		return s.List(ctx, actor, f)
	})
	if err != nil {
		return nil, err
	}
	return list, audit.Exported(ctx, s.db, actor, Kind, []string{""}, ActionList, map[string]string{"curriculum": f.CurriculumID})
}

// Delivered is a delivery of a curriculum with the parties whose people completed it.
type Delivered struct {
	Delivery
	Parties []PartyCount `json:"parties" nullable:"false"`
}

// OfCurriculum lists the deliveries of a curriculum with how many completed by party, as far as the actor may see them.
func (s *Service) OfCurriculum(ctx context.Context, actor access.Actor, curriculumID string) ([]Delivered, error) {
	if !actor.Holds(RightSee) {
		return nil, nil
	}
	return db.View(ctx, s.db, func(tx *db.Tx) ([]Delivered, error) {
		list, err := listDeliveries(tx, actor, Filter{CurriculumID: curriculumID, Limit: 200})
		if err != nil || len(list) == 0 {
			return nil, err
		}
		counts, err := completedByParty(tx, actor, curriculumID)
		out := make([]Delivered, len(list))
		for i, d := range list {
			out[i] = Delivered{Delivery: d, Parties: append([]PartyCount{}, counts[d.ID]...)}
		}
		return out, err
	})
}

// Instance is a delivery as everybody may know of it.
type Instance struct {
	ActivityID string  `db:"activity_id" json:"activity_id"`
	VersionID  string  `db:"version_id" json:"-"`
	Title      string  `db:"title" json:"title"`
	Place      string  `db:"place" json:"place,omitempty"`
	Mode       string  `db:"mode" json:"mode"`
	StartsOn   db.Date `db:"starts_on" json:"starts_on"`
	EndsOn     db.Date `db:"ends_on" json:"ends_on"`
}

// Instances lists the deliveries of a curriculum at activities that are labelled CLEAR. The caller shows a course that the actor may
// read.
func (s *Service) Instances(ctx context.Context, curriculumID string) ([]Instance, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) ([]Instance, error) { return instancesOf(tx, curriculumID) })
}

// Own is a delivery that a person takes part in, with what the register says of them.
type Own struct {
	Delivery Delivery  `json:"delivery"`
	Rule     string    `json:"rule"`
	Sessions []Session `json:"sessions" nullable:"false"`
	Presence Presence  `json:"presence"`
	Decided  bool      `json:"concluded"`
	Done     bool      `json:"completed"`
	Why      string    `json:"why,omitempty"`
}

// Mine lists the deliveries that the actor takes part in, the latest first, with the own presence and completion.
func (s *Service) Mine(ctx context.Context, actor access.Actor) ([]Own, error) {
	if err := actor.Require(RightOwn, access.Object{Persons: []string{actor.Person}}); err != nil || actor.Person == "" {
		return nil, err
	}
	return db.View(ctx, s.db, func(tx *db.Tx) ([]Own, error) {
		list, err := deliveriesOfPerson(tx, actor.Person)
		out := make([]Own, 0, len(list))
		for _, d := range list {
			one, err := s.ownIn(tx, actor.Person, d)
			if err != nil {
				return nil, err
			}
			out = append(out, one)
		}
		return out, err
	})
}

// mostOwn bounds the page of a person.
const mostOwn = 20

func (s *Service) ownIn(tx *db.Tx, personID string, d Delivery) (Own, error) {
	one := Own{Delivery: d, Sessions: []Session{}}
	v, err := curricula.VersionIn(tx, d.VersionID)
	if err != nil {
		return one, err
	}
	one.Rule = v.Rule(d.MinPresence)
	presence, sessions, err := presenceIn(tx, d)
	if err != nil {
		return one, err
	}
	for _, x := range sessions {
		if !x.Chatham {
			one.Sessions = append(one.Sessions, x)
		}
	}
	p, err := confirmedOf(tx, d.ActivityID, personID)
	if err != nil {
		return one, err
	}
	one.Presence = presence(p.NominationID)
	evidence, err := s.evidenceIn(tx, d, []Participant{p})
	if err != nil {
		return one, err
	}
	kept, err := resultsOf(tx, d.ID)
	_, one.Why = judge(v, d.MinPresence, one.Presence.Percent, evidence[p.NominationID])
	one.Decided, one.Done = kept[p.NominationID].Concluded, kept[p.NominationID].Completed
	return one, err
}

// What can wait for somebody in this room.
const (
	TaskSelect   = "select"   // nominations for a training wait to be selected
	TaskConclude = "conclude" // a training is over, and who completed it is not concluded
)

// Task is something that waits for the actor.
type Task struct {
	Kind       string  `db:"kind"`
	ActivityID string  `db:"activity_id"`
	Activity   string  `db:"activity"`
	Due        db.Date `db:"due"`
}

// Tasks lists what waits for the actor.
func (s *Service) Tasks(ctx context.Context, actor access.Actor) ([]Task, error) {
	if !actor.Holds(RightConclude) {
		return nil, nil
	}
	return db.View(ctx, s.db, func(tx *db.Tx) ([]Task, error) { return tasks(tx, actor) })
}
