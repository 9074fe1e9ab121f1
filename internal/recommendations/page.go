package recommendations

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/gaps"
	"counterpart/internal/label"
	"counterpart/internal/support"
)

// Filter narrows the list.
type Filter struct {
	AssessmentID string
	Query        string // beginnings of words of title and party
	State        State
	PartyID      string
	Late         bool
	After        []string
	Limit        int
}

// List returns a page of the recommendations that the actor may read, those that are due first, and the key of the next page.
func (s *Service) List(ctx context.Context, actor access.Actor, f Filter) ([]Recommendation, []string, error) {
	var next []string
	list, err := db.View(ctx, s.db, func(tx *db.Tx) ([]Recommendation, error) {
		if !actor.Holds(RightSee) && !actor.Holds(RightRead) {
			return nil, actor.Require(RightRead, access.Anything)
		}
		rows, err := list(tx, actor, f)
		if err == nil && f.Limit > 0 && len(rows) > f.Limit {
			rows = rows[:f.Limit]
			last := rows[f.Limit-1]
			next = []string{dueKey(last.DueOn), last.ID}
		}
		return rows, err
	})
	return list, next, err
}

// ListIn is the whole list of an assessment within a transaction.
func ListIn(tx *db.Tx, actor access.Actor, assessmentID string) ([]Recommendation, error) {
	return list(tx, actor, Filter{AssessmentID: assessmentID})
}

// Strictest is the label of a page that shows all of them.
func Strictest(list []Recommendation) label.TLP {
	out := label.Clear
	for _, r := range list {
		out = label.Strictest(out, r.Label)
	}
	return out
}

// Page is one recommendation with its history and what was asked for because of it.
type Page struct {
	Recommendation Recommendation `json:"recommendation"`
	Provisions     []Provision    `json:"provisions" nullable:"false"`
	Steps          []Step         `json:"steps" nullable:"false" doc:"The newest first"`
	Requests       []Between      `json:"requests" nullable:"false" doc:"As far as the reader may see them"`
	Can            []Verb         `json:"can" nullable:"false" doc:"The steps that the reader can take now"`
	MayWrite       bool           `json:"-"`
	MayAsk         bool           `json:"-"`
}

// Find returns one recommendation.
func (s *Service) Find(ctx context.Context, actor access.Actor, id string) (Page, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (Page, error) {
		r, err := find(tx, id)
		if err != nil {
			return Page{}, err
		}
		if !r.seenBy(actor) {
			if actor.Holds(RightSee) && !actor.Can(RightSee, r.Object()) || !r.State.Open() {
				return Page{}, actor.Require(RightSee, r.Object())
			}
			return Page{}, actor.Require(RightRead, r.Object())
		}
		p := Page{Recommendation: r, Requests: []Between{}, Can: []Verb{}, MayWrite: actor.Can(RightWrite, r.Object()) && r.State != Withdrawn, MayAsk: mayAsk(actor, r.PartyID) && r.State != Withdrawn}
		for _, v := range r.State.Can() {
			if actor.Can(v.right(), r.Object()) {
				p.Can = append(p.Can, v)
			}
		}
		concerned, err := provisionsOf(tx, id)
		for _, x := range concerned {
			p.Provisions = append(p.Provisions, x.Provision)
		}
		if err != nil {
			return p, err
		}
		if actor.Can(RightSee, r.Object()) {
			p.Steps, err = stepsOf(tx, id)
		}
		if err != nil {
			return p, err
		}
		return p, p.addRequests(tx, actor)
	})
}

func (p *Page) addRequests(tx *db.Tx, actor access.Actor) error {
	ids, err := requestsMade(tx, p.Recommendation.ID)
	if err != nil {
		return err
	}
	seen, err := requestsSeen(tx, actor, ids)
	for _, id := range ids {
		if r, ok := seen[id]; ok {
			p.Requests = append(p.Requests, Between{Kind: support.Kind, ID: id, What: r.Reference() + ": " + r.Title, On: r.ReceivedOn, Href: "/requests/" + id})
		}
	}
	return err
}

// FormPage is what can be chosen for a recommendation of an assessment.
type FormPage struct {
	Assessment gaps.Assessment
	Provisions []Provision
	Owners     []Owner
	MayWrite   bool
}

// Owner is the State or one of its agencies.
type Owner struct {
	ID   string `db:"id"`
	Name string `db:"name"`
}

// Form returns what can be chosen for a recommendation of an assessment, to whoever may write one.
func (s *Service) Form(ctx context.Context, actor access.Actor, assessmentID string) (FormPage, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (FormPage, error) {
		a, err := gaps.FindIn(tx, assessmentID)
		if err != nil {
			return FormPage{}, err
		}
		if err := mayWrite(actor, a); err != nil {
			return FormPage{}, err
		}
		p := FormPage{Assessment: a, MayWrite: true}
		known, err := provisionsOfScope(tx, assessmentID)
		if err != nil {
			return p, err
		}
		for _, x := range known {
			p.Provisions = append(p.Provisions, x.Provision)
		}
		p.Owners, err = ownerRows(tx, a.PartyID)
		return p, err
	})
}

// OfAssessment is what the page of an assessment's recommendations shows at its head.
func (s *Service) OfAssessment(ctx context.Context, actor access.Actor, assessmentID string) (gaps.Assessment, bool, error) {
	may := false
	a, err := db.View(ctx, s.db, func(tx *db.Tx) (gaps.Assessment, error) {
		a, err := gaps.FindIn(tx, assessmentID)
		if err != nil {
			return a, err
		}
		may = mayWrite(actor, a) == nil
		if actor.Can(gaps.RightSee, a.Object()) {
			return a, nil
		}
		open, err := clearedOf(tx, actor, assessmentID)
		if err == nil && len(open) == 0 {
			err = fault.Missing("assessment")
		}
		return a, err
	})
	return a, may, err
}
