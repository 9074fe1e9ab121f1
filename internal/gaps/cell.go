package gaps

import (
	"context"
	"slices"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/gaps/answers"
	"counterpart/internal/label"
	"counterpart/internal/vocabulary"
)

// How a text came into a cell.
type How string

// The ways.
const (
	Edit          How = "edit"
	Merged        How = "merge"         // an edit, joined with what others had written meanwhile
	Reused        How = "reuse"         // taken over from a mapped provision
	Proposed      How = "proposal"      // a proposal that was taken
	Questionnaire How = "questionnaire" // an answer that came back in a file
	Carried       How = "carry"         // as in the round before
)

// Words says the way as people say it.
func (h How) Words() string {
	return map[How]string{
		Edit: "Written", Merged: "Written, and joined with what others wrote meanwhile", Reused: "Taken over from another provision",
		Proposed: "A proposal was taken", Questionnaire: "Answered in a questionnaire", Carried: "As in the round before",
	}[h]
}

// Cell is what stands under one provision in a round. Revision is 0 where nothing was written.
type Cell struct {
	RoundID     string         `db:"round_id" json:"round_id"`
	ProvisionID string         `db:"provision_id" json:"provision_id"`
	Revision    int            `db:"revision" json:"revision" doc:"To be sent along with a change"`
	Label       label.TLP      `db:"label" json:"label,omitempty" doc:"Proposed for the clearance; that of the whole when empty"`
	Kept        string         `db:"answer" json:"-"`
	Answer      answers.Answer `db:"-" json:"answer"`
	By          string         `db:"by_name" json:"by,omitempty"`
	At          db.Time        `db:"at" json:"at,omitzero"`
}

// Revision is one state that a cell was in.
type Revision struct {
	Number int            `db:"revision" json:"revision"`
	Kept   string         `db:"answer" json:"-"`
	Answer answers.Answer `db:"-" json:"answer"`
	How    How            `db:"how" json:"how" enum:"edit,merge,reuse,proposal,questionnaire,carry"`
	Note   string         `db:"note" json:"note,omitempty"`
	By     string         `db:"by_name" json:"by"`
	At     db.Time        `db:"at" json:"at"`
}

// Entry is what somebody writes into a cell.
type Entry struct {
	Base   int            `json:"base" doc:"The revision that was read; 0 where nothing stood"`
	Answer answers.Answer `json:"answer"`
	How    How            `json:"-"`
	Note   string         `json:"note,omitempty" maxLength:"500" doc:"Why"`
}

// Outcome is what became of a save.
type Outcome string

// The outcomes.
const (
	Same     Outcome = "same"      // nothing differed
	Kept     Outcome = "kept"      // as it was written
	Joined   Outcome = "joined"    // with what others had written meanwhile
	SetAside Outcome = "set_aside" // others had changed the same fields: those stand, and the whole text waits as a proposal
)

// Saved says what became of a save.
type Saved struct {
	Outcome  Outcome  `json:"outcome" enum:"same,kept,joined,set_aside"`
	Revision int      `json:"revision"`
	Clashes  []string `json:"clashes,omitempty" doc:"The fields that others had changed too"`
	By       string   `json:"by,omitempty" doc:"Who had written last"`
	Proposal string   `json:"proposal_id,omitempty"`
}

// Save writes into a cell. It never overwrites what its writer has not read.
func (s *Service) Save(ctx context.Context, actor access.Actor, roundID, provisionID string, e Entry) (Saved, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (Saved, error) { return s.SaveIn(tx, actor, roundID, provisionID, e) })
}

// SaveIn is Save within a transaction.
func (s *Service) SaveIn(tx *db.Tx, actor access.Actor, roundID, provisionID string, e Entry) (Saved, error) {
	r, a, err := roundWith(tx, roundID)
	if err != nil {
		return Saved{}, err
	}
	if err := a.requireWork(actor); err != nil {
		return Saved{}, err
	}
	if err := r.writable(tx, provisionID); err != nil {
		return Saved{}, err
	}
	if err := s.check(tx, actor, roundID, provisionID, &e); err != nil {
		return Saved{}, err
	}
	return r.save(tx, actor, provisionID, e)
}

// writable says whether answers can be written under the provision now.
func (r Round) writable(tx *db.Tx, provisionID string) error {
	assessable, err := assessableIn(tx, r.AssessmentID, provisionID)
	if err != nil {
		return err
	}
	if !assessable {
		return fault.Missing("provision")
	}
	if r.State != Drafting {
		return fault.Clash("The round stands at “%s”: nothing is written in it now.", r.State.Words())
	}
	return nil
}

// check lists what is wrong with an entry, and names the laws that it cites.
func (s *Service) check(tx *db.Tx, actor access.Actor, roundID, provisionID string, e *Entry) error {
	words, err := vocabulary.In(tx)
	if err != nil {
		return err
	}
	tidy(&e.Note)
	e.Answer = e.Answer.Clean()
	if e.How == "" {
		e.How = Edit
	}
	var wrong fault.Invalid
	tooLong(&wrong, "note", e.Note, 500)
	if err := s.nameLaws(tx, actor, roundID, provisionID, &e.Answer, &wrong); err != nil {
		return err
	}
	e.Answer.CheckInto(&wrong, helpTypes(words))
	return wrong.Err()
}

// nameLaws writes the citation of each law of the register into the answer, so that it can be read wherever the answer goes. A law
// that the actor may not read can stay where it stands already, and cannot be cited anew.
func (s *Service) nameLaws(tx *db.Tx, actor access.Actor, roundID, provisionID string, a *answers.Answer, wrong *fault.Invalid) error {
	var ids []string
	for _, c := range a.Citations {
		if c.LawID != "" && !slices.Contains(ids, c.LawID) {
			ids = append(ids, c.LawID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	named, err := s.laws.Named(tx, actor, ids)
	if err != nil {
		return err
	}
	stands, err := findCell(tx, roundID, provisionID)
	if err != nil {
		return err
	}
	a.Citations = slices.Clone(a.Citations)
	for i, c := range a.Citations {
		law, ok := named[c.LawID]
		there := slices.ContainsFunc(stands.Answer.Citations, func(x answers.Citation) bool { return x.LawID == c.LawID })
		wrong.Check(c.LawID == "" || ok || there, "citations", "Citation %d: choose a law of the list.", i+1)
		if ok && c.Text == "" {
			a.Citations[i].Text = law.Citation()
		}
	}
	return nil
}

func helpTypes(words *vocabulary.Words) func(code string) bool {
	return func(code string) bool { return words.Has(vocabulary.HelpTypes, code) }
}

// save joins the entry with what stands.
func (r Round) save(tx *db.Tx, actor access.Actor, provisionID string, e Entry) (Saved, error) {
	now, err := findCell(tx, r.ID, provisionID)
	if err != nil {
		return Saved{}, err
	}
	if e.Base < 0 || e.Base > now.Revision {
		return Saved{}, fault.Clash("There is no revision %d of this answer. Load the page again.", e.Base)
	}
	base := now
	if e.Base != now.Revision {
		if base, err = findRevision(tx, r.ID, provisionID, e.Base); err != nil {
			return Saved{}, err
		}
	}
	out := Saved{Outcome: Kept, Revision: now.Revision, By: now.By}
	merged, clashes := answers.Merge(base.Answer, now.Answer, e.Answer)
	if len(clashes) > 0 {
		out.Outcome, out.Clashes = SetAside, clashes
		if out.Proposal, err = insertComment(tx, actor, r.ID, provisionID, Comment{Proposal: e.Answer.JSON(), Base: e.Base, State: Waits, Words: e.Note}); err != nil {
			return Saved{}, err
		}
	} else if e.Base != now.Revision && !merged.Equal(e.Answer) {
		out.Outcome = Joined
	}
	how := e.How
	if out.Outcome != Kept {
		how = Merged
	}
	if merged.Equal(now.Answer) {
		if out.Outcome != SetAside {
			out.Outcome = Same
			return out, nil
		}
	} else {
		out.Revision++
		if err := putCell(tx, actor, r.ID, provisionID, out.Revision, merged, how, e.Note); err != nil {
			return Saved{}, err
		}
	}
	return out, audit.Record(tx, actor, ActionWrite, Kind, r.AssessmentID, map[string]any{"round": r.Number, "provision": provisionID, "revision": out.Revision, "outcome": out.Outcome})
}

// ProposeLabel says with which label the answer could be cleared; "" for that of the whole.
func (s *Service) ProposeLabel(ctx context.Context, actor access.Actor, roundID, provisionID string, to label.TLP) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		r, a, err := roundWith(tx, roundID)
		if err != nil {
			return false, err
		}
		if err := a.requireWork(actor); err != nil {
			return false, err
		}
		if err := r.writable(tx, provisionID); err != nil {
			return false, err
		}
		if to != "" && !to.Valid() {
			return false, fault.Wrong("label", "Choose a label of the list.")
		}
		n, err := labelCell(tx, roundID, provisionID, to)
		if err != nil {
			return false, err
		}
		if n == 0 {
			return false, fault.Wrong("label", "Write the answer first.")
		}
		return true, audit.Record(tx, actor, ActionWrite, Kind, a.ID, map[string]any{"round": r.Number, "provision": provisionID, "label": to})
	})
	return err
}
