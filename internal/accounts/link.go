package accounts

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"strings"

	"github.com/google/uuid"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
)

// The purposes of a signed link.
const (
	PurposeNominate    = "nominate"    // a focal point answers an invitation
	PurposeRegister    = "register"    // a participant registers
	PurposeMeet        = "meet"        // a participant's meetings
	PurposeFulfil      = "fulfil"      // a focal point says whether a request for support was met
	PurposeCommit      = "commit"      // the holder of a post says how a commitment stands
	PurposeOutcome     = "outcome"     // a party proposes outcomes after an activity
	PurposeIntroduce   = "introduce"   // a candidate says whether to be introduced
	PurposeNews        = "news"        // an alumnus ends the newsletter
	PurposeCertificate = "certificate" // a holder reads a certificate
	PurposeTest        = "test"        // a participant takes a test
	PurposeEvaluate    = "evaluate"    // a participant says how an activity was
	PurposePlan        = "plan"        // a participant's action plan, and what became of it
	PurposeSecond      = "second"      // a party nominates for an assignment, and answers an offer
	PurposePosted      = "posted"      // a secondee's own page
	PurposeSignIn      = "signin"      // once, sent by e-mail
	PurposeDemo        = "demo"        // as often as wanted, on a demonstration only
	PurposeSetUp       = "setup"       // once, printed at the first start
	PurposeRecover     = "recover"     // once, after two administrators agreed
	PurposeProve       = "prove"       // a code sent by mail is derived from it; it opens no page
)

// paths of the purposes below the base URL.
var paths = map[string]string{
	PurposeNominate: "/n/", PurposeRegister: "/r/", PurposeMeet: "/m/", PurposeFulfil: "/f/", PurposeCommit: "/c/", PurposeOutcome: "/o/", PurposeCertificate: "/t/", PurposeIntroduce: "/i/", PurposeNews: "/u/", PurposeTest: "/q/", PurposeEvaluate: "/e/", PurposePlan: "/p/", PurposeSecond: "/s/", PurposePosted: "/w/", PurposeSignIn: "/signin/", PurposeDemo: "/demo/signin/", PurposeSetUp: "/setup/",
	PurposeRecover: "/recover/",
}

// Link is a signed link without its token.
type Link struct {
	ID         string  `db:"id"`
	Purpose    string  `db:"purpose"`
	AccountID  string  `db:"account_id"`
	PartyID    string  `db:"party_id"`
	ActivityID string  `db:"activity_id"`
	PersonID   string  `db:"person_id"`
	Name       string  `db:"name"`
	CreatedAt  db.Time `db:"created_at"`
	ExpiresAt  db.Time `db:"expires_at"`
	UsedAt     db.Time `db:"used_at"`
	RevokedAt  db.Time `db:"revoked_at"`
}

// LinkDraft says what a new link is for and whom it lets act.
type LinkDraft struct {
	Purpose    string
	AccountID  string
	PartyID    string
	ActivityID string
	PersonID   string
	Name       string // who acts, as histories will show it
	ExpiresAt  db.Time
}

// NewLinkIn makes a link within the transaction of the verb that sends it. The verb has asked for the right.
func NewLinkIn(tx *db.Tx, actor access.Actor, d LinkDraft) (string, error) {
	id := tx.NewID()
	err := tx.Exec(`insert into signed_link (id, purpose, account_id, party_id, activity_id, person_id, name, created_at, expires_at)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		id, d.Purpose, db.Opt(d.AccountID), d.PartyID, d.ActivityID, d.PersonID, d.Name, tx.Now(), d.ExpiresAt)
	if err != nil {
		return "", err
	}
	return id, audit.Record(tx, actor, ActionLink, "signed_link", id, map[string]any{"purpose": d.Purpose, "name": d.Name, "expires_at": d.ExpiresAt})
}

// RevokeLinkIn ends a link within the transaction of another verb.
func RevokeLinkIn(tx *db.Tx, actor access.Actor, id string) error {
	n, err := tx.Affect(`update signed_link set revoked_at = $2 where id = $1 and revoked_at is null`, id, tx.Now())
	if err != nil || n == 0 {
		return err
	}
	return audit.Record(tx, actor, ActionRevoke, "signed_link", id, nil)
}

// LinkURL is the whole address of a link. It is made when it is shown or sent and never stored.
func (s *Service) LinkURL(id, purpose string) string {
	return s.opts.BaseURL + paths[purpose] + s.token(id, purpose)
}

// token is the link's id followed by its signature for the purpose.
func (s *Service) token(id, purpose string) string {
	raw, err := uuid.Parse(id)
	if err != nil {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(append(raw[:], s.sign(id, purpose)...))
}

func (s *Service) sign(id, purpose string) []byte {
	mac := hmac.New(sha256.New, s.opts.Key)
	mac.Write([]byte(purpose + "\x00" + id))
	return mac.Sum(nil)[:20]
}

// linkID checks a token's signature and returns the link's id.
func (s *Service) linkID(token, purpose string) (string, bool) {
	raw, err := base64.RawURLEncoding.DecodeString(strings.TrimSpace(token))
	if err != nil || len(raw) != 36 {
		return "", false
	}
	id := uuid.UUID(raw[:16]).String()
	return id, subtle.ConstantTimeCompare(raw[16:], s.sign(id, purpose)) == 1
}

// Made tells by its signature whether a token was made here for the purpose. Whether it still works is not looked at.
func (s *Service) Made(token, purpose string) error {
	if _, ok := s.linkID(token, purpose); !ok {
		return errBadLink
	}
	return nil
}

var errBadLink = &fault.NotFound{What: "link: it was cut short, replaced by a newer one, or is not meant for this page"}

// check finds the link of a token and refuses one that is used up, expired or revoked.
func (s *Service) check(tx *db.Tx, token, purpose string) (Link, error) {
	id, ok := s.linkID(token, purpose)
	if !ok {
		return Link{}, errBadLink
	}
	l, err := db.One[Link](tx, `select id, purpose, account_id, party_id, activity_id, person_id, name, created_at, expires_at, used_at, revoked_at
		from signed_link where id = $1 and purpose = $2`, id, purpose)
	switch {
	case errors.Is(err, db.ErrNone):
		return Link{}, errBadLink
	case err != nil:
		return Link{}, err
	case !l.RevokedAt.IsZero():
		return Link{}, fault.Refuse("This link was withdrawn. Ask the secretariat for a new one.")
	case !tx.Now().Before(l.ExpiresAt.Time):
		return Link{}, fault.Refuse("This link has expired. Ask the secretariat for a new one.")
	case !l.UsedAt.IsZero():
		return Link{}, fault.Refuse("This link was used already. Ask for a new one.")
	}
	return l, nil
}

// Follow returns the actor of a link to nominate, to register, to meet, to say whether a request was met or how a commitment
// stands, to propose outcomes, to read a certificate, to take a test, to say how an activity was, to write and follow an action plan, to
// nominate for a secondment, or of a secondee.
func (s *Service) Follow(ctx context.Context, token, purpose string) (access.Actor, Link, error) {
	var link Link
	actor, err := db.View(ctx, s.db, func(tx *db.Tx) (access.Actor, error) {
		var err error
		if link, err = s.check(tx, token, purpose); err != nil {
			return access.Actor{}, err
		}
		actor := s.Public()
		actor.Link, actor.Name, actor.Via, actor.Person = link.ID, link.Name, "link", link.PersonID
		switch purpose {
		case PurposeNominate, PurposeFulfil, PurposeCommit, PurposeOutcome, PurposeSecond: // of one request or commitment, the id stands where an activity's would
			parties, err := withInside(tx, link.PartyID)
			if err != nil {
				return access.Actor{}, err
			}
			actor.Grants = append(actor.Grants, s.grant(access.FocalPoint, access.Scope{Parties: parties, Activity: link.ActivityID}))
		case PurposeRegister, PurposeMeet, PurposeCertificate, PurposeIntroduce, PurposeNews, PurposeTest, PurposeEvaluate, PurposePlan, PurposePosted: // of one certificate, its completion stands where an activity's id would
			actor.Grants = append(actor.Grants, s.grant(access.Participant, access.Scope{Activity: link.ActivityID, Person: link.PersonID}))
		}
		return actor, nil
	})
	if err == nil {
		err = s.seen(ctx, link.ID)
	}
	return actor, link, err
}

// UseLinkIn checks a link that lets someone in and uses it up, within the transaction that starts what it is for.
// A demonstration's link can be used again.
func (s *Service) UseLinkIn(tx *db.Tx, token, purpose string) (Link, error) {
	link, err := s.check(tx, token, purpose)
	if err != nil || purpose == PurposeDemo {
		return link, err
	}
	return link, tx.Exec(`update signed_link set used_at = $2 where id = $1`, link.ID, tx.Now())
}

// NewestLinkIn is the id of the account's newest link of a purpose that still works.
func NewestLinkIn(tx *db.Tx, accountID, purpose string) (id string, found bool, err error) {
	ids, err := db.All[string](tx, `select id from signed_link where account_id = $1 and purpose = $2 and used_at is null and revoked_at is null
		and expires_at > $3 order by id desc limit 1`, accountID, purpose, tx.Now())
	if err != nil || len(ids) == 0 {
		return "", false, err
	}
	return ids[0], true, nil
}

// UseUpIn tells whether a link was unused until now, and uses it up.
func UseUpIn(tx *db.Tx, id string) (bool, error) {
	n, err := tx.Affect(`update signed_link set used_at = $2 where id = $1 and used_at is null`, id, tx.Now())
	return n == 1, err
}
