// Package access decides who may do what. It holds the actor, the rights that the
// rooms declare, and the one rule by which a right covers a record.
//
// A right is held through a grant: a role within a scope (the whole mechanism, some
// parties, an activity, a person). Can applies the rule to a loaded record; Where
// writes the same rule as SQL, so that a list and a record can never disagree.
// The label of a record narrows it further: see reach.
package access

import (
	"fmt"
	"slices"
	"time"

	"counterpart/internal/fault"
	"counterpart/internal/label"
)

// Right names one thing that can be done, for example "delegations.nominate".
type Right string

// Role names a set of rights. Which rights belong to a role is decided in app.
type Role string

// The roles; a grant of a role is always within a Scope.
const (
	Administrator Role = "administrator"
	Officer       Role = "officer"
	CoManager     Role = "comanager"
	Desk          Role = "desk"
	FocalPoint    Role = "focalpoint"
	Partner       Role = "partner" // works on an activity without being the secretariat: a host, a funder
	Expert        Role = "expert"  // is asked for advice on an activity
	Auditor       Role = "auditor" // reads how the registers are kept, not who is in them
	Participant   Role = "participant"
	Public        Role = "public"
)

// Scope limits a grant. An empty field does not limit; fields that are set must all match.
type Scope struct {
	Parties  []string // the party and the parties inside it
	Activity string
	Person   string
}

// Grant is a role that an actor holds within a scope.
type Grant struct {
	Role   Role
	Scope  Scope
	Rights map[Right]bool
}

// Actor is whoever asks: a signed-in account, the bearer of a token or of a signed
// link, the system itself, or the public.
type Actor struct {
	Account string // account id, "" for a link or the public
	Person  string // person id, "" where unknown
	Name    string // shown in histories
	Via     string // "session", "token", "link", "system" or "public"
	Link    string // id of the signed link, when Via is "link"
	Grants  []Grant

	Session string    // id of the session, "" for everyone else
	Proved  time.Time // when the person last proved who they are, in this session
	Strong  bool      // the session began with two factors or a passkey
}

// Device is the browser that a request comes from, as far as the program looks at it.
type Device struct {
	Words   string // "Firefox on Linux"
	Network string // its address, truncated
	Session string // token of the session that it still holds, which a new sign-in ends
	Known   string // token by which it is known from an earlier sign-in
}

// ProofLife is how long a proof of who one is suffices for what is hard to take back.
const ProofLife = 10 * time.Minute

// RequireFresh is nil when the person in the session has proved lately who they are, Unproved otherwise. It stands
// after Require in verbs that give personal data out or change who may do what. What has no session has nobody to ask:
// tokens, links and the system pass.
func (a Actor) RequireFresh(now time.Time) error {
	if a.Session == "" || now.Sub(a.Proved) <= ProofLife {
		return nil
	}
	return &fault.Unproved{}
}

// Object is what the rule looks at: the parties, activities and persons that a record concerns.
// A record that concerns several matches a scope when any one of them does.
type Object struct {
	Parties    []string
	Activities []string
	Persons    []string
	Label      label.TLP // "" where records of the kind carry none
	Named      []string  // accounts named as readers of the record: what their scope covers, they read whatever the label
	Above      []Mark    // labels of what the record hangs on; each must be open too, so that the strictest wins
}

// Mark is the label of a record and the accounts that are named as its readers.
type Mark struct {
	Label label.TLP
	Named []string
}

// nothing tells that the object is no record at all.
func (o Object) nothing() bool {
	return len(o.Parties)+len(o.Activities)+len(o.Persons) == 0 && o.Label == ""
}

// Mark is the record's own label with its named readers.
func (o Object) Mark() Mark { return Mark{Label: o.Label, Named: o.Named} }

// Anything is an object without party, activity or person: only a grant for the whole mechanism covers it.
var Anything = Object{}

// Key identifies the actor in audit entries and idempotency keys.
func (a Actor) Key() string {
	switch {
	case a.Account != "":
		return "account:" + a.Account
	case a.Link != "":
		return "link:" + a.Link
	default:
		return a.Via
	}
}

// SignedIn tells whether the actor is an account.
func (a Actor) SignedIn() bool { return a.Account != "" }

// Has tells whether the actor holds the role in any scope.
func (a Actor) Has(role Role) bool {
	return slices.ContainsFunc(a.Grants, func(g Grant) bool { return g.Role == role })
}

// Holds tells whether the actor holds the right in any scope: for menus, never for records.
func (a Actor) Holds(right Right) bool {
	return slices.ContainsFunc(a.Grants, func(g Grant) bool { return g.Rights[right] })
}

// Parties returns the parties within which the actor holds the role.
func (a Actor) Parties(role Role) []string {
	var out []string
	for _, g := range a.Grants {
		if g.Role == role {
			out = append(out, g.Scope.Parties...)
		}
	}
	return out
}

// Can tells whether the actor's grants give the right over the object.
func (a Actor) Can(right Right, o Object) bool {
	return slices.ContainsFunc(a.Grants, func(g Grant) bool { return g.Rights[right] && g.Scope.covers(o) && a.opens(g, o) })
}

// Own is what belongs to a person as the rule sees it, whichever of their sessions or links the actor comes with: the bearer of a
// link for one activity reads all that is theirs.
func (a Actor) Own(personID string) Object {
	o := Object{Persons: []string{personID}}
	for _, g := range a.Grants {
		if g.Scope.Person == personID && g.Scope.Activity != "" {
			o.Activities = append(o.Activities, g.Scope.Activity)
		}
	}
	return o
}

// Require is the first line of every verb: nil when the actor may, Forbidden otherwise.
func (a Actor) Require(right Right, o Object) error {
	if a.Can(right, o) {
		return nil
	}
	if a.Via == "public" {
		return fault.Refuse("Sign in first: this is not open to the public.")
	}
	words := fmt.Sprintf("Your role does not allow this (%s). Ask the secretariat if you need it.", right)
	// Whoever holds the right elsewhere must not learn that this record exists.
	return &fault.Forbidden{Words: words, Closed: a.Holds(right) && !o.nothing()}
}

func (s Scope) covers(o Object) bool {
	if len(s.Parties) > 0 && !intersects(s.Parties, o.Parties) {
		return false
	}
	if s.Activity != "" && !slices.Contains(o.Activities, s.Activity) {
		return false
	}
	return s.Person == "" || slices.Contains(o.Persons, s.Person)
}

func intersects(a, b []string) bool {
	return slices.ContainsFunc(a, func(s string) bool { return slices.Contains(b, s) })
}

// System is the actor of what the program does by itself; why names the cause.
func System(why string, rights ...Right) Actor {
	held := map[Right]bool{}
	for _, r := range rights {
		held[r] = true
	}
	return Actor{Name: why, Via: "system", Grants: []Grant{{Role: Administrator, Rights: held}}}
}
