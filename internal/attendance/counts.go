package attendance

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/db"
)

// PartyCount is how many people of a party are there.
type PartyCount struct {
	PartyID   string  `db:"party_id" json:"party_id,omitempty"`
	Party     string  `db:"party" json:"party,omitempty"`
	Confirmed int     `db:"confirmed" json:"confirmed"`
	Came      int     `db:"came" json:"came" doc:"Were checked in at least once"`
	Inside    int     `db:"inside" json:"inside" doc:"Are in the place now"`
	First     db.Time `db:"first_at" json:"first_at,omitzero" doc:"When the first of them arrived"`
	Heads     int     `db:"heads" json:"heads"`
	HeadsCame int     `db:"heads_came" json:"heads_came"`
}

// Arrived tells whether anyone of the party has come.
func (c PartyCount) Arrived() bool { return c.Came > 0 }

// Counts is how many people are there, in all and by party.
type Counts struct {
	Activity activities.Activity `json:"activity"`
	Place    string              `json:"place"`
	AsAt     db.Time             `json:"as_at"`
	Total    PartyCount          `json:"total"`
	Arrived  int                 `json:"parties_arrived"`
	Parties  []PartyCount        `json:"parties" nullable:"false"`
}

// Counts counts people by party; inside means in the session, or in the venue when sessionID is empty. Of a
// session under the Chatham House Rule it counts all people together.
func (s *Service) Counts(ctx context.Context, actor access.Actor, activityID, sessionID string) (Counts, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (Counts, error) {
		a, err := guarded(tx, actor, RightSee, activityID)
		if err != nil {
			return Counts{}, err
		}
		p, err := placeOf(tx, a, sessionID)
		if err != nil {
			return Counts{}, err
		}
		c := Counts{Activity: a, Place: p.Name, AsAt: tx.Now()}
		if c.Parties, err = countParties(tx, activityID, sessionID); err != nil {
			return Counts{}, err
		}
		for _, row := range c.Parties {
			c.Total.Confirmed += row.Confirmed
			c.Total.Came += row.Came
			c.Total.Inside += row.Inside
			if row.Arrived() {
				c.Arrived++
			}
		}
		if p.Chatham {
			c.Arrived, c.Parties = 0, []PartyCount{} // a delegation is often one person
		}
		return c, nil
	})
}

// Desk is what the check-in page needs: the activity and the places where one can be checked in.
type Desk struct {
	Activity activities.Activity
	Sessions []Session
}

// Desk opens the check-in desk of an activity.
func (s *Service) Desk(ctx context.Context, actor access.Actor, activityID string) (Desk, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (Desk, error) {
		a, err := guarded(tx, actor, RightScan, activityID)
		if err != nil {
			return Desk{}, err
		}
		sessions, err := sessionsOf(tx, activityID)
		return Desk{Activity: a, Sessions: sessions}, err
	})
}

// OpenDesk is an activity at whose desk somebody works today.
type OpenDesk struct {
	ID       string  `db:"id" json:"activity_id"`
	Title    string  `db:"title" json:"title"`
	Place    string  `db:"place" json:"place,omitempty"`
	StartsOn db.Date `db:"starts_on" json:"starts_on"`
}

// Today lists the activities at whose desk the actor may work, from the day before they begin.
func (s *Service) Today(ctx context.Context, actor access.Actor) ([]OpenDesk, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) ([]OpenDesk, error) { return openDesks(tx, actor) })
}
