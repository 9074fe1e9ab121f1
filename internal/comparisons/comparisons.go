package comparisons

import (
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/laws"
)

// ActionExport notes that a comparison was taken along.
const ActionExport audit.Action = "comparisons.export"

// Kind is of what comparisons are taken along, in the history.
const Kind = "instrument"

// Service has the queries of this room.
type Service struct {
	db   *db.DB
	laws *laws.Service
}

// New makes the service; laws names what is cited.
func New(d *db.DB, laws *laws.Service) *Service { return &Service{db: d, laws: laws} }
