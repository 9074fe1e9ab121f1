package commitments

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/label"
	"counterpart/internal/threads"
)

// StepDraft is a step that somebody takes with a commitment: a report of how it stands, or another one.
type StepDraft struct {
	Verb       Verb    `json:"verb" enum:"accept,in_progress,done,partly_done,not_done,withdraw,reopen"`
	Version    int     `json:"version,omitempty" doc:"The version that was read; whichever there is when 0"`
	On         db.Date `json:"on,omitempty" doc:"The day of which it speaks; today when empty"`
	Words      string  `json:"words,omitempty" maxLength:"2000" doc:"Needed for reports, to withdraw and to open again; from the secretariat also to accept: how the party said so"`
	Evidence   string  `json:"evidence,omitempty" maxLength:"1000" doc:"Words or an address; needed for done"`
	ActivityID string  `json:"activity_id,omitempty" doc:"The meeting in which it was reported"`
	LedToID    string  `json:"led_to_id,omitempty" doc:"An activity that came of it"`
}

// Take takes a step with a commitment.
func (s *Service) Take(ctx context.Context, actor access.Actor, id string, d StepDraft) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) { return true, s.TakeIn(tx, actor, id, d) })
	return err
}

// TakeIn is Take within a transaction.
func (s *Service) TakeIn(tx *db.Tx, actor access.Actor, id string, d StepDraft) error {
	c, err := findCommitment(tx, id)
	if err != nil {
		return err
	}
	office := actor.Can(RightRecord, c.Object())
	right, object := RightReport, c.object(c.PartyID)
	if d.Verb == Reopen {
		right, object = RightRecord, c.Object()
	}
	if err := actor.Require(right, object); err != nil {
		return err
	}
	if err := s.stillHeld(tx, actor, c); err != nil {
		return err
	}
	if d.Version != 0 && d.Version != c.Version {
		return fault.Clash("The commitment was changed by someone else in the meantime. It now stands at: %s.", c.State.Words())
	}
	to, ok := c.State.After(d.Verb)
	if !ok {
		if !slices.Contains(Verbs, d.Verb) {
			return fault.Wrong("verb", "Choose how the commitment stands.")
		}
		return fault.Clash("The commitment stands at “%s”: this cannot be done from there.", c.State.Words())
	}
	if err := d.check(tx, c, office); err != nil {
		return err
	}
	links, err := d.linksIn(tx, actor, c)
	if err != nil {
		return err
	}
	if err := c.move(tx, actor, d, to); err != nil {
		return err
	}
	for _, l := range links {
		if err := threads.LinkIn(tx, actor, l); err != nil {
			return err
		}
	}
	return audit.Record(tx, actor, ActionStep, Kind, id, map[string]string{"verb": string(d.Verb), "state": string(to), "reference": c.Reference()})
}

// needs says what to write when there are no words, "" where none are needed.
func (d StepDraft) needs(office bool) string {
	switch d.Verb {
	case Accept:
		if office {
			return "Write how the party said that it is recorded as it was meant."
		}
		return ""
	case Withdraw:
		return "Write why the commitment is withdrawn."
	case Reopen:
		return "Write why the commitment is opened again."
	default:
		return "Write in a few words what was done, and what is still to come."
	}
}

func (d *StepDraft) check(tx *db.Tx, c Commitment, office bool) error {
	d.Words, d.Evidence = strings.TrimSpace(strings.ReplaceAll(d.Words, "\r\n", "\n")), strings.TrimSpace(d.Evidence)
	d.On = cmp.Or(d.On, tx.Today())
	var wrong fault.Invalid
	needs := d.needs(office)
	wrong.Check(needs == "" || d.Words != "", "words", "%s", needs)
	wrong.Check(d.Verb != SayDone || d.Evidence != "", "evidence", "Say what shows that it is done: in words, or by an address.")
	wrong.Check(utf8.RuneCountInString(d.Words) <= 2000, "words", "Shorten this to 2,000 characters.")
	wrong.Check(utf8.RuneCountInString(d.Evidence) <= 1000, "evidence", "Shorten this to 1,000 characters.")
	wrong.Check(d.On <= tx.Today(), "on", "A report speaks of today or of an earlier day.")
	wrong.Check(d.On >= c.MadeOn, "on", "This lies before the day on which the commitment was made.")
	return wrong.Err()
}

// linksIn checks the activities that the step names and returns what is linked.
func (d *StepDraft) linksIn(tx *db.Tx, actor access.Actor, c Commitment) ([]threads.LinkDraft, error) {
	var wrong fault.Invalid
	var out []threads.LinkDraft
	for field, id := range map[string]string{"activity_id": d.ActivityID, "led_to_id": d.LedToID} {
		if id == "" {
			continue
		}
		a, err := activities.FindIn(tx, id)
		if err != nil && !fault.IsNotFound(err) {
			return nil, err
		}
		if err != nil || !actor.Can(activities.RightSee, a.Object()) {
			wrong.Add(field, "There is no such activity, or it is not open to you.")
			continue
		}
		l := threads.LinkDraft{From: threads.Ref{Kind: Kind, ID: c.ID}, To: threads.Ref{Kind: activities.Kind, ID: id}, Label: label.Strictest(c.Label, a.Label)}
		if field == "led_to_id" {
			l.Type, l.On, l.Evidence = threads.LedTo, max(a.StartsOn, c.MadeOn), d.Evidence
		} else {
			l.Type, l.On = threads.ReportedIn, a.StartsOn
		}
		if l.Type == threads.LedTo || id != c.ActivityID { // that it was made there is linked already
			out = append(out, l)
		}
	}
	slices.SortFunc(out, func(x, y threads.LinkDraft) int { return cmp.Compare(x.Type, y.Type) })
	return out, wrong.Err()
}

// move leads the commitment to its next state, and keeps the step in its history.
func (c *Commitment) move(tx *db.Tx, actor access.Actor, d StepDraft, to State) error {
	id, err := insertStep(tx, actor, c.ID, Step{Verb: d.Verb, From: c.State, To: to, On: d.On, Words: d.Words, Evidence: d.Evidence, ActivityID: d.ActivityID})
	if err != nil {
		return err
	}
	if slices.Contains(Reports, d.Verb) {
		c.LastStep = id
	}
	c.State, c.SettledOn = to, d.On
	if to.Open() {
		c.SettledOn = ""
	} else if c.LinkID != "" && to == Withdrawn {
		if err := accounts.RevokeLinkIn(tx, actor, c.LinkID); err != nil {
			return err
		}
	}
	n, err := saveProgress(tx, *c)
	if err == nil && n == 0 {
		err = fault.Clash("The commitment was changed by someone else in the meantime.")
	}
	return err
}
