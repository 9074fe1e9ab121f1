package delegations

import (
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
	"counterpart/internal/letters"
)

// batch is how many invitations one transaction sends, so that a large mailing does not hold the database.
const batch = 40

// Invite sends the invitation to the parties, or to every party that gets one when none is named. It returns
// how many were sent; whoever was invited before is left out, so sending twice sends nothing twice.
func (s *Service) Invite(ctx context.Context, actor access.Actor, activityID string, partyIDs []string) (int, error) {
	list, err := s.whoGets(ctx, actor, activityID)
	if err != nil {
		return 0, err
	}
	var chosen []string
	for _, r := range list {
		if r.Gets() && (len(partyIDs) == 0 || slices.Contains(partyIDs, r.PartyID)) {
			chosen = append(chosen, r.PartyID)
		}
	}
	sent := 0
	for part := range slices.Chunk(chosen, batch) {
		n, err := s.inviteBatch(ctx, actor, activityID, part)
		if err != nil {
			return sent, err
		}
		sent += n
	}
	return sent, nil
}

func (s *Service) inviteBatch(ctx context.Context, actor access.Actor, activityID string, partyIDs []string) (int, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (int, error) {
		a, err := mayInvite(tx, actor, activityID)
		if err != nil {
			return 0, err
		}
		if a.State == activities.Cancelled || a.State == activities.Held {
			return 0, fault.Clash("%s is %s: there is nobody to invite.", a.Title, a.State)
		}
		list, err := recipients(tx, a, "")
		if err != nil {
			return 0, err
		}
		sent := 0
		for _, r := range list {
			if !r.Gets() || !slices.Contains(partyIDs, r.PartyID) {
				continue
			}
			if err := s.invite(tx, actor, a, r); err != nil {
				return 0, err
			}
			sent++
		}
		return sent, nil
	})
}

// invite writes one invitation, its link and its mail.
func (s *Service) invite(tx *db.Tx, actor access.Actor, a activities.Activity, r Recipient) error {
	linkID, err := accounts.NewLinkIn(tx, actor, accounts.LinkDraft{
		Purpose: accounts.PurposeNominate, PartyID: r.PartyID, ActivityID: a.ID, Name: r.actorName(), ExpiresAt: linkEnds(tx, a),
	})
	if err != nil {
		return err
	}
	id := tx.NewID()
	if err := insertInvitation(tx, Invitation{ID: id, ActivityID: a.ID, PartyID: r.PartyID, State: InvitationSent, LinkID: linkID}); err != nil {
		return err
	}
	m, err := invitationMail(tx, a, r, letters.LinkMark(linkID, accounts.PurposeNominate), letters.Invitation)
	if err != nil {
		return err
	}
	m.OnceKey = "invitation:" + a.ID + ":" + r.PartyID
	if _, err := s.opts.Outbox.QueueIn(tx, actor, m); err != nil {
		return err
	}
	return audit.Record(tx, actor, ActionInvite, activities.Kind, a.ID, map[string]string{"party": r.Party, "to": r.Address})
}

// Remind writes again to the parties that have not answered, at most once a day. It returns how many.
func (s *Service) Remind(ctx context.Context, actor access.Actor, activityID string) (int, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (int, error) {
		a, err := mayInvite(tx, actor, activityID)
		if err != nil {
			return 0, err
		}
		list, err := recipients(tx, a, "")
		if err != nil {
			return 0, err
		}
		today, sent := "reminder:"+a.ID+":"+string(tx.Today())+":", 0
		done, err := queuedSince(tx, today)
		if err != nil {
			return 0, err
		}
		for _, r := range list {
			if r.Invitation == nil || r.Invitation.State != InvitationSent || r.Address == "" || r.Seats == 0 || slices.Contains(done, today+r.PartyID) {
				continue
			}
			linkID, err := s.nominateLink(tx, actor, a, r)
			if err != nil {
				return 0, err
			}
			m, err := invitationMail(tx, a, r, letters.LinkMark(linkID, accounts.PurposeNominate), letters.Reminder)
			if err != nil {
				return 0, err
			}
			m.OnceKey = today + r.PartyID
			if _, err := s.opts.Outbox.QueueIn(tx, actor, m); err != nil {
				return 0, err
			}
			sent++
		}
		return sent, audit.Record(tx, actor, ActionRemind, activities.Kind, a.ID, map[string]int{"reminders": sent})
	})
}

// DeclineInvitation records that a party sends nobody: by itself through its link, or by the secretariat for an
// answer that came by letter or telephone.
func (s *Service) DeclineInvitation(ctx context.Context, actor access.Actor, activityID, partyID, reason string) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		a, party, err := s.part(tx, actor, activityID, partyID)
		if err != nil {
			return false, err
		}
		reason = strings.TrimSpace(reason)
		var wrong fault.Invalid
		wrong.Check(reason != "", "reason", "Write the reason, in a few words.")
		wrong.Check(utf8.RuneCountInString(reason) <= maxWords, "reason", "Shorten the reason to %d characters.", maxWords)
		if err := wrong.Err(); err != nil {
			return false, err
		}
		if err := openFor(tx, actor, a, Allocation{PartyID: partyID}); err != nil {
			return false, err
		}
		n, err := countActive(tx, activityID, partyID)
		if err != nil {
			return false, err
		}
		if n > 0 {
			return false, fault.Clash("%s has named people for this activity. Withdraw them first.", party)
		}
		if err := answered(tx, actor, activityID, partyID, InvitationDeclined, reason); err != nil {
			return false, err
		}
		return true, audit.Record(tx, actor, ActionNotComing, activities.Kind, activityID, map[string]string{"party": party, "reason": reason})
	})
	return err
}

// answered keeps the party's answer. Where the secretariat invited by other means there is no invitation yet; its
// answer makes one.
func answered(tx *db.Tx, actor access.Actor, activityID, partyID, state, reason string) error {
	i, err := invitationOf(tx, activityID, partyID)
	if err != nil {
		return err
	}
	if i.ID == "" {
		i = Invitation{ID: tx.NewID(), ActivityID: activityID, PartyID: partyID, State: InvitationSent}
		if err := insertInvitation(tx, i); err != nil {
			return err
		}
	}
	if i.State == state {
		return nil
	}
	if err := answerInvitation(tx, i.ID, state, reason); err != nil {
		return err
	}
	return letters.AnsweredIn(tx, activityID, partyID)
}

// part loads a party's part in an activity for whoever may nominate there, and returns the party's name.
func (s *Service) part(tx *db.Tx, actor access.Actor, activityID, partyID string) (activities.Activity, string, error) {
	a, err := activities.FindIn(tx, activityID)
	if err != nil {
		return a, "", err
	}
	list, err := agencies(tx, partyID)
	if err != nil {
		return a, "", err
	}
	if len(list) == 0 || list[0].ID != partyID {
		return a, "", fault.Missing("party")
	}
	return a, list[0].Name, actor.Require(RightNominate, about(activityID, partyID, list[0].ParentID))
}
