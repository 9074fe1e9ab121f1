package mixers

import (
	"context"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/jobs"
	"counterpart/internal/networking/places"
)

// Rights of this room: who arranges meetings arranges mixers. Participants see their own seats by interests.RightTakePart.
const (
	RightSee  = places.RightSee
	RightPlan = places.RightPlan
)

// Actions in the history.
const (
	ActionAdd    audit.Action = "mixers.add"
	ActionRemove audit.Action = "mixers.remove"
	ActionSeat   audit.Action = "mixers.seat"
	ActionSay    audit.Action = "mixers.say"
	ActionNext   audit.Action = "mixers.next"
	ActionEnd    audit.Action = "mixers.end"

	ActionView    audit.Action = "mixers.view"
	ActionViewOwn audit.Action = "mixers.view_own"
	ActionTake    audit.Action = "mixers.export"
)

// Kind is how histories name a mixer.
const (
	Kind       = "mixer"
	kindPerson = "person"
)

// States of a mixer.
const (
	Planned = "planned"
	Running = "running"
	Ended   = "ended"
)

// Bounds of a mixer.
const (
	mostSize    = 20
	mostRounds  = 20
	mostMinutes = 120
	mostMixers  = 20 // of one activity
)

// Mixer is rounds of tables at an activity.
type Mixer struct {
	ID          string  `db:"id" json:"id"`
	ActivityID  string  `db:"activity_id" json:"activity_id"`
	Title       string  `db:"title" json:"title"`
	Size        int     `db:"size" json:"size" doc:"People at a table at most"`
	Rounds      int     `db:"rounds" json:"rounds"`
	Minutes     int     `db:"minutes" json:"minutes" doc:"Of a round"`
	PresentOnly bool    `db:"present_only" json:"present_only" doc:"Only who is checked in gets a seat"`
	State       string  `db:"state" json:"state" enum:"planned,running,ended"`
	Round       int     `db:"round" json:"round" doc:"That is under way, or was the last; 0 before the first"`
	BeganAt     db.Time `db:"began_at" json:"began_at,omitzero" doc:"Of that round"`
	Points      int64   `db:"points" json:"points" doc:"What the seating is worth"`
	Bound       int64   `db:"bound" json:"bound" doc:"No seating is worth more; 0 before there is one"`
	Fresh       int     `db:"fresh" json:"new_pairs" doc:"Pairs of two parties who meet for the first time"`
	Version     int     `db:"version" json:"version"`
	Seated      int     `db:"seated" json:"seated" doc:"People who have a seat in some round"`
}

// Share is how much of what is possible the seating reaches, in per cent; 0 before there is one.
func (m Mixer) Share() float64 {
	if m.Bound <= 0 {
		return 0
	}
	return 100 * float64(m.Points) / float64(m.Bound)
}

// Over tells whether no further round can begin.
func (m Mixer) Over() bool { return m.State == Ended }

// Options of the service.
type Options struct {
	Queue *jobs.Queue
}

// Service has the verbs and queries of this room.
type Service struct {
	db   *db.DB
	opts Options
}

// New makes the service.
func New(d *db.DB, opts Options) *Service { return &Service{db: d, opts: opts} }

// Draft is a mixer as it is arranged.
type Draft struct {
	Title       string `json:"title" maxLength:"120"`
	Size        int    `json:"size" minimum:"2" maximum:"20" doc:"People at a table at most"`
	Rounds      int    `json:"rounds" minimum:"1" maximum:"20"`
	Minutes     int    `json:"minutes" minimum:"1" maximum:"120"`
	PresentOnly bool   `json:"present_only,omitempty"`
}

func (d *Draft) check() error {
	var wrong fault.Invalid
	d.Title = strings.TrimSpace(d.Title)
	wrong.Check(d.Title != "" && len([]rune(d.Title)) <= 120, "title", "Give it a name of at most 120 characters.")
	wrong.Check(d.Size >= 2 && d.Size <= mostSize, "size", "A table seats 2 to %d people.", mostSize)
	wrong.Check(d.Rounds >= 1 && d.Rounds <= mostRounds, "rounds", "There are 1 to %d rounds.", mostRounds)
	wrong.Check(d.Minutes >= 1 && d.Minutes <= mostMinutes, "minutes", "A round takes 1 to %d minutes.", mostMinutes)
	return wrong.Err()
}

// Add arranges a mixer at an activity.
func (s *Service) Add(ctx context.Context, actor access.Actor, activityID string, d Draft) (string, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (string, error) {
		a, err := places.OpenIn(tx, actor, activityID)
		if err != nil {
			return "", err
		}
		if err := named(tx, a); err != nil {
			return "", err
		}
		if err := d.check(); err != nil {
			return "", err
		}
		list, err := mixersOf(tx, activityID)
		if err != nil {
			return "", err
		}
		if len(list) >= mostMixers {
			return "", fault.Clash("An activity has at most %d mixers.", mostMixers)
		}
		id := tx.NewID()
		if err := insertMixer(tx, id, activityID, d); err != nil {
			return "", err
		}
		return id, audit.Record(tx, actor, ActionAdd, Kind, id, map[string]any{"activity": activityID, "size": d.Size, "rounds": d.Rounds})
	})
}

// named refuses a mixer where nobody may be listed.
func named(tx *db.Tx, a activities.Activity) error {
	closed, err := underChatham(tx, a.ID)
	if err == nil && closed {
		err = fault.Clash("This activity is held under the Chatham House Rule. The tables of a mixer would tell who was there.")
	}
	return err
}

// Remove takes a mixer away that has not begun.
func (s *Service) Remove(ctx context.Context, actor access.Actor, activityID, id string) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		m, _, err := openMixer(tx, actor, activityID, id)
		if err != nil {
			return false, err
		}
		if m.State != Planned {
			return false, fault.Clash("This mixer has begun: who sat where is kept.")
		}
		if err := deleteMixer(tx, id); err != nil {
			return false, err
		}
		return true, audit.Record(tx, actor, ActionRemove, Kind, id, map[string]string{"activity": activityID})
	})
	return err
}

// openMixer loads a mixer for a verb that changes it.
func openMixer(tx *db.Tx, actor access.Actor, activityID, id string) (Mixer, activities.Activity, error) {
	a, err := places.OpenIn(tx, actor, activityID)
	if err != nil {
		return Mixer{}, a, err
	}
	m, err := findMixer(tx, activityID, id)
	return m, a, err
}
