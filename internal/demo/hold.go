package demo

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"counterpart/internal/demo/papers"

	"counterpart/internal/demo/moments"
	"counterpart/internal/demo/remembered"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/db"
	"counterpart/internal/delegations"
	"counterpart/internal/demo/events"
	"counterpart/internal/forms"
	"counterpart/internal/label"
	"counterpart/internal/registrations"
)

// part is one party's part in an activity under way.
type part struct {
	events.Group
	home  *home
	named []named
}

// named is a person with their nomination.
type named struct {
	member
	nomination string
	confirmed  bool
}

// step is something that happens at a moment of the story.
type step struct {
	when time.Time
	do   func(ctx context.Context, tx *db.Tx) error
}

func (s *story) steps(ctx context.Context, list ...step) error {
	for _, one := range list {
		if err := s.moment(ctx, one.when, one.do); err != nil {
			return err
		}
	}
	return nil
}

// hold enters an activity from its plan to its last day, each step at its time before the first day.
func (s *story) hold(ctx context.Context, e *events.Event) error {
	parts, err := s.prepare(ctx, e)
	if err != nil {
		return err
	}
	if e.Meetings.Tables > 0 {
		if err := s.gather(ctx, e, parts); err != nil {
			return err
		}
	}
	return s.steps(ctx,
		step{moments.At(e.Ends, "19:30"), func(ctx context.Context, tx *db.Tx) error { return s.attend(ctx, tx, e, parts) }},
		step{moments.At(e.Ends, "19:45"), func(ctx context.Context, tx *db.Tx) error {
			return activities.SetStateIn(tx, s.officer, s.ids[e.Key], activities.Held)
		}},
	)
}

// gather lets the people of an activity meet: wishes, a plan that is made known, the meetings, and a mixer after them.
func (s *story) gather(ctx context.Context, e *events.Event, parts []*part) error {
	before := func(days int) time.Time { return moments.At(e.Starts, "11:00").AddDate(0, 0, -days) }
	err := s.steps(ctx, step{before(8), func(ctx context.Context, tx *db.Tx) error { return s.arrange(ctx, tx, e) }})
	if err != nil {
		return err
	}
	run, err := s.rehearse(ctx, e, before(5))
	if err != nil {
		return err
	}
	err = s.steps(ctx,
		step{before(4), func(ctx context.Context, tx *db.Tx) error { return s.publishMeetings(ctx, tx, e, run) }},
		step{moments.At(e.Ends, "17:00"), func(ctx context.Context, tx *db.Tx) error { return s.seatMixer(ctx, tx, e, parts) }},
	)
	if err != nil {
		return err
	}
	if err := s.mix(ctx, e, moments.At(e.Ends, "17:15")); err != nil {
		return err
	}
	return s.steps(ctx, step{moments.At(e.Ends, "18:45"), func(ctx context.Context, tx *db.Tx) error { return s.met(ctx, tx, e) }})
}

// prepare enters an activity from its plan to the eve of its first day.
func (s *story) prepare(ctx context.Context, e *events.Event) ([]*part, error) {
	first := moments.At(e.Starts, "08:00")
	before := func(days int) time.Time { return first.AddDate(0, 0, -days) }
	var parts []*part
	err := s.steps(ctx, []step{
		{before(75), func(ctx context.Context, tx *db.Tx) (err error) { parts, err = s.plan(ctx, tx, e, first); return err }},
		{before(60), func(ctx context.Context, tx *db.Tx) error {
			_, err := s.past.Invite(ctx, s.officer, s.ids[e.Key], nil)
			return err
		}},
		{before(45), func(ctx context.Context, tx *db.Tx) error { return s.answer(ctx, tx, e, s.past, parts, 0) }},
		{before(34), func(ctx context.Context, tx *db.Tx) error { return s.answer(ctx, tx, e, s.past, parts, 1) }},
		{before(33), func(ctx context.Context, tx *db.Tx) error { return s.screen(ctx, s.past, parts) }},
		{before(20), func(ctx context.Context, tx *db.Tx) error { return s.substitute(ctx, tx, e, parts) }},
		{before(10), func(ctx context.Context, tx *db.Tx) error { return s.registerAll(ctx, tx, e, parts) }},
		{before(1), func(ctx context.Context, tx *db.Tx) error { return s.badges(ctx, tx, e) }},
	}...)
	return parts, err
}

// plan enters the activity with its programme and gives the seats.
func (s *story) plan(ctx context.Context, tx *db.Tx, e *events.Event, first time.Time) ([]*part, error) {
	a, err := s.addActivity(tx, e, first)
	if err != nil {
		return nil, err
	}
	var parts []*part
	for _, g := range e.Groups {
		h := s.homes[g.Party]
		if h == nil {
			return nil, fmt.Errorf("the pack has no party %s", g.Party)
		}
		_, err := delegations.SetSeatsIn(tx, s.officer, a, delegations.SeatsDraft{PartyID: h.id, Category: e.Category, Mode: "in_person", Seats: g.Seats})
		if err != nil {
			return nil, err
		}
		parts = append(parts, &part{Group: g, home: h})
	}
	return parts, nil
}

func (s *story) addActivity(tx *db.Tx, e *events.Event, first time.Time) (activities.Activity, error) {
	d := activities.Draft{
		Kind: e.Kind, Title: e.Title, Summary: e.Summary, Place: e.Place, Country: e.Country, TimeZone: e.Zone,
		StartsOn: db.Date(e.Starts), EndsOn: db.Date(e.Ends), Languages: []string{"en"}, Areas: e.Areas,
		NominationDeadline: db.At(first.AddDate(0, 0, -cmp.Or(e.NamesBy, 30))), RegistrationDeadline: db.At(first.AddDate(0, 0, -cmp.Or(e.FormsBy, 3))),
	}
	if e.Public {
		d.Label = label.Clear
	}
	if e.Country == "ID" && s.ids["initiative"] != "" && e.Starts < "2024-07-01" {
		d.InitiativeID = s.ids["initiative"]
		d.Languages = append(d.Languages, "id")
	}
	for role, codes := range map[string][]string{
		activities.Organiser: e.Organisers, activities.Partner: e.Partners, activities.Host: e.Hosts, activities.Funder: {e.Funder},
	} {
		for _, code := range codes {
			if h := s.homes[code]; h != nil {
				d.Parties = append(d.Parties, activities.PartyRole{PartyID: h.id, Role: role})
			}
		}
	}
	id, err := activities.AddIn(tx, s.officer, d)
	if err != nil {
		return activities.Activity{}, err
	}
	s.ids[e.Key] = id
	if err := activities.SetStateIn(tx, s.officer, id, activities.Open); err != nil {
		return activities.Activity{}, err
	}
	a, err := activities.FindIn(tx, id)
	if err != nil {
		return a, err
	}
	return a, s.programme(tx, a, e)
}

// programme enters the sessions; speakers follow when there are delegations.
func (s *story) programme(tx *db.Tx, a activities.Activity, e *events.Event) error {
	room := ""
	for i, p := range e.Sessions {
		if i == 0 {
			var err error
			if room, err = activities.AddRoomIn(tx, s.officer, a.ID, activities.RoomDraft{Name: "Main hall", Capacity: 200}); err != nil {
				return err
			}
		}
		day := string(a.StartsOn.AddDays(p.Day))
		id, err := activities.AddSessionIn(tx, s.officer, a, activities.SessionDraft{
			RoomID: room, Title: p.Title, Kind: p.Kind, StartsAt: db.At(local(a, day, p.From)), EndsAt: db.At(local(a, day, p.To)),
		})
		if err != nil {
			return err
		}
		s.ids[fmt.Sprintf("%s/session/%d", e.Key, i)] = id
	}
	return nil
}

// local is a time of day in the activity's own zone.
func local(a activities.Activity, day, clock string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", day+" "+clock, a.Zone())
	if err != nil {
		panic(err) // the story is written in this package
	}
	return t
}

// nominating is the focal point of a party who answers the invitation.
func (p *part) nominating(activityID string) access.Actor {
	scope := access.Scope{Parties: []string{p.home.id}, Activity: activityID}
	for _, a := range p.home.agencies {
		scope.Parties = append(scope.Parties, a.id)
	}
	name := p.home.focal.name
	if name == "" {
		name = "Focal point"
	}
	return moments.Acting("", name+" ("+p.home.name+")", access.FocalPoint, scope, delegations.RightSee, delegations.RightNominate)
}

// answer lets the parties of one half answer: name their people, or say that nobody comes.
func (s *story) answer(ctx context.Context, tx *db.Tx, e *events.Event, svc *delegations.Service, parts []*part, half int) error {
	reasons := []string{"No officer is available in that week.", "The ministry holds its own conference on those days.", "The budget for travel is used up."}
	for i, p := range parts {
		if i%2 != half {
			continue
		}
		actor := p.nominating(s.ids[e.Key])
		if p.Group.Named == 0 {
			if i%3 == 0 {
				continue // never answers
			}
			if err := svc.DeclineInvitation(ctx, actor, s.ids[e.Key], p.home.id, reasons[i%len(reasons)]); err != nil {
				return err
			}
			continue
		}
		if err := s.nominate(ctx, tx, e, svc, p, actor, p.Group.Named); err != nil {
			return fmt.Errorf("%s: %w", p.home.name, err)
		}
		if err := s.note(ctx, e, svc, p, actor, i); err != nil {
			return err
		}
	}
	return nil
}

// note attaches a note verbale to every third delegation; the others follow by other means.
func (s *story) note(ctx context.Context, e *events.Event, svc *delegations.Service, p *part, actor access.Actor, turn int) error {
	if turn%3 != 2 || p.home.kind != "state" {
		return nil
	}
	number := fmt.Sprintf("%03d/%s/%s", 100+7*turn, p.home.iso, e.Starts[:4])
	return svc.AttachNote(ctx, actor, s.ids[e.Key], p.home.id, number, papers.NoteVerbale(number, p.home.name, e.Title))
}

// nominate names n people of a party; the first is the head.
func (s *story) nominate(ctx context.Context, tx *db.Tx, e *events.Event, svc *delegations.Service, p *part, actor access.Actor, n int) error {
	members, err := s.send(tx, p.home, e.From, n, p.Agencies...)
	if err != nil {
		return err
	}
	for _, m := range members {
		d := delegations.NominationDraft{
			PartyID: p.home.id, Category: e.Category, Mode: "in_person", Head: len(p.named) == 0 && p.Group.Confirmed > 0,
			PersonDraft: delegations.PersonDraft{PersonID: m.id, FromPartyID: m.fromID, Position: m.position},
		}
		id, err := svc.Nominate(ctx, actor, s.ids[e.Key], d)
		if err != nil {
			return fmt.Errorf("%s: %w", m.name, err)
		}
		p.named = append(p.named, named{member: m, nomination: id})
	}
	return nil
}

// screen confirms as many as the table says and declines or reserves the others; one party is asked something first.
func (s *story) screen(ctx context.Context, svc *delegations.Service, parts []*part) error {
	others := 0
	for i, p := range parts {
		for j := range p.named {
			n := &p.named[j]
			if i == 2 && j == 1 {
				if err := svc.AskBack(ctx, s.officer, n.nomination, 0, "Which unit does this officer work in now?"); err != nil {
					return err
				}
				if err := svc.Reply(ctx, p.nominating(""), n.nomination, 0, "In the unit named in our note."); err != nil {
					return err
				}
			}
			if n.confirmed = j < p.Group.Confirmed; n.confirmed {
				if err := svc.Confirm(ctx, s.officer, n.nomination, 0); err != nil {
					return err
				}
				continue
			}
			others++
			if err := s.refuse(ctx, svc, n, others); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *story) refuse(ctx context.Context, svc *delegations.Service, n *named, turn int) error {
	if turn%3 == 0 {
		return svc.Decline(ctx, s.officer, n.nomination, 0, "The work of this officer lies outside the subject of the activity.")
	}
	return svc.Reserve(ctx, s.officer, n.nomination, 0)
}

// substitute lets three parties send somebody else in a seat that was confirmed.
func (s *story) substitute(ctx context.Context, tx *db.Tx, e *events.Event, parts []*part) error {
	for _, i := range []int{0, 3, 4} {
		if i >= len(parts) || len(parts[i].named) < 2 || parts[i].Group.Confirmed < 2 {
			continue
		}
		p := parts[i]
		fresh, err := s.send(tx, p.home, e.From+p.Group.Named, 1, p.Agencies...)
		if err != nil {
			return err
		}
		n := &p.named[1]
		d := delegations.PersonDraft{PersonID: fresh[0].id, FromPartyID: fresh[0].fromID, Position: fresh[0].position}
		id, err := s.past.Substitute(ctx, s.officer, n.nomination, 0, d, "Called to other duties")
		if err != nil {
			return err
		}
		if err := s.past.Confirm(ctx, s.officer, id, 0); err != nil {
			return err
		}
		*n = named{member: fresh[0], nomination: id, confirmed: true}
	}
	return nil
}

// registerAll lets most of the confirmed fill in their form, and gives the speakers their parts.
func (s *story) registerAll(ctx context.Context, tx *db.Tx, e *events.Event, parts []*part) error {
	turn := 0
	for _, p := range parts {
		for _, n := range p.named {
			if turn++; !n.confirmed || turn%11 == 0 {
				continue
			}
			if err := s.registerOne(ctx, tx, e, n, turn); err != nil {
				return fmt.Errorf("%s: %w", n.name, err)
			}
		}
	}
	return s.speakers(tx, e, parts)
}

func (s *story) registerOne(ctx context.Context, tx *db.Tx, e *events.Event, n named, turn int) error {
	activityID := s.ids[e.Key]
	a, err := activities.FindIn(tx, activityID)
	if err != nil {
		return err
	}
	actor := moments.Acting("", n.name, access.Participant, access.Scope{Activity: activityID, Person: n.id}, registrations.RightRegister)
	page, err := s.regs.Find(ctx, actor, activityID, n.id)
	if err != nil {
		return err
	}
	form := registrations.Form{Own: page.Form.Own, Answers: answers(a, n, turn)}
	for i, item := range page.Items {
		if (turn+i)%4 != 0 {
			form.Consents = append(form.Consents, item.Key)
		}
	}
	return s.regs.Register(ctx, actor, activityID, n.id, form)
}

// answers fills in the form of an activity as the turn has it.
func answers(a activities.Activity, n named, turn int) forms.Answers {
	out := forms.Answers{}
	for i, q := range a.Questions {
		switch {
		case q.Key == "badge_name":
			out[q.Key] = []string{n.name}
		case q.Kind == forms.YesNo:
			out[q.Key] = []string{[]string{forms.No, forms.Yes}[(turn+i)/3%2]}
		case q.Chooses() && (q.Required || turn%3 == 0):
			out[q.Key] = []string{q.Options[turn%len(q.Options)].Code}
		case q.Kind == forms.Date && turn%2 == 0:
			out[q.Key] = []string{string(a.StartsOn.AddDays(-1))}
		case q.Required:
			out[q.Key] = []string{fmt.Sprintf("A colleague at the office, +00 000 %04d", 1000+turn)}
		case q.Key == "expectations" && turn%4 == 0:
			out[q.Key] = []string{"To find the person to call in each airport and each unit."}
		}
	}
	return out
}

// speakers gives the heads of delegations, and those who help, their parts in the programme.
func (s *story) speakers(tx *db.Tx, e *events.Event, parts []*part) error {
	turn := map[string]int{}
	for i, p := range e.Sessions {
		for _, speaker := range p.Speakers {
			id, role, err := s.speaker(tx, e, parts, speaker, turn)
			if err != nil {
				return err
			}
			if err := activities.AddSpeakerIn(tx, s.officer, s.ids[fmt.Sprintf("%s/session/%d", e.Key, i)], activities.SpeakerDraft{PersonID: id, Role: role}); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *story) speaker(tx *db.Tx, e *events.Event, parts []*part, speaker string, turn map[string]int) (id, role string, err error) {
	code, role := cut(speaker)
	if strings.HasPrefix(role, "alumn") {
		if id, err := remembered.AlumnusOf(tx, s.homes[code].id); id != "" || err != nil {
			return id, role, err
		}
	}
	for _, p := range parts {
		if p.home.code == code && len(p.named) > 0 && !helps(e, code) {
			return p.named[0].id, role, nil
		}
	}
	m, err := s.send(tx, s.homes[code], e.From+turn[code]%2, 1)
	turn[code]++
	if err != nil {
		return "", "", err
	}
	return m[0].id, role, nil
}

// helps tells whether a party sends people who help and do not count as participants.
func helps(e *events.Event, code string) bool {
	for _, g := range e.Staff {
		if g.Party == code {
			return true
		}
	}
	return false
}

// cut parts "party:role".
func cut(speaker string) (code, role string) {
	code, role, _ = strings.Cut(speaker, ":")
	return code, role
}
