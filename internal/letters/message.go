package letters

import (
	"context"
	"regexp"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/label"
	"counterpart/internal/labels"
	"counterpart/internal/people"
)

// State is the fate of a message so far.
type State string

// The states of a message.
const (
	Queued  State = "queued"
	Sending State = "sending"
	Sent    State = "sent"
	Failed  State = "failed"
)

// States lists the states in their order.
var States = []State{Queued, Sending, Sent, Failed}

// Message is one mail to one address.
type Message struct {
	ID         string    `db:"id" json:"id"`
	LetterID   string    `db:"letter_id" json:"letter_id,omitempty"`
	Kind       string    `db:"kind" json:"kind"`
	ActivityID string    `db:"activity_id" json:"activity_id,omitempty"`
	Activity   string    `db:"activity" json:"activity,omitempty"`
	PartyID    string    `db:"party_id" json:"party_id,omitempty"`
	Party      string    `db:"party" json:"party,omitempty"`
	ParentID   string    `db:"parent_id" json:"-"`
	PersonID   string    `db:"person_id" json:"person_id,omitempty"`
	ToName     string    `db:"to_name" json:"to_name"`
	ToAddress  string    `db:"to_address" json:"to_address"`
	Language   string    `db:"language" json:"language,omitempty" doc:"Of the letter it came from"`
	Subject    string    `db:"subject" json:"subject"`
	Body       string    `db:"body" json:"-"`
	HeaderID   string    `db:"header_id" json:"message_id" doc:"The Message-ID of every try"`
	Label      label.TLP `db:"label" json:"label,omitempty" doc:"Of the activity, or of the request for support: it stands in the subject and above the text when the mail leaves"`
	State      State     `db:"state" json:"state" enum:"queued,sending,sent,failed"`
	Tries      int       `db:"tries" json:"tries"`
	LastError  string    `db:"last_error" json:"last_error,omitempty"`
	QueuedAt   db.Time   `db:"queued_at" json:"queued_at"`
	NextAt     db.Time   `db:"next_at" json:"next_try_at,omitzero"`
	TriedAt    db.Time   `db:"tried_at" json:"tried_at,omitzero"`
	SentAt     db.Time   `db:"sent_at" json:"sent_at,omitzero"`
	AnsweredAt db.Time   `db:"answered_at" json:"answered_at,omitzero"`

	PersonLabel label.TLP     `db:"person_label" json:"-"`
	Above       []access.Mark `db:"-" json:"-"` // of the activity and the person, once loaded
}

// Object is the message as the access rule sees it.
func (m Message) Object() access.Object {
	o := access.Object{Above: m.Above}
	for _, id := range []string{m.PartyID, m.ParentID} {
		if id != "" {
			o.Parties = append(o.Parties, id)
		}
	}
	if m.ActivityID != "" {
		o.Activities = []string{m.ActivityID}
	}
	if m.PersonID != "" {
		o.Persons = []string{m.PersonID}
	}
	return o
}

var linkMark = regexp.MustCompile(`\{\{link:([0-9A-Za-z-]{1,60}):([a-z]{1,20})\}\}`)

// LinkMark is what a body holds where a personal link will stand.
func LinkMark(linkID, purpose string) string { return "{{link:" + linkID + ":" + purpose + "}}" }

// Shown is the body as the secretariat may read it: with words where the personal links will stand.
func (m Message) Shown() string {
	return linkMark.ReplaceAllString(m.Body, "**(the recipient's personal link)**")
}

// withLinks is the body as it leaves.
func (m Message) withLinks(linkURL func(linkID, purpose string) string) string {
	return linkMark.ReplaceAllStringFunc(m.Body, func(found string) string {
		part := linkMark.FindStringSubmatch(found)
		return "<" + linkURL(part[1], part[2]) + ">"
	})
}

// Filter narrows the outbox.
type Filter struct {
	State      State
	Kind       string
	ActivityID string
	PartyID    string
	PersonID   string
	Answered   string // "yes", "no", or "" for both
	After      []string
	Limit      int
}

// asked is what the filter asks for, as the history keeps it.
func (f Filter) asked() map[string]string {
	out := map[string]string{}
	for name, value := range map[string]string{
		"state": string(f.State), "kind": f.Kind, "activity": f.ActivityID, "party": f.PartyID, "person": f.PersonID, "answered": f.Answered,
	} {
		if value != "" {
			out[name] = value
		}
	}
	return out
}

// Messages returns a page of the messages that the actor may see, the newest first, and the key of the next page.
// Their bodies are left out.
func (s *Service) Messages(ctx context.Context, actor access.Actor, f Filter) ([]Message, []string, error) {
	var next []string
	list, err := db.View(ctx, s.db, func(tx *db.Tx) ([]Message, error) {
		rows, err := listMessages(tx, actor, f)
		if err == nil && len(rows) > f.Limit {
			rows = rows[:f.Limit]
			last := rows[f.Limit-1]
			next = []string{last.QueuedAt.Text(), last.ID}
		}
		return rows, err
	})
	list, err = audit.ShownList[[]Message](ctx, s.db, actor, KindMessage, ActionViewList, f.asked())(list, err)
	return list, next, err
}

// Message returns one message.
func (s *Service) Message(ctx context.Context, actor access.Actor, id string) (Message, error) {
	m, err := s.message(ctx, actor, id)
	if err != nil {
		return Message{}, err
	}
	kind, of := KindMessage, id // a letter to a party is looked at; one to a person is a look at the person
	if m.PersonID != "" {
		kind, of = people.Kind, m.PersonID
	}
	return m, audit.Viewed(ctx, s.db, actor, kind, of, ActionView)
}

func (s *Service) message(ctx context.Context, actor access.Actor, id string) (Message, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (Message, error) {
		m, err := markedMessage(tx, id)
		if err != nil {
			return Message{}, err
		}
		return m, actor.Require(RightSee, m.Object())
	})
}

// markedMessage is a message with the labels of what it hangs on and their named readers.
func markedMessage(tx *db.Tx, id string) (Message, error) {
	m, err := findMessage(tx, id)
	if err != nil {
		return Message{}, err
	}
	for _, hangs := range []struct {
		kind, id string
		label    label.TLP
	}{{activities.Kind, m.ActivityID, m.Label}, {people.Kind, m.PersonID, m.PersonLabel}} {
		if hangs.label == "" {
			continue
		}
		named, err := labels.ReadersIn(tx, hangs.kind, hangs.id)
		if err != nil {
			return Message{}, err
		}
		m.Above = append(m.Above, access.Mark{Label: hangs.label, Named: named})
	}
	return m, nil
}

// labelled puts the label into the subject and above the text, where TLP 2.0 asks for it.
func (m Message) labelled(subject, body string) (labelledSubject, labelledBody string) {
	if m.Label == "" {
		return subject, body
	}
	return "[" + string(m.Label) + "] " + subject, string(m.Label) + "\n\n" + body
}

// Count is how many messages of one kind an activity has, by their fate.
type Count struct {
	Kind     string `db:"kind" json:"kind"`
	Queued   int    `db:"queued" json:"queued"`
	Sent     int    `db:"sent" json:"sent"`
	Failed   int    `db:"failed" json:"failed"`
	Answered int    `db:"answered" json:"answered"`
}

// Counts counts the messages of an activity by kind.
func (s *Service) Counts(ctx context.Context, actor access.Actor, activityID string) ([]Count, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) ([]Count, error) {
		a, err := activities.FindIn(tx, activityID)
		if err != nil {
			return nil, err
		}
		if err := actor.Require(RightSee, a.Object()); err != nil {
			return nil, err
		}
		return countMessages(tx, activityID)
	})
}
