package commitments

import (
	"context"
	"strconv"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/label"
)

// Filter narrows the list of commitments.
type Filter struct {
	Query   string // beginnings of words of title and party
	State   State
	Open    bool // those that wait for something
	Late    bool // those that are overdue
	PartyID string
	BodyID  string
	From    db.Date // due on this day or later
	Until   db.Date // due on this day or earlier
	After   []string
	Limit   int
}

// asked is what the filter asks for, as the history keeps it.
func (f Filter) asked() map[string]string {
	out := map[string]string{}
	for name, value := range map[string]string{"state": string(f.State), "party": f.PartyID, "body": f.BodyID, "from": string(f.From), "until": string(f.Until)} {
		if value != "" {
			out[name] = value
		}
	}
	for name, on := range map[string]bool{"open": f.Open, "late": f.Late} {
		if on {
			out[name] = strconv.FormatBool(on)
		}
	}
	return out
}

// List returns a page of the commitments that the actor may see, by due date, and the key of the next page. The long texts are
// left out.
func (s *Service) List(ctx context.Context, actor access.Actor, f Filter) ([]Commitment, []string, error) {
	if !actor.Holds(RightSee) {
		return nil, nil, actor.Require(RightSee, access.Anything)
	}
	var next []string
	list, err := db.View(ctx, s.db, func(tx *db.Tx) ([]Commitment, error) {
		rows, err := listCommitments(tx, actor, f)
		if err == nil && len(rows) > f.Limit {
			rows = rows[:f.Limit]
			next = []string{string(rows[f.Limit-1].DueOn), rows[f.Limit-1].ID}
		}
		return rows, err
	})
	return list, next, err
}

// takenAtOnce is how many rows of a file are read at a time.
const takenAtOnce = 500

// Taken are the commitments of a file, with the label that it carries.
type Taken struct {
	List  []Commitment
	Label label.TLP
}

// TakeAlong returns the commitments for a file that is taken along, which the history notes.
func (s *Service) TakeAlong(ctx context.Context, actor access.Actor, f Filter) (Taken, error) {
	list, err := db.Whole(func(after []string) ([]Commitment, []string, error) {
		f.After, f.Limit = after, takenAtOnce
		return s.List(ctx, actor, f)
	})
	if err != nil {
		return Taken{}, err
	}
	return Taken{List: list, Label: Strictest(list)}, audit.Exported(ctx, s.db, actor, Kind, []string{""}, ActionTake, f.asked())
}

// Strictest is the label of a page or file that shows all of them.
func Strictest(list []Commitment) label.TLP {
	out := label.Clear
	for _, c := range list {
		out = label.Strictest(out, c.Label)
	}
	return out
}

// Own is what concerns a focal point's parties.
type Own struct {
	Today   db.Date
	Confirm []Commitment // recorded, and to be accepted
	Open    []Commitment
	Settled []Commitment
}

// ownMost bounds the page; the list has the rest.
const ownMost = 200

// Mine returns the commitments of the actor's parties.
func (s *Service) Mine(ctx context.Context, actor access.Actor) (Own, error) {
	mine := actor.Parties(access.FocalPoint)
	if len(mine) == 0 {
		return Own{}, actor.Require(RightReport, access.Object{Parties: []string{"none"}})
	}
	return db.View(ctx, s.db, func(tx *db.Tx) (Own, error) {
		out := Own{Today: tx.Today()}
		list, err := ofParties(tx, actor, mine, ownMost)
		for _, c := range list {
			switch {
			case c.State == Made:
				out.Confirm = append(out.Confirm, c)
			case c.State.Open():
				out.Open = append(out.Open, c)
			default:
				out.Settled = append(out.Settled, c)
			}
		}
		return out, err
	})
}

// What can wait for somebody in this room.
const (
	TaskConfirm = "confirm" // recorded commitments to accept
	TaskReport  = "report"  // due commitments to report on
	TaskLate    = "late"    // overdue commitments, for the secretariat
)

// Task is something that waits for the actor.
type Task struct {
	Kind  string  `db:"kind"`
	Count int     `db:"count"`
	Due   db.Date `db:"due"`
	ID    string  `db:"id"` // of the only commitment, where it is one
}

// Tasks lists what waits for the actor.
func (s *Service) Tasks(ctx context.Context, actor access.Actor) ([]Task, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (out []Task, err error) {
		if actor.Holds(RightRecord) {
			if out, err = officeTasks(tx, actor); err != nil {
				return nil, err
			}
		}
		if mine := actor.Parties(access.FocalPoint); len(mine) > 0 && actor.Holds(RightReport) {
			own, err := partyTasks(tx, actor, mine)
			return append(out, own...), err
		}
		return out, nil
	})
}
