package connections

import (
	"errors"
	"slices"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
)

// Fields that a side may share. Whoever shares anything shares the name.
const (
	Name  = "name"
	Email = "email"
	Phone = "phone"
)

// Fields are all of them, in the order in which they are shown.
var Fields = []string{Name, Email, Phone}

// Side is one of the two, with the party at the time.
type Side struct {
	PersonID string
	PartyID  string
}

// Draft is that two people met.
type Draft struct {
	ActivityID string
	MeetingID  string // the meeting that was arranged; the same one counts once
	How        string
	Unnamed    bool // under the Chatham House Rule
	At         db.Time
	Sides      [2]Side
}

// MeetIn notes that two people met, within a transaction of a higher room, which has asked for the right. A pair that met
// before keeps its connection.
func MeetIn(tx *db.Tx, actor access.Actor, d Draft) (string, error) {
	if d.Sides[0].PersonID == d.Sides[1].PersonID {
		return "", fault.Wrong("code", "This is your own code. Ask the other person for theirs.")
	}
	id, err := connectionOf(tx, d.Sides[0].PersonID, d.Sides[1].PersonID)
	if errors.Is(err, db.ErrNone) {
		id, err = tx.NewID(), nil
		if err := insertConnection(tx, id, d); err != nil {
			return "", err
		}
	}
	if err != nil {
		return "", err
	}
	fresh, err := addEncounter(tx, id, d)
	if err != nil || !fresh {
		return id, err
	}
	// Whom somebody met is told to those two: the history says that they met, and where.
	return id, audit.Record(tx, actor, ActionMeet, Kind, id, map[string]string{"activity": d.ActivityID, "how": d.How})
}

// ShareIn notes what a side agrees to share with the other, or takes it back with an empty list.
func ShareIn(tx *db.Tx, actor access.Actor, id, personID string, fields []string) error {
	var kept []string
	for _, f := range Fields {
		if slices.Contains(fields, f) || f == Name && len(fields) > 0 {
			kept = append(kept, f)
		}
	}
	for _, f := range fields {
		if !slices.Contains(Fields, f) {
			return fault.Wrong("share", "%q cannot be shared. Choose from: %s.", f, strings.Join(Fields, ", "))
		}
	}
	n, err := setShares(tx, id, personID, strings.Join(kept, " "))
	if err != nil {
		return err
	}
	if n == 0 {
		return fault.Missing("connection")
	}
	return audit.Record(tx, actor, ActionShare, Kind, id, map[string]any{"shares": kept})
}
