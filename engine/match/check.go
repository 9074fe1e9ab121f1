package match

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Fault is one thing wrong with the input. Line is 0 where the input was not read from a file.
type Fault struct {
	Line  int    `json:"line,omitempty"`
	Where string `json:"where"`
	Words string `json:"words"`
}

// Faults is everything wrong with an input, up to a bound.
type Faults struct {
	List []Fault
	More int // how many were not listed
}

const maxFaults = 100

func (f *Faults) Error() string {
	lines := make([]string, 0, len(f.List)+1)
	for _, fault := range f.List {
		at := fault.Where
		if fault.Line > 0 {
			at = fmt.Sprintf("line %d: %s", fault.Line, fault.Where)
		}
		lines = append(lines, strings.TrimSuffix(at+": ", ": : ")+fault.Words)
	}
	if f.More > 0 {
		lines = append(lines, fmt.Sprintf("and %d more", f.More))
	}
	return strings.Join(lines, "\n")
}

func (f *Faults) add(line int, where, format string, args ...any) {
	if len(f.List) >= maxFaults {
		f.More++
		return
	}
	f.List = append(f.List, Fault{Line: line, Where: where, Words: fmt.Sprintf(format, args...)})
}

func (f *Faults) err() error {
	if len(f.List) == 0 {
		return nil
	}
	return f
}

// checker looks at an input once and notes everything that is wrong.
type checker struct {
	*Faults
	in        *Input
	lines     *lines
	people    map[string]bool
	topics    map[string]bool
	languages map[string]bool
	agencies  map[string]bool
	line      int    // of the record looked at
	where     string // the record looked at
}

// Check lists everything wrong with the input as *Faults, or returns nil.
func (in *Input) Check() error { return in.check(nil) }

func (in *Input) check(at *lines) error {
	c := &checker{
		Faults: &Faults{}, in: in, lines: at, people: make(map[string]bool, len(in.People)), topics: make(map[string]bool, len(in.Topics)),
		languages: map[string]bool{}, agencies: map[string]bool{},
	}
	if len(in.People) > MaxPeople || len(in.Topics) > MaxTopics {
		c.add(0, "input", "holds %d people and %d topics; the limits are %d and %d", len(in.People), len(in.Topics), MaxPeople, MaxTopics)
		return c.err()
	}
	c.checkTopics()
	for i := range in.People {
		c.at(at.person(i), "person", in.People[i].ID)
		c.id(in.People[i].ID, c.people)
	}
	for i := range in.People {
		c.at(at.person(i), "person", in.People[i].ID)
		c.person(&in.People[i])
	}
	if len(c.languages) > MaxLanguages || len(c.agencies) > MaxAgencies {
		c.add(0, "input", "names %d languages and %d types of agency; the limits are %d and %d", len(c.languages), len(c.agencies), MaxLanguages, MaxAgencies)
	}
	return c.err()
}

func (c *checker) at(line int, kind, name string) {
	c.line, c.where = line, fmt.Sprintf("%s %.40q", kind, name)
}

func (c *checker) fault(format string, args ...any) { c.add(c.line, c.where, format, args...) }

// id checks a new name and enters it.
func (c *checker) id(name string, into map[string]bool) {
	switch {
	case strings.TrimSpace(name) == "":
		c.fault("has no name")
	case into[name]:
		c.fault("stands twice")
	}
	c.word("the name", name)
	into[name] = true
}

func (c *checker) word(what, name string) {
	if len(name) > MaxName || !utf8.ValidString(name) {
		c.fault("%s is longer than %d bytes or not UTF-8", what, MaxName)
	}
}

func (c *checker) checkTopics() {
	parents := map[string]string{}
	for i, t := range c.in.Topics {
		c.at(c.lines.topic(i), "topic", t.Code)
		c.id(t.Code, c.topics)
		parents[t.Code] = t.Parent
	}
	for i, t := range c.in.Topics {
		c.at(c.lines.topic(i), "topic", t.Code)
		if t.Parent != "" && !c.topics[t.Parent] {
			c.fault("has the parent %.40q, which is no topic", t.Parent)
		}
		depth := 1
		for up := t.Parent; up != "" && depth <= MaxDepth; up = parents[up] {
			depth++
		}
		if depth > MaxDepth {
			c.fault("stands deeper than %d levels, or in a circle", MaxDepth)
		}
	}
}

func (c *checker) person(p *Person) {
	c.word("the party", p.Party)
	c.word("the agency", p.Agency)
	c.word("the post", p.Post)
	c.word("the region", p.Region)
	if p.Level < 0 || p.Level > 5 {
		c.fault("has the level %d; levels are 1 to 5, or 0", p.Level)
	}
	if p.Consent&^FieldAll != 0 {
		c.fault("consents to a field that does not exist")
	}
	c.names("language", p.Languages, c.languages)
	c.names("agency looked for", p.Wants, c.agencies)
	if p.Agency != "" {
		c.agencies[p.Agency] = true
	}
	c.interests("offers", p.Offers)
	c.interests("seeks", p.Seeks)
	c.links(p)
}

func (c *checker) names(what string, list []string, into map[string]bool) {
	if len(list) > MaxInterests {
		c.fault("names %d times a %s; the limit is %d", len(list), what, MaxInterests)
		return
	}
	for _, name := range list {
		if c.word("a "+what, name); name == "" {
			c.fault("has an empty %s", what)
		}
		into[name] = true
	}
}

func (c *checker) interests(what string, list []Interest) {
	if len(list) > MaxInterests {
		c.fault("%s %d topics; the limit is %d", what, len(list), MaxInterests)
		return
	}
	for i, x := range list {
		if !c.topics[x.Topic] {
			c.fault("%s the topic %.40q, which does not exist", what, x.Topic)
		}
		if x.Priority < 0 || x.Priority > 3 {
			c.fault("%s %.40q with priority %d; priorities are 1 to 3", what, x.Topic, x.Priority)
		}
		for _, before := range list[:i] {
			if before.Topic == x.Topic {
				c.fault("%s the topic %.40q twice", what, x.Topic)
			}
		}
	}
}

func (c *checker) links(p *Person) {
	if n := max(len(p.Wishes), len(p.Vetoes), len(p.Met), len(p.Corrections)); n > MaxLinks {
		c.fault("has a list of %d wishes, vetoes, meetings or corrections; the limit is %d", n, MaxLinks)
		return
	}
	wished := make(map[string]bool, len(p.Wishes))
	for _, w := range p.Wishes {
		c.other("wishes", p, w.Person)
		if w.Kind != Must && w.Kind != Want && w.Kind != RatherNot {
			c.fault("wishes %.40q in the way %.40q; the ways are %s, %s and %s", w.Person, w.Kind, Must, Want, RatherNot)
		}
		if wished[w.Person] {
			c.fault("wishes %.40q twice", w.Person)
		}
		wished[w.Person] = true
	}
	for _, id := range p.Vetoes {
		c.other("vetoes", p, id)
	}
	for _, m := range p.Met {
		c.other("has met", p, m.Person)
		if m.Months < 0 || m.Months > 1200 {
			c.fault("has met %.40q %d months ago; months are 0 to 1200", m.Person, m.Months)
		}
	}
	for _, x := range p.Corrections {
		c.correction(p, x)
	}
}

func (c *checker) correction(p *Person, x Correction) {
	switch x.Kind {
	case NotTopic:
		if !c.topics[x.Topic] {
			c.fault("corrects the topic %.40q, which does not exist", x.Topic)
		}
	case NotPerson, Known:
		c.other("corrects", p, x.Person)
	default:
		c.fault("has a correction of the kind %.40q; the kinds are %s, %s and %s", x.Kind, NotTopic, NotPerson, Known)
	}
}

func (c *checker) other(verb string, p *Person, id string) {
	switch {
	case id == p.ID:
		c.fault("%s themselves", verb)
	case !c.people[id]:
		c.fault("%s %.40q, who is not in the input", verb, id)
	}
}

func (o Options) check() (Options, error) {
	if o.Top == 0 {
		o.Top = 20
	}
	if o.Top < 1 || o.Top > MaxTop {
		return o, fmt.Errorf("a list of %d: the length is 1 to %d", o.Top, MaxTop)
	}
	if o.Workers < 0 || o.Workers > 1024 {
		return o, fmt.Errorf("%d workers: there are 0 to 1024", o.Workers)
	}
	return o, nil
}
