package outcomes

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

type entry struct {
	verb     Verb
	actor    string
	from, to State
}

// last is the place of the last step of one of the verbs, -1 for none.
func last(h []entry, verbs ...Verb) int {
	for i := len(h) - 1; i >= 0; i-- {
		if slices.Contains(verbs, h[i].verb) {
			return i
		}
	}
	return -1
}

// checkPublished holds what a published outcome has behind it.
func checkPublished(t *rapid.T, h []entry, needed int) {
	accepted, confirmed, doubted := last(h, Accept), last(h, Substantiate), last(h, Doubt)
	written, agreed, submitted := last(h, Summarise), last(h, Agree), last(h, Submit)
	switch {
	case accepted < 0 || accepted < last(h, Revise, Return):
		t.Fatalf("published without a review of the last text: %v", h)
	case h[accepted].actor == h[0].actor || accepted > 0 && h[accepted].actor == h[max(last(h[:accepted], Revise), 0)].actor:
		t.Fatalf("published after a review by the author: %v", h)
	case confirmed < accepted || confirmed < doubted:
		t.Fatalf("published without substantiation: %v", h)
	case written < 0 || agreed < written || submitted < agreed || agreed < last(h[:len(h)-1], TakeBack):
		t.Fatalf("published without consent to the summary: %v", h)
	}
	approved := map[string]bool{}
	for _, e := range h[submitted:] {
		if e.verb == Approve {
			approved[e.actor] = true
		}
	}
	if len(approved) < needed || approved[h[written].actor] || approved[h[submitted].actor] || approved[h[0].actor] {
		t.Fatalf("published with the approvals of %v: %v", approved, h)
	}
}

// forward are the steps that lead to the public.
var forward = map[State][]Verb{
	Proposed: {Accept}, Returned: {Revise}, Accepted: {Substantiate}, Substantiated: {Summarise, Agree, Agree, Submit, Submit}, InReview: {Approve, Approve, Publish},
}

// Whatever happens to an outcome, whoever does it: nothing is published that another did not review, that nobody substantiated, to
// which the party did not agree and which others did not approve; what was declined or withdrawn never comes back; every step stands
// in the history and follows from the one before.
func TestNoPathPublishesWithoutOthers(t *testing.T) {
	t.Parallel()
	published := 0
	rapid.Check(t, func(t *rapid.T) {
		actors := []string{"a", "b", "c", "d"}
		who := rapid.SampledFrom(actors)
		needed := rapid.IntRange(1, 2).Draw(t, "needed")
		first := who.Draw(t, "proposer")
		d := Dossier{State: Proposed, Author: first, Proposer: first, Clear: true, Needed: needed}
		h := []entry{{Propose, first, "", Proposed}}
		for range rapid.IntRange(30, 120).Draw(t, "steps") {
			d.Clear = rapid.IntRange(0, 9).Draw(t, "label") > 0
			// Mostly steps that are possible, so that many lives reach the end.
			choices := append(d.State.Can(), rapid.SampledFrom(Verbs).Draw(t, "any"))
			for range 6 {
				choices = append(choices, forward[d.State]...)
			}
			v, actor := rapid.SampledFrom(choices).Draw(t, "verb"), who.Draw(t, "actor")
			if d.Refused(v, actor) != "" {
				continue
			}
			if d.State.Ended() {
				t.Fatalf("%s was left by %s", d.State, v)
			}
			next := d.Take(v, actor)
			h = append(h, entry{v, actor, d.State, next.State})
			if d = next; d.State == Published {
				published++
				checkPublished(t, h, needed)
			}
		}
		for i, e := range h[1:] {
			if e.from != h[i].to {
				t.Fatalf("step %d begins at %s, and the one before ended at %s", i+1, e.from, h[i].to)
			}
		}
	})
	if published == 0 {
		t.Error("no drawn life was published: the test looks at nothing")
	}
}

// No dossier is lost: every state can be reached, and from each it can still be published, declined or withdrawn.
func TestEveryOutcomeCanEnd(t *testing.T) {
	t.Parallel()
	reached, ends := map[State]bool{Proposed: true}, map[State]bool{Published: true}
	for range States {
		for _, s := range States {
			ends[s] = ends[s] || s.Ended()
			for _, to := range steps[s] {
				reached[to] = reached[to] || reached[s]
				ends[s] = ends[s] || ends[to]
			}
		}
	}
	for _, s := range States {
		if !reached[s] || !ends[s] || s.Words() == "" {
			t.Errorf("%s: reached %v, ends %v, words %q", s, reached[s], ends[s], s.Words())
		}
	}
}
