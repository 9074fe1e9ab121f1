package training

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"counterpart/internal/access"
	"counterpart/internal/activities"
	"counterpart/internal/curricula"
	"counterpart/internal/db"
	"counterpart/internal/fault"
	"counterpart/internal/people"
)

// Delivery is a version of a curriculum as an activity delivers it.
type Delivery struct {
	ID           string          `db:"id" json:"id"`
	ActivityID   string          `db:"activity_id" json:"activity_id"`
	Activity     string          `db:"activity" json:"activity"`
	StartsOn     db.Date         `db:"starts_on" json:"starts_on"`
	EndsOn       db.Date         `db:"ends_on" json:"ends_on"`
	Place        string          `db:"place" json:"place,omitempty"`
	CurriculumID string          `db:"curriculum_id" json:"curriculum_id"`
	Code         string          `db:"code" json:"code"`
	VersionID    string          `db:"version_id" json:"version_id"`
	Number       int             `db:"number" json:"number" doc:"Of the version"`
	Title        string          `db:"title" json:"title"`
	State        curricula.State `db:"state" json:"version_state"`
	MinPresence  int             `db:"min_presence" json:"min_presence" doc:"Per cent of the hours"`
	LMS          string          `db:"lms_url" json:"lms_url,omitempty" doc:"Address of the course on a learning platform"`
	Adapted      string          `db:"adapted" json:"adapted,omitempty" doc:"What is otherwise than in the version, and why"`
	ConcludedAt  db.Time         `db:"concluded_at" json:"concluded_at,omitzero"`
	Saved        int             `db:"saved" json:"saved" doc:"How often it was written: to be sent along with a change"`
	Confirmed    int             `db:"confirmed" json:"confirmed"`
	Completed    int             `db:"completed" json:"completed"`

	convened   activities.Activity
	curriculum curricula.Curriculum
	parties    []string // that it concerns
}

// Object is the delivery as the access rule sees it.
func (d Delivery) Object() access.Object {
	o := d.convened.Object()
	o.Parties = append(slices.Clone(d.parties), o.Parties...)
	if d.curriculum.ID != "" {
		o.Above = append(o.Above, d.curriculum.Object().Mark())
	}
	return o
}

// Part is a module of the version as it is delivered.
type Part struct {
	ModuleID string    `db:"module_id" json:"module_id"`
	Title    string    `db:"title" json:"title"`
	Planned  int       `db:"planned" json:"planned_minutes" doc:"In the version"`
	Minutes  int       `db:"minutes" json:"minutes"`
	LeftOut  bool      `db:"left_out" json:"left_out"`
	Sessions []string  `json:"session_ids" nullable:"false"`
	Trainers []Trainer `json:"trainers" nullable:"false" doc:"For the office only"`
}

// Trainer teaches a module at a delivery.
type Trainer struct {
	ModuleID string `db:"module_id" json:"-"`
	PersonID string `db:"person_id" json:"person_id"`
	Name     string `db:"name" json:"name"`
}

// DeliveryDraft is what an activity delivers, as somebody writes it down.
type DeliveryDraft struct {
	VersionID   string      `json:"version_id" doc:"In pilot or adopted"`
	MinPresence int         `json:"min_presence,omitempty" minimum:"0" maximum:"100" doc:"Per cent of the hours; that of the version when 0"`
	LMS         string      `json:"lms_url,omitempty" maxLength:"1000"`
	Adapted     string      `json:"adapted,omitempty" maxLength:"2000" doc:"What is otherwise than in the version, and why; needed where something is"`
	Parts       []PartDraft `json:"parts,omitempty" maxItems:"100" doc:"Modules that are not mentioned are taught as the version says"`
	Saved       int         `json:"saved,omitempty" doc:"How often it had been written when it was read; whichever it is when 0"`
}

// PartDraft is a module as it is delivered.
type PartDraft struct {
	ModuleID string   `json:"module_id"`
	LeftOut  bool     `json:"left_out,omitempty"`
	Minutes  int      `json:"minutes,omitempty" minimum:"0" maximum:"6000" doc:"As the version says when 0"`
	Sessions []string `json:"session_ids,omitempty" maxItems:"100"`
	Trainers []string `json:"trainer_ids,omitempty" maxItems:"20" doc:"Persons of the register"`
}

// complete checks the draft against the version and the programme, lists everything wrong with it, and fills in what it leaves open.
func (x *DeliveryDraft) complete(tx *db.Tx, actor access.Actor, a activities.Activity, before Delivery) (curricula.Version, error) {
	x.LMS, x.Adapted = strings.TrimSpace(x.LMS), strings.TrimSpace(strings.ReplaceAll(x.Adapted, "\r\n", "\n"))
	var wrong fault.Invalid
	v, err := x.version(tx, actor, before, &wrong)
	if err != nil {
		return v, err
	}
	x.MinPresence = cmp.Or(x.MinPresence, v.MinPresence)
	wrong.Check(x.MinPresence >= 0 && x.MinPresence <= 100, "min_presence", "Write how much of the hours somebody is to be present, from 0 to 100 per cent.")
	wrong.Check(x.LMS == "" || curricula.WholeAddress(x.LMS), "lms_url", "Write the whole address, from https:// on.")
	wrong.Check(utf8.RuneCountInString(x.Adapted) <= 2000, "adapted", "Shorten this to 2,000 characters.")
	if v.ID != "" {
		if err := x.completeParts(tx, actor, a, v, &wrong); err != nil {
			return v, err
		}
		wrong.Check(x.Adapted != "" || !x.differs(v), "adapted", "Say what is otherwise than in the version, and why.")
	}
	return v, wrong.Err()
}

func (x *DeliveryDraft) version(tx *db.Tx, actor access.Actor, before Delivery, wrong *fault.Invalid) (curricula.Version, error) {
	const choose = "Choose a version that is in pilot or adopted."
	v, err := curricula.VersionIn(tx, x.VersionID)
	if fault.IsNotFound(err) {
		wrong.Add("version_id", choose)
		return curricula.Version{}, nil
	}
	if err != nil {
		return v, err
	}
	c, err := curricula.FindIn(tx, v.CurriculumID)
	if err != nil {
		return v, err
	}
	if !actor.Can(curricula.RightSee, c.Object()) || !v.State.InForce() && v.ID != before.VersionID {
		wrong.Add("version_id", choose)
		return curricula.Version{}, nil
	}
	return v, nil
}

// completeParts checks the parts and adds the modules that are taught as the version says.
func (x *DeliveryDraft) completeParts(tx *db.Tx, actor access.Actor, a activities.Activity, v curricula.Version, wrong *fault.Invalid) error {
	sessions, err := sessionsOf(tx, a.ID)
	if err != nil {
		return err
	}
	given := map[string]PartDraft{}
	for _, p := range x.Parts {
		known := slices.ContainsFunc(v.Modules, func(m curricula.Module) bool { return m.ID == p.ModuleID })
		wrong.Check(known, "parts", "A module that you name is not in this version. Load the form again.")
		given[p.ModuleID] = p
	}
	x.Parts = nil
	for _, m := range v.Modules {
		p := given[m.ID]
		p.ModuleID, p.Minutes = m.ID, cmp.Or(p.Minutes, m.Minutes)
		wrong.Check(p.Minutes >= 0 && p.Minutes <= 6000, "minutes."+m.ID, "%s: write how long it takes, up to 100 hours.", m.Title)
		for _, id := range p.Sessions {
			known := slices.ContainsFunc(sessions, func(s Session) bool { return s.ID == id })
			wrong.Check(known, "sessions."+m.ID, "%s: choose sessions of this activity.", m.Title)
		}
		if p.LeftOut {
			p.Sessions, p.Trainers = nil, nil
		}
		for _, id := range p.Trainers {
			object, err := people.ObjectIn(tx, id)
			if err != nil && !fault.IsNotFound(err) {
				return err
			}
			wrong.Check(err == nil && actor.Can(people.RightSee, object), "trainers."+m.ID, "%s: choose trainers of the register of persons.", m.Title)
		}
		x.Parts = append(x.Parts, p)
	}
	taught := slices.ContainsFunc(x.Parts, func(p PartDraft) bool { return !p.LeftOut })
	wrong.Check(taught, "parts", "At least one module is taught.")
	return nil
}

// differs tells whether the delivery is otherwise than the version.
func (x DeliveryDraft) differs(v curricula.Version) bool {
	if x.MinPresence != v.MinPresence {
		return true
	}
	for i, p := range x.Parts {
		if p.LeftOut || p.Minutes != v.Modules[i].Minutes {
			return true
		}
	}
	return false
}
