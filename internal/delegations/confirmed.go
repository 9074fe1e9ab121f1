package delegations

import (
	"slices"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
)

// ConfirmedIn lists an activity's confirmed people in protocol order.
func ConfirmedIn(tx *db.Tx, activityID string) ([]Nomination, error) {
	return confirmed(tx, activityID)
}

// ActiveIn finds a person's active nomination in an activity.
func ActiveIn(tx *db.Tx, activityID, personID string) (Nomination, error) {
	return activeOf(tx, activityID, personID)
}

// ConfirmedDraft is a person who takes part without having been nominated: from an import or at the door.
type ConfirmedDraft struct {
	ActivityID  string
	PartyID     string
	FromPartyID string // the party when empty
	PersonID    string
	Category    string
	Mode        string
	Position    string
	Unit        string
	Head        bool
	Source      string // FromImport or FromSecretariat
}

// AddConfirmedIn enters a person as confirmed within a transaction of a higher room, which has asked for the right. It
// makes or widens the party's allocation where there is no free seat. A person who is active already stays as they are
// and is not entered twice.
func AddConfirmedIn(tx *db.Tx, actor access.Actor, d ConfirmedDraft) (string, error) {
	var wrong fault.Invalid
	wrong.Check(slices.Contains([]string{FromImport, FromSecretariat}, d.Source), "source", "Say where the person comes from: import or secretariat.")
	wrong.Check(d.PersonID != "", "person_id", "Choose the person.")
	if err := wrong.Err(); err != nil {
		return "", err
	}
	already, err := activeOf(tx, d.ActivityID, d.PersonID)
	if err == nil || !fault.IsNotFound(err) {
		return already.ID, err
	}
	seats, err := makeSeat(tx, actor, d)
	if err != nil {
		return "", err
	}
	rank, err := nextRank(tx, d.ActivityID, d.PartyID, Confirmed)
	if err != nil {
		return "", err
	}
	n := Nomination{
		ID: tx.NewID(), AllocationID: seats, ActivityID: d.ActivityID, PartyID: d.PartyID, FromPartyID: firstOf(d.FromPartyID, d.PartyID),
		PersonID: d.PersonID, Seat: tx.NewID(), Category: d.Category, Mode: d.Mode, Position: d.Position, Unit: d.Unit,
		Head: d.Head, Rank: rank, State: Confirmed, Active: true, Source: d.Source,
	}
	if d.Head {
		if err := noHead(tx, n.ActivityID, n.PartyID, n.ID); err != nil {
			return "", err
		}
	}
	if err := insertNomination(tx, n); err != nil {
		return "", err
	}
	if err := insertStep(tx, n.ID, Confirmed, "", actor.Name); err != nil {
		return "", err
	}
	return n.ID, audit.Record(tx, actor, ActionConfirm, Kind, n.ID, map[string]string{"activity": d.ActivityID, "party": d.PartyID, "source": d.Source})
}

// makeSeat returns an allocation of the party that has a free seat.
func makeSeat(tx *db.Tx, actor access.Actor, d ConfirmedDraft) (string, error) {
	seats, err := allocationOf(tx, d.ActivityID, d.PartyID, d.Category, d.Mode)
	if err != nil || seats.Free() > 0 {
		return seats.ID, err
	}
	a, err := activities.FindIn(tx, d.ActivityID)
	if err != nil {
		return "", err
	}
	return SetSeatsIn(tx, actor, a, SeatsDraft{PartyID: d.PartyID, Category: d.Category, Mode: d.Mode, Seats: seats.Taken() + 1, RoomCap: seats.RoomCap})
}
