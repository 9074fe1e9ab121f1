package attendance

import (
	"fmt"
	"strings"

	"counterpart/internal/activities"
	"counterpart/internal/db"
	"counterpart/internal/fault"
)

// guest is a nominated person as the desk meets them.
type guest struct {
	NominationID string `db:"id"`
	ActivityID   string `db:"activity_id"`
	State        string `db:"state"`
	PersonID     string `db:"person_id"`
	PartyID      string `db:"party_id"`
	AllocationID string `db:"allocation_id"`
	Category     string `db:"category"`
	Given        string `db:"given"`
	AddressForm  string `db:"address_form"`
	NativeName   string `db:"native_name"`
	Position     string `db:"position"`
	Party        string `db:"party"`
	FromParty    string `db:"from_party"`
	RoomCap      int    `db:"room_cap"`
}

// Name is the guest's name with the form of address.
func (g guest) Name() string { return strings.TrimSpace(g.AddressForm + " " + g.Given) }

// partyWords names the party, and the agency inside it that the guest comes from.
func partyWords(party, from string) string {
	if from == "" || from == party {
		return party
	}
	return party + ", " + from
}

func (g guest) outcome(p place, direction string) Outcome {
	return Outcome{
		NominationID: g.NominationID, Name: g.Name(), NativeName: g.NativeName, Party: partyWords(g.Party, g.FromParty),
		Position: g.Position, Place: p.Name, Direction: direction, Cap: g.RoomCap,
	}
}

// notConfirmed says why a guest in this state is not let in.
var notConfirmed = map[string]string{
	"nominated":   "is nominated but not confirmed yet",
	"queried":     "is nominated, but the nomination was sent back with a question",
	"reserve":     "is on the reserve list",
	"declined":    "was declined",
	"withdrawn":   "was withdrawn",
	"substituted": "was replaced by someone else",
}

// welcome refuses who is not confirmed and an activity that does not take place.
func (g guest) welcome(a activities.Activity, method string) error {
	if a.State == activities.Cancelled {
		return fault.Clash("%s was cancelled. Nobody can be checked in.", a.Title)
	}
	if g.State == "confirmed" {
		return nil
	}
	why, known := notConfirmed[g.State]
	if !known {
		why = "is not confirmed"
	}
	if method == ByImport {
		return fault.Wrong("nomination_id", "%s of %s %s.", g.Name(), g.Party, why)
	}
	return fault.Clash("%s of %s %s. Ask the officer of the activity.", g.Name(), g.Party, why)
}

// admit refuses one more person than the allocation or the session has room for. A scan that was
// kept offline has happened already: it is recorded and the desk is told.
func (o *Outcome) admit(tx *db.Tx, g guest, p place, late bool) error {
	if g.RoomCap > 0 {
		inside, err := insideOfAllocation(tx, g.AllocationID, p.SessionID)
		if err != nil {
			return err
		}
		if inside >= g.RoomCap && !late {
			return fault.Clash("%s may have %s in %s at once, and %s already in. When one of them leaves, %s can go in.",
				g.Party, number(g.RoomCap), p.Name, are(inside), g.Name())
		}
		o.Inside, o.Over = inside+1, inside >= g.RoomCap
	}
	if p.Capacity > 0 {
		inside, err := insideOfSession(tx, g.ActivityID, p.SessionID)
		if err != nil {
			return err
		}
		if inside >= p.Capacity && !late {
			return fault.Clash("%s is full: it has room for %s, and %s in.", p.Name, number(p.Capacity), are(inside))
		}
		o.Over = o.Over || inside >= p.Capacity
	}
	return nil
}

func number(n int) string {
	if n == 1 {
		return "1 person"
	}
	return fmt.Sprintf("%d people", n)
}

func are(n int) string {
	if n == 1 {
		return "1 is"
	}
	return fmt.Sprintf("%d are", n)
}

// repeat answers a scan whose id the register has: the same scan once more, or another one with a used id.
func (o Outcome) repeat(tx *db.Tx, c checkin, g guest, d ScanDraft, a activities.Activity) (Outcome, error) {
	if c.NominationID != g.NominationID || c.Direction != d.Direction || c.SessionID != d.SessionID {
		return Outcome{}, fault.Clash("Another scan has the same id. Scan once more.")
	}
	o.CheckinID, o.Recorded, o.Since, o.Clock = c.ID, true, c.At, clock(tx, c.At, a)
	return o, nil
}

// nothing says that the guest is already where the scan would bring them.
func (o Outcome) nothing(tx *db.Tx, last checkin, a activities.Activity) Outcome {
	o.Since, o.Clock = last.At, clock(tx, last.At, a)
	return o
}

// Title says in two or three words what became of the scan.
func (o Outcome) Title() string {
	switch {
	case o.Over:
		return "In, above the cap"
	case o.Recorded && o.Direction == In:
		return "In"
	case o.Recorded:
		return "Out"
	case o.Direction == In:
		return "Already in"
	case o.Since.IsZero():
		return "Was not in"
	default:
		return "Already out"
	}
}

// Words says it in full.
func (o Outcome) Words() string {
	who := o.Name
	if o.NativeName != "" {
		who += " (" + o.NativeName + ")"
	}
	who += ", " + o.Party
	switch {
	case o.Over:
		return who + ". The scan was kept while this device was offline; more people came in than allowed."
	case o.Recorded && o.Cap > 0 && o.Direction == In:
		return fmt.Sprintf("%s. %d of at most %d are in now.", who, o.Inside, o.Cap)
	case o.Recorded:
		return who
	case o.Direction == In:
		return fmt.Sprintf("%s is already in since %s at %s.", who, o.Clock, o.Place)
	case o.Since.IsZero():
		return fmt.Sprintf("%s was not checked in at %s. There is nothing to record.", who, o.Place)
	default:
		return fmt.Sprintf("%s is out since %s.", who, o.Clock)
	}
}
