package attendance

import (
	"time"

	"counterpart/internal/access"
	"counterpart/internal/db"
)

// Activity is what the desk needs to know of an activity.
type Activity struct {
	ID       string  `db:"id" json:"id"`
	Title    string  `db:"title" json:"title"`
	Place    string  `db:"place" json:"place,omitempty"`
	Zone     string  `db:"time_zone" json:"time_zone"`
	StartsOn db.Date `db:"starts_on" json:"starts_on"`
	EndsOn   db.Date `db:"ends_on" json:"ends_on"`
	State    string  `db:"state" json:"state"`
	Label    string  `db:"label" json:"label"`
	parties  []string
}

// Object is the activity as the access rule sees it.
func (a Activity) Object() access.Object {
	return access.Object{Activities: []string{a.ID}, Parties: a.parties}
}

// Location is the time zone of the place.
func (a Activity) Location() *time.Location {
	zone, err := time.LoadLocation(a.Zone)
	if err != nil {
		return time.UTC
	}
	return zone
}

// Session is one part of the programme at whose door people can be checked in.
type Session struct {
	ID       string  `db:"id" json:"id"`
	Title    string  `db:"title" json:"title"`
	StartsAt db.Time `db:"starts_at" json:"starts_at"`
	EndsAt   db.Time `db:"ends_at" json:"ends_at"`
	Capacity int     `db:"capacity" json:"capacity"`
}

// guarded loads an activity and asks for the right over it.
func guarded(tx *db.Tx, actor access.Actor, right access.Right, activityID string) (Activity, error) {
	a, err := findActivity(tx, activityID)
	if err != nil {
		return Activity{}, err
	}
	return a, actor.Require(right, a.Object())
}
