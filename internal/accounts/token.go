package accounts

import (
	"context"
	"errors"
	"slices"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
)

// TokenDraft is an API token to be made: a name for the history, and a role with its scope.
type TokenDraft struct {
	Name       string
	Role       access.Role
	PartyID    string
	ActivityID string
	Days       int
}

// MostTokenDays is how long a token may last.
const MostTokenDays = 3650

func (d TokenDraft) check() error {
	var wrong fault.Invalid
	wrong.Check(slices.Contains(Roles, d.Role), "role", "There is no role %q. Choose one of %v.", d.Role, Roles)
	wrong.Check(d.Days > 0 && d.Days <= MostTokenDays, "days", "A token lasts from 1 to %d days.", MostTokenDays)
	wrong.Check(d.Role != access.FocalPoint || d.PartyID != "", "party", "A focal point's token holds for one party: give its code, with --party on the command line.")
	ofActivity := []access.Role{access.Desk, access.Partner, access.Expert}
	wrong.Check(!slices.Contains(ofActivity, d.Role) || d.ActivityID != "", "activity", "A token with the role %q holds for one activity: give its id, with --activity on the command line.", d.Role)
	wrong.Check(d.Role != access.Participant, "role", "A participant is one person, and a token is nobody: it cannot hold this role.")
	return wrong.Err()
}

// CreateToken makes an API token with the rights of a role. The token itself is returned once and never kept. Who makes
// it in a session is its owner: it holds no more than they do, neither now nor later, and ends with their role.
func (s *Service) CreateToken(ctx context.Context, actor access.Actor, d TokenDraft) (string, error) {
	if err := s.mayChange(actor); err != nil {
		return "", err
	}
	if err := d.check(); err != nil {
		return "", err
	}
	token, _ := secret()
	token = "cp_" + token
	_, err := db.Change(db.Unkeyed(ctx), s.db, func(tx *db.Tx) (string, error) {
		scope, err := d.scope(tx)
		if err != nil {
			return "", err
		}
		if actor.SignedIn() && !within(actor.Grants, d.Role, scope) {
			return "", fault.Refuse("A token holds no more than its owner: you do not hold the role %q in this scope.", d.Role)
		}
		id := tx.NewID()
		err = tx.Exec(`insert into api_token (id, token_hash, name, role, party_id, activity_id, created_at, created_by, expires_at)
			values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, id, hashOf(token), d.Name, string(d.Role), db.Opt(d.PartyID), d.ActivityID, tx.Now(), actor.Key(),
			db.At(tx.Now().AddDate(0, 0, d.Days)))
		if err != nil {
			return "", err
		}
		return id, audit.Record(tx, actor, ActionToken, "api_token", id,
			map[string]any{"name": d.Name, "role": d.Role, "party": d.PartyID, "activity": d.ActivityID, "days": d.Days})
	})
	return token, err
}

func (d TokenDraft) scope(tx *db.Tx) (access.Scope, error) {
	parties, err := withInside(tx, d.PartyID)
	return access.Scope{Parties: parties, Activity: d.ActivityID}, err
}

// within tells whether one of the grants gives the role in a scope at least as wide.
func within(grants []access.Grant, role access.Role, scope access.Scope) bool {
	return slices.ContainsFunc(grants, func(g access.Grant) bool {
		parties := len(g.Scope.Parties) == 0 || len(scope.Parties) > 0 &&
			!slices.ContainsFunc(scope.Parties, func(p string) bool { return !slices.Contains(g.Scope.Parties, p) })
		return g.Role == role && parties && (g.Scope.Activity == "" || g.Scope.Activity == scope.Activity) && g.Scope.Person == ""
	})
}

// OfToken returns the actor of an API token.
func (s *Service) OfToken(ctx context.Context, token string) (access.Actor, error) {
	hash, now, round := hashOf(token), db.At(s.db.Clock()), s.recent.now()
	remembered := "token:" + hash // apart from sessions: a token in a cookie is nobody's
	if actor, ok := s.recent.find(remembered, now); ok {
		return actor, nil
	}
	actor, err := db.View(ctx, s.db, func(tx *db.Tx) (access.Actor, error) { return s.ofTokenIn(tx, hash) })
	if err == nil {
		s.recent.keep(remembered, actor, now, round)
	}
	return actor, err
}

func (s *Service) ofTokenIn(tx *db.Tx, hash string) (access.Actor, error) {
	type row struct {
		ID         string `db:"id"`
		Name       string `db:"name"`
		Role       string `db:"role"`
		PartyID    string `db:"party_id"`
		ActivityID string `db:"activity_id"`
		CreatedBy  string `db:"created_by"`
	}
	unknown := fault.Refuse("The token is unknown, revoked or expired. Make a new one: counterpart token create.")
	r, err := db.One[row](tx, `select id, name, role, party_id, activity_id, created_by from api_token where token_hash = $1 and revoked_at is null
		and (expires_at is null or expires_at > $2)`, hash, tx.Now())
	if errors.Is(err, db.ErrNone) {
		return access.Actor{}, unknown
	}
	if err != nil {
		return access.Actor{}, err
	}
	scope, err := TokenDraft{PartyID: r.PartyID, ActivityID: r.ActivityID}.scope(tx)
	if err != nil {
		return access.Actor{}, err
	}
	role := access.Role(r.Role)
	if owner, ok := strings.CutPrefix(r.CreatedBy, "account:"); ok {
		held, err := s.heldBy(tx, owner)
		if err != nil {
			return access.Actor{}, err
		}
		if !within(held, role, scope) {
			return access.Actor{}, unknown
		}
	}
	actor := s.Public()
	actor.Account, actor.Name, actor.Via = "token:"+r.ID, r.Name, "token"
	actor.Grants = append(actor.Grants, s.grant(role, scope))
	return actor, nil
}

// heldBy is what the owner of a token holds today, as in a strong session: a token is made in one.
func (s *Service) heldBy(tx *db.Tx, accountID string) ([]access.Grant, error) {
	actor, err := s.actorOf(tx, accountID, Session{Strong: true})
	if errors.Is(err, db.ErrNone) {
		return nil, nil
	}
	return actor.Grants, err
}
