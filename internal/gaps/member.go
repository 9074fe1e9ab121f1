package gaps

import (
	"context"
	"slices"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
)

// Member is somebody who works on an assessment without being the secretariat.
type Member struct {
	AccountID string  `db:"account_id" json:"account_id"`
	PersonID  string  `db:"person_id" json:"-"`
	Name      string  `db:"name" json:"name"`
	Part      Part    `db:"part" json:"part" enum:"expert,observer,clears"`
	Note      string  `db:"note" json:"note,omitempty" doc:"Number of the note verbale that names them"`
	At        db.Time `db:"at" json:"at"`
}

// MemberDraft says who takes which part.
type MemberDraft struct {
	Email string `json:"email" doc:"With which the person signs in"`
	Part  Part   `json:"part" enum:"expert,observer,clears"`
	Note  string `json:"note,omitempty" maxLength:"100" doc:"Number of the note verbale; needed for who clears"`
}

// Appoint makes somebody a member. Whoever cleared before becomes an observer when somebody else is named.
func (s *Service) Appoint(ctx context.Context, actor access.Actor, id string, d MemberDraft) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) { return true, s.AppointIn(tx, actor, id, d) })
	return err
}

// AppointIn is Appoint within a transaction.
func (s *Service) AppointIn(tx *db.Tx, actor access.Actor, id string, d MemberDraft) error {
	a, err := FindIn(tx, id)
	if err != nil {
		return err
	}
	if err := actor.Require(RightManage, a.Object()); err != nil {
		return err
	}
	tidy(&d.Email)
	tidy(&d.Note)
	var wrong fault.Invalid
	account, found, err := accounts.ByAddressIn(tx, d.Email)
	if err != nil {
		return err
	}
	switch {
	case !found:
		wrong.Add("email", "Nobody signs in with this address. Make the account first, for a person of the register.")
	case account.PersonID == "":
		wrong.Add("email", "The account of %s belongs to no person of the register. Join the two first.", account.Name)
	default:
		takesPart, err := participates(tx, account.ID)
		if err != nil {
			return err
		}
		wrong.Check(takesPart, "email", "%s has to hold the role of a participant to find the assessment after signing in. Give it first.", account.Name)
	}
	wrong.Check(slices.Contains(Parts, d.Part), "part", "Choose the part.")
	wrong.Check(d.Part != Clears || d.Note != "", "note", "Write the number of the note verbale by which the State names who clears for it.")
	tooLong(&wrong, "note", d.Note, 100)
	if err := wrong.Err(); err != nil {
		return err
	}
	if d.Part == Clears {
		if err := unseatClearing(tx, id); err != nil {
			return err
		}
	}
	m := Member{AccountID: account.ID, PersonID: account.PersonID, Part: d.Part, Note: d.Note}
	if err := putMember(tx, id, m); err != nil {
		return err
	}
	return audit.Record(tx, actor, ActionMember, Kind, id, map[string]string{"account": account.ID, "part": string(d.Part), "note": d.Note})
}

// Dismiss ends somebody's part, if they have one. What they wrote stays.
func (s *Service) Dismiss(ctx context.Context, actor access.Actor, id, accountID string) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		a, err := FindIn(tx, id)
		if err != nil {
			return false, err
		}
		if err := actor.Require(RightManage, a.Object()); err != nil {
			return false, err
		}
		if n, err := removeMember(tx, id, accountID); err != nil || n == 0 {
			return false, err
		}
		return true, audit.Record(tx, actor, ActionMember, Kind, id, map[string]string{"account": accountID, "part": "none"})
	})
	return err
}
