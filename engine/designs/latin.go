package designs

import (
	"context"
	"math/rand/v2"
)

// fourColumnsOfTen builds an orthogonal array of 100 rows and 4 columns over ten symbols: any two
// columns show each pair of symbols once. Euler thought there was none. Symbols are the integers modulo
// 7 and three that stay. Twelve rows with one staying symbol each and the row of zeros, moved by the
// seven, and nine rows of staying symbols alone. The search is for the twelve rows: in any two columns
// the six rows that stay in neither must differ by each of 1 to 6.
func fourColumnsOfTen(ctx context.Context, rng *rand.Rand) ([][4]int, bool) {
	const columns, modulus = 4, 7
	var rows [12][columns]int // row r has its staying symbol in column r/3
	fill := func(r int) {
		for c := range columns {
			rows[r][c] = rng.IntN(modulus)
		}
	}
	cost := func() int {
		wrong := 0
		for c := range columns {
			for d := range c {
				var seen [modulus]int
				seen[0] = 1
				for r := range rows {
					if r/3 != c && r/3 != d {
						difference := (rows[r][c] - rows[r][d] + modulus) % modulus
						wrong += seen[difference]
						seen[difference]++
					}
				}
			}
		}
		return wrong
	}
	for ctx.Err() == nil {
		for r := range rows {
			fill(r)
		}
		now := cost()
		for try := 0; try < 20_000 && now > 0; try++ {
			r := rng.IntN(len(rows))
			old := rows[r]
			fill(r)
			if next := cost(); next <= now || rng.IntN(200) == 0 {
				now = next
			} else {
				rows[r] = old
			}
		}
		if now == 0 {
			return arrayOfTen(rows), true
		}
	}
	return nil, false
}

func arrayOfTen(rows [12][4]int) [][4]int {
	var array [][4]int
	for move := range 7 {
		array = append(array, [4]int{move, move, move, move})
		for r, row := range rows {
			for c := range row {
				row[c] = (row[c] + move) % 7
			}
			row[r/3] = 7 + r%3
			array = append(array, row)
		}
	}
	for x := range 3 { // the staying symbols among themselves: the plane of order 3
		for y := range 3 {
			array = append(array, [4]int{7 + x, 7 + y, 7 + (x+y)%3, 7 + (x+2*y)%3})
		}
	}
	return array
}

// roundsOfArray reads the columns of an array as rounds: those who show one symbol sit together.
func roundsOfArray(array [][4]int) [][]int {
	var rounds [][]int
	for c := range 4 {
		var round []int
		for symbol := range 10 {
			for person, row := range array {
				if row[c] == symbol {
					round = append(round, person)
				}
			}
		}
		rounds = append(rounds, round)
	}
	return rounds
}
