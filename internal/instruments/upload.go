package instruments

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/instruments/library"
)

// What a file can hold.
const (
	FileLibrary  = "library"
	FileMappings = "mappings"
	FileStatuses = "statuses"
)

// FileKinds are all of them.
var FileKinds = []string{FileLibrary, FileMappings, FileStatuses}

// keepUploads is how long a file that nobody took is kept.
const keepUploads = 7 * 24 * time.Hour

// UploadDraft is a file as it arrives.
type UploadDraft struct {
	Kind    string `json:"kind" enum:"library,mappings,statuses"`
	Name    string `json:"name" maxLength:"200" doc:"Of the file"`
	Content []byte `json:"content" doc:"The file, in base64"`
}

// Upload is a file that waits to be taken.
type Upload struct {
	ID   string  `db:"id" json:"id"`
	Kind string  `db:"kind" json:"kind" enum:"library,mappings,statuses"`
	Name string  `db:"name" json:"name"`
	Body string  `db:"body" json:"-"`
	At   db.Time `db:"at" json:"at"`
	By   string  `db:"by_name" json:"by"`
}

// rightFor is what taking a file of a kind asks for.
func rightFor(kind string) access.Right {
	if kind == FileStatuses {
		return RightStatus
	}
	return RightLoad
}

// Upload keeps a file for seven days, so that it can be looked at before it is taken. Nothing is written to the registers.
func (s *Service) Upload(ctx context.Context, actor access.Actor, d UploadDraft) (string, error) {
	if !slices.Contains(FileKinds, d.Kind) {
		return "", fault.Wrong("kind", "Choose what the file holds.")
	}
	if err := actor.Require(rightFor(d.Kind), access.Anything); err != nil {
		return "", err
	}
	d.Name = strings.Join(strings.Fields(d.Name), " ")
	if utf8.RuneCountInString(d.Name) > 200 {
		d.Name = string([]rune(d.Name)[:200])
	}
	d.Content = bytes.TrimPrefix(d.Content, []byte("\uFEFF"))
	var wrong fault.Invalid
	wrong.Check(len(bytes.TrimSpace(d.Content)) > 0, "file", "The file is empty. Choose another one.")
	wrong.Check(len(d.Content) <= library.MaxBytes, "file", "The file is larger than %d MB. Make it smaller, or send it in parts.", library.MaxBytes>>20)
	wrong.Check(utf8.Valid(d.Content) && bytes.IndexByte(d.Content, 0) < 0, "file", "The file is no text in UTF-8. Save it as UTF-8 and send it again.")
	if err := wrong.Err(); err != nil {
		return "", err
	}
	return db.Change(ctx, s.db, func(tx *db.Tx) (string, error) {
		if err := dropUploadsBefore(tx, db.At(tx.Now().Add(-keepUploads))); err != nil {
			return "", err
		}
		id := tx.NewID()
		return id, insertUpload(tx, actor, id, d)
	})
}

// Rehearsal says what taking a file would do. Problems are what is wrong with it; where there are none it can be taken.
type Rehearsal struct {
	Upload   Upload       `json:"upload"`
	Problems []string     `json:"problems" nullable:"false"`
	Library  *Plan        `json:"library,omitempty"`
	Mappings *MappingPlan `json:"mappings,omitempty"`
	Statuses *StatusPlan  `json:"statuses,omitempty"`
}

// Changes tells whether taking the file would change anything.
func (r Rehearsal) Changes() bool {
	switch {
	case r.Library != nil:
		return !r.Library.Loaded
	case r.Mappings != nil:
		return len(r.Mappings.Added)+len(r.Mappings.Changed)+len(r.Mappings.Gone) > 0
	case r.Statuses != nil:
		return r.Statuses.Count(RowNew)+r.Statuses.Count(RowChanged) > 0
	default:
		return false
	}
}

// Rehearse says what taking a file would do, as the registers are now.
func (s *Service) Rehearse(ctx context.Context, actor access.Actor, id string) (Rehearsal, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (Rehearsal, error) { return rehearse(tx, actor, id) })
}

func rehearse(tx *db.Tx, actor access.Actor, id string) (Rehearsal, error) {
	u, err := findUpload(tx, id)
	if err != nil {
		return Rehearsal{}, err
	}
	if err := actor.Require(rightFor(u.Kind), access.Anything); err != nil {
		return Rehearsal{}, err
	}
	out := Rehearsal{Upload: u, Problems: []string{}}
	switch u.Kind {
	case FileLibrary:
		lib, problems := library.Parse(u.Name, []byte(u.Body))
		out.note(problems)
		if len(problems) == 0 {
			var p Plan
			if p, err = planLibrary(tx, lib, []byte(u.Body)); err == nil {
				out.Library = &p
			}
		}
	case FileMappings:
		set, problems := library.ParseMappings(u.Name, []byte(u.Body))
		out.note(problems)
		if len(problems) == 0 {
			var p MappingPlan
			if p, problems, err = planMappings(tx, set); err == nil && len(problems) == 0 {
				out.Mappings = &p
			}
			out.note(problems)
		}
	default:
		var p StatusPlan
		if p, err = planStatuses(tx, []byte(u.Body)); err == nil {
			out.Statuses = &p
		}
	}
	if invalid := fault.AsInvalid(err); invalid != nil {
		for _, f := range invalid.Fields {
			out.Problems = append(out.Problems, f.Words)
		}
		return out, nil
	}
	return out, err
}

func (r *Rehearsal) note(problems library.Problems) {
	for _, p := range problems {
		r.Problems = append(r.Problems, p.String())
	}
}

// Take takes a file: it loads a library, replaces a set of mappings, or writes the good rows of a file of statuses. A file that
// is wrong is refused whole, save the rows of statuses, of which the wrong ones are left. Taking it again changes nothing.
func (s *Service) Take(ctx context.Context, actor access.Actor, id string) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		r, err := rehearse(tx, actor, id)
		if err != nil {
			return false, err
		}
		if len(r.Problems) > 0 {
			var wrong fault.Invalid
			for _, p := range r.Problems {
				wrong.Add("file", "%s", p)
			}
			return false, wrong.Err()
		}
		switch {
		case r.Library != nil:
			_, _, err = loadLibrary(tx, actor, r.Library.Library, []byte(r.Upload.Body))
		case r.Mappings != nil:
			err = takeMappings(tx, actor, *r.Mappings)
		default:
			err = takeStatuses(tx, actor, r)
		}
		return true, err
	})
	return err
}

func takeStatuses(tx *db.Tx, actor access.Actor, r Rehearsal) error {
	if !r.Changes() {
		return nil
	}
	for _, row := range r.Statuses.Rows {
		if row.take != nil {
			if err := row.take(tx, actor); err != nil {
				return err
			}
		}
	}
	return audit.Record(tx, actor, ActionTake, KindUpload, r.Upload.ID, map[string]any{
		"file": r.Upload.Name, "new": r.Statuses.Count(RowNew), "changed": r.Statuses.Count(RowChanged), "refused": r.Statuses.Count(RowRefused),
	})
}

// Drop throws a file away that shall not be taken.
func (s *Service) Drop(ctx context.Context, actor access.Actor, id string) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		u, err := findUpload(tx, id)
		if err != nil {
			return false, err
		}
		if err := actor.Require(rightFor(u.Kind), access.Anything); err != nil {
			return false, err
		}
		return true, deleteUpload(tx, id)
	})
	return err
}

// Uploads lists the files that wait to be taken, as far as the actor may take them, the newest first.
func (s *Service) Uploads(ctx context.Context, actor access.Actor) ([]Upload, error) {
	var kinds []string
	for _, k := range FileKinds {
		if actor.Can(rightFor(k), access.Anything) {
			kinds = append(kinds, k)
		}
	}
	if len(kinds) == 0 {
		return nil, actor.Require(RightLoad, access.Anything)
	}
	return db.View(ctx, s.db, func(tx *db.Tx) ([]Upload, error) { return listUploads(tx, kinds) })
}
