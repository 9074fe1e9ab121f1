package secondments

import (
	"cmp"
	"context"
	"strconv"
	"unicode/utf8"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/files"
	"counterpart/internal/label"
	"counterpart/internal/labels"
	"counterpart/internal/parties"
	"counterpart/internal/people"
	"counterpart/internal/secondments/assignments"
	"counterpart/internal/vocabulary"
)

// NominationDraft names an officer for an assignment: one whom the register knows, or a new one.
type NominationDraft struct {
	PartyID    string        `json:"party_id" doc:"The sending State"`
	NoteNumber string        `json:"note_number" maxLength:"100" doc:"Of the note verbale"`
	PersonID   string        `json:"person_id,omitempty" doc:"A person of the register who works for the party; empty for a new one"`
	Given      string        `json:"given,omitempty" maxLength:"200" doc:"The whole name of a new person, as the person writes it"`
	Email      string        `json:"email,omitempty" maxLength:"254"`
	Position   string        `json:"position,omitempty" maxLength:"300"`
	Label      label.TLP     `json:"label,omitempty" doc:"That of the pack when empty"`
	CV         *files.Upload `json:"-"`
}

// Nominate names an officer of a party for an assignment.
func (s *Service) Nominate(ctx context.Context, actor access.Actor, assignmentID string, d NominationDraft) (string, error) {
	examined, err := s.examine(ctx, actor, RightNominate, d.CV)
	if err != nil {
		return "", err
	}
	return db.Change(ctx, s.db, func(tx *db.Tx) (string, error) {
		id, err := s.NominateIn(tx, actor, assignmentID, d)
		if err != nil || d.CV == nil {
			return id, err
		}
		dossier, err := findDossier(tx, id)
		if err != nil {
			return "", err
		}
		return id, s.keepFile(tx, actor, dossier, FileDraft{Kind: FileCV, Title: "Curriculum vitae"}, examined)
	})
}

// NominateIn is Nominate without a file, within a transaction.
func (s *Service) NominateIn(tx *db.Tx, actor access.Actor, assignmentID string, n NominationDraft) (string, error) {
	a, err := assignments.FindIn(tx, assignmentID)
	if err != nil {
		return "", err
	}
	office := actor.Can(RightEdit, a.Wide())
	if !office || n.PartyID == "" {
		if err := actor.Require(RightNominate, a.Object()); err != nil {
			return "", err
		}
	}
	if n.PartyID == "" {
		return "", fault.Wrong("party_id", "Choose the sending State.")
	}
	o := a.Object()
	o.Parties = []string{n.PartyID}
	if err := actor.Require(RightNominate, o); err != nil {
		return "", err
	}
	if err := refuseCall(tx, a, n.PartyID, office); err != nil {
		return "", err
	}
	words, err := vocabulary.In(tx)
	if err != nil {
		return "", err
	}
	if err := n.complete(tx, actor, a, words); err != nil {
		return "", err
	}
	if n.PersonID == "" {
		if n.PersonID, err = s.enter(tx, actor, n); err != nil {
			return "", err
		}
	}
	d := Dossier{ID: tx.NewID(), Year: tx.Today().Time().Year(), AssignmentID: a.ID, PartyID: n.PartyID, PersonID: n.PersonID, NoteNumber: n.NoteNumber, Label: n.Label, State: Nominated}
	d.Since, d.DueOn = tx.Today(), max(assignments.DueOn(tx, words, string(Nominated)), a.ClosesOn)
	if d.Serial, err = assignments.NextSerial(tx, "secondment", d.Year); err != nil {
		return "", err
	}
	if err := insertDossier(tx, d); err != nil {
		return "", err
	}
	if err := labels.SetIn(tx, actor, labels.Setting{Kind: Kind, ID: d.ID, To: d.Label}); err != nil {
		return "", err
	}
	if err := s.Note(tx, actor, Kind, d.ID, Record{Verb: string(Nominate), To: string(Nominated)}); err != nil {
		return "", err
	}
	return d.ID, audit.Record(tx, actor, ActionStep, Kind, d.ID, map[string]string{"verb": string(Nominate), "reference": d.Reference(), "assignment": a.Reference(), "party": n.PartyID})
}

// refuseCall says why a party cannot nominate now. The secretariat may enter after the closing day what the note says came before it.
func refuseCall(tx *db.Tx, a Assignment, party string, office bool) error {
	if a.State != Open && !(office && a.State == Closed) {
		return fault.Clash("The call is not open (%s): nobody can be nominated.", a.State.Words())
	}
	if !assignments.Uses(a.Called, party) {
		return fault.Clash("The call did not go to this party. Send it the call first.")
	}
	if !office && a.ClosesOn < tx.Today() {
		return fault.Clash("The call closed on %s. Ask the secretariat.", a.ClosesOn)
	}
	n, err := nominatedBy(tx, a.ID, party)
	if err != nil {
		return err
	}
	if n >= a.Most {
		return fault.Clash("The party has nominated %s already, which is the most for this call. Withdraw one first.", strconv.Itoa(n))
	}
	return nil
}

// complete checks the draft and lists everything wrong with it.
func (n *NominationDraft) complete(tx *db.Tx, actor access.Actor, a Assignment, words *vocabulary.Words) error {
	assignments.Tidy(&n.NoteNumber, &n.Given, &n.Email, &n.Position)
	n.Label = cmp.Or(n.Label, DefaultLabel(words))
	var wrong fault.Invalid
	wrong.Check(n.NoteNumber != "", "note_number", "Write the number of the note verbale: officers are nominated by their State only.")
	wrong.Check(utf8.RuneCountInString(n.NoteNumber) <= 100, "note_number", "Shorten this to 100 characters.")
	wrong.Check(n.Label.Valid(), "label", "Choose a label.")
	wrong.Check((n.PersonID == "") != (n.Given == ""), "given", "Choose an officer of the list, or write the name of a new one: one of the two.")
	if n.PersonID == "" {
		return wrong.Err()
	}
	wrong.Check(n.PersonID != actor.Person, "person_id", "Nobody nominates themself. Another person who acts for the party does.")
	works, err := assignments.WorksForIn(tx, n.PersonID, n.PartyID)
	if err != nil {
		return err
	}
	wrong.Check(works, "person_id", "Choose a person who works for the party, or for an agency inside it.")
	if works {
		o, err := people.ObjectIn(tx, n.PersonID)
		if err != nil {
			return err
		}
		wrong.Check(actor.Via == "link" || actor.Can(people.RightSee, o), "person_id", "Choose a person who works for the party, or for an agency inside it.")
	}
	twice, err := assignments.IsCandidateIn(tx, a.ID, n.PersonID)
	if err != nil {
		return err
	}
	wrong.Check(!twice, "person_id", "This officer is nominated for this assignment already.")
	onPanel, err := assignments.SitsOnPanelIn(tx, a.ID, n.PersonID)
	if err != nil {
		return err
	}
	wrong.Check(!onPanel, "person_id", "This officer cannot be nominated for this assignment. Ask the secretariat.")
	return wrong.Err()
}

// enter adds a person whom the register does not have. The party says who works for it.
func (s *Service) enter(tx *db.Tx, actor access.Actor, n NominationDraft) (string, error) {
	if _, err := parties.FindIn(tx, n.PartyID); err != nil {
		return "", err
	}
	return people.AddIn(tx, access.System("nomination by "+actor.Name, people.RightEdit), people.Draft{
		Given: n.Given, Email: n.Email, Position: n.Position, PartyID: n.PartyID, Label: label.AmberStrict, From: tx.Today(),
	})
}

// Staff lists whom a party can nominate: who works for it or for an agency inside it today, as far as the actor may see them.
func (s *Service) Staff(ctx context.Context, actor access.Actor, assignmentID, partyID string) ([]people.Affiliation, error) {
	return audit.ShownList[[]people.Affiliation](ctx, s.db, actor, people.Kind, ActionViewAll, map[string]string{"assignment": assignmentID, "party": partyID})(db.View(ctx, s.db, func(tx *db.Tx) ([]people.Affiliation, error) {
		a, err := assignments.FindIn(tx, assignmentID)
		if err != nil {
			return nil, err
		}
		o := a.Object()
		o.Parties = []string{partyID}
		if err := actor.Require(RightNominate, o); err != nil {
			return nil, err
		}
		return assignments.StaffIn(tx, actor, partyID)
	}))
}
