package interests

import (
	"sync"
	"time"

	"counterpart/internal/db"
)

// The counts of many people cost a tenth of a second for ten thousand. They are not made anew for restCounts. After that they
// are made anew beside the page that asks, which shows those that are known, up to the age of mostCounts.
const (
	restCounts = 5 * time.Second
	mostCounts = 30 * time.Second
)

// counts remembers the overviews of activities with more than atOnce people.
type counts struct {
	mu sync.Mutex
	by map[string]counted
}

type counted struct {
	at  db.Time
	due bool // somebody makes them anew
	Overview
}

// of returns the counts that can be shown, if there are any. due tells one of those who ask to make them anew.
func (c *counts) of(activityID string, now db.Time) (o Overview, there, due bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	known, there := c.by[activityID]
	age := now.Sub(known.at.Time)
	if !there || age >= mostCounts {
		return o, false, false
	}
	if due = age >= restCounts && !known.due; due {
		known.due = true
		c.by[activityID] = known
	}
	return known.Overview, true, due
}

// keep remembers counts, unless later ones are known.
func (c *counts) keep(activityID string, at db.Time, o Overview) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if o.TakePart <= atOnce {
		delete(c.by, activityID)
		return
	}
	if !at.Before(c.by[activityID].at.Time) {
		c.by[activityID] = counted{at: at, Overview: o}
	}
}

func (c *counts) forget(activityID string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.by, activityID)
}
