package accounts

import (
	"slices"
	"sync"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/db"
)

// recentLife is how long a request may meet an actor as the request before it did: a role that is taken away in
// another process is gone after it. Within this process what changes actors forgets them at once.
const recentLife = 3 * time.Second

// mostRecent bounds the memory.
const mostRecent = 2000

// recent remembers the actors of the last moments by the hash of their token.
type recent struct {
	mu     sync.Mutex
	actors map[string]recentActor
	round  int // grows with every forgetting, so that what was read before one is not kept after it
}

type recentActor struct {
	actor access.Actor
	at    db.Time
}

func (r *recent) find(hash string, now db.Time) (access.Actor, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	found, ok := r.actors[hash]
	age := now.Sub(found.at.Time)
	return found.actor, ok && age >= 0 && age < recentLife
}

func (r *recent) now() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.round
}

func (r *recent) keep(hash string, actor access.Actor, at db.Time, round int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if round != r.round {
		return
	}
	if r.actors == nil || len(r.actors) >= mostRecent {
		r.actors = map[string]recentActor{}
	}
	actor.Grants = slices.Clip(actor.Grants) // whoever adds a grant to a copy must not write into this one
	r.actors[hash] = recentActor{actor, at}
}

func (r *recent) forget() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.actors = nil
	r.round++
}
