// Package overview tells of all secondments together: the desks over the months of a year, who bears what over the years, which
// members were never represented, and what waits for whom. It keeps nothing; each number is counted from the dossiers that the reader may see.
package overview

import (
	"context"
	"fmt"
	"slices"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/secondments"
)

// Service has the queries of this package.
type Service struct{ db *db.DB }

// New makes the service.
func New(d *db.DB) *Service { return &Service{db: d} }

// Stay is who has a desk, and when.
type Stay struct {
	ID        string  `db:"id" json:"id"`
	DeskID    string  `db:"desk_id" json:"-"`
	Year      int     `db:"year" json:"-"`
	Serial    int     `db:"serial" json:"-"`
	Reference string  `db:"-" json:"reference"`
	From      db.Date `db:"from_on" json:"from"`
	To        db.Date `db:"to_on" json:"to"`
	Planned   bool    `db:"planned" json:"planned" doc:"An assignment whose place nobody has yet"`
	Clash     bool    `db:"-" json:"overlaps" doc:"Somebody else has the desk on the same day"`
}

// Month is what is at a desk in a month.
type Month struct {
	Number int    `json:"month"`
	Stays  []Stay `json:"stays" nullable:"false"`
	Clash  bool   `json:"overlap"`
}

// DeskYear is a desk over the months of a year.
type DeskYear struct {
	Desk   secondments.Desk `json:"desk"`
	Months []Month          `json:"months" nullable:"false"`
	Clash  bool             `json:"overlap"`
}

// Calendar is every desk over a year.
type Calendar struct {
	Year  int        `json:"year"`
	Desks []DeskYear `json:"desks" nullable:"false"`
	Free  []string   `json:"without_desk" nullable:"false" doc:"Numbers of dossiers in this year that have no desk"`
}

// Calendar returns the desks over a year; this year where it is 0.
func (s *Service) Calendar(ctx context.Context, actor access.Actor, year int) (Calendar, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (Calendar, error) {
		if err := actor.Require(secondments.RightSee, access.Anything); err != nil {
			return Calendar{}, err
		}
		if year < 2000 || year > 2200 {
			year = tx.Today().Time().Year()
		}
		desks, err := secondments.DesksIn(tx)
		if err != nil {
			return Calendar{}, err
		}
		list, err := stays(tx, actor, day(year, 1, 1), day(year, 12, 31))
		if err != nil {
			return Calendar{}, err
		}
		return calendarOf(year, desks, list), nil
	})
}

func day(year int, month time.Month, d int) db.Date {
	return db.Date(time.Date(year, month, d, 0, 0, 0, 0, time.UTC).Format(time.DateOnly))
}

// calendarOf puts the stays under their desks and months, and marks those that meet.
func calendarOf(year int, desks []secondments.Desk, list []Stay) Calendar {
	out := Calendar{Year: year, Desks: []DeskYear{}, Free: []string{}}
	for i, x := range list {
		for j, y := range list {
			if i != j && x.DeskID != "" && x.DeskID == y.DeskID && x.From <= y.To && y.From <= x.To {
				list[i].Clash = true
			}
		}
	}
	for _, d := range desks {
		row := DeskYear{Desk: d}
		for m := 1; m <= 12; m++ {
			first := day(year, time.Month(m), 1)
			last := day(year, time.Month(m+1), 0)
			month := Month{Number: m, Stays: []Stay{}}
			for _, x := range list {
				if x.DeskID == d.ID && x.From <= last && x.To >= first {
					month.Stays = append(month.Stays, x)
					month.Clash = month.Clash || x.Clash && meets(list, x, first, last)
				}
			}
			row.Months, row.Clash = append(row.Months, month), row.Clash || month.Clash
		}
		out.Desks = append(out.Desks, row)
	}
	for _, x := range list {
		if x.DeskID == "" {
			out.Free = append(out.Free, x.Reference)
		}
	}
	return out
}

// meets tells whether a stay meets another one at its desk between two days.
func meets(list []Stay, x Stay, first, last db.Date) bool {
	return slices.ContainsFunc(list, func(y Stay) bool {
		from, to := max(x.From, y.From, first), min(x.To, y.To, last)
		return y.ID != x.ID && y.DeskID == x.DeskID && from <= to
	})
}

// CostYear is what is borne in a year, in one currency.
type CostYear struct {
	Year      int    `db:"year" json:"year"`
	Currency  string `db:"currency" json:"currency,omitempty" doc:"Empty for lines whose amount is not stated"`
	State     int    `db:"state" json:"sending_states"`
	Host      int    `db:"host" json:"host"`
	Mechanism int    `db:"mechanism" json:"mechanism"`
	Lines     int    `db:"lines" json:"lines"`
}

// Costs returns who bears what, by year and currency, over the assignments that are approved.
func (s *Service) Costs(ctx context.Context, actor access.Actor) ([]CostYear, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) ([]CostYear, error) {
		if err := actor.Require(secondments.RightSee, access.Anything); err != nil {
			return nil, err
		}
		return costs(tx)
	})
}

// Member is a member and what it seconded, by year.
type Member struct {
	PartyID   string   `json:"party_id"`
	Party     string   `json:"party"`
	Nominated int      `json:"nominated" doc:"Officers that it nominated, over all years"`
	Seconded  int      `json:"seconded" doc:"Officers who came into post"`
	Days      []int    `json:"days" nullable:"false" doc:"In post, by year"`
	Total     int      `json:"total_days"`
	Last      db.Date  `json:"last_day,omitempty"`
	Records   []string `json:"records" nullable:"false" doc:"Ids of the dossiers that are counted"`
	Never     bool     `json:"never_represented"`
}

// Months says days as months, of thirty days and a half, with one decimal.
func Months(days int) string { return fmt.Sprintf("%d.%d", days*2/61, days*20/61%10) }

// Representation is every member, those that were never represented first.
type Representation struct {
	AsAt    db.Time  `json:"as_at"`
	Years   []int    `json:"years" nullable:"false"`
	Members []Member `json:"members" nullable:"false"`
	Never   int      `json:"never_represented"`
}

// Representation counts what each member of today has seconded. A day in post is a day from the first to the last one, today at the latest.
func (s *Service) Representation(ctx context.Context, actor access.Actor) (Representation, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (Representation, error) {
		if err := actor.Require(secondments.RightSee, access.Anything); err != nil {
			return Representation{}, err
		}
		members, err := members(tx)
		if err != nil {
			return Representation{}, err
		}
		list, err := posted(tx, actor)
		if err != nil {
			return Representation{}, err
		}
		out := represented(members, list, tx.Today())
		out.AsAt = tx.Now()
		return out, nil
	})
}

// TakeAlong is Representation for a file that is taken along, which the history notes.
func (s *Service) TakeAlong(ctx context.Context, actor access.Actor) (Representation, error) {
	r, err := s.Representation(ctx, actor)
	if err != nil {
		return r, err
	}
	return r, audit.Exported(ctx, s.db, actor, secondments.Kind, []string{""}, secondments.ActionTake, "representation")
}

func represented(members []party, list []service, today db.Date) Representation {
	out := Representation{Years: []int{}, Members: []Member{}}
	first, last := today.Time().Year(), today.Time().Year()
	for _, x := range list {
		if x.Posted {
			first = min(first, x.From.Time().Year())
		}
	}
	for y := first; y <= last; y++ {
		out.Years = append(out.Years, y)
	}
	for _, p := range members {
		m := Member{PartyID: p.ID, Party: p.Name, Days: make([]int, len(out.Years)), Records: []string{}}
		for _, x := range list {
			if x.PartyID != p.ID {
				continue
			}
			m.Nominated++
			if !x.Posted {
				continue
			}
			m.Seconded++
			m.Records = append(m.Records, x.ID)
			m.Last = max(m.Last, min(x.To, today))
			for i, y := range out.Years {
				n := span(max(x.From, day(y, 1, 1)), min(x.To, today, day(y, 12, 31)))
				m.Days[i] += n
				m.Total += n
			}
		}
		if m.Never = m.Seconded == 0; m.Never {
			out.Never++
		}
		out.Members = append(out.Members, m)
	}
	slices.SortStableFunc(out.Members, func(a, b Member) int { return a.Total - b.Total })
	return out
}

// span is how many days lie between two days, both counted.
func span(from, to db.Date) int {
	if from > to {
		return 0
	}
	return int(to.Time().Sub(from.Time()).Hours()/24) + 1
}
