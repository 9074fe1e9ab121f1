package mixers

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/connections"
	"counterpart/internal/db"
	"counterpart/internal/fault"
)

// SayDraft is what the secretariat says about somebody at a mixer.
type SayDraft struct {
	PersonID string `json:"person_id" maxLength:"40"`
	Host     int    `json:"host,omitempty" minimum:"0" maximum:"500" doc:"The table at which they stay in every round; 0 for none"`
	Away     bool   `json:"away,omitempty" doc:"They get no seat in the rounds to come, and met nobody in the one under way"`
}

// Say notes that somebody hosts a table, or is away. The next seating obeys it.
func (s *Service) Say(ctx context.Context, actor access.Actor, activityID, id string, d SayDraft) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		m, _, err := openMixer(tx, actor, activityID, id)
		if err != nil {
			return false, err
		}
		if m.State == Ended {
			return false, fault.Clash("This mixer is over.")
		}
		there, err := mayBeSeated(tx, activityID, d.PersonID)
		if err != nil {
			return false, err
		}
		if !there {
			return false, fault.Missing("participant")
		}
		if d.Host < 0 || d.Host > 500 {
			return false, fault.Wrong("host", "Give the number of a table, or leave it empty.")
		}
		if err := keepSaid(tx, id, d); err != nil {
			return false, err
		}
		if m.State == Running {
			if err := setCame(tx, id, m.Round, d.PersonID, !d.Away); err != nil {
				return false, err
			}
		}
		return true, audit.Record(tx, actor, ActionSay, kindPerson, d.PersonID, map[string]any{"mixer": id, "host": d.Host, "away": d.Away})
	})
	return err
}

// Next begins the next round, as it is seated. Who met whom in the round that ends is noted by a job.
func (s *Service) Next(ctx context.Context, actor access.Actor, activityID, id string, from int) (int, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (int, error) {
		m, _, err := openMixer(tx, actor, activityID, id)
		if err != nil {
			return 0, err
		}
		switch {
		case m.State == Ended || m.Round >= m.Rounds:
			return 0, fault.Clash("That was the last round. End the mixer.")
		case m.Round != from:
			return 0, fault.Clash("Round %d is under way already.", m.Round)
		}
		seated, err := seatedIn(tx, id, m.Round+1)
		if err != nil {
			return 0, err
		}
		if seated == 0 {
			return 0, fault.Clash("Nobody has a seat yet. Seat the people first.")
		}
		if err := s.closeRound(tx, m); err != nil {
			return 0, err
		}
		if err := beginRound(tx, id, m.Round+1); err != nil {
			return 0, err
		}
		return m.Round + 1, audit.Record(tx, actor, ActionNext, Kind, id, map[string]int{"round": m.Round + 1})
	})
}

// End ends a mixer after the round that is under way. Seats of rounds that were not held go.
func (s *Service) End(ctx context.Context, actor access.Actor, activityID, id string) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		m, _, err := openMixer(tx, actor, activityID, id)
		if err != nil {
			return false, err
		}
		if m.State != Running {
			return false, fault.Clash("This mixer is not under way.")
		}
		if err := s.closeRound(tx, m); err != nil {
			return false, err
		}
		if err := endMixer(tx, m); err != nil {
			return false, err
		}
		return true, audit.Record(tx, actor, ActionEnd, Kind, id, map[string]int{"rounds": m.Round})
	})
	return err
}

// closeRound has the encounters of the round that ends noted.
func (s *Service) closeRound(tx *db.Tx, m Mixer) error {
	if m.Round == 0 {
		return nil
	}
	return s.opts.Queue.Enqueue(tx, MetArgs{Mixer: m.ID, Round: m.Round})
}

// MetArgs is the job that notes who met whom in a round.
type MetArgs struct {
	Mixer string `json:"mixer"`
	Round int    `json:"round"`
}

// Kind names the job for good.
func (MetArgs) Kind() string { return "mixers_met" }

// NoteMet makes connections of those who sat at one table in a round, a transaction for each table. Done again it changes nothing.
func (s *Service) NoteMet(ctx context.Context, args MetArgs) error {
	actor := access.System("mixers", connections.RightSee)
	tables, err := db.View(ctx, s.db, func(tx *db.Tx) ([][]seat, error) { return tablesOf(tx, args.Mixer, args.Round) })
	if err != nil {
		return err
	}
	for _, table := range tables {
		if _, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
			m, err := mixerByID(tx, args.Mixer)
			if err != nil {
				return false, err
			}
			a, err := activities.FindIn(tx, m.ActivityID)
			if err != nil {
				return false, err
			}
			return true, meet(tx, actor, m, a, args.Round, table)
		}); err != nil {
			return err
		}
	}
	return nil
}

// meet notes each pair of a table that came.
func meet(tx *db.Tx, actor access.Actor, m Mixer, a activities.Activity, round int, table []seat) error {
	for i, one := range table {
		for _, two := range table[i+1:] {
			if !one.Came || !two.Came {
				continue
			}
			if _, err := connections.MeetIn(tx, actor, connections.Draft{
				ActivityID: m.ActivityID, MeetingID: roundID(m.ID, round), How: connections.ByMixer, Unnamed: a.Chatham, At: tx.Now(),
				Sides: [2]connections.Side{{PersonID: one.PersonID, PartyID: one.PartyID}, {PersonID: two.PersonID, PartyID: two.PartyID}},
			}); err != nil {
				return err
			}
		}
	}
	return nil
}
