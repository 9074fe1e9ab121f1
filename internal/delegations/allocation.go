package delegations

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/parties"
	"counterpart/internal/vocabulary"
)

// MaxSeats bounds one allocation: a larger number is a mistyped one.
const MaxSeats = 2000

// Allocation is the seats of one category and mode that an activity gives to a party.
type Allocation struct {
	ID         string `db:"id" json:"id"`
	ActivityID string `db:"activity_id" json:"activity_id"`
	PartyID    string `db:"party_id" json:"party_id"`
	Party      string `db:"party" json:"party"`
	ParentID   string `db:"parent_id" json:"-"`
	Category   string `db:"category" json:"category"`
	Mode       string `db:"mode" json:"mode"`
	Seats      int    `db:"seats" json:"seats"`
	RoomCap    int    `db:"room_cap" json:"room_cap" doc:"How many may be in the room at once; 0 for no cap"`
	Used       int    `db:"used" json:"used" doc:"Confirmed"`
	Held       int    `db:"held" json:"held" doc:"Nominated and not screened yet"`
	Reserve    int    `db:"reserve" json:"reserve" doc:"People who wait for a seat; they hold none"`
	Version    int    `db:"version" json:"version"`
}

// Taken is how many seats are used or held.
func (a Allocation) Taken() int { return a.Used + a.Held }

// Free is how many seats nobody is named for.
func (a Allocation) Free() int { return max(a.Seats-a.Taken(), 0) }

// SeatsDraft is what an officer gives to one party.
type SeatsDraft struct {
	PartyID  string `json:"party_id"`
	Category string `json:"category" doc:"A term of the list category"`
	Mode     string `json:"mode" doc:"A term of the list mode"`
	Seats    int    `json:"seats" minimum:"0" maximum:"2000"`
	RoomCap  int    `json:"room_cap,omitempty" minimum:"0" maximum:"2000" doc:"How many may be in the room at once; 0 for no cap"`
	Version  int    `json:"version,omitempty" doc:"Of the allocation that was seen; 0 where the party had none or where that does not matter"`
}

func (d SeatsDraft) check(words *vocabulary.Words) error {
	var wrong fault.Invalid
	wrong.Check(words.Has(vocabulary.Categories, d.Category), "category", "Choose what the seats are for.")
	wrong.Check(words.Has(vocabulary.Modes, d.Mode), "mode", "Choose how the seats are taken part in.")
	wrong.Check(d.Seats >= 0 && d.Seats <= MaxSeats, "seats", "Give 0 to %d seats.", MaxSeats)
	wrong.Check(d.RoomCap >= 0 && d.RoomCap <= MaxSeats, "room_cap", "The cap of the room is 0 to %d; 0 means no cap.", MaxSeats)
	return wrong.Err()
}

// SetSeats gives a party seats of one category and mode, or changes how many it has. 0 takes them back.
func (s *Service) SetSeats(ctx context.Context, actor access.Actor, activityID string, d SeatsDraft) (string, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (string, error) {
		a, err := activities.FindIn(tx, activityID)
		if err != nil {
			return "", err
		}
		if err := actor.Require(RightAllocate, a.Object()); err != nil {
			return "", err
		}
		return SetSeatsIn(tx, actor, a, d)
	})
}

// SetSeatsIn sets seats within a transaction of a higher room, which has asked for the right.
func SetSeatsIn(tx *db.Tx, actor access.Actor, a activities.Activity, d SeatsDraft) (string, error) {
	words, err := vocabulary.In(tx)
	if err != nil {
		return "", err
	}
	if err := d.check(words); err != nil {
		return "", err
	}
	party, err := parties.FindIn(tx, d.PartyID)
	if fault.IsNotFound(err) {
		return "", fault.Wrong("party_id", "Choose a party of the register.")
	}
	if err != nil {
		return "", err
	}
	if a.State == activities.Cancelled {
		return "", fault.Clash("The activity is cancelled: there are no seats to give.")
	}
	before, err := allocationOf(tx, a.ID, d.PartyID, d.Category, d.Mode)
	if err != nil {
		return "", err
	}
	id, err := before.become(tx, party.Name, a.ID, d)
	if err != nil || id == "" {
		return id, err
	}
	return id, audit.Record(tx, actor, ActionAllocate, activities.Kind, a.ID, map[string]any{
		"party": party.Name, "category": d.Category, "mode": d.Mode, "seats": d.Seats, "before": before.Seats, "room_cap": d.RoomCap,
	})
}

// become writes what the draft says over what there was; "" when nothing changes.
func (a Allocation) become(tx *db.Tx, party, activityID string, d SeatsDraft) (string, error) {
	switch {
	case d.Version != 0 && d.Version != a.Version:
		return "", fault.Clash("The seats of %s were changed by someone else in the meantime. It now has %d.", party, a.Seats)
	case d.Seats < a.Taken():
		return "", fault.Wrong("seats", "%s", tooFew(party, a))
	case a.ID == "" && d.Seats == 0, a.ID != "" && a.Seats == d.Seats && a.RoomCap == d.RoomCap:
		return "", nil
	case a.ID == "":
		id := tx.NewID()
		return id, insertAllocation(tx, id, activityID, d)
	default:
		n, err := updateAllocation(tx, a.ID, a.Version, d)
		if err == nil && n == 0 {
			err = fault.Clash("The seats of %s were changed by someone else in the meantime.", party)
		}
		return a.ID, err
	}
}

// Seats returns the allocations of an activity, in protocol order of the parties.
func (s *Service) Seats(ctx context.Context, actor access.Actor, activityID string) ([]Allocation, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) ([]Allocation, error) {
		if !actor.Holds(RightSee) {
			return nil, actor.Require(RightSee, access.Anything)
		}
		return allocations(tx, actor, activityID, "")
	})
}

// Totals adds allocations up.
func Totals(list []Allocation) Allocation {
	var t Allocation
	for _, a := range list {
		t.Seats, t.Used, t.Held, t.Reserve = t.Seats+a.Seats, t.Used+a.Used, t.Held+a.Held, t.Reserve+a.Reserve
	}
	return t
}
