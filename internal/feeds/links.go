package feeds

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/delegations"
)

// GivenLinks are the personal links of an activity: each lets its bearer act without an account.
type GivenLinks struct {
	Activity activities.Activity
	Links    []accounts.GivenLink
}

// Links lists the personal links of an activity, whoever or whatever made them.
func (s *Service) Links(ctx context.Context, actor access.Actor, activityID string) (GivenLinks, error) {
	return audit.ShownList[GivenLinks](ctx, s.db, actor, activities.Kind, ActionViewLinks, map[string]string{"activity": activityID})(db.View(ctx, s.db, func(tx *db.Tx) (GivenLinks, error) {
		a, err := activities.FindIn(tx, activityID)
		if err != nil {
			return GivenLinks{}, err
		}
		if err := actor.Require(delegations.RightInvite, a.Object()); err != nil {
			return GivenLinks{}, err
		}
		list, err := accounts.LinksIn(tx, activityID)
		return GivenLinks{Activity: a, Links: list}, err
	}))
}

// RevokeLink ends a personal link at once.
func (s *Service) RevokeLink(ctx context.Context, actor access.Actor, activityID, id string) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		a, err := activities.FindIn(tx, activityID)
		if err != nil {
			return false, err
		}
		if err := actor.Require(delegations.RightInvite, a.Object()); err != nil {
			return false, err
		}
		return true, accounts.RevokeLinkOfIn(tx, actor, activityID, id)
	})
	return err
}
