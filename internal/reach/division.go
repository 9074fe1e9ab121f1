package reach

import (
	"context"
	"slices"
	"strconv"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/cells"
	"counterpart/internal/db"
	"counterpart/internal/parties"
	"counterpart/internal/vocabulary"
)

// Division says how many of those who came are women, men, neither, and of how many it is not stated. It is never guessed.
// Whoever came to two activities counts twice.
type Division struct {
	Label     string `json:"of"` // the party, the year, or all
	ID        string `json:"party_id,omitempty"`
	People    int    `json:"people"`
	Women     int    `json:"women"`
	Men       int    `json:"men"`
	Other     int    `json:"other"`
	NotStated int    `json:"not_stated"`
	Hidden    bool   `json:"hidden" doc:"The groups are 0 here, because they would tell of single people"`
}

func (d Division) groups() []int { return []int{d.Women, d.Men, d.Other, d.NotStated} }

func (d *Division) add(o Division) {
	d.People, d.Women, d.Men, d.Other, d.NotStated = d.People+o.People, d.Women+o.Women, d.Men+o.Men, d.Other+o.Other, d.NotStated+o.NotStated
}

func (d *Division) of(sex string, n int) {
	d.People += n
	switch sex {
	case "f":
		d.Women += n
	case "m":
		d.Men += n
	case "x":
		d.Other += n
	default:
		d.NotStated += n
	}
}

// hide takes the groups away and leaves their sum.
func (d *Division) hide() { d.Women, d.Men, d.Other, d.NotStated, d.Hidden = 0, 0, 0, 0, true }

// Divisions are those of each party, of each year, and of all.
type Divisions struct {
	AsAt    db.Time    `json:"as_at"`
	Below   int        `json:"hidden_below"`
	All     Division   `json:"all"`
	Parties []Division `json:"parties" nullable:"false"`
	Years   []Division `json:"years" nullable:"false"`
}

// Divisions counts women and men among those who came, over all years.
func (s *Service) Divisions(ctx context.Context, actor access.Actor) (Divisions, error) {
	return db.ViewLong(ctx, s.db, func(tx *db.Tx) (Divisions, error) {
		if !actor.Holds(RightSee) {
			return Divisions{}, actor.Require(RightSee, access.Anything)
		}
		return divisions(tx, actor)
	})
}

func divisions(tx *db.Tx, actor access.Actor) (Divisions, error) {
	words, err := vocabulary.In(tx)
	if err != nil {
		return Divisions{}, err
	}
	all, err := partiesIn(tx, actor)
	if err != nil {
		return Divisions{}, err
	}
	list, err := sexesOf(tx, actor)
	if err != nil {
		return Divisions{}, err
	}
	place, out := map[string]int{}, Divisions{AsAt: tx.Now(), Below: words.Pack.Mechanism.SuppressBelow, All: Division{Label: "All"}, Years: []Division{}, Parties: []Division{}}
	for i, p := range all {
		place[p.ID] = i
		out.Parties = append(out.Parties, Division{Label: p.Name, ID: p.ID})
	}
	years := map[int]*Division{}
	for _, x := range list {
		i, seen := place[x.PartyID]
		year, bad := strconv.Atoi(x.Year)
		if !seen || bad != nil {
			continue
		}
		if years[year] == nil {
			years[year] = &Division{Label: x.Year}
		}
		out.Parties[i].of(x.Sex, x.People)
		years[year].of(x.Sex, x.People)
		out.All.of(x.Sex, x.People)
	}
	for _, y := range years {
		out.Years = append(out.Years, *y)
	}
	slices.SortFunc(out.Years, func(a, b Division) int { return a.year() - b.year() })
	guard(&out.All, out.Below, out.Parties, out.Years)
	return out, nil
}

func (d Division) year() int {
	n, _ := strconv.Atoi(d.Label) // 0 where it is no year
	return n
}

// guard hides every division that tells of single people. Whoever knows the whole and what is shown of a margin can work out
// the rest of it together: while that rest would tell of single people, the smallest division that is still shown goes with
// it, and at last the whole.
func guard(whole *Division, below int, margins ...[]Division) {
	shown := !cells.Hide(whole.groups(), below)
	for _, rows := range margins {
		shown = guardMargin(rows, below, shown) && shown
	}
	if !shown {
		whole.hide()
	}
}

// guardMargin hides what it must of one margin, and tells whether the whole can be shown beside it.
func guardMargin(rows []Division, below int, whole bool) bool {
	var rest Division
	closed := false
	for i := range rows {
		if cells.Hide(rows[i].groups(), below) {
			rest.add(rows[i])
			rows[i].hide()
			closed = true
		}
	}
	if !whole {
		return false
	}
	for closed && cells.Hide(rest.groups(), below) {
		next := -1
		for i, r := range rows {
			if !r.Hidden && r.People > 0 && (next < 0 || r.People < rows[next].People) {
				next = i
			}
		}
		if next < 0 {
			return false
		}
		rest.add(rows[next])
		rows[next].hide()
	}
	return true
}

// ExportDivisions is Divisions for a file that is taken along.
func (s *Service) ExportDivisions(ctx context.Context, actor access.Actor) (Divisions, error) {
	return audit.ShownList[Divisions](ctx, s.db, actor, parties.Kind, ActionExport, "divisions")(s.Divisions(ctx, actor))
}
