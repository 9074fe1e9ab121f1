package connections

import (
	"context"
	"slices"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/label"
	"counterpart/internal/people"
)

// Contact is somebody whom a person met, as far as they agreed to be kept.
type Contact struct {
	ID         string    `db:"id" json:"id"`
	PersonID   string    `db:"person_id" json:"person_id"`
	Given      string    `db:"given" json:"name"`
	Address    string    `db:"address_form" json:"address_form,omitempty"`
	Alias      string    `db:"alias" json:"-"`
	Party      string    `db:"party" json:"party" doc:"At the time they met"`
	Position   string    `db:"position" json:"position,omitempty"`
	Email      string    `db:"email" json:"email,omitempty"`
	Phone      string    `db:"phone" json:"phone,omitempty"`
	ActivityID string    `db:"activity_id" json:"activity_id"`
	Activity   string    `db:"activity" json:"activity" doc:"Where they met first"`
	Since      db.Time   `db:"since" json:"since"`
	Label      label.TLP `db:"label" json:"label" doc:"Of the activity, AMBER at least"`
	Theirs     string    `db:"theirs" json:"-"`
	Mine       string    `db:"mine" json:"-"`
	Shares     []string  `json:"i_share" nullable:"false" doc:"What the reader shares with them"`
}

// Name is the contact as addressed.
func (c Contact) Name() string { return strings.TrimSpace(c.Address + " " + c.Given) }

// Label is the strictest of the list, and of the label of the activity on whose pages it is taken.
func (c Contacts) Label(of label.TLP) label.TLP {
	out := label.Strictest(of, label.Amber)
	for _, one := range c.List {
		out = label.Strictest(out, one.Label)
	}
	return out
}

// Contacts are the people whom a person met.
type Contacts struct {
	List   []Contact `json:"items" nullable:"false"`
	Silent int       `json:"silent" doc:"People met who have not agreed to be kept as a contact"`
}

// Mine lists whom the person met and who agreed to be kept, by name.
func (s *Service) Mine(ctx context.Context, actor access.Actor, personID string) (Contacts, error) {
	return audit.Shown(ctx, s.db, actor, people.Kind, ActionViewOwn, Contacts.persons)(s.mine(ctx, actor, personID))
}

// Take is Mine for a file that is taken along.
func (s *Service) Take(ctx context.Context, actor access.Actor, personID string) (Contacts, error) {
	list, err := s.mine(ctx, actor, personID)
	if err != nil {
		return list, err
	}
	return list, audit.Exported(ctx, s.db, actor, people.Kind, list.persons(), ActionTakeOwn, nil)
}

func (c Contacts) persons() []string {
	out := make([]string, len(c.List))
	for i, one := range c.List {
		out[i] = one.PersonID
	}
	return out
}

func (s *Service) mine(ctx context.Context, actor access.Actor, personID string) (Contacts, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (Contacts, error) {
		if err := actor.Require(RightOwn, actor.Own(personID)); err != nil {
			return Contacts{}, err
		}
		list, err := contactsOf(tx, personID)
		if err != nil {
			return Contacts{}, err
		}
		out := Contacts{List: []Contact{}}
		for _, c := range list {
			if c.Theirs == "" {
				out.Silent++
				continue
			}
			c.narrow()
			out.List = append(out.List, c)
		}
		return out, nil
	})
}

// narrow leaves what the other side shares. An alias takes the place of the name, and what gives the name away goes.
func (c *Contact) narrow() {
	shares := strings.Fields(c.Theirs)
	if !slices.Contains(shares, Email) || c.Alias != "" {
		c.Email = ""
	}
	if !slices.Contains(shares, Phone) || c.Alias != "" {
		c.Phone = ""
	}
	if c.Alias != "" {
		c.Given, c.Address = c.Alias, ""
	}
	c.Shares, c.Label = strings.Fields(c.Mine), label.Strictest(c.Label, label.Amber)
}

// MetIn lists the pairs of the persons who met before, with when they did last.
func MetIn(tx *db.Tx, personIDs []string) ([]Met, error) { return metBefore(tx, personIDs) }

// Met is that one person met another.
type Met struct {
	PersonID string  `db:"person_id"`
	OtherID  string  `db:"other_id"`
	At       db.Time `db:"at"`
}
