package vocabulary_test

import (
	"testing"

	"counterpart/internal/db"
	"counterpart/internal/dbtest"
	"counterpart/internal/roomtest"
	"counterpart/internal/vocabulary"
)

// A day counts when both the office and the party work: 30 April 2024 is a Tuesday, 1 May a holiday of the office.
func TestWorkingDaysAreThoseOfBothSides(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		roomtest.LoadPack(t, d, "bali")
		for _, c := range []struct {
			codes    []string
			from, to db.Date
			days     int
		}{
			{nil, "2024-04-26", "2024-05-03", 4},                    // without the weekend and 1 May
			{[]string{"bangladesh"}, "2024-04-26", "2024-05-03", 3}, // which does not work on Fridays
			{[]string{"thailand"}, "2024-04-05", "2024-04-16", 6},   // Songkran on a Monday
			{nil, "2024-05-03", "2024-05-03", 0},
			{nil, "2024-05-03", "2024-05-02", 0},
		} {
			calendar, err := db.View(t.Context(), d, func(tx *db.Tx) (vocabulary.Calendar, error) {
				return vocabulary.CalendarIn(tx, c.codes...)
			})
			if err != nil {
				t.Fatal(err)
			}
			if got := calendar.Between(c.from, c.to); got != c.days {
				t.Errorf("%v from %s to %s: %d working days, not %d", c.codes, c.from, c.to, got, c.days)
			}
			if n := calendar.Between("2024-01-31", calendar.After("2024-01-31", 17)); n != 17 {
				t.Errorf("%v: the 17th working day is the %dth", c.codes, n)
			}
		}
	})
}
