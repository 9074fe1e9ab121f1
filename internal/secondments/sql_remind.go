package secondments

import "counterpart/internal/db"

// closingCalls are the open calls whose day has passed.
func closingCalls(tx *db.Tx, limit int) ([]string, error) {
	return db.All[string](tx, `select id from assignment where state = 'open' and closes_on < $1 order by closes_on, id limit $2`, tx.Today(), limit)
}

// waitingOffers are those whose day has passed and of which the State was not reminded.
func waitingOffers(tx *db.Tx, limit int) ([]string, error) {
	return db.All[string](tx, `select id from secondment where state = 'offered' and due_on < $1 and reminded_on is null order by due_on, id limit $2`, tx.Today(), limit)
}
