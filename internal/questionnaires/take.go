package questionnaires

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/files"
	"counterpart/internal/gaps"
	"counterpart/internal/questionnaires/sheet"
	"counterpart/internal/vocabulary"
)

// Upload is a questionnaire that came back.
type Upload struct {
	ID      string  `db:"id" json:"id"`
	RoundID string  `db:"round_id" json:"round_id"`
	Name    string  `db:"name" json:"name"`
	Body    string  `db:"body" json:"-"`
	Result  string  `db:"result" json:"-"`
	TakenAt db.Time `db:"taken_at" json:"taken_at,omitzero"`
	At      db.Time `db:"at" json:"at"`
	By      string  `db:"by_name" json:"by"`
}

// Counts are how many answers met each outcome.
type Counts map[gaps.Outcome]int

// Rehearsal is what becomes of the answers of a file.
type Rehearsal struct {
	Upload   Upload         `json:"upload"`
	Page     gaps.RoundPage `json:"-"`
	Verdicts []Verdict      `json:"verdicts" nullable:"false" doc:"In the order of the file; empty once they are taken"`
	Counts   Counts         `json:"counts"`
}

// Rehearse reads a questionnaire that came back and keeps its answers until they are taken or discarded. It returns the id under which
// the rehearsal is shown.
func (s *Service) Rehearse(ctx context.Context, actor access.Actor, roundID string, u files.Upload) (string, error) {
	if !actor.Holds(gaps.RightWork) {
		return "", actor.Require(gaps.RightWork, access.Anything)
	}
	help, err := db.View(ctx, s.db, func(tx *db.Tx) ([]sheet.Choice, error) {
		if _, err := s.workable(tx, actor, roundID); err != nil {
			return nil, err
		}
		words, err := vocabulary.In(tx)
		if err != nil {
			return nil, err
		}
		return helpChoices(words), nil
	})
	if err != nil {
		return "", err
	}
	back, err := s.read(ctx, actor, roundID, u, help)
	if err != nil {
		return "", err
	}
	body, err := json.Marshal(back.Lines)
	if err != nil {
		return "", fmt.Errorf("answers of a questionnaire: %w", err)
	}
	return db.Change(ctx, s.db, func(tx *db.Tx) (string, error) {
		page, err := s.workable(tx, actor, roundID)
		if err != nil {
			return "", err
		}
		if err := dropUploads(tx, roundID, actor.Key()); err != nil {
			return "", err
		}
		id := tx.NewID()
		if err := insertUpload(tx, actor, Upload{ID: id, RoundID: roundID, Name: files.CleanName(u.Name), Body: string(body)}); err != nil {
			return "", err
		}
		return id, audit.Record(tx, actor, ActionRehearse, gaps.Kind, page.Assessment.ID, map[string]any{"round": page.Round.Number, "answers": len(back.Lines)})
	})
}

// read reads the file, and looks at it as at every upload.
func (s *Service) read(ctx context.Context, actor access.Actor, roundID string, u files.Upload, help []sheet.Choice) (sheet.Returned, error) {
	format, read := XLSX, sheet.ReadXLSX
	if strings.HasSuffix(strings.ToLower(u.Name), ".docx") {
		format, read = DOCX, sheet.ReadDOCX
	}
	back, err := read(u.Bytes, help)
	if refused, ok := errors.AsType[sheet.Refused](err); ok {
		return back, fault.Wrong(u.Field, "%s", string(refused))
	}
	if err != nil {
		return back, err
	}
	if back.RoundID != roundID {
		return back, fault.Wrong(u.Field, "This questionnaire is of another round or another State. Send it on the page of its own round.")
	}
	var text strings.Builder
	for _, b := range back.Lines {
		text.WriteString(b.Answer.JSON() + "\n")
	}
	_, err = s.opts.Files.ExamineRead(ctx, actor.Key(), u, format.Media(), "."+string(format), text.String())
	return back, err
}

// Rehearsal shows what becomes of the answers of a file; once they are taken, how many met which outcome.
func (s *Service) Rehearsal(ctx context.Context, actor access.Actor, roundID, id string) (Rehearsal, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (Rehearsal, error) { return s.rehearsal(tx, actor, roundID, id) })
}

func (s *Service) rehearsal(tx *db.Tx, actor access.Actor, roundID, id string) (Rehearsal, error) {
	page, err := s.workable(tx, actor, roundID)
	if err != nil {
		return Rehearsal{}, err
	}
	out := Rehearsal{Page: page, Verdicts: []Verdict{}, Counts: Counts{}}
	if out.Upload, err = findUpload(tx, roundID, id); err != nil {
		return out, err
	}
	if out.Upload.Result != "" {
		return out, json.Unmarshal([]byte(out.Upload.Result), &out.Counts)
	}
	var lines []sheet.Back
	if err := json.Unmarshal([]byte(out.Upload.Body), &lines); err != nil {
		return out, fmt.Errorf("answers of a questionnaire: %w", err)
	}
	j, err := s.judgeFor(tx, actor, page, lines)
	if err != nil {
		return out, err
	}
	for _, b := range lines {
		v := j.say(b)
		out.Counts[v.Outcome]++
		out.Verdicts = append(out.Verdicts, v)
	}
	return out, nil
}

// Take takes the answers of a rehearsal that can be taken, as they would be saved one by one. Taking again changes nothing.
func (s *Service) Take(ctx context.Context, actor access.Actor, roundID, id string) (Counts, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (Counts, error) { return s.TakeIn(tx, actor, roundID, id) })
}

// TakeIn is Take within a transaction.
func (s *Service) TakeIn(tx *db.Tx, actor access.Actor, roundID, id string) (Counts, error) {
	r, err := s.rehearsal(tx, actor, roundID, id)
	if err != nil || r.Upload.Result != "" {
		return r.Counts, err
	}
	out := Counts{}
	for _, v := range r.Verdicts {
		if v.Outcome == gaps.Same || v.Outcome == Refused {
			out[v.Outcome]++
			continue
		}
		saved, err := s.opts.Gaps.SaveIn(tx, actor, roundID, v.ProvisionID, gaps.Entry{Base: v.back.Base, Answer: v.back.Answer, How: gaps.Questionnaire, Note: "From " + r.Upload.Name})
		if err != nil {
			return nil, err
		}
		out[saved.Outcome]++
	}
	result, err := json.Marshal(out)
	if err != nil {
		return nil, err
	}
	if err := setTaken(tx, id, string(result)); err != nil {
		return nil, err
	}
	return out, audit.Record(tx, actor, ActionTake, gaps.Kind, r.Page.Assessment.ID, map[string]any{"round": r.Page.Round.Number, "outcomes": out})
}

// Discard forgets a file that is not wanted.
func (s *Service) Discard(ctx context.Context, actor access.Actor, roundID, id string) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		page, err := s.workable(tx, actor, roundID)
		if err != nil {
			return false, err
		}
		if _, err := findUpload(tx, roundID, id); err != nil {
			return false, err
		}
		if err := dropUpload(tx, id); err != nil {
			return false, err
		}
		return true, audit.Record(tx, actor, ActionDiscard, gaps.Kind, page.Assessment.ID, map[string]any{"round": page.Round.Number})
	})
	return err
}
