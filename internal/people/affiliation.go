package people

import (
	"context"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/parties"
)

// Affiliation says for whom a person works from one day to another, both included. An empty From means
// since before the register began, an empty To that it lasts.
type Affiliation struct {
	ID       string  `db:"id" json:"id"`
	PersonID string  `db:"person_id" json:"person_id"`
	Person   string  `db:"person" json:"person,omitempty"`
	PartyID  string  `db:"party_id" json:"party_id"`
	Party    string  `db:"party" json:"party"`
	Inside   string  `db:"inside" json:"inside,omitempty" doc:"The party that an agency is inside"`
	Position string  `db:"position" json:"position,omitempty"`
	Unit     string  `db:"unit" json:"unit,omitempty"`
	From     db.Date `db:"valid_from" json:"from,omitempty"`
	To       db.Date `db:"valid_to" json:"to,omitempty"`
}

// WorksFor is the party, with the one that it is inside.
func (a Affiliation) WorksFor() string { return within(a.Party, a.Inside) }

// Covers tells whether the affiliation held on the day.
func (a Affiliation) Covers(day db.Date) bool { return covers(a.From, a.To, day) }

func covers(from, to, day db.Date) bool {
	return (from == "" || from <= day) && (to == "" || day <= to)
}

// overlap tells whether two spans share a day.
func overlap(from1, to1, from2, to2 db.Date) bool {
	return (to1 == "" || from2 == "" || from2 <= to1) && (to2 == "" || from1 == "" || from1 <= to2)
}

// AffiliationDraft is a new affiliation. One with the same party that lasts ends the day before.
type AffiliationDraft struct {
	PersonID string  `json:"person_id,omitempty" maxLength:"40"`
	PartyID  string  `json:"party_id" maxLength:"40"`
	Position string  `json:"position,omitempty" maxLength:"300"`
	Unit     string  `json:"unit,omitempty" maxLength:"300"`
	From     db.Date `json:"from,omitempty" format:"date"`
	To       db.Date `json:"to,omitempty" format:"date"`
}

// Affiliate says for whom a person works. The actor needs the right over the party, and over the
// person unless nobody has claimed them yet.
func (s *Service) Affiliate(ctx context.Context, actor access.Actor, d AffiliationDraft) (string, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (string, error) {
		for _, object := range []func() (access.Object, error){
			func() (access.Object, error) { return ObjectIn(tx, d.PersonID) },
			func() (access.Object, error) { return objectOfParty(tx, d.PartyID) },
		} {
			o, err := object()
			if err != nil {
				return "", err
			}
			if err := actor.Require(RightEdit, o); err != nil {
				return "", err
			}
		}
		return AffiliateIn(tx, actor, d)
	})
}

// AffiliateIn says for whom a person works, within a transaction of a higher room.
func AffiliateIn(tx *db.Tx, actor access.Actor, d AffiliationDraft) (string, error) {
	d.Position, d.Unit = strings.TrimSpace(d.Position), strings.TrimSpace(d.Unit)
	p, err := FindIn(tx, d.PersonID)
	if err != nil {
		return "", err
	}
	if err := changeable(tx, p); err != nil {
		return "", err
	}
	if d.To != "" && d.From != "" && d.From > d.To {
		return "", fault.Wrong("to", "The last day lies before the first day.")
	}
	_, err = parties.FindIn(tx, d.PartyID)
	if fault.IsNotFound(err) {
		return "", fault.Wrong("party_id", "Choose a party of the register.")
	}
	if err != nil {
		return "", err
	}
	if err := makeRoom(tx, d); err != nil {
		return "", err
	}
	id := tx.NewID()
	if err := insertAffiliation(tx, id, d); err != nil {
		return "", err
	}
	return id, audit.Record(tx, actor, ActionAffiliate, Kind, d.PersonID, d)
}

// makeRoom ends a lasting affiliation with the same party on the day before the new one, and refuses
// any other overlap with it. Affiliations with other parties may go on beside it.
func makeRoom(tx *db.Tx, d AffiliationDraft) error {
	held, err := affiliationsWith(tx, d.PersonID, d.PartyID)
	if err != nil {
		return err
	}
	for _, a := range held {
		if a.To == "" && d.From != "" && (a.From == "" || a.From < d.From) {
			if err := endAffiliation(tx, a.ID, d.From.AddDays(-1)); err != nil {
				return err
			}
			continue
		}
		if overlap(a.From, a.To, d.From, d.To) {
			return fault.Wrong("from", "The register has an affiliation with %s in this time already (%s to %s). End that first, or write the day from which the new one holds.",
				a.Party, orWords(a.From, "the beginning"), orWords(a.To, "today"))
		}
	}
	return nil
}

func orWords(d db.Date, words string) string {
	if d == "" {
		return words
	}
	return string(d)
}

// EndAffiliation ends an affiliation with a last day; today when that is empty. The posts that the person holds in
// the party end on the same day, because nobody answers a letter from an office they have left.
// personID is the person of whom it was said to be, empty where the affiliation was named alone.
func (s *Service) EndAffiliation(ctx context.Context, actor access.Actor, personID, id string, lastDay db.Date) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		a, err := findAffiliation(tx, id)
		if err != nil {
			return false, err
		}
		if personID != "" && personID != a.PersonID {
			return false, fault.Missing("affiliation of this person")
		}
		o, err := ObjectIn(tx, a.PersonID)
		if err != nil {
			return false, err
		}
		if err := actor.Require(RightEdit, o); err != nil {
			return false, err
		}
		lastDay := orToday(tx, lastDay)
		switch {
		case a.To != "" && a.To < tx.Today():
			return false, fault.Clash("This affiliation ended on %s.", a.To)
		case a.From != "" && lastDay < a.From:
			return false, fault.Wrong("to", "The last day lies before the first day, %s.", a.From)
		}
		if err := endAffiliation(tx, id, lastDay); err != nil {
			return false, err
		}
		if err := endHoldingsIn(tx, a.PersonID, a.PartyID, lastDay); err != nil {
			return false, err
		}
		return true, audit.Record(tx, actor, ActionLeave, Kind, a.PersonID, map[string]any{"affiliation_id": id, "party_id": a.PartyID, "to": lastDay})
	})
	return err
}

// Affiliations returns all affiliations of a person, the newest first.
func (s *Service) Affiliations(ctx context.Context, actor access.Actor, personID string) ([]Affiliation, error) {
	return viewPerson(ctx, s, actor, personID, func(tx *db.Tx) ([]Affiliation, error) { return affiliationsOf(tx, personID) })
}

// AffiliationsIn returns the affiliations of a person that hold on the day, the latest first.
func AffiliationsIn(tx *db.Tx, personID string, day db.Date) ([]Affiliation, error) {
	all, err := affiliationsOf(tx, personID)
	if err != nil {
		return nil, err
	}
	var held []Affiliation
	for _, a := range all {
		if a.Covers(day) {
			held = append(held, a)
		}
	}
	return held, nil
}

// Staff is the people of a party and of the agencies inside it, now and formerly: those who are there on the day
// first. At most limit rows.
func (s *Service) Staff(ctx context.Context, actor access.Actor, partyID string, asAt db.Date, limit int) ([]Affiliation, error) {
	return audit.ShownList[[]Affiliation](ctx, s.db, actor, Kind, ActionViewStaff, map[string]string{"party": partyID})(db.View(ctx, s.db, func(tx *db.Tx) ([]Affiliation, error) {
		p, err := parties.FindIn(tx, partyID)
		if err != nil {
			return nil, err
		}
		if err := actor.Require(RightSee, p.Object()); err != nil {
			return nil, err
		}
		return staffOf(tx, actor, partyID, orToday(tx, asAt), limit)
	}))
}

// viewPerson runs a query about a person for an actor who may see them.
func viewPerson[T any](ctx context.Context, s *Service, actor access.Actor, personID string, query func(tx *db.Tx) (T, error)) (T, error) {
	return noted[T](ctx, s, actor, personID)(db.View(ctx, s.db, func(tx *db.Tx) (T, error) {
		var none T
		o, err := ObjectIn(tx, personID)
		if err != nil {
			return none, err
		}
		if err := actor.Require(RightSee, o); err != nil {
			return none, err
		}
		return query(tx)
	}))
}

// objectOfParty is a party as the access rule sees it; no party at all is open to the whole mechanism's officers only.
func objectOfParty(tx *db.Tx, partyID string) (access.Object, error) {
	if partyID == "" {
		return access.Anything, nil
	}
	p, err := parties.FindIn(tx, partyID)
	if fault.IsNotFound(err) {
		return access.Object{}, fault.Wrong("party_id", "Choose a party of the register.")
	}
	return p.Object(), err
}
