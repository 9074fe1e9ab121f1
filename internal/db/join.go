package db

import "context"

type joinKey struct{}

// Join makes a context in which every Change and View is a part of the transaction: many verbs, one commit. It is
// for filling a database, as the demonstration does. When a verb fails in it, the whole transaction must end.
func Join(tx *Tx) context.Context { return context.WithValue(tx.ctx, joinKey{}, tx) }

// joined is the transaction that the context is a part of, nil for most.
func joined(ctx context.Context) *Tx {
	tx, _ := ctx.Value(joinKey{}).(*Tx)
	return tx
}
