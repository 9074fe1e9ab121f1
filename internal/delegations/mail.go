package delegations

import (
	"fmt"
	"strings"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/activities"
	"counterpart/internal/db"
	"counterpart/internal/letters"
	"counterpart/internal/vocabulary"
)

// grace is how long after an activity its links still work, to be read.
const grace = 30 * 24 * time.Hour

func linkEnds(tx *db.Tx, a activities.Activity) db.Time {
	end := a.Ends().Add(grace)
	if least := tx.Now().Add(grace); end.Before(least) {
		end = least
	}
	return db.At(end)
}

// withSeats adds what concerns a party's seats.
func withSeats(words *vocabulary.Words, list []Allocation, into map[string]string) {
	t := Totals(list)
	into["seats"], into["seats.used"], into["seats.open"] = SeatWords(words, list), fmt.Sprint(t.Taken()), fmt.Sprint(max(t.Seats-t.Taken(), 0))
}

// SeatWords says a party's seats as a number, which letters in every language can hold; several kinds are named behind
// it: "3 (2 Delegates, In person; 1 Observer, Online)".
func SeatWords(words *vocabulary.Words, list []Allocation) string {
	var parts []string
	for _, a := range list {
		if a.Seats > 0 {
			parts = append(parts, fmt.Sprintf("%d %s, %s", a.Seats, kindOfSeat(words, a.Category, a.Seats), words.Name(vocabulary.Modes, a.Mode)))
		}
	}
	if len(parts) == 1 {
		return fmt.Sprint(Totals(list).Seats)
	}
	return fmt.Sprintf("%d (%s)", Totals(list).Seats, strings.Join(parts, "; "))
}

func kindOfSeat(words *vocabulary.Words, category string, n int) string {
	if t, ok := words.Term(vocabulary.Categories, category); ok && n != 1 && t.Plural != "" {
		return t.Plural
	}
	return words.Name(vocabulary.Categories, category)
}

// inviteToRegister mails a confirmed person the link to register. Without an address there is nothing to mail; the
// page of the nomination says so.
func (s *Service) inviteToRegister(tx *db.Tx, actor access.Actor, a activities.Activity, n Nomination) error {
	if a.State == activities.Held {
		return nil
	}
	linkID, err := s.registerLink(tx, actor, a, n)
	if err != nil {
		return err
	}
	n.LinkID = linkID
	return s.mailRegistration(tx, actor, a, n, "registration:"+n.ID)
}

// RemindIn mails a confirmed person the registration link again, at most once a day, within a transaction of a higher
// room. It tells whether there was something to send.
func (s *Service) RemindIn(tx *db.Tx, actor access.Actor, a activities.Activity, n Nomination) (bool, error) {
	once := fmt.Sprintf("registration:%s:%s", n.ID, tx.Today())
	done, err := queuedSince(tx, once)
	if err != nil || len(done) > 0 || !letters.Address(n.Email) {
		return false, err
	}
	if n.LinkID == "" {
		if n.LinkID, err = s.registerLink(tx, actor, a, n); err != nil {
			return false, err
		}
	}
	return true, s.mailRegistration(tx, actor, a, n, once)
}

// registerLink makes the link with which a confirmed person registers.
func (s *Service) registerLink(tx *db.Tx, actor access.Actor, a activities.Activity, n Nomination) (string, error) {
	linkID, err := accounts.NewLinkIn(tx, actor, accounts.LinkDraft{
		Purpose: accounts.PurposeRegister, ActivityID: a.ID, PersonID: n.PersonID, PartyID: n.PartyID, Name: n.Person, ExpiresAt: linkEnds(tx, a),
	})
	if err != nil {
		return "", err
	}
	return linkID, setLink(tx, n.ID, linkID)
}

// mailRegistration sends the registration letter once for each cause.
func (s *Service) mailRegistration(tx *db.Tx, actor access.Actor, a activities.Activity, n Nomination, once string) error {
	if !letters.Address(n.Email) {
		return nil
	}
	words, err := vocabulary.In(tx)
	if err != nil {
		return err
	}
	v, err := letters.ValuesIn(tx, a, letters.Registration, letters.Recipient{
		PartyID: n.PartyID, Party: n.Party, PersonID: n.PersonID, PersonName: n.Person, AddressForm: n.AddressForm,
	})
	if err != nil {
		return err
	}
	v["category"], v["mode"] = words.Name(vocabulary.Categories, n.Category), words.Name(vocabulary.Modes, n.Mode)
	v["link"] = letters.LinkMark(n.LinkID, accounts.PurposeRegister)
	m := letters.Mail{ActivityID: a.ID, PartyID: n.PartyID, PersonID: n.PersonID, OnceKey: once, ToName: n.Person, ToAddress: n.Email}
	return s.opts.Outbox.PostIn(tx, actor, letters.Registration, v, m)
}

const questionBody = `The secretariat has a question about the nomination of {{person.name}} for {{activity.title}}, {{activity.dates}}:

{{contact}}

Please answer on the page of your delegation, without a password:

{{link}}

{{signature}}`

const declinedBody = `The secretariat thanks {{party.name}} for nominating {{person.name}} for {{activity.title}}, {{activity.dates}}, and regrets
that the nomination could not be accepted:

{{contact}}

The page of your delegation shows how it stands:

{{link}}

{{signature}}`

func (s *Service) mailQuestion(tx *db.Tx, actor access.Actor, a activities.Activity, n Nomination) error {
	return s.mailWords(tx, actor, a, n, "Question about a nomination: ", questionBody)
}

func (s *Service) mailDeclined(tx *db.Tx, actor access.Actor, a activities.Activity, n Nomination) error {
	return s.mailWords(tx, actor, a, n, "A nomination could not be accepted: ", declinedBody)
}

// mailWords mails the party's focal point the words of a step, which stand where the body has {{contact}}.
func (s *Service) mailWords(tx *db.Tx, actor access.Actor, a activities.Activity, n Nomination, subject, body string) error {
	r, err := recipientOf(tx, a, n.PartyID)
	if err != nil || r.Address == "" {
		return err
	}
	linkID, err := s.nominateLink(tx, actor, a, r)
	if err != nil {
		return err
	}
	v, err := letters.ValuesIn(tx, a, letters.Note, r.to)
	if err != nil {
		return err
	}
	v["person.name"], v["contact"] = n.Name(), n.Reason
	v["link"] = letters.LinkMark(linkID, accounts.PurposeNominate)
	m := letters.Mail{
		ActivityID: a.ID, PartyID: n.PartyID, Kind: letters.Note, ToName: r.Name, ToAddress: r.Address,
		OnceKey: fmt.Sprintf("%s:%s:%d", n.State, n.ID, n.Version), Subject: subject + a.Title,
	}
	if m.Body, err = letters.FillBody(body, v); err != nil {
		return err
	}
	_, err = s.opts.Outbox.QueueIn(tx, actor, m)
	return err
}

// nominateLink is the link of the party's invitation, or a new one where the party was invited by other means.
func (s *Service) nominateLink(tx *db.Tx, actor access.Actor, a activities.Activity, r Recipient) (string, error) {
	i, err := invitationOf(tx, a.ID, r.PartyID)
	if err != nil || i.LinkID != "" {
		return i.LinkID, err
	}
	linkID, err := accounts.NewLinkIn(tx, actor, accounts.LinkDraft{
		Purpose: accounts.PurposeNominate, PartyID: r.PartyID, ActivityID: a.ID, Name: r.actorName(), ExpiresAt: linkEnds(tx, a),
	})
	if err != nil || i.ID == "" {
		return linkID, err
	}
	return linkID, setInvitationLink(tx, i.ID, linkID)
}

// endLink withdraws the registration link of a person who no longer takes part.
func (s *Service) endLink(tx *db.Tx, actor access.Actor, _ activities.Activity, n Nomination) error {
	if n.LinkID == "" {
		return nil
	}
	return accounts.RevokeLinkIn(tx, actor, n.LinkID)
}
