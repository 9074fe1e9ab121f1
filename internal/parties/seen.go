package parties

import (
	"counterpart/internal/access"
	"counterpart/internal/db"
)

// SeenIn returns those of the parties that the actor may see, for a higher room that knows them by their ids.
func SeenIn(tx *db.Tx, actor access.Actor, ids []string) ([]Party, error) {
	where, args := actor.Where(RightSee, columns)
	today := tx.Today()
	return db.List[Party](tx, db.Q(partyColumns, today, today).Add("where "+where+" and", args...).In("p.id", ids))
}

// ChoicesIn returns parties that the actor may see by the beginnings of words.
func ChoicesIn(tx *db.Tx, actor access.Actor, words string, limit int) ([]Party, error) {
	return listParties(tx, actor, Filter{Query: words, AsAt: tx.Today(), Limit: limit})
}
