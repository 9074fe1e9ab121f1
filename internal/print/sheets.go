package print

import (
	"fmt"
	"io"
	"strings"
)

// Sheets are schedules that are handed out or put up: one for each person, table or room.
type Sheets struct {
	Head   Letterhead
	Title  string // of all of them
	Place  string
	Dates  string
	AsAt   string // date and time, in words, with the time zone
	Label  string // of the Traffic Light Protocol, or other words for every page
	Demo   bool
	Sheets []Sheet // each begins on a page of its own
}

// Sheet is the schedule of one person, table or room.
type Sheet struct {
	Title string
	Lead  string
	Rows  []SheetRow
	None  string // what stands where there are no rows
}

// SheetRow is one line: when, what, and smaller what belongs to it.
type SheetRow struct {
	Day    string // stands above the first row of a day
	When   string
	What   string
	Detail string
	Where  string
}

// The columns of a sheet.
const (
	whenWidth  = 30 * MM
	whereWidth = 45 * MM
	whatWidth  = flowWidth - whenWidth - whereWidth - 2*columnGap
)

// WriteSheets writes the sheets on A4 pages. On an error what was written is no valid document.
func WriteSheets(w io.Writer, s Sheets) error {
	d, err := NewDocument(w, s.Head.meta(s.Title))
	if err != nil {
		return err
	}
	l := sheetLayout{newFlow(d, pageFrame{head: s.Head, running: s.Title, label: s.Label, demo: s.Demo, page: "Page %d of %d"})}
	for i, one := range s.Sheets {
		if i > 0 {
			l.newPage()
		}
		l.sheet(s, one)
	}
	return l.finish()
}

type sheetLayout struct{ *flow }

func (l sheetLayout) sheet(s Sheets, one Sheet) {
	l.lines(l.Wrap(one.Title, true, 18, flowWidth, 3), 18, Ink)
	if one.Lead != "" {
		l.y += 2
		l.lines(l.Wrap(one.Lead, false, 11, flowWidth, 3), 11, Ink)
	}
	l.y += 4
	about := strings.Join(nonEmpty(s.Title, s.Place, s.Dates), ", ")
	if s.AsAt != "" {
		about += fmt.Sprintf(". As at %s.", s.AsAt)
	}
	l.lines(l.Wrap(about, false, 9, flowWidth, 3), 9, Faint)
	l.y += 8
	day := ""
	for _, r := range one.Rows {
		row := l.row(r)
		if r.Day != day {
			heading := l.day(r.Day)
			if !l.fits(heading.height + row.height) {
				l.newPage()
			}
			l.place(heading)
			day = r.Day
		}
		if !l.fits(row.height) {
			l.newPage()
		}
		l.place(row)
	}
	if len(one.Rows) == 0 {
		l.lines(l.Wrap(one.None, false, 11, flowWidth, 3), 11, Ink)
	}
}

func (l sheetLayout) day(name string) piece {
	const size, above, below = 11.0, 6.0, 5.0
	lines := l.Wrap(name, true, size, flowWidth, 1)
	return piece{above + linesHeight(lines, size) + below, func(y float64) {
		end := l.Lines(lines, flowMargin, y+above, flowWidth, size, defaultBand, Left)
		l.Rule(flowMargin, end+1.5, flowMargin+flowWidth, end+1.5, 0.6, Hair)
	}}
}

// row is never parted by a page end.
func (l sheetLayout) row(r SheetRow) piece {
	const size, small = 11.0, 9.0
	column := func(text string, width float64, bold bool) []styled {
		if text == "" {
			return nil
		}
		return []styled{{l.Wrap(text, bold, size, width, 3), size, Ink}}
	}
	what := column(r.What, whatWidth, true)
	if r.Detail != "" {
		what = append(what, styled{l.Wrap(r.Detail, false, small, whatWidth, 4), small, Faint})
	}
	when, where := column(r.When, whenWidth, false), column(r.Where, whereWidth, false)
	height := max(styledHeight(when), styledHeight(what), styledHeight(where)) + rowGap
	return piece{height + rowGap, func(y float64) {
		l.column(when, flowMargin, y)
		l.column(what, flowMargin+whenWidth+columnGap, y)
		l.column(where, flowMargin+whenWidth+whatWidth+2*columnGap, y)
		l.Rule(flowMargin, y+height, flowMargin+flowWidth, y+height, 0.3, Hair)
	}}
}

// column draws texts below each other.
func (l sheetLayout) column(texts []styled, x, y float64) {
	for _, t := range texts {
		y = l.Lines(t.lines, x, y, 0, t.size, t.color, Left)
	}
}
