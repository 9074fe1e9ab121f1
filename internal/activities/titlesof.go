package activities

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/db"
)

type idName struct {
	ID   string `db:"id"`
	Name string `db:"name"`
}

// TitlesOf returns the titles of those of the activities that the actor may see, by id: for lists that name them beside
// other things.
func (s *Service) TitlesOf(ctx context.Context, actor access.Actor, ids []string) (map[string]string, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (map[string]string, error) {
		where, args := actor.Where(RightSee, columns)
		rows, err := db.List[idName](tx, db.Q("select a.id, a.title as name from activity a where "+where+" and", args...).In("a.id", ids))
		out := make(map[string]string, len(rows))
		for _, r := range rows {
			out[r.ID] = r.Name
		}
		return out, err
	})
}
