package assignments

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/label"
	"counterpart/internal/secondments/stages"
)

// Page is an assignment with what belongs to it, without the dossiers.
type Page struct {
	Assignment Assignment  `json:"assignment"`
	Reference  string      `json:"reference"`
	Criteria   []Criterion `json:"criteria" nullable:"false"`
	Costs      []Cost      `json:"costs" nullable:"false"`
	Can        []Act       `json:"can" nullable:"false" doc:"The steps that the reader can take now"`
	Waits      string      `json:"waits_for,omitempty"`
	Late       bool        `json:"overdue"`
	Approvals  []Approval  `json:"approvals" nullable:"false"`
	Panel      []Panellist `json:"panel" nullable:"false" doc:"For the secretariat only"`
	Parties    []Callable  `json:"called" nullable:"false" doc:"To which the call went; for the secretariat only"`
	Steps      []Record    `json:"steps" nullable:"false" doc:"For the secretariat only"`
	Overlaps   []string    `json:"overlaps" nullable:"false" doc:"Who has the desk at the same time; for the secretariat only"`
	Office     bool        `json:"-"`
	Today      db.Date     `json:"-"`
}

// PageIn reads an assignment as its reader is shown it, within a transaction.
func (s *Service) PageIn(tx *db.Tx, actor access.Actor, id string) (Page, error) {
	a, err := FindIn(tx, id)
	if err != nil {
		return Page{}, err
	}
	if err := actor.Require(RightSee, a.Object()); err != nil {
		return Page{}, err
	}
	p := Page{
		Assignment: a, Reference: a.Reference(), Criteria: a.Criteria(), Today: tx.Today(), Office: actor.Can(RightSee, a.Wide()),
		Approvals: []Approval{}, Panel: []Panellist{}, Parties: []Callable{}, Steps: []Record{}, Can: []Act{}, Overlaps: []string{},
	}
	p.Late = a.DueOn != "" && a.DueOn < tx.Today()
	if owner := a.State.Owner(); owner != stages.ByNobody {
		p.Waits = owner.Words() + ": " + Lower(a.State.Waits())
	}
	if a.State == Open {
		p.Waits = "The parties nominate until the call closes"
	}
	if p.Costs, err = costsOf(tx, id); err != nil {
		return p, err
	}
	if !p.Office {
		p.Assignment.AuthorName = ""
		return p, nil
	}
	return p, s.forOffice(tx, actor, &p)
}

// forOffice adds what only the secretariat is shown.
func (s *Service) forOffice(tx *db.Tx, actor access.Actor, p *Page) (err error) {
	a := p.Assignment
	if p.Approvals, err = ApprovalsIn(tx, Kind, a.ID); err != nil {
		return err
	}
	if p.Panel, err = panelOfAssignment(tx, a.ID); err != nil {
		return err
	}
	if p.Parties, err = calledParties(tx, a.ID); err != nil {
		return err
	}
	if p.Steps, err = s.Records(tx, Kind, a.ID); err != nil {
		return err
	}
	if p.Overlaps, err = OverlappingIn(tx, a.DeskID, a.From, a.To, ""); err != nil {
		return err
	}
	p.Can, err = a.actsOf(tx, actor)
	return err
}

// Filter narrows the list of assignments.
type Filter struct {
	Query string // beginnings of words of title and office
	State Phase
	After []string
	Limit int
}

// Assignments returns a page of the assignments that the actor may see, the latest first, and the key of the next page.
func (s *Service) Assignments(ctx context.Context, actor access.Actor, f Filter) ([]Assignment, []string, error) {
	if !actor.Holds(RightSee) {
		return nil, nil, actor.Require(RightSee, access.Anything)
	}
	var next []string
	list, err := db.View(ctx, s.db, func(tx *db.Tx) ([]Assignment, error) {
		rows, err := listAssignments(tx, actor, f)
		if err == nil && len(rows) > f.Limit {
			rows = rows[:f.Limit]
			next = []string{string(rows[f.Limit-1].From), rows[f.Limit-1].ID}
		}
		return rows, err
	})
	return list, next, err
}

// Strictest is the label of a page that shows all of them.
func Strictest(list []Assignment) label.TLP {
	out := label.Clear
	for _, a := range list {
		out = label.Strictest(out, a.Label)
	}
	return out
}
