package reach

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/db"
)

// RecentYears is how far back somebody who gives seats looks.
const RecentYears = 3

// Recent is how a party took part before an activity, for whoever gives the seats.
type Recent struct {
	Invited     int     // in the years just before
	Came        int     // likewise
	LastInvited db.Date // ever
	LastCame    db.Date // ever
	Named       bool    // ever
}

// Recent tells of every party, agencies too, how often it was invited and came in the years before an activity, and when last;
// a party that is not in it was never reached. It is one query, whatever the number of parties.
func (s *Service) Recent(ctx context.Context, actor access.Actor, activityID string, startsOn db.Date) (map[string]Recent, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (map[string]Recent, error) {
		if !actor.Holds(RightSee) {
			return nil, actor.Require(RightSee, access.Anything)
		}
		list, err := latelyBefore(tx, actor, activityID, startsOn, db.Date(startsOn.Time().AddDate(-RecentYears, 0, 0).Format("2006-01-02")))
		out := map[string]Recent{}
		for _, l := range list {
			r := out[l.PartyID]
			switch Measures[l.Measure].Key {
			case "invited":
				r.Invited, r.LastInvited = l.Recent, l.Last
			case "named":
				r.Named = true
			case "came":
				r.Came, r.LastCame = l.Recent, l.Last
			}
			out[l.PartyID] = r
		}
		return out, err
	})
}
