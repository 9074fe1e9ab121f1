// Package agenda is a person's meetings as entries of a calendar: it stands on few floors, so that higher rooms can join them
// to other calendars.
package agenda

import (
	"counterpart/internal/activities"
	"counterpart/internal/db"
	"counterpart/internal/label"
)

// Entry is one meeting in a calendar.
type Entry struct {
	ID       string  `db:"id"`
	StartsAt db.Time `db:"starts_at"`
	EndsAt   db.Time `db:"ends_at"`
	Table    string  `db:"table_name"`
	Room     string  `db:"room"`
	Version  int     `db:"version"`
	With     string  `db:"-"` // whom, as the owner of the calendar may see them; not in calendars that others may read along
}

// OfPersonIn lists the meetings of a person that are to be held or were, in time order.
func OfPersonIn(tx *db.Tx, activityID, personID string) ([]Entry, error) {
	return db.All[Entry](tx, `select m.id, s.starts_at, s.ends_at, t.name as table_name, coalesce(r.name, '') as room, m.version
		from meeting m join meeting_side d on d.meeting_id = m.id join meeting_slot s on s.id = m.slot_id join meeting_table t on t.id = m.table_id
		left join room r on r.id = t.room_id where m.activity_id = $1 and d.person_id = $2 and m.state in ('scheduled', 'held')
		order by s.starts_at, m.id`, activityID, personID)
}

// Sessions are the entries as parts of a programme, which calendars write.
func Sessions(a activities.Activity, list []Entry) []activities.Session {
	out := make([]activities.Session, len(list))
	for i, e := range list {
		title, where := "Meeting", e.Table
		if e.With != "" {
			title += " with " + e.With
		}
		if e.Room != "" {
			where += ", " + e.Room
		}
		out[i] = activities.Session{
			ID: e.ID, ActivityID: a.ID, Room: where, Title: title, StartsAt: e.StartsAt, EndsAt: e.EndsAt, Label: label.Strictest(a.Label, label.Amber), Version: e.Version,
		}
	}
	return out
}
