package curricula

import (
	"context"
	"strconv"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/names"
	"counterpart/internal/vocabulary"
)

// Difference is one thing in which two versions differ.
type Difference struct {
	Where  string `json:"where" doc:"The version, or the title of a module"`
	What   string `json:"what"`
	Before string `json:"before,omitempty"`
	After  string `json:"after,omitempty"`
}

// Comparison is what changed from one version to another.
type Comparison struct {
	Curriculum  Curriculum   `json:"curriculum"`
	From        Version      `json:"from"`
	To          Version      `json:"to"`
	Differences []Difference `json:"differences" nullable:"false"`
}

// Compare says what changed between two versions of a curriculum, by their numbers; the newest and the one before where they are 0.
func (s *Service) Compare(ctx context.Context, actor access.Actor, id string, from, to int) (Comparison, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (Comparison, error) {
		c, err := findCurriculum(tx, id)
		if err != nil {
			return Comparison{}, err
		}
		if err := actor.Require(RightSee, c.Object()); err != nil {
			return Comparison{}, err
		}
		versions, err := versionsOf(tx, id)
		if err != nil {
			return Comparison{}, err
		}
		if to == 0 {
			to = len(versions)
		}
		if from == 0 {
			from = max(to-1, 1)
		}
		out := Comparison{Curriculum: c}
		for _, v := range versions {
			if v.Number == from || v.Number == to {
				if v, err = findVersion(tx, v.ID); err != nil {
					return out, err
				}
				v.openTo(actor, RightSee, c)
			}
			if v.Number == from {
				out.From = v
			}
			if v.Number == to {
				out.To = v
			}
		}
		if out.From.ID == "" || out.To.ID == "" {
			return out, fault.Missing("version")
		}
		words, err := vocabulary.In(tx)
		if err != nil {
			return out, err
		}
		out.Differences = differences(out.From, out.To, func(code string) string { return words.Name(vocabulary.Topics, code) })
		return out, nil
	})
}

// differences lists in what two versions differ: the version itself first, then its modules in the order of the later one, and
// then those that are gone.
func differences(from, to Version, topic func(string) string) []Difference {
	out := []Difference{}
	note := func(where, what, before, after string) {
		if before != after {
			out = append(out, Difference{where, what, before, after})
		}
	}
	const whole = "The version"
	note(whole, "Title", from.Title, to.Title)
	note(whole, "Summary", from.Summary, to.Summary)
	note(whole, "Audience", from.Audience, to.Audience)
	note(whole, "Languages", names.LanguageNames(from.Languages), names.LanguageNames(to.Languages))
	note(whole, "Least presence", strconv.Itoa(from.MinPresence)+" %", strconv.Itoa(to.MinPresence)+" %")
	note(whole, "Test after the course", needed(from.NeedsTest), needed(to.NeedsTest))
	note(whole, "Action plan", needed(from.NeedsPlan), needed(to.NeedsPlan))
	note(whole, "Other criteria", from.Criteria, to.Criteria)
	note(whole, "Hours in all", Hours(from.Minutes()), Hours(to.Minutes()))
	before := map[string]Module{}
	for _, m := range from.Modules {
		before[m.Key] = m
	}
	for _, m := range to.Modules {
		old, ok := before[m.Key]
		delete(before, m.Key)
		if !ok {
			out = append(out, Difference{m.Title, "New module", "", Hours(m.Minutes) + " hours"})
			continue
		}
		note(m.Title, "Title", old.Title, m.Title)
		note(m.Title, "Place", strconv.Itoa(old.Position), strconv.Itoa(m.Position))
		note(m.Title, "Objectives", old.Objectives, m.Objectives)
		note(m.Title, "Hours", Hours(old.Minutes), Hours(m.Minutes))
		note(m.Title, "Trainers", old.Trainers, m.Trainers)
		note(m.Title, "Topics", said(old.Topics, topic), said(m.Topics, topic))
		note(m.Title, "Materials", old.materialWords(), m.materialWords())
	}
	for _, m := range from.Modules {
		if _, gone := before[m.Key]; gone {
			out = append(out, Difference{m.Title, "Module left out", Hours(m.Minutes) + " hours", ""})
		}
	}
	return out
}

func needed(yes bool) string {
	if yes {
		return "Needed"
	}
	return "Not needed"
}

func said(codes []string, name func(string) string) string {
	out := make([]string, len(codes))
	for i, c := range codes {
		out[i] = name(c)
	}
	return strings.Join(out, ", ")
}

func (m Module) materialWords() string {
	out := make([]string, len(m.Materials))
	for i, x := range m.Materials {
		out[i] = x.Title + " (" + string(x.Label) + ")"
	}
	return strings.Join(out, ", ")
}
