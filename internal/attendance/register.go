package attendance

import (
	"context"
	"slices"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
)

// checkin is a row of the register as the rules need it.
type checkin struct {
	ID           string  `db:"id"`
	ActivityID   string  `db:"activity_id"`
	SessionID    string  `db:"session_id"`
	NominationID string  `db:"nomination_id"`
	Direction    string  `db:"direction"`
	At           db.Time `db:"at"`
	VoidReason   string  `db:"void_reason"`
}

// Line is one line of the register.
type Line struct {
	ID           string  `db:"id" json:"id"`
	At           db.Time `db:"at" json:"at"`
	Direction    string  `db:"direction" json:"direction"`
	Session      string  `db:"session" json:"session,omitempty"`
	NominationID string  `db:"nomination_id" json:"nomination_id"`
	PersonID     string  `db:"person_id" json:"person_id"`
	Given        string  `db:"given" json:"name"`
	AddressForm  string  `db:"address_form" json:"address_form,omitempty"`
	NativeName   string  `db:"native_name" json:"native_name,omitempty"`
	Party        string  `db:"party" json:"party"`
	Method       string  `db:"method" json:"method"`
	By           string  `db:"by_name" json:"by" doc:"Who recorded it"`
	VoidReason   string  `db:"void_reason" json:"void_reason,omitempty" doc:"Why it does not count; empty when it counts"`
	Chatham      bool    `db:"chatham" json:"-"`
}

// Name is the person's name with the form of address.
func (l Line) Name() string { return strings.TrimSpace(l.AddressForm + " " + l.Given) }

// RegisterFilter narrows the register.
type RegisterFilter struct {
	ActivityID string
	SessionID  string
	PartyID    string
	PersonID   string
	Query      string   // beginnings of words of the name
	After      []string // at and id of the last line before
	Limit      int
}

// Counted is a session under the Chatham House Rule: how many came, but not who.
type Counted struct {
	Session string `db:"session" json:"session"`
	People  int    `db:"people" json:"people"`
}

// asked is what the filter asks for, as the history keeps it.
func (f RegisterFilter) asked() map[string]string {
	out := map[string]string{"activity": f.ActivityID}
	for name, value := range map[string]string{"session": f.SessionID, "party": f.PartyID, "person": f.PersonID, "query": f.Query} {
		if value != "" {
			out[name] = value
		}
	}
	return out
}

// Register is a page of the register, the newest first.
type Register struct {
	Activity activities.Activity
	Sessions []Session
	Parties  []PartyCount
	Lines    []Line
	Counted  []Counted // sessions under the Chatham House Rule
	Next     []string
}

// Register returns who went in and out, the newest first. Who came to a session under the Chatham House Rule stands in no
// list, not even in that of the desk, which scans people out again whom it let in by mistake.
func (s *Service) Register(ctx context.Context, actor access.Actor, f RegisterFilter) (Register, error) {
	return audit.ShownList[Register](ctx, s.db, actor, kindActivity, ActionViewRegister, f.asked())(db.View(ctx, s.db, func(tx *db.Tx) (Register, error) {
		a, err := guarded(tx, actor, RightSee, f.ActivityID)
		if err != nil {
			return Register{}, err
		}
		page := Register{Activity: a}
		if page.Sessions, err = sessionsOf(tx, a.ID); err != nil {
			return Register{}, err
		}
		if page.Parties, err = countParties(tx, a.ID, ""); err != nil {
			return Register{}, err
		}
		if page.Counted, err = countedSessions(tx, a.ID); err != nil {
			return Register{}, err
		}
		page.Lines, err = listRegister(tx, actor, f)
		if err == nil && len(page.Lines) > f.Limit {
			page.Lines = page.Lines[:f.Limit]
			last := page.Lines[f.Limit-1]
			page.Next = []string{last.At.Text(), last.ID}
		}
		return page, err
	}))
}

// Export returns the whole register of an activity, oldest first, and notes who took it along. Of sessions under the
// Chatham House Rule it tells how many came, never who.
func (s *Service) Export(ctx context.Context, actor access.Actor, activityID string) (Register, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (Register, error) {
		a, err := guarded(tx, actor, RightExport, activityID)
		if err == nil {
			err = actor.RequireFresh(s.db.Clock())
		}
		if err != nil {
			return Register{}, err
		}
		lines, err := wholeRegister(tx, actor, activityID)
		if err != nil {
			return Register{}, err
		}
		counted, err := countedSessions(tx, activityID)
		if err != nil {
			return Register{}, err
		}
		var ids []string
		for _, l := range lines {
			if !slices.Contains(ids, l.PersonID) {
				ids = append(ids, l.PersonID)
			}
		}
		if err := audit.ExportedIn(tx, actor, kindPerson, ids, ActionExport, map[string]string{"activity": activityID}); err != nil {
			return Register{}, err
		}
		return Register{Activity: a, Lines: lines, Counted: counted}, audit.Record(tx, actor, ActionExport, kindActivity, activityID, map[string]int{"lines": len(lines)})
	})
}

// Line returns one line of the register.
func (s *Service) Line(ctx context.Context, actor access.Actor, activityID, id string) (Line, error) {
	of := func(l Line) []string { return []string{l.PersonID} }
	return audit.Shown(ctx, s.db, actor, kindPerson, ActionViewRegister, of)(db.View(ctx, s.db, func(tx *db.Tx) (Line, error) {
		if _, err := guarded(tx, actor, RightSee, activityID); err != nil {
			return Line{}, err
		}
		l, err := findLine(tx, actor, activityID, id)
		if err == nil && l.Chatham {
			// Whoever may not check people in does not learn who came to a session under the Chatham House Rule.
			if _, err := guarded(tx, actor, RightScan, activityID); err != nil {
				return Line{}, err
			}
		}
		return l, err
	}))
}

// Void takes a wrong check-in back: it stays in the register with the reason and no longer counts.
func (s *Service) Void(ctx context.Context, actor access.Actor, activityID, id, reason string) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (string, error) {
		if _, err := guarded(tx, actor, RightScan, activityID); err != nil {
			return "", err
		}
		line, err := findLine(tx, actor, activityID, id)
		if err != nil {
			return "", err
		}
		if reason = strings.TrimSpace(reason); reason == "" {
			return "", fault.Wrong("reason", "Write why this check-in is wrong.")
		}
		if line.VoidReason != "" {
			return "", fault.Clash("This check-in was already taken back: %s", line.VoidReason)
		}
		if err := voidCheckin(tx, id, reason); err != nil {
			return "", err
		}
		return id, audit.Record(tx, actor, ActionVoid, Kind, id, map[string]string{"reason": reason})
	})
	return err
}

// Guest is a person of the activity as a search at the desk finds them.
type Guest struct {
	NominationID string  `db:"id" json:"nomination_id"`
	State        string  `db:"state" json:"state"`
	Given        string  `db:"given" json:"name"`
	AddressForm  string  `db:"address_form" json:"address_form,omitempty"`
	NativeName   string  `db:"native_name" json:"native_name,omitempty"`
	NativeLang   string  `db:"native_lang" json:"native_lang,omitempty"`
	Position     string  `db:"position" json:"position,omitempty"`
	Party        string  `db:"party" json:"party"`
	FromParty    string  `db:"from_party" json:"from_party"`
	Badge        bool    `db:"badge" json:"badge"`
	Last         string  `db:"last" json:"last,omitempty" doc:"in or out of the place, by the last check-in there"`
	LastAt       db.Time `db:"last_at" json:"last_at,omitzero"`
}

// Name is the person's name with the form of address.
func (g Guest) Name() string { return strings.TrimSpace(g.AddressForm + " " + g.Given) }

// PartyWords names the party and the agency.
func (g Guest) PartyWords() string { return partyWords(g.Party, g.FromParty) }

// Welcome says why the guest is not let in, "" when they are.
func (g Guest) Welcome() string {
	if g.State == "confirmed" {
		return ""
	}
	return notConfirmed[g.State]
}

// nowhere is a place at which nobody was ever checked in.
const nowhere = "-"

// Search finds people of the activity by the beginnings of words of their names, at most 30, and whether they are at the
// place; not so for a session under the Chatham House Rule.
func (s *Service) Search(ctx context.Context, actor access.Actor, activityID, sessionID, query string) ([]Guest, error) {
	return audit.ShownList[[]Guest](ctx, s.db, actor, kindActivity, ActionViewDesk, map[string]string{"activity": activityID})(db.View(ctx, s.db, func(tx *db.Tx) ([]Guest, error) {
		a, err := guarded(tx, actor, RightScan, activityID)
		if err != nil {
			return nil, err
		}
		p, err := placeOf(tx, a, sessionID)
		if err != nil {
			return nil, err
		}
		if p.Chatham {
			sessionID = nowhere
		}
		return searchGuests(tx, actor, activityID, sessionID, query)
	}))
}
