package imports

import (
	"counterpart/internal/db"
	"counterpart/internal/names"
	"counterpart/internal/people"
)

// register is what a few rows are matched against: the parties, and the persons with the names and
// addresses of these rows.
type register struct {
	imp     Import
	dir     *directory
	byParty map[string]string     // party and name -> person
	alone   map[string]string     // name -> person without any affiliation
	byEmail map[string][]knownRow // address -> persons
	works   map[string]bool       // person and party
	taking  map[string]takingRow  // person -> how they stand with the activity
}

// matched is a record with the party and the person of the register that it speaks of.
type matched struct {
	record
	PartyKey string   // id of the party (or of the one it is inside), or a key of one that is still to be entered
	Party    partyRow // zero when still to be entered
	NewKind  string   // the kind of a party still to be entered
	NameKey  string
	PersonID string // "" for a new person
}

func joinKey(a, b string) string { return a + "\x00" + b }

// newPartyKey is the key of a party that is not in the register yet.
func newPartyKey(name string) string { return joinKey("new", names.Fold(name)) }

// openRegister loads the parties and what the records need.
func openRegister(tx *db.Tx, imp Import, records []record) (*register, error) {
	rows, err := allParties(tx)
	if err != nil {
		return nil, err
	}
	r := &register{
		imp: imp, dir: newDirectory(rows), byParty: map[string]string{}, alone: map[string]string{}, byEmail: map[string][]knownRow{},
		works: map[string]bool{}, taking: map[string]takingRow{},
	}
	if imp.Kind == Parties {
		return r, nil
	}
	return r, r.loadPersons(tx, records)
}

func (r *register) loadPersons(tx *db.Tx, records []record) error {
	var nameKeys, emailKeys []string
	for _, rec := range records {
		if key := people.NameKey(rec.Person.Given); key != "" {
			nameKeys = append(nameKeys, key)
		}
		if key := people.EmailKey(rec.Person.Email); key != "" {
			emailKeys = append(emailKeys, key)
		}
	}
	known, err := knownPersons(tx, nameKeys, emailKeys)
	if err != nil {
		return err
	}
	var ids []string
	for _, k := range known {
		r.know(k)
		if len(ids) == 0 || ids[len(ids)-1] != k.ID {
			ids = append(ids, k.ID)
		}
	}
	if r.imp.Kind != Participants || len(ids) == 0 {
		return nil
	}
	taking, err := takingPart(tx, r.imp.ActivityID, ids)
	for _, t := range taking {
		r.taking[t.PersonID] = t
	}
	return err
}

// know adds a person; of several with one name in one party the first entered counts.
func (r *register) know(k knownRow) {
	if k.Top == "" {
		if r.alone[k.NameKey] == "" {
			r.alone[k.NameKey] = k.ID
		}
	} else if key := joinKey(k.Top, k.NameKey); r.byParty[key] == "" {
		r.byParty[key] = k.ID
	}
	r.works[joinKey(k.ID, k.Top)] = true
	if k.EmailKey != "" {
		r.byEmail[k.EmailKey] = append(r.byEmail[k.EmailKey], k)
	}
}

// match finds the party and the person of a record.
func (r *register) match(rd reader, rec record) (matched, *refusal) {
	m := matched{record: rec, NameKey: people.NameKey(rec.Person.Given)}
	if rec.PartyName != "" || rec.PartyCode != "" {
		if bad := r.matchParty(rd, &m); bad != nil {
			return m, bad
		}
	}
	switch {
	case m.Party.ID != "":
		m.PersonID = r.byParty[joinKey(m.PartyKey, m.NameKey)]
	case m.PartyKey == "":
		m.PersonID = r.alone[m.NameKey]
	}
	if m.PersonID == "" && rec.Person.Email != "" {
		for _, k := range r.byEmail[people.EmailKey(rec.Person.Email)] {
			if names.Similarity(k.Given, rec.Person.Given) >= names.Alike {
				m.PersonID = k.ID
				break
			}
		}
	}
	return m, nil
}

func (r *register) matchParty(rd reader, m *matched) *refusal {
	if p, found := r.dir.find(m.PartyCode, m.PartyName); found {
		m.Party, m.PartyKey = p, p.top()
		return nil
	}
	if m.PartyName == "" || names.Fold(m.PartyName) == "" {
		return rd.refuse(fieldCode, "No party of the register has this code.")
	}
	if m.NewKind = rd.opts.Kinds[m.Group]; m.NewKind == "" {
		words := "The party is not in the register. Enter it first, or choose what kind of party new ones are."
		if m.Group != "" {
			words = "The party is not in the register, and no kind of party is chosen for \"" + m.Group + "\"."
		}
		return rd.refuse(fieldParty, words)
	}
	m.PartyKey = newPartyKey(m.PartyName)
	return nil
}
