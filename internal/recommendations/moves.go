package recommendations

import (
	"context"
	"slices"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/gaps"
	"counterpart/internal/gaps/answers"
	"counterpart/internal/label"
)

// Between is something that lay between two clearances and concerns the provision.
type Between struct {
	Kind string  `json:"kind" enum:"request,response,recommendation"`
	ID   string  `json:"id"`
	What string  `json:"what"`
	On   db.Date `json:"on"`
	Href string  `json:"-"`
}

// Move is a provision under which the law stands otherwise in one round than in the one before.
type Move struct {
	Provision Provision  `json:"provision"`
	From      string     `json:"from" enum:"none,partial,full,beyond"`
	To        string     `json:"to" enum:"none,partial,full,beyond"`
	Rounds    [2]int     `json:"rounds"`
	Cleared   [2]db.Date `json:"cleared" doc:"Days on which the two rounds were cleared"`
	Up        bool       `json:"up" doc:"More is there than before"`
	Label     label.TLP  `json:"label"`
	Between   []Between  `json:"between" nullable:"false" doc:"What lay between the two clearances, as far as the reader may see it; it need not be the cause"`
}

// MovesPage is what moved in a State.
type MovesPage struct {
	Assessment gaps.Assessment `json:"-"`
	Party      string          `json:"party"`
	Moves      []Move          `json:"moves" nullable:"false" doc:"The newest round first"`
	Label      label.TLP       `json:"label" doc:"The strictest of what is shown"`
}

// gradeRow is what the State cleared under a provision in a round.
type gradeRow struct {
	ProvisionID string    `db:"provision_id"`
	Number      int       `db:"number"`
	DeJure      string    `db:"de_jure"`
	Label       label.TLP `db:"label"`
	At          db.Time   `db:"at"`
}

// Moves compares the rounds that the State cleared, as far as the reader may see both.
func (s *Service) Moves(ctx context.Context, actor access.Actor, assessmentID string) (MovesPage, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (MovesPage, error) { return MovesIn(tx, actor, assessmentID) })
}

// MovesIn is Moves within a transaction.
func MovesIn(tx *db.Tx, actor access.Actor, assessmentID string) (MovesPage, error) {
	a, err := gaps.FindIn(tx, assessmentID)
	if err != nil {
		return MovesPage{}, err
	}
	p := MovesPage{Assessment: a, Party: a.Party, Moves: []Move{}, Label: label.Clear}
	rows, err := gradesOf(tx, actor, assessmentID)
	if err != nil {
		return p, err
	}
	if len(rows) == 0 && !actor.Can(gaps.RightSee, a.Object()) {
		return p, fault.Missing("assessment")
	}
	names, err := provisionNames(tx, idsOf(rows))
	if err != nil {
		return p, err
	}
	for i := 1; i < len(rows); i++ { // by provision, then by round
		before, after := rows[i-1], rows[i]
		from, to := slices.Index(answers.DeJures, before.DeJure), slices.Index(answers.DeJures, after.DeJure)
		if before.ProvisionID != after.ProvisionID || from < 0 || to < 0 || from == to {
			continue
		}
		m := Move{
			Provision: names[after.ProvisionID], From: before.DeJure, To: after.DeJure, Rounds: [2]int{before.Number, after.Number}, Up: to > from,
			Cleared: [2]db.Date{before.At.Date(), after.At.Date()}, Label: label.Strictest(before.Label, after.Label), Between: []Between{},
		}
		p.Moves, p.Label = append(p.Moves, m), label.Strictest(p.Label, m.Label)
	}
	slices.SortStableFunc(p.Moves, func(a, b Move) int { return b.Rounds[1] - a.Rounds[1] })
	return p, p.explain(tx, actor)
}

func idsOf(rows []gradeRow) []string {
	var out []string
	for _, r := range rows {
		if len(out) == 0 || out[len(out)-1] != r.ProvisionID {
			out = append(out, r.ProvisionID)
		}
	}
	return out
}

// explain adds to each move what lay between the two clearances.
func (p *MovesPage) explain(tx *db.Tx, actor access.Actor) error {
	if len(p.Moves) == 0 {
		return nil
	}
	asked, err := askedUnder(tx, p.Assessment.ID)
	if err != nil {
		return err
	}
	seen, err := requestsSeen(tx, actor, requestIDs(asked))
	if err != nil {
		return err
	}
	responses, err := responsesOf(tx, requestIDs(asked))
	if err != nil {
		return err
	}
	advice, err := adviceUnder(tx, actor, p.Assessment.ID)
	if err != nil {
		return err
	}
	for i := range p.Moves {
		m := &p.Moves[i]
		for _, x := range asked {
			r, ok := seen[x.RequestID]
			if !ok || x.ProvisionID != m.Provision.ID || slices.ContainsFunc(m.Between, func(b Between) bool { return b.ID == r.ID }) {
				continue
			}
			m.add(Between{Kind: "request", ID: r.ID, What: r.Reference() + ": " + r.Title, On: r.ReceivedOn, Href: "/requests/" + r.ID})
			for _, one := range responses[r.ID] {
				m.add(Between{Kind: "response", ID: one.ID, What: one.Title, On: one.On, Href: "/requests/" + r.ID + "#responses"})
			}
		}
		for _, x := range advice {
			if x.ProvisionID == m.Provision.ID {
				m.add(Between{Kind: "recommendation", ID: x.ID, What: x.Title + " (" + x.State.Words() + ")", On: x.On, Href: "/recommendations/" + x.ID})
			}
		}
		slices.SortStableFunc(m.Between, func(a, b Between) int { return compareDays(a.On, b.On) })
	}
	return nil
}

// add keeps what lay between the two clearances, both days included.
func (m *Move) add(b Between) {
	if b.On >= m.Cleared[0] && b.On <= m.Cleared[1] {
		m.Between = append(m.Between, b)
	}
}

func compareDays(a, b db.Date) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	default:
		return 0
	}
}

func requestIDs(list []askedRow) []string {
	out := make([]string, len(list))
	for i, x := range list {
		out[i] = x.RequestID
	}
	return out
}
