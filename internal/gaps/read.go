package gaps

import (
	"context"
	"slices"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/instruments"
	"counterpart/internal/label"
)

// OpenLine is a provision with what the State cleared under it.
type OpenLine struct {
	instruments.Node
	Answer *OpenAnswer `json:"answer,omitempty"`
}

// OpenSheet is what the State cleared under one instrument.
type OpenSheet struct {
	Scope Scope      `json:"instrument"`
	Lines []OpenLine `json:"lines" nullable:"false" doc:"In the order of the instrument; what was cleared under provisions of earlier versions stands last"`
}

// OpenPage is what the reader may read of what a State cleared in a round.
type OpenPage struct {
	AssessmentID string      `json:"assessment_id"`
	PartyID      string      `json:"party_id"`
	Party        string      `json:"party"`
	Project      string      `json:"project"`
	Number       int         `json:"round"`
	AsAt         db.Date     `json:"as_at"`
	Label        label.TLP   `json:"label" doc:"The strictest of what is shown"`
	Rounds       []int       `json:"rounds" nullable:"false" doc:"Those of which something is open to the reader, the newest first"`
	Sheets       []OpenSheet `json:"sheets" nullable:"false"`
}

// Read returns what a State cleared, as far as the reader may see it: of a round by its number, or of the newest one when 0; of
// one instrument by its code, or of all when "".
func (s *Service) Read(ctx context.Context, actor access.Actor, id string, number int, code string) (OpenPage, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (OpenPage, error) { return s.ReadIn(tx, actor, id, number, code) })
}

// ReadIn is Read within a transaction.
func (s *Service) ReadIn(tx *db.Tx, actor access.Actor, id string, number int, code string) (OpenPage, error) {
	rounds, err := openRoundsOf(tx, actor, id)
	if err != nil {
		return OpenPage{}, err
	}
	if len(rounds) == 0 {
		return OpenPage{}, fault.Missing("assessment")
	}
	if number == 0 {
		number = rounds[0]
	}
	list, err := openAnswersOf(tx, actor, id, number)
	if err != nil {
		return OpenPage{}, err
	}
	if len(list) == 0 {
		return OpenPage{}, fault.Missing("round")
	}
	a, err := FindIn(tx, id)
	if err != nil {
		return OpenPage{}, err
	}
	p := OpenPage{AssessmentID: id, PartyID: a.PartyID, Party: a.Party, Project: a.Project, Number: number, AsAt: list[0].AsAt, Label: label.Clear, Rounds: rounds, Sheets: []OpenSheet{}}
	by := make(map[string]*OpenAnswer, len(list))
	for i := range list {
		by[list[i].ProvisionID] = &list[i]
	}
	return p, p.fill(tx, a, by, code)
}

func (p *OpenPage) fill(tx *db.Tx, a Assessment, by map[string]*OpenAnswer, code string) error {
	scopes, err := scopesOf(tx, a.ID, a.RoundID)
	if err != nil {
		return err
	}
	for _, scope := range scopes {
		if code != "" && scope.Code != code {
			continue
		}
		tree, err := instruments.TreeIn(tx, scope.VersionID)
		if err != nil {
			return err
		}
		gone, err := cellsGone(tx, scope.InstrumentID, tree, by)
		if err != nil {
			return err
		}
		sheet, open := OpenSheet{Scope: scope}, 0
		for _, n := range append(tree, gone...) {
			line := OpenLine{Node: n, Answer: by[n.ID]}
			if line.Answer != nil {
				p.Label = label.Strictest(p.Label, line.Answer.Label)
				open++
			}
			sheet.Lines = append(sheet.Lines, line)
		}
		if open > 0 {
			p.Sheets = append(p.Sheets, sheet)
		}
	}
	return nil
}

// cellsGone are the provisions of an instrument under which something was cleared and which the version in use does not have.
func cellsGone(tx *db.Tx, instrumentID string, tree []instruments.Node, by map[string]*OpenAnswer) ([]instruments.Node, error) {
	left := map[string]Cell{}
	for id, a := range by {
		if a.InstrumentID == instrumentID && !slices.ContainsFunc(tree, func(n instruments.Node) bool { return n.ID == id }) {
			left[id] = Cell{}
		}
	}
	placed, err := lastTexts(tx, left)
	out := make([]instruments.Node, len(placed))
	for i, n := range placed {
		out[i] = n.Node
	}
	return out, err
}
