package curricula

import (
	"context"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/files"
	"counterpart/internal/labels"
	"counterpart/internal/names"
	"counterpart/internal/search"
	"counterpart/internal/vocabulary"
)

// Begin enters a curriculum with the draft of its first version, and returns its id.
func (s *Service) Begin(ctx context.Context, actor access.Actor, d NewDraft) (string, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (string, error) { return s.BeginIn(tx, actor, d) })
}

// BeginIn is Begin within a transaction.
func (s *Service) BeginIn(tx *db.Tx, actor access.Actor, d NewDraft) (string, error) {
	if err := actor.Require(RightWrite, access.Anything); err != nil {
		return "", err
	}
	words, err := vocabulary.In(tx)
	if err != nil {
		return "", err
	}
	if err := d.check(words); err != nil {
		return "", err
	}
	taken, err := codeTaken(tx, d.Code)
	if err != nil {
		return "", err
	}
	if taken {
		return "", fault.Wrong("code", "There is a curriculum with the code %s already.", d.Code)
	}
	c := Curriculum{ID: tx.NewID(), Code: d.Code, Label: d.Label}
	v := Version{ID: tx.NewID(), CurriculumID: c.ID, Number: 1, State: Draft}
	if err := insertCurriculum(tx, c, v.ID); err != nil {
		return "", err
	}
	if err := insertVersion(tx, v, d.VersionDraft); err != nil {
		return "", err
	}
	if err := insertStep(tx, actor, v.ID, Step{Verb: Write, To: Draft}); err != nil {
		return "", err
	}
	if err := labels.SetIn(tx, actor, labels.Setting{Kind: Kind, ID: c.ID, To: d.Label}); err != nil {
		return "", err
	}
	if err := index(tx, c.ID, c.Code, d.Title); err != nil {
		return "", err
	}
	return c.ID, audit.Record(tx, actor, ActionBegin, Kind, c.ID, map[string]string{"code": c.Code, "title": d.Title})
}

func index(tx *db.Tx, id, code, title string) error {
	return search.Index(tx, Kind, id, names.SearchTerms(code, title))
}

// NextVersion begins the next version as a copy of the newest one, and returns its id.
func (s *Service) NextVersion(ctx context.Context, actor access.Actor, id string) (string, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (string, error) { return s.NextVersionIn(tx, actor, id) })
}

// NextVersionIn is NextVersion within a transaction.
func (s *Service) NextVersionIn(tx *db.Tx, actor access.Actor, id string) (string, error) {
	c, err := findCurriculum(tx, id)
	if err != nil {
		return "", err
	}
	if err := actor.Require(RightWrite, c.Object()); err != nil {
		return "", err
	}
	last, err := findVersion(tx, c.LatestID)
	if err != nil {
		return "", err
	}
	if last.State == Draft || last.State == Submitted {
		return "", fault.Clash("Version %d is still being written (%s). Change that one.", last.Number, last.State.Words())
	}
	next := Version{ID: tx.NewID(), CurriculumID: c.ID, Number: last.Number + 1, State: Draft}
	err = insertVersion(tx, next, VersionDraft{
		Title: last.Title, Summary: last.Summary, Audience: last.Audience, Languages: last.Languages, MinPresence: last.MinPresence,
		NeedsTest: last.NeedsTest, NeedsPlan: last.NeedsPlan, Criteria: last.Criteria,
	})
	if err != nil {
		return "", err
	}
	for _, m := range last.Modules {
		copied := m
		copied.ID, copied.VersionID = tx.NewID(), next.ID
		if err := insertModule(tx, copied); err != nil {
			return "", err
		}
		for _, x := range m.Materials {
			x.ID, x.ModuleID, x.VersionID = tx.NewID(), copied.ID, next.ID
			if err := insertMaterial(tx, x); err != nil {
				return "", err
			}
		}
	}
	if err := setLatest(tx, c.ID, next.ID); err != nil {
		return "", err
	}
	if err := insertStep(tx, actor, next.ID, Step{Verb: Write, To: Draft}); err != nil {
		return "", err
	}
	return next.ID, audit.Record(tx, actor, ActionWrite, Kind, c.ID, map[string]any{"code": c.Code, "version": next.Number})
}

// change does something to the draft of a version. saved is how often it had been written when the editor read it; 0 for
// whichever there is.
func (s *Service) change(tx *db.Tx, actor access.Actor, versionID string, saved int, do func(c Curriculum, v Version) error) error {
	v, err := findVersion(tx, versionID)
	if err != nil {
		return err
	}
	c, err := findCurriculum(tx, v.CurriculumID)
	if err != nil {
		return err
	}
	if err := actor.Require(RightWrite, c.Object()); err != nil {
		return err
	}
	dossier, err := v.dossier(tx)
	if err != nil {
		return err
	}
	if words := dossier.Refused(Write, actor.Key()); words != "" {
		return fault.Clash("%s", words)
	}
	if saved != 0 && saved != v.Saved {
		return fault.Clash("The version was changed by someone else in the meantime.")
	}
	if err := do(c, v); err != nil {
		return err
	}
	if err := touchVersion(tx, v.ID, v.Saved); err != nil {
		return err
	}
	if err := insertStep(tx, actor, v.ID, Step{Verb: Write, From: Draft, To: Draft}); err != nil {
		return err
	}
	return audit.Record(tx, actor, ActionWrite, Kind, c.ID, map[string]any{"code": c.Code, "version": v.Number})
}

// Change rewrites the draft of a version.
func (s *Service) Change(ctx context.Context, actor access.Actor, versionID string, saved int, d VersionDraft) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		return true, s.change(tx, actor, versionID, saved, func(c Curriculum, v Version) error {
			var wrong fault.Invalid
			d.check(&wrong)
			if err := wrong.Err(); err != nil {
				return err
			}
			if err := updateVersion(tx, v.ID, d); err != nil {
				return err
			}
			if c.CurrentID != "" {
				return nil // it is found by the title of the version in force
			}
			return index(tx, c.ID, c.Code, d.Title)
		})
	})
	return err
}

// AddModule adds a module to the draft of a version, and returns its id.
func (s *Service) AddModule(ctx context.Context, actor access.Actor, versionID string, d ModuleDraft) (string, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (string, error) { return s.AddModuleIn(tx, actor, versionID, d) })
}

// AddModuleIn is AddModule within a transaction.
func (s *Service) AddModuleIn(tx *db.Tx, actor access.Actor, versionID string, d ModuleDraft) (string, error) {
	id := tx.NewID()
	return id, s.change(tx, actor, versionID, 0, func(_ Curriculum, v Version) error {
		if err := checkModule(tx, &d); err != nil {
			return err
		}
		m := d.module()
		m.ID, m.VersionID, m.Key, m.Position = id, v.ID, id, len(v.Modules)+1
		if err := insertModule(tx, m); err != nil {
			return err
		}
		return reorder(tx, append(v.Modules, m), id, d.Position)
	})
}

func checkModule(tx *db.Tx, d *ModuleDraft) error {
	words, err := vocabulary.In(tx)
	if err != nil {
		return err
	}
	return d.check(words)
}

func (d ModuleDraft) module() Module {
	return Module{Title: d.Title, Objectives: d.Objectives, Minutes: d.Minutes, Trainers: d.Trainers, Topics: d.Topics}
}

// reorder puts a module in its place; 0 leaves it where it is.
func reorder(tx *db.Tx, list []Module, id string, place int) error {
	if place == 0 {
		return nil
	}
	var moved Module
	rest := make([]Module, 0, len(list))
	for _, m := range list {
		if m.ID == id {
			moved = m
		} else {
			rest = append(rest, m)
		}
	}
	at := min(place-1, len(rest))
	ordered := append(append(append([]Module{}, rest[:at]...), moved), rest[at:]...)
	for i, m := range ordered {
		if err := placeModule(tx, m.ID, i+1); err != nil {
			return err
		}
	}
	return nil
}

// ChangeModule rewrites a module of a draft.
func (s *Service) ChangeModule(ctx context.Context, actor access.Actor, versionID, moduleID string, saved int, d ModuleDraft) error {
	return s.changeModule(ctx, actor, versionID, moduleID, saved, func(tx *db.Tx, v Version, m Module) error {
		if err := checkModule(tx, &d); err != nil {
			return err
		}
		next := d.module()
		next.ID = m.ID
		if err := updateModule(tx, next); err != nil {
			return err
		}
		return reorder(tx, v.Modules, m.ID, d.Position)
	})
}

// RemoveModule takes a module out of a draft, with its materials.
func (s *Service) RemoveModule(ctx context.Context, actor access.Actor, versionID, moduleID string) error {
	return s.changeModule(ctx, actor, versionID, moduleID, 0, func(tx *db.Tx, v Version, m Module) error {
		if err := deleteModule(tx, m.ID); err != nil {
			return err
		}
		place := 0
		for _, other := range v.Modules {
			if other.ID != m.ID {
				place++
				if err := placeModule(tx, other.ID, place); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

func (s *Service) changeModule(ctx context.Context, actor access.Actor, versionID, moduleID string, saved int, do func(tx *db.Tx, v Version, m Module) error) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		return true, s.change(tx, actor, versionID, saved, func(_ Curriculum, v Version) error {
			for _, m := range v.Modules {
				if m.ID == moduleID {
					return do(tx, v, m)
				}
			}
			return fault.Missing("module")
		})
	})
	return err
}

// AddMaterial adds a file or an address to a module of a draft.
func (s *Service) AddMaterial(ctx context.Context, actor access.Actor, versionID, moduleID string, d MaterialDraft) (string, error) {
	var examined files.Examined
	if d.Upload != nil {
		if !actor.Holds(RightWrite) {
			return "", actor.Require(RightWrite, access.Anything)
		}
		var err error
		if examined, err = s.opts.Files.Examine(ctx, actor.Key(), *d.Upload); err != nil {
			return "", err
		}
	}
	return db.Change(ctx, s.db, func(tx *db.Tx) (string, error) {
		id := tx.NewID()
		return id, s.addMaterial(tx, actor, versionID, moduleID, id, d, examined)
	})
}

// AddMaterialIn adds an address to a module of a draft within a transaction.
func (s *Service) AddMaterialIn(tx *db.Tx, actor access.Actor, versionID, moduleID string, d MaterialDraft) error {
	d.Upload = nil
	return s.addMaterial(tx, actor, versionID, moduleID, tx.NewID(), d, files.Examined{})
}

func (s *Service) addMaterial(tx *db.Tx, actor access.Actor, versionID, moduleID, id string, d MaterialDraft, examined files.Examined) error {
	return s.change(tx, actor, versionID, 0, func(c Curriculum, v Version) error {
		if !v.has(moduleID) {
			return fault.Missing("module")
		}
		if err := d.check(c); err != nil {
			return err
		}
		x := Material{ID: id, ModuleID: moduleID, VersionID: v.ID, Key: id, Title: d.Title, Address: d.Address, Label: d.Label}
		if d.Upload != nil {
			f, err := s.opts.Files.Keep(tx, actor.Key(), examined)
			if err != nil {
				return err
			}
			x.FileID = f.ID
		}
		return insertMaterial(tx, x)
	})
}

func (v Version) has(moduleID string) bool {
	for _, m := range v.Modules {
		if m.ID == moduleID {
			return true
		}
	}
	return false
}

// RemoveMaterial takes a material out of a draft. Its file stays with the earlier versions that have it.
func (s *Service) RemoveMaterial(ctx context.Context, actor access.Actor, versionID, materialID string) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		return true, s.change(tx, actor, versionID, 0, func(_ Curriculum, v Version) error {
			n, err := deleteMaterial(tx, v.ID, materialID)
			if err == nil && n == 0 {
				err = fault.Missing("material")
			}
			return err
		})
	})
	return err
}

// SayFeedback keeps what somebody found who taught or took a version.
func (s *Service) SayFeedback(ctx context.Context, actor access.Actor, d FeedbackDraft) (string, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (string, error) { return s.SayFeedbackIn(tx, actor, d) })
}

// SayFeedbackIn is SayFeedback within a transaction.
func (s *Service) SayFeedbackIn(tx *db.Tx, actor access.Actor, d FeedbackDraft) (string, error) {
	v, err := findVersion(tx, d.VersionID)
	if err != nil {
		return "", err
	}
	c, err := findCurriculum(tx, v.CurriculumID)
	if err != nil {
		return "", err
	}
	if err := actor.Require(RightReview, c.Object()); err != nil {
		return "", err
	}
	d.Words = strings.TrimSpace(strings.ReplaceAll(d.Words, "\r\n", "\n"))
	var wrong fault.Invalid
	wrong.Check(d.Words != "", "words", "Write what was found.")
	tooLong(&wrong, "words", d.Words, 2000)
	known := d.ModuleKey == ""
	for _, m := range v.Modules {
		known = known || m.Key == d.ModuleKey
	}
	wrong.Check(known, "module_key", "Choose a module of this version.")
	if d.ActivityID != "" {
		a, err := activities.FindIn(tx, d.ActivityID)
		if err != nil && !fault.IsNotFound(err) {
			return "", err
		}
		wrong.Check(err == nil && actor.Can(activities.RightSee, a.Object()), "activity_id", "There is no such activity, or it is not open to you.")
	}
	if err := wrong.Err(); err != nil {
		return "", err
	}
	id := tx.NewID()
	if err := insertFeedback(tx, actor, id, d); err != nil {
		return "", err
	}
	return id, audit.Record(tx, actor, ActionFeedback, Kind, c.ID, map[string]any{"code": c.Code, "version": v.Number})
}
