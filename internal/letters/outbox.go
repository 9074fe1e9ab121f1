package letters

import (
	"context"
	netmail "net/mail"
	"strings"
	"unicode"
	"unicode/utf8"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/label"
	"counterpart/internal/vocabulary"
)

// Mail is one mail that a room wants to leave. The body is Markdown, filled; it may hold
// {{link:LINKID:PURPOSE}}, which becomes an address at the moment of sending.
type Mail struct {
	LetterID   string // the letter it came from, "" for one without
	Kind       string // one of Kinds; the letter's kind when there is a letter
	ActivityID string
	PartyID    string
	PersonID   string
	Label      label.TLP // of what it is about, where that is no activity; "" for none
	OnceKey    string    // names the cause; the same cause never queues two mails. "" for no such guard
	ToName     string
	ToAddress  string
	Subject    string
	Body       string
}

const (
	maxSubject = 500
	maxBody    = 100_000
)

func (m *Mail) check() error {
	m.ToName, m.Subject = oneLine(m.ToName), oneLine(m.Subject)
	m.ToAddress = strings.TrimSpace(m.ToAddress)
	var wrong fault.Invalid
	wrong.Check(Address(m.ToAddress), "to_address", "%q is not an e-mail address.", shorten(m.ToAddress))
	wrong.Check(m.Subject != "" && utf8.RuneCountInString(m.Subject) <= maxSubject && printable(m.Subject), "subject", "A subject has 1 to %d characters on one line.", maxSubject)
	wrong.Check(utf8.RuneCountInString(m.ToName) <= 300 && printable(m.ToName), "to_name", "The name of the recipient cannot be written into a mail.")
	wrong.Check(strings.TrimSpace(m.Body) != "" && len(m.Body) <= maxBody && utf8.ValidString(m.Body), "body", "A letter has 1 to %d characters.", maxBody)
	return wrong.Err()
}

func printable(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, unicode.IsControl)
}

// Address tells whether s is a bare e-mail address, "name@host.example".
func Address(s string) bool {
	a, err := netmail.ParseAddress(s)
	return err == nil && a.Address == s && len(s) <= 254 && printable(s)
}

// QueueIn puts a mail into the outbox, to be sent once the transaction has committed. It returns the message,
// the earlier one when the same cause has queued it before.
func (o *Outbox) QueueIn(tx *db.Tx, actor access.Actor, m Mail) (string, error) {
	if err := m.check(); err != nil {
		return "", err
	}
	if m.LetterID != "" {
		l, err := findLetter(tx, m.LetterID)
		if err != nil {
			return "", err
		}
		m.Kind = l.Kind
	}
	if m.Kind == "" {
		m.Kind = Note
	}
	mechanism, err := vocabulary.MechanismIn(tx)
	if err != nil {
		return "", err
	}
	id := tx.NewID()
	fresh, err := insertMessage(tx, id, headerID(id, mechanism.Email.FromAddress), m)
	if err != nil {
		return "", err
	}
	if !fresh {
		return db.One[string](tx, `select id from message where once_key = $1`, m.OnceKey)
	}
	if err := o.dispatch(tx, id); err != nil {
		return "", err
	}
	return id, audit.Record(tx, actor, ActionQueue, KindMessage, id, map[string]string{
		"kind": m.Kind, "to": m.ToAddress, "activity": m.ActivityID, "party": m.PartyID, "person": m.PersonID,
	})
}

// headerID is the Message-ID that every try of the message carries.
func headerID(id, from string) string {
	_, host, found := strings.Cut(from, "@")
	if !found {
		host = "counterpart.invalid"
	}
	return id + "@" + host
}

// AnsweredIn notes that a party has answered its invitation and reminders to an activity.
func AnsweredIn(tx *db.Tx, activityID, partyID string) error {
	return tx.Exec(`update message set answered_at = $3 where activity_id = $1 and party_id = $2 and kind in ($4, $5) and answered_at is null`,
		activityID, partyID, tx.Now(), Invitation, Reminder)
}

// Resend queues a failed message again, with its Message-ID as before.
func (s *Service) Resend(ctx context.Context, actor access.Actor, id string) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		m, err := markedMessage(tx, id)
		if err != nil {
			return false, err
		}
		if err := actor.Require(RightSend, m.Object()); err != nil {
			return false, err
		}
		if m.State != Failed {
			return false, fault.Clash("The message is %s. Only one that failed can be sent again.", m.State)
		}
		if err := tx.Exec(`update message set state = $2, tries = 0, next_at = null, queued_at = $3 where id = $1`, id, Queued, tx.Now()); err != nil {
			return false, err
		}
		if err := s.queue.Enqueue(tx, SendArgs{Message: id}); err != nil {
			return false, err
		}
		return true, audit.Record(tx, actor, ActionResend, KindMessage, id, map[string]string{"to": m.ToAddress, "error": m.LastError})
	})
	return err
}

// SendArgs is the job that sends one message.
type SendArgs struct {
	Message string `json:"message"`
}

// Kind names the job for good.
func (SendArgs) Kind() string { return "letters.send" }

// PostIn fills the activity's letter of a kind with the values and puts it into the outbox.
func (o *Outbox) PostIn(tx *db.Tx, actor access.Actor, kind string, v map[string]string, m Mail) error {
	l, err := TextIn(tx, m.ActivityID, kind)
	if err != nil {
		return err
	}
	m.LetterID, m.Kind = l.ID, kind
	if l.Subject == "" { // neither the activity nor the pack wrote this letter
		l.Subject, l.Body = "{{activity.title}}, {{activity.dates}}", "Please answer here, without a password:\n\n{{link}}\n\n{{signature}}"
	}
	if m.Subject, err = Fill(l.Subject, v); err != nil {
		return err
	}
	if m.Body, err = FillBody(l.Body, v); err != nil {
		return err
	}
	_, err = o.QueueIn(tx, actor, m)
	return err
}
