package match

// The weights of the score, in thousandths. docs/algorithms/match.md says where they come from.
const (
	whole       = 1000
	least       = 50  // a side counts as at least this, so that a one-sided request survives
	askedFloor  = 150 // of a side that states nothing, when the other asks
	wantFloor   = 700
	notCeiling  = 100
	wantsAgency = 150
	otherParty  = 100
	oneLanguage = 100
	nearLevel   = 50
	oneRegion   = 50
	noLanguage  = 500 // what is left without a common language
	metLately   = 400 // what is left when they met within lately months
	lately      = 12
	mutualBonus = 200
	maxScore    = whole + mutualBonus
)

// The bonuses of a side, in the order of their thousandths above.
const (
	bonusAgency = iota
	bonusParty
	bonusLanguage
	bonusLevel
	bonusRegion
	bonuses
)

// bonus finds what one direction adds to its topics, and whether the two can speak to each other.
func bonus(p, q *profile) (total int, each [bonuses]int, speak bool) {
	if q.agency > 0 && p.wants>>(q.agency-1)&1 == 1 {
		each[bonusAgency] = wantsAgency
	}
	if p.party > 0 && q.party > 0 && p.party != q.party {
		each[bonusParty] = otherParty
	}
	speak = true
	if common := p.languages[0]&q.languages[0] | p.languages[1]&q.languages[1]; common != 0 {
		each[bonusLanguage] = oneLanguage
	} else {
		speak = p.languages == [len(p.languages)]uint64{} || q.languages == [len(q.languages)]uint64{}
	}
	if d := p.level - q.level; p.level > 0 && q.level > 0 && d >= -1 && d <= 1 {
		each[bonusLevel] = nearLevel
	}
	if p.region > 0 && p.region == q.region {
		each[bonusRegion] = oneRegion
	}
	for _, b := range each {
		total += b
	}
	return total, each, speak
}

// clip applies the factors to a base and keeps it within the bounds of a side.
func clip(base, bonus int, speak bool) int {
	s := base * (whole + bonus) / whole
	if !speak {
		s = s * noLanguage / whole
	}
	return min(max(s, least), whole)
}

// wished is a side after what its person said, and what the other said.
func wished(raw int, mine, yours said, p *profile) int {
	switch mine {
	case must:
		return whole
	case want:
		return max(raw, wantFloor)
	case ratherNot:
		return min(raw, notCeiling)
	}
	if yours >= want && p.silent {
		return max(raw, askedFloor)
	}
	return raw
}

// reciprocal joins two sides: the harmonic mean, which is near the weaker one.
func reciprocal(a, b int) int { return 2 * a * b / (a + b) }

// joined is the score of two sides under what is known between the two.
func joined(a, b int, l link) int {
	score := reciprocal(a, b)
	if l.mine >= want && l.yours >= want {
		score += mutualBonus
	}
	if l.months != notMet && l.months < lately {
		score = score * metLately / whole
	}
	return score
}

// barred reports whether a pair is never proposed.
func (e *engine) barred(p, q *profile, l link) bool {
	if l.never || e.opt.NewOnly && l.months != notMet {
		return true
	}
	return !e.opt.SameParty && p.party > 0 && p.party == q.party && l.mine < want && l.yours < want
}

// score is the score of a pair, 0 when it is barred. It is the same from both sides.
func (e *engine) score(i, j int32) int {
	p, q := &e.people[i], &e.people[j]
	l := e.between(i, j)
	if i == j || e.barred(p, q, l) {
		return 0
	}
	return e.scored(p, q, p.seek.dot(&q.offer), q.seek.dot(&p.offer), l)
}

// scored is the score of a pair whose topics are already multiplied.
func (e *engine) scored(p, q *profile, forward, backward int, l link) int {
	ab, _, speak := bonus(p, q)
	ba := ab
	if x, y := q.agency > 0 && p.wants>>(q.agency-1)&1 == 1, p.agency > 0 && q.wants>>(p.agency-1)&1 == 1; x != y {
		if x {
			ba -= wantsAgency
		} else {
			ba += wantsAgency
		}
	}
	a, b := clip(max(forward, least), ab, speak), clip(max(backward, least), ba, speak)
	return joined(wished(a, l.mine, l.yours, p), wished(b, l.yours, l.mine, q), l)
}
