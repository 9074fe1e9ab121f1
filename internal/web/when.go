package web

import (
	"slices"
	"strings"

	"counterpart/internal/db"
	"counterpart/internal/web/ui"
)

// Day says a date as people write it: "5 June 2024".
func Day(d db.Date) string {
	if d == "" {
		return ""
	}
	return d.Time().Format("2 January 2006")
}

// Span says from when to when something holds, both days included.
func Span(from, to db.Date) string {
	switch {
	case from == "" && to == "":
		return "no dates known"
	case to == "":
		return "since " + Day(from)
	case from == "":
		return "until " + Day(to)
	case from == to:
		return Day(from)
	default:
		return Day(from) + " to " + Day(to)
	}
}

// On makes a point of a timeline out of a date.
func On(d db.Date, what, detail, href string) ui.Entry {
	return ui.Entry{ISO: string(d), When: Day(d), What: what, Detail: detail, Href: href}
}

// At makes a point of a timeline out of an instant; the day is that of UTC.
func At(t db.Time, what, detail, href string) ui.Entry { return On(t.Date(), what, detail, href) }

// NewestFirst orders the points of a timeline by their days. Points without a day stand last.
func NewestFirst(entries []ui.Entry) []ui.Entry {
	slices.SortStableFunc(entries, func(a, b ui.Entry) int { return strings.Compare(b.ISO, a.ISO) })
	return entries
}
