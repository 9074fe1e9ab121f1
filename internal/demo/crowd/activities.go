package crowd

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"counterpart/internal/activities"
	"counterpart/internal/attendance"
	"counterpart/internal/db"
	"counterpart/internal/delegations"
	"counterpart/internal/delegations/fill"
	"counterpart/internal/registrations"
)

const (
	activitiesAtOnce = 50
	yearsBack        = 10
	daysAhead        = 120
	openSeats        = 4 // beside those that are taken, where nominations are open
)

func (c *crowd) addActivities(ctx context.Context) error {
	total := c.People / peopleAnActivity
	for from := 0; from < total; from += activitiesAtOnce {
		seats, named := c.seats, c.named
		err := c.change(ctx, func(tx *db.Tx) error {
			c.seats, c.named = seats, named // the transaction may run again
			for n := from; n < min(from+activitiesAtOnce, total); n++ {
				if err := c.addActivity(tx, n, total); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	c.Report(fmt.Sprintf("%d activities with %d nominations", total, c.named))
	return nil
}

// addActivity enters one activity of the years behind and the months ahead, with its registers.
func (c *crowd) addActivity(tx *db.Tx, n, total int) error {
	r := c.chance('a', n)
	span := yearsBack*365 + daysAhead
	starts := tx.Today().AddDays(-yearsBack*365 + n*span/total)
	ends := starts.AddDays(r.IntN(4))
	state := activities.Open
	if ends < tx.Today() {
		state = activities.Held
	}
	organiser := c.parties[r.IntN(len(c.parties))]
	id, err := activities.AddIn(tx, c.actor, activities.Draft{
		Kind: c.kinds[r.IntN(len(c.kinds))], Title: fmt.Sprintf("Activity %05d (invented)", n), Summary: "Made for measuring.",
		Place: "Invented Hall", Country: "TH", TimeZone: "Asia/Bangkok", StartsOn: starts, EndsOn: ends, Languages: []string{"en"},
		Areas: c.areas[:min(1, len(c.areas))], Parties: []activities.PartyRole{{PartyID: organiser.ID, Role: activities.Organiser}},
	})
	if err != nil {
		return err
	}
	if err := activities.SetStateIn(tx, c.actor, id, state); err != nil {
		return err
	}
	return c.addRegisters(tx, r, id, starts, state)
}

// addRegisters gives seats to some parties, fills them with people of theirs, and lets most of them come.
func (c *crowd) addRegisters(tx *db.Tx, r *rand.Rand, activityID string, starts db.Date, state activities.State) error {
	var seats []fill.Seats
	var came []attendance.Filled
	invited := db.At(starts.Time().AddDate(0, 0, -60))
	first, step := r.IntN(len(c.parties)), 1+r.IntN(5)
	for k := range min(8+r.IntN(32), len(c.parties)/step) {
		at := (first + k*step) % len(c.parties)
		s := c.fillSeats(r, at, invited, state)
		seats = append(seats, s)
		if state == activities.Held {
			came = append(came, c.comers(r, s, starts)...)
		}
	}
	if err := fill.In(tx, activityID, seats); err != nil {
		return err
	}
	if err := registrations.FillIn(tx, registered(r, seats)); err != nil {
		return err
	}
	return attendance.FillIn(tx, activityID, came)
}

// registered are six in ten of the confirmed.
func registered(r *rand.Rand, seats []fill.Seats) []registrations.Filled {
	var out []registrations.Filled
	for _, s := range seats {
		for _, n := range s.Nominations {
			if n.Steps[len(n.Steps)-1] == delegations.Confirmed && r.IntN(10) < 6 {
				out = append(out, registrations.Filled{NominationID: n.ID, At: n.At})
			}
		}
	}
	return out
}

func (c *crowd) fillSeats(r *rand.Rand, at int, invited db.Time, state activities.State) fill.Seats {
	c.seats++
	works := c.parties[at]
	s := fill.Seats{
		ID: c.id(kindSeats, c.seats), InvitationID: c.id(kindInvitation, c.seats), SentAt: invited,
		SeatsDraft: delegations.SeatsDraft{PartyID: works.ID, Category: c.category, Mode: c.mode},
	}
	size := 0 // how many people the party has
	if at < c.People {
		size = (c.People-at-1)/len(c.parties) + 1
	}
	n := min(1+r.IntN(4), size)
	from := r.IntN(max(size, 1))
	for i := range n {
		c.named++
		steps := life(r, state)
		s.Nominations = append(s.Nominations, fill.Nomination{
			ID: c.id(kindNomination, c.named), PersonID: c.id(kindPerson, at+(from+i)%size*len(c.parties)), Position: "Officer",
			Head: i == 0, Rank: i + 1, Steps: steps, At: db.At(invited.Add(time.Duration(1+r.IntN(30*24)) * time.Hour)),
		})
		if steps[len(steps)-1].TakesSeat() {
			s.Seats++
		}
	}
	s.Seats += openSeats
	return s
}

// life draws the steps of a nomination: most are confirmed once the activity is over, fewer before.
func life(r *rand.Rand, state activities.State) []delegations.State {
	confirmed := 84
	if state == activities.Open {
		confirmed = 45
	}
	switch n := r.IntN(100); {
	case n < confirmed:
		return []delegations.State{delegations.Nominated, delegations.Confirmed}
	case n < confirmed+6:
		return []delegations.State{delegations.Nominated, delegations.Declined}
	case n < confirmed+10:
		return []delegations.State{delegations.Nominated, delegations.Reserve}
	case n < confirmed+13:
		return []delegations.State{delegations.Nominated, delegations.Confirmed, delegations.Withdrawn}
	default:
		return []delegations.State{delegations.Nominated}
	}
}

// comers are those of the confirmed who came: nine in ten, of whom seven in ten were scanned when they left.
func (c *crowd) comers(r *rand.Rand, s fill.Seats, starts db.Date) []attendance.Filled {
	var out []attendance.Filled
	for _, n := range s.Nominations {
		if n.Steps[len(n.Steps)-1] != delegations.Confirmed {
			continue
		}
		number := c.named - len(s.Nominations) + n.Rank
		f := attendance.Filled{Code: c.code(number, r), NominationID: n.ID, PersonID: n.PersonID, PartyID: s.PartyID, InAt: db.At(starts.Time().Add(time.Hour))}
		if r.IntN(10) < 9 {
			f.InID, f.InAt = c.id(kindIn, number), db.At(starts.Time().Add(time.Duration(60+r.IntN(90))*time.Minute))
			if r.IntN(10) < 7 {
				f.OutID, f.OutAt = c.id(kindOut, number), db.At(starts.Time().Add(time.Duration(9*60+r.IntN(60))*time.Minute))
			}
		}
		out = append(out, f)
	}
	return out
}
