package secondments

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/label"
	"counterpart/internal/people"
	"counterpart/internal/secondments/assignments"
)

// AssignmentPage is an assignment with everything that belongs to it.
type AssignmentPage struct {
	assignments.Page
	Dossiers []Dossier `json:"dossiers" nullable:"false" doc:"Of the nominated, as far as the reader may see them"`
	MayName  []string  `json:"-"` // the parties for which the reader can nominate now
}

// mostDossiers bounds the dossiers of one page.
const mostDossiers = 200

// FindAssignment returns an assignment as its reader is shown it.
func (s *Service) FindAssignment(ctx context.Context, actor access.Actor, id string) (AssignmentPage, error) {
	p, err := db.View(ctx, s.db, func(tx *db.Tx) (p AssignmentPage, err error) {
		if p.Page, err = s.PageIn(tx, actor, id); err != nil {
			return AssignmentPage{}, err
		}
		if p.Dossiers, err = dossiersOf(tx, actor, id); err != nil {
			return p, err
		}
		p.naming(tx, actor)
		return p, nil
	})
	if err == nil && len(p.Dossiers) > 0 {
		err = audit.Listed(ctx, s.db, actor, people.Kind, ActionViewAll, map[string]string{"assignment": id})
	}
	return p, err
}

// naming finds the parties for which the reader can nominate now.
func (p *AssignmentPage) naming(tx *db.Tx, actor access.Actor) {
	for _, party := range p.Assignment.Called {
		o := p.Assignment.Object()
		o.Parties = []string{party}
		if !actor.Can(RightNominate, o) {
			continue
		}
		if err := refuseCall(tx, p.Assignment, party, actor.Can(RightEdit, p.Assignment.Wide())); err == nil {
			p.MayName = append(p.MayName, party)
		}
	}
}

// Side is from where somebody looks at a dossier.
type Side string

// The sides: what is shown depends on it.
const (
	Office Side = "office" // the secretariat: everything, scores once all are in
	Party  Side = "party"  // the sending State: the state, feedback, no scores and no names of the panel
	Own    Side = "own"    // the officer, from the formalities on
)

// Page is a dossier with everything that its reader is shown.
type Page struct {
	Dossier     Dossier     `json:"dossier"`
	Reference   string      `json:"reference"`
	Assignment  Assignment  `json:"assignment"`
	Side        Side        `json:"side" enum:"office,party,own"`
	Can         []Verb      `json:"can" nullable:"false" doc:"The steps that the reader can take now"`
	Waits       string      `json:"waits_for,omitempty" doc:"For whom and what the dossier waits"`
	Late        bool        `json:"overdue"`
	Steps       []Record    `json:"steps" nullable:"false"`
	Checks      []Check     `json:"checks" nullable:"false"`
	Panel       PanelPage   `json:"panel" doc:"For the secretariat only"`
	Formalities []Formality `json:"formalities" nullable:"false"`
	Tasks       []Task      `json:"work_plan" nullable:"false"`
	Changes     []EndChange `json:"changes" nullable:"false"`
	Files       []File      `json:"files" nullable:"false"`
	Overlaps    []string    `json:"overlaps" nullable:"false"`
	Feedback    string      `json:"feedback,omitempty" doc:"What the sending State was told"`
	Missing     int         `json:"missing_formalities"`
	Reports     [2]bool     `json:"-"` // of the secondee, of the supervisor
	Today       db.Date     `json:"-"`
	MayEdit     bool        `json:"-"`
	MayApprove  bool        `json:"-"` // a later end
	MayWork     bool        `json:"-"` // on the work plan
	MayReview   []string    `json:"-"` // sides for which the reader writes now
	MayBring    bool        `json:"-"` // files
}

// Find returns a dossier as its reader's side is shown it.
func (s *Service) Find(ctx context.Context, actor access.Actor, id string) (Page, error) {
	return audit.Shown[Page](ctx, s.db, actor, people.Kind, ActionView, func(p Page) []string { return []string{p.Dossier.PersonID} })(
		db.View(ctx, s.db, func(tx *db.Tx) (Page, error) { return s.findIn(tx, actor, id) }))
}

func (s *Service) findIn(tx *db.Tx, actor access.Actor, id string) (Page, error) {
	d, a, err := withAssignment(tx, id)
	if err != nil {
		return Page{}, err
	}
	if err := d.requireSeen(actor); err != nil {
		return Page{}, err
	}
	c, err := s.caseOf(tx, d, a)
	if err != nil {
		return Page{}, err
	}
	p := Page{Dossier: d, Reference: d.Reference(), Assignment: a, Side: d.sideOf(actor), Can: verbsOf(actor, d, c), Waits: d.Waits(), Late: d.Late(tx.Today()), Today: tx.Today(), Missing: c.Missing}
	p.Reports, p.MayEdit = [2]bool{c.Own, c.Supervisor}, actor.Can(RightEdit, d.wide())
	p.MayApprove = actor.Can(RightApprove, d.wide()) && c.Proposed != "" && c.Proposed != actor.Key()
	_, bring := d.bringing(actor)
	right, _ := d.bringing(actor)
	p.MayBring = !d.State.Final() && actor.Can(right, bring)
	p.working(actor, c)
	if err := s.fill(tx, actor, &p); err != nil {
		return Page{}, err
	}
	p.narrow()
	return p, nil
}

// sideOf is from where the actor looks.
func (d Dossier) sideOf(actor access.Actor) Side {
	switch {
	case actor.Can(RightSee, d.wide()):
		return Office
	case actor.Can(RightOwn, d.Object()) && actor.Person == d.PersonID:
		return Own
	default:
		return Party
	}
}

// working says what the secondee and the host can do now.
func (p *Page) working(actor access.Actor, c Case) {
	own, host := p.Dossier.side(actor)
	p.MayWork = (own || host) && c.Refused(Plan, actor.Key()) == ""
	office := p.MayEdit
	for _, one := range []struct {
		side    string
		may     bool
		mid, at Verb
	}{{SideSecondee, own || office, MidOwn, ReportOwn}, {SideSupervisor, host, MidHost, ReportHost}} {
		if one.may && (c.Refused(one.mid, actor.Key()) == "" || c.Refused(one.at, actor.Key()) == "") {
			p.MayReview = append(p.MayReview, one.side)
		}
	}
}

// fill reads what belongs to the dossier.
func (s *Service) fill(tx *db.Tx, actor access.Actor, p *Page) (err error) {
	d := p.Dossier
	if p.Steps, err = s.Records(tx, Kind, d.ID); err != nil {
		return err
	}
	if p.Checks, err = checksOf(tx, d.ID); err != nil {
		return err
	}
	if p.Formalities, err = formalitiesOf(tx, d.ID); err != nil {
		return err
	}
	if p.Tasks, err = tasksOf(tx, d.ID); err != nil {
		return err
	}
	if p.Changes, err = changesOf(tx, d.ID); err != nil {
		return err
	}
	all, err := filesOf(tx, d.ID)
	if err != nil {
		return err
	}
	p.Files, p.Overlaps = []File{}, []string{}
	for _, f := range all {
		if f.reads(actor, d) {
			p.Files = append(p.Files, f)
		}
	}
	if p.Side == Office {
		if p.Panel, err = s.panelPage(tx, actor, d, p.Assignment); err != nil {
			return err
		}
		p.Overlaps, err = assignments.OverlappingIn(tx, d.DeskID, d.Start, d.EndOn, d.ID)
	}
	return err
}

// shownToParty are the steps of which a sending State reads the words; of the others it reads that they were taken.
var shownToParty = map[Verb]bool{Feedback: true, Decline: true, Withdraw: true, Extend: true, Curtail: true, Accept: true}

// hiddenFromParty are steps that tell of the panel.
var hiddenFromParty = map[Verb]bool{Declare: true, Conflict: true, Score: true}

// narrow leaves out what is not for the reader's side.
func (p *Page) narrow() {
	for _, r := range p.Steps {
		if Verb(r.Verb) == Feedback {
			p.Feedback = r.Words
		}
	}
	if p.Panel.Members == nil {
		p.Panel = PanelPage{Members: []Member{}, Criteria: []Criterion{}, Given: []Given{}}
	}
	if p.Side == Office {
		if p.Panel.Conflict { // who has a conflict of interest reads nothing that was said about the candidate
			for i := range p.Steps {
				if Verb(p.Steps[i].Verb) != Conflict {
					p.Steps[i].Words = ""
				}
			}
		}
		return
	}
	kept := []Record{}
	for _, r := range p.Steps {
		v := Verb(r.Verb)
		if hiddenFromParty[v] {
			continue
		}
		own := p.Side == Own && (v == MidOwn || v == MidHost || v == ReportOwn)
		if !shownToParty[v] && !own {
			r.Words, r.Rating = "", 0
		}
		r.By = ""
		kept = append(kept, r)
	}
	p.Steps, p.Checks = kept, []Check{}
	p.Assignment.AuthorName = ""
	if p.Side == Party {
		p.Tasks = []Task{}
		for i := range p.Changes {
			p.Changes[i].Approvals = []Approval{}
			p.Changes[i].By = ""
		}
	}
}

// FindIn returns a dossier within a transaction.
func FindIn(tx *db.Tx, id string) (Dossier, error) { return findDossier(tx, id) }

// RelabelIn writes the label of a dossier; the room labels has asked whether it may be so.
func RelabelIn(tx *db.Tx, id string, to label.TLP) error {
	return tx.Exec(`update secondment set label = $2, version = version + 1, updated_at = $3 where id = $1`, id, string(to), tx.Now())
}
