package curricula

import (
	"context"
	"strconv"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
)

// StepDraft is a step that somebody takes with a version.
type StepDraft struct {
	Verb  Verb   `json:"verb" enum:"submit,pilot,adopt,give_back,retire"`
	Saved int    `json:"saved,omitempty" doc:"How often it had been written when it was read; whichever it is when 0"`
	Words string `json:"words,omitempty" maxLength:"2000" doc:"Needed to give it back and to retire it"`
}

// rules say who takes a step, and what to write.
var rules = map[Verb]struct {
	right access.Right
	needs string
}{
	Submit:   {right: RightWrite},
	GiveBack: {right: RightReview, needs: "Write what is to be changed."},
	Try:      {right: RightReview},
	Adopt:    {right: RightAdopt},
	Retire:   {right: RightWrite, needs: "Write why nothing more is delivered by this version."},
}

// dossier is the version as the rules look at it.
func (v Version) dossier(tx *db.Tx) (Dossier, error) {
	authors, err := authorsOf(tx, v.ID)
	return Dossier{State: v.State, Authors: authors}, err
}

// Take takes a step with a version.
func (s *Service) Take(ctx context.Context, actor access.Actor, versionID string, d StepDraft) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) { return true, s.TakeIn(tx, actor, versionID, d) })
	return err
}

// TakeIn is Take within a transaction.
func (s *Service) TakeIn(tx *db.Tx, actor access.Actor, versionID string, d StepDraft) error {
	v, err := findVersion(tx, versionID)
	if err != nil {
		return err
	}
	c, err := findCurriculum(tx, v.CurriculumID)
	if err != nil {
		return err
	}
	r, known := rules[d.Verb]
	if !known {
		r.right = RightSee
	}
	if err := actor.Require(r.right, c.Object()); err != nil {
		return err
	}
	if !known {
		return fault.Wrong("verb", "Choose what to do with the version.")
	}
	if d.Saved != 0 && d.Saved != v.Saved {
		return fault.Clash("The version was changed by someone else in the meantime. It now stands at: %s.", v.State.Words())
	}
	before, err := v.dossier(tx)
	if err != nil {
		return err
	}
	if words := before.Refused(d.Verb, actor.Key()); words != "" {
		return fault.Clash("%s", words)
	}
	d.Words = strings.TrimSpace(strings.ReplaceAll(d.Words, "\r\n", "\n"))
	var wrong fault.Invalid
	wrong.Check(r.needs == "" || d.Words != "", "words", "%s", r.needs)
	wrong.Check(d.Verb != Submit || len(v.Modules) > 0, "", "Add the modules first: a version without modules teaches nothing.")
	tooLong(&wrong, "words", d.Words, 2000)
	if err := wrong.Err(); err != nil {
		return err
	}
	if err := v.move(tx, actor, before.Take(d.Verb, actor.Key()), d); err != nil {
		return err
	}
	if err := c.settle(tx, actor, v); err != nil {
		return err
	}
	return audit.Record(tx, actor, ActionStep, Kind, c.ID, map[string]any{"code": c.Code, "version": v.Number, "verb": d.Verb, "state": v.State})
}

// move leads the version to its next state, and keeps the step in its history.
func (v *Version) move(tx *db.Tx, actor access.Actor, after Dossier, d StepDraft) error {
	from := v.State
	v.State = after.State
	switch d.Verb {
	case Submit:
		v.SubmittedBy = actor.Key()
	case Try:
		v.PilotOn = tx.Today()
	case Adopt:
		v.AdoptedOn = tx.Today()
	case Retire:
		v.RetiredOn = tx.Today()
	}
	n, err := saveProgress(tx, *v)
	if err == nil && n == 0 {
		err = fault.Clash("The version was changed by someone else in the meantime.")
	}
	if err != nil {
		return err
	}
	return insertStep(tx, actor, v.ID, Step{Verb: d.Verb, From: from, To: v.State, Words: d.Words})
}

// settle says which version is in force: the newest in pilot or adopted. One that is adopted retires those before it.
func (c Curriculum) settle(tx *db.Tx, actor access.Actor, v Version) error {
	versions, err := versionsOf(tx, c.ID)
	if err != nil {
		return err
	}
	current := Version{}
	for _, other := range versions {
		if v.State == Adopted && other.Number < v.Number && other.State.InForce() {
			retire := StepDraft{Verb: Retire, Words: "Version " + strconv.Itoa(v.Number) + " was adopted."}
			if err := other.move(tx, actor, Dossier{State: Retired}, retire); err != nil {
				return err
			}
		}
		if other.State.InForce() && other.Number > current.Number {
			current = other
		}
	}
	if err := setCurrent(tx, c.ID, current.ID); err != nil {
		return err
	}
	if current.ID == "" {
		return nil
	}
	return index(tx, c.ID, c.Code, current.Title)
}
