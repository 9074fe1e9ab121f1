package db

import (
	"testing"
	"time"
)

// A date that is taken is the day it says and stays the same text; any other is refused.
func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"2024-06-05", "2024-02-30", "0000-01-01", "9999-12-31", "2024-6-5", " 2024-06-05", "２０２４-06-05", ""} {
		f.Add(s, 1)
	}
	f.Fuzz(func(t *testing.T, s string, days int) {
		d, err := ParseDate(s)
		if err != nil {
			if d != "" {
				t.Fatalf("%q is refused and returned", s)
			}
			return
		}
		if string(d) != s || d.Time().Format(time.DateOnly) != s || d.AddDays(0) != d {
			t.Fatalf("%q became %q", s, d)
		}
		if days = days % 400; d.AddDays(days).AddDays(-days) != d {
			t.Fatalf("%q moved by %d days and back is %q", s, days, d.AddDays(days).AddDays(-days))
		}
	})
}

// A time that the database gave is the same when written and read again, and text order is time order.
func FuzzTime(f *testing.F) {
	f.Add("2024-06-05T12:00:00.000000Z", "2024-06-05T14:00:00+02:00")
	f.Add("", "0000-01-01T00:00:00Z")
	f.Add("2024-06-05T12:00:60Z", "9999-12-31T23:59:59.9999999Z")
	f.Fuzz(func(t *testing.T, a, b string) {
		x, okX := scanTime(t, a)
		y, okY := scanTime(t, b)
		if okX && okY && x.Before(y.Time) && x.Format(timeFormat) >= y.Format(timeFormat) {
			t.Fatalf("%q is before %q, and is sorted behind it", a, b)
		}
	})
}

func scanTime(t *testing.T, s string) (Time, bool) {
	var read Time
	if read.Scan(s) != nil {
		return Time{}, false
	}
	read = At(read.Time)
	value, err := read.Value()
	if err != nil {
		t.Fatal(err)
	}
	var again Time
	if err := again.Scan(value); err != nil || !again.Equal(read.Time) {
		t.Fatalf("%q was written as %v and read as %v, %v", s, value, again, err)
	}
	return read, !read.IsZero()
}
