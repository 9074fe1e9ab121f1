package laws

import (
	"cmp"
	"context"
	"strings"
	"unicode/utf8"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/files"
	"counterpart/internal/label"
)

// Page is a law with everything that belongs to it.
type Page struct {
	Law      Law    `json:"law"`
	Citation string `json:"citation"`
	Force    Force  `json:"force" enum:"in_force,not_yet,ended,unknown" doc:"Today"`
	By       []Link `json:"changed_by" nullable:"false" doc:"Laws that amended, repealed, replaced or consolidated this one"`
	Of       []Link `json:"changes" nullable:"false" doc:"Laws to which this one did that"`
	Texts    []Text `json:"texts" nullable:"false" doc:"The latest first"`
	Files    []File `json:"files" nullable:"false"`
	MayEdit  bool   `json:"-"`
}

// Find returns a law with everything that belongs to it and is open to the actor.
func (s *Service) Find(ctx context.Context, actor access.Actor, id string) (Page, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (Page, error) {
		l, err := readable(tx, actor, id)
		if err != nil {
			return Page{}, err
		}
		p := Page{Law: l, Citation: l.Citation(), Force: l.On(tx.Today()), MayEdit: actor.Can(RightEdit, l.Object())}
		if p.By, p.Of, err = s.linksOf(tx, actor, id); err != nil {
			return p, err
		}
		if p.Texts, err = textsOf(tx, id); err != nil {
			return p, err
		}
		list, err := filesOf(tx, id)
		p.Files = []File{}
		for _, f := range list {
			if actor.Can(RightSee, f.object(l)) {
				p.Files = append(p.Files, f)
			}
		}
		return p, err
	})
}

// File is a file that belongs to a law.
type File struct {
	ID     string    `db:"id" json:"id"`
	Title  string    `db:"title" json:"title"`
	FileID string    `db:"file_id" json:"-"`
	Name   string    `db:"name" json:"name"`
	Label  label.TLP `db:"label" json:"label"`
}

// object is the file as the access rule sees it: its own label and that of the law must both be open.
func (f File) object(l Law) access.Object {
	out := l.Object()
	if f.Label == l.Label { // whoever is named for the law reads its files with it
		return out
	}
	out.Above = []access.Mark{out.Mark()}
	out.Label, out.Named = f.Label, nil
	return out
}

// FileDraft is a file as somebody adds it.
type FileDraft struct {
	Title  string
	Label  label.TLP // that of the law when empty
	Upload *files.Upload
}

// AddFile adds a file to a law: the gazette, a translation.
func (s *Service) AddFile(ctx context.Context, actor access.Actor, id string, d FileDraft) (string, error) {
	if !actor.Holds(RightEdit) {
		return "", actor.Require(RightEdit, access.Anything)
	}
	if d.Upload == nil {
		return "", fault.Wrong("file", "Choose a file.")
	}
	examined, err := s.opts.Files.Examine(ctx, actor.Key(), *d.Upload)
	if err != nil {
		return "", err
	}
	return db.Change(ctx, s.db, func(tx *db.Tx) (string, error) {
		l, err := editable(tx, actor, id)
		if err != nil {
			return "", err
		}
		d.Title, d.Label = strings.TrimSpace(d.Title), cmp.Or(d.Label, l.Label)
		var wrong fault.Invalid
		wrong.Check(d.Title != "", "title", "Say what the file is.")
		wrong.Check(utf8.RuneCountInString(d.Title) <= 300, "title", "Shorten this to 300 characters.")
		wrong.Check(d.Label.Valid() && (d.Label != label.Red || l.Label == label.Red), "label", "Choose a label other than TLP:RED: a file has no named readers of its own.")
		wrong.Check(!d.Label.Looser(l.Label), "label", "A file cannot be open to more people than its law, which is %s.", l.Label)
		if err := wrong.Err(); err != nil {
			return "", err
		}
		f, err := s.opts.Files.Keep(tx, actor.Key(), examined)
		if err != nil {
			return "", err
		}
		x := File{ID: tx.NewID(), Title: d.Title, FileID: f.ID, Label: d.Label}
		if err := insertFile(tx, actor, id, x); err != nil {
			return "", err
		}
		return x.ID, audit.Record(tx, actor, ActionFile, Kind, id, map[string]string{"file": x.ID, "label": string(x.Label)})
	})
}

// File returns a file of a law. That it was taken is noted, unless everybody may.
func (s *Service) File(ctx context.Context, actor access.Actor, id, fileID string) (files.File, []byte, error) {
	var open bool
	f, err := db.View(ctx, s.db, func(tx *db.Tx) (files.File, error) {
		l, err := findLaw(tx, id)
		if err != nil {
			return files.File{}, err
		}
		x, err := findFile(tx, id, fileID)
		if err != nil {
			return files.File{}, err
		}
		if err := actor.Require(RightSee, x.object(l)); err != nil {
			return files.File{}, err
		}
		open = label.Strictest(x.Label, l.Label) == label.Clear
		return files.Find(tx, x.FileID)
	})
	if err != nil {
		return files.File{}, nil, err
	}
	if !open {
		if err := audit.Exported(ctx, s.db, actor, Kind, []string{id}, ActionExport, map[string]string{"file": fileID}); err != nil {
			return files.File{}, nil, err
		}
	}
	data, err := s.opts.Files.Read(f)
	return f, data, err
}
