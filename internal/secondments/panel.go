package secondments

import (
	"context"
	"encoding/json"
	"slices"
	"unicode/utf8"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/secondments/assignments"
)

// Check says whether a candidate meets a criterion.
type Check struct {
	Criterion int  `db:"criterion" json:"criterion" doc:"The place of the line, from 0"`
	Met       bool `db:"met" json:"met"`
}

// ScreenDraft is what the secretariat found when it held a candidate against the criteria.
type ScreenDraft struct {
	Checks []Check `json:"checks"`
	Words  string  `json:"words,omitempty" maxLength:"2000" doc:"Needed where the candidate is not taken further: kept for the feedback"`
	Out    bool    `json:"out,omitempty" doc:"The candidate is not taken further"`
}

// Screen holds a candidate against the criteria.
func (s *Service) Screen(ctx context.Context, actor access.Actor, id string, x ScreenDraft) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) { return true, s.ScreenIn(tx, actor, id, x) })
	return err
}

// ScreenIn is Screen within a transaction.
func (s *Service) ScreenIn(tx *db.Tx, actor access.Actor, id string, x ScreenDraft) error {
	d, a, err := withAssignment(tx, id)
	if err != nil {
		return err
	}
	if err := actor.Require(RightEdit, d.wide()); err != nil {
		return err
	}
	assignments.Tidy(&x.Words)
	var wrong fault.Invalid
	wrong.Check(!x.Out || x.Words != "", "words", "Write why the candidate is not taken further; it is kept for the feedback.")
	wrong.Check(utf8.RuneCountInString(x.Words) <= 2000, "words", "Shorten this to 2,000 characters.")
	n := len(a.Criteria())
	for _, c := range x.Checks {
		wrong.Check(c.Criterion >= 0 && c.Criterion < n, "checks", "There is no criterion %d.", c.Criterion)
	}
	if err := wrong.Err(); err != nil {
		return err
	}
	c, err := s.caseOf(tx, d, a)
	if err != nil {
		return err
	}
	if _, ok := d.State.After(Screen); ok {
		if err := replaceChecks(tx, id, x.Checks); err != nil {
			return err
		}
		c.Checked, c.Meets = meets(a.Criteria(), x.Checks)
	}
	v := Screen
	if x.Out {
		v = ScreenOut
	}
	return s.take(tx, actor, &d, c, v, Record{Words: x.Words})
}

// Member is a member of the panel with what they did about a candidate.
type Member struct {
	Account  string `db:"account_id" json:"account_id"`
	Name     string `db:"name" json:"name"`
	Declared bool   `db:"declared" json:"declared"`
	Conflict bool   `db:"conflict" json:"conflict"`
	Scored   bool   `db:"scored" json:"scored"`
}

// Scores is what a member of the panel says of a candidate.
type Scores struct {
	Points []int  `json:"points" doc:"From 1 to 5 for each criterion"`
	Words  string `json:"words,omitempty" maxLength:"2000"`
}

// Average is the mean of the points, times ten.
func (x Scores) Average() int {
	sum := 0
	for _, p := range x.Points {
		sum += p
	}
	if len(x.Points) == 0 {
		return 0
	}
	return (sum*20/len(x.Points) + 1) / 2
}

// Declare says whether a member of the panel has a conflict of interest about a candidate.
func (s *Service) Declare(ctx context.Context, actor access.Actor, id string, conflict bool, words string) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) { return true, s.DeclareIn(tx, actor, id, conflict, words) })
	return err
}

// DeclareIn is Declare within a transaction.
func (s *Service) DeclareIn(tx *db.Tx, actor access.Actor, id string, conflict bool, words string) error {
	d, a, err := withAssignment(tx, id)
	if err != nil {
		return err
	}
	if err := actor.Require(RightScore, d.wide()); err != nil {
		return err
	}
	assignments.Tidy(&words)
	var wrong fault.Invalid
	wrong.Check(!conflict || words != "", "words", "Say in a few words what the conflict is.")
	wrong.Check(utf8.RuneCountInString(words) <= 1000, "words", "Shorten this to 1,000 characters.")
	if err := wrong.Err(); err != nil {
		return err
	}
	c, err := s.caseOf(tx, d, a)
	if err != nil {
		return err
	}
	v := Declare
	if conflict {
		v = Conflict
	}
	if err := s.take(tx, actor, &d, c, v, Record{Words: words}); err != nil {
		return err
	}
	if err := putStance(tx, id, actor.Account, conflict); err != nil {
		return err
	}
	return s.conclude(tx, actor, &d, a)
}

// Score keeps what a member of the panel says of a candidate. Nobody reads it before all have scored.
func (s *Service) Score(ctx context.Context, actor access.Actor, id string, x Scores) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) { return true, s.ScoreIn(tx, actor, id, x) })
	return err
}

// ScoreIn is Score within a transaction.
func (s *Service) ScoreIn(tx *db.Tx, actor access.Actor, id string, x Scores) error {
	d, a, err := withAssignment(tx, id)
	if err != nil {
		return err
	}
	if err := actor.Require(RightScore, d.wide()); err != nil {
		return err
	}
	assignments.Tidy(&x.Words)
	var wrong fault.Invalid
	wrong.Check(len(x.Points) == len(a.Criteria()) && !slices.ContainsFunc(x.Points, func(p int) bool { return p < 1 || p > 5 }), "points", "Give from 1 to 5 points for each criterion.")
	wrong.Check(x.Words != "", "words", "Say in a few words what the points rest on.")
	wrong.Check(utf8.RuneCountInString(x.Words) <= 2000, "words", "Shorten this to 2,000 characters.")
	if err := wrong.Err(); err != nil {
		return err
	}
	c, err := s.caseOf(tx, d, a)
	if err != nil {
		return err
	}
	if err := s.take(tx, actor, &d, c, Score, Record{}); err != nil {
		return err
	}
	raw, err := json.Marshal(x)
	if err != nil {
		return err
	}
	row := tx.NewID()
	sealed, err := s.opts.Vault.Seal("secondment_score", "scores", row, string(raw))
	if err != nil {
		return err
	}
	if err := insertScore(tx, row, id, actor.Account, sealed); err != nil {
		return err
	}
	return s.conclude(tx, actor, &d, a)
}

// conclude ends the interview when everybody has spoken.
func (s *Service) conclude(tx *db.Tx, actor access.Actor, d *Dossier, a Assignment) error {
	c, err := s.caseOf(tx, *d, a)
	if err != nil || !c.Complete() {
		return err
	}
	return s.take(tx, actor, d, c, Conclude, Record{})
}

// Given is what a member of the panel gave a candidate.
type Given struct {
	Name string `json:"name"`
	Scores
}

// PanelPage is the panel of a candidate as an actor of the secretariat is shown it.
type PanelPage struct {
	Members  []Member    `json:"members" nullable:"false"`
	Criteria []Criterion `json:"criteria" nullable:"false"`
	Member   bool        `json:"member" doc:"The reader sits on the panel"`
	Declared bool        `json:"declared"`
	Conflict bool        `json:"conflict" doc:"The reader declared one"`
	Sealed   bool        `json:"sealed" doc:"Not everybody has scored: no score is shown but the own one"`
	Given    []Given     `json:"given" nullable:"false"`
	Average  int         `json:"average_times_ten,omitempty"`
}

// panelPage reads the panel of a candidate. The caller has asked whether the actor may.
func (s *Service) panelPage(tx *db.Tx, actor access.Actor, d Dossier, a Assignment) (PanelPage, error) {
	p := PanelPage{Criteria: a.Criteria(), Given: []Given{}, Sealed: d.State == Screened}
	var err error
	if p.Members, err = panelOf(tx, d); err != nil {
		return p, err
	}
	names := map[string]string{}
	for _, m := range p.Members {
		names[m.Account] = m.Name
		if m.Account == actor.Account && actor.Account != "" {
			p.Member, p.Declared, p.Conflict = true, m.Declared, m.Conflict
		}
	}
	if p.Conflict { // who declared a conflict reads nothing of the others
		return p, nil
	}
	rows, err := scoresOf(tx, d.ID)
	if err != nil {
		return p, err
	}
	for _, r := range rows {
		if p.Sealed && r.Account != actor.Account || r.Scores == "" { // sealed, or of somebody who was erased
			continue
		}
		plain, err := s.opts.Vault.Open("secondment_score", "scores", r.ID, r.Scores)
		if err != nil {
			return p, err
		}
		g := Given{Name: names[r.Account]}
		if err := json.Unmarshal([]byte(plain), &g.Scores); err != nil {
			return p, err
		}
		p.Given = append(p.Given, g)
		p.Average += g.Average()
	}
	if n := len(p.Given); n > 0 {
		p.Average = (p.Average + n/2) / n
	}
	return p, nil
}
