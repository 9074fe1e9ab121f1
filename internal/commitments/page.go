package commitments

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/label"
)

// Side is from where somebody looks at a commitment.
type Side string

// The sides: what is shown beside the text depends on it.
const (
	Office Side = "office" // the secretariat: everything
	Owner  Side = "owner"  // the party that made it
	Member Side = "member" // another party of the body: how it stands, without the names of those who said so
)

// Page is a commitment with everything that the reader's side is shown.
type Page struct {
	Commitment Commitment `json:"commitment"`
	Reference  string     `json:"reference"`
	Side       Side       `json:"side" enum:"office,owner,member"`
	Today      db.Date    `json:"-"`
	Can        []Verb     `json:"can" nullable:"false" doc:"The steps that the reader can take now"`
	Waits      string     `json:"waits_for,omitempty" doc:"For whom and what the commitment waits"`
	Late       bool       `json:"overdue"`
	Steps      []Step     `json:"steps" nullable:"false"`
	MayChange  bool       `json:"-"`
}

func (c Commitment) sideOf(actor access.Actor) Side {
	switch {
	case actor.Can(RightSee, c.object()):
		return Office
	case actor.Can(RightSee, c.object(c.PartyID)):
		return Owner
	default:
		return Member
	}
}

// Find returns a commitment as its reader's side is shown it.
func (s *Service) Find(ctx context.Context, actor access.Actor, id string) (Page, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (Page, error) {
		c, err := findCommitment(tx, id)
		if err != nil {
			return Page{}, err
		}
		if err := actor.Require(RightSee, c.Object()); err != nil {
			return Page{}, err
		}
		if err := s.stillHeld(tx, actor, c); err != nil {
			return Page{}, err
		}
		p := Page{Commitment: c, Reference: c.Reference(), Side: c.sideOf(actor), Today: tx.Today(), Can: c.verbsOf(actor), Late: c.Late(tx.Today())}
		p.MayChange = c.State.Open() && actor.Can(RightRecord, c.Object())
		p.Waits = p.waits()
		if p.Steps, err = stepsOf(tx, id); err != nil {
			return Page{}, err
		}
		if p.Side == Member {
			for i := range p.Steps {
				p.Steps[i].By = ""
			}
			p.Commitment.RemindedAt, p.Commitment.OverdueAt = db.Time{}, db.Time{}
		}
		return p, nil
	})
}

// verbsOf lists the steps that the actor can take now.
func (c Commitment) verbsOf(actor access.Actor) []Verb {
	out := []Verb{}
	office, owner := actor.Can(RightRecord, c.Object()), actor.Can(RightReport, c.object(c.PartyID))
	for _, v := range c.State.Can() {
		if v == Reopen && office || v != Reopen && owner {
			out = append(out, v)
		}
	}
	return out
}

func (p Page) waits() string {
	c := p.Commitment
	switch {
	case c.State == Made:
		return c.Party + " says whether it is recorded as it was meant"
	case c.State.Open() && p.Late:
		return c.Party + " says what was done: the day has passed"
	case c.State.Open():
		return c.Party + " does it"
	default:
		return ""
	}
}

// FindIn returns a commitment within a transaction.
func FindIn(tx *db.Tx, id string) (Commitment, error) { return findCommitment(tx, id) }

// SeenIn returns those of the commitments that the actor may see, for threads.
func SeenIn(tx *db.Tx, actor access.Actor, ids []string) ([]Commitment, error) {
	where, args := actor.Where(RightSee, columns(tx.Today()))
	list, err := db.List[Commitment](tx, db.Q(listColumns+" where "+where+" and", args...).In("c.id", ids))
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return list, withMembers(tx, list)
}

// ChoicesIn returns commitments that the actor may see by the beginnings of words.
func ChoicesIn(tx *db.Tx, actor access.Actor, words string, limit int) ([]Commitment, error) {
	list, err := listCommitments(tx, actor, Filter{Query: words, Limit: limit})
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return list, withMembers(tx, list)
}

// RelabelIn writes the label of a commitment; the room labels has asked whether it may be so.
func RelabelIn(tx *db.Tx, id string, to label.TLP) error {
	return tx.Exec(`update commitment set label = $2, version = version + 1, updated_at = $3 where id = $1`, id, string(to), tx.Now())
}
