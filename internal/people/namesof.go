package people

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/db"
)

type idName struct {
	ID   string `db:"id"`
	Name string `db:"name"`
}

// NamesOf returns the names of those of the persons whom the actor may see, by id: for lists that name them beside
// other things.
func (s *Service) NamesOf(ctx context.Context, actor access.Actor, ids []string) (map[string]string, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (map[string]string, error) {
		where, args := actor.Where(RightSee, columns(tx.Today()))
		rows, err := db.List[idName](tx, db.Q("select pe.id, pe.given as name from person pe where "+where+" and", args...).In("pe.id", ids))
		out := make(map[string]string, len(rows))
		for _, r := range rows {
			out[r.ID] = r.Name
		}
		return out, err
	})
}
