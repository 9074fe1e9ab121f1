package assignments

import (
	"strconv"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/label"
	"counterpart/internal/letters"
)

// About is the dossier that a letter is about.
type About struct {
	Reference, Person, PersonID string
	Label                       label.TLP
	From, To, Due               db.Date
}

// Mailing is a letter about an assignment, and a dossier where it is about one.
type Mailing struct {
	Code       string
	Assignment Assignment
	About      About
	To         letters.Recipient
	Link       string
	Purpose    string
	Words      string
	Once       string
}

// Letter fills what the pack's letters may say. Short leaves out what a mail should not carry.
func (m Mailing) Letter(short bool) (letters.OfficeMail, map[string]db.Date) {
	a, d := m.Assignment, m.About
	title, reference, from, to, tlp := a.Title, a.Reference(), a.From, a.To, a.Label
	person := d.Person
	if d.Reference != "" {
		reference, tlp = d.Reference, label.Strictest(d.Label, a.Label)
		if d.From != "" {
			from, to = d.From, d.To
		}
	}
	if short && (tlp == label.Red || tlp == label.AmberStrict) && m.Link != "" { // a mail travels further than a page
		person = "(named under the link)"
	}
	if short && a.Label == label.Red {
		title = "(read under the link)"
	}
	values := map[string]string{
		"secondment.title": title, "secondment.project": a.Project, "secondment.office": a.Office, "secondment.station": a.Station, "secondment.reference": reference,
		"secondment.person": person, "secondment.number": a.CallNumber, "secondment.most": strconv.Itoa(a.Most), "secondment.words": m.Words, "link": "",
	}
	once := m.Once
	if m.Link != "" {
		values["link"] = letters.LinkMark(m.Link, m.Purpose)
		if once == "" {
			once = m.Code + ":" + m.Link
		}
	}
	dates := map[string]db.Date{"secondment.from": from, "secondment.to": to, "secondment.closes": a.ClosesOn, "secondment.due": d.Due}
	for name, day := range dates { // what is not known yet stays open
		if day == "" {
			delete(dates, name)
			values[name] = "…"
		}
	}
	of := "" // a mail to the State about an officer is not the officer's
	if m.To.PersonID == d.PersonID {
		of = d.PersonID
	}
	return letters.OfficeMail{
		Code: m.Code, Reference: reference, Recipient: m.To, Values: values,
		Mail: letters.Mail{
			Label: tlp, PersonID: of, OnceKey: once, Subject: "{{secondment.title}}", Body: "{{secondment.person}}\n\n{{secondment.words}}\n\n{{link}}\n\n{{signature}}",
		},
	}, dates
}

// Post puts a letter into the outbox.
func (s *Service) Post(tx *db.Tx, actor access.Actor, m Mailing) error {
	if s.outbox == nil {
		return nil
	}
	mail, dates := m.Letter(true)
	return s.outbox.PostOfficeIn(tx, actor, mail, dates)
}
