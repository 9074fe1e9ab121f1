package secondments

import (
	"context"
	"fmt"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/letters"
	"counterpart/internal/secondments/assignments"
)

// RemindArgs is the job that closes calls, reminds States of offers, and notes formalities that lapse.
type RemindArgs struct{}

// Kind names the job for good.
func (RemindArgs) Kind() string { return "secondments.remind" }

// RemindEvery is how often it runs.
const RemindEvery = 6 * time.Hour

// atOnce is how many records one run looks at.
const atOnce = 200

// Remind closes calls whose day has passed, reminds States of offers that wait, and notes formalities that lapse soon. Each record has a
// transaction of its own.
func (s *Service) Remind(ctx context.Context) error {
	actor := access.System("secondment clock", RightEdit, RightSee)
	type work struct{ calls, offers, lapsing []string }
	todo, err := db.View(ctx, s.db, func(tx *db.Tx) (w work, err error) {
		if w.calls, err = closingCalls(tx, atOnce); err != nil {
			return w, err
		}
		if w.offers, err = waitingOffers(tx, atOnce); err != nil {
			return w, err
		}
		w.lapsing, err = lapsing(tx, atOnce)
		return w, err
	})
	if err != nil {
		return err
	}
	for _, list := range []struct {
		ids []string
		do  func(*db.Tx, access.Actor, string) error
	}{{todo.calls, s.closeIn}, {todo.offers, s.remindIn}, {todo.lapsing, s.warnIn}} {
		for _, id := range list.ids {
			if ctx.Err() != nil {
				return nil // the next run goes on
			}
			_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) { return true, list.do(tx, actor, id) })
			if err != nil && !fault.IsConflict(err) { // somebody changed it meanwhile
				return fmt.Errorf("secondment clock, %s: %w", id, err)
			}
		}
	}
	return nil
}

// closeIn closes a call whose day has passed.
func (s *Service) closeIn(tx *db.Tx, actor access.Actor, id string) error {
	return s.ActIn(tx, actor, id, ActDraft{Act: CloseIt, Words: "The closing day has passed."})
}

// remindIn reminds a State once of an offer whose day has passed. The link before ends.
func (s *Service) remindIn(tx *db.Tx, actor access.Actor, id string) error {
	d, a, err := withAssignment(tx, id)
	if err != nil || d.State != Offered || d.RemindedOn != "" {
		return err
	}
	d.RemindedOn = tx.Today()
	if err := assignments.Changed(saveDossier(tx, d)); err != nil {
		return err
	}
	d.Version++
	if err := s.offer(tx, actor, d, a, letters.SecondmentAcceptance); err != nil {
		return err
	}
	return audit.Record(tx, actor, ActionRemind, Kind, id, map[string]string{"letter": letters.SecondmentAcceptance, "reference": d.Reference()})
}

// warnIn notes once that a formality lapses; it stands among what waits for the secretariat until it is renewed.
func (s *Service) warnIn(tx *db.Tx, actor access.Actor, id string) error {
	of, err := warned(tx, id)
	if err != nil {
		return err
	}
	return audit.Record(tx, actor, ActionRemind, Kind, of.ID, map[string]string{"formality": of.Code, "valid_until": string(of.Until)})
}
