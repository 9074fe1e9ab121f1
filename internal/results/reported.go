package results

import (
	"context"

	"counterpart/internal/db"
)

// Reported tells whether the report of an activity is published, which everybody may know.
func (s *Service) Reported(ctx context.Context, activityID string) (bool, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (bool, error) {
		n, err := db.One[int](tx, `select count(*) from report where activity_id = $1 and published_at is not null`, activityID)
		return n > 0, err
	})
}
