package actionplans

import (
	"cmp"
	"context"
	"strings"
	"unicode/utf8"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/label"
	"counterpart/internal/outcomes"
	"counterpart/internal/threads"
)

// The levels of Kirkpatrick that a reported change belongs to.
const (
	Behaviour = 3
	Results   = 4
)

// Levels are both, in the order of a form.
var Levels = []int{Behaviour, Results}

// LevelWords say what a level means.
func LevelWords(level int) string {
	return map[int]string{Behaviour: "Level 3, behaviour: the person works otherwise", Results: "Level 4, results: the institution reaches something else"}[level]
}

// OutcomeDraft is the outcome that is proposed of an action. What is empty is taken from the plan.
type OutcomeDraft struct {
	ActionID string `json:"action_id"`
	Kind     string `json:"kind" doc:"A term of the list change_kind"`
	Level    int    `json:"level" minimum:"3" maximum:"4" doc:"Of Kirkpatrick: 3 behaviour, 4 results"`
	Title    string `json:"title,omitempty" maxLength:"200" doc:"What was done, when empty"`
	Agreed   string `json:"agreed,omitempty" maxLength:"500" doc:"How the person agreed, where that was not said at the follow-up"`
}

// Propose makes an outcome of an action that was done and is shown by evidence, with the words of the person, and links it with the
// plan and the activity that led to it.
func (s *Service) Propose(ctx context.Context, actor access.Actor, id string, d OutcomeDraft) (string, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (string, error) { return s.ProposeIn(tx, actor, id, d) })
}

// ProposeIn is Propose within a transaction.
func (s *Service) ProposeIn(tx *db.Tx, actor access.Actor, id string, d OutcomeDraft) (string, error) {
	p, err := findPlan(tx, id)
	if err != nil {
		return "", err
	}
	if err := actor.Require(RightManage, p.Object()); err != nil {
		return "", err
	}
	a, err := actionIn(tx, id, d.ActionID)
	if err != nil {
		return "", err
	}
	d.Title, d.Agreed = strings.TrimSpace(cmp.Or(d.Title, firstLine(a.What))), strings.TrimSpace(d.Agreed)
	var wrong fault.Invalid
	wrong.Check(d.Level == Behaviour || d.Level == Results, "level", "Choose whether it is a change of behaviour or a result.")
	wrong.Check(p.MayPropose || d.Agreed != "", "agreed", "The person has not said that this may be proposed. Ask, and write how the person agreed.")
	wrong.Check(utf8.RuneCountInString(d.Agreed) <= 500, "agreed", "Shorten this to 500 characters.")
	switch {
	case p.State != Followed:
		return "", fault.Clash("It is not yet said what became of this plan.")
	case a.OutcomeID != "":
		return "", fault.Clash("An outcome was proposed of this action already.")
	case !a.Ready():
		return "", fault.Clash("An outcome needs an action that was done, at least in part, with what changed and what shows it.")
	}
	if err := wrong.Err(); err != nil {
		return "", err
	}
	if a.OutcomeID, err = s.opts.Outcomes.ProposeIn(tx, actor, p.outcome(a, d)); err != nil {
		return "", err
	}
	if err := s.show(tx, actor, p, a); err != nil {
		return "", err
	}
	a.Level = d.Level
	if err := updateAction(tx, a); err != nil {
		return "", err
	}
	return a.OutcomeID, audit.Record(tx, actor, ActionOutcome, Kind, id, map[string]any{"action": a.ID, "outcome": a.OutcomeID, "level": d.Level, "agreed": d.Agreed})
}

// outcome is the draft with the words of the person, without the name.
func (p Plan) outcome(a Action, d OutcomeDraft) outcomes.Draft {
	return outcomes.Draft{
		PartyID: p.PartyID, Title: d.Title, Change: a.Changed, Kind: d.Kind, From: p.FollowedOn, Topic: p.Topic, Label: label.Strictest(label.Amber, p.Label),
		Contribution: "An action plan that was written at: " + p.Activity + ".", Led: threads.Ref{Kind: Kind, ID: p.ID},
	}
}

// show gives the outcome what shows the change, and links the activity with the plan.
func (s *Service) show(tx *db.Tx, actor access.Actor, p Plan, a Action) error {
	words := cmp.Or(a.Evidence, "What the person reported of the action plan")
	if utf8.RuneCountInString(words) > 1000 {
		words = string([]rune(words)[:1000])
	}
	if _, err := s.opts.Outcomes.AddSourceIn(tx, actor, a.OutcomeID, outcomes.SourceDraft{Title: words, Address: a.Address}, a.FileID); err != nil {
		return err
	}
	return threads.LinkIn(tx, actor, threads.LinkDraft{
		From: threads.Ref{Kind: activities.Kind, ID: p.ActivityID}, To: threads.Ref{Kind: Kind, ID: p.ID}, Type: threads.LedTo, On: p.SignedOn, Label: p.Label, Note: "Written at the activity.",
	})
}

func firstLine(s string) string {
	s, _, _ = strings.Cut(s, "\n")
	if r := []rune(s); len(r) > 200 {
		s = string(r[:199]) + "…"
	}
	return s
}
