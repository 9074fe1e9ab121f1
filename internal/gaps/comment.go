package gaps

import (
	"context"
	"slices"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/gaps/answers"
	"counterpart/internal/vocabulary"
)

// The states of a comment: what was said is said, a proposal waits until it is taken or declined.
const (
	Said     = "said"
	Waits    = "open"
	Taken    = "taken"
	Declined = "declined"
)

// Comment is what somebody says of a cell, or a whole text that somebody proposes for it.
type Comment struct {
	ID          string         `db:"id" json:"id"`
	RoundID     string         `db:"round_id" json:"-"`
	ProvisionID string         `db:"provision_id" json:"provision_id"`
	Words       string         `db:"words" json:"words,omitempty"`
	Proposal    string         `db:"proposal" json:"-"`
	Answer      answers.Answer `db:"-" json:"proposal,omitzero"`
	Base        int            `db:"base" json:"base,omitempty"`
	State       string         `db:"state" json:"state" enum:"said,open,taken,declined"`
	Decided     string         `db:"decided" json:"decided,omitempty" doc:"Why"`
	DecidedBy   string         `db:"decided_name" json:"decided_by,omitempty"`
	By          string         `db:"by_name" json:"by"`
	ByActor     string         `db:"by_actor" json:"-"`
	At          db.Time        `db:"at" json:"at"`
}

// CommentDraft is what somebody says; with a proposal it is a text for the cell.
type CommentDraft struct {
	Words    string          `json:"words,omitempty" maxLength:"4000"`
	Base     int             `json:"base,omitempty" doc:"The revision that the proposal was written upon"`
	Proposal *answers.Answer `json:"proposal,omitempty"`
}

// Comment says something of a cell. Whoever sees an assessment comments on it, also while the State reads it.
func (s *Service) Comment(ctx context.Context, actor access.Actor, roundID, provisionID string, d CommentDraft) (string, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (string, error) { return s.CommentIn(tx, actor, roundID, provisionID, d) })
}

// CommentIn is Comment within a transaction.
func (s *Service) CommentIn(tx *db.Tx, actor access.Actor, roundID, provisionID string, d CommentDraft) (string, error) {
	r, a, err := roundWith(tx, roundID)
	if err != nil {
		return "", err
	}
	if err := actor.Require(RightSee, a.Object()); err != nil {
		return "", err
	}
	assessable, err := assessableIn(tx, a.ID, provisionID)
	if err != nil {
		return "", err
	}
	if !assessable {
		return "", fault.Missing("provision")
	}
	c := Comment{Words: d.Words, State: Said}
	if err := s.propose(tx, actor, r, provisionID, d, &c); err != nil {
		return "", err
	}
	id, err := insertComment(tx, actor, roundID, provisionID, c)
	if err != nil {
		return "", err
	}
	return id, audit.Record(tx, actor, ActionComment, Kind, a.ID, map[string]any{"round": r.Number, "provision": provisionID, "proposal": d.Proposal != nil})
}

// propose checks what is said, and the text that is proposed with it.
func (s *Service) propose(tx *db.Tx, actor access.Actor, r Round, provisionID string, d CommentDraft, c *Comment) error {
	tidy(&c.Words)
	var wrong fault.Invalid
	tooLong(&wrong, "words", c.Words, 4000)
	if d.Proposal == nil {
		wrong.Check(c.Words != "", "words", "Write what you say.")
		return wrong.Err()
	}
	words, err := vocabulary.In(tx)
	if err != nil {
		return err
	}
	cell, err := findCell(tx, r.ID, provisionID)
	if err != nil {
		return err
	}
	text := d.Proposal.Clean()
	if err := s.nameLaws(tx, actor, r.ID, provisionID, &text, &wrong); err != nil {
		return err
	}
	text.CheckInto(&wrong, helpTypes(words))
	wrong.Check(!text.Equal(cell.Answer), "", "The text that you propose stands there already.")
	wrong.Check(d.Base >= 0 && d.Base <= cell.Revision, "", "Load the page again: there is no revision %d.", d.Base)
	if r.State != Drafting {
		return fault.Clash("The round stands at “%s”: texts are proposed while it is written. Say it as a comment.", r.State.Words())
	}
	c.Proposal, c.Base, c.State = text.JSON(), d.Base, Waits
	return wrong.Err()
}

// Decision is what is decided about a proposal.
type Decision struct {
	Take   bool     `json:"take"`
	Fields []string `json:"fields,omitempty" doc:"Which fields are taken; all in which it differs when none is named"`
	Words  string   `json:"words,omitempty" maxLength:"500" doc:"Why; needed to decline it"`
}

// Decide takes a proposal into its cell, as a whole or some of its fields, or declines it. It stays readable either way.
func (s *Service) Decide(ctx context.Context, actor access.Actor, commentID string, d Decision) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) { return true, s.DecideIn(tx, actor, commentID, d) })
	return err
}

// DecideIn is Decide within a transaction.
func (s *Service) DecideIn(tx *db.Tx, actor access.Actor, commentID string, d Decision) error {
	c, err := findComment(tx, commentID)
	if err != nil {
		return err
	}
	r, a, err := roundWith(tx, c.RoundID)
	if err != nil {
		return err
	}
	if err := a.requireWork(actor); err != nil {
		return err
	}
	tidy(&d.Words)
	var wrong fault.Invalid
	wrong.Check(d.Take || d.Words != "", "words", "Write why the proposal is declined: whoever made it reads it.")
	tooLong(&wrong, "words", d.Words, 500)
	for _, f := range d.Fields {
		wrong.Check(slices.Contains(answers.Fields, f), "fields", "Choose the fields of the list.")
	}
	if err := wrong.Err(); err != nil {
		return err
	}
	if c.State != Waits {
		return fault.Clash("There is nothing to be decided any more.")
	}
	if err := r.writable(tx, c.ProvisionID); err != nil {
		return err
	}
	state := Declined
	if d.Take {
		state = Taken
		if err := r.takeProposal(tx, actor, c, d); err != nil {
			return err
		}
	}
	if err := decideComment(tx, actor, c.ID, state, d.Words); err != nil {
		return err
	}
	return audit.Record(tx, actor, ActionDecide, Kind, a.ID, map[string]any{"round": r.Number, "provision": c.ProvisionID, "take": d.Take})
}

// takeProposal writes the chosen fields over what stands; that stays in the history.
func (r Round) takeProposal(tx *db.Tx, actor access.Actor, c Comment, d Decision) error {
	now, err := findCell(tx, r.ID, c.ProvisionID)
	if err != nil {
		return err
	}
	fields := d.Fields
	if len(fields) == 0 {
		fields = answers.Changed(now.Answer, c.Answer)
	}
	next := now.Answer.With(c.Answer, fields)
	if next.Equal(now.Answer) {
		return nil
	}
	return putCell(tx, actor, r.ID, c.ProvisionID, now.Revision+1, next, Proposed, d.Words)
}
