package secondments

import (
	"context"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/label"
	"counterpart/internal/letters"
	"counterpart/internal/people"
	"counterpart/internal/secondments/assignments"
)

// about is the dossier as a letter tells of it.
func (d Dossier) about() assignments.About {
	return assignments.About{Reference: d.Reference(), Person: d.Person, PersonID: d.PersonID, Label: label.Strictest(d.Label, d.PersonLabel), From: d.Start, To: d.EndOn, Due: d.DueOn}
}

// toParty writes to the focal point of a party; one that cannot be reached is left out, and the history says so.
func (s *Service) toParty(tx *db.Tx, actor access.Actor, d Dossier, m assignments.Mailing) error {
	r, err := letters.RecipientIn(tx, d.PartyID)
	if err != nil {
		return err
	}
	if words := r.LeftOut(); words != "" {
		return audit.Record(tx, actor, ActionRemind, Kind, d.ID, map[string]string{"letter": m.Code, "left_out": words})
	}
	m.To, m.About = r, d.about()
	return s.Post(tx, actor, m)
}

// printable are the letters of a dossier that can be printed, with the states from which on there is something to print.
var printable = []string{letters.SecondmentOffer, letters.SecondmentLetter, letters.SecondmentExtension, letters.SecondmentFeedback, letters.SecondmentCertificate}

// Paper is a letter for print.
type Paper struct {
	letters.Composed
	Reference  string
	To         []string
	Paragraphs []string
	Label      label.TLP
}

// Paper returns a letter of a dossier for print, as the pack words it.
func (s *Service) Paper(ctx context.Context, actor access.Actor, id, code string) (Paper, error) {
	person := ""
	p, err := db.View(ctx, s.db, func(tx *db.Tx) (Paper, error) {
		d, a, err := withAssignment(tx, id)
		if err != nil {
			return Paper{}, err
		}
		if err := actor.Require(RightEdit, d.wide()); err != nil {
			return Paper{}, err
		}
		known := false
		person = d.PersonID
		for _, one := range printable {
			known = known || one == code
		}
		if !known {
			return Paper{}, fault.Missing("letter")
		}
		words, err := s.lastWords(tx, d, code)
		if err != nil {
			return Paper{}, err
		}
		r, err := letters.RecipientIn(tx, d.PartyID)
		if err != nil {
			return Paper{}, err
		}
		mail, dates := assignments.Mailing{Code: code, Assignment: a, About: d.about(), To: r, Words: words}.Letter(false)
		c, err := letters.ComposeIn(tx, mail, dates)
		out := Paper{Composed: c, Reference: d.Reference(), To: []string{r.Name(), r.PostTitle, r.Party}, Label: mail.Mail.Label}
		out.Paragraphs = paragraphs(c.Plain, c.Signature)
		return out, err
	})
	if err != nil {
		return p, err
	}
	return p, audit.Exported(ctx, s.db, actor, people.Kind, []string{person}, ActionTake, map[string]string{"letter": code})
}

// paragraphs are those of a plain letter without what only a mail has: marks, the signature, and the place of the link.
func paragraphs(plain string, signature []string) []string {
	var out []string
	end := strings.Join(signature, "\n")
	for part := range strings.SplitSeq(plain, "\n\n") {
		part = strings.TrimSpace(strings.NewReplacer("**", "", "\\\n", "\n", "\\", "").Replace(part))
		if part != "" && part != end {
			out = append(out, part)
		}
	}
	return out
}

// lastWords are what the office wrote at the step that a letter is about.
func (s *Service) lastWords(tx *db.Tx, d Dossier, code string) (string, error) {
	verbs := map[string][]Verb{letters.SecondmentFeedback: {Feedback}, letters.SecondmentExtension: {Extend, Curtail}}[code]
	if len(verbs) == 0 {
		return "", nil
	}
	list, err := s.Records(tx, Kind, d.ID)
	out := ""
	for _, r := range list {
		for _, v := range verbs {
			if r.Verb == string(v) {
				out = r.Words
			}
		}
	}
	return out, err
}
