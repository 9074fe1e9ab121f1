package people

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/parties"
)

// Holding says that a person holds a post from one day to another, both included.
type Holding struct {
	ID       string  `db:"id" json:"id"`
	PostID   string  `db:"post_id" json:"post_id"`
	Post     string  `db:"post" json:"post"`
	PostKind string  `db:"post_kind" json:"post_kind"`
	PartyID  string  `db:"party_id" json:"party_id,omitempty"`
	Party    string  `db:"party" json:"party,omitempty"`
	BodyID   string  `db:"body_id" json:"body_id,omitempty"`
	Body     string  `db:"body" json:"body,omitempty"`
	PersonID string  `db:"person_id" json:"person_id"`
	Person   string  `db:"person" json:"person"`
	From     db.Date `db:"valid_from" json:"from,omitempty"`
	To       db.Date `db:"valid_to" json:"to,omitempty"`
}

// Covers tells whether the person held the post on the day.
func (h Holding) Covers(day db.Date) bool { return covers(h.From, h.To, day) }

// SetHolder makes a person the holder of a post from a day on, today when that is empty. The holder
// before ends the day before.
func (s *Service) SetHolder(ctx context.Context, actor access.Actor, postID, personID string, from db.Date) (string, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (string, error) {
		if err := requirePost(tx, actor, postID); err != nil {
			return "", err
		}
		o, err := ObjectIn(tx, personID)
		if fault.IsNotFound(err) {
			return "", fault.Wrong("person_id", "Choose a person of the register.")
		}
		if err != nil {
			return "", err
		}
		if err := actor.Require(RightEdit, o); err != nil {
			return "", err
		}
		return SetHolderIn(tx, actor, postID, personID, orToday(tx, from))
	})
}

// SetHolderIn makes a person the holder of a post within a transaction of a higher room. An empty from
// means since before the register began, which only a post without any holder so far can have.
func SetHolderIn(tx *db.Tx, actor access.Actor, postID, personID string, from db.Date) (string, error) {
	if _, err := FindIn(tx, personID); err != nil {
		return "", err
	}
	if _, err := parties.FindPost(tx, postID); err != nil {
		return "", err
	}
	held, err := holdingsOf(tx, "h.post_id", postID)
	if err != nil {
		return "", err
	}
	for _, h := range held {
		switch {
		case h.To == "" && h.PersonID == personID:
			return "", fault.Wrong("person_id", "%s holds this post already, since %s.", h.Person, orWords(h.From, "before the register began"))
		case h.To == "" && from != "" && (h.From == "" || h.From < from):
			if err := endHolding(tx, h.ID, from.AddDays(-1)); err != nil {
				return "", err
			}
		case overlap(h.From, h.To, from, ""):
			return "", fault.Wrong("from", "%s holds this post in this time (%s to %s). Choose a later first day.",
				h.Person, orWords(h.From, "the beginning"), orWords(h.To, "today"))
		}
	}
	id := tx.NewID()
	if err := insertHolding(tx, id, postID, personID, from); err != nil {
		return "", err
	}
	return id, audit.Record(tx, actor, ActionHold, parties.KindPost, postID, map[string]any{"person_id": personID, "from": from})
}

// Vacate ends what the holder of a post holds, with a last day; today when that is empty.
func (s *Service) Vacate(ctx context.Context, actor access.Actor, postID string, lastDay db.Date) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		if err := requirePost(tx, actor, postID); err != nil {
			return false, err
		}
		held, err := holdingsOf(tx, "h.post_id", postID)
		if err != nil {
			return false, err
		}
		for _, h := range held {
			if h.To != "" {
				continue
			}
			lastDay := orToday(tx, lastDay)
			if lastDay < h.From {
				return false, fault.Wrong("to", "The last day lies before the first day, %s.", h.From)
			}
			if err := endHolding(tx, h.ID, lastDay); err != nil {
				return false, err
			}
			return true, audit.Record(tx, actor, ActionVacate, parties.KindPost, postID, map[string]any{"person_id": h.PersonID, "to": lastDay})
		}
		return false, fault.Clash("Nobody holds this post now.")
	})
	return err
}

func requirePost(tx *db.Tx, actor access.Actor, postID string) error {
	post, err := parties.FindPost(tx, postID)
	if err != nil {
		return err
	}
	return actor.Require(RightEdit, post.Object())
}

// HolderIn returns who holds a post on a day, within a transaction of a higher room.
func HolderIn(tx *db.Tx, postID string, day db.Date) (Person, bool, error) {
	held, err := holdingsOf(tx, "h.post_id", postID)
	if err != nil {
		return Person{}, false, err
	}
	for _, h := range held {
		if h.Covers(day) {
			p, err := findPerson(tx, h.PersonID, day)
			return p, err == nil, err
		}
	}
	return Person{}, false, nil
}

// Holdings returns the posts that a person holds and held, the newest first.
func (s *Service) Holdings(ctx context.Context, actor access.Actor, personID string) ([]Holding, error) {
	return viewPerson(ctx, s, actor, personID, func(tx *db.Tx) ([]Holding, error) { return holdingsOf(tx, "h.person_id", personID) })
}

// HoldersOfParty returns who holds and held the posts of a party, the newest of each post first.
func (s *Service) HoldersOfParty(ctx context.Context, actor access.Actor, partyID string) ([]Holding, error) {
	return audit.ShownList[[]Holding](ctx, s.db, actor, Kind, ActionViewPosts, map[string]string{"party": partyID})(db.View(ctx, s.db, func(tx *db.Tx) ([]Holding, error) {
		p, err := parties.FindIn(tx, partyID)
		if err != nil {
			return nil, err
		}
		if err := actor.Require(RightSee, p.Object()); err != nil {
			return nil, err
		}
		return holdersOf(tx, actor, "o.party_id", partyID)
	}))
}

// HoldersOfBody returns who holds and held the posts of a body.
func (s *Service) HoldersOfBody(ctx context.Context, actor access.Actor, bodyID string) ([]Holding, error) {
	if err := actor.Require(RightSee, access.Anything); err != nil {
		return nil, err
	}
	return audit.ShownList[[]Holding](ctx, s.db, actor, Kind, ActionViewPosts, map[string]string{"body": bodyID})(
		db.View(ctx, s.db, func(tx *db.Tx) ([]Holding, error) { return holdersOf(tx, actor, "o.body_id", bodyID) }))
}
