package accounts

import (
	"context"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
)

// setUpLife is how long the link printed at the first start works; a restart prints a new one.
const setUpLife = 24 * time.Hour

// NeedsSetUp tells whether the installation has no account yet.
func (s *Service) NeedsSetUp(ctx context.Context) (bool, error) {
	n, err := db.View(ctx, s.db, func(tx *db.Tx) (int, error) { return db.One[int](tx, `select count(*) from account`) })
	return n == 0, err
}

// SetUpLink makes the one-time link of the first start and withdraws any earlier one.
func (s *Service) SetUpLink(ctx context.Context) (string, error) {
	id, err := db.Change(ctx, s.db, func(tx *db.Tx) (string, error) {
		err := tx.Exec(`update signed_link set revoked_at = $2 where purpose = $1 and revoked_at is null`, PurposeSetUp, tx.Now())
		if err != nil {
			return "", err
		}
		return NewLinkIn(tx, access.System("first start"), LinkDraft{Purpose: PurposeSetUp, Name: "First start", ExpiresAt: db.At(tx.Now().Add(setUpLife))})
	})
	return s.LinkURL(id, PurposeSetUp), err
}

// CheckSetUp refuses a set-up link that does not work any more.
func (s *Service) CheckSetUp(ctx context.Context, token string) error {
	_, err := db.View(ctx, s.db, func(tx *db.Tx) (Link, error) { return s.check(tx, token, PurposeSetUp) })
	return err
}

// SetUp makes the first administrator and signs them in; more runs in the same transaction and loads the pack.
func (s *Service) SetUp(ctx context.Context, token string, d Draft, device access.Device, more func(tx *db.Tx, actor access.Actor) error) (string, error) {
	d.Grant = GrantDraft{Role: string(access.Administrator)}
	if err := d.check(); err != nil {
		return "", err
	}
	return db.Change(db.Unkeyed(ctx), s.db, func(tx *db.Tx) (string, error) {
		link, err := s.check(tx, token, PurposeSetUp)
		if err != nil {
			return "", err
		}
		n, err := db.One[int](tx, `select count(*) from account`)
		if err != nil {
			return "", err
		}
		if n > 0 {
			return "", fault.Clash("The installation is set up already. Sign in instead.")
		}
		system := access.System("first start")
		id, err := AddIn(tx, system, d)
		if err != nil {
			return "", err
		}
		actor, err := s.actorOf(tx, id, Session{Method: ByLink, ProvedAt: tx.Now()})
		if err != nil {
			return "", err
		}
		if err := more(tx, actor); err != nil {
			return "", err
		}
		if err := tx.Exec(`update signed_link set used_at = $2 where id = $1`, link.ID, tx.Now()); err != nil {
			return "", err
		}
		session, err := s.BeginSessionIn(tx, id, Proof{Method: ByLink}, device)
		if err != nil {
			return "", err
		}
		return session, audit.Record(tx, actor, ActionSetUp, Kind, id, nil)
	})
}
