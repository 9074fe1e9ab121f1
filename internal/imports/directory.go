package imports

import (
	"strings"

	"counterpart/internal/names"
)

// partyRow is a party as the directory needs it.
type partyRow struct {
	ID       string `db:"id"`
	Code     string `db:"code"`
	ISO      string `db:"iso"`
	Name     string `db:"name"`
	Short    string `db:"short_name"`
	Formal   string `db:"formal_name"`
	NameKey  string `db:"name_key"`
	ParentID string `db:"parent_id"`
}

// top is the party, or the one that it is inside.
func (p partyRow) top() string {
	if p.ParentID != "" {
		return p.ParentID
	}
	return p.ID
}

// directory finds parties by code and by name. A mechanism has hundreds of them, so it is held in memory.
type directory struct {
	codes map[string]partyRow
	names map[string]partyRow
	loose map[string]partyRow // formal and short names, and the names of agencies; those of two parties find none
	in    map[string]partyRow // agencies by the id of what they are inside and their name
}

func newDirectory(rows []partyRow) *directory {
	d := &directory{codes: map[string]partyRow{}, names: map[string]partyRow{}, loose: map[string]partyRow{}, in: map[string]partyRow{}}
	for _, p := range rows {
		d.add(p)
	}
	return d
}

func (d *directory) add(p partyRow) {
	for _, code := range []string{p.Code, p.ISO} {
		if key := strings.ToLower(code); key != "" && (d.codes[key].ID == "" || key == strings.ToLower(p.Code)) {
			d.codes[key] = p
		}
	}
	others := []string{p.Formal, p.Short}
	if p.ParentID == "" {
		d.names[p.NameKey] = p
	} else {
		others = append(others, p.Name)
		d.in[p.ParentID+"\x00"+p.NameKey] = p
	}
	for _, other := range others {
		key := names.Fold(other)
		if key == "" {
			continue
		}
		if known, twice := d.loose[key]; twice && known.ID != p.ID {
			d.loose[key] = partyRow{}
			continue
		}
		d.loose[key] = p
	}
}

// find returns the party of a code or a name.
func (d *directory) find(code, name string) (partyRow, bool) {
	if p, ok := d.codes[strings.ToLower(code)]; ok && code != "" {
		return p, true
	}
	if name == "" {
		return partyRow{}, false
	}
	key := names.Fold(name)
	if p, ok := d.names[key]; ok && key != "" {
		return p, true
	}
	if p, ok := d.codes[strings.ToLower(name)]; ok {
		return p, true
	}
	p := d.loose[key]
	return p, p.ID != "" && key != ""
}
