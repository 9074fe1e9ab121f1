package gaps

import (
	"context"
	"slices"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/instruments"
)

// Filter narrows the list of projects.
type Filter struct {
	After []string
	Limit int
}

// Listed is a project with those of its assessments that the actor may see.
type Listed struct {
	Project
	Assessments []Assessment `json:"assessments" nullable:"false"`
}

// List returns a page of the projects, the newest first, and the key of the next page.
func (s *Service) List(ctx context.Context, actor access.Actor, f Filter) (list []Listed, next []string, err error) {
	if !actor.Holds(RightSee) {
		return nil, nil, actor.Require(RightSee, access.Anything)
	}
	list, err = db.View(ctx, s.db, func(tx *db.Tx) ([]Listed, error) {
		projects, err := listProjects(tx, actor, f)
		if err != nil {
			return nil, err
		}
		if len(projects) > f.Limit {
			projects = projects[:f.Limit]
			last := projects[f.Limit-1]
			next = []string{last.CreatedAt.Text(), last.ID}
		}
		return withAssessments(tx, actor, projects)
	})
	return list, next, err
}

func withAssessments(tx *db.Tx, actor access.Actor, projects []Project) ([]Listed, error) {
	out, at := make([]Listed, len(projects)), map[string]int{}
	ids := make([]string, len(projects))
	for i, p := range projects {
		out[i].Project, out[i].Assessments, at[p.ID], ids[i] = p, []Assessment{}, i, p.ID
	}
	list, err := assessmentsOf(tx, actor, ids)
	for _, a := range list {
		p := &out[at[a.ProjectID]]
		p.Assessments = append(p.Assessments, a)
	}
	return out, err
}

// ProjectPage is a project with what can be done with it.
type ProjectPage struct {
	Listed
	Latest    []instruments.Version `json:"-"`
	MayManage bool                  `json:"-"`
}

// Project returns a project with those of its assessments that the actor may see.
func (s *Service) Project(ctx context.Context, actor access.Actor, id string) (ProjectPage, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (ProjectPage, error) {
		page := ProjectPage{MayManage: actor.Can(RightManage, access.Anything)}
		if !actor.Holds(RightSee) {
			return page, actor.Require(RightSee, access.Anything)
		}
		p, err := findProject(tx, id)
		if err != nil {
			return page, err
		}
		list, err := withAssessments(tx, actor, []Project{p})
		if err != nil {
			return page, err
		}
		page.Listed = list[0]
		if len(page.Assessments) == 0 && !page.MayManage {
			return page, fault.Missing("project")
		}
		page.Latest, err = instruments.LatestIn(tx)
		return page, err
	})
}

// Page is an assessment with its rounds.
type Page struct {
	Assessment Assessment  `json:"assessment"`
	Members    []Member    `json:"members" nullable:"false"`
	Scopes     []Scope     `json:"instruments" nullable:"false"`
	Rounds     []Round     `json:"rounds" nullable:"false" doc:"The newest first"`
	Tasks      []Task      `json:"tasks" nullable:"false" doc:"Of the newest round"`
	Clearances []Clearance `json:"clearances" nullable:"false" doc:"The newest first"`

	Others    []instruments.Version `json:"-"` // that could be added
	MayManage bool                  `json:"-"`
	MayWork   bool                  `json:"-"`
}

// Find returns an assessment with its rounds.
func (s *Service) Find(ctx context.Context, actor access.Actor, id string) (Page, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (Page, error) {
		a, err := FindIn(tx, id)
		if err != nil {
			return Page{}, err
		}
		if err := actor.Require(RightSee, a.Object()); err != nil {
			return Page{}, err
		}
		p := Page{Assessment: a, Members: listed(a.Members), MayManage: actor.Can(RightManage, a.Object()), MayWork: a.mayWork(actor)}
		if p.Scopes, err = scopesOf(tx, id, a.RoundID); err != nil {
			return p, err
		}
		if p.Rounds, err = roundsOf(tx, id); err != nil {
			return p, err
		}
		if p.Tasks, err = tasksSeen(tx, actor, a.RoundID); err != nil {
			return p, err
		}
		if p.Clearances, err = clearancesOf(tx, id); err != nil {
			return p, err
		}
		p.Scopes, p.Rounds, p.Tasks, p.Clearances = listed(p.Scopes), listed(p.Rounds), listed(p.Tasks), listed(p.Clearances)
		if !p.MayManage {
			return p, nil
		}
		latest, err := instruments.LatestIn(tx)
		p.Others = slices.DeleteFunc(latest, func(v instruments.Version) bool {
			return slices.ContainsFunc(p.Scopes, func(x Scope) bool { return x.InstrumentID == v.InstrumentID })
		})
		return p, err
	})
}

// tasksSeen are the tasks of a round, with the names of the activities that the actor may see.
func tasksSeen(tx *db.Tx, actor access.Actor, roundID string) ([]Task, error) {
	tasks, err := tasksOf(tx, roundID)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, t := range tasks {
		if t.ActivityID != "" && !slices.Contains(ids, t.ActivityID) {
			ids = append(ids, t.ActivityID)
		}
	}
	titles, err := activityTitles(tx, actor, ids)
	for i := range tasks {
		tasks[i].Activity = titles[tasks[i].ActivityID]
	}
	return tasks, err
}

func activityTitles(tx *db.Tx, actor access.Actor, ids []string) (map[string]string, error) {
	seen, err := activities.SeenIn(tx, actor, ids)
	out := make(map[string]string, len(seen))
	for _, a := range seen {
		out[a.ID] = a.Title
	}
	return out, err
}

// Talk counts what was said of a cell.
type Talk struct {
	ProvisionID string `db:"provision_id" json:"-"`
	Comments    int    `db:"comments" json:"comments"`
	Open        int    `db:"open" json:"open" doc:"Proposals that wait for a decision"`
}

// Line is a provision with what stands under it.
type Line struct {
	instruments.Node
	Cell Cell `json:"cell"`
	Talk Talk `json:"talk"`
}

// Sheet is a round under one instrument.
type Sheet struct {
	Scope   Scope  `json:"instrument"`
	Lines   []Line `json:"lines" nullable:"false" doc:"In the order of the instrument; headings and what is not assessed have no answers"`
	Earlier []Line `json:"earlier" nullable:"false" doc:"Answers under provisions of earlier versions, which this one does not have"`
}

// RoundPage is a round with all its cells.
type RoundPage struct {
	Assessment Assessment `json:"assessment"`
	Round      Round      `json:"round"`
	Sheets     []Sheet    `json:"sheets" nullable:"false"`
	Steps      []Step     `json:"steps" nullable:"false" doc:"The newest first"`
	Can        []Verb     `json:"can" nullable:"false"`
	MayManage  bool       `json:"-"`
	MayWork    bool       `json:"-"`
}

// Round returns a round with all its cells.
func (s *Service) Round(ctx context.Context, actor access.Actor, roundID string) (RoundPage, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (RoundPage, error) { return s.RoundIn(tx, actor, roundID) })
}

// RoundIn is Round within a transaction.
func (s *Service) RoundIn(tx *db.Tx, actor access.Actor, roundID string) (RoundPage, error) {
	r, a, err := roundWith(tx, roundID)
	if err != nil {
		return RoundPage{}, err
	}
	if err := actor.Require(RightSee, a.Object()); err != nil {
		return RoundPage{}, err
	}
	p := RoundPage{Assessment: a, Round: r, Can: listed(r.Can(actor, a)), MayManage: actor.Can(RightManage, a.Object()), MayWork: a.mayWork(actor) && r.State == Drafting}
	if p.Steps, err = stepsOf(tx, roundID); err != nil {
		return p, err
	}
	p.Sheets, err = sheetsOf(tx, a, r)
	p.Sheets, p.Steps = listed(p.Sheets), listed(p.Steps)
	return p, err
}

func sheetsOf(tx *db.Tx, a Assessment, r Round) ([]Sheet, error) {
	scopes, err := scopesOf(tx, a.ID, r.ID)
	if err != nil {
		return nil, err
	}
	cells, err := cellsOf(tx, r.ID)
	if err != nil {
		return nil, err
	}
	talk, err := talkOf(tx, r.ID)
	if err != nil {
		return nil, err
	}
	by := make(map[string]Cell, len(cells))
	for _, c := range cells {
		by[c.ProvisionID] = c
	}
	out := make([]Sheet, len(scopes))
	for i, scope := range scopes {
		tree, err := instruments.TreeIn(tx, scope.VersionID)
		if err != nil {
			return nil, err
		}
		out[i] = Sheet{Scope: scope, Lines: []Line{}, Earlier: []Line{}}
		for _, n := range tree {
			line := Line{Node: n, Talk: talk[n.ID], Cell: Cell{RoundID: r.ID, ProvisionID: n.ID}}
			if c, ok := by[n.ID]; ok && n.Assessable {
				line.Cell = c
				delete(by, n.ID)
			}
			out[i].Lines = append(out[i].Lines, line)
		}
	}
	return out, addEarlier(tx, out, by)
}

// addEarlier puts the answers that no version in use asks for under their instruments.
func addEarlier(tx *db.Tx, sheets []Sheet, left map[string]Cell) error {
	if len(left) == 0 {
		return nil
	}
	nodes, err := lastTexts(tx, left)
	if err != nil {
		return err
	}
	for _, n := range nodes {
		i := slices.IndexFunc(sheets, func(s Sheet) bool { return s.Scope.InstrumentID == n.InstrumentID })
		if i >= 0 {
			sheets[i].Earlier = append(sheets[i].Earlier, Line{Node: n.Node, Cell: left[n.ID]})
		}
	}
	return nil
}

// CellPage is one cell with everything around it.
type CellPage struct {
	Assessment Assessment       `json:"assessment"`
	Round      Round            `json:"round"`
	Scope      Scope            `json:"instrument"`
	Node       instruments.Node `json:"provision"`
	Cell       Cell             `json:"cell"`
	Comments   []Comment        `json:"comments" nullable:"false"`
	Findings   []Finding        `json:"findings" nullable:"false"`
	Revisions  []Revision       `json:"revisions" nullable:"false" doc:"The newest first"`
	Origins    []Origin         `json:"origins" nullable:"false" doc:"From where texts were taken over"`
	Offers     []Offered        `json:"offers" nullable:"false" doc:"What other answers of the round would fill in here"`

	Status         instruments.Status `json:"-"` // of the State under the instrument
	Previous, Next instruments.Node   `json:"-"`
	Activities     []Task             `json:"-"` // tasks with an activity, at which something can be found
	MayWork        bool               `json:"-"`
}

// Cell returns one cell with everything around it.
func (s *Service) Cell(ctx context.Context, actor access.Actor, roundID, provisionID string) (CellPage, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (CellPage, error) {
		r, a, err := roundWith(tx, roundID)
		if err != nil {
			return CellPage{}, err
		}
		if err := actor.Require(RightSee, a.Object()); err != nil {
			return CellPage{}, err
		}
		p := CellPage{Assessment: a, Round: r, MayWork: a.mayWork(actor) && r.State == Drafting}
		if err := p.place(tx, provisionID); err != nil {
			return p, err
		}
		if p.Cell, err = findCell(tx, roundID, provisionID); err != nil {
			return p, err
		}
		err = p.around(tx, actor)
		p.Comments, p.Findings, p.Revisions, p.Origins, p.Offers = listed(p.Comments), listed(p.Findings), listed(p.Revisions), listed(p.Origins), listed(p.Offers)
		return p, err
	})
}

// place finds the provision in the instruments of the assessment, with its neighbours; one of an earlier version has none.
func (p *CellPage) place(tx *db.Tx, provisionID string) error {
	scopes, err := scopesOf(tx, p.Assessment.ID, p.Round.ID)
	if err != nil {
		return err
	}
	of, err := instrumentsOf(tx, []string{provisionID})
	if err != nil {
		return err
	}
	i := slices.IndexFunc(scopes, func(s Scope) bool { return s.InstrumentID == of[provisionID] })
	if i < 0 {
		return fault.Missing("provision")
	}
	p.Scope = scopes[i]
	tree, err := instruments.TreeIn(tx, p.Scope.VersionID)
	if err != nil {
		return err
	}
	tree = slices.DeleteFunc(tree, func(n instruments.Node) bool { return !n.Assessable })
	at := slices.IndexFunc(tree, func(n instruments.Node) bool { return n.ID == provisionID })
	if at < 0 {
		return p.placeEarlier(tx, provisionID)
	}
	p.Node = tree[at]
	if at > 0 {
		p.Previous = tree[at-1]
	}
	if at+1 < len(tree) {
		p.Next = tree[at+1]
	}
	return nil
}

func (p *CellPage) placeEarlier(tx *db.Tx, provisionID string) error {
	nodes, err := lastTexts(tx, map[string]Cell{provisionID: {}})
	if err != nil {
		return err
	}
	if len(nodes) == 0 {
		return fault.Missing("provision")
	}
	p.Node, p.MayWork = nodes[0].Node, false
	return nil
}

func (p *CellPage) around(tx *db.Tx, actor access.Actor) error {
	var err error
	round, provision := p.Round.ID, p.Node.ID
	if p.Comments, err = commentsOf(tx, round, provision); err != nil {
		return err
	}
	if p.Revisions, err = revisionsOf(tx, round, provision); err != nil {
		return err
	}
	if p.Origins, err = originsOf(tx, round, provision); err != nil {
		return err
	}
	if p.MayWork {
		if p.Offers, err = offersFor(tx, p.Round, p.Assessment, p.Cell); err != nil {
			return err
		}
	}
	status, err := instruments.StatusIn(tx, p.Assessment.PartyID, []string{p.Scope.InstrumentID})
	if err != nil {
		return err
	}
	p.Status = status[p.Scope.InstrumentID]
	tasks, err := tasksSeen(tx, actor, round)
	if err != nil {
		return err
	}
	p.Activities = slices.DeleteFunc(tasks, func(t Task) bool { return t.ActivityID == "" })
	if p.Findings, err = findingsOf(tx, round, provision); err != nil {
		return err
	}
	var ids []string
	for _, f := range p.Findings {
		ids = append(ids, f.ActivityID)
	}
	titles, err := activityTitles(tx, actor, ids)
	for i := range p.Findings {
		p.Findings[i].Activity = titles[p.Findings[i].ActivityID]
	}
	return err
}

// Search returns assessments that the actor may see by the beginnings of words of project and State, the newest first.
func (s *Service) Search(ctx context.Context, actor access.Actor, words string, limit int) ([]Assessment, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) ([]Assessment, error) { return ChoicesIn(tx, actor, words, limit) })
}
