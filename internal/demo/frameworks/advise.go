package frameworks

import (
	"context"
	"fmt"

	"counterpart/internal/db"
	"counterpart/internal/demo/moments"
	"counterpart/internal/label"
	"counterpart/internal/recommendations"
)

// advice is what States are advised to do, and how far it has come.
var advice = []struct {
	party, title, words string
	provisions          []string
	office, priority    string
	label               label.TLP
	ago, due            int // days before the end of the story; due ones that are below 0 are to come
	steps               []step
}{
	{
		"thailand", "Let victims be heard without meeting the accused", "A rule of procedure for every court, and rooms for it.",
		[]string{"untip:6.1"},
		"Office of the courts", "high", label.Clear, 350, 80,
		[]step{{340, recommendations.Accept, "NV 2231/2025"}, {300, recommendations.Begin, ""}, {90, recommendations.Finish, "The amendment is in force (invented)."}},
	},
	{
		"thailand", "Say in the law how stay is extended", "Criteria, and a time within which it is decided.",
		[]string{"untip:7", "untip:8"},
		"Immigration", "medium", label.Green, 348, -90,
		[]step{{338, recommendations.Accept, "NV 2231/2025"}, {200, recommendations.Begin, ""}, {30, recommendations.Note, "A draft is before the cabinet (invented)."}},
	},
	{
		"indonesia", "One set of rules for all shelters", "Three ministries run them under three sets of rules, as the focus group found.",
		[]string{"untip:6.3", "untip:6.4"},
		"Coordinating ministry", "high", label.Green, 330, -120,
		[]step{{320, recommendations.Accept, "NV 131/2025"}},
	},
	{"indonesia", "Make the form for compensation shorter", "", []string{"untip:6.6"}, "Attorney General's office", "low", label.Amber, 40, -200, nil},
}

type step struct {
	ago   int
	verb  recommendations.Verb
	words string
}

// advise enters what States are advised to do, and one request for support that came of an answer.
func (s *Story) advise(ctx context.Context) error {
	for i, a := range advice {
		key := fmt.Sprintf("advice/%d", i)
		list := []moments.Did{{When: s.Ago(a.ago), Do: func(tx *db.Tx) (err error) {
			d := recommendations.Draft{Title: a.title + " (invented)", Words: a.words, OwnerID: s.Party(a.party), Office: a.office, DueOn: db.Date(s.Ago(a.due).Format("2006-01-02")), Priority: a.priority, Label: a.label}
			for _, p := range a.provisions {
				d.Provisions = append(d.Provisions, s.provisions[p])
			}
			s.IDs[key], err = s.Advice.ProposeIn(tx, s.Officer, s.IDs["gaps/"+a.party], d)
			return err
		}}}
		for _, x := range a.steps {
			list = append(list, moments.Did{When: s.Ago(x.ago), Do: func(tx *db.Tx) error {
				return s.Advice.TakeIn(tx, s.Officer, s.IDs[key], recommendations.StepDraft{Verb: x.verb, Words: x.words})
			}})
		}
		if err := s.Moment.All(ctx, list); err != nil {
			return fmt.Errorf("%s: %w", a.title, err)
		}
	}
	return s.Moment.All(ctx, []moments.Did{{When: s.Ago(9), Do: func(tx *db.Tx) error {
		_, err := s.Advice.AskIn(tx, s.Officer, s.IDs["gaps/indonesia"], recommendations.AskDraft{ProvisionID: s.provisions["untip:6.6"], Help: "training"})
		return err
	}}})
}
