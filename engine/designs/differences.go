package designs

import (
	"context"
	"math"
	"math/rand/v2"
)

// differences is the search for a difference array: rows of elements of a group, one a column, such
// that no two rows agree in the difference of any two columns. Row r read as one table, one member from
// each column, and moved by the whole group, is one round; rows that never agree are rounds that never
// repeat a pair.
//
// With gaps, row r leaves column r out. The people of that column then sit together that round.
type differences struct {
	act     action // the group; orbits are the columns
	rows    int
	gaps    bool
	entry   [][]int
	minus   [][]int   // minus[x][y] = x - y in the group
	used    [][]int32 // by pair of columns: how often each difference occurs
	cost    int
	rng     *rand.Rand
	columns int
}

func newDifferences(a action, rows int, gaps bool, rng *rand.Rand) *differences {
	d := &differences{act: a, rows: rows, gaps: gaps, rng: rng, columns: a.orbits}
	d.minus = make([][]int, a.order)
	for x := range d.minus {
		d.minus[x] = make([]int, a.order)
		for y := range d.minus[x] {
			d.minus[x][y] = a.add(x, a.minus(y))
		}
	}
	d.used = make([][]int32, a.orbits*a.orbits)
	for i := range d.used {
		d.used[i] = make([]int32, a.order)
	}
	d.entry = make([][]int, rows)
	return d
}

func (d *differences) gap(r, c int) bool { return d.gaps && r == c }

// shuffle begins again from chance.
func (d *differences) shuffle() {
	d.cost = 0
	for i := range d.used {
		clear(d.used[i])
	}
	for r := range d.entry {
		d.entry[r] = make([]int, d.columns)
		for c := range d.entry[r] {
			d.entry[r][c] = d.rng.IntN(d.act.order)
			if d.gap(r, c) {
				continue
			}
			for b := range c {
				if !d.gap(r, b) {
					slot := &d.used[b*d.columns+c][d.minus[d.entry[r][b]][d.entry[r][c]]]
					d.cost += int(*slot)
					*slot++
				}
			}
		}
	}
}

// set changes one entry and returns the change of cost.
func (d *differences) set(r, c, value int) int {
	change, row := 0, d.entry[r]
	for b := range d.columns {
		if b == c || d.gap(r, b) {
			continue
		}
		var old, now *int32
		if b < c {
			used := d.used[b*d.columns+c]
			old, now = &used[d.minus[row[b]][row[c]]], &used[d.minus[row[b]][value]]
		} else {
			used := d.used[c*d.columns+b]
			old, now = &used[d.minus[row[c]][row[b]]], &used[d.minus[value][row[b]]]
		}
		*old--
		change -= int(*old)
		change += int(*now)
		*now++
	}
	row[c] = value
	return change
}

// anneal cools over so many moves; true when no two rows agree.
func (d *differences) anneal(ctx context.Context, moves int, hot, cold float64) bool {
	temperature := hot
	for move := range moves {
		if d.cost == 0 {
			return true
		}
		if move%1024 == 0 {
			if ctx.Err() != nil {
				return false
			}
			temperature = hot * math.Pow(cold/hot, float64(move)/float64(moves))
		}
		r, c := d.rng.IntN(d.rows), d.rng.IntN(d.columns)
		if d.gap(r, c) {
			continue
		}
		old := d.entry[r][c]
		change := d.set(r, c, d.rng.IntN(d.act.order))
		if change > 0 && d.rng.Float64() >= math.Exp(-float64(change)/temperature) {
			change += d.set(r, c, old)
		}
		d.cost += change
	}
	return d.cost == 0
}

// plan reads the array as rounds.
func (d *differences) plan() [][]int {
	var rounds [][]int
	for r, row := range d.entry {
		var round []int
		for e := range d.act.order {
			for c := range row {
				if !d.gap(r, c) {
					round = append(round, c*d.act.order+d.act.add(row[c], e))
				}
			}
		}
		for c := range row {
			if d.gap(r, c) {
				for e := range d.act.order {
					round = append(round, c*d.act.order+e)
				}
			}
		}
		rounds = append(rounds, round)
	}
	return rounds
}
