package web

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/fault"
)

// bounded writes into the log what strangers cause, so that somebody who tries doors is seen. A flood becomes a number, and
// hides nothing of another kind: each reason, which is a word of ours, has its own lines.
type bounded struct {
	mu     sync.Mutex
	minute time.Time
	seen   map[string]int // by reason: how often in this minute
}

// linesAMinute is how many of a reason are written one by one.
const linesAMinute = 60

func (b *bounded) write(log *slog.Logger, now time.Time, msg, why string, words ...any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if minute := now.UTC().Truncate(time.Minute); minute.After(b.minute) {
		for _, reason := range slices.Sorted(maps.Keys(b.seen)) {
			if left := b.seen[reason] - linesAMinute; left > 0 {
				log.Warn(msg, "why", reason, "more", left, "minute", b.minute)
			}
		}
		b.minute, b.seen = minute, map[string]int{}
	}
	b.seen[why]++
	if b.seen[why] <= linesAMinute {
		log.Warn(msg, append([]any{"why", why}, words...)...)
	}
}

// noteRefused logs an answer that somebody may have tried to get round: a right that is missing, a proof, or a limit. It
// tells who, by which key and which way, and which route; never an address with its ids, nor a word of the request.
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
		s.refused.write(s.Log, s.Now(), "refused", why, "actor", actor.Key(), "via", actor.Via, "method", method, "route", route, "request", requestID(ctx))
	}
}

// Failed logs an attempt that did not prove what it should, where the answer is a form again: a wrong password or code.
func (c *Call) Failed(why string) {
	c.Site.refused.write(c.Site.Log, c.Site.Now(), "refused", why, "actor", c.Actor.Key(), "via", c.Actor.Via, "method", c.R.Method, "route", c.R.Pattern, "request", requestID(c.Context()))
}
