package comparisons

import (
	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
)

// RightRead shows what was cleared, as far as its label opens it: everybody.
const RightRead access.Right = "gaps.read"

// ActionExport notes that a comparison was taken along.
const ActionExport audit.Action = "comparisons.export"

// Kind is of what comparisons are taken along, in the history.
const Kind = "instrument"

// Service has the queries of this room.
type Service struct {
	db *db.DB
}

// New makes the service.
func New(d *db.DB) *Service { return &Service{db: d} }

// cleared shows the rows of gap_cleared, "k", to the access rule.
var cleared = access.Columns{Party: "k.party_id = ?", Label: "k.label"}
