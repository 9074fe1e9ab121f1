package delegations

import (
	"context"
	"slices"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/letters"
	"counterpart/internal/vocabulary"
)

// The states of an invitation.
const (
	InvitationSent      = "sent"
	InvitationNominated = "nominated"
	InvitationDeclined  = "declined"
)

// The fates of an invitation, as pages show them.
const (
	FateQueued   = "queued"
	FateSent     = "sent"
	FateFailed   = "failed"
	FateAnswered = "answered"
)

// Invitation is one party's invitation to one activity, with its answer and the note verbale of its delegation.
type Invitation struct {
	ID            string  `db:"id" json:"id"`
	ActivityID    string  `db:"activity_id" json:"activity_id"`
	Activity      string  `db:"activity" json:"activity"`
	StartsOn      db.Date `db:"starts_on" json:"starts_on"`
	PartyID       string  `db:"party_id" json:"party_id"`
	Party         string  `db:"party" json:"party"`
	ParentID      string  `db:"parent_id" json:"-"`
	State         string  `db:"state" json:"state" enum:"sent,nominated,declined"`
	LinkID        string  `db:"link_id" json:"-"`
	SentAt        db.Time `db:"sent_at" json:"sent_at"`
	AnsweredAt    db.Time `db:"answered_at" json:"answered_at,omitzero"`
	DeclineReason string  `db:"decline_reason" json:"decline_reason,omitempty"`
	NoteNumber    string  `db:"note_number" json:"note_number,omitempty"`
	NoteFileID    string  `db:"note_file_id" json:"-"`
	NoteFile      string  `db:"note_file" json:"note_file,omitempty" doc:"Name of the file with the note verbale"`
	Mail          string  `db:"mail" json:"mail,omitempty" doc:"Fate of the mail: queued, sending, sent or failed"`
	MailError     string  `db:"mail_error" json:"mail_error,omitempty"`
	Reminders     int     `db:"reminders" json:"reminders"`
	Version       int     `db:"version" json:"version"`
}

// Object is the invitation as the access rule sees it.
func (i Invitation) Object() access.Object { return about(i.ActivityID, i.PartyID, i.ParentID) }

// Fate is what became of the invitation so far: queued, sent, failed or answered.
func (i Invitation) Fate() string {
	switch {
	case i.State != InvitationSent:
		return FateAnswered
	case i.Mail == string(letters.Failed):
		return FateFailed
	case i.Mail == string(letters.Queued), i.Mail == string(letters.Sending):
		return FateQueued
	default:
		return FateSent
	}
}

// Recipient is who gets a party's letters about an activity, or why nobody does.
type Recipient struct {
	PartyID    string      `json:"party_id"`
	Party      string      `json:"party"`
	PostTitle  string      `json:"post,omitempty"`
	PersonID   string      `json:"person_id,omitempty"`
	Name       string      `json:"name,omitempty"`
	Address    string      `json:"address,omitempty"`
	Seats      int         `json:"seats"`
	Why        string      `json:"left_out_because,omitempty"`
	Invitation *Invitation `json:"invitation,omitempty"`
	to         letters.Recipient
}

// Gets tells whether sending would send this one a letter.
func (r Recipient) Gets() bool { return r.Why == "" }

// actorName is who acts by the link, as histories will show it.
func (r Recipient) actorName() string {
	if r.PersonID == "" {
		return firstOf(r.PostTitle, "Focal point") + " of " + r.Party
	}
	return r.to.PersonName + " (" + r.Party + ")"
}

// Recipients lists who gets an invitation to the activity, and who is left out and why.
func (s *Service) Recipients(ctx context.Context, actor access.Actor, activityID string) ([]Recipient, error) {
	return audit.ShownList[[]Recipient](ctx, s.db, actor, activities.Kind, ActionViewAsked, map[string]string{"activity": activityID})(s.whoGets(ctx, actor, activityID))
}

func (s *Service) whoGets(ctx context.Context, actor access.Actor, activityID string) ([]Recipient, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) ([]Recipient, error) {
		a, err := mayInvite(tx, actor, activityID)
		if err != nil {
			return nil, err
		}
		return recipients(tx, a, "")
	})
}

// recipients decides for each party, or for one, who gets its letters. A party is left out for the first reason that holds.
func recipients(tx *db.Tx, a activities.Activity, partyID string) ([]Recipient, error) {
	rows, err := invitable(tx, a.ID, a.StartsOn, partyID)
	if err != nil {
		return nil, err
	}
	reach, err := reachable(tx, rows)
	if err != nil {
		return nil, err
	}
	invitations, err := invitationsOf(tx, a.ID)
	if err != nil {
		return nil, err
	}
	out := make([]Recipient, 0, len(rows))
	for _, row := range rows {
		to := reach[row.PartyID]
		if up, found := reach[row.ParentID]; found && to.LeftOut() != "" && up.LeftOut() == "" {
			to = up // an agency without a focal point of its own is written to through the party it is inside
		}
		to.PartyID, to.Party, to.FormalName, to.Code = row.PartyID, row.Party, row.FormalName, row.Code
		r := Recipient{
			PartyID: row.PartyID, Party: row.Party, PostTitle: to.PostTitle, PersonID: to.PersonID, Name: to.Name(), Address: to.Address(),
			Seats: row.Seats, Invitation: invitations[row.PartyID], to: to,
		}
		switch {
		case r.Invitation != nil:
			r.Why = "It was invited already."
		case r.Seats == 0:
			r.Why = "It has no seats."
		default:
			r.Why = to.LeftOut()
		}
		if to.LeftOut() != "" {
			r.Address = ""
		}
		out = append(out, r)
	}
	return out, nil
}

// reachable finds the focal points of the parties and of those that they are inside.
func reachable(tx *db.Tx, rows []invitableRow) (map[string]letters.Recipient, error) {
	var ids []string
	for _, row := range rows {
		ids = append(ids, row.PartyID)
		if row.ParentID != "" && !slices.Contains(ids, row.ParentID) {
			ids = append(ids, row.ParentID)
		}
	}
	list, err := letters.RecipientsIn(tx, ids)
	out := make(map[string]letters.Recipient, len(list))
	for _, r := range list {
		out[r.PartyID] = r
	}
	return out, err
}

// recipientOf is who gets a party's letters, whether it was invited or not. Address is empty when nobody can be written to.
func recipientOf(tx *db.Tx, a activities.Activity, partyID string) (Recipient, error) {
	list, err := recipients(tx, a, partyID)
	if err != nil {
		return Recipient{}, err
	}
	if len(list) == 0 {
		return Recipient{}, fault.Missing("party")
	}
	return list[0], nil
}

// Letter is an invitation as one recipient would read it.
type Letter struct {
	Recipient Recipient
	Subject   string
	Body      string // Markdown, with words where the personal link will stand
	LetterID  string // "" when the pack's template is used
}

// mayInvite finds an activity to which the actor may invite.
func mayInvite(tx *db.Tx, actor access.Actor, activityID string) (activities.Activity, error) {
	a, err := activities.FindIn(tx, activityID)
	if err == nil {
		err = actor.Require(RightInvite, a.Object())
	}
	return a, err
}

// Preview shows the invitation as the party would get it. Without a party it takes the first that gets one.
func (s *Service) Preview(ctx context.Context, actor access.Actor, activityID, partyID string) (Letter, error) {
	return audit.ShownList[Letter](ctx, s.db, actor, activities.Kind, ActionViewAsked, map[string]string{"activity": activityID, "party": partyID})(db.View(ctx, s.db, func(tx *db.Tx) (Letter, error) {
		a, err := mayInvite(tx, actor, activityID)
		if err != nil {
			return Letter{}, err
		}
		list, err := recipients(tx, a, partyID)
		if err != nil {
			return Letter{}, err
		}
		for _, r := range list {
			if r.Address == "" || r.Seats == 0 || partyID == "" && !r.Gets() {
				continue
			}
			m, err := invitationMail(tx, a, r, "**(the personal link of "+r.Party+")**", letters.Invitation)
			return Letter{Recipient: r, Subject: m.Subject, Body: m.Body, LetterID: m.LetterID}, err
		}
		return Letter{}, nil
	}))
}

// invitationMail writes the invitation, or a reminder of it, to one recipient.
func invitationMail(tx *db.Tx, a activities.Activity, r Recipient, link, kind string) (letters.Mail, error) {
	words, err := vocabulary.In(tx)
	if err != nil {
		return letters.Mail{}, err
	}
	list, err := allocationsOf(tx, a.ID, r.PartyID)
	if err != nil {
		return letters.Mail{}, err
	}
	text, err := letters.TextIn(tx, a.ID, kind)
	if err != nil {
		return letters.Mail{}, err
	}
	if text.Subject == "" {
		return letters.Mail{}, fault.Clash("This activity has no letter of the kind “%s” yet. Write it first.", strings.ReplaceAll(kind, "_", " "))
	}
	v, err := letters.ValuesIn(tx, a, kind, r.to)
	if err != nil {
		return letters.Mail{}, err
	}
	withSeats(words, list, v)
	v["link"] = link
	m := letters.Mail{LetterID: text.ID, Kind: kind, ActivityID: a.ID, PartyID: r.PartyID, PersonID: r.PersonID, ToName: r.Name, ToAddress: r.Address}
	if m.Subject, err = letters.Fill(text.Subject, v); err != nil {
		return m, err
	}
	m.Body, err = letters.FillBody(text.Body, v)
	return m, err
}
