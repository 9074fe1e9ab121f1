package activities

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/labels"
)

// Talk is a session that a person speaks at.
type Talk struct {
	ActivityID string  `db:"activity_id" json:"activity_id"`
	Activity   string  `db:"activity" json:"activity"`
	SessionID  string  `db:"session_id" json:"session_id"`
	Session    string  `db:"session" json:"session"`
	Role       string  `db:"role" json:"role"`
	StartsAt   db.Time `db:"starts_at" json:"starts_at"`
	TimeZone   string  `db:"time_zone" json:"time_zone"`
}

// Day is the day of the talk where it is held.
func (t Talk) Day() db.Date {
	return db.Date(t.StartsAt.In(Activity{TimeZone: t.TimeZone}.Zone()).Format("2006-01-02"))
}

// ofSession shows a row of "activity_session s" that hangs on an "activity a" to the access rule.
var ofSession = access.Columns{
	Activity: columns.Activity, Party: columns.Party, Label: "s.label", Named: labels.Named(KindSession, "s.id"),
	Above: []access.MarkColumns{{Label: columns.Label, Named: columns.Named}},
}

// Talks lists the sessions that a person speaks at, as far as the actor may see the activities, the newest first.
func (s *Service) Talks(ctx context.Context, actor access.Actor, personID string) ([]Talk, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) ([]Talk, error) {
		where, args := actor.Where(RightSee, ofSession)
		plans, more := actor.Where(RightEdit, ofSession) // who spoke under the Chatham House Rule is for those who plan it
		return db.List[Talk](tx, db.Q(`select a.id as activity_id, a.title as activity, s.id as session_id, s.title as session,
			sp.role, s.starts_at, a.time_zone from session_speaker sp join activity_session s on s.id = sp.session_id
			join activity a on a.id = s.activity_id where sp.person_id = ?`, personID).
			Add("and "+where, args...).Add("and ((s.chatham = false and a.chatham = false) or "+plans, more...).Add(") order by s.starts_at desc, s.id limit 200"))
	})
}

// Role is what a party is to one activity.
type Role struct {
	ActivityID string  `db:"activity_id" json:"activity_id"`
	Activity   string  `db:"activity" json:"activity"`
	Role       string  `db:"role" json:"role"`
	StartsOn   db.Date `db:"starts_on" json:"starts_on"`
	State      State   `db:"state" json:"state"`
}

// RolesOf lists the activities that a party organises, hosts, funds or is a partner of, the newest first.
func (s *Service) RolesOf(ctx context.Context, actor access.Actor, partyID string) ([]Role, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) ([]Role, error) {
		where, args := actor.Where(RightSee, columns)
		return db.List[Role](tx, db.Q(`select a.id as activity_id, a.title as activity, ar.role, a.starts_on, a.state
			from activity_party ar join activity a on a.id = ar.activity_id where ar.party_id = ?`, partyID).
			Add("and "+where, args...).Add("order by a.starts_on desc, a.id, ar.role limit 200"))
	})
}
