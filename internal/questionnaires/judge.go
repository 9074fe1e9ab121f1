package questionnaires

import (
	"slices"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/gaps"
	"counterpart/internal/gaps/answers"
	"counterpart/internal/laws"
	"counterpart/internal/questionnaires/sheet"
	"counterpart/internal/vocabulary"
)

// Refused is the outcome of an answer that cannot be taken; the others are those of a save.
const Refused gaps.Outcome = "refused"

// Outcomes lists what can become of an answer, in the order in which pages count them.
var Outcomes = []gaps.Outcome{gaps.Kept, gaps.Joined, gaps.SetAside, Refused, gaps.Same}

// Verdict is what becomes of the answer under one provision.
type Verdict struct {
	ProvisionID string          `json:"provision_id"`
	Name        string          `json:"name"`
	Place       string          `json:"place" doc:"In the file"`
	Outcome     gaps.Outcome    `json:"outcome" enum:"same,kept,joined,set_aside,refused"`
	Changes     []Change        `json:"changes" nullable:"false" doc:"What would stand otherwise than now"`
	Clashes     []string        `json:"clashes" nullable:"false" doc:"The fields that others have changed, too"`
	By          string          `json:"by,omitempty" doc:"Who wrote last"`
	Wrong       []sheet.Problem `json:"wrong" nullable:"false"`
	back        sheet.Back
}

// Change is a field as it stands and as it would.
type Change struct {
	Field  string `json:"field"`
	Before string `json:"before,omitempty"`
	After  string `json:"after,omitempty"`
}

// judge says what becomes of answers that came back; nothing is written.
type judge struct {
	cells     map[string]gaps.Line
	bases     map[string]answers.Answer // by provision and revision
	proposals map[string][]proposal
	laws      map[string]laws.Law
	help      []sheet.Choice
	isHelp    func(string) bool
}

// judgeFor loads what the answers are held against.
func (s *Service) judgeFor(tx *db.Tx, actor access.Actor, page gaps.RoundPage, lines []sheet.Back) (*judge, error) {
	j := &judge{cells: map[string]gaps.Line{}}
	for _, one := range page.Sheets {
		for _, l := range one.Lines {
			if l.Assessable {
				j.cells[l.ID] = l
			}
		}
	}
	words, err := vocabulary.In(tx)
	if err != nil {
		return nil, err
	}
	j.help, j.isHelp = helpChoices(words), func(code string) bool { return words.Has(vocabulary.HelpTypes, code) }
	var moved, cited []string
	for _, b := range lines {
		if l, ok := j.cells[b.ProvisionID]; ok && b.Base != l.Cell.Revision {
			moved = append(moved, b.ProvisionID)
		}
		for _, c := range b.Answer.Citations {
			if c.LawID != "" && len(c.LawID) <= 40 && !slices.Contains(cited, c.LawID) {
				cited = append(cited, c.LawID)
			}
		}
	}
	if j.bases, err = revisions(tx, page.Round.ID, moved); err != nil {
		return nil, err
	}
	if j.proposals, err = proposals(tx, page.Round.ID); err != nil {
		return nil, err
	}
	j.laws, err = s.opts.Laws.Named(tx, actor, cited)
	return j, err
}

// say says what becomes of one answer.
func (j *judge) say(b sheet.Back) Verdict {
	v := Verdict{ProvisionID: b.ProvisionID, Name: b.Name, Place: b.Place, Outcome: Refused, Changes: []Change{}, Clashes: []string{}, Wrong: b.Wrong, back: b}
	if v.Wrong == nil {
		v.Wrong = []sheet.Problem{}
	}
	l, ok := j.cells[b.ProvisionID]
	if !ok {
		v.wrong(b.Place, "The assessment does not ask for this provision, or does not any more.")
		return v
	}
	v.Name, v.By = l.Name(), l.Cell.By
	base, ok := j.base(l.Cell, b.Base)
	if !ok {
		v.wrong(b.Place, "There is no such revision of the answer. Take the questionnaire along again, and copy the answer into it.")
	}
	mine := j.cite(b.Answer)
	j.check(&v, l.Cell, mine)
	if len(v.Wrong) > 0 {
		return v
	}
	now := l.Cell.Answer
	merged, clashes := answers.Merge(base, now, mine)
	for _, f := range answers.Changed(now, merged) {
		v.Changes = append(v.Changes, Change{answers.Labels[f], sheet.Show(now, f, j.help), sheet.Show(merged, f, j.help)})
	}
	switch {
	case len(clashes) > 0 && !(merged.Equal(now) && j.waits(b.ProvisionID, b.Base, mine)):
		v.Outcome = gaps.SetAside
		for _, f := range clashes {
			v.Clashes = append(v.Clashes, answers.Labels[f])
		}
	case merged.Equal(now):
		v.Outcome = gaps.Same
	case b.Base != l.Cell.Revision && !merged.Equal(mine):
		v.Outcome = gaps.Joined
	default:
		v.Outcome = gaps.Kept
	}
	return v
}

func (v *Verdict) wrong(place, words string) {
	v.Wrong = append(v.Wrong, sheet.Problem{Cell: place, Words: words})
}

// base is the answer from which the questionnaire was written.
func (j *judge) base(now gaps.Cell, revision int) (answers.Answer, bool) {
	switch {
	case revision == now.Revision:
		return now.Answer, true
	case revision == 0:
		return answers.Answer{}, true
	default:
		a, ok := j.bases[key(now.ProvisionID, revision)]
		return a, ok
	}
}

// cite writes the citation of each law of the register beside its id, as saving does.
func (j *judge) cite(a answers.Answer) answers.Answer {
	a.Citations = slices.Clone(a.Citations)
	for i, c := range a.Citations {
		if l, ok := j.laws[c.LawID]; ok && c.Text == "" {
			a.Citations[i].Text = l.Citation()
		}
	}
	return a
}

// check lists what is wrong with an answer, with the place of each field.
func (j *judge) check(v *Verdict, now gaps.Cell, a answers.Answer) {
	err := a.Check(j.isHelp)
	if wrong := fault.AsInvalid(err); wrong != nil {
		for _, f := range wrong.Fields {
			v.wrong(v.back.Cells[f.Name], f.Words)
		}
	}
	for _, c := range a.Citations {
		_, ok := j.laws[c.LawID]
		there := slices.ContainsFunc(now.Answer.Citations, func(x answers.Citation) bool { return x.LawID == c.LawID })
		if c.LawID != "" && !ok && !there {
			v.wrong(v.back.Cells["citations"], "The register holds no law with the number at the end of a line, or none that is open to you. Take the number out, and name the law in words.")
			return
		}
	}
}

// waits tells whether the same answer was set aside before.
func (j *judge) waits(provisionID string, base int, a answers.Answer) bool {
	kept := a.JSON()
	return slices.ContainsFunc(j.proposals[provisionID], func(p proposal) bool { return p.Base == base && p.Kept == kept })
}
