package print

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// List is a list of participants, by party.
type List struct {
	Head    Letterhead
	Title   string // of the activity
	Place   string
	Dates   string
	Final   bool   // otherwise the list is marked as provisional
	AsAt    string // date and time, in words, with the time zone
	Label   string // of the Traffic Light Protocol, or other words for every page
	Demo    bool
	Parties []ListParty // in the order they shall stand
	Words   ListWords
}

// ListParty is one delegation. A party without people is left out.
type ListParty struct {
	Name   string
	People []ListPerson // in order; heads of delegation are put first
}

// ListPerson is one row. Empty fields take no room.
type ListPerson struct {
	Address    string // form of address
	Name       string
	NativeName string
	Position   string
	Unit       string
	Head       bool // of the delegation
}

// ListWords are the words of the form, in the language of the list. Empty ones are English. Page takes the number of
// the page and of pages, and Total the number of people and of parties, in this order.
type ListWords struct {
	Provisional, Final, AsAt, HeadOfDelegation, Continued, Page, Total string
}

func (w ListWords) orEnglish() ListWords {
	return ListWords{
		Provisional:      cmp.Or(w.Provisional, "Provisional list of participants"),
		Final:            cmp.Or(w.Final, "List of participants"),
		AsAt:             cmp.Or(w.AsAt, "as at %s"),
		HeadOfDelegation: cmp.Or(w.HeadOfDelegation, "Head of delegation"),
		Continued:        cmp.Or(w.Continued, "%s (continued)"),
		Page:             cmp.Or(w.Page, "Page %d of %d"),
		Total:            cmp.Or(w.Total, "Participants: %d. Delegations: %d."),
	}
}

// ParticipantList writes the list on A4 pages. People are numbered through. On an error what was written is no valid
// document.
func ParticipantList(w io.Writer, list List) error {
	list.Words = list.Words.orEnglish()
	kind := list.Words.Provisional
	if list.Final {
		kind = list.Words.Final
	}
	d, err := NewDocument(w, list.Head.meta(list.Title+": "+kind))
	if err != nil {
		return err
	}
	l := listLayout{list: list, kind: kind, flow: newFlow(d, pageFrame{
		head: list.Head, running: list.Title + ": " + kind, label: list.Label, demo: list.Demo, page: list.Words.Page,
	})}
	l.opening()
	number := 0
	for _, party := range list.Parties {
		number = l.party(party, number)
	}
	return l.finish()
}

// The columns of a list.
const (
	numberWidth = 9 * MM
	nameWidth   = 77 * MM
	columnGap   = 4 * MM
	roleWidth   = flowWidth - numberWidth - nameWidth - columnGap

	nameSize, nativeSize, roleSize = 10.0, 9.5, 9.0
	rowGap                         = 4.0
)

type listLayout struct {
	*flow
	list List
	kind string
}

// opening is the head of the first page.
func (l *listLayout) opening() {
	list := l.list
	l.lines(l.Wrap(list.Title, true, 18, flowWidth, 4), 18, Ink)
	if where := strings.Join(nonEmpty(list.Place, list.Dates), ", "); where != "" {
		l.y += 2
		l.lines(l.Wrap(where, false, 11, flowWidth, 3), 11, Ink)
	}
	l.y += 6
	status := l.kind
	if list.AsAt != "" {
		status += ", " + fmt.Sprintf(list.Words.AsAt, list.AsAt)
	}
	l.lines(l.Wrap(status, true, 11, flowWidth, 3), 11, Faint)
	people, parties := list.count()
	l.y += 2
	l.lines(l.Wrap(fmt.Sprintf(list.Words.Total, people, parties), false, 10, flowWidth, 2), 10, Faint)
}

// count of what stands in the list, so that the number printed is never another.
func (list List) count() (people, parties int) {
	for _, party := range list.Parties {
		if len(party.People) > 0 {
			parties++
		}
		people += len(party.People)
	}
	return people, parties
}

// party places one delegation and returns the number of its last person.
func (l *listLayout) party(party ListParty, number int) int {
	people := slices.Clone(party.People)
	slices.SortStableFunc(people, func(a, b ListPerson) int {
		switch {
		case a.Head && !b.Head:
			return -1
		case b.Head && !a.Head:
			return 1
		}
		return 0
	})
	for i, person := range people {
		number++
		row := l.row(person, number)
		switch {
		case i == 0:
			heading := l.heading(party.Name)
			// A heading never stands alone at the foot of a page.
			if !l.fits(heading.height + row.height) {
				l.newPage()
			}
			l.place(heading)
		case !l.fits(row.height):
			l.newPage()
			l.place(l.heading(fmt.Sprintf(l.list.Words.Continued, party.Name)))
		}
		l.place(row)
	}
	return number
}

func (l *listLayout) heading(name string) piece {
	const size, above, below = 12.0, 12.0, 5.0
	lines := l.Wrap(name, true, size, flowWidth, 3)
	height := linesHeight(lines, size)
	return piece{above + height + below, func(y float64) {
		end := l.Lines(lines, flowMargin, y+above, flowWidth, size, defaultBand, Left)
		l.Rule(flowMargin, end+1.5, flowMargin+flowWidth, end+1.5, 0.6, Hair)
	}}
}

// row is one person: number and name on the left, position and unit on the right. It is never parted by a page end.
func (l *listLayout) row(p ListPerson, number int) piece {
	name := strings.Join(nonEmpty(p.Address, p.Name), " ")
	digits := l.Shape(strconv.Itoa(number)+".", false)
	who := []styled{{l.Wrap(name, true, nameSize, nameWidth, 3), nameSize, Ink}}
	if p.NativeName != "" {
		who = append(who, styled{l.Wrap(p.NativeName, false, nativeSize, nameWidth, 2), nativeSize, Ink})
	}
	var role []styled
	if p.Head {
		role = append(role, styled{l.Wrap(l.list.Words.HeadOfDelegation, true, roleSize, roleWidth, 1), roleSize, Ink})
	}
	if p.Position != "" {
		role = append(role, styled{l.Wrap(p.Position, false, roleSize, roleWidth, 4), roleSize, Ink})
	}
	if p.Unit != "" {
		role = append(role, styled{l.Wrap(p.Unit, false, roleSize, roleWidth, 4), roleSize, Faint})
	}
	return piece{max(styledHeight(who), styledHeight(role)) + rowGap, func(y float64) {
		base := y + who[0].lines[0].Ascent(nameSize)
		const digitSize = 9.0
		l.Text(digits, flowMargin+numberWidth-2*MM-digits.Width(digitSize), base, digitSize, Faint)
		l.column(who, flowMargin+numberWidth, y)
		if len(role) > 0 { // both columns begin on one baseline
			y = base - role[0].lines[0].Ascent(roleSize)
		}
		l.column(role, flowMargin+numberWidth+nameWidth+columnGap, y)
	}}
}

// styled is lines of one size and colour.
type styled struct {
	lines []Line
	size  float64
	color Color
}

func (l *listLayout) column(texts []styled, x, y float64) {
	for _, t := range texts {
		y = l.Lines(t.lines, x, y, 0, t.size, t.color, Left)
	}
}

func linesHeight(lines []Line, size float64) float64 {
	return Fitted{Lines: lines, Size: size}.Height()
}

func styledHeight(texts []styled) float64 {
	height := 0.0
	for _, t := range texts {
		height += linesHeight(t.lines, t.size)
	}
	return height
}
