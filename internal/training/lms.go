package training

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/files"
	"counterpart/internal/names"
	"counterpart/internal/people"
	"counterpart/internal/training/moodle"
)

// The states of a file of a learning platform.
const (
	FileRead   = "read"   // rehearsed; nothing is taken
	FileTaken  = "taken"  // its good rows were taken, and can be taken back
	FileUndone = "undone" // what was taken of it was taken back
)

// What a column of such a file can mean. A session is meant by "session:" and its id.
const (
	ColumnNone    = ""
	ColumnEmail   = moodle.Email
	ColumnName    = moodle.Name
	ColumnGiven   = moodle.Given
	ColumnFamily  = moodle.Family
	ColumnTest    = moodle.Test
	columnSession = "session:"
)

// ColumnSession is the meaning of a column that tells who was in a session.
func ColumnSession(id string) string { return columnSession + id }

// File is an export of a learning platform: its report of grades, or of attendance.
type File struct {
	ID       string  `db:"id" json:"id"`
	Name     string  `db:"name" json:"name"`
	State    string  `db:"state" json:"state" enum:"read,taken,undone"`
	Rows     int     `db:"row_count" json:"rows"`
	Taken    int     `db:"taken_rows" json:"taken_rows"`
	Saved    int     `db:"saved" json:"saved"`
	At       db.Time `db:"at" json:"at"`
	By       string  `db:"by_name" json:"by"`
	HeadJSON string  `db:"headings" json:"-"`
	ColsJSON string  `db:"columns" json:"-"`

	Headings []string `json:"headings" nullable:"false"`
	Columns  []string `json:"columns" nullable:"false" doc:"What each column means: email, name, given, family, test, session:ID, or nothing"`
}

// FileRow is one row of a file with what becomes of it.
type FileRow struct {
	Line         int    `db:"line" json:"line"`
	CellsJSON    string `db:"cells" json:"-"`
	NominationID string `db:"nomination_id" json:"nomination_id,omitempty"`
	Words        string `db:"words" json:"words" doc:"What is taken of it, or why nothing is"`
	Who          string `json:"who" doc:"As the file says; empty once it was taken"`
	Person       string `json:"person,omitempty"`
	Good         bool   `json:"good"`
	cells        []string
	marks        []mark
}

// mark is one thing that a row says of a person.
type mark struct {
	session string // or a test
	there   bool
	score   string
}

// FilePage is a file with its rehearsal.
type FilePage struct {
	Delivery Delivery            `json:"-"`
	Convened activities.Activity `json:"-"`
	File     File                `json:"file"`
	Rows     []FileRow           `json:"rows" nullable:"false"`
	Sessions []Session           `json:"-"`
	Good     int                 `json:"good_rows"`
}

// ReadFile reads an export of a learning platform; nothing is taken yet. It returns the id of the file.
func (s *Service) ReadFile(ctx context.Context, actor access.Actor, activityID string, u *files.Upload) (string, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (string, error) {
		d, err := s.open(tx, actor, RightConclude, activityID)
		if err != nil {
			return "", err
		}
		if u == nil {
			return "", fault.Wrong("file", "Choose the file that the learning platform gave you.")
		}
		table, err := moodle.Table(u.Bytes)
		if err != nil {
			return "", err
		}
		sessions, err := countingSessions(tx, d)
		if err != nil {
			return "", err
		}
		f := File{ID: tx.NewID(), Name: files.CleanName(u.Name), Headings: table[0], Columns: guessColumns(table[0], sessions, d), Rows: len(table) - 1}
		if err := insertFile(tx, actor, d.ID, f); err != nil {
			return "", err
		}
		for i, cells := range table[1:] {
			if err := insertFileRow(tx, f.ID, i+2, cells); err != nil {
				return "", err
			}
		}
		return f.ID, audit.Record(tx, actor, ActionFile, activities.Kind, activityID, map[string]any{"file": f.Name, "rows": f.Rows})
	})
}

// MeanColumns says what the columns of a file mean, and so changes its rehearsal.
func (s *Service) MeanColumns(ctx context.Context, actor access.Actor, activityID, fileID string, columns []string) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		p, err := s.filePage(tx, actor, activityID, fileID)
		if err != nil {
			return false, err
		}
		if p.File.State != FileRead {
			return false, fault.Clash("The good rows of this file were taken. Read it again to take it otherwise.")
		}
		var wrong fault.Invalid
		wrong.Check(len(columns) == len(p.File.Headings), "columns", "Say of each column what it means.")
		seen := map[string]bool{}
		for _, c := range columns {
			wrong.Check(c == ColumnNone || !seen[c], "columns", "Two columns cannot mean the same.")
			seen[c] = true
			wrong.Check(slices.Contains(p.meanings(), c), "columns", "A column cannot mean %q here.", c)
		}
		wrong.Check(seen[ColumnEmail] || seen[ColumnName] || seen[ColumnGiven] || seen[ColumnFamily], "columns", "Say which column holds the e-mail address or the name.")
		if err := wrong.Err(); err != nil {
			return false, err
		}
		p.File.Columns = columns
		return true, saveColumns(tx, p.File)
	})
	return err
}

// meanings are what columns of the file can mean.
func (p FilePage) meanings() []string {
	out := []string{ColumnNone, ColumnEmail, ColumnName, ColumnGiven, ColumnFamily, ColumnTest}
	for _, s := range p.Sessions {
		out = append(out, ColumnSession(s.ID))
	}
	return out
}

// FileOf returns a file with its rehearsal, row by row.
func (s *Service) FileOf(ctx context.Context, actor access.Actor, activityID, fileID string) (FilePage, error) {
	asked := map[string]string{"activity": activityID, "file": fileID}
	return audit.ShownList[FilePage](ctx, s.db, actor, activities.Kind, ActionViewRegister, asked)(db.View(ctx, s.db, func(tx *db.Tx) (FilePage, error) {
		return s.filePage(tx, actor, activityID, fileID)
	}))
}

// FilesOf lists the files that were read for a delivery, the newest first.
func (s *Service) FilesOf(ctx context.Context, actor access.Actor, activityID string) ([]File, Delivery, error) {
	var d Delivery
	list, err := db.View(ctx, s.db, func(tx *db.Tx) (list []File, err error) {
		if d, err = s.open(tx, actor, RightConclude, activityID); err != nil {
			return nil, err
		}
		return filesOf(tx, d.ID)
	})
	return list, d, err
}

// Convened is the activity of the delivery.
func (d Delivery) Convened() activities.Activity { return d.convened }

func (s *Service) filePage(tx *db.Tx, actor access.Actor, activityID, fileID string) (FilePage, error) {
	d, err := s.open(tx, actor, RightConclude, activityID)
	if err != nil {
		return FilePage{}, err
	}
	p := FilePage{Delivery: d, Convened: d.convened, Rows: []FileRow{}}
	if p.File, err = fileOf(tx, d.ID, fileID); err != nil {
		return p, err
	}
	sessions, err := countingSessions(tx, d)
	if err != nil {
		return p, err
	}
	p.Sessions = slices.DeleteFunc(sessions, func(s Session) bool { return s.Chatham || s.StartsAt.After(tx.Now().Time) })
	cohort, err := participantsOf(tx, &actor, activityID)
	if err != nil {
		return p, err
	}
	if p.Rows, err = rowsOf(tx, fileID); err != nil {
		return p, err
	}
	for i := range p.Rows {
		r := &p.Rows[i]
		if p.File.State == FileRead {
			p.rehearse(r, cohort)
		} else {
			r.Good = r.NominationID != ""
		}
		for _, c := range cohort {
			if c.NominationID == r.NominationID {
				r.Person = c.Name()
			}
		}
		if r.Good {
			p.Good++
		}
	}
	return p, nil
}

// rehearse says what becomes of a row: whom it is about, by e-mail address and then by name, and what it says.
func (p FilePage) rehearse(r *FileRow, cohort []Participant) {
	at := func(meaning string) string {
		if i := slices.Index(p.File.Columns, meaning); i >= 0 && i < len(r.cells) {
			return r.cells[i]
		}
		return ""
	}
	email, name := people.EmailKey(at(ColumnEmail)), at(ColumnName)
	if name == "" {
		name = strings.TrimSpace(at(ColumnGiven) + " " + at(ColumnFamily))
	}
	r.Who = strings.Trim(name+", "+email, ", ")
	who, words := match(cohort, email, name)
	if words != "" {
		r.Words = words
		return
	}
	r.NominationID = who.NominationID
	said := p.marks(r)
	if len(r.marks) == 0 {
		r.NominationID, r.Words = "", "The row says nothing of a session or a test."
		return
	}
	r.Good, r.Words = true, strings.Join(said, "; ")
}

// match finds whom a row is about.
func match(cohort []Participant, email, name string) (Participant, string) {
	if email != "" {
		for _, c := range cohort {
			if people.EmailKey(c.Email) == email {
				return c, ""
			}
		}
	}
	if name == "" {
		return Participant{}, "Nobody of the cohort has this address."
	}
	var found []Participant
	for _, c := range cohort {
		if key := people.NameKey(name); key != "" && (people.NameKey(c.Given) == key || people.NameKey(c.NativeName) == key) {
			found = append(found, c)
		}
	}
	switch len(found) {
	case 0:
		return Participant{}, "Nobody of the cohort has this address or this name."
	case 1:
		return found[0], ""
	default:
		return Participant{}, "Several people of the cohort have this name: the address decides."
	}
}

// marks reads what a row says of sessions and of the test, and says it in words.
func (p FilePage) marks(r *FileRow) []string {
	var said []string
	for i, meaning := range p.File.Columns {
		if i >= len(r.cells) || r.cells[i] == "" || r.cells[i] == "-" {
			continue
		}
		if meaning == ColumnTest {
			r.marks = append(r.marks, mark{score: r.cells[i]})
			said = append(said, "took the test ("+r.cells[i]+")")
			continue
		}
		id, ok := strings.CutPrefix(meaning, columnSession)
		j := slices.IndexFunc(p.Sessions, func(s Session) bool { return s.ID == id })
		if !ok || j < 0 {
			continue
		}
		there, known := moodle.Attended(r.cells[i])
		if !known {
			continue
		}
		r.marks = append(r.marks, mark{session: id, there: there})
		word := "was not in "
		if there {
			word = "was in "
		}
		said = append(said, word+p.Sessions[j].Title)
	}
	return said
}

// TakeFile takes the good rows of a file: who was in which session, and who took the test. It can be taken back.
func (s *Service) TakeFile(ctx context.Context, actor access.Actor, activityID, fileID string) (int, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (int, error) {
		p, err := s.filePage(tx, actor, activityID, fileID)
		if err != nil {
			return 0, err
		}
		if p.File.State != FileRead {
			return 0, fault.Clash("The good rows of this file have been taken.")
		}
		if p.Good == 0 {
			return 0, fault.Clash("No row of this file can be taken. Say what its columns mean.")
		}
		for _, r := range p.Rows {
			if err := p.take(tx, actor, r); err != nil {
				return 0, err
			}
			if err := settleRow(tx, fileID, r); err != nil {
				return 0, err
			}
		}
		if err := setFile(tx, fileID, FileTaken, p.Good); err != nil {
			return 0, err
		}
		return p.Good, audit.Record(tx, actor, ActionFile, activities.Kind, activityID, map[string]any{"file": p.File.Name, "taken": p.Good})
	})
}

func (p FilePage) take(tx *db.Tx, actor access.Actor, r FileRow) error {
	if !r.Good {
		return nil
	}
	reason := fmt.Sprintf("%s, line %d", p.File.Name, r.Line)
	for _, m := range r.marks {
		if m.session == "" {
			e := Evidence{NominationID: r.NominationID, Kind: Test, On: tx.Today(), Score: m.score, Words: reason}
			if err := insertEvidence(tx, actor, p.Delivery.ID, e, p.File.ID); err != nil {
				return err
			}
			continue
		}
		session := p.Sessions[slices.IndexFunc(p.Sessions, func(s Session) bool { return s.ID == m.session })]
		x := CorrectionDraft{NominationID: r.NominationID, SessionID: m.session, Reason: reason}
		if m.there {
			x.From, x.Until = session.StartsAt, session.EndsAt
		}
		if err := insertCorrection(tx, actor, p.Delivery.ID, x, "lms", p.File.ID); err != nil {
			return err
		}
	}
	return nil
}

// UndoFile takes back what was taken of a file.
func (s *Service) UndoFile(ctx context.Context, actor access.Actor, activityID, fileID string) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		p, err := s.filePage(tx, actor, activityID, fileID)
		if err != nil {
			return false, err
		}
		if p.File.State != FileTaken {
			return false, fault.Clash("Nothing of this file stands that could be taken back.")
		}
		if err := undoFile(tx, fileID); err != nil {
			return false, err
		}
		return true, audit.Record(tx, actor, ActionFile, activities.Kind, activityID, map[string]any{"file": p.File.Name, "undone": true})
	})
	return err
}

// guessColumns says what columns likely mean: by their words, sessions by their title or their day.
func guessColumns(head []string, sessions []Session, d Delivery) []string {
	out, taken := make([]string, len(head)), map[string]bool{}
	for i, h := range head {
		folded, meaning := names.Fold(h), moodle.Meaning(h)
		for _, s := range sessions {
			day := s.StartsAt.In(d.convened.Zone())
			if meaning == "" && !s.Chatham && !taken[ColumnSession(s.ID)] && (folded == names.Fold(s.Title) || strings.HasPrefix(folded, names.Fold(day.Format("2 Jan 2006 3 04PM")))) {
				meaning = ColumnSession(s.ID)
			}
		}
		if meaning != "" && !taken[meaning] {
			out[i], taken[meaning] = meaning, true
		}
	}
	return out
}
