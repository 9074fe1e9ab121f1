package secondments

import (
	"cmp"
	"context"
	"slices"
	"unicode/utf8"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/files"
	"counterpart/internal/label"
	"counterpart/internal/people"
	"counterpart/internal/secondments/assignments"
)

// The kinds of files of a dossier.
const (
	FileCV        = "cv"
	FileForm      = "form"
	FileNote      = "note"
	FileLetter    = "letter"
	FileFormality = "formality"
	FileReport    = "report"
)

// FileKinds lists the kinds of files.
var FileKinds = []string{FileCV, FileForm, FileNote, FileLetter, FileFormality, FileReport}

// FileKindWords names a kind of file.
func FileKindWords(code string) string {
	return map[string]string{
		FileCV: "Curriculum vitae", FileForm: "Form", FileNote: "Note verbale", FileLetter: "Letter of secondment", FileFormality: "Formality", FileReport: "Report",
	}[code]
}

// partyFiles are the kinds that a sending State reads and brings.
var partyFiles = []string{FileCV, FileForm, FileNote, FileLetter, FileFormality}

// File is an upload that belongs to a dossier.
type File struct {
	ID     string    `db:"id" json:"id"`
	Kind   string    `db:"kind" json:"kind"`
	Title  string    `db:"title" json:"title"`
	FileID string    `db:"file_id" json:"-"`
	Name   string    `db:"name" json:"name"`
	Label  label.TLP `db:"label" json:"label"`
	At     db.Time   `db:"at" json:"at"`
	By     string    `db:"by_name" json:"by,omitempty"`
}

// FileDraft is a file as somebody brings it.
type FileDraft struct {
	Kind   string        `json:"kind"`
	Title  string        `json:"title" maxLength:"300"`
	Label  label.TLP     `json:"label,omitempty" doc:"That of the dossier when empty"`
	Upload *files.Upload `json:"-"`
}

// examine looks at an upload before the transaction that keeps it.
func (s *Service) examine(ctx context.Context, actor access.Actor, right access.Right, u *files.Upload) (files.Examined, error) {
	if u == nil {
		return files.Examined{}, nil
	}
	if !actor.Holds(right) {
		return files.Examined{}, actor.Require(right, access.Anything)
	}
	return s.opts.Files.Examine(ctx, actor.Key(), *u)
}

// bringing is the right by which the actor brings files to a dossier.
func (d Dossier) bringing(actor access.Actor) (access.Right, access.Object) {
	switch {
	case actor.Can(RightOwn, d.Object()) && actor.Person == d.PersonID:
		return RightOwn, d.Object()
	case actor.Can(RightEdit, d.wide()):
		return RightEdit, d.wide()
	}
	return RightNominate, d.Object()
}

// AddFile adds a file to a dossier: the secretariat, the sending State, or the secondee.
func (s *Service) AddFile(ctx context.Context, actor access.Actor, id string, x FileDraft) error {
	right, err := db.View(ctx, s.db, func(tx *db.Tx) (access.Right, error) { // asked before the upload is looked at, and again when it is kept
		d, err := findDossier(tx, id)
		if err != nil {
			return "", err
		}
		right, o := d.bringing(actor)
		return right, actor.Require(right, o)
	})
	if err != nil {
		return err
	}
	if x.Upload == nil {
		return fault.Wrong("file", "Choose a file.")
	}
	examined, err := s.examine(ctx, actor, right, x.Upload)
	if err != nil {
		return err
	}
	_, err = db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		d, err := findDossier(tx, id)
		if err != nil {
			return false, err
		}
		right, o := d.bringing(actor)
		if err := actor.Require(right, o); err != nil {
			return false, err
		}
		if d.State.Final() {
			return false, fault.Clash("The dossier has ended (%s). Nothing is added to it any more.", d.State.Words())
		}
		allowed := FileKinds
		if right == RightNominate {
			allowed = partyFiles
		}
		if !slices.Contains(allowed, x.Kind) {
			return false, fault.Wrong("kind", "Choose what kind of file it is.")
		}
		return true, s.keepFile(tx, actor, d, x, examined)
	})
	return err
}

func (s *Service) keepFile(tx *db.Tx, actor access.Actor, d Dossier, x FileDraft, e files.Examined) error {
	assignments.Tidy(&x.Title)
	x.Title, x.Label = cmp.Or(x.Title, FileKindWords(x.Kind)), cmp.Or(x.Label, d.Label)
	var wrong fault.Invalid
	wrong.Check(utf8.RuneCountInString(x.Title) <= 300, "title", "Shorten this to 300 characters.")
	wrong.Check(x.Label.Valid() && (x.Label != label.Red || d.Label == label.Red), "label", "Choose a label other than TLP:RED: a file has no named readers of its own.")
	if err := wrong.Err(); err != nil {
		return err
	}
	f, err := s.opts.Files.Keep(tx, actor.Key(), e)
	if err != nil {
		return err
	}
	id := tx.NewID()
	if err := insertFile(tx, actor, d.ID, File{ID: id, Kind: x.Kind, Title: x.Title, FileID: f.ID, Label: x.Label}); err != nil {
		return err
	}
	return audit.Record(tx, actor, ActionFile, Kind, d.ID, map[string]string{"reference": d.Reference(), "kind": x.Kind, "file": f.ID, "label": string(x.Label)})
}

// reads tells whether the actor reads a file of a dossier.
func (f File) reads(actor access.Actor, d Dossier) bool {
	under := func(o access.Object) access.Object {
		o.Above = append(slices.Clone(o.Above), o.Mark())
		o.Label = f.Label
		if f.Label != label.Red {
			o.Named = nil
		}
		return o
	}
	switch {
	case actor.Can(RightSee, under(d.wide())):
		return true
	case actor.Can(RightOwn, under(d.Object())) && actor.Person == d.PersonID:
		return true
	}
	return slices.Contains(partyFiles, f.Kind) && actor.Can(RightSee, under(d.Object()))
}

// File returns a file of a dossier.
func (s *Service) File(ctx context.Context, actor access.Actor, id, fileID string) (files.File, []byte, error) {
	person := ""
	f, err := db.View(ctx, s.db, func(tx *db.Tx) (files.File, error) {
		d, err := findDossier(tx, id)
		if err != nil {
			return files.File{}, err
		}
		if err := d.requireSeen(actor); err != nil {
			return files.File{}, err
		}
		person = d.PersonID
		x, err := findFile(tx, id, fileID)
		if err != nil {
			return files.File{}, err
		}
		if !x.reads(actor, d) {
			return files.File{}, fault.Missing("file")
		}
		return files.Find(tx, x.FileID)
	})
	if err != nil {
		return files.File{}, nil, err
	}
	if err := audit.Exported(ctx, s.db, actor, people.Kind, []string{person}, ActionTake, map[string]string{"file": fileID}); err != nil {
		return files.File{}, nil, err
	}
	data, err := s.opts.Files.Read(f)
	return f, data, err
}

// requireSeen is nil where the actor reads the dossier from any side.
func (d Dossier) requireSeen(actor access.Actor) error {
	if actor.Can(RightOwn, d.Object()) && actor.Person == d.PersonID {
		return nil
	}
	return actor.Require(RightSee, d.Object())
}
