package alumni

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/label"
	"counterpart/internal/letters"
	"counterpart/internal/people"
)

// Letter is a newsletter.
type Letter struct {
	ID      string  `db:"id" json:"id"`
	Subject string  `db:"subject" json:"subject"`
	Body    string  `db:"body" json:"body" doc:"Markdown"`
	State   string  `db:"state" json:"state" enum:"draft,sent"`
	SentAt  db.Time `db:"sent_at" json:"sent_at,omitzero"`
	Sent    int     `db:"sent" json:"sent" doc:"To how many it was sent"`
	Version int     `db:"version" json:"version"`
}

// LetterDraft is a newsletter as it is written.
type LetterDraft struct {
	Subject string `json:"subject" maxLength:"200"`
	Body    string `json:"body" maxLength:"20000" doc:"Markdown"`
	Version int    `json:"version,omitempty" doc:"Of a letter that is changed"`
}

func (d *LetterDraft) complete() error {
	d.Subject, d.Body = strings.TrimSpace(d.Subject), strings.TrimSpace(strings.ReplaceAll(d.Body, "\r\n", "\n"))
	var wrong fault.Invalid
	wrong.Check(d.Subject != "" && !strings.Contains(d.Subject, "\n") && utf8.RuneCountInString(d.Subject) <= 200, "subject", "A subject has 1 to 200 characters on one line.")
	wrong.Check(d.Body != "" && utf8.RuneCountInString(d.Body) <= 20_000, "body", "A letter has 1 to 20,000 characters.")
	wrong.Check(!strings.Contains(d.Body, "{{") && !strings.Contains(d.Subject, "{{"), "body", "A newsletter has no placeholders: it is the same for everybody.")
	return wrong.Err()
}

// WriteLetter keeps a newsletter that is not sent yet: a new one where no id is given.
func (s *Service) WriteLetter(ctx context.Context, actor access.Actor, id string, d LetterDraft) (string, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (string, error) {
		if err := actor.Require(RightTend, access.Anything); err != nil {
			return "", err
		}
		if err := d.complete(); err != nil {
			return "", err
		}
		if id == "" {
			id = tx.NewID()
			if err := insertLetter(tx, actor, id, d); err != nil {
				return "", err
			}
		} else {
			n, err := saveLetter(tx, id, d)
			if err == nil && n == 0 {
				err = fault.Clash("The letter was sent or changed in the meantime.")
			}
			if err != nil {
				return "", err
			}
		}
		return id, audit.Record(tx, actor, ActionLetter, KindLetter, id, map[string]string{"written": d.Subject})
	})
}

// Recipient is a reader of a newsletter, or somebody who is left out of it with the reason.
type Recipient struct {
	PersonID string `db:"id" json:"person_id"`
	Name     string `db:"given" json:"name"`
	Address  string `db:"address_form" json:"-"`
	Email    string `db:"email" json:"-"`
	News     bool   `db:"news" json:"-"`
	LinkID   string `db:"news_link_id" json:"-"`
	Failed   bool   `db:"failed" json:"-"`
}

// LeftOut says why nothing is sent, or "".
func (r Recipient) LeftOut() string {
	switch {
	case !r.News:
		return "Has not asked for it"
	case !letters.Address(r.Email):
		return "Has no e-mail address"
	case r.Failed:
		return "The last mail could not be delivered"
	}
	return ""
}

// Rehearsal is a newsletter with whom it would go to, and who is left out for a reason other than not having asked for it.
type Rehearsal struct {
	Letter
	To      []Recipient `json:"to" nullable:"false"`
	LeftOut []Recipient `json:"left_out" nullable:"false"`
	Silent  int         `json:"silent" doc:"Alumni who have not asked for it"`
}

// Rehearse shows to whom a newsletter would go.
func (s *Service) Rehearse(ctx context.Context, actor access.Actor, id string) (Rehearsal, error) {
	return audit.Shown(ctx, s.db, actor, people.Kind, ActionView, func(r Rehearsal) []string { return recipientIDs(append(r.To, r.LeftOut...)) })(db.View(ctx, s.db, func(tx *db.Tx) (Rehearsal, error) {
		if err := actor.Require(RightTend, access.Anything); err != nil {
			return Rehearsal{}, err
		}
		return rehearseIn(tx, id)
	}))
}

func recipientIDs(list []Recipient) []string {
	out := make([]string, len(list))
	for i, r := range list {
		out[i] = r.PersonID
	}
	return out
}

func rehearseIn(tx *db.Tx, id string) (Rehearsal, error) {
	l, err := findLetter(tx, id)
	if l, err = missing(l, err, "newsletter"); err != nil {
		return Rehearsal{}, err
	}
	r := Rehearsal{Letter: l, To: []Recipient{}, LeftOut: []Recipient{}}
	all, err := recipients(tx)
	if err != nil {
		return r, err
	}
	if r.Silent, err = silent(tx); err != nil {
		return r, err
	}
	for _, one := range all {
		if one.LeftOut() == "" {
			r.To = append(r.To, one)
		} else {
			r.LeftOut = append(r.LeftOut, one)
		}
	}
	return r, nil
}

// newsLife is how long the link in a newsletter ends it; each letter carries the same one until it is used up.
const newsLife = 3 * 365 * 24 * time.Hour

// SendLetter sends a newsletter once to everybody who asked for it and can be reached.
func (s *Service) SendLetter(ctx context.Context, actor access.Actor, id string, version int) (int, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (int, error) {
		if err := actor.Require(RightTend, access.Anything); err != nil {
			return 0, err
		}
		r, err := rehearseIn(tx, id)
		if err != nil {
			return 0, err
		}
		if r.State != "draft" || r.Version != version {
			return 0, fault.Clash("The letter was sent or changed in the meantime.")
		}
		if len(r.To) == 0 {
			return 0, fault.Clash("Nobody has asked for the newsletter and can be reached.")
		}
		for _, to := range r.To {
			if err := s.sendOne(tx, actor, r.Letter, to); err != nil {
				return 0, err
			}
		}
		if err := markSent(tx, id, len(r.To)); err != nil {
			return 0, err
		}
		return len(r.To), audit.Record(tx, actor, ActionLetter, KindLetter, id, map[string]any{"sent": len(r.To)})
	})
}

func (s *Service) sendOne(tx *db.Tx, actor access.Actor, l Letter, to Recipient) error {
	if to.LinkID == "" {
		link, err := accounts.NewLinkIn(tx, actor, accounts.LinkDraft{Purpose: accounts.PurposeNews, ActivityID: to.PersonID, PersonID: to.PersonID, Name: to.Name, ExpiresAt: db.At(tx.Now().Add(newsLife))})
		if err != nil {
			return err
		}
		to.LinkID = link
		if err := keepNewsLink(tx, to.PersonID, link); err != nil {
			return err
		}
	}
	return s.opts.Outbox.PostOfficeIn(tx, actor, letters.OfficeMail{
		Code: letters.AlumniNews, Reference: "", Recipient: letters.Recipient{PersonID: to.PersonID, PersonName: to.Name, AddressForm: to.Address, PersonEmail: to.Email},
		Values: map[string]string{"news.subject": l.Subject, "news.body": l.Body, "link": letters.LinkMark(to.LinkID, accounts.PurposeNews)},
		Mail:   letters.Mail{PersonID: to.PersonID, Label: label.Amber, OnceKey: "news:" + l.ID + ":" + to.PersonID, Subject: "{{news.subject}}", Body: "{{news.body}}\n\n{{link}}\n\n{{signature}}"},
	}, nil)
}

// EndNews ends the newsletter for a person, who comes by the link of one or from their own page.
func (s *Service) EndNews(ctx context.Context, actor access.Actor, personID string) error {
	return s.change(ctx, func(tx *db.Tx) error {
		if err := mine(actor, personID); err != nil {
			return err
		}
		p, err := profileIn(tx, personID)
		if err != nil {
			return err
		}
		if !p.News {
			return nil
		}
		p.News = false
		if err := saveProfile(tx, p); err != nil {
			return err
		}
		return audit.Record(tx, actor, ActionProfile, people.Kind, personID, map[string]bool{"news": false})
	})
}

// Letters lists the newsletters, the newest first.
func (s *Service) Letters(ctx context.Context, actor access.Actor) ([]Letter, error) {
	if err := actor.Require(RightTend, access.Anything); err != nil {
		return nil, err
	}
	return db.View(ctx, s.db, lettersOf)
}
