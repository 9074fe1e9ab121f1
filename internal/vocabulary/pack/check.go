package pack

import (
	"fmt"
	"slices"
	"strings"
)

// reference is a code that something in the pack points at; whether it exists is known once all files are read.
type reference struct {
	at     Source
	family string
	code   string
}

// refer reads a reference to an entry of a family.
func (t *table) refer(key string, req bool, family string) string {
	s, n := t.scalar(key, req, maxLine)
	if s != "" {
		t.l.wanted = append(t.l.wanted, reference{t.source(n), family, s})
	}
	return s
}

func (l *loader) checkReferences() {
	for _, r := range l.wanted {
		if _, ok := l.defined[r.family][r.code]; ok {
			continue
		}
		if l.listed[r.at.File] >= maxListed {
			continue
		}
		l.problem(r.at, fmt.Sprintf("there is no %s %q", r.family, shorten(r.code)), l.nearest(r))
	}
}

// nearest says what could have been meant.
func (l *loader) nearest(r reference) string {
	defined := l.defined[r.family]
	if len(defined) == 0 {
		return "Define it first; the pack has none of this family yet"
	}
	codes := make([]string, 0, len(defined))
	for code := range defined {
		codes = append(codes, code)
	}
	if len(codes) <= 12 {
		slices.Sort(codes)
		return "Choose one of " + strings.Join(codes, ", ") + ", or define it"
	}
	best := slices.MinFunc(codes, func(a, b string) int {
		if d := shared(b, r.code) - shared(a, r.code); d != 0 {
			return d
		}
		return strings.Compare(a, b)
	})
	return "Define it, or choose one of those defined, such as " + best
}

// shared counts the letters that two codes have in common from the start.
func shared(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// checkTrees reports parents that lead back to where they started.
func (l *loader) checkTrees() {
	var parties, bodies, topics []branch
	for _, p := range l.pack.Parties {
		parties = append(parties, branch{p.Code, p.Parent, p.At})
	}
	for _, b := range l.pack.Bodies {
		bodies = append(bodies, branch{b.Code, b.Parent, b.At})
	}
	for _, t := range l.pack.Topics {
		topics = append(topics, branch{t.Code, t.Parent, t.At})
	}
	l.checkTree(famParty, parties)
	l.checkTree(famBody, bodies)
	l.checkTree(famTopic, topics)
}

// branch is an entry and the one above it.
type branch struct {
	code, parent string
	at           Source
}

// checkTree reports each circle of parents once, at its first entry. Every entry is walked over once.
func (l *loader) checkTree(family string, branches []branch) {
	above := map[string]string{}
	for _, b := range branches {
		above[b.code] = b.parent
	}
	walked := map[string]int{} // by which walk
	for i, b := range branches {
		code := b.code
		for code != "" && walked[code] == 0 {
			walked[code] = i + 1
			code = above[code]
		}
		if code != "" && walked[code] == i+1 {
			l.problem(l.firstOf(branches, code, above), fmt.Sprintf("the %s %q is its own ancestor: %s", family, code, circle(code, above)), "Remove one of these parents")
		}
	}
}

// firstOf is where the circle through code is first written.
func (l *loader) firstOf(branches []branch, code string, above map[string]string) Source {
	in := map[string]bool{}
	for c := code; !in[c]; c = above[c] {
		in[c] = true
	}
	return branches[slices.IndexFunc(branches, func(b branch) bool { return in[b.code] })].at
}

// circle writes out a circle of parents, shortened when it is long.
func circle(code string, above map[string]string) string {
	path := []string{code}
	for c := above[code]; c != code; c = above[c] {
		path = append(path, c)
	}
	if len(path) > 6 {
		path = append(path[:6:6], "…")
	}
	return strings.Join(append(path, code), " → ")
}

// checkParties holds what concerns several parties or a party's whole record.
func (l *loader) checkParties() {
	meaning := map[string]string{}
	for _, k := range l.pack.PartyKinds {
		meaning[k.Code] = k.CountsAs
	}
	hasAgencyKind := slices.ContainsFunc(l.pack.PartyKinds, func(k PartyKind) bool { return k.CountsAs == "agency" })
	iso := map[string]Source{}
	for _, p := range l.pack.Parties {
		l.checkOverlap(p)
		if len(p.Agencies) > 0 && !hasAgencyKind {
			l.problem(p.Agencies[0].At, "agencies are listed, but no party kind counts as agency", "Add such a kind to party_kinds.yaml")
			hasAgencyKind = true // said once
		}
		if m := meaning[p.Kind]; p.ISO == "" || m != "state" && m != "territory" {
			continue
		}
		if first, taken := iso[p.ISO]; taken {
			l.problem(p.At, fmt.Sprintf("the country code %s is used by two parties, first in line %d", p.ISO, first.Line), "Give each its own code, or leave one without")
			continue
		}
		iso[p.ISO] = p.At
	}
}

// checkOverlap reports memberships of one party that hold at the same time: a party has one status on a day.
func (l *loader) checkOverlap(p Party) {
	ms := slices.Clone(p.Memberships)
	slices.SortStableFunc(ms, func(a, b Membership) int { return strings.Compare(string(a.From), string(b.From)) })
	for i := 1; i < len(ms); i++ {
		before, m := ms[i-1], ms[i]
		if before.From == "" || m.From == "" {
			continue // said already
		}
		if before.To == "" || before.To >= m.From {
			l.problem(m.At, fmt.Sprintf("this membership begins on %s, while the one in line %d still holds", m.From, before.At.Line), "End the earlier one on the day before")
		}
	}
}
