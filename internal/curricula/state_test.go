package curricula

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// Whatever happens to a version: it is tried and adopted only after somebody who did not write it agreed, it is never changed once
// it left the draft, and what is retired stays so.
func TestNoPathSkipsAnApproval(t *testing.T) {
	t.Parallel()
	people := []string{"ana", "ben", "chi"}
	rapid.Check(t, func(t *rapid.T) {
		d := Dossier{State: Draft, Authors: []string{"ana"}}
		tried, adopted := "", ""
		for range rapid.IntRange(0, 40).Draw(t, "steps") {
			v := rapid.SampledFrom(append([]Verb{Write}, Verbs...)).Draw(t, "verb")
			who := rapid.SampledFrom(people).Draw(t, "who")
			before := d
			if d.Refused(v, who) != "" {
				continue
			}
			if v != Write && !slices.Contains(d.Can(who), v) {
				t.Fatalf("%s is not offered %s", who, v)
			}
			d = d.Take(v, who)
			switch {
			case before.State == Retired:
				t.Fatalf("retired was left by %s", v)
			case v == Write && before.State != Draft:
				t.Fatalf("changed at %s", before.State)
			case v == Write:
				tried, adopted = "", ""
			case v == Try:
				tried = who
			case v == Adopt:
				adopted = who
			}
			if d.State.InForce() && (tried == "" || slices.Contains(d.Authors, tried)) {
				t.Fatalf("in force (%s) by %q, written by %v", d.State, tried, d.Authors)
			}
			if d.State == Adopted && (adopted == "" || slices.Contains(d.Authors, adopted)) {
				t.Fatalf("adopted by %q, written by %v", adopted, d.Authors)
			}
		}
	})
}

// Every state can be reached and has words, and nothing is stuck: from each the version can still be retired.
func TestEveryStateIsReached(t *testing.T) {
	t.Parallel()
	reached := map[State]bool{Draft: true}
	for range States {
		for s := range reached {
			for _, to := range steps[s] {
				reached[to] = true
			}
		}
	}
	for _, s := range States {
		if !reached[s] || s.Words() == "" {
			t.Errorf("%s: reached %v, words %q", s, reached[s], s.Words())
		}
		seen := map[State]bool{s: true}
		for range States {
			for x := range seen {
				for _, to := range steps[x] {
					seen[to] = true
				}
			}
		}
		if !seen[Retired] {
			t.Errorf("from %s nothing leads to the end", s)
		}
	}
}

func TestDifferences(t *testing.T) {
	t.Parallel()
	from := Version{Title: "A", MinPresence: 80, Languages: Tags{"en"}, Modules: []Module{{Key: "1", Title: "One", Minutes: 90, Position: 1}, {Key: "2", Title: "Two", Minutes: 60, Position: 2}}}
	to := Version{Title: "A", MinPresence: 90, NeedsTest: true, Languages: Tags{"en"}, Modules: []Module{{Key: "2", Title: "Second", Minutes: 60, Position: 1}, {Key: "3", Title: "Three", Minutes: 30, Position: 2}}}
	var got []string
	for _, d := range differences(from, to, func(s string) string { return s }) {
		got = append(got, d.Where+": "+d.What+": "+d.Before+" > "+d.After)
	}
	want := []string{
		"The version: Least presence: 80 % > 90 %", "The version: Test after the course: Not needed > Needed", "The version: Hours in all: 2.5 > 1.5",
		"Second: Title: Two > Second", "Second: Place: 2 > 1", "Three: New module:  > 0.5 hours", "One: Module left out: 1.5 hours > ",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	if len(differences(to, to, func(s string) string { return s })) != 0 {
		t.Error("a version differs from itself")
	}
}
