package delegations

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/files"
)

// NoteTypes are the kinds of file that a note verbale may be.
var NoteTypes = []string{"application/pdf", "image/png", "image/jpeg"}

// AttachNote keeps the one note verbale that covers a party's delegation. A second one takes the place of the first;
// without a file only the number changes.
func (s *Service) AttachNote(ctx context.Context, actor access.Actor, activityID, partyID, number string, upload *files.Upload) error {
	var examined files.Examined
	if upload != nil {
		var err error
		if examined, err = s.opts.Files.Examine(ctx, actor.Key(), *upload); err != nil {
			return err
		}
	}
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		a, party, err := s.part(tx, actor, activityID, partyID)
		if err != nil {
			return false, err
		}
		if err := openFor(tx, actor, a, Allocation{PartyID: partyID}); err != nil {
			return false, err
		}
		i, err := invitationOf(tx, activityID, partyID)
		if err != nil {
			return false, err
		}
		number = strings.TrimSpace(number)
		if err := checkNote(number, upload, i.NoteFileID != ""); err != nil {
			return false, err
		}
		if i.ID == "" {
			i = Invitation{ID: tx.NewID(), ActivityID: activityID, PartyID: partyID, State: InvitationSent}
			if err := insertInvitation(tx, i); err != nil {
				return false, err
			}
		}
		fileID := i.NoteFileID
		if upload != nil {
			f, err := s.opts.Files.Keep(tx, actor.Key(), examined)
			if err != nil {
				return false, err
			}
			fileID = f.ID
		}
		if err := setNote(tx, i.ID, number, fileID); err != nil {
			return false, err
		}
		return true, audit.Record(tx, actor, ActionNote, activities.Kind, activityID, map[string]string{"party": party, "number": number, "file": fileID, "before": i.NoteFileID})
	})
	return err
}

func checkNote(number string, upload *files.Upload, hasOne bool) error {
	var wrong fault.Invalid
	wrong.Check(number != "", "note_number", "Write the number of the note verbale.")
	wrong.Check(utf8.RuneCountInString(number) <= 80, "note_number", "Shorten the number to 80 characters.")
	wrong.Check(upload != nil || hasOne, "note_file", "Choose the file with the note verbale.")
	if upload != nil {
		wrong.Check(slices.Contains(NoteTypes, http.DetectContentType(upload.Bytes)), "note_file", "Send the note verbale as PDF, PNG or JPEG.")
	}
	return wrong.Err()
}

// Note returns the file of a party's note verbale.
func (s *Service) Note(ctx context.Context, actor access.Actor, activityID, partyID string) (files.File, []byte, error) {
	f, err := db.View(ctx, s.db, func(tx *db.Tx) (files.File, error) {
		i, err := invitationOf(tx, activityID, partyID)
		if err != nil {
			return files.File{}, err
		}
		if err := actor.Require(RightSee, i.Object()); err != nil {
			return files.File{}, err
		}
		if i.NoteFileID == "" {
			return files.File{}, fault.Missing("note verbale")
		}
		return files.Find(tx, i.NoteFileID)
	})
	if err != nil {
		return files.File{}, nil, err
	}
	data, err := s.opts.Files.Read(f)
	return f, data, err
}
