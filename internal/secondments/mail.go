package secondments

import (
	"context"
	"strconv"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/label"
	"counterpart/internal/letters"
)

// mailing is a letter about an assignment, and a dossier where it is about one.
type mailing struct {
	code       string
	assignment Assignment
	dossier    Dossier
	to         letters.Recipient
	link       string
	purpose    string
	words      string
	once       string
}

// letter fills what the pack's letters may say.
func (m mailing) letter(short bool) (letters.OfficeMail, map[string]db.Date) {
	a, d := m.assignment, m.dossier
	title, person, reference, from, to, tlp := a.Title, d.Person, a.Reference(), a.From, a.To, a.Label
	if d.ID != "" {
		reference, tlp = d.Reference(), label.Strictest(d.Label, a.Label)
		if d.Start != "" {
			from, to = d.Start, d.EndOn
		}
	}
	if short && (tlp == label.Red || tlp == label.AmberStrict) && m.link != "" { // a mail travels further than a page
		person = "(named under the link)"
	}
	if short && a.Label == label.Red {
		title = "(read under the link)"
	}
	values := map[string]string{
		"secondment.title": title, "secondment.project": a.Project, "secondment.office": a.Office, "secondment.station": a.Station, "secondment.reference": reference,
		"secondment.person": person, "secondment.number": a.CallNumber, "secondment.most": strconv.Itoa(a.Most), "secondment.words": m.words, "link": "",
	}
	if m.link != "" {
		values["link"] = letters.LinkMark(m.link, m.purpose)
	}
	once := m.once
	if once == "" && m.link != "" {
		once = m.code + ":" + m.link
	}
	dates := map[string]db.Date{"secondment.from": from, "secondment.to": to, "secondment.closes": a.ClosesOn, "secondment.due": d.DueOn}
	for name, day := range dates { // what is not known yet stays open
		if day == "" {
			delete(dates, name)
			values[name] = "…"
		}
	}
	return letters.OfficeMail{
		Code: m.code, Reference: reference, Recipient: m.to, Values: values,
		Mail: letters.Mail{Label: tlp, OnceKey: once, Subject: "{{secondment.title}}", Body: "{{secondment.person}}\n\n{{secondment.words}}\n\n{{link}}\n\n{{signature}}"},
	}, dates
}

// post puts a letter into the outbox.
func (s *Service) post(tx *db.Tx, actor access.Actor, m mailing) error {
	if s.opts.Outbox == nil {
		return nil
	}
	mail, dates := m.letter(true)
	if m.dossier.ID != "" {
		mail.Mail.PersonID = m.dossier.PersonID
	}
	return s.opts.Outbox.PostOfficeIn(tx, actor, mail, dates)
}

// toParty writes to the focal point of a party; one that cannot be reached is left out, and the history says so.
func (s *Service) toParty(tx *db.Tx, actor access.Actor, m mailing) error {
	r, err := letters.RecipientIn(tx, m.dossier.PartyID)
	if err != nil {
		return err
	}
	if words := r.LeftOut(); words != "" {
		return audit.Record(tx, actor, ActionRemind, Kind, m.dossier.ID, map[string]string{"letter": m.code, "left_out": words})
	}
	m.to = r
	return s.post(tx, actor, m)
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
	p, err := db.View(ctx, s.db, func(tx *db.Tx) (Paper, error) {
		d, a, err := withAssignment(tx, id)
		if err != nil {
			return Paper{}, err
		}
		if err := actor.Require(RightEdit, d.wide()); err != nil {
			return Paper{}, err
		}
		known := false
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
		mail, dates := mailing{code: code, assignment: a, dossier: d, to: r, words: words}.letter(false)
		c, err := letters.ComposeIn(tx, mail, dates)
		out := Paper{Composed: c, Reference: d.Reference(), To: []string{r.Name(), r.PostTitle, r.Party}, Label: mail.Mail.Label}
		out.Paragraphs = paragraphs(c.Plain, c.Signature)
		return out, err
	})
	if err != nil {
		return p, err
	}
	return p, audit.Exported(ctx, s.db, actor, Kind, []string{id}, ActionTake, map[string]string{"letter": code})
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
	list, err := s.recordsOf(tx, Kind, d.ID)
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
