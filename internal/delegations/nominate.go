package delegations

import (
	"context"
	"net/mail"
	"slices"
	"strings"
	"unicode/utf8"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/names"
	"counterpart/internal/parties"
	"counterpart/internal/people"
	"counterpart/internal/vocabulary"
)

// NominationDraft names a person for a seat: one that the register knows, or a new one.
type NominationDraft struct {
	AllocationID string `json:"allocation_id,omitempty" doc:"Which seats; may be left out where category and mode say it"`
	PartyID      string `json:"party_id,omitempty" doc:"Whose seats, where allocation_id is left out"`
	Category     string `json:"category,omitempty"`
	Mode         string `json:"mode,omitempty"`
	PersonDraft
	Head bool `json:"head,omitempty" doc:"Head of the delegation"`
}

// PersonDraft is the person whom a nomination names.
type PersonDraft struct {
	PersonID    string `json:"person_id,omitempty" doc:"A person of the register; empty for a new one"`
	Given       string `json:"given,omitempty" maxLength:"200" doc:"The whole name, as the person writes it"`
	AddressForm string `json:"address_form,omitempty" maxLength:"60" doc:"Ms, H.E. Mr, Pol. Col."`
	NativeName  string `json:"native_name,omitempty" maxLength:"200"`
	Sex         string `json:"sex,omitempty" enum:"f,m,x," doc:"As the person says; empty where unknown"`
	Email       string `json:"email,omitempty" maxLength:"254"`
	FromPartyID string `json:"from_party_id,omitempty" doc:"The party or an agency inside it; the party when empty"`
	NewAgency   string `json:"new_agency,omitempty" maxLength:"200" doc:"An agency that the register does not have yet"`
	Position    string `json:"position,omitempty" maxLength:"200"`
	Unit        string `json:"unit,omitempty" maxLength:"200"`
}

func (d *PersonDraft) tidy() {
	for _, s := range []*string{&d.PersonID, &d.Given, &d.AddressForm, &d.NativeName, &d.Sex, &d.Email, &d.FromPartyID, &d.NewAgency, &d.Position, &d.Unit} {
		*s = strings.TrimSpace(*s)
	}
}

// check lists everything wrong that can be seen without the register.
func (d *PersonDraft) check(wrong *fault.Invalid) {
	for _, long := range []struct{ name, value, label string }{
		{"given", d.Given, "The name"},
		{"native_name", d.NativeName, "The name in its own script"},
		{"position", d.Position, "The position"},
		{"unit", d.Unit, "The unit"},
		{"new_agency", d.NewAgency, "The name of the agency"},
	} {
		wrong.Check(utf8.RuneCountInString(long.value) <= 200, long.name, "%s is longer than 200 characters. Shorten it.", long.label)
	}
	wrong.Check(utf8.RuneCountInString(d.AddressForm) <= 60, "address_form", "The form of address is longer than 60 characters. Shorten it.")
	wrong.Check(slices.Contains([]string{"", "f", "m", "x"}, d.Sex), "sex", "Choose one of the answers, or none.")
	if d.PersonID != "" {
		return
	}
	wrong.Check(d.Given != "", "given", "Choose a person of the list, or write the name of a new one.")
	if d.Email != "" {
		_, err := mail.ParseAddress(d.Email)
		wrong.Check(err == nil && !strings.ContainsAny(d.Email, "<>, "), "email", "%q is not an e-mail address.", d.Email)
	}
}

// Nominate names a person for a free seat of a party.
func (s *Service) Nominate(ctx context.Context, actor access.Actor, activityID string, d NominationDraft) (string, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (string, error) {
		a, err := activities.FindIn(tx, activityID)
		if err != nil {
			return "", err
		}
		seats, err := seatsFor(tx, activityID, d)
		if err != nil {
			return "", err
		}
		if err := actor.Require(RightNominate, about(activityID, seats.PartyID, seats.ParentID)); err != nil {
			return "", err
		}
		return s.nominateIn(tx, actor, a, seats, d)
	})
}

// seatsFor finds the allocation that a draft means.
func seatsFor(tx *db.Tx, activityID string, d NominationDraft) (Allocation, error) {
	if d.AllocationID != "" {
		return findAllocation(tx, activityID, d.AllocationID)
	}
	if d.PartyID == "" || d.Category == "" || d.Mode == "" {
		return Allocation{}, fault.Wrong("allocation_id", "Choose which seat the person takes.")
	}
	seats, err := allocationOf(tx, activityID, d.PartyID, d.Category, d.Mode)
	if err == nil && seats.ID == "" {
		err = fault.Wrong("allocation_id", "The party has no seats of this kind.")
	}
	return seats, err
}

func (s *Service) nominateIn(tx *db.Tx, actor access.Actor, a activities.Activity, seats Allocation, d NominationDraft) (string, error) {
	if err := openFor(tx, actor, a, seats); err != nil {
		return "", err
	}
	d.tidy()
	var wrong fault.Invalid
	d.check(&wrong)
	wrong.Check(seats.Free() > 0, "allocation_id", "All %d seats of this kind are taken. Withdraw or substitute somebody, or ask the secretariat for another seat.", seats.Seats)
	if err := wrong.Err(); err != nil {
		return "", err
	}
	n := Nomination{AllocationID: seats.ID, ActivityID: a.ID, PartyID: seats.PartyID, Category: seats.Category, Mode: seats.Mode, Head: d.Head, Seat: tx.NewID()}
	if err := s.seat(tx, actor, a, &n, d.PersonDraft); err != nil {
		return "", err
	}
	if err := answered(tx, actor, a.ID, seats.PartyID, InvitationNominated, ""); err != nil {
		return "", err
	}
	return n.ID, audit.Record(tx, actor, ActionNominate, Kind, n.ID, map[string]string{"activity": a.Title, "party": seats.Party, "seat": n.Seat})
}

// openFor refuses what comes too late. The secretariat may enter at any time what reached it by letter.
func openFor(tx *db.Tx, actor access.Actor, a activities.Activity, seats Allocation) error {
	if a.State == activities.Cancelled {
		return fault.Clash("%s is cancelled: nobody can be nominated.", a.Title)
	}
	if actor.Can(RightScreen, a.Object()) {
		return nil
	}
	if a.State == activities.Held {
		return fault.Clash("%s has been held: nominations are closed.", a.Title)
	}
	if Late(a, tx.Now()) {
		return fault.Clash("The deadline for nominations was %s. Ask the secretariat if you still need a change.", When(a, a.NominationDeadline))
	}
	return nil
}

// Late tells whether the deadline for nominations is over.
func Late(a activities.Activity, now db.Time) bool {
	return !a.NominationDeadline.IsZero() && now.After(a.NominationDeadline.Time)
}

// When says an instant on the activity's clock.
func When(a activities.Activity, t db.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(a.Zone()).Format("2 January 2006, 15:04") + " (" + a.TimeZone + ")"
}

// seat finds or enters the person and puts them into the seat as nominated.
func (s *Service) seat(tx *db.Tx, actor access.Actor, a activities.Activity, n *Nomination, d PersonDraft) error {
	if err := s.settlePerson(tx, actor, a, n, d); err != nil {
		return err
	}
	if n.Rank == 0 {
		rank, err := nextRank(tx, a.ID, n.PartyID, Nominated)
		if err != nil {
			return err
		}
		n.Rank = rank
	}
	n.ID, n.State, n.Active, n.Source = tx.NewID(), Nominated, true, FromFocalPoint
	if actor.Can(RightScreen, a.Object()) {
		n.Source = FromSecretariat
	}
	if n.Head {
		if err := noHead(tx, a.ID, n.PartyID, n.ID); err != nil {
			return err
		}
	}
	err := insertNomination(tx, *n)
	if db.Duplicate(err) {
		return fault.Wrong("person_id", "This person is already named for this activity.")
	}
	if err != nil {
		return err
	}
	return insertStep(tx, n.ID, n.State, n.Reason, actor.Name)
}

// settlePerson decides who is meant and where they work, entering what the register does not have.
func (s *Service) settlePerson(tx *db.Tx, actor access.Actor, a activities.Activity, n *Nomination, d PersonDraft) error {
	list, err := known(tx, a.ID, n.PartyID, d.PersonID, tx.Today())
	if err != nil {
		return err
	}
	if d.PersonID == "" {
		d.PersonID = same(list, d.Given)
	}
	i := slices.IndexFunc(list, func(k Known) bool { return k.PersonID == d.PersonID })
	if d.PersonID != "" && i >= 0 {
		k := list[i]
		if d.FromPartyID == "" && d.NewAgency == "" {
			d.FromPartyID = k.FromPartyID
		}
		if d.Position == "" && d.FromPartyID == k.FromPartyID {
			d.Position, d.Unit = k.Position, firstOf(d.Unit, k.Unit)
		}
	}
	if d.PersonID != "" && i < 0 && !actor.Can(RightScreen, a.Object()) {
		return fault.Wrong("person_id", "Choose a person of the list, or write the name of a new one.")
	}
	if n.FromPartyID, err = agencyFor(tx, actor, n.PartyID, d); err != nil {
		return err
	}
	n.Position, n.Unit = d.Position, d.Unit
	n.PersonID, err = personFor(tx, actor, n.FromPartyID, d, i >= 0 && list[max(i, 0)].FromPartyID == n.FromPartyID)
	if err != nil || i < 0 {
		return err
	}
	if list[i].Named {
		return fault.Wrong("person_id", "%s is already named for this activity.", list[i].Person)
	}
	return nil
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// same finds a person of the party by the name as typed, so that nobody is entered twice.
func same(list []Known, given string) string {
	key := people.NameKey(given)
	for _, k := range list {
		if people.NameKey(k.Person) == key {
			return k.PersonID
		}
	}
	return ""
}

// personFor returns the person of the register, entering a new one or a new place of work where needed.
func personFor(tx *db.Tx, actor access.Actor, fromPartyID string, d PersonDraft, worksThere bool) (string, error) {
	if d.PersonID == "" {
		return people.AddIn(tx, actor, people.Draft{
			Given: d.Given, AddressForm: d.AddressForm, NativeName: d.NativeName, Sex: d.Sex, Email: d.Email,
			PartyID: fromPartyID, Position: d.Position, Unit: d.Unit,
		})
	}
	if worksThere {
		return d.PersonID, nil
	}
	if _, err := people.FindIn(tx, d.PersonID); err != nil {
		return "", err
	}
	here, err := people.AffiliationsIn(tx, d.PersonID, tx.Today())
	if err != nil {
		return "", err
	}
	for _, at := range here {
		if at.PartyID == fromPartyID {
			return d.PersonID, nil
		}
	}
	_, err = people.AffiliateIn(tx, actor, people.AffiliationDraft{
		PersonID: d.PersonID, PartyID: fromPartyID, Position: d.Position, Unit: d.Unit, From: tx.Today(),
	})
	return d.PersonID, err
}

// agencyFor returns the party that the person comes from: the one whose seat it is, or an agency inside it.
func agencyFor(tx *db.Tx, actor access.Actor, partyID string, d PersonDraft) (string, error) {
	list, err := agencies(tx, partyID)
	if err != nil {
		return "", err
	}
	if d.NewAgency != "" {
		key := names.Fold(d.NewAgency)
		for _, a := range list {
			if a.NameKey == key {
				return a.ID, nil
			}
		}
		words, err := vocabulary.In(tx)
		if err != nil {
			return "", err
		}
		kinds := words.Codes(vocabulary.PartyKinds, "agency")
		if len(kinds) == 0 {
			return "", fault.Wrong("new_agency", "This mechanism keeps no agencies. Name the party itself.")
		}
		return parties.AddIn(tx, actor, parties.Draft{Kind: kinds[0], Name: d.NewAgency, ParentID: partyID})
	}
	if d.FromPartyID == "" {
		return partyID, nil
	}
	for _, a := range list {
		if a.ID == d.FromPartyID {
			return a.ID, nil
		}
	}
	return "", fault.Wrong("from_party_id", "Choose the party itself or an agency inside it.")
}
