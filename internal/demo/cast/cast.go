// Package cast invents the people of the demonstration: persons with plausible, common names of every country and
// territory, in their own script where there is one, with positions that exist in every State. Nobody is meant: names
// are drawn from lists of common names, and a list of known public figures is avoided.
//
// A cast is reproducible: the same seed gives the same people, and the people of one country do not depend on who was
// drawn from another.
package cast

import (
	"hash/fnv"
	"maps"
	"math/rand/v2"
	"slices"
)

// The values of Person.Sex.
const (
	Female = "female"
	Male   = "male"
)

// Person is an invented human being.
type Person struct {
	Name        string // as given, in the order usual in the country
	Given       string
	Family      string // empty where there is none: mononyms, Burmese and patronymic names
	Sort        string // the form by which the name stands in a list
	AddressForm string // "Ms Sari", "Pol. Col. Anan", "U Thant Zin"
	Sex         string // Female or Male
	NativeName  string // in the country's own script; empty where that is Latin
	NativeLang  string // BCP 47 tag of NativeName
	Country     string // ISO 3166-1, two letters: where the person comes from
	Field       string // one of Fields for States, the kind of organisation otherwise
	Agency      string // a generic agency of the field; empty for staff of organisations
	Position    string
	Seniority   int // 0 for those who do the work, up to 3 for those who head it
}

// Cast draws people. It is not safe for concurrent use.
type Cast struct {
	seed    uint64
	streams map[string]*rand.Rand
	used    map[string]bool // full names given out
}

// New is a cast that is the same for the same seed.
func New(seed uint64) *Cast {
	return &Cast{seed: seed, streams: map[string]*rand.Rand{}, used: map[string]bool{}}
}

// Countries are the ISO codes for which there are lists of names, in alphabetical order.
func Countries() []string { return slices.Sorted(maps.Keys(mixes)) }

// Fields are the fields of work of a State's officials.
func Fields() []string { return slices.Sorted(maps.Keys(fields)) }

// Person is the next official of a country, of any field. A country without lists gets people of any country.
func (c *Cast) Person(iso string) Person {
	r := c.stream(iso)
	return c.In(iso, weightedField(r))
}

// In is the next official of a country in a field of work. An unknown field counts as foreign affairs.
func (c *Cast) In(iso, field string) Person {
	f, ok := fields[field]
	if !ok {
		field, f = "foreign", fields["foreign"]
	}
	r := c.stream(iso)
	p := c.name(r, iso)
	agency, job := place(r, f, iso)
	p.Field, p.Agency, p.Position, p.Seniority = field, agency, job.title, job.seniority
	p.AddressForm = address(p, job, iso)
	return p
}

// Staff is the next person of an organisation; the kind is what its party kind counts as, or "host" for the office that
// serves the mechanism. An unknown kind counts as organisation. Its people come from any country.
func (c *Cast) Staff(kind string) Person {
	jobs, ok := staff[kind]
	if !ok {
		kind, jobs = "organisation", staff["organisation"]
	}
	r := c.stream("staff " + kind)
	p := c.name(r, pick(r, Countries()))
	job := pick(r, jobs)
	p.Field, p.Position, p.Seniority = kind, job.title, job.seniority
	p.AddressForm = address(p, job, p.Country)
	return p
}

// stream is the source of chance of one country, so that countries do not disturb each other.
func (c *Cast) stream(key string) *rand.Rand {
	r := c.streams[key]
	if r == nil {
		h := fnv.New64a()
		h.Write([]byte(key)) // never fails
		r = rand.New(rand.NewPCG(c.seed, h.Sum64()))
		c.streams[key] = r
	}
	return r
}

// tries is how often a name that is taken or barred is drawn again; from the third try on, names are longer.
const tries = 12

// name draws a person's name that nobody of the cast has, if there is one to be found.
func (c *Cast) name(r *rand.Rand, iso string) Person {
	mix, ok := mixes[iso]
	if !ok {
		iso = pick(r, Countries())
		mix = mixes[iso]
	}
	sex := Female
	if r.IntN(100) < 52 {
		sex = Male
	}
	var p Person
	for try := range tries {
		p = compose(r, mix.draw(r), sex, try >= 2)
		if !barred(p.Name) && !c.used[p.Name] {
			break
		}
	}
	for barred(p.Name) { // never give out a barred name, even if all tries met one
		p = compose(r, mix.draw(r), sex, true)
	}
	c.used[p.Name] = true
	p.Country, p.Sex = iso, sex
	return p
}

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }
