package delegations

import (
	"context"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/activities"
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
	PartyID     string      `json:"party_id"`
	Party       string      `json:"party"`
	FormalName  string      `json:"-"`
	PostTitle   string      `json:"post,omitempty"`
	PersonID    string      `json:"person_id,omitempty"`
	Name        string      `json:"name,omitempty"`
	AddressForm string      `json:"-"`
	Address     string      `json:"address,omitempty"`
	Seats       int         `json:"seats"`
	Why         string      `json:"left_out_because,omitempty"`
	Invitation  *Invitation `json:"invitation,omitempty"`
}

// Gets tells whether sending would send this one a letter.
func (r Recipient) Gets() bool { return r.Why == "" }

// actorName is who acts by the link, as histories will show it.
func (r Recipient) actorName() string {
	if r.Name == "" || r.Name == r.PostTitle {
		return r.PostTitle + " of " + r.Party
	}
	return r.Name + " (" + r.Party + ")"
}

// Recipients lists who gets an invitation to the activity, and who is left out and why.
func (s *Service) Recipients(ctx context.Context, actor access.Actor, activityID string) ([]Recipient, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) ([]Recipient, error) {
		a, err := activities.FindIn(tx, activityID)
		if err != nil {
			return nil, err
		}
		if err := actor.Require(RightInvite, a.Object()); err != nil {
			return nil, err
		}
		return recipients(tx, a, "")
	})
}

// recipients decides for each party, or for one, who gets its letters. A party is left out for the first reason that holds.
func recipients(tx *db.Tx, a activities.Activity, partyID string) ([]Recipient, error) {
	words, err := vocabulary.In(tx)
	if err != nil {
		return nil, err
	}
	rows, err := invitable(tx, a.ID, a.StartsOn, partyID)
	if err != nil {
		return nil, err
	}
	posts, err := nominatingPosts(tx, a.ID, partyID, tx.Today(), nominatingKinds(words))
	if err != nil {
		return nil, err
	}
	held := map[string][]holder{}
	for _, p := range posts {
		held[p.PartyID] = append(held[p.PartyID], p)
	}
	invitations, err := invitationsOf(tx, a.ID)
	if err != nil {
		return nil, err
	}
	out := make([]Recipient, 0, len(rows))
	for _, row := range rows {
		r := Recipient{PartyID: row.PartyID, Party: row.Party, FormalName: row.FormalName, Seats: row.Seats, Invitation: invitations[row.PartyID]}
		r.address(append(held[row.PartyID], held[row.ParentID]...))
		r.decide(len(held[row.PartyID])+len(held[row.ParentID]) > 0)
		out = append(out, r)
	}
	return out, nil
}

// holder is a post that nominates, with who holds it today.
type holder struct {
	PartyID     string `db:"party_id"`
	Title       string `db:"title"`
	Mailbox     string `db:"mailbox"`
	PersonID    string `db:"person_id"`
	Given       string `db:"given"`
	AddressForm string `db:"address_form"`
	Email       string `db:"email"`
}

// address takes the first post that can be written to: its holder, or else its own mailbox.
func (r *Recipient) address(posts []holder) {
	for _, p := range posts {
		switch {
		case letters.Address(p.Email):
			r.PostTitle, r.PersonID, r.Name, r.AddressForm, r.Address = p.Title, p.PersonID, p.Given, p.AddressForm, p.Email
		case letters.Address(p.Mailbox):
			r.PostTitle, r.PersonID, r.Name, r.AddressForm, r.Address = p.Title, p.PersonID, firstOf(p.Given, p.Title), p.AddressForm, p.Mailbox
		default:
			continue
		}
		return
	}
	if len(posts) > 0 {
		r.PostTitle, r.PersonID, r.Name = posts[0].Title, posts[0].PersonID, posts[0].Given
	}
}

func (r *Recipient) decide(hasPost bool) {
	switch {
	case r.Invitation != nil:
		r.Why = "Already invited"
	case r.Seats == 0:
		r.Why = "No seats"
	case !hasPost:
		r.Why = "No focal point"
	case r.Address == "" && r.PersonID == "":
		r.Why = "Nobody holds the post of focal point, and it has no mailbox"
	case r.Address == "":
		r.Why = "No e-mail address of " + r.Name
	}
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

// Preview shows the invitation as the party would get it. Without a party it takes the first that gets one.
func (s *Service) Preview(ctx context.Context, actor access.Actor, activityID, partyID string) (Letter, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (Letter, error) {
		a, err := activities.FindIn(tx, activityID)
		if err != nil {
			return Letter{}, err
		}
		if err := actor.Require(RightInvite, a.Object()); err != nil {
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
			m, err := invitationMail(tx, a, r, reference(a, activityID), "**(the personal link of "+r.Party+")**", letters.Invitation)
			return Letter{Recipient: r, Subject: m.Subject, Body: m.Body, LetterID: m.LetterID}, err
		}
		return Letter{}, nil
	})
}

// invitationMail writes the invitation, or a reminder of it, to one recipient.
func invitationMail(tx *db.Tx, a activities.Activity, r Recipient, reference, link, kind string) (letters.Mail, error) {
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
	v := values(tx, words, a, reference)
	r.values(words, a, list, v)
	v["link"] = link
	m := letters.Mail{LetterID: text.ID, Kind: kind, ActivityID: a.ID, PartyID: r.PartyID, PersonID: r.PersonID, ToName: r.Name, ToAddress: r.Address}
	if m.Subject, err = letters.Fill(text.Subject, v); err != nil {
		return m, err
	}
	m.Body, err = letters.FillBody(text.Body, v)
	return m, err
}
