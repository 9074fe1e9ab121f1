package networking

import (
	"context"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/interests"
	"counterpart/internal/networking/places"
	"counterpart/internal/people/shown"
)

// Appointment is a meeting as one of its two people sees it.
type Appointment struct {
	Meeting
	OtherID  string `json:"other_id"`
	Other    string `json:"other"`
	Party    string `json:"party"`
	Position string `json:"position,omitempty"`
	Mine     string `json:"my_answer" enum:"accepted,"`
	Theirs   string `json:"their_answer" enum:"accepted,"`
}

// SlotChoice is a slot with whether a person can come.
type SlotChoice struct {
	places.Slot
	Away bool `db:"away" json:"away"`
	Busy bool `db:"-" json:"busy" doc:"The programme or a meeting takes the time"`
}

// Place is a wish for which no place was found, with the reason as its author may know it.
type Place struct {
	PersonID string `json:"person_id"`
	Person   string `json:"person"`
	Must     bool   `json:"must"`
	Words    string `json:"words"`
}

// Schedule is all that concerns a person's meetings at an activity.
type Schedule struct {
	Activity  activities.Activity `json:"-"`
	Person    string              `json:"-"`
	TakesPart bool                `json:"takes_part"`
	Published bool                `json:"published"`
	Code      string              `json:"-"` // of the own badge, "" where there is none
	Meetings  []Appointment       `json:"meetings" nullable:"false"`
	Slots     []SlotChoice        `json:"slots" nullable:"false"`
	Unmet     []Place             `json:"unmet" nullable:"false"`
	Waiting   []Waiting           `json:"waiting" nullable:"false" doc:"People met to whom nothing was said about sharing"`
}

// Mine returns a person's own schedule.
func (s *Service) Mine(ctx context.Context, actor access.Actor, activityID, personID string) (Schedule, error) {
	return audit.Shown(ctx, s.db, actor, kindPerson, ActionViewOwn, Schedule.persons)(s.mine(ctx, actor, activityID, personID))
}

// Take is Mine for a file that is taken along.
func (s *Service) Take(ctx context.Context, actor access.Actor, activityID, personID string) (Schedule, error) {
	out, err := s.mine(ctx, actor, activityID, personID)
	if err != nil {
		return out, err
	}
	return out, audit.Exported(ctx, s.db, actor, kindPerson, out.persons(), ActionTakeOwn, map[string]string{"activity": activityID})
}

func (s Schedule) persons() []string {
	var out []string
	for _, m := range s.Meetings {
		out = append(out, m.OtherID)
	}
	for _, u := range s.Unmet {
		out = append(out, u.PersonID)
	}
	for _, w := range s.Waiting {
		out = append(out, w.PersonID)
	}
	return out
}

func (s *Service) mine(ctx context.Context, actor access.Actor, activityID, personID string) (Schedule, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (Schedule, error) {
		n, a, err := interests.GuestIn(tx, actor, interests.RightTakePart, activityID, personID)
		if err != nil {
			return Schedule{}, err
		}
		out := Schedule{Activity: a, Person: n.Name()}
		if out.TakesPart, err = takesPart(tx, activityID, personID); err != nil {
			return out, err
		}
		setup, err := places.SetupIn(tx, activityID)
		if err != nil {
			return out, err
		}
		out.Published = !setup.PublishedAt.IsZero()
		if out.Code, err = badgeOf(tx, n.ID); err != nil {
			return out, err
		}
		faces, err := facesIn(tx, activityID)
		if err != nil {
			return out, err
		}
		if out.Meetings, err = appointments(tx, activityID, personID, faces); err != nil {
			return out, err
		}
		if out.Slots, err = slotChoices(tx, activityID, personID); err != nil {
			return out, err
		}
		if out.Waiting, err = asked(tx, activityID, personID); err != nil {
			return out, err
		}
		out.Unmet, err = unmetOf(tx, activityID, personID)
		return out, err
	})
}

// appointments are the meetings of a person with the other side as they may see it.
func appointments(tx *db.Tx, activityID, personID string, faces map[string]shown.Face) ([]Appointment, error) {
	list, err := meetingsOf(tx, activityID, personID)
	if err != nil {
		return nil, err
	}
	out := []Appointment{}
	for _, m := range list {
		own, other, ok := m.side(personID)
		if !ok {
			continue
		}
		if m.State == Requested && m.AskedBy != personID {
			avoided, err := interests.AvoidsIn(tx, personID, other.PersonID)
			if err != nil {
				return nil, err
			}
			if avoided {
				continue
			}
		}
		f := faces[other.PersonID]
		if f.Name == "" {
			f.Name = shown.NoName
		}
		out = append(out, Appointment{
			Meeting: m, OtherID: other.PersonID, Other: f.Name, Party: f.Party, Position: f.Position, Mine: own.Answer, Theirs: other.Answer,
		})
	}
	return out, nil
}

// facesIn are the people of an activity's meetings as the other participants may see them, by id. AddressForm stands
// before the name. Those for named readers only are not named.
func facesIn(tx *db.Tx, activityID string) (map[string]shown.Face, error) {
	list, err := guestsOfMeetings(tx, activityID)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(list))
	for i, g := range list {
		ids[i] = g.PersonID
	}
	agreed, err := shown.In(tx, shown.Participants, activityID, ids)
	out := make(map[string]shown.Face, len(list))
	for _, g := range list {
		f := agreed.Face(g.PersonID, g.Alias, shown.Face{Name: g.Given, AddressForm: g.AddressForm, Position: g.Position, Party: g.Party})
		if f.AddressForm != "" {
			f.Name = f.AddressForm + " " + f.Name
		}
		if g.Red {
			f = shown.Face{Name: shown.NoName}
		}
		out[g.PersonID] = f
	}
	return out, err
}

// unmetOf are a person's wishes for which the published plan found no place.
func unmetOf(tx *db.Tx, activityID, personID string) ([]Place, error) {
	out := []Place{}
	raw, err := publishedReport(tx, activityID)
	if err != nil {
		return out, err
	}
	rep, err := readReport(raw)
	if err != nil {
		return out, err
	}
	met, err := doneBetween(tx, activityID)
	if err != nil {
		return out, err
	}
	wished, err := interests.WishesIn(tx, activityID)
	if err != nil {
		return out, err
	}
	still := map[pairOf]bool{}
	for _, w := range wished {
		if w.PersonID == personID {
			still[pairKey(w.PersonID, w.AboutID)] = true
		}
	}
	listed, err := interests.ListedIn(tx, activityID)
	if err != nil {
		return out, err
	}
	names := map[string]string{}
	for _, g := range listed {
		names[g.PersonID] = g.Name()
	}
	standing, err := standingOf(tx, activityID)
	if err != nil {
		return out, err
	}
	for _, m := range standing {
		met[pairKey(m.Sides[0].PersonID, m.Sides[1].PersonID)] = true
	}
	for _, u := range rep.Unmet {
		key := pairKey(u.Person, u.About)
		if u.Person == personID && still[key] && !met[key] && names[u.About] != "" {
			out = append(out, Place{PersonID: u.About, Person: names[u.About], Must: u.Must, Words: filled(u.Words, names)})
		}
	}
	return out, nil
}

// Line is a meeting as the secretariat reads the plan.
type Line struct {
	Meeting
	One      string `json:"one"`
	OneParty string `json:"one_party"`
	Two      string `json:"two"`
	TwoParty string `json:"two_party"`
}

// PlanPage is the plan of an activity.
type PlanPage struct {
	Activity activities.Activity `json:"-"`
	Setup    places.Setup        `json:"-"`
	Lines    []Line              `json:"items" nullable:"false"`
	Counts   map[State]int       `json:"counts" nullable:"false"`
	Accepted int                 `json:"accepted" doc:"Scheduled meetings that both sides accepted"`
	Broken   int                 `json:"broken" doc:"Scheduled meetings of which somebody no longer takes part"`
}

// Plan lists the meetings of an activity by time and table. Whom labels close to the actor is not named.
func (s *Service) Plan(ctx context.Context, actor access.Actor, activityID string) (PlanPage, error) {
	return audit.ShownList[PlanPage](ctx, s.db, actor, kindActivity, ActionViewPlan, map[string]string{"activity": activityID})(s.plan(ctx, actor, RightSee, activityID))
}

// TakePlan is Plan for a sheet that is taken along: an entry for each person says so.
func (s *Service) TakePlan(ctx context.Context, actor access.Actor, activityID string) (PlanPage, error) {
	page, err := s.plan(ctx, actor, RightPlan, activityID)
	if err == nil {
		err = actor.RequireFresh(s.db.Clock())
	}
	if err != nil {
		return page, err
	}
	var ids []string
	for _, l := range page.Lines {
		ids = append(ids, l.people()...)
	}
	return page, audit.Exported(ctx, s.db, actor, kindPerson, ids, ActionTakePlan, map[string]string{"activity": activityID})
}

// hiddenName stands for somebody whom a label closes to the reader.
const hiddenName = "For named readers only"

func (s *Service) plan(ctx context.Context, actor access.Actor, right access.Right, activityID string) (PlanPage, error) {
	return db.View(ctx, s.db, func(tx *db.Tx) (PlanPage, error) {
		a, err := places.GuardedIn(tx, actor, right, activityID)
		if err != nil {
			return PlanPage{}, err
		}
		page := PlanPage{Activity: a, Lines: []Line{}, Counts: map[State]int{}}
		if page.Setup, err = places.SetupIn(tx, activityID); err != nil {
			return page, err
		}
		list, err := allMeetings(tx, activityID)
		if err != nil {
			return page, err
		}
		names, err := namesFor(tx, actor, activityID)
		if err != nil {
			return page, err
		}
		parties, err := partyNames(tx, activityID)
		if err != nil {
			return page, err
		}
		name := func(id string) string {
			if names[id] == "" {
				return hiddenName
			}
			return names[id]
		}
		for _, m := range list {
			page.Counts[m.State]++
			if m.State == Scheduled && m.Agreed() {
				page.Accepted++
			}
			if m.Broken() {
				page.Broken++
			}
			if m.State != Requested && len(m.Sides) == 2 { // a request concerns the two alone
				page.Lines = append(page.Lines, Line{
					Meeting: m, One: name(m.Sides[0].PersonID), OneParty: parties[m.Sides[0].PartyID], Two: name(m.Sides[1].PersonID), TwoParty: parties[m.Sides[1].PartyID],
				})
			}
		}
		return page, nil
	})
}
