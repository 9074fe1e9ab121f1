package parties

import (
	"context"
	"errors"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/vocabulary"
	"counterpart/internal/vocabulary/pack"
)

// LoadPack makes the pack the mechanism's vocabulary and enters its parties, memberships, bodies and
// posts that the register does not have yet. What the register has is left as it is.
func (s *Service) LoadPack(ctx context.Context, actor access.Actor, p *pack.Pack) error {
	if err := actor.Require(vocabulary.RightLoad, access.Anything); err != nil {
		return err
	}
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) { return true, LoadPackIn(tx, actor, p) })
	return err
}

// LoadPackIn loads within a transaction of a higher room.
func LoadPackIn(tx *db.Tx, actor access.Actor, p *pack.Pack) error {
	if err := vocabulary.StoreIn(tx, actor, p); err != nil {
		return err
	}
	l := loader{tx: tx, actor: actor, nominating: nominatingPosts(p), agency: firstKind(p, "agency"), parties: map[string]string{}, bodies: map[string]string{}}
	for _, party := range p.Parties {
		if err := l.party(party); err != nil {
			return err
		}
	}
	for _, body := range p.Bodies {
		if err := l.body(body); err != nil {
			return err
		}
	}
	return nil
}

// loader enters the parties and bodies of a pack; the maps turn codes into ids.
type loader struct {
	tx         *db.Tx
	actor      access.Actor
	nominating []pack.Post
	agency     string
	parties    map[string]string
	bodies     map[string]string
}

func (l *loader) party(p pack.Party) error {
	id, known, err := l.known("party", p.Code)
	if err != nil {
		return err
	}
	if !known {
		id, err = AddIn(l.tx, l.actor, Draft{
			Code: p.Code, Kind: p.Kind, Name: p.Name.Default, FormalName: p.FormalName.Default, ShortName: p.Short,
			ISO: p.ISO, Region: p.Region, ParentID: l.parties[p.Parent],
		})
		if err != nil {
			return err
		}
		if err := l.statusAndPosts(id, p); err != nil {
			return err
		}
	}
	l.parties[p.Code] = id
	for _, a := range p.Agencies {
		if err := l.agencyOf(id, a); err != nil {
			return err
		}
	}
	return nil
}

func (l *loader) statusAndPosts(id string, p pack.Party) error {
	for _, m := range p.Memberships {
		draft := MembershipDraft{Status: m.Status, From: db.Date(m.From), To: db.Date(m.To)}
		if _, err := SetMembershipIn(l.tx, l.actor, id, draft); err != nil {
			return err
		}
	}
	for _, post := range l.nominating {
		_, err := AddPostIn(l.tx, l.actor, PostDraft{Kind: post.Code, Title: post.Name.Default, PartyID: id})
		if err != nil {
			return err
		}
	}
	return nil
}

func (l *loader) agencyOf(partyID string, a pack.Agency) error {
	id, known, err := l.known("party", a.Code)
	if err == nil && !known {
		id, err = AddIn(l.tx, l.actor, Draft{Code: a.Code, Kind: l.agency, Name: a.Name.Default, ShortName: a.Short, ParentID: partyID})
	}
	l.parties[a.Code] = id
	return err
}

func (l *loader) body(b pack.Body) error {
	id, known, err := l.known("body", b.Code)
	l.bodies[b.Code] = id
	if err != nil || known {
		return err
	}
	id, err = AddBodyIn(l.tx, l.actor, BodyDraft{
		Code: b.Code, Name: b.Name.Default, Kind: b.Kind, ParentID: l.bodies[b.Parent], TermsOfReference: b.TermsOfReference.Default,
	})
	if err != nil {
		return err
	}
	l.bodies[b.Code] = id
	for _, m := range b.Members {
		if _, err := SeatIn(l.tx, l.actor, id, SeatDraft{PartyID: l.parties[m.Party], Role: m.Role}); err != nil {
			return err
		}
	}
	return nil
}

// known looks a code up in the table party or body.
func (l *loader) known(table, code string) (id string, found bool, err error) {
	id, err = db.One[string](l.tx, `select id from `+table+` where code = $1`, code)
	if errors.Is(err, db.ErrNone) {
		return "", false, nil
	}
	return id, err == nil, err
}

func nominatingPosts(p *pack.Pack) []pack.Post {
	var out []pack.Post
	for _, post := range p.Posts {
		if post.Nominates && post.Of == "party" {
			out = append(out, post)
		}
	}
	return out
}

func firstKind(p *pack.Pack, countsAs string) string {
	for _, k := range p.PartyKinds {
		if k.CountsAs == countsAs {
			return k.Code
		}
	}
	return ""
}
