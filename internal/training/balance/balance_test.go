package balance

import (
	"math/bits"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func nominees(t *rapid.T, name string, most int) []Nominee {
	list := make([]Nominee, rapid.IntRange(0, most).Draw(t, name))
	for i := range list {
		party := rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "party")
		list[i] = Nominee{PartyID: party, Party: "Party " + party, Sex: rapid.SampledFrom([]string{"f", "m", ""}).Draw(t, "sex"), New: party != "a"}
		if agency := rapid.SampledFrom([]string{"", "1", "2"}).Draw(t, "agency"); agency != "" {
			list[i].AgencyID, list[i].Agency = party+agency, "Agency "+party+agency
		}
	}
	return list
}

func draws(t *rapid.T) Rules {
	up := func(name string, most int) int { return rapid.IntRange(0, most).Draw(t, name) }
	r := Rules{Seats: 1 + up("seats", 7), PerParty: up("per party", 3), PerAgency: up("per agency", 2), Women: 10 * up("women", 7), NewParties: up("new", 4), Reserve: up("reserve", 4)}
	r.NewParties = min(r.NewParties, r.Seats)
	return r
}

func decisionsOf(list []Proposed) []Decision {
	out := make([]Decision, len(list))
	for i, p := range list {
		out[i] = p.Decision
	}
	return out
}

// Nobody is lost: each nominee gets one decision with its reason; reserves have the places 1, 2, 3; what limits parties, agencies,
// seats and the reserve list is held always, as far as those confirmed before allow.
func TestAProposalLosesNobody(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r, list := draws(t), nominees(t, "nominees", 14)
		got := Propose(r, nil, list)
		var places []int
		for i, p := range got {
			if !slices.Contains(Decisions, p.Decision) || p.Why == "" || p.Decision.Words() == "" {
				t.Fatalf("%d: %+v", i, p)
			}
			if (p.Place > 0) != (p.Decision == Reserve) {
				t.Fatalf("%d: %+v", i, p)
			}
			if p.Place > 0 {
				places = append(places, p.Place)
			}
		}
		slices.Sort(places)
		for i, p := range places {
			if p != i+1 {
				t.Fatalf("places %v", places)
			}
		}
		for _, b := range Judge(r, nil, list, decisionsOf(got)) {
			if b.Rule != "women" && b.Rule != "new_parties" {
				t.Fatalf("broken without need: %s", b.Words)
			}
		}
		if !slices.Equal(got, Propose(r, nil, list)) {
			t.Fatal("another time, another proposal")
		}
	})
}

// No free seat is left while somebody could have it, and where any choice of so many people holds the rules, the proposal does.
func TestAProposalHoldsWhatCanBeHeld(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r, list := draws(t), nominees(t, "nominees", 9)
		before := nominees(t, "before", 2)
		r.Reserve = 0
		got := Propose(r, before, list)
		confirmed := 0
		for i, p := range got {
			if p.Decision == Confirm {
				confirmed++
			} else if q := seated(r, before, list, got); q.blocked(list[i]) == "" {
				t.Fatalf("%d could have a seat", i)
			}
		}
		mine := len(Judge(r, before, list, decisionsOf(got)))
		for set := range 1 << len(list) {
			if bits.OnesCount(uint(set)) != confirmed {
				continue
			}
			decisions := make([]Decision, len(list))
			for i := range list {
				decisions[i] = Reserve
				if set>>i&1 == 1 {
					decisions[i] = Confirm
				}
			}
			if mine > 0 && len(Judge(r, before, list, decisions)) == 0 {
				t.Fatalf("%v holds all rules, the proposal breaks %v", decisions, Judge(r, before, list, decisionsOf(got)))
			}
		}
	})
}

func seated(r Rules, before, list []Nominee, got []Proposed) *picker {
	p := newPicker(r, before)
	for i, x := range got {
		if x.Decision == Confirm {
			p.seat(list[i])
		}
	}
	return p
}

// The order of nomination decides among equals, and the first of each party come before second ones.
func TestTheOrderOfNomination(t *testing.T) {
	t.Parallel()
	of := func(party string) Nominee { return Nominee{PartyID: party, Party: strings.ToUpper(party)} }
	got := Propose(Rules{Seats: 3}, nil, []Nominee{of("a"), of("a"), of("a"), of("b"), of("c")})
	want := []Decision{Confirm, Reserve, Reserve, Confirm, Confirm}
	if !slices.Equal(decisionsOf(got), want) || got[1].Place != 1 || got[2].Place != 2 || got[0].Why != "1st of A in the order of nomination" || got[1].Why != "All 3 seats are given" {
		t.Errorf("%+v", got)
	}
	for n, words := range map[int]string{1: "1st", 2: "2nd", 3: "3rd", 11: "11th", 22: "22nd", 113: "113th"} {
		if ordinal(n) != words {
			t.Errorf("%d: %s", n, ordinal(n))
		}
	}
}
