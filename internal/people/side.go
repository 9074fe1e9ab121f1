package people

import (
	"errors"

	"counterpart/internal/access"
	"counterpart/internal/db"
)

// PartyOfActorIn is the party for which an actor uses a right to approve: that of the grant, or else the one where the
// person works today; an agency stands for the party that it is inside.
func PartyOfActorIn(tx *db.Tx, actor access.Actor, right access.Right) (string, error) {
	for _, g := range actor.Grants {
		if g.Rights[right] && len(g.Scope.Parties) > 0 {
			return g.Scope.Parties[0], nil
		}
	}
	if actor.Person == "" {
		return "", nil
	}
	party, err := db.One[string](tx, `select coalesce(p.parent_id, p.id) from affiliation a join party p on p.id = a.party_id
		where a.person_id = $1 and (a.valid_from is null or a.valid_from <= $2) and (a.valid_to is null or a.valid_to >= $2)
		order by a.valid_from desc limit 1`, actor.Person, tx.Today())
	if errors.Is(err, db.ErrNone) {
		return "", nil
	}
	return party, err
}
