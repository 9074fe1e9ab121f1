package wishes

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"counterpart/engine/looks"
)

// Invalid is everything that is wrong with a problem, at most maxFaults of it.
type Invalid struct{ Faults []string }

func (e *Invalid) Error() string { return strings.Join(e.Faults, "\n") }

const maxFaults = 100

// faults gathers what is wrong; one more than maxFaults stands for the rest.
type faults []string

func (f *faults) add(format string, args ...any) {
	switch {
	case len(*f) < maxFaults:
		*f = append(*f, fmt.Sprintf(format, args...))
	case len(*f) == maxFaults:
		*f = append(*f, "and more")
	}
}

func (f faults) err() error {
	if len(f) == 0 {
		return nil
	}
	return &Invalid{f}
}

// Validate lists everything that is wrong with a problem, as *Invalid.
func (p *Problem) Validate() error { return p.ValidateContext(context.Background()) }

// ValidateContext is Validate, ended with the context's error when that ends first.
func (p *Problem) ValidateContext(ctx context.Context) error {
	var f faults
	for _, l := range []struct {
		what      string
		n, limit  int
		mayBeNone bool
	}{
		{"slots", len(p.Slots), MaxSlots, false},
		{"rooms", len(p.Rooms), MaxRooms, false},
		{"people", len(p.People), MaxPeople, true},
		{"parties", len(p.Parties), MaxPeople, true},
		{"wishes", len(p.Wishes), MaxWishes, true},
		{"interpreters", len(p.Interpreters), MaxInterpreters, true},
		{"exclusives", len(p.Exclusives), MaxPeople, true},
		{"precedences", len(p.Precedences), MaxWishes, true},
	} {
		if l.n > l.limit {
			f.add("there are %d %s; the limit is %d", l.n, l.what, l.limit)
		} else if l.n == 0 && !l.mayBeNone {
			f.add("there are no %s", l.what)
		}
	}
	if len(f) > 0 {
		return f.err()
	}
	p.validateTimes(&f)
	p.validatePeople(ctx, &f)
	for i := range p.Wishes {
		if looks.Ended(ctx, i) {
			return ctx.Err()
		}
		p.validateWish(i, &f)
	}
	p.validateRules(ctx, &f)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if len(f) == 0 {
		p.validatePromises(&f)
	}
	return f.err()
}

func named(what, id string, place int) string {
	if id == "" {
		return fmt.Sprintf("%s %d", what, place+1)
	}
	return what + " " + id
}

// name is what is named, put together only when there is something to say about it.
type name struct {
	what, id string
	place    int
}

func (n name) String() string { return named(n.what, n.id, n.place) }

func (p *Problem) validateTimes(f *faults) {
	ids := map[string]bool{}
	for i, s := range p.Slots {
		name := name{"slot", s.ID, i}
		if ids[s.ID] && s.ID != "" {
			f.add("%s is there twice", name)
		}
		ids[s.ID] = true
		if s.Day < 1 || s.Day > 1000 {
			f.add("%s: its day is %d; days are numbered from 1 to 1000", name, s.Day)
		}
		if s.Start < 0 || s.Length < 1 || s.Start > 48*60 || s.Length > 24*60 {
			f.add("%s: a start of %d and a length of %d minutes are no time of a day", name, s.Start, s.Length)
		}
	}
	tables := 0
	for i, r := range p.Rooms {
		tables += min(r.Tables, MaxTables)
		name := name{"room", r.ID, i}
		if r.Tables < 1 || r.Tables > MaxTables {
			f.add("%s: it has %d tables; 1 to %d can be", name, r.Tables, MaxTables)
		}
		if r.Seats < 0 || r.Seats == 1 {
			f.add("%s: a table has %d seats; a meeting needs two", name, r.Seats)
		}
		p.validSlots(name, r.Closed, f)
	}
	if tables > MaxTables {
		f.add("the rooms have more than %d tables together", MaxTables)
	}
	for i, x := range p.Interpreters {
		name := name{"interpreter", x.ID, i}
		if len(x.Languages) < 2 {
			f.add("%s: at least two languages are needed", name)
		}
		p.validSlots(name, x.Closed, f)
	}
}

func (p *Problem) validSlots(name fmt.Stringer, slots []int, f *faults) {
	for _, s := range slots {
		if s < 0 || s >= len(p.Slots) {
			f.add("%s: there is no slot %d", name, s)
		}
	}
}

func (p *Problem) validatePeople(ctx context.Context, f *faults) {
	ids := make(map[string]bool, len(p.People))
	for i := range p.People {
		if looks.Ended(ctx, i) {
			return
		}
		x := &p.People[i]
		name := name{"person", x.ID, i}
		if ids[x.ID] && x.ID != "" {
			f.add("%s is there twice", name)
		}
		ids[x.ID] = true
		for _, c := range x.Closed {
			if c.Slot < 0 || c.Slot >= len(p.Slots) {
				f.add("%s: there is no slot %d", name, c.Slot)
			}
		}
		if x.Minimum < 0 || x.Maximum < 0 || x.InARow < 0 {
			f.add("%s: minimum, maximum and in a row are not below 0", name)
		} else if x.Maximum > 0 && x.Minimum > x.Maximum {
			f.add("%s: the minimum of %d is above the maximum of %d", name, x.Minimum, x.Maximum)
		}
	}
	parties := map[string]bool{}
	for i, x := range p.Parties {
		name := name{"party", x.ID, i}
		if x.ID == "" {
			f.add("%s has no id", name)
		} else if parties[x.ID] {
			f.add("%s is there twice", name)
		}
		parties[x.ID] = true
		if x.Minimum < 0 || x.Minimum > MaxWishes {
			f.add("%s: a minimum of %d cannot be", name, x.Minimum)
		}
	}
}

func (p *Problem) person(name fmt.Stringer, i int, f *faults) bool {
	ok := i >= 0 && i < len(p.People)
	if !ok {
		f.add("%s: there is no person %d", name, i)
	}
	return ok
}

func (p *Problem) validateWish(i int, f *faults) {
	w := &p.Wishes[i]
	name := name{"wish", w.ID, i}
	if len(w.People) < 2 || len(w.People) > MaxGroup {
		f.add("%s: it has %d people; 2 to %d can meet", name, len(w.People), MaxGroup)
		return
	}
	for k, x := range w.People {
		if (x >= 0 && x < len(p.People) || p.person(name, x, f)) && slices.Contains(w.People[:k], x) {
			f.add("%s: %s is in it twice", name, named("person", p.People[x].ID, x))
		}
	}
	for k, s := range w.Sharers {
		if s.Place < 0 || s.Place >= len(w.People) {
			f.add("%s: a sharer has place %d", name, s.Place)
		}
		again := slices.ContainsFunc(w.Sharers[:k], func(t Sharer) bool { return t.Person == s.Person })
		if p.person(name, s.Person, f) && (again || slices.Contains(w.People, s.Person)) {
			f.add("%s: %s sits in twice", name, named("person", p.People[s.Person].ID, s.Person))
		}
	}
	switch {
	case w.Level > No:
		f.add("%s: there is no level %d", name, w.Level)
	case w.Level == No && (len(w.People) != 2 || len(w.Sharers) > 0):
		f.add("%s: a refusal names two people", name)
	case w.Level != No && len(w.Sharers) > MaxGroup:
		f.add("%s: %d sharers; the limit is %d", name, len(w.Sharers), MaxGroup)
	}
	if w.Weight < 0 || w.Weight > MaxWeight {
		f.add("%s: the weight is %d; 0 to %d can be", name, w.Weight, MaxWeight)
	}
	if w.Length < 0 {
		f.add("%s: the length is below 0", name)
	}
	if len(w.Only)+len(w.Closed) > 0 {
		p.validSlots(name, w.Only, f)
		p.validSlots(name, w.Closed, f)
	}
}

func (p *Problem) validateRules(ctx context.Context, f *faults) {
	for i, x := range p.Exclusives {
		name := name{"exclusive", "", i}
		if len(x.People) < 2 {
			f.add("%s: it has fewer than two people", name)
		}
		for k, q := range x.People {
			if looks.Ended(ctx, k) {
				return
			}
			if p.person(name, q, f) && slices.Contains(x.People[:k], q) {
				f.add("%s: %s is in it twice", name, named("person", p.People[q].ID, q))
			}
		}
	}
	for i, x := range p.Precedences {
		if x.Before < 0 || x.After < 0 || x.Before >= len(p.Wishes) || x.After >= len(p.Wishes) || x.Before == x.After {
			f.add("precedence %d: it names wishes %d and %d", i+1, x.Before, x.After)
		}
	}
	for i := range p.Promised {
		m := &p.Promised[i]
		name := name{"promise", "", i}
		if m.Wish < 0 || m.Wish >= len(p.Wishes) || m.Slot < 0 || m.Slot >= len(p.Slots) || m.Room < 0 || m.Room >= len(p.Rooms) ||
			m.Interpreter < -1 || m.Interpreter >= len(p.Interpreters) || m.Price < 0 || m.Price > MaxWeight {
			f.add("%s: wish %d, slot %d, room %d, interpreter %d, price %d: one of them cannot be", name, m.Wish, m.Slot, m.Room, m.Interpreter, m.Price)
			continue
		}
		if m.Sitting != nil && len(m.Sitting) != len(p.Wishes[m.Wish].People) {
			f.add("%s: %d sit where %d places are", name, len(m.Sitting), len(p.Wishes[m.Wish].People))
			continue
		}
		for _, q := range m.Sitting {
			p.person(name, q, f)
		}
	}
}

// validatePromises holds the locked meetings against every rule: they are a plan of their own.
func (p *Problem) validatePromises(f *faults) {
	var locked Plan
	for _, m := range p.Promised {
		if m.Locked {
			locked.Meetings = append(locked.Meetings, m.Meeting)
		}
	}
	if len(locked.Meetings) == 0 {
		return
	}
	for _, fault := range Check(p, locked, nil) {
		f.add("locked promises: %s", fault)
	}
}
