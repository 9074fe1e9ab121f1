// Package fill enters invented seats and nominations in masses, for measuring.
package fill

import (
	"counterpart/internal/db"
	"counterpart/internal/delegations"
)

// Seats is an allocation with its nominations, for filling a database with many.
type Seats struct {
	ID           string
	InvitationID string
	SentAt       db.Time
	delegations.SeatsDraft
	Nominations []Nomination
}

// Nomination is an invented nomination. Steps are the states before the last one.
type Nomination struct {
	ID       string
	PersonID string
	Position string
	Head     bool
	Rank     int
	Steps    []delegations.State
	At       db.Time
}

// In enters many invented allocations, invitations and nominations of an activity with few statements:
// they are checked by nobody and have no history. It is for measuring, never for what somebody typed.
func In(tx *db.Tx, activityID string, list []Seats) error {
	var seats, invitations, nominations, steps [][]any
	for _, s := range list {
		state := delegations.InvitationSent
		if len(s.Nominations) > 0 {
			state = delegations.InvitationNominated
		}
		seats = append(seats, []any{s.ID, activityID, s.PartyID, s.Category, s.Mode, s.Seats})
		invitations = append(invitations, []any{s.InvitationID, activityID, s.PartyID, string(state), s.SentAt})
		for _, n := range s.Nominations {
			last := n.Steps[len(n.Steps)-1]
			nominations = append(nominations, []any{
				n.ID, s.ID, activityID, s.PartyID, s.PartyID, n.PersonID, n.ID, s.Category, s.Mode,
				n.Position, n.Head, n.Rank, string(last), last.Active(), delegations.FromFocalPoint, n.At, n.At,
			})
			for i, step := range n.Steps {
				steps = append(steps, []any{n.ID + string(rune('a'+i)), n.ID, string(step), n.At, "Filled"})
			}
		}
	}
	for _, table := range []struct {
		name    string
		columns []string
		rows    [][]any
	}{
		{"allocation", []string{"id", "activity_id", "party_id", "category", "mode", "seats"}, seats},
		{"invitation", []string{"id", "activity_id", "party_id", "state", "sent_at"}, invitations},
		{"nomination", []string{
			"id", "allocation_id", "activity_id", "party_id", "from_party_id", "person_id", "seat", "category", "mode",
			"position", "head", "rank", "state", "active", "source", "created_at", "updated_at",
		}, nominations},
		{"nomination_step", []string{"id", "nomination_id", "state", "at", "by_name"}, steps},
	} {
		if err := tx.InsertRows(table.name, table.columns, table.rows); err != nil {
			return err
		}
	}
	return nil
}
