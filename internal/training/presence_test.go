package training

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"counterpart/internal/db"
)

var dayOne = time.Date(2024, 6, 5, 0, 0, 0, 0, time.UTC)

func clockAt(day, hour, minute int) db.Time {
	return db.At(dayOne.AddDate(0, 0, day).Add(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute))
}

func twoDays() []Session {
	return []Session{
		{ID: "s1", StartsAt: clockAt(0, 9, 0), EndsAt: clockAt(0, 11, 0), Counts: true, Day: "2024-06-05"},
		{ID: "s2", StartsAt: clockAt(0, 13, 0), EndsAt: clockAt(0, 15, 0), Counts: true, Day: "2024-06-05"},
		{ID: "s3", StartsAt: clockAt(1, 9, 0), EndsAt: clockAt(1, 10, 0), Counts: true, Day: "2024-06-06"},
		{ID: "dinner", StartsAt: clockAt(1, 19, 0), EndsAt: clockAt(1, 21, 0), Day: "2024-06-06"},
	}
}

func TestPresence(t *testing.T) {
	t.Parallel()
	venue := []checkin{{Direction: "in", At: clockAt(0, 8, 30)}, {Direction: "out", At: clockAt(0, 14, 0)}, {Direction: "in", At: clockAt(1, 9, 20)}}
	for _, c := range []struct {
		name        string
		list        []checkin
		corrections []Correction
		minutes     [3]int
		percent     int
	}{
		{"the venue", venue, nil, [3]int{120, 60, 40}, 73},
		{"not noted to go out", venue[:1], nil, [3]int{120, 120, 0}, 80},
		{"in twice over two days", []checkin{venue[0], {Direction: "in", At: clockAt(1, 8, 0)}}, nil, [3]int{120, 120, 60}, 100},
		{"the door wins", append([]checkin{{SessionID: "s1", Direction: "in", At: clockAt(0, 10, 0)}}, venue...), nil, [3]int{60, 60, 40}, 53},
		{"corrected", venue, []Correction{{SessionID: "s2", From: clockAt(0, 13, 0), Until: clockAt(0, 15, 0), Reason: "x"}, {SessionID: "s1", Reason: "not there"}}, [3]int{0, 120, 40}, 53},
		{"the latest correction", venue, []Correction{{SessionID: "s1", Reason: "no"}, {SessionID: "s1", From: clockAt(0, 9, 0), Until: clockAt(0, 11, 0), Reason: "yes"}}, [3]int{120, 60, 40}, 73},
		{"nobody", nil, nil, [3]int{}, 0},
	} {
		p := present(twoDays(), time.UTC, c.list, c.corrections)
		got := [3]int{p.Cells[0].Minutes, p.Cells[1].Minutes, p.Cells[2].Minutes}
		if got != c.minutes || p.Percent != c.percent || p.Of != 300 || len(p.Days) != 2 {
			t.Errorf("%s: %v, %d %% of %d", c.name, got, p.Percent, p.Of)
		}
	}
	p := present(twoDays(), time.UTC, venue, nil)
	if p.Cells[2].Late != 20 || p.Cells[1].Left != clockAt(0, 14, 0) || !p.Cells[0].Left.IsZero() || p.Attended != 3 || p.Sessions != 3 {
		t.Errorf("%+v", p)
	}
}

// Whatever was scanned, nobody is present for longer than a session lasts, and the sums are those of their parts.
func TestPresenceIsWithinBounds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var list []checkin
		at := clockAt(0, 7, 0)
		for range rapid.IntRange(0, 12).Draw(t, "scans") {
			at = db.At(at.Add(time.Duration(rapid.IntRange(1, 300).Draw(t, "minutes")) * time.Minute))
			list = append(list, checkin{SessionID: rapid.SampledFrom([]string{"", "", "s1", "s2"}).Draw(t, "place"), Direction: rapid.SampledFrom([]string{"in", "out"}).Draw(t, "direction"), At: at})
		}
		p := present(twoDays(), time.UTC, list, nil)
		sum, days := 0, 0
		for i, c := range p.Cells {
			if c.Minutes < 0 || c.Minutes > c.Of || c.Late > c.Of {
				t.Fatalf("%+v", c)
			}
			if twoDays()[i].Counts {
				sum += c.Minutes
			}
		}
		for _, d := range p.Days {
			days += d.Minutes
		}
		if p.Minutes != sum || days != sum || p.Percent < 0 || p.Percent > 100 {
			t.Fatalf("%+v", p)
		}
	})
}
