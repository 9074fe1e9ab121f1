package frameworks

import (
	_ "embed"
	"fmt"
	"strings"

	"counterpart/internal/db"
	"counterpart/internal/gaps"
	"counterpart/internal/gaps/answers"
)

//go:embed answers.txt
var lines string

// line is what the States say under one provision.
type line struct {
	provision, law, practice string
	says                     []string // by State, in the order of States
}

// read reads answers.txt.
func read() ([]line, error) {
	var out []line
	for text := range strings.Lines(lines) {
		if text = strings.TrimSpace(text); text == "" || strings.HasPrefix(text, "#") {
			continue
		}
		parts := strings.Split(text, "|")
		if len(parts) != 4 {
			return nil, fmt.Errorf("answers.txt: %q", text)
		}
		l := line{provision: strings.TrimSpace(parts[0]), says: strings.Fields(parts[1]), law: strings.TrimSpace(parts[2]), practice: strings.TrimSpace(parts[3])}
		if len(l.says) != len(States) {
			return nil, fmt.Errorf("answers.txt: %d States under %s", len(l.says), l.provision)
		}
		out = append(out, l)
	}
	return out, nil
}

var (
	deJure  = map[byte]string{'n': "none", 'p': "partial", 'f': "full", 'b': "beyond"}
	deFacto = map[byte]string{'-': "", 'N': "not_applied", 'r': "rarely", 'R': "regularly", 'u': "unknown"}
)

// mark stands behind every text: the States are real, what is said of their law is not.
const mark = " (invented)"

// answer is what a State says under a provision; nothing where the line says nothing of it.
func (s *Story) answer(l line, at int) answers.Answer {
	says, state := l.says[at], States[at]
	if says == "." {
		return answers.Answer{}
	}
	a := answers.Answer{
		Applicability: "party", DeJure: deJure[says[0]], DeFacto: deFacto[says[1]], Confidence: "medium", Law: l.law + mark, Practice: l.practice + mark,
		Citations: []answers.Citation{{LawID: s.IDs["law/"+state.Laws[len(l.provision)%len(state.Laws)]], Article: "art. " + l.provision[strings.Index(l.provision, ":")+1:]}},
	}
	if a.DeJure == "partial" {
		a.Challenge = "A part of what is asked for is left to practice. " + invented
	}
	if a.DeJure == "full" && a.DeFacto == "regularly" && at == 2 {
		a.GoodPractice = "One form for all agencies, in use for two years (invented)."
	}
	if strings.HasSuffix(says, "+") {
		a.Assistance = []string{"training"}
		a.AssistanceWords = "A workshop for prosecutors and shelters, and a look at how neighbours do it (invented)."
		if a.DeFacto == "not_applied" {
			a.Assistance = append(a.Assistance, "mission")
		}
	}
	return a
}

// draft lets one of the experts write every second answer of a State.
func (s *Story) draft(tx *db.Tx, at, expert int) error {
	list, err := read()
	if err != nil {
		return err
	}
	for i, l := range list {
		id, known := s.provisions[l.provision]
		if !known {
			return fmt.Errorf("there is no provision %s", l.provision)
		}
		a := s.answer(l, at)
		if i%2 != expert || a.Empty() {
			continue
		}
		if _, err := s.Gaps.SaveIn(tx, s.experts[expert], s.IDs["round/"+States[at].Party], id, gaps.Entry{Answer: a}); err != nil {
			return fmt.Errorf("%s: %w", l.provision, err)
		}
	}
	return nil
}

// reuse takes over under the Convention what was said under the Protocol, and asks a question about it.
func (s *Story) reuse(tx *db.Tx, round string) error {
	id := s.provisions["untoc:25"]
	if _, err := s.Gaps.TakeOverIn(tx, s.experts[1], round, id, []string{s.provisions["untip:6.2"], s.provisions["untip:6.5"]}); err != nil {
		return err
	}
	_, err := s.Gaps.CommentIn(tx, s.experts[0], round, id, gaps.CommentDraft{Words: "Taken over from the Protocol: does it hold for victims of other offences too?"})
	return err
}

// moved are the provisions under which there is more in the follow-up than in the baseline, with what stands there then.
var moved = map[string]string{"untip:6.1": "full", "untip:6.3": "full", "untip:7": "full", "untoc:12": "full", "untoc:20": "full"}

// again opens the follow-up of a State, and writes what has moved since.
func (s *Story) again(tx *db.Tx, at int) error {
	state := States[at]
	round, err := s.Gaps.OpenRoundIn(tx, s.Officer, s.IDs["gaps/"+state.Party], gaps.RoundDraft{AsAt: tx.Today().AddDays(-10)})
	if err != nil {
		return err
	}
	s.IDs["round/"+state.Party] = round
	list, err := read()
	if err != nil {
		return err
	}
	for _, l := range list {
		to, now := moved[l.provision]
		if !now {
			continue
		}
		a := s.answer(l, at)
		a.DeJure, a.Challenge, a.Assistance, a.AssistanceWords = to, "", nil, ""
		a.Law = "Since an amendment after the baseline: " + strings.ToLower(l.law[:1]) + l.law[1:] + mark
		if _, err := s.Gaps.SaveIn(tx, s.experts[0], round, s.provisions[l.provision], gaps.Entry{Base: 1, Answer: a, Note: "Amended since the baseline (invented)"}); err != nil {
			return fmt.Errorf("%s: %w", l.provision, err)
		}
	}
	return nil
}
