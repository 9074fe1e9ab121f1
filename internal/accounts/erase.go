package accounts

import (
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/held"
)

// ActionErase is the history's word for an account that was closed with the erasure of its person.
const ActionErase audit.Action = "accounts.erase"

// ActionClosed is the word for an account that was closed.
const ActionClosed audit.Action = "accounts.close_account"

// ofPerson is an account of a person, with its roles.
type ofPerson struct {
	ID        string  `db:"id"`
	Name      string  `db:"name"`
	Email     string  `db:"email"`
	Active    bool    `db:"active"`
	CreatedAt db.Time `db:"created_at"`
}

// sessionOf is a session as the person reads of it.
type sessionOf struct {
	ID        string  `db:"id"`
	Method    string  `db:"method"`
	Device    string  `db:"device"`
	Network   string  `db:"network"`
	CreatedAt db.Time `db:"created_at"`
	SeenAt    db.Time `db:"seen_at"`
}

// IDsIn lists the accounts of a person.
func IDsIn(tx *db.Tx, personID string) ([]string, error) {
	return db.All[string](tx, `select id from account where person_id = $1 order by id`, personID)
}

// NamesIn lists the names under which a person acted by account or link.
func NamesIn(tx *db.Tx, personID string) ([]string, error) {
	return db.All[string](tx, `select name from account where person_id = $1 union select name from signed_link where person_id = $1`, personID)
}

// HeldByIn is what this room holds about an account: roles and sessions.
func HeldByIn(tx *db.Tx, accountID string) ([]held.Record, error) {
	list, err := db.All[ofPerson](tx, `select id, name, email, active, created_at from account where id = $1`, accountID)
	if err != nil {
		return nil, err
	}
	var out []held.Record
	for _, a := range list {
		out = append(out, held.New(held.Accounts, a.ID, "Account", "name", "Name", a.Name, "email", "Signs in with", a.Email,
			"active", "Open", held.YesNo(a.Active), "created_at", "Made on", held.At(a.CreatedAt)))
		grants, err := db.All[Grant](tx, `select g.id, g.role, g.party_id, p.name as party, g.activity_id, g.valid_from, g.valid_to, g.granted_at
			from role_grant g left join party p on p.id = g.party_id where g.account_id = $1 order by g.granted_at`, a.ID)
		if err != nil {
			return nil, err
		}
		for _, g := range grants {
			out = append(out, held.New(held.Accounts, g.ID, "Role", "role", "Role", g.Role, "party", "For", g.Party, "activity_id", "At the activity", g.ActivityID,
				"from", "From", string(g.From), "to", "To", string(g.To), "granted_at", "Given on", held.At(g.GrantedAt)))
		}
		sessions, err := db.All[sessionOf](tx, `select id, method, device, network, created_at, seen_at from web_session where account_id = $1 order by created_at`, a.ID)
		if err != nil {
			return nil, err
		}
		for _, s := range sessions {
			out = append(out, held.New(held.Accounts, s.ID, "Session", "method", "Signed in by", s.Method, "device", "Device", s.Device,
				"network", "Network", s.Network, "created_at", "Began", held.At(s.CreatedAt), "seen_at", "Last seen", held.At(s.SeenAt)))
		}
	}
	return out, nil
}

// HeldIn is what this room holds about a person: accounts with roles and sessions, and links.
func HeldIn(tx *db.Tx, personID string) ([]held.Record, error) {
	ids, err := IDsIn(tx, personID)
	if err != nil {
		return nil, err
	}
	var out []held.Record
	for _, id := range ids {
		records, err := HeldByIn(tx, id)
		if err != nil {
			return nil, err
		}
		out = append(out, records...)
	}
	links, err := db.All[Link](tx, `select id, purpose, account_id, party_id, activity_id, person_id, name, created_at, expires_at, used_at, revoked_at
		from signed_link where person_id = $1 order by created_at`, personID)
	for _, l := range links {
		out = append(out, held.New(held.Accounts, l.ID, "Personal link", "purpose", "Purpose", l.Purpose, "name", "Name", l.Name,
			"created_at", "Made on", held.At(l.CreatedAt), "expires_at", "Works until", held.At(l.ExpiresAt), "revoked_at", "Taken back on", held.At(l.RevokedAt)))
	}
	return out, err
}

// linksOf lists the links of a person: their own, and those by which they acted for a party, which know them by name only, with
// the party behind it.
func linksOf(tx *db.Tx, personID string, accountIDs, names []string) ([]string, error) {
	q := db.Q(`select id from signed_link where person_id = ? or`, personID).In("account_id", accountIDs)
	for _, name := range names {
		q.Add(`or name = ? or name like ? escape '\'`, name, likeEscape.Replace(name)+" (%")
	}
	return db.List[string](tx, q.Add("order by id"))
}

var likeEscape = strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`)

// EraseIn closes the accounts of a person for good within the transaction of a higher room: sessions, links and roles end,
// name and address are blanked, and no sign-in mail goes to the address again. It returns the keys by which histories
// know the person as an actor. names are those under which the person acted. The caller ends what is remembered of sessions with Forget.
func EraseIn(tx *db.Tx, actor access.Actor, personID, pseudonym string, names []string) ([]string, error) {
	ids, err := IDsIn(tx, personID)
	if err != nil {
		return nil, err
	}
	links, err := linksOf(tx, personID, ids, names)
	if err != nil {
		return nil, err
	}
	var keys []string
	for _, id := range links {
		keys = append(keys, "link:"+id)
		// A link by which a party answers goes on: somebody else of the party may hold it.
		if err := tx.Exec(`update signed_link set name = $2, revoked_at = case when person_id = $4 or account_id is not null then coalesce(revoked_at, $3) else revoked_at end
			where id = $1`, id, pseudonym, tx.Now(), personID); err != nil {
			return nil, err
		}
	}
	for _, id := range ids {
		keys = append(keys, "account:"+id)
		if _, err := EndSessionsIn(tx, actor, id, "", "the person was erased"); err != nil {
			return nil, err
		}
		if err := tx.Exec(`update role_grant set valid_to = $2 where account_id = $1 and (valid_to is null or valid_to > $2)`, id, tx.Today().AddDays(-1)); err != nil {
			return nil, err
		}
		if err := tx.Exec(`update account set name = $2, email = '', email_key = $3, active = false where id = $1`, id, pseudonym, "erased:"+id); err != nil {
			return nil, err
		}
		if err := audit.Record(tx, actor, ActionErase, Kind, id, nil); err != nil {
			return nil, err
		}
	}
	return keys, nil
}

// CloseIn closes an account within the transaction of a higher room: its sessions end, and it lets nobody in again.
func CloseIn(tx *db.Tx, actor access.Actor, accountID, why string) error {
	if _, err := EndSessionsIn(tx, actor, accountID, "", why); err != nil {
		return err
	}
	if err := tx.Exec(`update account set active = false where id = $1`, accountID); err != nil {
		return err
	}
	if err := someAdministrator(tx); err != nil {
		return err
	}
	return audit.Record(tx, actor, ActionClosed, Kind, accountID, map[string]string{"why": why})
}

// notErased refuses an account for a person who was erased: what is closed stays closed.
func notErased(tx *db.Tx, personID string) error {
	n, err := db.One[int](tx, `select count(*) from person where id = $1 and erased_at is not null`, personID)
	if err == nil && n > 0 {
		return fault.Wrong("person_id", "This person was erased. The record is not used again.")
	}
	return err
}
