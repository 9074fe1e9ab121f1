package tiesweb

import (
	"fmt"
	"strconv"
	"strings"

	"counterpart/internal/db"
	"counterpart/internal/ties"
	"counterpart/internal/web/ui"
)

func day(d string) string {
	if d == "" {
		return ""
	}
	return db.Date(d).Time().Format("2 January 2006")
}

func percent(x float64) string { return fmt.Sprintf("%.1f %%", 100*x) }

// change is how much a figure grew or shrank.
func change(by int) string {
	if by == 0 {
		return "0"
	}
	return fmt.Sprintf("%+d", by)
}

// line is one figure of the network before and after.
type line struct{ name, before, after, change string }

// lines are the figures, in the order in which they are read.
func (p networkPage) lines() []line {
	whole := func(name string, before, after int) line {
		return line{name, strconv.Itoa(before), strconv.Itoa(after), change(after - before)}
	}
	b, a := p.Before, p.After
	return []line{
		whole("Pairs of parties that are tied", b.Ties, a.Ties),
		whole("Of these, of two States or territories", b.CrossBorder, a.CrossBorder),
		whole("Connections of people of two parties", b.Connections, a.Connections),
		whole("People who met somebody of another party", b.People, a.People),
		{"Density: ties as a share of all that could be", percent(b.Density), percent(a.Density), strings.Replace(fmt.Sprintf("%+.1f points", 100*(a.Density-b.Density)), "+0.0", "0.0", 1)},
		whole("Parties that stand alone", b.Alone, a.Alone),
		whole("Pieces of the network of more than one party", b.Components, a.Components),
		whole("Parties in the largest piece", b.Largest, a.Largest),
		whole("Bridges", b.Bridges, a.Bridges),
	}
}

// title says which two times are compared.
func (p networkPage) title() string {
	if p.Activity.ID != "" {
		return "Before and after " + p.Activity.Title
	}
	return "Before " + day(string(p.Query.From)) + ", and until " + day(string(p.Query.To))
}

// piece says in which piece of the network a party lies.
func piece(p ties.Party) string {
	if p.After == 0 {
		return "stands alone"
	}
	return strconv.Itoa(p.Component)
}

func filtered(f ui.Field) ui.Field {
	f.Filter, f.Wide = "Find an activity", true
	return f
}

// unnamed says what is counted and ties nobody.
func (p networkPage) unnamed() string {
	if p.Unnamed == 0 {
		return ""
	}
	return many(p.Unnamed, "encounter", "encounters") + " under the Chatham House Rule tied nobody here."
}
