package delegations

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/vocabulary"
)

// How the parties of a bulk allocation are chosen.
const (
	ByStatus = "status" // by membership status as at the activity's first day
	ByBody   = "body"   // by a place in a body on that day
	ByPick   = "pick"
)

// GiveDraft gives the same seats to many parties: "2 delegates to every member".
type GiveDraft struct {
	Choice   string   `json:"choice" enum:"status,body,pick"`
	Status   string   `json:"status,omitempty" doc:"A term of the list membership_status, for choice status"`
	BodyID   string   `json:"body_id,omitempty" doc:"For choice body"`
	PartyIDs []string `json:"party_ids,omitempty" maxItems:"2000" doc:"For choice pick"`
	Category string   `json:"category"`
	Mode     string   `json:"mode"`
	Seats    int      `json:"seats" minimum:"0" maximum:"2000"`
	RoomCap  int      `json:"room_cap,omitempty" minimum:"0" maximum:"2000"`
	Seen     string   `json:"seen,omitempty" doc:"The fingerprint of the rehearsal; the change is refused when it would differ from it"`
}

// Verdict says what a bulk act does to one party.
type Verdict string

// The verdicts of a rehearsal.
const (
	VerdictNew     Verdict = "new"      // gets seats for the first time
	VerdictChanged Verdict = "changed"  // has other seats now
	VerdictSame    Verdict = "same"     // has these seats already
	VerdictRefused Verdict = "refused"  // cannot be changed
	VerdictLeftOut Verdict = "left_out" // not chosen
)

// GiveRow is one party in a rehearsal.
type GiveRow struct {
	PartyID string  `json:"party_id"`
	Party   string  `json:"party"`
	Before  int     `json:"before"`
	After   int     `json:"after"`
	Verdict Verdict `json:"verdict"`
	Why     string  `json:"why,omitempty"`
}

// Rehearsal lists what a bulk allocation would do, party by party.
type Rehearsal struct {
	Rows []GiveRow `json:"rows" nullable:"false"`
	Seen string    `json:"seen" doc:"Fingerprint of this rehearsal"`
}

// Count is the number of rows with a verdict.
func (r Rehearsal) Count(v Verdict) int {
	n := 0
	for _, row := range r.Rows {
		if row.Verdict == v {
			n++
		}
	}
	return n
}

// Seats is the number of seats that the change would add; it is negative when it takes some back.
func (r Rehearsal) Seats() int {
	n := 0
	for _, row := range r.Rows {
		if row.Verdict == VerdictNew || row.Verdict == VerdictChanged {
			n += row.After - row.Before
		}
	}
	return n
}

// RehearseGive says what Give would do and changes nothing.
func (s *Service) RehearseGive(ctx context.Context, actor access.Actor, activityID string, d GiveDraft) (Rehearsal, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (Rehearsal, error) {
		_, r, err := s.rehearse(tx, actor, activityID, d)
		return r, err
	})
}

// Give takes a rehearsal: it changes the parties whose verdict is new or changed.
func (s *Service) Give(ctx context.Context, actor access.Actor, activityID string, d GiveDraft) (Rehearsal, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (Rehearsal, error) {
		a, r, err := s.rehearse(tx, actor, activityID, d)
		if err != nil {
			return Rehearsal{}, err
		}
		if d.Seen != "" && d.Seen != r.Seen {
			return Rehearsal{}, fault.Clash("The register changed since the rehearsal. Look at it again before you take it.")
		}
		for _, row := range r.Rows {
			if row.Verdict != VerdictNew && row.Verdict != VerdictChanged {
				continue
			}
			draft := SeatsDraft{PartyID: row.PartyID, Category: d.Category, Mode: d.Mode, Seats: d.Seats, RoomCap: d.RoomCap}
			if _, err := SetSeatsIn(tx, actor, a, draft); err != nil {
				return Rehearsal{}, err
			}
		}
		return r, nil
	})
}

func (s *Service) rehearse(tx *db.Tx, actor access.Actor, activityID string, d GiveDraft) (activities.Activity, Rehearsal, error) {
	a, err := activities.FindIn(tx, activityID)
	if err != nil {
		return a, Rehearsal{}, err
	}
	if err := actor.Require(RightAllocate, a.Object()); err != nil {
		return a, Rehearsal{}, err
	}
	words, err := vocabulary.In(tx)
	if err != nil {
		return a, Rehearsal{}, err
	}
	if err := d.check(words); err != nil {
		return a, Rehearsal{}, err
	}
	candidates, err := candidatesFor(tx, activityID, a.StartsOn, d)
	if err != nil {
		return a, Rehearsal{}, err
	}
	r := Rehearsal{Rows: make([]GiveRow, 0, len(candidates))}
	for _, c := range candidates {
		if row, listed := c.row(words, a.StartsOn, d); listed {
			r.Rows = append(r.Rows, row)
		}
	}
	r.Seen = r.fingerprint(d)
	return a, r, nil
}

func (d GiveDraft) check(words *vocabulary.Words) error {
	var wrong fault.Invalid
	if err := fault.AsInvalid(SeatsDraft{Category: d.Category, Mode: d.Mode, Seats: d.Seats, RoomCap: d.RoomCap}.check(words)); err != nil {
		wrong = *err
	}
	switch d.Choice {
	case ByStatus:
		wrong.Check(words.Has(vocabulary.Statuses, d.Status), "status", "Choose the membership status.")
	case ByBody:
		wrong.Check(d.BodyID != "", "body_id", "Choose the body.")
	case ByPick:
		wrong.Check(len(d.PartyIDs) > 0, "party_ids", "Choose at least one party.")
	default:
		wrong.Add("choice", "Choose the parties by status, by body or one by one.")
	}
	return wrong.Err()
}

// candidate is a party with what decides whether a bulk allocation takes it.
type candidate struct {
	PartyID  string `db:"party_id"`
	Party    string `db:"party"`
	ParentID string `db:"parent_id"`
	Status   string `db:"status"`  // on the activity's first day
	InBody   string `db:"in_body"` // role in the chosen body on that day
	Seats    int    `db:"seats"`
	RoomCap  int    `db:"room_cap"`
	Used     int    `db:"used"`
	Held     int    `db:"held"`
	Has      bool   `db:"has"` // an allocation of this category and mode
}

// row is what happens to the candidate. An agency that was not chosen is not worth a line.
func (c candidate) row(words *vocabulary.Words, day db.Date, d GiveDraft) (GiveRow, bool) {
	row := GiveRow{PartyID: c.PartyID, Party: c.Party, Before: c.Seats, After: d.Seats}
	chosen, why := c.chosen(words, day, d)
	taken := Allocation{Used: c.Used, Held: c.Held}
	switch {
	case !chosen:
		row.After, row.Verdict, row.Why = c.Seats, VerdictLeftOut, why
		return row, c.ParentID == "" || c.Has
	case d.Seats < taken.Taken():
		row.After, row.Verdict, row.Why = c.Seats, VerdictRefused, tooFew(c.Party, taken)
	case c.Seats == d.Seats && (c.RoomCap == d.RoomCap || !c.Has):
		row.Verdict = VerdictSame
	case !c.Has:
		row.Verdict = VerdictNew
	default:
		row.Verdict = VerdictChanged
	}
	return row, true
}

func (c candidate) chosen(words *vocabulary.Words, day db.Date, d GiveDraft) (bool, string) {
	on := day.Time().Format("2 January 2006")
	switch d.Choice {
	case ByStatus:
		if c.Status == d.Status {
			return true, ""
		}
		if c.Status == "" {
			return false, "No status on " + on
		}
		return false, fmt.Sprintf("%s on %s", words.Name(vocabulary.Statuses, c.Status), on)
	case ByBody:
		return c.InBody != "", "No place in this body on " + on
	default:
		return slices.Contains(d.PartyIDs, c.PartyID), "Not picked"
	}
}

// tooFew says why a party cannot have fewer seats than it has taken.
func tooFew(party string, a Allocation) string {
	return fmt.Sprintf("%s has taken %d of these seats (%d confirmed, %d nominated). Give at least %d, or withdraw or decline somebody first.",
		party, a.Taken(), a.Used, a.Held, a.Taken())
}

func (r Rehearsal) fingerprint(d GiveDraft) string {
	sum := sha256.New()
	fmt.Fprintf(sum, "%s %s %d %d\n", d.Category, d.Mode, d.Seats, d.RoomCap)
	for _, row := range r.Rows {
		fmt.Fprintf(sum, "%s %d %d %s\n", row.PartyID, row.Before, row.After, row.Verdict)
	}
	return hex.EncodeToString(sum.Sum(nil)[:12])
}
