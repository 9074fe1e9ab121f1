package secondments

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/label"
	"counterpart/internal/people"
	"counterpart/internal/secondments/stages"
)

// Filter narrows the list of dossiers.
type Filter struct {
	Query        string // beginnings of words of the officer, the party and the assignment
	State        State
	Owner        Owner // who acts next
	Running      bool  // those that have not ended
	Late         bool
	PartyID      string
	AssignmentID string
	After        []string
	Limit        int
}

// asked is what the filter asks for, as the history keeps it.
func (f Filter) asked() map[string]string {
	out := map[string]string{}
	for name, value := range map[string]string{"q": f.Query, "state": string(f.State), "owner": string(f.Owner), "party": f.PartyID, "assignment": f.AssignmentID} {
		if value != "" {
			out[name] = value
		}
	}
	return out
}

// states are those that the filter lets through; nil for all.
func (f Filter) states() []string {
	if f.State != "" {
		return []string{string(f.State)}
	}
	if f.Owner == ByNobody && !f.Running && !f.Late {
		return nil
	}
	return stages.Those(func(s State) bool { return !s.Final() && (f.Owner == ByNobody || s.Owner() == f.Owner) })
}

// List returns a page of the dossiers that the actor may see, the latest change first, and the key of the next page.
func (s *Service) List(ctx context.Context, actor access.Actor, f Filter) ([]Dossier, []string, error) {
	if !actor.Holds(RightSee) {
		return nil, nil, actor.Require(RightSee, access.Anything)
	}
	var next []string
	list, err := audit.ShownList[[]Dossier](ctx, s.db, actor, people.Kind, ActionViewAll, f.asked())(db.View(ctx, s.db, func(tx *db.Tx) ([]Dossier, error) {
		rows, err := listDossiers(tx, actor, f)
		if err == nil && len(rows) > f.Limit {
			rows = rows[:f.Limit]
			next = []string{string(rows[f.Limit-1].Since), rows[f.Limit-1].ID}
		}
		return rows, err
	}))
	return list, next, err
}

// Taken are the dossiers of a file, with the label that it carries.
type Taken struct {
	List  []Dossier
	Label label.TLP
}

// takenAtOnce is how many rows of a file are read at a time.
const takenAtOnce = 500

// TakeAlong returns the dossiers for a file that is taken along, which the history notes.
func (s *Service) TakeAlong(ctx context.Context, actor access.Actor, f Filter) (Taken, error) {
	if !actor.Holds(RightEdit) {
		return Taken{}, actor.Require(RightEdit, access.Anything)
	}
	if err := actor.RequireFresh(s.db.Clock()); err != nil {
		return Taken{}, err
	}
	list, err := db.Whole(func(after []string) ([]Dossier, []string, error) {
		f.After, f.Limit = after, takenAtOnce
		return s.List(ctx, actor, f)
	})
	if err != nil {
		return Taken{}, err
	}
	return Taken{List: list, Label: Strictest(list)}, audit.Exported(ctx, s.db, actor, Kind, []string{""}, ActionTake, f.asked())
}

// Strictest is the label of a page or file that shows all of them.
func Strictest(list []Dossier) label.TLP {
	out := label.Clear
	for _, d := range list {
		out = label.Strictest(out, d.Label, d.PersonLabel)
	}
	return out
}

// Side of a party: what is open to it.
type Ours struct {
	Today    db.Date
	Calls    []Assignment // open to nominations of the party
	Waiting  []Dossier    // offers to answer
	Running  []Dossier
	Finished []Dossier
}

// Ours returns what concerns the actor's parties: open calls, offers, and the dossiers that are not closed to them.
func (s *Service) Ours(ctx context.Context, actor access.Actor) (Ours, error) {
	if len(actor.Parties(access.FocalPoint)) == 0 {
		return Ours{}, actor.Require(RightNominate, access.Object{Parties: []string{"none"}})
	}
	var out Ours
	err := s.readOurs(ctx, actor, &out)
	return out, err
}

func (s *Service) readOurs(ctx context.Context, actor access.Actor, out *Ours) error {
	calls, _, err := s.Assignments(ctx, actor, AssignmentFilter{State: Open, Limit: mostDossiers})
	if err != nil {
		return err
	}
	list, _, err := s.List(ctx, actor, Filter{Limit: mostDossiers})
	if err != nil {
		return err
	}
	out.Today = db.At(s.db.Clock()).Date()
	for _, a := range calls {
		if a.ClosesOn >= out.Today {
			out.Calls = append(out.Calls, a)
		}
	}
	for _, d := range list {
		switch {
		case d.State == Offered:
			out.Waiting = append(out.Waiting, d)
		case d.State.Final():
			out.Finished = append(out.Finished, d)
		default:
			out.Running = append(out.Running, d)
		}
	}
	return nil
}

// Mine returns the dossiers of the actor's own secondments.
func (s *Service) Mine(ctx context.Context, actor access.Actor) ([]Dossier, error) {
	if actor.Person == "" || !actor.Holds(RightOwn) {
		return nil, actor.Require(RightOwn, access.Object{Persons: []string{"none"}})
	}
	return db.View(ctx, s.db, func(tx *db.Tx) ([]Dossier, error) { return ownDossiers(tx, actor) })
}
