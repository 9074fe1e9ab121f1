package assessments

import (
	"context"
	"strings"
	"unicode/utf8"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/people"
	"counterpart/internal/vocabulary"
)

// Grid is the sheet on which tests are typed in from paper: a row for each person, a column for each question.
type Grid struct {
	Activity activities.Activity
	Test     Test
	Items    []Item // in the order of the paper
	Phase    Phase
	Rows     []GridRow
	Without  int // confirmed people without a code
}

// GridRow is one person of the grid.
type GridRow struct {
	Taker
	Sitting
}

// Locked says why a row is not typed in, "" where it is.
func (r GridRow) Locked() string {
	switch {
	case r.Sitting.Source == Own && r.Done():
		return "Taken on a device"
	case r.Sitting.Source == Own:
		return "Begun on a device"
	default:
		return ""
	}
}

// PaperOf returns the grid of a phase.
func (s *Service) PaperOf(ctx context.Context, actor access.Actor, activityID string, phase Phase) (Grid, error) {
	return audit.Shown(ctx, s.db, actor, people.Kind, ActionView, Grid.personIDs)(db.View(ctx, s.db, func(tx *db.Tx) (Grid, error) { return s.PaperIn(tx, actor, activityID, phase) }))
}

func (g Grid) personIDs() []string {
	out := make([]string, len(g.Rows))
	for i, r := range g.Rows {
		out[i] = r.PersonID
	}
	return out
}

// PaperIn is PaperOf within a transaction of a higher room, which notes who was shown.
func (s *Service) PaperIn(tx *db.Tx, actor access.Actor, activityID string, phase Phase) (g Grid, err error) {
	if g.Activity, err = activityIn(tx, actor, RightManage, activityID); err != nil {
		return g, err
	}
	f, there, err := findTest(tx, g.Activity)
	if err == nil && !there {
		err = fault.Missing("test of this activity")
	}
	if err != nil {
		return g, err
	}
	if !phase.Valid() {
		phase = Before
	}
	g.Test, g.Items, g.Phase = f.Test, f.Items, phase
	takers, err := takersSeen(tx, actor, RightManage, g.Test.ID)
	if err != nil {
		return g, err
	}
	all, err := allOf(tx, g.Test.ID)
	if err != nil {
		return g, err
	}
	for _, k := range takers {
		g.Rows = append(g.Rows, GridRow{k, all[k.ID][phase]})
	}
	g.Without, err = withoutCode(tx, g.Test)
	return g, err
}

// TypedRow is what was typed in for one person.
type TypedRow struct {
	TakerID string            `json:"taker_id"`
	Version int               `json:"version,omitempty" doc:"Of what was typed in before; 0 for none"`
	Answers map[string]string `json:"answers" doc:"By item, as on paper: letters, t or f, words, a number, 1 to 5"`
}

// Type keeps what was typed in from paper: the rows that hold something. A row can be corrected later, which the history tells.
func (s *Service) Type(ctx context.Context, actor access.Actor, activityID string, phase Phase, rows []TypedRow) (int, error) {
	return db.Change(ctx, s.db, func(tx *db.Tx) (int, error) { return s.TypeIn(tx, actor, activityID, phase, rows) })
}

// TypeIn is Type within a transaction.
func (s *Service) TypeIn(tx *db.Tx, actor access.Actor, activityID string, phase Phase, rows []TypedRow) (int, error) {
	g, err := s.PaperIn(tx, actor, activityID, phase)
	if err != nil {
		return 0, err
	}
	if !g.Test.Fixed() {
		return 0, fault.Clash("Fix the questions of the test first.")
	}
	also, err := acceptedAt(tx, g.Test.ID)
	if err != nil {
		return 0, err
	}
	var wrong fault.Invalid
	changed := 0
	for _, r := range rows {
		row, found := g.row(r.TakerID)
		if !found {
			wrong.Add("", "One of the rows belongs to nobody of this test. Load the page again.")
			continue
		}
		answers := g.read(&wrong, r)
		if len(answers) == 0 && row.Sitting.ID == "" {
			continue
		}
		raw, err := answers.Encode()
		if err != nil {
			return 0, err
		}
		switch {
		case raw == row.Raw:
			continue
		case row.Locked() != "":
			wrong.Add("", "%s took the test on a device: what was handed in stands.", row.Person)
			continue
		case r.Version != row.Sitting.Version:
			return 0, fault.Clash("The row of %s was typed in by someone else in the meantime. Load the page again.", row.Person)
		}
		x := row.Sitting
		x.TakerID, x.TestID, x.Phase, x.Source, x.State, x.Answers = row.Taker.ID, g.Test.ID, g.Phase, Paper, Submitted, answers
		if x.Language == "" {
			if x.Language, err = paperLanguage(tx, g.Items); err != nil {
				return 0, err
			}
		}
		if err := keepSitting(tx, &x, g.Items, also); err != nil {
			return 0, err
		}
		changed++
		if err := audit.Record(tx, actor, ActionType, KindTest, g.Test.ID, map[string]string{"taker": row.Taker.ID, "phase": string(g.Phase)}); err != nil {
			return 0, err
		}
	}
	return changed, wrong.Err()
}

func paperLanguage(tx *db.Tx, items []Item) (string, error) {
	tags, err := languagesOf(tx, items)
	if err != nil {
		return "", err
	}
	return tags[0], nil
}

func (g Grid) row(takerID string) (GridRow, bool) {
	for _, r := range g.Rows {
		if r.Taker.ID == takerID {
			return r, true
		}
	}
	return GridRow{}, false
}

// GridField is the name of the field of a person and an item.
func GridField(takerID, itemID string) string { return "a." + takerID + "." + itemID }

// read reads a row, and lists what cannot be read.
func (g Grid) read(wrong *fault.Invalid, r TypedRow) Answers {
	out := Answers{}
	for n, i := range g.Items {
		values, ok := i.Typed(r.Answers[i.ID])
		wrong.Check(ok, GridField(r.TakerID, i.ID), "Question %d: %q is no answer to it. %s", n+1, strings.TrimSpace(r.Answers[i.ID]), i.hint())
		if len(values) > 0 {
			out[i.ID] = values
		}
	}
	return out
}

// hint says how an answer is typed.
func (i Item) hint() string {
	letters := "a to " + string(rune('a'+max(len(i.Letters()), 1)-1))
	switch i.Kind {
	case Single:
		return "Type one letter, " + letters + "."
	case Multiple:
		return "Type letters, " + letters + ", for example ac."
	case Ordering:
		return "Type all letters in order, " + letters + "."
	case TrueOr:
		return "Type t or f."
	case Scale:
		return "Type 1 to 5."
	default:
		return "Type what is written there."
	}
}

// Printed is the test as it is printed: once for each code.
type Printed struct {
	Activity activities.Activity
	Test     Test
	Items    []Item
	Phase    Phase
	Language string
	Codes    []string
	Words    *vocabulary.Words
}

// Print returns the test for paper. No name stands on it; who has which code is read in the grid.
func (s *Service) Print(ctx context.Context, actor access.Actor, activityID string, phase Phase, language string) (Printed, error) {
	p, err := db.View(ctx, s.db, func(tx *db.Tx) (p Printed, err error) {
		g, err := s.PaperIn(tx, actor, activityID, phase)
		if err != nil {
			return p, err
		}
		if !g.Test.Fixed() {
			return p, fault.Clash("Fix the questions of the test first.")
		}
		tags, err := languagesOf(tx, g.Items)
		if err != nil {
			return p, err
		}
		p = Printed{Activity: g.Activity, Test: g.Test, Items: g.Items, Phase: g.Phase, Language: tags[0]}
		for _, tag := range tags {
			if tag == language {
				p.Language = tag
			}
		}
		for _, r := range g.Rows {
			if r.Locked() == "" {
				p.Codes = append(p.Codes, r.Code)
			}
		}
		p.Words, err = vocabulary.In(tx)
		return p, err
	})
	if err != nil {
		return p, err
	}
	return p, audit.Exported(ctx, s.db, actor, KindTest, []string{p.Test.ID}, ActionExport, map[string]string{"phase": string(p.Phase)})
}

// Wording is a short answer that the rule does not accept, with how many people wrote it.
type Wording struct {
	ItemID string `json:"item_id"`
	Item   string `json:"question"`
	Folded string `json:"folded"`
	Words  string `json:"words" doc:"As somebody wrote it"`
	N      int    `json:"n"`
	Reason string `json:"reason,omitempty" doc:"Why it was accepted; empty where it was not"`
	By     string `json:"by,omitempty"`
}

// Wordings lists the short answers that are not among the right ones, and those that were accepted.
func (s *Service) Wordings(ctx context.Context, actor access.Actor, activityID string) (Activity activities.Activity, list []Wording, err error) {
	list, err = db.View(ctx, s.db, func(tx *db.Tx) ([]Wording, error) {
		t, err := s.testIn(tx, actor, RightManage, activityID)
		if err != nil {
			return nil, err
		}
		if Activity, err = activities.FindIn(tx, activityID); err != nil {
			return nil, err
		}
		return wordingsIn(tx, t)
	})
	return Activity, list, err
}

func wordingsIn(tx *db.Tx, t Test) ([]Wording, error) {
	items, err := itemsOf(tx, t.ID)
	if err != nil {
		return nil, err
	}
	kept, err := acceptedRows(tx, t.ID)
	if err != nil {
		return nil, err
	}
	sittings, err := submittedOf(tx, t.ID)
	if err != nil {
		return nil, err
	}
	out := []Wording{}
	for _, i := range items {
		if i.Kind != Short {
			continue
		}
		at := map[string]int{}
		for _, x := range sittings {
			given := x.Answers[i.ID]
			if len(given) == 0 || i.Right(given, nil) || folded(given[0]) == "" {
				continue
			}
			key := folded(given[0])
			if _, there := at[key]; !there {
				at[key] = len(out)
				k := kept[i.ID+" "+key]
				out = append(out, Wording{ItemID: i.ID, Item: i.In("").Stem, Folded: key, Words: given[0], Reason: k.Reason, By: k.By})
			}
			out[at[key]].N++
		}
	}
	return out, nil
}

// Accept takes a wording of a short answer as right, for everybody who wrote it at this test, with the reason; all scores follow.
func (s *Service) Accept(ctx context.Context, actor access.Actor, activityID, itemID, words, reason string) error {
	return s.judge(ctx, actor, activityID, itemID, words, func(tx *db.Tx, t Test, key string) error {
		reason = strings.TrimSpace(reason)
		var wrong fault.Invalid
		wrong.Check(reason != "", "reason", "Write why this is right too.")
		wrong.Check(utf8.RuneCountInString(reason) <= 500, "reason", "Shorten this to 500 characters.")
		if err := wrong.Err(); err != nil {
			return err
		}
		return insertAccepted(tx, actor, t.ID, itemID, key, reason)
	}, map[string]string{"item": itemID, "accepted": words, "reason": reason})
}

// TakeBack no longer takes a wording as right.
func (s *Service) TakeBack(ctx context.Context, actor access.Actor, activityID, itemID, words string) error {
	return s.judge(ctx, actor, activityID, itemID, words, func(tx *db.Tx, t Test, key string) error {
		return deleteAccepted(tx, t.ID, itemID, key)
	}, map[string]string{"item": itemID, "taken_back": words})
}

func (s *Service) judge(ctx context.Context, actor access.Actor, activityID, itemID, words string, write func(*db.Tx, Test, string) error, detail map[string]string) error {
	_, err := db.Change(ctx, s.db, func(tx *db.Tx) (bool, error) {
		t, err := s.testIn(tx, actor, RightManage, activityID)
		if err != nil {
			return false, err
		}
		items, err := itemsOf(tx, t.ID)
		if err != nil {
			return false, err
		}
		there := false
		for _, i := range items {
			there = there || i.ID == itemID && i.Kind == Short
		}
		if key := folded(words); !there || key == "" {
			return false, fault.Missing("short answer of this test")
		} else if err := write(tx, t, key); err != nil {
			return false, err
		}
		if err := rescore(tx, t, items); err != nil {
			return false, err
		}
		return true, audit.Record(tx, actor, ActionAccept, KindTest, t.ID, detail)
	})
	return err
}

// rescore works every score of a test out again. Those whose answers were erased stay as they were counted.
func rescore(tx *db.Tx, t Test, items []Item) error {
	also, err := acceptedAt(tx, t.ID)
	if err != nil {
		return err
	}
	sittings, err := submittedOf(tx, t.ID)
	if err != nil {
		return err
	}
	for _, x := range sittings {
		points, possible := score(items, x.Answers, also)
		if x.erased() || points == x.Score && possible == x.Possible {
			continue
		}
		if err := setScore(tx, x.ID, points, possible); err != nil {
			return err
		}
	}
	return nil
}
