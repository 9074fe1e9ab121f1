package overview

import (
	"testing"

	"counterpart/internal/db"
	"counterpart/internal/secondments"

	"pgregory.net/rapid"
)

// Whatever the stays: the days of the years add up to the days in post up to today, and who was never in post has none.
func TestDaysAddUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		today := db.Date("2026-06-30")
		var list []service
		want := map[string]int{}
		for i := range rapid.IntRange(0, 8).Draw(t, "services") {
			from := db.Date("2020-01-01").AddDays(rapid.IntRange(0, 2600).Draw(t, "from"))
			x := service{ID: string(rune('a' + i)), PartyID: rapid.SampledFrom([]string{"p", "q"}).Draw(t, "party"), From: from, To: from.AddDays(rapid.IntRange(0, 500).Draw(t, "days")), Posted: from <= today && rapid.Bool().Draw(t, "posted")}
			if x.Posted {
				want[x.PartyID] += span(x.From, min(x.To, today))
			}
			list = append(list, x)
		}
		r := represented([]party{{"p", "P"}, {"q", "Q"}, {"r", "R"}}, list, today)
		never := 0
		for _, m := range r.Members {
			sum := 0
			for _, n := range m.Days {
				sum += n
			}
			if sum != m.Total || m.Total != want[m.PartyID] || m.Never != (len(m.Records) == 0) {
				t.Fatalf("%+v, want %d", m, want[m.PartyID])
			}
			if m.Never {
				never++
			}
		}
		if never != r.Never || len(r.Members) != 3 {
			t.Fatalf("%+v", r)
		}
	})
}

func TestOverlapsAreMarkedInTheirMonths(t *testing.T) {
	t.Parallel()
	c := calendarOf(2026, []secondments.Desk{{ID: "d"}, {ID: "e"}}, []Stay{
		{ID: "1", DeskID: "d", Reference: "S 1", From: "2025-11-01", To: "2026-03-15"},
		{ID: "2", DeskID: "d", Reference: "S 2", From: "2026-03-10", To: "2026-08-31"},
		{ID: "3", DeskID: "e", Reference: "S 3", From: "2026-03-10", To: "2026-03-31"},
		{ID: "4", Reference: "S 4", From: "2026-03-10", To: "2026-03-31"},
	})
	for m, want := range map[int][2]int{1: {1, 0}, 3: {2, 1}, 4: {1, 0}, 9: {0, 0}} {
		got := c.Desks[0].Months[m-1]
		if len(got.Stays) != want[0] || got.Clash != (want[1] == 1) {
			t.Errorf("month %d: %+v", m, got)
		}
	}
	if c.Desks[1].Clash || !c.Desks[0].Clash || len(c.Free) != 1 {
		t.Errorf("%+v", c)
	}
	for days, want := range map[int]string{0: "0.0", 30: "0.9", 61: "2.0", 183: "6.0"} {
		if got := Months(days); got != want {
			t.Errorf("%d days are %s months, want %s", days, got, want)
		}
	}
}
