package publications

import (
	"context"
	"slices"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/files"
	"counterpart/internal/label"
	"counterpart/internal/names"
)

// Attachment is a file of a publication.
type Attachment struct {
	ID            string    `db:"id" json:"id"`
	PublicationID string    `db:"publication_id" json:"-"`
	FileID        string    `db:"file_id" json:"-"`
	Lang          string    `db:"lang" json:"language,omitempty"`
	Title         string    `db:"title" json:"title"`
	Label         label.TLP `db:"label" json:"label"`
	Name          string    `db:"name" json:"name"`
	MediaType     string    `db:"media_type" json:"media_type"`
	Bytes         int       `db:"bytes" json:"bytes"`
	AddedAt       db.Time   `db:"added_at" json:"added_at"`
	RemovedAt     db.Time   `db:"removed_at" json:"removed_at,omitzero"`
}

// mark is the label of the file; who is named as a reader of the publication is one of its files as well.
func (a Attachment) mark(p Publication) access.Mark {
	return access.Mark{Label: a.Label, Named: p.Named}
}

// AttachmentDraft is a file as it is sent.
type AttachmentDraft struct {
	Title string
	Lang  string
	Label label.TLP // that of the publication when empty; never looser
	File  files.Upload
}

// maxFiles is how many files one publication carries.
const maxFiles = 20

// Attach adds a file. It goes out with the next release.
func (s *Service) Attach(ctx context.Context, actor access.Actor, id string, d AttachmentDraft) error {
	d.Title = line(d.Title)
	var wrong fault.Invalid
	wrong.Check(d.Title != "", "title", "Say what the file is.")
	wrong.Check(runes(d.Title) <= 200, "title", "Shorten it to 200 characters.")
	if d.Lang != "" {
		tag, ok := names.Language(d.Lang)
		d.Lang = tag
		wrong.Check(ok, "language", "Write the language as a tag: en, id, th, ar.")
	}
	wrong.Check(len(d.File.Bytes) > 0, "file", "Choose a file.")
	wrong.Check(d.Label == "" || d.Label.Valid(), "label", "Choose a label.")
	if err := wrong.Err(); err != nil {
		return err
	}
	if err := s.may(ctx, actor, RightWrite, id); err != nil { // before the file is looked at, which costs
		return err
	}
	examined, err := s.files.Examine(ctx, actor.Key(), d.File)
	if err != nil {
		return err
	}
	return s.change(ctx, actor, RightWrite, id, func(tx *db.Tx, p Publication, f Flow) error {
		if d.Label == "" {
			d.Label = p.Label
		}
		if d.Label.Looser(p.Label) {
			return fault.Wrong("label", "The publication is labelled %s. A file of it cannot be open to more people.", p.Label)
		}
		has, err := attachmentsOf(tx, id)
		if err != nil {
			return err
		}
		if len(has) >= maxFiles {
			return fault.Clash("It has %d files already, which is the most.", maxFiles)
		}
		kept, err := s.files.Keep(tx, actor.Key(), examined)
		if err != nil {
			return err
		}
		if err := insertAttachment(tx, actor, id, kept.ID, d); err != nil {
			return err
		}
		if err := touched(tx, actor, p, f, "Attached the file "+d.Title); err != nil {
			return err
		}
		return audit.Record(tx, actor, ActionAttach, Kind, id, map[string]string{"file": kept.Name, "label": string(d.Label)})
	})
}

// touched makes a version of the source with the same words, because what goes out is no longer what was agreed to.
func touched(tx *db.Tx, actor access.Actor, p Publication, f Flow, changed string) error {
	source, err := latestOf(tx, p.ID, p.SourceLang)
	if err != nil {
		return err
	}
	about, err := readAbout(source.AboutJSON)
	if err != nil {
		return err
	}
	f = f.Save(actor.Key())
	text := source.Text()
	text.Changed = changed
	if err := writeVersion(tx, actor, p.ID, Version{Number: f.Version, Lang: p.SourceLang}, text, &about); err != nil {
		return err
	}
	return updatePublication(tx, p, f)
}

// Detach takes a file off. Releases that it went out with keep it.
func (s *Service) Detach(ctx context.Context, actor access.Actor, id, attachment string) error {
	return s.change(ctx, actor, RightWrite, id, func(tx *db.Tx, p Publication, f Flow) error {
		has, err := attachmentsOf(tx, id)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(has, func(a Attachment) bool { return a.ID == attachment })
		if i < 0 {
			return fault.Missing("file")
		}
		if err := removeAttachment(tx, attachment); err != nil {
			return err
		}
		if err := touched(tx, actor, p, f, "Took the file "+has[i].Title+" off"); err != nil {
			return err
		}
		return audit.Record(tx, actor, ActionDetach, Kind, id, map[string]string{"file": has[i].Name})
	})
}

// may asks for a right over a publication before something that costs.
func (s *Service) may(ctx context.Context, actor access.Actor, right access.Right, id string) error {
	_, err := db.View(ctx, s.db, func(tx *db.Tx) (bool, error) {
		p, err := FindIn(tx, id)
		if err != nil {
			return false, err
		}
		return true, actor.Require(right, p.Object())
	})
	return err
}

// filesOfRelease lists the files of a release that the actor may read.
func filesOfRelease(tx *db.Tx, actor access.Actor, p Publication, r Release) ([]Attachment, error) {
	all, err := attachmentsWith(tx, r.ID)
	if err != nil || len(all) == 0 {
		return all, err
	}
	activity, err := activityOf(tx, r.ActivityID)
	return slices.DeleteFunc(all, func(a Attachment) bool {
		o := r.Object(p, activity)
		o.Above = append(o.Above, a.mark(p))
		return !actor.Can(RightRead, o)
	}), err
}

// File is a file with its content.
type File struct {
	Attachment
	Release int
	Content []byte
}

// Download returns a file that went out with a release that is open to the actor; the latest one that has it.
func (s *Service) Download(ctx context.Context, actor access.Actor, slug, attachment string) (File, error) {
	found, err := db.View(ctx, s.db, func(tx *db.Tx) (File, error) {
		p, _, open, err := openReleases(tx, actor, slug, 0)
		if err != nil {
			return File{}, err
		}
		for _, r := range open {
			list, err := filesOfRelease(tx, actor, p, r)
			if err != nil {
				return File{}, err
			}
			if i := slices.IndexFunc(list, func(a Attachment) bool { return a.ID == attachment }); i >= 0 {
				return File{Attachment: list[i], Release: r.Number}, nil
			}
		}
		return File{}, fault.Missing("file")
	})
	if err != nil {
		return File{}, err
	}
	return s.content(ctx, found)
}

// WorkingFile returns a file for those who work on the publication.
func (s *Service) WorkingFile(ctx context.Context, actor access.Actor, id, attachment string) (File, error) {
	found, err := db.View(ctx, s.db, func(tx *db.Tx) (File, error) {
		p, err := guarded(tx, actor, id)
		if err != nil {
			return File{}, err
		}
		a, err := findAttachment(tx, id, attachment)
		if err != nil {
			return File{}, err
		}
		o := p.Object()
		o.Above = append(o.Above, a.mark(p))
		return File{Attachment: a}, actor.Require(RightSee, o)
	})
	if err != nil {
		return File{}, err
	}
	return s.content(ctx, found)
}

func (s *Service) content(ctx context.Context, f File) (File, error) {
	row, err := db.View(ctx, s.db, func(tx *db.Tx) (files.File, error) { return files.Find(tx, f.FileID) })
	if err != nil {
		return File{}, err
	}
	f.Content, err = s.files.Read(row)
	return f, err
}

// FileName is the name under which a file leaves, with its label.
func (a Attachment) FileName() string {
	dot := strings.LastIndexByte(a.Name, '.')
	if dot < 0 {
		dot = len(a.Name)
	}
	return a.Name[:dot] + " " + a.Label.Slug() + a.Name[dot:]
}
