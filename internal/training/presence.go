package training

import (
	"slices"
	"time"

	"counterpart/internal/db"
)

// Session is a part of the programme as the register looks at it.
type Session struct {
	ID       string  `db:"id" json:"id"`
	Title    string  `db:"title" json:"title"`
	StartsAt db.Time `db:"starts_at" json:"starts_at"`
	EndsAt   db.Time `db:"ends_at" json:"ends_at"`
	Chatham  bool    `db:"chatham" json:"-"`
	Counts   bool    `json:"counts" doc:"Whether it counts for completion"`
	Day      db.Date `json:"day" doc:"At the place of the activity"`
}

// Minutes is how long it lasts.
func (s Session) Minutes() int { return minutes(s.StartsAt.Time, s.EndsAt.Time) }

func minutes(from, to time.Time) int {
	if !to.After(from) {
		return 0
	}
	return int(to.Sub(from) / time.Minute)
}

// checkin is a row of the register of who went in and out.
type checkin struct {
	NominationID string  `db:"nomination_id"`
	SessionID    string  `db:"session_id"`
	Direction    string  `db:"direction"`
	At           db.Time `db:"at"`
}

// Correction says by hand, with a reason, when somebody was in a session.
type Correction struct {
	ID           string  `db:"id" json:"id"`
	NominationID string  `db:"nomination_id" json:"nomination_id"`
	SessionID    string  `db:"session_id" json:"session_id"`
	From         db.Time `db:"from_at" json:"from,omitzero" doc:"Not there at all when there is none"`
	Until        db.Time `db:"until_at" json:"until,omitzero"`
	Reason       string  `db:"reason" json:"reason"`
	Source       string  `db:"source" json:"source" enum:"hand,lms"`
	At           db.Time `db:"at" json:"at"`
	By           string  `db:"by_name" json:"by"`
}

// Cell is a person's presence in one session.
type Cell struct {
	SessionID string  `json:"session_id"`
	Minutes   int     `json:"minutes"`
	Of        int     `json:"of"`
	Arrived   db.Time `json:"arrived,omitzero"`
	Left      db.Time `json:"left,omitzero" doc:"Empty where the person stayed to the end, or nobody noted that they left"`
	Late      int     `json:"late_minutes,omitempty"`
	Reason    string  `json:"corrected,omitempty" doc:"Why it was corrected by hand"`
	By        string  `json:"corrected_by,omitempty"`
}

// There tells whether the person was in the session at all.
func (c Cell) There() bool { return c.Minutes > 0 }

// Day is a person's presence on one day.
type Day struct {
	Day     db.Date `json:"day"`
	Minutes int     `json:"minutes"`
	Of      int     `json:"of"`
}

// Presence is what the register says of one person.
type Presence struct {
	Cells    []Cell `json:"sessions" nullable:"false"`
	Days     []Day  `json:"days" nullable:"false"`
	Minutes  int    `json:"minutes" doc:"In sessions that count"`
	Of       int    `json:"of"`
	Attended int    `json:"sessions_attended"`
	Sessions int    `json:"sessions_of"`
	Percent  int    `json:"per_cent" doc:"Of the hours, rounded down"`
}

// span is a stretch of time in which somebody was in.
type span struct{ from, to time.Time }

// present computes a person's presence. In each session the latest correction holds; where there is none, the check-ins at its door;
// where there are none, those at the venue. Who went in and was not noted to go out stayed to the end of the session or, at the
// venue, of the day.
func present(sessions []Session, zone *time.Location, list []checkin, corrections []Correction) Presence {
	p := Presence{Cells: []Cell{}, Days: []Day{}}
	venue := spans(list, "", func(in time.Time) time.Time { return endOfDay(in, zone) })
	for _, s := range sessions {
		c := Cell{SessionID: s.ID, Of: s.Minutes()}
		if x, ok := latest(corrections, s.ID); ok {
			c.Reason, c.By = x.Reason, x.By
			if !x.From.IsZero() {
				c.fill(s, []span{{x.From.Time, x.Until.Time}})
			}
		} else if door := spans(list, s.ID, func(time.Time) time.Time { return s.EndsAt.Time }); door != nil {
			c.fill(s, door)
		} else {
			c.fill(s, venue)
		}
		p.Cells = append(p.Cells, c)
		p.add(s, c)
	}
	if p.Of > 0 {
		p.Percent = 100 * p.Minutes / p.Of
	}
	return p
}

func (p *Presence) add(s Session, c Cell) {
	if !s.Counts {
		return
	}
	i := slices.IndexFunc(p.Days, func(d Day) bool { return d.Day == s.Day })
	if i < 0 {
		i = len(p.Days)
		p.Days = append(p.Days, Day{Day: s.Day})
	}
	p.Days[i].Minutes += c.Minutes
	p.Days[i].Of += c.Of
	p.Minutes += c.Minutes
	p.Of += c.Of
	p.Sessions++
	if c.There() {
		p.Attended++
	}
}

// fill counts the time of the spans that lies in the session.
func (c *Cell) fill(s Session, list []span) {
	for _, x := range list {
		from, to := later(x.from, s.StartsAt.Time), earlier(x.to, s.EndsAt.Time)
		if !to.After(from) {
			continue
		}
		c.Minutes += minutes(from, to)
		if c.Arrived.IsZero() {
			c.Arrived, c.Late = db.At(from), minutes(s.StartsAt.Time, from)
		}
		c.Left = db.Time{}
		if x.to.Before(s.EndsAt.Time) {
			c.Left = db.At(x.to)
		}
	}
	c.Minutes = min(c.Minutes, c.Of)
}

// spans are the stretches in which somebody was at a place, from check-ins in the order of time; nil where there are no check-ins.
func spans(list []checkin, place string, open func(in time.Time) time.Time) []span {
	var out []span
	var in time.Time
	for _, c := range list {
		switch {
		case c.SessionID != place:
		case c.Direction == "in" && in.IsZero():
			in = c.At.Time
		case c.Direction == "out" && !in.IsZero():
			out, in = append(out, span{in, c.At.Time}), time.Time{}
		}
		if !in.IsZero() && c.SessionID == place && c.Direction == "in" && c.At.After(open(in)) {
			// Another day: that somebody went out the day before was not noted.
			out, in = append(out, span{in, open(in)}), c.At.Time
		}
	}
	if !in.IsZero() {
		out = append(out, span{in, open(in)})
	}
	return out
}

func latest(list []Correction, sessionID string) (out Correction, found bool) {
	for _, c := range list {
		if c.SessionID == sessionID {
			out, found = c, true
		}
	}
	return out, found
}

func endOfDay(t time.Time, zone *time.Location) time.Time {
	y, m, d := t.In(zone).Date()
	return time.Date(y, m, d+1, 0, 0, 0, 0, zone)
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
