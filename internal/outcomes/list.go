package outcomes

import (
	"context"
	"strconv"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/label"
	"counterpart/internal/people"
	"counterpart/internal/vocabulary"
)

// Filter narrows the list of outcomes.
type Filter struct {
	Query         string // beginnings of words of title, party and institution
	Year          int
	State         State
	Kind          string
	Area          string
	Topic         string
	PartyID       string
	Substantiated string // yes, no or "" for both
	After         []string
	Limit         int
}

// asked is what the filter asks for, as the history keeps it.
func (f Filter) asked() map[string]string {
	out := map[string]string{}
	for name, value := range map[string]string{"state": string(f.State), "kind": f.Kind, "area": f.Area, "topic": f.Topic, "party": f.PartyID, "substantiated": f.Substantiated} {
		if value != "" {
			out[name] = value
		}
	}
	if f.Year != 0 {
		out["year"] = strconv.Itoa(f.Year)
	}
	return out
}

// List returns a page of the outcomes that the actor may see, the latest first, and the key of the next page. The long texts are
// left out.
func (s *Service) List(ctx context.Context, actor access.Actor, f Filter) ([]Outcome, []string, error) {
	if !actor.Holds(RightSee) {
		return nil, nil, actor.Require(RightSee, access.Anything)
	}
	var next []string
	list, err := db.View(ctx, s.db, func(tx *db.Tx) ([]Outcome, error) {
		rows, err := listOutcomes(tx, actor, f)
		if err == nil && len(rows) > f.Limit {
			rows = rows[:f.Limit]
			next = []string{string(rows[f.Limit-1].From), rows[f.Limit-1].ID}
		}
		return rows, err
	})
	return list, next, err
}

// takenAtOnce is how many rows of a file are read at a time.
const takenAtOnce = 500

// Taken are the outcomes of a file, with the label that it carries.
type Taken struct {
	List  []Outcome
	Label label.TLP
}

// TakeAlong returns the outcomes for a file that is taken along, which the history notes.
func (s *Service) TakeAlong(ctx context.Context, actor access.Actor, f Filter) (Taken, error) {
	list, err := db.Whole(func(after []string) ([]Outcome, []string, error) {
		f.After, f.Limit = after, takenAtOnce
		return s.List(ctx, actor, f)
	})
	if err != nil {
		return Taken{}, err
	}
	return Taken{List: list, Label: Strictest(list)}, audit.Exported(ctx, s.db, actor, Kind, []string{""}, ActionTake, f.asked())
}

// Strictest is the label of a page or file that shows all of them.
func Strictest(list []Outcome) label.TLP {
	out := label.Clear
	for _, o := range list {
		out = label.Strictest(out, o.Label)
	}
	return out
}

// Page is an outcome with everything that belongs to it.
type Page struct {
	Outcome   Outcome    `json:"outcome"`
	Reference string     `json:"reference"`
	Can       []Verb     `json:"can" nullable:"false" doc:"The steps that the reader can take now"`
	Waits     string     `json:"waits_for,omitempty" doc:"For whom and what the outcome waits"`
	Steps     []Step     `json:"steps" nullable:"false"`
	Sources   []Source   `json:"sources" nullable:"false" doc:"As far as their labels are open to the reader"`
	Witnesses []Witness  `json:"witnesses" nullable:"false" doc:"Who, independent of the author, said whether it is so"`
	Approvals []Approval `json:"approvals" nullable:"false"`
	Needed    int        `json:"approvals_needed"`
	Office    bool       `json:"-"` // the reader is the secretariat
	MayAdd    bool       `json:"-"` // sources and contributions
}

// Find returns an outcome.
func (s *Service) Find(ctx context.Context, actor access.Actor, id string) (Page, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (Page, error) {
		o, err := findOutcome(tx, id)
		if err != nil {
			return Page{}, err
		}
		if err := actor.Require(RightSee, o.Object()); err != nil {
			return Page{}, err
		}
		p := Page{Outcome: o, Reference: o.Reference(), Sources: []Source{}, Office: actor.Can(RightSee, o.wide()), MayAdd: !o.State.Ended() && actor.Can(RightPropose, o.Object())}
		if err := p.load(tx, actor); err != nil {
			return Page{}, err
		}
		p.Can = o.verbsOf(actor, p.Approvals, p.Needed)
		p.Waits = p.waits()
		return p, nil
	})
}

func (p *Page) load(tx *db.Tx, actor access.Actor) (err error) {
	o := p.Outcome
	if p.Approvals, p.Needed, err = approvalsIn(tx, o.ID); err != nil {
		return err
	}
	if p.Steps, err = stepsOf(tx, o.ID); err != nil {
		return err
	}
	all, err := sourcesOf(tx, o.ID)
	if err != nil {
		return err
	}
	for _, x := range all {
		if actor.Can(RightSee, x.object(o)) {
			p.Sources = append(p.Sources, x)
		}
	}
	if p.Witnesses, err = witnessesOf(tx, o.ID); err != nil {
		return err
	}
	for i, w := range p.Witnesses {
		if w.PersonID == "" {
			continue
		}
		object, err := people.ObjectIn(tx, w.PersonID)
		if err != nil {
			return err
		}
		if !actor.Can(people.RightSee, object) { // that somebody said so is shown, not who
			p.Witnesses[i].Who = "A person of the register"
		}
	}
	return nil
}

// verbsOf lists the steps that the actor can take now.
func (o Outcome) verbsOf(actor access.Actor, approvals []Approval, needed int) []Verb {
	out := []Verb{}
	d := o.dossier(approvals, needed)
	for _, v := range o.State.Can() {
		right := rules[v].right
		switch v {
		case Revise:
			right = RightPropose
		case Substantiate, Doubt:
			right = RightReview
		}
		if actor.Can(right, o.Object()) && d.Refused(v, actor.Key()) == "" {
			out = append(out, v)
		}
	}
	return out
}

func (p Page) waits() string {
	o := p.Outcome
	switch o.State {
	case Proposed:
		return "An officer who did not propose it reads it"
	case Returned:
		return o.ProposedName + " or " + o.Party + " writes it anew"
	case Accepted:
		return "Somebody independent of the author says whether it is so"
	case Substantiated:
		switch {
		case o.Summary == "":
			return "The secretariat can write a summary for everybody"
		case o.ConsentOn == "":
			return o.Party + " says whether it agrees to the summary"
		case o.Label != label.Clear:
			return "The label becomes TLP:CLEAR before the summary is published"
		default:
			return "The secretariat sends the summary into review"
		}
	case InReview:
		if len(p.Approvals) < p.Needed {
			return "The Co-Managers approve the summary"
		}
		return "The secretariat publishes the summary"
	default:
		return ""
	}
}

// Summary is what everybody may read of an outcome.
type Summary struct {
	ID    string  `db:"id" json:"id"`
	Year  int     `db:"year" json:"year"`
	Title string  `db:"title" json:"title"`
	Kind  string  `db:"kind" json:"kind"`
	Party string  `db:"party" json:"party"`
	Words string  `db:"summary" json:"summary"`
	From  db.Date `db:"from_on" json:"from"`
}

// Published lists the summaries that everybody may read, the latest first.
func (s *Service) Published(ctx context.Context) ([]Summary, error) {
	return db.View(ctx, s.db, published)
}

// Count is how many outcomes of a year and a kind there are, with their ids, so that it can be checked.
type Count struct {
	Year          int      `json:"year"`
	Kind          string   `json:"kind"`
	Substantiated bool     `json:"substantiated"`
	IDs           []string `json:"ids" nullable:"false"`
}

// CountsIn counts the outcomes that were accepted, by year, kind and whether they are substantiated, for figures of a higher room.
func CountsIn(tx *db.Tx) ([]Count, error) {
	rows, err := countRows(tx)
	return counts(rows), err
}

// Counts is CountsIn for the pages of the secretariat.
func (s *Service) Counts(ctx context.Context, actor access.Actor) ([]Count, error) {
	if err := actor.Require(RightSee, access.Anything); err != nil {
		return nil, err
	}
	return db.View(ctx, s.db, CountsIn)
}

func counts(rows []Outcome) []Count {
	out := []Count{}
	for _, o := range rows { // in the order of year, kind and substantiated
		last := len(out) - 1
		if last < 0 || out[last].Year != o.Year || out[last].Kind != o.Kind || out[last].Substantiated != o.Substantiated {
			out = append(out, Count{Year: o.Year, Kind: o.Kind, Substantiated: o.Substantiated})
			last++
		}
		out[last].IDs = append(out[last].IDs, o.ID)
	}
	return out
}

// What can wait for somebody in this room.
const (
	TaskReview  = "review"  // proposed outcomes to read
	TaskRevise  = "revise"  // returned ones, for the party
	TaskAgree   = "agree"   // summaries to which the party could agree
	TaskApprove = "approve" // summaries to approve
)

// Task is something that waits for the actor.
type Task struct {
	Kind  string `db:"kind"`
	Count int    `db:"count"`
	ID    string `db:"id"` // of the only outcome, where it is one
}

// Tasks lists what waits for the actor.
func (s *Service) Tasks(ctx context.Context, actor access.Actor) ([]Task, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) ([]Task, error) {
		var out []Task
		for _, one := range []struct {
			right access.Right
			mine  []string
			read  func(*db.Tx, access.Actor, []string) ([]Task, error)
		}{{RightReview, nil, reviewTasks}, {RightApprove, nil, approveTasks}, {RightPropose, actor.Parties(access.FocalPoint), partyTasks}} {
			if !actor.Holds(one.right) || one.right == RightPropose && len(one.mine) == 0 {
				continue
			}
			list, err := one.read(tx, actor, one.mine)
			if err != nil {
				return nil, err
			}
			out = append(out, list...)
		}
		return out, nil
	})
}

// FindIn returns an outcome within a transaction.
func FindIn(tx *db.Tx, id string) (Outcome, error) { return findOutcome(tx, id) }

// SeenIn returns those of the outcomes that the actor may see, for threads.
func SeenIn(tx *db.Tx, actor access.Actor, ids []string) ([]Outcome, error) {
	where, args := actor.Where(RightSee, columns)
	list, err := db.List[Outcome](tx, db.Q(listColumns+" where "+where+" and", args...).In("o.id", ids))
	if err != nil {
		return nil, err
	}
	return list, withReaders(tx, list)
}

// ChoicesIn returns outcomes that the actor may see by the beginnings of words.
func ChoicesIn(tx *db.Tx, actor access.Actor, words string, limit int) ([]Outcome, error) {
	list, err := listOutcomes(tx, actor, Filter{Query: words, Limit: limit})
	if err != nil {
		return nil, err
	}
	return list, withReaders(tx, list)
}

// RelabelIn writes the label of an outcome; the room labels has asked whether it may be so. One that is no longer CLEAR is not
// shown to the public any more.
func RelabelIn(tx *db.Tx, id string, to label.TLP) error {
	return tx.Exec(`update outcome set label = $2, version = version + 1, updated_at = $3 where id = $1`, id, string(to), tx.Now())
}

// KindName says a kind of change in the words of the pack.
func KindName(words *vocabulary.Words, code string) string {
	return words.Name(vocabulary.ChangeKinds, code)
}
