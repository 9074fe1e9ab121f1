package stages

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// Whatever happens to a dossier, in whatever order: nobody comes into post without approved terms, a selection, the acceptance of the
// State, three signatures and the required formalities; who declared a conflict never scores; an end is moved on only by two
// Co-Managers who did not propose it; and the history tells every step.
func TestNoPathSkipsAnApproval(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		people := []string{"a", "b", "c", "d"}
		c := Case{State: Nominated, Approved: rapid.Bool().Draw(t, "approved"), Panel: people[:3], Places: rapid.IntRange(0, 2).Draw(t, "places")}
		taken := []Verb{Nominate}
		for range rapid.IntRange(0, 80).Draw(t, "steps") {
			c = happens(t, c)
			actor := rapid.SampledFrom(people).Draw(t, "actor")
			v := rapid.SampledFrom(Verbs).Draw(t, "verb")
			if c.Refused(v, actor) != "" {
				continue
			}
			if v == Conclude && !c.Complete() {
				t.Fatal("an interview ended before all had scored")
			}
			before := c
			c = c.Take(v, actor)
			taken = append(taken, v)
			holds(t, before, c, v, taken)
		}
		if c.State.Final() != (c.State.Owner() == ByNobody) {
			t.Fatalf("%s: final %v", c.State, c.State.Final())
		}
	})
}

// happens lets time pass and people do what is no step of the dossier: the register tells it to the rules.
func happens(t *rapid.T, c Case) Case {
	switch rapid.IntRange(0, 8).Draw(t, "happens") {
	case 0:
		c.Checked, c.Meets = rapid.Bool().Draw(t, "checked"), rapid.Bool().Draw(t, "meets")
	case 1:
		c.Signed = rapid.IntRange(0, 3).Draw(t, "signed")
	case 2:
		c.Missing = rapid.IntRange(0, 2).Draw(t, "missing")
	case 3:
		c.Begun, c.Over = rapid.Bool().Draw(t, "begun"), rapid.Bool().Draw(t, "over")
	case 4:
		if c.Proposed != "" {
			c.Approvals++
		}
	case 5:
		c.Own, c.Supervisor = rapid.Bool().Draw(t, "own"), rapid.Bool().Draw(t, "host")
	case 6:
		c.Supervised = true
	}
	return c
}

func holds(t *rapid.T, before, after Case, v Verb, taken []Verb) {
	has := func(of ...Verb) bool {
		return slices.ContainsFunc(of, func(v Verb) bool { return slices.Contains(taken, v) })
	}
	switch v {
	case Score:
		if slices.Contains(before.Conflicted, after.Scored[len(after.Scored)-1]) {
			t.Fatal("who declared a conflict of interest scored")
		}
	case Select, Promote:
		if before.Places <= 0 || !has(Conclude) {
			t.Fatalf("%s with %d places after %v", v, before.Places, taken)
		}
	case Begin:
		if !before.Approved || before.Signed != 3 || before.Missing > 0 || !before.Begun || !before.Supervised || !has(Select, Promote) || !has(Accept) || !has(Offer) || !has(Screen) {
			t.Fatalf("in post from %+v after %v", before, taken)
		}
	case Extend:
		if before.Approvals < ApprovalsNeeded || !has(Propose) {
			t.Fatalf("extended from %+v", before)
		}
	case Return:
		if !has(Begin) || !has(End) || !has(Close) || !has(Debrief) {
			t.Fatalf("returned after %v", taken)
		}
	case Close:
		if !before.Own || !before.Supervisor {
			t.Fatalf("closed without both reports: %+v", before)
		}
	}
	if before.State.Final() && !(before.State == NotSelected && v == Feedback) {
		t.Fatalf("%s was left by %s", before.State, v)
	}
	for _, m := range after.Conflicted {
		if slices.Contains(after.Scored, m) && !slices.Contains(before.Scored, m) {
			t.Fatalf("%s has a conflict and a score", m)
		}
	}
}

// No dossier is lost: every state has words, an owner or is an end; every state can be reached, and an end can be reached from it.
func TestEveryDossierComesToAnEnd(t *testing.T) {
	t.Parallel()
	if len(States) != len(stages) {
		t.Fatalf("%d states in order, %d in the table", len(States), len(stages))
	}
	reached := map[State]bool{Nominated: true}
	ends := map[State]bool{}
	for range States {
		for _, s := range States {
			if s.Final() {
				ends[s] = true
			}
			for _, to := range stages[s].steps {
				reached[to] = reached[to] || reached[s]
				ends[s] = ends[s] || ends[to]
			}
		}
	}
	for _, s := range States {
		if !reached[s] || !ends[s] || s.Words() == "" || !s.Final() && (s.Waits() == "" || s.Owner().Words() == "") {
			t.Errorf("%s: reached %v, ends %v, words %q, waits %q for %q", s, reached[s], ends[s], s.Words(), s.Waits(), s.Owner().Words())
		}
		for v := range stages[s].steps {
			if !slices.Contains(Verbs, v) {
				t.Errorf("%s of %s stands in no list", v, s)
			}
		}
	}
}
