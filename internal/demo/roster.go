package demo

import (
	"fmt"
	"strings"

	"counterpart/internal/db"
	"counterpart/internal/demo/cast"
	"counterpart/internal/names"
	"counterpart/internal/people"
	"counterpart/internal/vocabulary/pack"
)

// member is a person of the story who can be sent to an activity.
type member struct {
	id       string
	name     string
	email    string
	position string
	fromID   string // the agency or the party itself
}

// home is a party of the story with its people.
type home struct {
	id       string
	code     string
	name     string
	iso      string
	kind     string // what its kind counts as
	agencies []agency
	people   []member
	focal    member
}

type agency struct{ id, code string }

// homes finds every party of the pack in the register.
func homes(tx *db.Tx, p *pack.Pack) (map[string]*home, error) {
	type row struct {
		ID   string `db:"id"`
		Code string `db:"code"`
	}
	rows, err := db.All[row](tx, `select id, code from party where code is not null`)
	if err != nil {
		return nil, err
	}
	ids := map[string]string{}
	for _, r := range rows {
		ids[r.Code] = r.ID
	}
	counts := map[string]string{}
	for _, k := range p.PartyKinds {
		counts[k.Code] = k.CountsAs
	}
	out := map[string]*home{}
	for _, party := range p.Parties {
		h := &home{id: ids[party.Code], code: party.Code, name: party.Name.Default, iso: party.ISO, kind: counts[party.Kind]}
		for _, a := range party.Agencies {
			h.agencies = append(h.agencies, agency{ids[a.Code], a.Code})
		}
		out[party.Code] = h
	}
	return out, nil
}

// fieldOf is the field of work of an agency, by the words of its code.
func fieldOf(code string) string {
	for _, f := range [][2]string{
		{"border", "border"},
		{"immigration", "immigration"},
		{"migration", "immigration"},
		{"police", "police"},
		{"polri", "police"},
		{"investigation", "police"},
		{"security", "police"},
		{"foreign", "foreign"},
		{"external", "foreign"},
		{"kemlu", "foreign"},
		{"attorney", "justice"},
		{"justice", "justice"},
		{"court", "justice"},
		{"ppatk", "finance"},
		{"lpsk", "protection"},
		{"women", "protection"},
		{"social", "protection"},
		{"home", "immigration"},
		{"manpower", "protection"},
	} {
		if strings.Contains(code, f[0]) {
			return f[1]
		}
	}
	return "foreign"
}

// send returns n people of a party, the first from the place in its roster, entering those that it does not have yet.
// States send people of their agencies in turn; only names those agencies that may, all of them when empty.
func (s *story) send(tx *db.Tx, h *home, from, n int, only ...string) ([]member, error) {
	var pool []member
	for _, m := range h.people {
		if allowed(h, m.fromID, only) {
			pool = append(pool, m)
		}
	}
	for len(pool) < from+n {
		m, err := s.enter(tx, h, len(pool), only)
		if err != nil {
			return nil, err
		}
		pool = append(pool, m)
		h.people = append(h.people, m)
	}
	return pool[from : from+n], nil
}

func allowed(h *home, fromID string, only []string) bool {
	if len(only) == 0 {
		return true
	}
	for _, a := range h.agencies {
		for _, code := range only {
			if a.id == fromID && a.code == code {
				return true
			}
		}
	}
	return false
}

// enter invents a person of the party and puts them into the register.
func (s *story) enter(tx *db.Tx, h *home, turn int, only []string) (member, error) {
	var may []agency
	for _, a := range h.agencies {
		if allowed(h, a.id, only) {
			may = append(may, a)
		}
	}
	fromID, p := h.id, cast.Person{}
	switch {
	case h.kind != "state" && h.kind != "territory":
		p = s.cast.Staff(h.kind)
	case len(may) > 0:
		a := may[turn%len(may)]
		fromID, p = a.id, s.cast.In(h.iso, fieldOf(a.code))
	default:
		p = s.cast.In(h.iso, []string{"foreign", "immigration", "police"}[turn%3])
	}
	return s.register(tx, p, h.code, fromID)
}

// register puts an invented person into the register.
func (s *story) register(tx *db.Tx, p cast.Person, home, fromID string) (member, error) {
	s.entered++
	d := people.Draft{
		Given: p.Name, SortForm: p.Sort, AddressForm: p.Form(), NativeName: p.NativeName, NativeLang: p.NativeLang,
		Sex: map[string]string{cast.Female: "f", cast.Male: "m"}[p.Sex], Email: emailOf(p, home, s.entered),
		PartyID: fromID, Position: p.Position, From: "2022-01-01",
	}
	id, err := people.AddIn(tx, s.officer, d)
	return member{id: id, name: p.Name, email: d.Email, position: p.Position, fromID: fromID}, err
}

// emailOf is an address that reaches nobody: example.org is kept free for examples.
func emailOf(p cast.Person, home string, number int) string {
	return fmt.Sprintf("%s.%d@%s.example.org", strings.ReplaceAll(names.Fold(p.Name), " ", "."), number, strings.ReplaceAll(home, "_", "-"))
}
