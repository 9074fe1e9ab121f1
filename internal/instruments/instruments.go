package instruments

import (
	"errors"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
)

// Rights of this room.
const (
	RightRead   access.Right = "instruments.read"   // everybody
	RightLoad   access.Right = "instruments.load"   // administrator, officer
	RightStatus access.Right = "instruments.status" // officer
)

// Actions in the history.
const (
	ActionLoad        audit.Action = "instruments.load"
	ActionMap         audit.Action = "instruments.map"
	ActionStatus      audit.Action = "instruments.status"
	ActionReservation audit.Action = "instruments.reservation"
	ActionTake        audit.Action = "instruments.import"
)

// How other tables name an instrument, a set of mappings (by its code), how a party stands to an instrument (by
// "party:instrument"), and a file that was brought.
const (
	Kind         = "instrument"
	KindMappings = "instrument_mappings"
	KindStatus   = "treaty_status"
	KindUpload   = "instrument_upload"
)

// Service has the verbs and queries of this room.
type Service struct{ db *db.DB }

// New makes the service.
func New(d *db.DB) *Service { return &Service{db: d} }

func missing[T any](out T, err error, what string) (T, error) {
	if errors.Is(err, db.ErrNone) {
		var zero T
		return zero, fault.Missing(what)
	}
	return out, err
}
