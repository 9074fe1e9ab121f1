package planner

import "slices"

// roomClass is the class of the rooms with these features and so many seats at a table.
func (in *instance) roomClass(needs []string, people []int) (uint8, bool) {
	plain := len(needs) == 0 && len(people) == 2
	if plain && in.plain {
		return in.plainClass, true
	}
	var out []int32
	for r := range in.p.Rooms {
		x := &in.p.Rooms[r]
		if x.Seats > 0 && x.Seats < len(people) || slices.ContainsFunc(needs, func(f string) bool { return !slices.Contains(x.Features, f) }) {
			continue
		}
		out = append(out, int32(r)) //nolint:gosec // bounded by MaxRooms
	}
	class, some := in.rooms.ClassOf(out, true)
	if plain {
		in.plain, in.plainClass = some, class
	}
	return class, some
}

// voicesFor are the interpreters who speak with all of some people; false when none is needed.
func (in *instance) voicesFor(people []int) ([]int32, bool) {
	if !in.spoken {
		return nil, false
	}
	var common []string
	asked := false
	for _, q := range people {
		spoken := in.p.People[q].Languages
		switch {
		case len(spoken) == 0:
		case !asked:
			common, asked = spoken, true
		default:
			common = slices.DeleteFunc(slices.Clone(common), func(l string) bool { return !slices.Contains(spoken, l) })
		}
	}
	if !asked || len(common) > 0 {
		return nil, false
	}
	var out []int32
	for i, x := range in.p.Interpreters {
		serves := !slices.ContainsFunc(people, func(q int) bool {
			spoken := in.p.People[q].Languages
			return len(spoken) > 0 && !slices.ContainsFunc(spoken, func(l string) bool { return slices.Contains(x.Languages, l) })
		})
		if serves {
			out = append(out, int32(i)) //nolint:gosec // bounded by MaxInterpreters
		}
	}
	return out, true
}
