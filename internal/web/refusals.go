package web

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/fault"
)

// refusals writes what was refused into the log, so that somebody who tries doors is seen. It is bounded: a flood
// of refusals becomes a number.
type refusals struct {
	mu      sync.Mutex
	minute  time.Time
	written int
	left    int
}

// refusalsAMinute is how many are written one by one.
const refusalsAMinute = 60

// note writes one refusal: who, by which key and which way, and which route; never an address with its ids, nor a word of the request.
func (r *refusals) note(log *slog.Logger, now time.Time, actor access.Actor, why, method, route, request string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if minute := now.UTC().Truncate(time.Minute); minute.After(r.minute) {
		if r.left > 0 {
			log.Warn("refused", "why", "more than are written one by one", "times", r.left, "minute", r.minute)
		}
		r.minute, r.written, r.left = minute, 0, 0
	}
	if r.written == refusalsAMinute {
		r.left++
		return
	}
	r.written++
	log.Warn("refused", "why", why, "actor", actor.Key(), "via", actor.Via, "method", method, "route", route, "request", request)
}

// noteRefused logs an answer that somebody may have tried to get round: a right that is missing, a proof, or a limit.
func (s *Site) noteRefused(ctx context.Context, actor access.Actor, err error, method, route string) {
	why := ""
	if _, ok := errors.AsType[*fault.Forbidden](err); ok {
		why = "forbidden"
	}
	if _, ok := errors.AsType[*fault.Wait](err); ok {
		why = "too often"
	}
	if fault.IsUnproved(err) {
		why = "not proved"
	}
	if why != "" {
		s.refused.note(s.Log, s.Now(), actor, why, method, route, requestID(ctx))
	}
}

// Failed logs an attempt that did not prove what it should, where the answer is a form again: a wrong password or code.
func (c *Call) Failed(why string) {
	c.Site.refused.note(c.Site.Log, c.Site.Now(), c.Actor, why, c.R.Method, c.R.Pattern, requestID(c.Context()))
}
