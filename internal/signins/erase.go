package signins

import "counterpart/internal/db"

// EraseIn destroys every means of signing in of accounts, within the transaction of a higher room: of somebody who was
// erased nothing is kept by which they, or their browser, could be told again.
func EraseIn(tx *db.Tx, accountIDs ...string) error {
	for _, statement := range []string{
		`delete from password where account_id = $1`, `delete from authenticator where account_id = $1`,
		`delete from recovery_code where account_id = $1`, `delete from known_device where account_id = $1`,
		`delete from signin_step where account_id = $1`, `delete from passkey where account_id = $1`,
		`delete from passkey_ceremony where account_id = $1`, `delete from sso_link where account_id = $1`, `delete from sso_state where account_id = $1`,
		`update recovery set reason = '' where account_id = $1`, `update recovery set asked_name = '' where asked_by = 'account:' || $1`,
	} {
		for _, id := range accountIDs {
			if err := tx.Exec(statement, id); err != nil {
				return err
			}
		}
	}
	return nil
}
