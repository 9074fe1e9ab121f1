package letters

import (
	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/vocabulary"
	"counterpart/internal/vocabulary/pack"
)

// officeLetter is the pack's letter of a code that belongs to no activity, or the text given where the pack has none.
func officeLetter(p *pack.Pack, code, subject, body string) Letter {
	tag := firstLanguage(p)
	if p != nil {
		for _, l := range p.Letters {
			if l.Code == code && l.Language == tag {
				return Letter{Kind: code, Language: tag, Subject: l.Subject, Body: unwrap(l.Body)}
			}
		}
	}
	return Letter{Kind: code, Language: tag, Subject: subject, Body: body}
}

// OfficeMail is a letter of the office that belongs to no activity: the pack's letter of the code, filled with the values of the
// room that sends it. Subject and Body stand in for it where the pack has none.
type OfficeMail struct {
	Code      string
	Reference string
	Recipient Recipient
	Values    map[string]string
	Mail      Mail
}

// PostOfficeIn fills a letter of the office and puts it into the outbox. Days among the values are written as the
// letter's language writes them.
func (o *Outbox) PostOfficeIn(tx *db.Tx, actor access.Actor, out OfficeMail, days map[string]db.Date) error {
	c, err := ComposeIn(tx, out, days)
	if err != nil {
		return err
	}
	m := out.Mail
	m.Kind, m.PartyID, m.ToName, m.ToAddress, m.Subject, m.Body = out.Code, out.Recipient.PartyID, out.Recipient.Name(), out.Recipient.Address(), c.Subject, c.Body
	_, err = o.QueueIn(tx, actor, m)
	return err
}

// Composed is a letter of the office as it reads.
type Composed struct {
	Language, Date, Subject string
	Body                    string // Markdown
	Plain                   string // the same for paper: what was typed stands as it is
	Signature               []string
}

// ComposeIn fills a letter of the office, to be sent or to be printed.
func ComposeIn(tx *db.Tx, out OfficeMail, days map[string]db.Date) (Composed, error) {
	words, err := vocabulary.In(tx)
	if err != nil {
		return Composed{}, err
	}
	l, mechanism := officeLetter(words.Pack, out.Code, out.Mail.Subject, out.Mail.Body), words.Pack.Mechanism
	t, r := speaking(l.Language), out.Recipient
	formal := r.FormalName
	if formal == "" {
		formal = r.Party
	}
	v := map[string]string{
		"mechanism.name": mechanism.Name.In(l.Language), "mechanism.short_name": mechanism.ShortName, "date": t.date(tx.Now().Time),
		"reference": out.Reference, "party.name": r.Party, "party.formal_name": formal, "post.title": r.PostTitle, "person.name": r.PersonName,
		"person.address_form": r.Name(), "contact": contact(mechanism), "signature": signature(mechanism),
	}
	for name, value := range out.Values {
		v[name] = value
	}
	for name, day := range days {
		v[name] = t.date(day.Time())
	}
	c := Composed{Language: l.Language, Date: v["date"], Signature: mechanism.Signature}
	if c.Subject, err = Fill(l.Subject, v); err != nil {
		return c, err
	}
	if c.Plain, err = Fill(l.Body, v); err != nil {
		return c, err
	}
	c.Body, err = FillBody(l.Body, v)
	return c, err
}
