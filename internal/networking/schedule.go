package networking

import (
	"context"
	"strings"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/audit"
	"counterpart/internal/db"
	"counterpart/internal/interests"
	"counterpart/internal/networking/places"
	"counterpart/internal/networking/problem"
	"counterpart/internal/people/shown"
)

// Appointment is a meeting as one of its two people sees it.
type Appointment struct {
	Meeting
	OtherID  string `json:"other_id"`
	Other    string `json:"other"`
	Party    string `json:"party"`
	Position string `json:"position,omitempty"`
	Others   string `json:"others,omitempty" doc:"Who else is there"`
	With     string `json:"with,omitempty" doc:"The colleague with whom the reader comes along"`
	SitsFor  string `json:"sits_for,omitempty" doc:"The colleague in whose place the reader meets"`
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
	Meetings  []Appointment       `json:"meetings" nullable:"false"`
	Slots     []SlotChoice        `json:"slots" nullable:"false"`
	Unmet     []Place             `json:"unmet" nullable:"false"`
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
		if out.Meetings, err = appointments(tx, activityID, personID); err != nil {
			return out, err
		}
		if out.Slots, err = slotChoices(tx, activityID, personID); err != nil {
			return out, err
		}
		out.Unmet, err = unmetOf(tx, activityID, personID)
		return out, err
	})
}

// appointments are the meetings of a person with the other side as they may see it.
func appointments(tx *db.Tx, activityID, personID string) ([]Appointment, error) {
	list, err := meetingsOf(tx, activityID, personID)
	if err != nil {
		return nil, err
	}
	var people []string
	for _, m := range list {
		people = append(people, m.people()...)
		for _, side := range m.Sides {
			people = append(people, side.whose())
		}
	}
	faces, err := facesIn(tx, activityID, people)
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
		one := Appointment{
			Meeting: m, OtherID: other.PersonID, Other: nameOf(faces, other.PersonID), Party: f.Party, Position: f.Position, Mine: own.Answer, Theirs: other.Answer,
		}
		var others []string
		for _, s := range m.Along {
			if s.PersonID != personID {
				others = append(others, nameOf(faces, s.PersonID))
			}
		}
		one.Others = strings.Join(others, ", ")
		switch {
		case own.ComesWith:
			one.With = nameOf(faces, m.companyOf(own))
		case own.ForID != "":
			one.SitsFor = nameOf(faces, own.ForID)
		}
		out = append(out, one)
	}
	return out, nil
}

// companyOf is who sits there of the side with which somebody comes along.
func (m Meeting) companyOf(own Side) string {
	for _, s := range m.Sides {
		if s.whose() == own.ForID {
			return s.PersonID
		}
	}
	return own.ForID
}

func nameOf(faces map[string]shown.Face, personID string) string {
	if name := faces[personID].Name; name != "" {
		return name
	}
	return shown.NoName
}

// facesIn are people of an activity's meetings as the other participants may see them, by id. AddressForm stands
// before the name. Those for named readers only are not named.
func facesIn(tx *db.Tx, activityID string, people []string) (map[string]shown.Face, error) {
	list, err := guestsOfMeetings(tx, activityID, people)
	if err != nil {
		return nil, err
	}
	agreed, err := shown.In(tx, shown.Participants, activityID, people)
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
	told, err := publishedTo(tx, activityID, personID)
	if err != nil || len(told) == 0 {
		return out, err
	}
	arranged, err := meetingsOf(tx, activityID, personID)
	if err != nil {
		return out, err
	}
	settled := map[string]bool{} // those with whom a meeting stands, was held, or is being arranged or declined
	for _, m := range arranged {
		if _, other, ok := m.side(personID); ok && m.State != Cancelled && m.State != Missed {
			settled[other.whose()] = true
		}
	}
	wished, err := interests.WishedIn(tx, activityID, personID)
	if err != nil {
		return out, err
	}
	names, err := namesTold(tx, activityID, told)
	if err != nil {
		return out, err
	}
	for _, u := range told {
		if wished[u.About] && !settled[u.About] && names[u.About] != "" {
			out = append(out, Place{PersonID: u.About, Person: names[u.About], Must: u.Must, Words: problem.Filled(u.Words, names)})
		}
	}
	return out, nil
}

// namesTold are the names that stand in what is told to a person.
func namesTold(tx *db.Tx, activityID string, told []problem.Unmet) (map[string]string, error) {
	var people []string
	for _, u := range told {
		people = append(people, u.Person, u.About)
	}
	listed, err := interests.ListedOf(tx, activityID, people)
	names := make(map[string]string, len(listed))
	for _, g := range listed {
		names[g.PersonID] = g.Name()
	}
	return names, err
}
