package demo

import (
	"context"
	"time"

	"counterpart/internal/demo/moments"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/activities"
	"counterpart/internal/attendance"
	"counterpart/internal/db"
	"counterpart/internal/delegations"
	"counterpart/internal/demo/events"
	"counterpart/internal/registrations"
	"counterpart/internal/vocabulary"
)

// today enters the activity that is under way: the first day is over, on the second most have arrived.
func (s *story) today(ctx context.Context) error {
	zone, err := time.LoadLocation(events.Underway.Zone)
	if err != nil {
		return err
	}
	here := s.now.In(zone)
	e := events.Underway
	e.Starts, e.Ends = here.AddDate(0, 0, -1).Format(time.DateOnly), here.AddDate(0, 0, 3).Format(time.DateOnly)
	first := moments.At(e.Starts, "08:00")
	before := func(days int) time.Time { return first.AddDate(0, 0, -days) }
	var parts []*part
	steps := []step{
		{before(70), func(ctx context.Context, tx *db.Tx) (err error) { parts, err = s.plan(ctx, tx, &e, first); return err }},
		{before(60), func(ctx context.Context, tx *db.Tx) error {
			_, err := s.past.Invite(ctx, s.officer, s.ids[e.Key], nil)
			return err
		}},
		{before(40), func(ctx context.Context, tx *db.Tx) error { return s.answer(ctx, tx, &e, s.past, parts, 0) }},
		{before(38), func(ctx context.Context, tx *db.Tx) error { return s.answer(ctx, tx, &e, s.past, parts, 1) }},
		{before(30), func(ctx context.Context, tx *db.Tx) error { return s.screen(ctx, s.past, parts) }},
		{before(10), func(ctx context.Context, tx *db.Tx) error { return s.registerAll(ctx, tx, &e, parts) }},
		{before(1), func(ctx context.Context, tx *db.Tx) error { return s.badges(ctx, tx, &e) }},
		{s.now, func(ctx context.Context, tx *db.Tx) error { return s.arrive(tx, &e) }},
	}
	for i := range steps {
		if steps[i].when.After(s.now) {
			steps[i].when = s.now
		}
	}
	return s.steps(ctx, steps...)
}

// arrive checks everybody in and out on the first day, and two thirds in today.
func (s *story) arrive(tx *db.Tx, e *events.Event) error {
	a, err := activities.FindIn(tx, s.ids[e.Key])
	if err != nil {
		return err
	}
	confirmed, err := delegations.ConfirmedIn(tx, a.ID)
	if err != nil {
		return err
	}
	midnight := local(a, string(a.StartsOn.AddDays(1)), "00:00")
	for i, n := range confirmed {
		if err := s.comeAndGo(tx, a, n, a.StartsOn, i); err != nil {
			return err
		}
		arrived := s.now.Add(-time.Duration(20+i*3) * time.Minute)
		if arrived.Before(midnight) {
			arrived = midnight.Add(time.Duration(i) * time.Second) // the demonstration was started just after midnight
		}
		if i%3 == 2 || arrived.After(s.now) {
			continue
		}
		if err := s.scan(tx, a.ID, n.ID, attendance.In, attendance.ByCode, arrived); err != nil {
			return err
		}
	}
	return nil
}

// ago is ten in the morning some days before the story ends.
func (s *story) ago(days int) time.Time {
	return moments.At(s.now.In(moments.Jakarta).AddDate(0, 0, -days).Format(time.DateOnly), "10:00")
}

// upcoming enters the function to come. Its mail has not left yet: it leaves when the demonstration is served.
func (s *story) upcoming(ctx context.Context) error {
	e, day := events.Next, s.now.AddDate(0, 0, 21).Format(time.DateOnly)
	e.Title, e.Starts, e.Ends = "Members' Engagement Function, Bangkok "+day[:4], day, day
	first := moments.At(day, "09:00")
	var parts []*part
	steps := []step{
		{s.ago(30), func(ctx context.Context, tx *db.Tx) (err error) {
			parts, err = s.plan(ctx, tx, &e, first)
			return err
		}},
		{s.ago(14), func(ctx context.Context, tx *db.Tx) error {
			_, err := s.live.Invite(ctx, s.officer, s.ids[e.Key], nil)
			return err
		}},
		{s.ago(8), func(ctx context.Context, tx *db.Tx) error { return s.nameAll(ctx, tx, &e, parts) }},
		{s.ago(4), func(ctx context.Context, tx *db.Tx) error { return s.screenSome(ctx, parts) }},
		{s.ago(1), func(ctx context.Context, tx *db.Tx) error { return s.registerSome(ctx, tx, &e, parts) }},
		{s.ago(1).Add(time.Hour), func(ctx context.Context, tx *db.Tx) error { return s.arrange(ctx, tx, &e) }},
	}
	if err := s.steps(ctx, steps...); err != nil {
		return err
	}
	_, err := s.rehearse(ctx, &e, s.ago(1).Add(2*time.Hour))
	return err
}

func (s *story) nameAll(ctx context.Context, tx *db.Tx, e *events.Event, parts []*part) error {
	for i, p := range parts {
		actor := p.nominating(s.ids[e.Key])
		if p.home.code == "turkiye" {
			if err := s.live.DeclineInvitation(ctx, actor, s.ids[e.Key], p.home.id, "No officer is available in that week."); err != nil {
				return err
			}
		}
		if p.Group.Named == 0 {
			continue
		}
		if err := s.nominate(ctx, tx, e, s.live, p, actor, p.Group.Named); err != nil {
			return err
		}
		if err := s.note(ctx, e, s.live, p, actor, i); err != nil {
			return err
		}
	}
	return nil
}

// screenSome confirms as many as the table says and leaves the others to be screened. Thailand is asked something.
func (s *story) screenSome(ctx context.Context, parts []*part) error {
	for _, p := range parts {
		for j := range p.named {
			n := &p.named[j]
			switch {
			case j < p.Group.Confirmed:
				n.confirmed = true
				if err := s.live.Confirm(ctx, s.officer, n.nomination, 0); err != nil {
					return err
				}
			case p.home.code == "thailand":
				question := "The function is about operational cooperation. Could you tell us how this officer's work is connected with it?"
				if err := s.live.AskBack(ctx, s.officer, n.nomination, 0, question); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// registerSome lets half of the confirmed register. The participant who signs in with a link has begun the form.
func (s *story) registerSome(ctx context.Context, tx *db.Tx, e *events.Event, parts []*part) error {
	turn := 0
	for _, p := range parts {
		for j, n := range p.named {
			turn++
			switch {
			case !n.confirmed:
			case p.home.code == "philippines" && j == 0:
				if err := s.beginForm(ctx, tx, e, n); err != nil {
					return err
				}
			case turn%2 == 0:
				if err := s.registerOne(ctx, tx, e, n, turn); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// beginForm makes the participant's account and leaves the form half filled in.
func (s *story) beginForm(ctx context.Context, tx *db.Tx, e *events.Event, n named) error {
	_, err := s.account(tx, n.id, n.name, "participant", accounts.GrantDraft{Role: string(access.Participant)})
	if err != nil {
		return err
	}
	activityID := s.ids[e.Key]
	actor := moments.Acting("", n.name, access.Participant, access.Scope{Activity: activityID, Person: n.id}, registrations.RightRegister)
	page, err := s.regs.Find(ctx, actor, activityID, n.id)
	if err != nil {
		return err
	}
	form := page.Form
	form.Answers = map[string][]string{"badge_name": {n.name}}
	return s.regs.SaveDraft(ctx, actor, activityID, n.id, form)
}

// finish says that the story is complete and that everything is invented.
func (s *story) finish(ctx context.Context) error {
	return s.moment(ctx, s.now, func(_ context.Context, tx *db.Tx) error { return vocabulary.SetSetting(tx, Setting, true) })
}
