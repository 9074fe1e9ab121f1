package attendance

import (
	"time"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/db"
)

// Session is one part of the programme at whose door people can be checked in.
type Session struct {
	ID       string  `db:"id" json:"id"`
	Title    string  `db:"title" json:"title"`
	StartsAt db.Time `db:"starts_at" json:"starts_at"`
	EndsAt   db.Time `db:"ends_at" json:"ends_at"`
	Capacity int     `db:"capacity" json:"capacity"`
	Chatham  bool    `db:"chatham" json:"chatham_house,omitempty" doc:"Who is there stands in no list: only how many"`
}

// guarded loads an activity and asks for the right over it.
func guarded(tx *db.Tx, actor access.Actor, right access.Right, activityID string) (activities.Activity, error) {
	a, err := activities.FindIn(tx, activityID)
	if err != nil {
		return activities.Activity{}, err
	}
	return a, actor.Require(right, a.Object())
}

// clock is a time on the clock of the activity's place, with the day where it is neither today nor the
// only day of the activity.
func clock(tx *db.Tx, t db.Time, a activities.Activity) string {
	if t.IsZero() {
		return ""
	}
	local := t.In(a.Zone())
	day := local.Format(time.DateOnly)
	if day == tx.Now().In(a.Zone()).Format(time.DateOnly) || a.StartsOn == a.EndsOn && day == string(a.StartsOn) {
		return local.Format("15:04")
	}
	return local.Format("2 Jan 15:04")
}
