package demo

import (
	"sync/atomic"
	"time"
)

// clock is the time of the story while it is entered.
type clock struct {
	at atomic.Pointer[time.Time]
}

// now is the moment of the story.
func (c *clock) now() time.Time { return *c.at.Load() }

func (c *clock) set(t time.Time) { c.at.Store(&t) }

// jakarta is where most of the story happens: seven hours ahead of UTC, without summer time.
var jakarta = time.FixedZone("Asia/Jakarta", 7*60*60)

// at is a time of day in Jakarta on a date: at("2024-06-05", "09:30").
func at(date, clock string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", date+" "+clock, jakarta)
	if err != nil {
		panic(err) // the story is written in this package
	}
	return t
}
