package accounts

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/db"
)

// Holder is one role that an account holds today.
type Holder struct {
	GrantID    string  `db:"id" json:"grant_id"`
	AccountID  string  `db:"account_id" json:"account_id"`
	Name       string  `db:"name" json:"name"`
	Email      string  `db:"email" json:"email,omitempty" doc:"For those who may see accounts"`
	Role       string  `db:"role" json:"role"`
	Party      string  `db:"party" json:"party,omitempty"`
	ActivityID string  `db:"activity_id" json:"activity_id,omitempty"`
	From       db.Date `db:"valid_from" json:"from,omitempty"`
	To         db.Date `db:"valid_to" json:"to,omitempty"`
}

const lasting = ` (g.valid_from is null or g.valid_from <= ?) and (g.valid_to is null or g.valid_to >= ?)`

// Holders returns a page of the roles that are held today, the oldest account first, and the key of the next page. Who
// reviews roles needs names; addresses are for those who look after accounts.
func (s *Service) Holders(ctx context.Context, actor access.Actor, after []string, limit int) ([]Holder, []string, error) {
	if err := actor.Require(RightReview, access.Anything); err != nil {
		return nil, nil, err
	}
	addresses := actor.Can(RightSee, access.Anything)
	list, err := db.View(ctx, s.db, func(tx *db.Tx) ([]Holder, error) {
		q := db.Q(`select g.id, g.account_id, a.name, case when ? then a.email else '' end as email, g.role, p.name as party, g.activity_id, g.valid_from, g.valid_to
			from account a join role_grant g on g.account_id = a.id left join party p on p.id = g.party_id
			where a.active = true and`+lasting, addresses, tx.Today(), tx.Today())
		if len(after) == 2 {
			q.Add("and (a.id, g.id) > (?, ?)", after[0], after[1])
		}
		return db.List[Holder](tx, q.Add("order by a.id, g.id limit ?", limit+1))
	})
	if err != nil || len(list) <= limit {
		return list, nil, err
	}
	last := list[limit-1]
	return list[:limit], []string{last.AccountID, last.GrantID}, nil
}

// Reviewed is an account as a review of roles looks at it.
type Reviewed struct {
	ID      string
	Name    string
	Email   string // for those who may see accounts
	Active  bool
	Held    []Holder // the roles that it holds today
	Readers []Named  // records that it is named for, whatever its roles are
}

// Named says how many records of a kind an account is named for as a reader.
type Named struct {
	Kind  string `db:"kind"`
	Count int    `db:"count"`
}

// Review shows what an account holds today.
func (s *Service) Review(ctx context.Context, actor access.Actor, accountID string) (Reviewed, error) {
	if err := actor.Require(RightReview, access.Anything); err != nil {
		return Reviewed{}, err
	}
	return db.View(ctx, s.db, func(tx *db.Tx) (Reviewed, error) {
		a, err := findAccount(tx, accountID)
		if err != nil {
			return Reviewed{}, err
		}
		out := Reviewed{ID: a.ID, Name: a.Name, Active: a.Active}
		if actor.Can(RightSee, access.Anything) {
			out.Email = a.Email
		}
		out.Held, err = db.All[Holder](tx, `select g.id, g.account_id, g.role, p.name as party, g.activity_id, g.valid_from, g.valid_to
			from role_grant g left join party p on p.id = g.party_id
			where g.account_id = $1 and (g.valid_from is null or g.valid_from <= $2) and (g.valid_to is null or g.valid_to >= $2) order by g.id`, a.ID, tx.Today())
		if err != nil {
			return Reviewed{}, err
		}
		out.Readers, err = db.All[Named](tx, `select kind, count(*) as count from label_reader where account_id = $1 group by kind order by kind`, a.ID)
		return out, err
	})
}

// Risk is a combination of roles, or a role left lying, that somebody should look at.
type Risk struct {
	AccountID string `db:"account_id" json:"account_id"`
	Name      string `db:"name" json:"name"`
	Email     string `db:"email" json:"email,omitempty"`
	Kind      string `db:"kind" json:"kind"`
}

// The kinds of risk.
const (
	RiskAdminOfficer   = "administrator_officer" // gives roles and works with the registers
	RiskAdminAuditor   = "administrator_auditor" // checks their own work
	RiskAuthorApprover = "author_approver"       // may write a report and approve one
	RiskAsleep         = "asleep"                // a role without an end, no sign-in for a year
)

// Risks lists accounts that hold roles which should not meet in one person, or hold one without an end and have not
// signed in for a year; at most limit.
func (s *Service) Risks(ctx context.Context, actor access.Actor, limit int) ([]Risk, error) {
	if err := actor.Require(RightReview, access.Anything); err != nil {
		return nil, err
	}
	return db.View(ctx, s.db, func(tx *db.Tx) ([]Risk, error) {
		today, yearAgo := tx.Today(), db.At(tx.Now().AddDate(-1, 0, 0))
		q := db.Q("select account_id, name, case when ? then email else '' end as email, kind from (", actor.Can(RightSee, access.Anything))
		for _, pair := range []struct {
			kind, one, other string
		}{
			{RiskAdminOfficer, string(access.Administrator), string(access.Officer)},
			{RiskAdminAuditor, string(access.Administrator), string(access.Auditor)},
			{RiskAuthorApprover, string(access.Officer), string(access.CoManager)},
		} {
			q.Add(`select a.id as account_id, a.name, a.email, a.email_key, '`+pair.kind+`' as kind from account a where a.active = true
				and exists (select 1 from role_grant g where g.account_id = a.id and g.role = ? and`+lasting+`)`, pair.one, today, today)
			q.Add(`and exists (select 1 from role_grant g where g.account_id = a.id and g.role = ? and`+lasting+`) union all`, pair.other, today, today)
		}
		q.Add(`select a.id as account_id, a.name, a.email, a.email_key, '`+RiskAsleep+`' as kind from account a where a.active = true
			and a.created_at < ? and exists (select 1 from role_grant g where g.account_id = a.id and g.valid_to is null)`, yearAgo)
		q.Add(`and not exists (select 1 from audit au where au.record_kind = 'account' and au.record_id = a.id and au.at > ?
			and au.action like '%sign_in')) x`, yearAgo)
		return db.List[Risk](tx, q.Add("order by email_key, kind limit ?", limit))
	})
}
