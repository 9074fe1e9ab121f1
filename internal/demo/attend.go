package demo

import (
	"context"
	"fmt"
	"time"

	"counterpart/internal/demo/moments"
	"counterpart/internal/demo/remembered"

	"counterpart/internal/activities"
	"counterpart/internal/attendance"
	"counterpart/internal/db"
	"counterpart/internal/delegations"
	"counterpart/internal/demo/events"
)

// badges enters those who help, and issues a badge to everybody.
func (s *story) badges(ctx context.Context, tx *db.Tx, e *events.Event) error {
	for _, g := range e.Staff {
		h := s.homes[g.Party]
		members, err := s.send(tx, h, e.From, g.Came)
		if err != nil {
			return err
		}
		for _, m := range members {
			_, err := delegations.AddConfirmedIn(tx, s.officer, delegations.ConfirmedDraft{
				ActivityID: s.ids[e.Key], PartyID: h.id, PersonID: m.id, Category: "staff", Mode: "in_person", Position: m.position, Source: delegations.FromSecretariat,
			})
			if err != nil {
				return err
			}
		}
	}
	_, err := attendance.IssueBadgesIn(tx, s.officer, s.ids[e.Key])
	return err
}

// attend checks in everybody who comes on each day, and most of them out again. The last people of the host at the
// workshop stand on a list on paper and are entered later.
func (s *story) attend(ctx context.Context, tx *db.Tx, e *events.Event, parts []*part) error {
	a, err := activities.FindIn(tx, s.ids[e.Key])
	if err != nil {
		return err
	}
	confirmed, err := delegations.ConfirmedIn(tx, a.ID)
	if err != nil {
		return err
	}
	comes := s.comers(e, parts, confirmed)
	for day := a.StartsOn; day <= a.EndsOn; day = day.AddDays(1) {
		for i, n := range comes {
			if day != a.StartsOn && i%9 == 4 {
				continue // missed a day
			}
			if err := s.comeAndGo(tx, a, n, day, i); err != nil {
				return fmt.Errorf("%s: %w", n.Person, err)
			}
		}
	}
	return nil
}

// comers are those who come: as many of each party as the table says, and everybody who helps.
func (s *story) comers(e *events.Event, parts []*part, confirmed []delegations.Nomination) []delegations.Nomination {
	left := map[string]int{}
	for _, p := range parts {
		left[p.home.id] = p.Group.Came
		if e.Key == events.Workshop.Key && p.home.code == "indonesia" {
			left[p.home.id] -= events.Late
		}
	}
	var out []delegations.Nomination
	for _, n := range confirmed {
		if n.Category != e.Category {
			out = append(out, n)
			continue
		}
		if left[n.PartyID] > 0 {
			left[n.PartyID]--
			out = append(out, n)
		}
	}
	return out
}

func (s *story) comeAndGo(tx *db.Tx, a activities.Activity, n delegations.Nomination, day db.Date, turn int) error {
	opens, closes := "08:05", "16:40"
	if a.Kind == events.Function.Kind { // an afternoon
		opens, closes = "12:50", "17:55"
	}
	in := local(a, string(day), opens).Add(time.Duration(turn*37%50) * time.Minute)
	out := local(a, string(day), closes).Add(time.Duration(turn*23%45) * time.Minute)
	method := attendance.ByCode
	if turn%14 == 6 {
		method = attendance.BySearch
	}
	if err := s.scan(tx, a.ID, n.ID, attendance.In, method, in); err != nil {
		return err
	}
	if a.StartsOn == a.EndsOn && turn%5 == 3 {
		return nil // left without a scan
	}
	return s.scan(tx, a.ID, n.ID, attendance.Out, method, out)
}

func (s *story) scan(tx *db.Tx, activityID, nominationID, direction, method string, when time.Time) error {
	_, err := attendance.RecordIn(tx, s.officer, attendance.ScanDraft{
		ActivityID: activityID, NominationID: nominationID, Direction: direction, Method: method, At: db.At(when),
	})
	return err
}

// enterFromLists enters an activity that was held before the program was there: its participants from a list.
func (s *story) enterFromLists(ctx context.Context, e *events.Event) error {
	return s.moment(ctx, moments.At(e.Ends, "18:45").AddDate(0, 0, 3), func(_ context.Context, tx *db.Tx) error {
		a, err := s.addActivity(tx, e, moments.At(e.Starts, "08:00"))
		if err != nil {
			return err
		}
		turn := 0
		for _, g := range e.Groups {
			h := s.homes[g.Party]
			members, err := s.send(tx, h, e.From, g.Came, g.Agencies...)
			if err != nil {
				return err
			}
			for i, m := range members {
				id, err := delegations.AddConfirmedIn(tx, s.officer, delegations.ConfirmedDraft{
					ActivityID: a.ID, PartyID: h.id, FromPartyID: m.fromID, PersonID: m.id, Category: e.Category, Mode: "in_person",
					Position: m.position, Head: i == 0, Source: delegations.FromImport,
				})
				if err != nil {
					return err
				}
				turn++
				if err := s.scan(tx, a.ID, id, attendance.In, attendance.ByImport, local(a, e.Starts, "09:00").Add(time.Duration(turn%30)*time.Second)); err != nil {
					return err
				}
			}
		}
		if err := activities.SetStateIn(tx, s.officer, a.ID, activities.Held); err != nil {
			return err
		}
		if e.Kind != "training_workshop" {
			return nil
		}
		return remembered.Graduate(tx, s.officer, a.ID)
	})
}
