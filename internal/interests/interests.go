package interests

import (
	"context"
	"sync"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/delegations"
	"counterpart/internal/fault"
)

// Rights of this room.
const (
	RightTakePart access.Right = "interests.take_part" // participant, for the own person
	RightSee      access.Right = "interests.see"       // administrator, officer, comanager: how many take part, and which topics
)

// Actions in the history. What somebody said about somebody else is not told: a wish and a veto leave the same entry.
const (
	ActionProfile     audit.Action = "interests.profile"
	ActionSay         audit.Action = "interests.say"
	ActionView        audit.Action = "interests.view"
	ActionViewList    audit.Action = "interests.view_people"
	ActionViewSuggest audit.Action = "interests.view_suggestions"
)

const kindPerson = "person"

// Service has the verbs and queries of this room.
type Service struct {
	db *db.DB

	counts counts

	mu    sync.Mutex
	lists map[string]*lists // by activity: what the matcher proposes
}

// New makes the service.
func New(d *db.DB) *Service {
	return &Service{db: d, counts: counts{by: map[string]counted{}}, lists: map[string]*lists{}}
}

// GuestIn finds a confirmed person of an activity for a verb of theirs, and asks for the right.
func GuestIn(tx *db.Tx, actor access.Actor, right access.Right, activityID, personID string) (delegations.Nomination, activities.Activity, error) {
	n, err := delegations.ActiveIn(tx, activityID, personID)
	if err != nil {
		return n, activities.Activity{}, err
	}
	if err := actor.Require(right, n.Object()); err != nil {
		return n, activities.Activity{}, err
	}
	if n.State != delegations.Confirmed {
		return n, activities.Activity{}, fault.Clash("Your place at %s is not confirmed yet. You can arrange meetings when it is.", n.Activity)
	}
	a, err := activities.FindIn(tx, activityID)
	return n, a, err
}

// Belongs finds the activity for a person who has a confirmed place at it.
func (s *Service) Belongs(ctx context.Context, actor access.Actor, activityID, personID string) (activities.Activity, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (activities.Activity, error) {
		_, a, err := GuestIn(tx, actor, RightTakePart, activityID, personID)
		return a, err
	})
}
