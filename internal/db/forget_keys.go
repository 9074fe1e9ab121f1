package db

import "strings"

// ForgetKeysIn drops the idempotency keys whose kept result holds one of the words, such as the name of an erased person.
// A request that is repeated afterwards is a new one.
func ForgetKeysIn(tx *Tx, words ...string) error {
	escape := strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`)
	for _, w := range words {
		if w == "" {
			continue
		}
		if err := tx.Exec(`delete from idempotency where result like $1 escape '\'`, "%"+escape.Replace(w)+"%"); err != nil {
			return err
		}
	}
	return nil
}
