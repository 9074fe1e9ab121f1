package delegations_test

import (
	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/people"
)

func holds(tx *db.Tx, actor access.Actor, post, person string) error {
	_, err := people.SetHolderIn(tx, actor, post, person, "")
	return err
}
