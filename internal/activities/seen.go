package activities

import (
	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/label"
	"counterpart/internal/labels"
)

// SeenIn returns those of the activities that the actor may see, with their parties and named readers, for a higher room
// that knows them by their ids.
func SeenIn(tx *db.Tx, actor access.Actor, ids []string) ([]Activity, error) {
	where, args := actor.Where(RightSee, columns)
	list, err := db.List[Activity](tx, db.Q(activityColumns+" where "+where+" and", args...).In("a.id", ids))
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return list, withParties(tx, list)
}

// ChoicesIn returns activities that the actor may see by the beginnings of words, the latest first, with their parties.
func ChoicesIn(tx *db.Tx, actor access.Actor, words string, limit int) ([]Activity, error) {
	list, err := listActivities(tx, actor, Filter{Query: words, Limit: limit})
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return list, withParties(tx, list)
}

// withParties adds the parties of many activities at once, and the named readers of those that are RED.
func withParties(tx *db.Tx, list []Activity) error {
	at, ids := map[string]int{}, make([]string, len(list))
	for i, a := range list {
		at[a.ID], ids[i] = i, a.ID
		if a.Label == label.Red {
			var err error
			if list[i].Named, err = labels.ReadersIn(tx, Kind, a.ID); err != nil {
				return err
			}
		}
	}
	roles, err := db.List[PartyRole](tx, db.Q(`select ap.activity_id, ap.party_id, p.name as party, p.parent_id, ap.role
		from activity_party ap join party p on p.id = ap.party_id where`).In("ap.activity_id", ids).Add("order by ap.activity_id, p.sort_key, p.id"))
	for _, r := range roles {
		i := at[r.ActivityID]
		list[i].Parties = append(list[i].Parties, r)
	}
	return err
}
