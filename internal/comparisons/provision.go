package comparisons

import (
	"context"
	"slices"

	"counterpart/internal/access"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/gaps"
	"counterpart/internal/gaps/answers"
	"counterpart/internal/instruments"
	"counterpart/internal/label"
	"counterpart/internal/laws"
)

// Cleared is what one State cleared under one provision.
type Cleared struct {
	Column
	Label     label.TLP      `json:"label"`
	ClearedAt db.Time        `json:"cleared_at"`
	Answer    answers.Answer `json:"answer"`
	Cited     []string       `json:"cited" nullable:"false" doc:"The citations in words, in their order"`
}

// Provision is one provision with the words of all States.
type Provision struct {
	Map      Map                 `json:"-"`
	Version  instruments.Version `json:"instrument"`
	Node     instruments.Node    `json:"provision"`
	Filter   Filter              `json:"filter"`
	States   []Cleared           `json:"states" nullable:"false"`
	Nothing  []string            `json:"nothing_to_show" nullable:"false"`
	Label    label.TLP           `json:"label"`
	Previous *instruments.Node   `json:"-"`
	Next     *instruments.Node   `json:"-"`
}

// Provision lays the answers of all States under one provision side by side.
func (s *Service) Provision(ctx context.Context, actor access.Actor, code, key string, f Filter) (Provision, error) {
	return db.ViewLong(ctx, s.db, func(tx *db.Tx) (Provision, error) {
		if !actor.Holds(gaps.RightRead) {
			return Provision{}, actor.Require(gaps.RightRead, access.Anything)
		}
		f, err := f.tidy()
		if err != nil {
			return Provision{}, err
		}
		f.Theme, f.Obligation = "", ""
		return s.provisionIn(tx, actor, code, key, f)
	})
}

// ExportProvision is Provision for a file that is taken along.
func (s *Service) ExportProvision(ctx context.Context, actor access.Actor, code, key string, f Filter) (Provision, error) {
	return audit.ShownList[Provision](ctx, s.db, actor, Kind, ActionExport, asked{code + " " + key, f})(s.Provision(ctx, actor, code, key, f))
}

func (s *Service) provisionIn(tx *db.Tx, actor access.Actor, code, key string, f Filter) (Provision, error) {
	out := Provision{Filter: f, States: []Cleared{}, Nothing: []string{}, Label: label.Clear}
	m := Map{Filter: f, Columns: []Column{}, Nothing: []string{}}
	if err := m.begin(tx, actor, code); err != nil {
		return out, err
	}
	nodes, err := instruments.TreeIn(tx, m.Version.ID)
	if err != nil {
		return out, err
	}
	out.Map, out.Version = m, m.Version
	if err := out.place(nodes, key); err != nil {
		return out, err
	}
	rounds, err := roundsIn(tx, actor, m.Version.InstrumentID)
	if err != nil {
		return out, err
	}
	within, err := groupIn(tx, actor, f)
	if err != nil {
		return out, err
	}
	out.Map.offer(rounds)
	rounds = newest(rounds, f, within)
	list, err := fullIn(tx, actor, rounds, out.Node.ID)
	if err != nil {
		return out, err
	}
	if err := out.lay(tx, actor, rounds, within, list); err != nil {
		return out, err
	}
	return out, out.cite(func(ids []string) (map[string]laws.Law, error) { return s.laws.Named(tx, actor, ids) })
}

// cite words the citations. A law of the register that is closed to the reader is named only as far as the answer itself does.
func (p *Provision) cite(named func(ids []string) (map[string]laws.Law, error)) error {
	var ids []string
	for _, c := range p.States {
		for _, x := range c.Answer.Citations {
			if x.LawID != "" && !slices.Contains(ids, x.LawID) {
				ids = append(ids, x.LawID)
			}
		}
	}
	known, err := named(ids)
	if err != nil {
		return err
	}
	for i, c := range p.States {
		for _, x := range c.Answer.Citations {
			words := x.Text
			if l, open := known[x.LawID]; open {
				words = l.Citation()
			} else if words == "" {
				words = "A law that is closed to you"
			}
			if x.Article != "" {
				words += ", " + x.Article
			}
			p.States[i].Cited = append(p.States[i].Cited, words)
		}
	}
	return nil
}

// place finds the provision and its neighbours among those that are assessed.
func (p *Provision) place(nodes []instruments.Node, key string) error {
	i := slices.IndexFunc(nodes, func(n instruments.Node) bool { return n.Key == key })
	if i < 0 {
		return fault.Missing("provision")
	}
	p.Node = nodes[i]
	for j := i - 1; j >= 0 && p.Previous == nil; j-- {
		if nodes[j].Assessable {
			p.Previous = &nodes[j]
		}
	}
	for j := i + 1; j < len(nodes) && p.Next == nil; j++ {
		if nodes[j].Assessable {
			p.Next = &nodes[j]
		}
	}
	return nil
}

func (p *Provision) lay(tx *db.Tx, actor access.Actor, rounds []round, within group, list []full) error {
	for _, r := range rounds {
		i := slices.IndexFunc(list, func(x full) bool { return x.RoundID == r.ID })
		if i < 0 {
			p.Nothing = append(p.Nothing, r.Name)
			continue
		}
		a, err := answers.Parse(list[i].Answer)
		if err != nil {
			return err
		}
		p.States = append(p.States, Cleared{r.column(), list[i].Label, list[i].At, a, []string{}})
		p.Label = label.Strictest(p.Label, list[i].Label)
	}
	// Those that show something elsewhere were named above, in their columns; the others of the group are named now.
	if err := p.Map.nothing(tx, actor, rounds, within); err != nil {
		return err
	}
	p.Nothing = append(p.Nothing, p.Map.Nothing...)
	return nil
}
