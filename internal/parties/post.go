package parties

import (
	"context"
	"net/mail"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/vocabulary"
)

// Post is a role in a party or a body that people hold one after another. Who holds it, and
// since when, is kept in the room people.
type Post struct {
	ID      string `db:"id" json:"id"`
	Kind    string `db:"kind" json:"kind"`
	Title   string `db:"title" json:"title"`
	PartyID string `db:"party_id" json:"party_id,omitempty"`
	BodyID  string `db:"body_id" json:"body_id,omitempty"`
	Email   string `db:"email" json:"email,omitempty"`
	Version int    `db:"version" json:"version"`
}

// Object is the post as the access rule sees it.
func (p Post) Object() access.Object {
	if p.PartyID == "" {
		return access.Anything
	}
	return access.Object{Parties: []string{p.PartyID}}
}

// PostDraft is a post as someone writes it down.
type PostDraft struct {
	Kind    string `json:"kind" doc:"A term of the list post_kind"`
	Title   string `json:"title" maxLength:"200"`
	PartyID string `json:"party_id,omitempty"`
	BodyID  string `json:"body_id,omitempty"`
	Email   string `json:"email,omitempty" maxLength:"254" doc:"The post's own mailbox"`
}

// AddPost enters a post of a party or of a body.
func (s *Service) AddPost(ctx context.Context, actor access.Actor, d PostDraft) (string, error) {
	if err := actor.Require(RightEdit, Post{PartyID: d.PartyID}.Object()); err != nil {
		return "", err
	}
	return db.Change(ctx, s.db, func(tx *db.Tx) (string, error) { return AddPostIn(tx, actor, d) })
}

// AddPostIn enters a post within a transaction of a higher room.
func AddPostIn(tx *db.Tx, actor access.Actor, d PostDraft) (string, error) {
	if err := d.check(tx); err != nil {
		return "", err
	}
	id := tx.NewID()
	err := tx.Exec(`insert into post (id, kind, title, party_id, body_id, email) values ($1, $2, $3, $4, $5, $6)`,
		id, d.Kind, d.Title, db.Opt(d.PartyID), db.Opt(d.BodyID), d.Email)
	if err != nil {
		return "", err
	}
	return id, audit.Record(tx, actor, ActionPost, KindPost, id, d)
}

// check tidies the draft and lists everything wrong with it.
func (d *PostDraft) check(tx *db.Tx) error {
	d.Title, d.Email = strings.TrimSpace(d.Title), strings.TrimSpace(d.Email)
	words, err := vocabulary.In(tx)
	if err != nil {
		return err
	}
	var wrong fault.Invalid
	wrong.Check(words.Has(vocabulary.PostKinds, d.Kind), "kind", "Choose what kind of post this is.")
	wrong.Check(d.Title != "", "title", "Write the title of the post.")
	wrong.Check((d.PartyID == "") != (d.BodyID == ""), "party_id", "A post belongs to one party or to one body.")
	if d.Email != "" {
		a, mailErr := mail.ParseAddress(d.Email)
		wrong.Check(mailErr == nil && a.Address == d.Email, "email", "%q is not an e-mail address.", d.Email)
	}
	if err := wrong.Err(); err != nil {
		return err
	}
	if d.PartyID != "" {
		_, err = findParty(tx, d.PartyID, tx.Today())
	} else {
		_, err = findBody(tx, d.BodyID)
	}
	if fault.IsNotFound(err) {
		return fault.Wrong("party_id", "A post belongs to a party or a body of the register.")
	}
	return err
}

// ChangePost rewrites a post; version is the one that the editor saw. A post stays where it is.
func (s *Service) ChangePost(ctx context.Context, actor access.Actor, id string, version int, d PostDraft) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		before, err := findPost(tx, id)
		if err != nil {
			return false, err
		}
		if err := actor.Require(RightEdit, before.Object()); err != nil {
			return false, err
		}
		d.PartyID, d.BodyID = before.PartyID, before.BodyID
		if err := d.check(tx); err != nil {
			return false, err
		}
		n, err := updatePost(tx, id, version, d)
		if err != nil {
			return false, err
		}
		if n == 0 {
			return false, fault.Clash("%s was changed by someone else in the meantime.", before.Title)
		}
		return true, audit.Record(tx, actor, ActionPost, KindPost, id, d)
	})
	return err
}

// Post returns a post.
func (s *Service) Post(ctx context.Context, actor access.Actor, id string) (Post, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (Post, error) {
		p, err := findPost(tx, id)
		if err != nil {
			return Post{}, err
		}
		return p, actor.Require(RightSee, p.Object())
	})
}

// Posts returns the posts of a party.
func (s *Service) Posts(ctx context.Context, actor access.Actor, partyID string) ([]Post, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) ([]Post, error) {
		p, err := findParty(tx, partyID, tx.Today())
		if err != nil {
			return nil, err
		}
		if err := actor.Require(RightSee, p.Object()); err != nil {
			return nil, err
		}
		return postsOf(tx, "party_id", partyID)
	})
}

// FindPost returns a post within a transaction of a higher room.
func FindPost(tx *db.Tx, id string) (Post, error) { return findPost(tx, id) }

// FindIn returns a party, with its status today, within a transaction of a higher room.
func FindIn(tx *db.Tx, id string) (Party, error) { return findParty(tx, id, tx.Today()) }
