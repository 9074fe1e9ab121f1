package alumni

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/label"
	"counterpart/internal/people"
)

// Known is an alumnus as the office keeps in touch with them.
type Known struct {
	PersonID string    `db:"id" json:"person_id"`
	Name     string    `db:"given" json:"name"`
	SortKey  string    `db:"sort_key" json:"-"`
	Label    label.TLP `db:"label" json:"-"`
	Party    string    `db:"party" json:"party"`
	Position string    `db:"position" json:"position"`
	Then     string    `db:"position_then" json:"position_then" doc:"When the first completion was"`
	Since    db.Date   `db:"since" json:"since" doc:"Of the first completion"`
	Willing  bool      `db:"willing" json:"willing" doc:"Would train, speak or mentor"`
	Uses     int       `db:"uses" json:"uses" doc:"Sessions in which they had a part since"`
	Contact
}

// Moved tells whether the post is another one now.
func (k Known) Moved() bool { return k.Position != "" && k.Then != "" && k.Position != k.Then }

// Reachable tells whether the last mail arrived.
func (k Known) Reachable() bool { return k.FailedAt.IsZero() }

// TouchFilter narrows the list of those who are kept in touch with.
type TouchFilter struct {
	Show    string // silent: not heard of for a year; failed: mails come back; moved: another post; willing: would train, speak or mentor
	PartyID string
	After   []string
	Limit   int
}

// The narrowings.
const (
	ShowSilent  = "silent"
	ShowFailed  = "failed"
	ShowMoved   = "moved"
	ShowWilling = "willing"
)

// silentAfter is after how many days an alumnus counts as silent.
const silentAfter = 365

// InTouch lists the alumni as the office keeps in touch with them, by name, and the key of the next page.
func (s *Service) InTouch(ctx context.Context, actor access.Actor, f TouchFilter) ([]Known, []string, error) {
	if f.Limit <= 0 || f.Limit > 200 {
		f.Limit = 50
	}
	ids := func(list []Known) []string {
		out := make([]string, len(list))
		for i, k := range list {
			out[i] = k.PersonID
		}
		return out
	}
	list, err := audit.Shown(ctx, s.db, actor, people.Kind, ActionView, ids)(db.View(ctx, s.db, func(tx *db.Tx) ([]Known, error) {
		if err := actor.Require(RightSee, access.Anything); err != nil {
			return nil, err
		}
		return inTouch(tx, actor, f)
	}))
	if err != nil || len(list) <= f.Limit {
		return list, nil, err
	}
	list = list[:f.Limit]
	last := list[len(list)-1]
	return list, []string{last.SortKey, last.PersonID}, nil
}

// Counts are numbers about the alumni, by which the office sees whether it loses them.
type Counts struct {
	All     int `db:"n" json:"all"`
	Listed  int `db:"listed" json:"listed" doc:"Who show their name to somebody"`
	Willing int `db:"willing" json:"willing" doc:"Who would train, speak or mentor"`
	News    int `db:"news" json:"news" doc:"Who want the newsletter"`
	Heard   int `db:"heard" json:"heard" doc:"Who were heard of within a year"`
	Spoke   int `db:"spoke" json:"spoke" doc:"Who had a part in a session since"`
}

// Counted are the numbers for the office.
func (s *Service) Counted(ctx context.Context, actor access.Actor) (Counts, error) {
	if err := actor.Require(RightSee, access.Anything); err != nil {
		return Counts{}, err
	}
	return db.View(ctx, s.db, counts)
}
