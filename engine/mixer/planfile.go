package mixer

import (
	"encoding/json"
	"io"
)

// Seats is one table of one round as files and scripts have it.
type Seats struct {
	Round  int      `json:"round"`
	Table  int      `json:"table"`
	People []string `json:"people"`
}

// Seats lists a plan table by table, people by their ids.
func (plan Plan) Seats(p *Problem) []Seats {
	seats := []Seats{}
	for r, round := range plan.Rounds {
		for t, table := range round {
			people := make([]string, len(table))
			for k, i := range table {
				people[k] = p.People[i].ID
			}
			seats = append(seats, Seats{Round: r + 1, Table: t + 1, People: people})
		}
	}
	return seats
}

// ReadPlan reads a plan in the form "tables solve --json" prints: an object whose field plan lists the
// tables. Everything that names a person or a place that is not there is listed at once.
func ReadPlan(r io.Reader, p *Problem) (Plan, error) {
	var file struct {
		Plan []Seats `json:"plan"`
	}
	if err := json.NewDecoder(io.LimitReader(r, MaxFile)).Decode(&file); err != nil {
		return Plan{}, &Invalid{[]string{jsonWords(err)}}
	}
	index := make(map[string]int, len(p.People))
	for i, person := range p.People {
		index[person.ID] = i
	}
	var f faults
	plan := Plan{Rounds: make([][][]int, p.Rounds)}
	for n, seats := range file.Plan {
		if seats.Round < 1 || seats.Round > p.Rounds || seats.Table < 1 || seats.Table > len(p.People) {
			f.add("entry %d: there is no round %d with a table %d", n+1, seats.Round, seats.Table)
			continue
		}
		round := &plan.Rounds[seats.Round-1]
		for len(*round) < seats.Table {
			*round = append(*round, nil)
		}
		for _, id := range seats.People {
			if i, there := index[id]; there {
				(*round)[seats.Table-1] = append((*round)[seats.Table-1], i)
			} else {
				f.add("entry %d: there is nobody with the id %s", n+1, id)
			}
		}
	}
	return plan, f.err()
}
