package privacy

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/vocabulary"
)

// Processing returns the vocabulary with the register of processing and the schedule of retention of the pack.
func (s *Service) Processing(ctx context.Context, actor access.Actor) (*vocabulary.Words, error) {
	if err := actor.Require(RightRegister, access.Anything); err != nil {
		return nil, err
	}
	return db.View(ctx, s.db, vocabulary.In)
}
