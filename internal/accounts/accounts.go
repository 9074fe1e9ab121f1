package accounts

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
)

// Rights of this room: both belong to the administrator.
const (
	RightSee    access.Right = "accounts.see"
	RightManage access.Right = "accounts.manage"
	// RightReview shows who holds which role and where. It belongs to the administrator and the auditor.
	RightReview access.Right = "access.see"
)

// Actions in the history.
const (
	ActionAdd    audit.Action = "accounts.add"
	ActionGrant  audit.Action = "accounts.grant"
	ActionEnd    audit.Action = "accounts.end_grant"
	ActionSignIn audit.Action = "accounts.sign_in"
	ActionToken  audit.Action = "accounts.token"
	ActionLink   audit.Action = "accounts.link"
	ActionRevoke audit.Action = "accounts.revoke_link"
	ActionSetUp  audit.Action = "accounts.set_up"
	ActionProve  audit.Action = "accounts.prove"
	ActionClose  audit.Action = "accounts.end_sessions"
	ActionOff    audit.Action = "accounts.deactivate"
	ActionOn     audit.Action = "accounts.reactivate"
	ActionView   audit.Action = "accounts.view"
	ActionList   audit.Action = "accounts.view_list"
)

// Kind is how histories name an account.
const Kind = "account"

// Options of the service.
type Options struct {
	Key     []byte // of the installation, 32 bytes: see LoadKey
	BaseURL string
	Rights  map[access.Role]map[access.Right]bool
	Limits  Limits
	Strong  map[access.Role]bool // roles that want a second factor or a passkey
	Lenient bool                 // do not hold back the roles in Strong from those who have none yet
	Demo    bool                 // a demonstration: its links count as proof
}

// Service has the verbs and queries of this room.
type Service struct {
	db     *db.DB
	opts   Options
	recent recent
}

// New makes the service.
func New(d *db.DB, opts Options) *Service {
	opts.Limits = opts.Limits.orUsual()
	return &Service{db: d, opts: opts}
}

// LoadKey reads the installation's key from the data directory, making it at the first start.
func LoadKey(dataDir string) ([]byte, error) {
	file := filepath.Join(dataDir, "installation.key")
	raw, err := os.ReadFile(file)
	if errors.Is(err, os.ErrNotExist) {
		key := make([]byte, 32)
		if _, err := rand.Read(key); err != nil {
			return nil, fmt.Errorf("make %s: %w", file, err)
		}
		raw = []byte(hex.EncodeToString(key) + "\n")
		if err := os.WriteFile(file, raw, 0o600); err != nil {
			return nil, fmt.Errorf("make %s: %w", file, err)
		}
	} else if err != nil {
		return nil, fmt.Errorf("read the installation's key: %w", err)
	}
	key, err := hex.DecodeString(trimLine(raw))
	if err != nil || len(key) != 32 {
		return nil, fmt.Errorf("%s does not hold a key of 64 hexadecimal digits: restore it from a backup, or links sent before will not work", file)
	}
	return key, nil
}

func trimLine(raw []byte) string {
	for len(raw) > 0 && (raw[len(raw)-1] == '\n' || raw[len(raw)-1] == '\r') {
		raw = raw[:len(raw)-1]
	}
	return string(raw)
}

// Public is whoever has not signed in.
func (s *Service) Public() access.Actor {
	return access.Actor{Name: "Public", Via: "public", Grants: []access.Grant{{Role: access.Public, Rights: s.opts.Rights[access.Public]}}}
}

// secret makes a random token; only its hash is kept.
func secret() (token, hash string) {
	raw := make([]byte, 32)
	_, _ = rand.Read(raw) // crypto/rand.Read never fails since Go 1.24
	token = base64.RawURLEncoding.EncodeToString(raw)
	return token, hashOf(token)
}

func hashOf(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

type accountRow struct {
	ID       string `db:"id"`
	Name     string `db:"name"`
	Email    string `db:"email"`
	PersonID string `db:"person_id"`
	Active   bool   `db:"active"`

	StrongSince db.Time `db:"strong_since"`
}

type grantRow struct {
	Role       string  `db:"role"`
	PartyID    string  `db:"party_id"`
	ActivityID string  `db:"activity_id"`
	From       db.Date `db:"valid_from"`
	GrantedAt  db.Time `db:"granted_at"`
}

// actorOf loads an account with the grants that hold today in a session.
func (s *Service) actorOf(tx *db.Tx, accountID string, session Session) (access.Actor, error) {
	a, err := db.One[accountRow](tx, `select id, name, email, person_id, active, strong_since from account where id = $1`, accountID)
	if err != nil {
		return access.Actor{}, err
	}
	if !a.Active {
		return s.Public(), nil
	}
	grants, err := db.All[grantRow](tx, `select role, party_id, activity_id, valid_from, granted_at from role_grant where account_id = $1
		and (valid_from is null or valid_from <= $2) and (valid_to is null or valid_to >= $2)`, accountID, tx.Today())
	if err != nil {
		return access.Actor{}, err
	}
	actor := s.Public()
	actor.Account, actor.Person, actor.Name, actor.Via = a.ID, a.PersonID, a.Name, "session"
	actor.Session, actor.Proved, actor.Strong = session.ID, session.ProvedAt.Time, session.Strong
	if s.opts.Demo && session.Method == ByDemo {
		actor.Proved, actor.Strong = tx.Now().Time, true
	}
	for _, g := range grants {
		if s.heldBack(tx, actor, a, g) {
			continue
		}
		parties, err := withInside(tx, g.PartyID)
		if err != nil {
			return access.Actor{}, err
		}
		scope := access.Scope{Parties: parties, Activity: g.ActivityID}
		if access.Role(g.Role) == access.Participant {
			if a.PersonID == "" {
				continue // without the person, the scope would be everybody
			}
			scope.Person = a.PersonID
		}
		actor.Grants = append(actor.Grants, s.grant(access.Role(g.Role), scope))
	}
	return actor, nil
}

// Grace is how long a role that wants a second factor can be used without one, from the day on which it is given.
const Grace = 14 * 24 * time.Hour

// heldBack tells that a role gives nothing in this session: it wants a second factor or a passkey, the session began
// without, and the account has one or had its time to set one up.
func (s *Service) heldBack(tx *db.Tx, actor access.Actor, a accountRow, g grantRow) bool {
	if actor.Strong || s.opts.Lenient || s.opts.Demo || !s.opts.Strong[access.Role(g.Role)] {
		return false
	}
	if !a.StrongSince.IsZero() {
		return true
	}
	since := g.GrantedAt.Time
	if g.From != "" && g.From.Time().After(since) {
		since = g.From.Time()
	}
	return tx.Now().Sub(since) > Grace
}

func (s *Service) grant(role access.Role, scope access.Scope) access.Grant {
	return access.Grant{Role: role, Scope: scope, Rights: s.opts.Rights[role]}
}

// withInside lists a party and the agencies inside it.
func withInside(tx *db.Tx, partyID string) ([]string, error) {
	if partyID == "" {
		return nil, nil
	}
	inside, err := db.All[string](tx, `select id from party where parent_id = $1 order by id`, partyID)
	return append([]string{partyID}, inside...), err
}

// Roles are the roles that can be granted, in the order in which a form offers them.
var Roles = []access.Role{access.Officer, access.CoManager, access.Desk, access.FocalPoint, access.Partner, access.Expert, access.Participant, access.Auditor, access.Administrator}
