package publications

import (
	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/files"
	"counterpart/internal/threads"
)

// Rights of this room.
const (
	// RightRead opens the library, within the labels: everybody, the public what is TLP:CLEAR.
	RightRead access.Right = "publications.read"
	// RightSee shows publications while they are worked on, with their versions, within the labels: administrator, officer,
	// comanager; partner and expert of their activity.
	RightSee access.Right = "publications.see"
	// RightWrite drafts, changes and translates publications and submits them: officer.
	RightWrite access.Right = "publications.write"
	// RightReview approves what others wrote or returns it: officer, comanager.
	RightReview access.Right = "publications.review"
	// RightRelease releases what was approved: comanager.
	RightRelease access.Right = "publications.release"
	// RightWithdraw takes back what is out: officer, comanager.
	RightWithdraw access.Right = "publications.withdraw"
)

// Actions in the history.
const (
	ActionDraft     audit.Action = "publications.draft"
	ActionChange    audit.Action = "publications.change"
	ActionTranslate audit.Action = "publications.translate"
	ActionAttach    audit.Action = "publications.attach"
	ActionDetach    audit.Action = "publications.detach"
	ActionSubmit    audit.Action = "publications.submit"
	ActionReturn    audit.Action = "publications.return"
	ActionApprove   audit.Action = "publications.approve"
	ActionConsent   audit.Action = "publications.consent"
	ActionRelease   audit.Action = "publications.release"
	ActionWithdraw  audit.Action = "publications.withdraw"
	ActionRestate   audit.Action = "publications.restate"
)

// Kind is how other tables name a publication; KindRelease names one of its releases in the search table.
const (
	Kind        = "publication"
	KindRelease = "publication_release"
)

// Service has the verbs and queries of this room.
type Service struct {
	db      *db.DB
	files   *files.Store
	threads *threads.Service
	counter *counter
}

// Options of the service.
type Options struct {
	Files *files.Store
	// Threads tell the stories of a report.
	Threads *threads.Service
	// Failed is told when counts could not be written; they are kept and tried again.
	Failed func(error)
}

// New makes the service. Close it, so that what was counted last is written.
func New(d *db.DB, o Options) *Service {
	return &Service{db: d, files: o.Files, threads: o.Threads, counter: newCounter(d, o.Failed)}
}

// Close writes what was counted and not written yet.
func (s *Service) Close() error { return s.counter.close() }
