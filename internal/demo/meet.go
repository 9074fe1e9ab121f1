package demo

import (
	"context"
	"fmt"
	"slices"
	"time"

	"counterpart/internal/demo/moments"

	"counterpart/internal/access"
	"counterpart/internal/db"
	"counterpart/internal/delegations"
	"counterpart/internal/demo/events"
	"counterpart/internal/interests"
	"counterpart/internal/mixers"
	"counterpart/internal/networking"
	"counterpart/internal/networking/company"
	"counterpart/internal/networking/places"
)

// guest is one who takes part in the meetings, as they act.
type guest struct {
	delegations.Nomination
	access.Actor
}

// arrange enters slots and tables, and what people offer, seek and wish.
func (s *story) arrange(ctx context.Context, tx *db.Tx, e *events.Event) error {
	a := s.ids[e.Key]
	m := e.Meetings
	if _, err := s.places.AddSlots(ctx, s.officer, a, places.SlotsDraft{SessionID: s.ids[fmt.Sprintf("%s/session/%d", e.Key, m.Session)], Minutes: m.Minutes}); err != nil {
		return err
	}
	if _, err := s.places.AddTables(ctx, s.officer, a, places.TablesDraft{Number: m.Tables}); err != nil {
		return err
	}
	if err := s.places.SetUp(ctx, s.officer, a, places.Setup{MinPerParty: 1, MaxPerPerson: 4}); err != nil {
		return err
	}
	interpreter := places.InterpreterDraft{Name: "Interpreter 1", Languages: []string{"en", "vi"}}
	if _, err := s.places.AddInterpreter(ctx, s.officer, a, interpreter); err != nil {
		return err
	}
	guests, err := s.guests(tx, e)
	if err != nil {
		return err
	}
	for i, g := range guests {
		if err := s.interests.SaveProfile(ctx, g.Actor, a, g.PersonID, s.profile(i)); err != nil {
			return fmt.Errorf("%s: %w", g.Nomination.Person, err)
		}
	}
	for i, g := range guests {
		for k := range m.Wishes {
			other := guests[(i+1+k*(3+i%5))%len(guests)]
			if other.PersonID == g.PersonID || other.PartyID == g.PartyID {
				continue
			}
			what := interests.Want
			if k == 0 && i%3 == 0 {
				what = interests.Must
			}
			if err := s.interests.Say(ctx, g.Actor, a, g.PersonID, other.PersonID, what); err != nil {
				return fmt.Errorf("%s: %w", g.Nomination.Person, err)
			}
		}
	}
	return s.bringColleagues(ctx, a, guests)
}

// bringColleagues lets each tenth person bring the first colleague of their delegation along.
func (s *story) bringColleagues(ctx context.Context, activity string, guests []guest) error {
	for i, g := range guests {
		k := slices.IndexFunc(guests, func(other guest) bool { return other.PartyID == g.PartyID && other.PersonID != g.PersonID })
		if i%10 != 3 || k < 0 {
			continue
		}
		if err := s.company.Set(ctx, g.Actor, activity, g.PersonID, company.Draft{Along: []string{guests[k].PersonID}}); err != nil {
			return fmt.Errorf("%s: %w", g.Nomination.Person, err)
		}
	}
	return nil
}

// guests are the confirmed people of whom all but each sixth takes part.
func (s *story) guests(tx *db.Tx, e *events.Event) ([]guest, error) {
	confirmed, err := delegations.ConfirmedIn(tx, s.ids[e.Key])
	var out []guest
	for i, n := range confirmed {
		if n.Category != e.Category || i%6 == 5 {
			continue
		}
		actor := moments.Acting("", n.Name(), access.Participant, access.Scope{Activity: s.ids[e.Key], Person: n.PersonID}, interests.RightTakePart)
		actor.Person = n.PersonID
		out = append(out, guest{n, actor})
	}
	return out, err
}

// profile is what the i-th person offers and seeks: topics of the pack in turn.
func (s *story) profile(i int) interests.ProfileDraft {
	topics := s.pack.Topics
	at := func(k int) interests.Interest {
		return interests.Interest{Topic: topics[k%len(topics)].Code, Priority: 1 + k%3}
	}
	about := []string{
		"I work on cases that cross borders and would like to know whom to call.", "", "We have changed our law last year and can share what we learnt.",
		"", "My unit trains front-line officers.", "I look for partners for a joint exercise.",
	}
	spoken := []string{"en"}
	if i%12 == 7 {
		spoken = []string{"vi"} // meets with the interpreter
	}
	return interests.ProfileDraft{
		TakesPart: true, UseAffiliation: i%4 != 3, UseHistory: true, Languages: spoken, About: about[i%len(about)],
		Offers: []interests.Interest{at(3 * i), at(3*i + 7)}, Seeks: []interests.Interest{at(5*i + 2), at(5*i + 11)},
	}
}

// rehearse computes a plan, outside of any moment: a run tells of itself beside the computation.
func (s *story) rehearse(ctx context.Context, e *events.Event, when time.Time) (string, error) {
	s.clock.set(when)
	run, err := s.networking.Start(ctx, s.officer, s.ids[e.Key], networking.RunDraft{Kind: networking.Plan, Seconds: 10, Seed: seed})
	if err != nil {
		return "", err
	}
	return run, s.networking.Solve(ctx, networking.SolveArgs{Run: run})
}

// publishMeetings lets the plan of a run hold, and most people accept.
func (s *story) publishMeetings(ctx context.Context, tx *db.Tx, e *events.Event, run string) error {
	if _, err := s.networking.Publish(ctx, s.officer, s.ids[e.Key], run); err != nil {
		return err
	}
	turn := 0
	return s.eachMeeting(tx, e, func(m appointment, one, two guest) error {
		for _, g := range []guest{one, two} {
			if turn++; turn%7 == 0 {
				continue // does not say
			}
			if err := s.networking.Accept(ctx, g.Actor, s.ids[e.Key], g.PersonID, m.ID); err != nil {
				return err
			}
		}
		return nil
	})
}

// appointment is a meeting of two people of the story.
type appointment struct {
	ID    string  `db:"id"`
	One   string  `db:"one"`
	Two   string  `db:"two"`
	Meets db.Time `db:"starts_at"`
}

// eachMeeting goes through the meetings of an event.
func (s *story) eachMeeting(tx *db.Tx, e *events.Event, do func(m appointment, one, two guest) error) error {
	guests, err := s.guests(tx, e)
	if err != nil {
		return err
	}
	by := map[string]guest{}
	for _, g := range guests {
		by[g.PersonID] = g
	}
	list, err := db.All[appointment](tx, `select m.id, min(d.person_id) as one, max(d.person_id) as two, s.starts_at from meeting m
		join meeting_side d on d.meeting_id = m.id and not d.along join meeting_slot s on s.id = m.slot_id
		where m.activity_id = $1 and m.state = 'scheduled' group by m.id, s.starts_at order by s.starts_at, m.id`, s.ids[e.Key])
	if err != nil {
		return err
	}
	for _, m := range list {
		if err := do(m, by[m.One], by[m.Two]); err != nil {
			return err
		}
	}
	return nil
}

// outcomes are what the people of the story noted.
var outcomes = []networking.OutcomeDraft{
	{Outcome: "We exchanged the names of our focal points for urgent requests.", FollowUp: "Send the list of contacts."},
	{Outcome: "They will share their form for the first interview."},
	{},
	{Outcome: "Both sides want a joint session at the next workshop.", FollowUp: "Propose a date to the office."},
	{Outcome: "A first talk; nothing was agreed."},
	{},
}

// met notes what came of the meetings: most were held, some missed, and a few wait for a word.
func (s *story) met(ctx context.Context, tx *db.Tx, e *events.Event) error {
	turn := 0
	return s.eachMeeting(tx, e, func(m appointment, one, two guest) error {
		turn++
		if turn%12 == 11 {
			return nil // nobody says anything
		}
		d := outcomes[turn%len(outcomes)]
		d.Held, d.Shares = turn%10 != 9, []string{"name", "email"}
		if d.FollowUp != "" {
			d.OwnerID = two.PersonID
		}
		if err := s.networking.Note(ctx, one.Actor, s.ids[e.Key], one.PersonID, m.ID, d); err != nil || !d.Held || turn%4 == 0 {
			return err
		}
		connection, err := db.One[string](tx, `select connection_id from encounter where meeting_id = $1`, m.ID)
		if err != nil {
			return err
		}
		return s.exchange.Share(ctx, two.Actor, s.ids[e.Key], two.PersonID, connection, []string{"name", "email", "phone"})
	})
}

// seatMixer seats those who came at new tables, three times.
func (s *story) seatMixer(ctx context.Context, tx *db.Tx, e *events.Event, parts []*part) error {
	a := s.ids[e.Key]
	id, err := s.mixers.Add(ctx, s.officer, a, mixers.Draft{Title: "Mixer", Size: 8, Rounds: mixerRounds, Minutes: 18})
	if err != nil {
		return err
	}
	s.ids[e.Key+"/mixer"] = id
	confirmed, err := delegations.ConfirmedIn(tx, a)
	if err != nil {
		return err
	}
	comes := map[string]bool{}
	for _, n := range s.comers(e, parts, confirmed) {
		comes[n.PersonID] = true
	}
	for _, n := range confirmed {
		if !comes[n.PersonID] {
			if err := s.mixers.Say(ctx, s.officer, a, id, mixers.SayDraft{PersonID: n.PersonID, Away: true}); err != nil {
				return err
			}
		}
	}
	return s.mixers.Seat(ctx, s.officer, a, id)
}

const mixerRounds = 3

// mix holds the rounds, each at its time.
func (s *story) mix(ctx context.Context, e *events.Event, begins time.Time) error {
	a, id := s.ids[e.Key], s.ids[e.Key+"/mixer"]
	for round := range mixerRounds {
		err := s.moment(ctx, begins.Add(time.Duration(20*round)*time.Minute), func(ctx context.Context, _ *db.Tx) error {
			_, err := s.mixers.Next(ctx, s.officer, a, id, round)
			return err
		})
		if err != nil {
			return err
		}
	}
	return s.moment(ctx, begins.Add(20*mixerRounds*time.Minute), func(ctx context.Context, _ *db.Tx) error {
		if err := s.mixers.End(ctx, s.officer, a, id); err != nil {
			return err
		}
		for round := range mixerRounds {
			if err := s.mixers.NoteMet(ctx, mixers.MetArgs{Mixer: id, Round: round + 1}); err != nil {
				return err
			}
		}
		return nil
	})
}
