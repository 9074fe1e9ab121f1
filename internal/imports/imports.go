package imports

import (
	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/files"
	"counterpart/internal/jobs"
	"counterpart/internal/people"
)

// The right of this room is people.RightImport: administrator and officer.

// Actions in the history.
const (
	ActionRehearse audit.Action = "imports.rehearse"
	ActionTake     audit.Action = "imports.take"
	ActionTaken    audit.Action = "imports.taken"
	ActionViewRows audit.Action = "imports.view_rows"
	ActionExport   audit.Action = "imports.export_refused"
)

// Kind is how histories name an import.
const Kind = "import"

// What a file can hold.
const (
	People       = "people"
	Parties      = "parties"
	Participants = "participants"
)

// Kinds lists what a file can hold, in the order of a form.
var Kinds = []string{People, Parties, Participants}

// State is how far an import has come.
type State string

// The states of an import.
const (
	Reading   State = "reading"   // the rehearsal is under way, or was interrupted
	Rehearsed State = "rehearsed" // every row has its verdict
	Taking    State = "taking"    // good rows are being taken
	Taken     State = "taken"
)

// Verdict says what an import does with a row.
type Verdict string

// The verdicts.
const (
	VerdictNew     Verdict = "new"
	VerdictSame    Verdict = "same"
	VerdictRefused Verdict = "refused"
)

// Bounds of one file.
const (
	MaxRows    = 50_000
	maxColumns = 120
	maxGroups  = 60
)

// Import is one file with its verdicts.
type Import struct {
	ID          string  `db:"id" json:"id"`
	Kind        string  `db:"kind" json:"kind" enum:"people,parties,participants"`
	ActivityID  string  `db:"activity_id" json:"activity_id,omitempty"`
	Activity    string  `db:"activity" json:"activity,omitempty"`
	FileID      string  `db:"file_id" json:"-"`
	File        string  `db:"file" json:"file"`
	Options     Options `db:"options" json:"options"`
	State       State   `db:"state" json:"state" enum:"reading,rehearsed,taking,taken"`
	NewRows     int     `db:"new_rows" json:"new_rows"`
	SameRows    int     `db:"same_rows" json:"same_rows"`
	RefusedRows int     `db:"refused_rows" json:"refused_rows"`
	TakenRows   int     `db:"taken_rows" json:"taken_rows"`
	CreatedAt   db.Time `db:"created_at" json:"created_at"`
	TakenAt     db.Time `db:"taken_at" json:"taken_at,omitzero"`
}

// Rows is how many rows of the file were looked at.
func (i Import) Rows() int { return i.NewRows + i.SameRows + i.RefusedRows }

// Row is one row of a file with its verdict.
type Row struct {
	Line     int     `db:"line" json:"line" doc:"Line of the file on which the row begins; the heading is line 1"`
	Verdict  Verdict `db:"verdict" json:"verdict" enum:"new,same,refused"`
	Cell     string  `db:"cell" json:"column,omitempty" doc:"The column at fault"`
	Reason   string  `db:"reason" json:"reason,omitempty"`
	Cells    Cells   `db:"cells" json:"cells" nullable:"false"`
	RecordID string  `db:"record_id" json:"record_id,omitempty" doc:"The person or party that the row is, or became"`
}

// Service has the verbs and queries of this room.
type Service struct {
	db    *db.DB
	files *files.Store
	queue *jobs.Queue
}

// New makes the service.
func New(d *db.DB, store *files.Store, queue *jobs.Queue) *Service {
	return &Service{db: d, files: store, queue: queue}
}

// require asks for the right over what the import is about: an activity, or the whole register.
func require(tx *db.Tx, actor access.Actor, kind, activityID string) error {
	if kind != Participants {
		return actor.Require(people.RightImport, access.Anything)
	}
	a, err := activities.FindIn(tx, activityID)
	if err != nil {
		return err
	}
	return actor.Require(people.RightImport, a.Object())
}
