package commitments

import (
	"context"
	"fmt"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/label"
	"counterpart/internal/letters"
	"counterpart/internal/vocabulary"
)

// linkLife is how long the link to a commitment works; each mail carries a new one.
const linkLife = 180 * 24 * time.Hour

// Ask writes to the holder of the post: whether the commitment is recorded as it was meant, or how it stands.
func (s *Service) Ask(ctx context.Context, actor access.Actor, id string) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) { return true, s.AskIn(tx, actor, id) })
	return err
}

// AskIn is Ask within a transaction.
func (s *Service) AskIn(tx *db.Tx, actor access.Actor, id string) error {
	c, err := findCommitment(tx, id)
	if err != nil {
		return err
	}
	if err := actor.Require(RightRecord, c.Object()); err != nil {
		return err
	}
	if !c.State.Open() {
		return fault.Clash("The commitment is settled (%s): there is nothing to ask.", c.State.Words())
	}
	code := letters.CommitmentDue
	if c.State == Made {
		code = letters.CommitmentRecorded
	}
	return s.write(tx, actor, &c, code)
}

// write mails the holder of the post a new link to the commitment, which ends the link before.
func (s *Service) write(tx *db.Tx, actor access.Actor, c *Commitment, code string) error {
	holder, err := holderOf(tx, *c)
	if err != nil {
		return err
	}
	if words := holder.LeftOut(); words != "" {
		return fault.Clash("%s cannot be written to. %s", c.Party, words)
	}
	if c.LinkID != "" {
		if err := accounts.RevokeLinkIn(tx, actor, c.LinkID); err != nil {
			return err
		}
	}
	c.HolderID = holder.PersonID
	c.LinkID, err = accounts.NewLinkIn(tx, actor, accounts.LinkDraft{
		Purpose: accounts.PurposeCommit, PartyID: c.PartyID, ActivityID: c.ID, PersonID: holder.PersonID, Name: holder.PostTitle + ", " + c.Party, ExpiresAt: db.At(tx.Now().Add(linkLife)),
	})
	if err != nil {
		return err
	}
	n, err := saveProgress(tx, *c)
	if err == nil && n == 0 {
		err = fault.Clash("The commitment was changed by someone else in the meantime.")
	}
	if err != nil {
		return err
	}
	c.Version++
	if err := s.post(tx, actor, *c, code, holder); err != nil {
		return err
	}
	return audit.Record(tx, actor, ActionAsk, Kind, c.ID, map[string]string{"reference": c.Reference(), "letter": code})
}

func (s *Service) post(tx *db.Tx, actor access.Actor, c Commitment, code string, to letters.Recipient) error {
	if s.opts.Outbox == nil {
		return nil
	}
	title := c.Title
	if c.Label == label.Red || c.Label == label.AmberStrict { // a mail travels further than a page
		title = "(read under the link)"
	}
	return s.opts.Outbox.PostOfficeIn(tx, actor, letters.OfficeMail{
		Code: code, Reference: c.Reference(), Recipient: to,
		Values: map[string]string{
			"commitment.title": title, "commitment.reference": c.Reference(), "commitment.activity": c.Activity, "link": letters.LinkMark(c.LinkID, accounts.PurposeCommit),
		},
		Mail: letters.Mail{
			Label: c.Label, OnceKey: code + ":" + c.LinkID, Subject: "Commitment {{commitment.reference}}",
			Body: "**{{commitment.title}}**, {{commitment.due}}\n\n{{link}}\n\n{{signature}}",
		},
	}, map[string]db.Date{"commitment.due": c.DueOn})
}

// holderOf is whom a letter about the commitment goes to: the holder of its post, or of the post that nominates.
func holderOf(tx *db.Tx, c Commitment) (letters.Recipient, error) {
	if c.PostID == "" {
		return letters.RecipientIn(tx, c.PartyID)
	}
	list, err := holdersOfPosts(tx, []string{c.PostID})
	if err != nil || len(list) == 0 {
		return letters.Recipient{PartyID: c.PartyID, Party: c.Party}, err
	}
	return list[c.PostID], nil
}

// stillHeld refuses the link of a former holder: with the post, its commitments went to the next one.
func (s *Service) stillHeld(tx *db.Tx, actor access.Actor, c Commitment) error {
	if actor.Via != "link" {
		return nil
	}
	holder, err := holderOf(tx, c)
	if err != nil {
		return err
	}
	if actor.Link != c.LinkID || holder.PersonID != c.HolderID {
		return fault.Refuse("The post has another holder now, who gets a link of their own. Ask the secretariat if that is you.")
	}
	return nil
}

// RemindArgs is the job that asks how commitments stand that are due or overdue, and hands them to new holders of posts.
type RemindArgs struct{}

// Kind names the job for good.
func (RemindArgs) Kind() string { return "commitments.remind" }

// RemindEvery is how often it runs.
const RemindEvery = 6 * time.Hour

const (
	remindDays  = 10  // working days of both sides before the due date
	atOnce      = 200 // commitments of one run
	mostOpen    = 5000
	longestLead = 40 // days that hold remindDays working days, whatever the holidays
)

// Remind writes to the holders of posts: some working days before a commitment is due, once more when it is overdue, and when the
// post has another holder. Each commitment has a transaction of its own.
func (s *Service) Remind(ctx context.Context) error {
	actor := access.System("commitment reminder", RightRecord, RightSee)
	type work struct{ due, handed []string }
	todo, err := db.View(ctx, s.db, func(tx *db.Tx) (w work, err error) {
		if w.handed, err = handedOn(tx); err != nil {
			return w, err
		}
		w.due, err = dueSoon(tx, tx.Today(), tx.Today().AddDays(longestLead), atOnce)
		return w, err
	})
	if err != nil {
		return err
	}
	for _, list := range []struct {
		ids []string
		do  func(*db.Tx, access.Actor, string) error
	}{{todo.handed, s.handIn}, {todo.due, s.remindIn}} {
		for _, id := range list.ids {
			if ctx.Err() != nil {
				return nil // the next run goes on
			}
			_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) { return true, list.do(tx, actor, id) })
			if err != nil && !fault.IsConflict(err) { // somebody changed it meanwhile
				return fmt.Errorf("remind of commitment %s: %w", id, err)
			}
		}
	}
	return nil
}

// remindIn writes what is due now about one commitment. Whoever cannot be written to is not tried again: the secretariat sees it
// among what is overdue.
func (s *Service) remindIn(tx *db.Tx, actor access.Actor, id string) error {
	c, err := findCommitment(tx, id)
	if err != nil {
		return err
	}
	if c.State != Accepted && c.State != InProgress {
		return nil
	}
	calendar, err := vocabulary.CalendarIn(tx, c.PartyCode)
	if err != nil {
		return err
	}
	code := ""
	switch {
	case c.DueOn < tx.Today() && c.OverdueAt.IsZero():
		code, c.OverdueAt = letters.CommitmentOverdue, tx.Now()
		if c.RemindedAt.IsZero() { // too late to remind
			c.RemindedAt = tx.Now()
		}
	case c.DueOn >= tx.Today() && c.RemindedAt.IsZero() && calendar.After(tx.Today(), remindDays) >= c.DueOn:
		code, c.RemindedAt = letters.CommitmentDue, tx.Now()
	default:
		return nil
	}
	holder, err := holderOf(tx, c)
	if err != nil {
		return err
	}
	if holder.LeftOut() != "" {
		if n, err := saveProgress(tx, c); err != nil || n == 0 {
			return err
		}
		return audit.Record(tx, actor, ActionAsk, Kind, c.ID, map[string]string{"reference": c.Reference(), "letter": code, "left_out": holder.LeftOut()})
	}
	return s.write(tx, actor, &c, code)
}

// handIn writes to the new holder of a post. The link of the former one ends, also where nobody can be written to.
func (s *Service) handIn(tx *db.Tx, actor access.Actor, id string) error {
	c, err := findCommitment(tx, id)
	if err != nil || !c.State.Open() || c.LinkID == "" {
		return err
	}
	holder, err := holderOf(tx, c)
	if err != nil || holder.PersonID == c.HolderID {
		return err
	}
	if holder.LeftOut() == "" {
		return s.write(tx, actor, &c, letters.CommitmentHanded)
	}
	if err := accounts.RevokeLinkIn(tx, actor, c.LinkID); err != nil {
		return err
	}
	c.LinkID, c.HolderID = "", ""
	if n, err := saveProgress(tx, c); err != nil || n == 0 {
		return err
	}
	return audit.Record(tx, actor, ActionAsk, Kind, c.ID, map[string]string{"reference": c.Reference(), "left_out": holder.LeftOut()})
}

// handedOn lists the open commitments with a link whose post has another holder now.
func handedOn(tx *db.Tx) ([]string, error) {
	open, err := openWithLink(tx, mostOpen)
	if err != nil || len(open) == 0 {
		return nil, err
	}
	var posts, parties []string
	for _, c := range open {
		if c.PostID != "" {
			posts = append(posts, c.PostID)
		} else {
			parties = append(parties, c.PartyID)
		}
	}
	byPost, err := holdersOfPosts(tx, posts)
	if err != nil {
		return nil, err
	}
	byParty := map[string]letters.Recipient{}
	if len(parties) > 0 {
		list, err := letters.RecipientsIn(tx, parties)
		if err != nil {
			return nil, err
		}
		for _, r := range list {
			byParty[r.PartyID] = r
		}
	}
	var out []string
	for _, c := range open {
		holder := byParty[c.PartyID]
		if c.PostID != "" {
			holder = byPost[c.PostID]
		}
		if holder.PersonID != c.HolderID && len(out) < atOnce {
			out = append(out, c.ID)
		}
	}
	return out, nil
}
