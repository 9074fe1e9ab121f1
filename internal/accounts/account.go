package accounts

import (
	"context"
	"errors"
	"net/mail"
	"slices"
	"strings"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
)

// Account is someone who can sign in.
type Account struct {
	ID        string  `db:"id" json:"id"`
	Name      string  `db:"name" json:"name"`
	Email     string  `db:"email" json:"email"`
	PersonID  string  `db:"person_id" json:"person_id,omitempty"`
	Active    bool    `db:"active" json:"active"`
	CreatedAt db.Time `db:"created_at" json:"created_at"`
	// StrongSince is when the account got a second factor or a passkey; null while it has none.
	StrongSince db.Time `db:"strong_since" json:"strong_since,omitzero"`
	Roles       string  `db:"roles" json:"roles"` // those that hold today, in words
}

// Grant is a role that an account holds, dated, within a scope.
type Grant struct {
	ID         string  `db:"id" json:"id"`
	Role       string  `db:"role" json:"role"`
	PartyID    string  `db:"party_id" json:"party_id,omitempty"`
	Party      string  `db:"party" json:"party,omitempty"`
	ActivityID string  `db:"activity_id" json:"activity_id,omitempty"`
	From       db.Date `db:"valid_from" json:"from,omitempty"`
	To         db.Date `db:"valid_to" json:"to,omitempty"`
	GrantedAt  db.Time `db:"granted_at" json:"granted_at"`
}

// Draft is a new account with its first role.
type Draft struct {
	Name     string     `json:"name" maxLength:"200"`
	Email    string     `json:"email" maxLength:"254"`
	PersonID string     `json:"person_id,omitempty"`
	Grant    GrantDraft `json:"grant"`
}

// GrantDraft is a role to be given.
type GrantDraft struct {
	Role       string  `json:"role" doc:"administrator, officer, comanager, desk, focalpoint, partner, expert, auditor or participant"`
	PartyID    string  `json:"party_id,omitempty"`
	ActivityID string  `json:"activity_id,omitempty"`
	From       db.Date `json:"from,omitempty" format:"date"`
	To         db.Date `json:"to,omitempty" format:"date"`
	// Source is "" for what is given by hand, and SourceSSO for what follows a group of the identity provider.
	Source string `json:"-"`
}

// EmailKey is the form of an address under which an account is found.
func EmailKey(address string) string { return strings.ToLower(strings.TrimSpace(address)) }

func (d Draft) check() error {
	var wrong fault.Invalid
	_, err := mail.ParseAddress(d.Email)
	wrong.Check(strings.TrimSpace(d.Name) != "", "name", "Write the name.")
	wrong.Check(err == nil, "email", "%q is not an e-mail address.", d.Email)
	d.Grant.check(&wrong)
	return wrong.Err()
}

func (g GrantDraft) check(wrong *fault.Invalid) {
	wrong.Check(slices.Contains(Roles, access.Role(g.Role)), "role", "Choose a role.")
	wrong.Check(access.Role(g.Role) != access.FocalPoint || g.PartyID != "", "party_id", "Choose the party that the focal point speaks for.")
	ofActivity := access.Role(g.Role) == access.Partner || access.Role(g.Role) == access.Expert
	wrong.Check(!ofActivity || g.ActivityID != "", "activity_id", "Choose the activity: this role is never given for the whole mechanism.")
	wrong.Check(g.To == "" || g.From == "" || g.From <= g.To, "to", "The last day lies before the first day.")
}

// Add makes an account.
func (s *Service) Add(ctx context.Context, actor access.Actor, d Draft) (string, error) {
	if err := s.mayChange(actor); err != nil {
		return "", err
	}
	if err := mayGive(actor, access.Role(d.Grant.Role)); err != nil {
		return "", err
	}
	return db.Change(ctx, s.db, func(tx *db.Tx) (string, error) { return AddIn(tx, actor, d) })
}

// AddIn makes an account within a transaction of a higher room.
func AddIn(tx *db.Tx, actor access.Actor, d Draft) (string, error) {
	if err := d.check(); err != nil {
		return "", err
	}
	if err := notErased(tx, d.PersonID); err != nil {
		return "", err
	}
	id := tx.NewID()
	err := tx.Exec(`insert into account (id, name, email, email_key, person_id, active, created_at) values ($1, $2, $3, $4, $5, true, $6)`,
		id, strings.TrimSpace(d.Name), strings.TrimSpace(d.Email), EmailKey(d.Email), db.Opt(d.PersonID), tx.Now())
	if db.Duplicate(err) {
		return "", fault.Wrong("email", "There is an account with this address already.")
	}
	if err != nil {
		return "", err
	}
	if _, err := grantIn(tx, actor, id, d.Grant); err != nil {
		return "", err
	}
	return id, audit.Record(tx, actor, ActionAdd, Kind, id, map[string]string{"name": d.Name, "role": d.Grant.Role})
}

// ranks order the roles: nobody gives a role above the highest of their own.
var ranks = map[access.Role]int{
	access.Administrator: 3, access.Officer: 2, access.CoManager: 2, access.Desk: 1, access.Auditor: 1,
}

// mayGive refuses a role above the actor's own. Only administrators come here; this holds if that should ever change.
func mayGive(actor access.Actor, role access.Role) error {
	own := -1
	for _, g := range actor.Grants {
		if g.Role != access.Public {
			own = max(own, ranks[g.Role])
		}
	}
	if ranks[role] > own {
		return fault.Refuse("Nobody gives a role above their own. Ask an administrator.")
	}
	return nil
}

// checkPerson refuses to make an account a participant whose person is not known: the person is the role's scope.
func checkPerson(tx *db.Tx, accountID string, g GrantDraft) error {
	if access.Role(g.Role) != access.Participant {
		return nil
	}
	person, err := db.One[string](tx, `select coalesce(person_id, '') from account where id = $1`, accountID)
	if err == nil && person == "" {
		return fault.Wrong("role", "A participant is one person of the register, and this account belongs to none.")
	}
	return err
}

func grantIn(tx *db.Tx, actor access.Actor, accountID string, g GrantDraft) (string, error) {
	if err := checkPerson(tx, accountID, g); err != nil {
		return "", err
	}
	id := tx.NewID()
	err := tx.Exec(`insert into role_grant (id, account_id, role, party_id, activity_id, valid_from, valid_to, granted_by, granted_at, source)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		id, accountID, g.Role, db.Opt(g.PartyID), g.ActivityID, g.From, g.To, actor.Key(), tx.Now(), g.Source)
	if err != nil {
		return "", err
	}
	return id, audit.Record(tx, actor, ActionGrant, Kind, accountID, g)
}

// mayChange asks for the right to manage accounts and for a fresh proof of who does it.
func (s *Service) mayChange(actor access.Actor) error {
	if err := actor.Require(RightManage, access.Anything); err != nil {
		return err
	}
	return actor.RequireFresh(s.db.Clock())
}

// GrantRole gives an account a further role. Its sessions end, so that none goes on with other rights than it began with.
func (s *Service) GrantRole(ctx context.Context, actor access.Actor, accountID string, g GrantDraft) (string, error) {
	if err := s.mayChange(actor); err != nil {
		return "", err
	}
	if err := mayGive(actor, access.Role(g.Role)); err != nil {
		return "", err
	}
	var wrong fault.Invalid
	g.check(&wrong)
	if err := wrong.Err(); err != nil {
		return "", err
	}
	defer s.recent.forget()
	return db.Change(ctx, s.db, func(tx *db.Tx) (string, error) {
		if _, err := findAccount(tx, accountID); err != nil {
			return "", err
		}
		id, err := grantIn(tx, actor, accountID, g)
		if err != nil {
			return "", err
		}
		_, err = EndSessionsIn(tx, actor, accountID, "", "a role was given")
		return id, err
	})
}

// EndGrant ends a role today, and the account's sessions. The last administrator stays.
func (s *Service) EndGrant(ctx context.Context, actor access.Actor, accountID, grantID string) error {
	if err := s.mayChange(actor); err != nil {
		return err
	}
	defer s.recent.forget()
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		yesterday := tx.Today().AddDays(-1)
		n, err := tx.Affect(`update role_grant set valid_to = $3 where id = $1 and account_id = $2 and (valid_to is null or valid_to > $3)`,
			grantID, accountID, yesterday)
		if err != nil {
			return false, err
		}
		if n == 0 {
			return false, fault.Clash("This role has ended already.")
		}
		if err := someAdministrator(tx); err != nil {
			return false, err
		}
		if _, err := EndSessionsIn(tx, actor, accountID, "", "a role has ended"); err != nil {
			return false, err
		}
		return true, audit.Record(tx, actor, ActionEnd, Kind, accountID, map[string]string{"grant": grantID})
	})
	return err
}

// administrators counts the active accounts that administer the installation today.
func administrators(tx *db.Tx) (int, error) {
	return db.One[int](tx, `select count(*) from role_grant g join account a on a.id = g.account_id where g.role = $1 and a.active
		and (g.valid_from is null or g.valid_from <= $2) and (g.valid_to is null or g.valid_to >= $2)`, string(access.Administrator), tx.Today())
}

// someAdministrator refuses what leaves the installation without one.
func someAdministrator(tx *db.Tx) error {
	n, err := administrators(tx)
	if err == nil && n == 0 {
		return fault.Clash("This is the last administrator. Make another one first.")
	}
	return err
}

const accountColumns = `select a.id, a.name, a.email, a.person_id, a.active, a.created_at, a.strong_since, coalesce((select min(g.role) from role_grant g
	where g.account_id = a.id and (g.valid_to is null or g.valid_to >= ?)), '') as roles from account a`

func findAccount(tx *db.Tx, id string) (Account, error) {
	a, err := db.Only[Account](tx, db.Q(accountColumns, tx.Today()).Add("where a.id = ?", id))
	if errors.Is(err, db.ErrNone) {
		return Account{}, fault.Missing("account")
	}
	return a, err
}

// List returns a page of the accounts by address.
func (s *Service) List(ctx context.Context, actor access.Actor, after string, limit int) ([]Account, []string, error) {
	if err := actor.Require(RightSee, access.Anything); err != nil {
		return nil, nil, err
	}
	list, err := db.View(ctx, s.db, func(tx *db.Tx) ([]Account, error) {
		return db.List[Account](tx, db.Q(accountColumns, tx.Today()).Add("where a.email_key > ? order by a.email_key limit ?", after, limit+1))
	})
	list, err = audit.ShownList[[]Account](ctx, s.db, actor, Kind, ActionList, nil)(list, err)
	if len(list) > limit {
		return list[:limit], []string{EmailKey(list[limit-1].Email)}, err
	}
	return list, nil, err
}

// Find returns an account with all its roles, past ones too.
func (s *Service) Find(ctx context.Context, actor access.Actor, id string) (Account, []Grant, error) {
	if err := actor.Require(RightSee, access.Anything); err != nil {
		return Account{}, nil, err
	}
	var grants []Grant
	account, err := db.View(ctx, s.db, func(tx *db.Tx) (Account, error) {
		a, err := findAccount(tx, id)
		if err != nil {
			return a, err
		}
		grants, err = db.All[Grant](tx, `select g.id, g.role, g.party_id, p.name as party, g.activity_id, g.valid_from, g.valid_to, g.granted_at
			from role_grant g left join party p on p.id = g.party_id where g.account_id = $1 order by g.granted_at desc`, id)
		return a, err
	})
	of := func(Account) []string { return []string{id} }
	account, err = audit.Shown(ctx, s.db, actor, Kind, ActionView, of)(account, err)
	return account, grants, err
}

func (s *Service) signInLinkIn(tx *db.Tx, a accountRow, purpose string, life time.Duration) (string, error) {
	return NewLinkIn(tx, access.System("sign-in"), LinkDraft{
		Purpose: purpose, AccountID: a.ID, PersonID: a.PersonID, Name: a.Name, ExpiresAt: db.At(tx.Now().Add(life)),
	})
}

// SignInLink makes a sign-in link for an account by its address, for the command line and the demonstration.
func (s *Service) SignInLink(ctx context.Context, address, purpose string, life time.Duration) (string, error) {
	id, err := db.Change(ctx, s.db, func(tx *db.Tx) (string, error) {
		a, err := db.One[accountRow](tx, `select id, name, email, person_id, active, strong_since from account where email_key = $1`, EmailKey(address))
		if errors.Is(err, db.ErrNone) {
			return "", fault.Wrong("email", "No account has the address %q.", address)
		}
		if err != nil {
			return "", err
		}
		return s.signInLinkIn(tx, a, purpose, life)
	})
	return s.LinkURL(id, purpose), err
}

// Address returns name and address of an account, for mail about signing in.
func (s *Service) Address(ctx context.Context, accountID string) (name, address string, err error) {
	a, err := db.View(ctx, s.db, func(tx *db.Tx) (Account, error) { return findAccount(tx, accountID) })
	return a.Name, a.Email, err
}

// ByAddress finds the account with an address. Whether there is one must not be told to whoever has not signed in.
func (s *Service) ByAddress(ctx context.Context, address string) (a Account, found bool, err error) {
	a, err = db.View(ctx, s.db, func(tx *db.Tx) (Account, error) {
		return db.Only[Account](tx, db.Q(accountColumns, tx.Today()).Add("where a.email_key = ?", EmailKey(address)))
	})
	if errors.Is(err, db.ErrNone) {
		return a, false, nil
	}
	return a, err == nil, err
}

// Own is the actor's own account.
func (s *Service) Own(ctx context.Context, actor access.Actor) (Account, error) {
	if err := signedIn(actor); err != nil {
		return Account{}, err
	}
	return db.View(ctx, s.db, func(tx *db.Tx) (Account, error) { return findAccount(tx, actor.Account) })
}

// Of returns an account without its roles.
func (s *Service) Of(ctx context.Context, actor access.Actor, id string) (Account, error) {
	if err := actor.Require(RightSee, access.Anything); err != nil {
		return Account{}, err
	}
	return db.View(ctx, s.db, func(tx *db.Tx) (Account, error) { return findAccount(tx, id) })
}
