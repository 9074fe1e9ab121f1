package reachweb

import (
	"fmt"
	"strconv"

	"counterpart/internal/reach"
	"counterpart/internal/vocabulary"
	"counterpart/internal/web/ui"
)

func listColumns() []ui.Column {
	out := []ui.Column{{Label: "Party"}, {Label: "Region"}, {Label: "Status"}}
	for _, m := range reach.Measures {
		out = append(out, ui.Column{Label: m.Name, Num: true})
	}
	return append(out, ui.Column{Label: "People who came", Num: true}, ui.Column{Label: "How it stands"})
}

func regionOptions(regions []string) []ui.Option {
	out := make([]ui.Option, len(regions))
	for i, r := range regions {
		out[i] = ui.Option{Value: r, Label: r}
	}
	return out
}

func definitions() []ui.Fact {
	var out []ui.Fact
	for _, m := range reach.Measures {
		out = append(out, ui.Fact{Term: m.Name, Value: m.Words})
	}
	return append(out,
		ui.Fact{Term: "People who came", Value: "Once for each activity to which they came."},
		ui.Fact{Term: "Status", Value: "On the last day of each year, and today in the current one. A year in which a party does not have the status asked for does not count."},
	)
}

// divisionNote says what is left out, and why.
func divisionNote(below int) string {
	words := "Over all years and activities, whatever the filter of other pages, and once for each activity."
	if below < 2 {
		return words
	}
	return words + fmt.Sprintf(" A division with a group of fewer than %d people is not shown, nor is another that would give it away by subtraction.", below)
}

func positionNote(below int) string {
	if below < 2 {
		return "Positions are written by whoever nominates."
	}
	return fmt.Sprintf("Positions are written by whoever nominates. Those of fewer than %d people are counted together.", below)
}

func divisionFacts(d reach.Division) []ui.Fact {
	return []ui.Fact{
		{Term: "Came", Value: strconv.Itoa(d.People)},
		{Term: "Women", Value: divided(d, d.Women)},
		{Term: "Men", Value: divided(d, d.Men)},
		{Term: "Other than women and men", Value: divided(d, d.Other)},
		{Term: "Not stated", Value: divided(d, d.NotStated)},
	}
}

func statusWords(p partyPage, code string) string {
	if code == "" {
		return "none"
	}
	return p.Words.Name(vocabulary.Statuses, code)
}
