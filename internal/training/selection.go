package training

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/delegations"
	"counterpart/internal/fault"
	"counterpart/internal/training/balance"
)

// The states of a selection.
const (
	SelectionOpen    = "open"    // proposed; decisions can be changed
	SelectionDecided = "decided" // carried out
	SelectionDropped = "dropped" // another proposal took its place
)

// Selection is a proposal with what became of it.
type Selection struct {
	ID         string  `db:"id" json:"id"`
	DeliveryID string  `db:"delivery_id" json:"-"`
	Number     int     `db:"number" json:"number"`
	State      string  `db:"state" json:"state" enum:"open,decided,dropped"`
	RulesJSON  string  `db:"rules" json:"-"`
	BeforeJSON string  `db:"baseline" json:"-"`
	Saved      int     `db:"saved" json:"saved"`
	ProposedAt db.Time `db:"proposed_at" json:"proposed_at"`
	ProposedBy string  `db:"proposed_by" json:"proposed_by"`
	DecidedAt  db.Time `db:"decided_at" json:"decided_at,omitzero"`
	DecidedBy  string  `db:"decided_by" json:"decided_by,omitempty"`

	Rules  Rules     `json:"rules"`
	Before []Nominee `json:"confirmed_before" nullable:"false" doc:"Without names"`
}

// Line is one nomination in a selection.
type Line struct {
	ID       string   `db:"id" json:"id"`
	Turn     int      `db:"position" json:"turn" doc:"In the order of nomination"`
	Proposed Decision `db:"proposed" json:"proposed" enum:"confirmed,reserve,declined"`
	Why      string   `db:"why" json:"why"`
	Decision Decision `db:"decision" json:"decision" enum:"confirmed,reserve,declined"`
	Place    int      `db:"place" json:"place,omitempty" doc:"On the reserve list, as proposed"`
	Reason   string   `db:"reason" json:"reason,omitempty" doc:"Why it is otherwise than proposed"`
	By       string   `db:"by_name" json:"changed_by,omitempty"`
	Member
	Nominee
}

// Changed tells whether the decision is otherwise than proposed.
func (l Line) Changed() bool { return l.Decision != l.Proposed }

// SelectionPage is a selection with everything that the reader may see of it.
type SelectionPage struct {
	Delivery  Delivery            `json:"-"`
	Convened  activities.Activity `json:"-"`
	Selection Selection           `json:"selection"`
	Lines     []Line              `json:"lines" nullable:"false"`
	Breaks    []Break             `json:"broken_rules" nullable:"false"`
	Numbers   []int               `json:"numbers" nullable:"false" doc:"Of all selections of the delivery"`
	Waiting   int                 `json:"waiting" doc:"Nominations that can be selected now"`
	Stale     bool                `json:"stale" doc:"Nominations came or went since it was proposed: propose anew"`
	Asked     int                 `json:"asked" doc:"Nominations that wait for an answer of their party, and are not in it"`
	Closed    int                 `json:"closed" doc:"Nominations that a label closes to the reader, and are not in it"`
	Suggested Rules               `json:"-"`
	MaySelect bool                `json:"-"`
}

// Selection returns a selection of a delivery by its number, the latest one where it is 0; where there is none, what could be
// selected.
func (s *Service) Selection(ctx context.Context, actor access.Actor, activityID string, number int) (SelectionPage, error) {
	asked := map[string]any{"activity": activityID, "number": number}
	return audit.ShownList[SelectionPage](ctx, s.db, actor, activities.Kind, ActionViewSelection, asked)(viewing(ctx, s, actor, RightSelect, activityID, func(tx *db.Tx, d Delivery) (SelectionPage, error) {
		return selectionPage(tx, actor, d, number)
	}))
}

func selectionPage(tx *db.Tx, actor access.Actor, d Delivery, number int) (SelectionPage, error) {
	p := SelectionPage{Delivery: d, Convened: d.convened, Lines: []Line{}, Breaks: []Break{}, MaySelect: actor.Can(RightSelect, d.Object())}
	now, err := standing(tx, actor, d)
	if err != nil {
		return p, err
	}
	p.Waiting, p.Asked, p.Closed = len(now.nominated), now.asked, now.closed
	if p.Numbers, err = selectionNumbers(tx, d.ID); err != nil {
		return p, err
	}
	if p.Suggested, err = suggest(tx, d); err != nil || len(p.Numbers) == 0 {
		return p, err
	}
	if number == 0 {
		number = p.Numbers[len(p.Numbers)-1]
	}
	if p.Selection, err = selectionOf(tx, d.ID, number); err != nil {
		return p, err
	}
	lines, err := linesOf(tx, actor, p.Selection.ID, d)
	if err != nil {
		return p, err
	}
	p.Lines = lines
	if p.Breaks, err = p.Selection.breaks(tx, lines); err != nil {
		return p, err
	}
	p.Stale = p.Selection.State == SelectionOpen && !slices.Equal(nominationIDs(lines), idsOf(now.nominated))
	return p, nil
}

// SelectionIn is the latest selection within a transaction.
func (s *Service) SelectionIn(tx *db.Tx, actor access.Actor, activityID string) (SelectionPage, error) {
	d, err := s.open(tx, actor, RightSelect, activityID)
	if err != nil {
		return SelectionPage{}, err
	}
	return selectionPage(tx, actor, d, 0)
}

// breaks are the rules that the decisions do not hold, with what was accepted of them as it stands.
func (x Selection) breaks(tx *db.Tx, lines []Line) ([]Break, error) {
	list, decisions := make([]Nominee, len(lines)), make([]Decision, len(lines))
	for i, l := range lines {
		list[i], decisions[i] = l.Nominee, l.Decision
	}
	accepted, err := acceptedIn(tx, x.ID)
	out := balance.Judge(x.Rules, x.Before, list, decisions)
	for i, b := range out {
		for _, a := range accepted {
			if a.Rule == b.Rule && a.Words == b.Words {
				out[i].Reason, out[i].By = a.Reason, a.By
			}
		}
	}
	return append([]Break{}, out...), err
}

func nominationIDs(lines []Line) []string {
	out := make([]string, len(lines))
	for i, l := range lines {
		out[i] = l.NominationID
	}
	return out
}

func idsOf(list []Nominee) []string {
	out := make([]string, len(list))
	for i, n := range list {
		out[i] = n.NominationID
	}
	return out
}

// Propose computes who would be confirmed by the rules, and keeps it as a new selection. One that is open is dropped.
func (s *Service) Propose(ctx context.Context, actor access.Actor, activityID string, r Rules) (int, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (int, error) { return s.ProposeIn(tx, actor, activityID, r) })
}

// ProposeIn is Propose within a transaction.
func (s *Service) ProposeIn(tx *db.Tx, actor access.Actor, activityID string, r Rules) (int, error) {
	d, err := s.open(tx, actor, RightSelect, activityID)
	if err != nil {
		return 0, err
	}
	if err := r.Check(); err != nil {
		return 0, err
	}
	now, err := standing(tx, actor, d)
	if err != nil {
		return 0, err
	}
	if len(now.nominated) == 0 {
		return 0, fault.Clash("No nomination waits to be selected.")
	}
	x := Selection{ID: tx.NewID(), DeliveryID: d.ID, Rules: r, Before: now.confirmed}
	if x.Number, err = nextSelection(tx, d.ID); err != nil {
		return 0, err
	}
	if err := dropOpen(tx, d.ID); err != nil {
		return 0, err
	}
	if err := insertSelection(tx, actor, x); err != nil {
		return 0, err
	}
	proposed := balance.Propose(r, now.confirmed, now.nominated)
	for i, n := range now.nominated {
		if err := insertLine(tx, x.ID, n, i+1, proposed[i]); err != nil {
			return 0, err
		}
	}
	return x.Number, audit.Record(tx, actor, ActionPropose, activities.Kind, activityID, map[string]any{"number": x.Number, "rules": r, "nominations": len(proposed)})
}

// ChangeDraft is another decision for one nomination.
type ChangeDraft struct {
	Decision Decision `json:"decision" enum:"confirmed,reserve,declined"`
	Reason   string   `json:"reason" maxLength:"2000" doc:"Why it is otherwise than proposed; the party reads it where the person is declined"`
}

// Change changes the decision for one nomination of the open selection, with a reason.
func (s *Service) Change(ctx context.Context, actor access.Actor, activityID, lineID string, x ChangeDraft) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) { return true, s.ChangeIn(tx, actor, activityID, lineID, x) })
	return err
}

// ChangeIn is Change within a transaction.
func (s *Service) ChangeIn(tx *db.Tx, actor access.Actor, activityID, lineID string, x ChangeDraft) error {
	p, err := s.openSelection(tx, actor, activityID)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(p.Lines, func(l Line) bool { return l.ID == lineID })
	if i < 0 {
		return fault.Missing("nomination")
	}
	if x.Reason, err = reasoned(x.Reason, "Write why it is otherwise than proposed."); err != nil {
		return err
	}
	if !slices.Contains(Decisions, x.Decision) {
		return fault.Wrong("decision", "Choose what becomes of the nomination.")
	}
	if err := updateLine(tx, actor, lineID, x); err != nil {
		return err
	}
	if err := touchSelection(tx, p.Selection); err != nil {
		return err
	}
	return audit.Record(tx, actor, ActionChange, delegations.Kind, p.Lines[i].NominationID, map[string]any{
		"activity": activityID, "selection": p.Selection.Number, "from": p.Lines[i].Decision, "to": x.Decision, "reason": x.Reason,
	})
}

func reasoned(words, ask string) (string, error) {
	words = strings.TrimSpace(strings.ReplaceAll(words, "\r\n", "\n"))
	var wrong fault.Invalid
	wrong.Check(words != "", "reason", "%s", ask)
	wrong.Check(utf8.RuneCountInString(words) <= 2000, "reason", "Shorten this to 2,000 characters.")
	return words, wrong.Err()
}

// openSelection loads the open selection of a delivery.
func (s *Service) openSelection(tx *db.Tx, actor access.Actor, activityID string) (SelectionPage, error) {
	d, err := s.open(tx, actor, RightSelect, activityID)
	if err != nil {
		return SelectionPage{}, err
	}
	p, err := selectionPage(tx, actor, d, 0)
	if err == nil && p.Selection.State != SelectionOpen {
		err = fault.Clash("No selection is open. Propose one first.")
	}
	return p, err
}

// AcceptDraft says why a broken rule is accepted.
type AcceptDraft struct {
	Rule   string `json:"rule" maxLength:"60"`
	Reason string `json:"reason" maxLength:"2000"`
}

// Accept accepts with a reason that a rule is broken as it is broken now. When decisions change how it is broken, it is to be
// accepted anew.
func (s *Service) Accept(ctx context.Context, actor access.Actor, activityID string, x AcceptDraft) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) { return true, s.AcceptIn(tx, actor, activityID, x) })
	return err
}

// AcceptIn is Accept within a transaction.
func (s *Service) AcceptIn(tx *db.Tx, actor access.Actor, activityID string, x AcceptDraft) error {
	p, err := s.openSelection(tx, actor, activityID)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(p.Breaks, func(b Break) bool { return b.Rule == x.Rule })
	if i < 0 {
		return fault.Clash("This rule is not broken any more.")
	}
	if x.Reason, err = reasoned(x.Reason, "Write why the rule may be broken."); err != nil {
		return err
	}
	if err := acceptBreak(tx, actor, p.Selection.ID, p.Breaks[i], x.Reason); err != nil {
		return err
	}
	if err := touchSelection(tx, p.Selection); err != nil {
		return err
	}
	return audit.Record(tx, actor, ActionAccept, activities.Kind, activityID, map[string]any{"selection": p.Selection.Number, "rule": x.Rule, "broken": p.Breaks[i].Words, "reason": x.Reason})
}

// Decide carries the open selection out: everybody in it is confirmed, put on the reserve list or declined, or nobody is. saved is
// how often it had been changed when it was read; 0 for whichever there is.
func (s *Service) Decide(ctx context.Context, actor access.Actor, activityID string, saved int) (int, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (int, error) { return s.DecideIn(tx, actor, activityID, saved) })
}

// DecideIn is Decide within a transaction.
func (s *Service) DecideIn(tx *db.Tx, actor access.Actor, activityID string, saved int) (int, error) {
	p, err := s.openSelection(tx, actor, activityID)
	if err != nil {
		return 0, err
	}
	switch {
	case saved != 0 && saved != p.Selection.Saved:
		return 0, fault.Clash("The selection was changed by someone else in the meantime. Read it again.")
	case p.Stale:
		return 0, fault.Clash("Nominations came or went since this was proposed. Propose anew, so that nobody is left out.")
	}
	for _, b := range p.Breaks {
		if !b.Accepted() {
			return 0, fault.Clash("A rule is broken and not accepted: %s", b.Words)
		}
	}
	ordered := slices.Clone(p.Lines)
	slices.SortStableFunc(ordered, func(a, b Line) int { return a.listPlace() - b.listPlace() }) // the reserve list keeps its order
	for _, l := range ordered {
		words := ""
		if l.Decision == Decline {
			words = l.Why + "."
			if l.Changed() {
				words = l.Reason
			}
		}
		if err := s.opts.Delegations.ScreenIn(tx, actor, activityID, l.NominationID, delegations.State(l.Decision), words); err != nil {
			return 0, err
		}
	}
	if err := decideSelection(tx, actor, p.Selection); err != nil {
		return 0, err
	}
	return len(ordered), audit.Record(tx, actor, ActionDecide, activities.Kind, activityID, map[string]any{"selection": p.Selection.Number, "nominations": len(ordered), "accepted": p.Breaks})
}

// listPlace orders those on the reserve list: by the place proposed, and then those who were put there by hand.
func (l Line) listPlace() int {
	if l.Decision == Reserve && l.Place == 0 {
		return 1_000_000
	}
	return l.Place
}
