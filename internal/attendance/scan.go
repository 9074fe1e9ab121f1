package attendance

import (
	"context"
	"errors"
	"strings"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
)

// Directions of a check-in.
const (
	In  = "in"
	Out = "out"
)

// How a guest was recognised.
const (
	ByCode   = "code"   // the badge
	BySearch = "search" // by name, without a badge
	ByImport = "import" // from a list made elsewhere
	ByHand   = "hand"   // entered afterwards by an officer, with a reason
)

// lateAfter is how old a scan must be to count as one that the device kept while offline;
// clockSlack is how far a device's clock may run ahead.
const (
	lateAfter  = 5 * time.Minute
	clockSlack = time.Minute
)

// ScanDraft is one scan as the device sends it. Code or NominationID says who.
type ScanDraft struct {
	ID           string  `json:"id,omitempty" maxLength:"64" doc:"Made by the device: a scan sent twice with one id counts once"`
	ActivityID   string  `json:"-"`
	SessionID    string  `json:"session_id,omitempty" doc:"Empty for the venue"`
	NominationID string  `json:"nomination_id,omitempty" doc:"Who, when there is no badge"`
	Code         string  `json:"code,omitempty" maxLength:"40" doc:"Code of the badge, as scanned or typed"`
	Direction    string  `json:"direction" enum:"in,out"`
	Method       string  `json:"-"`
	At           db.Time `json:"-"`
}

// Outcome is what became of a scan that was not refused.
type Outcome struct {
	CheckinID    string  `json:"checkin_id,omitempty" doc:"Empty when there was nothing to record"`
	NominationID string  `json:"nomination_id"`
	Name         string  `json:"name"`
	NativeName   string  `json:"native_name,omitempty"`
	Party        string  `json:"party"`
	Position     string  `json:"position,omitempty"`
	Place        string  `json:"place" doc:"The venue or the title of the session"`
	Direction    string  `json:"direction" enum:"in,out"`
	Recorded     bool    `json:"recorded"`
	Since        db.Time `json:"since,omitzero" doc:"Since when the guest is in or out"`
	Clock        string  `json:"clock" doc:"Since, on the clock of the place"`
	Inside       int     `json:"inside" doc:"People of the same allocation inside, after this scan"`
	Cap          int     `json:"cap,omitempty" doc:"How many of them may be inside at once; 0 for no cap"`
	Over         bool    `json:"over,omitempty" doc:"A scan kept offline brought more people in than allowed"`
}

// Record records one scan.
func (s *Service) Record(ctx context.Context, actor access.Actor, d ScanDraft) (Outcome, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (Outcome, error) {
		a, err := guarded(tx, actor, RightScan, d.ActivityID)
		if err != nil {
			return Outcome{}, err
		}
		return record(tx, actor, a, d)
	})
}

// RecordIn records a scan within a transaction of a higher room, which has asked for the right.
func RecordIn(tx *db.Tx, actor access.Actor, d ScanDraft) (Outcome, error) {
	a, err := activities.FindIn(tx, d.ActivityID)
	if err != nil {
		return Outcome{}, err
	}
	return record(tx, actor, a, d)
}

func record(tx *db.Tx, actor access.Actor, activity activities.Activity, d ScanDraft) (Outcome, error) {
	fresh := d.ID == ""
	late, err := d.tidy(tx)
	if err != nil {
		return Outcome{}, err
	}
	place, err := placeOf(tx, activity, d.SessionID)
	if err != nil {
		return Outcome{}, err
	}
	g, err := recognise(tx, actor, activity, &d)
	if err != nil {
		return Outcome{}, err
	}
	out := g.outcome(place, d.Direction)
	if !fresh {
		if repeated, err := checkinByID(tx, d.ID); err == nil {
			return out.repeat(tx, repeated, g, d, activity)
		} else if !errors.Is(err, db.ErrNone) {
			return Outcome{}, err
		}
	}
	if err := g.welcome(activity, d.Method); err != nil {
		return Outcome{}, err
	}
	last, err := lastCheckin(tx, g.NominationID, d.SessionID, before(d.At, late))
	if err != nil {
		return Outcome{}, err
	}
	if last.Direction == d.Direction || (last.Direction == "" && d.Direction == Out) {
		return out.nothing(tx, last, activity), nil
	}
	if d.Direction == In && d.Method != ByImport && d.Method != ByHand {
		if err := out.admit(tx, g, place, late); err != nil {
			return Outcome{}, err
		}
	}
	if !last.At.Before(d.At.Time) {
		d.At = db.At(last.At.Add(time.Microsecond)) // the register is read in the order of times
	}
	if err := insertCheckin(tx, actor, d, g); err != nil {
		return Outcome{}, err
	}
	out.CheckinID, out.Recorded = d.ID, true
	out.Since, out.Clock = d.At, clock(tx, d.At, activity)
	if place.Chatham {
		d.SessionID = "" // the history is a list as well: it keeps who was checked in, and not where
	}
	return out, audit.Record(tx, actor, ActionRecord, Kind, d.ID, d)
}

// before is the time up to which the register says where the guest is. For a scan made now that is all
// of it, because the clocks of two devices never agree to the second; for one kept offline, its own time.
func before(at db.Time, late bool) db.Time {
	if late {
		return at
	}
	return db.At(at.AddDate(1, 0, 0))
}

// tidy fills in what the device left open and tells whether the scan was kept offline.
func (d *ScanDraft) tidy(tx *db.Tx) (late bool, err error) {
	if d.ID == "" {
		d.ID = tx.NewID()
	}
	if d.At.IsZero() || d.At.After(tx.Now().Add(clockSlack)) {
		d.At = tx.Now() // a clock that runs ahead cannot be right
	}
	var wrong fault.Invalid
	wrong.Check(goodID(d.ID), "id", "The id of a scan has 8 to 64 letters, digits and dashes.")
	wrong.Check(d.Direction == In || d.Direction == Out, "direction", "Choose in or out.")
	wrong.Check(d.Method == ByCode || d.Method == BySearch || d.Method == ByImport || d.Method == ByHand, "method", "A scan is made by code, by search, by hand or by an import.")
	wrong.Check(d.Code != "" || d.NominationID != "", "code", "Scan or type the code of the badge, or search for the name.")
	return d.At.Before(tx.Now().Add(-lateAfter)), wrong.Err()
}

func goodID(id string) bool {
	return len(id) >= 8 && len(id) <= 64 && !strings.ContainsFunc(id, func(r rune) bool {
		return r != '-' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
	})
}

// place is where the scan was made.
type place struct {
	SessionID string
	Name      string
	Capacity  int
	Chatham   bool
}

func placeOf(tx *db.Tx, a activities.Activity, sessionID string) (place, error) {
	if sessionID == "" {
		return place{Name: "the venue"}, nil
	}
	sessions, err := sessionsOf(tx, a.ID)
	if err != nil {
		return place{}, err
	}
	for _, s := range sessions {
		if s.ID == sessionID {
			return place{SessionID: s.ID, Name: s.Title, Capacity: s.Capacity, Chatham: s.Chatham}, nil
		}
	}
	return place{}, fault.Wrong("session_id", "This session is not in the programme of the activity. Choose another place.")
}

// recognise finds the guest of the scan and refuses a badge that does not open this door.
func recognise(tx *db.Tx, actor access.Actor, a activities.Activity, d *ScanDraft) (guest, error) {
	if d.Code == "" {
		g, err := findGuest(tx, d.NominationID)
		if fault.IsNotFound(err) || (err == nil && g.ActivityID != a.ID) {
			return guest{}, fault.Wrong("nomination_id", "This person is not on the list of the activity. Search again.")
		}
		return g, err
	}
	code := ReadCode(d.Code)
	if code == "" {
		return guest{}, fault.Wrong("code", "%q is not the code of a badge: it has ten letters and digits, like ABCDE-FGHJK. Type it again or search for the name.", brief(d.Code))
	}
	b, err := findBadge(tx, code)
	if errors.Is(err, db.ErrNone) {
		return guest{}, fault.Wrong("code", "No badge has the code %s. Type it again or search for the name.", GroupCode(code))
	}
	if err != nil {
		return guest{}, err
	}
	if b.ActivityID != a.ID {
		return guest{}, otherActivity(tx, actor, b.ActivityID)
	}
	g, err := findGuest(tx, b.NominationID)
	if err == nil && !b.RevokedAt.IsZero() {
		return guest{}, fault.Clash("The badge of %s was revoked at %s. Ask for the new one, or search for the name.", g.Name(), clock(tx, b.RevokedAt, a))
	}
	d.NominationID = g.NominationID
	return g, err
}

// otherActivity names the other activity only to those who may see it.
func otherActivity(tx *db.Tx, actor access.Actor, activityID string) error {
	other, err := activities.FindIn(tx, activityID)
	if err != nil {
		return err
	}
	if actor.Can(RightSee, other.Object()) {
		return fault.Clash("This badge is for %s (%s), not for this activity.", other.Title, other.StartsOn)
	}
	return fault.Clash("This badge is for another activity.")
}

func brief(s string) string {
	runes := []rune(s)
	if len(runes) > 30 {
		return string(runes[:30]) + "…"
	}
	return s
}
