package comparisons

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/instruments"
	"counterpart/internal/parties"
	"counterpart/internal/vocabulary"
)

// Filter says what is compared.
type Filter struct {
	Measure    Measure `json:"measure"`
	Round      string  `json:"round,omitempty"` // "" is the newest of each State, "baseline", or a number
	From       string  `json:"from,omitempty"`  // the round before, where two are compared; "" is the baseline
	Theme      string  `json:"theme,omitempty"`
	Obligation string  `json:"obligation,omitempty"`
	Group      string  `json:"group,omitempty"` // "region:South", "status:member", "body:" and its id
	State      string  `json:"state,omitempty"` // one State only
}

// Baseline is the round before all follow-ups.
const Baseline = "baseline"

func (f Filter) tidy() (Filter, error) {
	if f.Measure == "" {
		f.Measure = DeJure
	}
	var wrong fault.Invalid
	wrong.Check(slices.Contains(Measures, f.Measure), "measure", "Choose de jure, de facto or assistance.")
	for _, r := range []struct{ field, value string }{{"round", f.Round}, {"from", f.From}} {
		wrong.Check(r.value == "" || r.value == Baseline || isRound(r.value), r.field, "Choose the newest round, the baseline, or a round by its number.")
	}
	wrong.Check(f.Obligation == "" || slices.Contains(Levels, instruments.Obligation(f.Obligation)), "obligation", "Choose a level of obligation from the list.")
	kind, of, _ := strings.Cut(f.Group, ":")
	wrong.Check(f.Group == "" || of != "" && utf8.ValidString(of) && !strings.ContainsRune(of, 0) && slices.Contains([]string{"region", "status", "body"}, kind), "group", "Choose a group of States from the list.")
	return f, wrong.Err()
}

func isRound(s string) bool {
	n, err := strconv.Atoi(s)
	return err == nil && n >= 1 && n <= 99
}

// Levels are the levels of obligation that are assessed.
var Levels = []instruments.Obligation{instruments.Shall, instruments.Consider, instruments.May}

// takes tells whether a round is one of those that are asked for.
func (f Filter) takes(r round) bool {
	switch f.Round {
	case "":
		return true
	case Baseline:
		return r.Kind == Baseline
	default:
		return strconv.Itoa(r.Number) == f.Round
	}
}

// shows tells whether a provision is among those asked for.
func (f Filter) shows(n instruments.Node) bool {
	return (f.Theme == "" || n.Theme == f.Theme) && (f.Obligation == "" || string(n.Obligation) == f.Obligation)
}

// Group is a choice of a group of States.
type Group struct {
	Value string `db:"value" json:"value"`
	Words string `db:"words" json:"words"`
}

// group is the States of the filter: nil is all.
type group map[string]bool

func (g group) has(id string) bool { return g == nil || g[id] }

// groupIn finds the States of the filter. Who is in a body, and which status a party has, is shown only to whom the register of
// parties is open; regions are on every map.
func groupIn(tx *db.Tx, actor access.Actor, f Filter) (group, error) {
	if f.Group == "" && f.State == "" {
		return nil, nil
	}
	out := group{}
	if f.State != "" {
		out[f.State] = true
		return out, nil
	}
	kind, of, _ := strings.Cut(f.Group, ":")
	if kind != "region" && !actor.Holds(parties.RightSee) {
		return nil, fault.Refuse("Groups of parties are open to those who may see the register of parties. Choose a region, or sign in.")
	}
	ids, err := membersOf(tx, kind, of)
	for _, id := range ids {
		out[id] = true
	}
	return out, err
}

// choicesIn are the groups that the actor can choose.
func choicesIn(tx *db.Tx, actor access.Actor, words *vocabulary.Words) ([]Group, error) {
	out, err := regionsIn(tx)
	if err != nil || !actor.Holds(parties.RightSee) {
		return out, err
	}
	for _, t := range words.List(vocabulary.Statuses) {
		out = append(out, Group{Value: "status:" + t.Code, Words: t.Plural})
	}
	bodies, err := bodiesIn(tx)
	return append(out, bodies...), err
}
