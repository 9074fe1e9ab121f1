// Package events lists the activities of the demonstration's story: what each was about, who held it, and how many people
// each party named, had confirmed and sent. It holds no rules and touches no database.
package events

import (
	"strconv"
	"strings"
)

// Group is what one party sends to an activity: how many seats it gets, how many people it names, how many of them
// are confirmed and how many come. Agencies limits where they come from.
type Group struct {
	Party                         string
	Seats, Named, Confirmed, Came int
	Agencies                      []string
}

// Session is a part of a programme. Speakers are "party:role", the head of that party's delegation.
type Session struct {
	Day         int // 0 is the first
	From, To    string
	Kind, Title string
	Speakers    []string
}

// Event is an activity of the story with its registers.
type Event struct {
	Key, Kind, Title, Summary   string
	Place, Country, Zone        string
	Starts, Ends                string
	Areas                       []string
	Category                    string // of its seats
	Partners, Organisers, Hosts []string
	Funder                      string
	Groups                      []Group
	Staff                       []Group // who helped and does not count as a participant
	Sessions                    []Session
	Public                      bool // anyone may know of it: its report is published
	From                        int  // where in the rosters its people begin
	NamesBy, FormsBy            int  // days before the first day; 30 and 3 when 0
	Meetings                    Meetings
}

// groups reads lines of "party seats named confirmed came [agency,agency]".
func groups(table string) []Group {
	var out []Group
	for line := range strings.Lines(table) {
		f := strings.Fields(line)
		if len(f) == 0 {
			continue
		}
		g := Group{Party: f[0]}
		for i, n := range []*int{&g.Seats, &g.Named, &g.Confirmed, &g.Came} {
			v, err := strconv.Atoi(f[i+1])
			if err != nil {
				panic(err) // the story is written in this package
			}
			*n = v
		}
		if len(f) > 5 {
			g.Agencies = strings.Split(f[5], ",")
		}
		out = append(out, g)
	}
	return out
}

// Meetings are how an event arranges that its people meet.
type Meetings struct {
	Session int // of the programme, in which the slots lie
	Minutes int
	Tables  int
	Wishes  int // of each person
}
