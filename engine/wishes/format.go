package wishes

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// What a file looks like.
type (
	slotJSON struct {
		ID      string `json:"id"`
		Day     int    `json:"day,omitempty"`
		Session string `json:"session,omitempty"`
		Start   string `json:"start"`
		Length  int    `json:"length"`
	}
	roomJSON struct {
		ID       string   `json:"id"`
		Tables   int      `json:"tables"`
		Seats    int      `json:"seats,omitempty"`
		Features []string `json:"features,omitempty"`
		Closed   []string `json:"closed,omitempty"`
	}
	closedJSON struct {
		Slot   string `json:"slot"`
		Why    string `json:"why,omitempty"`
		Public bool   `json:"public,omitempty"`
	}
	personJSON struct {
		ID        string       `json:"id"`
		Name      string       `json:"name,omitempty"`
		Party     string       `json:"party,omitempty"`
		Languages []string     `json:"languages,omitempty"`
		Closed    []closedJSON `json:"closed,omitempty"`
		Minimum   int          `json:"minimum,omitempty"`
		Maximum   int          `json:"maximum,omitempty"`
		InARow    int          `json:"in_a_row,omitempty"`
	}
	partyJSON struct {
		ID      string `json:"id"`
		Name    string `json:"name,omitempty"`
		Minimum int    `json:"minimum,omitempty"`
	}
	sharerJSON struct {
		For    string `json:"for"`
		Person string `json:"person"`
	}
	wishJSON struct {
		ID      string       `json:"id,omitempty"`
		People  []string     `json:"people"`
		Sharers []sharerJSON `json:"sharers,omitempty"`
		Level   string       `json:"level,omitempty"`
		Weight  *int         `json:"weight,omitempty"` // 1 when left out
		Session string       `json:"session,omitempty"`
		Only    []string     `json:"only,omitempty"`
		Closed  []string     `json:"closed,omitempty"`
		Length  int          `json:"length,omitempty"`
		Needs   []string     `json:"needs,omitempty"`
	}
	interpreterJSON struct {
		ID        string   `json:"id"`
		Languages []string `json:"languages"`
		Closed    []string `json:"closed,omitempty"`
	}
	meetingJSON struct {
		Wish        string   `json:"wish"`
		Slot        string   `json:"slot"`
		Room        string   `json:"room"`
		Table       int      `json:"table"`
		Sitting     []string `json:"sitting,omitempty"`
		Interpreter string   `json:"interpreter,omitempty"`
	}
	promiseJSON struct {
		meetingJSON
		Locked bool `json:"locked,omitempty"`
		Price  int  `json:"price,omitempty"`
	}
)

var levels = []string{Want: "want", Must: "must", No: "no"}

// minutes reads a time as 09:30, in minutes after midnight; hours run on after 24 for a day that ends late.
func minutes(s string) (int, bool) {
	hours, rest, ok := strings.Cut(s, ":")
	h, err := strconv.Atoi(hours)
	m, wrong := strconv.Atoi(rest)
	return h*60 + m, ok && err == nil && wrong == nil && len(rest) == 2 && h >= 0 && h <= 48 && m >= 0 && m < 60
}

// ids are the names of what stands at these places.
func ids[T any](places []int, id func(int) T) []T {
	var out []T
	for _, i := range places {
		out = append(out, id(i))
	}
	return out
}

func (p *Problem) slotID(i int) string   { return called(p.Slots[i].ID, i) }
func (p *Problem) personID(i int) string { return called(p.People[i].ID, i) }
func (p *Problem) wishID(i int) string   { return called(p.Wishes[i].ID, i) }

func called(id string, place int) string {
	if id == "" {
		return strconv.Itoa(place + 1)
	}
	return id
}

// Write writes a problem as Read reads it, an element a line.
func Write(w io.Writer, p *Problem) error {
	out := &writer{out: bufio.NewWriter(w)}
	out.text("{")
	writeList(out, "slots", p.Slots, func(i int) any {
		s := p.Slots[i]
		return slotJSON{p.slotID(i), s.Day, s.Session, fmt.Sprintf("%02d:%02d", s.Start/60, s.Start%60), s.Length}
	})
	writeList(out, "rooms", p.Rooms, func(i int) any {
		r := p.Rooms[i]
		return roomJSON{called(r.ID, i), r.Tables, r.Seats, r.Features, ids(r.Closed, p.slotID)}
	})
	writeList(out, "people", p.People, func(i int) any {
		x := p.People[i]
		person := personJSON{p.personID(i), x.Name, x.Party, x.Languages, nil, x.Minimum, x.Maximum, x.InARow}
		for _, c := range x.Closed {
			person.Closed = append(person.Closed, closedJSON{p.slotID(c.Slot), c.Why, c.Public})
		}
		return person
	})
	writeList(out, "parties", p.Parties, func(i int) any { return partyJSON(p.Parties[i]) })
	writeList(out, "wishes", p.Wishes, p.wishJSON)
	writeList(out, "exclusives", p.Exclusives, func(i int) any { return ids(p.Exclusives[i].People, p.personID) })
	writeList(out, "precedences", p.Precedences, func(i int) any {
		return []string{p.wishID(p.Precedences[i].Before), p.wishID(p.Precedences[i].After)}
	})
	writeList(out, "interpreters", p.Interpreters, func(i int) any {
		x := p.Interpreters[i]
		return interpreterJSON{called(x.ID, i), x.Languages, ids(x.Closed, p.slotID)}
	})
	writeList(out, "promised", p.Promised, func(i int) any {
		x := p.Promised[i]
		return promiseJSON{p.meetingJSON(&x.Meeting), x.Locked, x.Price}
	})
	out.text("\n}\n")
	if out.err != nil {
		return out.err
	}
	return out.out.Flush()
}

func (p *Problem) wishJSON(i int) any {
	w := &p.Wishes[i]
	out := wishJSON{
		ID: w.ID, People: ids(w.People, p.personID), Weight: &w.Weight, Session: w.Session,
		Only: ids(w.Only, p.slotID), Closed: ids(w.Closed, p.slotID), Length: w.Length, Needs: w.Needs,
	}
	if w.Level != Want {
		out.Level = levels[w.Level]
	}
	for _, s := range w.Sharers {
		out.Sharers = append(out.Sharers, sharerJSON{p.personID(w.People[s.Place]), p.personID(s.Person)})
	}
	return out
}

func (p *Problem) meetingJSON(m *Meeting) meetingJSON {
	out := meetingJSON{Wish: p.wishID(m.Wish), Slot: p.slotID(m.Slot), Room: called(p.Rooms[m.Room].ID, m.Room), Table: m.Table, Sitting: ids(m.Sitting, p.personID)}
	if m.Interpreter >= 0 {
		out.Interpreter = called(p.Interpreters[m.Interpreter].ID, m.Interpreter)
	}
	return out
}

// writer writes lists until something fails.
type writer struct {
	out   *bufio.Writer
	err   error
	lists int
}

func (w *writer) text(s string) {
	if w.err == nil {
		_, w.err = w.out.WriteString(s)
	}
}

func writeList[T any](w *writer, name string, list []T, element func(int) any) {
	if len(list) == 0 {
		return
	}
	if w.lists++; w.lists > 1 {
		w.text(",")
	}
	w.text("\n\"" + name + "\": [")
	for i := range list {
		if i > 0 {
			w.text(",")
		}
		data, err := json.Marshal(element(i))
		if w.err == nil {
			w.err = err
		}
		w.text("\n")
		w.text(string(data))
	}
	w.text("]")
}
