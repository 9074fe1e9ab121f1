package db

import (
	"database/sql/driver"
	"fmt"
	"time"
)

const timeFormat = "2006-01-02T15:04:05.000000Z"

// Time is an instant, kept as UTC text with microseconds on both databases. The zero Time is NULL.
type Time struct{ time.Time }

// At makes a Time from a clock reading.
func At(t time.Time) Time {
	if t.IsZero() {
		return Time{}
	}
	return Time{t.UTC().Truncate(time.Microsecond)}
}

// Value writes the time.
func (t Time) Value() (driver.Value, error) {
	if t.IsZero() {
		return nil, nil
	}
	return t.Text(), nil
}

// Text is the time as it stands in the database and sorts there, for the key of a list's next page; "" for none.
func (t Time) Text() string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(timeFormat)
}

// Scan reads the time.
func (t *Time) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*t = Time{}
		return nil
	case string:
		return t.parse(v)
	case []byte:
		return t.parse(string(v))
	default:
		return fmt.Errorf("cannot read %T as a time", src)
	}
}

func (t *Time) parse(s string) error {
	if s == "" {
		*t = Time{}
		return nil
	}
	v, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return fmt.Errorf("the database holds %q where a time belongs", s)
	}
	*t = Time{v.UTC()}
	return nil
}

// Date is the calendar day of the time in UTC.
func (t Time) Date() Date {
	if t.IsZero() {
		return ""
	}
	return Date(t.UTC().Format(time.DateOnly))
}

// Date is a calendar day, "2024-06-05", without time or zone. "" means no date and is NULL in the database.
type Date string

// ParseDate reads a day and refuses what is not one (31 February, year 0).
func ParseDate(s string) (Date, error) {
	d, err := time.Parse(time.DateOnly, s)
	if err != nil || d.Year() < 1900 || d.Year() > 2200 {
		return "", fmt.Errorf("%q is not a date: write it as 2024-06-05", s)
	}
	return Date(s), nil
}

// Value writes the date.
func (d Date) Value() (driver.Value, error) {
	if d == "" {
		return nil, nil
	}
	return string(d), nil
}

// Time is the start of the day in UTC.
func (d Date) Time() time.Time {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return time.Time{}
	}
	return t
}

// AddDays moves the date.
func (d Date) AddDays(n int) Date {
	if d == "" {
		return ""
	}
	return Date(d.Time().AddDate(0, 0, n).Format(time.DateOnly))
}
