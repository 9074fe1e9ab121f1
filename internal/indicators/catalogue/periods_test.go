package catalogue

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// The periods before and after a period touch it, and a row of periods ends with it.
func TestPeriodsTouch(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		frequency := rapid.SampledFrom(Frequencies).Draw(t, "frequency")
		p := At(frequency, time.Date(rapid.IntRange(1960, 2150).Draw(t, "year"), time.Month(rapid.IntRange(1, 12).Draw(t, "month")), 15, 0, 0, 0, 0, time.UTC))
		if got := p.Before(frequency).Next(frequency); got != p {
			t.Fatalf("the period after the one before %v is %v", p, got)
		}
		row := p.Row(frequency)
		if row[len(row)-1] != p || len(row) != before[frequency] {
			t.Fatalf("%v ends the row %v", p, row)
		}
		for i := range row[1:] {
			if row[i].Next(frequency) != row[i+1] {
				t.Fatalf("%v and %v do not touch", row[i], row[i+1])
			}
			if parsed, err := ParsePeriod(frequency, row[i].Code); err != nil || parsed != row[i] {
				t.Fatalf("%v is read as %v: %v", row[i], parsed, err)
			}
		}
	})
}
