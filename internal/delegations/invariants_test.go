package delegations_test

import (
	"fmt"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"counterpart/internal/activities"
	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/delegations"
	"counterpart/internal/fault"
	"counterpart/internal/people"
)

// refused tells that a verb was refused in words, as opposed to broken.
func refused(err error) bool {
	return fault.AsInvalid(err) != nil || fault.IsConflict(err) || fault.IsForbidden(err)
}

// TestInvariantsHoldThroughAnyHistory takes drawn steps, as a focal point and an officer would, allowed or not, and
// looks after each whether anything that must always hold still does.
func TestInvariantsHoldThroughAnyHistory(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		round := 0
		rapid.Check(t, func(rt *rapid.T) {
			round++
			s.t = t
			s.activity = s.plan(fmt.Sprintf("Round %d", round), activities.Draft{})
			w := walk{stage: s, rt: rt, seats: s.give(s.party, rapid.IntRange(0, 3).Draw(rt, "seats"))}
			for i := range rapid.IntRange(1, 10).Draw(rt, "steps") {
				err := w.step()
				if err != nil && !refused(err) {
					rt.Fatalf("step %d broke: %v", i, err)
				}
				w.check()
			}
		})
	})
}

// walk is one drawn history.
type walk struct {
	*stage
	rt    *rapid.T
	seats string
	named []string // nominations, in the order in which they were made
}

func (w *walk) step() error {
	ctx, fp := w.stage.t.Context(), w.byLink(w.party)
	who := fmt.Sprintf("Person %d", rapid.IntRange(0, 4).Draw(w.rt, "who"))
	verb := rapid.SampledFrom([]string{"nominate", "confirm", "reserve", "ask", "reply", "decline", "withdraw", "substitute", "seats"}).Draw(w.rt, "verb")
	if verb == "nominate" || len(w.named) == 0 {
		id, err := w.svc.Nominate(ctx, fp, w.activity.ID, draft(w.seats, who))
		if err == nil {
			w.named = append(w.named, id)
		}
		return err
	}
	id := rapid.SampledFrom(w.named).Draw(w.rt, "nomination")
	version := w.find(id).Version - rapid.IntRange(0, 1).Draw(w.rt, "stale")
	switch verb {
	case "confirm":
		return w.svc.Confirm(ctx, w.officer, id, version)
	case "reserve":
		return w.svc.Reserve(ctx, w.officer, id, version)
	case "ask":
		return w.svc.AskBack(ctx, w.officer, id, version, "Why?")
	case "reply":
		return w.svc.Reply(ctx, fp, id, version, "Because")
	case "decline":
		return w.svc.Decline(ctx, w.officer, id, version, "Full")
	case "withdraw":
		return w.svc.Withdraw(ctx, fp, id, version, "")
	case "seats":
		n := rapid.IntRange(0, 4).Draw(w.rt, "new seats")
		_, err := w.svc.SetSeats(ctx, w.officer, w.activity.ID, delegations.SeatsDraft{PartyID: w.party, Category: "delegate", Mode: "in_person", Seats: n})
		return err
	default:
		before, seat := w.seatsOf(w.party).Taken(), w.find(id).Seat
		next, err := w.svc.Substitute(ctx, fp, id, version, delegations.PersonDraft{Given: who}, "")
		if err != nil {
			return err
		}
		w.named = append(w.named, next)
		if got := w.find(next).Seat; got != seat {
			w.rt.Fatalf("a substitution moved from seat %s to %s", seat, got)
		}
		if after := w.seatsOf(w.party).Taken(); after != before {
			w.rt.Fatalf("a substitution changed the count from %d to %d", before, after)
		}
		return nil
	}
}

func (w *walk) check() {
	ctx := w.stage.t.Context()
	if a := w.seatsOf(w.party); a.Taken() > a.Seats {
		w.rt.Fatalf("%d of %d seats taken", a.Taken(), a.Seats)
	}
	all, err := w.svc.Nominations(ctx, w.officer, delegations.Filter{ActivityID: w.activity.ID, All: true})
	if err != nil {
		w.rt.Fatal(err)
	}
	person, seat := map[string]int{}, map[string]int{}
	for _, n := range all {
		if n.Active {
			person[n.PersonID]++
			seat[n.Seat]++
		}
		if n.Active != n.State.Active() {
			w.rt.Fatalf("%s is active: %v", n.State, n.Active)
		}
		w.checkSteps(n)
	}
	for id, times := range person {
		if times > 1 {
			w.rt.Fatalf("person %s is active %d times", id, times)
		}
	}
	for id, times := range seat {
		if times > 1 {
			w.rt.Fatalf("seat %s is held %d times", id, times)
		}
	}
}

// checkSteps holds that the history of a nomination leads, step by allowed step, to where it stands.
func (w *walk) checkSteps(n delegations.Nomination) {
	var last delegations.State
	for _, step := range w.find(n.ID).History {
		if step.NominationID != n.ID {
			continue
		}
		if last == "" && step.State != delegations.Nominated || last != "" && !last.Leads(step.State) {
			w.rt.Fatalf("from %q to %q", last, step.State)
		}
		last = step.State
	}
	if last != n.State {
		w.rt.Fatalf("stands at %s, the history ends at %s", n.State, last)
	}
}

// atOnce runs the same thing many times at once and counts how often it succeeded.
func atOnce(t *testing.T, times int, do func(i int) error) int {
	t.Helper()
	var wg sync.WaitGroup
	var mu sync.Mutex
	done := 0
	for i := range times {
		wg.Go(func() {
			err := do(i)
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				done++
			case !refused(err):
				t.Error(err)
			}
		})
	}
	wg.Wait()
	return done
}

func TestOnlyOneOfManyAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		ctx := t.Context()
		seats, fp := s.give(s.party, 20), s.byLink(s.party)
		person := within(s, func(tx *db.Tx) (string, error) {
			return people.AddIn(tx, s.officer, people.Draft{Given: "Everybody's Choice", PartyID: s.party})
		})
		named := atOnce(t, 20, func(int) error {
			_, err := s.svc.Nominate(ctx, fp, s.activity.ID, delegations.NominationDraft{AllocationID: seats, PersonDraft: delegations.PersonDraft{PersonID: person}})
			return err
		})
		if a := s.seatsOf(s.party); named != 1 || a.Taken() != 1 {
			t.Fatalf("one person named %d times, %d seats taken", named, a.Taken())
		}
		id := s.name(fp, seats, "To Be Replaced")
		replaced := atOnce(t, 20, func(i int) error {
			_, err := s.svc.Substitute(ctx, fp, id, 1, delegations.PersonDraft{Given: fmt.Sprintf("Substitute %d", i)}, "")
			return err
		})
		if a := s.seatsOf(s.party); replaced != 1 || a.Taken() != 2 {
			t.Fatalf("one seat handed over %d times, %d seats taken", replaced, a.Taken())
		}
	})
}

// TestReservesForOneSeat holds that of ten reserves confirmed at once one gets the only free seat.
func TestReservesForOneSeat(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		ctx := t.Context()
		seats, fp := s.give(s.party, 1), s.byLink(s.party)
		var waiting []string
		for i := range 10 {
			id := s.name(fp, seats, fmt.Sprintf("Reserve %d", i))
			must(t, s.svc.Reserve(ctx, s.officer, id, 0))
			waiting = append(waiting, id)
		}
		done := atOnce(t, 10, func(i int) error { return s.svc.Confirm(ctx, s.officer, waiting[i], 0) })
		if a := s.seatsOf(s.party); done != 1 || a.Used != 1 || a.Reserve != 9 {
			t.Fatalf("%d confirmed for one seat: %+v", done, a)
		}
	})
}

// TestSendingTwiceAtOnce holds that two officers who press the button at the same time send one invitation.
func TestSendingTwiceAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newStage(t, d)
		s.give(s.party, 1)
		atOnce(t, 8, func(int) error {
			_, err := s.svc.Invite(t.Context(), s.officer, s.activity.ID, nil)
			return err
		})
		if n := s.mails("invitation"); n != 1 {
			t.Fatalf("%d invitations", n)
		}
	})
}
