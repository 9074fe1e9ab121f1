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
