package mixers

import (
	"context"
	"errors"
	"strings"
	"time"

	"counterpart/engine/mixer"
	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/connections"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/interests"
)

// knownPercent is what a new talk of two who met before is worth, of that of two who never did.
const knownPercent = 20

// longest is how long a seating is looked for. The limit of exchanges ends it earlier for most.
const longest = 5 * time.Second

// guest is somebody who may get a seat.
type guest struct {
	PersonID    string `db:"person_id"`
	PartyID     string `db:"party_id"`
	FromPartyID string `db:"from_party_id"`
	Languages   string `db:"languages"`
	Host        int    `db:"host"`
	Away        bool   `db:"away"`
	Present     bool   `db:"present"`
}

// evening is a mixer as the engine sees it, with the way back from its numbers to the people.
type evening struct {
	mixer   Mixer
	guests  []guest
	problem mixer.Problem
	before  mixer.Plan
}

// Seat computes who sits where in the rounds that have not begun. Seats that can stay mostly do. It computes outside of
// any transaction; when the mixer changed meanwhile nothing is kept.
func (s *Service) Seat(ctx context.Context, actor access.Actor, activityID, id string) error {
	e, err := db.View(ctx, s.db, func(tx *db.Tx) (*evening, error) {
		m, _, err := openMixer(tx, actor, activityID, id)
		if err != nil {
			return nil, err
		}
		if m.State == Ended || m.Round >= m.Rounds {
			return nil, fault.Clash("The last round has begun: there is nobody left to seat.")
		}
		return load(tx, m)
	})
	if err != nil {
		return err
	}
	result, err := e.solve(ctx)
	if err != nil {
		return err
	}
	_, err = db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		m, _, err := openMixer(tx, actor, activityID, id)
		if err != nil {
			return false, err
		}
		if m.Version != e.mixer.Version || m.Round != e.mixer.Round {
			return false, fault.Clash("The mixer was changed while the seats were looked for. Seat again.")
		}
		if err := keepSeats(tx, e, result.Plan); err != nil {
			return false, err
		}
		if err := keepWorth(tx, id, int64(result.Report.Points), int64(result.Report.Bound), result.Report.NewPairs); err != nil {
			return false, err
		}
		return true, audit.Record(tx, actor, ActionSeat, Kind, id, map[string]any{"after_round": m.Round, "people": len(e.guests)})
	})
	return err
}

// load reads the guests, what holds between them, and the rounds as they took place.
func load(tx *db.Tx, m Mixer) (*evening, error) {
	e := &evening{mixer: m}
	var err error
	if e.guests, err = guestsOf(tx, m); err != nil {
		return nil, err
	}
	place := make(map[string]int, len(e.guests))
	ids := make([]string, len(e.guests))
	e.problem = mixer.Problem{Size: m.Size, Rounds: m.Rounds, OtherAgency: 10}
	for i, g := range e.guests {
		place[g.PersonID], ids[i] = i, g.PersonID
		p := mixer.Person{ID: g.PersonID, Party: g.PartyID, Agency: g.FromPartyID, Languages: strings.Fields(g.Languages), Host: g.Host}
		if g.Away || m.PresentOnly && !g.Present {
			for r := m.Round + 1; r <= m.Rounds; r++ {
				p.Absent = append(p.Absent, r)
			}
		}
		e.problem.People = append(e.problem.People, p)
	}
	pair := func(a, b string) (mixer.Pair, bool) {
		i, one := place[a]
		j, two := place[b]
		return mixer.Pair{A: i, B: j}, one && two && i != j
	}
	if err := e.addSaid(tx, pair); err != nil {
		return nil, err
	}
	met, err := connections.MetIn(tx, ids)
	if err != nil {
		return nil, err
	}
	for _, k := range met {
		if p, both := pair(k.PersonID, k.OtherID); both && p.A < p.B {
			e.problem.Known = append(e.problem.Known, mixer.Known{Pair: p, Percent: knownPercent})
		}
	}
	return e, e.recall(tx, place)
}

// addSaid adds whom people refuse, and whom they must meet: such two sit at one table once, if that can be.
func (e *evening) addSaid(tx *db.Tx, pair func(a, b string) (mixer.Pair, bool)) error {
	refused := map[mixer.Pair]bool{}
	ordered := func(p mixer.Pair) mixer.Pair { return mixer.Pair{A: min(p.A, p.B), B: max(p.A, p.B)} }
	vetoes, err := interests.VetoesIn(tx, e.mixer.ActivityID)
	if err != nil {
		return err
	}
	for _, v := range vetoes {
		if p, both := pair(v.PersonID, v.AboutID); both {
			refused[ordered(p)] = true
			e.problem.Forbidden = append(e.problem.Forbidden, p)
		}
	}
	wished, err := interests.WishesIn(tx, e.mixer.ActivityID)
	if err != nil {
		return err
	}
	asked := map[mixer.Pair]bool{}
	for _, w := range wished {
		p, both := pair(w.PersonID, w.AboutID)
		if !both || w.Kind != interests.Must || e.away(p.A) || e.away(p.B) {
			continue
		}
		if p = ordered(p); !refused[p] && !asked[p] && !e.apart(p) {
			asked[p] = true
			e.problem.Must = append(e.problem.Must, p)
		}
	}
	return nil
}

// away tells whether somebody gets no seat in the rounds to come.
func (e *evening) away(i int) bool { return len(e.problem.People[i].Absent) > 0 }

// apart tells whether two host tables of their own, so that they cannot sit together.
func (e *evening) apart(p mixer.Pair) bool {
	a, b := e.guests[p.A].Host, e.guests[p.B].Host
	return a > 0 && b > 0 && a != b
}

// recall reads the seats there are: of rounds that began as they were taken, and of rounds to come as they were planned.
func (e *evening) recall(tx *db.Tx, place map[string]int) error {
	seats, err := seatsOf(tx, e.mixer.ID)
	if err != nil || len(seats) == 0 {
		return err
	}
	e.before.Rounds = make([][][]int, e.mixer.Rounds)
	for _, s := range seats {
		i, there := place[s.PersonID]
		if !there || s.Round > e.mixer.Rounds || s.Round <= e.mixer.Round && !s.Came {
			continue
		}
		round := &e.before.Rounds[s.Round-1]
		for len(*round) < s.Table {
			*round = append(*round, nil)
		}
		(*round)[s.Table-1] = append((*round)[s.Table-1], i)
	}
	e.problem.Held = e.before.Rounds[:e.mixer.Round]
	return nil
}

// solve looks for the seats. What cannot be met is told without saying whom it concerns: somebody may have said never.
func (e *evening) solve(ctx context.Context) (mixer.Result, error) {
	here := 0
	for _, p := range e.problem.People {
		if len(p.Absent) == 0 {
			here++
		}
	}
	if here < 2 {
		return mixer.Result{}, fault.Clash("Fewer than two people are there to be seated.")
	}
	limited, cancel := context.WithTimeout(ctx, longest)
	defer cancel()
	options := mixer.Options{Seed: 1, Work: min(max(len(e.guests)*e.mixer.Rounds*4000, 500_000), 20_000_000)}
	var result mixer.Result
	var err error
	if e.before.Rounds == nil {
		result, err = mixer.Solve(limited, &e.problem, options)
	} else {
		result, err = mixer.Replan(limited, &e.problem, e.before, 0, options)
	}
	var invalid *mixer.Invalid
	switch {
	case errors.As(err, &invalid):
		return result, fault.Clash("These tables cannot be seated: look at the hosts, the size of the tables and who is away.")
	case err != nil && (ctx.Err() != nil || len(result.Plan.Rounds) == 0):
		return result, err
	case result.Status == mixer.Broken && len(e.problem.Must) > 0:
		e.problem.Must = nil // a wish of two is no rule for all the others
		return e.solve(ctx)
	case result.Status == mixer.Broken:
		return result, fault.Clash("No seating keeps every rule: of hosts, of common languages, and of whom people cannot sit with. Try larger tables or fewer hosts.")
	}
	return result, nil
}
