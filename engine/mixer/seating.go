package mixer

import (
	"math/bits"
	"slices"
)

// seating is a plan in work, kept so that the change of its worth by one exchange of seats is cheap:
// whether two people met is read off the tables they sit at, round by round, side by side in memory.
type seating struct {
	m       *model
	at      []int32   // person*rounds + round: the table; a number of one's own when away
	seat    []int32   // person*rounds + round: the place in members
	members [][]int32 // by round: people in the order of seats
	start   [][]int32 // by round: where each table begins in members; one more at the end
	movable [][]int32 // by round: those who may change seats
	times   []uint8   // person*n + person: how often they meet; nil above timesLimit people
	marked  []int32   // by person: the last exchange that looked at the person
	mark    int32
	score   score
}

const timesLimit = 2048 // up to so many people the meetings of every pair are kept in one array

// score is what the search looks at: cost, lower is better; the points within it; and how many rules are
// broken: forbidden pairs, tables without a language, pairs who must meet and do not.
type score struct{ cost, points, broken int }

func (s score) plus(t score) score {
	return score{s.cost + t.cost, s.points + t.points, s.broken + t.broken}
}

func (s score) minus(t score) score {
	return score{s.cost - t.cost, s.points - t.points, s.broken - t.broken}
}

// newSeating takes tables as they are given by round.
func newSeating(m *model, rounds [][][]int) *seating {
	s := &seating{m: m, at: make([]int32, m.n*m.rounds), seat: make([]int32, m.n*m.rounds), marked: make([]int32, m.n)}
	for i := range m.n {
		for r := range m.rounds {
			s.at[i*m.rounds+r] = int32(-1 - i) //nolint:gosec // bounded by MaxPeople
		}
	}
	for r, round := range rounds {
		var members, start, movable []int32
		for t, table := range round {
			start = append(start, int32(len(members))) //nolint:gosec // bounded by MaxPeople
			for _, i := range table {
				s.at[i*m.rounds+r], s.seat[i*m.rounds+r] = int32(t), int32(len(members)) //nolint:gosec // bounded
				members = append(members, int32(i))                                      //nolint:gosec // bounded
				if r >= m.held && m.p.People[i].Host == 0 {
					movable = append(movable, int32(i)) //nolint:gosec // bounded
				}
			}
		}
		s.members, s.start = append(s.members, members), append(s.start, append(start, int32(len(members)))) //nolint:gosec // bounded
		s.movable = append(s.movable, movable)
	}
	s.score = s.count()
	if m.n <= timesLimit {
		s.times = make([]uint8, m.n*m.n)
		for r := range s.members {
			for t := range len(s.start[r]) - 1 {
				for _, i := range s.table(r, t) {
					s.note(i, s.table(r, t), 1)
				}
			}
		}
	}
	return s
}

// note counts one meeting more, or less, of a person with each of a table, on the person's side.
func (s *seating) note(i int32, table []int32, change uint8) {
	for _, j := range table {
		if j != i {
			s.times[int(i)*s.m.n+int(j)] += change
		}
	}
}

// met is how often two people meet.
func (s *seating) met(i, j int32) int {
	if s.times != nil {
		return int(s.times[int(i)*s.m.n+int(j)])
	}
	n := s.m.rounds
	mine, theirs := s.at[int(i)*n:int(i)*n+n], s.at[int(j)*n:int(j)*n+n]
	met := 0
	for k, t := range mine {
		if theirs[k] == t {
			met++
		}
	}
	return met
}

// count works out the score from nothing.
func (s *seating) count() score {
	total := score{cost: len(s.m.must) * costMust, broken: len(s.m.must)}
	times := map[[2]int32]int{}
	for r := range s.members {
		for t := range len(s.start[r]) - 1 {
			table := s.table(r, t)
			for k, i := range table {
				for _, j := range table[:k] {
					pair := [2]int32{min(i, j), max(i, j)}
					total = total.plus(meeting(s.m.link(int(i), int(j)), times[pair]))
					times[pair]++
				}
			}
			if r >= s.m.held {
				total = total.plus(s.language(r, t))
			}
		}
	}
	return total
}

func (s *seating) table(r, t int) []int32 { return s.members[r][s.start[r][t]:s.start[r][t+1]] }

// meeting is what one meeting of two people changes who met so often before.
func meeting(l link, before int) score {
	var c score
	if l.flags&linkForbidden != 0 {
		c.cost += costForbidden
		c.broken++
	}
	if before > 0 {
		c.cost += costRepeat
		return c
	}
	c.cost -= int(l.worth)
	c.points += int(l.worth)
	if l.flags&linkMust != 0 {
		c.cost -= costMust
		c.broken--
	}
	return c
}

// language is what a table without a common language costs.
func (s *seating) language(r, t int) score {
	if !s.m.polyglot {
		return score{}
	}
	common := ^uint64(0)
	for _, i := range s.table(r, t) {
		common &= s.m.languages[i]
	}
	if common != 0 || len(s.table(r, t)) == 0 {
		return score{}
	}
	return score{cost: costLanguage - 100*s.understood(r, t), broken: 1} // a slope towards a table that works
}

// understood is how many at a table speak its commonest language.
func (s *seating) understood(r, t int) int {
	var speakers [64]int
	most := 0
	for _, i := range s.table(r, t) {
		for l := s.m.languages[i]; l != 0; l &= l - 1 {
			at := bits.TrailingZeros64(l)
			speakers[at]++
			most = max(most, speakers[at])
		}
	}
	return most
}

// leaves adds what a person's leaving a table does to the score, joins what coming does.
func (s *seating) leaves(c *score, i int32, table []int32) {
	for _, j := range table {
		if j == i {
			continue
		}
		l, met := s.m.link(int(i), int(j)), s.met(i, j)
		if l.flags != 0 {
			*c = c.minus(meeting(l, met-1))
		} else if met > 1 {
			c.cost -= costRepeat
		} else {
			c.cost += int(l.worth)
			c.points -= int(l.worth)
		}
	}
}

func (s *seating) joins(c *score, i, but int32, table []int32) {
	for _, j := range table {
		if j == but {
			continue
		}
		l, met := s.m.link(int(i), int(j)), s.met(i, j)
		if l.flags != 0 {
			*c = c.plus(meeting(l, met))
		} else if met > 0 {
			c.cost += costRepeat
		} else {
			c.cost -= int(l.worth)
			c.points += int(l.worth)
		}
	}
}

// trySwap exchanges the seats of two people at different tables of a round if that costs no more than
// the limit.
func (s *seating) trySwap(r int, i, j int32, limit int) {
	n := s.m.rounds
	a, b := int(s.at[int(i)*n+r]), int(s.at[int(j)*n+r])
	here, there := s.table(r, a), s.table(r, b)
	var change score
	s.leaves(&change, i, here)
	s.joins(&change, j, i, here)
	s.leaves(&change, j, there)
	s.joins(&change, i, j, there)
	if s.m.polyglot {
		before := s.language(r, a).plus(s.language(r, b))
		s.place(r, i, j)
		change = change.plus(s.language(r, a)).plus(s.language(r, b)).minus(before)
		s.place(r, i, j)
	}
	if change.cost <= limit {
		s.move(r, i, j)
		s.score = s.score.plus(change)
	}
}

// move exchanges two seats and keeps count of who meets.
func (s *seating) move(r int, i, j int32) {
	if s.times == nil {
		s.place(r, i, j)
		return
	}
	s.recount(r, i, ^uint8(0))
	s.recount(r, j, ^uint8(0))
	s.place(r, i, j)
	s.recount(r, i, 1)
	s.recount(r, j, 1)
}

func (s *seating) recount(r int, i int32, change uint8) {
	for _, j := range s.table(r, int(s.at[int(i)*s.m.rounds+r])) {
		if j != i {
			s.times[int(i)*s.m.n+int(j)] += change
			s.times[int(j)*s.m.n+int(i)] += change
		}
	}
}

func (s *seating) place(r int, i, j int32) {
	a, b := int(i)*s.m.rounds+r, int(j)*s.m.rounds+r
	s.at[a], s.at[b] = s.at[b], s.at[a]
	s.seat[a], s.seat[b] = s.seat[b], s.seat[a]
	s.members[r][s.seat[a]], s.members[r][s.seat[b]] = i, j
}

// tryExchange makes two people change places in all rounds to come if that costs no more than the limit.
// Each then meets whom the other met. It is for people who come and go alike and speak alike.
func (s *seating) tryExchange(i, j int32, limit int) {
	s.mark++
	s.marked[i], s.marked[j] = s.mark, s.mark
	var change score
	n := s.m.rounds
	for r := s.m.held; r < n; r++ {
		for _, who := range [2]int32{i, j} {
			t := s.at[int(who)*n+r]
			if t < 0 {
				continue
			}
			for _, x := range s.table(r, int(t)) {
				if s.marked[x] == s.mark {
					continue
				}
				s.marked[x] = s.mark
				mine, theirs := s.met(i, x), s.met(j, x)
				if mine != theirs {
					a, b := s.m.link(int(i), int(x)), s.m.link(int(j), int(x))
					change = change.plus(meetings(a, theirs)).plus(meetings(b, mine)).minus(meetings(a, mine)).minus(meetings(b, theirs))
				}
			}
		}
	}
	if change.cost > limit {
		return
	}
	for r := s.m.held; r < n; r++ {
		if a, b := s.at[int(i)*n+r], s.at[int(j)*n+r]; a != b && a >= 0 {
			s.move(r, i, j)
		}
	}
	s.score = s.score.plus(change)
}

// alike says that two people may change places in all rounds.
func (s *seating) alike(i, j int32) bool {
	m := s.m
	return m.held == 0 && m.away[i] == m.away[j] && (!m.polyglot || m.languages[i] == m.languages[j]) &&
		m.p.People[i].Host == 0 && m.p.People[j].Host == 0
}

// meetings is what so many meetings of two people count together.
func meetings(l link, times int) (total score) {
	for before := range times {
		total = total.plus(meeting(l, before))
	}
	return total
}

// restless says that somebody at the person's table is no new acquaintance.
func (s *seating) restless(r int, i int32) bool {
	t := int(s.at[int(i)*s.m.rounds+r])
	for _, j := range s.table(r, t) {
		if j == i {
			continue
		}
		if l := s.m.link(int(i), int(j)); l.worth < PairPoints || l.flags&linkForbidden != 0 || s.met(i, j) > 1 {
			return true
		}
	}
	return s.language(r, t).broken > 0
}

// plan reads seats as tables, people of a table in the order of the problem.
func (s *seating) plan(members [][]int32) Plan {
	var p Plan
	for r := range members {
		round := [][]int{}
		for t := range len(s.start[r]) - 1 {
			table := []int{}
			for _, i := range members[r][s.start[r][t]:s.start[r][t+1]] {
				table = append(table, int(i))
			}
			slices.Sort(table)
			round = append(round, table)
		}
		p.Rounds = append(p.Rounds, round)
	}
	return p
}
