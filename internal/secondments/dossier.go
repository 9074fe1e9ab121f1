package secondments

import (
	"fmt"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/label"
	"counterpart/internal/secondments/assignments"
	"counterpart/internal/vocabulary"
)

// Dossier is one candidate for an assignment, from the nomination to the return.
type Dossier struct {
	ID           string    `db:"id" json:"id"`
	Year         int       `db:"year" json:"year"`
	Serial       int       `db:"serial" json:"serial"`
	AssignmentID string    `db:"assignment_id" json:"assignment_id"`
	Assignment   string    `db:"assignment" json:"assignment"`
	Office       string    `db:"office" json:"office"`
	PartyID      string    `db:"party_id" json:"party_id"`
	Party        string    `db:"party" json:"party"`
	PersonID     string    `db:"person_id" json:"person_id"`
	Person       string    `db:"person" json:"person"`
	PersonLabel  label.TLP `db:"person_label" json:"-"`
	NoteNumber   string    `db:"note_number" json:"note_number" doc:"Of the note verbale that nominates"`
	Label        label.TLP `db:"label" json:"label"`
	Named        []string  `json:"-"`
	PersonNamed  []string  `json:"-"`
	State        State     `db:"state" json:"state" enum:"nominated,screened,interviewed,selected,reserve,not_selected,offered,accepted,declined,formalities,in_post,ended,reported,debriefed,returned,withdrawn"`
	Since        db.Date   `db:"since" json:"since"`
	DueOn        db.Date   `db:"due_on" json:"due_on,omitempty"`
	RemindedOn   db.Date   `db:"reminded_on" json:"-"`
	SupervisorID string    `db:"supervisor" json:"-"`
	Supervisor   string    `db:"supervisor_name" json:"supervisor,omitempty"`
	DeskID       string    `db:"desk_id" json:"desk_id,omitempty"`
	Desk         string    `db:"desk" json:"desk,omitempty"`
	Start        db.Date   `db:"start_on" json:"start,omitempty"`
	EndOn        db.Date   `db:"end_on" json:"end,omitempty"`
	PlannedEnd   db.Date   `db:"planned_end" json:"planned_end,omitempty" doc:"As first agreed"`
	LetterNumber string    `db:"letter_number" json:"letter_number,omitempty" doc:"Of the letter of the three parties"`
	LetterState  db.Date   `db:"letter_state" json:"signed_by_state,omitempty"`
	LetterHost   db.Date   `db:"letter_host" json:"signed_by_host,omitempty"`
	LetterPerson db.Date   `db:"letter_person" json:"signed_by_officer,omitempty"`
	LinkID       string    `db:"link_id" json:"-"`
	OfferLink    string    `db:"offer_link" json:"-"`
	ClosesOn     db.Date   `db:"closes_on" json:"closed_to_party_on,omitempty" doc:"From then on the sending State reads it no more"`
	Version      int       `db:"version" json:"version"`

	open bool // to the sending State
}

// Reference is the number under which the dossier is filed: S 2026/7.
func (d Dossier) Reference() string { return fmt.Sprintf("S %d/%d", d.Year, d.Serial) }

// Object is the dossier as the access rule sees it.
func (d Dossier) Object() access.Object {
	o := d.wide()
	if d.open {
		o.Parties = []string{d.PartyID}
	}
	if d.State.Own() {
		o.Persons = []string{d.PersonID}
	}
	return o
}

// wide is the dossier without party and person: only who holds the right beyond them covers it.
func (d Dossier) wide() access.Object {
	return access.Object{
		Activities: []string{d.ID, d.AssignmentID}, Label: d.Label, Named: d.Named, Above: []access.Mark{{Label: d.PersonLabel, Named: d.PersonNamed}},
	}
}

// signed is how many of the three have signed the letter.
func (d Dossier) signed() int {
	n := 0
	for _, day := range []db.Date{d.LetterState, d.LetterHost, d.LetterPerson} {
		if day != "" {
			n++
		}
	}
	return n
}

// Late tells whether the next step is overdue.
func (d Dossier) Late(today db.Date) bool {
	return d.DueOn != "" && d.DueOn < today && !d.State.Final()
}

// Waits says for whom and what the dossier waits.
func (d Dossier) Waits() string {
	if d.State.Final() {
		return ""
	}
	owner := d.State.Owner().Words()
	if d.State.Owner() == ByParty {
		owner = d.Party
	}
	return owner + ": " + assignments.Lower(d.State.Waits())
}

// caseOf is what the rules look at.
func (s *Service) caseOf(tx *db.Tx, d Dossier, a Assignment) (Case, error) {
	c := Case{
		State: d.State, Approved: a.State == Open || a.State == Closed || a.State == Filled, Places: a.Places - a.Taken, Signed: d.signed(), Supervised: d.SupervisorID != "",
		Over: d.EndOn != "" && d.EndOn < tx.Today(), Begun: d.Start != "" && d.Start <= tx.Today(),
	}
	switch d.State {
	case Nominated:
		list, err := checksOf(tx, d.ID)
		if err != nil {
			return c, err
		}
		c.Checked, c.Meets = meets(a.Criteria(), list)
	case Screened:
		members, err := panelOf(tx, d)
		if err != nil {
			return c, err
		}
		for _, m := range members {
			key := "account:" + m.Account
			c.Panel = append(c.Panel, key)
			switch {
			case m.Declared && m.Conflict:
				c.Conflicted = append(c.Conflicted, key)
			case m.Declared:
				c.Free = append(c.Free, key)
			}
			if m.Scored {
				c.Scored = append(c.Scored, key)
			}
		}
	case Formalities, InPost:
		list, err := formalitiesOf(tx, d.ID)
		if err != nil {
			return c, err
		}
		for _, f := range list {
			if f.Required && !f.Done(tx.Today()) {
				c.Missing++
			}
		}
		change, found, err := openChange(tx, d.ID)
		if err != nil || !found {
			return c, err
		}
		c.Proposed = change.Actor
		list2, err := assignments.ApprovalsIn(tx, kindChange, change.ID)
		c.Approvals = len(list2)
		return c, err
	case Ended:
		var err error
		c.Own, c.Supervisor, err = reportedOf(tx, d)
		return c, err
	}
	return c, nil
}

// meets tells whether every criterion was looked at, and every needed one is met.
func meets(list []Criterion, checks []Check) (all, met bool) {
	all, met = len(checks) == len(list), true
	for _, c := range checks {
		if c.Criterion < len(list) && list[c.Criterion].Needed && !c.Met {
			met = false
		}
	}
	return all, met
}

// take leads a dossier to its next state and keeps the step, with words about a person sealed.
func (s *Service) take(tx *db.Tx, actor access.Actor, d *Dossier, c Case, v Verb, r Record) error {
	if words := c.Refused(v, actor.Key()); words != "" {
		return fault.Clash("%s", words)
	}
	words, err := vocabulary.In(tx)
	if err != nil {
		return err
	}
	from := d.State
	d.State = c.Take(v, actor.Key()).State
	if from != d.State {
		d.Since, d.DueOn, d.RemindedOn = tx.Today(), assignments.DueOn(tx, words, string(d.State)), ""
		switch {
		case d.State == InPost:
			d.DueOn = d.EndOn
		case d.State == Formalities && d.Start != "":
			d.DueOn = max(tx.Today(), d.Start)
		}
		if d.State.Final() {
			d.ClosesOn = tx.Today().AddDays(words.Pack.Mechanism.Secondments.CloseAfterDays)
			if err := endLinks(tx, actor, d); err != nil {
				return err
			}
		}
	}
	if err := assignments.Changed(saveDossier(tx, *d)); err != nil {
		return err
	}
	d.Version++
	r.Verb, r.From, r.To = string(v), string(from), string(d.State)
	if err := s.Note(tx, actor, Kind, d.ID, r); err != nil {
		return err
	}
	return audit.Record(tx, actor, ActionStep, Kind, d.ID, map[string]string{"verb": string(v), "state": string(d.State), "reference": d.Reference()})
}

// withAssignment loads a dossier with its assignment.
func withAssignment(tx *db.Tx, id string) (Dossier, Assignment, error) {
	d, err := findDossier(tx, id)
	if err != nil {
		return d, Assignment{}, err
	}
	a, err := assignments.FindIn(tx, d.AssignmentID)
	return d, a, err
}
