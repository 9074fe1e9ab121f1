package gaps

import (
	"context"
	"slices"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/instruments"
	"counterpart/internal/label"
	"counterpart/internal/labels"
	"counterpart/internal/names"
	"counterpart/internal/parties"
	"counterpart/internal/search"
	"counterpart/internal/vocabulary"
)

// Project is the work of several States under one name.
type Project struct {
	ID           string  `db:"id" json:"id"`
	Title        string  `db:"title" json:"title"`
	Purpose      string  `db:"purpose" json:"purpose,omitempty"`
	InitiativeID string  `db:"initiative_id" json:"initiative_id,omitempty"`
	Initiative   string  `db:"initiative" json:"initiative,omitempty"`
	Version      int     `db:"version" json:"version"`
	CreatedAt    db.Time `db:"created_at" json:"created_at"`
}

// ProjectDraft is what somebody writes of a project.
type ProjectDraft struct {
	Title        string `json:"title" maxLength:"200"`
	Purpose      string `json:"purpose,omitempty" maxLength:"4000"`
	InitiativeID string `json:"initiative_id,omitempty"`
}

func (d *ProjectDraft) check(tx *db.Tx) error {
	tidy(&d.Title)
	tidy(&d.Purpose)
	var wrong fault.Invalid
	wrong.Check(d.Title != "", "title", "Write the name of the assessment.")
	tooLong(&wrong, "title", d.Title, 200)
	tooLong(&wrong, "purpose", d.Purpose, 4000)
	if d.InitiativeID != "" {
		known, err := initiativeExists(tx, d.InitiativeID)
		if err != nil {
			return err
		}
		wrong.Check(known, "initiative_id", "Choose an initiative of the list.")
	}
	return wrong.Err()
}

// BeginProject enters a project and returns its id.
func (s *Service) BeginProject(ctx context.Context, actor access.Actor, d ProjectDraft) (string, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (string, error) { return s.BeginProjectIn(tx, actor, d) })
}

// BeginProjectIn is BeginProject within a transaction.
func (s *Service) BeginProjectIn(tx *db.Tx, actor access.Actor, d ProjectDraft) (string, error) {
	if err := actor.Require(RightManage, access.Anything); err != nil {
		return "", err
	}
	if err := d.check(tx); err != nil {
		return "", err
	}
	id := tx.NewID()
	if err := insertProject(tx, id, d); err != nil {
		return "", err
	}
	return id, audit.Record(tx, actor, ActionBegin, KindProject, id, map[string]string{"title": d.Title})
}

// ChangeProject changes the words of a project.
func (s *Service) ChangeProject(ctx context.Context, actor access.Actor, id string, version int, d ProjectDraft) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		if err := actor.Require(RightManage, access.Anything); err != nil {
			return false, err
		}
		p, err := findProject(tx, id)
		if err != nil {
			return false, err
		}
		if err := d.check(tx); err != nil {
			return false, err
		}
		if version != p.Version {
			return false, fault.Clash("The project was changed by someone else in the meantime.")
		}
		if err := updateProject(tx, id, d); err != nil {
			return false, err
		}
		if err := indexProject(tx, id); err != nil {
			return false, err
		}
		return true, audit.Record(tx, actor, ActionChange, KindProject, id, map[string]string{"title": d.Title})
	})
	return err
}

// Assessment is the law of one State in a project.
type Assessment struct {
	ID         string    `db:"id" json:"id"`
	ProjectID  string    `db:"project_id" json:"project_id"`
	Project    string    `db:"project" json:"project"`
	PartyID    string    `db:"party_id" json:"party_id"`
	Party      string    `db:"party" json:"party"`
	Label      label.TLP `db:"label" json:"label" doc:"Of what is being written; what is cleared has labels of its own"`
	Named      []string  `db:"-" json:"-"`
	Version    int       `db:"version" json:"version"`
	BegunAt    db.Time   `db:"begun_at" json:"begun_at"`
	RoundID    string    `db:"round_id" json:"round_id,omitempty" doc:"The newest round"`
	RoundState State     `db:"round_state" json:"round_state,omitempty" enum:"drafting,submitted,cleared,"`
	Members    []Member  `db:"-" json:"-"`
}

// Object is the assessment as the access rule sees it.
func (a Assessment) Object() access.Object {
	o := access.Object{Parties: []string{a.PartyID}, Activities: []string{a.ID, a.ProjectID}, Label: a.Label, Named: a.Named}
	for _, m := range a.Members {
		o.Persons = append(o.Persons, m.PersonID)
	}
	return o
}

// StateDraft begins the assessment of a State.
type StateDraft struct {
	PartyID     string    `json:"party_id"`
	Instruments []string  `json:"instruments" maxItems:"50" doc:"Ids of instruments; each is assessed in the version in use"`
	Label       label.TLP `json:"label,omitempty" doc:"That of the pack when empty"`
	AsAt        db.Date   `json:"as_at" doc:"The day of the law that the baseline describes"`
}

// Begin begins the assessment of a State with its baseline, and returns its id.
func (s *Service) Begin(ctx context.Context, actor access.Actor, projectID string, d StateDraft) (string, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (string, error) { return s.BeginIn(tx, actor, projectID, d) })
}

// BeginEach begins the assessments of several States alike: all of them, or none.
func (s *Service) BeginEach(ctx context.Context, actor access.Actor, projectID string, states []string, d StateDraft) ([]string, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) ([]string, error) {
		if len(states) == 0 {
			states = []string{""} // refused in the words for one that is missing
		}
		ids := make([]string, len(states))
		for i, party := range states {
			d.PartyID = party
			var err error
			if ids[i], err = s.BeginIn(tx, actor, projectID, d); err != nil {
				return nil, err
			}
		}
		return ids, nil
	})
}

// BeginIn is Begin within a transaction.
func (s *Service) BeginIn(tx *db.Tx, actor access.Actor, projectID string, d StateDraft) (string, error) {
	if err := actor.Require(RightManage, access.Anything); err != nil {
		return "", err
	}
	p, err := findProject(tx, projectID)
	if err != nil {
		return "", err
	}
	party, chosen, err := d.check(tx, projectID)
	if err != nil {
		return "", err
	}
	a := Assessment{ID: tx.NewID(), ProjectID: p.ID, PartyID: d.PartyID, Label: d.Label}
	if err := insertAssessment(tx, a); err != nil {
		return "", err
	}
	for _, v := range chosen {
		if err := setScope(tx, a.ID, v.InstrumentID, v.ID); err != nil {
			return "", err
		}
	}
	if err := labels.SetIn(tx, actor, labels.Setting{Kind: Kind, ID: a.ID, To: d.Label}); err != nil {
		return "", err
	}
	if err := search.Index(tx, Kind, a.ID, names.SearchTerms(p.Title, party.Name)); err != nil {
		return "", err
	}
	if _, err := openRound(tx, actor, a.ID, Round{Number: 1, Kind: Baseline, AsAt: d.AsAt}); err != nil {
		return "", err
	}
	return a.ID, audit.Record(tx, actor, ActionBegin, Kind, a.ID, map[string]string{"project": p.Title, "party": party.Name, "as_at": string(d.AsAt)})
}

// indexProject makes the assessments of a project findable by its title and their States.
func indexProject(tx *db.Tx, projectID string) error {
	list, err := namesOf(tx, projectID)
	if err != nil {
		return err
	}
	for _, x := range list {
		if err := search.Index(tx, Kind, x.ID, names.SearchTerms(x.Project, x.Party)); err != nil {
			return err
		}
	}
	return nil
}

func (d *StateDraft) check(tx *db.Tx, projectID string) (parties.Party, []instruments.Version, error) {
	var wrong fault.Invalid
	words, err := vocabulary.In(tx)
	if err != nil {
		return parties.Party{}, nil, err
	}
	if d.Label == "" {
		d.Label = DefaultLabel(words)
	}
	party, err := parties.FindIn(tx, d.PartyID)
	if fault.IsNotFound(err) {
		wrong.Add("party_id", "Choose the State.")
	} else if err != nil {
		return party, nil, err
	}
	taken, err := assessmentOf(tx, projectID, d.PartyID)
	if err != nil {
		return party, nil, err
	}
	wrong.Check(taken == "", "party_id", "The law of %s is part of this project already.", party.Name)
	wrong.Check(d.Label.Valid(), "label", "Choose a label of the list.")
	wrong.Check(d.AsAt != "", "as_at", "Say as of which day the law is described.")
	wrong.Check(d.AsAt == "" || d.AsAt <= tx.Today(), "as_at", "The law is described as it was on a day that has come.")
	latest, err := instruments.LatestIn(tx)
	if err != nil {
		return party, nil, err
	}
	chosen := slices.DeleteFunc(latest, func(v instruments.Version) bool { return !slices.Contains(d.Instruments, v.InstrumentID) })
	wrong.Check(len(chosen) > 0 && len(chosen) == len(d.Instruments), "instruments", "Choose the instruments of the list, at least one.")
	return party, chosen, wrong.Err()
}
