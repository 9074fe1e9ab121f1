package demo

import (
	"context"
	"time"

	"counterpart/internal/access"
	"counterpart/internal/accounts"
	"counterpart/internal/activities"
	"counterpart/internal/attendance"
	"counterpart/internal/db"
	"counterpart/internal/delegations"
	"counterpart/internal/registrations"
	"counterpart/internal/vocabulary"
)

// underway is the activity whose days include today: the desk is open, for the folder of a demonstration also on the
// days after.
var underway = event{
	key: "underway", kind: "training_workshop", title: "Border Management by Air: Second Workshop",
	summary: "A second group of officers of airport hubs, with trainers from the first.",
	place:   "Invented Training Centre, Jakarta", country: "ID", zone: "Asia/Jakarta",
	areas: []string{"border_management"}, category: "trainee",
	organisers: []string{"indonesia"}, partners: []string{"jclec"}, funder: "new_zealand", hosts: []string{"indonesia"}, from: 14,
	groups: groups(`
		indonesia  8 7 6 6 id_immigration,id_polri
		thailand   4 4 4 4 th_immigration
		viet_nam   4 4 3 3
		cambodia   4 4 4 4 kh_immigration
		sri_lanka  3 3 3 3 lk_immigration
		mongolia   2 2 2 2 mn_immigration
		fiji       2 2 2 2 fj_immigration`),
	staff: groups("jclec 3 3 3 3"),
	sessions: []session{
		{0, "09:00", "16:30", "training", "Risk assessment at the gate", []string{"jclec:trainer"}},
		{1, "09:00", "16:30", "training", "Document examination", []string{"jclec:trainer"}},
		{2, "09:00", "16:30", "training", "Interviewing and referral", []string{"jclec:trainer"}},
		{3, "09:00", "16:30", "exercise", "Exercise at an airport hub", []string{"jclec:trainer"}},
		{4, "09:00", "12:00", "plenary", "Action plans and closing", []string{"indonesia:chair"}},
	},
}

// today enters the activity that is under way: the first day is over, on the second most have arrived.
func (s *story) today(ctx context.Context) error {
	zone, err := time.LoadLocation(underway.zone)
	if err != nil {
		return err
	}
	here := s.now.In(zone)
	e := underway
	e.starts, e.ends = here.AddDate(0, 0, -1).Format(time.DateOnly), here.AddDate(0, 0, 3).Format(time.DateOnly)
	first := at(e.starts, "08:00")
	before := func(days int) time.Time { return first.AddDate(0, 0, -days) }
	var parts []*part
	steps := []step{
		{before(70), func(ctx context.Context, tx *db.Tx) (err error) { parts, err = s.plan(ctx, tx, &e, first); return err }},
		{before(60), func(ctx context.Context, tx *db.Tx) error {
			_, err := s.past.Invite(ctx, s.officer, s.ids[e.key], nil)
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
func (s *story) arrive(tx *db.Tx, e *event) error {
	a, err := activities.FindIn(tx, s.ids[e.key])
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

// next is the members' engagement function to come: nominations arrive, and everybody has something to do.
var next = event{
	key: "next", kind: "members_function",
	summary: "Members, observers and partners meet informally; the third function of its kind.",
	place:   "Invented Hotel, Bangkok", country: "TH", zone: "Asia/Bangkok",
	areas: []string{"coordination", "stakeholder_engagement"}, category: "delegate", namesBy: 14, formsBy: 5,
	organisers: []string{"australia", "indonesia"}, partners: []string{"open_shores"}, funder: "australia", hosts: []string{"thailand"},
	groups: groups(`
		australia          6 5 4 0
		indonesia          8 5 3 0 id_kemlu,id_immigration,id_polri
		thailand           5 2 1 0 th_foreign_affairs,th_immigration
		malaysia           4 3 2 0
		philippines        4 3 2 0
		viet_nam           3 2 1 0
		cambodia           3 2 1 0
		singapore          3 2 2 0
		new_zealand        3 2 2 0
		japan              3 1 0 0
		india              3 2 0 0
		bangladesh         3 1 0 0
		sri_lanka          3 2 0 0
		mongolia           2 1 1 0
		canada             2 1 1 0
		united_kingdom     2 1 1 0
		iom                3 2 2 0
		unhcr              2 1 1 0
		unodc              3 2 1 0
		harbour_telecom    1 1 1 0
		turkiye            2 0 0 0
		fiji               2 0 0 0
		lao_pdr            3 0 0 0
		brunei_darussalam  2 0 0 0
		timor_leste        2 0 0 0
		nepal              2 0 0 0
		pakistan           3 0 0 0
		maldives           2 0 0 0
		republic_of_korea  2 0 0 0
		papua_new_guinea   2 0 0 0
		germany            1 0 0 0
		switzerland        1 0 0 0
		interpol           2 0 0 0
		kestrel_payments   1 0 0 0`),
	sessions: []session{
		{0, "13:00", "14:00", "registration", "Arrival and registration", nil},
		{0, "14:00", "14:45", "plenary", "Opening by the Co-Chair States", nil},
		{0, "15:00", "17:00", "networking", "Scheduled meetings and a mixer", nil},
	},
	meetings: meetings{session: 2, minutes: 20, tables: 8, wishes: 4},
}

// ago is ten in the morning some days before the story ends.
func (s *story) ago(days int) time.Time {
	return at(s.now.In(jakarta).AddDate(0, 0, -days).Format(time.DateOnly), "10:00")
}

// upcoming enters the function to come. Its mail has not left yet: it leaves when the demonstration is served.
func (s *story) upcoming(ctx context.Context) error {
	e, day := next, s.now.AddDate(0, 0, 21).Format(time.DateOnly)
	e.title, e.starts, e.ends = "Members' Engagement Function, Bangkok "+day[:4], day, day
	first := at(day, "09:00")
	var parts []*part
	steps := []step{
		{s.ago(30), func(ctx context.Context, tx *db.Tx) (err error) {
			parts, err = s.plan(ctx, tx, &e, first)
			return err
		}},
		{s.ago(14), func(ctx context.Context, tx *db.Tx) error {
			_, err := s.live.Invite(ctx, s.officer, s.ids[e.key], nil)
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

func (s *story) nameAll(ctx context.Context, tx *db.Tx, e *event, parts []*part) error {
	for i, p := range parts {
		actor := p.nominating(s.ids[e.key])
		if p.home.code == "turkiye" {
			if err := s.live.DeclineInvitation(ctx, actor, s.ids[e.key], p.home.id, "No officer is available in that week."); err != nil {
				return err
			}
		}
		if p.group.named == 0 {
			continue
		}
		if err := s.nominate(ctx, tx, e, s.live, p, actor, p.group.named); err != nil {
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
			case j < p.group.confirmed:
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
func (s *story) registerSome(ctx context.Context, tx *db.Tx, e *event, parts []*part) error {
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
func (s *story) beginForm(ctx context.Context, tx *db.Tx, e *event, n named) error {
	_, err := s.account(tx, n.id, n.name, "participant", accounts.GrantDraft{Role: string(access.Participant)})
	if err != nil {
		return err
	}
	activityID := s.ids[e.key]
	actor := acting("", n.name, access.Participant, access.Scope{Activity: activityID, Person: n.id}, registrations.RightRegister)
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
