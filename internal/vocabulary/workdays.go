package vocabulary

import (
	"slices"

	"counterpart/internal/db"
	"counterpart/internal/vocabulary/pack"
)

// Calendar knows on which days all of the sides work: the office, and the parties that it was made for.
type Calendar struct {
	off     map[db.Date]bool
	weekend [7]bool
}

// CalendarIn is the calendar of the office and of the parties, named by their codes.
func CalendarIn(tx *db.Tx, codes ...string) (Calendar, error) {
	words, err := In(tx)
	if err != nil {
		return Calendar{}, err
	}
	days, err := db.List[db.Date](tx, db.Q(`select distinct day from holiday where`).In("scope", append([]string{""}, codes...)))
	if err != nil {
		return Calendar{}, err
	}
	c := Calendar{off: make(map[db.Date]bool, len(days))}
	for _, d := range days {
		c.off[d] = true
	}
	own := words.Pack.Mechanism.Weekend
	if len(own) == 0 {
		own = pack.DefaultWeekend
	}
	closed := slices.Clone(own)
	for _, p := range words.Pack.Parties {
		if slices.Contains(codes, p.Code) {
			closed = append(closed, p.Weekend...)
		}
	}
	for i, day := range pack.Weekdays {
		c.weekend[i] = slices.Contains(closed, day)
	}
	if !slices.Contains(c.weekend[:], false) { // no day is left on which both work: then the office's own days count
		for i, day := range pack.Weekdays {
			c.weekend[i] = slices.Contains(own, day)
		}
	}
	return c, nil
}

// Works tells whether all sides work on the day.
func (c Calendar) Works(d db.Date) bool { return !c.off[d] && !c.weekend[int(d.Time().Weekday())] }

// longest bounds how far a calendar is followed.
const longest = 40 * 366

// Between counts the working days after one day, up to another one and with it.
func (c Calendar) Between(from, to db.Date) int {
	n := 0
	for d, i := from.AddDays(1), 0; d <= to && i < longest; d, i = d.AddDays(1), i+1 {
		if c.Works(d) {
			n++
		}
	}
	return n
}

// After is the nth working day after a day; the day itself for none.
func (c Calendar) After(from db.Date, n int) db.Date {
	d := from
	for i := 0; n > 0 && i < longest; i++ {
		if d = d.AddDays(1); c.Works(d) {
			n--
		}
	}
	return d
}
