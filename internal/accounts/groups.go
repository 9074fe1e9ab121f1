package accounts

import (
	"slices"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
)

// SourceSSO marks grants that follow the groups of the identity provider.
const SourceSSO = "sso"

// ActionKeepAdministrator notes that a group no longer makes the last administrator one, and that the role stays for that reason.
const ActionKeepAdministrator audit.Action = "accounts.keep_administrator"

type followed struct {
	ID         string `db:"id"`
	Role       string `db:"role"`
	PartyID    string `db:"party_id"`
	ActivityID string `db:"activity_id"`
}

func (f followed) gives(g GrantDraft) bool {
	return f.Role == g.Role && f.PartyID == g.PartyID && f.ActivityID == g.ActivityID
}

// FollowGroupsIn gives an account the roles that its groups at the identity provider give now, and ends today those that groups
// gave before. It never touches a grant given by hand. It returns how many roles of either source hold afterwards.
func FollowGroupsIn(tx *db.Tx, actor access.Actor, accountID string, wanted []GrantDraft) (int, error) {
	held, err := db.All[followed](tx, `select id, role, party_id, activity_id from role_grant where account_id = $1 and source = $2
		and (valid_to is null or valid_to >= $3)`, accountID, SourceSSO, tx.Today())
	if err != nil {
		return 0, err
	}
	for _, f := range held {
		if slices.ContainsFunc(wanted, f.gives) {
			continue
		}
		if err := endFollowed(tx, actor, accountID, f); err != nil {
			return 0, err
		}
	}
	for i, g := range wanted {
		g.Source = SourceSSO
		known := slices.ContainsFunc(held, func(f followed) bool { return f.gives(g) }) ||
			slices.ContainsFunc(wanted[:i], func(w GrantDraft) bool {
				return w.Role == g.Role && w.PartyID == g.PartyID && w.ActivityID == g.ActivityID
			})
		if known {
			continue
		}
		if _, err := grantIn(tx, actor, accountID, g); err != nil {
			return 0, err
		}
	}
	return db.One[int](tx, `select count(*) from role_grant where account_id = $1 and (valid_from is null or valid_from <= $2)
		and (valid_to is null or valid_to >= $2)`, accountID, tx.Today())
}

// endFollowed ends a grant unless it is what makes the last administrator one.
func endFollowed(tx *db.Tx, actor access.Actor, accountID string, f followed) error {
	if access.Role(f.Role) == access.Administrator {
		others, err := db.One[int](tx, `select count(*) from role_grant g join account a on a.id = g.account_id where g.role = $1 and a.active and g.id <> $3
			and (g.valid_from is null or g.valid_from <= $2) and (g.valid_to is null or g.valid_to >= $2)`, f.Role, tx.Today(), f.ID)
		if err != nil {
			return err
		}
		if others == 0 {
			return audit.Record(tx, actor, ActionKeepAdministrator, Kind, accountID, map[string]string{"grant": f.ID})
		}
	}
	if err := tx.Exec(`update role_grant set valid_to = $2 where id = $1`, f.ID, tx.Today().AddDays(-1)); err != nil {
		return err
	}
	if _, err := EndSessionsIn(tx, actor, accountID, "", "a role has ended"); err != nil {
		return err
	}
	return audit.Record(tx, actor, ActionEnd, Kind, accountID, map[string]string{"grant": f.ID, "role": f.Role})
}

// WantsStrongIn tells whether the account holds a role today that wants a second factor or a passkey.
func (s *Service) WantsStrongIn(tx *db.Tx, accountID string) (bool, error) {
	roles, err := db.All[string](tx, `select role from role_grant where account_id = $1 and (valid_from is null or valid_from <= $2)
		and (valid_to is null or valid_to >= $2)`, accountID, tx.Today())
	return slices.ContainsFunc(roles, func(r string) bool { return s.opts.Strong[access.Role(r)] }), err
}
