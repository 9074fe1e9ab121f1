package ties

import (
	"cmp"
	"context"
	"slices"
	"time"

	"counterpart/engine/graph"
	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/connections"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/parties"
)

// Actions in the history.
const (
	ActionView   audit.Action = "ties.view"
	ActionExport audit.Action = "ties.export"
)

// Service has the queries of this room.
type Service struct {
	db *db.DB
}

// New makes the service.
func New(d *db.DB) *Service { return &Service{db: d} }

// Query says which network is asked for: before and after an activity, or on two days.
type Query struct {
	ActivityID string  `json:"activity,omitempty"`
	From       db.Date `json:"from,omitempty"` // not before the encounters of this day
	To         db.Date `json:"to,omitempty"`
	Status     string  `json:"status,omitempty"` // of the parties, on the last day
}

// Party is one point of the network.
type Party struct {
	ID          string  `db:"id" json:"id"`
	Name        string  `db:"name" json:"name"`
	Short       string  `db:"short_name" json:"short_name,omitempty"`
	ISO         string  `db:"iso" json:"iso,omitempty"`
	Region      string  `db:"region" json:"region,omitempty"`
	Country     bool    `db:"country" json:"country" doc:"A State or territory"`
	Before      int     `db:"-" json:"parties_before" doc:"Parties that it was tied to before"`
	After       int     `db:"-" json:"parties_after"`
	Connections int     `db:"-" json:"connections" doc:"Pairs of people, one of this party and one of another, after"`
	People      int     `db:"-" json:"people" doc:"People of this party who met somebody of another, after"`
	Bridge      bool    `db:"-" json:"bridge" doc:"Without it, parties that are connected would no longer be"`
	Between     float64 `db:"-" json:"between" doc:"Share of the pairs of other parties whose shortest way leads through it, from 0 to 1"`
	Component   int     `db:"-" json:"component" doc:"Pieces of the network are numbered from 1, the largest first"`
}

// Pair is two parties and how many pairs of their people met.
type Pair struct {
	One    string `db:"one" json:"one_id"`
	Two    string `db:"two" json:"two_id"`
	Before int    `db:"was" json:"before"`
	After  int    `db:"now" json:"after"`
}

// Figures are those of the network at one time.
type Figures struct {
	Ties        int     `json:"ties" doc:"Pairs of parties"`
	CrossBorder int     `json:"cross_border" doc:"Of these, of two States or territories"`
	Connections int     `json:"connections" doc:"Pairs of people of two parties"`
	People      int     `json:"people" doc:"People who met somebody of another party"`
	Density     float64 `json:"density" doc:"Ties as a share of all that could be, from 0 to 1"`
	Alone       int     `json:"alone" doc:"Parties without a tie"`
	Components  int     `json:"components" doc:"Pieces, those of one party not counted"`
	Largest     int     `json:"largest" doc:"Parties in the largest piece"`
	Bridges     int     `json:"bridges"`
}

// Network is the parties and their ties before and after.
type Network struct {
	Query    Query               `json:"query"`
	Activity activities.Activity `json:"-"`
	AsAt     db.Time             `json:"as_at"`
	Before   Figures             `json:"before"`
	After    Figures             `json:"after"`
	Unnamed  int                 `json:"unnamed" doc:"Encounters under the Chatham House Rule, which tie nobody here"`
	Parties  []Party             `json:"parties" nullable:"false"`
	Pairs    []Pair              `json:"pairs" nullable:"false"`
}

// span is the time of a query: what came before, and what came until the end.
type span struct {
	activity    string
	begins, end db.Time
	last        db.Date
}

// Network counts the ties before and after.
func (s *Service) Network(ctx context.Context, actor access.Actor, q Query) (Network, error) {
	return audit.ShownList[Network](ctx, s.db, actor, parties.Kind, ActionView, q)(s.network(ctx, actor, q))
}

// Export is Network for a file that is taken along.
func (s *Service) Export(ctx context.Context, actor access.Actor, q Query) (Network, error) {
	return audit.ShownList[Network](ctx, s.db, actor, parties.Kind, ActionExport, q)(s.network(ctx, actor, q))
}

func (s *Service) network(ctx context.Context, actor access.Actor, q Query) (Network, error) {
	return db.ViewLong(ctx, s.db, func(tx *db.Tx) (Network, error) {
		n := Network{AsAt: tx.Now()}
		if !actor.Holds(connections.RightSee) {
			return n, actor.Require(connections.RightSee, access.Anything)
		}
		when, err := n.ask(tx, actor, q)
		if err != nil {
			return n, err
		}
		return n, n.read(tx, actor, when)
	})
}

// ask checks what is asked for; without anything it is the year up to today.
func (n *Network) ask(tx *db.Tx, actor access.Actor, q Query) (span, error) {
	if q.ActivityID != "" {
		a, err := activities.FindIn(tx, q.ActivityID)
		if err == nil {
			err = actor.Require(connections.RightSee, a.Object())
		}
		q.From, q.To = a.StartsOn, a.EndsOn
		n.Activity, n.Query = a, q
		return span{a.ID, db.At(a.Begins()), db.At(a.Begins()), a.EndsOn}, err
	}
	if q.To == "" {
		q.To = tx.Today()
	}
	if q.From == "" {
		q.From = db.Date(q.To.Time().AddDate(-1, 0, 0).Format(time.DateOnly))
	}
	n.Query = q
	if q.From > q.To {
		return span{}, fault.Wrong("to", "The second day must not be before the first.")
	}
	return span{begins: db.At(q.From.Time()), end: db.At(q.To.AddDays(1).Time()), last: q.To}, nil
}

func (n *Network) read(tx *db.Tx, actor access.Actor, when span) error {
	all, err := pairsIn(tx, actor, when)
	if err != nil {
		return err
	}
	people, err := peopleIn(tx, actor, when)
	if err != nil {
		return err
	}
	known, err := partiesIn(tx, actor, when.last, n.Query.Status)
	if err != nil {
		return err
	}
	tied := map[string]bool{}
	for _, p := range all {
		tied[p.One], tied[p.Two] = true, true
	}
	place := map[string]int{}
	n.Parties, n.Pairs = []Party{}, []Pair{}
	for _, k := range known {
		if k.Held || n.Query.Status == "" && tied[k.ID] {
			place[k.ID] = len(n.Parties)
			n.Parties = append(n.Parties, k.Party)
		}
	}
	for _, p := range all {
		_, one := place[p.One]
		_, two := place[p.Two]
		if one && two {
			n.Pairs = append(n.Pairs, p)
		}
	}
	n.measure(place, people)
	n.Unnamed, err = unnamedIn(tx, when)
	return err
}

// measure works out the figures of both times, and what each party is in the network.
func (n *Network) measure(place map[string]int, people []persons) {
	var before, after [][2]int
	for _, p := range n.Pairs {
		one, two := place[p.One], place[p.Two]
		if p.Before > 0 {
			before = append(before, [2]int{one, two})
			n.Parties[one].Before++
			n.Parties[two].Before++
		}
		after = append(after, [2]int{one, two})
		for _, i := range []int{one, two} {
			n.Parties[i].After++
			n.Parties[i].Connections += p.After
		}
		cross := n.Parties[one].Country && n.Parties[two].Country
		n.Before.add(p.Before, cross)
		n.After.add(p.After, cross)
	}
	for _, p := range people {
		if i, there := place[p.PartyID]; there {
			n.Parties[i].People = p.Now
			n.Before.People += p.Was
			n.After.People += p.Now
		}
	}
	n.Before.shape(graph.New(len(n.Parties), before))
	g := graph.New(len(n.Parties), after)
	n.After.shape(g)
	n.describe(g)
}

func (f *Figures) add(met int, cross bool) {
	if met == 0 {
		return
	}
	f.Ties++
	f.Connections += met
	if cross {
		f.CrossBorder++
	}
}

// shape fills in what only the whole network tells.
func (f *Figures) shape(g graph.Graph) {
	f.Density = g.Density()
	of, number := g.Components()
	sizes := make([]int, number)
	for _, c := range of {
		sizes[c]++
	}
	for _, size := range sizes {
		f.Largest = max(f.Largest, size)
		if size == 1 {
			f.Alone++
		} else {
			f.Components++
		}
	}
	for _, cut := range g.Cuts() {
		if cut {
			f.Bridges++
		}
	}
}

func (n *Network) describe(g graph.Graph) {
	of, number := g.Components()
	sizes, order := make([]int, number), make([]int, number)
	for _, c := range of {
		sizes[c]++
	}
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(sizes[b], sizes[a]) })
	rank := make([]int, number)
	for i, c := range order {
		rank[c] = i + 1
	}
	cuts, between := g.Cuts(), g.Betweenness()
	others := float64(len(n.Parties)-1) * float64(len(n.Parties)-2) / 2
	for i := range n.Parties {
		n.Parties[i].Component, n.Parties[i].Bridge = rank[of[i]], cuts[i]
		if others > 0 {
			n.Parties[i].Between = between[i] / others
		}
	}
}

// Choice is an activity at which people met, for the choices of a form.
type Choice struct {
	ID       string  `db:"id"`
	Title    string  `db:"title"`
	StartsOn db.Date `db:"starts_on"`
}

// Activities lists those at which people met, the latest first.
func (s *Service) Activities(ctx context.Context, actor access.Actor) ([]Choice, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) ([]Choice, error) {
		if !actor.Holds(connections.RightSee) {
			return nil, actor.Require(connections.RightSee, access.Anything)
		}
		return activitiesIn(tx, actor)
	})
}
